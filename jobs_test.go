package main

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"till/shop"
	"till/shop/job"
)

var jobsStart = time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)

// fillJobs writes one job that waits and one that was given up.
func fillJobs(tx shop.Tx) error {
	return errors.Join(
		tx.Jobs().Put(job.Job{Key: "notice:1", Kind: "notice", Due: jobsStart, CreatedAt: jobsStart}),
		tx.Backlog().Bury(job.Job{
			Key: "refund:7K3M9QXD:1", Kind: "refund", Due: jobsStart, CreatedAt: jobsStart, FailedSince: jobsStart,
			Attempts: 9, LastError: "refund:\n\tno such charge",
		}))
}

// listed returns the keys that `till jobs list --json` shows.
func listed(t onStore) (waiting, dead []job.Key, list jobList) {
	t.Helper()
	stdout, stderr, err := t.till("jobs", "list", "--json")
	if err != nil {
		t.Fatalf("%v\n%s", err, stderr)
	}
	if err := json.Unmarshal([]byte(stdout), &list); err != nil || list.Waiting == nil || list.Dead == nil {
		t.Fatalf("%v: %s", err, stdout)
	}
	for _, j := range list.Waiting {
		waiting = append(waiting, j.Key)
	}
	for _, j := range list.Dead {
		dead = append(dead, j.Key)
	}
	return waiting, dead, list
}

func TestJobs(t *testing.T) {
	t.Parallel()
	eachWay(t, fillJobs, func(t onStore) {
		stdout, stderr, err := t.till("jobs", "list")
		want := "STATE     DUE                   KEY                TRIES  LAST ERROR\n" +
			"given up  2026-03-01T12:00:00Z  refund:7K3M9QXD:1  9      refund: no such charge\n" +
			"waiting   2026-03-01T12:00:00Z  notice:1           0      \n"
		if err != nil || stdout != want {
			t.Errorf("%v\n%s%s", err, stderr, stdout)
		}
		_, stderr, err = t.till("jobs", "drop", "notice:1")
		if err == nil || !strings.Contains(stderr, "notice:1 still waits to be done: only what was given up can be dropped") {
			t.Errorf("dropping what waits: %v\n%s", err, stderr)
		}
		for _, does := range []string{"retry", "drop"} {
			_, stderr, err = t.till("jobs", does, "notice:2")
			if err == nil || !strings.Contains(stderr, "there is no job notice:2: till jobs list shows them all") {
				t.Errorf("%s what is not there: %v\n%s", does, err, stderr)
			}
		}

		stdout, stderr, err = t.till("jobs", "retry", "refund:7K3M9QXD:1")
		if err != nil || stdout != "refund:7K3M9QXD:1 is due now\n" {
			t.Errorf("%v\n%s%s", err, stderr, stdout)
		}
		waiting, dead, list := listed(t)
		if !slices.Equal(waiting, []job.Key{"notice:1", "refund:7K3M9QXD:1"}) || len(dead) > 0 {
			t.Fatalf("after retrying: %q wait, %q were given up", waiting, dead)
		}
		if j := list.Waiting[1]; j.Attempts != 0 || !j.FailedSince.IsZero() || !j.Due.After(jobsStart) {
			t.Errorf("it is tried again as %+v", j)
		}
	})
}

func TestJobsDrop(t *testing.T) {
	t.Parallel()
	eachWay(t, fillJobs, func(t onStore) {
		stdout, stderr, err := t.till("jobs", "drop", "refund:7K3M9QXD:1")
		if err != nil || stdout != "refund:7K3M9QXD:1 is forgotten\n" {
			t.Errorf("%v\n%s%s", err, stderr, stdout)
		}
		if waiting, dead, _ := listed(t); !slices.Equal(waiting, []job.Key{"notice:1"}) || len(dead) > 0 {
			t.Errorf("after dropping: %q wait, %q were given up", waiting, dead)
		}
	})
}

func TestNoJobs(t *testing.T) {
	t.Parallel()
	eachWay(t, func(shop.Tx) error { return nil }, func(t onStore) {
		stdout, stderr, err := t.till("jobs", "list")
		if err != nil || stdout != "nothing waits, and nothing was given up\n" {
			t.Errorf("%v\n%s%s", err, stderr, stdout)
		}
		listed(t)
	})
}
