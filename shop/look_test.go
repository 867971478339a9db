package shop_test

import (
	"context"
	"testing"
	"time"

	"till/shop"
	"till/shop/ledger"
	"till/shop/shoptest"
)

// deaf has events be lost from now on.
func (w *world) deaf() { w.provider.LoseEvents = func() bool { return true } }

// reconcile compares with the provider and does what follows.
func (w *world) reconcile() {
	w.Helper()
	w.must(w.Reconcile(w.Context()))
	w.run()
}

// alerted checks how often the operator was told.
func (w *world) alerted(a shop.Alert, want int) {
	w.Helper()
	got := 0
	for _, m := range w.messenger.To(operator) {
		if m.Kind == shop.NoticeAlert && m.Facts["alert"] == string(a) {
			got++
		}
	}
	if got != want {
		w.Errorf("the operator was alerted of %s %d times, want %d", a, got, want)
	}
}

// forgetful is a provider that has lost its charges.
type forgetful struct {
	*shoptest.FakeProvider
	lost shop.Code // "": not yet
}

func (p *forgetful) FetchCharge(ctx context.Context, charge string) (shop.Charge, error) {
	if p.lost == "" {
		return p.FakeProvider.FetchCharge(ctx, charge)
	}
	return shop.Charge{}, &shop.Error{Code: p.lost, Message: "no such charge"}
}

// What no event told is found, mended, and told to the operator, once.
func TestReconcileMends(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		do    func(w *world, id shop.OrderID)
		check func(w *world, id shop.OrderID)
	}{
		{"payment", func(w *world, id shop.OrderID) {
			w.must(w.provider.Pay(w.open(id).Session))
		}, func(w *world, id shop.OrderID) {
			w.status(id, shop.Paid)
			w.told(seller, shop.NoticePaid, 1)
		}},
		{"slow payment", func(w *world, id shop.OrderID) {
			w.must(w.provider.PaySlowly(w.open(id).Session))
		}, func(w *world, id shop.OrderID) {
			w.status(id, shop.Processing)
		}},
		{"refund of others", func(w *world, id shop.OrderID) {
			w.payNow(id)
			w.provider.RefundOutside(w.order(id).Payment.Charge, usd(7_00))
		}, func(w *world, id shop.OrderID) {
			w.balance(id, ledger.Refunded, 7_00)
			w.told(buyer, shop.NoticeRefundRequested, 1)
		}},
		{"failed refund", func(w *world, id shop.OrderID) {
			w.payNow(id)
			w.refund(id, 10_00)
			w.provider.SettleRefunds(id, shop.CallFailed)
		}, func(w *world, id shop.OrderID) {
			w.balance(id, ledger.Refunded, 0)
			w.told(buyer, shop.NoticeRefundFailed, 1)
			w.alerted(shop.AlertRefundFailed, 1)
		}},
		{"dispute", func(w *world, id shop.OrderID) {
			w.payNow(id)
			w.provider.Dispute(w.order(id).Payment.Charge, usd(30_00), false, "fraudulent")
		}, func(w *world, id shop.OrderID) {
			w.balance(id, ledger.Disputed, 30_00)
			w.alerted(shop.AlertDispute, 1)
		}},
		{"fraud warning", func(w *world, id shop.OrderID) {
			w.payNow(id)
			w.provider.Warn(w.order(id).Payment.Charge)
		}, func(w *world, id shop.OrderID) {
			w.told(seller, shop.NoticeFraudWarning, 1)
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.reconcile()
			id := w.request()
			w.deaf()
			tt.do(w, id)
			w.poll()
			w.alerted(shop.AlertFound, 0)
			w.reconcile()
			tt.check(w, id)
			w.alerted(shop.AlertFound, 0) // an event may tell of it yet
			for range 2 {                 // the second finds nothing
				w.wait(time.Hour)
				w.alerted(shop.AlertFound, 1)
				w.reconcile()
				tt.check(w, id)
			}
			w.alerted(shop.AlertBooks, 0)
			w.audited()
		})
	}
}

// A look that is faster than an event, or than what the event has fetched, has found
// nothing that was missed.
func TestReconcileBeforeEvent(t *testing.T) {
	t.Parallel()
	for name, tell := range map[string]func(w *world, e shop.ProviderEvent){
		"the event comes later": func(w *world, e shop.ProviderEvent) {
			w.reconcile()
			w.must(w.Hear(w.Context(), e))
		},
		"the event's fetch is tried again": func(w *world, e shop.ProviderEvent) {
			w.must(w.Hear(w.Context(), e))
			w.fault("FetchCheckout", shoptest.FaultBefore, 1)
			w.run()
			w.must(w.Reconcile(w.Context()))
			w.run()
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.reconcile()
			id := w.request()
			w.deaf()
			page := w.open(id).Session
			w.must(w.provider.Pay(page))
			tell(w, shop.ProviderEvent{ID: "late", Subject: shop.SubjectCheckout, Object: page})
			w.status(id, shop.Paid)
			w.wait(time.Hour)
			w.alerted(shop.AlertFound, 0)
		})
	}
}

// A second page that is paid slowly arrives when the order is paid already, and no
// event tells: the provider's books do, and it goes back.
func TestReconcileSecondPayment(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.request()
	in := input()
	second, err := w.provider.OpenCheckout(t.Context(), shop.CheckoutRequest{
		Key: "another", Order: id, Shop: "Shop 100", Lines: in.Lines, Shipping: in.Shipping, ExpiresAt: w.time.Add(day),
	})
	w.must(err)
	w.must(w.provider.Pay(w.open(id).Session))
	w.poll()
	w.must(w.provider.PaySlowly(second.ID))
	w.poll()
	w.status(id, shop.Paid)
	w.deaf()
	w.must(w.provider.SettlePayment(second.ID, true))
	w.reconcile()
	w.provider.SettleRefunds(id, shop.CallSucceeded)
	w.money(id, shoptest.Totals{Charged: 60_00, Fees: 174, Refunded: 30_00})
	w.audited()
}

