package snapshot

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"
)

type animal interface{ sound() string }

type dog struct{ name string }

func (d *dog) sound() string { return d.name + " barks" }

type cat struct{ lives int }

func (c cat) sound() string { return "miaow" }

type leash struct {
	of *dog
	at time.Time
}

type kennel struct {
	self    *kennel
	dogs    []*dog
	best    *dog
	walks   map[leash]bool
	pets    []animal
	file    []byte
	odd     string
	empty   []string
	none    []string
	pair    [2]uint64
	until   time.Time
	any     any
	bell    chan int `snapshot:"-"`
	started *time.Duration
}

func full() *kennel {
	rex, now := &dog{"Rex\xff"}, time.Date(2026, 1, 5, 10, 0, 0, 7, time.UTC)
	k := &kennel{
		dogs: []*dog{rex, {"<Fido>"}}, best: rex, pets: []animal{rex, cat{9}, nil}, file: []byte{0, 255, 1}, odd: "\xf0",
		walks: map[leash]bool{{rex, now}: true, {nil, now}: true}, empty: []string{}, pair: [2]uint64{1, 1<<64 - 1},
		until: now, any: json.Number("7"), bell: make(chan int), started: new(time.Hour),
	}
	k.self = k
	return k
}

func TestRoundTrip(t *testing.T) {
	k := full()
	data, err := Save(k, (*dog)(nil), cat{})
	if err != nil {
		t.Fatal(err)
	}
	var got kennel
	if err := Restore(data, &got, (*dog)(nil), cat{}); err != nil {
		t.Fatal(err)
	}
	again, err := Save(&got, (*dog)(nil), cat{})
	if err != nil || !bytes.Equal(data, again) {
		t.Errorf("%v\nwritten   %s\nrewritten %s", err, data, again)
	}
	switch {
	case got.self.self != got.self, got.best != got.dogs[0], got.pets[0] != animal(got.best), got.bell != nil:
		t.Error("the pointers lead elsewhere")
	case got.best.name != "Rex\xff", got.odd != "\xf0", !bytes.Equal(got.file, k.file), got.any != json.Number("7"):
		t.Errorf("texts: %+v", got)
	case got.empty == nil, got.none != nil, !got.walks[leash{got.best, got.until}], got.until != k.until, *got.started != time.Hour:
		t.Errorf("values: %+v", got)
	}
}

func TestWhatCannotBeKept(t *testing.T) {
	for want, v := range map[string]any{
		"chan int":     &struct{ c chan int }{},
		"func":         &struct{ f func() }{},
		"snapshot.cat": &struct{ a animal }{cat{}},
	} {
		if _, err := Save(v); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%T: %v", v, err)
		}
	}
}

// TestDamage changes and cuts every byte: that is refused or read, and never a panic.
func TestDamage(t *testing.T) {
	data, err := Save(full(), (*dog)(nil), cat{})
	if err != nil {
		t.Fatal(err)
	}
	for i := range data {
		for _, b := range []byte(`0"n{[9 `) {
			wrong := bytes.Clone(data)
			wrong[i] = b
			_ = Restore(wrong, new(kennel), (*dog)(nil), cat{})
		}
		if Restore(data[:i], new(kennel), (*dog)(nil), cat{}) == nil {
			t.Errorf("the first %d bytes are enough", i)
		}
	}
	for _, text := range []string{"", "null", "[]", `{"root":{"more":1}}`, `{"root":{"self":2}}`, `{"root":{"pets":[{"type":"int64","value":1}]}}`} {
		if Restore([]byte(text), new(kennel), (*dog)(nil), cat{}) == nil {
			t.Errorf("%q is read", text)
		}
	}
}
