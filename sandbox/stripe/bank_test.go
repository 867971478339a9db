package stripe

import (
	"maps"
	"slices"
	"testing"
	"time"
)

// paid is a seller who was paid 20 dollars of a new charge.
func (w *world) paid() (seller string) {
	w.t.Helper()
	ch, seller := w.bought(CardOK), w.seller("US")
	w.must("POST", "transfers", "amount=2000", "currency=usd", "destination="+seller, "source_transaction="+ch)
	return seller
}

// toBank sends what an account has to its bank; it returns the payout's id.
func (w *world) toBank(account string) string {
	w.t.Helper()
	ids, err := w.s.BalanceToBank(w.t.Context(), account)
	if err != nil || len(ids) != 1 {
		w.t.Fatal(ids, err)
	}
	return ids[0]
}

func TestFirstPayoutWaits(t *testing.T) {
	w := newWorld(t)
	seller := w.paid() // on Monday at ten
	as := "Stripe-Account: " + seller
	payouts := func() int { return len(at(w.must("GET", "payouts", as), "data").([]any)) }
	w.forward(7 * 24 * time.Hour)
	if n := payouts(); n != 0 {
		t.Errorf("%d payouts in the first week", n)
	}
	w.holds("2000+0", as)
	w.forward(24 * time.Hour)
	if n := payouts(); n != 1 {
		t.Errorf("%d payouts after it", n)
	}
	w.must("POST", "transfers", "amount=500", "currency=usd", "destination="+seller)
	w.forward(24 * time.Hour)
	if n := payouts(); n != 2 {
		t.Errorf("%d payouts, the second of which has nothing to wait for", n)
	}
}

func TestBalanceToBank(t *testing.T) {
	w := newWorld(t)
	seller := w.paid()
	as := "Stripe-Account: " + seller
	if _, err := w.s.BalanceToBank(t.Context(), seller); err == nil {
		t.Error("pending money goes to the bank")
	}
	w.forward(48 * time.Hour)
	id := w.toBank("seller@example.com")
	w.holds("0+0", as)
	if got := w.must("GET", "payouts/"+id, as); text(got, "status") != "in_transit" || at(got, "automatic") != true || number(got, "amount") != 2000 {
		t.Errorf("payout: %v", got)
	}
	w.toBank("platform")
	w.holds("0+0")
	if got := w.must("GET", "events", "type=payout.created"); number(got, "data", 0, "data", "object", "amount") != 883 || len(at(got, "data").([]any)) != 1 {
		t.Errorf("the platform's events: %v", got)
	}
	for _, ref := range []string{"acct_1", "nobody@example.com"} {
		if _, err := w.s.BalanceToBank(t.Context(), ref); err == nil {
			t.Errorf("%s is an account", ref)
		}
	}
}

func TestBankPayoutFails(t *testing.T) {
	for _, code := range slices.Sorted(maps.Keys(payoutFailures())) {
		t.Run(code, func(t *testing.T) {
			w := newWorld(t)
			seller := w.paid()
			as := "Stripe-Account: " + seller
			w.forward(48 * time.Hour)
			id := w.toBank(seller)
			if len(code)%2 == 0 { // it had arrived
				w.forward(7 * 24 * time.Hour)
			}
			if got, err := w.s.BankPayoutFails(t.Context(), seller, code); err != nil || got != id {
				t.Fatal(got, err)
			}
			w.forward(7 * 24 * time.Hour)
			got := w.must("GET", "payouts/"+id, as, "expand[]=failure_balance_transaction")
			if text(got, "status") != "failed" || text(got, "failure_code") != code || text(got, "failure_message") == "" || number(got, "failure_balance_transaction", "amount") != 2000 {
				t.Errorf("payout: %v", got)
			}
			w.holds("2000+0", as) // and no other payout was tried
			if a := w.must("GET", "accounts/"+seller); at(a, "payouts_enabled") != false || text(a, "requirements", "currently_due", 0) != "external_account" {
				t.Errorf("account: %v", a)
			}
			if got := w.kinds("type=payout.failed", as); got != "payout.failed" {
				t.Errorf("the seller's events: %q", got)
			}
			if got := w.kinds("type=payout.failed"); got != "" {
				t.Errorf("the platform's events: %q", got)
			}
			if _, err := w.s.BankPayoutFails(t.Context(), id, code); err == nil {
				t.Error("it fails twice")
			}
		})
	}
	w := newWorld(t)
	for _, tt := range [][2]string{{w.seller("US"), ""}, {"", "rain"}, {"po_1", ""}} {
		if _, err := w.s.BankPayoutFails(t.Context(), tt[0], tt[1]); err == nil {
			t.Errorf("%v fails", tt)
		}
	}
}

