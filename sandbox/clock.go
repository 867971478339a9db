package sandbox

import (
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"
)

// longestMove is the furthest that one call may move the clock.
const longestMove = 5 * 366 * 24 * time.Hour

// clock is business time. A running clock is real time plus an offset; a frozen one stands still
// until it is moved. A running clock is held still while it is being moved, so that everything
// that falls due sees its own instant and not a moment after it.
type clock struct {
	mu     sync.Mutex
	frozen bool
	held   bool
	at     time.Time     // what Now says while frozen or held
	offset time.Duration // what Now adds to real time while running
}

// newClock makes a clock that shows start, or the real time if start is zero.
func newClock(start time.Time, frozen bool) *clock {
	wall := time.Now()
	if start.IsZero() {
		start = wall
	}
	return &clock{frozen: frozen, at: start.UTC().Round(0), offset: start.Sub(wall)}
}

// Now is the business time, in UTC.
func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now()
}

func (c *clock) now() time.Time {
	if c.frozen || c.held {
		return c.at
	}
	return time.Now().UTC().Round(0).Add(c.offset)
}

// kept is what a later clock needs to go on from here: the time, and what it is ahead of the real
// one if it runs.
func (c *clock) kept() (now time.Time, offset time.Duration, frozen bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.frozen:
		return c.at, 0, true
	case c.held:
		return c.at, c.at.Sub(time.Now().Round(0)), false
	}
	return c.now(), c.offset, false
}

// still reports whether the clock stands still, for ever or while it is being moved.
func (c *clock) still() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.frozen || c.held
}

// moving reports whether somebody holds the clock to move it.
func (c *clock) moving() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.held
}

// hold stops the clock and returns the instant at which it stands.
func (c *clock) hold() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at, c.held = c.now(), true
	return c.at
}

// set moves a held clock.
func (c *clock) set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = t
}

// release lets a running clock run on from where it was held.
func (c *clock) release() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.held = false
	c.offset = c.at.Sub(time.Now().Round(0))
}

// ParseMove reads how far to move the clock: "14d", "+4d", "1d12h", "90m", "30s".
func ParseMove(text string) (time.Duration, error) {
	bad := fmt.Errorf("%q is no length of time: write it like 14d, 12h, 30m, 45s or 1d12h", text)
	rest := strings.TrimPrefix(strings.TrimSpace(text), "+")
	var total time.Duration
	if days, after, found := strings.Cut(rest, "d"); found {
		n, err := strconv.ParseUint(days, 10, 16)
		if err != nil {
			return 0, bad
		}
		total, rest = time.Duration(n)*24*time.Hour, after
	}
	if rest != "" {
		d, err := time.ParseDuration(rest)
		if err != nil || d < 0 {
			return 0, bad
		}
		total += d
	}
	switch {
	case total <= 0:
		return 0, fmt.Errorf("the clock only moves ahead: %q is not a length of time above zero", text)
	case total > longestMove:
		return 0, fmt.Errorf("%q is too far: one call moves the clock by five years at most", text)
	}
	return total, nil
}
