// Package job is the one mechanism for everything that happens later: a
// message, a call to a provider, a reminder, a deadline.
//
// A job is written in the transaction of the change that causes it, so it
// exists exactly when the change does. Its key is the same at every try, so
// writing it twice writes it once, and what it does at a provider carries the
// same idempotency key. The package owns the record and the back-off; who runs
// jobs, and what they do, is the shop's.
//
//	jobs.Put(job.Job{Key: "expire:7K3M9QXD", Kind: "expire", Order: "7K3M9QXD", Due: deadline})
package job

import (
	"encoding/json"
	"time"
)

// Key identifies a job.
type Key string

// Kind says which handler runs a job.
type Kind string

// Lane orders jobs: those of one lane run one after another, in the order in
// which they were written; a lane that fails waits. The empty lane has no order.
type Lane string

// Job is one thing to do, not before Due.
type Job struct {
	Key         Key             `json:"key"`
	Kind        Kind            `json:"kind"`
	Lane        Lane            `json:"lane,omitempty"`
	Seq         uint64          `json:"seq"` // given by the store when the job is first written; kept when it is written again
	Order       string          `json:"order,omitempty"`
	Cause       string          `json:"cause,omitempty"` // what began the act that wrote it, for the log; kept until it is written anew
	Due         time.Time       `json:"due"`
	Stamp       string          `json:"stamp,omitempty"` // changes when a job not done yet is written anew, so that the one under way does not count for it
	Attempts    int             `json:"attempts,omitempty"`
	LastError   string          `json:"last_error,omitempty"`
	Unanswered  bool            `json:"unanswered,omitempty"`  // given up for want of an answer: taken up again when there are answers
	FailedSince time.Time       `json:"failed_since,omitzero"` // when the first try failed
	CreatedAt   time.Time       `json:"created_at"`
	Payload     json.RawMessage `json:"payload,omitempty"`
}

// Back-off between tries: doubling from first, capped, plus up to a quarter of
// jitter.
const (
	firstRetry = 2 * time.Second
	lastRetry  = 30 * time.Minute
)

// Same reports whether the job is still as it was when it was taken: not
// written anew, not tried by another.
func (j Job) Same(taken Job) bool {
	return j.Stamp == taken.Stamp && j.Due.Equal(taken.Due) && j.Attempts == taken.Attempts
}

// Spread draws out a wait by a quarter at most, so that what was due together is not for ever. jitter
// is in [0, 1). It adds whole milliseconds, as the shop's time has them: else a clock that stands still
// at the due time would not reach it.
func Spread(wait time.Duration, jitter float64) time.Duration {
	return wait + time.Duration(jitter*float64(wait)/4).Truncate(time.Millisecond)
}

// Retry returns the job as it stands after a failed try: due again after a
// back-off that grows with the attempts. jitter is in [0, 1).
func (j Job) Retry(now time.Time, jitter float64, cause error) Job {
	wait := lastRetry
	if j.Attempts < 10 {
		wait = min(firstRetry<<j.Attempts, lastRetry)
	}
	wait = Spread(wait, jitter)
	if j.Attempts == 0 || j.FailedSince.IsZero() {
		j.FailedSince = now
	}
	j.Attempts++
	j.Due = now.Add(wait)
	j.LastError = cause.Error()
	return j
}
