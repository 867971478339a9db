package storage

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"sync"

	"go.etcd.io/bbolt"

	"till/shop"
)

// compacting is what the name of the file ends in that is to take the place of a
// store's.
const compacting = ".compact"

// copySize is how much is copied in one transaction, in bytes.
const copySize = 8 << 20

// Compact implements shop.Compacter. bbolt never gives pages back: what was deleted
// stays in the file until chance writes over it. So all that is there is copied
// into a new file beside the store, which then takes its name.
//
// Views and Updates go on while the file is copied; what they write meanwhile is
// noted and written to the new file as well, which is the moment for which Updates
// wait. The old file is closed when the last View of it has ended. A process that
// is killed at any point leaves the old file or the new one, each whole, and perhaps
// a beginning of the new one, which the next Open deletes.
//
// Of what is deleted while it is copied, the new file may keep something: that takes
// another Compact.
func (db *DB) Compact(ctx context.Context) (err error) {
	const doing = "compact the store"
	if db.readOnly {
		return misuse("compact a store that is open for reading only")
	}
	path, err := filepath.EvalSymlinks(db.path) // a link is to lead to the new file, too
	if err != nil {
		return failed(doing, err)
	}
	from, end, err := db.record(ctx)
	if err != nil {
		return err
	}
	to, err := db.copyOut(ctx, from, path+compacting)
	end()
	old, readers, err := db.takeOver(ctx, to, path, err)
	if old == nil {
		if to != nil {
			_ = to.Close()
		}
		_ = os.Remove(path + compacting)
		return untouched(ctx, doing, err)
	}
	readers.Wait() // bbolt's Close would keep them from ending, where one reads within another
	return errors.Join(failed(doing, err), failed(doing, old.Close()))
}

// untouched is why a store was not compacted; it is as it was.
func untouched(ctx context.Context, doing string, err error) error {
	if ctx.Err() != nil {
		return fmt.Errorf("%s: %w", doing, ctx.Err())
	}
	if isFull(err) {
		return failed(doing, err)
	}
	return &shop.Error{Code: shop.Unavailable, Message: doing, Err: plain(err)}
}

// record begins to note what is written, and returns a snapshot of what there was.
func (db *DB) record(ctx context.Context) (from *bbolt.Tx, end func(), err error) {
	const doing = "compact the store"
	if err := db.lock(ctx); err != nil {
		return nil, nil, err
	}
	defer db.unlock()
	switch {
	case db.broken != nil:
		return nil, nil, db.broken
	case db.recording:
		return nil, nil, misuse("compact a store twice at once")
	}
	if from, end, err = db.begin(); err != nil {
		return nil, nil, failed(doing, err)
	}
	db.recording, db.recorded = true, nil
	return from, end, nil
}

// copyOut makes the new file of what was there.
func (db *DB) copyOut(ctx context.Context, from *bbolt.Tx, path string) (to *bbolt.DB, err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer rescue(&err, "copy the store")
	db.step("recording")
	if free, known := freeSpace(filepath.Dir(path)); known && free < from.Size()+allocSize {
		return nil, &shop.Error{
			Code: shop.Unavailable,
			Message: fmt.Sprintf("there is no room for a second copy of the store: %d MB are free on its disk, %d MB are needed",
				free>>20, (from.Size()+allocSize)>>20+1),
		}
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	config := fileOptions()
	config.NoSync = true // takeOver syncs it, once
	if to, err = bbolt.Open(path, fileMode, config); err != nil {
		return nil, err
	}
	to.AllocSize = allocSize
	return to, copyBuckets(ctx, from, to)
}

// copyBuckets copies every bucket, some megabytes at a time.
func copyBuckets(ctx context.Context, from *bbolt.Tx, to *bbolt.DB) (err error) {
	tx, err := to.Begin(true)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	size := 0
	return errors.Join(from.ForEach(func(name []byte, b *bbolt.Bucket) error {
		target, err := tx.CreateBucket(name)
		if err != nil {
			return err
		}
		return b.ForEach(func(key, value []byte) error {
			if size += len(key) + len(value); size > copySize {
				if err := errors.Join(ctx.Err(), tx.Commit()); err != nil {
					return err
				}
				if tx, err = to.Begin(true); err != nil {
					return err
				}
				target, size = tx.Bucket(name), 0
			}
			target.FillPercent = 0.9 // keys come in order; some room is left for what is changed
			return target.Put(key, value)
		})
	}), tx.Commit())
}

// takeOver writes what came meanwhile into the new file, and has it take the place
// of the old one, which it returns with its readers; nil when it could not. Updates
// wait.
func (db *DB) takeOver(ctx context.Context, to *bbolt.DB, path string, copied error) (old *bbolt.DB, readers *sync.WaitGroup, err error) {
	if err := db.lock(context.WithoutCancel(ctx)); err != nil {
		return nil, nil, err
	}
	defer db.unlock()
	ops := db.recorded
	db.recording, db.recorded = false, nil
	if err := errors.Join(copied, db.broken); err != nil {
		return nil, nil, err
	}
	db.step("copied")
	to.NoSync = false
	if err := db.catchUp(to, ops); err != nil {
		return nil, nil, err
	}
	db.step("synced")
	db.file.Lock()
	defer db.file.Unlock()
	if db.closed {
		return nil, nil, errors.New("the store was closed")
	}
	if err := os.Rename(path+compacting, path); err != nil {
		return nil, nil, err
	}
	db.step("renamed")
	old, readers = db.bolt, db.readers
	db.bolt, db.readers = to, new(sync.WaitGroup)
	return old, readers, syncFolder(filepath.Dir(path))
}

// catchUp replays ops in the new file, has its buckets count on from where they are,
// and makes all of it durable.
func (db *DB) catchUp(to *bbolt.DB, ops []Op) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer rescue(&err, "bring the copy of the store up to date")
	now, end, err := db.begin()
	if err != nil {
		return err
	}
	defer end()
	tx, err := to.Begin(true)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	if err := replay(tx, ops); err != nil {
		return err
	}
	if err := now.ForEach(func(name []byte, b *bbolt.Bucket) error {
		target, err := tx.CreateBucketIfNotExists(name)
		if err != nil || target.Sequence() == b.Sequence() {
			return err
		}
		return target.SetSequence(b.Sequence())
	}); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	return to.Sync()
}

// replay does in a file what was done in another.
func replay(tx *bbolt.Tx, ops []Op) error {
	for _, op := range ops {
		b, err := tx.CreateBucketIfNotExists([]byte(op.Bucket))
		if err != nil {
			return err
		}
		switch {
		case op.Key == nil:
			err = tx.DeleteBucket([]byte(op.Bucket))
		case op.Delete:
			err = b.Delete(op.Key)
		default:
			err = b.Put(op.Key, op.Value)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// dropCompaction deletes what a compaction has left that was killed. The store is
// locked, and so nobody compacts it.
func dropCompaction(path string) error {
	path, err := filepath.EvalSymlinks(path)
	if err != nil {
		return err
	}
	if err := os.Remove(path + compacting); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("delete what a compaction has left: %w", err)
	}
	return nil
}

func (db *DB) step(name string) {
	if db.between != nil {
		db.between(name)
	}
}
