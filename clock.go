package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"time"
)

// clock is the business time: the machine's own, or one that follows a
// sandbox's.
type clock struct {
	mu     sync.Mutex
	at     time.Time // business time when it was set; zero: the machine's own
	since  time.Time // when it was set, on the machine's clock
	frozen bool
}

// Now returns the business time.
func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.at.IsZero():
		return time.Now()
	case c.frozen:
		return c.at
	default:
		return c.at.Add(time.Since(c.since))
	}
}

func (c *clock) set(now time.Time, frozen bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at, c.since, c.frozen = now, time.Now(), frozen
}

// follower keeps the clock at a sandbox's and tells it whenever the bot has
// nothing in hand. The sandbox moves time only then.
type follower struct {
	url   string
	clock *clock
	http  *http.Client
	moved func(context.Context) // after each revision, before the bot may be idle
	rest  func(context.Context) (idle bool, next time.Time, sequence int64, err error)
	poke  chan struct{}

	mu       sync.Mutex
	revision int64 // the last one that moved has seen to
}

// revision is a line of the sandbox's stream.
type revision struct {
	Revision int64     `json:"revision"`
	Now      time.Time `json:"now"`
	Frozen   bool      `json:"frozen"`
}

// report is what the sandbox is told.
type report struct {
	Revision        int64      `json:"revision"`
	Idle            bool       `json:"idle"`
	NextDue         *time.Time `json:"next_due"`
	GatewaySequence int64      `json:"gateway_sequence"`
}

// Changed has the follower look whether the bot is idle.
func (f *follower) Changed() {
	select {
	case f.poke <- struct{}{}:
	default:
	}
}

// First reads the sandbox's time once, before anything else runs.
func (f *follower) First(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	return f.stream(ctx, func(r revision) error {
		f.clock.set(r.Now, r.Frozen)
		return errEnough
	})
}

var errEnough = fmt.Errorf("enough")

// Run follows until ctx ends or the sandbox goes away.
func (f *follower) Run(asked context.Context) error {
	ctx, cancel := context.WithCancelCause(asked)
	defer cancel(nil)
	var reports sync.WaitGroup
	defer reports.Wait()
	reports.Go(func() {
		if err := f.report(ctx); err != nil {
			cancel(err)
		}
	})
	err := f.stream(ctx, func(r revision) error {
		f.clock.set(r.Now, r.Frozen)
		f.moved(ctx)
		f.mu.Lock()
		f.revision = r.Revision
		f.mu.Unlock()
		f.Changed()
		return nil
	})
	if asked.Err() != nil {
		return nil
	}
	cancel(err)
	return fmt.Errorf("following the clock at %s: %w", f.url, context.Cause(ctx))
}

// stream calls fn for every line of the clock's stream.
func (f *follower) stream(ctx context.Context, fn func(revision) error) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, f.url+"/stream", nil)
	if err != nil {
		return err
	}
	response, err := f.http.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("the sandbox answered %s", response.Status)
	}
	lines := json.NewDecoder(response.Body)
	for {
		var r revision
		if err := lines.Decode(&r); err != nil {
			return err
		}
		if err := fn(r); err != nil {
			if err == errEnough { //nolint:errorlint // our own
				return nil
			}
			return err
		}
	}
}

// report tells the sandbox each time the bot has come to rest anew.
func (f *follower) report(ctx context.Context) error {
	var last string
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-f.poke:
		}
		f.mu.Lock()
		seen := f.revision
		f.mu.Unlock()
		if seen == 0 {
			continue
		}
		idle, next, sequence, err := f.rest(ctx)
		if err != nil {
			return err
		}
		r := report{Revision: seen, Idle: idle, GatewaySequence: sequence}
		if !next.IsZero() {
			r.NextDue = &next
		}
		body, err := json.Marshal(r)
		if err != nil {
			return err
		}
		if string(body) == last {
			continue
		}
		last = string(body)
		if err := f.post(ctx, body); err != nil && ctx.Err() == nil {
			return err
		}
	}
}

func (f *follower) post(ctx context.Context, body []byte) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, f.url+"/report", bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := f.http.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode >= http.StatusBadRequest {
		return fmt.Errorf("the sandbox answered %s to a report", response.Status)
	}
	return nil
}
