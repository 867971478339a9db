package shop

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"till/shop/job"
	"till/shop/ledger"
	"till/shop/money"
)

// disputed reports whether the order's payment cannot be refunded, since the
// buyer's bank has it back.
func (o *Order) disputed() bool { return o.Payment != nil && o.disputedCharge(o.Payment.Charge) }

func (o *Order) disputedCharge(charge string) bool {
	return slices.ContainsFunc(o.Disputes, func(d Dispute) bool {
		return d.Charge == charge && !d.State.Over() && !d.Refundable
	})
}

// openDispute returns the latest dispute that is not decided, or nil.
func (o *Order) openDispute() *Dispute {
	for i := range slices.Backward(o.Disputes) {
		if !o.Disputes[i].State.Over() {
			return &o.Disputes[i]
		}
	}
	return nil
}

// answerable returns the dispute that takes evidence, which nobody submitted
// yet; of several, the one whose time ends first.
func (o *Order) answerable(now time.Time) *Dispute {
	var first *Dispute
	for i := range o.Disputes {
		d := &o.Disputes[i]
		if d.State == DisputeOpen && d.Submitted.IsZero() && !d.Submitting && d.DueBy.After(now) &&
			(first == nil || d.DueBy.Before(first.DueBy)) {
			first = d
		}
	}
	return first
}

// OpenDispute returns the latest dispute that is not decided, if any.
func (o Order) OpenDispute() (Dispute, bool) {
	if d := o.openDispute(); d != nil {
		return *d, true
	}
	return Dispute{}, false
}

// chargeLater has a charge of an order looked at.
func (s *Shop) chargeLater(tx Tx, charge, stamp string) error {
	id, err := tx.Orders().ByReference(charge)
	if err != nil {
		return unlessMissing(err) // not of this shop, or not heard of yet: its session will be looked at
	}
	payload, err := json.Marshal(charge)
	if err != nil {
		return &Error{Code: Internal, Message: "encoding a charge", Err: err}
	}
	return tx.Jobs().Put(job.Job{
		Key: chargeKey(charge), Kind: kindCharge, Order: string(id),
		Due: s.now(), CreatedAt: s.now(), Stamp: stamp, Payload: payload,
	})
}

func chargeKey(charge string) job.Key { return job.Key("charge:" + charge) }

// fetchCharge fetches a charge of the order and brings the order in line with it.
func (s *Shop) fetchCharge(ctx context.Context, charge string) (outcome, error) {
	c, err := s.provider.FetchCharge(ctx, charge)
	if err != nil {
		return nil, err
	}
	return func(t *turn) error { return t.meetCharge(c) }, nil
}

// meetCharge brings the order in line with what the provider says of one of its
// charges: its refunds, disputes and warnings.
func (t *turn) meetCharge(c Charge) error {
	for _, r := range c.Refunds {
		if err := t.meetChargesRefund(c.ID, r); err != nil {
			return err
		}
	}
	for _, d := range c.Disputes {
		if err := t.meetDispute(c.ID, d); err != nil {
			return err
		}
	}
	for _, w := range c.Warnings {
		if err := t.meetWarning(c.ID, w); err != nil {
			return err
		}
	}
	return nil
}

// meetChargesRefund takes a refund of the charge: one of ours, or one that
// somebody made at the provider.
func (t *turn) meetChargesRefund(charge string, result RefundResult) error {
	for _, r := range t.o.Refunds {
		if r.ID == result.ID || r.ID == "" && r.Charge == charge && result.Key != "" && result.Key == refundKey(t.o.ID, r.N) {
			return t.meetRefund(r.N, result)
		}
	}
	t.skipRefunds(result.Key)
	n := len(t.o.Refunds) + 1
	r := Refund{
		N: n, State: CallSent, Reason: RefundOutside, Charge: charge, Amount: result.Amount, ID: result.ID, At: t.now,
		Extra: t.o.Payment == nil || t.o.Payment.Charge != charge,
	}
	if r.Extra {
		return t.meetExtraRefund(charge, result)
	}
	if result.State == CallFailed { // it came back before anybody heard of it
		r.State, r.Again = CallFailed, n
	}
	t.o.Refunds = append(t.o.Refunds, r)
	if err := t.tx.Orders().Link(r.ID, t.o.ID); err != nil || r.State == CallFailed {
		return errors.Join(err, t.note(ActRefundDropped, map[string]string{"n": fmt.Sprint(n), "refund": r.ID}))
	}
	facts := map[string]string{"n": fmt.Sprint(n), "reason": string(r.Reason), "refund": r.ID, "amount": r.Amount.String()}
	if err := t.note(ActRefundRequested, facts, refundPostings(r)...); err != nil {
		return err
	}
	t.tellBoth(NoticeRefundRequested, refundFacts(r))
	return t.meetRefund(n, result)
}

