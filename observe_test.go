package main

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"till/sandbox"
)

// watched is a bot on a sandbox whose metrics are served.
type watched struct {
	*testing.T
	world *sandbox.Sandbox
	page  string // where they are
	store string
	end   func()
}

func watch(t *testing.T, log *slog.Logger) *watched {
	t.Helper()
	return watchWith(t, log, func(*serveCommand) {})
}

// watchWith is watch with another configuration.
func watchWith(t *testing.T, log *slog.Logger, change func(*serveCommand)) *watched {
	t.Helper()
	w := &watched{T: t, world: startWorld(t), store: filepath.Join(t.TempDir(), "till.db")}
	config, err := new(demoCommand).serve(w.world, w.store)
	w.must(nil, err)
	config.Metrics = "127.0.0.1:0"
	change(config)
	policy, err := config.validate()
	w.must(nil, err)
	s, err := newService(t.Context(), config, policy, log)
	w.must(nil, err)
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	ready, ended := make(chan struct{}), make(chan error, 1)
	go func() { ended <- s.run(ctx, func() { close(ready) }) }()
	<-ready
	w.page = s.privateAddress()
	hooks := s.address() + "/webhooks/"
	w.must(nil, w.world.SetWebhooks(hooks+"stripe", hooks+"stripe/connect"))
	w.must(nil, w.world.SetCarrierWebhook(hooks+"easypost"))
	w.world.Carrier().SetTravel(true)
	w.end = func() {
		t.Helper()
		cancel()
		w.must(nil, <-ended)
	}
	return w
}

