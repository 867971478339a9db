package shoptest

import (
	"time"

	"till/shop"
)

func testSellers(b *bench) {
	s := shop.Seller{ID: "100", Name: "Käthe’s Prints", Country: "DE", Account: "acct_1", Missing: []string{"external_account"}, Since: day}
	b.view(func(tx shop.Tx) error {
		_, err := tx.Sellers().Get("100")
		b.notFound("a seller never put", err)
		_, err = tx.Sellers().ByAccount("acct_1")
		b.notFound("an account never put", err)
		_, err = tx.Sellers().ByAccount("")
		b.notFound("no account", err)
		list, err := tx.Sellers().List()
		b.same("no sellers", len(list), 0)
		return err
	})
	b.update(func(tx shop.Tx) error { return tx.Sellers().Put(s) })
	b.both(func(tx shop.Tx) error {
		got, err := tx.Sellers().Get("100")
		if err != nil {
			return err
		}
		b.same("the seller", got, s)
		got, err = tx.Sellers().ByAccount("acct_1")
		b.same("the seller by account", got, s)
		return err
	})

	s.Account, s.Transfers, s.Missing = "acct_2", true, nil
	b.update(func(tx shop.Tx) error { return tx.Sellers().Put(s) })
	b.both(func(tx shop.Tx) error {
		_, err := tx.Sellers().ByAccount("acct_1")
		b.notFound("an account that is no more", err)
		got, err := tx.Sellers().ByAccount("acct_2")
		b.same("the seller by the new account", got, s)
		return err
	})
	b.rejected(shop.Conflict, func(tx shop.Tx) error {
		return tx.Sellers().Put(shop.Seller{ID: "101", Name: "Other", Account: "acct_2"})
	})
	b.rejected(shop.Internal, func(tx shop.Tx) error { return tx.Sellers().Put(shop.Seller{Name: "Nobody"}) })
}

func testSellerJournal(b *bench) {
	line := func(n int, act shop.SellerAct) shop.SellerEntry {
		return shop.SellerEntry{N: n, At: day, Act: act, Actor: "400", Facts: map[string]string{"request": "USD 10.00"}}
	}
	write := func(s shop.Seller, e shop.SellerEntry) func(shop.Tx) error {
		return func(tx shop.Tx) error {
			s.Entries = e.N
			if err := tx.Sellers().Put(s); err != nil {
				return err
			}
			return tx.SellerJournal().Append(s.ID, e)
		}
	}
	s := shop.Seller{ID: "100", Name: "Prints"}
	b.rejected(shop.NotFound, func(tx shop.Tx) error { return tx.SellerJournal().Append("100", line(1, shop.SellerOpened)) })
	b.update(write(s, line(1, shop.SellerOpened)))
	b.update(write(s, line(2, shop.SellerSuspended)))
	b.update(write(shop.Seller{ID: "1000", Name: "Another"}, line(1, shop.SellerApproved)))
	for _, n := range []int{0, 1, 2, 4} {
		b.rejected(shop.Internal, write(s, line(n, shop.SellerApproved)))
	}
	b.both(func(tx shop.Tx) error {
		got, err := tx.SellerJournal().Entries("100")
		b.same("the record", got, []shop.SellerEntry{line(1, shop.SellerOpened), line(2, shop.SellerSuspended)})
		if err != nil {
			return err
		}
		none, err := tx.SellerJournal().Entries("999")
		b.same("the record of nobody", len(none), 0)
		return err
	})
}

func testSellerNames(b *bench) {
	b.update(func(tx shop.Tx) error {
		for _, s := range []shop.Seller{
			{ID: "1", Name: "zebra"},
			{ID: "2", Name: "Apple Pie"},
			{ID: "3", Name: "Ärger"},
			{ID: "4", Name: "apple"},
			{ID: "5"},
			{ID: "6"},
		} {
			if err := tx.Sellers().Put(s); err != nil {
				return err
			}
		}
		return nil
	})
	names := func(want ...shop.UserID) {
		b.Helper()
		b.both(func(tx shop.Tx) error {
			list, err := tx.Sellers().List()
			got := make([]shop.UserID, len(list))
			for i, s := range list {
				got[i] = s.ID
			}
			b.same("sellers by name", got, want)
			return err
		})
	}
	names("5", "6", "4", "2", "1", "3")
	find := func(name string, want shop.UserID) {
		b.Helper()
		b.both(func(tx shop.Tx) error {
			got, err := tx.Sellers().ByName(name)
			if want == "" {
				b.notFound(name, err)
				return nil
			}
			b.same(name, got.ID, want)
			return err
		})
	}
	find("APPLE", "4")
	find("ärger", "3")
	find("app", "")
	find("", "")
	for _, name := range []string{"Zebra", "ÄRGER"} {
		err := b.store.Update(b.Context(), func(tx shop.Tx) error { return tx.Sellers().Put(shop.Seller{ID: "5", Name: name}) })
		if shop.CodeOf(err) != shop.Conflict || shop.ReasonOf(err) != shop.ReasonShopName {
			b.Errorf("a taken name: got %v", err)
		}
	}
	// A refused Put changes nothing, though the Update goes on.
	b.update(func(tx shop.Tx) error {
		if err := tx.Sellers().Put(shop.Seller{ID: "5", Name: "zebra", Account: "acct_5"}); err == nil {
			b.Error("a taken name was given")
		}
		_, err := tx.Sellers().ByAccount("acct_5")
		b.notFound("the account of a refused Put", err)
		return nil
	})
	b.update(func(tx shop.Tx) error { return tx.Sellers().Put(shop.Seller{ID: "1", Name: "ZEBRA"}) })
	b.update(func(tx shop.Tx) error { return tx.Sellers().Put(shop.Seller{ID: "4", Name: "Mango"}) })
	find("zebra", "1")
	find("apple", "")
	find("mango", "4")
	names("5", "6", "2", "4", "1", "3")
}

