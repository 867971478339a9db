package storage

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// Condition is how a store's file and its place stand, for whoever operates it.
type Condition struct {
	Exists  bool
	Size    int64
	Mode    fs.FileMode
	Free    int64  // bytes that can still be written to its disk; -1: the system does not say
	Doubt   string // why what is written there may be lost, "" when nothing is known against it
	CanMake error  // why no file can be made beside it, nil when one can
}

// Examine looks at a store from outside, whether or not a till has it open.
func Examine(path string) (Condition, error) {
	c := Condition{Free: -1}
	folder := filepath.Dir(path)
	switch info, err := os.Stat(path); {
	case err == nil:
		c.Exists, c.Size, c.Mode = true, info.Size(), info.Mode()
	case !errors.Is(err, fs.ErrNotExist):
		return c, err
	}
	if free, known := freeSpace(folder); known {
		c.Free = free
	}
	c.Doubt = doubt(folder)
	trial, err := os.CreateTemp(folder, ".till-trial-*")
	if c.CanMake = err; err == nil {
		c.CanMake = errors.Join(trial.Close(), os.Remove(trial.Name()))
	}
	return c, nil
}

// Schema is the newest schema that this till knows, and that a store has once it was
// opened.
func Schema() int { return len(migrations()) }
