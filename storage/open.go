package storage

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strconv"
	"sync"
	"time"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"
)

// ErrLocked says that another process has the file open. While till serves, the
// other commands talk to it instead of opening the file.
var ErrLocked = errors.New("another till runs on this file: stop it, or give this one another file")

// ErrDamaged says that the file was a store once and cannot be read any more.
var ErrDamaged = errors.New("the store is damaged: restore a backup")

// ErrOlder says that the file is to be brought up to date before it can be read.
var ErrOlder = errors.New("an older till made it")

// errNotStore says that the file was never a store.
var errNotStore = errors.New("the file is not a till store: check the path, nothing was changed")

const (
	fileMode       = 0o600 // the file holds addresses and what people wrote
	defaultTimeout = 2 * time.Second
	// The file grows by this much at a time, each time with a sync of its own.
	allocSize = 4 << 20
	// The file is mapped with room to grow: mapping it anew would make a writer
	// wait for the end of the longest View, such as a backup. It takes address
	// space only.
	mapSize = 16 << 30
)

// Open opens the store at path, and makes it if it is not there (its folder
// must be). It brings an older schema up to date in one transaction.
//
// The file is for its owner alone (mode 0600). One that others can read is
// mended rather than refused: running on is not less safe with the mode right,
// and a restored copy must not keep the shop closed; Mended tells. Where mending
// fails, Open does. A read-only Open changes nothing, the mode included.
//
// The error is ErrLocked when another process has the file, *NewerSchemaError when
// a newer till made it, ErrDamaged when it cannot be read any more; each says
// what to do.
func Open(path string, opts Options) (*DB, error) {
	return open(path, opts, migrations())
}

func open(path string, opts Options, steps []migration) (*DB, error) {
	if opts.Timeout == 0 {
		opts.Timeout = defaultTimeout
	}
	if opts.Now == nil {
		opts.Now = time.Now
	}
	if err := examine(path, opts.ReadOnly || opts.Existing); err != nil {
		return nil, err
	}
	_, err := os.Stat(path)
	fresh := errors.Is(err, fs.ErrNotExist)
	db := &DB{path: path, readers: new(sync.WaitGroup), readOnly: opts.ReadOnly, now: opts.Now, trace: opts.Trace}
	if err := db.open(opts, steps); err != nil {
		if fresh && isFull(err) {
			_ = os.Remove(path) // half a store, on a full disk, would be taken for a damaged one
		}
		return nil, explain(path, err)
	}
	return db, nil
}

// examine finds the mistakes that deserve better words than the system's.
func examine(path string, existing bool) error {
	info, err := os.Stat(path)
	switch {
	case err == nil && info.IsDir():
		return fmt.Errorf("open the store: %s is a folder: name a file in it", path)
	case err == nil && !info.Mode().IsRegular():
		return fmt.Errorf("open the store: %s is not a regular file", path)
	case err == nil && existing && info.Size() == 0:
		return fmt.Errorf("open the store: %s is empty: start till serve once to make it a store", path)
	case !errors.Is(err, fs.ErrNotExist):
		return nil // there, or what is wrong shows when it is opened
	}
	folder := filepath.Dir(path)
	if _, err := os.Stat(folder); errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("open the store: the folder %s does not exist: make it, or name another file", folder)
	}
	if existing {
		return fmt.Errorf("open the store: %s does not exist: start till serve once, or name another file", path)
	}
	return nil
}

// open opens the file and reads its meta bucket. The file is closed again on
// every failure: bbolt may panic on a damaged one and leave it open, and locked.
func (db *DB) open(opts Options, steps []migration) (err error) {
	var file *os.File
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("%w (%v)", ErrDamaged, cause)
		}
		if err != nil && file != nil {
			_ = file.Close()
		}
	}()
	config := fileOptions()
	config.Timeout, config.ReadOnly = opts.Timeout, opts.ReadOnly
	config.OpenFile = func(name string, flag int, mode fs.FileMode) (f *os.File, err error) {
		file, err = os.OpenFile(name, flag, mode)
		return file, err
	}
	if db.bolt, err = bbolt.Open(db.path, fileMode, config); err != nil {
		return err
	}
	db.bolt.AllocSize = allocSize
	if err = db.prepare(file, opts, steps); err != nil {
		_ = db.bolt.Close()
	}
	return err
}

