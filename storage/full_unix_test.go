//go:build unix

package storage

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"till/shop"
)

// TestFileLimit fills a file up to the process's limit for one.
func TestFileLimit(t *testing.T) {
	path := filepath.Join(t.TempDir(), "till.db")
	c := startChild(t, "fill", path)
	for c.says.Scan() {
		if line := c.says.Text(); strings.HasPrefix(line, "error:") {
			t.Error(line)
		} else {
			t.Log(line)
		}
	}
	c.kill()
	openAt(t, path, Options{})
}

// fillChild is TestFileLimit's process: the limit holds for all of it.
func fillChild(path string) error {
	signal.Ignore(syscall.SIGXFSZ) // a write over the limit is an error, not a signal
	const limit = 6 << 20
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: limit, Max: limit}); err != nil {
		return err
	}
	return fillUp(path)
}

// TestDiskFull fills a small disk of its own.
func TestDiskFull(t *testing.T) {
	if runtime.GOOS != "linux" || os.Getuid() != 0 {
		t.Skip("skipped: mounting a small disk takes Linux and root; TestFileLimit covers the rest")
	}
	folder := t.TempDir()
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder).CombinedOutput(); err != nil {
		t.Skipf("skipped: a small disk cannot be mounted here: %v %s", err, out)
	}
	t.Cleanup(func() {
		if out, err := exec.Command("umount", folder).CombinedOutput(); err != nil {
			t.Errorf("umount: %v %s", err, out)
		}
	})
	path := filepath.Join(folder, "till.db")
	if err := fillUp(path); err != nil {
		t.Error(err)
	}
	db, err := Open(path, Options{})
	if err != nil {
		t.Fatalf("a store on a full disk cannot be opened: %v", err)
	}
	if err := db.Compact(t.Context()); shop.CodeOf(err) != shop.Unavailable || !strings.Contains(err.Error(), "no room") {
		t.Errorf("compacted on a full disk: %v", err)
	}
	if left, err := os.ReadDir(folder); err != nil || len(left) != 1 {
		t.Errorf("afterwards there are %v (%v)", left, err)
	}
	if err := errors.Join(db.Check(t.Context()), db.Close()); err != nil {
		t.Error(err)
	}
}

// fillUp makes changes until there is no room for more, and reports whether the
// store says so, keeps nothing of the last change and goes on reading.
func fillUp(path string) (err error) {
	ctx := context.Background()
	db, err := Open(path, Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	var full error
	n := 0
	for ; full == nil; n++ {
		full = db.Update(ctx, func(tx shop.Tx) error {
			for i := range 20 {
				o := newOrder(20*n + i)
				o.Note = strings.Repeat("long ", 400)
				if err := tx.Orders().Put(o); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if shop.CodeOf(full) != shop.Unavailable || !strings.Contains(full.Error(), "the disk is full") {
		return fmt.Errorf("a full disk: got %w", full)
	}
	fmt.Printf("after %d changes: %v\n", n-1, full)
	if err := db.View(ctx, func(tx shop.Tx) error {
		orders, err := tx.Orders().List(shop.OrderQuery{})
		if len(orders) != 20*(n-1) {
			return fmt.Errorf("%d orders after %d changes", len(orders), n-1)
		}
		return err
	}); err != nil {
		return err
	}
	if err := db.Check(ctx); err != nil {
		return fmt.Errorf("after a full disk: %w", err)
	}
	// A change that finds room among the free pages is still made.
	err = db.Update(ctx, func(tx shop.Tx) error { return tx.People().Put(shop.Person{ID: "1"}) })
	if err != nil && shop.CodeOf(err) != shop.Unavailable {
		return fmt.Errorf("after a full disk: %w", err)
	}
	return nil
}
