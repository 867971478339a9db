package storage

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"till/shop"
	"till/shop/job"
	"till/shop/ledger"
	"till/shop/money"
)

// earlier is the table of a made-up till before this one: the shop's orders in
// a bucket of another name.
func earlier() []migration {
	return []migration{{"make the first buckets", func(tx *bbolt.Tx, now time.Time) error {
		if err := makeBuckets(tx, now); err != nil {
			return err
		}
		_, err := tx.CreateBucket([]byte("sales"))
		if err != nil {
			return err
		}
		return tx.Bucket([]byte("sales")).Put([]byte("1"), []byte("ann"))
	}}}
}

// later adds two steps, of which the second needs the first.
func later(fail error) []migration {
	return append(earlier(),
		migration{"rename sales", func(tx *bbolt.Tx, _ time.Time) error {
			b, err := tx.CreateBucket([]byte("trades"))
			if err != nil {
				return err
			}
			if err := b.Put([]byte("1"), tx.Bucket([]byte("sales")).Get([]byte("1"))); err != nil {
				return err
			}
			return tx.DeleteBucket([]byte("sales"))
		}},
		migration{"count the trades", func(tx *bbolt.Tx, _ time.Time) error {
			if fail != nil {
				return fail
			}
			return tx.Bucket([]byte("trades")).Put([]byte("count"), []byte("1"))
		}})
}

func openClose(t *testing.T, path string, steps []migration, opts Options) error {
	t.Helper()
	db, err := open(path, opts, steps)
	if err != nil {
		return err
	}
	return db.Close()
}

