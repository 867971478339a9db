package storage

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

// TestGaps: a long work goes on at once when nobody changes the store, waits for the
// end of a change, gives up waiting in time, and ends with its context.
func TestGaps(t *testing.T) {
	t.Parallel()
	const worked = 3 * time.Millisecond
	for _, test := range []struct {
		name   string
		taken  bool
		passed time.Duration // when the turn is free again
		cancel time.Duration
		waited time.Duration
	}{
		{name: "at rest"},
		{name: "until a change has ended", taken: true, passed: time.Millisecond, cancel: time.Hour, waited: time.Millisecond},
		{name: "no end of changes", taken: true, passed: time.Hour, cancel: time.Hour, waited: mostRest * worked},
		{name: "called off", taken: true, passed: time.Hour, cancel: time.Millisecond, waited: time.Millisecond},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				var db DB
				g := db.gaps()
				time.Sleep(worked) // in a synctest bubble, where it is the work
				if test.taken {
					db.queue.ask(false)
					defer time.AfterFunc(test.passed, db.queue.pass).Stop()
					defer time.AfterFunc(test.cancel, cancel).Stop()
				}
				start := time.Now()
				err := g.wait(ctx)
				if waited := time.Since(start); waited != test.waited || errors.Is(err, context.Canceled) != (test.cancel == test.waited && test.taken) {
					t.Errorf("waited %s: %v", waited, err)
				}
			})
		})
	}
}
