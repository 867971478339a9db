package shop_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"till/shop"
	"till/shop/job"
)

// digests returns when the seller's digests came.
func (w *world) digests() (came []string) {
	for _, m := range w.messenger.To(seller) {
		if m.Kind == shop.NoticeDigest {
			came = append(came, m.At.Format("2 Jan 15:04"))
		}
	}
	return came
}

func (w *world) digestAt(zone string, hour int) {
	w.Helper()
	w.must(w.Change(w.Context(), shop.ChangeInput{
		Cause: w.cause(), Actor: asSeller, Zone: &zone, Digest: &shop.Digest{Hour: hour},
	}))
}

// TestDigest: a digest comes every day while there is something to say, and its
// job is there only while there may be.
func TestDigest(t *testing.T) {
	w := newWorld(t) // 1 November, noon, in UTC
	w.request()
	if _, waits := w.job("digest:%s", seller); waits {
		t.Error("a digest for a request that nobody paid")
	}
	id := w.paid()
	w.wait(3 * day)
	want := []string{"2 Nov 09:00", "3 Nov 09:00", "4 Nov 09:00"}
	if diff := cmp.Diff(want, w.digests()); diff != "" {
		t.Errorf("while it is to be shipped (-want +got):\n%s", diff)
	}
	w.ship(id, "OK1") // on the 4th, paid out on the 8th
	w.wait(4*day - time.Hour)
	want = append(want, "8 Nov 09:00") // the payout comes at noon; before, there was nothing to say
	if diff := cmp.Diff(want, w.digests()); diff != "" {
		t.Errorf("while the payout is due (-want +got):\n%s", diff)
	}
	w.wait(90 * day)
	w.status(id, shop.Completed)
	if diff := cmp.Diff(want, w.digests()); diff != "" {
		t.Errorf("when it is done (-want +got):\n%s", diff)
	}
	if j, waits := w.job("digest:%s", seller); waits {
		t.Errorf("nothing is open, and a digest waits: %+v", j)
	}
}

// TestDigestSettings: the digest follows the seller's hour and zone, and comes
// once on a day whatever they change.
func TestDigestSettings(t *testing.T) {
	w := newWorld(t)
	w.paid()
	w.digestAt("Asia/Tokyo", 22) // 13:00 UTC
	w.wait(2 * time.Hour)
	w.digestAt("Asia/Tokyo", 23) // the same day, again
	w.wait(day)
	want := []string{"1 Nov 13:00", "2 Nov 14:00"}
	if diff := cmp.Diff(want, w.digests()); diff != "" {
		t.Errorf("after the hour was changed (-want +got):\n%s", diff)
	}
	w.must(w.Change(t.Context(), shop.ChangeInput{Cause: w.cause(), Actor: asSeller, Digest: &shop.Digest{Off: true}}))
	w.wait(3 * day)
	if diff := cmp.Diff(want, w.digests()); diff != "" {
		t.Errorf("after it was switched off (-want +got):\n%s", diff)
	}
	w.digestAt("Asia/Tokyo", 23)
	w.wait(day)
	if got := w.digests(); len(got) != 3 {
		t.Errorf("after it was switched on again: %v", got)
	}
}

// TestDigestDaylight: the hour is the one on the seller's clock.
func TestDigestDaylight(t *testing.T) {
	for _, tt := range []struct {
		zone  string
		hour  int
		start time.Time
		want  []string
	}{
		{"America/New_York", 9, time.Date(2026, 10, 30, 12, 0, 0, 0, time.UTC), []string{"30 Oct 13:00", "31 Oct 13:00", "1 Nov 14:00", "2 Nov 14:00"}},
		{"Europe/Berlin", 9, time.Date(2026, 3, 27, 12, 0, 0, 0, time.UTC), []string{"28 Mar 08:00", "29 Mar 07:00", "30 Mar 07:00", "31 Mar 07:00"}},
		{"Europe/Berlin", 2, time.Date(2026, 3, 27, 12, 0, 0, 0, time.UTC), []string{"28 Mar 01:00", "29 Mar 01:00", "30 Mar 00:00", "31 Mar 00:00"}},  // 02:00 is no hour on the 29th
		{"Europe/Berlin", 2, time.Date(2026, 10, 23, 12, 0, 0, 0, time.UTC), []string{"24 Oct 00:00", "25 Oct 01:00", "26 Oct 01:00", "27 Oct 01:00"}}, // 02:00 comes twice on the 25th
		{"Africa/Cairo", 0, time.Date(2026, 4, 22, 12, 0, 0, 0, time.UTC), []string{"22 Apr 22:00", "23 Apr 22:00", "24 Apr 21:00", "25 Apr 21:00"}},   // the 24th has no midnight
	} {
		w := newWorld(t)
		w.time = tt.start
		w.digestAt(tt.zone, tt.hour)
		w.paid()
		w.wait(4 * day)
		if diff := cmp.Diff(tt.want, w.digests()); diff != "" {
			t.Errorf("%s at %d (-want +got):\n%s", tt.zone, tt.hour, diff)
		}
	}
}

