package shop_test

import (
	"strings"
	"testing"

	"till/shop"
	"till/shop/shoptest"
)

const license = "Your key: KILN-4411"

// delivers has the seller deliver digital goods.
func (w *world) delivers(id shop.OrderID, text string) error {
	w.Helper()
	_, err := w.Ship(w.Context(), shop.ShipInput{Cause: w.cause(), Actor: asSeller, Order: id, Message: text})
	w.run()
	return err
}

// What is delivered in chat reaches the buyer, once. It moves no money: the buyer's
// word does, or the time of what has no tracking.
func TestInChat(t *testing.T) {
	t.Parallel()
	for _, confirmed := range []bool{false, true} {
		w := newWorld(t)
		id := w.paid()
		in := shop.ShipInput{Cause: w.cause(), Actor: asSeller, Order: id, Message: "  " + license}
		for range 2 { // the same interaction twice
			_, err := w.Ship(t.Context(), in)
			w.must(err)
		}
		w.run()
		w.status(id, shop.Shipped)
		o := w.order(id)
		if words, _ := w.last(buyer); words.Text != license || words.Order != id || words.N != o.Parcels[0].Words {
			t.Errorf("the buyer has %+v, the parcel %+v", words, o.Parcels[0])
		}
		w.told(buyer, shop.NoticeWords, 1)
		w.told(buyer, shop.NoticeShipped, 1)
		if want := w.time.Add(14 * day); !o.InChat() || !o.PayoutAt.Equal(want) {
			t.Errorf("in chat: %t, payout at %s, want %s", o.InChat(), o.PayoutAt, want)
		}
		_, err := w.ShowHandover(t.Context(), asBuyer, id)
		w.refused(err, shop.ReasonHandoverChat)
		w.money(id, shoptest.Totals{Charged: 30_00, Fees: 87})
		if confirmed {
			_, err := w.ConfirmReceipt(t.Context(), w.cause(), asBuyer, id)
			w.must(err)
			w.run()
		} else {
			w.wait(14 * day)
		}
		w.money(id, shoptest.Totals{Charged: 30_00, Fees: 87, Transferred: 29_13})
		w.audited()
	}
}

// The wrong link: the right one follows, and its buyer has as long again to look.
func TestInChatAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.paid()
	w.must(w.delivers(id, "a link"))
	w.wait(day)
	w.must(w.delivers(id, license))
	w.told(buyer, shop.NoticeWords, 2)
	if o := w.order(id); len(o.Parcels) != 2 || !o.PayoutAt.Equal(w.time.Add(14*day)) {
		t.Errorf("parcels %+v, payout at %s", o.Parcels, o.PayoutAt)
	}
	w.audited()
}

// A part is posted, a part is delivered in chat.
func TestInChatPart(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	in := input()
	in.Lines = []shop.Line{{Item: "Mug", Quantity: 1, Price: usd(20_00)}, {Item: "Pattern", Quantity: 1, Price: usd(10_00)}}
	o := w.requestOf(in)
	w.must(w.provider.Pay(w.open(o.ID).Session))
	w.poll()
	_, err := w.Ship(t.Context(), shop.ShipInput{Cause: w.cause(), Actor: asSeller, Order: o.ID, Number: "OK1", Lines: []int{1}})
	w.must(err)
	w.status(o.ID, shop.Paid)
	w.must(w.delivers(o.ID, license))
	w.status(o.ID, shop.Shipped)
	if o = w.order(o.ID); o.InChat() || o.Tracked() || o.Parcels[1].Lines[0] != 2 {
		t.Errorf("%+v", o.Parcels)
	}
	w.audited()
}

func TestInChatRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	unpaid, id := w.request(), w.paid()
	w.refused(w.delivers(unpaid, license), shop.ReasonNotPaid)
	for _, tt := range []struct {
		in   shop.ShipInput
		want shop.Reason
	}{
		{shop.ShipInput{Message: license, Number: "OK1"}, shop.ReasonShipBoth},
		{shop.ShipInput{Message: license, Carrier: "UPS"}, shop.ReasonShipBoth},
		{shop.ShipInput{Message: license, Later: true}, shop.ReasonShipBoth},
		{shop.ShipInput{Message: "\u200b"}, shop.ReasonTextEmpty},
		{shop.ShipInput{Message: strings.Repeat("k", shop.MaxText+1)}, shop.ReasonTextLong},
		{shop.ShipInput{Message: license, Lines: []int{7}}, shop.ReasonParcelLines},
	} {
		tt.in.Cause, tt.in.Actor, tt.in.Order = w.cause(), asSeller, id
		_, err := w.Ship(t.Context(), tt.in)
		w.refused(err, tt.want)
	}
	w.run()
	w.told(buyer, shop.NoticeWords, 0)
	w.must(w.Block(t.Context(), asBuyer, seller))
	w.refused(w.delivers(id, license), shop.ReasonBlocked) // nothing is shipped that does not arrive
	w.status(id, shop.Paid)
	w.audited()
}

// The message is the proof: the bank reads it, and when it was sent.
func TestInChatEvidence(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.paid()
	w.must(w.delivers(id, license))
	d := w.dispute(id, 30_00, false)
	staged := w.provider.EvidenceOf(d)
	said := false
	for _, line := range staged.Messages {
		said = said || line.From == "Seller" && line.Text == license
	}
	if !said || !strings.Contains(staged.History, "delivered the goods in Discord") {
		t.Errorf("messages %+v, history %s", staged.Messages, staged.History)
	}
}
