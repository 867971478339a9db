package commands

import (
	"context"
	"strings"

	"till/shop"
)

// sends reports whether it is the side's turn to send goods.
func (s side) sends() bool {
	p, _ := s.order.OpenProblem()
	return s.role == shop.RoleSeller && p.State == shop.ProblemReplacing || s.role == shop.RoleBuyer && p.State == shop.ProblemReturning
}

// openGoods opens the form for what is sent because of the problem.
func (t *Till) openGoods(ctx context.Context, r Request) Reply {
	s, err := t.ofProblem(ctx, r, "")
	if err == nil && !s.sends() {
		err = &shop.Error{Reason: shop.ReasonProblemTurn}
	}
	if err != nil {
		return t.refuseProblem(ctx, r, err)
	}
	number := Input{Name: "tracking", Label: s.say(txtInputTracking), MaxLength: maxNumber}
	if s.role == shop.RoleBuyer {
		number.Label, number.Required, number.MinLength = s.say(txtGoodsNumber), true, 1
	}
	return Reply{Modal: &Modal{Route: s.route(routeGoodsSent), Title: clip(s.say(txtGoodsModal), maxModalTitle), Inputs: []Input{
		{Name: "carrier", Label: s.say(txtInputCarrier), Placeholder: s.say(txtHintCarrier), MaxLength: shop.MaxName},
		number,
	}}}
}

func (t *Till) sendGoods(ctx context.Context, r Request) Reply {
	return t.goods(ctx, r, shop.ShipInput{Carrier: r.Fields["carrier"], Number: r.Fields["tracking"]})
}

func (t *Till) insistGoods(ctx context.Context, r Request) Reply {
	carrier, number, _ := strings.Cut(r.Route.Arg(1), "/")
	return t.goods(ctx, r, shop.ShipInput{Carrier: carrier, Number: number, Insist: true})
}

func (t *Till) goods(ctx context.Context, r Request, in shop.ShipInput) Reply {
	in.Cause, in.Actor, in.Order = r.Cause, r.actor(), shop.OrderID(r.Route.Arg(0))
	o, err := t.shop.SendGoods(ctx, in)
	if err != nil && shop.CodeOf(err) == shop.Invalid {
		reply := r.typedAgain(t.refuse(r.voice(), err), NewRoute(routeGoods, r.Route.Arg(0)))
		route := NewRoute(routeGoodsInsist, r.Route.Arg(0), in.Carrier+"/"+compact(in.Number))
		if shop.ReasonOf(err) == shop.ReasonTrackingCheck && fits(route) {
			reply.Text += "\n" + r.voice().say(txtGoodsUnsure)
			reply.Rows = append(reply.Rows, buttons(button(r.voice().say(btnUseNumber), Secondary, route))...)
		}
		return reply
	}
	said := txtProblemMailed
	if o.Role(r.Actor.ID) == shop.RoleBuyer {
		said = txtProblemGone
	}
	reply := t.acted(ctx, r, o, err, said)
	reply.Update = r.Kind == Tap
	return reply
}

// goodsSent names a parcel within a sentence.
func (s side) goodsSent(p shop.Parcel) string {
	if p.Number == "" {
		return s.say(txtGoodsUntracked)
	}
	return s.parcel(p)
}
