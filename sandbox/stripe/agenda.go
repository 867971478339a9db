package stripe

import (
	"slices"
	"time"
)

// agenda is what happens by itself at a business instant: a settlement, an
// expiry, a bank payout, a webhook's retry.
type agenda struct {
	items []item
}

type item struct {
	at   time.Time
	what deed
}

// deed is what happens then. Deeds are values and not functions, so that they
// can be saved; deeds lists their types for that.
type deed interface {
	moot() bool  // nothing is left to do
	act(*Stripe) // runs under the lock
}

func deeds() []any {
	return []any{
		expiry{}, slowPayment{}, settling{}, sweep{}, bankArrival{}, refundEnd{}, refundReturn{}, disputeEnd{}, inquiryEnd{}, redelivery{},
	}
}

// plan adds a deed, behind those of the same instant. It is dropped once it is
// moot.
func (a *agenda) plan(at time.Time, what deed) {
	i, _ := slices.BinarySearchFunc(a.items, at, func(it item, at time.Time) int {
		if it.at.After(at) {
			return 1
		}
		return -1
	})
	a.items = slices.Insert(a.items, i, item{at, what})
}

// next takes the first deed that is due.
func (a *agenda) next(now time.Time) (deed, bool) {
	if at, ok := a.first(); !ok || at.After(now) {
		return nil, false
	}
	what := a.items[0].what
	a.items = slices.Delete(a.items, 0, 1)
	return what, true
}

// first is the instant of the first deed that is not moot.
func (a *agenda) first() (time.Time, bool) {
	for len(a.items) > 0 && a.items[0].what.moot() {
		a.items = slices.Delete(a.items, 0, 1)
	}
	if len(a.items) == 0 {
		return time.Time{}, false
	}
	return a.items[0].at, true
}

// NextDue returns the earliest business instant at which something happens by
// itself; it may lie in the past until RunDue is called.
func (s *Stripe) NextDue() (time.Time, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.agenda.first()
}

// RunDue does what is due at business time now, in order. Webhooks that this
// causes are delivered by the worker, after RunDue returned.
func (s *Stripe) RunDue() {
	s.locked(func() {
		s.post.release()
		for now := s.now(); ; {
			what, ok := s.agenda.next(now)
			if !ok {
				break
			}
			what.act(s)
		}
		s.retryRefunds()
	})
	s.wakeWorker()
}
