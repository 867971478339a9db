package stripe

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// reborn is another Stripe that goes on from where this one is.
func (w *world) reborn(change ...func(*Config)) *world {
	w.t.Helper()
	data, err := w.s.Save()
	if err != nil {
		w.t.Fatal(err)
	}
	v := newWorld(w.t, change...)
	v.now = w.clock()
	if err := v.s.Restore(data); err != nil {
		w.t.Fatal(err)
	}
	// With letters in the postbox it would not stay the same: they are being sent.
	if again, err := v.s.Save(); err != nil || !w.unposted() && !bytes.Equal(data, again) {
		w.t.Errorf("saved anew it is not the same: %v", err)
	}
	return v
}

// unposted reports whether webhooks are still to be sent.
func (w *world) unposted() bool {
	w.s.mu.Lock()
	defer w.s.mu.Unlock()
	return w.s.post.sending != nil || len(w.s.post.queue)+len(w.s.post.shuffle) > 0
}

// all is what the API and the panels show of everything; ids that are made
// later differ from world to world, and are hidden if later is true.
func (w *world) all(seller string, later bool) map[string]any {
	w.t.Helper()
	shown := map[string]any{"accounts": w.s.Accounts(), "sessions": w.s.Sessions(), "balance": w.must("GET", "balance")}
	for _, list := range []string{
		"accounts", "balance_transactions", "charges", "checkout/sessions", "customers", "disputes", "events",
		"files", "payment_intents", "payouts", "radar/early_fraud_warnings", "refunds", "transfers", "webhook_endpoints",
	} {
		shown[list] = w.must("GET", list, "limit=100")["data"]
	}
	shown["payouts of "+seller] = w.must("GET", "payouts", "Stripe-Account: "+seller)["data"]
	if !later {
		return shown
	}
	kinds := map[string]int{}
	for _, e := range shown["events"].([]any) {
		kinds[text(e, "type")]++
	}
	var banked []string
	for _, a := range w.s.Accounts() {
		for _, p := range a.Payouts {
			banked = append(banked, p.Amount+" "+p.Status+" "+p.Arrival.String())
		}
	}
	return map[string]any{"balance": shown["balance"], "events": kinds, "banked": banked}
}

// TestSaveInTheMidst saves a Stripe in which everything that takes time is under
// way, and lets it and its successor run on side by side.
func TestSaveInTheMidst(t *testing.T) {
	w := newWorld(t, func(c *Config) { c.Float = map[string]int64{"usd": 100} })
	seller := w.seller("US")
	first := w.bought(CardOK)
	w.must("POST", "transfers", "amount=2800", "currency=usd", "destination="+seller, "source_transaction="+first)
	w.forward(3 * 24 * time.Hour)
	if _, err := w.s.BalanceToBank(t.Context(), seller); err != nil {
		t.Fatal(err)
	}

	if err := w.s.Fault(FaultPayoutFails, 1); err != nil {
		t.Fatal(err)
	}
	w.must("POST", "payouts", "amount=50", "currency=usd")
	w.must("POST", "refunds", "charge="+first) // waits for the balance
	w.bought(CardSlow)
	w.bought(CardSlowFails)
	if err := w.s.Fault(FaultRefundFails, 1); err != nil {
		t.Fatal(err)
	}
	w.must("POST", "refunds", "charge="+w.bought(CardOK), "amount=100", "Idempotency-Key: once")
	if _, err := w.s.Dispute(t.Context(), w.bought(CardOK), Terms{}); err != nil {
		t.Fatal(err)
	}
	asked, err := w.s.Dispute(t.Context(), w.bought(CardOK), Terms{Inquiry: true, Reason: "product_not_received"})
	if err != nil {
		t.Fatal(err)
	}
	proof := w.uploaded(purposeEvidence, "%PDF-1.7\x00\xff")
	w.must("POST", "disputes/"+asked, "evidence[receipt]="+proof, "submit=false")
	if _, err := w.s.WarnOfFraud(t.Context(), w.bought(CardOK), ""); err != nil {
		t.Fatal(err)
	}
	if _, err := w.s.RollWebhookSecret(true, time.Hour); err != nil {
		t.Fatal(err)
	}
	w.must("POST", "checkout/sessions", order()...) // expires

	v := w.reborn()
	if diff := cmp.Diff(w.all(seller, false), v.all(seller, false)); diff != "" {
		t.Errorf("before and after (-before +after):\n%s", diff)
	}
	for day := range 130 {
		a, found := w.s.NextDue()
		b, foundToo := v.s.NextDue()
		if !a.Equal(b) || found != foundToo {
			t.Fatalf("day %d: next due %s, of the successor %s", day, a, b)
		}
		w.forward(24 * time.Hour)
		v.forward(24 * time.Hour)
		if diff := cmp.Diff(w.all(seller, true), v.all(seller, true)); diff != "" {
			t.Fatalf("day %d (-before +after):\n%s", day, diff)
		}
	}
}

