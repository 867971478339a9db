package commands

import (
	"context"
	"strconv"

	"till/shop"
)

const (
	routeAgain     = "again"     // the buyer asks for the same once more
	routeBillAgain = "billagain" // the seller opens the form of that request
)

// repeat is Buy again on an order that arrived.
func (t *Till) repeat() command {
	return command{routes: map[string]handler{routeAgain: t.buyAgain, routeBillAgain: t.billAgain}}
}

func (t *Till) buyAgain(ctx context.Context, r Request) Reply {
	v, id := r.voice(), shop.OrderID(r.Route.Arg(0))
	s, err := t.side(ctx, v, r.Actor.ID, id)
	if err != nil {
		return t.refuse(v, err)
	}
	if _, err := t.shop.BuyAgain(ctx, r.actor(), id); err != nil {
		reply := t.refuse(v, err, "other", plain(s.seller.Name))
		if s.role == shop.RoleBuyer {
			reply.Rows = append(reply.Rows, buttons(s.next(routeAsk))...)
		}
		return reply
	}
	return private(s.tell(txtAgainAsked))
}

// billAgain opens the form of a request to the order's buyer. What is in the
// catalogue still is filled in as it is there now, the rest as it was.
func (t *Till) billAgain(ctx context.Context, r Request) Reply {
	v := r.voice()
	s, err := t.side(ctx, v, r.Actor.ID, shop.OrderID(r.Route.Arg(0)))
	if err == nil && s.role != shop.RoleSeller {
		err = &shop.Error{Reason: shop.ReasonNoOrder}
	}
	if err != nil {
		return t.refuse(v, err)
	}
	if no := t.mayRequest(ctx, r, s.order.Buyer); no != nil {
		return *no
	}
	line := s.order.Lines[0]
	r.Options = map[string]string{"quantity": strconv.FormatInt(line.Quantity, 10)}
	p, err := t.fillFrom(ctx, &r, string(line.Product))
	if shop.ReasonOf(err) != shop.ReasonNoProduct && err != nil {
		return t.refuse(v, err)
	}
	if p.ID == "" {
		r.Options["item"], r.Options["price"] = line.Item, line.Price.String()
		if !s.order.Shipping.IsZero() {
			r.Options["shipping"] = s.order.Shipping.String()
		}
	}
	return t.requestForm(r, s.order.Buyer, p)
}
