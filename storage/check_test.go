package storage

import (
	"context"
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
)

// tallied adds up a seller's orders.
func tallied(t testing.TB, tx shop.Tx, id shop.UserID) (sum shop.Tally) {
	t.Helper()
	orders, err := tx.Orders().List(shop.OrderQuery{Seller: id})
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range orders {
		sum.Add(o)
	}
	return sum
}

// retally writes down with a seller what their orders add up to.
func retally(t testing.TB, tx shop.Tx, id shop.UserID) error {
	t.Helper()
	seller, err := tx.Sellers().Get(id)
	if err != nil {
		return err
	}
	seller.Tally = tallied(t, tx, id)
	return tx.Sellers().Put(seller)
}

// furnish fills a store with some of everything.
func furnish(t testing.TB, db *DB) {
	t.Helper()
	none := func(string) {}
	if err := db.Update(t.Context(), func(tx shop.Tx) error {
		for n := range 5 {
			o := newOrder(n)
			o.Rating = &shop.Rating{Stars: 4, At: noon, State: shop.RatingShown}
			c := shop.Conversation{ID: shop.ConversationID(o.Buyer + "-" + o.Seller), Buyer: o.Buyer, Seller: o.Seller, Messages: 1, UpdatedAt: noon}
			for _, err := range []error{
				tx.Orders().Put(o),
				tx.Orders().Link(o.Payment.Charge, o.ID),
				change(tx, o.ID, shop.Shipped, none),
				tx.Sellers().Put(shop.Seller{ID: o.Seller, Name: "Shop " + string(o.Seller), Account: "acct_" + string(o.Seller), Tally: tallied(t, tx, o.Seller)}),
				tx.Sellers().Put(shop.Seller{ID: shop.UserID(fmt.Sprint("S", n)), Name: fmt.Sprint("Stall ", n), Account: fmt.Sprint("acct_S", n), Entries: 1}),
				tx.SellerJournal().Append(shop.UserID(fmt.Sprint("S", n)), shop.SellerEntry{N: 1, At: noon.Add(time.Duration(n) * time.Minute), Act: shop.SellerOpened}),
				tx.Products().Put(shop.Product{ID: shop.ProductID(fmt.Sprint("P", n)), Seller: o.Seller, Name: fmt.Sprint("Mug ", n), Photo: shop.NewPhotoID([]byte{byte(n)})}),
				tx.Photos().Put(shop.NewPhotoID([]byte{byte(n)}), []byte{byte(n)}),
				tx.Reviews().Put(shop.Review{Order: o.ID, Seller: o.Seller, At: noon}),
				tx.People().Put(shop.Person{ID: o.Buyer}),
				tx.Conversations().Put(c),
				tx.Conversations().Append(c.ID, shop.Words{N: 1, From: o.Buyer, At: noon}),
				tx.Conversations().Bind(fmt.Sprint("m", n), c.ID),
				tx.Watches().Put(shop.Watch{ID: shop.WatchID(fmt.Sprint(o.ID, ":1")), Order: o.ID, Number: fmt.Sprint("1Z", n), Tracker: fmt.Sprint("trk_", n), Due: noon}),
				tx.Backlog().Bury(job.Job{Key: job.Key(fmt.Sprint("dead:", n)), Kind: "notice", Due: noon}),
			} {
				if err != nil {
					return err
				}
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

// TestCheckFinds damages each bucket in turn, in each way that a record or an
// index entry can be wrong, and wants to be told.
func TestCheckFinds(t *testing.T) {
	for b := ordersBucket; b < marksBucket; b++ {
		for name, damage := range map[string]func(*bbolt.Bucket, []byte, []byte) error{
			"deleted": func(b *bbolt.Bucket, key, _ []byte) error { return b.Delete(key) },
			"stray": func(b *bbolt.Bucket, key, value []byte) error {
				return b.Put(append([]byte("~"), key...), value)
			},
			"spoilt": func(b *bbolt.Bucket, key, _ []byte) error { return b.Put(key, []byte("{\"n\":7")) },
			"swapped": func(b *bbolt.Bucket, key, _ []byte) error {
				_, other := b.Cursor().Last()
				return b.Put(key, other)
			},
		} {
			switch {
			case name == "deleted" && (b == linksBucket || b == messagesBucket || b == peopleBucket || b == photosBucket || b == deadBucket),
				name == "swapped" && (b == ordersByBuyer || b == ordersByStatus || b == conversationsOf || b == productsByName || b == watchesByDue || b == watchesByName || b == photosShown), // have no values
				name == "swapped" && (b == linksBucket || b == messagesBucket || b == journalBucket || b == wordsBucket || b == sellerJournalBucket),                                           // lead somewhere, or are alike
				name == "stray" && (b == linksBucket || b == messagesBucket):
				continue // as good as another
			}
			t.Run(fmt.Sprint(b, " ", name), func(t *testing.T) {
				db, err := Open(filepath.Join(t.TempDir(), "till.db"), Options{})
				if err != nil {
					t.Fatal(err)
				}
				defer func() { _ = db.Close() }()
				furnish(t, db)
				if err := db.Check(t.Context()); err != nil {
					t.Fatalf("the store is not sound before: %v", err)
				}
				if err := db.bolt.Update(func(tx *bbolt.Tx) error {
					bucket := tx.Bucket([]byte(b.String()))
					key, value := bucket.Cursor().First()
					return damage(bucket, append([]byte{}, key...), append([]byte{}, value...))
				}); err != nil {
					t.Fatal(err)
				}
				err = db.Check(t.Context())
				if err == nil {
					t.Fatal("Check finds nothing")
				}
				t.Log(err)
			})
		}
	}
}

// TestCheckFindsDrift: indexes that are sound in themselves and say something
// else than the records.
func TestCheckFindsDrift(t *testing.T) {
	later := job.Job{Key: "later", Lane: "dm:9", Due: noon}
	for name, test := range map[string]struct {
		damage func(*tx) error
		want   string
	}{
		"an order's total": {func(tx *tx) error {
			n, _ := tx.orderNumber(newOrder(1).ID)
			o := newOrder(1)
			o.Status = shop.Shipped
			o.Total.Minor++
			entry := stateOfOrder(n, o).entries()[0]
			return tx.put(entry.bucket, entry.key, []byte(entry.value))
		}, "order " + newOrder(1).ID.String() + " has the entry of another in orders_by_seller"},
		"an order that does not count": {func(tx *tx) error {
			n, _ := tx.orderNumber(newOrder(1).ID)
			o := newOrder(1)
			o.Status = shop.Shipped
			entry := stateOfOrder(n, o).entries()[0]
			return tx.put(entry.bucket, entry.key, nil)
		}, "order " + newOrder(1).ID.String() + " has the entry of another in orders_by_seller"},
		"a job behind another is due": {func(tx *tx) error {
			s, _, err := jobs{tx}.state(later.Key)
			return errors.Join(err, tx.put(jobsByDue, s.dueKey(), []byte(later.Key)))
		}, "that no record is behind"},
		"a head is not due": {func(tx *tx) error {
			s, _, err := jobs{tx}.state("head")
			return errors.Join(err, tx.remove(jobsByDue, s.dueKey()))
		}, "job head is missing from jobs_by_due"},
		"a job's own due time": {func(tx *tx) error {
			j, err := tx.Jobs().Get(later.Key)
			if err != nil {
				return err
			}
			value, err := encodeJob(j)
			value[timeLength-1]++
			return errors.Join(err, tx.put(jobsBucket, []byte(later.Key), value))
		}, "job later is kept as if it were due or placed otherwise"},
	} {
		t.Run(name, func(t *testing.T) {
			db, err := Open(filepath.Join(t.TempDir(), "till.db"), Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = db.Close() }()
			furnish(t, db)
			if err := db.Update(t.Context(), func(shopTx shop.Tx) error {
				head := job.Job{Key: "head", Lane: "dm:9", Due: noon}
				if err := errors.Join(shopTx.Jobs().Put(head), shopTx.Jobs().Put(later)); err != nil {
					return err
				}
				return test.damage(shopTx.(*tx))
			}); err != nil {
				t.Fatal(err)
			}
			if err := db.Check(t.Context()); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}

// TestCheckJournal: journals that do not add up to the order's book.
func TestCheckJournal(t *testing.T) {
	db, err := Open(filepath.Join(t.TempDir(), "till.db"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	furnish(t, db)
	if err := db.Update(t.Context(), func(tx shop.Tx) error {
		o, err := tx.Orders().Get(newOrder(1).ID)
		if err != nil {
			return err
		}
		o.Book = shop.Order{}.Book
		return tx.Orders().Put(o)
	}); err != nil {
		t.Fatal(err)
	}
	err = db.Check(t.Context())
	if err == nil || !strings.Contains(err.Error(), newOrder(1).ID.String()+": its book says") {
		t.Errorf("got %v", err)
	}
}

// TestCheckBuckets: a store without one of its buckets is damaged.
func TestCheckBuckets(t *testing.T) {
	for b := range buckets {
		db, err := Open(filepath.Join(t.TempDir(), "till.db"), Options{})
		if err != nil {
			t.Fatal(err)
		}
		if err := db.bolt.Update(func(tx *bbolt.Tx) error { return tx.DeleteBucket([]byte(b.String())) }); err != nil {
			t.Fatal(err)
		}
		if err := db.Check(t.Context()); !errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), b.String()) {
			t.Errorf("without %s: %v", b, err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestCheckEnds(t *testing.T) {
	db := openTemp(t, Options{})
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if err := db.Check(ended); err == nil {
		t.Error("checked although its context had ended")
	}
}

// TestDamagedPages overwrites one page after another. Whatever that hits, what
// is said is an error, never a panic, and Check or Open notices.
func TestDamagedPages(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "till.db")
	db, err := Open(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	furnish(t, db)
	used := usedPages(t, db)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	sound, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, page := range used {
		for _, with := range []byte{0, 0xff, 0x5a} {
			spoilt := append([]byte{}, sound...)
			size := os.Getpagesize()
			for i := page * size; i < (page+1)*size; i++ {
				spoilt[i] = with
			}
			path := filepath.Join(folder, fmt.Sprintf("%d-%d.db", page, with))
			if err := os.WriteFile(path, spoilt, 0o600); err != nil {
				t.Fatal(err)
			}
			checkDamaged(t, path)
		}
	}
	cut := filepath.Join(folder, "cut.db")
	if err := os.WriteFile(cut, sound[:len(used)*os.Getpagesize()/2], 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(cut, Options{}); err == nil || !strings.Contains(err.Error(), "damaged") {
		t.Errorf("a file cut short: got %v", err)
	}
}

// checkDamaged uses a store with a damaged page.
func checkDamaged(t *testing.T, path string) {
	t.Helper()
	db, err := Open(path, Options{})
	if err != nil {
		return
	}
	defer func() { _ = db.Close() }()
	if err := db.Check(t.Context()); err == nil {
		t.Errorf("%s: Check finds nothing", filepath.Base(path))
	}
	for n := range 5 {
		_ = db.Update(t.Context(), func(tx shop.Tx) error { return change(tx, newOrder(n).ID, shop.Delivered, func(string) {}) })
	}
	_ = db.View(t.Context(), func(tx shop.Tx) error {
		_, _ = tx.Orders().List(shop.OrderQuery{Seller: newOrder(1).Seller})
		_, _ = tx.Sellers().List()
		_, _ = tx.Jobs().Due(noon.AddDate(1, 0, 0), 0, "")
		_, _, _ = tx.Jobs().Next(noon)
		_, _ = tx.Orders().Requested(newOrder(1).Seller, "USD", noon)
		_, _ = tx.Conversations().Of("5001", 0)
		_, _ = tx.Marks().Get("cause:1")
		return nil
	})
}

// usedPages returns the pages of the tree, without the two meta pages, of which
// one alone suffices.
func usedPages(t *testing.T, db *DB) []int {
	t.Helper()
	var used []int
	if err := db.bolt.View(func(tx *bbolt.Tx) error {
		for id := 2; ; id++ {
			info, err := tx.Page(id)
			if info == nil || err != nil {
				return err
			}
			if info.Type == "branch" || info.Type == "leaf" {
				used = append(used, id)
			}
		}
	}); err != nil {
		t.Fatal(err)
	}
	if len(used) < 5 {
		t.Fatalf("only %d pages", len(used))
	}
	return used
}

// An index that names a record which is not there is damage, never an answer that
// there is no such thing.
func TestDanglingIndex(t *testing.T) {
	db, err := Open(filepath.Join(t.TempDir(), "till.db"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	furnish(t, db)
	for _, b := range []bucket{ordersBucket, sellersBucket, productsBucket, conversationsBucket} {
		if err := db.bolt.Update(func(tx *bbolt.Tx) error {
			if err := tx.DeleteBucket([]byte(b.String())); err != nil {
				return err
			}
			_, err := tx.CreateBucket([]byte(b.String()))
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	o := newOrder(0)
	for name, read := range map[string]func(tx shop.Tx) error{
		"an order": func(tx shop.Tx) error { _, err := tx.Orders().Get(o.ID); return err },
		"orders":   func(tx shop.Tx) error { _, err := tx.Orders().List(shop.OrderQuery{Seller: o.Seller}); return err },
		"sellers":  func(tx shop.Tx) error { _, err := tx.Sellers().List(); return err },
		"a seller by name": func(tx shop.Tx) error {
			_, err := tx.Sellers().ByName("Shop " + string(o.Seller))
			return err
		},
		"a seller by account": func(tx shop.Tx) error {
			_, err := tx.Sellers().ByAccount("acct_" + string(o.Seller))
			return err
		},
		"a product by name": func(tx shop.Tx) error { _, err := tx.Products().ByName(o.Seller, "Mug 0"); return err },
		"products": func(tx shop.Tx) error {
			_, err := tx.Products().Find(shop.ProductQuery{Seller: o.Seller, Limit: 5})
			return err
		},
		"conversations": func(tx shop.Tx) error { _, err := tx.Conversations().Of(o.Buyer, 5); return err },
	} {
		if err := db.View(t.Context(), read); err == nil || !strings.Contains(err.Error(), "damaged") || shop.CodeOf(err) != shop.Internal {
			t.Errorf("%s: %v", name, err)
		}
	}
}
