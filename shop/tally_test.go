package shop_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"till/shop"
	"till/shop/ledger"
	"till/shop/money"
	"till/shop/shoptest"
)

// TestTally: what orders add up to does not depend on the order in which they are
// counted, and only the latest say how fast a shop ships.
func TestTally(t *testing.T) {
	var all []shop.Order
	for i := range 15 {
		paid := start.Add(time.Duration(i) * day)
		o := shop.Order{PaidAt: paid, ShippedAt: paid.Add(time.Duration(15-i) * time.Hour), Status: shop.Refunded}
		o.Book = ledger.Book{Currency: []money.Currency{"USD", "EUR", "JPY"}[i%3], Balances: map[ledger.Account]int64{ledger.Held: int64(i % 3 * 100)}}
		all = append(all, o)
	}
	var forth, back shop.Tally
	for i := range all {
		forth.Add(all[i])
		back.Add(all[len(all)-1-i])
	}
	if diff := cmp.Diff(forth, back); diff != "" {
		t.Errorf("counted backwards (-forth +back):\n%s", diff)
	}
	if want := []money.Money{money.New(500, "EUR"), money.New(1000, "JPY")}; !slices.Equal(forth.Held, want) {
		t.Errorf("held: %v, want %v", forth.Held, want)
	}
	if took, known := (shop.Seller{Tally: forth}).ShipsIn(); !known || took != 6*time.Hour { // of 1 to 11 hours
		t.Errorf("ships in %s, %t", took, known)
	}
}

func TestShipsIn(t *testing.T) {
	for _, tt := range []struct {
		hours []int
		want  int // 0: not known
	}{
		{nil, 0},
		{[]int{5, 1}, 0},
		{[]int{5, 1, 90}, 5},
		{[]int{5, 1, 90, 7}, 7},
	} {
		var s shop.Seller
		for i, h := range tt.hours {
			s.Tally.Took = append(s.Tally.Took, shop.Took{At: start.Add(time.Duration(i)), For: time.Duration(h) * time.Hour})
		}
		took, known := s.ShipsIn()
		if took != time.Duration(tt.want)*time.Hour || known != (tt.want > 0) {
			t.Errorf("%v: %s, %t", tt.hours, took, known)
		}
	}
}

// TestDisputes: one that is decided for the seller is not held against them, nor
// is anything while there is too little to compare it with.
func TestDisputes(t *testing.T) {
	w := newWorld(t) // of a seller who has completed 10 orders
	disputes := func(want bool) {
		t.Helper()
		s, err := w.Seller(t.Context(), seller)
		w.must(err)
		disputed, of, told := s.Disputes()
		if told != want || told && (disputed != 1 || of != 2) {
			t.Errorf("%d of %d disputed, said: %t", disputed, of, told)
		}
	}
	id := w.paid()
	w.paid()
	disputes(false)
	inquiry := w.provider.Dispute(w.order(id).Payment.Charge, usd(30_00), true, "fraudulent")
	w.poll()
	disputes(false)
	w.provider.Escalate(inquiry)
	w.poll()
	disputes(true)
	w.provider.EndDispute(inquiry, true, usd(30_00))
	w.poll()
	disputes(false)
}

// TestHeldInAll: what is held for all orders is told while it is held, and not when it
// has gone out.
func TestHeldInAll(t *testing.T) {
	w := newWorld(t)
	held := func(want ...money.Money) {
		t.Helper()
		got, err := w.HeldInAll(t.Context())
		w.must(err)
		if !slices.Equal(got, want) {
			t.Errorf("held: %v, want %v", got, want)
		}
	}
	held()
	id := w.paid()
	one := w.order(id).Book.Balances[ledger.Held]
	held(usd(one))
	w.paid()
	held(usd(2 * one))
	_, err := w.Cancel(t.Context(), w.cause(), shop.Actor{ID: seller}, id)
	w.must(err)
	w.run()
	held(usd(one))
	sound := func(want int) {
		t.Helper()
		a, err := w.Audit(t.Context(), true)
		w.must(err)
		if len(a.Differences) != want {
			t.Errorf("%d differences: %q, want %d", len(a.Differences), a.Differences, want)
		}
	}
	sound(0)
	w.update(func(tx shop.Tx) error { return tx.Marks().Put("cursor:held", `[{"minor":1,"currency":"USD"}]`) })
	sound(1)
}

// TestHeldBefore: a store from before what is held was counted is added up.
func TestHeldBefore(t *testing.T) {
	store := shoptest.NewMemory()
	if err := store.Update(t.Context(), func(tx shop.Tx) error {
		return errors.Join(
			tx.Sellers().Put(shop.Seller{ID: seller, Name: "One", Tally: shop.Tally{Held: []money.Money{usd(500), money.New(7, "JPY")}}}),
			tx.Sellers().Put(shop.Seller{ID: other, Name: "Two", Tally: shop.Tally{Held: []money.Money{usd(200)}}}),
		)
	}); err != nil {
		t.Fatal(err)
	}
	held, err := shop.New(shop.Ports{Store: store}, shop.Config{Logger: quiet}).HeldInAll(t.Context())
	if want := []money.Money{money.New(7, "JPY"), usd(700)}; err != nil || !slices.Equal(held, want) {
		t.Errorf("held: %v %v, want %v", held, err, want)
	}
}
