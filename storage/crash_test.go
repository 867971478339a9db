package storage

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"testing"

	"till/shop"
)

// TestKilledAtEachStep kills a process with SIGKILL at each step of its first
// changes; the changes committed by then, and nothing else, are there
// afterwards.
func TestKilledAtEachStep(t *testing.T) {
	path := filepath.Join(t.TempDir(), "till.db")
	for at := 1; at <= 16; at++ {
		path := path + string(rune('a'+at))
		c := startChild(t, "change", path)
		committed := 0
		for n := 1; c.says.Scan(); n++ {
			if c.says.Text() == "committed" {
				committed++
			}
			if n == at {
				break
			}
			if err := c.tells("go on"); err != nil {
				t.Fatalf("the process ended by itself: %v", err)
			}
		}
		c.kill()
		checkChanges(t, path, committed, committed)
	}
}

// TestKilledAnyTime kills a process that does not wait, so that the end may
// come within a commit.
func TestKilledAnyTime(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	path := filepath.Join(t.TempDir(), "till.db")
	for i := range 10 {
		path := path + string(rune('a'+i))
		c := startChild(t, "change", path)
		lines, committed := 1+random.IntN(200), 0
		for range 2000 { // ahead of what it says
			if err := c.tells("go on"); err != nil {
				t.Fatal(err)
			}
		}
		for range lines {
			if !c.says.Scan() {
				t.Fatal("the process ended by itself")
			}
			if c.says.Text() == "committed" {
				committed++
			}
		}
		c.kill()
		for c.says.Scan() {
			if c.says.Text() == "committed" {
				committed++
			}
		}
		checkChanges(t, path, committed, committed+1)
	}
}

// TestKilledWithMany kills a process with many callers at once: what any of
// them was told is durable is there afterwards.
func TestKilledWithMany(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for i := range 6 {
		path := filepath.Join(t.TempDir(), "till.db")
		c := startChild(t, "many", path)
		var told []string
		for range 1 + random.IntN(300) {
			if !c.says.Scan() {
				t.Fatal("the process ended by itself")
			}
			told = append(told, c.says.Text())
		}
		_ = c.cmd.Process.Kill()
		for c.says.Scan() {
			told = append(told, c.says.Text())
		}
		c.kill()
		db := openAt(t, path, Options{})
		if err := db.View(t.Context(), func(tx shop.Tx) error {
			for _, id := range told {
				if o, err := tx.Orders().Get(shop.OrderID(id)); err != nil || o.Status != shop.Shipped {
					t.Errorf("run %d: order %s was told to be durable: %v", i, id, err)
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
}

// manyChild makes orders and changes them, with many callers at once, for ever.
func manyChild(path string) error {
	const callers = 16
	db, err := Open(path, Options{})
	if err != nil {
		return err
	}
	failed := make(chan error)
	for caller := range callers {
		go func() {
			for n := caller; ; n += callers {
				o := newOrder(n)
				if err := db.Update(context.Background(), func(tx shop.Tx) error {
					return errors.Join(tx.Orders().Put(o), change(tx, o.ID, shop.Shipped, func(string) {}))
				}); err != nil {
					failed <- err
				}
				fmt.Println(string(o.ID))
			}
		}()
	}
	return <-failed
}

// checkChanges opens what a changeChild left behind; openAt checks it.
func checkChanges(t *testing.T, path string, least, most int) {
	t.Helper()
	db := openAt(t, path, Options{})
	if err := db.View(context.Background(), func(tx shop.Tx) error {
		orders, err := tx.Orders().List(shop.OrderQuery{Status: []shop.Status{shop.Shipped}})
		if len(orders) < least || len(orders) > most {
			t.Errorf("%s: %d changes are there, %d to %d were committed", filepath.Base(path), len(orders), least, most)
		}
		all, listErr := tx.Orders().List(shop.OrderQuery{})
		if len(all) != len(orders) {
			t.Errorf("%d orders, of which %d are changed", len(all), len(orders))
		}
		var jobErrs []error
		for _, o := range orders {
			_, buyerErr := tx.Jobs().Get(cardKey(o, shop.RoleBuyer))
			_, sellerErr := tx.Jobs().Get(cardKey(o, shop.RoleSeller))
			jobErrs = append(jobErrs, buyerErr, sellerErr)
		}
		return errors.Join(append(jobErrs, err, listErr)...)
	}); err != nil {
		t.Fatal(err)
	}
}
