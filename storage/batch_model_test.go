package storage

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.etcd.io/bbolt"

	"till/shop"
	"till/shop/shoptest"
)

// TestBatchModel is TestModel with batches: what fails or panics in the midst
// of one leaves nothing behind, and the others see each other's changes.
func TestBatchModel(t *testing.T) {
	stop := errors.New("stop")
	for seed := range uint64(8) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			now := noon
			db, model := openTemp(t, Options{Now: func() time.Time { return now }}), shoptest.NewMemory()
			random := rand.New(rand.NewPCG(seed, 3))
			for i := range 20 {
				if i%7 == 6 {
					now = now.AddDate(0, 1, 0) // any Update of a batch makes the month's bucket
				}
				size := 2 + random.IntN(6)
				got, want := make([]log, size), make([]log, size)
				fns, wantErrs := make([]func(shop.Tx) error, size), make([]string, size)
				for n := range size {
					plan, end := random.Uint64(), random.IntN(4)
					do := func(answers *log) func(shop.Tx) error {
						return func(tx shop.Tx) error {
							random := rand.New(rand.NewPCG(plan, 1))
							for range 1 + random.IntN(8) {
								actOnce(tx, random, answers)
							}
							if end == 1 {
								panic(stop)
							}
							return map[int]error{0: stop}[end]
						}
					}
					fns[n] = do(&got[n])
					wantErrs[n] = fmt.Sprint(protected(func() error { return model.Update(t.Context(), do(&want[n])) }))
				}
				before := commits(t, db)
				for n, err := range batched(t, db, fns...) {
					if fmt.Sprint(err) != wantErrs[n] {
						t.Fatalf("batch %d: Update %d returned %v, memory's %s", i, n, err, wantErrs[n])
					}
				}
				if done := commits(t, db) - before; done > 1 {
					t.Fatalf("batch %d: %d commits", i, done)
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Fatalf("batch %d: memory (-) and storage (+):\n%s", i, diff)
				}
				plan := random.Uint64()
				if diff := cmp.Diff(see(t, model, plan), see(t, db, plan)); diff != "" {
					t.Fatalf("View after batch %d: memory (-) and storage (+):\n%s", i, diff)
				}
				if err := db.Check(t.Context()); err != nil {
					t.Fatalf("after batch %d: %v", i, err)
				}
			}
		})
	}
}

// protected returns a panic as an error.
func protected(fn func() error) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("panic: %v", cause)
		}
	}()
	return fn()
}

// TestUndo: what was undone is as it was, byte by byte, in the same
// transaction, values of no bytes and sequences included.
func TestUndo(t *testing.T) {
	now := noon
	db := openTemp(t, Options{Now: func() time.Time { return now }})
	furnish(t, db)
	keep := func(tx shop.Tx) error {
		// A conversation's index has values of no bytes.
		c := shop.Conversation{ID: "kept", Buyer: "1", Seller: "2", UpdatedAt: noon}
		return errors.Join(tx.Conversations().Put(c), tx.Jobs().Delete("none"))
	}
	spoil := func(tx shop.Tx) error {
		now = now.AddDate(0, 1, 0)
		for n := range 40 {
			o := newOrder(n + 1)
			if stored, err := tx.Orders().Get(o.ID); err == nil {
				o = stored
			}
			if err := errors.Join(tx.Orders().Put(o), change(tx, o.ID, shop.Shipped, func(string) {})); err != nil {
				return err
			}
		}
		c := shop.Conversation{ID: "kept", Buyer: "1", Seller: "2", UpdatedAt: noon.Add(1)}
		return errors.Join(tx.Conversations().Put(c), errors.New("no"))
	}
	if err := batched(t, db, keep)[0]; err != nil {
		t.Fatal(err)
	}
	want, sequences := contents(t, db.bolt), sequencesOf(t, db)
	errs := batched(t, db, func(tx shop.Tx) error { return tx.Marks().Put("cursor:1", "1") }, keep, spoil)
	if errs[0] != nil || errs[1] != nil || errs[2] == nil {
		t.Fatal(errs)
	}
	got := contents(t, db.bolt)
	delete(got["marks"], "cursor:1")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("before (-) and after (+):\n%s", diff)
	}
	if diff := cmp.Diff(sequences, sequencesOf(t, db)); diff != "" {
		t.Errorf("sequences before (-) and after (+):\n%s", diff)
	}
}

func sequencesOf(t *testing.T, db *DB) map[string]uint64 {
	t.Helper()
	found := make(map[string]uint64)
	if err := db.bolt.View(func(tx *bbolt.Tx) error {
		return tx.ForEach(func(name []byte, b *bbolt.Bucket) error { found[string(name)] = b.Sequence(); return nil })
	}); err != nil {
		t.Fatal(err)
	}
	return found
}

// TestManyCallers: callers at once lose nothing, and what Update returned for is
// committed.
func TestManyCallers(t *testing.T) {
	const callers, changes = 32, 20
	db := openTemp(t, Options{})
	stop := errors.New("stop")
	before := commits(t, db)
	count := func(tx shop.Tx) int {
		p, err := tx.People().Get("1")
		if err != nil && shop.CodeOf(err) != shop.NotFound {
			t.Error(err)
		}
		return len(p.Locale)
	}
	var wg sync.WaitGroup
	for caller := range callers {
		wg.Go(func() {
			for i := range changes {
				after := 0
				err := db.Update(t.Context(), func(tx shop.Tx) error {
					after = count(tx) + 1
					o := newOrder(caller*changes + i)
					err := errors.Join(
						tx.People().Put(shop.Person{ID: "1", Locale: strings.Repeat("x", after)}),
						tx.Orders().Put(o), change(tx, o.ID, shop.Shipped, func(string) {}))
					if err == nil && caller%4 == 0 {
						err = stop
					}
					return err
				})
				if caller%4 == 0 != errors.Is(err, stop) {
					t.Error(err)
				}
				if err != nil {
					continue
				}
				if err := db.View(t.Context(), func(tx shop.Tx) error { // only what is committed
					if got := count(tx); got < after {
						t.Errorf("after change %d of the counter a View sees %d", after, got)
					}
					return nil
				}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if err := db.View(t.Context(), func(tx shop.Tx) error {
		if got, want := count(tx), callers*changes*3/4; got != want {
			t.Errorf("the counter is %d, want %d", got, want)
		}
		return nil
	}); err != nil {
		t.Error(err)
	}
	t.Logf("%d changes in %d commits", callers*changes*3/4, commits(t, db)-before)
}

// TestCloseWhileMany: beside Close, an Update is either durable or told that
// the store is closed.
func TestCloseWhileMany(t *testing.T) {
	path := filepath.Join(t.TempDir(), "till.db")
	db := openAt(t, path, Options{})
	errs := make([]error, 32)
	var wg sync.WaitGroup
	for i := range errs {
		wg.Go(func() {
			errs[i] = db.Update(t.Context(), func(tx shop.Tx) error { return tx.Orders().Put(newOrder(i)) })
		})
	}
	if err := db.Close(); err != nil {
		t.Error(err)
	}
	wg.Wait()
	db = openAt(t, path, Options{})
	if err := db.View(t.Context(), func(tx shop.Tx) error {
		for i, err := range errs {
			_, missing := tx.Orders().Get(newOrder(i).ID)
			if (err == nil) != (missing == nil) || (err != nil && shop.CodeOf(err) != shop.Unavailable) {
				t.Errorf("order %d: Update returned %v, and then %v", i, err, missing)
			}
		}
		return nil
	}); err != nil {
		t.Error(err)
	}
}
