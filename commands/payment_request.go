package commands

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"till/shop"
	"till/shop/money"
)

const (
	routeBill    = "bill"    // opens the form of a payment request to a buyer
	routeRequest = "request" // that form
)

// request is /request: a seller asks a buyer for a payment.
func (t *Till) request() command {
	quantity := new(int64(shop.MaxQuantity))
	return command{
		Definition: Definition{
			Kind: Command, Name: "request", Description: string(defRequest),
			Options: []OptionDefinition{
				{Name: "buyer", Description: string(defRequestBuyer), Type: UserOption},
				{Name: "product", Description: string(defRequestProduct), Type: StringOption, Autocomplete: true},
				{Name: "item", Description: string(defRequestItem), Type: StringOption},
				{Name: "price", Description: string(defRequestPrice), Type: StringOption},
				{Name: "quantity", Description: string(defRequestQuantity), Type: IntegerOption, Min: new(int64(1)), Max: quantity},
				{Name: "shipping", Description: string(defRequestShipping), Type: StringOption},
				{Name: "tax", Description: string(defRequestTax), Type: StringOption},
				{Name: "note", Description: string(defRequestNote), Type: StringOption},
				{Name: "photo", Description: string(defPhoto), Type: FileOption},
			},
		},
		run:      t.runRequest,
		complete: t.completeProduct,
		routes: map[string]handler{
			routeBill:    t.openRequest,
			routeRequest: t.submitRequest,
		},
	}
}

// runRequest sends the request, or asks for what is missing.
func (t *Till) runRequest(ctx context.Context, r Request) Reply {
	buyer := shop.UserID(r.Options["buyer"])
	if no := t.mayRequest(ctx, r, buyer); no != nil {
		return *no
	}
	if len(r.Files) > 0 {
		reply := t.withPhoto(r, func(id shop.PhotoID) Route {
			return requestRoute(routeBill, buyer, shop.Product{Photo: id})
		}, t.runRequest)
		reply.Private = buyer != "" // else the answer is the card, for both in the chat
		return reply
	}
	p, err := t.fillFrom(ctx, &r, r.Options["product"])
	if err != nil {
		return t.refuse(r.voice(), err)
	}
	if strings.TrimSpace(r.Options["item"]) == "" || strings.TrimSpace(r.Options["price"]) == "" {
		return t.requestForm(r, buyer, p)
	}
	if r.photo != "" {
		p.Photo = r.photo
	}
	o, err := t.askFor(ctx, r, buyer, p)
	if err != nil {
		return t.refuse(r.voice(), err)
	}
	return t.requested(ctx, r, o)
}

// fillFrom fills in from the actor's product what was not typed. No product is
// the zero one.
func (t *Till) fillFrom(ctx context.Context, r *Request, which string) (p shop.Product, err error) {
	if p = about(which); p.ID == "" {
		return p, nil
	}
	if p, err = t.shop.Product(ctx, r.Actor.ID, which); err != nil {
		return p, err
	}
	options := map[string]string{"item": p.Name, "price": p.Price.String()}
	if !p.Shipping.IsZero() {
		options["shipping"] = p.Shipping.String()
	}
	for name, text := range r.Options {
		if strings.TrimSpace(text) != "" {
			options[name] = text
		}
	}
	r.Options = options
	return p, nil
}

// openRequest opens the form for the buyer that a button names, filled from the
// product that it names.
func (t *Till) openRequest(ctx context.Context, r Request) Reply {
	buyer := shop.UserID(r.Route.Arg(0))
	if no := t.mayRequest(ctx, r, buyer); no != nil {
		return *no
	}
	p, err := t.fillFrom(ctx, &r, r.Route.Arg(1))
	if err != nil {
		return t.refuse(r.voice(), err)
	}
	return t.requestForm(r, buyer, p)
}

// submitRequest takes the form. What was typed is shown again when something is
// wrong with it, since the form is gone.
func (t *Till) submitRequest(ctx context.Context, r Request) Reply {
	v, buyer := r.voice(), shop.UserID(r.Route.Arg(0))
	if no := t.mayRequest(ctx, r, buyer); no != nil {
		return *no
	}
	p := about(r.Route.Arg(1))
	o, err := t.askFor(ctx, r, buyer, p)
	if err == nil {
		return t.requested(ctx, r, o)
	}
	reply := t.refuse(v, err)
	reply.Text += v.typed(r)
	reply.Rows = append(reply.Rows, buttons(button(v.say(btnFillAgain), Primary, requestRoute(routeBill, buyer, p)))...)
	return reply
}

// typed shows what was typed into a form.
func (v voice) typed(r Request) string {
	lines := []string{"\n\n" + v.say(txtYouWrote)}
	for _, name := range []string{"item", "price", "quantity", "shipping", "tax", "note"} {
		if typed := r.Fields[name]; typed != "" {
			lines = append(lines, v.say(txtYouWroteLine, "name", v.say(requestInputs[name].label), "text", clip(plain(typed), 200)))
		}
	}
	return strings.Join(lines, "\n")
}

// mayRequest refuses early what a form could not mend; nil when nothing is wrong.
func (t *Till) mayRequest(ctx context.Context, r Request, buyer shop.UserID) *Reply {
	v := r.voice()
	seller, err := t.shop.Seller(ctx, r.Actor.ID)
	switch {
	case err != nil:
	case t.shop.Admitted(seller) != nil:
		err = t.shop.Admitted(seller)
	case !seller.Eligible():
		err = &shop.Error{Reason: shop.ReasonNotEligible}
	case buyer == "" && r.Chat == "":
		return new(private(v.say(txtWhoPays, "menu", v.menu(defRequestMenu))))
	case buyer == r.Actor.ID:
		err = &shop.Error{Reason: shop.ReasonSelf}
	case r.People[buyer].Bot:
		err = &shop.Error{Reason: shop.ReasonBot}
	}
	if err != nil {
		return new(t.refuse(v, err))
	}
	return nil
}

