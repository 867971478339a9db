package sandbox

import (
	"context"
	"sync"
)

// bell wakes everybody who waits for something to change. It carries no value: whoever wakes
// looks again at what it waits for.
type bell struct {
	mu   sync.Mutex
	next chan struct{}
}

func newBell() *bell { return &bell{next: make(chan struct{})} }

// ring wakes all waiters. It is cheap and holds no lock while they run.
func (b *bell) ring() {
	b.mu.Lock()
	defer b.mu.Unlock()
	close(b.next)
	b.next = make(chan struct{})
}

// heard returns a channel that closes at the next ring. Take it before looking, so that a ring
// between the look and the wait is not lost.
func (b *bell) heard() <-chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.next
}

// until returns when done says so, or with the context's cause.
func (b *bell) until(ctx context.Context, done func() bool) error {
	for {
		heard := b.heard()
		if done() {
			return nil
		}
		select {
		case <-heard:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}
