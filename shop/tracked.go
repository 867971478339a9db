package shop

import (
	"fmt"
	"slices"
	"time"
)

// tracked takes what the service said of a parcel: the scans that are new, and
// what follows from where it is now.
func (t *turn) tracked(w Watch, p *Parcel, said Tracking) error {
	name := parcelName(w.Parcel, w.Problem)
	since := t.o.PaidAt
	if w.Problem > 0 {
		since = p.At
	}
	fresh := p.take(said, since)
	for _, s := range fresh {
		facts := map[string]string{"parcel": name, "status": string(s.Status), "at": s.At.Format(time.RFC3339)}
		if s.Place != "" {
			facts["place"] = s.Place
		}
		if s.Detail != "" {
			facts["detail"] = s.Detail
		}
		if err := t.note(ActScanned, facts); err != nil {
			return err
		}
	}
	if w.Problem > 0 {
		return t.goodsTracked(w, p)
	}
	if err := t.expect(p, name, said); err != nil || len(fresh) == 0 {
		return err
	}
	return t.follow(p, w.Parcel)
}

// follow does what follows from where the n-th parcel is.
func (t *turn) follow(p *Parcel, n int) error {
	where := p.Status
	if p.Back {
		where = ScanReturnToSender
	}
	next := ScanNext(where, t.o.Status)
	before := p.Attention
	p.Attention = p.needs()
	if next.ships() && t.o.Status == Paid {
		p.Announced = false
		if len(t.o.Unsent()) == 0 {
			if err := t.shipped(*p); err != nil {
				return err
			}
			t.tell(NoticeRescued, RoleSeller, nil)
		}
	}
	if p.Attention.lost() && p.Attention != before {
		if err := t.clockOfLost(); err != nil {
			return err
		}
	}
	if err := t.awaitNext(*p, n); err != nil {
		return err
	}
	if next.delivers() && t.o.allArrived() {
		if err := t.arrive(); err != nil {
			return err
		}
	}
	told := map[string]string{"parcel": fmt.Sprint(n), "attention": string(p.Attention)}
	switch {
	case next == ScanStray && before == "":
		p.Attention = AttentionReturning
		t.tell(NoticeStray, RoleSeller, told)
	case p.Attention != "" && p.Attention != before && (next.tells() || t.o.Status == Shipped):
		t.tellBoth(NoticeAttention, told)
	}
	if t.o.Unseen(t.s.cfg.Policy) {
		return nil
	}
	return t.release(HoldNoScan)
}

// allArrived reports whether carriers delivered everything to the buyer: what went
// back, too, if it was sent again.
func (o *Order) allArrived() bool {
	coming := func(p Parcel) bool { return p.comes() && !p.Arrived() }
	there := func(p Parcel) bool { return p.comes() && p.Arrived() }
	return len(o.without(there)) == 0 && !slices.ContainsFunc(o.Parcels, coming)
}

// AwaitsWord reports whether carriers delivered the order, and its buyer has not
// said yet that they have it.
func (o Order) AwaitsWord() bool {
	return o.Status == Delivered && o.ReceivedAt.IsZero() && o.allArrived()
}

// arrive takes the carriers' word that everything arrived. The payout stays due
// when it was: only the buyer can have it made earlier.
func (t *turn) arrive() error {
	effect, err := t.happen(EventDeliver, map[string]string{"by": "carrier"})
	if err != nil || effect != Move {
		return err
	}
	t.o.DeliveredAt = t.now
	if err := t.release(HoldNoScan); err != nil {
		return err
	}
	t.tellBoth(NoticeArrived, nil)
	if _, paid := t.o.PaidOut(); paid && t.o.openProblem() == nil {
		if _, err := t.happen(EventComplete, nil); err != nil {
			return err
		}
	}
	return t.stageAgain()
}

