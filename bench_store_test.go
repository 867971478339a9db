package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"till/shop"
	"till/shop/job"
	"till/shop/ledger"
	"till/shop/money"
	"till/storage"
	"till/tracking"
)

// atOnce is how many callers change the store at once.
const atOnce = 64

// BenchmarkGroup measures the throughput of callers at once: group/serial over
// the same changes one by one, group/ideal over one Update that holds them all.
func BenchmarkGroup(b *testing.B) {
	db := openStore(b, storage.Options{})
	s := benchShop(db)
	n := 0
	seller := func(i int) shop.UserID { return shop.UserID(fmt.Sprint(100 + i)) }
	if err := db.Update(b.Context(), func(tx shop.Tx) (err error) {
		for i := range atOnce {
			err = errors.Join(err, tx.Sellers().Put(readySeller(seller(i))))
		}
		return err
	}); err != nil {
		b.Fatal(err)
	}
	requests := func() []shop.Order {
		orders := make([]shop.Order, atOnce)
		if err := errors.Join(together(func(i int) (err error) {
			orders[i], err = s.Request(b.Context(), benchRequest(shop.Actor{ID: seller(i), Locale: "en-US"}, shop.UserID(fmt.Sprint(1000+i)), n+i))
			return err
		})...); err != nil {
			b.Fatal(err)
		}
		n += atOnce
		return orders
	}
	decline := func(s *shop.Shop, o shop.Order) error {
		_, err := s.Decline(b.Context(), "cause-"+string(o.ID), shop.Actor{ID: o.Buyer, Locale: "en-US"}, o.ID)
		return err
	}
	group := func() (time.Duration, error) {
		orders := requests()
		start := time.Now()
		errs := together(func(i int) error { return decline(s, orders[i]) })
		return time.Since(start), errors.Join(errs...)
	}
	serial := func() (time.Duration, error) {
		orders := requests()
		start := time.Now()
		for _, o := range orders {
			if err := decline(s, o); err != nil {
				return 0, err
			}
		}
		return time.Since(start), nil
	}
	ideal := func() (time.Duration, error) {
		orders := requests()
		start := time.Now()
		err := db.Update(b.Context(), func(tx shop.Tx) error {
			within := benchShop(oneUpdate{tx})
			for _, o := range orders {
				if err := decline(within, o); err != nil {
					return err
				}
			}
			return nil
		})
		return time.Since(start), err
	}
	b.Run("serial", func(b *testing.B) { pairs(b, "group/serial", serial, group) })
	b.Run("ideal", func(b *testing.B) { pairs(b, "group/ideal", ideal, group) })
}

// together runs fn in as many goroutines as callers are at once.
func together(fn func(i int) error) []error {
	errs := make([]error, atOnce)
	var wg sync.WaitGroup
	for i := range atOnce {
		wg.Go(func() { errs[i] = fn(i) })
	}
	wg.Wait()
	return errs
}

// oneUpdate is a store whose every Update is part of one.
type oneUpdate struct{ tx shop.Tx }

func (u oneUpdate) View(_ context.Context, fn func(shop.Tx) error) error   { return fn(u.tx) }
func (u oneUpdate) Update(_ context.Context, fn func(shop.Tx) error) error { return fn(u.tx) }

// BenchmarkLone measures a single caller of Update over one Update of bbolt's
// with the same puts: as many and as large as those of a change of an order, but
// as marks, which are stored as they are put.
func BenchmarkLone(b *testing.B) {
	var ops []storage.Op
	db := openStore(b, storage.Options{Trace: func(o []storage.Op) { ops = o }})
	s, raw := benchShop(db), openRaw(b)
	buyer := shop.Actor{ID: "2", Locale: "en-US"}
	o, err := s.Request(b.Context(), benchRequest(shop.Actor{ID: "1", Locale: "en-US"}, buyer.ID, 0))
	if err == nil {
		_, err = s.Decline(b.Context(), "cause", buyer, o.ID)
	}
	if err != nil {
		b.Fatal(err)
	}
	change, n := ops, 0
	pairs(b, "lone/raw", func() (time.Duration, error) {
		n++
		start := time.Now()
		err := db.Update(b.Context(), func(tx shop.Tx) error {
			for i, op := range change {
				if err := tx.Marks().Put(fmt.Sprintf("cause:%s:%x:%d:%d", op.Bucket, op.Key, i, n%1000), string(op.Value)); err != nil {
					return err
				}
			}
			return nil
		})
		return time.Since(start), err
	}, func() (time.Duration, error) {
		start := time.Now()
		err := raw.replay(ops)
		return time.Since(start), err
	})
}

