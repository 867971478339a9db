package stripe

import (
	"slices"
	"time"
)

// session is a Checkout Session in payment mode, with its hosted page.
type session struct {
	id, url        string
	status         string // open, complete, expired
	paymentStatus  string // unpaid, paid
	currency       string
	lines          []line
	rates          []rate
	reference      string // client_reference_id
	metadata       map[string]string
	intentMetadata map[string]string
	transferGroup  string
	suffix         string
	description    string
	successURL     string
	cancelURL      string
	countries      []string // of shipping_address_collection
	askPhone       bool     // phone_number_collection
	types          []string
	creation       string // customer_creation
	save           string // saved_payment_method_options[payment_method_save]
	locale         string
	submitType     string
	customText     string // custom_text[submit][message]
	created        time.Time
	expiresAt      time.Time
	customer       *customer
	intent         *intent
	email, buyer   string // as typed on the page
	phone          string
	asked          string // customer_email
	forget         bool   // the buyer has not ticked the box to save the card
	kept           bool   // it is saved
	shipping       *shipping
}

// line is one line item.
type line struct {
	id, price, product    string
	name, description     string
	image                 string
	unit, quantity, total int64
}

// rate is a shipping option.
type rate struct {
	id, name string
	amount   int64
}

// shipping is where the goods go, as the buyer typed it.
type shipping struct {
	name, line1, line2, city, state, postal, country string
}

func (sh *shipping) doc() any {
	if sh == nil {
		return nil
	}
	return doc{"name": sh.name, "phone": nil, "carrier": nil, "tracking_number": nil, "address": sh.address()}
}

func (sh *shipping) address() doc {
	return doc{
		"line1": sh.line1, "line2": orNil(sh.line2), "city": sh.city, "state": orNil(sh.state),
		"postal_code": orNil(sh.postal), "country": sh.country,
	}
}

func (x *session) subtotal() int64 {
	var sum int64
	for _, l := range x.lines {
		sum += l.total
	}
	return sum
}

// shippingCost is the first option's: the one that the page preselects.
func (x *session) shippingCost() int64 {
	if len(x.rates) == 0 {
		return 0
	}
	return x.rates[0].amount
}

func (x *session) total() int64 { return x.subtotal() + x.shippingCost() }

// slowType is the delayed payment method that a slow payment uses.
func (x *session) slowType() string {
	for _, t := range x.types {
		if slices.Contains([]string{"us_bank_account", "sepa_debit", "bacs_debit", "acss_debit", "au_becs_debit", "boleto", "konbini", "oxxo", "customer_balance"}, t) {
			return t
		}
	}
	return "us_bank_account"
}

func (x *session) ident() string { return x.id }

// hasSaved reports whether the page offers what the customer saved.
func (x *session) hasSaved() bool { return x.customer != nil && x.customer.saved }

// orphaned reports whether the page's customer was deleted.
func (x *session) orphaned() bool { return x.customer != nil && x.customer.deleted }

