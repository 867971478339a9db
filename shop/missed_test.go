package shop_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"till/shop"
)

// missed is what waits for somebody, in short.
func (w *world) missed(who shop.UserID) (all []string) {
	w.Helper()
	missed, err := w.Missed(w.Context(), who)
	if err != nil {
		w.Fatal(err)
	}
	for _, n := range missed {
		all = append(all, fmt.Sprint(n.Kind, " ", n.Order, n.N))
	}
	return all
}

// What a closed DM did not take waits until its reader is shown it: an order once, however much
// has happened, and what was written word by word.
func TestMissed(t *testing.T) {
	w := newWorld(t)
	w.messenger.Closed[buyer] = true
	id := w.paid()
	w.ship(id, "OK1")
	w.say(shop.SayInput{Actor: asSeller, Order: id, Text: "It is on its way."})
	w.say(shop.SayInput{Actor: asSeller, Order: id, Text: "It is blue."})
	w.run()
	card, first, second := fmt.Sprint("card ", id, 0), fmt.Sprint("words ", id, 1), fmt.Sprint("words ", id, 2)
	if diff := cmp.Diff([]string{card, first, second}, w.missed(buyer)); diff != "" {
		t.Errorf("waits for the buyer (-want +got):\n%s", diff)
	}
	if got := w.missed(seller); got != nil {
		t.Errorf("waits for the seller, whose DM is open: %v", got)
	}

	shown, err := w.Missed(t.Context(), buyer)
	w.must(err)
	w.say(shop.SayInput{Actor: asSeller, Order: id, Text: "Or green."}) // before they were told
	w.run()
	w.must(w.Told(t.Context(), buyer, shown))
	if got, want := w.missed(buyer), []string{fmt.Sprint("words ", id, 3)}; !cmp.Equal(got, want) {
		t.Errorf("waits after the rest was shown: %v, want %v", got, want)
	}

	// With the DM open again, the card comes by itself with the next change.
	w.wait(time.Hour)
	w.say(shop.SayInput{Actor: asSeller, Order: id, Text: "Green it is."})
	w.messenger.Closed[buyer] = false
	w.wait(4 * day)
	w.run()
	w.told(buyer, shop.NoticeCard, 1)
	if slices.Contains(w.missed(buyer), card) {
		t.Error("the card came, and still waits")
	}
}

// The latest are kept, and nothing for whoever is not there any more.
func TestMissedMany(t *testing.T) {
	w := newWorld(t)
	w.messenger.Closed[seller] = true
	id := w.paid()
	for range 60 {
		w.say(shop.SayInput{Actor: asBuyer, Order: id, Text: "Hello"})
		w.wait(time.Hour)
	}
	w.run()
	if got := w.missed(seller); len(got) != 50 || got[49] != fmt.Sprint("words ", id, 60) {
		t.Errorf("%d wait, at last %s", len(got), got[len(got)-1])
	}
	w.must(w.Told(t.Context(), other, []shop.Notice{{Kind: shop.NoticeCard, To: other, Order: id}}))
	err := w.store.View(t.Context(), func(tx shop.Tx) error {
		_, err := tx.People().Get(other)
		return err
	})
	if shop.CodeOf(err) != shop.NotFound {
		t.Errorf("somebody was made by telling them: %v", err)
	}
}

// What is said of a shop waits as it is.
func TestMissedShop(t *testing.T) {
	w := newWorld(t)
	w.messenger.Closed[seller] = true
	_, err := w.Suspend(t.Context(), w.cause(), asOperator, seller)
	w.must(err)
	w.run()
	if got, want := w.missed(seller), []string{"seller_suspended 0"}; !cmp.Equal(got, want) {
		t.Errorf("waits: %v, want %v", got, want)
	}
}
