package shop_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"till/shop"
	"till/shop/shoptest"
)

// together runs everything at once, several times over, with the worker beside
// it, and holds the books in the end.
func together(t *testing.T, begin func(*world) shop.OrderID, fns ...func(ctx context.Context, w *world, id shop.OrderID)) *world {
	t.Helper()
	w := newWorld(t)
	id := begin(w)
	worker := shop.NewWorker(w.Shop, shop.WorkerConfig{})
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var working sync.WaitGroup
	working.Go(func() {
		if err := worker.Run(ctx); err != nil {
			t.Error(err)
		}
	})
	var players sync.WaitGroup
	ready := make(chan struct{})
	for _, fn := range fns {
		players.Go(func() {
			<-ready
			fn(ctx, w, id)
			worker.Wake()
		})
	}
	close(ready)
	players.Wait()
	stop()
	working.Wait()
	w.poll()
	w.wait(100 * day)
	w.audited()
	return w
}

// TestTogether: what two people, two events or two jobs do at the same moment.
// It says most under the race detector.
func TestTogether(t *testing.T) {
	t.Parallel()
	pay := func(_ context.Context, w *world, id shop.OrderID) {
		for _, page := range w.provider.Sessions(id, shop.SessionOpen) {
			_ = w.provider.Pay(page) // closed already, perhaps
		}
	}
	hear := func(ctx context.Context, w *world, id shop.OrderID) {
		for _, page := range w.provider.Sessions(id) {
			if err := w.Hear(ctx, shop.ProviderEvent{ID: "evt_" + page, Subject: shop.SubjectCheckout, Object: page}); err != nil {
				w.Error(err)
			}
		}
	}
	cancel := func(ctx context.Context, w *world, id shop.OrderID) { _, _ = w.Cancel(ctx, "", asSeller, id) }
	open := func(ctx context.Context, w *world, id shop.OrderID) { _, _ = w.OpenCheckout(ctx, asBuyer, id) }
	refund := func(ctx context.Context, w *world, id shop.OrderID) {
		_, _ = w.Refund(ctx, shop.RefundInput{Actor: asSeller, Order: id})
	}
	release := func(ctx context.Context, w *world, id shop.OrderID) {
		_, _ = w.Release(ctx, "", asOperator, id, shop.HoldFrozen)
	}
	receipt := func(ctx context.Context, w *world, id shop.OrderID) { _, _ = w.ConfirmReceipt(ctx, "", asBuyer, id) }
	dispute := func(ctx context.Context, w *world, id shop.OrderID) {
		o, err := w.Order(ctx, seller, id)
		if err != nil {
			w.Error(err)
			return
		}
		w.provider.Dispute(o.Payment.Charge, o.Total, false, "fraudulent")
		if err := w.Poll(ctx); err != nil && ctx.Err() == nil {
			w.Error(err)
		}
	}
	accept := func(ctx context.Context, w *world, id shop.OrderID) { _, _ = w.AcceptRemedy(ctx, "", asBuyer, id, 1) }
	refuse := func(ctx context.Context, w *world, id shop.OrderID) { _, _ = w.RefuseRemedy(ctx, "", asBuyer, id, 1) }
	offer := func(ctx context.Context, w *world, id shop.OrderID) {
		_, _ = w.AnswerProblem(ctx, shop.RemedyInput{Actor: asSeller, Order: id, Kind: shop.RemedyPart, Amount: usd(10_00)})
	}
	report := func(ctx context.Context, w *world, id shop.OrderID) {
		_, _ = w.ReportProblem(ctx, shop.ProblemInput{Actor: asBuyer, Order: id, Kind: shop.ProblemOther, Text: "It leaks"})
	}
	decide := func(ctx context.Context, w *world, id shop.OrderID) {
		_, _ = w.DecideProblem(ctx, shop.Verdict{Actor: asOperator, Order: id, End: shop.EndOperatorRefund})
	}
	offered := func(w *world) shop.OrderID {
		id := inStatus[shop.Shipped](w)
		inProblem[shop.ProblemOffered](w, id)
		return id
	}
	// due brings an order to the moment at which a payout, or what silence brings, falls due.
	due := func(before func(*world, shop.OrderID), after time.Duration) func(*world) shop.OrderID {
		return func(w *world) shop.OrderID {
			id := inStatus[shop.Shipped](w)
			before(w, id)
			w.wait(after - time.Minute)
			w.time = w.time.Add(time.Minute)
			return id
		}
	}
	requested := func(w *world) shop.OrderID {
		id := w.request()
		w.open(id)
		return id
	}
	shipped := inStatus[shop.Shipped]
	frozen := inStatus[shop.Delivered]
	for _, tt := range []struct {
		name  string
		begin func(*world) shop.OrderID
		fns   []func(context.Context, *world, shop.OrderID)
		check func(t *testing.T, books shoptest.Totals)
	}{
		{"cancel and pay", requested, []func(context.Context, *world, shop.OrderID){cancel, pay, hear}, func(t *testing.T, b shoptest.Totals) {
			t.Helper()
			if b.Charged != b.Refunded { // never shipped, whoever was first
				t.Errorf("%+v", b)
			}
		}},
		{"cancel, open and pay", requested, []func(context.Context, *world, shop.OrderID){cancel, open, open, pay, hear}, func(t *testing.T, b shoptest.Totals) {
			t.Helper()
			if b.Charged != b.Refunded {
				t.Errorf("%+v", b)
			}
		}},
		{"refund and release", frozen, []func(context.Context, *world, shop.OrderID){refund, release}, func(t *testing.T, b shoptest.Totals) {
			t.Helper()
			if b.Refunded != b.Charged || b.Transferred != b.Reversed {
				t.Errorf("%+v", b)
			}
		}},
		{"dispute and payout", shipped, []func(context.Context, *world, shop.OrderID){dispute, receipt}, func(t *testing.T, b shoptest.Totals) {
			t.Helper()
			if b.Disputed != b.Charged || b.Transferred != b.Reversed {
				t.Errorf("%+v", b)
			}
		}},
		{"two taps of refund", shipped, []func(context.Context, *world, shop.OrderID){refund, refund, refund}, func(t *testing.T, b shoptest.Totals) {
			t.Helper()
			if b.Refunded != b.Charged {
				t.Errorf("%+v", b)
			}
		}},
		{"two taps of I got it", shipped, []func(context.Context, *world, shop.OrderID){receipt, receipt}, func(t *testing.T, b shoptest.Totals) {
			t.Helper()
			if b.Transferred != b.Charged-b.Fees {
				t.Errorf("%+v", b)
			}
		}},
		{"accept and refund", offered, []func(context.Context, *world, shop.OrderID){accept, refund}, func(t *testing.T, b shoptest.Totals) {
			t.Helper()
			if b.Refunded != b.Charged || b.Transferred != b.Reversed {
				t.Errorf("%+v", b)
			}
		}},
		{"two taps of accept", offered, []func(context.Context, *world, shop.OrderID){accept, accept, accept}, func(t *testing.T, b shoptest.Totals) {
			t.Helper()
			if b.Refunded != 10_00 || b.Transferred != 19_13 {
				t.Errorf("%+v", b)
			}
		}},
		{"accept and refuse", offered, []func(context.Context, *world, shop.OrderID){accept, refuse}, func(t *testing.T, b shoptest.Totals) {
			t.Helper()
			if accepted := b.Refunded == 10_00 && b.Transferred == 19_13; !accepted && b.Refunded != b.Charged { // else the seller was silent then
				t.Errorf("%+v", b)
			}
		}},
		{"accept and the operator", offered, []func(context.Context, *world, shop.OrderID){accept, decide}, func(t *testing.T, b shoptest.Totals) {
			t.Helper()
			if accepted := b.Refunded == 10_00 && b.Transferred == 19_13; !accepted && b.Refunded != b.Charged {
				t.Errorf("%+v", b)
			}
		}},
		{"deadline and offer", due((*world).trouble, 7*day), []func(context.Context, *world, shop.OrderID){offer}, func(t *testing.T, b shoptest.Totals) {
			t.Helper()
			if silent := b.Refunded == b.Charged && b.Transferred == 0; !silent && (b.Refunded != 0 || b.Transferred != 29_13) {
				t.Errorf("%+v", b)
			}
		}},
		{"report and payout", due(func(*world, shop.OrderID) {}, 4*day), []func(context.Context, *world, shop.OrderID){report, report}, func(t *testing.T, b shoptest.Totals) {
			t.Helper()
			if silent := b.Refunded == b.Charged && b.Transferred == 0; !silent && (b.Refunded != 0 || b.Transferred != 29_13) {
				t.Errorf("%+v", b)
			}
		}},
		{"two events", requested, []func(context.Context, *world, shop.OrderID){pay, hear, hear}, func(t *testing.T, b shoptest.Totals) {
			t.Helper()
			if b.Charged != 30_00 || b.Refunded != 30_00 { // never shipped
				t.Errorf("%+v", b)
			}
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			for range 20 {
				w := together(t, tt.begin, tt.fns...)
				w.store.Each(func(o shop.Order, _ []shop.Entry) { tt.check(t, w.provider.Totals(o.ID)) })
			}
		})
	}
}
