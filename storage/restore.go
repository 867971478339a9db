package storage

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"time"

	"go.etcd.io/bbolt"

	"till/shop"
)

// Restoring is what a restored store may be given.
type Restoring struct {
	Copying

	// Force restores over a store that knows more than the backup, is another
	// shop's, or no store at all.
	Force bool
	// Now names what was there before; time.Now when nil.
	Now func() time.Time
}

// NewerError is the error of a backup that knows less than the store in whose place
// it is to be put. Nothing was changed.
type NewerError struct {
	Store   string
	Backup  string
	Entries int // of orders' journals that the backup does not have
	Words   int // said in conversations that it does not have
}

// Error implements error.
func (e *NewerError) Error() string {
	return fmt.Sprintf("%s knows more than the backup %s: %d entries of orders' journals and %d messages were written since. "+
		"Restore a newer backup; or, if that is to be given up, say --force: it is put aside and not deleted", e.Store, e.Backup, e.Entries, e.Words)
}

// Restore puts a backup in the place of the store at path, and returns where it has
// put what was there, "" for nothing. The backup itself stays as it is: a copy of it
// is brought up to date, examined as Check does, and only then takes the name. So
// that nothing is done twice, who opens it first asks the provider what happened
// since the backup was made (see shop.CatchUp).
//
// It refuses while a till runs on the store (ErrLocked), over one that knows more
// (*NewerError), and over what is not a store of the same shop; how.Force overrules
// all but the first. A damaged store is no reason to refuse.
func Restore(ctx context.Context, backup, path string, how Restoring) (aside string, err error) {
	if how.Now == nil {
		how.Now = time.Now
	}
	part := path + restoring
	defer func() {
		if err != nil {
			_ = os.Remove(part)
		}
	}()
	if err := examine(backup, true); err != nil {
		return "", fmt.Errorf("the backup: %w", err)
	}
	if err := how.write(ctx, part, context.Context.Err, func(to *mirror) error { return to.copyFile(backup) }); err != nil {
		return "", fmt.Errorf("copy the backup: %w", err)
	}
	how.report(0, 0)
	db, err := Open(part, Options{Existing: true})
	if err != nil {
		return "", fmt.Errorf("the backup %s cannot be used: %w", backup, err)
	}
	err = errors.Join(shop.MarkCopy(ctx, db, time.Time{}), db.Check(ctx))
	if err == nil {
		err = db.mayReplace(ctx, path, backup, how.Force)
	}
	if err := errors.Join(err, db.Close()); err != nil {
		return "", err
	}
	if _, err := os.Stat(path); err == nil {
		aside = fmt.Sprintf("%s.before-%s", path, how.Now().UTC().Format("20060102T150405Z"))
		if err := os.Rename(path, aside); err != nil {
			return "", err
		}
	}
	if err := os.Rename(part, path); err != nil {
		if aside != "" {
			err = errors.Join(err, os.Rename(aside, path))
		}
		return "", err
	}
	return aside, syncFolder(filepath.Dir(path))
}

// mayReplace refuses to put this store in the place of another that would be missed.
func (db *DB) mayReplace(ctx context.Context, path, backup string, force bool) (err error) {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	there, err := Open(path, Options{ReadOnly: true})
	var newer *NewerSchemaError
	switch {
	case errors.Is(err, ErrLocked):
		return err
	case errors.Is(err, ErrDamaged), err != nil && force:
		return nil
	case errors.As(err, &newer), errors.Is(err, errNotStore):
		return fmt.Errorf("%w; --force puts it aside all the same", err)
	case err != nil:
		return err
	}
	defer func() { err = errors.Join(err, there.Close()) }()
	if force {
		return nil
	}
	if there.installation != db.installation {
		return fmt.Errorf("%s is the store of another shop than the backup %s: --force puts it aside all the same", path, backup)
	}
	missing := &NewerError{Store: path, Backup: backup}
	for b, n := range map[bucket]*int{journalBucket: &missing.Entries, wordsBucket: &missing.Words} {
		if *n, err = lacks(ctx, there, db, b); err != nil {
			return err
		}
	}
	if missing.Entries+missing.Words > 0 {
		return missing
	}
	return nil
}

// lacks counts the keys of a bucket in one store that another does not have.
func lacks(ctx context.Context, in, other *DB, b bucket) (n int, err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer rescue(&err, "compare two stores")
	return n, in.bolt.View(func(one *bbolt.Tx) error {
		return other.bolt.View(func(two *bbolt.Tx) error {
			there := two.Bucket([]byte(b.String())).Cursor()
			has, _ := there.First()
			looked := 0
			return one.Bucket([]byte(b.String())).ForEach(func(key, _ []byte) error {
				if looked++; looked%1000 == 0 && ctx.Err() != nil {
					return ctx.Err()
				}
				for has != nil && bytes.Compare(has, key) < 0 {
					has, _ = there.Next()
				}
				if !bytes.Equal(has, key) {
					n++
				}
				return nil
			})
		})
	})
}
