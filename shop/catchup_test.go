package shop_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"till/shop"
	"till/shop/ledger"
	"till/shop/shoptest"
)

// backup returns what puts the store back to how it is now, as a restored copy, and
// catches up.
func (w *world) backup() (restore func()) {
	w.Helper()
	store := w.store.(*shoptest.Memory)
	kept, at := store.Copy(), w.time
	return func() {
		w.Helper()
		store.Become(kept)
		w.must(shop.MarkCopy(w.Context(), store, at))
		_, err := w.CatchUp(w.Context(), nil)
		w.must(err)
		if _, ok, err := w.Copied(w.Context()); ok || err != nil {
			w.Fatalf("still a copy: %t, %v", ok, err)
		}
		w.check()
	}
}

// TestCatchUp: money that was moved after the backup was made is found, whatever the
// store remembers, and nothing is moved again.
func TestCatchUp(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		before func(w *world) shop.OrderID
		after  func(w *world, id shop.OrderID)
		status shop.Status // right after catching up
		left   shop.Status // when all is over
	}{
		{
			"a payment", (*world).request,
			func(w *world, id shop.OrderID) {
				w.must(w.provider.Pay(w.open(id).Session))
				w.poll()
			},
			shop.Paid, shop.Canceled,
		},
		{
			"a payment, shipped and paid out", (*world).request,
			func(w *world, id shop.OrderID) {
				w.must(w.provider.Pay(w.open(id).Session))
				w.poll()
				w.ship(id, "OK1")
				w.wait(8 * day)
			},
			shop.Shipped, shop.Completed,
		},
		{
			"shipped and paid out", (*world).paid,
			func(w *world, id shop.OrderID) {
				w.ship(id, "OK1")
				w.wait(8 * day)
			},
			shop.Shipped, shop.Completed,
		},
		{
			"a payout of what was shipped before",
			func(w *world) shop.OrderID {
				id := w.paid()
				w.ship(id, "OK1")
				return id
			},
			func(w *world, _ shop.OrderID) { w.wait(8 * day) },
			shop.Shipped, shop.Completed,
		},
		{
			"a payout sooner than the copy has it due",
			func(w *world) shop.OrderID {
				id := w.paid()
				w.ship(id, "")
				return id
			},
			func(w *world, id shop.OrderID) {
				_, err := w.ConfirmReceipt(w.Context(), w.cause(), asBuyer, id)
				w.must(err)
				w.wait(2 * day)
			},
			shop.Shipped, shop.Completed,
		},
		{
			"paid long before the copy was made, and heard of after it",
			func(w *world) shop.OrderID {
				id := w.request()
				w.deaf()
				w.must(w.provider.Pay(w.open(id).Session))
				w.fault("FetchCheckout", shoptest.FaultBefore, 1000)
				w.wait(2 * day)
				w.status(id, shop.Requested)
				w.provider.Fault = nil
				return id
			},
			func(w *world, id shop.OrderID) {
				w.hear(w.order(id).Checkouts[0].Session, "late")
				w.run()
				w.ship(id, "OK1")
				w.wait(8 * day)
			},
			shop.Shipped, shop.Completed,
		},
		{
			"a refund before the payout",
			func(w *world) shop.OrderID {
				id := w.paid()
				w.ship(id, "OK1")
				return id
			},
			func(w *world, id shop.OrderID) {
				w.refund(id, 10_00)
				w.wait(time.Hour)
			},
			shop.Shipped, shop.Completed,
		},
		{
			"two refunds, and a payout",
			func(w *world) shop.OrderID {
				id := w.paid()
				w.ship(id, "OK1")
				return id
			},
			func(w *world, id shop.OrderID) {
				w.refund(id, 10_00)
				w.wait(time.Hour)
				w.refund(id, 3_00)
				w.wait(8 * day)
			},
			shop.Shipped, shop.Completed,
		},
		{
			"canceled, and all of it refunded", (*world).paid,
			func(w *world, id shop.OrderID) {
				_, err := w.Cancel(w.Context(), w.cause(), asSeller, id)
				w.must(err)
				w.wait(2 * day)
			},
			shop.Canceled, shop.Canceled,
		},
		{
			"paid out, taken back and refunded",
			func(w *world) shop.OrderID {
				id := w.paid()
				w.ship(id, "OK1")
				return id
			},
			func(w *world, id shop.OrderID) {
				w.wait(8 * day)
				w.refund(id, 30_00)
				w.wait(2 * day)
			},
			shop.Refunded, shop.Refunded,
		},
		{
			"taken back and refunded, what waited for that when the copy was made",
			func(w *world) shop.OrderID {
				id := w.paid()
				w.ship(id, "OK1")
				w.wait(8 * day)
				w.fault("SellerBalance", shoptest.FaultBefore, 9)
				w.refund(id, 30_00)
				w.provider.Fault = nil
				return id
			},
			func(w *world, _ shop.OrderID) { w.wait(2 * day) },
			shop.Refunded, shop.Refunded,
		},
		{
			"a payout whose answer was lost when the copy was made",
			func(w *world) shop.OrderID {
				id := w.paid()
				w.ship(id, "OK1")
				w.fault("Transfer", shoptest.FaultAfter, 1)
				w.wait(4 * day)
				return id
			},
			func(w *world, _ shop.OrderID) { w.wait(2 * day) },
			shop.Shipped, shop.Completed,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			id := tt.before(w)
			restore := w.backup()
			tt.after(w, id)
			was := w.provider.Totals(id)
			restore()
			w.status(id, tt.status)
			w.money(id, was)
			w.audited()
			w.wait(time.Hour)
			w.money(id, was)
			w.wait(60 * day)
			w.status(id, tt.left)
			for _, err := range restless(w.order(id), w.totals(w.order(id))) {
				t.Error(err)
			}
			w.audited()
			if again := w.provider.Totals(id); again.Transferred > 30_00 || again.Refunded > 30_00 {
				t.Errorf("moved twice: %+v, before %+v", again, was)
			}
		})
	}
}

