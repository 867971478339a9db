package stripe

import (
	"context"
	"fmt"
	"time"
)

// dispute is a chargeback: the bank took the charge's money back, and Stripe
// its fee.
type dispute struct {
	id        string
	charge    *charge
	amount    int64
	status    string // needs_response, under_review, lost, won
	created   time.Time
	due       time.Time
	entries   []*entry
	evidence  map[string]string
	metadata  map[string]string
	submitted int
}

func (d *dispute) ident() string { return d.id }

// refundable tells whether the charge may still be refunded.
func (d *dispute) refundable() bool { return d.status == "won" }

func (d *dispute) doc(now time.Time) doc {
	entries := make([]doc, len(d.entries))
	for i, e := range d.entries {
		entries[i] = e.doc(now)
	}
	return doc{
		"id": d.id, "object": "dispute", "amount": d.amount, "balance_transactions": entries, "charge": refTo(d.charge),
		"created": d.created.Unix(), "currency": d.charge.currency, "evidence": copyOf(d.evidence),
		"evidence_details": doc{
			"due_by": d.due.Unix(), "has_evidence": len(d.evidence) > 0, "past_due": now.After(d.due),
			"submission_count": d.submitted,
		},
		"is_charge_refundable": d.refundable(), "livemode": false, "metadata": copyOf(d.metadata),
		"payment_intent": refTo(d.charge.intent), "reason": "fraudulent", "status": d.status,
		"payment_method_details": doc{"type": "card", "card": doc{"brand": "visa", "network_reason_code": "10.4"}},
	}
}

// Dispute charges a payment back as the buyer's bank would: what is not
// refunded is withdrawn, with Stripe's fee; a refund still pending fails.
func (s *Stripe) Dispute(ctx context.Context, chargeID string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	var err error
	s.locked(func() {
		ch, ok := s.platform.charges.get(chargeID)
		switch {
		case !ok || ch.entry == nil:
			err = fmt.Errorf("no such succeeded charge: %s", chargeID)
		case ch.disputed() != nil:
			err = fmt.Errorf("charge %s is disputed already", chargeID)
		case ch.paidBack() == ch.amount:
			err = fmt.Errorf("charge %s is refunded in full: nothing to dispute", chargeID)
		default:
			s.chargeBack(ch)
		}
	})
	s.wakeWorker()
	return err
}

func (s *Stripe) chargeBack(ch *charge) {
	now := s.now()
	for _, r := range ch.refunds {
		if r.status == "pending" {
			s.failRefund(r, "charge_for_pending_refund_disputed")
		}
	}
	d := &dispute{
		id: newID("dp_", 24), charge: ch, amount: ch.amount - ch.paidBack(), status: "needs_response",
		created: now, due: now.Add(9 * 24 * time.Hour),
	}
	e := s.platform.book.add(&entry{
		kind: "adjustment", category: "dispute", amount: -d.amount, fee: disputeFee(ch.currency),
		currency: ch.currency, description: "Chargeback withdrawal for " + ch.id, created: now, availableOn: now, source: d,
	})
	d.entries = append(d.entries, e)
	ch.disputes = append(ch.disputes, d)
	s.platform.disputes.add(d)
	s.agenda.plan(d.due, disputeEnd{d})
	s.emit(s.platform, "charge.dispute.created", d, nil)
	s.emit(s.platform, "charge.dispute.funds_withdrawn", d, nil)
}

// EndDispute settles an open dispute; won reinstates the money, not the fee.
func (s *Stripe) EndDispute(ctx context.Context, disputeID string, won bool) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	var err error
	s.locked(func() {
		d, ok := s.platform.disputes.get(disputeID)
		if !ok || d.status != "needs_response" && d.status != "under_review" {
			err = fmt.Errorf("no such open dispute: %s", disputeID)
			return
		}
		s.endDispute(d, won, nil)
	})
	s.wakeWorker()
	return err
}

// disputeEnd is the day after which a dispute without an answer is lost.
type disputeEnd struct{ of *dispute }

func (e disputeEnd) moot() bool    { return e.of.status != "needs_response" }
func (e disputeEnd) act(s *Stripe) { s.endDispute(e.of, false, nil) }

func (s *Stripe) endDispute(d *dispute, won bool, cause *call) {
	d.status = "lost"
	if won {
		now := s.now()
		d.status = "won"
		d.entries = append(d.entries, s.platform.book.add(&entry{
			kind: "adjustment", category: "dispute_reversal", amount: d.amount,
			currency: d.charge.currency, description: "Chargeback reversal for " + d.charge.id, created: now, availableOn: now, source: d,
		}))
	}
	s.emit(s.platform, "charge.dispute.closed", d, cause)
	if won {
		s.emit(s.platform, "charge.dispute.funds_reinstated", d, cause)
		s.retryRefunds()
	}
}

const (
	disputeUpdateShape = "evidence[*] metadata[*] submit"
	disputeListShape   = "charge payment_intent" + within + listed
)

// updateDispute stages evidence; it is submitted unless submit is false, and
// only once.
func (s *Stripe) updateDispute(c *call) (doc, *apiError) {
	d, ok := c.account.disputes.get(c.id)
	if !ok {
		return nil, noSuch("dispute", c.id, "id")
	}
	if d.status != "needs_response" {
		return nil, invalid("", "", "This dispute cannot be updated: its status is "+d.status+".")
	}
	submit, err := c.form.at("submit").flag("submit", true)
	if err != nil {
		return nil, err
	}
	metadata, err := c.form.at("metadata").mergeMetadata(d.metadata)
	if err != nil {
		return nil, err
	}
	evidence := copyOf(d.evidence)
	for _, name := range c.form.at("evidence").names() {
		evidence[name] = c.form.at("evidence", name).text()
	}
	d.metadata, d.evidence = metadata, evidence
	if submit {
		d.status, d.submitted = "under_review", d.submitted+1
	}
	s.emit(s.platform, "charge.dispute.updated", d, c)
	return d.doc(c.now), nil
}

func (s *Stripe) closeDispute(c *call) (doc, *apiError) {
	d, ok := c.account.disputes.get(c.id)
	if !ok {
		return nil, noSuch("dispute", c.id, "id")
	}
	if d.status != "needs_response" && d.status != "under_review" {
		return nil, invalid("", "", "This dispute is already closed.")
	}
	s.endDispute(d, false, c)
	return d.doc(c.now), nil
}

func (s *Stripe) getDispute(c *call) (doc, *apiError) {
	d, ok := c.account.disputes.get(c.id)
	if !ok {
		return nil, noSuch("dispute", c.id, "id")
	}
	return d.doc(c.now), nil
}

func (s *Stripe) listDisputes(c *call) (doc, *apiError) {
	during, err := window(c.form.at("created"), "created")
	if err != nil {
		return nil, err
	}
	of, by := c.wanted("charge"), c.wanted("payment_intent")
	return page(c, c.account.disputes.rows, "dispute", func(d *dispute) bool {
		return during(d.created) && of(d.charge.id) && by(d.charge.intent.id)
	})
}
