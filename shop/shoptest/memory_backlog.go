package shoptest

import (
	"cmp"
	"slices"
	"time"

	"till/shop/job"
)

type memoryBacklog struct{ *memoryTx }

// Waiting implements shop.Backlog.
func (c memoryBacklog) Waiting(limit int) ([]job.Job, error) {
	var jobs []job.Job
	for _, p := range c.due {
		if limit > 0 && len(jobs) == limit {
			break
		}
		jobs = append(jobs, clone(&c.copiers, c.jobs[p.key]))
	}
	return jobs, nil
}

// Overdue implements shop.Backlog.
func (c memoryBacklog) Overdue(now time.Time, fn func(key job.Key, due time.Time)) error {
	due, err := memoryJobs(c).Due(now, 0, "")
	for _, j := range due {
		fn(j.Key, j.Due)
	}
	return err
}

// Bury implements shop.Backlog.
func (c memoryBacklog) Bury(j job.Job) error {
	if err := c.change(string(j.Key)); err != nil {
		return err
	}
	if err := memoryJobs(c).Delete(j.Key); err != nil {
		return err
	}
	set(c.memoryTx, c.dead, j.Key, clone(&c.copiers, j))
	return nil
}

// Dead implements shop.Backlog.
func (c memoryBacklog) Dead() ([]job.Job, error) {
	var jobs []job.Job
	for _, j := range c.dead {
		jobs = append(jobs, clone(&c.copiers, j))
	}
	slices.SortFunc(jobs, func(a, b job.Job) int { return cmp.Compare(a.Key, b.Key) })
	return jobs, nil
}

// Unearth implements shop.Backlog.
func (c memoryBacklog) Unearth(key job.Key) (job.Job, error) {
	if err := c.change(string(key)); err != nil {
		return job.Job{}, err
	}
	j, err := get(c.memoryTx, c.dead, key, "job given up")
	if err != nil {
		return j, err
	}
	buried := c.dead[key] // the caller may change what it got, and fail
	c.undo = append(c.undo, func() { c.dead[key] = buried })
	delete(c.dead, key)
	return j, nil
}
