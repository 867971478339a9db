package bot

import (
	"sync"
	"time"
)

// activity counts what is being handled, so that a moved clock can wait for rest and a shutdown
// for the last answer.
type activity struct {
	changed func()

	mu       sync.Mutex
	busy     int
	waiting  int // of those, the ones that have no answer yet
	sequence int64
	closed   bool
	rest     chan struct{} // closed when busy falls to 0 after drain began
}

func newActivity(changed func()) *activity { return &activity{changed: changed} }

// task is one thing being handled.
type task struct {
	activity *activity
	answer   sync.Once
}

// begin counts one more, unless the bot is shutting down.
func (a *activity) begin() (*task, bool) {
	a.mu.Lock()
	if a.closed {
		a.mu.Unlock()
		return nil, false
	}
	a.busy++
	a.waiting++
	a.mu.Unlock()
	a.changed()
	return &task{activity: a}, true
}

// answered says that nobody waits for a first answer any more.
func (t *task) answered() {
	t.answer.Do(func() {
		t.activity.mu.Lock()
		t.activity.waiting--
		t.activity.mu.Unlock()
		t.activity.changed()
	})
}

// end uncounts it.
func (t *task) end() {
	t.answered()
	a := t.activity
	a.mu.Lock()
	a.busy--
	if a.busy == 0 && a.rest != nil {
		close(a.rest)
		a.rest = nil
	}
	a.mu.Unlock()
	a.changed()
}

// take publishes a gateway event's number. begin comes before it.
func (a *activity) take(sequence int64) {
	a.mu.Lock()
	a.sequence = sequence
	a.mu.Unlock()
	a.changed()
}

func (a *activity) current() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.busy
}

func (a *activity) unanswered() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.waiting
}

func (a *activity) taken() int64 {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.sequence
}

// drain lets nothing new begin, and reports whether all was done within d.
func (a *activity) drain(d time.Duration) bool {
	a.mu.Lock()
	a.closed = true
	if a.busy == 0 {
		a.mu.Unlock()
		return true
	}
	if a.rest == nil {
		a.rest = make(chan struct{})
	}
	rest := a.rest
	a.mu.Unlock()

	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-rest:
		return true
	case <-timer.C:
		return false
	}
}
