package shop_test

import (
	"testing"
	"time"

	"till/shop"
	"till/shop/shoptest"
)

// A warning that comes late, after an outage, moves its act to a day later.
func TestLateWarning(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	unpaid, unshipped := w.request(), w.paid()
	w.time = w.time.Add(40 * day)
	w.run()
	w.status(unpaid, shop.Requested)
	w.status(unshipped, shop.Paid)
	w.told(buyer, shop.NoticeRequestReminder, 1)
	if n := w.count(seller, shop.NoticeShipReminder); n == 0 {
		t.Error("no reminder to ship")
	}
	if by := w.order(unshipped).ShipBy; !by.Equal(w.time.Add(day)) {
		t.Errorf("ship by %s, and it is %s", by, w.time)
	}
	w.wait(day - time.Hour - time.Second)
	w.status(unpaid, shop.Requested)
	w.status(unshipped, shop.Paid)
	w.wait(2 * time.Hour)
	w.status(unpaid, shop.Expired)
	w.status(unshipped, shop.Canceled)
}

// A warning that Discord does not take moves its act too, until it has arrived;
// by three days at most.
func TestUndeliveredWarning(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	unpaid, unshipped := w.request(), w.paid()
	w.wait(5 * day)
	w.messenger.Fault = func(shop.UserID) shoptest.Fault { return shoptest.FaultBefore }
	w.wait(2*day + time.Hour)
	w.status(unpaid, shop.Requested)
	w.told(buyer, shop.NoticeRequestReminder, 0)
	w.messenger.Fault = nil
	w.wait(12 * time.Hour)
	w.told(buyer, shop.NoticeRequestReminder, 1)
	w.status(unpaid, shop.Requested)
	w.wait(day + time.Hour)
	w.status(unpaid, shop.Expired)
	w.messenger.Fault = func(shop.UserID) shoptest.Fault { return shoptest.FaultBefore }
	by := w.order(unshipped).PaidAt.Add(11*day + undelivered + day) // the last reminder is written on day 11
	w.wait(by.Sub(w.time) - time.Hour)
	w.status(unshipped, shop.Paid)
	w.wait(2 * time.Hour)
	w.status(unshipped, shop.Canceled)
}

// undelivered is how long what happens by itself waits for its warning at most.
const undelivered = 3 * day

func TestMoreDays(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.paid()
	ask := func(actor shop.Actor, days int) error {
		_, err := w.AskMoreDays(t.Context(), w.cause(), actor, id, days)
		return err
	}
	answer := func(actor shop.Actor, grant bool) error {
		_, err := w.AnswerMoreDays(t.Context(), w.cause(), actor, id, grant)
		return err
	}
	by := w.order(id).ShipBy
	w.refused(answer(asBuyer, true), shop.ReasonDaysNone)
	w.refused(ask(asBuyer, 5), shop.ReasonNoOrder)
	w.refused(ask(asSeller, 0), shop.ReasonDays)
	w.refused(ask(asSeller, 31), shop.ReasonDays)
	w.wait(12 * day)
	w.told(seller, shop.NoticeShipReminder, 2)
	w.must(ask(asSeller, 5))
	w.refused(ask(asSeller, 6), shop.ReasonDaysAsked)
	w.run()
	w.told(buyer, shop.NoticeMoreDaysAsked, 1)
	w.refused(answer(asSeller, true), shop.ReasonNotYours)
	w.must(answer(asBuyer, false))
	w.run()
	w.told(seller, shop.NoticeMoreDaysRefused, 1)
	if got := w.order(id).ShipBy; !got.Equal(by) {
		t.Errorf("ship by %s, want %s", got, by)
	}
	w.must(ask(asSeller, 10))
	w.must(answer(asBuyer, true))
	w.run()
	w.told(seller, shop.NoticeMoreDaysGranted, 1)
	if got := w.order(id).ShipBy; !got.Equal(by.Add(10 * day)) {
		t.Errorf("ship by %s, want 10 days after %s", got, by)
	}
	w.wait(11 * day)
	w.status(id, shop.Paid)
	w.told(seller, shop.NoticeShipReminder, 3)
	w.wait(2 * day)
	w.status(id, shop.Canceled)
	w.money(id, shoptest.Totals{Charged: 30_00, Fees: 87, Refunded: 30_00})
}

