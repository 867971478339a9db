package shop_test

import (
	"fmt"
	"testing"
	"time"

	"till/shop"
	"till/shop/shoptest"
)

func scans(p *shop.Policy) { p.Scans = true }

// A tracked sale: the carrier is heard of six times, and only its own time, or the
// buyer's word, pays the seller.
func TestTracked(t *testing.T) {
	t.Parallel()
	w := newWorld(t, scans)
	id := w.paid()
	w.ship(id, "OK1")
	if o := w.order(id); o.Seen() {
		t.Error("seen before it was scanned")
	}
	w.tracker.Expect("OK1", start.AddDate(0, 0, 3))
	for _, where := range []shop.ScanStatus{shop.ScanPreTransit, shop.ScanInTransit, shop.ScanInTransit, shop.ScanOutForDelivery} {
		w.wait(6 * time.Hour)
		w.scan("OK1", where)
	}
	w.told(buyer, shop.NoticeAttention, 0)
	w.tracker.Expect("OK1", start.AddDate(0, 0, 4))
	w.heard("OK1")
	w.told(buyer, shop.NoticeLater, 1)
	w.tracker.Expect("OK1", start.AddDate(0, 0, 2))
	w.heard("OK1")
	w.told(buyer, shop.NoticeLater, 1)
	w.scan("OK1", shop.ScanAvailable)
	w.told(buyer, shop.NoticeAttention, 1)
	w.wait(6 * time.Hour)
	w.scan("OK1", shop.ScanDelivered)
	w.status(id, shop.Delivered)
	w.told(buyer, shop.NoticeArrived, 1)
	w.scan("OK1", shop.ScanReturnToSender) // of what has arrived, nothing more is heard
	w.told(buyer, shop.NoticeAttention, 1)
	o := w.order(id)
	if !o.AwaitsWord() || !o.PayoutAt.Equal(start.Add(4*day)) {
		t.Errorf("awaits the buyer's word: %v, payout at %s", o.AwaitsWord(), o.PayoutAt)
	}
	w.money(id, shoptest.Totals{Charged: 30_00, Fees: 87})
	_, err := w.ConfirmReceipt(t.Context(), w.cause(), asBuyer, id)
	w.must(err)
	w.run()
	w.status(id, shop.Completed)
	w.money(id, shoptest.Totals{Charged: 30_00, Fees: 87, Transferred: 29_13})
	w.audited()
}

// Where a parcel is follows from its scans, in whatever order and however often
// they are told.
func TestScansInAnyOrder(t *testing.T) {
	t.Parallel()
	scan := func(hours int, status shop.ScanStatus) shop.Scan {
		return shop.Scan{At: start.Add(time.Duration(hours) * time.Hour), Status: status}
	}
	all := []shop.Scan{
		scan(2, shop.ScanInTransit), scan(8, shop.ScanInTransit), scan(8, shop.ScanOutForDelivery), scan(20, shop.ScanAvailable),
		scan(-5, shop.ScanDelivered), // of the parcel that had the number before
	}
	var want string
	for turn := range all {
		w := newWorld(t, scans)
		id := w.paid()
		w.time = start.Add(30 * time.Hour)
		w.ship(id, "OK1")
		for i := range all {
			for range 2 {
				w.tracker.Scan("OK1", all[(i+turn)%len(all)])
				w.heard("OK1")
			}
		}
		p := w.order(id).Parcels[0]
		got := fmt.Sprintf("%s, seen %s, %d scans", p.Status, p.ScannedAt.Format(time.TimeOnly), len(p.Scans))
		if want == "" {
			want = "available_for_pickup, seen 14:00:00, 4 scans"
		}
		if got != want {
			t.Errorf("told in the order %d: %s, want %s", turn, got, want)
		}
		w.status(id, shop.Shipped)
	}
}