// requested says that it is sent. Without a buyer the card itself is the answer, in
// the chat with whoever is to pay it.
func (t *Till) requested(ctx context.Context, r Request, o shop.Order) Reply {
	if o.Chat != "" {
		card, err := t.sharedCard(ctx, r.voice(), o)
		if err != nil {
			return t.refuse(r.voice(), err)
		}
		return Reply{Message: card}
	}
	s, err := t.sideOf(ctx, r.voice(), r.Actor.ID, o)
	if err != nil {
		return t.refuse(r.voice(), err)
	}
	return private(s.tell(txtRequested))
}

// askFor reads what was typed and sends the request.
func (t *Till) askFor(ctx context.Context, r Request, buyer shop.UserID, p shop.Product) (shop.Order, error) {
	seller, err := t.shop.Seller(ctx, r.Actor.ID)
	if err != nil {
		return shop.Order{}, err
	}
	price, err := money.Parse(r.option("price"), t.shop.PriceIn(seller))
	if err != nil {
		return shop.Order{}, t.overLimit(ctx, r, err)
	}
	quantity, err := parseQuantity(r.option("quantity"))
	if err != nil {
		return shop.Order{}, err
	}
	in := shop.RequestInput{
		Cause: r.Cause, Actor: r.actor(), Buyer: buyer, BuyerBot: r.People[buyer].Bot,
		Lines: []shop.Line{{Product: p.ID, Photo: p.Photo, Item: r.option("item"), Quantity: quantity, Price: price}},
		Note:  strings.TrimSpace(r.option("note")),
	}
	if buyer == "" {
		in.Chat = r.Chat
	}
	if in.Shipping, in.Options, err = parseShipping(r.option("shipping"), price.Currency); err != nil {
		return shop.Order{}, t.overLimit(ctx, r, err)
	}
	if in.Tax, err = parseExtra(r.option("tax"), price.Currency); err != nil {
		return shop.Order{}, t.overLimit(ctx, r, err)
	}
	return t.shop.Request(ctx, in)
}

// overLimit speaks of the seller's limit where an amount is beyond even the
// provider's largest charge.
func (t *Till) overLimit(ctx context.Context, r Request, err error) error {
	bad, ok := errors.AsType[*money.Error](err)
	if !ok || bad.Most.IsZero() {
		return err
	}
	seller, _ := t.shop.Seller(ctx, r.Actor.ID) // without a shop everybody's limits count
	limit, offered := t.shop.Limit(seller, bad.Most.Currency)
	switch {
	case !offered:
		return &shop.Error{Code: shop.Invalid, Reason: shop.ReasonCurrency, Message: "price", Err: err}
	case limit.Request.Minor > bad.Most.Minor:
		return err
	default:
		return &shop.Error{Code: shop.Invalid, Reason: shop.ReasonLimitRequest, Amount: limit.Request, Message: "price", Err: err}
	}
}

func parseQuantity(text string) (int64, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return 1, nil
	}
	n, err := strconv.ParseInt(westernDigits(text), 10, 64)
	if err != nil {
		return 0, &shop.Error{Code: shop.Invalid, Reason: shop.ReasonQuantity, Message: "quantity", Err: err}
	}
	return n, nil
}

var nothing = regexp.MustCompile(`^(?i:[-–—]|none|no|free|0+([.,]0*)?)?$`)

// parseShipping reads what shipping costs: an amount, or several ways with a name
// and a price each ("Post 5.00; Express 12.00"), of which the buyer chooses one.
func parseShipping(text string, fallback money.Currency) (money.Money, []shop.ShippingOption, error) {
	one, err := parseExtra(text, fallback)
	if err == nil {
		return one, nil, nil
	}
	var options []shop.ShippingOption
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return r == ';' || r == '؛' || r == '\n' }) {
		if strings.TrimSpace(part) == "" {
			continue
		}
		option, ok := parseOption(strings.Fields(part), fallback)
		switch {
		case ok:
			options = append(options, option)
		case !strings.ContainsAny(text, ";؛\n"):
			return one, nil, err // one amount, and not a right one
		default:
			return one, nil, &shop.Error{Code: shop.Invalid, Reason: shop.ReasonOptions, Message: "shipping options"}
		}
	}
	return money.Money{}, options, nil
}

// parseOption reads a name with its price, which is as much of the end as can be
// read as one.
func parseOption(words []string, fallback money.Currency) (option shop.ShippingOption, ok bool) {
	for i := len(words) - 1; i > 0; i-- {
		price, err := parseExtra(strings.Join(words[i:], " "), fallback)
		if err != nil {
			continue
		}
		name := strings.TrimRight(strings.Join(words[:i], " "), ":=,–-")
		option, ok = shop.ShippingOption{Name: name, Price: price}, name != ""
	}
	return option, ok
}

// parseExtra reads shipping or tax, of which there may be none.
func parseExtra(text string, fallback money.Currency) (money.Money, error) {
	if nothing.MatchString(strings.TrimSpace(text)) {
		return money.New(0, fallback), nil
	}
	m, err := money.Parse(text, fallback)
	if errors.Is(err, money.ErrNegative) {
		return m, &shop.Error{Code: shop.Invalid, Reason: shop.ReasonExtraNegative, Message: "shipping or tax", Err: err}
	}
	if err != nil {
		return m, fmt.Errorf("shipping or tax: %w", err)
	}
	return m, nil
}
