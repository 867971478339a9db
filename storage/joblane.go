package storage

import (
	"bytes"

	"till/shop/job"
)

// reindex takes a job from where it stands in the indexes to where it belongs;
// old is nil for a new one, next for one that goes. jobsByDue has the jobs that
// are first in their lanes and no others, so that those behind them cost
// nothing until their turn comes.
func (c jobs) reindex(key job.Key, old, next *jobState) error {
	switch {
	case old == nil:
		return c.join(key, *next)
	case next == nil:
		return c.leave(*old)
	case old.lane != next.lane:
		if err := c.leave(*old); err != nil {
			return err
		}
		return c.join(key, *next)
	case old.due.Equal(next.due) || !c.first(*old):
		return nil
	}
	if err := c.remove(jobsByDue, old.dueKey()); err != nil {
		return err
	}
	return c.put(jobsByDue, next.dueKey(), []byte(key))
}

// head finds the first job of a lane and its place; no key when there is none.
func (t *tx) head(lane job.Lane) (seq uint64, key job.Key) {
	prefix := prefixKey(string(lane))
	place, value := t.bucket(jobsByLane).Cursor().Seek(prefix)
	if !bytes.HasPrefix(place, prefix) {
		return 0, ""
	}
	return number(place), job.Key(value)
}

// first reports whether a job is the first of its lane.
func (t *tx) first(s jobState) bool {
	if s.lane == "" {
		return true
	}
	seq, _ := t.head(s.lane)
	return seq == s.seq
}

// join enters a job. One that comes from another lane keeps its place, and may
// stand before the one that was first here.
func (c jobs) join(key job.Key, s jobState) error {
	if s.lane != "" {
		seq, first := c.head(s.lane)
		if err := c.put(jobsByLane, s.laneKey(), []byte(key)); err != nil {
			return err
		}
		if first != "" && seq < s.seq {
			return nil
		}
		if first != "" {
			overtaken, err := c.waiting(first)
			if err != nil {
				return err
			}
			if err := c.remove(jobsByDue, overtaken.dueKey()); err != nil {
				return err
			}
		}
	}
	return c.put(jobsByDue, s.dueKey(), []byte(key))
}

// leave takes a job out. If it was the first of its lane, now the next one is.
func (c jobs) leave(s jobState) error {
	first := c.first(s)
	if s.lane != "" {
		if err := c.remove(jobsByLane, s.laneKey()); err != nil {
			return err
		}
	}
	if !first {
		return nil
	}
	if err := c.remove(jobsByDue, s.dueKey()); err != nil {
		return err
	}
	if s.lane == "" {
		return nil
	}
	_, next := c.head(s.lane)
	if next == "" {
		return nil
	}
	promoted, err := c.waiting(next)
	if err != nil {
		return err
	}
	return c.put(jobsByDue, promoted.dueKey(), []byte(next))
}

// waiting returns how a job that an index leads to is indexed.
func (c jobs) waiting(key job.Key) (jobState, error) {
	s, known, err := c.state(key)
	if err == nil && !known {
		err = missing("job")
	}
	return s, err
}
