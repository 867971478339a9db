package sandbox

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sync"
	"time"
)

// keeper owns the file of Config.State. It holds a lock on the file, which each write hands on to
// the file that takes its place, so that two sandboxes never keep their worlds in one.
type keeper struct {
	path string

	mu   sync.Mutex
	file *os.File          // open for the lock; nil before the first write
	last [sha256.Size]byte // of what was written, less the time at which it was
}

// openKeeper locks and reads the file. A missing one is an empty world: kept is nil.
func openKeeper(path string) (k *keeper, kept *state, err error) {
	file, err := os.Open(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return &keeper{path: path}, nil, nil
	case err != nil:
		return nil, nil, fmt.Errorf("read the sandbox's state: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, file.Close())
		}
	}()
	held, err := file.Stat()
	if err != nil {
		return nil, nil, err
	}
	// A file that was replaced between opening and locking belongs to a living sandbox.
	taken := lock(file)
	there, err := os.Stat(path)
	if taken != nil || err != nil || !os.SameFile(held, there) {
		return nil, nil, fmt.Errorf("another sandbox keeps its state in %s: end that one, or name another file", path)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, nil, fmt.Errorf("read the sandbox's state: %w", err)
	}
	kept, err = readState(path, data)
	return &keeper{path: path, file: file}, kept, err
}

// write replaces the file whole, unless nothing but time has passed. The caller holds k.mu.
func (k *keeper) write(s state) error {
	timeless := s
	if !s.Frozen {
		timeless.Now = time.Time{} // the offset tells it
	}
	look, err := timeless.encode()
	if err != nil {
		return err
	}
	sum := sha256.Sum256(look)
	if sum == k.last {
		return nil
	}
	data, err := s.encode()
	if err != nil {
		return err
	}
	if err := k.replace(data); err != nil {
		return err
	}
	k.last = sum
	return nil
}

// replace writes beside the file, and renames: a power cut leaves the old or the new one.
func (k *keeper) replace(data []byte) error {
	beside := k.path + ".tmp"
	if err := os.Remove(beside); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	file, err := os.OpenFile(beside, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(data)
	if err = errors.Join(err, file.Sync(), lock(file)); err == nil {
		err = os.Rename(beside, k.path)
	}
	if err != nil {
		return errors.Join(err, file.Close(), os.Remove(beside))
	}
	err = k.close()
	k.file = file
	return err
}

// close lets go of the file. It may be called twice.
func (k *keeper) close() error {
	if k == nil || k.file == nil {
		return nil
	}
	err := k.file.Close()
	k.file = nil
	return err
}
