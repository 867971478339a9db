package shop_test

import (
	"testing"
	"time"

	"till/shop"
	"till/shop/ledger"
	"till/shop/shoptest"
)

func TestCancelAfterPayment(t *testing.T) {
	for _, feeWait := range []time.Duration{0, 2 * time.Hour} {
		for _, fault := range []shoptest.Fault{shoptest.FaultNone, shoptest.FaultBefore, shoptest.FaultAfter} {
			w := newWorld(t)
			w.provider.FeeWait = feeWait
			id := w.paid()
			w.fault("Refund", fault, 3)
			_, err := w.Cancel(t.Context(), w.cause(), asSeller, id)
			w.must(err)
			_, err = w.Ship(t.Context(), shop.ShipInput{Actor: asSeller, Order: id})
			w.refused(err, shop.ReasonCanceled)
			w.wait(3 * time.Hour)
			w.status(id, shop.Canceled)
			w.money(id, shoptest.Totals{Charged: 30_00, Fees: 87, Refunded: 30_00})
			w.balance(id, ledger.BorneByOperator, 87)
			w.told(buyer, shop.NoticeCanceledPaid, 1)
			w.told(seller, shop.NoticeCanceledPaid, 1)
			w.told(buyer, shop.NoticeRefundDone, 1)
			w.wait(60 * day)
			w.money(id, shoptest.Totals{Charged: 30_00, Fees: 87, Refunded: 30_00})
		}
	}
}

func TestRefundOnItsWay(t *testing.T) {
	for _, state := range []shop.CallState{shop.CallSucceeded, shop.CallFailed} {
		for _, lost := range []bool{false, true} {
			w := newWorld(t)
			w.provider.Slow = true
			id := w.paid()
			_, err := w.Cancel(t.Context(), w.cause(), asSeller, id)
			w.must(err)
			w.run()
			w.told(buyer, shop.NoticeRefundSent, 1)
			w.told(buyer, shop.NoticeRefundDone, 0)
			w.provider.SettleRefunds(id, state)
			if lost { // the event, that is
				w.wait(6 * time.Hour)
				w.run()
			} else {
				w.poll()
			}
			if r := w.order(id).Refunds[0]; r.State != state {
				t.Errorf("the refund is %s, want %s", r.State, state)
			}
			if state == shop.CallFailed {
				w.balance(id, ledger.Held, 30_00)
				w.told(buyer, shop.NoticeRefundFailed, 1)
				w.told(seller, shop.NoticeRefundFailed, 1)
			}
			w.wait(30 * day)
			if n := w.provider.Calls("Refund"); n != 1 {
				t.Errorf("%d refunds", n)
			}
		}
	}
}

// A refund that the provider refuses is the buyer's money still, and is never
// tried again by itself.
func TestRefundRefused(t *testing.T) {
	w := newWorld(t)
	id := w.paid()
	w.fault("Refund", shoptest.FaultRefuse, -1)
	_, err := w.Cancel(t.Context(), w.cause(), asSeller, id)
	w.must(err)
	w.wait(30 * day)
	w.told(buyer, shop.NoticeRefundFailed, 1)
	w.balance(id, ledger.Held, 30_00)
	w.money(id, shoptest.Totals{Charged: 30_00, Fees: 87})
}

// The fee that becomes known later is not taken from what is owed to the buyer.
func TestRefundRefusedBeforeFee(t *testing.T) {
	w := newWorld(t)
	w.provider.FeeWait = day
	id := w.paid()
	w.fault("Refund", shoptest.FaultRefuse, 1)
	_, err := w.Cancel(t.Context(), w.cause(), asSeller, id)
	w.must(err)
	w.wait(2 * day)
	w.balance(id, ledger.Held, 30_00)
	w.balance(id, ledger.BorneByOperator, 87)
}

// A refund that failed after it had gone out stands twice in the provider's
// balance, and the audit knows.
func TestRefundFailsAudit(t *testing.T) {
	w := newWorld(t)
	id := w.paid()
	_, err := w.Cancel(t.Context(), w.cause(), asSeller, id)
	w.must(err)
	w.run()
	differences := func(want int) {
		t.Helper()
		audit, err := w.Audit(t.Context(), false)
		w.must(err)
		if len(audit.Differences) != want {
			t.Errorf("differences: %q, want %d", audit.Differences, want)
		}
	}
	differences(0)
	w.provider.SettleRefunds(id, shop.CallFailed)
	differences(1) // not heard of yet
	w.poll()
	differences(0)
}
