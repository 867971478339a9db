package shop

import (
	"context"
	"slices"
)

// mostMissed is how many notices wait for somebody to come by, the latest ones. /orders and
// /purchases show what is beyond.
const mostMissed = 50

// Missed returns what did not reach somebody because they take no messages, oldest first: the cards
// of orders, as they are by now, what others wrote, and notices about their shop. Show it to them
// when they do something with the bot, wherever that is, and say so with Told.
func (s *Shop) Missed(ctx context.Context, id UserID) (missed []Notice, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		p, err := tx.People().Get(id)
		missed = p.Missed
		return unlessMissing(err)
	})
	return missed, err
}

// Told forgets what somebody has been shown of Missed.
func (s *Shop) Told(ctx context.Context, id UserID, shown []Notice) error {
	return s.store.Update(ctx, func(tx Tx) error {
		return forgetMissed(tx, id, shown)
	})
}

func forgetMissed(tx Tx, id UserID, shown []Notice) error {
	p, err := tx.People().Get(id)
	if err != nil {
		return unlessMissing(err) // they are erased
	}
	p.Missed = slices.DeleteFunc(p.Missed, func(m Notice) bool { return slices.ContainsFunc(shown, m.repeats) })
	return tx.People().Put(p)
}

// missed keeps for its reader what a notice was about, that their closed DM does not take. They have
// a side in its order, if it has one.
func missed(tx Tx, n Notice) error {
	switch n.Kind {
	case NoticeAlert, NoticeDigest: // the one is in the log, the other comes again tomorrow
		return nil
	default:
	}
	if n.Kind == NoticeWords {
		if _, err := tx.Conversations().Get(n.Conversation); err != nil {
			return unlessMissing(err) // whoever wrote it is erased
		}
	} else if n.Order != "" {
		n = Notice{Kind: NoticeCard, To: n.To, Order: n.Order} // it says how things stand, whatever has happened
	}
	p, err := tx.People().Get(n.To)
	if unlessMissing(err) != nil {
		return err
	}
	if err != nil && n.Order == "" {
		if _, err := tx.Sellers().Get(n.To); err != nil {
			return unlessMissing(err) // they are erased
		}
	}
	p.ID = n.To // a buyer may never have used the bot
	p.Missed = append(slices.DeleteFunc(p.Missed, n.repeats), n)
	p.Missed = slices.Delete(p.Missed, 0, max(0, len(p.Missed)-mostMissed))
	return tx.People().Put(p)
}

// repeats reports whether the two notices say the same, as things stand when they are read.
func (n Notice) repeats(other Notice) bool {
	return n.Kind == other.Kind && n.Order == other.Order && n.Conversation == other.Conversation && n.N == other.N
}
