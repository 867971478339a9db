package storage

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.etcd.io/bbolt"

	"till/shop"
)

// secret is what must not be left in a file after it was deleted.
const secret = "what somebody wrote and has erased"

// write puts a person whose draft is the secret, and many others around them.
func write(ctx context.Context, db *DB) error {
	return db.Update(ctx, func(tx shop.Tx) error {
		for n := range 200 {
			p := shop.Person{ID: shop.UserID(fmt.Sprint("9", n)), Draft: &shop.Draft{Text: strings.Repeat(secret, 1+n)}, Locale: "de"}
			if err := tx.People().Put(p); err != nil {
				return err
			}
		}
		return nil
	})
}

// erase deletes them again.
func erase(ctx context.Context, db *DB) error {
	return db.Update(ctx, func(tx shop.Tx) error {
		for n := range 200 {
			if err := tx.Erasure().Person(shop.UserID(fmt.Sprint("9", n))); err != nil {
				return err
			}
		}
		return nil
	})
}

// holds reports whether the store's file has the secret in it.
func holds(t *testing.T, path string) bool {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return bytes.Contains(content, []byte(secret))
}

func TestCompact(t *testing.T) {
	db := openTemp(t, Options{})
	furnish(t, db)
	if err := errors.Join(write(t.Context(), db), erase(t.Context(), db)); err != nil {
		t.Fatal(err)
	}
	if !holds(t, db.Path()) {
		t.Fatal("the file does not hold what was deleted: the test looks in the wrong place")
	}
	want, sequences := contents(t, db.bolt), sequencesOf(t, db)
	if err := db.Compact(t.Context()); err != nil {
		t.Fatal(err)
	}
	if holds(t, db.Path()) {
		t.Error("the file still holds what was deleted")
	}
	is, err := os.Stat(db.Path())
	if err != nil {
		t.Fatal(err)
	}
	if is.Mode().Perm() != fileMode {
		t.Errorf("the new file has mode %v", is.Mode())
	}
	if diff := cmp.Diff(want, contents(t, db.bolt)); diff != "" {
		t.Errorf("before (-) and after (+):\n%s", diff)
	}
	if diff := cmp.Diff(sequences, sequencesOf(t, db)); diff != "" {
		t.Errorf("numbers given, before (-) and after (+):\n%s", diff)
	}
	if db.bolt.NoSync {
		t.Error("the new file is not synced")
	}
	if err := db.Check(t.Context()); err != nil {
		t.Error(err)
	}
	if _, err := Open(db.Path(), Options{Timeout: 1}); !errors.Is(err, ErrLocked) {
		t.Errorf("the new file can be opened by another: %v", err)
	}
	if err := errors.Join(db.Compact(t.Context()), write(t.Context(), db), db.Close()); err != nil {
		t.Errorf("it cannot be used any more: %v", err)
	}
	again := openAt(t, db.Path(), Options{})
	if again.Installation() != db.Installation() || !holds(t, db.Path()) {
		t.Error("it opens as another store")
	}
}

