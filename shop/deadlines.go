package shop

import (
	"fmt"
	"slices"
	"time"

	"till/shop/job"
)

// warnedFor is how long before an act by itself its last warning must have
// reached its reader. An outage that delays the warning delays the act.
const warnedFor = day

// undelivered is how long an act waits at most for a warning that its messenger
// cannot deliver.
const undelivered = 3 * day

// slack is how much later than planned a warning may arrive without that.
const slack = time.Hour

// warn sends a warning of what happens by itself: tooSoon waits for it.
func (t *turn) warn(warning string, kind NoticeKind, r Role) {
	t.warned(warning)
	t.tell(kind, r, nil)
	t.told[len(t.told)-1].notice.Warning = warning
}

// warned notes that a warning was written.
func (t *turn) warned(warning string) {
	if t.o.Warned == nil {
		t.o.Warned = make(map[string]time.Time)
	}
	t.o.Warned[warning] = t.now
}

// heard notes on the order that a warning reached its reader. Who does not take
// it counts as told.
func (o *Order) heard(n Notice, at time.Time) {
	if n.Warning == "" {
		return
	}
	if o.Told == nil {
		o.Told = make(map[string]time.Time)
	}
	o.Told[n.Warning] = at
}

// unwarn forgets a warning: another one is due.
func (t *turn) unwarn(warning string) {
	delete(t.o.Warned, warning)
	delete(t.o.Told, warning)
}

// tooSoon reports whether the warning before an act has reached its reader too
// late or not at all, and then puts the deadline and the act off; never beyond
// the provider's limit.
func (t *turn) tooSoon(act job.Kind, deadline *time.Time, warning string, warn func() error) (bool, error) {
	return t.putOff(act, deadline, warning, t.o.limit(t.s.cfg.Policy), warn)
}

// putOff is tooSoon up to a time; zero: as long as it takes.
func (t *turn) putOff(act job.Kind, deadline *time.Time, warning string, most time.Time, warn func() error) (bool, error) {
	if _, written := t.o.Warned[warning]; !written {
		if err := warn(); err != nil {
			return true, err
		}
	}
	told, reached := t.o.Told[warning]
	if last := t.o.Warned[warning].Add(undelivered); !reached {
		told = last
		if t.now.Before(last) {
			told = t.now
		}
	}
	due := told.Add(warnedFor)
	if !most.IsZero() && due.After(most) {
		due = most
	}
	if !due.After(t.now.Add(slack)) {
		return false, nil
	}
	return true, t.moveDeadline(act, deadline, due)
}

// moveDeadline puts a deadline, and the job that waits for it, to another time.
func (t *turn) moveDeadline(act job.Kind, deadline *time.Time, due time.Time) error {
	*deadline = due
	if err := t.note(ActDeadlineMoved, map[string]string{"of": string(act), "to": due.Format(time.RFC3339)}); err != nil {
		return err
	}
	return t.later(act, 0, due)
}

func (t *turn) warnRequest() error {
	if t.o.Status != Requested || t.o.Closing != nil || t.o.Open() {
		return nil
	}
	t.warn(string(kindRequestWarn), NoticeRequestReminder, RoleBuyer)
	return t.note(ActWarned, map[string]string{"of": string(kindExpire)})
}

func (t *turn) expire() error {
	if t.o.Status != Requested || t.o.Closing != nil {
		return nil
	}
	if !t.o.Open() { // there is nobody to warn before
		if soon, err := t.tooSoon(kindExpire, &t.o.ExpiresAt, string(kindRequestWarn), t.warnRequest); soon || err != nil {
			return err
		}
	}
	return t.end(EventExpire)
}

// shipWarning names the n-th reminder to ship.
func shipWarning(n int) string { return fmt.Sprintf("%s:%d", kindShipWarn, n) }

func (t *turn) warnShip(n int) error {
	if t.o.Status != Paid {
		return nil
	}
	t.warn(shipWarning(n), NoticeShipReminder, RoleSeller)
	return t.note(ActWarned, map[string]string{"of": string(kindShipBy)})
}

// missShipBy gives everything back: what was never shipped is never paid out.
func (t *turn) missShipBy() error {
	if t.o.Status != Paid {
		return nil
	}
	if t.o.disputed() { // the bank has the money: nothing can go back before it decides
		return t.later(kindShipBy, 0, t.now.Add(day))
	}
	if last := len(t.s.cfg.Policy.ShipReminders); last > 0 {
		soon, err := t.tooSoon(kindShipBy, &t.o.ShipBy, shipWarning(last), func() error { return t.warnShip(last) })
		if soon || err != nil {
			return err
		}
	}
	if asks, err := t.askAtDeadline(); asks || err != nil {
		return err
	}
	return t.giveUp(RefundNotShipped)
}