func TestOperatorsWithdrawal(t *testing.T) {
	w := newWorld(t)
	w.bought(CardOK)
	w.forward(48 * time.Hour)
	e := w.refused(400, "balance_insufficient", "POST", "payouts", "amount=2884", "currency=usd")
	if text(e, "param") != "amount" {
		t.Errorf("%v", e)
	}
	w.must("POST", "payouts", "amount=100", "currency=usd", "metadata[withdrawal]=7", "description=Fees", "statement_descriptor=TILL", "Idempotency-Key: k")
	w.must("POST", "payouts", "amount=100", "currency=usd", "metadata[withdrawal]=7", "description=Fees", "statement_descriptor=TILL", "Idempotency-Key: k")
	got := w.must("GET", "payouts", "status=in_transit")
	if len(at(got, "data").([]any)) != 1 || text(got, "data", 0, "metadata", "withdrawal") != "7" || at(got, "data", 0, "automatic") != false {
		t.Errorf("payouts: %v", got)
	}
	if _, err := w.s.BankPayoutFails(t.Context(), "platform", ""); err != nil {
		t.Fatal(err)
	}
	w.holds("2883+0")
	if at(w.must("GET", "account"), "payouts_enabled") != true {
		t.Error("the platform's payouts are disabled")
	}
}

func TestCapabilities(t *testing.T) {
	for _, tt := range []struct{ name, code, event string }{
		{"transfers", "insufficient_capabilities_for_transfer", "capability.updated > account.updated"},
		{"payouts", "payouts_not_allowed", "account.updated"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			seller := w.paid()
			as := "Stripe-Account: " + seller
			w.forward(48 * time.Hour)
			works := func(want bool) {
				t.Helper()
				path, params := "payouts", []string{"amount=100", "currency=usd", as}
				if tt.name == "transfers" {
					path, params = "transfers", []string{"amount=100", "currency=usd", "destination=" + seller}
				}
				if !want {
					w.refused(400, tt.code, "POST", path, params...)
					return
				}
				w.must("POST", path, params...)
			}
			works(true)
			before := w.kinds(as)
			if err := w.s.SetCapability(t.Context(), seller, tt.name, false); err != nil {
				t.Fatal(err)
			}
			if got := w.kinds(as); got != before+" > "+tt.event {
				t.Errorf("events: %s, before %s", got, before)
			}
			works(false)
			a := w.must("GET", "accounts/"+seller)
			if text(a, "requirements", "disabled_reason") == "" || (at(a, "payouts_enabled") == true) != (tt.name == "transfers") {
				t.Errorf("account: %v", a)
			}
			if err := w.s.SetCapability(t.Context(), seller, tt.name, true); err != nil {
				t.Fatal(err)
			}
			works(true)
			if a = w.must("GET", "accounts/"+seller); at(a, "requirements", "disabled_reason") != nil || at(a, "payouts_enabled") != true {
				t.Errorf("account: %v", a)
			}
		})
	}
	w := newWorld(t)
	fresh := text(w.must("POST", "accounts", "type=express", "capabilities[transfers][requested]=true"), "id")
	for _, ref := range []string{fresh, "platform", "acct_1"} {
		if err := w.s.SetCapability(t.Context(), ref, "transfers", false); err == nil {
			t.Errorf("%s loses what it has not", ref)
		}
	}
}
