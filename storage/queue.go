package storage

import (
	"context"
	"fmt"
	"slices"
	"sync"
)

// queue lets one goroutine at a time write: whoever has the turn, in the order
// of asking. A turn comes with the batch that it may join, or with none.
type queue struct {
	mu      sync.Mutex // guards everything below
	taken   bool
	waiting []*place
	free    chan struct{} // closed when nobody has the turn any more; nil when nobody asked
}

// place is somebody who waits.
type place struct {
	alone bool        // joins no batch
	turn  chan *batch // gets the turn; has room, so that nobody waits to give it
}

// wait waits for the turn. At once when nobody has it; else until it is passed
// on, or ctx ends: then the place is given up.
func (q *queue) wait(ctx context.Context, alone bool) (joined *batch, ok bool, err error) {
	if err := ctx.Err(); err != nil {
		return nil, false, fmt.Errorf("change the store: %w", err)
	}
	p := q.ask(alone)
	if p == nil {
		return nil, true, nil
	}
	select {
	case joined = <-p.turn:
	case <-ctx.Done():
		if q.leave(p) {
			return nil, false, fmt.Errorf("wait to change the store: %w", ctx.Err())
		}
		joined = <-p.turn // it came at the same moment
	}
	if err := ctx.Err(); err != nil {
		return joined, true, fmt.Errorf("wait to change the store: %w", err)
	}
	return joined, true, nil
}

// ask takes the turn, or a place when somebody has it.
func (q *queue) ask(alone bool) *place {
	q.mu.Lock()
	defer q.mu.Unlock()
	if !q.taken {
		q.taken = true
		return nil
	}
	p := &place{alone: alone, turn: make(chan *batch, 1)}
	q.waiting = append(q.waiting, p)
	return p
}

// leave gives a place up; false when the turn was given to it by then.
func (q *queue) leave(p *place) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	i := slices.Index(q.waiting, p)
	if i < 0 {
		return false
	}
	q.waiting = slices.Delete(q.waiting, i, i+1)
	return true
}

// invite gives the turn, and the batch, to the next in line; false when nobody
// is there who may join a batch.
func (q *queue) invite(b *batch) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.waiting) == 0 || q.waiting[0].alone {
		return false
	}
	q.pop().turn <- b
	return true
}

// pass gives the turn to the next in line, if anybody is there.
func (q *queue) pass() {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.waiting) == 0 {
		q.taken = false
		if q.free != nil {
			close(q.free)
			q.free = nil
		}
		return
	}
	q.pop().turn <- nil
}

// freed returns a channel that is closed when nobody has the turn any more; nil when
// nobody has it now.
func (q *queue) freed() <-chan struct{} {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.taken && q.free == nil {
		q.free = make(chan struct{})
	}
	return q.free
}

// pop takes the first place out of the line. The caller holds the mutex.
func (q *queue) pop() *place {
	first := q.waiting[0]
	q.waiting = slices.Delete(q.waiting, 0, 1)
	return first
}
