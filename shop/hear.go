package shop

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"till/shop/job"
)

// cursor is the mark of how far the provider's events were read.
const cursor = "cursor:events"

// overlap is how far before the cursor reading starts anew: events may be
// listed late.
const overlap = 10 * time.Minute

// Hear takes an event from the provider, by webhook or by polling; it is
// durable when Hear returns. An event is a hint: a job fetches the object.
func (s *Shop) Hear(ctx context.Context, e ProviderEvent) error {
	return s.store.Update(ctx, func(tx Tx) error { return s.hear(tx, e) })
}

func (s *Shop) hear(tx Tx, e ProviderEvent) error {
	seen, err := s.once(tx, "event:"+e.ID, "seen")
	if err != nil || seen != "" {
		return err
	}
	s.cfg.Observer.Count("event", string(e.Subject))
	tx = caused(tx, e.ID)
	if err := s.toldAfterAll(tx, e.Object); err != nil {
		return err
	}
	switch e.Subject {
	case SubjectCheckout:
		if e.Account != "" {
			return nil // a sale of the seller's own, not through this shop
		}
		return s.fetchLater(tx, e.Object, e.ID, s.now())
	case SubjectAccount:
		return s.accountLater(tx, e.Object, e.ID)
	case SubjectRefund:
		return s.refundLater(tx, e)
	case SubjectCharge:
		return s.chargeLater(tx, e.Object, e.ID)
	default:
		return nil
	}
}

func sessionKey(session string) job.Key { return job.Key("session:" + session) }

// fetchLater has a checkout session looked at.
func (s *Shop) fetchLater(tx Tx, session, stamp string, due time.Time) error {
	payload, err := json.Marshal(session)
	if err != nil {
		return &Error{Code: Internal, Message: "encoding a session", Err: err}
	}
	return tx.Jobs().Put(job.Job{
		Key: sessionKey(session), Kind: kindSession,
		Due: due, CreatedAt: s.now(), Stamp: stamp, Payload: payload,
	})
}

// refundLater has a refund of an order looked at.
func (s *Shop) refundLater(tx Tx, e ProviderEvent) error {
	id, err := tx.Orders().ByReference(e.Object)
	if err != nil {
		return unlessMissing(err) // not of this shop, or not recorded yet: its own job will see it
	}
	o, err := tx.Orders().Get(id)
	if err != nil {
		return err
	}
	for _, r := range o.Refunds {
		if r.ID == e.Object {
			return tx.Jobs().Put(job.Job{
				Key: jobKey(kindRefundCheck, id, r.N), Kind: kindRefundCheck, Order: string(id),
				Due: s.now(), CreatedAt: s.now(), Stamp: e.ID, Payload: json.RawMessage(fmt.Sprint(r.N)),
			})
		}
	}
	return nil
}

// Poll reads the provider's events from where it stopped last, and looks at the
// accounts of sellers that may have changed. Webhooks make it faster, polling
// makes it certain.
func (s *Shop) Poll(ctx context.Context) error {
	now := s.now()
	since, err := s.heardUntil(ctx, now)
	if err != nil {
		return err
	}
	events, err := s.provider.EventsSince(ctx, since.Add(-overlap))
	if err != nil {
		return err
	}
	return s.store.Update(ctx, func(tx Tx) error {
		for _, e := range events {
			if err := s.hear(tx, e); err != nil {
				return err
			}
			if e.At.After(since) {
				since = e.At // the provider's clock counts, not ours
			}
		}
		if err := s.accountsLater(tx, now); err != nil {
			return err
		}
		if err := s.revive(tx); err != nil {
			return err
		}
		return tx.Marks().Put(cursor, since.Format(time.RFC3339))
	})
}

// heardUntil returns the cursor. The first time it starts a day ago, whatever our
// clock is worth, and stays there until events were read.
func (s *Shop) heardUntil(ctx context.Context, now time.Time) (since time.Time, err error) {
	read := func(tx Tx) error {
		mark, err := tx.Marks().Get(cursor)
		if err == nil {
			since, err = time.Parse(time.RFC3339, mark)
		}
		return err
	}
	if err = s.store.View(ctx, read); err == nil || CodeOf(err) != NotFound {
		return since, err
	}
	since = now.Add(-day)
	return since, s.store.Update(ctx, func(tx Tx) error {
		return tx.Marks().Put(cursor, since.Format(time.RFC3339))
	})
}

// How often an account is looked at: a seller who is setting up soon sees that
// they may sell, one who may already is looked at a few times a day.
const (
	accountPoll       = 5 * time.Minute
	accountPollActive = 6 * time.Hour
)

// accountsLater has the accounts looked at whose turn it is. Sellers' accounts
// have no events in the platform's list.
func (s *Shop) accountsLater(tx Tx, now time.Time) error {
	sellers, err := tx.Sellers().List()
	if err != nil {
		return err
	}
	for _, seller := range sellers {
		every := accountPoll
		if seller.Eligible() {
			every = accountPollActive
		}
		if seller.Account == "" || now.Sub(seller.CheckedAt) < every {
			continue
		}
		if err := s.accountLater(tx, seller.Account, now.Format(time.RFC3339)); err != nil {
			return err
		}
	}
	return nil
}
