package shop_test

import (
	"encoding/json"
	"strings"
	"testing"

	"till/shop"
	"till/shop/shoptest"
)

func (w *world) showCode(id shop.OrderID) string {
	w.Helper()
	code, err := w.ShowHandover(w.Context(), asBuyer, id)
	w.must(err)
	w.run()
	return code
}

func (w *world) enter(id shop.OrderID, code string) (shop.HandoverTaken, error) {
	w.Helper()
	taken, err := w.TakeHandover(w.Context(), w.cause(), asSeller, id, code)
	w.run()
	return taken, err
}

// wrongCode is another code.
func wrongCode(code string) string {
	if code[0] == '1' {
		return "2" + code[1:]
	}
	return "1" + code[1:]
}

// The code that the buyer shows is their word that they have the goods, shipped
// before or not.
func TestHandover(t *testing.T) {
	t.Parallel()
	for _, shipped := range []bool{false, true} {
		w := newWorld(t)
		id := w.paid()
		if shipped {
			w.ship(id, "")
		}
		_, err := w.enter(id, "123456")
		w.refused(err, shop.ReasonHandoverNone)
		_, err = w.ShowHandover(t.Context(), asSeller, id)
		w.refused(err, shop.ReasonNotYours)
		code := w.showCode(id)
		if record, _ := json.Marshal(w.order(id)); strings.Contains(string(record), code) {
			t.Error("the code itself is kept")
		}
		taken, err := w.enter(id, wrongCode(code))
		w.must(err)
		if taken.Right || taken.Left != 4 {
			t.Errorf("a wrong code: %v, %d left", taken.Right, taken.Left)
		}
		in := w.cause()
		for range 2 { // the same interaction twice
			taken, err = w.TakeHandover(t.Context(), in, asSeller, id, " "+code[:3]+"-"+code[3:])
			w.must(err)
			if !taken.Right {
				t.Error("the right code is not taken")
			}
		}
		w.run()
		w.status(id, shop.Completed)
		w.money(id, shoptest.Totals{Charged: 30_00, Fees: 87, Transferred: 29_13})
		_, err = w.enter(id, code)
		w.refused(err, shop.ReasonDone)
		w.audited()
	}
}

// Five wrong codes void one; a new one can be tried again.
func TestHandoverTries(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.paid()
	code := w.showCode(id)
	for left := 4; left >= 0; left-- {
		taken, err := w.enter(id, wrongCode(code))
		w.must(err)
		if taken.Right || taken.Left != left {
			t.Fatalf("%v, %d left, want %d", taken.Right, taken.Left, left)
		}
	}
	_, err := w.enter(id, code)
	w.refused(err, shop.ReasonHandoverTries)
	before := code
	code = w.showCode(id)
	if taken, err := w.enter(id, before); before != code && (err != nil || taken.Right) {
		t.Errorf("the code before counts still: %v", err)
	}
	taken, err := w.enter(id, code)
	w.must(err)
	if !taken.Right {
		t.Error("the new code is not taken")
	}
}

// What a carrier brings, or is disputed, is not handed over. A new seller is not
// paid at once by it.
func TestHandoverRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	tracked := w.paid()
	w.ship(tracked, "OK1")
	_, err := w.ShowHandover(t.Context(), asBuyer, tracked)
	w.refused(err, shop.ReasonHandoverTracked)
	disputed := w.paid()
	code := w.showCode(disputed)
	w.dispute(disputed, 30_00, false)
	_, err = w.enter(disputed, code)
	w.refused(err, shop.ReasonDisputed)
	w.audited()
	w = newWorld(t)
	w.sells(seller, start, 0)
	id := w.paid()
	_, err = w.enter(id, w.showCode(id))
	w.must(err)
	w.status(id, shop.Delivered)
	if o := w.order(id); !o.PayoutAt.Equal(o.PaidAt.Add(7 * day)) {
		t.Errorf("payout at %s", o.PayoutAt)
	}
	w.audited()
}

// A code typed into a message is withheld: who has it is paid.
func TestHandoverIsNotSaid(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.paid()
	code := w.showCode(id)
	say := func(who shop.Actor, text string) error {
		_, err := w.Say(t.Context(), shop.SayInput{Cause: w.cause(), Actor: who, Order: id, Text: text})
		return err
	}
	for _, text := range []string{code, "it is " + code[:2] + " " + code[2:4] + "-" + code[4:] + ", see you", "12" + code} {
		w.refused(say(asBuyer, text), shop.ReasonHandoverSaid)
	}
	w.must(say(asBuyer, "My number is "+wrongCode(code)))
	w.must(say(asSeller, "Is it "+code+"?")) // a guess tells the seller nothing
	w.run()
	w.told(seller, shop.NoticeWords, 1)
}
