package stripe

import (
	"fmt"
	"slices"
	"strings"
)

// readLines reads line_items: each with price data of its own, all in one
// currency.
func (s *Stripe) readLines(x *session, f *form) *apiError {
	items := f.at("line_items").list()
	if len(items) == 0 {
		return malformed("parameter_missing", "line_items", "Missing required param: line_items.")
	}
	if len(items) > 100 {
		return malformed("", "line_items", "You may only have 100 line items with one-time prices.")
	}
	for i, item := range items {
		param := fmt.Sprintf("line_items[%d]", i)
		l, err := readLine(x, item, param)
		if err != nil {
			return err
		}
		x.lines = append(x.lines, l)
	}
	return nil
}

func readLine(x *session, item *form, param string) (line, *apiError) {
	price := item.at("price_data")
	for _, must := range [][]string{{"currency"}, {"unit_amount"}, {"product_data", "name"}} {
		if price.at(must...).text() == "" {
			full := param + "[price_data][" + strings.Join(must, "][") + "]"
			return line{}, malformed("parameter_missing", full, "Missing required param: "+full+".")
		}
	}
	code := price.at("currency").text()
	if err := x.sameCurrency(code, param+"[price_data][currency]"); err != nil {
		return line{}, err
	}
	unit, err := price.at("unit_amount").number(param + "[price_data][unit_amount]")
	if err != nil {
		return line{}, err
	}
	if unit < 0 {
		return line{}, malformed("parameter_invalid_integer", param+"[price_data][unit_amount]", "This value must be greater than or equal to 0.")
	}
	if unit > most {
		return line{}, invalid("amount_too_large", param+"[price_data][unit_amount]", "Amount must be no more than "+formatAmount(most, code))
	}
	if err := validStep(unit, code, param+"[price_data][unit_amount]"); err != nil {
		return line{}, err
	}
	if !item.at("quantity").has() {
		return line{}, malformed("parameter_missing", param+"[quantity]", "Quantity is required. Add `quantity` to `"+param+"`")
	}
	quantity, err := item.at("quantity").number(param + "[quantity]")
	if err != nil {
		return line{}, err
	}
	if quantity < 1 || quantity > 999_999 {
		return line{}, malformed("parameter_invalid_integer", param+"[quantity]", "This value must be between 1 and 999999.")
	}
	product := price.at("product_data")
	images := product.at("images").texts()
	if len(images) > 8 {
		return line{}, malformed("", param+"[price_data][product_data][images]", "A product may have up to 8 images.")
	}
	l := line{
		id: newID("li_", 24), price: newID("price_", 24), product: newID("prod_", 14), name: product.at("name").text(),
		description: product.at("description").text(), unit: unit, quantity: quantity, total: unit * quantity,
	}
	if len(images) > 0 {
		l.image = images[0]
	}
	return l, nil
}

// readRates reads shipping_options; the page preselects the first.
func (s *Stripe) readRates(x *session, f *form) *apiError {
	options := f.at("shipping_options").list()
	if len(options) > 5 {
		return malformed("", "shipping_options", "You may only specify up to 5 shipping options.")
	}
	for i, option := range options {
		param := fmt.Sprintf("shipping_options[%d][shipping_rate_data]", i)
		data := option.at("shipping_rate_data")
		if data.at("display_name").text() == "" {
			return malformed("parameter_missing", param+"[display_name]", "Missing required param: "+param+"[display_name].")
		}
		if _, err := data.at("type").choice(param+"[type]", "fixed_amount"); err != nil {
			return err
		}
		if !data.at("fixed_amount", "amount").has() {
			return malformed("parameter_missing", param+"[fixed_amount]", "Missing required param: "+param+"[fixed_amount].")
		}
		amount, err := data.at("fixed_amount", "amount").number(param + "[fixed_amount][amount]")
		if err != nil {
			return err
		}
		if amount < 0 || amount > most {
			return malformed("parameter_invalid_integer", param+"[fixed_amount][amount]", "This value must be between 0 and 99999999.")
		}
		code := data.at("fixed_amount", "currency").text()
		if err := x.sameCurrency(code, param+"[fixed_amount][currency]"); err != nil {
			return err
		}
		if err := validStep(amount, code, param+"[fixed_amount][amount]"); err != nil {
			return err
		}
		x.rates = append(x.rates, rate{id: newID("shr_", 24), name: data.at("display_name").text(), amount: amount})
	}
	for i, code := range x.countries {
		if len(code) != 2 {
			param := fmt.Sprintf("shipping_address_collection[allowed_countries][%d]", i)
			return malformed("", param, "Invalid "+param+": must be a two-letter country code, not "+code)
		}
	}
	return nil
}

