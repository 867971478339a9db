package shop_test

import (
	"testing"
	"time"

	"till/shop"
)

// dm is the channel of a DM of the seller with somebody.
const dm = "dm"

// intoChat is a request into the DM, for whoever the seller has it with.
func intoChat() shop.RequestInput {
	in := input()
	in.Buyer, in.Chat = "", dm
	return in
}

// Whoever is not the seller and acts in the chat first is the buyer; nobody else
// ever is.
func TestTakeUp(t *testing.T) {
	w := newWorld(t)
	asOther := shop.Actor{ID: other}
	id := w.requestOf(intoChat()).ID

	_, err := w.OpenCheckout(t.Context(), asBuyer, id)
	w.refused(err, shop.ReasonNotYours)
	for _, chat := range []string{"", "another"} {
		_, err = w.TakeUp(t.Context(), asBuyer, id, chat)
		w.refused(err, shop.ReasonNoOrder)
		_, err = w.Shown(t.Context(), chat, id)
		w.refused(err, shop.ReasonNoOrder)
	}
	o, err := w.TakeUp(t.Context(), asSeller, id, dm)
	w.must(err)
	if !o.Open() {
		t.Errorf("the seller of %s became its buyer: %s", id, o.Buyer)
	}
	for range 2 { // again is once
		o, err = w.TakeUp(t.Context(), asBuyer, id, dm)
		w.must(err)
	}
	w.run()
	if o.Buyer != buyer || w.order(id).Buyer != buyer {
		t.Errorf("taken up by the buyer, it has the buyer %q", o.Buyer)
	}
	o, err = w.TakeUp(t.Context(), asOther, id, dm)
	w.must(err)
	if o.Buyer != buyer {
		t.Errorf("it was taken up by %s, and then by %s", buyer, o.Buyer)
	}
	_, err = w.OpenCheckout(t.Context(), asOther, id)
	w.refused(err, shop.ReasonNotYours)

	said := w.say(shop.SayInput{Actor: asSeller, ReplyTo: w.order(id).Cards[shop.RoleSeller].Message, Text: "Thank you"})
	if said.Conversation.Other(seller) != buyer {
		t.Errorf("a reply to the seller's card went to %q", said.Conversation.Other(seller))
	}

	w.must(w.provider.Pay(w.open(id).Session))
	w.poll()
	w.status(id, shop.Paid)
	if shown, err := w.Shown(t.Context(), dm, id); err != nil || shown.Status != shop.Paid {
		t.Errorf("the chat shows %s as %s: %v", id, shown.Status, err)
	}
}

// A request for nobody and into no chat, or for somebody and into a chat, is a
// defect.
func TestRequestIntoChat(t *testing.T) {
	w := newWorld(t)
	for _, in := range []shop.RequestInput{{Buyer: "", Chat: ""}, {Buyer: buyer, Chat: dm}} {
		bad := input()
		bad.Buyer, bad.Chat = in.Buyer, in.Chat
		_, err := w.Request(t.Context(), bad)
		if shop.CodeOf(err) != shop.Internal {
			t.Errorf("buyer %q, chat %q: %v", in.Buyer, in.Chat, err)
		}
	}
	left, err := w.Week(t.Context(), seller, "USD")
	w.must(err)
	o := w.requestOf(intoChat())
	now, err := w.Week(t.Context(), seller, "USD")
	w.must(err)
	if left.Minor-now.Minor != o.Total.Minor {
		t.Errorf("of the week's limit, %s was left, then %s: a request of %s counts from when it is sent", left, now, o.Total)
	}
}

// Who blocked the seller does not become their buyer, and what is over is not
// taken up.
func TestTakeUpRefused(t *testing.T) {
	w := newWorld(t)
	blocked := w.requestOf(intoChat()).ID
	w.must(w.Block(t.Context(), asBuyer, seller))
	_, err := w.TakeUp(t.Context(), asBuyer, blocked, dm)
	w.refused(err, shop.ReasonYouBlocked)
	w.must(w.Unblock(t.Context(), asBuyer, seller))

	_, err = w.Cancel(t.Context(), w.cause(), asSeller, blocked)
	w.must(err)
	w.run()
	o, err := w.TakeUp(t.Context(), asBuyer, blocked, dm)
	w.must(err)
	if !o.Open() || o.Status != shop.Canceled {
		t.Errorf("withdrawn, it was taken up: %+v", o)
	}
}

// Without a buyer there is nobody to warn, so it ends in time; who takes it up in
// its last hours is warned first.
func TestOpenRequestExpires(t *testing.T) {
	w := newWorld(t)
	alone, late := w.requestOf(intoChat()), w.requestOf(intoChat())
	w.wait(alone.ExpiresAt.Sub(w.time) - time.Hour)
	_, err := w.TakeUp(t.Context(), asBuyer, late.ID, dm)
	w.must(err)
	w.wait(time.Hour)
	w.status(alone.ID, shop.Expired)
	w.status(late.ID, shop.Requested)
	w.wait(25 * time.Hour)
	w.status(late.ID, shop.Expired)
	if _, warned := w.order(alone.ID).Warned["request_warn"]; warned {
		t.Error("nobody was there, and somebody was warned")
	}
}