// TestSaleAcrossRestart begins a sale before a restart and finishes it after.
func TestSaleAcrossRestart(t *testing.T) {
	w := newWorld(t)
	seller := w.seller("US")
	x := w.must("POST", "checkout/sessions", order("Idempotency-Key: session")...)
	link := w.must("POST", "account_links", "account="+seller, "type=account_onboarding",
		"refresh_url=https://example.com/again", "return_url=https://example.com/done")

	w = w.reborn()
	if again := w.must("POST", "checkout/sessions", order("Idempotency-Key: session")...); text(again, "url") != text(x, "url") {
		t.Error("the idempotency key is forgotten")
	}
	if said := w.pay(text(x, "url"), CardOK); !strings.HasPrefix(said, sayPaid) {
		t.Fatal(said)
	}
	if said, err := w.s.Onboard(t.Context(), text(link, "url"), true); err != nil || said != sayOnboarded {
		t.Error(said, err)
	}
	x = w.must("GET", "checkout/sessions/"+text(x, "id"), "expand[]=payment_intent")
	charge := text(x, "payment_intent", "latest_charge")

	w = w.reborn()
	w.must("POST", "refunds", "charge="+charge, "amount=1000")
	w.must("POST", "transfers", "amount=1800", "currency=usd", "destination="+seller, "source_transaction="+charge)

	w = w.reborn()
	w.forward(14 * 24 * time.Hour)
	paid := w.must("GET", "payouts", "Stripe-Account: "+seller)
	if text(paid, "data", 0, "status") != "paid" || number(paid, "data", 0, "amount") != 1800 {
		t.Errorf("the seller's payout: %v", paid)
	}
	if has := number(w.must("GET", "balance"), "available", 0, "amount"); has != 3000-117-1000-1800 {
		t.Errorf("the platform keeps %d", has)
	}
	w.refused(400, "", "POST", "refunds", "charge="+charge, "amount=2001")
}

// TestWebhooksAcrossRestart loses none: neither those whose retry is to come nor
// those in the postbox.
func TestWebhooksAcrossRestart(t *testing.T) {
	w, own, connect, quiet := posted(t)
	own.refuse = 1
	w.must("POST", "customers", "email=a@example.com")
	quiet()
	if err := w.s.Fault(FaultReorderWebhook, 9); err != nil {
		t.Fatal(err)
	}
	w.must("POST", "customers", "email=b@example.com")
	if got := own.take(); got != "" {
		t.Fatalf("delivered before: %s", got)
	}
	bell := make(chan struct{}, 1)
	v := w.reborn(func(c *Config) {
		c.Changed = func() {
			select {
			case bell <- struct{}{}:
			default:
			}
		}
	})
	v.s.SetWebhooks(own.URL, connect.URL)
	rest := func() {
		for v.s.Busy() > 0 {
			<-bell
		}
	}
	rest()
	if got := own.take(); got != "customer.created" {
		t.Errorf("out of the postbox: %s", got)
	}
	v.forward(time.Minute)
	rest()
	if got := own.take(); got != "customer.created" {
		t.Errorf("tried again: %s", got)
	}
}

func TestRestoreRefuses(t *testing.T) {
	w := newWorld(t)
	before := w.s.Keys()
	for _, text := range []string{"", "{}", `{"root":{}}`, `{"root":{"platform":1},"objects":[{"newer":1}]}`} {
		if err := w.s.Restore([]byte(text)); err == nil {
			t.Errorf("%q is restored", text)
		}
	}
	if w.s.Keys() != before {
		t.Error("a Restore that failed changed something")
	}
}
