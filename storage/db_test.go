package storage

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"till/shop"
)

func TestOnCommit(t *testing.T) {
	db := openTemp(t, Options{})
	calls := 0
	db.OnCommit(func() {
		calls++
		if err := db.View(t.Context(), func(shop.Tx) error { return nil }); err != nil {
			t.Error(err)
		}
	})
	put := func(tx shop.Tx) error { return tx.People().Put(shop.Person{ID: "1"}) }
	for _, test := range []struct {
		name string
		fn   func(shop.Tx) error
		want int
	}{
		{"a change", put, 1},
		{"no change", func(shop.Tx) error { return nil }, 1},
		{"an error", func(tx shop.Tx) error { return errors.Join(put(tx), errors.New("no")) }, 1},
		{"another change", put, 2},
	} {
		_ = db.Update(t.Context(), test.fn)
		if calls != test.want {
			t.Errorf("after %s: called %d times, want %d", test.name, calls, test.want)
		}
	}
}

// TestNoChangeNoWrite: an Update that only reads, such as a replayed
// interaction, costs no commit.
func TestNoChangeNoWrite(t *testing.T) {
	db := openTemp(t, Options{})
	version := func() (id int) {
		if err := db.bolt.View(func(tx *bbolt.Tx) error { id = tx.ID(); return nil }); err != nil {
			t.Fatal(err)
		}
		return id
	}
	before := version()
	if err := db.Update(t.Context(), func(tx shop.Tx) error {
		_, err := tx.Jobs().Due(noon, 0, "")
		return errors.Join(err, tx.Jobs().Delete("none"))
	}); err != nil {
		t.Fatal(err)
	}
	if version() != before {
		t.Error("committed")
	}
}

// TestFailedWriteFailsUpdate: a function that overlooks a failed write does not
// commit the rest.
func TestFailedWriteFailsUpdate(t *testing.T) {
	db := openTemp(t, Options{})
	err := db.Update(t.Context(), func(tx shop.Tx) error {
		_ = tx.Marks().Put(strings.Repeat("x", bbolt.MaxKeySize+1), "")
		return tx.People().Put(shop.Person{ID: "1"})
	})
	if shop.CodeOf(err) != shop.Internal {
		t.Errorf("got %v", err)
	}
	if err := db.View(t.Context(), func(tx shop.Tx) error { _, err := tx.People().Get("1"); return err }); shop.CodeOf(err) != shop.NotFound {
		t.Errorf("the rest was committed: %v", err)
	}
}

func TestErrorsDoNotLeak(t *testing.T) {
	db := openTemp(t, Options{})
	err := db.Update(t.Context(), func(tx shop.Tx) error {
		return tx.Marks().Put(strings.Repeat("x", bbolt.MaxKeySize+1), "")
	})
	if errors.Is(err, bolterrors.ErrKeyTooLarge) || !strings.Contains(err.Error(), "key too large") {
		t.Errorf("got %v, want bbolt's words without its type", err)
	}
}

// TestUpdateWaits: an Update that waits for another gives up with its context.
func TestUpdateWaits(t *testing.T) {
	db := openTemp(t, Options{})
	ctx, cancel := context.WithCancel(t.Context())
	if err := db.Update(t.Context(), func(shop.Tx) error {
		waiting := make(chan error)
		go func() { waiting <- db.Update(ctx, func(shop.Tx) error { return nil }) }()
		cancel()
		if err := <-waiting; !errors.Is(err, context.Canceled) {
			t.Errorf("got %v, want context canceled", err)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

// TestTrace replays what was traced on a bare file, which then holds the same.
func TestTrace(t *testing.T) {
	var traced []Op
	updates := 0
	db := openTemp(t, Options{
		Now:   func() time.Time { return noon },
		Trace: func(ops []Op) { traced = append(traced, ops...); updates++ },
	})
	furnish(t, db)
	if err := db.Update(t.Context(), func(tx shop.Tx) error {
		return errors.Join(change(tx, newOrder(1).ID, shop.Delivered, func(string) {}), retally(t, tx, newOrder(1).Seller), tx.Jobs().Delete(cardKey(newOrder(2), shop.RoleBuyer)))
	}); err != nil {
		t.Fatal(err)
	}
	_ = db.Update(t.Context(), func(tx shop.Tx) error {
		return errors.Join(tx.People().Put(shop.Person{ID: "1"}), errors.New("no"))
	})
	if updates != 2 {
		t.Errorf("%d Updates traced, want 2", updates)
	}
	bare, err := bbolt.Open(filepath.Join(t.TempDir(), "bare.db"), 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = bare.Close() }()
	if err := bare.Update(func(tx *bbolt.Tx) error { return replay(tx, traced) }); err != nil {
		t.Fatal(err)
	}
	want := contents(t, db.bolt)
	delete(want, "meta")
	for name, records := range want {
		if len(records) == 0 {
			delete(want, name)
		}
	}
	if diff := cmp.Diff(want, contents(t, bare)); diff != "" {
		t.Errorf("the store (-) and its replay (+) differ:\n%s", diff)
	}
}

// contents reads a whole file.
func contents(t *testing.T, bolt *bbolt.DB) map[string]map[string]string {
	t.Helper()
	all := make(map[string]map[string]string)
	if err := bolt.View(func(tx *bbolt.Tx) error {
		return tx.ForEach(func(name []byte, b *bbolt.Bucket) error {
			records := make(map[string]string)
			all[string(name)] = records
			return b.ForEach(func(key, value []byte) error { records[string(key)] = string(value); return nil })
		})
	}); err != nil {
		t.Fatal(err)
	}
	return all
}
