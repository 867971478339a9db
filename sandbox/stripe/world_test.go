package stripe

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"
)

// world is a Stripe on a real socket with a clock that stands still until it
// is moved.
type world struct {
	t   *testing.T
	s   *Stripe
	url string

	mu  sync.Mutex
	now time.Time
}

// monday is a Monday morning, so that settlement is on Wednesday.
func monday() time.Time { return time.Date(2026, 1, 5, 10, 0, 0, 0, time.UTC) }

func newWorld(t *testing.T, change ...func(*Config)) *world {
	t.Helper()
	w := &world{t: t, now: monday()}
	var handler http.Handler
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) { handler.ServeHTTP(rw, r) }))
	w.url = server.URL
	cfg := Config{Now: w.clock, Origin: server.URL, Logger: slog.New(slog.DiscardHandler)}
	for _, f := range change {
		f(&cfg)
	}
	w.s = New(cfg)
	handler = w.s.Handler()
	t.Cleanup(func() {
		w.conserved()
		if err := w.s.Close(); err != nil {
			t.Error(err)
		}
		server.Close()
	})
	return w
}

func (w *world) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

// forward moves the clock step by step, as package sandbox does.
func (w *world) forward(d time.Duration) {
	target := w.clock().Add(d)
	for {
		due, ok := w.s.NextDue()
		if !ok || due.After(target) {
			break
		}
		w.mu.Lock()
		w.now = later(w.now, due)
		w.mu.Unlock()
		w.s.RunDue()
	}
	w.mu.Lock()
	w.now = target
	w.mu.Unlock()
	w.s.RunDue()
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// reply is an answer of the API.
type reply struct {
	status int
	header http.Header
	body   map[string]any
	err    error
}

// call makes one request; params are "name=value" words, headers "Name: value".
func (w *world) call(method, path string, params ...string) reply {
	w.t.Helper()
	values, headers := url.Values{}, []string{}
	for _, p := range params {
		if p == "" {
			continue
		}
		if name, _, ok := strings.Cut(p, ": "); ok && !strings.Contains(name, "=") {
			headers = append(headers, p)
			continue
		}
		name, value, _ := strings.Cut(p, "=")
		values.Add(name, value)
	}
	body := io.Reader(nil)
	if method == "POST" {
		body = strings.NewReader(values.Encode())
		headers = append([]string{"Content-Type: application/x-www-form-urlencoded"}, headers...)
	} else if len(values) > 0 {
		path += "?" + values.Encode()
	}
	return w.send(method, path, body, headers...)
}

// send makes one request; headers are "Name: value".
func (w *world) send(method, path string, body io.Reader, headers ...string) reply {
	w.t.Helper()
	req, err := http.NewRequestWithContext(w.t.Context(), method, w.url+"/stripe/v1/"+path, body)
	if err != nil {
		w.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+w.s.Keys().Secret)
	for _, each := range headers {
		name, value, _ := strings.Cut(each, ": ")
		req.Header.Set(name, value)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return reply{err: err}
	}
	defer resp.Body.Close()
	r := reply{status: resp.StatusCode, header: resp.Header, body: map[string]any{}}
	if r.err = json.NewDecoder(resp.Body).Decode(&r.body); r.err != nil {
		return r
	}
	return r
}

// must is call, and the answer must be 200.
func (w *world) must(method, path string, params ...string) map[string]any {
	w.t.Helper()
	r := w.call(method, path, params...)
	if r.err != nil || r.status != 200 {
		w.t.Fatalf("%s %s %v: %d %v %v", method, path, params, r.status, r.body, r.err)
	}
	return r.body
}

// refused is call, and the answer must be an error with the status and code.
func (w *world) refused(status int, code, method, path string, params ...string) map[string]any {
	w.t.Helper()
	r := w.call(method, path, params...)
	e, _ := r.body["error"].(map[string]any)
	got, _ := e["code"].(string)
	if r.status != status || got != code {
		w.t.Fatalf("%s %s %v: got %d %q, want %d %q: %v", method, path, params, r.status, got, status, code, r.body)
	}
	return e
}

// at walks into an answer: names, and numbers for a list's elements.
func at(v any, path ...any) any {
	for _, step := range path {
		switch s := step.(type) {
		case string:
			m, _ := v.(map[string]any)
			v = m[s]
		case int:
			l, _ := v.([]any)
			if s >= len(l) {
				return nil
			}
			v = l[s]
		}
	}
	return v
}

func text(v any, path ...any) string {
	s, _ := at(v, path...).(string)
	return s
}

func number(v any, path ...any) int64 {
	n, _ := at(v, path...).(float64)
	return int64(n)
}

// order are the parameters of a plain session: a mug and its shipping.
func order(extra ...string) []string {
	return append([]string{
		"mode=payment", "success_url=https://example.com/ok", "line_items[0][price_data][currency]=usd",
		"line_items[0][price_data][unit_amount]=2500", "line_items[0][price_data][product_data][name]=Mug, blue",
		"line_items[0][quantity]=1", "shipping_options[0][shipping_rate_data][type]=fixed_amount",
		"shipping_options[0][shipping_rate_data][display_name]=Shipping",
		"shipping_options[0][shipping_rate_data][fixed_amount][amount]=500",
		"shipping_options[0][shipping_rate_data][fixed_amount][currency]=usd",
		"payment_intent_data[transfer_group]=order1", "metadata[order]=1",
	}, extra...)
}

// bought is a session that was paid with the card; it returns its charge.
func (w *world) bought(card string, extra ...string) string {
	w.t.Helper()
	x := w.must("POST", "checkout/sessions", order(extra...)...)
	w.pay(text(x, "url"), card)
	x = w.must("GET", "checkout/sessions/"+text(x, "id"), "expand[]=payment_intent")
	return text(x, "payment_intent", "latest_charge")
}

func (w *world) pay(url, card string) string {
	w.t.Helper()
	said, err := w.s.Pay(w.t.Context(), url, card)
	if err != nil {
		w.t.Fatal(err)
	}
	return said
}

// seller is a connected account that has onboarded.
func (w *world) seller(country string) string {
	w.t.Helper()
	a := w.must("POST", "accounts", "type=express", "country="+country, "capabilities[transfers][requested]=true")
	l := w.must("POST", "account_links", "account="+text(a, "id"), "type=account_onboarding",
		"refresh_url=https://example.com/again", "return_url=https://example.com/done")
	if said, err := w.s.Onboard(w.t.Context(), text(l, "url"), true); err != nil || said != sayOnboarded {
		w.t.Fatal(said, err)
	}
	return text(a, "id")
}

// conserved proves that the books balance: what the API lists as balance
// transactions adds up to the balance that it answers, for each account.
func (w *world) conserved() {
	w.t.Helper()
	w.s.mu.Lock()
	defer w.s.mu.Unlock()
	var outside, inside int64
	for _, a := range append([]*account{w.s.platform}, w.s.accounts.rows...) {
		for _, code := range a.book.currencies() {
			available, pending := a.book.balance(code, w.clock())
			inside += available + pending
			var sum int64
			for _, e := range a.book.entries.rows {
				if e.currency != code {
					continue
				}
				sum += e.amount - e.fee
				between := e.kind == "transfer" || e.kind == "transfer_refund" || e.kind == "payment_refund" || e.kind == "payment" && a != w.s.platform
				if !between { // it crosses the border of Stripe
					outside += e.net()
				}
			}
			if sum != available+pending {
				w.t.Errorf("%s %s: transactions add up to %d, the balance is %d + %d", a.id, code, sum, available, pending)
			}
		}
	}
	for _, ch := range w.s.platform.charges.rows {
		if back := ch.paidBack() + ch.disputed(); back > ch.amount || ch.disputed() < 0 {
			w.t.Errorf("of %s of %d, %d went back", ch.id, ch.amount, back)
		}
	}
	if inside != outside {
		w.t.Errorf("accounts hold %d, but %d came in from outside", inside, outside)
	}
}
