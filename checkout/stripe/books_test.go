package stripe_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"till/checkout/stripe"
	sandbox "till/sandbox/stripe"
	"till/shop"
	"till/shop/money"
	"till/shop/shoptest"
	"till/webhook"
)

// TestBalance: too little of the provider's balance is a refusal that passes.
func TestBalance(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	account := w.seller(t)
	first := w.sell(t, "00000001")
	w.wait(t, 7*24*time.Hour) // settled: source_transaction does not help any more

	r := shop.TransferRequest{Key: "transfer:00000001:1", Order: "00000001", Account: account, Charge: first.Charge, Amount: money.New(3000, "USD")}
	_, err := w.Transfer(t.Context(), r)
	if shop.CodeOf(err) != shop.Refused || shop.ReasonOf(err) != shop.ReasonProviderBalance {
		t.Errorf("transfer of more than the balance: error is %v", err)
	}
	r.Key, r.Amount = "transfer:00000001:2", money.New(2800, "USD")
	if _, err := w.Transfer(t.Context(), r); err != nil {
		t.Fatal(err)
	}

	// A refund beyond the balance waits at Stripe, until there is enough.
	back := shop.RefundRequest{Key: "refund:00000001:1", Order: "00000001", Charge: first.Charge, Amount: money.New(1000, "USD")}
	got, err := w.Refund(t.Context(), back)
	if err != nil || got.State != shop.CallSent {
		t.Fatalf("refund of more than the balance: %+v: %v", got, err)
	}
	w.stripe.TopUp("usd", 2000)
	w.wait(t, time.Hour)
	got, ok, err := w.FindRefund(t.Context(), back.Charge, back.Key)
	if err != nil || !ok || got.State != shop.CallSucceeded {
		t.Errorf("after a top-up the refund is %+v, %t: %v", got, ok, err)
	}
}

// TestRefundFailsLate: a refund that succeeded may fail days later.
func TestRefundFailsLate(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	r := aRefund()
	r.Charge = w.sell(t, r.Order).Charge
	if err := w.stripe.Fault(sandbox.FaultRefundFails, 1); err != nil {
		t.Fatal(err)
	}
	made, err := w.Refund(t.Context(), r)
	if err != nil || made.State != shop.CallSucceeded {
		t.Fatalf("made %+v: %v", made, err)
	}
	from := w.clock()
	w.wait(t, 7*24*time.Hour)
	got, _, err := w.FindRefund(t.Context(), r.Charge, r.Key)
	if err != nil || got.ID != made.ID || got.State != shop.CallFailed {
		t.Errorf("a week later it is %+v: %v", got, err)
	}
	events, err := w.EventsSince(t.Context(), from)
	if err != nil || !slices.ContainsFunc(events, func(e shop.ProviderEvent) bool {
		return e.Subject == shop.SubjectRefund && e.Object == made.ID && e.At.After(from)
	}) {
		t.Errorf("no event tells of the refund: %v: %v", events, err)
	}
}

