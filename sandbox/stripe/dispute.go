package stripe

import (
	"cmp"
	"strings"
	"time"
)

// dispute is what the buyer's bank has against a charge. As an inquiry
// (warning_…) it asks only; as a chargeback the bank has taken the money back,
// and Stripe its fee.
type dispute struct {
	id        string
	charge    *charge
	amount    int64
	reason    string // "" is fraudulent
	status    string // needs_response, under_review, lost, won; warning_needs_response, warning_under_review, warning_closed
	created   time.Time
	due       time.Time
	entries   []*entry
	evidence  map[string]string // texts
	files     map[string]*file
	metadata  map[string]string
	submitted int
}

// disputeReasons are the reasons that a bank gives, with Visa's code for each
// (https://docs.stripe.com/disputes/categories).
func disputeReasons() map[string]string {
	return map[string]string{
		"fraudulent": "10.4", "product_not_received": "13.1", "product_unacceptable": "13.3", "subscription_canceled": "13.2",
		"credit_not_processed": "13.6", "duplicate": "12.6.1", "unrecognized": "10.4", "general": "12.5",
		"bank_cannot_process": "", "check_returned": "", "customer_initiated": "", "debit_not_authorized": "",
		"incorrect_account_details": "", "insufficient_funds": "",
	}
}

func (d *dispute) ident() string { return d.id }

// inquiry tells whether the bank only asks, or has only asked.
func (d *dispute) inquiry() bool { return strings.HasPrefix(d.status, "warning_") }

func (d *dispute) open() bool { return d.unanswered() || strings.HasSuffix(d.status, "under_review") }

func (d *dispute) unanswered() bool { return strings.HasSuffix(d.status, "needs_response") }

// refundable tells whether the charge may still be refunded in spite of it.
func (d *dispute) refundable() bool { return d.inquiry() || d.status == "won" }

// taken is what was withdrawn and not reinstated.
func (d *dispute) taken() int64 {
	var sum int64
	for _, e := range d.entries {
		sum -= e.amount
	}
	return sum
}

func (d *dispute) doc(now time.Time) doc {
	entries := make([]doc, len(d.entries))
	for i, e := range d.entries {
		entries[i] = e.doc(now)
	}
	reason := cmp.Or(d.reason, "fraudulent")
	code := orNil(disputeReasons()[reason])
	return doc{
		"id": d.id, "object": "dispute", "amount": d.amount, "balance_transactions": entries, "charge": refTo(d.charge),
		"created": d.created.Unix(), "currency": d.charge.currency, "evidence": d.evidenceDoc(),
		"evidence_details": doc{
			"due_by": d.due.Unix(), "has_evidence": len(d.evidence)+len(d.files) > 0, "past_due": false, // late evidence is refused
			"submission_count": d.submitted,
		},
		"is_charge_refundable": d.refundable(), "livemode": false, "metadata": copyOf(d.metadata), "network_reason_code": code,
		"payment_intent": refTo(d.charge.intent), "reason": reason, "status": d.status,
		"payment_method_details": doc{"type": "card", "card": doc{"brand": "visa", "network_reason_code": code}},
	}
}

const disputeListShape = "charge payment_intent" + within + listed

// closeDispute gives a chargeback up.
func (s *Stripe) closeDispute(c *call) (doc, *apiError) {
	d, ok := c.account.disputes.get(c.id)
	switch {
	case !ok:
		return nil, noSuch("dispute", c.id, "id")
	case !d.open():
		return nil, invalid("", "", "This dispute is already closed.")
	case d.inquiry():
		return nil, invalid("", "", "This dispute is an inquiry and cannot be closed: refund the charge in full, or submit evidence.")
	}
	s.endDispute(d, "lost", 0, c)
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
