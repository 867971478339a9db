package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"text/tabwriter"
	"time"

	"till/shop"
	"till/shop/job"
	"till/storage"
)

// jobsCommand is `till jobs`.
type jobsCommand struct {
	List  jobsListCommand  `cmd:"" help:"List what is not done yet, and what was given up."`
	Retry jobsRetryCommand `cmd:"" help:"Try a job now: one that waits, or one that was given up."`
	Drop  jobsDropCommand  `cmd:"" help:"Forget a job that was given up."`
}

// jobList is what `till jobs list` prints. Neither list is null.
type jobList struct {
	Waiting []job.Job `json:"waiting"`
	Dead    []job.Job `json:"dead"`
}

func listJobs(ctx context.Context, s *shop.Shop) (jobList, error) {
	waiting, dead, err := s.Jobs(ctx)
	return jobList{Waiting: append([]job.Job{}, waiting...), Dead: append([]job.Job{}, dead...)}, err
}

type jobsListCommand struct {
	storeFlags `embed:""`
	JSON       bool `name:"json" help:"Print JSON."`
}

// Run lists the jobs.
func (c *jobsListCommand) Run(p *program) error {
	var list jobList
	err := askServer(p.ctx, c.Store, http.MethodGet, "/jobs", &list)
	if errors.Is(err, errNobody) {
		err = c.alone(true, func(s *shop.Shop) error {
			list, err = listJobs(p.ctx, s)
			return err
		})
	}
	if err != nil {
		return err
	}
	if c.JSON {
		return json.NewEncoder(p.stdout).Encode(list)
	}
	if len(list.Dead)+len(list.Waiting) == 0 {
		_, err := fmt.Fprintln(p.stdout, "nothing waits, and nothing was given up")
		return err
	}
	table := tabwriter.NewWriter(p.stdout, 0, 0, 2, ' ', 0)
	row := func(state string, j job.Job) {
		fmt.Fprintf(table, "%s\t%s\t%s\t%d\t%s\n", state, j.Due.UTC().Format(time.RFC3339), j.Key, j.Attempts, strings.Join(strings.Fields(j.LastError), " "))
	}
	fmt.Fprintln(table, "STATE\tDUE\tKEY\tTRIES\tLAST ERROR")
	for _, j := range list.Dead {
		row("given up", j)
	}
	for _, j := range list.Waiting {
		row("waiting", j)
	}
	return table.Flush()
}

type jobsRetryCommand struct {
	storeFlags `embed:""`
	Key        string `arg:"" help:"As till jobs list shows it."`
}

// Run has the job tried again.
func (c *jobsRetryCommand) Run(p *program) error {
	err := askServer(p.ctx, c.Store, http.MethodPost, "/jobs/retry?key="+url.QueryEscape(c.Key), new(any))
	if errors.Is(err, errNobody) {
		err = c.alone(false, func(s *shop.Shop) error { return retryJob(p.ctx, s, c.Key) })
	}
	if err == nil {
		fmt.Fprintf(p.stdout, "%s is due now\n", c.Key)
	}
	return err
}

type jobsDropCommand struct {
	storeFlags `embed:""`
	Key        string `arg:"" help:"As till jobs list shows it."`
}

// Run forgets the job.
func (c *jobsDropCommand) Run(p *program) error {
	err := askServer(p.ctx, c.Store, http.MethodPost, "/jobs/drop?key="+url.QueryEscape(c.Key), new(any))
	if errors.Is(err, errNobody) {
		err = c.alone(false, func(s *shop.Shop) error { return dropJob(p.ctx, s, c.Key) })
	}
	if err == nil {
		fmt.Fprintf(p.stdout, "%s is forgotten\n", c.Key)
	}
	return err
}

func retryJob(ctx context.Context, s *shop.Shop, key string) error {
	return knownJob(key, s.RetryJob(ctx, job.Key(key)))
}

func dropJob(ctx context.Context, s *shop.Shop, key string) error {
	err := s.DropJob(ctx, job.Key(key))
	if err != nil && shop.CodeOf(err) == shop.Conflict {
		return fmt.Errorf("%s still waits to be done: only what was given up can be dropped", key)
	}
	return knownJob(key, err)
}

// knownJob puts into words that there is no such job.
func knownJob(key string, err error) error {
	if err != nil && shop.CodeOf(err) == shop.NotFound {
		return fmt.Errorf("there is no job %s: till jobs list shows them all", key)
	}
	return err
}

// alone runs fn on the store, which no till serves on.
func (f storeFlags) alone(readOnly bool, fn func(*shop.Shop) error) (err error) {
	db, err := storage.Open(f.Store, storage.Options{ReadOnly: readOnly, Existing: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return fn(shop.New(shop.Ports{Store: db}, shop.Config{Logger: slog.New(slog.DiscardHandler)}))
}
