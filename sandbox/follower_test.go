package sandbox

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"sync"
	"testing"
	"time"
)

// follower is a bot as far as the clock knows one: it reads the stream and reports. Its work is a
// list of business instants; it has nothing else to do.
type follower struct {
	t    *testing.T
	base string // of the clock

	mu   sync.Mutex
	due  []time.Time
	seen []time.Time // the instants at which work was done, as the clock told them
	mute bool        // stops reporting, as a hanging bot does
	got  chan Revision

	end  context.CancelFunc
	work sync.WaitGroup
}

// follow attaches a follower and returns once its stream is open.
func follow(t *testing.T, s *Sandbox, due ...time.Time) *follower {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	f := &follower{t: t, base: s.Card().Clock, due: due, got: make(chan Revision, 1000), end: cancel}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, f.base+"/stream", nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	f.work.Go(func() {
		defer response.Body.Close()
		lines := bufio.NewScanner(response.Body)
		for lines.Scan() {
			var r Revision
			if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
				t.Errorf("the stream's line %q: %v", lines.Text(), err)
				return
			}
			f.got <- r
			f.handle(ctx, r)
		}
	})
	t.Cleanup(f.die)
	return f
}

// handle does what is due and reports, as a bot must.
func (f *follower) handle(ctx context.Context, r Revision) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for len(f.due) > 0 && !f.due[0].After(r.Now) {
		f.seen = append(f.seen, r.Now)
		f.due = f.due[1:]
	}
	if f.mute {
		return
	}
	report := Report{Revision: r.Revision, Idle: true}
	if len(f.due) > 0 {
		report.NextDue = &f.due[0]
	}
	body, err := json.Marshal(report)
	if err != nil {
		f.t.Error(err)
		return
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, f.base+"/report", bytes.NewReader(body))
	if err != nil {
		f.t.Error(err)
		return
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return // it died
	}
	response.Body.Close()
	if response.StatusCode != http.StatusNoContent {
		f.t.Errorf("report answered with %s", response.Status)
	}
}

// hush stops the reports.
func (f *follower) hush() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.mute = true
}

// worked are the instants at which work was done.
func (f *follower) worked() []time.Time {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.seen
}

// die cuts the stream and waits for the goroutine.
func (f *follower) die() {
	f.end()
	f.work.Wait()
}
