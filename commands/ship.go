package commands

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"till/shop"
)

const (
	routeShipped = "shipped" // the form
	routeInsist  = "insist"  // ships with a number whose check digit is wrong
	routeShipBy  = "shipby"  // picks among the carriers that a number may be of

	routeShipItem = "shipitem" // picks what is in a parcel
)

// shipLater is the choice of who has a label only.
const shipLater = "later"

// ship is /ship and Mark as shipped.
func (t *Till) ship() command {
	return command{
		Definition: Definition{
			Kind: Command, Name: "ship", Description: string(defShip),
			Options: []OptionDefinition{
				{Name: "order", Description: string(defOrder), Type: StringOption, Required: true, Autocomplete: true},
				{Name: "carrier", Description: string(defShipCarrier), Type: StringOption, Autocomplete: true, MaxLength: shop.MaxName},
				{Name: "tracking", Description: string(defShipTracking), Type: StringOption, MaxLength: maxNumber},
				{Name: "items", Description: string(defShipItems), Type: StringOption, Autocomplete: true, MaxLength: maxNumber},
				{Name: "handover", Description: string(defShipHandover), Type: StringOption, Choices: []Choice{{Name: string(choiceLater), Value: shipLater}}},
				{Name: "deliver", Description: string(defShipDeliver), Type: StringOption, MaxLength: shop.MaxText},
			},
		},
		run: func(ctx context.Context, r Request) Reply {
			id, err := shop.ParseOrderID(r.Options["order"])
			if err != nil {
				return t.refuse(r.voice(), err)
			}
			lines, err := itemNumbers(r.Options["items"])
			if err != nil {
				return t.refuseOn(ctx, r, id, err)
			}
			return t.shipOrder(ctx, r, shop.ShipInput{
				Order: id, Carrier: r.Options["carrier"], Number: r.Options["tracking"], Lines: lines, Later: r.Options["handover"] == shipLater, Message: r.Options["deliver"],
			})
		},
		complete: t.completeShip,
		routes: map[string]handler{
			routeShip: t.openShip,
			routeShipped: func(ctx context.Context, r Request) Reply {
				return t.shipOrder(ctx, r, shop.ShipInput{
					Order: shop.OrderID(r.Route.Arg(0)), Carrier: r.Fields["carrier"], Number: r.Fields["tracking"], Lines: numbers(r.Route.Arg(1)), Message: r.Fields["deliver"],
				})
			},
			routeShipItem: t.openShipItem,
			routeInsist: func(ctx context.Context, r Request) Reply {
				carrier, rest, _ := strings.Cut(r.Route.Arg(1), "/")
				number, lines, _ := strings.Cut(rest, "/")
				return t.shipOrder(ctx, r, shop.ShipInput{
					Order: shop.OrderID(r.Route.Arg(0)), Carrier: carrier, Number: number, Insist: true, Lines: numbers(lines),
				})
			},
			routeShipBy: func(ctx context.Context, r Request) Reply {
				number, lines, _ := strings.Cut(r.Route.Arg(1), "/")
				return t.shipOrder(ctx, r, shop.ShipInput{
					Order: shop.OrderID(r.Route.Arg(0)), Carrier: r.picked(), Number: number, Lines: numbers(lines), Later: lines == shipLater,
				})
			},
		},
	}
}

// maxNumber is the longest tracking number that is taken, as it is typed.
const maxNumber = 60

// openShip opens the form, for the seller of a paid order.
func (t *Till) openShip(ctx context.Context, r Request) Reply {
	v := r.voice()
	s, err := t.side(ctx, v, r.Actor.ID, shop.OrderID(r.Route.Arg(0)))
	if err != nil {
		return t.refuse(v, err)
	}
	if s.role != shop.RoleSeller {
		return t.refuse(v, &shop.Error{Reason: shop.ReasonNoOrder})
	}
	if next := shop.Next(s.order.Status, shop.EventShip); next.Effect != shop.Move {
		return t.refuseOn(ctx, r, s.order.ID, &shop.Error{Reason: next.Reason})
	}
	if missing := s.order.Unsent(); len(missing) > 1 {
		return s.askItems(missing)
	}
	return s.shipForm(s.route(routeShipped))
}

