package shop

import (
	"context"
	"crypto/sha256"
	"encoding/base32"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"till/shop/job"
	"till/shop/ledger"
)

// Actor is who acts: Discord says so, nothing else.
type Actor struct {
	ID     UserID
	Locale string // of their client, "" when not known
}

// turn is one change of one order inside a transaction. It moves the status by
// the table, keeps journal and book, and writes the jobs that follow. save
// writes the order.
type turn struct {
	s     *Shop
	tx    Tx
	o     *Order
	actor UserID
	now   time.Time
	taken int    // journal entries when it was loaded
	owed  int64  // by the seller then
	was   share  // of the seller's tally, then
	told  []told // to be sent with save
	terms *Terms // that the order is to get, by EventRevise
}

// told is a short message that a turn sends.
type told struct {
	key    job.Key
	notice Notice
}

// take loads an order for a change.
func (s *Shop) take(tx Tx, id OrderID, actor UserID) (*turn, error) {
	o, err := tx.Orders().Get(id)
	if err != nil {
		if CodeOf(err) == NotFound {
			return nil, refuse(NotFound, ReasonNoOrder, "no order %s", id)
		}
		return nil, err
	}
	return &turn{
		s: s, tx: tx, o: &o, actor: actor, now: s.now(), taken: o.Entries, owed: o.Book.Balances[ledger.OwedBySeller],
		was: o.share(),
	}, nil
}

// change runs fn on the order in one transaction and saves it. A cause that was
// seen before changes nothing and returns the order as it is.
func (s *Shop) change(ctx context.Context, cause string, actor Actor, id OrderID, fn func(*turn) error) (Order, error) {
	var o Order
	err := s.store.Update(ctx, func(tx Tx) error {
		t, err := s.take(tx, id, actor.ID)
		if err != nil {
			return err
		}
		seen, err := s.once(tx, cause, string(id))
		if err != nil {
			return err
		}
		if seen == "" {
			if err := s.meet(tx, actor); err != nil {
				return err
			}
			if err := fn(t); err != nil {
				return err
			}
			if err := t.save(); err != nil {
				return err
			}
		}
		o = *t.o
		return nil
	})
	return o, err
}

// once marks the cause as seen with its result, and returns the result of an
// earlier time, or "".
func (s *Shop) once(tx Tx, cause, result string) (string, error) {
	if cause == "" {
		return "", nil
	}
	name := "cause:" + cause
	seen, err := tx.Marks().Get(name)
	if err == nil {
		return seen, nil
	}
	if CodeOf(err) != NotFound {
		return "", err
	}
	return "", tx.Marks().Put(name, result)
}

// meet remembers in which language the actor reads.
func (s *Shop) meet(tx Tx, actor Actor) error {
	if actor.ID == "" {
		return nil
	}
	p, err := tx.People().Get(actor.ID)
	if err != nil && CodeOf(err) != NotFound {
		return err
	}
	if err == nil && (actor.Locale == "" || actor.Locale == p.Locale) {
		return nil
	}
	p.ID = actor.ID
	p.Locale = actor.Locale
	return tx.People().Put(p)
}

// happen applies an event by the transition table and journals it. The effect
// says what came of it; a rejection is an error.
func (t *turn) happen(e Event, facts map[string]string, postings ...ledger.Posting) (Effect, error) {
	from := t.o.Status
	next := Next(from, e)
	act := Act(e)
	switch next.Effect {
	case Reject:
		return Reject, refuse(Conflict, next.Reason, "%s: the order is %s", e, from)
	case Return:
		act = ActExtraPayment
	case Move:
		t.o.Status = next.To
		if next.To.Ended() {
			t.o.ClosedAt = t.now
		}
		if next.To.Ended() && next.To != Completed {
			t.o.Holds = nil // nothing is left to be paid out
		}
	case Record, Remember: // the status stays
	}
	return next.Effect, t.enter(Entry{Act: act, From: from, To: t.o.Status, Facts: facts, Postings: postings})
}

// note journals an act beside the status.
func (t *turn) note(a Act, facts map[string]string, postings ...ledger.Posting) error {
	return t.enter(Entry{Act: a, Facts: facts, Postings: postings})
}

// enter journals an entry. Its postings are followed by those that share out
// the order's money anew.
func (t *turn) enter(e Entry) error {
	if len(e.Postings) > 0 || len(t.o.Book.Balances) > 0 {
		more, err := t.o.balance(e.Postings)
		if err != nil {
			return err
		}
		e.Postings = append(e.Postings, more...)
	}
	if err := t.o.Book.Post(e.Postings...); err != nil {
		return &Error{Code: Internal, Message: fmt.Sprintf("posting %s of %s", e.Act, t.o.ID), Err: err}
	}
	t.o.Entries++
	e.N, e.At, e.Actor = t.o.Entries, t.now, t.actor
	return t.tx.Journal().Append(t.o.ID, e)
}

