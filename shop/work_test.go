package shop_test

import (
	"testing"
	"time"

	"till/shop"
	"till/shop/job"
)

// TestLoads: what is due is told by what it is for, with the time since when; what
// is done or not due is not.
func TestLoads(t *testing.T) {
	w := newWorld(t)
	loads := func() map[shop.Work]shop.Load {
		t.Helper()
		all, err := w.Loads(t.Context())
		w.must(err)
		by := make(map[shop.Work]shop.Load)
		for _, l := range all {
			by[l.Work] = l
		}
		if len(by) != len(shop.Works()) || len(all) != len(by) {
			t.Fatalf("loads of %v", all)
		}
		return by
	}
	for work, l := range loads() {
		if l != (shop.Load{Work: work}) {
			t.Errorf("at the start: %+v", l)
		}
	}
	id := w.paid()
	_, err := w.Ship(t.Context(), shop.ShipInput{Cause: w.cause(), Actor: shop.Actor{ID: seller}, Order: id, Number: "OK1"})
	w.must(err)
	if got := loads()[shop.WorkMessages]; got.Due == 0 || !got.Oldest.Equal(w.time) {
		t.Errorf("messages that are not delivered yet: %+v", got)
	}
	w.run()
	for work, l := range loads() {
		if l != (shop.Load{Work: work}) {
			t.Errorf("when all is done: %+v", l)
		}
	}
	due := w.order(id).PayoutAt
	w.time = due.Add(time.Hour)
	if got, want := loads()[shop.WorkPayouts], (shop.Load{Work: shop.WorkPayouts, Due: 1, Oldest: due}); got != want {
		t.Errorf("a payout an hour late: %+v, want %+v", got, want)
	}
}

// TestWorkOfKeys: what a job is for is told from its key, and is what its kind says.
func TestWorkOfKeys(t *testing.T) {
	of := map[job.Kind]shop.Work{
		"payout": shop.WorkPayouts, "notice": shop.WorkMessages, "digest": shop.WorkMessages, "account": shop.WorkMoney, "session": shop.WorkMoney,
		"charge": shop.WorkMoney, "look": shop.WorkMoney, "refund": shop.WorkMoney, "refund_check": shop.WorkMoney, "close": shop.WorkMoney,
		"photo": shop.WorkUpkeep, "compact": shop.WorkUpkeep, "erase": shop.WorkUpkeep,
		"expire": shop.WorkDeadlines, "request_warn": shop.WorkDeadlines, "ship_by": shop.WorkDeadlines, "ship_warn": shop.WorkDeadlines,
		"complete": shop.WorkDeadlines, "limit": shop.WorkDeadlines, "limit_warn": shop.WorkDeadlines,
	}
	w := newWorld(t)
	seen := make(map[job.Kind]bool)
	compare := func() {
		t.Helper()
		was := w.time
		w.time = far
		defer func() { w.time = was }()
		want := make(map[shop.Work]int)
		w.must(w.store.View(t.Context(), func(tx shop.Tx) error {
			due, err := tx.Jobs().Due(far, 0, "")
			for _, j := range due {
				work, known := of[j.Kind]
				if !known {
					t.Errorf("%s is of kind %s, of which nobody said what it is for", j.Key, j.Kind)
				}
				want[work]++
				seen[j.Kind] = true
			}
			return err
		}))
		loads, err := w.Loads(t.Context())
		w.must(err)
		for _, l := range loads {
			if l.Due != want[l.Work] {
				t.Errorf("%s: %d are due, want %d of %v", l.Work, l.Due, want[l.Work], want)
			}
		}
	}
	in := input()
	in.Cause = w.cause()
	_, err := w.Request(t.Context(), in)
	w.must(err)
	compare()
	id := w.paid()
	compare()
	_, err = w.Ship(t.Context(), shop.ShipInput{Cause: w.cause(), Actor: shop.Actor{ID: seller}, Order: id, Number: "OK1"})
	w.must(err)
	w.must(w.Hear(t.Context(), shop.ProviderEvent{ID: "e1", Subject: shop.SubjectCheckout, Object: "cs_x"}))
	w.must(w.Hear(t.Context(), shop.ProviderEvent{ID: "e2", Subject: shop.SubjectAccount, Object: "acct_x"}))
	w.must(w.Hear(t.Context(), shop.ProviderEvent{ID: "e3", Subject: shop.SubjectCharge, Object: w.order(id).Payment.Charge}))
	compare()
	for _, kind := range []job.Kind{"notice", "payout", "session", "account", "charge", "expire", "complete"} {
		if !seen[kind] {
			t.Errorf("no job of kind %s was looked at", kind)
		}
	}
}