// askItems asks what is in the parcel, of an order that may be sent in several.
func (s side) askItems(missing []int) Reply {
	pick := Select{Route: s.route(routeShipItem), Placeholder: s.say(txtPickItems), Options: []Option{{Label: s.say(txtAllItems), Value: "0"}}}
	for _, n := range missing[:min(len(missing), maxOptions-1)] {
		pick.Options = append(pick.Options, Option{Label: clip(s.order.Lines[n-1].Item, maxOption), Value: fmt.Sprint(n)})
	}
	return Reply{Private: true, Message: Message{Text: s.tell(txtAskItems), Rows: []Row{{Select: &pick}}}}
}

// openShipItem opens the form for a parcel with what was picked.
func (t *Till) openShipItem(ctx context.Context, r Request) Reply {
	s, err := t.sellersOwn(ctx, r)
	if err != nil {
		return t.refuseOn(ctx, r, shop.OrderID(r.Route.Arg(0)), err)
	}
	if n := r.picked(); n != "0" {
		return s.shipForm(NewRoute(routeShipped, string(s.order.ID), n))
	}
	return s.shipForm(s.route(routeShipped))
}

// shipForm asks for carrier and number.
func (s side) shipForm(route Route) Reply {
	v := s.voice
	return Reply{Modal: &Modal{Route: route, Title: v.say(txtModalShip), Inputs: []Input{
		{Name: "carrier", Label: v.say(txtInputCarrier), Placeholder: v.say(txtHintCarrier), MaxLength: shop.MaxName},
		{Name: "tracking", Label: v.say(txtInputTracking), Placeholder: v.say(txtHintTracking), MaxLength: maxNumber},
		{Name: "deliver", Label: v.say(txtInputDeliver), Placeholder: v.say(txtHintDeliver), MaxLength: shop.MaxText, Paragraph: true},
	}}}
}

func (t *Till) shipOrder(ctx context.Context, r Request, in shop.ShipInput) Reply {
	v := r.voice()
	in.Cause, in.Actor = r.Cause, r.actor()
	var reply Reply
	_, err := t.shop.Ship(ctx, in)
	switch shop.ReasonOf(err) {
	case shop.ReasonTrackingCheck:
		reply = t.checkNumber(v, in)
	case shop.ReasonTrackingCarrier:
		reply = t.pickCarrier(v, in)
	default:
		if err != nil {
			return t.refuseOn(ctx, r, in.Order, err)
		}
		reply = t.shipped(ctx, r, in)
	}
	reply.Update = r.Kind == Tap // the question is answered
	return reply
}

func (t *Till) shipped(ctx context.Context, r Request, in shop.ShipInput) Reply {
	s, err := t.side(ctx, r.voice(), r.Actor.ID, in.Order)
	if err != nil {
		return t.refuse(r.voice(), err)
	}
	switch {
	case s.order.Status == shop.Paid && !in.Later:
		return private(joined(s.tell(txtShippedPart, "when", when(s.order.ShipBy)), s.sent(nil)),
			button(s.say(btnShip), Primary, s.route(routeShip)))
	case s.order.Status == shop.Paid:
		return private(joined(s.tell(txtShipsLater, "when", when(s.order.ShipBy)), s.sent(nil)),
			button(s.say(btnTrack), Secondary, s.route(routeTrack)))
	}
	reply := private(strings.Join([]string{s.tell(txtShipped), s.sent(nil), s.sellersMoney()}, "\n"),
		button(s.say(btnTrack), Secondary, s.route(routeTrack)))
	if s.order.HandsOver() {
		reply.Rows[0].Buttons = append(reply.Rows[0].Buttons, button(s.say(btnHandOut), Secondary, s.route(routeHandOut)))
	}
	return reply
}

// checkNumber shows a number whose check digit is wrong, to correct or to ship
// with all the same.
func (t *Till) checkNumber(v voice, in shop.ShipInput) Reply {
	policy := t.shop.Policy()
	text := v.say(reasonWords[shop.ReasonTrackingCheck]) + "\n**" + plain(in.Number) + "**\n" +
		v.say(txtShipAnyway, "untracked", v.span(policy.HoldUntracked), "tracked", v.span(policy.HoldTracked))
	next := []Button{button(v.say(btnCheckNumber), Primary, NewRoute(routeShip, string(in.Order)))}
	if route := NewRoute(routeInsist, string(in.Order), in.Carrier+"/"+compact(in.Number)+itemsRoute(in)); fits(route) {
		next = append(next, button(v.say(btnShipAnyway), Secondary, route))
	}
	return private(text, next...)
}

