package main

import (
	"context"
	"log/slog"

	"till/shop"
)

// caused is a logger whose lines tell, of the context in which they are written, what
// began the act, and the job and the order that it is about, as far as they are known
// and the line does not say so itself.
func caused(log *slog.Logger) *slog.Logger { return slog.New(causeHandler{log.Handler()}) }

type causeHandler struct{ slog.Handler }

// Handle implements slog.Handler.
func (h causeHandler) Handle(ctx context.Context, r slog.Record) error {
	said := make(map[string]bool, r.NumAttrs())
	r.Attrs(func(a slog.Attr) bool {
		said[a.Key] = true
		return true
	})
	r = r.Clone()
	for _, a := range shop.LogAttrs(ctx) {
		if !said[a.Key] {
			r.AddAttrs(a)
		}
	}
	return h.Handler.Handle(ctx, r)
}

// WithAttrs implements slog.Handler.
func (h causeHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return causeHandler{h.Handler.WithAttrs(attrs)}
}

// WithGroup implements slog.Handler.
func (h causeHandler) WithGroup(name string) slog.Handler {
	return causeHandler{h.Handler.WithGroup(name)}
}
