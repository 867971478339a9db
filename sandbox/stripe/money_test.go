package stripe

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

func (w *world) balance(params ...string) string {
	w.t.Helper()
	b := w.must("GET", "balance", params...)
	return fmt.Sprint(number(b, "available", 0, "amount"), "+", number(b, "pending", 0, "amount"))
}

func (w *world) holds(want string, params ...string) {
	w.t.Helper()
	if got := w.balance(params...); got != want {
		w.t.Errorf("balance %s, want %s", got, want)
	}
}

func TestSourceTransaction(t *testing.T) {
	w := newWorld(t)
	ch, seller := w.bought(CardOK), w.seller("US")
	to := []string{"currency=usd", "destination=" + seller}
	tied := append(slices.Clone(to), "source_transaction="+ch)

	w.refused(400, "balance_insufficient", "POST", "transfers", append(to, "amount=1")...)
	first := w.must("POST", "transfers", append(tied, "amount=2000")...)
	if text(first, "transfer_group") != "order1" {
		t.Errorf("transfer group of the charge: %v", first)
	}
	w.refused(400, "", "POST", "transfers", append(tied, "amount=1001")...)
	w.refused(400, "", "POST", "transfers", "amount=100", "currency=eur", "destination="+seller, "source_transaction="+ch)
	w.holds("0+883")
	w.holds("0+2000", "Stripe-Account: "+seller)

	w.forward(48 * time.Hour) // Wednesday: settled, and now the balance counts
	w.holds("883+0")
	w.refused(400, "balance_insufficient", "POST", "transfers", append(tied, "amount=1000")...)
	w.must("POST", "transfers", append(tied, "amount=800")...)
	if list := w.must("GET", "transfers", "transfer_group=order1"); number(list, "data", 1, "amount") != 2000 {
		t.Errorf("transfers: %v", list)
	}
}

func TestWhoCanBePaid(t *testing.T) {
	w := newWorld(t, func(c *Config) { c.Float = map[string]int64{"usd": 10000} })
	fresh := text(w.must("POST", "accounts", "type=express", "country=US", "capabilities[transfers][requested]=true"), "id")
	to := func(id string) []string { return []string{"amount=100", "currency=usd", "destination=" + id} }
	w.refused(400, "insufficient_capabilities_for_transfer", "POST", "transfers", to(fresh)...)
	w.refused(400, "transfers_not_allowed", "POST", "transfers", to(w.seller("DE"))...)
	w.refused(400, "resource_missing", "POST", "transfers", to("acct_1")...)
	w.must("POST", "transfers", to(w.seller("US"))...)
}

func TestReversal(t *testing.T) {
	w := newWorld(t)
	ch, seller := w.bought(CardOK), w.seller("US")
	tr := text(w.must("POST", "transfers", "amount=2000", "currency=usd", "destination="+seller, "source_transaction="+ch), "id")
	w.must("POST", "transfers/"+tr+"/reversals", "amount=500") // still unsettled
	w.holds("0+1500", "Stripe-Account: "+seller)
	w.refused(400, "", "POST", "transfers/"+tr+"/reversals", "amount=1501")
	w.forward(72 * time.Hour) // settled
	if _, err := w.s.BalanceToBank(t.Context(), seller); err != nil {
		t.Fatal(err)
	}
	w.holds("0+0", "Stripe-Account: "+seller)
	w.refused(400, "balance_insufficient", "POST", "transfers/"+tr+"/reversals", "amount=1500")
	if list := w.must("GET", "transfers/"+tr+"/reversals"); number(list, "data", 0, "amount") != 500 {
		t.Errorf("reversals: %v", list)
	}
}

