package storage

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	"go.etcd.io/bbolt"

	"till/shop"
)

var (
	_ shop.Store     = (*DB)(nil)
	_ shop.Checker   = (*DB)(nil)
	_ shop.Compacter = (*DB)(nil)
)

// DB is an open store. Its methods may be called by many goroutines at once.
type DB struct {
	path         string
	readOnly     bool
	mended       bool
	installation string
	createdAt    time.Time
	now          func() time.Time
	trace        func([]Op)

	queue     queue // whoever has its turn may write
	broken    error // why writing stopped; belongs to the turn
	recording bool  // for Compact: notes what is written; belongs to the turn, as the next does
	recorded  []Op
	between   func(step string) // called between the steps of Compact and Backup; nil in production

	file    sync.RWMutex // guards the next three; not held while a transaction runs
	bolt    *bbolt.DB
	readers *sync.WaitGroup // of this file
	closed  bool

	mu       sync.Mutex // guards onCommit
	onCommit []func()
}

// Options are the optional parts of a store. The zero value is right for
// production.
type Options struct {
	// Timeout is how long to wait for another process to let go of the file;
	// 2 s when zero.
	Timeout time.Duration
	// ReadOnly opens an existing file without changing it. Several readers may
	// share a file, but not with a writer.
	ReadOnly bool
	// Existing refuses to make a file that is not there.
	Existing bool
	// Now tells the age of marks; time.Now when nil.
	Now func() time.Time
	// Trace is called once for each Update that changed something, when it is
	// durable and in the order in which they ran, with what it put and deleted:
	// benchmarks replay it on a bare file. Nil in production.
	Trace func([]Op)
}

// Op is one put or delete in the file.
type Op struct {
	Bucket string
	Key    []byte // nil: the whole bucket is deleted
	Value  []byte
	Delete bool
}

// Path returns the file's path.
func (db *DB) Path() string { return db.path }

// Installation returns the random id that the store got when it was made. It
// marks what is ours at a provider that others use too.
func (db *DB) Installation() string { return db.installation }

// CreatedAt returns when the store was made.
func (db *DB) CreatedAt() time.Time { return db.createdAt }

// Mended reports whether others could read the file until Open took that away:
// worth a warning, since the file holds what people wrote.
func (db *DB) Mended() bool { return db.mended }

// OnCommit has fn called after each commit, by the goroutine of one of the
// Updates that it made durable, outside the transaction and before any of them
// returns. fn must not block.
func (db *DB) OnCommit(fn func()) {
	db.mu.Lock()
	defer db.mu.Unlock()
	db.onCommit = append(db.onCommit, fn)
}

// Close waits for the transactions under way and closes the file; an Update
// that waits for its turn by then fails. Closing twice is fine.
func (db *DB) Close() error {
	db.file.Lock()
	bolt := db.bolt
	db.closed = true
	db.file.Unlock()
	return failed("close the store", bolt.Close())
}

// begin begins a transaction that reads, which end ends.
func (db *DB) begin() (tx *bbolt.Tx, end func(), err error) {
	db.file.RLock()
	defer db.file.RUnlock()
	readers := db.readers
	readers.Add(1)
	if tx, err = db.bolt.Begin(false); err != nil {
		readers.Done()
		return nil, nil, err
	}
	return tx, func() {
		defer readers.Done()
		_ = tx.Rollback()
	}, nil
}

// View runs fn on a snapshot that no Update changes. What fn returns is
// returned as it is. fn must not keep the Tx, nor call Update (the file may have
// to be mapped anew, which waits for every View to end), nor do anything slow.
func (db *DB) View(ctx context.Context, fn func(shop.Tx) error) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("read the store: %w", err)
	}
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	bolt, end, err := db.begin()
	if err != nil {
		return failed("read the store", err)
	}
	defer end()
	return fn(newTx(db, bolt))
}