// pickCarrier asks which of the carriers it is: those that the number may be of,
// else any.
func (t *Till) pickCarrier(v voice, in shop.ShipInput) Reply {
	found, _ := t.shop.Recognise(in.Carrier, in.Number) // its error is the one just seen
	var names []string
	for _, p := range found {
		names = append(names, p.Carrier)
	}
	if len(names) == 0 {
		names = t.shop.Carriers()
	}
	again := button(v.say(btnCheckNumber), Primary, NewRoute(routeShip, string(in.Order)))
	route := NewRoute(routeShipBy, string(in.Order), compact(in.Number)+itemsRoute(in))
	if len(names) == 0 || !fits(route) {
		return private(v.say(txtNoCarrier), again)
	}
	pick := Select{Route: route, Placeholder: v.say(txtPickCarrier)}
	for _, name := range names[:min(len(names), maxOptions)] {
		pick.Options = append(pick.Options, Option{Label: clip(name, maxOption), Value: clip(name, maxOption)})
	}
	return Reply{Private: true, Message: Message{
		Text: v.say(reasonWords[shop.ReasonTrackingCarrier]) + "\n**" + plain(in.Number) + "**",
		Rows: append([]Row{{Select: &pick}}, buttons(again)...),
	}}
}

// itemsRoute is what a route keeps of what is in a parcel.
func itemsRoute(in shop.ShipInput) string {
	if in.Later {
		return "/" + shipLater
	}
	var lines []string
	for _, n := range in.Lines {
		lines = append(lines, fmt.Sprint(n))
	}
	if len(lines) == 0 {
		return ""
	}
	return "/" + strings.Join(lines, ",")
}

// numbers reads lines of an order as a route has them; none: all.
func numbers(text string) []int {
	lines, _ := itemNumbers(text)
	return lines
}

// itemNumbers reads which lines of an order somebody means: "1", or "1, 3".
func itemNumbers(text string) (lines []int, err error) {
	for field := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == ',' || r == ' ' }) {
		n, err := strconv.Atoi(field)
		if err != nil {
			return nil, &shop.Error{Code: shop.Invalid, Reason: shop.ReasonParcelLines, Message: "not a line's number"}
		}
		lines = append(lines, n)
	}
	return lines, nil
}

// compact is a number without what people write between its characters.
func compact(number string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' {
			return r
		}
		return -1
	}, strings.ToUpper(number))
}

// fits reports whether the route can be a custom id: not too long, and with no
// more than two arguments.
func fits(route Route) bool {
	return len(route) <= maxRoute && strings.Count(string(route), ":") == 2
}

func (t *Till) completeShip(ctx context.Context, r Request) Reply {
	if r.Focused == "items" {
		return t.completeItems(ctx, r)
	}
	if r.Focused != "carrier" {
		return t.completeOrder(ctx, r, filterNamed(filterToShip))
	}
	var choices []Choice
	for _, name := range t.shop.Carriers() {
		if contains(name, r.Options["carrier"]) && len(choices) < maxOptions {
			choices = append(choices, Choice{Name: clip(name, maxOption), Value: clip(name, maxOption)})
		}
	}
	return Reply{Choices: choices}
}

// completeItems suggests what is in no parcel yet of the order that was chosen.
func (t *Till) completeItems(ctx context.Context, r Request) Reply {
	id, err := shop.ParseOrderID(r.Options["order"])
	if err != nil {
		return Reply{}
	}
	s, err := t.side(ctx, r.voice(), r.Actor.ID, id)
	if err != nil || s.role != shop.RoleSeller {
		return Reply{}
	}
	var choices []Choice
	for _, n := range s.order.Unsent() {
		if name := fmt.Sprint(n, ": ", s.order.Lines[n-1].Item); contains(name, r.Options["items"]) && len(choices) < maxOptions {
			choices = append(choices, Choice{Name: clip(name, maxOption), Value: fmt.Sprint(n)})
		}
	}
	return Reply{Choices: choices}
}
