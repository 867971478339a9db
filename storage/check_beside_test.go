package storage

import (
	"path/filepath"
	"sync"
	"testing"

	"till/shop"
)

// TestCheckBeside: a store that is only read is examined while others read it.
func TestCheckBeside(t *testing.T) {
	path := filepath.Join(t.TempDir(), "till.db")
	db, err := Open(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	for range 20 {
		db, err := Open(path, Options{ReadOnly: true})
		if err != nil {
			t.Fatal(err)
		}
		var readers sync.WaitGroup
		for range 4 {
			readers.Go(func() {
				for range 50 {
					if err := db.View(t.Context(), func(shop.Tx) error { return nil }); err != nil {
						t.Error(err)
					}
				}
			})
		}
		if err := db.Check(t.Context()); err != nil {
			t.Error(err)
		}
		readers.Wait()
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