// skipRefunds takes note of the number in a refund's key, of an order in a store that
// is an older copy: a number is never used again, or a new refund would be taken for
// the old one.
func (t *turn) skipRefunds(key string) {
	zero := money.New(0, t.o.currency())
	for n := len(t.o.Refunds) + 1; n < len(t.o.Refunds)+lookFurther; n++ {
		if key != refundKey(t.o.ID, n) {
			continue
		}
		for len(t.o.Refunds) < n-1 {
			last := len(t.o.Refunds) + 1
			t.o.Refunds = append(t.o.Refunds, Refund{N: last, State: CallFailed, Reason: RefundOutside, Amount: zero, Again: last, At: t.now})
		}
		return
	}
}

// meetExtraRefund takes a refund of a payment that had nothing to pay for. It goes
// back as a whole by itself: this may have been that, under another number.
func (t *turn) meetExtraRefund(charge string, result RefundResult) error {
	for _, r := range t.o.Refunds {
		if r.Extra && r.Charge == charge && r.ID == "" && r.State == CallRequested && r.Amount == result.Amount && result.State != CallFailed {
			return t.meetRefund(r.N, result)
		}
	}
	return nil
}

// meetDispute takes what the provider says of a dispute: what was withdrawn and
// reinstated is booked, an open one freezes the order, a decided one lets it go on.
func (t *turn) meetDispute(charge string, now DisputeResult) error {
	i := slices.IndexFunc(t.o.Disputes, func(d Dispute) bool { return d.ID == now.ID })
	opened := i < 0
	if opened {
		i = len(t.o.Disputes)
		zero := money.New(0, t.o.currency())
		t.o.Disputes = append(t.o.Disputes, Dispute{
			ID: now.ID, Charge: charge, Reason: now.Reason, Amount: now.Amount, Inquiry: now.Inquiry,
			State: DisputeOpen, Withdrawn: zero, Fee: zero,
		})
	}
	d := &t.o.Disputes[i]
	escalated := d.Inquiry && !now.Inquiry && !now.State.Over()
	moved, err := t.moveDispute(d, now)
	if err != nil {
		return err
	}
	was, before := *d, d.State
	d.State, d.Refundable, d.DueBy, d.Amount = now.State, now.Refundable, now.DueBy, now.Amount
	if !now.State.Over() {
		d.Inquiry = now.Inquiry
	}
	if escalated { // what was said to the inquiry has to be said anew
		d.Staged, d.Submitted, d.Submitting = time.Time{}, time.Time{}, false
	}
	if !opened && !moved && *d != was { // else an entry is written anyhow
		if err := t.note(ActDisputeUpdated, map[string]string{"dispute": d.ID, "state": string(d.State)}); err != nil {
			return err
		}
	}
	if opened || escalated {
		if err := t.disputeOpened(i, escalated); err != nil {
			return err
		}
	}
	if d = &t.o.Disputes[i]; d.State == DisputeInReview && d.Submitting {
		if err := t.evidenceSent(i+1, true); err != nil { // its answer was lost
			return err
		}
	}
	if d = &t.o.Disputes[i]; d.State.Over() && (!before.Over() || opened) {
		if err := t.disputeDecided(*d); err != nil {
			return err
		}
	}
	if moved && d.State.Over() { // perhaps after it was decided
		return t.afterDispute()
	}
	return nil
}

// moveDispute books what was withdrawn or reinstated since, and the fee.
func (t *turn) moveDispute(d *Dispute, now DisputeResult) (moved bool, err error) {
	withdrawn, fee := now.Withdrawn.Minor-d.Withdrawn.Minor, now.Fee.Minor-d.Fee.Minor
	if withdrawn == 0 && fee == 0 {
		return false, nil
	}
	for _, m := range []money.Money{now.Withdrawn, now.Fee} {
		if m.Minor != 0 && m.Currency != t.o.currency() {
			return false, t.hold(HoldConverted)
		}
	}
	in := func(minor int64) money.Money { return money.New(minor, t.o.currency()) }
	var postings []ledger.Posting
	switch {
	case withdrawn > 0:
		postings = append(postings, ledger.Posting{Debit: ledger.Disputed, Credit: ledger.Held, Amount: in(withdrawn)})
	case withdrawn < 0:
		postings = append(postings, ledger.Posting{Debit: ledger.Held, Credit: ledger.Disputed, Amount: in(-withdrawn)})
	}
	postings = append(postings, feePostings(in(fee))...)
	d.Withdrawn, d.Fee = in(now.Withdrawn.Minor), in(now.Fee.Minor)
	if t.s.cfg.Policy.OperatorBearsFees || t.o.Payment == nil || d.Charge != t.o.Payment.Charge {
		t.o.FeesBorne += fee
	}
	return true, t.note(ActDisputeMoved, map[string]string{
		"dispute": d.ID, "withdrawn": d.Withdrawn.String(), "fee": d.Fee.String(),
	}, postings...)
}

