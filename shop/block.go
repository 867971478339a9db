package shop

import (
	"context"
	"slices"
)

// mostBlocked is how many people somebody can block, and how many mute: more than
// anybody needs, and few enough for one record.
const mostBlocked = 500

// Block ends requests and messages between the actor and somebody, in both
// directions, until Unblock. Open requests stay as they are, and so do paid orders
// with everything that must be told about them. Again changes nothing.
func (s *Shop) Block(ctx context.Context, actor Actor, whom UserID) error {
	return s.shun(ctx, actor, whom, func(p *Person) { p.Blocked = with(p.Blocked, whom) })
}

// Unblock lifts Block.
func (s *Shop) Unblock(ctx context.Context, actor Actor, whom UserID) error {
	return s.shun(ctx, actor, whom, func(p *Person) { p.Blocked = without(p.Blocked, whom) })
}

// Mute has somebody's messages to the actor arrive without a sound, until Unmute.
// They are not kept back: a deadline may be in one.
func (s *Shop) Mute(ctx context.Context, actor Actor, whom UserID) error {
	return s.shun(ctx, actor, whom, func(p *Person) { p.Muted = with(p.Muted, whom) })
}

// Unmute lifts Mute.
func (s *Shop) Unmute(ctx context.Context, actor Actor, whom UserID) error {
	return s.shun(ctx, actor, whom, func(p *Person) { p.Muted = without(p.Muted, whom) })
}

// Shunned returns whom somebody has blocked and muted, the latest last.
func (s *Shop) Shunned(ctx context.Context, actor UserID) (blocked, muted []UserID, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		p, err := tx.People().Get(actor)
		blocked, muted = p.Blocked, p.Muted
		return unlessMissing(err)
	})
	return blocked, muted, err
}

// Mutes reports whether messages from somebody are to reach the reader without a
// sound.
func (s *Shop) Mutes(ctx context.Context, reader, from UserID) (bool, error) {
	_, muted, err := s.Shunned(ctx, reader)
	return slices.Contains(muted, from), err
}

// shun changes what the actor wants of somebody: a shop, or a person with whom
// they have a conversation.
func (s *Shop) shun(ctx context.Context, actor Actor, whom UserID, change func(*Person)) error {
	if whom == actor.ID {
		return refuse(Invalid, ReasonSelf, "shunning oneself")
	}
	return s.store.Update(ctx, func(tx Tx) error {
		if err := known(tx, actor.ID, whom); err != nil {
			return err
		}
		if err := s.meet(tx, actor); err != nil {
			return err
		}
		p, err := tx.People().Get(actor.ID)
		if err != nil {
			return err
		}
		change(&p)
		if len(p.Blocked) > mostBlocked || len(p.Muted) > mostBlocked {
			return refuse(Conflict, ReasonBlockedMany, "blocked or muted too many")
		}
		return tx.People().Put(p)
	})
}

// known refuses somebody of whom the actor cannot have heard through the bot.
func known(tx Tx, actor, whom UserID) error {
	_, err := tx.Sellers().Get(whom)
	if err != nil && CodeOf(err) == NotFound {
		_, err = tx.Conversations().Get(conversationID(whom, actor))
	}
	if err != nil && CodeOf(err) == NotFound {
		return refuse(NotFound, ReasonNobody, "no shop, and nobody who has written")
	}
	return err
}

// mayReach refuses what one person sends to another when either has blocked the
// other. Who is blocked learns only that it cannot be sent.
func mayReach(tx Tx, from, to UserID) error {
	if to.Erased() {
		return refuse(Conflict, ReasonErased, "the other side is erased")
	}
	for _, side := range [...]struct {
		by, whom UserID
		reason   Reason
	}{{from, to, ReasonYouBlocked}, {to, from, ReasonBlocked}} {
		p, err := tx.People().Get(side.by)
		if err := unlessMissing(err); err != nil {
			return err
		}
		if slices.Contains(p.Blocked, side.whom) {
			return refuse(Forbidden, side.reason, "one of the two has blocked the other")
		}
	}
	return nil
}

func with(all []UserID, id UserID) []UserID { return append(without(all, id), id) }

func without(all []UserID, id UserID) []UserID {
	return slices.DeleteFunc(slices.Clone(all), func(other UserID) bool { return other == id })
}