// TestDigestLate: one that an outage delayed comes within three hours, or not at all.
func TestDigestLate(t *testing.T) {
	for late, want := range map[time.Duration][]string{
		2 * time.Hour:             {"2 Nov 11:00", "3 Nov 09:00"},
		3*time.Hour + time.Second: {"3 Nov 09:00"},
		30 * time.Hour:            {"4 Nov 09:00"},
	} {
		w := newWorld(t)
		w.paid()
		w.time = time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC).Add(late)
		w.wait(day)
		if diff := cmp.Diff(want, w.digests()); diff != "" {
			t.Errorf("%s late (-want +got):\n%s", late, diff)
		}
	}
}

// TestDigestUndelivered: one that the messenger could not deliver in time has
// nothing to say any more.
func TestDigestUndelivered(t *testing.T) {
	w := newWorld(t)
	w.paid()
	due := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	for late, want := range map[time.Duration]bool{0: false, 3 * time.Hour: false, 3*time.Hour + time.Second: true} {
		w.time = due.Add(late)
		today, err := w.Today(t.Context(), seller, due)
		w.must(err)
		if today.Empty() != want {
			t.Errorf("%s late: %+v", late, today)
		}
	}
}

// TestToday: each order is in the list where the seller looks for it.
func TestToday(t *testing.T) {
	w := newWorld(t)
	toShip, urgent := w.paid(), w.paid()
	due, broken, done := w.paid(), w.paid(), w.paid()
	w.ship(due, "OK1")
	w.ship(broken, "OK2")
	w.ship(done, "OK3")
	w.wait(day)
	fraud := w.paid()
	w.provider.Warn(w.order(fraud).Payment.Charge)
	w.must(w.Hear(t.Context(), shop.ProviderEvent{ID: "warned", Subject: shop.SubjectCharge, Object: w.order(fraud).Payment.Charge}))
	w.run()
	_, err := w.ReportProblem(t.Context(), shop.ProblemInput{Cause: w.cause(), Actor: asBuyer, Order: broken, Kind: shop.ProblemDamaged, Text: "It is broken"})
	w.must(err)
	_, err = w.Refund(t.Context(), shop.RefundInput{Cause: w.cause(), Actor: asSeller, Order: done})
	w.must(err)
	w.wait(2*day + time.Hour)
	w.update(func(tx shop.Tx) error { // somebody who ships faster than the others
		o, err := tx.Orders().Get(urgent)
		o.ShipBy = w.time.Add(day)
		if err != nil {
			return err
		}
		return tx.Orders().Put(o)
	})
	today, err := w.Today(t.Context(), seller, w.time)
	w.must(err)
	ids := func(orders []shop.Order) (all []shop.OrderID) {
		for _, o := range orders {
			all = append(all, o.ID)
		}
		return all
	}
	got := [][]shop.OrderID{ids(today.Due), ids(today.Ship), ids(today.Payouts), ids(today.Risk)}
	want := [][]shop.OrderID{{urgent}, {toShip}, {due}, {broken, fraud}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("due, to ship, payouts, at risk (-want +got):\n%s", diff)
	}
}

// TestTodayEnded: a dispute about an order that has ended is found among the others.
func TestTodayEnded(t *testing.T) {
	w := newWorld(t)
	id := w.paid()
	w.ship(id, "OK1")
	w.wait(5 * day)
	_, err := w.ConfirmReceipt(t.Context(), w.cause(), asBuyer, id)
	w.must(err)
	w.run()
	w.status(id, shop.Completed)
	for range 3 {
		_, err = w.Decline(t.Context(), w.cause(), asBuyer, w.request())
		w.must(err)
	}
	dispute := w.provider.Dispute(w.order(id).Payment.Charge, usd(30_00), false, "fraudulent")
	w.poll()
	w.wait(day)
	today, err := w.Today(t.Context(), seller, w.time)
	w.must(err)
	if len(today.Due)+len(today.Risk) != 1 {
		t.Errorf("a dispute is open, and the day holds %+v", today)
	}
	w.provider.EndDispute(dispute, true, usd(30_00))
	w.poll()
	w.wait(30 * day)
	if j, waits := w.job("digest:%s", seller); waits {
		t.Errorf("nothing is open, and a digest waits: %+v", j)
	}
}

// TestDigestClosed: a DM that takes nothing does not hold up the next day's.
func TestDigestClosed(t *testing.T) {
	w := newWorld(t)
	w.paid()
	w.messenger.Closed[seller] = true
	w.wait(day)
	delete(w.messenger.Closed, seller)
	w.wait(day)
	if diff := cmp.Diff([]string{"3 Nov 09:00"}, w.digests()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestDigestLost: the hourly look at open orders finds a digest that is missing.
func TestDigestLost(t *testing.T) {
	w := newWorld(t)
	w.paid()
	w.update(func(tx shop.Tx) error { return tx.Jobs().Delete("digest:" + job.Key(seller)) })
	w.must(w.Reconcile(t.Context()))
	if _, waits := w.job("digest:%s", seller); !waits {
		t.Error("the digest is still missing")
	}
}
