package shop

import (
	"context"
	"log/slog"
	"regexp"

	"till/shop/job"
)

// trail is what is being done, for the log: what began it, and the job and order
// that it has come to.
type trail struct {
	cause string
	job   job.Kind
	order OrderID
}

type trailKey struct{}

// WithCause returns a context for what began with cause: an interaction's id, a
// message's, an event's. Jobs that are written under it remember the cause, so that
// the log tells of one act from the tap to the transfer.
func WithCause(ctx context.Context, cause string) context.Context {
	return context.WithValue(ctx, trailKey{}, trail{cause: cause})
}

// trailOf returns what the context knows.
func trailOf(ctx context.Context) trail {
	t, _ := ctx.Value(trailKey{}).(trail)
	return t
}

// withJob returns the context in which a job is done. Of its key only the kind is
// told: some keys name a person.
func withJob(ctx context.Context, j job.Job) context.Context {
	return context.WithValue(ctx, trailKey{}, trail{cause: j.Cause, job: j.Kind, order: OrderID(j.Order)})
}

// discordID is an id of Discord's in a job's key.
var discordID = regexp.MustCompile(`\d{17,20}`)

// impersonal is a job's key for the log: who is in it is left out. till jobs has it
// whole.
func impersonal(key job.Key) string { return discordID.ReplaceAllString(string(key), "…") }

// LogAttrs returns what a line of the log says of the context that it is written in:
// cause, job and order, as far as they are known.
func LogAttrs(ctx context.Context) (attrs []slog.Attr) {
	t := trailOf(ctx)
	if t.cause != "" {
		attrs = append(attrs, slog.String("cause", t.cause))
	}
	if t.job != "" {
		attrs = append(attrs, slog.String("job", string(t.job)))
	}
	if t.order != "" {
		attrs = append(attrs, slog.String("order", t.order.String()))
	}
	return attrs
}
