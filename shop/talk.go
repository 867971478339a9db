package shop

import (
	"context"
	"fmt"

	"till/shop/job"
)

// talkLife is how long after its last word a conversation takes a message that
// was typed without saying for whom.
const talkLife = 30 * day

func conversationID(buyer, seller UserID) ConversationID {
	return ConversationID(string(buyer) + "-" + string(seller))
}

// converse opens the pair's conversation, or has it turn to another order.
func (s *Shop) converse(tx Tx, buyer, seller UserID, about OrderID) (Conversation, error) {
	c, err := tx.Conversations().Get(conversationID(buyer, seller))
	if err != nil {
		if CodeOf(err) != NotFound {
			return c, err
		}
		c = Conversation{ID: conversationID(buyer, seller), Buyer: buyer, Seller: seller}
	}
	if about != "" {
		c.Order = about
	}
	c.UpdatedAt = s.now()
	return c, tx.Conversations().Put(c)
}

// SayInput is a message from one person to another, through the bot.
type SayInput struct {
	Cause   string
	Actor   Actor
	Seller  UserID         // a question to a shop; or
	Order   OrderID        // about an order; or
	To      ConversationID // in a conversation; or
	ReplyTo string         // a reply to this message of the bot; or none: the one open conversation
	Text    string
	Files   []Attachment
}

// Said is what came of SayInput: where it went, or, when several conversations
// are open and none was named, among which to pick.
type Said struct {
	Conversation Conversation
	Pick         []Conversation
}

// Say passes a message on to the other side. A message for which there are
// several takers is kept as a draft until SendDraft names one.
func (s *Shop) Say(ctx context.Context, in SayInput) (Said, error) {
	text, err := cleanWords(in.Text, MaxText)
	if err != nil {
		return Said{}, err
	}
	if blank(text) && len(in.Files) == 0 {
		return Said{}, refuse(Invalid, ReasonTextEmpty, "nothing is said")
	}
	in.Text = text
	if err := checkFiles(in.Files); err != nil {
		return Said{}, err
	}
	var said Said
	err = s.store.Update(ctx, func(tx Tx) error {
		said = Said{}
		if err := s.meet(tx, in.Actor); err != nil {
			return err
		}
		c, pick, err := s.addressee(tx, in)
		if err != nil {
			return err
		}
		if len(pick) > 0 {
			said.Pick = pick
			return s.keepDraft(tx, in)
		}
		seen, err := s.once(tx, in.Cause, "said")
		if err != nil || seen != "" {
			said.Conversation = c
			return err
		}
		if in.Seller != "" && c.Messages == 0 {
			if err := s.keep(tx, paceFirst, in.Actor.ID, ""); err != nil {
				return err
			}
		}
		said.Conversation, err = s.pass(tx, c, Words{From: in.Actor.ID, Text: in.Text, Files: in.Files, Order: in.Order})
		return err
	})
	return said, err
}

// addressee finds the conversation that a message belongs to, or those among
// which its writer has to pick.
func (s *Shop) addressee(tx Tx, in SayInput) (c Conversation, pick []Conversation, err error) {
	actor := in.Actor.ID
	switch {
	case in.Seller != "":
		if in.Seller == actor {
			return c, nil, refuse(Invalid, ReasonSelf, "a question to oneself")
		}
		if _, err := tx.Sellers().Get(in.Seller); err != nil {
			if CodeOf(err) == NotFound {
				return c, nil, refuse(NotFound, ReasonNoShop, "no such shop")
			}
			return c, nil, err
		}
		c, err = s.converse(tx, actor, in.Seller, "")
		return c, nil, err
	case in.Order != "":
		t, err := s.take(tx, in.Order, actor)
		if err != nil {
			return c, nil, err
		}
		if t.o.Role(actor) == "" {
			return c, nil, refuse(NotFound, ReasonNoOrder, "not a side of %s", in.Order)
		}
		if t.o.Open() {
			return c, nil, refuse(Conflict, ReasonNobodyYet, "%s has no buyer yet", in.Order)
		}
		c, err = s.converse(tx, t.o.Buyer, t.o.Seller, in.Order)
		return c, nil, err
	case in.To != "":
		c, err = s.ownConversation(tx, in.To, actor)
		return c, nil, err
	case in.ReplyTo != "":
		id, err := tx.Conversations().Bound(in.ReplyTo)
		if err == nil {
			c, err = s.ownConversation(tx, id, actor)
			return c, nil, err
		}
		if CodeOf(err) != NotFound {
			return c, nil, err
		}
	}
	return s.openConversation(tx, actor)
}

func (s *Shop) ownConversation(tx Tx, id ConversationID, actor UserID) (Conversation, error) {
	c, err := tx.Conversations().Get(id)
	if err == nil && c.Other(actor) == "" || err != nil && CodeOf(err) == NotFound {
		return c, refuse(NotFound, ReasonNoConversation, "no such conversation")
	}
	return c, err
}

