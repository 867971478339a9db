package commands

import (
	"context"

	"till/shop"
)

const routeCancelYes = "cancelyes"

// cancel is /cancel: before the payment it withdraws the request at once; after
// it, it asks once more, since all of the money goes back.
func (t *Till) cancel() command {
	return command{
		Definition: Definition{
			Kind: Command, Name: "cancel", Description: string(defCancel),
			Options: []OptionDefinition{{Name: "order", Description: string(defOrder), Type: StringOption, Required: true, Autocomplete: true}},
		},
		run: func(ctx context.Context, r Request) Reply {
			id, err := shop.ParseOrderID(r.Options["order"])
			if err != nil {
				return t.refuse(r.voice(), err)
			}
			return t.askCancel(ctx, r, id)
		},
		complete: func(ctx context.Context, r Request) Reply {
			return t.completeOrder(ctx, r, filterNamed(filterAwaiting), filterNamed(filterToShip))
		},
		routes: map[string]handler{
			routeWithdraw: func(ctx context.Context, r Request) Reply { return t.askCancel(ctx, r, shop.OrderID(r.Route.Arg(0))) },
			routeCancel:   func(ctx context.Context, r Request) Reply { return t.askCancel(ctx, r, shop.OrderID(r.Route.Arg(0))) },
			routeCancelYes: func(ctx context.Context, r Request) Reply {
				reply := t.cancelOrder(ctx, r, shop.OrderID(r.Route.Arg(0)))
				reply.Update = true
				return reply
			},
		},
	}
}

func (t *Till) askCancel(ctx context.Context, r Request, id shop.OrderID) Reply {
	v := r.voice()
	s, err := t.side(ctx, v, r.Actor.ID, id)
	switch {
	case err != nil:
		return t.refuse(v, err)
	case s.role != shop.RoleSeller, s.order.Status != shop.Paid:
		return t.cancelOrder(ctx, r, id)
	case atBank(s.order):
		return t.refuse(v, &shop.Error{Reason: shop.ReasonDisputed})
	}
	rest := s.money(s.order.Refundable())
	return private(s.tell(txtCancelAsk, "rest", rest),
		button(s.say(btnCancelYes, "rest", rest), Danger, s.route(routeCancelYes)),
		button(v.say(btnCancelNo), Secondary, s.route(routeKeep)))
}

func (t *Till) cancelOrder(ctx context.Context, r Request, id shop.OrderID) Reply {
	v := r.voice()
	if _, err := t.shop.Cancel(ctx, r.Cause, r.actor(), id); err != nil {
		return t.refuseOn(ctx, r, id, err)
	}
	s, err := t.side(ctx, v, r.Actor.ID, id)
	switch {
	case err != nil:
		return t.refuse(v, err)
	case s.order.Closing != nil:
		return private(s.closing())
	case s.order.Payment != nil:
		return private(s.tell(txtCanceled, "amount", s.money(s.lastRefund())))
	default:
		return private(s.tell(txtWithdrawn))
	}
}
