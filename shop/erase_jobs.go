package shop

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"time"

	"till/shop/job"
	"till/shop/ledger"
)

// The kinds of jobs that follow an erasure.
const (
	kindFinish  job.Kind = "erase"   // erase what was kept of somebody for disputes
	kindCompact job.Kind = "compact" // have the store's file forget what was deleted
)

const (
	compactAfter = day / 24 // erasures that come together need one compaction
	compactRetry = day / 6  //
	finishRetry  = 30 * day // while a dispute is open, or a debt
)

// jobs takes back the messages to the person, and takes what they wrote out of
// those to others. It looks at those that were given up, too.
func (e *erasure) jobs() error {
	waiting, err := e.tx.Backlog().Waiting(0)
	if err != nil {
		return err
	}
	dead, err := e.tx.Backlog().Dead()
	if err != nil {
		return err
	}
	for _, j := range waiting {
		next, err := e.strip(j)
		switch {
		case err != nil:
		case next == nil:
			err = e.tx.Jobs().Delete(j.Key)
		case !bytes.Equal(next, j.Payload):
			j.Payload = next
			err = e.tx.Jobs().Put(j)
		}
		if err != nil {
			return err
		}
	}
	for _, j := range dead {
		next, err := e.strip(j)
		if err != nil {
			return err
		}
		if next != nil && bytes.Equal(next, j.Payload) {
			continue
		}
		if _, err = e.tx.Backlog().Unearth(j.Key); err == nil && next != nil {
			j.Payload = next
			err = e.tx.Backlog().Bury(j)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// strip returns what is left of a job's payload; nil: the job is taken back. That
// somebody else reported the person stays with the operators.
func (e *erasure) strip(j job.Job) (json.RawMessage, error) {
	if j.Kind != kindNotice {
		return j.Payload, nil
	}
	var n Notice
	if err := json.Unmarshal(j.Payload, &n); err != nil {
		return nil, &Error{Code: Internal, Message: "decoding a notice", Err: err}
	}
	if n.To == e.who || n.Kind == NoticeWords && e.talks[n.Conversation] {
		return nil, nil
	}
	for name, value := range n.Facts {
		if name != "reported" && strings.Contains(value, string(e.who)) {
			return nil, nil
		}
	}
	if n.Facts["note"] == "" || !e.sides[n.Order] {
		return j.Payload, nil
	}
	delete(n.Facts, "note")
	payload, err := json.Marshal(n)
	if err != nil {
		return nil, &Error{Code: Internal, Message: "encoding a notice", Err: err}
	}
	return payload, nil
}

// finishLater has what was kept for disputes erased when none can come any more.
func (s *Shop) finishLater(tx Tx, as UserID, at time.Time) error {
	payload, err := json.Marshal(as)
	if err != nil {
		return &Error{Code: Internal, Message: "encoding a pseudonym", Err: err}
	}
	if at.Before(s.now()) {
		at = s.now()
	}
	return tx.Jobs().Put(job.Job{
		Key: job.Key("erase:" + string(as)), Kind: kindFinish, Due: at, CreatedAt: s.now(),
		Stamp: at.Format(time.RFC3339), Payload: payload,
	})
}

// finishErasing erases what was kept for disputes; later, while one is open, or what
// one cost is owed still.
func (s *Shop) finishErasing(tx Tx, as UserID) error {
	var orders []Order
	for _, q := range []OrderQuery{{Seller: as}, {Buyer: as}} {
		found, err := tx.Orders().List(q)
		if err != nil {
			return err
		}
		orders = append(orders, found...)
	}
	for i := range orders {
		o := &orders[i]
		if o.openDispute() != nil || o.openReversal() != nil || o.openPayout() != nil || o.Book.Balance(ledger.OwedBySeller).Minor > 0 && o.Seller == as {
			return s.finishLater(tx, as, s.now().Add(finishRetry))
		}
	}
	for i := range orders {
		entries, err := tx.Journal().Entries(orders[i].ID)
		if err != nil {
			return err
		}
		for _, p := range orders[i].Parcels {
			if err := forgetUse(tx, orders[i].ID, p); err != nil {
				return err
			}
		}
		orders[i].eraseRest(entries)
		if err := tx.Erasure().Order(orders[i], entries); err != nil {
			return err
		}
	}
	seller, err := tx.Sellers().Get(as)
	if err != nil {
		if unlessMissing(err) != nil {
			return err
		}
		return s.compactLater(tx)
	}
	seller.forgetAccount()
	if err := tx.Sellers().Put(seller); err != nil {
		return err
	}
	return s.compactLater(tx)
}

// compactLater has the store compacted soon, unless it will be anyhow.
func (s *Shop) compactLater(tx Tx) error {
	j, err := tx.Jobs().Get(job.Key(kindCompact))
	switch {
	case err == nil && j.Due.After(s.now()):
		return nil
	case unlessMissing(err) != nil:
		return err
	}
	return s.compactAt(tx, s.now().Add(compactAfter))
}

func (s *Shop) compactAt(tx Tx, due time.Time) error {
	return tx.Jobs().Put(job.Job{
		Key: job.Key(kindCompact), Kind: kindCompact, Due: due, CreatedAt: s.now(), Stamp: due.Format(time.RFC3339Nano),
	})
}

// compact has the store's file forget what was deleted from it. When that fails, the
// operators hear of it, and it is tried again for as long as it takes.
func (s *Shop) compact(ctx context.Context) (func(Tx, *turn) error, error) {
	store, able := s.file.(Compacter)
	if !able {
		return nil, nil //nolint:nilnil // this store forgets at once
	}
	began := s.now()
	err := store.Compact(ctx)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err == nil {
		s.cfg.Observer.Observe("compaction", s.now().Sub(began))
		return nil, nil //nolint:nilnil // nothing is left to do
	}
	s.cfg.Logger.ErrorContext(ctx, "compacting the store failed: what was erased may still be in its file", "error", err)
	return func(tx Tx, _ *turn) error {
		if err := s.alertAll(tx, string(kindCompact), "", AlertCompact, map[string]string{"why": err.Error()}); err != nil {
			return err
		}
		return s.compactAt(tx, s.now().Add(compactRetry))
	}, nil
}