// save writes the order, if anything happened to it, has the cards of both sides
// drawn anew, and then sends what there is to tell: the card comes first.
func (t *turn) save() error {
	if err := t.settleDebt(); err != nil {
		return err
	}
	if t.o.Entries != t.taken {
		if err := t.keepProblem(); err != nil {
			return err
		}
		if err := t.keepPayout(); err != nil {
			return err
		}
		if err := t.keepStock(); err != nil {
			return err
		}
		if err := t.tx.Orders().Put(*t.o); err != nil {
			return err
		}
		if err := t.keepTally(); err != nil {
			return err
		}
		for _, r := range []Role{RoleBuyer, RoleSeller} {
			n := Notice{Kind: NoticeCard, To: t.o.Person(r), Order: t.o.ID}
			if err := t.s.post(t.tx, cardKey(t.o.ID, r), fmt.Sprint(t.o.Entries), n); err != nil {
				return err
			}
		}
	}
	for _, told := range t.told {
		if err := t.s.post(t.tx, told.key, "", told.notice); err != nil {
			return err
		}
	}
	return nil
}

// keepPayout sees that what the seller is due has a job that pays it, and that
// nothing holds what is not due.
func (t *turn) keepPayout() error {
	if !t.o.payable() || t.o.openPayout() != nil {
		return nil
	}
	st, err := t.o.stand(t.o.claims().waits)
	if err != nil {
		return err
	}
	if t.o.nothingDue(st) {
		t.o.Holds = slices.DeleteFunc(slices.Clone(t.o.Holds), func(h Hold) bool { return h.Kind.passes() })
		return nil
	}
	if st.due() == 0 {
		return nil
	}
	if _, err := t.tx.Jobs().Get(jobKey(kindPayout, t.o.ID, 0)); CodeOf(err) != NotFound || err == nil {
		return err
	}
	return t.payoutAgain()
}

func cardKey(id OrderID, r Role) job.Key { return job.Key(fmt.Sprintf("card:%s:%s", id, r)) }

// tell sends a short message to the role, with save. It is written once for each
// entry of the journal, so a repeated change does not repeat it.
func (t *turn) tell(kind NoticeKind, r Role, facts map[string]string) {
	t.told = append(t.told, told{
		key:    job.Key(fmt.Sprintf("notice:%s:%d:%s:%s", t.o.ID, t.o.Entries, kind, r)),
		notice: Notice{Kind: kind, To: t.o.Person(r), Order: t.o.ID, Facts: facts},
	})
}

// alert tells the operators, with save.
func (t *turn) alert(a Alert, facts map[string]string) {
	all := map[string]string{"alert": string(a)}
	maps.Copy(all, facts)
	for _, operator := range t.s.cfg.Operators {
		t.told = append(t.told, told{
			key:    job.Key(fmt.Sprintf("notice:%s:%d:%s:%s", t.o.ID, t.o.Entries, a, operator)),
			notice: Notice{Kind: NoticeAlert, To: operator, Order: t.o.ID, Facts: all},
		})
	}
	t.s.cfg.Observer.Count("alert", string(a))
	t.s.cfg.Logger.Warn("an operator should look", "alert", string(a), "order", t.o.ID.String())
}

// tellBoth sends the same kind of message to both sides.
func (t *turn) tellBoth(kind NoticeKind, facts map[string]string) {
	t.tell(kind, RoleBuyer, facts)
	t.tell(kind, RoleSeller, facts)
}

// messageLanes is how the lanes of messages begin; the rest is the reader.
const messageLanes job.Lane = "dm:"

// post writes the job that delivers a notice, in its reader's lane.
func (s *Shop) post(tx Tx, key job.Key, stamp string, n Notice) error {
	if n.To == "" || n.To.Erased() {
		return nil // nobody is it yet, or nobody knows who that was
	}
	payload, err := json.Marshal(n)
	if err != nil {
		return &Error{Code: Internal, Message: "encoding a notice", Err: err}
	}
	return tx.Jobs().Put(job.Job{
		Key: key, Kind: kindNotice, Lane: messageLanes + job.Lane(n.To), Order: string(n.Order),
		Due: s.now(), CreatedAt: s.now(), Stamp: stamp, Payload: payload,
	})
}

// nonce makes a message's nonce from its job's key: at most 25 characters.
func nonce(key job.Key) string {
	sum := sha256.Sum256([]byte(key))
	return strings.ToLower(base32.StdEncoding.EncodeToString(sum[:])[:25])
}

// later writes a job of the order. There is one of a kind and number at a time:
// written again, it has a new due time.
func (t *turn) later(kind job.Kind, n int, due time.Time) error {
	return t.tx.Jobs().Put(job.Job{
		Key: jobKey(kind, t.o.ID, n), Kind: kind, Order: string(t.o.ID),
		Due: due, CreatedAt: t.now, Stamp: fmt.Sprint(t.o.Entries), Payload: json.RawMessage(fmt.Sprint(n)),
	})
}

// never takes a job of the order back.
func (t *turn) never(kind job.Kind, n int) error {
	return t.tx.Jobs().Delete(jobKey(kind, t.o.ID, n))
}

func jobKey(kind job.Kind, id OrderID, n int) job.Key {
	if n == 0 {
		return job.Key(fmt.Sprintf("%s:%s", kind, id))
	}
	return job.Key(fmt.Sprintf("%s:%s:%d", kind, id, n))
}
