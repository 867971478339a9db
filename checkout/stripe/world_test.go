package stripe_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"till/checkout/stripe"
	sandbox "till/sandbox/stripe"
	"till/shop"
	"till/shop/shoptest"
)

// world is the adapter before the sandbox's Stripe, over a real socket, with a
// clock that stands still until it is moved.
type world struct {
	*stripe.Provider
	stripe *sandbox.Stripe
	sent   *recorder
	url    string

	held atomic.Pointer[func()] // called when Stripe has acted and holds the answer

	mu  sync.Mutex
	now time.Time
}

// newWorld makes a world; change may alter the sandbox's configuration.
func newWorld(t *testing.T, change ...func(*sandbox.Config)) *world {
	t.Helper()
	w := &world{now: time.Date(2026, 1, 5, 10, 0, 0, 0, time.UTC)}
	var handler http.Handler
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) { handler.ServeHTTP(rw, r) }))
	cfg := sandbox.Config{Now: w.clock, Origin: server.URL, Logger: slog.New(watch{slog.DiscardHandler, w})}
	for _, f := range change {
		f(&cfg)
	}
	w.stripe, w.url = sandbox.New(cfg), server.URL
	handler = w.stripe.Handler()
	// New connections only: over a kept one Go itself repeats a cut call.
	w.sent = &recorder{next: &http.Transport{DisableKeepAlives: true}}
	w.Provider = w.provider(t, nil)
	t.Cleanup(func() {
		if err := w.stripe.Close(); err != nil {
			t.Error(err)
		}
		server.Close()
	})
	return w
}

// provider makes another adapter for the same Stripe.
func (w *world) provider(t *testing.T, change func(*stripe.Config)) *stripe.Provider {
	t.Helper()
	cfg := stripe.Config{
		Key: w.stripe.Keys().Secret, BaseURL: w.url + "/stripe", ReturnURL: "https://discord.com/channels/@me",
		Installation: "test", PaymentMethods: []string{"card", "us_bank_account"}, StatementSuffix: "BLUE KILN",
		Transport: w.sent, Logger: slog.New(slog.DiscardHandler),
	}
	if change != nil {
		change(&cfg)
	}
	return must(t, cfg)
}

func (w *world) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

// wait moves the clock, stopping wherever something falls due.
func (w *world) wait(t *testing.T, d time.Duration) {
	t.Helper()
	for target := w.clock().Add(d); ; {
		next, ok := w.stripe.NextDue()
		if !ok || next.After(target) {
			next = target
		}
		w.mu.Lock()
		if next.After(w.now) {
			w.now = next
		}
		w.mu.Unlock()
		w.stripe.RunDue()
		if !next.Before(target) {
			return
		}
	}
}

func (w *world) pay(t *testing.T, page shop.CheckoutSession, how shoptest.PayHow) {
	t.Helper()
	card := map[shoptest.PayHow]string{
		shoptest.PayNow: sandbox.CardOK, shoptest.PayDeclined: sandbox.CardDeclined,
		shoptest.PaySlow: sandbox.CardSlow, shoptest.PaySlowFails: sandbox.CardSlowFails,
	}[how]
	if _, err := w.stripe.Pay(t.Context(), page.URL, card); err != nil {
		t.Fatalf("pay: %v", err)
	}
}

func (w *world) onboard(t *testing.T, link string) {
	t.Helper()
	if _, err := w.stripe.Onboard(t.Context(), link, true); err != nil {
		t.Fatalf("onboard: %v", err)
	}
}

func (w *world) disputeBy(t *testing.T, charge string, minor int64, inquiry bool, reason string) string {
	t.Helper()
	id, err := w.stripe.Dispute(t.Context(), charge, sandbox.Terms{Reason: reason, Amount: minor, Inquiry: inquiry})
	if err != nil {
		t.Fatalf("dispute: %v", err)
	}
	return id
}

func (w *world) escalate(t *testing.T, dispute string) {
	t.Helper()
	if _, err := w.stripe.EscalateInquiry(t.Context(), dispute); err != nil {
		t.Fatalf("escalate: %v", err)
	}
}

func (w *world) endDispute(t *testing.T, dispute string, won bool, reinstated int64) {
	t.Helper()
	outcome := sandbox.DisputeLost
	switch {
	case won:
		outcome = sandbox.DisputeWon
	case reinstated > 0:
		outcome = sandbox.DisputePartly
	}
	if _, err := w.stripe.EndDispute(t.Context(), dispute, outcome, reinstated); err != nil {
		t.Fatalf("end a dispute: %v", err)
	}
}

