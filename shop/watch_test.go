package shop_test

import (
	"context"
	"flag"
	"fmt"
	"testing"
	"time"

	"till/shop"
	"till/shop/job"
	"till/shop/shoptest"
)

var parcels = flag.Int("sim.parcels", 5_000, "how many parcels TestPollingIsPaced has polled; 100000 takes half a minute")

// TestPollingIsPaced has many parcels fall due at the same moment, as after an
// outage. They are asked about one after another, the one that has waited longest
// first, never more often than the service lets through, and a message that comes
// in between is not kept waiting.
func TestPollingIsPaced(t *testing.T) {
	t.Parallel()
	const perSecond = 4
	w := newWorld(t, scans)
	orders := make([]shop.OrderID, 0, 50)
	for range cap(orders) {
		id := w.paid()
		w.ship(id, "OK"+string(id))
		orders = append(orders, id)
	}
	w.update(func(tx shop.Tx) error {
		for i := range *parcels {
			order := orders[i%len(orders)]
			if i < len(orders) { // the real ones come last
				continue
			}
			if err := tx.Watches().Put(shop.Watch{
				ID: shop.WatchID(fmt.Sprintf("%s:%d", order, i)), Order: order, Parcel: 1, Number: "OK" + string(order), Since: w.time,
				Due: w.time.Add(time.Duration(i*7919%*parcels) * time.Millisecond),
			}); err != nil {
				return err
			}
		}
		return nil
	})
	w.time = w.time.Add(time.Hour)
	var times []time.Time
	w.tracker.Asked = func(string, string) { times = append(times, w.time) }
	began, last := w.time, time.Time{}
	for range *parcels {
		first := w.firstWatch()
		if first.Due.After(w.time) {
			break
		}
		if first.Due.Before(last) {
			t.Fatalf("%s was due at %s, and another from %s was asked about before", first.ID, first.Due, last)
		}
		last = first.Due
		w.step(t.Context(), "track")
	}
	if len(times) < *parcels-len(orders) {
		t.Fatalf("%d calls about %d parcels", len(times), *parcels)
	}
	for i := perSecond; i < len(times); i++ {
		if gap := times[i].Sub(times[i-perSecond]); gap < time.Second {
			t.Fatalf("%d calls in %s", perSecond+1, gap)
		}
	}
	if took := w.time.Sub(began); took > time.Duration(*parcels/perSecond)*time.Second+time.Minute {
		t.Errorf("it took %s", took)
	}
	spread := make(map[time.Time]int)
	for range 1000 {
		spread[w.firstWatch().Due]++
		w.step(t.Context(), "track")
	}
	for at, n := range spread {
		if n > perSecond {
			t.Errorf("%d are due again at %s", n, at)
		}
	}
}

func (w *world) firstWatch() (first shop.Watch) {
	w.Helper()
	w.must(w.store.View(w.Context(), func(tx shop.Tx) (err error) {
		first, err = tx.Watches().First()
		return err
	}))
	return first
}

// step runs the one job of a key, at its time.
func (w *world) step(ctx context.Context, key job.Key) {
	w.Helper()
	j, ok := w.job("%s", key)
	if !ok {
		w.Fatalf("no job %s", key)
	}
	if j.Due.After(w.time) {
		w.time = j.Due
	}
	w.must(w.RunJob(ctx, j))
}

// A parcel that the service refuses, or that makes its adapter panic, keeps no
// other one waiting.
func TestTrackerRefuses(t *testing.T) {
	t.Parallel()
	w := newWorld(t, scans)
	bad, good := w.paid(), w.paid()
	w.tracker.Asked = func(_, number string) {
		if number == "OK1" {
			panic("a number that nobody thought of")
		}
	}
	w.ship(bad, "OK1")
	w.ship(good, "OK2")
	w.tracker.Scan("OK2", shop.Scan{At: w.time.Add(time.Hour), Status: shop.ScanInTransit})
	w.wait(day)
	if !w.order(good).Seen() {
		t.Error("the other parcel was not asked about")
	}
	w.tracker.Asked = nil
	w.tracker.Fault = func(string) shoptest.Fault { return shoptest.FaultRefuse }
	w.wait(day)
	w.tracker.Fault = nil
	w.tracker.Scan("OK1", shop.Scan{At: w.time, Status: shop.ScanInTransit})
	w.wait(3 * day)
	if !w.order(bad).Seen() {
		t.Error("a parcel that was refused once was never asked about again")
	}
}
