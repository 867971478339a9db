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

// refundLife is how long a refund may wait for the balance before it fails
// (https://support.stripe.com/questions/fix-your-pending-refund).
const refundLife = 45 * 24 * time.Hour

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
	left := ch.amount - ch.refunded()
	amount := left
	if c.form.at("amount").has() {
		if amount, err = c.amount(); err != nil {
			return nil, err
		}
	}
	if left == 0 {
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
	ch.refunds = append(ch.refunds, r)
	s.platform.refunds.add(r)
	if covered {
		s.execute(r, from)
	} else {
		s.agenda.plan(c.now.Add(refundLife), refundEnd{r})
	}
	s.emit(s.platform, "refund.created", r, c)
	s.emit(s.platform, "charge.refunded", ch, c)
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
	if ch.disputed() != nil {
		return nil, invalid("charge_disputed", "", "Charge "+ch.id+" has been charged back; cannot issue a refund.")
	}
	return ch, nil
}

// covers tells whether the refund can be paid now, and when its money leaves
// the balance: out of the charge's own money while that is unsettled, else
// out of the available balance.
func (s *Stripe) covers(r *refund) (from time.Time, ok bool) {
	now, ch := s.now(), r.charge
	if ch.unsettled(now) && ch.amount-ch.transferred()-ch.paidBack() >= r.amount {
		return ch.entry.availableOn, true
	}
	return now, s.platform.book.available(ch.currency, now) >= r.amount
}

// execute takes the refund from the balance. Stripe keeps the charge's fee.
func (s *Stripe) execute(r *refund, availableOn time.Time) {
	now := s.now()
	r.status = "succeeded"
	r.entry = s.platform.book.add(&entry{
		kind: "refund", category: "refund", amount: -r.amount, currency: r.charge.currency,
		description: "REFUND FOR CHARGE", created: now, availableOn: availableOn, source: r,
	})
	if r.failsLate {
		s.agenda.plan(businessDays(now, 2), refundReturn{r})
	}
}

// refundEnd is the day on which a refund has waited too long for the balance.
type refundEnd struct{ of *refund }

func (e refundEnd) moot() bool    { return e.of.status != "pending" }
func (e refundEnd) act(s *Stripe) { s.failRefund(e.of, "insufficient_funds") }

// refundReturn is a refund's coming back from a bank that does not take it.
type refundReturn struct{ of *refund }

func (refundReturn) moot() bool      { return false }
func (b refundReturn) act(s *Stripe) { s.failRefund(b.of, "expired_or_canceled_card") }

// failRefund gives the money back to the balance.
func (s *Stripe) failRefund(r *refund, why string) {
	r.status, r.failure = "failed", why
	if r.entry != nil {
		now := s.now()
		r.returned = s.platform.book.add(&entry{
			kind: "refund_failure", category: "refund_failure", amount: r.amount,
			currency: r.charge.currency, description: "REFUND FAILURE", created: now, availableOn: now, source: r,
		})
	}
	s.refundChanged(r)
}

func (s *Stripe) refundChanged(r *refund) {
	s.emit(s.platform, "charge.refund.updated", r, nil)
	s.emit(s.platform, "refund.updated", r, nil)
}

// retryRefunds pays the pending refunds that the balance covers by now,
// oldest first.
func (s *Stripe) retryRefunds() {
	for _, r := range s.platform.refunds.rows {
		if r.status != "pending" {
			continue
		}
		if from, ok := s.covers(r); ok {
			s.execute(r, from)
			s.refundChanged(r)
		}
	}
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
	r.metadata = metadata
	s.emit(s.platform, "charge.refund.updated", r, c)
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
