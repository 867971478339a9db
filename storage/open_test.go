package storage

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"till/shop"
)

func TestOpenSyncs(t *testing.T) {
	db := openTemp(t, Options{})
	if db.bolt.NoSync || db.bolt.NoGrowSync || db.bolt.NoFreelistSync {
		t.Error("the store does not sync: a power cut would lose what was committed")
	}
	if db.bolt.FreelistType != bbolt.FreelistMapType {
		t.Error("the freelist is not the map")
	}
}

func TestOpenAgain(t *testing.T) {
	path := filepath.Join(t.TempDir(), "till.db")
	db := openAt(t, path, Options{Now: func() time.Time { return noon }})
	first := db.Installation()
	if err := db.Update(t.Context(), func(tx shop.Tx) error { return tx.Orders().Put(newOrder(1)) }); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := db.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	}
	for name, err := range map[string]error{
		"View":   db.View(t.Context(), func(shop.Tx) error { return nil }),
		"Update": db.Update(t.Context(), func(shop.Tx) error { return nil }),
		"Check":  db.Check(t.Context()),
	} {
		if shop.CodeOf(err) != shop.Unavailable || !strings.Contains(err.Error(), "closed") {
			t.Errorf("%s on a closed store: got %v", name, err)
		}
	}
	db = openAt(t, path, Options{})
	if len(first) < 16 || db.Installation() != first || !db.CreatedAt().Equal(noon) || db.Path() != path {
		t.Errorf("installation %q made at %v, was %q", db.Installation(), db.CreatedAt(), first)
	}
	if other := openTemp(t, Options{}); other.Installation() == first {
		t.Error("two stores have the same installation")
	}
}

func TestOpenMode(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("files have no such mode here")
	}
	path := filepath.Join(t.TempDir(), "till.db")
	mode := func() fs.FileMode {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		return info.Mode().Perm()
	}
	db := openAt(t, path, Options{})
	if mode() != 0o600 || db.Mended() {
		t.Errorf("a new store has mode %o, mended %t", mode(), db.Mended())
	}
	_ = db.Close()
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	db = openAt(t, path, Options{ReadOnly: true})
	if mode() != 0o644 || db.Mended() {
		t.Error("reading changed the mode")
	}
	_ = db.Close()
	db = openAt(t, path, Options{})
	if mode() != 0o600 || !db.Mended() {
		t.Errorf("a store that others could read has mode %o, mended %t", mode(), db.Mended())
	}
}

func TestOpenLocked(t *testing.T) {
	path := filepath.Join(t.TempDir(), "till.db")
	other := startChild(t, "hold", path)
	if !other.says.Scan() || other.says.Text() != "open" {
		t.Fatalf("the other process says %q", other.says.Text())
	}
	_, err := Open(path, Options{Timeout: time.Millisecond})
	if !errors.Is(err, ErrLocked) || !strings.Contains(err.Error(), path) {
		t.Errorf("got %v, want ErrLocked with the path", err)
	}
	_, err = Open(path, Options{Timeout: time.Millisecond, ReadOnly: true})
	if !errors.Is(err, ErrLocked) {
		t.Errorf("reading beside a writer: got %v, want ErrLocked", err)
	}
	other.kill()
	openAt(t, path, Options{})
}

func TestOpenReadOnly(t *testing.T) {
	path := filepath.Join(t.TempDir(), "till.db")
	db := openAt(t, path, Options{})
	_ = db.Close()
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // readers share the file
		db := openAt(t, path, Options{ReadOnly: true})
		err := db.Update(t.Context(), func(tx shop.Tx) error { return tx.Orders().Put(newOrder(1)) })
		if shop.CodeOf(err) != shop.Internal || !strings.Contains(err.Error(), "reading only") {
			t.Errorf("Update of a store open for reading: got %v", err)
		}
	}
	if after, err := os.ReadFile(path); err != nil || !bytes.Equal(before, after) {
		t.Errorf("reading changed the file (%v)", err)
	}
}

func TestOpenRefuses(t *testing.T) {
	folder := t.TempDir()
	file := func(name string, content []byte) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	foreign := filepath.Join(folder, "foreign.db")
	bolt, err := bbolt.Open(foreign, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := bolt.Update(func(tx *bbolt.Tx) error { _, err := tx.CreateBucket([]byte("theirs")); return err }); err != nil {
		t.Fatal(err)
	}
	if err := bolt.Close(); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name, path string
		readOnly   bool
		want       string
	}{
		{"no folder", filepath.Join(folder, "none", "till.db"), false, "folder " + filepath.Join(folder, "none") + " does not exist"},
		{"a folder", folder, false, "is a folder"},
		{"nothing to read", filepath.Join(folder, "none.db"), true, "does not exist"},
		{"empty, to read", file("empty.db", nil), true, "is empty"},
		{"a text", file("text.db", bytes.Repeat([]byte("Dear diary,\n"), 4000)), false, "not a till store"},
		{"a short text", file("short.db", []byte("Hi")), false, "not a till store"},
		{"zeros", file("zero.db", make([]byte, 1<<16)), false, "not a till store"},
		{"another program's", foreign, false, "not a till store"},
	} {
		t.Run(test.name, func(t *testing.T) {
			db, err := Open(test.path, Options{ReadOnly: test.readOnly})
			if err == nil {
				_ = db.Close()
				t.Fatal("opened")
			}
			if !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), folder) {
				t.Errorf("got %q, want it to say %q and where", err, test.want)
			}
		})
	}
}

func TestOpenEmptyFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "till.db")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	openAt(t, path, Options{})
}