// TestStates are the states that the sandbox does not reach.
func TestStates(t *testing.T) {
	t.Parallel()
	for status, want := range map[string]shop.CallState{
		"pending": shop.CallSent, "requires_action": shop.CallSent, "succeeded": shop.CallSucceeded,
		"failed": shop.CallFailed, "canceled": shop.CallFailed, "teleported": shop.CallSent,
	} {
		p := answering(t, says(200, fmt.Sprintf(`{"id":"re_1","status":%q}`, status)))
		if got, err := p.Refund(t.Context(), aRefund()); err != nil || got.State != want {
			t.Errorf("a refund that is %s is %s: %v", status, got.State, err)
		}
	}
	for session, want := range map[string]shop.SessionState{
		`"status":"complete","payment_status":"unpaid"`:                                                             shop.SessionProcessing,
		`"status":"complete","payment_status":"unpaid","payment_intent":"pi_1"`:                                     shop.SessionProcessing,
		`"status":"complete","payment_status":"unpaid","payment_intent":{"id":"pi_1","status":"requires_action"}`:   shop.SessionProcessing,
		`"status":"complete","payment_status":"unpaid","payment_intent":{"id":"pi_1","status":"canceled"}`:          shop.SessionFailed,
		`"status":"complete","payment_status":"unpaid","payment_intent":{"id":"pi_1","status":"succeeded"}`:         shop.SessionPaid,
		`"status":"complete","payment_status":"paid","payment_intent":{"id":"pi_1","latest_charge":{"id":"ch_1"}}`:  shop.SessionPaid,
		`"status":"expired","payment_status":"unpaid","payment_intent":{"id":"pi_1","latest_charge":{"id":"ch_1"}}`: shop.SessionExpired,
	} {
		p := answering(t, says(200, `{"id":"cs_1",`+session+`}`))
		if got, err := p.FetchCheckout(t.Context(), "cs_1"); err != nil || got.State != want || got.Payment != nil && (got.Payment.Charge != "" || got.Payment.FeeKnown) {
			t.Errorf("%s is %s: %v", session, got.State, err)
		}
	}
	for account, want := range map[string][]string{
		`{}`: nil,
		`{"currently_due":["external_account"],"disabled_reason":"requirements.past_due"}`: {"external_account"},
		`{"currently_due":[],"disabled_reason":"requirements.past_due"}`:                   {"requirements.past_due"},
		`{"currently_due":[],"disabled_reason":"rejected.fraud"}`:                          {"rejected.fraud"},
		`{"currently_due":["tos_acceptance.date"],"disabled_reason":"under_review"}`:       {"tos_acceptance.date", "under_review"},
	} {
		p := answering(t, says(200, `{"id":"acct_1","charges_enabled":true,"requirements":`+account+`}`))
		if got, err := p.FetchAccount(t.Context(), "acct_1"); err != nil || !slices.Equal(got.Missing, want) || got.Transfers || got.Payouts {
			t.Errorf("%s is %+v: %v", account, got, err)
		}
	}
}

func TestPlatform(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(cfg *sandbox.Config) { cfg.AutomaticPayouts, cfg.Country = true, "DE" })
	got, err := w.Platform(t.Context())
	if want := (shop.PlatformAccount{ID: w.stripe.Keys().AccountID, Country: "DE"}); err != nil || got != want {
		t.Errorf("the platform is %+v: %v, want %+v", got, err, want)
	}
	stranger := w.provider(t, func(cfg *stripe.Config) { cfg.Key = "sk_live_wrong" })
	if _, err := stranger.Platform(t.Context()); shop.CodeOf(err) != shop.Refused || !stranger.Live() {
		t.Errorf("with a wrong key: error is %v", err)
	}
	restricted := answering(t, says(403, errorJSON("invalid_request_error", "", "The provided key lacks the permission rak_accounts_read")))
	if _, err := restricted.Platform(t.Context()); shop.CodeOf(err) != shop.Refused || !strings.Contains(err.Error(), "rak_accounts_read") {
		t.Errorf("with a key that may not ask: error is %v", err)
	}
}

