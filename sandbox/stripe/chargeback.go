package stripe

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// Terms are how a bank disputes a charge.
type Terms struct {
	// Reason is one of Stripe's dispute reasons; fraudulent when empty.
	Reason string
	// Amount is in minor units; all that is neither refunded nor disputed when 0.
	Amount int64
	// Inquiry makes the bank ask first, and withdraw nothing.
	Inquiry bool
}

// Ways in which EndDispute ends a dispute.
const (
	DisputeWon    = "won"
	DisputeLost   = "lost"
	DisputePartly = "partly" // lost, with a part of the money reinstated
)

const (
	answerTime  = 9 * 24 * time.Hour   // until a dispute's due_by
	inquiryLife = 120 * 24 * time.Hour // until an inquiry closes by itself (https://docs.stripe.com/disputes/how-disputes-work)
)

// Dispute disputes a charge as the buyer's bank would, and returns the
// dispute's id. A chargeback withdraws the money, with Stripe's fee, and fails
// refunds that are still pending; an inquiry does neither. ref is what
// namedCharge takes.
func (s *Stripe) Dispute(ctx context.Context, ref string, terms Terms) (id string, err error) {
	if terms.Reason == "" {
		terms.Reason = "fraudulent"
	}
	if _, known := disputeReasons()[terms.Reason]; !known {
		return "", fmt.Errorf("no such reason for a dispute: %q; known are %s", terms.Reason, strings.Join(slices.Sorted(maps.Keys(disputeReasons())), ", "))
	}
	err = s.doing(ctx, func() error {
		ch, err := s.namedCharge(ref)
		if err != nil {
			return err
		}
		left := ch.disputable()
		switch {
		case left == 0:
			return fmt.Errorf("charge %s is refunded or disputed in full already: nothing to dispute", ch.id)
		case terms.Amount < 0 || terms.Amount > left:
			return fmt.Errorf("charge %s can be disputed up to %s, not over %s", ch.id, formatAmount(left, ch.currency), formatAmount(terms.Amount, ch.currency))
		case terms.Amount == 0:
			terms.Amount = left
		}
		id = s.openDispute(ch, terms).id
		return nil
	})
	return id, err
}

// left is the part of the charge that the buyer has not got back.
func (c *charge) left() int64 { return c.amount - c.paidBack() - c.disputed() }

// disputable is the part of the charge that is neither refunded nor disputed.
func (c *charge) disputable() int64 {
	left := c.left()
	for _, d := range c.disputes {
		if d.open() && d.inquiry() {
			left -= d.amount
		}
	}
	return max(0, left)
}

func (s *Stripe) openDispute(ch *charge, terms Terms) *dispute {
	now := s.now()
	d := &dispute{
		id: newID("dp_", 24), charge: ch, amount: terms.Amount, reason: terms.Reason, status: "warning_needs_response",
		created: now, due: now.Add(answerTime),
	}
	ch.disputes = append(ch.disputes, d)
	s.platform.disputes.add(d)
	if terms.Inquiry {
		s.agenda.plan(now.Add(inquiryLife), inquiryEnd{d})
		s.emit(s.platform, "charge.dispute.created", d, nil)
	} else {
		s.withdraw(d)
		s.emit(s.platform, "charge.dispute.created", d, nil)
		s.emit(s.platform, "charge.dispute.funds_withdrawn", d, nil)
	}
	s.reviewWarnings(ch)
	return d
}

// withdraw takes a chargeback's money out of the balance.
func (s *Stripe) withdraw(d *dispute) {
	now, ch := s.now(), d.charge
	for _, r := range ch.refunds {
		if r.status == "pending" {
			s.failRefund(r, "charge_for_pending_refund_disputed")
		}
	}
	d.status, d.due = "needs_response", now.Add(answerTime)
	d.entries = append(d.entries, s.platform.book.add(&entry{
		kind: "adjustment", category: "dispute", amount: -d.amount, fee: disputeFee(ch.currency),
		currency: ch.currency, description: "Chargeback withdrawal for " + ch.id, created: now, availableOn: now, source: d,
	}))
	s.agenda.plan(d.due, disputeEnd{d})
}

