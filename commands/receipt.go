package commands

import (
	"context"

	"till/shop"
)

const (
	routeGotYes = "gotyes"
	routeKeep   = "keep"
)

// receipt is the buyer's I got it, which asks once more: it pays the seller.
func (t *Till) receipt() command {
	return command{routes: map[string]handler{
		routeGot:    t.askReceipt,
		routeGotYes: t.confirmReceipt,
		routeKeep:   keep,
	}}
}

func (t *Till) askReceipt(ctx context.Context, r Request) Reply {
	v := r.voice()
	s, err := t.side(ctx, v, r.Actor.ID, shop.OrderID(r.Route.Arg(0)))
	switch {
	case err != nil:
		return t.refuse(v, err)
	case s.role != shop.RoleBuyer:
		return private(s.tell(reasonWords[shop.ReasonNotYours]))
	case !s.order.AwaitsWord() && s.order.Arrived():
		return private(s.tell(txtGotAlready))
	case s.order.Status != shop.Shipped && !s.order.Arrived():
		return private(s.tell(reasonWords[shop.ReasonNotShipped]))
	}
	ask := txtGotAsk
	if _, done := s.order.PaidOut(); done {
		ask = txtGotAskPaid
	}
	return private(s.tell(ask),
		button(v.say(btnGotYes), Success, s.route(routeGotYes)),
		button(v.say(btnGotNo), Secondary, s.route(routeKeep)))
}

func (t *Till) confirmReceipt(ctx context.Context, r Request) Reply {
	v, id := r.voice(), shop.OrderID(r.Route.Arg(0))
	if _, err := t.shop.ConfirmReceipt(ctx, r.Cause, r.actor(), id); err != nil {
		return t.refuse(v, err)
	}
	s, err := t.side(ctx, v, r.Actor.ID, id)
	if err != nil {
		return t.refuse(v, err)
	}
	text := s.tell(txtGotDone)
	if _, done := s.order.PaidOut(); !done && len(s.order.Holds) == 0 {
		text = s.tell(txtGotPays, "when", when(s.order.PayoutAt))
	}
	return rewrite(text, button(v.say(btnTrack), Secondary, s.route(routeTrack)))
}

// keep answers who thought better of it.
func keep(_ context.Context, r Request) Reply { return rewrite(r.voice().say(txtKept)) }

// rewrite replaces the private question that was answered.
func rewrite(text string, next ...Button) Reply {
	reply := private(text, next...)
	reply.Update = true
	return reply
}
