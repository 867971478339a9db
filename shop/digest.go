package shop

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"till/shop/job"
)

// digestLate is how late a digest may come. After an outage that was longer it is
// left out: tomorrow's says what still counts.
const digestLate = 3 * time.Hour

// NoticeDigest is the seller's day, once a day; fact at (RFC 3339), when it was due.
const NoticeDigest NoticeKind = "digest"

// Today is what a seller's day holds. Each order is in one of the lists only.
type Today struct {
	Due     []Order // the seller must act by the end of tomorrow, by deadline
	Ship    []Order // to be shipped, with more time than that, by deadline
	Payouts []Order // to be paid out within a day, the next first
	Risk    []Order // a problem or a dispute is open, or something holds the payout; the oldest first. Alone, only when the seller can do something about one
}

// Empty reports whether there is nothing to say.
func (t Today) Empty() bool { return len(t.Due)+len(t.Ship)+len(t.Payouts)+len(t.Risk) == 0 }

func digestKey(id UserID) job.Key { return job.Key("digest:" + id) }

// digestDue returns when the seller's next digest comes, after now: at their hour
// of their day, whatever the clocks there do at night, and once on each of their
// days. An hour that a day lacks is the one after it.
func (s Seller) digestDue(now time.Time) (due time.Time, on bool) {
	hour, on := s.Settings.DigestAt()
	if !on {
		return time.Time{}, false
	}
	zone := s.Settings.Location()
	year, month, today := now.In(zone).Date()
	for n := 0; ; n++ {
		due = time.Date(year, month, today+n, hour, 0, 0, 0, zone)
		if want := time.Date(year, month, today+n, 0, 0, 0, 0, time.UTC).Day(); due.Day() != want {
			due = due.Add(time.Hour)
		}
		if due.After(now) && (s.Digested.IsZero() || !sameDay(due, s.Digested.In(zone))) {
			return due.UTC(), true
		}
	}
}

func sameDay(a, b time.Time) bool {
	ay, am, ad := a.Date()
	by, bm, bd := b.Date()
	return ay == by && am == bm && ad == bd
}

// keepDigest sees that a digest will come to the seller while they have something
// that it may speak of, and none else. One that waits keeps its time.
func (s *Shop) keepDigest(tx Tx, seller Seller) error {
	if seller.ID.Erased() {
		return nil // nobody reads it
	}
	due, on := seller.digestDue(s.now())
	if !on || seller.Tally.Open == 0 {
		return tx.Jobs().Delete(digestKey(seller.ID))
	}
	if _, err := tx.Jobs().Get(digestKey(seller.ID)); CodeOf(err) != NotFound || err == nil {
		return err
	}
	payload, err := json.Marshal(seller.ID)
	if err != nil {
		return &Error{Code: Internal, Message: "encoding a seller's id", Err: err}
	}
	return tx.Jobs().Put(job.Job{Key: digestKey(seller.ID), Kind: kindDigest, Due: due, CreatedAt: s.now(), Payload: payload})
}

// missesDigest sees that a digest will come to the seller of an order, whatever
// became of the one that was written with it.
func (s *Shop) missesDigest(tx Tx, o Order) error {
	if !o.share().open {
		return nil
	}
	seller, err := tx.Sellers().Get(o.Seller)
	if err != nil {
		return err
	}
	return s.keepDigest(tx, seller)
}

// moveDigest gives the seller's digest the time that they want it at now.
func (s *Shop) moveDigest(tx Tx, seller Seller) error {
	if err := tx.Jobs().Delete(digestKey(seller.ID)); err != nil {
		return err
	}
	return s.keepDigest(tx, seller)
}

// digest sends a seller's digest, if there is something to say and it is not too
// late for it, and sees to the next one.
func (s *Shop) digest(j job.Job) func(Tx, *turn) error {
	return func(tx Tx, _ *turn) error {
		seller, err := tx.Sellers().Get(UserID(payloadString(j)))
		if err != nil {
			return unlessMissing(err)
		}
		today, err := s.today(tx, seller, j.Due)
		if err != nil {
			return err
		}
		if !today.Empty() {
			seller.Digested = s.now()
			if err := tx.Sellers().Put(seller); err != nil {
				return err
			}
			at := j.Due.Format(time.RFC3339)
			n := Notice{Kind: NoticeDigest, To: seller.ID, Facts: map[string]string{"at": at}}
			if err := s.post(tx, job.Key("notice:digest:"+string(seller.ID)+":"+at), "", n); err != nil {
				return err
			}
		}
		return s.keepDigest(tx, seller)
	}
}