// More days never go past what the provider's limit on holding leaves.
func TestMoreDaysLimit(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(p *shop.Policy) { p.HoldLimit = 60 * day })
	id := w.paid()
	if got := w.MostDays(w.order(id)); got != 60-10-14-14-14 {
		t.Errorf("%d more days", got)
	}
}

// Ten days before the provider's limit an order is settled, whatever holds it.
func TestHoldLimit(t *testing.T) {
	t.Parallel()
	t.Run("not shipped", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, func(p *shop.Policy) { p.ShipWithin = 200 * day; p.ShipReminders = nil })
		id := w.paid()
		w.wait(81 * day)
		w.status(id, shop.Canceled)
		w.money(id, shoptest.Totals{Charged: 30_00, Fees: 87, Refunded: 30_00})
		w.told(operator, shop.NoticeAlert, 3)
		w.audited()
	})
	t.Run("shipped and held", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		id := w.paid()
		w.ship(id, "OK1")
		_, err := w.Freeze(t.Context(), w.cause(), asOperator, id)
		w.must(err)
		w.wait(79 * day)
		w.status(id, shop.Shipped)
		w.told(operator, shop.NoticeAlert, 3)
		w.wait(2 * day)
		w.status(id, shop.Refunded)
		w.money(id, shoptest.Totals{Charged: 30_00, Fees: 87, Refunded: 30_00})
		w.audited()
	})
	t.Run("told too late", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		id := w.paid()
		w.ship(id, "OK1")
		_, err := w.Freeze(t.Context(), w.cause(), asOperator, id)
		w.must(err)
		w.wait(50 * day)
		w.time = w.time.Add(32 * day)
		w.run()
		w.status(id, shop.Shipped)
		w.told(operator, shop.NoticeAlert, 1)
		w.wait(day)
		w.status(id, shop.Refunded)
	})
	t.Run("shipped and free", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, func(p *shop.Policy) { p.HoldUntracked = 200 * day })
		id := w.paid()
		w.ship(id, "")
		w.wait(81 * day)
		w.money(id, shoptest.Totals{Charged: 30_00, Fees: 87, Transferred: 29_13})
		w.audited()
	})
}

// With a tracking service a parcel must be seen by its carrier.
func TestNoScan(t *testing.T) {
	t.Parallel()
	scans := func(p *shop.Policy) { p.Scans = true }
	t.Run("never", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, scans)
		id := w.paid()
		w.ship(id, "OK1")
		w.wait(3*day + time.Hour)
		w.told(buyer, shop.NoticeNoScan, 1)
		w.told(seller, shop.NoticeNoScan, 1)
		w.wait(day)
		if !w.order(id).Held(shop.HoldNoScan) {
			t.Error("not held")
		}
		w.wait(10 * day)
		w.told(operator, shop.NoticeAlert, 1)
		w.status(id, shop.Shipped)
		w.wait(day)
		w.status(id, shop.Refunded)
		w.audited()
	})
	t.Run("late", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, scans)
		id := w.paid()
		w.ship(id, "OK1")
		w.wait(6 * day)
		w.money(id, shoptest.Totals{Charged: 30_00, Fees: 87})
		w.scan("OK1", shop.ScanInTransit)
		w.money(id, shoptest.Totals{Charged: 30_00, Fees: 87, Transferred: 29_13})
	})
}

// A stranger to the operators' acts is told so.
func TestOperatorsOnly(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.paid()
	for _, err := range []error{
		func() error { _, err := w.Freeze(t.Context(), "", asSeller, id); return err }(),
		func() error { _, err := w.RetryRefund(t.Context(), "", asBuyer, id); return err }(),
		func() error { _, _, err := w.OperatorOrder(t.Context(), seller, id); return err }(),
	} {
		w.refused(err, shop.ReasonNotOperator)
	}
	_, err := w.Release(t.Context(), "", asOperator, id, shop.HoldFrozen)
	w.refused(err, shop.ReasonNoHold)
	for _, kind := range shop.HoldKinds() {
		if kind.LiftedBy() == "" {
			t.Errorf("nobody lifts %q", kind)
		}
	}
}