func (x *session) doc(now time.Time) doc {
	var submit any
	if x.customText != "" {
		submit = doc{"message": x.customText}
	}
	d := doc{
		"id": x.id, "object": "checkout.session", "after_expiration": nil, "allow_promotion_codes": nil,
		"amount_subtotal": x.subtotal(), "amount_total": x.total(),
		"automatic_tax": doc{"enabled": false, "status": nil}, "billing_address_collection": nil,
		"cancel_url": orNil(x.cancelURL), "client_reference_id": orNil(x.reference), "client_secret": nil,
		"consent": nil, "consent_collection": nil, "created": x.created.Unix(), "currency": x.currency,
		"currency_conversion": nil, "custom_fields": []any{},
		"custom_text": doc{"after_submit": nil, "shipping_address": nil, "submit": submit, "terms_of_service_acceptance": nil},
		"customer":    refTo(x.customer), "customer_creation": x.creation, "customer_details": nil, "customer_email": orNil(x.asked),
		"expires_at": x.expiresAt.Unix(), "invoice": nil, "invoice_creation": nil, "livemode": false,
		"locale": orNil(x.locale), "metadata": copyOf(x.metadata), "mode": "payment", "payment_intent": refTo(x.intent),
		"payment_link": nil, "payment_method_collection": "if_required", "payment_method_options": doc{},
		"payment_method_types": x.types, "payment_status": x.paymentStatus, "phone_number_collection": doc{"enabled": x.askPhone},
		"recovered_from": nil, "setup_intent": nil, "shipping_address_collection": nil, "shipping_cost": nil,
		"shipping_details": nil, "shipping_options": x.ratesDoc(), "status": x.status, "submit_type": orNil(x.submitType),
		"subscription": nil, "success_url": orNil(x.successURL), "ui_mode": "hosted", "url": nil,
		"total_details": doc{"amount_discount": 0, "amount_shipping": x.shippingCost(), "amount_tax": 0},
		"line_items":    hidden(func() doc { return x.linesDoc("/v1/checkout/sessions/"+x.id+"/line_items", now) }),
	}
	if x.save != "" {
		d["saved_payment_method_options"] = doc{"allow_redisplay_filters": []string{"always"}, "payment_method_save": x.save}
	}
	if x.countries != nil {
		d["shipping_address_collection"] = doc{"allowed_countries": x.countries}
	}
	if len(x.rates) > 0 {
		d["shipping_cost"] = doc{"amount_subtotal": x.shippingCost(), "amount_tax": 0, "amount_total": x.shippingCost(), "shipping_rate": x.rates[0].id}
	}
	if x.status == "open" {
		d["url"] = x.url
	}
	if x.status == "complete" {
		d["customer_details"] = doc{
			"name": orNil(x.buyer), "email": orNil(x.email), "phone": orNil(x.phone), "tax_exempt": "none", "tax_ids": []any{},
			"address": doc{"city": nil, "country": "US", "line1": nil, "line2": nil, "postal_code": "94107", "state": nil},
		}
		if x.shipping != nil {
			d["shipping_details"] = doc{"name": x.shipping.name, "address": x.shipping.address()}
		}
	}
	return d
}

func (x *session) ratesDoc() []doc {
	out := []doc{}
	for _, r := range x.rates {
		out = append(out, doc{"shipping_amount": r.amount, "shipping_rate": r.id})
	}
	return out
}

func (x *session) linesDoc(url string, now time.Time) doc {
	rows := make([]lineRow, len(x.lines))
	for i, l := range x.lines {
		rows[i] = lineRow{l, x}
	}
	return listDoc(rows, url, false, now)
}

// lineRow is a line item with the session that gives it a currency.
type lineRow struct {
	line
	of *session
}

func (l lineRow) ident() string { return l.id }

func (l lineRow) doc(time.Time) doc {
	return doc{
		"id": l.id, "object": "item", "amount_discount": 0, "amount_subtotal": l.total, "amount_tax": 0,
		"amount_total": l.total, "currency": l.of.currency, "description": l.name, "quantity": l.quantity,
		"price": doc{
			"id": l.price, "object": "price", "active": false, "billing_scheme": "per_unit", "created": l.of.created.Unix(),
			"currency": l.of.currency, "livemode": false, "metadata": doc{}, "product": l.product, "type": "one_time",
			"unit_amount": l.unit, "nickname": nil, "lookup_key": nil, "recurring": nil, "tax_behavior": "unspecified",
		},
	}
}

// complete ends the session after a successful or a slow payment.
func (s *Stripe) complete(x *session) {
	x.status = "complete"
	s.emit(s.platform, "checkout.session.completed", x, nil)
}

// expiry is the instant at which a session that is still open ends.
type expiry struct{ of *session }

func (e expiry) moot() bool    { return e.of.status != "open" }
func (e expiry) act(s *Stripe) { s.expire(e.of, nil) }

// expire ends an open session; a payment intent of a failed try goes with it.
func (s *Stripe) expire(x *session, cause *call) {
	x.status = "expired"
	if x.intent != nil {
		s.endIntent(x.intent, "abandoned", cause)
	}
	s.emit(s.platform, "checkout.session.expired", x, cause)
}
