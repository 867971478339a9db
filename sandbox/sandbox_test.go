package sandbox

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

var monday = time.Date(2026, 1, 5, 10, 0, 0, 0, time.UTC)

// start runs a sandbox with a frozen clock for the length of a test.
func start(t *testing.T) *Sandbox {
	t.Helper()
	return startPrepared(t, func(*Sandbox) {})
}

// startPrepared is start, with a chance to change the sandbox before anything runs in it.
func startPrepared(t *testing.T, prepare func(*Sandbox)) *Sandbox {
	t.Helper()
	s, err := build(Config{Start: monday, Frozen: true})
	if err != nil {
		t.Fatal(err)
	}
	prepare(s)
	s.begin()
	var serving sync.WaitGroup
	serving.Go(func() {
		if err := s.Serve(t.Context()); err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		serving.Wait()
	})
	return s
}

// call makes a control call and returns its status and answer.
func call(t *testing.T, s *Sandbox, method, path, body string, headers ...string) (int, map[string]any) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, s.Card().Control+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		if headers[i] == "Host" {
			request.Host = headers[i+1]
		}
		request.Header.Set(headers[i], headers[i+1])
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	var answer map[string]any
	if err := json.Unmarshal(text, &answer); err != nil {
		t.Fatalf("%s %s: %q is not JSON: %v", method, path, text, err)
	}
	return response.StatusCode, answer
}

func TestCardHasWhatABotNeeds(t *testing.T) {
	s := start(t)
	text, err := json.Marshal(s.Card())
	if err != nil {
		t.Fatal(err)
	}
	var card map[string]string
	if err := json.Unmarshal(text, &card); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{
		"discord_api", "gateway", "application_id", "public_key", "bot_token", "stripe_api", "stripe_key", "stripe_webhook_secret",
		"stripe_connect_webhook_secret", "carrier_api", "carrier_key", "control", "page", "clock",
	} {
		if card[key] == "" {
			t.Errorf("the card has no %s", key)
		}
	}
	if bytes.Contains(text, []byte("\n")) {
		t.Error("the card is more than one line")
	}
}

func TestOnlyLoopbackIsServed(t *testing.T) {
	if _, err := New(Config{Addr: "0.0.0.0:0"}); err == nil || !strings.Contains(err.Error(), "loopback") {
		t.Errorf("listening on all addresses: %v", err)
	}
	for host, want := range map[string]bool{
		"127.0.0.1:4242": true, "localhost": true, "LOCALHOST:1": true, "[::1]:80": true, "127.8.8.8": true,
		"evil.example": false, "127.0.0.1.evil.example:80": false, "10.0.0.1": false, "": false, "localhost.evil.example": false,
	} {
		if got := loopback(host); got != want {
			t.Errorf("loopback(%q) = %v", host, got)
		}
	}
}

func TestGuard(t *testing.T) {
	s := start(t)
	tests := []struct {
		name, method, path string
		headers            []string
		status             int
	}{
		{"a script", "POST", "/clock", nil, 200},
		{"the page", "POST", "/clock", []string{"Origin", s.URL(), "Sec-Fetch-Site", "same-origin"}, 200},
		{"another site", "POST", "/clock", []string{"Origin", "https://evil.example", "Sec-Fetch-Site", "cross-site"}, 403},
		{"another port", "POST", "/clock", []string{"Origin", "http://127.0.0.1:1"}, 403},
		{"a rebound name", "GET", "/clock", []string{"Host", "evil.example"}, 403},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			status, answer := call(t, s, test.method, test.path, `{"advance":"1s"}`, test.headers...)
			if status != test.status {
				t.Errorf("status %d, answer %v", status, answer)
			}
		})
	}
}

func TestCallsRefuseInSentences(t *testing.T) {
	s := start(t)
	tests := []struct {
		path, body string
		status     int
		sentence   string
	}{
		{"/clock", `{"advanse":"1d"}`, 400, `there is no field "advanse" here: this call takes advance`},
		{"/clock", `{"advance":14}`, 400, `the field "advance" must be a string, not a number`},
		{"/clock", `{"advance":"soon"}`, 400, `"soon" is no length of time: write it like 14d, 12h, 30m, 45s or 1d12h`},
		{"/clock", `{"advance":"1d"} {}`, 400, "the body must be one JSON object and nothing after it"},
		{"/clock", `[`, 400, "the body is not a JSON object: unexpected EOF"},
		{"/clocks", `{}`, 404, "there is no POST /control/clocks: sandbox/README.md lists the calls"},
		{"/people/seller/dm", `{"text":"x","in":"moon"}`, 400, `there is no place "moon": use dm, server or dm:NAME`},
		{"/people/SELLER/dm", `{"text":"x"}`, 400, `"SELLER" is no name for a person: use up to 32 small letters, digits, dots, dashes and underscores`},
		{"/people/buyer/pay", `{}`, 400, "there is no checkout link in what this person sees: press Pay first"},
		{"/people/buyer/dms", `{}`, 400, `say whether direct messages are open: {"open":false}`},
		{"/people/buyer/dm", `{"text":"x","files":[{"name":"a","content":"%"}]}`, 400, `the content of "a" is not base64`},
		{"/scan", `{"number":"1Z5R89390357567127","status":"lost"}`, 400, `there is no status "lost": use unknown, pre_transit, in_transit, out_for_delivery, delivered, available_for_pickup, return_to_sender, failure, cancelled, error`},
		{"/scan", `{"status":"delivered"}`, 400, "which parcel? Give its number"},
		{"/expect", `{"number":"1","day":"soon"}`, 400, `"soon" is no day: write it like 2026-12-01`},
		{"/travel", `{"number":"1"}`, 400, `no parcel has the number "1"`},
		{"/faults", `{"service":"paypal","kind":"500"}`, 400, `there is no service "paypal": use discord, stripe or carrier`},
		{"/faults", `{"service":"stripe","kind":"500","n":0}`, 400, "n is how often the fault happens: it must be 1 or more, not 0"},
		{"/webhooks", `{"platform":"nowhere"}`, 400, `"nowhere" is no address for webhooks: write it like http://127.0.0.1:8080/stripe`},
		{"/people/buyer/dm", `{"text":"` + strings.Repeat("x", largestBody) + `"}`, 413, "the body is larger than 32 megabytes"},
	}
	for _, test := range tests {
		name, _, _ := strings.Cut(test.body[:min(len(test.body), 40)], "\n")
		t.Run(test.path+name, func(t *testing.T) {
			status, answer := call(t, s, http.MethodPost, test.path, test.body)
			if status != test.status || answer["error"] != test.sentence {
				t.Errorf("got %d %q\nwant %d %q", status, answer["error"], test.status, test.sentence)
			}
		})
	}
}

