package shoptest

import (
	"math"
	"time"

	"till/shop"
	"till/shop/ledger"
	"till/shop/money"
)

func testOrders(b *bench) {
	o := order(1, "100", "200", shop.Requested)
	b.view(func(tx shop.Tx) error {
		_, err := tx.Orders().Get(o.ID)
		b.notFound("an order never put", err)
		_, err = tx.Orders().Get("")
		b.notFound("no id", err)
		return nil
	})
	b.update(func(tx shop.Tx) error { return tx.Orders().Put(o) })
	check := func(tx shop.Tx) error {
		got, err := tx.Orders().Get(o.ID)
		b.same("the order", got, o)
		return err
	}
	b.both(check)

	o.Status = shop.Paid
	o.PaidAt = day.Add(3 * time.Hour).Add(time.Nanosecond)
	o.Payment = &shop.Payment{Session: "cs_1", Intent: "pi_1", Charge: "ch_1", Amount: o.Total}
	o.Cards = map[shop.Role]shop.MessageRef{shop.RoleBuyer: {Channel: "1", Message: "2"}}
	b.update(func(tx shop.Tx) error { return tx.Orders().Put(o) })
	b.both(check)
}

// fill puts five orders: 1 to 3 and 5 of seller 100, 4 of seller 10, which is
// the beginning of the other's name.
func fill(b *bench) {
	b.update(func(tx shop.Tx) error {
		for _, o := range []shop.Order{
			order(1, "100", "200", shop.Requested),
			order(2, "100", "201", shop.Paid),
			order(3, "100", "200", shop.Shipped),
			order(4, "10", "200", shop.Paid),
			order(5, "100", "20", shop.Paid),
		} {
			if err := tx.Orders().Put(o); err != nil {
				return err
			}
		}
		return nil
	})
}

// list compares what a query finds.
func (b *bench) list(q shop.OrderQuery, want ...int) {
	b.Helper()
	b.both(func(tx shop.Tx) error {
		b.Helper()
		got, err := tx.Orders().List(q)
		b.same(text(q), ids(got), orderIDs(want...))
		return err
	})
}

func testOrderList(b *bench) {
	b.list(shop.OrderQuery{})
	b.list(shop.OrderQuery{Seller: "100"})
	fill(b)
	b.list(shop.OrderQuery{}, 5, 4, 3, 2, 1)
	b.list(shop.OrderQuery{Status: []shop.Status{shop.Paid}}, 5, 4, 2)
	b.list(shop.OrderQuery{Status: []shop.Status{shop.Paid, shop.Shipped}}, 5, 4, 3, 2)
	b.list(shop.OrderQuery{Seller: "100"}, 5, 3, 2, 1)
	b.list(shop.OrderQuery{Seller: "10"}, 4)
	b.list(shop.OrderQuery{Seller: "1"})
	b.list(shop.OrderQuery{Buyer: "200"}, 4, 3, 1)
	b.list(shop.OrderQuery{Buyer: "100"})
	b.list(shop.OrderQuery{Seller: "100", Status: []shop.Status{shop.Paid}}, 5, 2)
	b.list(shop.OrderQuery{Seller: "100", Status: []shop.Status{shop.Paid, shop.Requested, shop.Paid}}, 5, 2, 1)
	b.list(shop.OrderQuery{Seller: "100", Status: []shop.Status{shop.Completed}})
	b.list(shop.OrderQuery{Buyer: "200", Status: []shop.Status{shop.Paid, shop.Shipped}, Limit: 1}, 4)

	// An order that moves on is found where it is now, and keeps its place.
	moved := order(2, "100", "201", shop.Shipped)
	b.update(func(tx shop.Tx) error { return tx.Orders().Put(moved) })
	b.list(shop.OrderQuery{Seller: "100", Status: []shop.Status{shop.Paid}}, 5)
	b.list(shop.OrderQuery{Seller: "100", Status: []shop.Status{shop.Shipped}}, 3, 2)
	b.list(shop.OrderQuery{Buyer: "201", Status: []shop.Status{shop.Shipped}}, 2)
	b.list(shop.OrderQuery{Status: []shop.Status{shop.Paid}}, 5, 4)
	b.list(shop.OrderQuery{}, 5, 4, 3, 2, 1)
}

// testOpenOrders: what has no buyer is nobody's purchase until it has one.
func testOpenOrders(b *bench) {
	fill(b)
	open := order(6, "100", "", shop.Requested)
	put := func(o shop.Order) {
		b.Helper()
		b.update(func(tx shop.Tx) error { return tx.Orders().Put(o) })
	}
	put(open)
	b.list(shop.OrderQuery{Seller: "100", Status: []shop.Status{shop.Requested}}, 6, 1)
	b.list(shop.OrderQuery{Buyer: "200"}, 4, 3, 1)
	open.Status = shop.Expired
	put(open)
	b.list(shop.OrderQuery{Seller: "100", Status: []shop.Status{shop.Expired}}, 6)
	open.Status, open.Buyer = shop.Requested, "200"
	put(open)
	b.list(shop.OrderQuery{Buyer: "200"}, 6, 4, 3, 1)
	b.list(shop.OrderQuery{Seller: "100", Status: []shop.Status{shop.Requested}}, 6, 1)
}