// Today returns what a seller's day holds, for the digest that was due at a time;
// nothing when that is too long ago.
func (s *Shop) Today(ctx context.Context, id UserID, due time.Time) (today Today, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		seller, err := tx.Sellers().Get(id)
		if err != nil {
			return err
		}
		today, err = s.today(tx, seller, due)
		return err
	})
	return today, err
}

func (s *Shop) today(tx Tx, seller Seller, due time.Time) (today Today, err error) {
	if s.now().Sub(due) > digestLate {
		return today, nil
	}
	orders, err := openOrders(tx, seller)
	if err != nil {
		return today, err
	}
	slices.SortFunc(orders, func(a, b Order) int { return a.CreatedAt.Compare(b.CreatedAt) })
	year, month, date := s.now().In(seller.Settings.Location()).Date()
	tomorrow := time.Date(year, month, date+2, 0, 0, 0, 0, seller.Settings.Location())
	sellers := false // whether one of those at risk waits for the seller
	for _, o := range orders {
		deadline := s.Deadline(o)
		_, paid := o.PaidOut()
		switch {
		case !deadline.IsZero() && deadline.Before(tomorrow):
			today.Due = append(today.Due, o)
		case o.toShip():
			today.Ship = append(today.Ship, o)
		case o.openProblem() != nil, o.openDispute() != nil, len(o.Holds) > 0:
			today.Risk = append(today.Risk, o)
			sellers = sellers || !deadline.IsZero() || o.Held(HoldFraud) || o.Held(HoldNotEligible) || o.Held(HoldNoScan)
		case !paid && !o.PayoutAt.IsZero() && o.PayoutAt.Sub(s.now()) <= day && o.Refundable().Minor > 0 && !s.Single():
			today.Payouts = append(today.Payouts, o)
		}
	}
	if len(today.Due)+len(today.Ship)+len(today.Payouts) == 0 && !sellers {
		return Today{}, nil // it waits for others, for months perhaps
	}
	slices.SortStableFunc(today.Due, func(a, b Order) int { return s.Deadline(a).Compare(s.Deadline(b)) })
	slices.SortStableFunc(today.Ship, func(a, b Order) int { return a.ShipBy.Compare(b.ShipBy) })
	slices.SortStableFunc(today.Payouts, func(a, b Order) int { return a.PayoutAt.Compare(b.PayoutAt) })
	return today, nil
}

// Deadline returns by when the seller must act on the order; zero when it is not
// their turn.
func (s *Shop) Deadline(o Order) (first time.Time) {
	sooner := func(at time.Time) {
		if !at.IsZero() && (first.IsZero() || at.Before(first)) {
			first = at
		}
	}
	if o.toShip() {
		sooner(o.ShipBy)
	}
	if p := o.openProblem(); p != nil && p.State.Turn() == RoleSeller && !o.disputed() {
		sooner(p.DueBy)
	}
	if d := o.answerable(s.now()); d != nil {
		sooner(d.DueBy)
	}
	return first
}

// toShip reports whether the order is paid and to be shipped: not while the bank
// has the money, or while it may be fraud.
func (o *Order) toShip() bool { return o.Status == Paid && !o.disputed() && !o.Held(HoldFraud) }

// openOrders returns the seller's orders that Tally.Open counts. Those that ended
// and are disputed, or have a problem, are looked for only when there are any.
func openOrders(tx Tx, seller Seller) (open []Order, err error) {
	going := []Status{Paid, Shipped, Delivered}
	var ended []Status
	for _, status := range Statuses() {
		if status.Ended() {
			ended = append(ended, status)
		}
	}
	const page = 50
	for _, statuses := range [][]Status{going, ended} {
		q := OrderQuery{Seller: seller.ID, Status: statuses, Limit: page}
		for n := page; n == page && len(open) < seller.Tally.Open; {
			orders, err := tx.Orders().List(q)
			if err != nil {
				return nil, err
			}
			for _, o := range orders {
				q.Before = o.ID
				if o.share().open {
					open = append(open, o)
				}
			}
			n = len(orders)
		}
	}
	return open, nil
}