func TestPeopleTalk(t *testing.T) {
	s := start(t)
	status, seen := call(t, s, http.MethodPost, "/people/buyer/dm", `{"text":"Is the mug blue?","in":"dm:seller"}`)
	if status != 200 || !strings.Contains(seen["text"].(string), "Is the mug blue?") {
		t.Fatalf("%d %v", status, seen)
	}
	status, seen = call(t, s, http.MethodGet, "/people/seller/inbox?in=dm:buyer&n=1", "")
	if status != 200 || !strings.Contains(seen["text"].(string), "Is the mug blue?") {
		t.Errorf("%d %v", status, seen)
	}
	if status, seen = call(t, s, http.MethodGet, "/people/seller/inbox", ""); status != 200 || seen["text"] != "" {
		t.Errorf("the DM with the bot: %d %v", status, seen)
	}
}

func TestPageIsServedStrictly(t *testing.T) {
	s := start(t)
	for path, kind := range map[string]string{"/": "text/html", "/web/app.js": "text/javascript", "/web/base.css": "text/css", "/web/mark.svg": "image/svg+xml"} {
		response, err := http.Get(s.URL() + path)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if response.StatusCode != http.StatusOK || !strings.HasPrefix(response.Header.Get("Content-Type"), kind) {
			t.Errorf("%s: %s, %s", path, response.Status, response.Header.Get("Content-Type"))
		}
		if policy := response.Header.Get("Content-Security-Policy"); policy != pagePolicy {
			t.Errorf("%s: policy %q", path, policy)
		}
	}
}

func TestEventsTellOfChanges(t *testing.T) {
	s := start(t)
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.Card().Control+"/events", nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	buffer := make([]byte, 4096)
	if n, err := response.Body.Read(buffer); err != nil || !bytes.Contains(buffer[:n], []byte("event: change\ndata: {")) {
		t.Fatalf("first event %q: %v", buffer[:n], err)
	}
	s.Discord().Person("newcomer")
	if n, err := response.Body.Read(buffer); err != nil || !bytes.Contains(buffer[:n], []byte("event: change")) {
		t.Errorf("second event %q: %v", buffer[:n], err)
	}
}

func TestCloseLeavesNothingRunning(t *testing.T) {
	before := runtime.NumGoroutine()
	s, err := New(Config{})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	served := make(chan error)
	go func() { served <- s.Serve(ctx) }()
	transport := &http.Transport{}
	client := &http.Client{Transport: transport}
	var streams []io.Closer
	for _, path := range []string{"/events", "/clock/stream"} {
		response, err := client.Get(s.Card().Control + path)
		if err != nil {
			t.Fatal(err)
		}
		streams = append(streams, response.Body)
	}
	cancel()
	if err := <-served; err != nil {
		t.Errorf("Serve: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Errorf("second Close: %v", err)
	}
	for _, stream := range streams {
		stream.Close()
	}
	transport.CloseIdleConnections()
	// The client's own goroutines end a moment after the connections do.
	deadline := time.Now().Add(5 * time.Second)
	for runtime.NumGoroutine() > before && time.Now().Before(deadline) {
		runtime.Gosched()
	}
	if n := runtime.NumGoroutine(); n > before {
		stacks := make([]byte, 1<<16)
		t.Errorf("%d goroutines, %d before:\n%s", n, before, stacks[:runtime.Stack(stacks, true)])
	}
}

func TestActsAndMovesTogether(t *testing.T) {
	s := start(t)
	follow(t, s, monday.Add(time.Hour), monday.Add(2*time.Hour))
	var people sync.WaitGroup
	for _, name := range []string{"seller", "buyer", "other"} {
		people.Go(func() {
			for range 10 {
				if _, err := s.Type(t.Context(), name, "", "Hello", nil, ""); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for range 5 {
		people.Go(func() {
			if _, err := s.Advance(t.Context(), time.Hour); err != nil {
				t.Error(err)
			}
		})
	}
	people.Wait()
	if now := s.Clock().Now; !now.Equal(monday.Add(5 * time.Hour)) {
		t.Errorf("five moves of an hour lead to %s", now)
	}
	if seen, err := s.Inbox("buyer", "", 0); err != nil || len(seen.Messages) != 10 {
		t.Errorf("%d messages: %v", len(seen.Messages), err)
	}
}