func testOrderPages(b *bench) {
	fill(b)
	b.list(shop.OrderQuery{Limit: 2}, 5, 4)
	b.list(shop.OrderQuery{Limit: 2, Before: orderID(4)}, 3, 2)
	b.list(shop.OrderQuery{Limit: 2, Before: orderID(2)}, 1)
	b.list(shop.OrderQuery{Limit: 2, Before: orderID(1)})
	b.list(shop.OrderQuery{Seller: "100", Before: orderID(5)}, 3, 2, 1)
	b.list(shop.OrderQuery{Seller: "100", Before: orderID(4)}, 3, 2, 1) // of another seller
	b.list(shop.OrderQuery{Seller: "10", Before: orderID(4)})
	b.list(shop.OrderQuery{Buyer: "200", Status: []shop.Status{shop.Paid, shop.Requested}, Before: orderID(4)}, 1)
	b.view(func(tx shop.Tx) error {
		_, err := tx.Orders().List(shop.OrderQuery{Seller: "100", Before: orderID(9)})
		b.notFound("a page before an order that is not there", err)
		return nil
	})
}

func testOrdersSince(b *bench) {
	fill(b)
	late := order(6, "100", "200", shop.Paid) // the clock had been set back
	late.CreatedAt = day
	b.update(func(tx shop.Tx) error { return tx.Orders().Put(late) })
	since := day.Add(2 * time.Minute)
	b.list(shop.OrderQuery{Since: since}, 5, 4, 3, 2)
	b.list(shop.OrderQuery{Since: since.Add(time.Nanosecond)}, 5, 4, 3)
	b.list(shop.OrderQuery{Seller: "100", Since: since, Limit: 2}, 5, 3)
	b.list(shop.OrderQuery{Seller: "100", Since: day}, 6, 5, 3, 2, 1)
	b.list(shop.OrderQuery{Buyer: "200", Since: since, Status: []shop.Status{shop.Paid}}, 4)
	b.list(shop.OrderQuery{Since: day.Add(time.Hour)})
}

// testOrdersRequested: what counts is the order's word, also when it changes
// beside the status.
func testOrdersRequested(b *bench) {
	requested := func(seller shop.UserID, currency money.Currency, since time.Time, want int64) {
		b.Helper()
		b.both(func(tx shop.Tx) error {
			b.Helper()
			got, err := tx.Orders().Requested(seller, currency, since)
			b.same("requested of "+string(seller)+" in "+string(currency), got, money.New(want, currency))
			return err
		})
	}
	put := func(o shop.Order) {
		b.Helper()
		b.update(func(tx shop.Tx) error { return tx.Orders().Put(o) })
	}
	requested("100", "USD", day, 0)
	fill(b)
	yen := order(6, "100", "200", shop.Requested)
	yen.Total = money.New(500, "JPY")
	put(yen)
	late := order(7, "100", "200", shop.Requested) // the clock had been set back
	late.CreatedAt = day
	put(late)
	requested("100", "USD", day, 5*2500)
	requested("100", "JPY", day, 500)
	requested("100", "EUR", day, 0)
	requested("10", "USD", day, 2500)
	requested("1", "USD", day, 0)
	requested("", "USD", day, 0)
	requested("100", "USD", day.Add(2*time.Minute), 3*2500)
	requested("100", "USD", day.Add(2*time.Minute+time.Nanosecond), 2*2500)
	requested("100", "USD", day.Add(-200*365*24*time.Hour), 5*2500)

	expired := order(1, "100", "200", shop.Expired)
	put(expired)
	requested("100", "USD", day, 4*2500)
	expired.Payment = &shop.Payment{Intent: "pi_1", Amount: expired.Total} // too late, in the same status
	put(expired)
	requested("100", "USD", day, 5*2500)
	put(order(2, "100", "201", shop.Canceled))
	requested("100", "USD", day, 4*2500)
	b.rejected(shop.Internal, func(tx shop.Tx) error {
		huge := order(8, "100", "200", shop.Requested)
		huge.Total = money.New(math.MaxInt64, "USD")
		if err := tx.Orders().Put(huge); err != nil {
			return err
		}
		_, err := tx.Orders().Requested("100", "USD", day)
		return err
	})
}

