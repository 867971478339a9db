package storage

import (
	"testing"

	"till/shop"
)

// TestListAfterMany: a list goes on behind a page of the index that the Updates
// of a batch, or one, have emptied.
func TestListAfterMany(t *testing.T) {
	const orders, first, behind = 400, 100, 350
	db := openTemp(t, Options{})
	put := func(from, to int, status shop.Status) func(tx shop.Tx) error {
		return func(tx shop.Tx) error {
			for n := from; n < to; n++ {
				o := newOrder(n)
				o.Seller, o.Buyer, o.Status = "1", "2", status
				if err := tx.Orders().Put(o); err != nil {
					return err
				}
			}
			return nil
		}
	}
	list := func(tx shop.Tx) error {
		for _, q := range []shop.OrderQuery{{Seller: "1"}, {Buyer: "2"}, {}} {
			q.Status = []shop.Status{shop.Paid}
			found, err := tx.Orders().List(q)
			if err != nil {
				return err
			}
			if want := orders - behind + first; len(found) != want {
				t.Errorf("%+v finds %d orders, want %d", q, len(found), want)
			}
		}
		return nil
	}
	for _, err := range batched(t, db, put(0, orders, shop.Paid)) {
		if err != nil {
			t.Fatal(err)
		}
	}
	for i, err := range batched(t, db, put(first, behind, shop.Shipped), list) {
		if err != nil {
			t.Errorf("Update %d: %v", i, err)
		}
	}
}
