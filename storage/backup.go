package storage

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"time"

	"till/shop"
)

// Copying is how a copy is made. The zero value copies as fast as the disk does.
type Copying struct {
	// Rate is how many bytes a second are copied at most; 0: as many as can be.
	Rate int64
	// Progress is called now and then with how much of the work is done: the
	// bytes that were copied, or 0 of 0 while the copy is examined. It must not
	// block.
	Progress func(done, total int64)
}

// What the names of files end in that are to become a backup, or a store.
const (
	backingUp = ".part"
	restoring = ".restore"
)

// syncEach is how many bytes are written before they are synced: a change that
// is synced meanwhile waits for no more than these.
const syncEach = 1 << 20

// Backup writes a copy of the store as it is at this moment to path, while Views
// and Updates go on, and returns its size in bytes. The copy is a store of its own:
// it has been examined as Check does, and remembers that it is a copy, so whoever
// opens it to go on from there first asks the provider what happened since (see
// shop.CatchUp). It takes the name only when all of that is done: what had the name
// before is a backup of this store, or Backup refuses.
//
// While it is copied the file grows instead of using freed pages again, by what is
// changed meanwhile. A full disk, or the end of ctx, leaves nothing behind.
func (db *DB) Backup(ctx context.Context, path string, how Copying) (size int64, err error) {
	const doing = "back up the store"
	if err := db.replaceable(path); err != nil {
		return 0, err
	}
	part := path + backingUp
	defer func() {
		if err != nil {
			_ = os.Remove(part)
		}
	}()
	at := db.now()
	if size, err = db.copyTo(ctx, part, how); err != nil {
		if ctx.Err() != nil {
			return 0, fmt.Errorf("%s: %w", doing, ctx.Err())
		}
		return 0, failed(doing, err)
	}
	how.report(0, 0)
	if err := examineCopy(ctx, part, at); err != nil {
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
func (db *DB) copyTo(ctx context.Context, path string, how Copying) (size int64, err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer rescue(&err, "copy the store")
	tx, end, err := db.begin()
	if err != nil {
		return 0, err
	}
	defer end()
	return tx.Size(), how.write(ctx, path, tx.Size(), tx)
}

// write writes what there is of a size to a new file, synced.
func (c Copying) write(ctx context.Context, path string, size int64, what io.WriterTo) (err error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, fileMode)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	c.report(0, size)
	if _, err := what.WriteTo(&throttle{ctx: ctx, file: file, how: c, total: size, begun: time.Now()}); err != nil {
		return err
	}
	return file.Sync()
}

// throttle writes a file no faster than it may be written.
type throttle struct {
	ctx      context.Context //nolint:containedctx // io.Writer has no other place for it
	file     *os.File
	how      Copying
	begun    time.Time
	done     int64
	total    int64
	unsynced int64
}

var _ io.Writer = (*throttle)(nil)

// Write implements io.Writer.
func (w *throttle) Write(p []byte) (n int, err error) {
	if err := w.ctx.Err(); err != nil {
		return 0, err
	}
	if n, err = w.file.Write(p); err != nil {
		return n, err
	}
	w.done += int64(n)
	if w.unsynced += int64(n); w.unsynced >= syncEach {
		if err := w.file.Sync(); err != nil {
			return n, err
		}
		w.unsynced = 0
		w.how.report(w.done, w.total)
	}
	if w.how.Rate <= 0 {
		return n, nil
	}
	due := time.Duration(float64(w.done) / float64(w.how.Rate) * float64(time.Second))
	if early := due - time.Since(w.begun); early > 0 {
		timer := time.NewTimer(early)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-w.ctx.Done():
			return n, w.ctx.Err()
		}
	}
	return n, nil
}

func (c Copying) report(done, total int64) {
	if c.Progress != nil {
		c.Progress(done, total)
	}
}

// examineCopy has a copy remember that it is one, made at a time, and examines it.
func examineCopy(ctx context.Context, path string, at time.Time) (err error) {
	db, err := Open(path, Options{Existing: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := shop.MarkCopy(ctx, db, at); err != nil {
		return err
	}
	return db.Check(ctx)
}
