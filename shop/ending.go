package shop

import (
	"context"
)

// Decline ends a request at the buyer's wish.
func (s *Shop) Decline(ctx context.Context, cause string, actor Actor, id OrderID) (Order, error) {
	return s.change(ctx, cause, actor, id, func(t *turn) error {
		if t.o.Buyer != actor.ID {
			return refuse(Forbidden, ReasonNotYours, "only the buyer declines")
		}
		return t.end(EventDecline)
	})
}

// Cancel ends an order at the seller's wish: before the payment it withdraws
// the request, after it, until it is shipped, all of the money goes back.
func (s *Shop) Cancel(ctx context.Context, cause string, actor Actor, id OrderID) (Order, error) {
	return s.change(ctx, cause, actor, id, func(t *turn) error {
		if t.o.Seller != actor.ID {
			return refuse(NotFound, ReasonNoOrder, "not the seller of %s", id)
		}
		if t.o.Status == Paid && t.o.disputed() {
			return refuse(Conflict, ReasonDisputed, "%s is charged back", id)
		}
		return t.end(EventCancel)
	})
}

// end applies an ending. While a checkout page can still be paid, the page is
// closed first: until then the ending is only wished for.
func (t *turn) end(e Event) error {
	if c := t.o.Closing; c != nil {
		return refuse(Conflict, c.reason(), "waits for the checkout page already")
	}
	switch next := Next(t.o.Status, e); {
	case next.Effect == Remember:
		t.o.Closing = &Closing{Event: e, Actor: t.actor, At: t.now, Slow: true}
		return t.note(ActClosing, map[string]string{"event": string(e)})
	case next.Effect == Move && t.o.Status == Requested && t.o.Checkout() != nil:
		t.o.Closing = &Closing{Event: e, Actor: t.actor, At: t.now, Terms: t.terms}
		if err := t.note(ActClosing, map[string]string{"event": string(e)}); err != nil {
			return err
		}
		return t.later(kindClose, 0, t.now)
	}
	return t.finish(e)
}

// reason says why nothing else can be done meanwhile.
func (c Closing) reason() Reason {
	if c.Event == EventRevise {
		return ReasonRevising
	}
	return ReasonClosing
}

// finish ends the order for good and tells the other side.
func (t *turn) finish(e Event) error {
	if e == EventRevise {
		return t.revised()
	}
	paid := t.o.Payment != nil
	effect, err := t.happen(e, nil)
	if err != nil || effect != Move {
		return err
	}
	t.o.Closing = nil
	for _, kind := range orderTimers {
		if err := t.never(kind, 0); err != nil {
			return err
		}
	}
	switch {
	case paid:
		if err := t.refundRest(RefundCanceled); err != nil {
			return err
		}
		t.tellBoth(NoticeCanceledPaid, nil)
	case e == EventDecline:
		t.tell(NoticeRequestDeclined, RoleSeller, nil)
	case e == EventCancel && t.s.Operates(t.actor) && t.actor != t.o.Seller:
		t.o.Stopped = true
		t.tellBoth(NoticeRequestStopped, nil)
	case e == EventCancel:
		t.tell(NoticeRequestCanceled, RoleBuyer, nil)
	default:
		t.tellBoth(NoticeRequestExpired, nil)
	}
	return nil
}

// refundRest gives all that is left back.
func (t *turn) refundRest(reason RefundReason) error {
	if left := t.o.Refundable(); left.Minor > 0 {
		return t.refund(reason, left, "")
	}
	return nil
}

// closeCheckout closes the page of an order that is to end, or to be changed, and
// then does that. A buyer who was faster has paid.
func (s *Shop) closeCheckout(ctx context.Context, id OrderID) (outcome, error) {
	o, err := s.load(ctx, id)
	if err != nil {
		return nil, err
	}
	if o.Closing == nil || o.Status != Requested {
		return nothing, nil
	}
	var session CheckoutSession
	if c := o.Checkout(); c != nil {
		if session, err = s.closePage(ctx, o, *c); err != nil {
			return nil, err
		}
	}
	return func(t *turn) error {
		if session.ID != "" {
			if err := t.meetSession(session); err != nil {
				return err
			}
		}
		c := t.o.Closing
		switch {
		case c == nil || t.o.Status != Requested:
			return nil // the buyer was faster
		case t.o.Checkout() != nil:
			return refuse(Unavailable, "", "%s can still be paid", id)
		}
		t.actor, t.terms = c.Actor, c.Terms
		return t.finish(c.Event)
	}, nil
}
