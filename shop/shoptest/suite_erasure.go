package shoptest

import (
	"till/shop"
)

// testErasure has somebody who bought and sold, wrote and was written to, become
// another.
func testErasure(b *bench) {
	const as = shop.UserID("erased-1")
	o := order(1, "100", "200", shop.Completed)
	o.Entries = 2
	entries := []shop.Entry{{N: 1, At: day, Act: shop.ActRequest, Actor: "100"}, {N: 2, At: day, Act: shop.ActOffered, Actor: "200"}}
	c := conversation("200-100", "200", "100", 1)
	c.Messages = 3
	photo := []byte("a picture")
	o.Lines[0].Photo = shop.NewPhotoID(photo)
	seller := shop.Seller{ID: "100", Name: "Prints", Account: "acct_1", Entries: 1}
	product := shop.Product{ID: "P1", Seller: "100", Name: "Mug", Photo: shop.NewPhotoID(photo)}
	b.update(func(tx shop.Tx) error {
		for _, err := range []error{
			tx.Orders().Put(o), tx.Journal().Append(o.ID, entries[0]), tx.Journal().Append(o.ID, entries[1]), tx.Orders().Link("parcel:1", o.ID),
			tx.Sellers().Put(seller), tx.SellerJournal().Append("100", shop.SellerEntry{N: 1, At: day, Act: shop.SellerOpened, Actor: "100"}),
			tx.Products().Put(product), tx.Photos().Put(product.Photo, photo), tx.People().Put(shop.Person{ID: "200"}),
			tx.Conversations().Put(c), tx.Conversations().Append(c.ID, shop.Words{N: 1, From: "200", Text: "Hi"}),
			tx.Conversations().Append(c.ID, shop.Words{N: 2, From: "100", Text: "Hello"}), tx.Conversations().Append(c.ID, shop.Words{N: 3, From: "200", Text: "Bye"}),
			tx.Conversations().Bind("77", c.ID),
		} {
			if err != nil {
				return err
			}
		}
		return nil
	})
	shown := func(want bool) {
		b.Helper()
		b.both(func(tx shop.Tx) error {
			got, err := tx.Photos().Shown(product.Photo)
			b.same("the photo is shown", got, want)
			return err
		})
	}
	shown(true)

	gone := conversation("erased-1-100", as, "100", 1)
	gone.Messages, gone.Erased = 3, 2
	other := o
	other.Buyer = as
	other.Lines = []shop.Line{o.Lines[0]}
	entries[1].Actor = as
	b.update(func(tx shop.Tx) error {
		for _, err := range []error{
			tx.Erasure().Order(other, entries), tx.Erasure().Unlink("parcel:1"), tx.Erasure().Person("200"), tx.Erasure().Person("201"),
			tx.Erasure().Conversations([]shop.Moved{{Was: c.ID, Is: gone, Left: []shop.Words{{N: 2, From: "100", Text: "Hello"}}}}),
		} {
			if err != nil {
				return err
			}
		}
		return nil
	})
	b.both(func(tx shop.Tx) error {
		got, err := tx.Orders().Get(o.ID)
		b.same("the order", got, other)
		journal, journalErr := tx.Journal().Entries(o.ID)
		b.same("its journal", journal, entries)
		was, _ := tx.Orders().List(shop.OrderQuery{Buyer: "200"})
		is, _ := tx.Orders().List(shop.OrderQuery{Buyer: as})
		b.same("orders of who was", ids(was), []shop.OrderID{})
		b.same("orders of who is", ids(is), orderIDs(1))
		_, linkErr := tx.Orders().ByReference("parcel:1")
		b.notFound("a link that is erased", linkErr)
		_, personErr := tx.People().Get("200")
		b.notFound("a person who is erased", personErr)
		_, talkErr := tx.Conversations().Get(c.ID)
		b.notFound("a conversation that is another", talkErr)
		talks, _ := tx.Conversations().Of("100", 0)
		b.same("conversations of the other side", talks, []shop.Conversation{gone})
		_, wordsErr := tx.Conversations().Words(gone.ID, 1)
		b.notFound("words that are erased", wordsErr)
		left, leftErr := tx.Conversations().Words(gone.ID, 2)
		b.same("words that are left", left.Text, "Hello")
		bound, boundErr := tx.Conversations().Bound("77")
		b.same("a bound message", bound, gone.ID)
		for _, err := range []error{err, journalErr, leftErr, boundErr} {
			if err != nil {
				return err
			}
		}
		return nil
	})
	gone.Messages = 4
	b.update(func(tx shop.Tx) error { // after words that are erased others can follow
		if err := tx.Conversations().Put(gone); err != nil {
			return err
		}
		return tx.Conversations().Append(gone.ID, shop.Words{N: 4, From: "100", Text: "Again"})
	})

	bare := other
	bare.Seller, bare.Lines = as, []shop.Line{{Item: "Thing", Quantity: 1, Price: o.Lines[0].Price}}
	kept := shop.Seller{ID: as, Account: "acct_1", Entries: 1}
	b.update(func(tx shop.Tx) error {
		for _, err := range []error{
			tx.Erasure().Order(bare, entries), tx.Erasure().Product("P1"),
			tx.Erasure().Seller("100", kept, []shop.SellerEntry{{N: 1, At: day, Act: shop.SellerOpened, Actor: as}}),
			tx.Erasure().Conversations([]shop.Moved{{Was: gone.ID}}),
		} {
			if err != nil {
				return err
			}
		}
		return nil
	})
	shown(false)
	b.both(func(tx shop.Tx) error {
		_, err := tx.Sellers().ByName("Prints")
		b.notFound("a shop's name that is erased", err)
		_, err = tx.Products().ByName("100", "Mug")
		b.notFound("a product that is erased", err)
		all, _ := tx.Products().All("100")
		b.same("products", len(all), 0)
		_, err = tx.Conversations().Bound("77")
		b.notFound("a message of a conversation that is erased", err)
		lines, _ := tx.SellerJournal().Entries(as)
		b.same("lines of the record", len(lines), 1)
		got, err := tx.Sellers().ByAccount("acct_1")
		b.same("the shop by its account", got, kept)
		return err
	})
	b.update(func(tx shop.Tx) error { return tx.Erasure().Seller(as, shop.Seller{}, nil) })
	b.view(func(tx shop.Tx) error {
		all, err := tx.Sellers().List()
		b.same("shops", len(all), 0)
		return err
	})
	b.rejected(shop.Internal, func(tx shop.Tx) error { return tx.Erasure().Order(order(2, "1", "2", shop.Paid), nil) })
	b.rejected(shop.NotFound, func(tx shop.Tx) error { return tx.Erasure().Seller("999", shop.Seller{}, nil) })
	b.rejected(shop.NotFound, func(tx shop.Tx) error { return tx.Erasure().Product("P9") })
	b.rejected(shop.NotFound, func(tx shop.Tx) error {
		return tx.Erasure().Conversations([]shop.Moved{{Was: "9-9", Is: gone}})
	})
}
