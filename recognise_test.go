package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestRecognise(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, number, want string }{
		{
			"one carrier", "UPS: 1z 5r8 939 03 5756 7127",
			`{"number":"UPS: 1z 5r8 939 03 5756 7127","candidates":[{"carrier":"ups","name":"UPS","number":"1Z5R89390357567127","service":"Ground","checked":true,"url":"https://www.ups.com/track?tracknum=1Z5R89390357567127"}]}`,
		},
		{
			"its link, which is not escaped", "https://www.dhl.com/de-de/home/tracking/tracking-express.html?submit=1&tracking-id=3318810025",
			`{"number":"https://www.dhl.com/de-de/home/tracking/tracking-express.html?submit=1&tracking-id=3318810025","candidates":[{"carrier":"dhl-express","name":"DHL Express","number":"3318810025","checked":true,"url":"https://www.dhl.com/global-en/home/tracking/tracking-express.html?submit=1&tracking-id=3318810025"}]}`,
		},
		{
			"form alone", "TBA502887274000",
			`{"number":"TBA502887274000","candidates":[{"carrier":"amazon","name":"Amazon Logistics","number":"TBA502887274000","checked":false,"url":"https://track.amazon.com/tracking/TBA502887274000"}]}`,
		},
		{
			"a slip", "1Z5R89390357567128",
			`{"number":"1Z5R89390357567128","candidates":[{"carrier":"ups","name":"UPS","number":"1Z5R89390357567128","service":"Ground","checked":false,"url":"https://www.ups.com/track?tracknum=1Z5R89390357567128"}],"check":"wrong"}`,
		},
		{"nobody's", "hello", `{"number":"hello","candidates":[]}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			stdout, stderr, err := till(t, nil, "recognise", tt.number)
			if err != nil || stderr != "" {
				t.Fatalf("%v, and said %q", err, stderr)
			}
			if diff := cmp.Diff(tt.want+"\n", stdout); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestRecogniseLines: a line for each number, in their order, from the command line or from standard
// input.
func TestRecogniseLines(t *testing.T) {
	t.Parallel()
	given, _, err := till(t, nil, "recognise", "3318810025", "hello")
	if err != nil || strings.Count(given, "\n") != 2 {
		t.Fatalf("%v, and printed %q", err, given)
	}
	var read strings.Builder
	if err := recogniseLines(strings.NewReader("3318810025\n\n  \nhello"), &read); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(given, read.String()); diff != "" {
		t.Error(diff)
	}
	if err := recogniseLines(strings.NewReader(strings.Repeat("1", 1<<20)), &read); err == nil {
		t.Error("a line of a million characters is taken")
	}
}