// Polling finds what no webhook told, and is rare when webhooks are heard.
func TestTrackerIsAsked(t *testing.T) {
	t.Parallel()
	asked := 0
	w := newWorld(t, scans)
	w.tracker.Asked = func(string, string) { asked++ }
	id := w.paid()
	w.ship(id, "OK1")
	w.tracker.Scan("OK1", shop.Scan{At: w.time.Add(time.Hour), Status: shop.ScanInTransit})
	w.wait(8 * time.Hour)
	if !w.order(id).Seen() {
		t.Fatal("polling did not find the scan")
	}
	asked = 0
	w.wait(day)
	if asked < 3 || asked > 5 {
		t.Errorf("asked %d times in a day", asked)
	}
	w.scan("OK1", shop.ScanInTransit)
	asked = 0
	w.wait(day + time.Hour)
	if asked != 1 {
		t.Errorf("asked %d times in a day in which the service tells by itself", asked)
	}
	w.tracker.Fault = func(string) shoptest.Fault { return shoptest.FaultBefore }
	w.wait(2 * day)
	w.tracker.Fault = nil
	w.scan("OK1", shop.ScanDelivered)
	w.status(id, shop.Completed) // the payout was due meanwhile
	asked = 0
	w.wait(30 * day)
	if asked != 0 {
		t.Errorf("asked %d times about what has arrived", asked)
	}
}

// Before the deadline the carrier's scan keeps an order alive whose seller forgot
// to mark it.
func TestLateTracking(t *testing.T) {
	t.Parallel()
	t.Run("rescued", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, scans)
		id := w.paid()
		w.announce(id, "OK1")
		w.status(id, shop.Paid)
		w.wait(13 * day)
		w.tracker.Scan("OK1", shop.Scan{At: w.time, Status: shop.ScanInTransit})
		w.wait(2 * day)
		w.status(id, shop.Shipped)
		w.told(seller, shop.NoticeRescued, 1)
		w.told(buyer, shop.NoticeShipped, 1)
	})
	t.Run("in the last hour", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, scans)
		id := w.paid()
		w.announce(id, "OK1")
		w.wait(14*day - time.Hour)
		w.tracker.Scan("OK1", shop.Scan{At: w.time, Status: shop.ScanInTransit})
		w.wait(2 * time.Hour)
		w.status(id, shop.Shipped)
		w.audited()
	})
	t.Run("the service is down", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, scans)
		id := w.paid()
		w.announce(id, "OK1")
		w.tracker.Fault = func(string) shoptest.Fault { return shoptest.FaultBefore }
		w.wait(14*day + time.Hour)
		w.status(id, shop.Paid)
		w.wait(day)
		w.status(id, shop.Canceled)
		w.audited()
	})
	t.Run("never handed over", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, scans)
		id := w.paid()
		w.announce(id, "OK1")
		w.scan("OK1", shop.ScanPreTransit)
		w.wait(15 * day)
		w.status(id, shop.Canceled)
		w.scan("OK1", shop.ScanInTransit)
		w.status(id, shop.Canceled)
		w.told(seller, shop.NoticeStray, 1)
		w.audited()
	})
	t.Run("marked after all", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, scans)
		id := w.paid()
		w.announce(id, "OK1")
		w.ship(id, "")
		if o := w.order(id); len(o.Parcels) != 1 || o.Parcels[0].Announced {
			t.Errorf("parcels: %+v", o.Parcels)
		}
		_, err := w.Ship(t.Context(), shop.ShipInput{Cause: w.cause(), Actor: asSeller, Order: id, Number: "OK1"})
		w.must(err)
		w.told(buyer, shop.NoticeShipped, 1)
	})
	t.Run("without a service", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		_, err := w.Ship(t.Context(), shop.ShipInput{Cause: w.cause(), Actor: asSeller, Order: w.paid(), Number: "OK1", Later: true})
		w.refused(err, shop.ReasonTrackingLater)
	})
}

