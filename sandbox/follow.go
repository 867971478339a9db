package sandbox

import (
	"fmt"
	"sync"
	"time"

	"till/sandbox/discord"
)

// Revision is one line of the clock's stream: the business time that a bot is to follow. Between
// two lines a frozen clock stands still and any other runs on at the pace of the real one.
type Revision struct {
	Revision int64     `json:"revision"`
	Now      time.Time `json:"now"`
	Frozen   bool      `json:"frozen"`
}

// Report is what a bot that follows the clock posts after each revision, and again whenever it
// comes to rest.
type Report struct {
	// Revision is the newest one that the bot has seen.
	Revision int64 `json:"revision"`
	// Idle says that the bot has done all that was due at that revision and has nothing in hand.
	Idle bool `json:"idle"`
	// NextDue is the earliest business instant at which the bot will do something by itself.
	NextDue *time.Time `json:"next_due"`
	// GatewaySequence is the highest sequence number that the bot has handled to the end.
	GatewaySequence int64 `json:"gateway_sequence"`
}

// followers counts the open clock streams and keeps the newest report. One bot follows at a time;
// when a new one attaches, what the one before it reported is forgotten.
type followers struct {
	bell *bell

	mu       sync.Mutex
	revision int64
	streams  int
	report   Report
	due      *time.Time // the NextDue of the newest report of a bot at rest: who works does not know it
}

// attach counts a stream that has opened.
func (f *followers) attach() {
	f.mu.Lock()
	f.streams++
	f.revision++
	f.report, f.due = Report{}, nil
	f.mu.Unlock()
	f.bell.ring()
}

// detach counts a stream that has ended.
func (f *followers) detach() {
	f.mu.Lock()
	f.streams--
	if f.streams == 0 {
		f.report, f.due = Report{}, nil
	}
	f.mu.Unlock()
	f.bell.ring()
}

// bump starts a new revision and returns its number.
func (f *followers) bump() int64 {
	f.mu.Lock()
	f.revision++
	n := f.revision
	f.mu.Unlock()
	f.bell.ring()
	return n
}

func (f *followers) current() int64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.revision
}

func (f *followers) attached() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.streams > 0
}

// record keeps a report, unless a newer one has overtaken it.
func (f *followers) record(r Report) error {
	f.mu.Lock()
	if r.Revision > f.revision {
		defer f.mu.Unlock()
		return fmt.Errorf("revision %d does not exist yet: the newest is %d", r.Revision, f.revision)
	}
	if r.Revision >= f.report.Revision {
		f.report = r
		if r.Idle {
			f.due = r.NextDue
		}
	}
	f.mu.Unlock()
	f.bell.ring()
	return nil
}

// rested reports whether the bot has come to rest at this revision or a later one, having handled
// the gateway's events up to sequence. Without a bot there is nobody to wait for.
func (f *followers) rested(revision, sequence int64) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.streams == 0 {
		return true
	}
	return f.report.Idle && f.report.Revision >= revision && f.report.GatewaySequence >= sequence
}

// nextDue is the bot's next instant, if a bot follows and has one.
func (f *followers) nextDue() (time.Time, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.streams == 0 || f.due == nil {
		return time.Time{}, false
	}
	return *f.due, true
}

// explain says what is missing for the bot to be at rest, for the error of a settle that gave up.
func (f *followers) explain(revision, sequence int64) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	r := f.report
	switch {
	case r.Revision < revision:
		return fmt.Sprintf("it last reported revision %d of %d", r.Revision, revision)
	case !r.Idle:
		return "its last report says that it is not idle"
	case sequence == discord.Unreached:
		return "it was cut off from the gateway, and has not come back"
	case r.GatewaySequence < sequence:
		return fmt.Sprintf("it has handled gateway event %d of %d", r.GatewaySequence, sequence)
	}
	return "it keeps calling the services"
}
