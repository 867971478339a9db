package discord

import (
	"math"
	"net/http"
	"strconv"
	"time"
)

// invalidAllowed is how many invalid requests an address may make in invalidWindow: those that are
// answered with 401, 403, or 429 unless the limit is one that bots share (Discord: "Rate Limits",
// "Invalid Request Limit"). Then the proxy in front of Discord shuts it out for the rest of the window.
const (
	invalidAllowed = 10_000
	invalidWindow  = 10 * time.Minute
)

// invalid counts a request that was answered with such a status.
func (l *limiter) invalid() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.refused.take(l.now(), quota{invalidAllowed, invalidWindow / time.Duration(l.pace)})
}

// shutOut is how long nothing is let in any more, 0 if all is.
func (l *limiter) shutOut() time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.refused.used < invalidAllowed {
		return 0
	}
	return max(l.refused.reset.Sub(l.now()), 0)
}

// shut is the proxy's own answer, which Discord never sees.
func shut(w http.ResponseWriter, wait time.Duration) {
	w.Header().Del("Via")
	w.Header().Set("Content-Type", "text/html")
	w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
	w.WriteHeader(http.StatusTooManyRequests)
	_, _ = w.Write([]byte("<html><head><title>Access denied</title></head><body>error code: 1015</body></html>")) // the caller may be gone
}
