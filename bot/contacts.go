package bot

import (
	"context"
	"sync"
	"time"
)

// Discord quarantines an application that writes first to some tens of people in a burst, and says
// no number. These are far below what bots report.
const (
	contactsAtOnce = 10
	contactEvery   = 2 * time.Second
	contactWithin  = 10 * time.Second // who would have to wait longer is told to come again
)

// contacts paces how fast DMs are opened. Who comes too early is told when to come again, one after
// the other, so that a thousand first contacts are no crowd at every turn.
type contacts struct {
	mu     sync.Mutex
	next   time.Time // when the next one is due, if they came evenly
	queued int       // were told to come again
}

// wait waits for a turn to open a DM, or fails at once if there is none soon.
func (c *contacts) wait(ctx context.Context) error {
	c.mu.Lock()
	now := time.Now()
	due := c.next
	if due.Before(now) {
		due = now
	}
	wait := max(0, due.Sub(now)-(contactsAtOnce-1)*contactEvery)
	if wait > contactWithin {
		again := wait - contactWithin + time.Duration(c.queued)*contactEvery
		c.queued++
		c.mu.Unlock()
		return &failure{err: errLimited, wait: min(again, time.Hour)}
	}
	c.next, c.queued = due.Add(contactEvery), max(0, c.queued-1)
	c.mu.Unlock()
	if err := pause(ctx, wait); err != nil {
		return &failure{err: err}
	}
	return nil
}