// TestCatchUpSuspended: the copy has a seller suspended who was reinstated since, and
// paid out.
func TestCatchUpSuspended(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.provider.FeeWait = day // the copy does not know the fee, so that something seems due
	id := w.paid()
	_, err := w.Suspend(t.Context(), w.cause(), asOperator, seller)
	w.must(err)
	reinstate := func() {
		_, err := w.Reinstate(t.Context(), w.cause(), asOperator, seller)
		w.must(err)
	}
	restore := w.backup()
	reinstate()
	w.ship(id, "OK1")
	w.wait(8 * day)
	restore()
	reinstate()
	w.check()
	w.wait(60 * day)
	w.status(id, shop.Completed)
	w.audited()
}

// TestCatchUpNumbers: what is refunded after the backup was made is not taken for
// what is refunded after it was restored, though both are the first.
func TestCatchUpNumbers(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.paid()
	w.ship(id, "OK1")
	restore := w.backup()
	w.fault("Refund", shoptest.FaultRefuse, 1) // so that the first number has no refund
	w.refund(id, 4_00)
	w.wait(time.Hour)
	w.refund(id, 5_00)
	w.wait(time.Hour)
	w.provider.Fault = nil
	restore()
	w.refund(id, 7_00)
	w.wait(time.Hour)
	if got := w.provider.Totals(id); got.Refunded != 12_00 {
		t.Errorf("refunded at the provider: %+v, want 5.00 and 7.00", got)
	}
	o := w.order(id)
	if got := o.Book.Balance(ledger.Refunded); got != usd(12_00) {
		t.Errorf("booked as refunded: %s\n%+v", got, o.Refunds)
	}
}

// TestCatchUpFails: without an answer nothing is forgotten, and the next try goes on.
func TestCatchUpFails(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.paid()
	w.must(shop.MarkCopy(w.Context(), w.store, w.time))
	w.must(shop.MarkCopy(w.Context(), w.store, w.time.Add(day))) // a copy of the copy knows what the first did
	for _, call := range []string{"BalanceEntries", "FetchCharge"} {
		w.fault(call, shoptest.FaultBefore, 1)
		if _, err := w.CatchUp(w.Context(), nil); err == nil || shop.CodeOf(err) != shop.Unavailable {
			t.Errorf("%s fails: %v", call, err)
		}
		if at, ok, err := w.Copied(w.Context()); !ok || err != nil || !at.Equal(w.time) {
			t.Errorf("%s failed: copied at %s (%t, %v), want %s", call, at, ok, err, w.time)
		}
	}
	steps := ""
	orders, err := w.CatchUp(w.Context(), func(done, total int) { steps += fmt.Sprint(done, "/", total, " ") })
	if orders != 1 || err != nil || steps != "1/1 " {
		t.Errorf("%d orders, %v, in the steps %q", orders, err, steps)
	}
	w.status(id, shop.Paid)
	if orders, err := w.CatchUp(w.Context(), nil); orders != 0 || err != nil {
		t.Errorf("once more: %d orders, %v", orders, err)
	}
}

// TestSimulationRestored plays as TestSimulation does, has the store lost at a moment
// and an older copy of it restored, and sees that everything comes to rest: every
// cent is booked, and none is moved twice.
func TestSimulationRestored(t *testing.T) {
	for seed := range *simSeeds / 4 {
		t.Run(fmt.Sprint("seed=", seed), func(t *testing.T) {
			t.Parallel()
			s := newSim(t, seed)
			for range simSteps / 2 {
				s.step()
			}
			kept, at := s.store.(*dying).Copy(), s.time
			s.settled = true // of orders that the copy has never heard of, operators are told: they see to them
			for range 1 + s.random.IntN(simSteps/4) {
				s.step()
			}
			s.restore(kept, at)
			s.calmDown()
			s.audited()
			s.store.Each(func(o shop.Order, _ []shop.Entry) {
				for _, err := range restless(o, s.totals(o)) {
					s.Errorf("%s: %v", o.ID, err)
				}
			})
		})
	}
}

// restore puts an older copy in the place of the store.
func (s *sim) restore(kept *shoptest.Memory, at time.Time) {
	s.Helper()
	s.log("the store is lost, and a copy of %s restored", at)
	s.calm = true
	s.ctx, s.stop = context.WithCancel(s.Context())
	s.store.(*dying).Become(kept)
	s.world.sound = nil // who was warned of what is not remembered
	s.must(shop.MarkCopy(s.ctx, s.store, at))
	_, err := s.CatchUp(s.ctx, nil)
	s.must(err)
	s.check()
}
