package storage

import (
	"context"
	"errors"
	"runtime/debug"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"till/shop"
)

// A batch takes no more Updates after this many, or writes: those in it wait
// for all of it.
const (
	mostUpdates = 64
	mostWrites  = 4096
)

// batch is a transaction of bbolt's and the Updates in it. It belongs to
// whoever has the turn, until over is closed.
type batch struct {
	bolt    *bbolt.Tx // nil before the first Update, and after one that was alone in it failed
	opened  *[buckets]*bbolt.Bucket
	updates int
	writes  int    // of Updates that succeeded
	traces  [][]Op // of each of them
	spoilt  error  // why nothing of it can be committed
	err     error  // how it ended for all of its Updates
	over    chan struct{}
}

// Update runs fn in a transaction and commits it, on disk when Update returns.
// If fn fails or panics nothing is changed, and its error or panic goes on as
// it is. A transaction that put and deleted nothing costs no write.
//
// Updates run one at a time, first come first served, each in its caller's own
// goroutine. One that finds nobody else begins at once. Those that come while
// another runs or is being written to the disk wait, and then follow one
// another in one transaction that is committed once: each sees what those
// before it did, and one that fails or panics is undone by itself. If the
// commit fails, it fails for all of them, also for those that changed nothing
// or failed: they may have seen what is not there. A panic does not wait for
// the commit to tell.
//
// While Update waits for its turn it gives up when ctx ends; once fn has begun,
// ctx no longer counts. fn must not keep the Tx, nor call Update, or it waits
// for itself.
func (db *DB) Update(ctx context.Context, fn func(shop.Tx) error) error {
	b, ok, err := db.queue.wait(ctx, false)
	if !ok {
		return err
	}
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	if b == nil {
		b = &batch{over: make(chan struct{})}
	}
	if err != nil {
		db.passOn(b)
		return err
	}
	bound, err := db.join(b, fn)
	if !bound {
		return err
	}
	<-b.over
	if b.err != nil {
		return b.err
	}
	return err
}

// join runs fn in a batch and passes the turn on, whatever becomes of fn. It
// reports whether the outcome depends on the batch's.
func (db *DB) join(b *batch, fn func(shop.Tx) error) (bound bool, err error) {
	defer db.passOn(b)
	b.updates++
	if db.broken != nil {
		return false, db.broken
	}
	if b.bolt == nil {
		if b.bolt, err = db.bolt.Begin(true); err != nil {
			b.bolt = nil
			return false, failed("change the store", err)
		}
		b.opened = new([buckets]*bbolt.Bucket)
	}
	t := &tx{db: db, bolt: b.bolt, opened: b.opened, writable: true, reversible: b.writes > 0}
	defer func() {
		b.end(t)
		bound = b.writes > 0 || b.spoilt != nil
	}()
	if err := fn(t); err != nil {
		return false, err
	}
	if err := t.complete(); err != nil {
		return false, err
	}
	t.succeeded = true
	return false, nil
}

// end keeps what an Update did, or undoes it. When nothing was kept before,
// the whole transaction goes.
func (b *batch) end(t *tx) {
	t.writable = false
	switch {
	case t.succeeded && t.writes > 0:
		b.writes += t.writes
		if t.db.noting() {
			b.traces = append(b.traces, t.ops)
		}
	case !t.touched:
	case !t.reversible:
		t.db.rollback(b.bolt)
		b.bolt = nil
	case t.writing:
		b.spoilt = damaged("change the store", "a write broke off")
	default:
		b.spoilt = t.undo()
	}
}

// passOn lets the next Update join a batch, or ends it.
func (db *DB) passOn(b *batch) {
	if b.spoilt == nil && db.broken == nil && b.updates < mostUpdates && b.writes < mostWrites && db.queue.invite(b) {
		return
	}
	defer close(b.over)
	db.finish(b)
	db.queue.pass()
	if b.writes == 0 || b.err != nil {
		return
	}
	db.mu.Lock()
	hooks := db.onCommit
	db.mu.Unlock()
	for _, hook := range hooks {
		hook()
	}
}

// finish commits a batch, if it changed anything.
func (db *DB) finish(b *batch) {
	b.err = b.spoilt
	switch {
	case b.bolt == nil:
	case b.err != nil || b.writes == 0:
		db.rollback(b.bolt)
	default:
		if b.err = db.commit(b.bolt); b.err != nil {
			db.rollback(b.bolt)
			return
		}
		for _, ops := range b.traces {
			if db.trace != nil {
				db.trace(ops)
			}
			if db.recording {
				db.recorded = append(db.recorded, ops...)
			}
		}
	}
}

// noting reports whether somebody wants to know what is written.
func (db *DB) noting() bool { return db.trace != nil || db.recording }

// commit makes the transaction durable. A full disk leaves the store as it
// was. After any other failure nobody knows what the disk holds (a failed sync
// drops what it could not write), so writing stops until the file is opened
// anew.
func (db *DB) commit(bolt *bbolt.Tx) (err error) {
	const doing = "write to the store"
	defer func() {
		if cause := recover(); cause != nil {
			err = damaged(doing, cause)
			db.broken = err
		}
	}()
	err = bolt.Commit()
	if err == nil || isFull(err) {
		return failed(doing, err)
	}
	db.broken = &shop.Error{
		Code:    shop.Unavailable,
		Message: doing + " failed, and what the disk holds is not known; start till anew",
		Err:     plain(err),
	}
	return db.broken
}

// rollback drops a transaction. On a damaged file that may panic, too.
func (db *DB) rollback(bolt *bbolt.Tx) {
	defer func() {
		if cause := recover(); cause != nil && db.broken == nil {
			db.broken = damaged("undo a change", cause)
		}
	}()
	if err := bolt.Rollback(); err != nil && !errors.Is(err, bolterrors.ErrTxClosed) {
		db.broken = failed("undo a change", err)
	}
}

// lock waits for the right to write, outside every batch.
func (db *DB) lock(ctx context.Context) error {
	_, ok, err := db.queue.wait(ctx, true)
	if ok && err != nil {
		db.queue.pass()
	}
	return err
}

func (db *DB) unlock() { db.queue.pass() }
