package stripe

import (
	"slices"
	"time"
)

// charge is one try to take the buyer's money.
type charge struct {
	id        string
	intent    *intent
	amount    int64
	currency  string
	status    string // succeeded, pending, failed
	method    string // card, us_bank_account …
	created   time.Time
	entry     *entry // nil until it succeeded
	decline   *decline
	metadata  map[string]string
	name      string // billing name
	email     string
	refunds   []*refund
	transfers []*transfer
	disputes  []*dispute
}

func (c *charge) ident() string { return c.id }

func (c *charge) doc(now time.Time) doc {
	refunded := c.refunded()
	outcome := doc{
		"network_status": "approved_by_network", "reason": nil, "risk_level": "normal", "risk_score": 12,
		"seller_message": "Payment complete.", "type": "authorized",
	}
	code, message := any(nil), any(nil)
	if c.decline != nil {
		code, message = c.decline.code, c.decline.message
		outcome = doc{
			"network_status": "declined_by_network", "reason": orNil(c.decline.reason), "risk_level": "normal",
			"risk_score": 12, "seller_message": "The bank did not return any further details with this decline.", "type": "issuer_declined",
		}
	}
	var last *dispute
	if n := len(c.disputes); n > 0 {
		last = c.disputes[n-1]
	}
	return doc{
		"id": c.id, "object": "charge", "amount": c.amount, "amount_captured": c.captured(), "amount_refunded": refunded,
		"application": nil, "application_fee": nil, "application_fee_amount": nil,
		"balance_transaction": refTo(c.entry),
		"billing_details": doc{
			"name": orNil(c.name), "email": orNil(c.email), "phone": nil,
			"address": doc{"city": nil, "country": "US", "line1": nil, "line2": nil, "postal_code": "94107", "state": nil},
		},
		"calculated_statement_descriptor": "TILL SANDBOX", "captured": c.status != "failed", "created": c.created.Unix(),
		"currency": c.currency, "customer": refTo(c.intent.customer), "description": orNil(c.intent.description),
		"destination": nil, "dispute": refTo(last), "disputed": last != nil, "failure_balance_transaction": nil,
		"failure_code": code, "failure_message": message, "fraud_details": doc{}, "invoice": nil, "livemode": false,
		"metadata": copyOf(c.metadata), "on_behalf_of": nil, "outcome": outcome, "paid": c.status != "failed",
		"payment_intent": refTo(c.intent), "payment_method": orNil(c.intent.method), "payment_method_details": c.methodDoc(),
		"receipt_email": nil, "receipt_number": nil, "receipt_url": nil, "refunded": refunded == c.amount,
		"refunds": hidden(func() doc { return listDoc(newestFirst(c.refunds), "/v1/charges/"+c.id+"/refunds", false, now) }),
		"review":  nil, "shipping": c.intent.shipping.doc(), "source": nil, "source_transfer": nil,
		"statement_descriptor": nil, "statement_descriptor_suffix": orNil(c.intent.suffix), "status": c.status,
		"transfer_data": nil, "transfer_group": orNil(c.intent.transferGroup),
	}
}

func (c *charge) methodDoc() doc {
	if c.method != "card" {
		return doc{"type": c.method, c.method: doc{"bank_name": "STRIPE TEST BANK", "last4": "6789"}}
	}
	return doc{"type": "card", "card": doc{
		"brand": "visa", "checks": doc{"cvc_check": "pass"}, "country": "US",
		"exp_month": 12, "exp_year": 2034, "fingerprint": "TillSandboxCard", "funding": "credit", "last4": "4242",
		"network": "visa", "three_d_secure": nil, "wallet": nil,
	}}
}

func (c *charge) captured() int64 {
	if c.status == "failed" {
		return 0
	}
	return c.amount
}

// refunded is the sum of the refunds that have not failed.
func (c *charge) refunded() int64 {
	var sum int64
	for _, r := range c.refunds {
		if r.status != "failed" && r.status != "canceled" {
			sum += r.amount
		}
	}
	return sum
}

// paidBack is the sum of the refunds that have left the balance.
func (c *charge) paidBack() int64 {
	var sum int64
	for _, r := range c.refunds {
		if r.status == "succeeded" {
			sum += r.amount
		}
	}
	return sum
}

// transferred is the sum of the transfers tied to the charge, without what
// was reversed.
func (c *charge) transferred() int64 {
	var sum int64
	for _, t := range c.transfers {
		sum += t.amount - t.reversed()
	}
	return sum
}

// unsettled tells whether the charge's money is still pending.
func (c *charge) unsettled(now time.Time) bool {
	return c.entry != nil && c.entry.availableOn.After(now)
}

// chargedBack tells whether a chargeback of the charge is open.
func (c *charge) chargedBack() bool {
	return slices.ContainsFunc(c.disputes, func(d *dispute) bool { return d.open() && !d.inquiry() })
}

// disputed is what its disputes have taken from the charge, or are about to
// take.
func (c *charge) disputed() int64 {
	var sum int64
	for _, d := range c.disputes {
		sum += d.taken()
	}
	return sum
}

const (
	chargeListShape   = "payment_intent customer transfer_group" + within + listed
	chargeUpdateShape = "metadata[*]"
)

func (s *Stripe) getCharge(c *call) (doc, *apiError) {
	ch, ok := c.account.charges.get(c.id)
	if !ok {
		return nil, noSuch("charge", c.id, "id")
	}
	return ch.doc(c.now), nil
}

func (s *Stripe) updateCharge(c *call) (doc, *apiError) {
	ch, ok := c.account.charges.get(c.id)
	if !ok {
		return nil, noSuch("charge", c.id, "id")
	}
	metadata, err := c.form.at("metadata").mergeMetadata(ch.metadata)
	if err != nil {
		return nil, err
	}
	was := s.picture(ch)
	ch.metadata = metadata
	s.emitChange(c.account, "charge.updated", ch, was, c)
	return ch.doc(c.now), nil
}

func (s *Stripe) listCharges(c *call) (doc, *apiError) {
	during, err := window(c.form.at("created"), "created")
	if err != nil {
		return nil, err
	}
	of, customer, group := c.wanted("payment_intent"), c.wanted("customer"), c.wanted("transfer_group")
	return page(c, c.account.charges.rows, "charge", func(ch *charge) bool {
		return during(ch.created) && of(ch.intent.id) && customer(identOf(ch.intent.customer)) && group(ch.intent.transferGroup)
	})
}