func (s *Shop) openConversation(tx Tx, actor UserID) (Conversation, []Conversation, error) {
	all, err := tx.Conversations().Of(actor, 25) // as many as a menu holds
	if err != nil {
		return Conversation{}, nil, err
	}
	var open []Conversation
	for _, c := range all {
		if s.now().Sub(c.UpdatedAt) < talkLife && !c.Other(actor).Erased() {
			open = append(open, c)
		}
	}
	switch len(open) {
	case 0:
		return Conversation{}, nil, refuse(NotFound, ReasonNoConversation, "nobody to pass this on to")
	case 1:
		return open[0], nil, nil
	default:
		return Conversation{}, open, nil
	}
}

// pass writes the words down and has them delivered to the other side.
func (s *Shop) pass(tx Tx, c Conversation, w Words) (Conversation, error) {
	if err := mayReach(tx, w.From, c.Other(w.From)); err != nil {
		return c, err
	}
	if err := withhold(tx, c, w); err != nil {
		return c, err
	}
	if err := s.keep(tx, paceSay, w.From, c.Other(w.From)); err != nil {
		return c, err
	}
	if w.Order == "" {
		w.Order = c.Order
	}
	c, err := s.keepWords(tx, c, w)
	if err != nil {
		return c, err
	}
	key := job.Key(fmt.Sprintf("words:%s:%d", c.ID, c.Messages))
	return c, s.post(tx, key, "", Notice{
		Kind: NoticeWords, To: c.Other(w.From), Order: w.Order, Conversation: c.ID, N: c.Messages,
	})
}

// withhold refuses a message of the buyer's with a handover code in it: the code
// says that they have the goods, and is shown when they do.
func withhold(tx Tx, c Conversation, w Words) error {
	if w.From != c.Buyer || len(digits(w.Text)) < handoverDigits {
		return nil
	}
	open, err := tx.Orders().List(OrderQuery{Buyer: c.Buyer, Status: []Status{Paid, Shipped}})
	if err != nil {
		return err
	}
	for _, o := range open {
		if o.Seller == c.Seller && o.holdsHandover(w.Text) {
			return refuse(Invalid, ReasonHandoverSaid, "the handover code of %s", o.ID)
		}
	}
	return nil
}

// keepWords writes the words down as the conversation's newest.
func (s *Shop) keepWords(tx Tx, c Conversation, w Words) (Conversation, error) {
	c.Messages++
	c.UpdatedAt = s.now()
	w.N, w.At = c.Messages, s.now()
	if err := tx.Conversations().Put(c); err != nil {
		return c, err
	}
	return c, tx.Conversations().Append(c.ID, w)
}

func (s *Shop) keepDraft(tx Tx, in SayInput) error {
	p, err := tx.People().Get(in.Actor.ID)
	if err != nil {
		return err
	}
	p.Draft = &Draft{Text: in.Text, Files: in.Files, At: s.now()}
	return tx.People().Put(p)
}

// SendDraft passes the message on that the actor typed before saying for whom.
func (s *Shop) SendDraft(ctx context.Context, actor Actor, to ConversationID) (Conversation, error) {
	var c Conversation
	err := s.store.Update(ctx, func(tx Tx) error {
		if err := s.meet(tx, actor); err != nil {
			return err
		}
		p, err := tx.People().Get(actor.ID)
		if err != nil {
			return err
		}
		if p.Draft == nil {
			return refuse(Conflict, ReasonTextEmpty, "no draft")
		}
		if c, err = s.ownConversation(tx, to, actor.ID); err != nil {
			return err
		}
		draft := *p.Draft
		p.Draft = nil
		if err := tx.People().Put(p); err != nil {
			return err
		}
		c, err = s.pass(tx, c, Words{From: actor.ID, Text: draft.Text, Files: draft.Files})
		return err
	})
	return c, err
}

// Relayed returns the conversation that a message of the bot's belongs to, to its
// seller.
func (s *Shop) Relayed(ctx context.Context, seller UserID, message string) (c Conversation, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		id, err := tx.Conversations().Bound(message)
		if err != nil {
			return err
		}
		if c, err = s.ownConversation(tx, id, seller); err == nil && c.Seller != seller {
			return refuse(NotFound, ReasonNoConversation, "not the seller's conversation")
		}
		return err
	})
	return c, err
}

// Buyers returns the seller's conversations with buyers, newest first.
func (s *Shop) Buyers(ctx context.Context, seller UserID, most int) (found []Conversation, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		all, err := tx.Conversations().Of(seller, 0)
		for _, c := range all {
			if c.Seller == seller && len(found) < most && !c.Buyer.Erased() {
				found = append(found, c)
			}
		}
		return err
	})
	return found, err
}

// Words returns one message of a conversation, for whoever has a part in it.
func (s *Shop) Words(ctx context.Context, actor UserID, id ConversationID, n int) (Words, error) {
	var w Words
	err := s.store.View(ctx, func(tx Tx) error {
		if _, err := s.ownConversation(tx, id, actor); err != nil {
			return err
		}
		var err error
		w, err = tx.Conversations().Words(id, n)
		return err
	})
	return w, err
}