// fileOptions are those of every file of a store.
func fileOptions() *bbolt.Options {
	// The list of free pages is read at once, as it is for writing: else the first to look at it, which is
	// Check, would read it while others use the file.
	o := &bbolt.Options{FreelistType: bbolt.FreelistMapType, NoStatistics: true, PreLoadFreelist: true}
	if strconv.IntSize == 64 && runtime.GOOS != "windows" { // there the file would grow to it
		o.InitialMmapSize = mapSize
	}
	return o
}

// prepare mends the mode, brings the schema up to date and reads the meta bucket.
func (db *DB) prepare(file *os.File, opts Options, steps []migration) error {
	info, err := file.Stat()
	if err != nil {
		return err
	}
	if info.Mode().Perm()&0o077 != 0 && !opts.ReadOnly && runtime.GOOS != "windows" {
		if err := file.Chmod(fileMode); err != nil {
			return fmt.Errorf("others can read %s, and that cannot be mended: %w", db.path, err)
		}
		db.mended = true
	}
	if !opts.ReadOnly { // the file is ours: nobody compacts it
		if err := dropCompaction(db.path); err != nil {
			return err
		}
	}
	version := 0
	if err := db.bolt.View(func(tx *bbolt.Tx) (err error) {
		if tx.Size() > info.Size() && info.Size() > 0 {
			return fmt.Errorf("%w (it has %d bytes and should have %d)", ErrDamaged, info.Size(), tx.Size())
		}
		version, err = schemaOf(tx)
		return err
	}); err != nil {
		return err
	}
	switch {
	case version > len(steps):
		return &NewerSchemaError{Path: db.path, File: version, Known: len(steps)}
	case version < len(steps) && opts.ReadOnly:
		return fmt.Errorf("%w (its schema is %d, this till's %d): start till serve once to bring it up to date", ErrOlder, version, len(steps))
	case version < len(steps):
		if err := db.bolt.Update(func(tx *bbolt.Tx) error {
			return migrate(tx, steps, version, opts.Now())
		}); err != nil {
			return fmt.Errorf("bring the store up to date: %w", err)
		}
		if version == 0 {
			if err := syncFolder(filepath.Dir(db.path)); err != nil {
				return err
			}
		}
	}
	return db.bolt.View(func(tx *bbolt.Tx) (err error) {
		meta := tx.Bucket([]byte("meta"))
		db.installation = string(meta.Get([]byte(installationKey)))
		db.createdAt, err = time.Parse(time.RFC3339Nano, string(meta.Get([]byte(createdKey))))
		if err != nil || db.installation == "" {
			return ErrDamaged
		}
		return nil
	})
}

// syncFolder makes a new file's name as durable as what is in it.
func syncFolder(folder string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	f, err := os.Open(folder)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// explain puts why a store cannot be opened into words that say what to do.
func explain(path string, err error) error {
	var newer *NewerSchemaError
	switch {
	case errors.As(err, &newer):
		return newer
	case errors.Is(err, bolterrors.ErrTimeout):
		err = ErrLocked
	case errors.Is(err, bolterrors.ErrChecksum):
		err = ErrDamaged
	case errors.Is(err, bolterrors.ErrInvalid), errors.Is(err, bolterrors.ErrVersionMismatch):
		err = errNotStore
	case errors.Is(err, fs.ErrPermission):
		err = fmt.Errorf("%w: run till as the file's owner, who must be allowed to read and write it (chmod 600)", err)
	case isFull(err):
		err = fmt.Errorf("the disk is full: make room (%w)", plain(err))
	case errors.Is(err, ErrDamaged), errors.Is(err, errNotStore), errors.Is(err, ErrOlder):
	default:
		err = plain(err)
	}
	return fmt.Errorf("open the store %s: %w", path, err)
}
