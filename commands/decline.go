package commands

import (
	"context"

	"till/shop"
)

// decline is the buyer's Decline button.
func (t *Till) decline() command {
	return command{routes: map[string]handler{routeDecline: t.declineRequest}}
}

func (t *Till) declineRequest(ctx context.Context, r Request) Reply {
	v, id := r.voice(), shop.OrderID(r.Route.Arg(0))
	if _, err := t.shop.Decline(ctx, r.Cause, r.actor(), id); err != nil {
		return t.refuse(v, err)
	}
	s, err := t.side(ctx, v, r.Actor.ID, id)
	if err != nil {
		return t.refuse(v, err)
	}
	if s.order.Closing != nil {
		return private(s.closing())
	}
	return private(s.tell(txtDeclined))
}

// closing says what an ending waits for.
func (s side) closing() string {
	switch c := s.order.Closing; {
	case c.Slow:
		return s.say(txtClosingSlow)
	case c.Event == shop.EventRevise:
		return s.say(txtRevising)
	default:
		return s.say(txtClosing)
	}
}
