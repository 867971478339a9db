package storage

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"time"

	"till/shop"
)

// What the names of files end in that are to become a backup, or a store.
const (
	backingUp = ".part"
	restoring = ".restore"
)

// Backup writes a copy of the store, as it is at one moment of the time that this
// takes, to path, while Views and Updates go on, and returns its size in bytes. The
// copy is a store of its own: it has been examined as Check does, and remembers that
// it is a copy, so whoever opens it to go on from there first asks the provider what
// happened since (see shop.CatchUp). It takes the name only when all of that is done:
// what had the name before is a backup of this store, or Backup refuses.
//
// It works in the gaps between changes, and so takes the longer, the more is changed
// meanwhile. A full disk, or the end of ctx, leaves nothing behind.
func (db *DB) Backup(ctx context.Context, path string, how Copying) (size int64, err error) {
	const doing = "back up the store"
	if err := db.replaceable(path); err != nil {
		return 0, err
	}
	part := path + backingUp
	defer func() {
		if err == nil {
			return
		}
		_ = os.Remove(part)
		if ctx.Err() != nil {
			size, err = 0, fmt.Errorf("%s: %w", doing, ctx.Err())
		}
	}()
	at := db.now()
	if size, err = db.copyTo(ctx, part, how); err != nil {
		return 0, failed(doing, err)
	}
	how.report(0, 0)
	if err := db.examineCopy(ctx, part, at); err != nil {
		return 0, fmt.Errorf("%s: the copy is not sound, nothing was kept: %w", doing, err)
	}
	if err := os.Rename(part, path); err != nil {
		return 0, failed(doing, err)
	}
	return size, failed(doing, syncFolder(filepath.Dir(path)))
}

// replaceable refuses a path on which a backup would destroy something.
func (db *DB) replaceable(path string) error {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		folder := filepath.Dir(path)
		if _, err := os.Stat(folder); err != nil {
			return fmt.Errorf("back up the store: the folder %s does not exist: make it, or name another file", folder)
		}
		return nil
	case err != nil:
		return failed("back up the store", err)
	case info.IsDir():
		return fmt.Errorf("back up the store: %s is a folder: name a file in it", path)
	}
	if own, err := os.Stat(db.path); err == nil && os.SameFile(own, info) {
		return fmt.Errorf("back up the store: %s is the store itself: name another file", path)
	}
	old, err := Open(path, Options{ReadOnly: true})
	if err != nil {
		return fmt.Errorf("back up the store: %s is there, and is no backup of this store: name another file", path)
	}
	defer func() { _ = old.Close() }()
	if old.installation != db.installation {
		return fmt.Errorf("back up the store: %s is of another shop: name another file", path)
	}
	return nil
}

// copyTo writes what the store holds to a new file, synced.
//
// bbolt uses no page again that a transaction may still read: during a long one
// the file grows with every change, and what is freed then makes the free list
// long, which each commit writes, and not only until the copy is made. So the
// file is first copied as it lies there, outside any transaction, while it is
// written to; twice, since the first time takes long; and then one transaction,
// which takes no longer than reading the file does, puts right what has changed.
func (db *DB) copyTo(ctx context.Context, path string, how Copying) (size int64, err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer rescue(&err, "copy the store")
	err = how.write(ctx, path, db.gaps().wait, func(to *mirror) error {
		for range 2 {
			if err := to.copyFile(db.path); err != nil {
				return err
			}
		}
		tx, end, err := db.begin()
		if err != nil {
			return err
		}
		defer end()
		db.step("snapshot")
		to.lull = context.Context.Err
		size = tx.Size()
		return to.copy(size, tx)
	})
	return size, err
}

// examineCopy has a copy remember that it is one, made at a time, and examines it.
func (db *DB) examineCopy(ctx context.Context, path string, at time.Time) (err error) {
	made, err := Open(path, Options{Existing: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, made.Close()) }()
	if err := shop.MarkCopy(ctx, made, at); err != nil {
		return err
	}
	return made.check(ctx, db.gaps().wait)
}