// Nothing is heard of a parcel for five days: both are told, once.
func TestStalled(t *testing.T) {
	t.Parallel()
	w := newWorld(t, scans)
	id := w.paid()
	w.ship(id, "OK1")
	w.scan("OK1", shop.ScanInTransit)
	w.wait(4 * day)
	w.scan("OK1", shop.ScanInTransit)
	w.wait(4 * day)
	w.told(buyer, shop.NoticeStalled, 0)
	w.wait(2 * day)
	for range 2 {
		w.told(buyer, shop.NoticeStalled, 1)
		w.told(seller, shop.NoticeStalled, 1)
		w.scan("OK1", shop.ScanInTransit)
		w.wait(10 * day)
	}
	w.audited()
}

// Who has a parcel to collect is reminded once, while it waits.
func TestPickup(t *testing.T) {
	t.Parallel()
	for _, collected := range []bool{false, true} {
		w := newWorld(t, scans)
		id := w.paid()
		w.ship(id, "OK1")
		w.scan("OK1", shop.ScanInTransit)
		w.wait(day)
		w.scan("OK1", shop.ScanAvailable)
		w.told(buyer, shop.NoticeAttention, 1)
		sellers := w.count(seller, shop.NoticeAttention)
		want := 2
		if collected {
			w.wait(day)
			w.scan("OK1", shop.ScanDelivered)
			want = 1
		} else {
			w.wait(3*day - time.Hour)
			w.told(buyer, shop.NoticeAttention, 1)
		}
		w.wait(10 * day)
		w.told(buyer, shop.NoticeAttention, want)
		w.told(seller, shop.NoticeAttention, sellers)
		w.told(buyer, shop.NoticeStalled, 0)
		w.audited()
	}
}

// A service that does not answer says nothing about parcels: nothing goes back.
func TestTrackerSilent(t *testing.T) {
	t.Parallel()
	w := newWorld(t, scans)
	id := w.paid()
	w.ship(id, "OK1")
	w.tracker.Fault = func(string) shoptest.Fault { return shoptest.FaultBefore }
	w.wait(20 * day)
	w.status(id, shop.Shipped)
	if w.count(operator, shop.NoticeAlert) == 0 {
		t.Error("no operator was told")
	}
	w.tracker.Fault = nil
	w.wait(3 * day)
	w.status(id, shop.Refunded)
	w.audited()
}

// A parcel that goes back is delivered to its sender, which delivers nothing to
// the buyer.
func TestReturnToSender(t *testing.T) {
	t.Parallel()
	w := newWorld(t, scans)
	id := w.paid()
	w.ship(id, "OK1")
	w.scan("OK1", shop.ScanInTransit)
	w.time = w.time.Add(time.Hour)
	w.scan("OK1", shop.ScanReturnToSender)
	w.told(buyer, shop.NoticeAttention, 1)
	w.time = w.time.Add(time.Hour)
	w.scan("OK1", shop.ScanDelivered)
	w.status(id, shop.Shipped)
	w.told(seller, shop.NoticeAttention, 2)
	if p := w.order(id).Parcels[0]; !p.Back || p.Attention != shop.AttentionReturned {
		t.Errorf("the parcel: %+v", p)
	}
	w.ship(id, "OK2") // again
	w.scan("OK2", shop.ScanDelivered)
	w.status(id, shop.Delivered)
	w.audited()
}

// What went back, or is lost, is paid no earlier than what was never tracked; sent
// again, it is tracked again.
func TestPayoutOfWhatGoesBack(t *testing.T) {
	t.Parallel()
	for _, where := range []shop.ScanStatus{shop.ScanReturnToSender, shop.ScanFailure, shop.ScanCancelled} {
		w := newWorld(t, scans)
		id := w.paid()
		w.ship(id, "OK1")
		w.scan("OK1", shop.ScanInTransit)
		w.wait(3 * day)
		w.scan("OK1", where)
		if at := w.order(id).PayoutAt; !at.Equal(w.time.Add(14 * day)) {
			t.Errorf("%s: payout at %s", where, at)
		}
		w.wait(5 * day)
		w.status(id, shop.Shipped)
		w.money(id, shoptest.Totals{Charged: 30_00, Fees: 87})
		w.ship(id, "OK2")
		if at := w.order(id).PayoutAt; !at.Equal(w.time.Add(4 * day)) {
			t.Errorf("%s, and sent again: payout at %s", where, at)
		}
		w.wait(time.Hour)
		w.scan("OK2", shop.ScanDelivered)
		w.status(id, shop.Delivered)
		w.wait(5 * day)
		w.status(id, shop.Completed)
		w.audited()
	}
}