// EscalateInquiry makes an open inquiry a chargeback: the same dispute, with
// the money withdrawn now. ref is the dispute's id, or its charge as
// namedCharge takes it.
func (s *Stripe) EscalateInquiry(ctx context.Context, ref string) (id string, err error) {
	err = s.doing(ctx, func() error {
		d, err := s.namedDispute(ref)
		switch {
		case err != nil:
			return err
		case !d.inquiry():
			return fmt.Errorf("dispute %s is a chargeback already", d.id)
		case d.charge.left() == 0:
			return fmt.Errorf("nothing is left of charge %s that could be charged back", d.charge.id)
		}
		id = d.id
		s.escalate(d, nil)
		return nil
	})
	return id, err
}

func (s *Stripe) escalate(d *dispute, cause *call) {
	was := s.picture(d)
	d.amount = min(d.amount, d.charge.left())
	s.withdraw(d)
	s.emitChange(s.platform, "charge.dispute.updated", d, was, cause)
	s.emit(s.platform, "charge.dispute.funds_withdrawn", d, cause)
}

// EndDispute ends an open dispute as the bank decides, and returns its id. Won
// reinstates amount, all if it is 0; partly is lost with amount reinstated,
// about half if it is 0. The fee stays with Stripe. An inquiry is only ever
// won: it closes, and nothing moves. ref is as for EscalateInquiry.
func (s *Stripe) EndDispute(ctx context.Context, ref, outcome string, amount int64) (id string, err error) {
	err = s.doing(ctx, func() error {
		d, err := s.namedDispute(ref)
		if err != nil {
			return err
		}
		step, _ := currencyOf(d.charge.currency)
		switch {
		case !slices.Contains([]string{DisputeWon, DisputeLost, DisputePartly}, outcome):
			return fmt.Errorf("a dispute ends won, lost or partly, not %q", outcome)
		case amount < 0 || amount > d.amount || amount > 0 && outcome == DisputeLost:
			return fmt.Errorf("%s cannot be reinstated when a dispute of %s is %s", formatAmount(amount, d.charge.currency), formatAmount(d.amount, d.charge.currency), outcome)
		case d.inquiry() && outcome != DisputeWon:
			return fmt.Errorf("dispute %s is an inquiry: escalate it first, or end it as won", d.id)
		case amount == 0 && outcome == DisputeWon:
			amount = d.amount
		case amount == 0 && outcome == DisputePartly:
			amount = max(d.amount/2/step.step, 1) * step.step
		}
		status := outcome
		if outcome == DisputePartly {
			status = "lost"
		}
		id = d.id
		s.endDispute(d, status, amount, nil)
		return nil
	})
	return id, err
}

// disputeEnd is the day after which a chargeback without an answer is lost.
type disputeEnd struct{ of *dispute }

func (e disputeEnd) moot() bool    { return e.of.status != "needs_response" }
func (e disputeEnd) act(s *Stripe) { s.endDispute(e.of, "lost", 0, nil) }

// inquiryEnd is the day on which an inquiry that was not escalated closes.
type inquiryEnd struct{ of *dispute }

func (e inquiryEnd) moot() bool    { return !e.of.inquiry() || !e.of.open() }
func (e inquiryEnd) act(s *Stripe) { s.endDispute(e.of, "warning_closed", 0, nil) }

func (s *Stripe) endDispute(d *dispute, status string, reinstated int64, cause *call) {
	was := s.picture(d)
	if d.inquiry() {
		status, reinstated = "warning_closed", 0
	}
	d.status = status
	if reinstated > 0 {
		now := s.now()
		d.entries = append(d.entries, s.platform.book.add(&entry{
			kind: "adjustment", category: "dispute_reversal", amount: reinstated,
			currency: d.charge.currency, description: "Chargeback reversal for " + d.charge.id, created: now, availableOn: now, source: d,
		}))
	}
	s.emitChange(s.platform, "charge.dispute.closed", d, was, cause)
	if reinstated > 0 {
		s.emit(s.platform, "charge.dispute.funds_reinstated", d, cause)
		s.retryRefunds()
	}
}

// refundedInFull closes the inquiries into a charge of which nothing is left.
func (s *Stripe) refundedInFull(ch *charge, cause *call) {
	if ch.paidBack() < ch.amount {
		return
	}
	for _, d := range ch.disputes {
		if d.open() && d.inquiry() {
			s.endDispute(d, "warning_closed", 0, cause)
		}
	}
}
