package stripe

import "time"

// intent is a payment intent. Checkout makes it at the first try to pay.
type intent struct {
	id            string
	session       *session
	amount        int64
	currency      string
	status        string // requires_payment_method, requires_action, processing, succeeded, canceled
	created       time.Time
	canceledAt    time.Time
	cancelReason  string
	latest        *charge
	customer      *customer
	metadata      map[string]string
	transferGroup string
	description   string
	suffix        string
	shipping      *shipping
	lastError     *decline
	method        string // payment method's id, pm_…
	types         []string
	secret        string
}

// decline is why a charge failed.
type decline struct {
	code, reason, message string
}

func (d *decline) doc() any {
	if d == nil {
		return nil
	}
	return doc{
		"code": d.code, "decline_code": orNil(d.reason), "message": d.message, "type": "card_error",
		"doc_url": "https://stripe.com/docs/error-codes/" + hyphens(d.code),
	}
}

func (i *intent) ident() string { return i.id }

func (i *intent) doc(time.Time) doc {
	received, next := int64(0), any(nil)
	switch i.status {
	case "succeeded":
		received = i.amount
	case "requires_action":
		next = doc{"type": "use_stripe_sdk", "use_stripe_sdk": doc{"type": "three_d_secure_redirect"}}
	}
	return doc{
		"id": i.id, "object": "payment_intent", "amount": i.amount, "amount_capturable": 0, "amount_received": received,
		"amount_details": doc{"tip": doc{}}, "application": nil, "application_fee_amount": nil,
		"automatic_payment_methods": nil, "canceled_at": unixOrNil(i.canceledAt), "cancellation_reason": orNil(i.cancelReason),
		"capture_method": "automatic", "client_secret": i.secret, "confirmation_method": "automatic",
		"created": i.created.Unix(), "currency": i.currency, "customer": refTo(i.customer),
		"description": orNil(i.description), "invoice": nil, "last_payment_error": i.lastError.doc(),
		"latest_charge": refTo(i.latest), "livemode": false, "metadata": copyOf(i.metadata), "next_action": next,
		"on_behalf_of": nil, "payment_method": orNil(i.method), "payment_method_options": doc{},
		"payment_method_types": i.types, "processing": nil, "receipt_email": nil, "review": nil,
		"setup_future_usage": nil, "shipping": i.shipping.doc(), "statement_descriptor": nil,
		"statement_descriptor_suffix": orNil(i.suffix), "status": i.status, "transfer_data": nil,
		"transfer_group": orNil(i.transferGroup),
	}
}

const (
	intentListShape   = "customer" + within + listed
	intentUpdateShape = "metadata[*] description transfer_group"
	intentCancelShape = "cancellation_reason"
)

func (s *Stripe) getIntent(c *call) (doc, *apiError) {
	i, ok := c.account.intents.get(c.id)
	if !ok {
		return nil, noSuch("payment_intent", c.id, "id")
	}
	return i.doc(c.now), nil
}

func (s *Stripe) listIntents(c *call) (doc, *apiError) {
	during, err := window(c.form.at("created"), "created")
	if err != nil {
		return nil, err
	}
	customer := c.wanted("customer")
	return page(c, c.account.intents.rows, "payment_intent", func(i *intent) bool {
		return during(i.created) && customer(identOf(i.customer))
	})
}

func (s *Stripe) updateIntent(c *call) (doc, *apiError) {
	i, ok := c.account.intents.get(c.id)
	if !ok {
		return nil, noSuch("payment_intent", c.id, "id")
	}
	metadata, err := c.form.at("metadata").mergeMetadata(i.metadata)
	if err != nil {
		return nil, err
	}
	i.metadata = metadata
	if at := c.form.at("description"); at.has() {
		i.description = at.text()
	}
	if at := c.form.at("transfer_group"); at.has() {
		i.transferGroup = at.text()
	}
	return i.doc(c.now), nil
}

// cancelIntent refuses what Checkout made while its session is open: the
// session is to be expired instead.
func (s *Stripe) cancelIntent(c *call) (doc, *apiError) {
	i, ok := c.account.intents.get(c.id)
	if !ok {
		return nil, noSuch("payment_intent", c.id, "id")
	}
	reason, err := c.form.at("cancellation_reason").choice("cancellation_reason", "", "duplicate", "fraudulent", "requested_by_customer", "abandoned")
	if err != nil {
		return nil, err
	}
	if i.session != nil && i.session.status == "open" {
		return nil, invalid("payment_intent_unexpected_state", "", "You cannot cancel this PaymentIntent because it was created by a Checkout Session that is still open. Expire the Checkout Session instead.")
	}
	if i.status != "requires_payment_method" && i.status != "requires_action" {
		return nil, invalid("payment_intent_unexpected_state", "", "You cannot cancel this PaymentIntent because it has a status of "+i.status+". Only a PaymentIntent with one of the following statuses may be canceled: requires_payment_method, requires_capture, requires_reauthorization, requires_confirmation, requires_action, processing.")
	}
	s.endIntent(i, reason, c)
	return i.doc(c.now), nil
}

func (s *Stripe) endIntent(i *intent, reason string, cause *call) {
	i.status, i.canceledAt, i.cancelReason = "canceled", s.now(), reason
	s.emit(s.platform, "payment_intent.canceled", i, cause)
}

// identOf is an object's id, or "" for none.
func identOf[T interface {
	object
	comparable
}](v T) string {
	var none T
	if v == none {
		return ""
	}
	return v.ident()
}
