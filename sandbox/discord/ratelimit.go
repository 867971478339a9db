package discord

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// globalPerSecond is Discord's limit for one bot over all routes. Interaction routes are exempt.
const globalPerSecond = 50

// quota is how many requests a bucket allows in a window of the real clock.
type quota struct {
	limit  int
	window time.Duration
}

// quotaOf is the quota of a route. Discord does not publish its numbers; these are those that
// bots observe.
func quotaOf(route string) quota {
	switch route {
	case "POST /channels/{channel}/messages",
		"PATCH /channels/{channel}/messages/{message}",
		"POST /channels/{channel}/typing":
		return quota{5, 5 * time.Second}
	case "DELETE /channels/{channel}/messages/{message}":
		return quota{5, time.Second}
	case "POST /users/@me/channels":
		return quota{10, 10 * time.Second}
	case "PUT /applications/{application}/commands", "POST /applications/{application}/commands":
		return quota{5, 20 * time.Second}
	case "POST /webhooks/{application}/{token}",
		"PATCH /webhooks/{application}/{token}/messages/{message}":
		return quota{5, 2 * time.Second}
	}
	return quota{50, time.Second}
}

// limiter counts requests in fixed windows: one bucket for each route and major parameter, and
// one for all.
type limiter struct {
	mu      sync.Mutex
	now     func() time.Time
	pace    int // how many times as fast as Discord's the windows pass
	buckets map[string]*bucket
	global  bucket
	refused bucket // invalid requests, see invalid
}

type bucket struct {
	used  int
	reset time.Time
}

func newLimiter(pace int) *limiter {
	return &limiter{now: time.Now, pace: max(pace, 1), buckets: map[string]*bucket{}}
}

// take uses one request of the bucket up, if it has one left.
func (b *bucket) take(now time.Time, q quota) bool {
	if !now.Before(b.reset) {
		b.used, b.reset = 0, now.Add(q.window)
	}
	if b.used >= q.limit {
		return false
	}
	b.used++
	return true
}

// allow sets the rate-limit headers, and answers 429 if the request is one too many.
func (l *limiter) allow(w http.ResponseWriter, r *http.Request, exempt bool) bool {
	wait, scope := l.count(w.Header(), r, exempt)
	if scope != "" {
		tooMany(w, wait, scope)
		l.invalid()
	}
	return scope == ""
}

// count uses up a request. If it is one too many, the scope tells of which limit, and wait how long.
func (l *limiter) count(h http.Header, r *http.Request, exempt bool) (wait time.Duration, scope string) {
	q := quotaOf(r.Pattern)
	q.window /= time.Duration(l.pace)
	hash := sha256.Sum256([]byte(r.Pattern))
	name := hex.EncodeToString(hash[:16])
	key := strings.Join([]string{
		name, r.PathValue("channel"), r.PathValue("guild"), r.PathValue("token"), r.PathValue("interaction"),
	}, ":")
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	l.prune(now)
	if !exempt && !l.global.take(now, quota{globalPerSecond, time.Second / time.Duration(l.pace)}) {
		h.Set("X-RateLimit-Global", "true")
		return l.global.reset.Sub(now), "global"
	}
	b := l.buckets[key]
	if b == nil {
		b = &bucket{}
		l.buckets[key] = b
	}
	allowed := b.take(now, q)
	h.Set("X-RateLimit-Limit", strconv.Itoa(q.limit))
	h.Set("X-RateLimit-Remaining", strconv.Itoa(q.limit-b.used))
	h.Set("X-RateLimit-Reset", seconds(time.Duration(b.reset.UnixNano())))
	h.Set("X-RateLimit-Reset-After", seconds(b.reset.Sub(now)))
	h.Set("X-RateLimit-Bucket", name)
	if !allowed {
		return b.reset.Sub(now), "user"
	}
	return 0, ""
}

// prune forgets the buckets whose window is over, now and then.
func (l *limiter) prune(now time.Time) {
	if len(l.buckets) < 1000 {
		return
	}
	for key, b := range l.buckets {
		if !now.Before(b.reset) {
			delete(l.buckets, key)
		}
	}
}

func tooMany(w http.ResponseWriter, wait time.Duration, scope string) {
	w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
	w.Header().Set("X-RateLimit-Scope", scope)
	writeJSON(w, http.StatusTooManyRequests, map[string]any{
		"message":     "You are being rate limited.",
		"retry_after": math.Ceil(wait.Seconds()*1000) / 1000,
		"global":      scope == "global",
	})
}

// seconds writes a duration as Discord does: seconds with three decimals. It is rounded up, so that
// whoever waits as long has waited long enough.
func seconds(d time.Duration) string {
	return fmt.Sprintf("%.3f", math.Ceil(float64(d)/float64(time.Millisecond))/1000)
}