func testPeople(b *bench) {
	p := shop.Person{ID: "200", Locale: "de", Draft: &shop.Draft{Text: "Hi", Files: []shop.Attachment{{Name: "a.png", URL: "https://cdn/a.png", Size: 9}}, At: day}}
	b.view(func(tx shop.Tx) error {
		_, err := tx.People().Get("200")
		b.notFound("a person never put", err)
		return nil
	})
	for _, want := range []shop.Person{p, {ID: "200", Locale: "fr", Customer: "cus_1", Customers: 2}} {
		b.update(func(tx shop.Tx) error { return tx.People().Put(want) })
		b.both(func(tx shop.Tx) error {
			got, err := tx.People().Get("200")
			b.same("the person", got, want)
			return err
		})
	}
	b.rejected(shop.Internal, func(tx shop.Tx) error { return tx.People().Put(shop.Person{Locale: "de"}) })
}

func conversation(id shop.ConversationID, buyer, seller shop.UserID, minutes int) shop.Conversation {
	return shop.Conversation{ID: id, Buyer: buyer, Seller: seller, UpdatedAt: day.Add(time.Duration(minutes) * time.Minute)}
}

func testConversations(b *bench) {
	of := func(user shop.UserID, limit int, want ...shop.ConversationID) {
		b.Helper()
		b.both(func(tx shop.Tx) error {
			list, err := tx.Conversations().Of(user, limit)
			got := make([]shop.ConversationID, len(list))
			for i, c := range list {
				got[i] = c.ID
			}
			b.same("conversations of "+string(user), got, append([]shop.ConversationID{}, want...))
			return err
		})
	}
	of("200", 0)
	b.update(func(tx shop.Tx) error {
		_, err := tx.Conversations().Get("200-100")
		b.notFound("a conversation never put", err)
		for _, c := range []shop.Conversation{
			conversation("200-100", "200", "100", 1), conversation("200-101", "200", "101", 3),
			conversation("100-200", "100", "200", 2), conversation("20-100", "20", "100", 5),
			conversation("200-102", "200", "102", 3),
		} {
			if err := tx.Conversations().Put(c); err != nil {
				return err
			}
		}
		return nil
	})
	of("200", 0, "200-102", "200-101", "100-200", "200-100")
	of("200", 2, "200-102", "200-101")
	of("100", 0, "20-100", "100-200", "200-100")
	of("20", 0, "20-100")
	of("2", 0)
	of("", 0)

	c := conversation("200-100", "200", "100", 9)
	c.Order, c.Messages = orderID(1), 0
	b.update(func(tx shop.Tx) error {
		if err := tx.Orders().Put(order(1, "100", "200", shop.Requested)); err != nil {
			return err
		}
		return tx.Conversations().Put(c)
	})
	of("200", 1, "200-100")
	of("100", 0, "200-100", "20-100", "100-200")
	b.both(func(tx shop.Tx) error {
		got, err := tx.Conversations().Get("200-100")
		b.same("the conversation", got, c)
		return err
	})
	for _, wrong := range []shop.Conversation{
		conversation("200-100", "200", "101", 9), conversation("", "200", "100", 9),
		conversation("5-6", "", "6", 9), conversation("5-6", "5", "", 9),
	} {
		b.rejected(shop.Internal, func(tx shop.Tx) error { return tx.Conversations().Put(wrong) })
	}
}

func testWords(b *bench) {
	c := conversation("200-100", "200", "100", 1)
	b.update(func(tx shop.Tx) error { return tx.Conversations().Put(c) })
	for n := 1; n <= 3; n++ {
		b.update(func(tx shop.Tx) error {
			c.Messages = n
			if err := tx.Conversations().Append(c.ID, shop.Words{N: n, From: "200", Text: "Is it\nblue? <3", At: day}); err != nil {
				return err
			}
			return tx.Conversations().Put(c)
		})
	}
	b.both(func(tx shop.Tx) error {
		got, err := tx.Conversations().Words(c.ID, 2)
		b.same("words", got, shop.Words{N: 2, From: "200", Text: "Is it\nblue? <3", At: day})
		for _, n := range []int{0, 4} {
			_, err := tx.Conversations().Words(c.ID, n)
			b.notFound("words not said", err)
		}
		return err
	})
	for _, n := range []int{0, 3, 5} {
		b.rejected(shop.Internal, func(tx shop.Tx) error { return tx.Conversations().Append(c.ID, shop.Words{N: n}) })
	}
	b.rejected(shop.NotFound, func(tx shop.Tx) error { return tx.Conversations().Append("5-6", shop.Words{N: 1}) })
}

func testMessages(b *bench) {
	b.update(func(tx shop.Tx) error {
		_, err := tx.Conversations().Bound("77")
		b.notFound("a message never bound", err)
		for _, id := range []shop.ConversationID{"200-100", "200-101"} {
			if err := tx.Conversations().Put(conversation(id, "200", shop.UserID(id[4:]), 1)); err != nil {
				return err
			}
			if err := tx.Conversations().Bind("77", id); err != nil {
				return err
			}
		}
		return tx.Conversations().Bind("77", "200-101") // again
	})
	b.both(func(tx shop.Tx) error {
		id, err := tx.Conversations().Bound("77")
		b.same("the conversation last bound", id, shop.ConversationID("200-101"))
		return err
	})
	b.rejected(shop.Internal, func(tx shop.Tx) error { return tx.Conversations().Bind("", "200-100") })
	b.rejected(shop.Internal, func(tx shop.Tx) error { return tx.Conversations().Bind("78", "") })
}
