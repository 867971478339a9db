package job_test

import (
	"errors"
	"testing"
	"time"

	"till/shop/job"
)

var now = time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)

func TestRetry(t *testing.T) {
	for _, tt := range []struct {
		attempts int
		jitter   float64
		want     time.Duration
	}{
		{0, 0, 2 * time.Second},
		{0, 0.5, 2250 * time.Millisecond},
		{0, 1. / 3, 2166 * time.Millisecond},
		{1, 0, 4 * time.Second},
		{2, 0, 8 * time.Second},
		{9, 0, 1024 * time.Second},
		{10, 0, 30 * time.Minute},
		{10, 0.8, 36 * time.Minute},
		{1000, 0, 30 * time.Minute},
	} {
		taken := job.Job{Key: "k", Attempts: tt.attempts, Stamp: "s", Seq: 7}
		next := taken.Retry(now, tt.jitter, errors.New("no answer"))
		if got := next.Due.Sub(now); got != tt.want || next.Attempts != tt.attempts+1 || next.LastError != "no answer" {
			t.Errorf("try %d: due in %s after %d attempts, want %s", tt.attempts, got, next.Attempts, tt.want)
		}
		if next.Key != "k" || next.Stamp != "s" || next.Seq != 7 || next.Same(taken) {
			t.Errorf("try %d: became %+v", tt.attempts, next)
		}
	}
}

func TestSpread(t *testing.T) {
	for _, jitter := range []float64{0, 1. / 3, 0.5, 0.999999} {
		for _, wait := range []time.Duration{time.Second, 6 * time.Hour, 30*time.Minute + time.Millisecond} {
			got := job.Spread(wait, jitter)
			if got < wait || got > wait+wait/4 || got%time.Millisecond != 0 || jitter > 0 && got == wait {
				t.Errorf("%s, spread by %f, is %s", wait, jitter, got)
			}
		}
	}
}

func TestSame(t *testing.T) {
	taken := job.Job{Key: "k", Stamp: "1", Due: now}
	for _, tt := range []struct {
		name    string
		current job.Job
		want    bool
	}{
		{"as it was", job.Job{Key: "k", Stamp: "1", Due: now}, true},
		{"another place on earth", job.Job{Key: "k", Stamp: "1", Due: now.In(time.FixedZone("", 3600))}, true},
		{"another payload", job.Job{Key: "k", Stamp: "1", Due: now, Payload: []byte("1")}, true},
		{"written anew", job.Job{Key: "k", Stamp: "2", Due: now}, false},
		{"put off", job.Job{Key: "k", Stamp: "1", Due: now.Add(time.Second)}, false},
		{"tried by another", job.Job{Key: "k", Stamp: "1", Due: now, Attempts: 1}, false},
	} {
		if got := tt.current.Same(taken); got != tt.want {
			t.Errorf("%s: %t", tt.name, got)
		}
	}
}
