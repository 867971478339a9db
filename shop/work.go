package shop

import (
	"context"
	"slices"
	"strings"
	"time"

	"till/shop/job"
)

// Work is what a job is for, as it is counted: there are few kinds of it, so that
// whoever operates the bot sees at a look what does not go on.
type Work string

// The kinds of work.
const (
	WorkPayouts   Work = "payouts"   // money to sellers
	WorkMoney     Work = "money"     // everything else at the payment provider
	WorkMessages  Work = "messages"  // to people
	WorkDeadlines Work = "deadlines" // of orders, and the warnings before them
	WorkParcels   Work = "parcels"   // asking where they are
	WorkUpkeep    Work = "upkeep"    // of the store
)

// Works returns every kind of work.
func Works() []Work {
	return []Work{WorkPayouts, WorkMoney, WorkMessages, WorkDeadlines, WorkParcels, WorkUpkeep}
}

// works says what each kind of job is for, but timers, which are deadlines.
var works = map[job.Kind]Work{
	kindPayout: WorkPayouts,
	kindClose:  WorkMoney, kindSession: WorkMoney, kindAccount: WorkMoney, kindForget: WorkMoney, kindRefund: WorkMoney,
	kindRefundCheck: WorkMoney, kindRecover: WorkMoney, kindCharge: WorkMoney, kindLook: WorkMoney, kindEvidence: WorkMoney,
	kindNotice: WorkMessages, kindDigest: WorkMessages,
	kindTrack:  WorkParcels,
	kindFinish: WorkUpkeep, kindCompact: WorkUpkeep, kindPhoto: WorkUpkeep,
}

// workOf returns what a kind of job is for.
func workOf(k job.Kind) Work {
	if w, ok := works[k]; ok {
		return w
	}
	return WorkDeadlines
}

// workOfKey returns what the job of a key is for. Keys begin with their job's kind,
// but those of messages, which begin with anything else.
func workOfKey(key job.Key) Work {
	name, _, _ := strings.Cut(string(key), ":")
	kind := job.Kind(name)
	if _, known := works[kind]; known || timers[kind] != nil {
		return workOf(kind)
	}
	return WorkMessages
}

// Load is how much of one kind of work is not done.
type Load struct {
	Work   Work
	Due    int       // jobs that are due and first in their lanes
	Oldest time.Time // since when the one that waits longest is; zero: none does
	Dead   int       // jobs that were given up
}

// Loads returns how much of each kind of work is not done. It looks at what is due
// and what was given up, and so at little while all goes well.
func (s *Shop) Loads(ctx context.Context) ([]Load, error) {
	var loads []Load
	for _, w := range Works() {
		loads = append(loads, Load{Work: w})
	}
	of := func(key job.Key) *Load {
		return &loads[slices.Index(Works(), workOfKey(key))]
	}
	err := s.store.View(ctx, func(tx Tx) error {
		if err := tx.Backlog().Overdue(s.now(), func(key job.Key, due time.Time) {
			load := of(key)
			if load.Due++; load.Oldest.IsZero() || due.Before(load.Oldest) {
				load.Oldest = due
			}
		}); err != nil {
			return err
		}
		dead, err := tx.Backlog().Dead()
		for _, j := range dead {
			of(j.Key).Dead++
		}
		return err
	})
	return loads, err
}