// askAtDeadline has the tracking service asked once more about labels whose parcel
// the carrier may have by now, before the order is given up. It waits for the
// answer for a day at most.
func (t *turn) askAtDeadline() (asks bool, err error) {
	if t.s.cfg.Tracker == nil || t.now.Sub(t.o.ShipBy) > day {
		return false, nil
	}
	for i, p := range t.o.Parcels {
		w, err := t.tx.Watches().Get(t.watchID(i+1, 0))
		if CodeOf(err) == NotFound || err == nil && (!p.Announced || !w.Asked.Before(t.o.ShipBy)) {
			continue
		}
		if err != nil {
			return false, err
		}
		asks, w.Due = true, t.now
		if err := t.tx.Watches().Put(w); err != nil {
			return false, err
		}
	}
	if !asks {
		return false, nil
	}
	if err := t.s.trackSoon(t.tx); err != nil {
		return false, err
	}
	return true, t.later(kindShipBy, 0, t.now.Add(askAgain))
}

// askAgain is how long an order waits for the answer about its labels.
const askAgain = 10 * time.Minute

// giveUp cancels what was not shipped, and gives all that is left back.
func (t *turn) giveUp(reason RefundReason) error {
	if _, err := t.happen(EventCancel, map[string]string{"why": string(reason)}); err != nil {
		return err
	}
	if err := t.refundRest(reason); err != nil {
		return err
	}
	t.tellBoth(NoticeNotShipped, nil)
	return nil
}

// complete ends an order that was shipped and paid out for long enough, unless
// something is still open.
func (t *turn) complete() error {
	if t.o.Status != Shipped {
		return nil
	}
	if _, paid := t.o.PaidOut(); !paid || len(t.o.Holds) > 0 || t.o.claims().waits > 0 {
		return t.later(kindComplete, 0, t.now.Add(day))
	}
	_, err := t.happen(EventComplete, nil)
	return err
}

// limitMargin is how long before the provider's limit an order is settled.
const limitMargin = 10 * day

// limit returns when the order's money must be settled.
func (o *Order) limit(p Policy) time.Time {
	if o.Payment == nil || p.HoldLimit == 0 {
		return o.CreatedAt.AddDate(100, 0, 0)
	}
	from := o.Payment.At
	if from.IsZero() {
		from = o.PaidAt
	}
	return from.Add(p.HoldLimit - limitMargin)
}

// watchLimit has the operators warned when two thirds of the provider's limit
// have passed, and the order settled before it ends.
func (t *turn) watchLimit() error {
	if t.s.cfg.Policy.HoldLimit == 0 {
		return nil
	}
	limit := t.o.limit(t.s.cfg.Policy)
	if err := t.later(kindLimitWarn, 0, limit.Add(limitMargin-t.s.cfg.Policy.HoldLimit/3)); err != nil {
		return err
	}
	return t.later(kindLimit, 0, limit)
}

// unsettled reports whether money is held that the seller may still be due.
func (t *turn) unsettled() (bool, error) {
	if t.o.Payment == nil || t.o.Status.Ended() && t.o.Status != Completed {
		return false, nil
	}
	st, err := t.o.stand(t.o.claims().waits)
	return st.due() > 0, err
}

func (t *turn) warnLimit() error {
	open, err := t.unsettled()
	if err != nil || !open {
		return err
	}
	limit := t.o.limit(t.s.cfg.Policy)
	t.warned(string(kindLimitWarn))
	if err := t.note(ActWarned, map[string]string{"of": string(kindLimit)}); err != nil {
		return err
	}
	t.alert(AlertLimit, map[string]string{"when": limit.Format(time.RFC3339)})
	if again := t.now.Add(7 * day); again.Before(limit) {
		return t.later(kindLimitWarn, 0, again)
	}
	return nil
}

// reachLimit settles an order before the provider's limit: not shipped, it goes
// back; shipped and free, it is paid out; else it goes back, since the operators
// were told and did nothing. What the bank has is left to it.
func (t *turn) reachLimit() error {
	open, err := t.unsettled()
	switch {
	case err != nil || !open:
		return err
	case t.o.disputed() || t.o.openPayout() != nil:
		return t.later(kindLimit, 0, t.now.Add(day))
	case t.o.Status == Paid || t.o.frozen():
		return t.limitRefund()
	}
	if err := t.moveDeadline(kindPayout, &t.o.PayoutAt, t.now); err != nil {
		return err
	}
	return t.later(kindLimit, 0, t.now.Add(day)) // it may be held by then
}