func TestRefunds(t *testing.T) {
	w := newWorld(t)
	ch := w.bought(CardOK)
	part := w.must("POST", "refunds", "charge="+ch, "amount=1000", "reason=requested_by_customer", "metadata[order]=1")
	if text(part, "status") != "succeeded" {
		t.Errorf("refund of unsettled money: %v", part)
	}
	w.refused(400, "", "POST", "refunds", "charge="+ch, "amount=2001")
	w.holds("0+1883") // Stripe keeps its fee

	w.forward(48 * time.Hour)
	rest := w.must("POST", "refunds", "charge="+ch)
	if text(rest, "status") != "pending" || at(rest, "balance_transaction") != nil {
		t.Errorf("refund of more than there is: %v", rest)
	}
	w.refused(400, "charge_already_refunded", "POST", "refunds", "charge="+ch)
	w.s.TopUp("usd", 117)
	if rest = w.must("GET", "refunds/"+text(rest, "id")); text(rest, "status") != "succeeded" {
		t.Errorf("refund after a top-up: %v", rest)
	}
	w.holds("0+0")
	if got := w.must("GET", "charges/"+ch); at(got, "refunded") != true || number(got, "amount_refunded") != 3000 {
		t.Errorf("charge: %v", got)
	}
	if list := w.must("GET", "refunds", "charge="+ch); len(at(list, "data").([]any)) != 2 {
		t.Errorf("refunds: %v", list)
	}
}

func TestPendingRefundFailsAtLast(t *testing.T) {
	w := newWorld(t)
	ch := w.bought(CardOK)
	w.forward(48 * time.Hour)
	r := text(w.must("POST", "refunds", "charge="+ch), "id")
	w.forward(46 * 24 * time.Hour)
	if got := w.must("GET", "refunds/"+r); text(got, "status") != "failed" || text(got, "failure_reason") != "insufficient_funds" {
		t.Errorf("refund: %v", got)
	}
	w.holds("2883+0")
}

func TestRefundFailsLate(t *testing.T) {
	w := newWorld(t)
	ch := w.bought(CardOK)
	if err := w.s.Fault(FaultRefundFails, 1); err != nil {
		t.Fatal(err)
	}
	r := w.must("POST", "refunds", "charge="+ch, "amount=1000")
	w.forward(7 * 24 * time.Hour)
	got := w.must("GET", "refunds/"+text(r, "id"), "expand[]=failure_balance_transaction")
	if text(r, "status") != "succeeded" || text(got, "status") != "failed" || number(got, "failure_balance_transaction", "amount") != 1000 {
		t.Errorf("first %v, then %v", r, got)
	}
	w.holds("2883+0")
	if got := w.kinds("type=charge.refund.updated"); got != "charge.refund.updated" {
		t.Errorf("events: %s", got)
	}
}

func TestBuyersBankReturnsRefund(t *testing.T) {
	for _, tt := range []struct {
		name, why, reason string
		pending           bool // for lack of balance
	}{
		{"one that had arrived", "", "expired_or_canceled_card", false},
		{"for another reason", "lost_or_stolen_card", "lost_or_stolen_card", false},
		{"one that waits", "declined", "declined", true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			ch := w.bought(CardOK)
			w.forward(48 * time.Hour)
			if tt.pending {
				w.toBank("platform")
			}
			r := text(w.must("POST", "refunds", "charge="+ch, "amount=1000", "metadata[order]=K7Q2"), "id")
			before := w.balance()
			if got, err := w.s.RefundFails(t.Context(), "#k7q2", tt.why); err != nil || got != r {
				t.Fatal(got, err)
			}
			got := w.must("GET", "refunds/"+r, "expand[]=failure_balance_transaction")
			if text(got, "status") != "failed" || text(got, "failure_reason") != tt.reason || (at(got, "failure_balance_transaction") == nil) != tt.pending {
				t.Errorf("refund: %v", got)
			}
			if tt.pending != (w.balance() == before) {
				t.Errorf("balance %s, before %s", w.balance(), before)
			}
			if got := w.kinds("type=charge.refund.updated"); got != "charge.refund.updated" {
				t.Errorf("events: %s", got)
			}
			if n := number(w.must("GET", "charges/"+ch), "amount_refunded"); n != 0 {
				t.Errorf("%d is still refunded", n)
			}
			if _, err := w.s.RefundFails(t.Context(), r, ""); err == nil {
				t.Error("it fails twice")
			}
			w.s.TopUp("usd", 1000)
			w.must("POST", "refunds", "charge="+ch, "amount=3000") // it can be tried again
		})
	}
	w := newWorld(t)
	for _, tt := range [][2]string{{"", ""}, {"re_1", ""}, {"", "rain"}} {
		if _, err := w.s.RefundFails(t.Context(), tt[0], tt[1]); err == nil {
			t.Errorf("%v fails", tt)
		}
	}
}

