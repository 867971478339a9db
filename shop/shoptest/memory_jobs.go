package shoptest

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"till/shop/job"
)

type memoryJobs struct{ *memoryTx }

// place is where a job stands in the order of due times, or in its lane.
type place struct {
	due time.Time // zero in a lane
	seq uint64
	key job.Key
}

func (p place) compare(q place) int {
	return cmp.Or(p.due.Compare(q.due), cmp.Compare(p.seq, q.seq))
}

func insert(places []place, p place) []place {
	i, _ := slices.BinarySearchFunc(places, p, place.compare)
	return slices.Insert(places, i, p)
}

func remove(places []place, p place) []place {
	i, _ := slices.BinarySearchFunc(places, p, place.compare)
	return slices.Delete(places, i, i+1)
}

// replace puts next where old was; either may be nil.
func (m *Memory) replace(old, next *job.Job) {
	if old != nil {
		delete(m.jobs, old.Key)
		m.due = remove(m.due, place{old.Due, old.Seq, old.Key})
		if lane := remove(m.lanes[old.Lane], place{seq: old.Seq}); len(lane) > 0 {
			m.lanes[old.Lane] = lane
		} else {
			delete(m.lanes, old.Lane)
		}
	}
	if next != nil {
		m.jobs[next.Key] = *next
		m.due = insert(m.due, place{next.Due, next.Seq, next.Key})
		m.lanes[next.Lane] = insert(m.lanes[next.Lane], place{seq: next.Seq, key: next.Key})
	}
}

func (c memoryJobs) change(old, next *job.Job) {
	c.undo = append(c.undo, func() { c.replace(next, old) })
	c.replace(old, next)
}

func (c memoryJobs) Get(key job.Key) (job.Job, error) {
	return get(c.memoryTx, c.jobs, key, "job")
}

func (c memoryJobs) Put(j job.Job) error {
	if err := c.memoryTx.change(string(j.Key)); err != nil {
		return err
	}
	if strings.ContainsRune(string(j.Lane), 0) || (len(j.Payload) > 0 && !json.Valid(j.Payload)) {
		return misuse("put a job in a lane that cannot be one, or with a payload that is not JSON")
	}
	j = clone(&c.copiers, j)
	if old, ok := c.jobs[j.Key]; ok {
		j.Seq = old.Seq
		c.change(&old, &j)
		return nil
	}
	seq := c.jobSeq
	c.undo = append(c.undo, func() { c.jobSeq = seq })
	c.jobSeq++
	j.Seq = c.jobSeq
	c.change(nil, &j)
	return nil
}

func (c memoryJobs) Delete(key job.Key) error {
	if err := c.memoryTx.change(); err != nil {
		return err
	}
	if old, ok := c.jobs[key]; ok {
		c.change(&old, nil)
	}
	return nil
}

// first reports whether a job is the first of its lane.
func (m *Memory) first(j job.Job) bool {
	return j.Lane == "" || m.lanes[j.Lane][0].key == j.Key
}

func (c memoryJobs) Due(now time.Time, limit int, except job.Lane) ([]job.Job, error) {
	var found []job.Job
	for _, p := range c.due {
		if p.due.After(now) || (limit > 0 && len(found) == limit) {
			break
		}
		if j := c.jobs[p.key]; c.first(j) && (except == "" || !strings.HasPrefix(string(j.Lane), string(except))) {
			found = append(found, clone(&c.copiers, j))
		}
	}
	return found, nil
}

func (c memoryJobs) Next(after time.Time) (time.Time, bool, error) {
	for _, p := range c.due {
		if p.due.After(after) && c.first(c.jobs[p.key]) {
			return p.due, true, nil
		}
	}
	return time.Time{}, false, nil
}
