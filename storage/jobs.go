package storage

import (
	"bytes"
	"encoding/binary"
	"strings"
	"time"

	"till/shop/job"
)

// jobs is the collection of jobs.
type jobs struct{ *tx }

// jobState is what a job is found by, as the indexes have it now.
type jobState struct {
	lane job.Lane
	seq  uint64
	due  time.Time
}

func stateOf(j job.Job) jobState { return jobState{j.Lane, j.Seq, j.Due} }

func (s jobState) dueKey() []byte {
	return binary.BigEndian.AppendUint64(appendTime(make([]byte, 0, timeLength+8), s.due), s.seq)
}

func (s jobState) laneKey() []byte {
	return binary.BigEndian.AppendUint64(prefixKey(string(s.lane)), s.seq)
}

// encodeJob writes a job's due time, place and lane before the job, so that it
// can be moved and deleted without being decoded.
func encodeJob(j job.Job) ([]byte, error) {
	encoded, err := encode(jobsBucket, j)
	if err != nil {
		return nil, err
	}
	value := appendTime(make([]byte, 0, timeLength+8+len(j.Lane)+1+len(encoded)), j.Due)
	value = binary.BigEndian.AppendUint64(value, j.Seq)
	value = append(append(value, j.Lane...), separator)
	return append(value, encoded...), nil
}

// splitJob reads what encodeJob wrote, without the job itself.
func splitJob(value []byte) (s jobState, encoded []byte, err error) {
	const fixed = timeLength + 8
	if len(value) > fixed {
		if lane, rest, ok := bytes.Cut(value[fixed:], []byte{separator}); ok {
			return jobState{job.Lane(lane), number(value[:fixed]), keyTime(value)}, rest, nil
		}
	}
	return jobState{}, nil, damaged("decode a record of jobs", "it is cut short")
}

// decodeJob reads what encodeJob wrote.
func decodeJob(value []byte) (job.Job, error) {
	_, encoded, err := splitJob(value)
	if err != nil {
		return job.Job{}, err
	}
	return decode[job.Job](jobsBucket, encoded)
}

// read decodes a job and remembers how it is indexed.
func (c jobs) read(key []byte) (job.Job, error) {
	value := c.get(jobsBucket, key)
	if value == nil {
		return job.Job{}, missing("job")
	}
	j, err := decodeJob(value)
	if err == nil {
		c.noteJob(j.Key, stateOf(j))
	}
	return j, err
}

func (t *tx) noteJob(key job.Key, state jobState) {
	if !t.writable {
		return
	}
	if t.jobs == nil {
		t.jobs = make(map[job.Key]jobState)
	}
	t.jobs[key] = state
}

// state returns how a job is indexed.
func (c jobs) state(key job.Key) (jobState, bool, error) {
	if state, ok := c.jobs[key]; ok {
		return state, true, nil
	}
	value := c.get(jobsBucket, []byte(key))
	if value == nil {
		return jobState{}, false, nil
	}
	state, _, err := splitJob(value)
	return state, err == nil, err
}

// Get implements shop.Jobs.
func (c jobs) Get(key job.Key) (_ job.Job, err error) {
	defer rescue(&err, "read a job")
	return c.read([]byte(key))
}

// Put implements shop.Jobs.
func (c jobs) Put(j job.Job) (err error) {
	defer rescue(&err, "write a job")
	if !validName(string(j.Key)) || strings.IndexByte(string(j.Lane), separator) >= 0 {
		return misuse("put a job without a key, or in a lane that cannot be one")
	}
	old, known, err := c.state(j.Key)
	if err != nil {
		return err
	}
	if err := c.mayWrite(); err != nil {
		return err
	}
	if j.Seq = old.seq; !known {
		j.Seq = c.bucket(jobsBucket).Sequence() + 1
		if err := c.setSequence(jobsBucket, j.Seq); err != nil {
			return err
		}
	}
	value, err := encodeJob(j) // a bad payload must not leave half a change
	if err != nil {
		return err
	}
	was, next := &old, stateOf(j)
	if !known {
		was = nil
	}
	if err := c.reindex(j.Key, was, &next); err != nil {
		return err
	}
	if err := c.put(jobsBucket, []byte(j.Key), value); err != nil {
		return err
	}
	c.noteJob(j.Key, next)
	return nil
}

// Delete implements shop.Jobs.
func (c jobs) Delete(key job.Key) (err error) {
	defer rescue(&err, "delete a job")
	old, known, err := c.state(key)
	if err != nil {
		return err
	}
	if !known {
		return c.mayWrite()
	}
	if err := c.reindex(key, &old, nil); err != nil {
		return err
	}
	delete(c.jobs, key)
	return c.remove(jobsBucket, []byte(key))
}

// Due implements shop.Jobs.
func (c jobs) Due(now time.Time, limit int, except job.Lane) (_ []job.Job, err error) {
	defer rescue(&err, "list jobs")
	var found []job.Job
	cursor := c.bucket(jobsByDue).Cursor()
	for at, key := cursor.First(); at != nil && (limit <= 0 || len(found) < limit); at, key = cursor.Next() {
		if keyTime(at).After(now) {
			break
		}
		if except != "" {
			state, _, err := splitJob(c.get(jobsBucket, key))
			if err != nil {
				return nil, err
			}
			if strings.HasPrefix(string(state.lane), string(except)) {
				continue
			}
		}
		j, err := c.read(key)
		if err != nil {
			return nil, err
		}
		found = append(found, j)
	}
	return found, nil
}

// Next implements shop.Jobs.
func (c jobs) Next(after time.Time) (_ time.Time, _ bool, err error) {
	defer rescue(&err, "find the next job")
	at, _ := c.bucket(jobsByDue).Cursor().Seek(appendTime(nil, after.Add(time.Nanosecond)))
	if at == nil {
		return time.Time{}, false, nil
	}
	return keyTime(at), true, nil
}
