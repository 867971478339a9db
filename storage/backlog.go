package storage

import (
	"cmp"
	"slices"
	"time"

	"till/shop/job"
)

// backlog is all jobs: those that wait, and those that were given up.
type backlog struct{ *tx }

// Waiting implements shop.Backlog. It looks at when each job is due, and
// decodes only those that it returns.
func (c backlog) Waiting(limit int) (found []job.Job, err error) {
	defer rescue(&err, "list jobs")
	type waiting struct {
		state jobState
		key   []byte
	}
	var all []waiting
	cursor := c.bucket(jobsBucket).Cursor()
	for key, value := cursor.First(); key != nil; key, value = cursor.Next() {
		state, _, err := splitJob(value)
		if err != nil {
			return nil, err
		}
		all = append(all, waiting{state, key})
	}
	slices.SortFunc(all, func(a, b waiting) int {
		return cmp.Or(a.state.due.Compare(b.state.due), cmp.Compare(a.state.seq, b.state.seq))
	})
	if limit > 0 && limit < len(all) {
		all = all[:limit]
	}
	for _, w := range all {
		j, err := jobs(c).read(w.key)
		if err != nil {
			return nil, err
		}
		found = append(found, j)
	}
	return found, nil
}

// Overdue implements shop.Backlog.
func (c backlog) Overdue(now time.Time, fn func(key job.Key, due time.Time)) (err error) {
	defer rescue(&err, "look at what is due")
	cursor := c.bucket(jobsByDue).Cursor()
	for at, key := cursor.First(); at != nil; at, key = cursor.Next() {
		due := keyTime(at)
		if due.After(now) {
			break
		}
		fn(job.Key(key), due)
	}
	return nil
}

// Bury implements shop.Backlog.
func (c backlog) Bury(j job.Job) (err error) {
	defer rescue(&err, "give a job up")
	if !validName(string(j.Key)) {
		return misuse("give up a job without a key")
	}
	if err := jobs(c).Delete(j.Key); err != nil {
		return err
	}
	return c.putRecord(deadBucket, []byte(j.Key), j)
}

// Dead implements shop.Backlog.
func (c backlog) Dead() (found []job.Job, err error) {
	defer rescue(&err, "list the jobs that were given up")
	cursor := c.bucket(deadBucket).Cursor()
	for key, value := cursor.First(); key != nil; key, value = cursor.Next() {
		j, err := decode[job.Job](deadBucket, value)
		if err != nil {
			return nil, err
		}
		found = append(found, j)
	}
	return found, nil
}

// Unearth implements shop.Backlog.
func (c backlog) Unearth(key job.Key) (_ job.Job, err error) {
	defer rescue(&err, "take up a job again")
	if err := c.mayWrite(); err != nil {
		return job.Job{}, err
	}
	j, err := record[job.Job](c.tx, deadBucket, []byte(key), "job that was given up")
	if err != nil {
		return j, err
	}
	return j, c.remove(deadBucket, []byte(key))
}
