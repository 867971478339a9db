package commands

import (
	"context"

	"till/shop"
)

const routeRefresh = "refresh"

// inChat is the card of an order in the DM of its two sides, where the bot is no
// member: Discord lets it change the card only in answer to a tap.
func (t *Till) inChat() command {
	return command{routes: map[string]handler{
		routeRefresh: func(ctx context.Context, r Request) Reply {
			if r.Shared {
				return Reply{} // the card is drawn anew with every answer
			}
			return t.openCard(ctx, r)
		},
	}}
}

// onShared answers what somebody does on such a card, to them alone, and draws the
// card anew, in the buyer's language once it is known who they are. Whoever acts on
// it and is not the seller is the buyer from then on.
func (t *Till) onShared(do handler) handler {
	return func(ctx context.Context, r Request) Reply {
		id := shop.OrderID(r.Route.Arg(0))
		if r.Route.Name() != routeRefresh {
			if _, err := t.shop.TakeUp(ctx, r.actor(), id, r.Chat); err != nil {
				return t.refuse(r.voice(), err)
			}
		}
		return t.redrawn(ctx, r, id, do(ctx, r))
	}
}

// redrawn has the card drawn anew with an answer. What would take the card's place
// is for one of the two, and stands beside it.
func (t *Till) redrawn(ctx context.Context, r Request, id shop.OrderID, reply Reply) Reply {
	if reply.Modal != nil {
		return reply
	}
	if later := reply.Later; later != nil {
		return Reply{Private: true, Update: true, Later: func(ctx context.Context) Reply {
			return t.redrawn(ctx, r, id, later(ctx))
		}}
	}
	reply.Private, reply.Update = true, false
	v := r.voice()
	o, err := t.shop.Shown(ctx, r.Chat, id)
	if err == nil && !o.Open() {
		v = t.reader(ctx, Person{ID: o.Buyer})
	}
	var card Message
	if err == nil {
		card, err = t.sharedCard(ctx, v, o)
	}
	switch {
	case err == nil:
		reply.Card = v.directed(card)
	case reply.Empty():
		reply = t.refuse(r.voice(), err)
	}
	return reply
}

// sharedCard is the card as both see it: the buyer's.
func (t *Till) sharedCard(ctx context.Context, v voice, o shop.Order) (Message, error) {
	s, err := t.sideOf(ctx, v, o.Buyer, o)
	if err != nil {
		return Message{}, err
	}
	s.role = shop.RoleBuyer
	m := s.card()
	switch {
	case !s.onlyAsked():
		m.Text = s.tell(txtSharedOrder)
	case o.Status.Ended():
		m.Text = s.tell(txtCardEnded)
	default:
		m.Text = s.tell(txtSharedAsks)
	}
	m.Cards[0].Footer = v.say(txtSharedFooter)
	m.Rows = append(m.Rows, buttons(button(v.say(btnRefresh), Secondary, s.route(routeRefresh)))...)
	return t.pictured(ctx, m, o.Photo()), nil
}

// inGroup refuses everything in a chat of several people.
func inGroup(_ context.Context, r Request) Reply {
	return private(r.voice().say(txtInGroup))
}

// install is the button that adds the bot to somebody's account, so that its
// commands work in their own DMs, and its messages reach them.
func (r Request) install() []Button {
	if r.Install == "" {
		return nil
	}
	return []Button{{Label: clip(r.voice().say(btnInstall), maxLabel), Style: Link, URL: r.Install}}
}