// BenchmarkMillion measures a store of a million orders over one of a thousand: a
// durable change among the newest thousand orders, and of any order; a seller's list,
// suggestions and digest. Then how long till takes to start on it, with how much
// memory, and to audit it. Filling takes minutes.
func BenchmarkMillion(b *testing.B) {
	if testing.Short() {
		b.Skip("skipped: filling a store with a million orders takes minutes")
	}
	const few, many = 1000, 1_000_000
	large, small := openStore(b, storage.Options{}), openStore(b, storage.Options{})
	defer large.Close()
	fillStore(b, large, many)
	fillStore(b, small, few)
	random := rand.New(rand.NewPCG(1, 2))
	n := 0
	changes := func(db *storage.DB, pick func() int) func() (time.Duration, error) {
		return func() (time.Duration, error) {
			n++
			id := numberedOrder(pick(), 0).ID
			start := time.Now()
			err := db.Update(b.Context(), func(tx shop.Tx) error { return moveOrder(tx, id, n) })
			return time.Since(start), err
		}
	}
	newest := func(size int) func() int { return func() int { return size - 1 - random.IntN(few) } }
	anyOf := func(size int) func() int { return func() int { return random.IntN(size) } }
	for range 200 { // both settle
		for _, change := range []func() (time.Duration, error){changes(large, newest(many)), changes(small, newest(few))} {
			if _, err := change(); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.Run("newest", func(b *testing.B) {
		pairs(b, "change/1e6:1e3", changes(large, newest(many)), changes(small, newest(few)))
	})
	b.Run("any", func(b *testing.B) {
		pairs(b, "any/1e6:1e3", changes(large, anyOf(many)), changes(small, anyOf(few)))
	})
	b.Run("audit", func(b *testing.B) { benchAudit(b, large) })
	benchReading(b, large, small)
	path := large.Path()
	if err := large.Close(); err != nil {
		b.Fatal(err)
	}
	b.Run("start", func(b *testing.B) { benchStart(b, path) })
}

// fillStore puts completed orders in large transactions, one person's after
// another's, so that this leaves no holes; and then a thousand under way, each in
// an Update of its own, of people from all over.
func fillStore(b *testing.B, db *storage.DB, size int) {
	b.Helper()
	const under, together = 1000, 20_000
	update := func(fn func(tx shop.Tx) error) {
		if err := db.Update(b.Context(), fn); err != nil {
			b.Fatal(err)
		}
	}
	for first := 0; first < size-under; first += together {
		update(func(tx shop.Tx) error {
			for n := first; n < min(first+together, size-under); n++ {
				o := numberedOrder(n, n)
				o.Status, o.Entries = shop.Completed, 1
				if err := errors.Join(tx.Orders().Put(o), tx.Journal().Append(o.ID, orderEntry(o, shop.Delivered))); err != nil {
					return err
				}
			}
			return nil
		})
	}
	for n := size - under; n < size; n++ {
		update(func(tx shop.Tx) error { return tx.Orders().Put(numberedOrder(n, (n-size+under)*(size/under))) })
	}
}

var firstOrder = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// numberedOrder makes the n-th order, shipped, of the people around another.
func numberedOrder(n, people int) shop.Order {
	price := money.New(25_00, "USD")
	paid := fmt.Sprintf("3NmhVnLkdIwHu7ix%08d", n)
	return shop.Order{
		ID:     shop.NewOrderID([5]byte{byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n), 0}),
		Seller: shop.UserID(fmt.Sprint(800_000_000_000_000_000 + people/300)),
		Buyer:  shop.UserID(fmt.Sprint(900_000_000_000_000_000 + people/10)),
		Status: shop.Shipped, Lines: []shop.Line{{Item: "Mug, blue", Quantity: 1, Price: price}},
		Shipping: money.New(0, "USD"), Tax: money.New(0, "USD"), Total: price,
		Payment:   &shop.Payment{Session: "cs_test_" + strings.Repeat("a1", 29), Intent: "pi_" + paid, Charge: "ch_" + paid, Amount: price},
		CreatedAt: firstOrder.Add(time.Duration(n) * time.Second), ExpiresAt: firstOrder.Add(time.Duration(n)*time.Second + 72*time.Hour),
	}
}

func orderEntry(o shop.Order, from shop.Status) shop.Entry {
	return shop.Entry{N: o.Entries, At: o.CreatedAt, Act: shop.Act(shop.EventShip), Actor: o.Seller, From: from, To: o.Status}
}

// moveOrder is a change as the shop makes it: the order with another status, its
// journal, both sides' cards and the cause.
func moveOrder(tx shop.Tx, id shop.OrderID, cause int) error {
	o, err := tx.Orders().Get(id)
	if err != nil {
		return err
	}
	from := o.Status
	if o.Status = shop.Shipped; from == shop.Shipped {
		o.Status = shop.Delivered
	}
	o.Entries++
	e := orderEntry(o, from)
	posting := ledger.Posting{Debit: ledger.Held, Credit: ledger.Charged, Amount: o.Total}
	e.Postings = append(e.Postings, posting)
	if err := errors.Join(o.Book.Post(posting), tx.Journal().Append(id, e), tx.Orders().Put(o)); err != nil {
		return err
	}
	return putTraces(tx, o, cause)
}

// putTraces puts what a change leaves beside its order: both sides' cards, and the
// cause.
func putTraces(tx shop.Tx, o shop.Order, cause int) error {
	for _, role := range []shop.Role{shop.RoleBuyer, shop.RoleSeller} {
		to := string(o.Person(role))
		if err := tx.Jobs().Put(job.Job{
			Key: job.Key(fmt.Sprintf("card:%s:%s", o.ID, role)), Kind: "notice", Lane: job.Lane("dm:" + to), Order: string(o.ID),
			Due: o.CreatedAt, CreatedAt: o.CreatedAt, Payload: []byte(`{"kind":"card","to":"` + to + `"}`),
		}); err != nil {
			return err
		}
	}
	return tx.Marks().Put(fmt.Sprintf("cause:%d", cause), string(o.ID))
}

// openStore opens a new store with one seller.
func openStore(b *testing.B, opts storage.Options) *storage.DB {
	b.Helper()
	db, err := storage.Open(filepath.Join(b.TempDir(), "till.db"), opts)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = db.Close() })
	if err := db.Update(b.Context(), func(tx shop.Tx) error { return tx.Sellers().Put(readySeller("1")) }); err != nil {
		b.Fatal(err)
	}
	return db
}

func benchShop(store shop.Store) *shop.Shop {
	return shop.New(shop.Ports{Store: store, Carrier: tracking.Numbers{}}, shop.Config{Policy: roomyPolicy(), Logger: slog.New(slog.DiscardHandler)})
}
