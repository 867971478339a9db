package shop_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"till/shop"
	"till/shop/job"
	"till/shop/shoptest"
)

// broken is a provider whose refunds meet a defect of ours.
type broken struct {
	*shoptest.FakeProvider
	mended bool
}

func (p *broken) Refund(ctx context.Context, r shop.RefundRequest) (shop.RefundResult, error) {
	if p.mended {
		return p.FakeProvider.Refund(ctx, r)
	}
	return shop.RefundResult{}, &shop.Error{Code: shop.Internal, Message: "the same key, other parameters"}
}

// refundJob names the job of the order's first refund.
func refundJob(id shop.OrderID) job.Key { return job.Key(fmt.Sprintf("refund:%s:1", id)) }

// dead returns the jobs that were given up.
func (w *world) dead() []job.Job {
	w.Helper()
	_, dead, err := w.Jobs(w.Context())
	w.must(err)
	return dead
}

// givenUp waits until a job is given up, and returns it and how long it took.
func (w *world) givenUp() (job.Job, time.Duration) {
	w.Helper()
	from := w.time
	for range 10 * 24 * 4 {
		w.wait(15 * time.Minute)
		if dead := w.dead(); len(dead) > 0 {
			return dead[0], w.time.Sub(from)
		}
	}
	w.Fatal("nothing was given up in ten days")
	return job.Job{}, 0
}

// What the provider does not answer to is tried for three days, and then waits
// for an operator, who is told once.
func TestGivenUp(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.paid()
	w.fault("Refund", shoptest.FaultBefore, -1)
	w.refund(id, 10_00)
	j, took := w.givenUp()
	if j.Key != refundJob(id) || j.Order != string(id) || j.Attempts < 8 || j.LastError == "" {
		t.Errorf("given up %+v", j)
	}
	if took < 3*day || took > 5*day {
		t.Errorf("given up after %s", took)
	}
	w.alerted(shop.AlertJobDead, 1)
	w.wait(2 * day)
	w.alerted(shop.AlertJobDead, 1)
	w.audited() // the order's job is not missing: it is among the dead

	// It is tried again, and given up again when that does not help.
	w.must(w.RetryJob(t.Context(), j.Key))
	if _, waits := w.job("%s", j.Key); !waits || len(w.dead()) > 0 {
		t.Error("not tried again")
	}
	again, _ := w.givenUp()
	if again.Key != j.Key || len(w.dead()) != 1 {
		t.Errorf("given up again: %+v", w.dead())
	}
	w.alerted(shop.AlertJobDead, 2)

	w.provider.Fault = nil
	w.must(w.RetryJob(t.Context(), j.Key))
	w.run()
	w.money(id, shoptest.Totals{Charged: 30_00, Fees: 87, Refunded: 10_00})
	if waiting, dead, err := w.Jobs(t.Context()); err != nil || len(dead) > 0 || len(waiting) == 0 {
		t.Errorf("%d jobs wait, %d were given up: %v", len(waiting), len(dead), err)
	}
	w.audited()
}

// A defect of ours is given up much sooner: trying does not mend it.
func TestGivenUpDefect(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := &broken{FakeProvider: w.provider}
	w.begin(p)
	id := w.paid()
	w.refund(id, 10_00)
	j, took := w.givenUp()
	if j.Attempts < 8 || took < time.Hour || took > day {
		t.Errorf("given up after %s and %d tries", took, j.Attempts)
	}
	w.alerted(shop.AlertJobDead, 1)
	p.mended = true
	w.must(w.RetryJob(t.Context(), j.Key))
	w.run()
	w.money(id, shoptest.Totals{Charged: 30_00, Fees: 87, Refunded: 10_00})
}

// A job that was given up can be dropped; one that waits cannot.
func TestDropJob(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.paid()
	w.fault("Refund", shoptest.FaultBefore, -1)
	w.refund(id, 10_00)
	key := refundJob(id)
	w.failed(w.DropJob(t.Context(), key), shop.Conflict)
	w.failed(w.DropJob(t.Context(), "refund:none:1"), shop.NotFound)
	w.failed(w.RetryJob(t.Context(), "refund:none:1"), shop.NotFound)
	w.givenUp()
	w.must(w.DropJob(t.Context(), key))
	if dead := w.dead(); len(dead) > 0 {
		t.Errorf("still there: %+v", dead)
	}
	w.failed(w.DropJob(t.Context(), key), shop.NotFound)
	w.provider.Fault = nil
	w.wait(day)
	w.money(id, shoptest.Totals{Charged: 30_00, Fees: 87})
	audit, err := w.Audit(t.Context(), false)
	w.must(err)
	if len(audit.Differences) == 0 {
		t.Error("the audit does not miss the job")
	}
}

// A job that waits can be tried at once.
func TestRetryWaiting(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.paid()
	w.fault("Refund", shoptest.FaultBefore, -1)
	w.refund(id, 10_00)
	w.wait(time.Hour / 4)
	w.provider.Fault = nil
	key := refundJob(id)
	if j, waits := w.job("%s", key); !waits || j.Attempts == 0 || !j.Due.After(w.time) {
		t.Fatalf("waits (%t) as %+v", waits, j)
	}
	w.must(w.RetryJob(t.Context(), key))
	w.run()
	w.money(id, shoptest.Totals{Charged: 30_00, Fees: 87, Refunded: 10_00})
}

// An alert that does not arrive is given up without another alert.
func TestGivenUpAlert(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.messenger.Fault = func(to shop.UserID) shoptest.Fault {
		if to == operator {
			return shoptest.FaultBefore
		}
		return shoptest.FaultNone
	}
	id := w.paid()
	w.ship(id, "OK1")
	w.dispute(id, 30_00, false)
	j, _ := w.givenUp()
	if j.Kind != "notice" {
		t.Errorf("given up %+v", j)
	}
	w.wait(5 * day)
	for _, j := range w.dead() {
		if j.Kind != "notice" {
			t.Errorf("given up besides: %+v", j)
		}
	}
	w.messenger.Fault = nil
	w.run()
	w.alerted(shop.AlertJobDead, 0)
}
