package storage

import (
	"context"
	"path/filepath"
	"testing"

	"till/shop"
	"till/shop/shoptest"
)

// openTemp opens a new store that checks itself when the test ends.
func openTemp(t testing.TB, opts Options) *DB {
	t.Helper()
	return openAt(t, filepath.Join(t.TempDir(), "till.db"), opts)
}

func openAt(t testing.TB, path string, opts Options) *DB {
	t.Helper()
	db, err := Open(path, opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Check(context.Background()); err != nil && shop.CodeOf(err) != shop.Unavailable { // closed by the test
			t.Errorf("the store is not sound:\n%v", err)
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

func TestStore(t *testing.T) {
	shoptest.Store(t, func(t *testing.T) shop.Store {
		t.Helper()
		return openTemp(t, Options{})
	})
}
