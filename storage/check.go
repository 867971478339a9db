package storage

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"

	"go.etcd.io/bbolt"

	"till/shop"
)

// mostProblems is how many problems Check tells of one by one.
const mostProblems = 100

// Check implements shop.Checker. It looks at every record, that each is in the
// indexes exactly as it should be and nothing else is, that each journal is
// numbered without a gap and adds up to the order's book, that what records
// name exists, and then at every page. Updates go on while the records are
// looked at, which are those of one moment; they wait while the pages are.
func (db *DB) Check(ctx context.Context) error { return db.check(ctx, context.Context.Err) }

// check is Check, which asks lull now and then, where it may wait.
func (db *DB) check(ctx context.Context, lull func(context.Context) error) error {
	c := &checker{lull: func() error { return lull(ctx) }, tallies: make(map[shop.UserID]shop.Tally)}
	if err := c.records(db); err != nil {
		return errors.Join(append(c.problems, err)...)
	}
	if err := c.pages(ctx, db); err != nil {
		return errors.Join(append(c.problems, err)...)
	}
	if more := c.found - len(c.problems); more > 0 {
		c.problems = append(c.problems, fmt.Errorf("and %d more", more))
	}
	if len(c.problems) > 0 {
		return errors.Join(append([]error{ErrDamaged}, c.problems...)...)
	}
	return nil
}

// checker is one examination.
type checker struct {
	*tx
	lull     func() error // asked now and then
	looked   int
	found    int
	problems []error

	// What checkOrders gathers, which alone decodes every order.
	tallies map[shop.UserID]shop.Tally
	ratings int // that were not removed
	shown   int // by orders: entries of photosShown that are there
}

func (c *checker) problem(format string, args ...any) {
	c.found++
	if len(c.problems) < mostProblems {
		c.problems = append(c.problems, fmt.Errorf(format, args...))
	}
}

// records examines what is stored. Its error ends the examination.
func (c *checker) records(db *DB) (err error) {
	const doing = "check the store"
	if err := c.lull(); err != nil {
		return fmt.Errorf("%s: %w", doing, err)
	}
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer rescue(&err, doing)
	bolt, end, err := db.begin()
	if err != nil {
		return failed(doing, err)
	}
	defer end()
	c.tx = newTx(db, bolt)
	for b := range buckets {
		if c.bucket(b) == nil {
			return damaged(doing, fmt.Sprintf("the bucket %s is missing", b))
		}
	}
	for _, examine := range []func() error{
		c.checkOrders, c.checkLinks, c.checkSellers, c.checkSellerJournal, c.checkTallies, c.checkReviews, c.checkProducts, c.checkPhotos, c.checkPeople,
		c.checkConversations, c.checkMessages, c.checkWatches, c.checkJobs, c.checkDead, c.checkMarks,
	} {
		if err := examine(); err != nil {
			return fmt.Errorf("%s: %w", doing, err)
		}
	}
	return nil
}

// pages has bbolt examine its tree. It comes after the records, which have
// touched every page of the tree by then: bbolt does this in a goroutine of its
// own, where a fault in a damaged file could not be caught.
func (c *checker) pages(ctx context.Context, db *DB) error {
	const doing = "check the store's pages"
	if err := db.lock(ctx); err != nil {
		return fmt.Errorf("%s: %w", doing, err)
	}
	defer db.unlock()
	bolt, end, err := db.begin()
	if err != nil {
		return failed(doing, err)
	}
	defer end()
	for err := range bolt.Check(bbolt.WithKVStringer(bbolt.HexKVStringer())) {
		c.problem("the file: %v", plain(err))
	}
	return nil
}

// each goes through a bucket.
func (c *checker) each(b bucket, fn func(key, value []byte) error) error {
	return c.eachOf(c.bucket(b), fn)
}

func (c *checker) eachOf(b *bbolt.Bucket, fn func(key, value []byte) error) error {
	cursor := b.Cursor()
	for key, value := cursor.First(); key != nil; key, value = cursor.Next() {
		if c.looked++; c.looked%16 == 0 {
			if err := c.lull(); err != nil {
				return err
			}
		}
		if err := fn(key, value); err != nil {
			return err
		}
	}
	return nil
}

// indexed checks that an index has an entry for a record; what names it.
func (c *checker) indexed(index bucket, key []byte, want, what string) bool {
	value := c.get(index, key)
	switch {
	case value == nil:
		c.problem("%s is missing from %s", what, index)
	case string(value) != want:
		c.problem("%s has the entry of another in %s", what, index)
	default:
		return true
	}
	return false
}

// strays finds entries of an index that belong to no record. Every record's own
// entry was looked at before, so when there are as many entries as were found,
// there can be no other, and only else is each looked at: owner says whether
// the entry is a record's own.
func (c *checker) strays(index bucket, found int, owner func(key, value []byte) bool) error {
	entries := 0
	if err := c.each(index, func(_, _ []byte) error { entries++; return nil }); err != nil || entries == found {
		return err
	}
	return c.each(index, func(key, value []byte) error {
		if !owner(key, value) {
			c.problem("%s has an entry (%q) that no record is behind", index, key)
		}
		return nil
	})
}