// Of two parcels one goes back: it alone is sent again, and then both have arrived.
func TestOneOfTwoGoesBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t, scans)
	in := input()
	in.Lines = append(in.Lines, shop.Line{Item: "Bowl", Quantity: 1, Price: usd(10_00)})
	id := w.requestOf(in).ID
	w.must(w.provider.Pay(w.open(id).Session))
	w.poll()
	_, err := w.Ship(t.Context(), shop.ShipInput{Cause: w.cause(), Actor: asSeller, Order: id, Number: "OK1", Lines: []int{1}})
	w.must(err)
	w.ship(id, "OK2")
	w.scan("OK1", shop.ScanDelivered)
	w.scan("OK2", shop.ScanReturnToSender)
	back := w.order(id).PayoutAt
	w.wait(day)
	w.ship(id, "OK3")
	o := w.order(id)
	if lines := o.Parcels[2].Lines; len(lines) != 1 || lines[0] != 2 {
		t.Errorf("sent again: %v", lines)
	}
	if !o.PayoutAt.Before(back) {
		t.Errorf("payout at %s, as before", o.PayoutAt)
	}
	w.status(id, shop.Shipped)
	w.scan("OK3", shop.ScanDelivered)
	w.status(id, shop.Delivered)
	w.audited()
}

// A number is used again after some months: the scans of its last parcel say
// nothing about this one.
func TestRecycledNumber(t *testing.T) {
	t.Parallel()
	w := newWorld(t, scans)
	first := w.paid()
	w.ship(first, "OK1")
	w.scan("OK1", shop.ScanDelivered)
	w.wait(5 * day)
	w.status(first, shop.Completed)
	sold := func() shop.OrderID {
		in := input()
		in.Buyer = other
		id := w.requestOf(in).ID
		page, err := w.OpenCheckout(t.Context(), shop.Actor{ID: other}, id)
		w.must(err)
		w.must(w.provider.Pay(page.Session))
		w.poll()
		return id
	}
	soon := sold()
	w.ship(soon, "OK1")
	if o := w.order(soon); o.Tracked() {
		t.Error("a number of another buyer's parcel counts")
	}
	w.wait(200 * day)
	second := sold()
	w.ship(second, "OK1")
	if o := w.order(second); !o.Tracked() {
		t.Fatal("a number that is used again does not count")
	}
	w.wait(2 * day)
	w.status(second, shop.Shipped)
	if o := w.order(second); o.Seen() || len(o.Parcels[0].Scans) > 0 {
		t.Errorf("the old parcel's scans count: %+v", o.Parcels[0])
	}
	w.scan("OK1", shop.ScanDelivered)
	w.status(second, shop.Delivered)
	w.status(first, shop.Completed)
	w.audited()
}

