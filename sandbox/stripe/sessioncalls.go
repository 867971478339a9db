package stripe

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

const sessionListShape = "payment_intent customer status customer_details[email]" + within + listed

func sessionCreateShape() string {
	return "mode! success_url! cancel_url client_reference_id currency customer customer_creation customer_email expires_at locale " +
		"metadata[*] payment_method_types[] submit_type ui_mode billing_address_collection " +
		"shipping_address_collection[allowed_countries][] saved_payment_method_options[payment_method_save] " +
		"custom_text[submit][message] phone_number_collection[enabled] allow_promotion_codes automatic_tax[enabled]" +
		under("line_items[]", "quantity price_data[currency] price_data[unit_amount] price_data[tax_behavior]") +
		under("line_items[][price_data]", "product_data[name] product_data[description] product_data[images][] product_data[metadata][*] product_data[tax_code]") +
		under("payment_intent_data", "metadata[*] transfer_group statement_descriptor_suffix description") +
		under("shipping_options[][shipping_rate_data]", "type display_name fixed_amount[amount] fixed_amount[currency] metadata[*] tax_behavior tax_code") +
		under("shipping_options[][shipping_rate_data][delivery_estimate]", "minimum[unit] minimum[value] maximum[unit] maximum[value]")
}

// Bounds of expires_at (https://docs.stripe.com/api/checkout/sessions/create#create_checkout_session-expires_at).
const (
	shortestSession = 30 * time.Minute
	longestSession  = 24 * time.Hour
)

// longestCustomText is in characters
// (https://docs.stripe.com/api/checkout/sessions/create#create_checkout_session-custom_text-submit-message).
const longestCustomText = 1200

func (s *Stripe) createSession(c *call) (doc, *apiError) {
	id := newID("cs_test_a1", 56)
	x := &session{
		id: id, status: "open", paymentStatus: "unpaid", created: c.now,
		// As long as the real ones, whose fragment makes them so.
		url:       s.cfg.Origin + "/pay/" + id + "#fid" + newID("", 560) + "%2FeCUl",
		reference: c.form.at("client_reference_id").text(), successURL: c.form.at("success_url").text(),
		cancelURL: c.form.at("cancel_url").text(), types: c.form.at("payment_method_types").texts(),
		locale: c.form.at("locale").text(), submitType: c.form.at("submit_type").text(),
		email: c.form.at("customer_email").text(), asked: c.form.at("customer_email").text(), customText: c.form.at("custom_text", "submit", "message").text(),
		countries: c.form.at("shipping_address_collection", "allowed_countries").texts(),
	}
	for _, step := range []func(*session, *form) *apiError{s.readMode, s.readLines, s.readRates, s.readCustomer, readIntentData, readExpiry} {
		if err := step(x, c.form); err != nil {
			return nil, err
		}
	}
	if err := validCharge(x.total(), x.currency); err != nil {
		return nil, err
	}
	s.platform.sessions.add(x)
	s.agenda.plan(x.expiresAt, expiry{x})
	return x.doc(c.now), nil
}