func testOrderMisuse(b *bench) {
	fill(b)
	b.rejected(shop.Internal, func(tx shop.Tx) error {
		_, err := tx.Orders().List(shop.OrderQuery{Seller: "100", Buyer: "200"})
		return err
	})
	for _, o := range []shop.Order{
		order(1, "100", "999", shop.Requested),
		order(1, "999", "200", shop.Requested),
		order(7, "", "200", shop.Requested),
		order(7, "100", "200\x00", shop.Requested),
		order(7, "100", "200", ""),
		order(1, "100", "", shop.Requested), // has a buyer, and keeps them
		order(7, "100\x00", "200", shop.Requested),
		{Seller: "100", Buyer: "200", Status: shop.Requested},
	} {
		b.rejected(shop.Internal, func(tx shop.Tx) error { return tx.Orders().Put(o) })
	}
	b.list(shop.OrderQuery{}, 5, 4, 3, 2, 1)
}

func testLinks(b *bench) {
	fill(b)
	b.update(func(tx shop.Tx) error {
		_, err := tx.Orders().ByReference("cs_1")
		b.notFound("a reference never linked", err)
		if err := tx.Orders().Link("cs_1", orderID(1)); err != nil {
			return err
		}
		if err := tx.Orders().Link("pi_1", orderID(1)); err != nil {
			return err
		}
		return tx.Orders().Link("cs_1", orderID(1)) // again
	})
	b.both(func(tx shop.Tx) error {
		for _, ref := range []string{"cs_1", "pi_1"} {
			id, err := tx.Orders().ByReference(ref)
			if err != nil {
				return err
			}
			b.same(ref, id, orderID(1))
		}
		return nil
	})
	b.rejected(shop.Conflict, func(tx shop.Tx) error { return tx.Orders().Link("cs_1", orderID(2)) })
	b.rejected(shop.Internal, func(tx shop.Tx) error { return tx.Orders().Link("", orderID(2)) })
	b.rejected(shop.Internal, func(tx shop.Tx) error { return tx.Orders().Link("cs_2", "") })
}

func entry(n int, postings ...ledger.Posting) shop.Entry {
	return shop.Entry{
		N: n, At: day.Add(time.Duration(n) * time.Hour), Act: shop.ActHold, Actor: "200",
		Postings: postings, Facts: map[string]string{"session": "cs_1"},
	}
}

func testJournal(b *bench) {
	posting := ledger.Posting{Debit: ledger.Held, Credit: ledger.Charged, Amount: money.New(2500, "USD")}
	entries := []shop.Entry{entry(1), entry(2, posting), entry(3)}
	o, other := order(1, "100", "200", shop.Paid), order(2, "100", "200", shop.Requested)
	b.update(func(tx shop.Tx) error {
		for _, o := range []shop.Order{o, other} {
			if err := tx.Orders().Put(o); err != nil {
				return err
			}
		}
		return nil
	})
	for _, e := range entries {
		b.update(func(tx shop.Tx) error {
			o.Entries++
			if err := o.Book.Post(e.Postings...); err != nil {
				return err
			}
			if err := tx.Journal().Append(o.ID, e); err != nil {
				return err
			}
			return tx.Orders().Put(o)
		})
	}
	b.both(func(tx shop.Tx) error {
		got, err := tx.Journal().Entries(o.ID)
		if err != nil {
			return err
		}
		b.same("the journal", got, entries)
		none, err := tx.Journal().Entries(other.ID)
		b.same("entries of an order without any", len(none), 0)
		return err
	})
	for _, n := range []int{-1, 0, 3, 5} {
		b.rejected(shop.Internal, func(tx shop.Tx) error { return tx.Journal().Append(o.ID, entry(n)) })
	}
	b.view(func(tx shop.Tx) error {
		_, err := tx.Journal().Entries(orderID(9))
		b.notFound("the journal of an order that is not there", err)
		return nil
	})
}

// testJournalFirst: a new order's journal may be begun before the order is put,
// within one Update.
func testJournalFirst(b *bench) {
	o := order(1, "100", "200", shop.Requested)
	o.Entries = 2
	first := entry(1)
	first.At = o.CreatedAt
	b.update(func(tx shop.Tx) error {
		if err := tx.Journal().Append(o.ID, first); err != nil {
			return err
		}
		_, err := tx.Orders().Get(o.ID)
		b.notFound("an order that has only a journal", err)
		if err := tx.Journal().Append(o.ID, entry(2)); err != nil {
			return err
		}
		return tx.Orders().Put(o)
	})
	b.list(shop.OrderQuery{Seller: "100", Since: o.CreatedAt}, 1)
	b.both(func(tx shop.Tx) error {
		got, err := tx.Journal().Entries(o.ID)
		b.same("the journal", got, []shop.Entry{first, entry(2)})
		return err
	})
	err := b.store.Update(b.Context(), func(tx shop.Tx) error { return tx.Journal().Append(orderID(2), entry(1)) })
	if shop.CodeOf(err) != shop.Internal || err == nil {
		b.Errorf("an Update that leaves a journal without its order: got %v, want an error", err)
	}
	b.list(shop.OrderQuery{}, 1)
}
