package stripe_test

import (
	"fmt"
	"net/url"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	sandbox "till/sandbox/stripe"
	"till/shop"
	"till/shop/money"
)

// TestReverse: whole or not at all, and once.
func TestReverse(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	transfer := shop.TransferRequest{Key: "transfer:7K3M9QXD:1", Order: "7K3M9QXD", Account: w.seller(t), Charge: w.sell(t, "7K3M9QXD").Charge, Amount: usd(2500)}
	made, err := w.Transfer(t.Context(), transfer)
	if err != nil {
		t.Fatal(err)
	}
	r := shop.ReversalRequest{Key: "reversal:7K3M9QXD:1", Order: "7K3M9QXD", Transfer: made.ID, Amount: usd(1000)}
	if found, ok, err := w.FindReversal(t.Context(), made.ID, r.Key); ok || err != nil {
		t.Errorf("found %v before it was made: %v", found, err)
	}
	if err := w.stripe.Fault(sandbox.FaultErrorAfter, 1); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Reverse(t.Context(), r); shop.CodeOf(err) != shop.Unavailable {
		t.Errorf("error is %v", err)
	}
	first, err := w.Reverse(t.Context(), r) // found: Stripe goes on answering the 500 that it kept
	if err != nil || first.ID == "" {
		t.Fatalf("made %+v: %v", first, err)
	}
	if found, ok, err := w.FindReversal(t.Context(), made.ID, r.Key); err != nil || !ok || found != first {
		t.Errorf("found %+v, %t, %v, want %+v", found, ok, err, first)
	}
	sent, err := url.ParseQuery(w.sent.all("POST /stripe/v1/transfers/" + made.ID + "/reversals")[0].body)
	want := url.Values{"amount": {"1000"}, "metadata[order]": {"7K3M9QXD"}, "metadata[key]": {r.Key}, "metadata[installation]": {"test"}}
	if diff := cmp.Diff(want, sent); diff != "" || err != nil {
		t.Errorf("sent (-want +got):\n%s%v", diff, err)
	}
	if lines := w.entries(t, time.Time{}, first.ID); len(lines) != 1 || lines[0].Amount != usd(1000) {
		t.Errorf("the balance has %+v", lines)
	}

	// The bank has it: nothing is left to take back.
	w.wait(t, 21*24*time.Hour)
	r.Key, r.Amount = "reversal:7K3M9QXD:2", usd(1500)
	_, err = w.Reverse(t.Context(), r)
	if shop.CodeOf(err) != shop.Refused || shop.ReasonOf(err) != shop.ReasonProviderBalance {
		t.Errorf("reversal of more than the seller has: error is %v", err)
	}
}

// TestBalances are the platform's and a seller's, before and after the money
// has settled.
func TestBalances(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	account, charge := w.seller(t), w.sell(t, "7K3M9QXD").Charge
	transfer := shop.TransferRequest{Key: "transfer:7K3M9QXD:1", Order: "7K3M9QXD", Account: account, Charge: charge, Amount: usd(2500)}
	if _, err := w.Transfer(t.Context(), transfer); err != nil {
		t.Fatal(err)
	}
	check := func(when string, available, pending, sellers int64) {
		t.Helper()
		got, err := w.Balance(t.Context(), "USD")
		if want := (shop.Balance{Available: usd(available), Pending: usd(pending)}); got != want || err != nil {
			t.Errorf("%s the platform has %+v, want %+v: %v", when, got, want, err)
		}
		seller, err := w.SellerBalance(t.Context(), account, "USD")
		if seller.Available.Minor+seller.Pending.Minor != sellers || err != nil {
			t.Errorf("%s the seller has %+v, want %d: %v", when, seller, sellers, err)
		}
	}
	check("at first", 0, 383, 2500) // 3000 less Stripe's fee of 117
	w.wait(t, 5*24*time.Hour)
	check("settled", 383, 0, 2500)
	for _, c := range []money.Currency{"EUR", "JPY"} {
		got, err := w.Balance(t.Context(), c)
		if want := (shop.Balance{Available: money.New(0, c), Pending: money.New(0, c)}); got != want || err != nil {
			t.Errorf("in %s the platform has %+v: %v", c, got, err)
		}
	}
	if _, err := w.SellerBalance(t.Context(), "acct_none", "USD"); shop.CodeOf(err) != shop.Refused {
		t.Errorf("of nobody: error is %v", err)
	}
}

