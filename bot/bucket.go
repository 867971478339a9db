package bot

import (
	"net/http"
	"strconv"
	"time"
)

// bucket is what is known about one of Discord's rate limits.
type bucket struct {
	known     bool // the headers of an answer were seen
	limit     int
	remaining int
	reset     time.Time
	flying    int // requests sent and not answered
}

// wait is how long until one more request may leave: 0 is now, and less than 0 not before one
// under way is answered.
func (b *bucket) wait(now time.Time) time.Duration {
	if b.known && !now.Before(b.reset) {
		b.remaining = b.limit
	}
	switch {
	case !b.known && b.flying > 0:
		return -1
	case !b.known || b.remaining-b.flying > 0:
		return max(0, b.blocked(now))
	case b.remaining > 0:
		return -1
	default:
		return max(0, b.reset.Sub(now))
	}
}

// blocked is how long a limit without a count lasts, after a 429.
func (b *bucket) blocked(now time.Time) time.Duration {
	if b.known || b.reset.IsZero() {
		return 0
	}
	return b.reset.Sub(now)
}

// learn takes an answer's headers.
func (b *bucket) learn(h http.Header, now time.Time) {
	limit, err1 := strconv.Atoi(h.Get("X-RateLimit-Limit"))
	remaining, err2 := strconv.Atoi(h.Get("X-RateLimit-Remaining"))
	after, err3 := seconds(h.Get("X-RateLimit-Reset-After"))
	if err1 != nil || err2 != nil || err3 != nil || limit < 1 {
		return
	}
	reset := now.Add(after)
	if b.known && now.Before(b.reset) {
		// Answers may overtake one another: believe the lower count of the same window.
		remaining = min(remaining, b.remaining)
	}
	b.known, b.limit, b.remaining, b.reset = true, limit, remaining, reset
}

// idle reports whether nothing would be lost by forgetting the bucket.
func (b *bucket) idle(now time.Time) bool { return b.flying == 0 && !now.Before(b.reset) }

// seconds reads "1.5", and never less than 0.
func seconds(text string) (time.Duration, error) {
	f, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return 0, err
	}
	const most = 24 * 60 * 60
	return time.Duration(min(max(f, 0), most) * float64(time.Second)), nil
}
