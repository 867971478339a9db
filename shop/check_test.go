package shop_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"till/shop"
	"till/shop/job"
	"till/shop/ledger"
	"till/shop/money"
	"till/shop/shoptest"
)

// totals is what the provider has of an order. Of a single shop's payouts it knows
// nothing: there the books stand in for it.
func (w *world) totals(o shop.Order) shoptest.Totals {
	w.Helper()
	books := w.provider.Totals(o.ID)
	if w.Single() {
		if books.Transferred != 0 || books.Reversed != 0 {
			w.Errorf("%s: a single shop transferred: %+v", o.ID, books)
		}
		books.Transferred, books.Reversed = o.Book.Balances[ledger.Transferred], o.Book.Balances[ledger.Reversed]
	}
	return books
}

// checkedState is how an order stood when it was checked last.
type checkedState struct {
	entries int
	books   shoptest.Totals
}

// check holds every order against its journal and the provider's books.
func (w *world) check() {
	w.Helper()
	w.tallied()
	w.store.Each(func(o shop.Order, entries []shop.Entry) {
		w.Helper()
		books := w.totals(o)
		state := checkedState{o.Entries, books}
		if w.checked[o.ID] == state {
			return
		}
		w.checked[o.ID] = state
		all := wrong(o, entries, books)
		if w.sound != nil {
			all = append(all, w.sound(o)...)
		}
		for _, err := range all {
			w.Errorf("%s: %v", o.ID, err)
		}
		if books.Transferred > 0 && o.PayoutAt.After(w.time) {
			w.Errorf("%s: paid out at %s, due %s", o.ID, w.time, o.PayoutAt)
		}
		if w.Failed() {
			w.Fatalf("journal:\n%s", journal(entries))
		}
	})
}

// wrong returns what is wrong with an order at any time.
func wrong(o shop.Order, entries []shop.Entry, books shoptest.Totals) (all []error) {
	book, err := shop.Book(entries)
	if err != nil {
		return []error{err}
	}
	if err := o.Book.Check(); err != nil {
		all = append(all, err)
	}
	for _, a := range ledger.Accounts() {
		if o.Book.Balance(a) != book.Balance(a) {
			all = append(all, fmt.Errorf("%s is %s, by the journal %s", a, o.Book.Balance(a), book.Balance(a)))
		}
	}
	all = append(all, miscounted(o)...)
	shipped := !o.ShippedAt.IsZero()
	requested := slices.ContainsFunc(o.Refunds, func(r shop.Refund) bool { return r.State == shop.CallRequested }) ||
		slices.ContainsFunc(o.Payouts, func(p shop.Payout) bool { return p.State == shop.CallRequested })
	for _, rule := range []struct {
		broken bool
		what   string
	}{
		{o.Book.Balance(ledger.Charged).Minor > books.Charged, "booked a charge that is none"},
		{o.Book.Balance(ledger.Transferred).Minor > books.Transferred, "booked a transfer that is none"},
		{books.Transferred > 0 && !shipped, "paid out and never shipped"},
		{books.Refunded+books.Disputed > books.Charged, "gave the buyer more than they paid"},
		{books.Reversed > books.Transferred, "took back more than was paid out"},
		{!requested && o.Book.Balances[ledger.BorneByOperator] > o.Book.Balances[ledger.ProviderFees]+o.Book.Balances[ledger.Disputed], "the operator pays"},
		{o.Book.Balances[ledger.Reversed] > books.Reversed, "booked a reversal that is none"},
		{o.Book.Balances[ledger.ProviderFees] > books.Fees+books.DisputeFees, "booked a fee that is none"},
		{len(entries) != o.Entries, "lost a journal entry"},
		{o.Status.Ended() == o.ClosedAt.IsZero(), "ended without a time, or has a time and goes on"},
	} {
		if rule.broken {
			all = append(all, fmt.Errorf("%s: %s, %+v at the provider", rule.what, o.Status, books))
		}
	}
	return all
}

func journal(entries []shop.Entry) (text string) {
	for _, e := range entries {
		line, _ := json.Marshal(e)
		text += string(line) + "\n"
	}
	return text
}

// tallied holds each seller's tally against the orders.
func (w *world) tallied() {
	w.Helper()
	want := make(map[shop.UserID]*shop.Tally)
	w.store.Each(func(o shop.Order, _ []shop.Entry) {
		if want[o.Seller] == nil {
			want[o.Seller] = new(shop.Tally)
		}
		want[o.Seller].Add(o)
	})
	held := make(map[money.Currency]int64)
	all, err := w.HeldInAll(context.WithoutCancel(w.Context()))
	w.must(err)
	for _, m := range all {
		held[m.Currency] = m.Minor
	}
	for _, sum := range want {
		for _, m := range sum.Held {
			held[m.Currency] -= m.Minor
		}
	}
	for c, minor := range held {
		if minor != 0 && len(want) > 0 { // a store that shows no orders says nothing
			w.Errorf("%v is held in all, in %s %d more than for the orders", all, c, minor)
		}
	}
	w.must(w.store.View(context.WithoutCancel(w.Context()), func(tx shop.Tx) error {
		for id, sum := range want {
			has, err := tx.Sellers().Get(id)
			if err != nil {
				return err
			}
			if !has.Tally.Equal(*sum) {
				w.Errorf("%s's tally is %+v, the orders add up to %+v", id, has.Tally, *sum)
			}
			_, waits := tx.Jobs().Get("digest:" + job.Key(id))
			if _, on := has.Settings.DigestAt(); (waits == nil) != (on && sum.Open > 0) {
				w.Errorf("%d orders are open, the digest is on: %t, and it waits: %t", sum.Open, on, waits == nil)
			}
		}
		return nil
	}))
}