// expect takes the day on which the carrier expects the parcel to arrive. The
// buyer is told when it is later than it was said to be.
func (t *turn) expect(p *Parcel, name string, said Tracking) error {
	at, was := said.Expected.UTC().Truncate(day), p.Expected
	if said.UpdatedAt.Before(p.EstimatedAt) {
		return nil // it was on its way for long: something newer is known
	}
	p.EstimatedAt = said.UpdatedAt.UTC()
	if at.Year() < 2000 || p.Arrived() || at.Equal(was) || at.Before(t.o.PaidAt.Truncate(day)) {
		return nil
	}
	p.Expected = at
	facts := map[string]string{"parcel": name, "day": at.Format(time.DateOnly)}
	if err := t.note(ActExpected, facts); err != nil {
		return err
	}
	if !was.IsZero() && at.After(was) && t.o.Status == Shipped {
		t.tell(NoticeLater, RoleBuyer, map[string]string{
			"parcel": name, "was": was.Format(time.DateOnly), "day": at.Format(time.DateOnly),
		})
	}
	return nil
}

// stallAfter is for how long nothing is heard of a parcel before both are told.
const stallAfter = 5 * day

// pickupAfter is how long a parcel waits to be collected before its buyer is
// reminded. The service does not tell until when it waits; carriers keep one for
// five days at least, and most for a week or two.
const pickupAfter = 3 * day

// awaitNext watches that something more is heard of the n-th parcel, or that it is
// collected.
func (t *turn) awaitNext(p Parcel, n int) error {
	pickup := p.Attention == AttentionPickup
	if p.ScannedAt.IsZero() || p.Arrived() || p.Stalled && !pickup || t.o.Status != Shipped {
		return t.never(kindStall, n)
	}
	after := stallAfter
	if pickup {
		after = pickupAfter
	}
	return t.later(kindStall, n, latest(p.Scans[len(p.Scans)-1].At.Add(after), t.now))
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// stalled tells both sides, once, that nothing is heard of the n-th parcel; or
// reminds its buyer to collect it.
func (t *turn) stalled(n int) error {
	if n < 1 || n > len(t.o.Parcels) || t.o.Status != Shipped {
		return nil
	}
	p := &t.o.Parcels[n-1]
	if p.Attention == AttentionPickup && !p.Arrived() {
		t.tell(NoticeAttention, RoleBuyer, map[string]string{"parcel": fmt.Sprint(n), "attention": string(AttentionPickup)})
		return nil
	}
	if p.Stalled || p.Arrived() || p.Attention != "" || len(p.Scans) == 0 || t.now.Sub(p.Scans[len(p.Scans)-1].At) < stallAfter {
		return nil
	}
	if answered, err := t.answered(n); err != nil || !answered {
		if err == nil {
			err = t.later(kindStall, n, t.now.Add(watchSlow))
		}
		return err
	}
	p.Stalled = true
	facts := map[string]string{"parcel": fmt.Sprint(n)}
	if err := t.note(ActStalled, facts); err != nil {
		return err
	}
	t.tellBoth(NoticeStalled, facts)
	return nil
}

// answered reports whether the service spoke of the n-th parcel lately: when it
// does not, nobody can say that there is no scan.
func (t *turn) answered(n int) (bool, error) {
	if t.s.cfg.Tracker == nil {
		return true, nil
	}
	w, err := t.tx.Watches().Get(t.watchID(n, 0))
	if CodeOf(err) == NotFound {
		return true, nil
	}
	return t.now.Sub(w.Asked) < 2*day, err
}

// goodsTracked takes what was heard of goods that are on their way because of a
// problem.
func (t *turn) goodsTracked(w Watch, p *Parcel) error {
	before := p.Attention
	p.Attention = p.needs()
	open := t.o.openProblem()
	if open == nil || open.N != w.Problem {
		return nil
	}
	if open.State == ProblemReturned && p.Arrived() && !p.Back && !t.o.disputed() {
		return t.goodsBack()
	}
	if p.Attention != "" && p.Attention != before {
		t.tellBoth(NoticeAttention, map[string]string{"parcel": parcelName(w.Parcel, w.Problem), "attention": string(p.Attention)})
	}
	return nil
}