func (w *world) warn(t *testing.T, charge string) string {
	t.Helper()
	id, err := w.stripe.WarnOfFraud(t.Context(), charge, "")
	if err != nil {
		t.Fatalf("warn of fraud: %v", err)
	}
	return id
}

func (w *world) failRefund(t *testing.T, order shop.OrderID) {
	t.Helper()
	if _, err := w.stripe.RefundFails(t.Context(), string(order), ""); err != nil {
		t.Fatalf("fail a refund: %v", err)
	}
}

// refundOutside refunds as somebody in the dashboard does: without metadata.
func (w *world) refundOutside(t *testing.T, charge string, minor int64) {
	t.Helper()
	form := url.Values{"charge": {charge}, "amount": {strconv.FormatInt(minor, 10)}}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, w.url+"/stripe/v1/refunds", strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.SetBasicAuth(w.stripe.Keys().Secret, "")
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		t.Fatalf("refund outside: %s", response.Status)
	}
}

// emptySeller waits until all money has settled, which is before the first
// automatic payout.
func (w *world) emptySeller(t *testing.T, account string) {
	t.Helper()
	if has, err := w.SellerBalance(t.Context(), account, "USD"); err != nil {
		t.Fatal(err)
	} else if !has.Pending.IsZero() {
		w.wait(t, 4*24*time.Hour)
	}
	if _, err := w.stripe.BalanceToBank(t.Context(), account); err != nil {
		t.Fatalf("empty an account: %v", err)
	}
}

func (w *world) failBankPayout(t *testing.T, account string) {
	t.Helper()
	if _, err := w.stripe.BankPayoutFails(t.Context(), account, ""); err != nil {
		t.Fatalf("fail a bank payout: %v", err)
	}
}

// fault is a loss by one of the sandbox's faults, of the next call that acts.
func (w *world) fault(kind string) shoptest.Loss {
	return func(t *testing.T) (context.Context, func()) {
		t.Helper()
		w.atAct(func() {
			if err := w.stripe.Fault(kind, 1); err != nil {
				t.Error(err)
			}
		})
		return t.Context(), func() {}
	}
}

// atAct has fn called before the next POST leaves: look-ups go before acts.
func (w *world) atAct(fn func()) { w.sent.atAct.Store(&fn) }

// delay is a loss by an answer that takes longer than the caller waits: until
// Stripe has acted, and holds it.
func (w *world) delay(t *testing.T) (context.Context, func()) {
	t.Helper()
	release := func() {}
	w.atAct(func() { release = w.stripe.Hold(1) })
	ctx, cancel := context.WithCancel(t.Context())
	give := func() { cancel() }
	w.held.Store(&give)
	return ctx, func() {
		w.held.Store(nil)
		cancel()
		release()
		for w.stripe.Busy() > 0 { // the call that was given up still holds its key
			runtime.Gosched()
		}
	}
}

// watch is the sandbox's log, which tells when an answer is being held.
type watch struct {
	slog.Handler

	w *world
}

func (watch) Enabled(context.Context, slog.Level) bool { return true }

func (h watch) Handle(_ context.Context, r slog.Record) error {
	r.Attrs(func(a slog.Attr) bool {
		if f := h.w.held.Load(); f != nil && a.Key == "fault" && a.Value.String() == sandbox.FaultDelay {
			(*f)()
		}
		return true
	})
	return nil
}

func TestConformance(t *testing.T) {
	t.Parallel()
	shoptest.Provider(t, func(t *testing.T) *shoptest.ProviderWorld {
		t.Helper()
		w := newWorld(t)
		return &shoptest.ProviderWorld{
			Ports: w, Currency: "USD", Country: "US", Now: w.clock, Wait: w.wait, Pay: w.pay, Onboard: w.onboard,
			TopUp:   func(_ *testing.T, minor int64) { w.stripe.TopUp("usd", minor) },
			Dispute: w.disputeBy, Escalate: w.escalate, EndDispute: w.endDispute, Warn: w.warn, FailRefund: w.failRefund,
			RefundOutside: w.refundOutside, EmptySeller: w.emptySeller, FailBankPayout: w.failBankPayout,
			Losses: map[string]shoptest.Loss{
				"500 after the act": w.fault(sandbox.FaultErrorAfter),
				"cut after the act": w.fault(sandbox.FaultDropAfter),
				"too late":          w.delay,
			},
		}
	})
}
