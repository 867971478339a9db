package carrier_test

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"till/sandbox/carrier"
)

var start = time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)

// world is a Carrier with a clock that is moved by hand, and somebody who takes its webhooks.
type world struct {
	*carrier.Carrier

	t      *testing.T
	server *httptest.Server
	hook   *httptest.Server

	mu     sync.Mutex
	now    time.Time
	status int           // what webhooks are answered with
	heard  []string      // status of each tracker that was told, if its signature was right
	quiet  chan struct{} // something changed
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{t: t, now: start, status: http.StatusOK, quiet: make(chan struct{}, 1)}
	w.Carrier = carrier.New(carrier.Config{Now: w.clock, Changed: w.changed, Logger: slog.New(slog.DiscardHandler)})
	w.server = httptest.NewServer(w.Handler())
	w.hook = httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		var e struct {
			Result struct{ Status string }
		}
		_ = json.Unmarshal(body, &e)
		secret := w.Keys().Webhook // the carrier asks for the time while its own lock is held
		w.mu.Lock()
		defer w.mu.Unlock()
		if r.Header.Get("X-Hmac-Signature") == carrier.Sign(body, secret) {
			w.heard = append(w.heard, e.Result.Status)
		}
		rw.WriteHeader(w.status)
	}))
	w.SetWebhook(w.hook.URL)
	t.Cleanup(func() {
		w.Close()
		w.server.Close()
		w.hook.Close()
	})
	return w
}

func (w *world) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *world) changed() {
	select {
	case w.quiet <- struct{}{}:
	default:
	}
}

// settle waits until no webhook is under way.
func (w *world) settle() {
	for w.Busy() > 0 {
		<-w.quiet
	}
}

// pass lets time pass, from one due instant to the next.
func (w *world) pass(by time.Duration) {
	end := w.clock().Add(by)
	for {
		due, ok := w.NextDue()
		if !ok || due.After(end) {
			due = end
		}
		w.mu.Lock()
		w.now = due
		w.mu.Unlock()
		w.RunDue()
		w.settle()
		if due.Equal(end) {
			return
		}
	}
}

func (w *world) call(method, path, key, body string) (int, map[string]any) {
	w.t.Helper()
	request, err := http.NewRequestWithContext(w.t.Context(), method, w.server.URL+"/carrier/v2"+path, strings.NewReader(body))
	if err != nil {
		w.t.Fatal(err)
	}
	request.SetBasicAuth(key, "")
	response, err := w.server.Client().Do(request)
	if err != nil {
		return 0, nil
	}
	defer response.Body.Close()
	var said map[string]any
	if err := json.NewDecoder(response.Body).Decode(&said); err != nil {
		w.t.Fatal(err)
	}
	return response.StatusCode, said
}

func (w *world) track(number string) map[string]any {
	w.t.Helper()
	status, said := w.call("POST", "/trackers", w.Keys().API, `{"tracker":{"tracking_code":"`+number+`","carrier":"UPS"}}`)
	if status != http.StatusCreated {
		w.t.Fatalf("%d %v", status, said)
	}
	return said
}

func TestTrackerIsMadeOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	one, two := w.track("1Z5R89390357567127"), w.track("1z 5r89390357567127")
	if one["id"] == "" || one["id"] != two["id"] {
		t.Errorf("%v and %v", one["id"], two["id"])
	}
	if status, said := w.call("GET", "/trackers/"+one["id"].(string), w.Keys().API, ""); status != 200 || said["tracking_code"] != "1Z5R89390357567127" {
		t.Errorf("%d %v", status, said)
	}
	if _, said := w.call("GET", "/trackers?tracking_code=1Z5R89390357567127", w.Keys().API, ""); len(said["trackers"].([]any)) != 1 {
		t.Errorf("%v", said)
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, tt := range []struct {
		method, path, key, body string
		status                  int
		code                    string
	}{
		{"POST", "/trackers", "EZTKother", `{"tracker":{"tracking_code":"1"}}`, 401, "UNAUTHORIZED"},
		{"POST", "/trackers", "", `{}`, 422, "PARAMETER.REQUIRED"},
		{"POST", "/trackers", "", `no`, 400, "BAD_REQUEST"},
		{"POST", "/trackers", "", `{"tracker":{"tracking_code":"1","carrier":"Pigeon"}}`, 422, "TRACKER.CREATE.ERROR"},
		{"GET", "/trackers/trk_none", "", "", 404, "NOT_FOUND"},
		{"GET", "/shipments", "", "", 404, "NOT_FOUND"},
	} {
		key := tt.key
		if key == "" {
			key = w.Keys().API
		}
		status, said := w.call(tt.method, tt.path, key, tt.body)
		if code := said["error"].(map[string]any)["code"]; status != tt.status || code != tt.code {
			t.Errorf("%s %s %s: %d %v", tt.method, tt.path, tt.body, status, said)
		}
	}
}

func TestTravel(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.SetTravel(true)
	w.track("1Z5R89390357567127")
	w.pass(4 * 24 * time.Hour)
	want := "unknown pre_transit in_transit in_transit in_transit out_for_delivery delivered"
	if got := strings.Join(w.heard, " "); got != want {
		t.Errorf("told %s, want %s", got, want)
	}
	if v := w.Parcels()[0]; v.Next != nil || v.Status != "delivered" || len(v.Scans) != 6 {
		t.Errorf("%+v", v)
	}
}