func TestBankPayouts(t *testing.T) {
	for _, tt := range []struct {
		name                  string
		fault                 bool
		status, event, seller string
	}{
		{"arrives", false, "paid", "payout.paid", "0+0"},
		{"fails", true, "failed", "payout.failed", "2000+0"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			ch, seller := w.bought(CardOK), w.seller("US")
			if tt.fault {
				_ = w.s.Fault(FaultPayoutFails, 1)
			}
			w.must("POST", "transfers", "amount=2000", "currency=usd", "destination="+seller, "source_transaction="+ch)
			w.forward(14 * 24 * time.Hour)
			as := "Stripe-Account: " + seller
			list := w.must("GET", "payouts", as)
			if n := len(at(list, "data").([]any)); n != 1 || text(list, "data", 0, "status") != tt.status {
				t.Errorf("payouts: %v", list)
			}
			w.holds(tt.seller, as)
			if got := w.kinds("type="+tt.event, as); got != tt.event {
				t.Errorf("events: %q", got)
			}
			if enabled := at(w.must("GET", "accounts/"+seller), "payouts_enabled"); enabled != !tt.fault {
				t.Errorf("payouts enabled: %v", enabled)
			}
			w.holds("883+0") // the platform's own payouts are manual
			if got := w.must("GET", "payouts"); len(at(got, "data").([]any)) != 0 {
				t.Errorf("platform's payouts: %v", got)
			}
		})
	}
}

func TestPlatformPayouts(t *testing.T) {
	w := newWorld(t)
	w.bought(CardOK)
	w.refused(400, "balance_insufficient", "POST", "payouts", "amount=883", "currency=usd")
	w.forward(48 * time.Hour)
	po := w.must("POST", "payouts", "amount=883", "currency=usd")
	w.forward(7 * 24 * time.Hour)
	if got := w.must("GET", "payouts/"+text(po, "id")); text(got, "status") != "paid" {
		t.Errorf("payout: %v", got)
	}
	w.holds("2000+0")

	auto := newWorld(t, func(c *Config) { c.AutomaticPayouts = true })
	if got := text(auto.must("GET", "account"), "settings", "payouts", "schedule", "interval"); got != "daily" {
		t.Errorf("interval %s", got)
	}
	auto.bought(CardOK)
	auto.forward(7 * 24 * time.Hour)
	auto.holds("0+0")
	po = at(auto.must("GET", "payouts"), "data", 0).(map[string]any)
	entries := auto.must("GET", "balance_transactions", "payout="+text(po, "id"))
	if text(entries, "data", 0, "type") != "payout" || text(entries, "data", 1, "type") != "charge" {
		t.Errorf("the payout's transactions: %v", entries)
	}
}

func TestReportingCategories(t *testing.T) {
	w := newWorld(t, func(c *Config) { c.Float = map[string]int64{"usd": 100} })
	ch, seller := w.bought(CardOK), w.seller("US")
	tr := text(w.must("POST", "transfers", "amount=2000", "currency=usd", "destination="+seller, "source_transaction="+ch), "id")
	w.must("POST", "transfers/"+tr+"/reversals")
	w.must("POST", "refunds", "charge="+ch)
	var got []string
	data, _ := at(w.must("GET", "balance_transactions"), "data").([]any)
	for _, e := range data {
		got = append([]string{text(e, "type") + ":" + text(e, "reporting_category")}, got...)
	}
	if want := "topup:topup charge:charge transfer:transfer transfer_refund:transfer_reversal refund:refund"; strings.Join(got, " ") != want {
		t.Errorf("got %v, want %s", got, want)
	}
}
