package stripe

import (
	"log/slog"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"till/shop"
)

// personal is a key that names a person by their Discord id, as that of their account does.
var personal = regexp.MustCompile(`\d{17,20}`)

// logged tells what was called and how it went, and nothing of what was said. Stripe's
// own request log (dashboard, Developers, Logs) finds a call by its request and its key.
type logged struct {
	next     http.RoundTripper
	logger   *slog.Logger
	observer shop.Observer
}

// RoundTrip implements http.RoundTripper.
func (l logged) RoundTrip(r *http.Request) (*http.Response, error) {
	started := time.Now()
	response, err := l.next.RoundTrip(r)
	status, id := 0, ""
	if response != nil {
		status, id = response.StatusCode, response.Header.Get("Request-Id")
	}
	took := time.Since(started)
	l.observer.Observe("provider_call", took, resource(r.URL.Path), statusName(status))
	level := slog.LevelDebug
	attrs := []slog.Attr{
		slog.String("method", r.Method), slog.String("path", r.URL.Path), slog.Int("status", status), slog.String("request", id), slog.Duration("took", took),
	}
	if r.Method != http.MethodGet { // it may move money
		level = slog.LevelInfo
		if key := r.Header.Get("Idempotency-Key"); !personal.MatchString(key) {
			attrs = append(attrs, slog.String("key", key))
		}
	}
	l.logger.LogAttrs(r.Context(), level, "stripe call", attrs...)
	return response, err
}

// resource is what a call is about: checkout of /v1/checkout/sessions.
func resource(path string) string {
	_, rest, _ := strings.Cut(path, "/v1/")
	name, _, _ := strings.Cut(rest, "/")
	return name
}

// statusName is a status for counting; none: nobody answered.
func statusName(status int) string {
	if status == 0 {
		return "none"
	}
	return strconv.Itoa(status)
}

// silent keeps the library from writing to the process's output, where whole
// bodies would end up. What matters comes back as an error.
type silent struct{}

func (silent) Debugf(string, ...any) {}
func (silent) Infof(string, ...any)  {}
func (silent) Warnf(string, ...any)  {}
func (silent) Errorf(string, ...any) {}
