package storage

import (
	"bytes"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"go.etcd.io/bbolt"

	"till/shop"
)

// FuzzRecords puts anything in the place of a record: Check and every reader tell of
// it, or take it for what it is; none of them panics, and none blames anything else.
func FuzzRecords(f *testing.F) {
	db, err := Open(filepath.Join(f.TempDir(), "till.db"), Options{})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { _ = db.Close() })
	furnish(f, db)
	db.bolt.NoSync = true // it is made for nobody
	first := func(b bucket) (key, value []byte) {
		if err := db.bolt.View(func(tx *bbolt.Tx) error {
			k, v := tx.Bucket([]byte(b.String())).Cursor().First()
			key, value = bytes.Clone(k), bytes.Clone(v)
			return nil
		}); err != nil {
			f.Fatal(err)
		}
		return key, value
	}
	for b := range marksBucket {
		_, value := first(b)
		f.Add(byte(b), value)
		f.Add(byte(b), value[:len(value)/2])
		f.Add(byte(b), bytes.ReplaceAll(value, []byte(`"n":1`), []byte(`"n":-1`)))
	}
	f.Add(byte(ordersBucket), []byte(`{"lines":null,"book":{"balances":{"held":9223372036854775807}},"entries":-1}`))
	f.Fuzz(func(t *testing.T, which byte, value []byte) {
		b := bucket(which) % marksBucket
		key, before := first(b)
		if key == nil {
			return
		}
		put := func(value []byte) {
			if err := db.bolt.Update(func(tx *bbolt.Tx) error { return tx.Bucket([]byte(b.String())).Put(key, value) }); err != nil {
				t.Fatal(err)
			}
		}
		put(value)
		defer put(before)
		for _, read := range readers(newOrder(0)) {
			err := db.View(t.Context(), read)
			if err != nil && shop.CodeOf(err) != shop.NotFound && !strings.Contains(err.Error(), "damaged") {
				t.Errorf("%s: a reader says %v", b, err)
			}
		}
		c := &checker{lull: func() error { return nil }}
		if err := c.records(db); err != nil && !errors.Is(err, ErrDamaged) {
			t.Errorf("%s: Check says %v", b, err)
		}
	})
}

// readers read something of every collection.
func readers(o shop.Order) []func(shop.Tx) error {
	number := shop.ConversationID(o.Buyer + "-" + o.Seller)
	return []func(shop.Tx) error{
		func(tx shop.Tx) error { _, err := tx.Orders().Get(o.ID); return err },
		func(tx shop.Tx) error { _, err := tx.Orders().List(shop.OrderQuery{Seller: o.Seller}); return err },
		func(tx shop.Tx) error { _, err := tx.Orders().List(shop.OrderQuery{Buyer: o.Buyer}); return err },
		func(tx shop.Tx) error { _, err := tx.Orders().Requested(o.Seller, "USD", noon); return err },
		func(tx shop.Tx) error { _, err := tx.Orders().ByReference(o.Payment.Charge); return err },
		func(tx shop.Tx) error { _, err := tx.Journal().Entries(o.ID); return err },
		func(tx shop.Tx) error { _, err := tx.Sellers().List(); return err },
		func(tx shop.Tx) error { _, err := tx.Sellers().ByName("Shop " + string(o.Seller)); return err },
		func(tx shop.Tx) error { _, err := tx.Sellers().ByAccount("acct_" + string(o.Seller)); return err },
		func(tx shop.Tx) error { _, err := tx.SellerJournal().Entries("S0"); return err },
		func(tx shop.Tx) error { _, err := tx.Products().ByName(o.Seller, "Mug 0"); return err },
		func(tx shop.Tx) error {
			_, err := tx.Products().Find(shop.ProductQuery{Seller: o.Seller, Limit: 5})
			return err
		},
		func(tx shop.Tx) error { _, err := tx.People().Get(o.Buyer); return err },
		func(tx shop.Tx) error { _, err := tx.Conversations().Of(o.Buyer, 5); return err },
		func(tx shop.Tx) error { _, err := tx.Conversations().Get(number); return err },
		func(tx shop.Tx) error { _, err := tx.Conversations().Words(number, 1); return err },
		func(tx shop.Tx) error { _, err := tx.Conversations().Bound("m0"); return err },
		func(tx shop.Tx) error { _, err := tx.Jobs().Due(noon.AddDate(1, 0, 0), 50, ""); return err },
		func(tx shop.Tx) error { _, err := tx.Backlog().Dead(); return err },
		func(tx shop.Tx) error { _, err := tx.Watches().First(); return err },
	}
}