func (s *Stripe) readMode(x *session, f *form) *apiError {
	if mode := f.at("mode").text(); mode != "payment" {
		return malformed("", "mode", "Invalid mode: the sandbox imitates payment only, not "+mode+".")
	}
	if _, err := f.at("ui_mode").choice("ui_mode", "hosted"); err != nil {
		return err
	}
	for _, each := range []struct{ param, value string }{{"success_url", x.successURL}, {"cancel_url", x.cancelURL}} {
		if u, err := url.Parse(each.value); each.value != "" && (err != nil || u.Scheme == "" || u.Host == "") {
			return malformed("url_invalid", each.param, "Not a valid URL: "+each.param+" needs an explicit scheme (such as https).")
		}
	}
	if utf8.RuneCountInString(x.customText) > longestCustomText {
		return malformed("", "custom_text[submit][message]", fmt.Sprintf("Invalid string: must be at most %d characters", longestCustomText))
	}
	if len(x.reference) > 200 {
		return malformed("", "client_reference_id", "Invalid string: "+x.reference[:20]+"…; must be at most 200 characters")
	}
	for _, param := range []string{"allow_promotion_codes", "automatic_tax"} {
		at := f.at(param)
		if at.at("enabled").has() {
			at = at.at("enabled")
		}
		if on, err := at.flag(param, false); err != nil || on {
			return malformed("", param, "The sandbox does not imitate "+param+".")
		}
	}
	var err *apiError
	if x.askPhone, err = f.at("phone_number_collection", "enabled").flag("phone_number_collection[enabled]", false); err != nil {
		return err
	}
	known := []string{
		"card", "us_bank_account", "sepa_debit", "bacs_debit", "acss_debit", "au_becs_debit", "boleto", "konbini", "oxxo",
		"customer_balance", "link", "klarna", "affirm", "afterpay_clearpay", "alipay", "wechat_pay", "bancontact", "ideal", "giropay",
		"eps", "p24", "blik", "grabpay", "fpx", "paynow", "promptpay", "pix", "cashapp", "sofort", "paypal", "revolut_pay", "swish",
	}
	for i, t := range x.types {
		if !slices.Contains(known, t) {
			return malformed("", fmt.Sprintf("payment_method_types[%d]", i), "Invalid payment_method_types["+strconv.Itoa(i)+"]: must be one of "+strings.Join(known, ", "))
		}
	}
	if len(x.types) == 0 {
		x.types = []string{"card"}
	}
	x.metadata, err = f.at("metadata").mergeMetadata(nil)
	return err
}

func readExpiry(x *session, f *form) *apiError {
	x.expiresAt = x.created.Add(longestSession).Truncate(time.Second)
	if !f.at("expires_at").has() {
		return nil
	}
	n, err := f.at("expires_at").number("expires_at")
	if err != nil {
		return err
	}
	x.expiresAt = time.Unix(n, 0).UTC()
	life := x.expiresAt.Sub(x.created.Truncate(time.Second))
	if life < shortestSession {
		return invalid("", "expires_at", "The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation.")
	}
	if life > longestSession {
		return invalid("", "expires_at", "The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.")
	}
	return nil
}

func readIntentData(x *session, f *form) *apiError {
	d := f.at("payment_intent_data")
	x.transferGroup, x.description, x.suffix = d.at("transfer_group").text(), d.at("description").text(), d.at("statement_descriptor_suffix").text()
	if len(x.suffix) > 22 || strings.ContainsAny(x.suffix, `<>\'"*`) {
		return malformed("", "payment_intent_data[statement_descriptor_suffix]", "The statement descriptor suffix must be at most 22 characters and must not contain any of: < > \\ ' \" *")
	}
	var err *apiError
	x.intentMetadata, err = d.at("metadata").mergeMetadata(nil)
	return err
}

func (s *Stripe) getSession(c *call) (doc, *apiError) {
	x, ok := c.account.sessions.get(c.id)
	if !ok {
		return nil, noSuch("checkout.session", c.id, "id")
	}
	return x.doc(c.now), nil
}

func (s *Stripe) expireSession(c *call) (doc, *apiError) {
	x, ok := c.account.sessions.get(c.id)
	if !ok {
		return nil, noSuch("checkout.session", c.id, "id")
	}
	if x.status != "open" {
		return nil, invalid("", "", "Only Checkout Sessions with a status in [\"open\"] can be expired. This Checkout Session has a status of "+x.status+".")
	}
	s.expire(x, c)
	return x.doc(c.now), nil
}

func (s *Stripe) listSessions(c *call) (doc, *apiError) {
	during, err := window(c.form.at("created"), "created")
	if err != nil {
		return nil, err
	}
	of, customer, status := c.wanted("payment_intent"), c.wanted("customer"), c.wanted("status")
	return page(c, c.account.sessions.rows, "checkout.session", func(x *session) bool {
		return during(x.created) && of(identOf(x.intent)) && customer(identOf(x.customer)) && status(x.status)
	})
}

func (s *Stripe) listLines(c *call) (doc, *apiError) {
	x, ok := c.account.sessions.get(c.id)
	if !ok {
		return nil, noSuch("checkout.session", c.id, "id")
	}
	rows := make([]lineRow, len(x.lines))
	for i, l := range newestFirst(x.lines) {
		rows[i] = lineRow{l, x}
	}
	return page(c, rows, "item", func(lineRow) bool { return true })
}
