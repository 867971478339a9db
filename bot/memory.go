package bot

import (
	"sync"

	"till/shop"
)

// recentSize is how many ids recent remembers; channelsSize how many people's DM channels.
const (
	recentSize   = 4096
	channelsSize = 20_000
)

// recent remembers the ids of the last interactions and messages: the gateway may repeat one.
type recent struct {
	mu   sync.Mutex
	ids  map[string]struct{}
	ring [recentSize]string
	next int
}

func newRecent() *recent { return &recent{ids: make(map[string]struct{})} }

// first reports whether id is new, and remembers it.
func (r *recent) first(id string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, again := r.ids[id]; again {
		return false
	}
	delete(r.ids, r.ring[r.next])
	r.ring[r.next] = id
	r.next = (r.next + 1) % recentSize
	r.ids[id] = struct{}{}
	return true
}

// channels remembers people's DM channels.
type channels struct {
	mu   sync.Mutex
	byID map[shop.UserID]string
}

func newChannels() *channels { return &channels{byID: make(map[shop.UserID]string)} }

func (c *channels) get(user shop.UserID) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.byID[user]
}

// put remembers a channel, and forgets any other when there are too many. "" forgets the user's.
func (c *channels) put(user shop.UserID, channel string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if channel == "" {
		delete(c.byID, user)
		return
	}
	if len(c.byID) >= channelsSize {
		for other := range c.byID {
			delete(c.byID, other)
			break
		}
	}
	c.byID[user] = channel
}

// turns keeps the messages of one channel in their order.
type turns struct {
	mu   sync.Mutex
	last map[string]chan struct{}
}

func newTurns() *turns { return &turns{last: make(map[string]chan struct{})} }

// take returns what to wait for (nil: nothing) and what to call when the turn is over.
func (t *turns) take(channel string) (before <-chan struct{}, over func()) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if previous, ok := t.last[channel]; ok {
		before = previous
	}
	mine := make(chan struct{})
	t.last[channel] = mine
	return before, func() {
		t.mu.Lock()
		if t.last[channel] == mine {
			delete(t.last, channel)
		}
		t.mu.Unlock()
		close(mine)
	}
}
