package shop_test

import (
	"strings"
	"testing"

	"till/shop"
	"till/shop/money"
	"till/shop/shoptest"
)

// own is what the operator put in, in minor units.
const own = 1_000_000

func (w *world) funds(want shop.Funds) {
	w.Helper()
	got, err := w.Funds(w.Context(), "USD")
	w.must(err)
	if got != want {
		w.Errorf("the funds are %+v, want %+v", got, want)
	}
}

func (w *world) withdraw(minor int64) (shop.BankPayout, error) {
	return w.Withdraw(w.Context(), "USD", usd(minor))
}

// failed checks an error's code.
func (w *world) failed(err error, want shop.Code) {
	w.Helper()
	if err == nil || shop.CodeOf(err) != want {
		w.Errorf("error is %v (%s), want one that is %s", err, shop.CodeOf(err), want)
	}
}

// What is held for an order cannot be withdrawn; the platform's fee can.
func TestFunds(t *testing.T) {
	t.Parallel()
	w := newWorld(t, fee)
	none := usd(0)
	w.funds(shop.Funds{Available: usd(own), Pending: none, Held: none, Underway: none, Earned: usd(own)})
	id := w.paid()
	w.funds(shop.Funds{Available: usd(own + 29_13), Pending: none, Held: usd(29_13), Underway: none, Earned: usd(own)})
	w.ship(id, "OK1")
	w.wait(5 * day)
	w.funds(shop.Funds{Available: usd(own + 30), Pending: none, Held: none, Underway: none, Earned: usd(own + 30)})
	payout, err := w.Withdraw(t.Context(), "USD", usd(0)) // all of it
	w.must(err)
	if payout.Amount != usd(own+30) || payout.ID == "" {
		t.Errorf("withdrawn %+v", payout)
	}
	w.funds(shop.Funds{Available: none, Pending: none, Held: none, Underway: none, Earned: none})
	_, err = w.withdraw(0)
	w.failed(err, shop.Invalid)
	w.audited()
}

func TestWithdrawWrong(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.paid()
	_, err := w.withdraw(own + 1) // there, but not earned
	w.failed(err, shop.Conflict)
	_, err = w.withdraw(-1)
	w.failed(err, shop.Invalid)
	_, err = w.Withdraw(t.Context(), "USD", money.New(100, "EUR"))
	w.failed(err, shop.Invalid)
	if n := w.provider.Calls("Withdraw"); n > 0 {
		t.Errorf("asked %d times", n)
	}
	_, err = w.withdraw(own)
	w.must(err)
	if left := w.provider.Has("USD"); left != usd(29_13) {
		t.Errorf("%s is left", left)
	}
}

// Books that do not balance are withdrawn from by nobody.
func TestWithdrawUnbalanced(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.paid()
	w.deaf()
	w.provider.RefundOutside(w.order(id).Payment.Charge, usd(7_00))
	_, err := w.withdraw(1_00)
	w.failed(err, shop.Conflict)
	if err != nil && !strings.Contains(err.Error(), id.String()) {
		t.Errorf("the error does not say where: %v", err)
	}
	w.reconcile()
	_, err = w.withdraw(1_00)
	w.must(err)
}

// One whose outcome is not known is finished first, and happens once.
func TestWithdrawLost(t *testing.T) {
	t.Parallel()
	for _, fault := range []shoptest.Fault{shoptest.FaultBefore, shoptest.FaultAfter} {
		for _, call := range []string{"Withdraw", "FindWithdrawal"} {
			w := newWorld(t)
			w.fault(call, fault, 1)
			_, err := w.withdraw(500_00)
			w.failed(err, shop.Unavailable)
			_, err = w.withdraw(400_00)
			w.failed(err, shop.Conflict)
			_, err = w.Withdraw(t.Context(), "EUR", money.New(0, "EUR"))
			w.failed(err, shop.Conflict)
			for _, minor := range []int64{0, 400_00} { // the first of no amount goes on with the open one
				payout, err := w.withdraw(minor)
				w.must(err)
				if want := map[int64]int64{0: 500_00, 400_00: 400_00}[minor]; payout.Amount != usd(want) {
					t.Errorf("%s %s: withdrawn %s, want %s", fault, call, payout.Amount, usd(want))
				}
			}
			if left := w.provider.Has("USD"); left != usd(own-900_00) {
				t.Errorf("%s %s: %s is left", fault, call, left)
			}
			w.audited()
		}
	}
}

// One that the provider refused is over; the next one has another key.
func TestWithdrawRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.fault("Withdraw", shoptest.FaultRefuse, 1)
	_, err := w.withdraw(500_00)
	w.failed(err, shop.Refused)
	_, err = w.withdraw(400_00)
	w.must(err)
	if left := w.provider.Has("USD"); left != usd(own-400_00) || w.provider.Knows("withdrawal:1") || !w.provider.Knows("withdrawal:2") {
		t.Errorf("%s is left", left)
	}
}

// A withdrawal that never arrived is not sent again once its money is gone.
func TestWithdrawLateAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.paid()
	w.fault("Withdraw", shoptest.FaultBefore, 1)
	if _, err := w.Withdraw(t.Context(), "USD", usd(20_00)); err == nil {
		t.Fatal("no error")
	}
	w.provider.TakeOut(usd(9_990_00))
	if _, err := w.Withdraw(t.Context(), "USD", usd(0)); shop.CodeOf(err) != shop.Conflict {
		t.Errorf("withdrawn again: %v", err)
	}
	w.provider.TakeOut(usd(-50_00))
	payout, err := w.Withdraw(t.Context(), "USD", usd(20_00))
	if w.must(err); payout.Amount != usd(20_00) {
		t.Errorf("withdrawn: %+v", payout)
	}
}
