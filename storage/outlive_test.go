package storage

import (
	"fmt"
	"testing"

	"till/shop"
)

// TestReadsOutlive: what a transaction returned is the same when the store is closed and its file no
// longer mapped. bbolt's own bytes would not be there: reading them ends the program.
func TestReadsOutlive(t *testing.T) {
	db := openTemp(t, Options{})
	furnish(t, db)
	var read []any
	keep := func(what any, err error) {
		if err != nil {
			t.Error(err)
		}
		read = append(read, what)
	}
	o := newOrder(1)
	name := ""
	if err := db.View(t.Context(), func(tx shop.Tx) error {
		keep(tx.Orders().Get(o.ID))
		keep(tx.Orders().List(shop.OrderQuery{Seller: o.Seller}))
		keep(tx.Orders().ByReference(o.Payment.Charge))
		keep(tx.Journal().Entries(o.ID))
		keep(tx.Sellers().List())
		keep(tx.SellerJournal().Entries("S1"))
		keep(tx.Products().All(o.Seller))
		keep(tx.Photos().Get(shop.NewPhotoID([]byte{1})))
		keep(tx.Reviews().Of(o.Seller, 9))
		keep(tx.People().Get(o.Buyer))
		keep(tx.Conversations().Of(o.Buyer, 9))
		keep(tx.Conversations().Words(shop.ConversationID(o.Buyer+"-"+o.Seller), 1))
		keep(tx.Watches().First())
		keep(tx.Jobs().Due(noon.AddDate(1, 0, 0), 0, ""))
		keep(tx.Backlog().Waiting(0))
		keep(tx.Backlog().Dead())
		keep(tx.Marks().Get(fmt.Sprintf("cause:%s:1", o.ID)))
		name = fmt.Sprintf("%+v", read)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if after := fmt.Sprintf("%+v", read); after != name {
		t.Errorf("in the transaction:\n%s\nafter it:\n%s", name, after)
	}
}
