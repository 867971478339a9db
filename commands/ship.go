package commands

import (
	"context"
	"strings"

	"till/shop"
)

const (
	routeShipped = "shipped" // the form
	routeInsist  = "insist"  // ships with a number whose check digit is wrong
	routeShipBy  = "shipby"  // picks among the carriers that a number may be of
)

// ship is /ship and Mark as shipped.
func (t *Till) ship() command {
	return command{
		Definition: Definition{
			Kind: Command, Name: "ship", Description: string(defShip),
			Options: []OptionDefinition{
				{Name: "order", Description: string(defOrder), Type: StringOption, Required: true, Autocomplete: true},
				{Name: "carrier", Description: string(defShipCarrier), Type: StringOption, Autocomplete: true, MaxLength: shop.MaxName},
				{Name: "tracking", Description: string(defShipTracking), Type: StringOption, MaxLength: maxNumber},
			},
		},
		run: func(ctx context.Context, r Request) Reply {
			id, err := shop.ParseOrderID(r.Options["order"])
			if err != nil {
				return t.refuse(r.voice(), err)
			}
			return t.shipOrder(ctx, r, shop.ShipInput{Order: id, Carrier: r.Options["carrier"], Number: r.Options["tracking"]})
		},
		complete: t.completeShip,
		routes: map[string]handler{
			routeShip: t.openShip,
			routeShipped: func(ctx context.Context, r Request) Reply {
				return t.shipOrder(ctx, r, shop.ShipInput{
					Order: shop.OrderID(r.Route.Arg(0)), Carrier: r.Fields["carrier"], Number: r.Fields["tracking"],
				})
			},
			routeInsist: func(ctx context.Context, r Request) Reply {
				carrier, number, _ := strings.Cut(r.Route.Arg(1), "/")
				return t.shipOrder(ctx, r, shop.ShipInput{
					Order: shop.OrderID(r.Route.Arg(0)), Carrier: carrier, Number: number, Insist: true,
				})
			},
			routeShipBy: func(ctx context.Context, r Request) Reply {
				return t.shipOrder(ctx, r, shop.ShipInput{
					Order: shop.OrderID(r.Route.Arg(0)), Carrier: r.picked(), Number: r.Route.Arg(1),
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
	return Reply{Modal: &Modal{Route: s.route(routeShipped), Title: v.say(txtModalShip), Inputs: []Input{
		{Name: "carrier", Label: v.say(txtInputCarrier), Placeholder: v.say(txtHintCarrier), MaxLength: shop.MaxName},
		{Name: "tracking", Label: v.say(txtInputTracking), Placeholder: v.say(txtHintTracking), MaxLength: maxNumber},
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
		reply = t.shipped(ctx, r, in.Order)
	}
	reply.Update = r.Kind == Tap // the question is answered
	return reply
}

func (t *Till) shipped(ctx context.Context, r Request, id shop.OrderID) Reply {
	s, err := t.side(ctx, r.voice(), r.Actor.ID, id)
	if err != nil {
		return t.refuse(r.voice(), err)
	}
	return private(strings.Join([]string{s.tell(txtShipped), s.sent(nil), s.sellersMoney()}, "\n"),
		button(s.say(btnTrack), Secondary, s.route(routeTrack)))
}

// checkNumber shows a number whose check digit is wrong, to correct or to ship
// with all the same.
func (t *Till) checkNumber(v voice, in shop.ShipInput) Reply {
	policy := t.shop.Policy()
	text := v.say(reasonWords[shop.ReasonTrackingCheck]) + "\n**" + plain(in.Number) + "**\n" +
		v.say(txtShipAnyway, "untracked", v.span(policy.HoldUntracked), "tracked", v.span(policy.HoldTracked))
	next := []Button{button(v.say(btnCheckNumber), Primary, NewRoute(routeShip, string(in.Order)))}
	if route := NewRoute(routeInsist, string(in.Order), in.Carrier+"/"+compact(in.Number)); fits(route) {
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
	route := NewRoute(routeShipBy, string(in.Order), compact(in.Number))
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