// TestPages reads lists that have more than one page.
func TestPages(t *testing.T) {
	t.Parallel()
	const many = 103
	w := newWorld(t)
	account, charge := w.seller(t), w.sell(t, "7K3M9QXD").Charge
	transfer := shop.TransferRequest{Order: "7K3M9QXD", Account: account, Charge: charge, Amount: money.New(1, "USD")}
	refund := shop.RefundRequest{Order: "7K3M9QXD", Charge: charge, Amount: money.New(1, "USD")}
	for i := range many {
		transfer.Key, refund.Key = fmt.Sprintf("transfer:7K3M9QXD:%d", i), fmt.Sprintf("refund:7K3M9QXD:%d", i)
		if _, err := w.Transfer(t.Context(), transfer); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Refund(t.Context(), refund); err != nil {
			t.Fatal(err)
		}
	}
	for _, i := range []int{0, 1, many - 1} {
		if _, ok, err := w.FindTransfer(t.Context(), "7K3M9QXD", fmt.Sprintf("transfer:7K3M9QXD:%d", i)); err != nil || !ok {
			t.Errorf("transfer %d: found %t: %v", i, ok, err)
		}
		if _, ok, err := w.FindRefund(t.Context(), charge, fmt.Sprintf("refund:7K3M9QXD:%d", i)); err != nil || !ok {
			t.Errorf("refund %d: found %t: %v", i, ok, err)
		}
	}
	sources := map[string]bool{}
	if err := w.BalanceEntries(t.Context(), time.Time{}, func(e shop.BalanceEntry) error {
		sources[e.Source] = true
		return nil
	}); err != nil || len(sources) != 2*many+1 {
		t.Errorf("the balance has lines of %d objects, want %d: %v", len(sources), 2*many+1, err)
	}
	events, err := w.EventsSince(t.Context(), w.clock())
	if err != nil {
		t.Fatal(err)
	}
	ids, kinds := map[string]bool{}, map[string]int{}
	for _, e := range events {
		ids[e.ID] = true
		kinds[e.Type]++
	}
	if len(ids) != len(events) || kinds["transfer.created"] != many || kinds["refund.created"] != many || kinds["payment_intent.created"] != 0 {
		t.Errorf("of %d events %d differ: %v", len(events), len(ids), kinds)
	}
	if events[0].Type != "checkout.session.completed" {
		t.Errorf("the first event is %s", events[0].Type)
	}
	if w.sent.all("GET /stripe/v1/events")[0].query == "" || len(w.sent.all("GET /stripe/v1/events")) != 4 {
		t.Errorf("events were listed in %d pages", len(w.sent.all("GET /stripe/v1/events")))
	}
}

// TestEndpoints sends the sandbox's webhooks to both endpoints, made through
// the API.
func TestEndpoints(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	got := make(chan shop.ProviderEvent, 100)
	receive := func(_ context.Context, e shop.ProviderEvent) error {
		got <- e
		return nil
	}
	mux := http.NewServeMux()
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	for path, sellers := range map[string]bool{"/ours": false, "/sellers": true} {
		endpoint, err := w.OpenEndpoint(t.Context(), server.URL+path, sellers)
		if err != nil || endpoint.ID == "" || endpoint.Secret == "" {
			t.Fatalf("made %+v: %v", endpoint, err)
		}
		mux.Handle(path, webhook.New(webhook.Config{Name: path, Logger: slog.New(slog.DiscardHandler)}, w.Webhook(endpoint.Secret), receive))
	}
	account := w.seller(t)
	page := w.open(t, "7K3M9QXD", money.New(1250, "USD"), money.New(0, "USD"))
	w.pay(t, page, shoptest.PayNow)

	wanted := map[string]shop.ProviderEvent{
		"checkout.session.completed": {Subject: shop.SubjectCheckout, Object: page.ID},
		"account.updated":            {Subject: shop.SubjectAccount, Object: account, Account: account},
	}
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	for len(wanted) > 0 {
		select {
		case e := <-got:
			if want, ok := wanted[e.Type]; ok && (e.Subject != want.Subject || e.Object != want.Object || e.Account != want.Account) {
				t.Errorf("received %+v, want %+v", e, want)
			}
			delete(wanted, e.Type)
		case <-ctx.Done():
			t.Fatalf("never received %v", wanted)
		}
	}
}

// TestTimeout shows that Timeout ends a call that Stripe holds.
func TestTimeout(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	defer w.stripe.Hold(1)()
	hasty := w.provider(t, func(cfg *stripe.Config) { cfg.Timeout = time.Millisecond })
	if _, err := hasty.Platform(t.Context()); shop.CodeOf(err) != shop.Unavailable {
		t.Errorf("error is %v", err)
	}
}
