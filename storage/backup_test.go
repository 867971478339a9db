package storage

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"till/shop"
)

// putShipped puts the n-th order, as a payment leaves it, and ships it.
func putShipped(t *testing.T, db *DB, n int) {
	t.Helper()
	if err := db.Update(t.Context(), func(tx shop.Tx) error {
		return errors.Join(tx.Orders().Put(newOrder(n)), change(tx, newOrder(n).ID, shop.Shipped, func(string) {}))
	}); err != nil {
		t.Fatal(err)
	}
}

// left returns the names of the files in a folder.
func left(t *testing.T, folder string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

// TestBackup: a backup is what the store was at one moment, whatever is written
// before and after it while the file is copied, and knows that it is a copy.
func TestBackup(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	db := openAt(t, filepath.Join(folder, "till.db"), Options{})
	putShipped(t, db, 1)
	var want map[string]map[string]string
	db.between = func(string) {
		db.between = nil
		want = contents(t, db.bolt)
		putShipped(t, db, 3)
	}
	to := filepath.Join(folder, "copy.db")
	wrote := false
	size, err := db.Backup(t.Context(), to, Copying{Rate: 1 << 40, Progress: func(done, total int64) {
		if total > 0 && !wrote {
			wrote = true
			putShipped(t, db, 2)
		}
		if done > total {
			t.Errorf("%d of %d bytes are done", done, total)
		}
	}})
	if err != nil || !wrote {
		t.Fatalf("%v, and something was written meanwhile: %t", err, wrote)
	}
	if info, err := os.Stat(to); err != nil || info.Size() < size || info.Mode().Perm() != fileMode {
		t.Errorf("the file is %+v (%v), and %d bytes were copied", info, err, size)
	}
	kept := openAt(t, to, Options{})
	got := contents(t, kept.bolt)
	delete(got["marks"], "cursor:copied")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the backup holds something else (-want +got):\n%s", diff)
	}
	at, ok, err := shop.New(shop.Ports{Store: kept}, shop.Config{}).Copied(t.Context())
	if !ok || err != nil || at.IsZero() {
		t.Errorf("the backup does not know that it is a copy: %s, %t, %v", at, ok, err)
	}
	if err := kept.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Backup(t.Context(), to, Copying{}); err != nil {
		t.Errorf("over an older backup: %v", err)
	}
}

// TestBackupLeavesPages: pages that are freed while the file is copied are used again
// by the next change, as if it were not.
func TestBackupLeavesPages(t *testing.T) {
	t.Parallel()
	changed := func(backUp func(db *DB, change func())) Stats {
		db := openTemp(t, Options{})
		putShipped(t, db, 0)
		n := 0
		backUp(db, func() {
			for range 30 {
				n++
				putShipped(t, db, n)
			}
		})
		if n != 30 {
			t.Fatalf("%d changes were made", n)
		}
		stats, err := db.Stats()
		if err != nil {
			t.Fatal(err)
		}
		return stats
	}
	want := changed(func(_ *DB, change func()) { change() })
	got := changed(func(db *DB, change func()) {
		if _, err := db.Backup(t.Context(), db.path+".copy", Copying{Progress: func(_, total int64) {
			if total > 0 && change != nil {
				change()
				change = nil
			}
		}}); err != nil {
			t.Fatal(err)
		}
	})
	if got.FreePages != want.FreePages || got.Size != want.Size {
		t.Errorf("%d pages are free of %d bytes; without a backup %d of %d", got.FreePages, got.Size, want.FreePages, want.Size)
	}
}

