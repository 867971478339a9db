package webhook

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"time"
)

// LargestBody is the most that a webhook may carry. An event holds its object
// in full, and a dispute's evidence alone may have 150,000 characters
// (https://docs.stripe.com/api/disputes/evidence_object), each of up to six
// bytes in JSON; the others stay far below 64 KiB.
const LargestBody = 1 << 20

// ErrForged is what a Verifier answers for a webhook that is not the
// service's: no signature, a wrong one, an old one, or a body that is no event.
var ErrForged = errors.New("webhook is not the service's")

// ErrForeign is what a Verifier answers for a genuine webhook that is not for
// this bot, such as a test event at a live endpoint.
var ErrForeign = errors.New("webhook is for somebody else")

// Event is what a webhook brought.
type Event interface {
	// Head returns the event's id and type, for the log.
	Head() (id, kind string)
}

// Verifier tells whether a webhook is genuine, and reads it.
type Verifier[E Event] interface {
	// Verify returns the event, or ErrForged or ErrForeign (the event may come
	// with the latter, for the log). Any other error means that it could not be
	// told: the provider is asked to send it again.
	Verify(ctx context.Context, header http.Header, body []byte) (E, error)
}

// Receive takes an event. When it returns nil, the event is stored durably; it
// may be called with the same event again.
type Receive[E Event] func(ctx context.Context, e E) error

// Handler is an http.Handler for one endpoint of one service. It is safe for
// concurrent use and keeps nothing between requests.
type Handler[E Event] struct {
	cfg      Config
	verifier Verifier[E]
	receive  Receive[E]
}

// Config is what a Handler may be given.
type Config struct {
	// Name is the endpoint's, for the log and whoever counts.
	Name string
	// Logger gets one line for each webhook; slog.Default when nil.
	Logger *slog.Logger
	// Observer counts webhooks; nil: nobody does.
	Observer Observer
}

// Observer counts: how often something happened, or how long it took.
type Observer interface {
	Count(name string, labels ...string)
	Observe(name string, d time.Duration, labels ...string)
}

// New makes a Handler.
func New[E Event](cfg Config, v Verifier[E], receive Receive[E]) *Handler[E] {
	if cfg.Logger == nil {
		cfg.Logger = slog.Default()
	}
	return &Handler[E]{cfg: cfg, verifier: v, receive: receive}
}

// outcome is what came of one webhook, and the status that says so. Providers
// send again whatever is not answered with 2xx.
type outcome struct {
	text   string
	status int
	level  slog.Level
	err    error
}

// ServeHTTP implements http.Handler.
func (h *Handler[E]) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	started := time.Now()
	e, o := h.take(w, r)
	if o.status == http.StatusMethodNotAllowed {
		w.Header().Set("Allow", http.MethodPost)
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(o.status)
	_, _ = io.WriteString(w, o.text+"\n") // the provider may be gone

	id, kind := e.Head()
	took := time.Since(started)
	if h.cfg.Observer != nil {
		h.cfg.Observer.Count("webhook", h.cfg.Name, kind, o.text)
		h.cfg.Observer.Observe("webhook", took, h.cfg.Name)
	}
	attrs := []slog.Attr{
		slog.String("endpoint", h.cfg.Name), slog.String("outcome", o.text), slog.Int("status", o.status),
		slog.String("event", id), slog.String("type", kind), slog.Duration("took", took),
	}
	if o.err != nil {
		attrs = append(attrs, slog.Any("error", o.err))
	}
	h.cfg.Logger.LogAttrs(r.Context(), o.level, "webhook", attrs...)
}

func (h *Handler[E]) take(w http.ResponseWriter, r *http.Request) (E, outcome) {
	var none E
	if r.Method != http.MethodPost {
		return none, outcome{"only POST", http.StatusMethodNotAllowed, slog.LevelWarn, nil}
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, LargestBody))
	if err != nil {
		if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
			return none, outcome{"too large", http.StatusRequestEntityTooLarge, slog.LevelWarn, nil}
		}
		return none, outcome{"unreadable", http.StatusBadRequest, slog.LevelWarn, err}
	}
	e, err := h.verifier.Verify(r.Context(), r.Header, body)
	switch {
	case errors.Is(err, ErrForged):
		return none, outcome{"refused", http.StatusBadRequest, slog.LevelWarn, err}
	case errors.Is(err, ErrForeign):
		return e, outcome{"not for us", http.StatusOK, slog.LevelWarn, err}
	case err != nil:
		return none, outcome{"not verified", http.StatusInternalServerError, slog.LevelError, err}
	}
	if err := h.receive(r.Context(), e); err != nil {
		return e, outcome{"not stored", http.StatusInternalServerError, slog.LevelError, err}
	}
	return e, outcome{"received", http.StatusOK, slog.LevelInfo, nil}
}
