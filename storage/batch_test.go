package storage

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"go.etcd.io/bbolt"

	"till/shop"
)

// batched runs functions as Updates of one batch, in their order: the first
// holds the turn until all others wait. It returns what became of each, a panic
// as an error.
func batched(t *testing.T, db *DB, fns ...func(shop.Tx) error) []error {
	t.Helper()
	errs := make([]error, len(fns))
	var wg sync.WaitGroup
	if err := db.lock(t.Context()); err != nil {
		t.Fatal(err)
	}
	for i, fn := range fns {
		wg.Go(func() {
			defer func() {
				if cause := recover(); cause != nil {
					errs[i] = fmt.Errorf("panic: %v", cause)
				}
			}()
			errs[i] = db.Update(t.Context(), fn)
		})
		awaitWaiting(db, i+1)
	}
	db.unlock()
	wg.Wait()
	return errs
}

// awaitWaiting returns when so many wait for the turn.
func awaitWaiting(db *DB, n int) {
	for {
		db.queue.mu.Lock()
		waiting := len(db.queue.waiting)
		db.queue.mu.Unlock()
		if waiting == n {
			return
		}
		runtime.Gosched()
	}
}

// commits returns how many transactions were committed.
func commits(t *testing.T, db *DB) (id int) {
	t.Helper()
	if err := db.bolt.View(func(tx *bbolt.Tx) error { id = tx.ID(); return nil }); err != nil {
		t.Fatal(err)
	}
	return id
}

// TestBatchExit: a caller whose goroutine ends, as t.FailNow ends it, takes
// nobody with it.
func TestBatchExit(t *testing.T) {
	db := openTemp(t, Options{})
	person := func(id shop.UserID) func(shop.Tx) error {
		return func(tx shop.Tx) error { return tx.People().Put(shop.Person{ID: id}) }
	}
	errs := batched(t, db, person("1"), func(tx shop.Tx) error {
		_ = person("2")(tx)
		runtime.Goexit()
		return nil
	}, person("3"), func(tx shop.Tx) error {
		_ = person("4")(tx)
		panic("last")
	})
	if errs[0] != nil || errs[2] != nil || errs[3] == nil {
		t.Error(errs)
	}
	if err := db.View(t.Context(), func(tx shop.Tx) error {
		for id, want := range map[shop.UserID]bool{"1": true, "2": false, "3": true, "4": false} {
			if _, err := tx.People().Get(id); (err == nil) != want {
				t.Errorf("person %s: %v", id, err)
			}
		}
		return nil
	}); err != nil {
		t.Error(err)
	}
}

// TestBatchCommits: a batch is committed once, told of once, and traced once for
// each Update in it; one beyond the bound takes another commit.
func TestBatchCommits(t *testing.T) {
	traced := 0
	var hooked atomic.Int32 // hooks of two commits may run at once
	db := openTemp(t, Options{Trace: func(ops []Op) {
		if len(ops) != 1 {
			t.Errorf("traced %d changes of an Update with one", len(ops))
		}
		traced++
	}})
	db.OnCommit(func() { hooked.Add(1) })
	var ran []int
	fns := make([]func(shop.Tx) error, mostUpdates+1)
	for i := range fns {
		fns[i] = func(tx shop.Tx) error {
			ran = append(ran, i)
			return tx.People().Put(shop.Person{ID: shop.UserID(fmt.Sprint(i))})
		}
	}
	before := commits(t, db)
	if err := errors.Join(batched(t, db, fns...)...); err != nil {
		t.Fatal(err)
	}
	for i := range fns {
		if ran[i] != i {
			t.Fatalf("ran in the order %v", ran)
		}
	}
	if done := commits(t, db) - before; done != 2 || hooked.Load() != 2 || traced != len(fns) {
		t.Errorf("%d commits, %d told of, %d Updates traced; want 2, 2, %d", done, hooked.Load(), traced, len(fns))
	}
}

// TestBatchFails: when the commit fails, nobody of the batch is told otherwise.
func TestBatchFails(t *testing.T) {
	db := openTemp(t, Options{})
	put := func(tx shop.Tx) error { return tx.People().Put(shop.Person{ID: "1"}) }
	refused := &shop.Error{Code: shop.Conflict}
	db.bolt.MaxSize = 1 // no room at all
	errs := batched(t, db,
		func(shop.Tx) error { return nil }, // before any change
		put,
		func(tx shop.Tx) error { _, err := tx.People().Get("1"); return err }, // seen, though it came to nothing
		func(shop.Tx) error { return refused },
		func(tx shop.Tx) error {
			for n := range 20_000 {
				if err := tx.Marks().Put(fmt.Sprint("cursor:", n), "a mark that takes some room"); err != nil {
					return err
				}
			}
			return nil
		})
	if errs[0] != nil {
		t.Errorf("the Update before any change: got %v", errs[0])
	}
	for i, err := range errs[1:] {
		if shop.CodeOf(err) != shop.Unavailable {
			t.Errorf("Update %d: got %v, want the commit's failure", i+1, err)
		}
	}
	db.bolt.MaxSize = 0
	if err := db.Update(t.Context(), put); err != nil {
		t.Errorf("the store does not go on: %v", err)
	}
}

// TestBatchBroken: after a failed sync nothing is written, by those who wait
// neither.
func TestBatchBroken(t *testing.T) {
	db := openTemp(t, Options{})
	db.broken = &shop.Error{Code: shop.Unavailable, Message: "broken"}
	fns := make([]func(shop.Tx) error, 2)
	for i := range fns {
		fns[i] = func(tx shop.Tx) error { return tx.People().Put(shop.Person{ID: "1"}) }
	}
	for _, err := range batched(t, db, fns...) {
		if !errors.Is(err, db.broken) {
			t.Errorf("got %v", err)
		}
	}
}

// TestBatchContext: a context that ends in the queue ends the wait; one that
// ends later does nothing.
func TestBatchContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db := openTemp(t, Options{})
		var cancels [3]context.CancelFunc
		var errs [3]error
		var ran [3]bool
		defer func() {
			for _, cancel := range cancels {
				cancel()
			}
		}()
		var wg sync.WaitGroup
		if err := db.lock(t.Context()); err != nil {
			t.Fatal(err)
		}
		for i := range errs {
			ctx, cancel := context.WithCancel(t.Context())
			cancels[i] = cancel
			wg.Go(func() {
				errs[i] = db.Update(ctx, func(tx shop.Tx) error {
					ran[i] = true
					cancels[0]() // its own
					cancels[2]() // of the one behind it
					return tx.People().Put(shop.Person{ID: shop.UserID(fmt.Sprint(i))})
				})
			})
			synctest.Wait()
		}
		cancels[1]()
		synctest.Wait()
		if !errors.Is(errs[1], context.Canceled) {
			t.Errorf("got %v, want context canceled while others have the turn", errs[1])
		}
		db.unlock()
		wg.Wait()
		if errs[0] != nil || !errors.Is(errs[2], context.Canceled) || ran != [3]bool{true, false, false} {
			t.Errorf("got %v, ran %v", errs, ran)
		}
	})
}