// sameCurrency sets the session's currency, or refuses another one.
func (x *session) sameCurrency(code, param string) *apiError {
	if err := validCurrency(code, param); err != nil {
		return err
	}
	if x.currency != "" && x.currency != code {
		return malformed("", param, "All line items and shipping options must be in the same currency: "+x.currency+", not "+code+".")
	}
	x.currency = code
	return nil
}

// readCustomer reads who pays: an existing customer, or one to be made when
// the page is completed.
func (s *Stripe) readCustomer(x *session, f *form) *apiError {
	var err *apiError
	if x.creation, err = f.at("customer_creation").choice("customer_creation", "if_required", "always"); err != nil {
		return err
	}
	if id := f.at("customer").text(); id != "" {
		known, ok := s.platform.customers.get(id)
		if !ok || known.deleted {
			return noSuch("customer", id, "customer")
		}
		if f.at("customer_creation").has() || f.at("customer_email").has() {
			return malformed("", "customer", "You may only specify one of these parameters: customer, customer_creation, customer_email.")
		}
		x.customer = known
	}
	if f.at("saved_payment_method_options").has() {
		x.save, err = f.at("saved_payment_method_options", "payment_method_save").choice("saved_payment_method_options[payment_method_save]", "disabled", "enabled")
		if err == nil && x.save == "enabled" && x.customer == nil && x.creation != "always" {
			err = malformed("", "saved_payment_method_options", "saved_payment_method_options needs a customer.")
		}
	}
	return err
}

// gather takes what the buyer has typed on the page, or test data.
func (x *session) gather(s *Stripe) {
	if x.buyer == "" {
		x.buyer = "Test Buyer"
	}
	if x.email == "" {
		x.email = x.knownEmail()
	}
	if x.askPhone && x.phone == "" {
		x.phone = testPhone
	}
	if x.countries != nil && x.shipping == nil {
		x.shipping = x.testAddress()
	}
	if x.customer != nil && x.customer.email == "" {
		was := s.picture(x.customer)
		x.customer.email = x.email
		s.emitChange(s.platform, "customer.updated", x.customer, was, nil)
	}
	if x.customer == nil && x.creation == "always" {
		x.customer = &customer{id: newID("cus_", 14), name: x.buyer, email: x.email, created: s.now()}
		s.platform.customers.add(x.customer)
		s.emit(s.platform, "customer.created", x.customer, nil)
	}
}

// knownEmail is the customer's, or a made-up one.
func (x *session) knownEmail() string {
	if x.customer != nil && x.customer.email != "" {
		return x.customer.email
	}
	return "buyer@example.com"
}

// testPhone is a made-up number, of those that are kept free for fiction.
const testPhone = "+12025550123"

// testAddress is a made-up address in a country to which the seller ships.
func (x *session) testAddress() *shipping {
	sh := &shipping{name: "Test Buyer", line1: "1 Test Street", city: "Testville", postal: "10001", country: "US", state: "NY"}
	if len(x.countries) > 0 && !slices.Contains(x.countries, "US") {
		sh.country, sh.state, sh.postal = x.countries[0], "", "1000"
	}
	return sh
}