// How long before the last day for evidence the seller is reminded.
var evidenceReminders = []time.Duration{3 * day, day}

// disputeOpened freezes the payout, tells, and has the evidence staged.
func (t *turn) disputeOpened(i int, escalated bool) error {
	d := t.o.Disputes[i]
	act := ActDisputeOpened
	if escalated {
		act = ActDisputeEscalated
	}
	facts := map[string]string{"dispute": d.ID, "reason": d.Reason, "amount": d.Amount.String()}
	if err := t.note(act, facts); err != nil {
		return err
	}
	told := map[string]string{"amount": d.Amount.String(), "dispute": d.Reason}
	alert := AlertDispute
	if d.Inquiry {
		alert = AlertInquiry
	}
	t.alert(alert, told)
	if d.State.Over() {
		return nil
	}
	if err := t.hold(HoldDispute); err != nil {
		return err
	}
	if err := t.release(HoldFraud); err != nil { // what it warned of has come
		return err
	}
	kind := NoticeDispute
	if d.Inquiry {
		kind = NoticeInquiry
	}
	t.tell(kind, RoleSeller, told)
	if err := t.later(kindLook, 0, t.now.Add(day)); err != nil {
		return err
	}
	if d.DueBy.IsZero() {
		return nil
	}
	for k, before := range evidenceReminders {
		if due := d.DueBy.Add(-before); due.After(t.now) {
			if err := t.later(kindEvidenceWarn, 10*(i+1)+k, due); err != nil {
				return err
			}
		}
	}
	return t.later(kindEvidence, i+1, t.now)
}

// disputeDecided tells how a dispute ended.
func (t *turn) disputeDecided(d Dispute) error {
	facts := map[string]string{"dispute": d.ID, "state": string(d.State), "amount": d.Amount.String()}
	if err := t.note(ActDisputeDecided, facts); err != nil {
		return err
	}
	told := map[string]string{"amount": d.Amount.String()}
	switch {
	case d.State == DisputeLost:
		t.tell(NoticeDisputeLost, RoleSeller, told)
		t.alert(AlertDisputeLost, told)
	case d.Inquiry:
		t.tell(NoticeInquiryClosed, RoleSeller, told)
	default:
		t.tell(NoticeDisputeWon, RoleSeller, told)
	}
	return t.afterDispute()
}

// afterDispute lets the order go on when no dispute is open any more: it ends
// when the bank took all that was not paid out, else the payout resumes.
func (t *turn) afterDispute() error {
	if t.o.openDispute() != nil {
		return nil
	}
	if err := t.settle(); err != nil {
		return err
	}
	if err := t.release(HoldDispute); err != nil {
		return err
	}
	return t.payoutAgain()
}

// fraudWeek is how long a warning waits for the seller before the operators are told.
const fraudWeek = 7 * day

// meetWarning takes a warning of the card's issuer: the payout waits until the
// seller gives the money back, or an operator releases it.
func (t *turn) meetWarning(charge string, w FraudWarning) error {
	if slices.Contains(t.o.Warnings, w.ID) {
		return nil
	}
	t.o.Warnings = append(t.o.Warnings, w.ID)
	if err := t.note(ActFraudWarning, map[string]string{"warning": w.ID, "charge": charge}); err != nil {
		return err
	}
	if !w.Actionable || t.o.Payment == nil || charge != t.o.Payment.Charge || t.o.Refundable().IsZero() || t.o.openDispute() != nil {
		return nil
	}
	if err := t.hold(HoldFraud); err != nil {
		return err
	}
	t.tell(NoticeFraudWarning, RoleSeller, map[string]string{"amount": t.o.Refundable().String()})
	return t.later(kindFraudWeek, 0, t.now.Add(fraudWeek))
}

func (t *turn) warnFraud() error {
	if t.o.Held(HoldFraud) {
		t.alert(AlertFraud, map[string]string{"amount": t.o.Refundable().String()})
	}
	return nil
}