// TestBackupRefused: a backup destroys nothing, and leaves nothing half done.
func TestBackupRefused(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	at := func(name string) string { return filepath.Join(folder, name) }
	db := openAt(t, at("till.db"), Options{})
	foreign, err := Open(at("foreign.db"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(foreign.Close(), os.WriteFile(at("letter"), []byte("dear"), 0o600)); err != nil {
		t.Fatal(err)
	}
	before := left(t, folder)
	for to, want := range map[string]string{
		"till.db": "the store itself", "letter": "is no backup of this store", "foreign.db": "of another shop", ".": "is a folder", "no/copy": "does not exist",
	} {
		if _, err := db.Backup(t.Context(), at(to), Copying{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("to %s: %v, want %q", to, err, want)
		}
	}
	for _, copying := range []bool{true, false} {
		ctx, cancel := context.WithCancel(t.Context())
		_, err := db.Backup(ctx, at("copy"), Copying{Progress: func(_, total int64) {
			if copying == (total > 0) {
				cancel()
			}
		}})
		if cancel(); !errors.Is(err, context.Canceled) || strings.Contains(err.Error(), "sound") {
			t.Errorf("called off while it is copied (%t): %v", copying, err)
		}
	}
	if diff := cmp.Diff(before, left(t, folder)); diff != "" {
		t.Errorf("the folder has changed:\n%s", diff)
	}
}

// TestRestore: a backup takes the store's place, unless that would be missed.
func TestRestore(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	at := func(name string) string { return filepath.Join(folder, name) }
	path, backup := at("till.db"), at("backup.db")
	db, err := Open(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	putShipped(t, db, 1)
	want := contents(t, db.bolt)
	if _, err := db.Backup(t.Context(), backup, Copying{}); err != nil {
		t.Fatal(err)
	}
	now := Restoring{Now: func() time.Time { return noon }}
	if _, err := Restore(t.Context(), backup, path, now); !errors.Is(err, ErrLocked) {
		t.Errorf("while it is in use: %v", err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	aside, err := Restore(t.Context(), backup, path, now)
	if err != nil || aside != path+".before-20260301T120000Z" {
		t.Fatalf("over the same: %v, aside is %q", err, aside)
	}
	if db, err = Open(path, Options{}); err != nil {
		t.Fatal(err)
	}
	got := contents(t, db.bolt)
	delete(got["marks"], "cursor:copied")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("restored (-want +got):\n%s", diff)
	}
	putShipped(t, db, 2)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	_, err = Restore(t.Context(), backup, path, now)
	if newer, ok := errors.AsType[*NewerError](err); !ok || newer.Entries != 1 || !strings.Contains(err.Error(), "--force") {
		t.Errorf("over a store that knows more: %v", err)
	}
	if err := os.Remove(aside); err != nil {
		t.Fatal(err)
	}
	before := left(t, folder)
	if err := os.WriteFile(at("letter"), []byte("dear"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Restore(t.Context(), at("letter"), path, Restoring{Force: true}); err == nil || !strings.Contains(err.Error(), "not a till store") {
		t.Errorf("what is no backup: %v", err)
	}
	if _, err := Restore(t.Context(), backup, at("letter"), now); err == nil || !strings.Contains(err.Error(), "not a till store") {
		t.Errorf("over what is no store: %v", err)
	}
	if err := os.Remove(at("letter")); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, left(t, folder)); diff != "" {
		t.Errorf("a refused restoration left something:\n%s", diff)
	}
	now.Force = true
	if aside, err = Restore(t.Context(), backup, path, now); err != nil {
		t.Fatal(err)
	}
	if kept := openAt(t, aside, Options{}); len(contents(t, kept.bolt)["orders"]) != 2 {
		t.Error("what was put aside has not two orders")
	}
	if db := openAt(t, path, Options{}); len(contents(t, db.bolt)["orders"]) != 1 {
		t.Error("what was restored has not one order")
	}
}

// TestRestoreOverDamage: a store that cannot be read is what backups are for.
func TestRestoreOverDamage(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	path, backup := filepath.Join(folder, "till.db"), filepath.Join(folder, "backup.db")
	db, err := Open(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Backup(t.Context(), backup, Copying{}); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(db.Close(), os.Truncate(path, 3*4096)); err != nil {
		t.Fatal(err)
	}
	if _, err := Restore(t.Context(), backup, path, Restoring{}); err != nil {
		t.Error(err)
	}
	openAt(t, path, Options{})
}
