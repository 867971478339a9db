package storage

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"till/shop"
)

// fill puts the orders from one number up to another, each with a journal, the
// older ones completed, and settles the file on the disk.
func fill(b *testing.B, db *DB, from, to int) {
	b.Helper()
	db.bolt.NoSync = true
	defer func() { db.bolt.NoSync = false }()
	const batch = 500
	none := func(string) {}
	for first := from; first < to; first += batch {
		if err := db.Update(b.Context(), func(tx shop.Tx) error {
			for n := first; n < min(first+batch, to); n++ {
				o := newOrder(n)
				o.Seller, o.Buyer = shop.UserID(fmt.Sprint(1000+n%3000)), shop.UserID(fmt.Sprint(50000+n%70000))
				err := errors.Join(tx.Orders().Put(o), tx.Orders().Link(o.Payment.Charge, o.ID), change(tx, o.ID, shop.Shipped, none))
				if err == nil && to-n > 1000 {
					err = errors.Join(
						change(tx, o.ID, shop.Completed, none),
						tx.Jobs().Delete(cardKey(o, shop.RoleBuyer)), tx.Jobs().Delete(cardKey(o, shop.RoleSeller)))
				}
				if err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			b.Fatal(err)
		}
	}
	if err := db.bolt.Sync(); err != nil {
		b.Fatal(err)
	}
}

// among makes the benchmark's change of the i-th order below n.
func among(b *testing.B, db *DB, n, i int) {
	b.Helper()
	statuses := []shop.Status{shop.Delivered, shop.Shipped}
	if err := db.Update(b.Context(), func(tx shop.Tx) error {
		return change(tx, newOrder(n-1-i%1000).ID, statuses[i/1000%2], func(string) {})
	}); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkChange compares, in turn, a durable change of an order, with its
// journal and its jobs, with a bare Update that puts and deletes the same. It
// reports the ratio of the medians.
func BenchmarkChange(b *testing.B) {
	const orders = 1000
	folder := b.TempDir()
	bare, err := bbolt.Open(filepath.Join(folder, "bare.db"), 0o600,
		&bbolt.Options{FreelistType: bbolt.FreelistMapType, InitialMmapSize: mapSize, NoStatistics: true})
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = bare.Close() }()
	bare.AllocSize = allocSize
	var ops []Op // of the last Update
	again := func() {
		if err := bare.Update(func(tx *bbolt.Tx) error { return replay(tx, ops) }); err != nil {
			b.Fatal(err)
		}
	}
	settled := false
	traced := openAt(b, filepath.Join(folder, "traced.db"), Options{Trace: func(done []Op) {
		if ops = done; !settled {
			again()
		}
	}})
	db := openAt(b, filepath.Join(folder, "till.db"), Options{})
	fill(b, traced, 0, orders)
	fill(b, db, 0, orders)
	settled = true
	var store, raw []time.Duration
	for i := range b.N {
		among(b, traced, orders, i)
		start := time.Now()
		among(b, db, orders, i)
		middle := time.Now()
		again()
		store, raw = append(store, middle.Sub(start)), append(raw, time.Since(middle))
	}
	slices.Sort(store)
	slices.Sort(raw)
	b.ReportMetric(float64(store[b.N/2].Nanoseconds()), "store-ns")
	b.ReportMetric(float64(raw[b.N/2].Nanoseconds()), "raw-ns")
	b.ReportMetric(float64(store[b.N/2])/float64(raw[b.N/2]), "ratio")
}

// BenchmarkAmong measures by the size of the store: a durable change of one of
// the newest thousand orders, a seller's orders to ship, opening, Check.
func BenchmarkAmong(b *testing.B) {
	for _, orders := range []int{1_000, 1_000_000} {
		if orders > 1000 && testing.Short() {
			continue
		}
		b.Run(fmt.Sprint(orders), func(b *testing.B) {
			path := filepath.Join(b.TempDir(), "till.db")
			db, err := Open(path, Options{})
			if err != nil {
				b.Fatal(err)
			}
			fill(b, db, 0, orders)
			i := 0
			b.Run("change", func(b *testing.B) {
				for range b.N {
					among(b, db, orders, i)
					i++
				}
			})
			b.Run("list", func(b *testing.B) {
				for range b.N {
					if err := db.View(b.Context(), func(tx shop.Tx) error {
						_, err := tx.Orders().List(shop.OrderQuery{Seller: "2000", Status: []shop.Status{shop.Shipped, shop.Delivered}, Limit: 10})
						return err
					}); err != nil {
						b.Fatal(err)
					}
				}
			})
			b.Run("open", func(b *testing.B) {
				for range b.N {
					if err := db.Close(); err != nil {
						b.Fatal(err)
					}
					if db, err = Open(path, Options{}); err != nil {
						b.Fatal(err)
					}
				}
			})
			b.Run("check", func(b *testing.B) {
				for range b.N {
					if err := db.Check(b.Context()); err != nil {
						b.Fatal(err)
					}
				}
			})
			_ = db.Close()
		})
	}
}
