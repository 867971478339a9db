package bot

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"till/shop"
)

const (
	limitedTries  = 5                // of a request that is answered with 429
	attemptWithin = 15 * time.Second // one try, its answer's body included
	bucketsKept   = 1000             // idle ones beyond this are forgotten
)

// errLimited says that Discord's rate limit does not leave time for a request.
var errLimited = errors.New("discord's rate limit leaves no time for the request")

// limiter is an http.RoundTripper that keeps to Discord's rate limits: per route by the headers of
// the answers, and all together 45 requests a second. It waits no longer than the request's
// context, repeats what was refused with 429 and nothing else, and hides the headers from
// discordgo, whose own limiter then has nothing to sleep on. Answers to interactions have no part
// in the global limit and leave at once; their tokens leave nothing behind. When refusals come close
// to what Discord shuts an address out for, nothing but answers leaves until they are past.
type limiter struct {
	next     http.RoundTripper
	observer shop.Observer
	log      *slog.Logger // gets a line for each try, at debug level, without ids and tokens

	mu      sync.Mutex
	names   map[string]string  // Discord's name of the bucket, by route template
	buckets map[string]*bucket // by name and major parameter
	pace    pace
	paused  time.Time     // until when nothing may leave
	invalid invalid       // requests that Discord counts against the address
	changed chan struct{} // closed when a bucket learned something
}

func newLimiter(next http.RoundTripper) *limiter {
	return &limiter{
		next: next, observer: shop.NoObserver{}, log: slog.New(slog.DiscardHandler), names: make(map[string]string), buckets: make(map[string]*bucket),
		changed: make(chan struct{}),
	}
}

// RoundTrip implements http.RoundTripper.
func (l *limiter) RoundTrip(req *http.Request) (*http.Response, error) {
	r := routeOf(req)
	for try := 1; ; try++ {
		b, err := l.admit(req.Context(), r)
		if err != nil {
			return nil, err
		}
		started := time.Now()
		resp, err := l.attempt(req)
		l.tell(req.Context(), r, resp, started)
		if err != nil {
			l.landed(r, b, nil)
			return nil, err
		}
		again := l.landed(r, b, resp)
		if again < 0 {
			strip(resp.Header)
			return resp, nil
		}
		if try == limitedTries {
			return nil, errLimited
		}
		if err := pause(req.Context(), again); err != nil {
			return nil, err
		}
		l.observer.Observe("rate_limit_wait", again)
	}
}

// admit waits until a request of the route may leave, and counts it as under way.
func (l *limiter) admit(ctx context.Context, r route) (*bucket, error) {
	if r.answer {
		return nil, ctx.Err()
	}
	var began time.Time // when it had to wait; zero: it did not
	for {
		l.mu.Lock()
		now := time.Now()
		b := l.bucket(r, now)
		wait := b.wait(now)
		if wait == 0 {
			b.flying++
			at := l.pace.reserve(now)
			l.mu.Unlock()
			waited, err := l.depart(ctx, at)
			if err != nil {
				l.landed(r, b, nil)
				return nil, err
			}
			if began.IsZero() {
				began = now
			}
			if waited || now.After(began) {
				l.observer.Observe("rate_limit_wait", time.Since(began))
			}
			return b, nil
		}
		if began.IsZero() {
			began = now
		}
		changed := l.changed
		l.mu.Unlock()
		if wait < 0 {
			select {
			case <-changed:
			case <-ctx.Done():
				return nil, ctx.Err()
			}
			continue
		}
		if err := pause(ctx, wait); err != nil {
			return nil, err
		}
	}
}

// depart waits for the time that a request got, which is later after a pause of all. It reports
// whether there was something to wait for.
func (l *limiter) depart(ctx context.Context, at time.Time) (waited bool, err error) {
	for {
		l.mu.Lock()
		now := time.Now()
		if l.paused.After(at) {
			at = l.pace.reserve(l.paused)
		}
		wait := at.Sub(now)
		if wait <= 0 {
			wait = l.pace.left(now)
		}
		l.mu.Unlock()
		if wait <= 0 {
			return waited, ctx.Err()
		}
		if err := pause(ctx, wait); err != nil {
			return true, err
		}
		waited = true
	}
}

// bucket finds the route's bucket. The caller holds the lock.
func (l *limiter) bucket(r route, now time.Time) *bucket {
	key := r.template + " " + r.major
	if name, ok := l.names[r.template]; ok {
		key = name + " " + r.major
	}
	b := l.buckets[key]
	if b == nil {
		if len(l.buckets) >= bucketsKept {
			for k, old := range l.buckets {
				if old.idle(now) {
					delete(l.buckets, k)
				}
			}
		}
		b = new(bucket)
		l.buckets[key] = b
	}
	return b
}