// TestCompactMeanwhile changes the store at each step of a compaction, and reads a
// snapshot throughout.
func TestCompactMeanwhile(t *testing.T) {
	db := openTemp(t, Options{})
	furnish(t, db)
	steps := 0
	db.between = func(step string) {
		steps++
		if step != "recording" {
			return // Updates wait
		}
		for n := range 50 {
			if err := db.Update(t.Context(), func(tx shop.Tx) error {
				o := newOrder(100 + n)
				return errors.Join(tx.Orders().Put(o), change(tx, o.ID, shop.Shipped, func(string) {}), tx.Jobs().Delete(cardKey(newOrder(n), shop.RoleBuyer)), retally(t, tx, o.Seller))
			}); err != nil {
				t.Error(err)
			}
			_ = db.Update(t.Context(), func(tx shop.Tx) error {
				return errors.Join(tx.People().Put(shop.Person{ID: "nobody"}), errors.New("no"))
			})
		}
	}
	during := make(chan error)
	if err := db.View(t.Context(), func(tx shop.Tx) error {
		go func() { during <- db.Compact(context.Background()) }()
		for { // the new file is there before this View ends
			if o, err := tx.Orders().Get(newOrder(1).ID); err != nil || o.Status != shop.Shipped {
				return fmt.Errorf("the snapshot has changed: %s, %w", o.Status, err)
			}
			all := 0
			if err := db.View(t.Context(), func(tx shop.Tx) error {
				orders, err := tx.Orders().List(shop.OrderQuery{})
				all = len(orders)
				return err
			}); err != nil {
				return err
			}
			db.file.RLock()
			renamed := filepath.Base(db.bolt.Path()) == filepath.Base(db.path)+compacting
			db.file.RUnlock()
			if renamed && all == 55 {
				return nil
			}
		}
	}); err != nil {
		t.Fatal(err)
	}
	if err := <-during; err != nil {
		t.Fatal(err)
	}
	if steps != 4 {
		t.Errorf("%d steps", steps)
	}
	if err := db.View(t.Context(), func(tx shop.Tx) error {
		if _, err := tx.People().Get("nobody"); shop.CodeOf(err) != shop.NotFound {
			t.Errorf("an Update that failed is in the new file: %v", err)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

// TestCompactKilled kills a process at each step of a compaction.
func TestCompactKilled(t *testing.T) {
	for _, at := range []string{"recording", "copied", "synced", "renamed", "done"} {
		t.Run(at, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "till.db")
			c := startChild(t, "compact", path)
			for c.says.Scan() && c.says.Text() != at {
				if err := c.tells("go on"); err != nil {
					t.Fatal(err)
				}
			}
			c.kill()
			left, err := os.ReadDir(filepath.Dir(path))
			if err != nil {
				t.Fatal(err)
			}
			if part := len(left) > 1; part != (at == "copied" || at == "synced") {
				t.Errorf("killed at %s, there are %v", at, left)
			}
			db := openAt(t, path, Options{})
			if err := db.View(t.Context(), func(tx shop.Tx) error {
				orders, err := tx.Orders().List(shop.OrderQuery{})
				if len(orders) != 20 {
					t.Errorf("%d orders of 20 are there", len(orders))
				}
				return err
			}); err != nil {
				t.Fatal(err)
			}
			if left, _ := os.ReadDir(filepath.Dir(path)); len(left) != 1 {
				t.Errorf("opened again, there are %v", left)
			}
			if holds(t, path) != (at != "renamed" && at != "done") {
				t.Errorf("killed at %s, the file holds what was deleted: %t", at, holds(t, path))
			}
		})
	}
}

// compactChild compacts a store with deleted records and stops at each step.
func compactChild(path string) error {
	db, err := Open(path, Options{})
	if err != nil {
		return err
	}
	ctx := context.Background()
	if err := db.Update(ctx, func(tx shop.Tx) error {
		for n := range 20 {
			if err := errors.Join(tx.Orders().Put(newOrder(n)), change(tx, newOrder(n).ID, shop.Shipped, func(string) {})); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		return err
	}
	if err := errors.Join(write(ctx, db), erase(ctx, db)); err != nil {
		return err
	}
	db.between = step
	err = db.Compact(ctx)
	step("done")
	return err
}

// TestCompactFails: whatever goes wrong, the store goes on as it was.
func TestCompactFails(t *testing.T) {
	t.Run("the name is taken", func(t *testing.T) {
		db := openTemp(t, Options{})
		taken := filepath.Join(db.Path()+compacting, "by a folder")
		if err := os.MkdirAll(taken, 0o700); err != nil {
			t.Fatal(err)
		}
		goesOn(t, db, db.Compact(t.Context()), shop.Unavailable)
		if err := errors.Join(os.RemoveAll(db.Path()+compacting), db.Compact(t.Context())); err != nil {
			t.Error(err)
		}
	})
	t.Run("stopped", func(t *testing.T) {
		db := openTemp(t, Options{})
		if err := errors.Join(write(t.Context(), db), db.bolt.Update(func(tx *bbolt.Tx) error {
			return tx.Bucket([]byte("photos")).Put([]byte("large"), make([]byte, copySize))
		})); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		db.between = func(string) { cancel() }
		if err := db.Compact(ctx); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
		if err := db.bolt.Update(func(tx *bbolt.Tx) error { return tx.Bucket([]byte("photos")).Delete([]byte("large")) }); err != nil {
			t.Error(err)
		}
		goesOn(t, db, &shop.Error{Code: shop.Unavailable}, shop.Unavailable)
	})
	t.Run("closed meanwhile", func(t *testing.T) {
		db, err := Open(filepath.Join(t.TempDir(), "till.db"), Options{})
		if err != nil {
			t.Fatal(err)
		}
		closed := make(chan error, 1)
		db.between = func(step string) {
			if step == "copied" {
				closed <- db.Close()
			}
		}
		if err := db.Compact(t.Context()); shop.CodeOf(err) != shop.Unavailable || err == nil {
			t.Errorf("got %v", err)
		}
		if err := <-closed; err != nil {
			t.Error(err)
		}
		openAt(t, db.Path(), Options{})
	})
	t.Run("twice at once", func(t *testing.T) {
		db := openTemp(t, Options{})
		db.between = func(step string) {
			if step == "recording" {
				if err := db.Compact(t.Context()); shop.CodeOf(err) != shop.Internal {
					t.Errorf("got %v", err)
				}
			}
		}
		if err := db.Compact(t.Context()); err != nil {
			t.Error(err)
		}
	})
	t.Run("read-only", func(t *testing.T) {
		path := openTemp(t, Options{}).Path()
		link := filepath.Join(t.TempDir(), "copy.db")
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(link, content, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := openAt(t, link, Options{ReadOnly: true}).Compact(t.Context()); shop.CodeOf(err) != shop.Internal {
			t.Errorf("got %v", err)
		}
	})
}

// TestCompactBehindLink: a link to the file leads to the new one.
func TestCompactBehindLink(t *testing.T) {
	path, link := filepath.Join(t.TempDir(), "till.db"), filepath.Join(t.TempDir(), "link.db")
	if err := os.Symlink(path, link); err != nil {
		t.Skipf("skipped: no links here: %v", err)
	}
	if db, err := Open(path, Options{}); err != nil || db.Close() != nil {
		t.Fatal(err)
	}
	db := openAt(t, link, Options{})
	if err := errors.Join(write(t.Context(), db), db.Compact(t.Context())); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 || !holds(t, path) {
		t.Errorf("the link is %v (%v)", info.Mode(), err)
	}
}

// goesOn looks at why a compaction failed, and that nothing else came of it.
func goesOn(t *testing.T, db *DB, err error, code shop.Code) {
	t.Helper()
	if err == nil || shop.CodeOf(err) != code {
		t.Errorf("got %v", err)
	}
	if db.recording || db.recorded != nil {
		t.Error("it still notes what is written")
	}
	if err := write(t.Context(), db); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}
