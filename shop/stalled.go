package shop

import (
	"context"
	"sync"
	"time"

	"till/shop/job"
)

// stalledLong is how long nothing must have been answered for the messenger to have been gone: what
// fails alone keeps to its own back-off.
const stalledLong = time.Minute

// stalled are the messages that wait because the messenger did not answer. Their back-off may be half
// an hour by then; when it answers again, they are due at once.
type stalled struct {
	mu    sync.Mutex
	since time.Time // the first failure after the last answer; zero: none
	keys  map[job.Key]bool
}

// note takes what became of a message. It reports whether that was the first answer after a long time.
func (s *stalled) note(key job.Key, err error, now time.Time) (back bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case waitOf(err) > 0:
		return false
	case CodeOf(err) == Unavailable:
		if s.keys == nil {
			s.keys = make(map[job.Key]bool)
		}
		s.keys[key] = true
		if s.since.IsZero() {
			s.since = now
		}
		return false
	}
	delete(s.keys, key)
	back = !s.since.IsZero() && now.Sub(s.since) >= stalledLong
	s.since = time.Time{}
	return back
}

// take returns the messages that wait, and forgets them.
func (s *stalled) take() map[job.Key]bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	keys := s.keys
	s.keys = nil
	return keys
}

// Hasten makes the messages due that wait because the messenger did not answer: call it when there are
// signs that it does again.
func (s *Shop) Hasten(ctx context.Context) error {
	keys := s.stalled.take()
	if len(keys) == 0 {
		return nil
	}
	return s.store.Update(ctx, func(tx Tx) error {
		for key := range keys {
			j, err := tx.Jobs().Get(key)
			if err == nil && j.Due.After(s.now()) { // else it is done, or under way
				j.Due = s.now()
				err = tx.Jobs().Put(j)
			}
			if unlessMissing(err) != nil {
				return err
			}
		}
		return nil
	})
}
