package stripe

import (
	"log/slog"
	"net/http"
	"time"
)

// logged tells what was called and how it went, and nothing of what was said.
type logged struct {
	next   http.RoundTripper
	logger *slog.Logger
}

// RoundTrip implements http.RoundTripper.
func (l logged) RoundTrip(r *http.Request) (*http.Response, error) {
	started := time.Now()
	response, err := l.next.RoundTrip(r)
	status, id := 0, ""
	if response != nil {
		status, id = response.StatusCode, response.Header.Get("Request-Id")
	}
	l.logger.LogAttrs(r.Context(), slog.LevelDebug, "stripe call", slog.String("method", r.Method), slog.String("path", r.URL.Path),
		slog.Int("status", status), slog.String("request", id), slog.Duration("took", time.Since(started)))
	return response, err
}

// silent keeps the library from writing to the process's output, where whole
// bodies would end up. What matters comes back as an error.
type silent struct{}

func (silent) Debugf(string, ...any) {}
func (silent) Infof(string, ...any)  {}
func (silent) Warnf(string, ...any)  {}
func (silent) Errorf(string, ...any) {}
