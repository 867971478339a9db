package stripe

import (
	"fmt"
	"time"
)

// refund is money going back to the buyer. It waits as pending while the
// platform's balance is too low, and may fail after it succeeded.
type refund struct {
	id        string
	charge    *charge
	amount    int64
	reason    string
	metadata  map[string]string
	status    string // pending, succeeded, failed, canceled
	failure   string // failure_reason
	created   time.Time
	entry     *entry
	returned  *entry // failure_balance_transaction
	failsLate bool
}

func (r *refund) ident() string { return r.id }

func (r *refund) doc(time.Time) doc {
	d := doc{
		"id": r.id, "object": "refund", "amount": r.amount, "balance_transaction": refTo(r.entry), "charge": refTo(r.charge),
		"created": r.created.Unix(), "currency": r.charge.currency, "metadata": copyOf(r.metadata),
		"payment_intent": refTo(r.charge.intent), "reason": orNil(r.reason), "receipt_number": nil,
		"source_transfer_reversal": nil, "status": r.status, "transfer_reversal": nil,
		"destination_details": doc{"type": "card", "card": doc{"type": "refund", "reference_status": "pending", "reference_type": "acquirer_reference_number"}},
	}
	if r.status == "failed" {
		d["failure_reason"] = r.failure
		d["failure_balance_transaction"] = refTo(r.returned)
	}
	return d
}

const (
	refundCreateShape = "charge payment_intent amount reason metadata[*]"
	refundUpdateShape = "metadata[*]"
	refundListShape   = "charge payment_intent" + within + listed
)

func (s *Stripe) createRefund(c *call) (doc, *apiError) {
	ch, err := s.refundable(c.form)
	if err != nil {
		return nil, err
	}
	reason, err := c.form.at("reason").choice("reason", "", "duplicate", "fraudulent", "requested_by_customer")
	if err != nil {
		return nil, err
	}
	metadata, err := c.form.at("metadata").mergeMetadata(nil)
	if err != nil {
		return nil, err
	}
	left := ch.amount - ch.refunded() - ch.disputed()
	amount := left
	if c.form.at("amount").has() {
		if amount, err = c.amount(); err != nil {
			return nil, err
		}
	}
	if left <= 0 && ch.disputed() > 0 {
		return nil, chargedBack(ch)
	}
	if left <= 0 {
		return nil, invalid("charge_already_refunded", "", "Charge "+ch.id+" has already been refunded.")
	}
	if amount > left {
		return nil, invalid("", "amount", fmt.Sprintf("Refund amount (%s) is greater than unrefunded amount on charge (%s)", formatAmount(amount, ch.currency), formatAmount(left, ch.currency)))
	}
	if err := validStep(amount, ch.currency, "amount"); err != nil {
		return nil, err
	}
	r := &refund{
		id: newID("re_", 24), charge: ch, amount: amount, reason: reason, metadata: metadata, status: "pending",
		created: c.now, failsLate: s.faults.take(FaultRefundFails),
	}
	from, covered := s.covers(r)
	was := s.picture(ch)
	ch.refunds = append(ch.refunds, r)
	s.platform.refunds.add(r)
	if covered {
		s.execute(r, from)
	} else {
		s.agenda.plan(c.now.Add(refundLife), refundEnd{r})
	}
	s.emit(s.platform, "refund.created", r, c)
	s.emitChange(s.platform, "charge.refunded", ch, was, c)
	s.refundedInFull(ch, c)
	s.reviewWarnings(ch)
	return r.doc(c.now), nil
}

// refundable finds the charge that charge or payment_intent names.
func (s *Stripe) refundable(f *form) (*charge, *apiError) {
	byCharge, byIntent := f.at("charge"), f.at("payment_intent")
	var ch *charge
	switch {
	case byCharge.has() && byIntent.has():
		return nil, malformed("", "", "You may only specify one of these parameters: charge, payment_intent.")
	case byCharge.has():
		found, ok := s.platform.charges.get(byCharge.text())
		if !ok {
			return nil, noSuch("charge", byCharge.text(), "charge")
		}
		ch = found
	case byIntent.has():
		i, ok := s.platform.intents.get(byIntent.text())
		if !ok {
			return nil, noSuch("payment_intent", byIntent.text(), "payment_intent")
		}
		if ch = i.latest; ch == nil || ch.entry == nil {
			return nil, invalid("payment_intent_unexpected_state", "payment_intent", "This PaymentIntent ("+i.id+") does not have a successful charge to refund.")
		}
	default:
		return nil, malformed("parameter_missing", "charge", "One of the following params should be provided for this request: payment_intent or charge.")
	}
	if ch.entry == nil {
		return nil, invalid("", "charge", "Charge "+ch.id+" cannot be refunded because it has a status of "+ch.status+".")
	}
	if ch.chargedBack() {
		return nil, chargedBack(ch)
	}
	return ch, nil
}

func chargedBack(ch *charge) *apiError {
	return invalid("charge_disputed", "", "Charge "+ch.id+" has been charged back; cannot issue a refund.")
}

func (s *Stripe) getRefund(c *call) (doc, *apiError) {
	r, ok := c.account.refunds.get(c.id)
	if !ok {
		return nil, noSuch("refund", c.id, "id")
	}
	return r.doc(c.now), nil
}

func (s *Stripe) updateRefund(c *call) (doc, *apiError) {
	r, ok := c.account.refunds.get(c.id)
	if !ok {
		return nil, noSuch("refund", c.id, "id")
	}
	metadata, err := c.form.at("metadata").mergeMetadata(r.metadata)
	if err != nil {
		return nil, err
	}
	was := s.picture(r)
	r.metadata = metadata
	s.refundChanged(r, was, c)
	return r.doc(c.now), nil
}

func (s *Stripe) listRefunds(c *call) (doc, *apiError) {
	during, err := window(c.form.at("created"), "created")
	if err != nil {
		return nil, err
	}
	of, by := c.wanted("charge"), c.wanted("payment_intent")
	return page(c, c.account.refunds.rows, "refund", func(r *refund) bool {
		return during(r.created) && of(r.charge.id) && by(r.charge.intent.id)
	})
}
