package shop

import "context"

// TakeUp makes the actor the buyer of a request that has none, if they are not its
// seller and it was sent into the chat: Discord says where somebody acts, and only
// two people are there. Of any other request nothing changes.
func (s *Shop) TakeUp(ctx context.Context, actor Actor, id OrderID, chat string) (Order, error) {
	return s.change(ctx, "", actor, id, func(t *turn) error {
		o := t.o
		switch {
		case chat == "" || o.Chat != chat:
			return refuse(NotFound, ReasonNoOrder, "%s was not sent into this chat", id)
		case !o.Open() || o.Seller == actor.ID || o.Status != Requested || o.Closing != nil:
			return nil
		}
		if err := mayReach(t.tx, actor.ID, o.Seller); err != nil {
			return err
		}
		o.Buyer = actor.ID
		if err := t.note(ActTakenUp, nil); err != nil {
			return err
		}
		c, err := s.converse(t.tx, o.Buyer, o.Seller, o.ID)
		if card, posted := o.Cards[RoleSeller]; err == nil && posted {
			err = t.tx.Conversations().Bind(card.Message, c.ID) // a reply to it goes to the buyer
		}
		return err
	})
}

// Shown returns the order to both who are in the chat that its request was sent
// into. Anywhere else there is none.
func (s *Shop) Shown(ctx context.Context, chat string, id OrderID) (Order, error) {
	o, err := s.load(ctx, id)
	if err == nil && (chat == "" || o.Chat != chat) {
		return Order{}, refuse(NotFound, ReasonNoOrder, "%s was not sent into this chat", id)
	}
	return o, err
}