func (w *watched) must(_ any, err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// get reads a page of the private address.
func (w *watched) get(path string) string {
	w.Helper()
	return w.fetch(w.page + path)
}

// fetch reads any page.
func (w *watched) fetch(address string) string {
	w.Helper()
	request, err := http.NewRequestWithContext(w.Context(), http.MethodGet, address, nil)
	w.must(nil, err)
	response, err := http.DefaultClient.Do(request)
	w.must(nil, err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		w.Fatalf("%s: %s %v\n%s", address, response.Status, err, body)
	}
	return string(body)
}

// request opens a shop, which asks for 25.00 USD.
func (w *watched) request() {
	w.Helper()
	w.must(w.world.Command(w.Context(), "seller", "dm", []string{"/sell", "name:Blue Kiln", "country:US"}))
	w.must(w.world.Onboard(w.Context(), "seller", true))
	w.must(w.world.Command(w.Context(), "seller", "dm", []string{"/request", "buyer:@buyer", "item:Mug", "price:25"}))
}

// sell plays a sale up to where the buyer has paid, and the parcel is under way.
func (w *watched) sell() {
	w.Helper()
	w.request()
	w.must(w.world.Tap(w.Context(), "buyer", "dm", "Pay", ""))
	w.must(w.world.Pay(w.Context(), "buyer", "ok"))
	w.must(w.world.Tap(w.Context(), "seller", "dm", "Mark as shipped", ""))
	w.must(w.world.Fill(w.Context(), "seller", "dm", map[string]string{"Tracking": "1Z5R89390357567127"}))
	w.must(nil, w.world.Settle(w.Context()))
}

// series reads one metric's value off the page.
func series(t *testing.T, page, name string) float64 {
	t.Helper()
	for line := range strings.Lines(page) {
		if value, ok := strings.CutPrefix(line, name+" "); ok {
			number, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
			if err != nil {
				t.Fatal(err)
			}
			return number
		}
	}
	t.Errorf("%s is not on the page:\n%s", name, regexp.MustCompile(`(?m)^(?:#|go_|process_).*\n`).ReplaceAllString(page, ""))
	return -1
}

// TestMetrics scrapes a bot during a sale: what is held, what was done, and that all
// is well; and that nobody is named.
func TestMetrics(t *testing.T) {
	t.Parallel()
	w := watch(t, slog.New(slog.DiscardHandler))
	at := func(page, name string, want float64) {
		t.Helper()
		if got := series(t, page, name); got != want {
			t.Errorf("%s is %v, want %v", name, got, want)
		}
	}
	before := w.get("/metrics")
	for _, name := range []string{
		`till_held_minor_units{currency="USD"}`, `till_jobs_due{work="payouts"}`, `till_jobs_dead{work="money"}`, `till_jobs_oldest_due_seconds{work="messages"}`,
		`till_reconciler_finds_total{kind="no_order"}`, `till_jobs_total{kind="payout",outcome="failed",work="payouts"}`, `till_discord_invalid_requests_total{status="429"}`,
	} {
		at(before, name, 0)
	}
	for _, name := range []string{`till_gateway_up`, `till_store_up`, `till_gateway_changes_total{to="up"}`} {
		at(before, name, 1)
	}
	w.sell()
	paid := w.get("/metrics")
	for name, want := range map[string]float64{
		`till_held_minor_units{currency="USD"}`: 2500 - 103, `till_held_minor_units{currency="EUR"}`: 0, // 2.9% + 0.30 are Stripe's
		`till_interactions_total{kind="command",outcome="answered",route="request"}`:                            1,
		`till_interaction_answer_seconds_count{kind="submit"}`:                                                  1,
		`till_webhooks_total{endpoint="/webhooks/stripe",kind="checkout.session.completed",outcome="received"}`: 1,
		`till_jobs_due{work="payouts"}`:                                                                         0,
		`till_jobs_due{work="money"}`:                                                                           0,
		`till_provider_up`:                                                                                      1,
	} {
		at(paid, name, want)
	}
	for _, name := range []string{
		`till_jobs_total{kind="notice",outcome="done",work="messages"}`, `till_provider_call_seconds_count{resource="checkout",status="200"}`,
		`till_discord_responses_total{status="200"}`, `till_store_size_bytes`, `till_webhook_seconds_count{endpoint="/webhooks/stripe"}`,
	} {
		if got := series(t, paid, name); got < 1 {
			t.Errorf("%s is %v", name, got)
		}
	}
	w.must(w.world.Advance(t.Context(), 30*24*time.Hour))
	end := w.get("/metrics")
	at(end, `till_held_minor_units{currency="USD"}`, 0)
	for _, name := range []string{
		`till_jobs_total{kind="payout",outcome="done",work="payouts"}`, `till_provider_call_seconds_count{resource="transfers",status="200"}`,
	} {
		if got := series(t, end, name); got < 1 {
			t.Errorf("%s is %v", name, got)
		}
	}
	for _, person := range []string{"seller", "buyer", "operator"} {
		if strings.Contains(end, w.world.Discord().Person(person).ID) {
			t.Errorf("the %s is named:\n%s", person, end)
		}
	}
	if found := references.FindString(end); found != "" || strings.Contains(end, "Blue Kiln") {
		t.Errorf("an order (%s) or a shop is named:\n%s", found, end)
	}
	if !strings.Contains(w.get("/debug/pprof/goroutine?debug=1"), "goroutine profile") {
		t.Error("no profile")
	}
	w.end()
}

// TestMetricsAddress: the private address is not the public one.
func TestMetricsAddress(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ metrics, listen, want string }{
		{"", "127.0.0.1:8080", ""},
		{"127.0.0.1:9090", "127.0.0.1:8080", ""},
		{"127.0.0.1:0", "127.0.0.1:0", ""},
		{"10.0.0.5:9090", "", ""},
		{"127.0.0.1:8080", "127.0.0.1:8080", "an address of their own"},
		{"9090", "", "write it like 127.0.0.1:9090"},
	} {
		config, err := defaultServe()
		if err != nil {
			t.Fatal(err)
		}
		config.Metrics, config.Listen = tt.metrics, tt.listen
		_, err = config.validate()
		if got := strings.Contains(err.Error(), "--metrics"); got != (tt.want != "") || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("--metrics %q --listen %q: %v", tt.metrics, tt.listen, err)
		}
	}
}