// payNow pays the order, and has it known.
func (w *world) payNow(id shop.OrderID) {
	w.Helper()
	page := w.open(id).Session
	w.must(w.provider.Pay(page))
	w.must(w.Hear(w.Context(), shop.ProviderEvent{ID: "heard " + page, Subject: shop.SubjectCheckout, Object: page}))
	w.run()
	w.status(id, shop.Paid)
}

// An order that has ended is not looked at, but the provider's books tell what
// became of its charge.
func TestReconcileEnded(t *testing.T) {
	t.Parallel()
	for _, completed := range []bool{false, true} {
		w := newWorld(t)
		var id shop.OrderID
		want := shop.Completed
		if completed {
			id = w.paidOut()
			w.wait(60 * day)
		} else {
			want = shop.Canceled
			id = w.paid()
			w.refund(id, 0)
			w.provider.SettleRefunds(id, shop.CallFailed) // so that there is something to dispute
			w.poll()
		}
		w.status(id, want)
		w.reconcile()
		w.deaf()
		d := w.provider.Dispute(w.order(id).Payment.Charge, usd(30_00), false, "fraudulent")
		w.poll()
		w.alerted(shop.AlertDispute, 0)
		w.reconcile()
		w.alerted(shop.AlertDispute, 1)
		w.balance(id, ledger.Disputed, 30_00)
		w.audited()

		// The dispute is looked at every day, until it is decided.
		w.provider.EndDispute(d, true, usd(30_00))
		w.wait(2 * day)
		w.balance(id, ledger.Disputed, 0)
		w.told(seller, shop.NoticeDisputeWon, 1)
		w.audited()
		w.reconcile()
		w.alerted(shop.AlertDispute, 1)
	}
}

// A refund that somebody makes of an order that has ended is found in the books.
func TestReconcileEndedRefund(t *testing.T) {
	t.Parallel()
	for _, later := range []time.Duration{day, 40 * day} {
		w := newWorld(t)
		id := w.paidOut()
		w.wait(60 * day)
		w.status(id, shop.Completed)
		w.reconcile()
		w.deaf()
		w.provider.RefundOutside(w.order(id).Payment.Charge, usd(7_00))
		w.wait(later)
		w.reconcile()
		w.balance(id, ledger.Refunded, 7_00)
		w.wait(2 * day)
		w.audited()
	}
}

// A second payment that no event told of goes back, though the order has ended.
func TestReconcileExtraPayment(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.paidOut()
	w.wait(60 * day)
	w.reconcile()
	w.deaf()
	second, err := w.provider.OpenCheckout(t.Context(), shop.CheckoutRequest{
		Key: "second", Order: id, Lines: input().Lines, Shipping: usd(5_00), ExpiresAt: w.time.Add(day / 24),
	})
	w.must(err)
	w.must(w.provider.Pay(second.ID))
	w.reconcile()
	w.told(buyer, shop.NoticePaidForNothing, 1)
	w.money(id, shoptest.Totals{Charged: 60_00, Fees: 2 * 87, Transferred: 29_13, Refunded: 30_00})
	w.alerted(shop.AlertBooks, 0)
	w.audited()
}

// A charge of this installation that no order knows is the operator's to see to.
func TestReconcileNoOrder(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.deaf()
	page, err := w.provider.OpenCheckout(t.Context(), shop.CheckoutRequest{
		Key: "stranger", Order: "ZZZZZZZZ", Lines: input().Lines, ExpiresAt: w.time.Add(day / 24),
	})
	w.must(err)
	w.must(w.provider.Pay(page.ID))
	for range 3 {
		w.reconcile()
		w.time = w.time.Add(day / 2)
	}
	w.alerted(shop.AlertBooks, 1)
	w.alerted(shop.AlertFound, 0)
}

// An order whose charge the provider does not have is told of, and stays as it
// is; one that the provider cannot answer about is looked at again.
func TestReconcileNoCharge(t *testing.T) {
	t.Parallel()
	for code, alerts := range map[shop.Code]int{shop.Refused: 1, shop.NotFound: 1, shop.Unavailable: 0} {
		w := newWorld(t)
		p := &forgetful{FakeProvider: w.provider}
		w.begin(p)
		id := w.paid()
		p.lost = code
		w.reconcile()
		w.status(id, shop.Paid)
		w.alerted(shop.AlertBooks, alerts)
		if _, waits := w.job("look:%s", id); waits == (alerts > 0) {
			t.Errorf("%s: a job waits: %t", code, waits)
		}
		if code == shop.Unavailable {
			p.lost = ""
			w.wait(day)
			if _, waits := w.job("look:%s", id); waits {
				t.Error("still waiting after the provider answered")
			}
		}
		w.alerted(shop.AlertFound, 0)
	}
}

// Without the provider nothing is compared, and nothing counts as compared.
func TestReconcileNoAnswer(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.reconcile()
	id := w.paidOut()
	w.wait(60 * day)
	w.reconcile()
	w.deaf()
	w.provider.Dispute(w.order(id).Payment.Charge, usd(30_00), false, "fraudulent")
	for range 5 {
		w.time = w.time.Add(2 * day)
		w.fault("BalanceEntries", shoptest.FaultBefore, 1)
		if err := w.Reconcile(t.Context()); shop.CodeOf(err) != shop.Unavailable || err == nil {
			t.Errorf("error is %v", err)
		}
	}
	w.reconcile()
	w.alerted(shop.AlertDispute, 1)
}