// landed takes an answer (nil: none came) and returns after how long to try again, less than 0
// for not at all.
func (l *limiter) landed(r route, b *bucket, resp *http.Response) time.Duration {
	l.observe(resp)
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	again := time.Duration(-1)
	if b != nil {
		b.flying--
		close(l.changed)
		l.changed = make(chan struct{})
	}
	if resp == nil {
		return again
	}
	if b != nil {
		if name := resp.Header.Get("X-RateLimit-Bucket"); name != "" && l.names[r.template] == "" {
			l.names[r.template] = name
			if key := name + " " + r.major; l.buckets[key] == nil {
				l.buckets[key] = b
				delete(l.buckets, r.template+" "+r.major)
			}
		}
		b.learn(resp.Header, now)
	}
	if counts(resp) && l.invalid.add(now) >= invalidAllowed {
		if now.After(l.paused) {
			l.log.Warn("requests pause: Discord refused so many that it would shut this address out", "for", time.Minute)
		}
		l.paused = now.Add(time.Minute) // by then the oldest minute may be past
	}
	if resp.StatusCode == http.StatusTooManyRequests {
		var global bool
		again, global = retryAfter(resp)
		switch {
		case again < 0:
		case global:
			if until := now.Add(again); until.After(l.paused) {
				l.paused = until
			}
		case b != nil && b.known:
			b.remaining, b.reset = 0, now.Add(again)
		case b != nil:
			b.reset = now.Add(again)
		}
	}
	return again
}

// tell logs a try.
func (l *limiter) tell(ctx context.Context, r route, resp *http.Response, started time.Time) {
	status := 0 // nobody answered
	if resp != nil {
		status = resp.StatusCode
	}
	l.log.LogAttrs(ctx, slog.LevelDebug, "discord call",
		slog.String("route", r.template), slog.Int("status", status), slog.Duration("took", time.Since(started)))
}

// observe counts an answer (nil: none came), and apart one that Discord counts against the address.
func (l *limiter) observe(resp *http.Response) {
	if resp == nil {
		l.observer.Count("discord_response", "none")
		return
	}
	status := strconv.Itoa(resp.StatusCode)
	l.observer.Count("discord_response", status)
	if counts(resp) {
		l.observer.Count("discord_invalid", status)
	}
}

// retryAfter reads a 429. One without JSON comes from the proxy in front of Discord and means all.
func retryAfter(resp *http.Response) (time.Duration, bool) {
	body, _ := io.ReadAll(resp.Body) // in memory already
	resp.Body = io.NopCloser(bytes.NewReader(body))
	var said struct {
		RetryAfter *float64 `json:"retry_after"`
		Global     bool     `json:"global"`
		Code       int      `json:"code"`
	}
	global := resp.Header.Get("X-RateLimit-Global") != ""
	after, err := seconds(resp.Header.Get("Retry-After"))
	if err != nil {
		after = time.Second
	}
	valid := json.Unmarshal(body, &said) == nil
	if valid && said.Code == codeDMsTooFast {
		// A judgment on the bot, not a rate. discordgo would keep nothing of a 429 but the wait.
		resp.StatusCode, resp.Status = http.StatusForbidden, "403 Forbidden"
		return -1, false
	}
	if !valid || said.RetryAfter == nil {
		return after, global || resp.Header.Get("X-RateLimit-Scope") == ""
	}
	if exact, err := seconds(fmt.Sprint(*said.RetryAfter)); err == nil {
		after = exact
	}
	return after, global || said.Global
}

// attempt sends the request once and reads the whole answer, all within attemptWithin.
func (l *limiter) attempt(req *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithTimeout(req.Context(), attemptWithin)
	defer cancel()
	once := req.Clone(ctx)
	if req.GetBody != nil {
		body, err := req.GetBody()
		if err != nil {
			return nil, err
		}
		once.Body = body
	}
	resp, err := l.next.RoundTrip(once)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, answerLimit))
	if closing := resp.Body.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return nil, err
	}
	resp.Body = io.NopCloser(bytes.NewReader(body))
	return resp, nil
}

// pause waits for d, or fails at once if ctx would end before.
func pause(ctx context.Context, d time.Duration) error {
	if deadline, ok := ctx.Deadline(); ok && d > 0 && time.Until(deadline) < d {
		return errLimited
	}
	return sleep(ctx, d)
}

// sleep waits for d or the end of ctx.
func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return ctx.Err()
	case <-ctx.Done():
		return ctx.Err()
	}
}

func strip(h http.Header) {
	for name := range h {
		if strings.HasPrefix(strings.ToLower(name), "x-ratelimit-") {
			delete(h, name)
		}
	}
}
