package shoptest

import (
	"till/shop"
	"till/shop/money"
)

func product(id shop.ProductID, seller shop.UserID, name string) shop.Product {
	return shop.Product{
		ID: id, Seller: seller, Name: name, Price: money.New(2500, "USD"), Shipping: money.New(500, "USD"),
		Stock: shop.Stock{Limited: true, Left: 3}, CreatedAt: day,
	}
}

func testProducts(b *bench) {
	mug := product("M", "100", "Mug, blue")
	b.view(func(tx shop.Tx) error {
		_, err := tx.Products().Get("M")
		b.notFound("a product never put", err)
		_, err = tx.Products().ByName("100", "mug blue")
		b.notFound("a name never put", err)
		return nil
	})
	b.update(func(tx shop.Tx) error { return tx.Products().Put(mug) })
	b.both(func(tx shop.Tx) error {
		got, err := tx.Products().Get("M")
		if err != nil {
			return err
		}
		b.same("the product", got, mug)
		got, err = tx.Products().ByName("100", "MUG - blue")
		b.same("the product by name", got, mug)
		_, other := tx.Products().ByName("101", "Mug, blue")
		b.notFound("another seller's name", other)
		return err
	})
	b.rejected(shop.Conflict, func(tx shop.Tx) error { return tx.Products().Put(product("N", "100", "mug blue")) })
	b.rejected(shop.Internal, func(tx shop.Tx) error { return tx.Products().Put(product("M", "101", "Mug, blue")) })
	b.rejected(shop.Internal, func(tx shop.Tx) error { return tx.Products().Put(product("", "100", "Cup")) })
	b.rejected(shop.Internal, func(tx shop.Tx) error { return tx.Products().Put(product("N", "100", "…")) })
	b.update(func(tx shop.Tx) error { return tx.Products().Put(product("N", "101", "Mug, blue")) })

	mug.Name, mug.Stock = "Mug, green", shop.Stock{Limited: true, Left: 1, Reserved: 1, Sold: 1}
	b.update(func(tx shop.Tx) error { return tx.Products().Put(mug) })
	b.both(func(tx shop.Tx) error {
		_, err := tx.Products().ByName("100", "Mug, blue")
		b.notFound("a name that is no more", err)
		got, err := tx.Products().ByName("100", "Mug, green")
		b.same("the product by its new name", got, mug)
		return err
	})
	mug.RemovedAt = day
	b.update(func(tx shop.Tx) error {
		if err := tx.Products().Put(mug); err != nil {
			return err
		}
		return tx.Products().Put(product("O", "100", "mug green"))
	})
	b.both(func(tx shop.Tx) error {
		got, err := tx.Products().Get("M")
		b.same("a removed product", got, mug)
		return err
	})
	b.rejected(shop.Conflict, func(tx shop.Tx) error {
		return tx.Products().Put(product("M", "100", "Mug, green")) // back, while another has its name
	})
}

func testProductsFound(b *bench) {
	removed := product("6", "100", "Blue saucer")
	removed.RemovedAt = day
	b.update(func(tx shop.Tx) error {
		for _, p := range []shop.Product{
			product("1", "100", "Mug, blue"), product("2", "100", "Blue plate"), product("3", "100", "Mug, red"),
			product("4", "100", "Éclair"), product("5", "101", "Blue elsewhere"), removed,
		} {
			if err := tx.Products().Put(p); err != nil {
				return err
			}
		}
		return nil
	})
	find := func(q shop.ProductQuery, want ...shop.ProductID) {
		b.Helper()
		b.both(func(tx shop.Tx) error {
			found, err := tx.Products().Find(q)
			var got []shop.ProductID
			for _, p := range found {
				got = append(got, p.ID)
			}
			b.same("found "+q.Text, got, want)
			return err
		})
	}
	find(shop.ProductQuery{Seller: "100"}, "2", "1", "3", "4")
	find(shop.ProductQuery{Seller: "100", Skip: 1, Limit: 2}, "1", "3")
	find(shop.ProductQuery{Seller: "100", Skip: 9, Limit: 2})
	find(shop.ProductQuery{Seller: "100", Text: "mug"}, "1", "3")
	find(shop.ProductQuery{Seller: "100", Text: "BLUE"}, "2", "1")
	find(shop.ProductQuery{Seller: "100", Text: "blue", Skip: 1}, "1")
	find(shop.ProductQuery{Seller: "100", Text: "blue mug"}, "1")
	find(shop.ProductQuery{Seller: "100", Text: "mug, b"}, "1")
	find(shop.ProductQuery{Seller: "100", Text: "éc"}, "4")
	find(shop.ProductQuery{Seller: "100", Text: "saucer"})
	find(shop.ProductQuery{Seller: "102"})
	find(shop.ProductQuery{})
}

func testPhotos(b *bench) {
	picture := []byte("a picture")
	id := shop.NewPhotoID(picture)
	b.update(func(tx shop.Tx) error {
		_, err := tx.Photos().Get(id)
		b.notFound("a photo never put", err)
		return tx.Photos().Delete(id)
	})
	b.rejected(shop.Internal, func(tx shop.Tx) error { return tx.Photos().Put(id, []byte("another")) })
	for range 2 { // the same again is no other
		b.update(func(tx shop.Tx) error { return tx.Photos().Put(id, picture) })
	}
	b.both(func(tx shop.Tx) error {
		got, err := tx.Photos().Get(id)
		b.same("the photo", got, picture)
		if err == nil {
			got[0] = 'x' // the caller's own
		}
		return err
	})
	b.rejected(shop.Conflict, func(tx shop.Tx) error {
		if err := tx.Photos().Delete(id); err != nil {
			return err
		}
		return &shop.Error{Code: shop.Conflict}
	})
	b.both(func(tx shop.Tx) error {
		got, err := tx.Photos().Get(id)
		b.same("the photo, after a change that failed", got, picture)
		return err
	})
	b.update(func(tx shop.Tx) error { return tx.Photos().Delete(id) })
	b.both(func(tx shop.Tx) error {
		_, err := tx.Photos().Get(id)
		b.notFound("a deleted photo", err)
		return nil
	})
}
