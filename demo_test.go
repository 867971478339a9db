package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// demo is a running `till demo`.
type demo struct {
	t    *testing.T
	page string
	end  func() // as Ctrl-C does
}

func beginDemo(t *testing.T, args ...string) *demo {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	var stderr bytes.Buffer
	out, in := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		err := run(ctx, append([]string{"demo"}, args...), env(nil), in, &stderr)
		ended <- err
		_ = in.CloseWithError(io.EOF)
	}()
	said := make([]byte, 1<<10)
	n, err := out.Read(said)
	page := regexp.MustCompile(`http://127\.0\.0\.1:\d+/`).FindString(string(said[:n]))
	if err != nil || page == "" {
		cancel()
		t.Fatalf("%v: said %q, %v\n%s", args, said[:n], err, &stderr)
	}
	return &demo{t: t, page: page, end: func() {
		t.Helper()
		cancel()
		if err := <-ended; err != nil {
			t.Fatalf("%v ended with %v\n%s", args, err, &stderr)
		}
	}}
}

// do makes a call of the control API and returns what the person then sees.
func (d *demo) do(call, body string) string {
	d.t.Helper()
	method := http.MethodPost
	if body == "" {
		method = http.MethodGet
	}
	request, err := http.NewRequestWithContext(d.t.Context(), method, d.page+"control/"+call, strings.NewReader(body))
	if err != nil {
		d.t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		d.t.Fatal(err)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		d.t.Fatalf("%s %s: %s %s %v", call, body, response.Status, answer, err)
	}
	var seen struct{ Text string }
	if json.Unmarshal(answer, &seen) == nil && seen.Text != "" {
		return seen.Text
	}
	return string(answer)
}

// sees fails unless the text has all of the words.
func sees(t *testing.T, text string, words ...string) {
	t.Helper()
	for _, word := range words {
		if !strings.Contains(text, word) {
			t.Fatalf("%q is missing in:\n%s", word, text)
		}
	}
}

// TestDemo starts the demo and ends it: it leaves nothing behind but the files
// that it was told to keep.
func TestDemo(t *testing.T) {
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	kept := filepath.Join(t.TempDir(), "kept.db")
	for _, args := range [][]string{nil, {"--data", kept}, {"--data", kept}} {
		beginDemo(t, args...).end()
	}
	if left, err := os.ReadDir(temp); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
	files, err := os.ReadDir(filepath.Dir(kept))
	if err != nil || len(files) != 2 {
		t.Errorf("kept: %v %v", files, err)
	}
	for _, file := range []string{kept, kept + ".world"} {
		if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("the kept file: %v %v", info, err)
		}
	}
	if err := os.Remove(kept + ".world"); err != nil {
		t.Fatal(err)
	}
	var stderr bytes.Buffer
	if err := run(t.Context(), []string{"demo", "--data", kept}, env(nil), io.Discard, &stderr); err == nil {
		t.Error("it started on a store whose world is gone")
	}
	sees(t, stderr.String(), kept+" is there, but not "+kept+".world", "to start afresh")
}

// TestDemoGoesOn sells something across restarts: bot and world stay of one mind.
func TestDemoGoesOn(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "till.db")
	audit := func() string {
		t.Helper()
		var stdout, stderr bytes.Buffer
		if err := run(t.Context(), []string{"audit", "--store", data}, env(nil), &stdout, &stderr); err != nil {
			t.Fatalf("audit: %v\n%s%s", err, &stdout, &stderr)
		}
		return stdout.String()
	}

	d := beginDemo(t, "--data", data)
	page := d.page
	d.do("people/seller/command", `{"words":["/sell","name:Blue Kiln","country:US"]}`)
	sees(t, d.do("people/seller/onboard", `{}`), "can sell now")
	d.do("people/seller/command", `{"words":["/request","buyer:@buyer","item:Mug, blue","price:25","shipping:5"]}`)
	d.do("clock", `{"advance":"1d"}`)
	d.do("people/buyer/tap", `{"label":"Pay"}`)
	before := d.do("clock", "")
	d.end()

	d = beginDemo(t, "--data", data)
	if d.page != page {
		t.Errorf("the page was at %s and is at %s", page, d.page)
	}
	if after := d.do("clock", ""); clockOf(t, after) < clockOf(t, before) {
		t.Errorf("business time went back: %s, then %s", before, after)
	}
	sees(t, d.do("people/buyer/pay", `{}`), "Payment received")
	sees(t, d.do("people/seller/inbox", ""), "Mark as shipped")
	sees(t, audit(), "the books balance")
	d.end()

	d = beginDemo(t, "--data", data)
	d.do("people/seller/tap", `{"label":"Mark as shipped"}`)
	d.do("people/seller/fill", `{"fields":{"Tracking":"1Z5R89390357567127"}}`)
	d.do("clock", `{"advance":"8d"}`)
	d.end()

	d = beginDemo(t, "--data", data)
	d.do("clock", `{"advance":"12d"}`)
	var books struct {
		Accounts []struct {
			Platform bool
			Payouts  []struct{ Amount, Status string }
		}
	}
	if err := json.Unmarshal([]byte(d.do("books", "")), &books); err != nil {
		t.Fatal(err)
	}
	if len(books.Accounts) != 2 || len(books.Accounts[1].Payouts) != 1 || books.Accounts[1].Payouts[0].Status != "paid" {
		t.Errorf("the seller's bank got: %+v", books)
	}
	sees(t, audit(), "1 order,", "the books balance")
	d.end()
}

// clockOf is the time of the clock's answer, which sorts as text.
func clockOf(t *testing.T, answer string) string {
	t.Helper()
	var state struct{ Now string }
	if err := json.Unmarshal([]byte(answer), &state); err != nil {
		t.Fatal(err)
	}
	return state.Now
}
