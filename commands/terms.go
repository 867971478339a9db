package commands

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"till/shop"
	"till/shop/money"
)

const (
	routeChange   = "change"   // what is to change: one of the items, or shipping and tax
	routeLine     = "line"     // opens the form of an item
	routeLineSet  = "lineset"  // that form
	routeExtras   = "extras"   // that of shipping and tax
	routeAddItem  = "additem"  // opens the form of one more item
	routeItemAdd  = "itemadd"  // that form
	routeOffer    = "offer"    // opens the form of an offer
	routeOffered  = "offered"  // that form
	routeOfferYes = "offeryes" // with the offer's number
	routeOfferNo  = "offerno"
	routeShipping = "shipping" // the menu of shipping options
)

// extras is what the menu calls shipping and tax; items are numbers.
const extras = "extras"

// terms is what a request asks for, while that can change: the seller changes it,
// the buyer makes offers and chooses how it is sent.
func (t *Till) terms() command {
	return command{routes: map[string]handler{
		routeChange: t.openChange, routeLine: t.openLine, routeLineSet: t.setLine, routeExtras: t.setExtras,
		routeAddItem: t.openItem, routeItemAdd: t.addItem,
		routeOffer: t.openOffer, routeOffered: t.makeOffer,
		routeOfferYes: func(ctx context.Context, r Request) Reply { return t.answerOffer(ctx, r, true) },
		routeOfferNo:  func(ctx context.Context, r Request) Reply { return t.answerOffer(ctx, r, false) },
		routeShipping: t.chooseShipping,
	}}
}

// unpaid loads a request whose terms can change, for the side that may do it.
func (t *Till) unpaid(ctx context.Context, r Request, role shop.Role) (side, error) {
	s, err := t.side(ctx, r.voice(), r.Actor.ID, shop.OrderID(r.Route.Arg(0)))
	switch {
	case err != nil:
		return s, err
	case s.role != role && role == shop.RoleBuyer:
		return s, &shop.Error{Reason: shop.ReasonNotYours}
	case s.role != role:
		return s, &shop.Error{Reason: shop.ReasonNoOrder}
	}
	return s, s.order.Revisable()
}

// openChange opens the form of the only item, or asks which one is to change.
func (t *Till) openChange(ctx context.Context, r Request) Reply {
	s, err := t.unpaid(ctx, r, shop.RoleSeller)
	if err != nil {
		return t.refuse(r.voice(), err)
	}
	if len(s.order.Lines) == 1 {
		return s.lineForm(0)
	}
	pick := Select{Route: s.route(routeLine), Placeholder: s.say(txtPickLine)}
	for i, l := range s.order.Lines {
		pick.Options = append(pick.Options, Option{Label: s.lineName(l), Value: fmt.Sprint(i)})
	}
	pick.Options = append(pick.Options, Option{Label: s.say(txtPickExtras), Value: extras})
	return Reply{Private: true, Message: Message{Text: s.tell(txtWhichLine), Rows: []Row{{Select: &pick}}}}
}

// lineName is an item in a line where Discord shows no markdown.
func (s side) lineName(l shop.Line) string {
	rest := " · " + s.say(txtTimes, "n", s.number(int(l.Quantity)), "price", s.money(l.Price))
	return clip(l.Item, maxOption-len([]rune(rest))) + rest
}

// openLine opens the form of what was picked, or of what the button names.
func (t *Till) openLine(ctx context.Context, r Request) Reply {
	s, err := t.unpaid(ctx, r, shop.RoleSeller)
	if err != nil {
		return t.refuse(r.voice(), err)
	}
	which := r.Route.Arg(1)
	if which == "" {
		which = r.picked()
	}
	if which == extras {
		return Reply{Modal: &Modal{Route: s.route(routeExtras), Title: s.say(txtModalExtras), Inputs: s.extraInputs()}}
	}
	i, err := strconv.Atoi(which)
	if err != nil || i < 0 || i >= len(s.order.Lines) {
		return t.openChange(ctx, r) // it has changed meanwhile
	}
	return s.lineForm(i)
}

// lineForm is the form of an item, with shipping and tax when it is the only one.
func (s side) lineForm(i int) Reply {
	l, quantity := s.order.Lines[i], txtInputQuantity
	if len(s.order.Lines) > 1 {
		quantity = txtInputNone
	}
	form := &Modal{
		Route: NewRoute(routeLineSet, string(s.order.ID), fmt.Sprint(i)), Title: s.say(txtModalLine),
		Inputs: []Input{
			{Name: "item", Label: s.say(txtInputItem), Value: l.Item, MaxLength: shop.MaxItem, Required: true},
			{Name: "price", Label: s.say(txtInputPrice), Value: l.Price.Decimal(), MaxLength: longestPrice, Required: true},
			{Name: "quantity", Label: s.say(quantity), Value: fmt.Sprint(l.Quantity), MaxLength: 3, Required: true},
		},
	}
	if len(s.order.Lines) == 1 {
		form.Inputs = append(form.Inputs, s.extraInputs()...)
	}
	return Reply{Modal: form}
}