// TestWithdraw: once, whatever happens to the answer.
func TestWithdraw(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.stripe.TopUp("usd", 5000)
	r := shop.WithdrawRequest{Key: "withdraw:1", Amount: usd(2000)}
	if found, ok, err := w.FindWithdrawal(t.Context(), r.Key); ok || err != nil {
		t.Errorf("found %v before it was made: %v", found, err)
	}
	if err := w.stripe.Fault(sandbox.FaultErrorAfter, 1); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Withdraw(t.Context(), r); shop.CodeOf(err) != shop.Unavailable {
		t.Errorf("error is %v", err)
	}
	made, err := w.Withdraw(t.Context(), r)
	if err != nil || made.ID == "" || made.State != shop.BankUnderway || made.Amount != r.Amount || !made.Arrival.After(w.clock()) {
		t.Errorf("made %+v: %v", made, err)
	}
	if found, ok, err := w.FindWithdrawal(t.Context(), r.Key); err != nil || !ok || found != made {
		t.Errorf("found %+v, %t, %v, want %+v", found, ok, err, made)
	}
	other := w.provider(t, nil)
	if found, ok, err := other.FindWithdrawal(t.Context(), r.Key+"0"); ok || err != nil {
		t.Errorf("found %+v for another key: %v", found, err)
	}
	w.wait(t, 7*24*time.Hour)
	if found, _, err := w.FindWithdrawal(t.Context(), r.Key); err != nil || found.State != shop.BankPaid {
		t.Errorf("a week later it is %+v: %v", found, err)
	}
	if lines := w.entries(t, time.Time{}, made.ID); len(lines) != 1 || lines[0].Amount != usd(-2000) {
		t.Errorf("the balance has %+v", lines)
	}
	_, err = w.Withdraw(t.Context(), shop.WithdrawRequest{Key: "withdraw:2", Amount: usd(3001)})
	if shop.CodeOf(err) != shop.Refused || shop.ReasonOf(err) != shop.ReasonProviderBalance {
		t.Errorf("more than there is: error is %v", err)
	}
}

// TestBankPayouts: newest first, with the reason of those that came back.
func TestBankPayouts(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	account := w.seller(t)
	if got, err := w.BankPayouts(t.Context(), account); err != nil || len(got) != 0 {
		t.Errorf("at first there are %+v: %v", got, err)
	}
	for i := range 12 {
		order := shop.OrderID(fmt.Sprintf("%08d", i))
		charge := w.sell(t, order).Charge
		r := shop.TransferRequest{Key: "transfer:" + string(order) + ":1", Order: order, Account: account, Charge: charge, Amount: usd(int64(1000 + i))}
		if _, err := w.Transfer(t.Context(), r); err != nil {
			t.Fatal(err)
		}
		w.wait(t, 14*24*time.Hour)
	}
	failed, err := w.stripe.BankPayoutFails(t.Context(), account, "no_account")
	if err != nil {
		t.Fatal(err)
	}
	got, err := w.BankPayouts(t.Context(), account)
	if err != nil || len(got) != 10 {
		t.Fatalf("%d payouts, want 10: %v", len(got), err)
	}
	for i, p := range got {
		want := shop.BankPayout{ID: p.ID, State: shop.BankPaid, Amount: usd(int64(1011 - i)), Arrival: p.Arrival}
		if i == 0 {
			want.ID, want.State, want.Why = failed, shop.BankFailed, "no_account"
		}
		if p != want || p.Arrival.IsZero() {
			t.Errorf("payout %d is %+v, want %+v", i, p, want)
		}
	}
	if _, err := w.BankPayouts(t.Context(), "acct_none"); shop.CodeOf(err) != shop.Refused {
		t.Errorf("of nobody: error is %v", err)
	}
}

// TestBankStates are the states that the sandbox does not reach.
func TestBankStates(t *testing.T) {
	t.Parallel()
	for status, want := range map[string]shop.BankState{
		"pending": shop.BankUnderway, "in_transit": shop.BankUnderway, "paid": shop.BankPaid,
		"failed": shop.BankFailed, "canceled": shop.BankFailed, "teleported": shop.BankUnderway,
	} {
		p := answering(t, says(200, fmt.Sprintf(`{"object":"list","has_more":true,"data":[{"id":"po_1","status":%q,"failure_message":"Somebody's account"}]}`, status)))
		if got, err := p.BankPayouts(t.Context(), "acct_1"); err != nil || len(got) != 1 || got[0].State != want || got[0].Why != "" {
			t.Errorf("a payout that is %s is %+v: %v", status, got, err)
		}
	}
}
