package storage

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"go.etcd.io/bbolt"
)

// TestExamine looks at a store from outside, before it is there, while it is open and
// where nothing can be made; and leaves nothing behind.
func TestExamine(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	path := filepath.Join(folder, "till.db")
	c, err := Examine(path)
	if err != nil || c.Exists || c.CanMake != nil || c.Free == 0 {
		t.Errorf("before: %+v, %v", c, err)
	}
	db, err := Open(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	c, err = Examine(path)
	if err != nil || !c.Exists || c.Size == 0 || c.Mode.Perm() != fileMode || c.CanMake != nil {
		t.Errorf("open: %+v, %v", c, err)
	}
	if c, err = Examine(filepath.Join(folder, "nowhere", "till.db")); err != nil || c.CanMake == nil {
		t.Errorf("nowhere: %+v, %v", c, err)
	}
	if files, err := os.ReadDir(folder); err != nil || len(files) != 1 {
		t.Errorf("left %v (%v)", files, err)
	}
}

// TestOlder: a reader is told that a store is of an earlier schema, by a sentinel.
func TestOlder(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "till.db")
	db, err := open(path, Options{}, migrations()[:1])
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(path, Options{ReadOnly: true, Timeout: time.Second}); !errors.Is(err, ErrOlder) {
		t.Errorf("%v", err)
	}
	if err := db.bolt.View(func(*bbolt.Tx) error { return nil }); err == nil {
		t.Error("the store is open still")
	}
}