// extraInputs are the fields of shipping and tax.
func (s side) extraInputs() []Input {
	o := s.order
	shipping := o.Shipping.Decimal()
	if len(o.Options) > 0 {
		var all []string
		for _, option := range o.Options {
			all = append(all, option.Name+" "+option.Price.Decimal())
		}
		shipping = strings.Join(all, "; ")
	}
	return []Input{
		{Name: "shipping", Label: s.say(txtInputShipping), Placeholder: s.say(txtHintShipping), Value: clip(shipping, longestOptions), MaxLength: longestOptions},
		{Name: "tax", Label: s.say(txtInputTax), Placeholder: s.say(txtHintPrice), Value: o.Tax.Decimal(), MaxLength: longestPrice},
	}
}

// setLine takes the form of an item.
func (t *Till) setLine(ctx context.Context, r Request) Reply {
	v := r.voice()
	s, err := t.unpaid(ctx, r, shop.RoleSeller)
	if err != nil {
		return t.refuse(v, err)
	}
	i, err := strconv.Atoi(r.Route.Arg(1))
	if err != nil || i < 0 || i >= len(s.order.Lines) {
		return t.openChange(ctx, r)
	}
	terms := s.order.Terms()
	terms.Lines = slices.Clone(terms.Lines)
	line, err := t.readLine(ctx, r, s.order.Total.Currency, terms.Lines[i])
	if err == nil && len(terms.Lines) == 1 {
		err = t.readExtras(ctx, r, &terms)
	}
	again := NewRoute(routeLine, string(s.order.ID), fmt.Sprint(i))
	if err != nil {
		return t.typedWrong(v, err, r, again)
	}
	terms.Lines[i] = line
	if line.Quantity == 0 {
		if len(terms.Lines) == 1 {
			return private(v.say(txtLastLine), button(v.say(btnWithdraw), Secondary, s.route(routeWithdraw)))
		}
		terms.Lines = slices.Delete(terms.Lines, i, i+1)
	}
	return t.revise(ctx, r, terms, again)
}

// setExtras takes the form of shipping and tax.
func (t *Till) setExtras(ctx context.Context, r Request) Reply {
	v := r.voice()
	s, err := t.unpaid(ctx, r, shop.RoleSeller)
	if err != nil {
		return t.refuse(v, err)
	}
	terms, again := s.order.Terms(), NewRoute(routeLine, string(s.order.ID), extras)
	if err := t.readExtras(ctx, r, &terms); err != nil {
		return t.typedWrong(v, err, r, again)
	}
	return t.revise(ctx, r, terms, again)
}

// revise changes the request, or says what was wrong with what was typed.
func (t *Till) revise(ctx context.Context, r Request, terms shop.Terms, again Route) Reply {
	o, err := t.shop.Revise(ctx, shop.ReviseInput{Cause: r.Cause, Actor: r.actor(), Order: shop.OrderID(r.Route.Arg(0)), Terms: terms})
	if err != nil {
		return t.typedWrong(r.voice(), err, r, again)
	}
	return t.revised(ctx, r, o, txtRevised)
}

// revised says what a request comes to now, or what that waits for.
func (t *Till) revised(ctx context.Context, r Request, o shop.Order, said phrase) Reply {
	s, err := t.sideOf(ctx, r.voice(), r.Actor.ID, o)
	if err != nil {
		return t.refuse(r.voice(), err)
	}
	if o.Closing != nil {
		said = txtRevisedLater
		if s.role == shop.RoleBuyer {
			said = txtOptionLater
		}
	}
	option, _ := o.Chosen()
	return private(s.tell(said, "price", s.money(o.Lines[0].Price), "option", plain(option.Name)))
}

// readLine reads an item from a form.
func (t *Till) readLine(ctx context.Context, r Request, c money.Currency, was shop.Line) (shop.Line, error) {
	price, err := money.Parse(r.Fields["price"], c)
	if err != nil {
		return was, t.overLimit(ctx, r, err)
	}
	quantity, err := parseQuantity(r.Fields["quantity"])
	was.Item, was.Price, was.Quantity = r.Fields["item"], price, quantity
	return was, err
}

// readExtras reads shipping and tax from a form.
func (t *Till) readExtras(ctx context.Context, r Request, terms *shop.Terms) (err error) {
	currency, chosen := terms.Lines[0].Price.Currency, terms.Shipping
	if terms.Shipping, terms.Options, err = parseShipping(r.Fields["shipping"], currency); err != nil {
		return t.overLimit(ctx, r, err)
	}
	if len(terms.Options) > 0 {
		terms.Shipping = chosen // as far as it is among them still
	}
	if terms.Tax, err = parseExtra(r.Fields["tax"], currency); err != nil {
		return t.overLimit(ctx, r, err)
	}
	return nil
}