// A return is back when the carrier says so: the money goes back as at the
// seller's word. What was on its way to the buyer is no return.
func TestReturnTracked(t *testing.T) {
	t.Parallel()
	for _, number := range []string{"OK2", "OK1"} {
		w := newWorld(t, scans)
		id := w.paid()
		w.ship(id, "OK1")
		w.scan("OK1", shop.ScanInTransit)
		_, err := w.ReportProblem(t.Context(), shop.ProblemInput{Cause: w.cause(), Actor: asBuyer, Order: id, Kind: shop.ProblemDamaged, Text: "It leaks"})
		w.must(err)
		_, err = w.AnswerProblem(t.Context(), shop.RemedyInput{Cause: w.cause(), Actor: asSeller, Order: id, Kind: shop.RemedyReturn, Text: "1 Kiln Street"})
		w.must(err)
		_, err = w.AcceptRemedy(t.Context(), w.cause(), asBuyer, id, 1)
		w.must(err)
		_, err = w.SendGoods(t.Context(), shop.ShipInput{Cause: w.cause(), Actor: asBuyer, Order: id, Number: number})
		w.must(err)
		w.run()
		w.time = w.time.Add(time.Hour)
		w.scan(number, shop.ScanInTransit)
		w.time = w.time.Add(time.Hour)
		w.scan(number, shop.ScanDelivered)
		p := w.order(id).Problems[0]
		if back := p.How == shop.EndReturned; back != (number == "OK2") {
			t.Errorf("%s was delivered: the problem is %s (%s)", number, p.State, p.How)
		}
		w.audited()
	}
}

// Two parcels, each with its lines: shipped when both are sent, delivered when
// both have arrived.
func TestParcels(t *testing.T) {
	t.Parallel()
	w := newWorld(t, scans)
	in := input()
	in.Lines = append(in.Lines, shop.Line{Item: "Bowl", Quantity: 1, Price: usd(10_00)})
	id := w.requestOf(in).ID
	w.must(w.provider.Pay(w.open(id).Session))
	w.poll()
	ship := func(number string, lines ...int) error {
		_, err := w.Ship(t.Context(), shop.ShipInput{Cause: w.cause(), Actor: asSeller, Order: id, Number: number, Lines: lines})
		w.run()
		return err
	}
	w.refused(ship("OK1", 3), shop.ReasonParcelLines)
	w.must(ship("OK1", 2))
	w.status(id, shop.Paid)
	w.told(buyer, shop.NoticeParcel, 1)
	w.refused(ship("OK1", 1), shop.ReasonShipped)
	w.scan("OK1", shop.ScanDelivered)
	w.status(id, shop.Paid)
	w.wait(day)
	w.must(ship("OK2"))
	w.status(id, shop.Shipped)
	if o := w.order(id); !o.PayoutAt.Equal(w.time.Add(4 * day)) {
		t.Errorf("payout at %s", o.PayoutAt)
	}
	w.wait(day)
	w.must(ship("OK3"))
	if o := w.order(id); !o.PayoutAt.Equal(w.time.Add(4 * day)) {
		t.Errorf("with a third parcel, payout at %s", o.PayoutAt)
	}
	w.scan("OK2", shop.ScanDelivered)
	w.status(id, shop.Shipped)
	w.scan("OK3", shop.ScanDelivered)
	w.status(id, shop.Delivered)
	w.wait(5 * day)
	w.status(id, shop.Completed)
	w.audited()
}

// TestExpectedInAnyOrder has the service tell an old estimate once more: the day does
// not go back, and the buyer is not told twice that it is later.
func TestExpectedInAnyOrder(t *testing.T) {
	t.Parallel()
	w := newWorld(t, scans)
	id := w.paid()
	w.ship(id, "OK1")
	tell := func(hour, days int) {
		t.Helper()
		w.must(w.Track(t.Context(), shop.Tracking{
			Number: "OK1", Status: shop.ScanPreTransit,
			UpdatedAt: start.Add(time.Duration(hour) * time.Hour), Expected: start.AddDate(0, 0, days),
		}))
		w.run()
	}
	tell(1, 3)
	tell(2, 5)
	tell(1, 3)
	tell(2, 5)
	w.told(buyer, shop.NoticeLater, 1)
	if at := w.order(id).Parcels[0].Expected; !at.Equal(start.AddDate(0, 0, 5).Truncate(24 * time.Hour)) {
		t.Errorf("expected on %s", at)
	}
}