func TestMigrate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "till.db")
	if err := openClose(t, path, earlier(), Options{}); err != nil {
		t.Fatal(err)
	}
	err := openClose(t, path, later(nil), Options{ReadOnly: true})
	if err == nil || !strings.Contains(err.Error(), "older till") {
		t.Errorf("reading a file that must be migrated: got %v", err)
	}
	err = openClose(t, path, later(errors.New("no")), Options{})
	if err == nil || !strings.Contains(err.Error(), "schema 3, count the trades: no") {
		t.Errorf("a step that fails: got %v", err)
	}
	if err := openClose(t, path, earlier(), Options{}); err != nil {
		t.Errorf("a failed migration was not undone: %v", err)
	}

	db, err := open(path, Options{}, later(nil))
	if err != nil {
		t.Fatal(err)
	}
	if err := db.bolt.View(func(tx *bbolt.Tx) error {
		trades := tx.Bucket([]byte("trades"))
		if string(trades.Get([]byte("1"))) != "ann" || string(trades.Get([]byte("count"))) != "1" || tx.Bucket([]byte("sales")) != nil {
			t.Error("the steps were not run in order")
		}
		if version, err := schemaOf(tx); version != 3 || err != nil {
			t.Errorf("schema %d (%v), want 3", version, err)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}

	before, _ := os.ReadFile(path)
	for _, readOnly := range []bool{false, true} {
		_, err = open(path, Options{ReadOnly: readOnly}, earlier())
		newer, ok := errors.AsType[*NewerSchemaError](err)
		if !ok || newer.File != 3 || newer.Known != 1 || newer.Path != path || !strings.Contains(err.Error(), "newer till") {
			t.Errorf("a file of a newer till: got %v", err)
		}
	}
	if after, _ := os.ReadFile(path); string(after) != string(before) {
		t.Error("a refused file was changed")
	}
	// The failed Opens let go of the file.
	if err := openClose(t, path, later(nil), Options{Timeout: time.Millisecond}); err != nil {
		t.Error(err)
	}
}

// TestMigrateBacklog: a file from before jobs were given up gets on.
func TestMigrateBacklog(t *testing.T) {
	path := filepath.Join(t.TempDir(), "till.db")
	if err := openClose(t, path, migrations()[:1], Options{}); err != nil {
		t.Fatal(err)
	}
	db := openAt(t, path, Options{})
	if err := db.Update(t.Context(), func(tx shop.Tx) error {
		return tx.Backlog().Bury(job.Job{Key: "refund:1"})
	}); err != nil {
		t.Fatal(err)
	}
	if err := db.View(t.Context(), func(tx shop.Tx) error {
		dead, err := tx.Backlog().Dead()
		if len(dead) != 1 {
			t.Errorf("given up: %v", dead)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

// TestMakeBuckets: the first migration is frozen, the table of buckets is not;
// together the migrations must make every bucket.
func TestMakeBuckets(t *testing.T) {
	db := openTemp(t, Options{})
	if err := db.View(t.Context(), func(shopTx shop.Tx) error {
		for b := range buckets {
			if b.String() == "" || shopTx.(*tx).bucket(b) == nil {
				t.Errorf("bucket %d (%q) is not made", b, b)
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

// TestMigrateTallies: a file from before sellers had a tally, or before it said what
// is held, gets one of each that is whole.
func TestMigrateTallies(t *testing.T) {
	for _, from := range []int{6, 9} {
		t.Run(fmt.Sprintf("schema %d", from), func(t *testing.T) { testMigrateTallies(t, from) })
	}
}

func testMigrateTallies(t *testing.T, from int) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "till.db")
	db, err := open(path, Options{}, migrations()[:from])
	if err != nil {
		t.Fatal(err)
	}
	paid := time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)
	if err := db.Update(t.Context(), func(tx shop.Tx) error {
		for i, status := range []shop.Status{shop.Requested, shop.Paid, shop.Shipped, shop.Completed} {
			o := shop.Order{ID: shop.NewOrderID([5]byte{byte(i)}), Seller: "100", Buyer: "200", Status: status, CreatedAt: paid}
			if status != shop.Requested {
				o.PaidAt = paid
			}
			e := shop.Entry{N: 1, At: paid}
			if status == shop.Paid || status == shop.Shipped {
				e.Postings = []ledger.Posting{{Debit: ledger.Held, Credit: ledger.Charged, Amount: money.New(500, "USD")}}
			}
			if err := errors.Join(o.Book.Post(e.Postings...), tx.Journal().Append(o.ID, e)); err != nil {
				return err
			}
			o.Entries = 1
			if status == shop.Shipped || status == shop.Completed {
				o.ShippedAt = paid.Add(time.Duration(i) * time.Hour)
			}
			if err := tx.Orders().Put(o); err != nil {
				return err
			}
		}
		return errors.Join(tx.Sellers().Put(shop.Seller{ID: "100", Name: "Old"}), tx.Sellers().Put(shop.Seller{ID: "101", Name: "New"}))
	}); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	db = openAt(t, path, Options{})
	want := shop.Tally{Open: 2, Paid: 3, Took: []shop.Took{
		{At: paid.Add(2 * time.Hour), For: 2 * time.Hour}, {At: paid.Add(3 * time.Hour), For: 3 * time.Hour},
	}, Held: []money.Money{money.New(1000, "USD")}}
	if err := db.View(t.Context(), func(tx shop.Tx) error {
		got, err := tx.Sellers().Get("100")
		if !got.Tally.Equal(want) || got.Name != "Old" {
			t.Errorf("the seller is %+v, want the tally %+v", got, want)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if err := db.Check(t.Context()); err != nil {
		t.Error(err)
	}
	put := func(tally shop.Tally) {
		t.Helper()
		if err := db.Update(t.Context(), func(tx shop.Tx) error {
			return tx.Sellers().Put(shop.Seller{ID: "100", Name: "Old", Tally: tally})
		}); err != nil {
			t.Fatal(err)
		}
	}
	put(shop.Tally{Open: 3, Paid: 3, Took: want.Took, Held: want.Held})
	if err := db.Check(t.Context()); err == nil || !strings.Contains(err.Error(), "seller 100: the tally is") {
		t.Errorf("a tally that is wrong: %v", err)
	}
	put(want)
}