// limitRefund gives back what cannot be held any longer, a day after the
// operators were told at least: an outage may have delayed that.
func (t *turn) limitRefund() error {
	warning := string(kindLimitWarn)
	if t.o.Warned[warning].IsZero() {
		if err := t.warnLimit(); err != nil {
			return err
		}
	}
	if due := t.o.Warned[warning].Add(warnedFor); due.After(t.now.Add(slack)) {
		return t.later(kindLimit, 0, due)
	}
	if t.o.Status == Paid {
		return t.giveUp(RefundLimit)
	}
	if err := t.refundRest(RefundLimit); err != nil {
		return err
	}
	t.tellBoth(NoticeRefundRequested, refundFacts(t.o.Refunds[len(t.o.Refunds)-1]))
	return nil
}

// The steps of a parcel that no carrier sees. That the payout waits for one is
// the payout's to know.
const (
	noScanTold   = iota + 1 // both sides are told
	noScanAlert             // the operators are told
	noScanRefund            // all of it goes back
)

// awaitScan watches parcels that a tracking service is to see.
func (t *turn) awaitScan() error {
	if !t.o.Unseen(t.s.cfg.Policy) {
		return nil
	}
	since := t.o.UnseenSince()
	if err := t.later(kindNoScan, noScanTold, since.Add(t.s.cfg.Policy.HoldTracked-day)); err != nil {
		return err
	}
	return t.later(kindNoScan, noScanAlert, t.o.ScanBy())
}

// UnseenSince returns when the last parcel was sent that no carrier has seen.
func (o Order) UnseenSince() time.Time {
	since := o.ShippedAt
	for _, p := range o.Parcels {
		if p.ScannedAt.IsZero() && !p.Waived {
			since = latest(since, p.At)
		}
	}
	return since
}

// ScanBy returns when the operators are asked about parcels that nobody has seen.
func (o Order) ScanBy() time.Time { return o.UnseenSince().Add(14 * day) }

// Unseen reports whether the payout waits, or is going to wait, for a carrier to
// see a parcel.
func (o Order) Unseen(p Policy) bool {
	return p.Scans && o.Status == Shipped && o.Tracked() &&
		slices.ContainsFunc(o.Parcels, func(p Parcel) bool { return p.ScannedAt.IsZero() && !p.Waived })
}

// unscanned takes the n-th step with parcels that no carrier saw. The tracking
// service's silence is no carrier's: then the operators are told, and it waits.
func (t *turn) unscanned(n int) error {
	if !t.o.Unseen(t.s.cfg.Policy) {
		return nil
	}
	if _, paid := t.o.PaidOut(); paid {
		return nil
	}
	if n != noScanTold {
		for i, p := range t.o.Parcels {
			answered, err := t.answered(i + 1)
			if err != nil {
				return err
			}
			if p.ScannedAt.IsZero() && !answered {
				if err := t.s.trackerSilent(t.tx, t.o.ID); err != nil {
					return err
				}
				return t.later(kindNoScan, n, t.now.Add(day))
			}
		}
	}
	switch n {
	case noScanTold:
		t.tellBoth(NoticeNoScan, nil)
	case noScanAlert:
		t.alert(AlertNoScan, nil)
		if t.o.Seen() { // a part of it is on its way: not all of the money goes back by itself
			return t.later(kindNoScan, noScanAlert, t.now.Add(7*day))
		}
		return t.later(kindNoScan, noScanRefund, t.now.Add(warnedFor))
	case noScanRefund:
		if t.o.disputed() || t.o.openPayout() != nil {
			return t.later(kindNoScan, noScanRefund, t.now.Add(day))
		}
		if t.o.Refundable().IsZero() {
			return nil
		}
		if err := t.refundRest(RefundNoScan); err != nil {
			return err
		}
		t.tellBoth(NoticeRefundRequested, refundFacts(t.o.Refunds[len(t.o.Refunds)-1]))
	}
	return nil
}

// Seen reports whether a carrier has seen one of the parcels.
func (o Order) Seen() bool {
	return slices.ContainsFunc(o.Parcels, func(p Parcel) bool { return !p.ScannedAt.IsZero() })
}
