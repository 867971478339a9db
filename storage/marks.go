package storage

import (
	"slices"
	"strings"
	"time"

	"till/shop"
)

// marks is the collection of marks. Cursors stay. All other marks are kept in
// a bucket of the month (UTC) in which they were last put, and the first mark
// of a month drops the buckets from before the three months past: so a mark
// lasts three months at least and four at most, and forgetting costs nothing
// in between. Three months is three times as long as a provider tells of an
// event.
type marks struct{ *tx }

const (
	stayingMarks = "cursor:" // what the names of marks that stay begin with
	monthPrefix  = "marks_"  // what the names of the months' buckets begin with
	monthLayout  = "2006-01" //
	monthsKept   = 3         // before this one
)

// Get implements shop.Marks.
func (c marks) Get(name string) (_ string, err error) {
	defer rescue(&err, "read a mark")
	if strings.HasPrefix(name, stayingMarks) {
		if value := c.get(marksBucket, []byte(name)); value != nil {
			return string(value), nil
		}
		return "", missing("mark")
	}
	months := c.months()
	for _, month := range slices.Backward(months) {
		if value := c.bolt.Bucket([]byte(month)).Get([]byte(name)); value != nil {
			return string(value), nil
		}
	}
	return "", missing("mark")
}

// Put implements shop.Marks.
func (c marks) Put(name, value string) (err error) {
	defer rescue(&err, "write a mark")
	switch {
	case !validName(name):
		return misuse("put a mark without a name")
	case strings.HasPrefix(name, stayingMarks):
		return c.put(marksBucket, []byte(name), []byte(value))
	}
	if err := c.mayWrite(); err != nil {
		return err
	}
	month := monthPrefix + c.db.now().UTC().Format(monthLayout)
	b := c.bolt.Bucket([]byte(month))
	if b == nil {
		if b, err = c.makeBucket(month); err != nil {
			return err
		}
		c.newMonth = true
	}
	return c.write(b, Op{Bucket: month, Key: []byte(name), Value: []byte(value)})
}

// forget drops the months that are past keeping, at the end of an Update that
// began one.
func (c marks) forget() (err error) {
	defer rescue(&err, "forget marks")
	now := c.db.now().UTC()
	first := time.Date(now.Year(), now.Month()-monthsKept, 1, 0, 0, 0, 0, time.UTC)
	oldest := monthPrefix + first.Format(monthLayout)
	for _, month := range c.months() {
		if month >= oldest {
			break
		}
		if err := c.dropBucket(month); err != nil {
			return err
		}
	}
	return nil
}

// months returns the buckets of the months, oldest first.
func (t *tx) months() []string {
	var found []string
	cursor := t.bolt.Cursor()
	for name, _ := cursor.Seek([]byte(monthPrefix)); strings.HasPrefix(string(name), monthPrefix); name, _ = cursor.Next() {
		found = append(found, string(name))
	}
	return found
}

var _ shop.Marks = marks{}
