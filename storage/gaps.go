package storage

import (
	"context"
	"time"
)

// mostRest is how many times as long as it has worked a long work waits for a gap:
// it takes at most so many times, and one, as long as on a store at rest.
const mostRest = 4

// gaps has a long work done in the gaps between changes, so that these do not wait
// for the disk or a processor because of it, whatever either can do.
type gaps struct {
	queue *queue
	since time.Time // when it went on to work
}

func (db *DB) gaps() *gaps { return &gaps{queue: &db.queue, since: time.Now()} }

// wait waits for a gap, but not for ever: a store may never be at rest. The work is
// done in small pieces, and comes here before each.
func (g *gaps) wait(ctx context.Context) error {
	freed := g.queue.freed()
	if freed == nil {
		g.since = time.Now()
		return ctx.Err()
	}
	timer := time.NewTimer(mostRest * time.Since(g.since))
	defer timer.Stop()
	select {
	case <-freed:
	case <-timer.C:
	case <-ctx.Done():
	}
	g.since = time.Now()
	return ctx.Err()
}