// openItem opens the form of one more item.
func (t *Till) openItem(ctx context.Context, r Request) Reply {
	s, err := t.unpaid(ctx, r, shop.RoleSeller)
	if err == nil && len(s.order.Lines) >= shop.MaxLines {
		err = &shop.Error{Reason: shop.ReasonItemsMany}
	}
	if err != nil {
		return t.refuse(r.voice(), err)
	}
	return Reply{Modal: &Modal{Route: s.route(routeItemAdd), Title: s.say(txtModalAddItem), Inputs: []Input{
		{Name: "item", Label: s.say(txtInputItem), Placeholder: s.say(txtHintItem), MaxLength: shop.MaxItem, Required: true},
		{Name: "price", Label: s.say(txtInputPrice), Placeholder: s.say(txtHintPrice), MaxLength: longestPrice, Required: true},
		{Name: "quantity", Label: s.say(txtInputQuantity), Value: "1", MaxLength: 3},
	}}}
}

// addItem takes that form.
func (t *Till) addItem(ctx context.Context, r Request) Reply {
	v := r.voice()
	s, err := t.unpaid(ctx, r, shop.RoleSeller)
	if err != nil {
		return t.refuse(v, err)
	}
	line, err := t.readLine(ctx, r, s.order.Total.Currency, shop.Line{})
	if err == nil {
		s.order, err = t.shop.AddItem(ctx, r.Cause, r.actor(), s.order.ID, line)
	}
	if err != nil {
		return t.typedWrong(v, err, r, NewRoute(routeAddItem, r.Route.Arg(0)))
	}
	return t.revised(ctx, r, s.order, txtRevised)
}

// openOffer opens the form of an offer.
func (t *Till) openOffer(ctx context.Context, r Request) Reply {
	s, err := t.unpaid(ctx, r, shop.RoleBuyer)
	if err == nil && len(s.order.Lines) > 1 {
		err = &shop.Error{Reason: shop.ReasonOfferLines}
	}
	if err != nil {
		return t.refuse(r.voice(), err)
	}
	return Reply{Modal: &Modal{Route: s.route(routeOffered), Title: s.say(txtModalOffer), Inputs: []Input{{
		Name: "price", Label: clip(s.say(txtInputOffer, "price", s.money(s.order.Lines[0].Price)), maxModalTitle),
		Placeholder: s.say(txtHintPrice), MaxLength: longestPrice, Required: true,
	}}}}
}

// makeOffer takes that form.
func (t *Till) makeOffer(ctx context.Context, r Request) Reply {
	v := r.voice()
	s, err := t.unpaid(ctx, r, shop.RoleBuyer)
	if err != nil {
		return t.refuse(v, err)
	}
	price, err := money.Parse(r.Fields["price"], s.order.Total.Currency)
	if err == nil {
		s.order, err = t.shop.MakeOffer(ctx, r.Cause, r.actor(), s.order.ID, price)
	}
	if err != nil {
		return t.typedWrong(v, t.overLimit(ctx, r, err), r, NewRoute(routeOffer, r.Route.Arg(0)))
	}
	return private(s.tell(txtOffered, "price", s.money(price)))
}

// answerOffer is the seller's yes or no.
func (t *Till) answerOffer(ctx context.Context, r Request, accept bool) Reply {
	v, id := r.voice(), shop.OrderID(r.Route.Arg(0))
	n, err := strconv.Atoi(r.Route.Arg(1))
	if err != nil {
		return t.refuse(v, &shop.Error{Reason: shop.ReasonOfferOver})
	}
	o, err := t.shop.AnswerOffer(ctx, r.Cause, r.actor(), id, n, accept)
	if err != nil {
		return t.refuse(v, err)
	}
	said := txtOfferRefused
	if accept {
		said = txtOfferTaken
	}
	return t.revised(ctx, r, o, said)
}

// chooseShipping takes the buyer's pick among the shipping options.
func (t *Till) chooseShipping(ctx context.Context, r Request) Reply {
	v := r.voice()
	i, err := strconv.Atoi(r.picked())
	if err != nil {
		i = -1
	}
	o, err := t.shop.ChooseShipping(ctx, r.Cause, r.actor(), shop.OrderID(r.Route.Arg(0)), i)
	if err != nil && shop.ReasonOf(err) != shop.ReasonTermsSame {
		return t.refuse(v, err)
	}
	if err != nil { // picked again: it is so already
		if o, err = t.shop.Order(ctx, r.Actor.ID, shop.OrderID(r.Route.Arg(0))); err != nil {
			return t.refuse(v, err)
		}
	}
	return t.revised(ctx, r, o, txtOptionChosen)
}

// typedWrong refuses what was typed into a form, shows it, since the form is
// gone, and leads back to it.
func (t *Till) typedWrong(v voice, err error, r Request, again Route) Reply {
	reply := t.refuse(v, err)
	if e, ok := errors.AsType[*shop.Error](err); ok && (e.Code == shop.Conflict && e.Reason != shop.ReasonTermsSame || e.Code == shop.NotFound) {
		return reply // nothing that is typed helps
	}
	reply.Text += v.typed(r)
	reply.Rows = append(reply.Rows, buttons(button(v.say(btnFillAgain), Primary, again))...)
	return reply
}
