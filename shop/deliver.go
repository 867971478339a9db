package shop

import (
	"context"
	"encoding/json"
	"fmt"

	"till/shop/job"
)

// deliver hands a notice to the messenger. The live card of an order is posted
// once and edited from then on; when somebody deleted it, it is posted anew.
func (s *Shop) deliver(ctx context.Context, j job.Job) (func(Tx, *turn) error, error) {
	var n Notice
	if err := json.Unmarshal(j.Payload, &n); err != nil {
		return nil, &Error{Code: Internal, Message: "decoding a notice", Err: err}
	}
	name := nonce(j.Key)
	if n.Order != "" {
		o, err := s.load(ctx, n.Order)
		if err != nil {
			return nil, err
		}
		ref, posted := o.Cards[o.Role(n.To)]
		n.Channel = ref.Channel
		if posted && n.Kind == NoticeCard {
			err := s.messenger.Edit(ctx, ref, n)
			if err == nil || CodeOf(err) != NotFound {
				return s.undelivered(ctx, n, err)
			}
			name = nonce(j.Key + job.Key(":"+ref.Message))
		}
	}
	ref, err := s.messenger.Send(ctx, n, name)
	if err != nil {
		return s.undelivered(ctx, n, err)
	}
	if ref.Message == "" && n.Warning == "" {
		return nil, nil
	}
	return func(tx Tx, _ *turn) error { return s.posted(tx, n, ref) }, nil
}

// undelivered lets go of a notice that its reader does not take: the order
// never fails because of it. When the reader's DM is closed, it is kept until they come by, and the
// other side of the order is told, once for as long as it stays closed.
func (s *Shop) undelivered(ctx context.Context, n Notice, err error) (func(Tx, *turn) error, error) {
	if err == nil || CodeOf(err) != Refused {
		return nil, err
	}
	s.cfg.Observer.Count("notice_refused", string(n.Kind))
	s.cfg.Logger.WarnContext(ctx, "notice not taken", "kind", string(n.Kind), "order", n.Order.String(), "error", err)
	closed := ReasonOf(err) == ReasonDMClosed
	switch {
	case n.Order == "" && closed:
		return func(tx Tx, _ *turn) error { return missed(tx, n) }, nil
	case n.Order == "" || !closed && n.Warning == "":
		return nil, nil
	}
	return func(tx Tx, _ *turn) error {
		o, err := tx.Orders().Get(n.Order)
		if err != nil {
			return err
		}
		o.heard(n, s.now())
		role := o.Role(n.To)
		if !closed || role == "" { // an operator has no side in it
			return tx.Orders().Put(o)
		}
		if err := missed(tx, n); err != nil {
			return err
		}
		if o.Unreachable[role] {
			return tx.Orders().Put(o)
		}
		if o.Unreachable == nil {
			o.Unreachable = make(map[Role]bool)
		}
		o.Unreachable[role] = true
		if err := tx.Orders().Put(o); err != nil {
			return err
		}
		other := Notice{Kind: NoticeDMClosed, To: o.Person(role.Other()), Order: o.ID}
		return s.post(tx, job.Key("notice:"+string(o.ID)+":dm_closed:"+string(role)), fmt.Sprint(o.Entries), other)
	}, nil
}

// posted remembers where a card stands, and which conversation a message
// belongs to.
func (s *Shop) posted(tx Tx, n Notice, ref MessageRef) error {
	conversation := n.Conversation
	if n.Order != "" {
		o, err := tx.Orders().Get(n.Order)
		if err != nil {
			return err
		}
		role := o.Role(n.To)
		if role == "" {
			return nil // to an operator
		}
		reached := o.Unreachable[role]
		delete(o.Unreachable, role)
		if n.Kind == NoticeCard {
			if o.Cards == nil {
				o.Cards = make(map[Role]MessageRef)
			}
			o.Cards[role] = ref
		}
		if reached && n.Kind == NoticeCard {
			if err := forgetMissed(tx, n.To, []Notice{n}); err != nil {
				return err
			}
		}
		o.heard(n, s.now())
		if reached || n.Kind == NoticeCard || n.Warning != "" {
			if err := tx.Orders().Put(o); err != nil {
				return err
			}
		}
		if o.Open() {
			return nil // a reply to it goes to nobody
		}
		conversation = conversationID(o.Buyer, o.Seller)
	}
	if conversation == "" || ref.Message == "" {
		return nil
	}
	return tx.Conversations().Bind(ref.Message, conversation)
}
