package commands

import (
	"context"

	"till/shop"
)

const (
	routeCode    = "code"    // shows the buyer their handover code
	routeHandOut = "handout" // opens the seller's form for it
	routeHanded  = "handed"  // that form
)

// handover is the code with which a buyer shows that goods were handed to them.
func (t *Till) handover() command {
	return command{routes: map[string]handler{
		routeCode:    t.showCode,
		routeHandOut: t.openHandover,
		routeHanded:  t.takeCode,
	}}
}

func (t *Till) showCode(ctx context.Context, r Request) Reply {
	id := shop.OrderID(r.Route.Arg(0))
	code, err := t.shop.ShowHandover(ctx, r.actor(), id)
	if err != nil {
		return t.refuseOn(ctx, r, id, err)
	}
	s, err := t.side(ctx, r.voice(), r.Actor.ID, id)
	if err != nil {
		return t.refuse(r.voice(), err)
	}
	return private(s.tell(txtCode, "code", code[:3]+" "+code[3:]), button(s.say(btnMessageShop), Secondary, s.route(routeAsk)))
}

func (t *Till) openHandover(ctx context.Context, r Request) Reply {
	id := shop.OrderID(r.Route.Arg(0))
	s, err := t.side(ctx, r.voice(), r.Actor.ID, id)
	if err == nil && s.role != shop.RoleSeller {
		err = &shop.Error{Code: shop.NotFound, Reason: shop.ReasonNoOrder}
	}
	if err != nil {
		return t.refuse(r.voice(), err)
	}
	return Reply{Modal: &Modal{Route: s.route(routeHanded), Title: clip(s.say(txtCodeModal), maxModalTitle), Inputs: []Input{
		{Name: "code", Label: s.say(txtInputCode), Placeholder: s.say(txtHintCode), MinLength: 1, MaxLength: 20, Required: true},
	}}}
}

func (t *Till) takeCode(ctx context.Context, r Request) Reply {
	id := shop.OrderID(r.Route.Arg(0))
	taken, err := t.shop.TakeHandover(ctx, r.Cause, r.actor(), id, r.Fields["code"])
	if err != nil {
		return t.refuseOn(ctx, r, id, err)
	}
	s, err := t.sideOf(ctx, r.voice(), r.Actor.ID, taken.Order)
	switch {
	case err != nil:
		return t.refuse(r.voice(), err)
	case taken.Right:
		return private(joined(s.tell(txtCodeRight), s.sellersMoney()), button(s.say(btnTrack), Secondary, s.route(routeTrack)))
	case taken.Left <= 0:
		return private(s.tell(reasonWords[shop.ReasonHandoverTries]), s.next(routeAsk))
	default:
		return private(s.count(taken.Left, txtCodeWrongOne, txtCodeWrongMany), button(s.say(btnCodeAgain), Primary, s.route(routeHandOut)))
	}
}

// handingOver is the button of a handover, on an order's story.
func (s side) handingOver() []Row {
	switch {
	case !s.order.HandsOver():
		return nil
	case s.role == shop.RoleBuyer:
		return buttons(button(s.say(btnCode), Secondary, s.route(routeCode)))
	default:
		return buttons(button(s.say(btnHandOut), Secondary, s.route(routeHandOut)))
	}
}