// TestScanStopsTravel has a person send a parcel back that travelled by itself.
func TestScanStopsTravel(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.SetTravel(true)
	w.track("1Z5R89390357567127")
	if err := w.Scan("1Z5R-8939-0357567127", "return_to_sender", ""); err != nil {
		t.Fatal(err)
	}
	w.pass(4 * 24 * time.Hour)
	if v := w.Parcels()[0]; v.Status != "return_to_sender" || v.Next != nil {
		t.Errorf("%+v", v)
	}
	if err := w.Scan("1Z5R89390357567127", "teleported", ""); err == nil {
		t.Error("it was teleported")
	}
}

// TestWebhookAgain has nobody take a webhook at first.
func TestWebhookAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.status = http.StatusServiceUnavailable
	w.track("1")
	w.settle()
	w.pass(30 * time.Second)
	if len(w.heard) != 1 {
		t.Errorf("told %v", w.heard)
	}
	w.pass(24 * time.Hour)
	if len(w.heard) != 6 {
		t.Errorf("tried %d times", len(w.heard))
	}
}

// TestWebhookDue: a webhook whose time has come by the clock alone is said to be due until it has left.
func TestWebhookDue(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if err := w.Fault(carrier.FaultDelayWebhook, 1); err != nil {
		t.Fatal(err)
	}
	w.track("1")
	due, ok := w.NextDue()
	if !ok || !due.Equal(start.Add(time.Hour)) {
		t.Fatalf("due at %s, %t", due, ok)
	}
	w.mu.Lock()
	w.now = due
	w.mu.Unlock()
	if now, ok := w.NextDue(); !ok || !now.Equal(due) {
		t.Fatalf("when its time has come, %s is due, %t", now, ok)
	}
	w.RunDue()
	w.settle()
	if len(w.heard) != 1 {
		t.Errorf("told %v", w.heard)
	}
}

func TestFaults(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, tt := range []struct {
		kind   string
		status int
		made   bool
	}{
		{carrier.FaultError, 500, false},
		{carrier.FaultTooMany, 429, false},
		{carrier.FaultDrop, 0, false},
		{carrier.FaultErrorAfter, 500, true},
		{carrier.FaultDropAfter, 0, true},
	} {
		number := "9" + tt.kind
		if err := w.Fault(tt.kind, 1); err != nil {
			t.Fatal(err)
		}
		if status, _ := w.call("POST", "/trackers", w.Keys().API, `{"tracker":{"tracking_code":"`+number+`"}}`); status != tt.status {
			t.Errorf("%s: %d", tt.kind, status)
		}
		_, said := w.call("GET", "/trackers?tracking_code="+number, w.Keys().API, "")
		if made := len(said["trackers"].([]any)) == 1; made != tt.made {
			t.Errorf("%s: made is %t", tt.kind, made)
		}
	}
	w.settle()
	w.mu.Lock()
	w.heard = nil
	w.mu.Unlock()
	for _, kind := range []string{carrier.FaultLoseWebhook, carrier.FaultDoubleWebhook, carrier.FaultDelayWebhook} {
		if err := w.Fault(kind, 1); err != nil {
			t.Fatal(err)
		}
	}
	w.track("1")
	w.track("2")
	w.track("3")
	w.settle()
	if len(w.heard) != 2 {
		t.Errorf("told %v", w.heard)
	}
	w.pass(time.Hour)
	if len(w.heard) != 3 {
		t.Errorf("an hour later told %v", w.heard)
	}
	if err := w.Fault("flood", 1); err == nil || w.Fault("drop", 0) == nil {
		t.Error("a fault that there is not was taken")
	}
}

// A held answer is under way until it leaves, or all is closed.
func TestHeldAnswer(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if err := w.Fault(carrier.FaultDelay, 3600); err != nil {
		t.Fatal(err)
	}
	answered := make(chan int)
	go func() {
		status, _ := w.call(http.MethodGet, "/trackers", w.Keys().API, "")
		answered <- status
	}()
	for w.Busy() == 0 {
		runtime.Gosched()
	}
	if status, _ := w.call(http.MethodGet, "/trackers", w.Keys().API, ""); status != http.StatusOK {
		t.Errorf("the next call: %d", status)
	}
	select {
	case status := <-answered:
		t.Errorf("the answer was not held: %d", status)
	default:
	}
	w.Close()
	if status := <-answered; status != http.StatusOK {
		t.Errorf("the held answer: %d", status)
	}
}

func TestSave(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.SetTravel(true)
	w.track("1Z5R89390357567127")
	w.pass(36 * time.Hour)
	data, err := w.Save()
	if err != nil {
		t.Fatal(err)
	}
	other := newWorld(t)
	other.now = w.clock()
	if err := other.Restore(data); err != nil {
		t.Fatal(err)
	}
	if other.Keys() != w.Keys() || len(other.Parcels()[0].Scans) != 3 {
		t.Errorf("%+v", other.Parcels())
	}
	other.SetWebhook(other.hook.URL)
	other.pass(3 * 24 * time.Hour)
	if v := other.Parcels()[0]; v.Status != "delivered" {
		t.Errorf("%+v", v)
	}
}
