package shop_test

import (
	"slices"
	"testing"
	"time"

	"till/shop"
	"till/shop/money"
)

// bill is a request of the seller to the buyer that is expected to be refused or not.
func (w *world) bill() error {
	_, err := w.Request(w.Context(), shop.RequestInput{
		Cause: w.cause(), Actor: asSeller, Buyer: buyer,
		Lines: []shop.Line{{Item: "Mug", Quantity: 1, Price: money.New(25_00, "USD")}},
	})
	return err
}

// Whoever blocks, neither reaches the other; each learns only of their own block.
// What is open or paid stays as it is.
func TestBlock(t *testing.T) {
	for _, tt := range []struct {
		name              string
		by                shop.Actor
		whom              shop.UserID
		toSeller, toBuyer shop.Reason
	}{
		{"the buyer", asBuyer, seller, shop.ReasonYouBlocked, shop.ReasonBlocked},
		{"the seller", asSeller, buyer, shop.ReasonBlocked, shop.ReasonYouBlocked},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			open := w.request()
			talk := w.say(shop.SayInput{Actor: asBuyer, Order: open, Text: "Hello"}).Conversation
			for range 2 { // twice is once
				w.must(w.Block(t.Context(), tt.by, tt.whom))
			}
			if blocked, muted, err := w.Shunned(t.Context(), tt.by.ID); err != nil || !slices.Equal(blocked, []shop.UserID{tt.whom}) || len(muted) > 0 {
				t.Errorf("blocked %v, muted %v, %v", blocked, muted, err)
			}
			before := w.dump()
			for _, in := range []shop.SayInput{{Seller: seller}, {Order: open}, {To: talk.ID}, {}} {
				in.Actor, in.Text, in.Cause = asBuyer, "Hello", w.cause()
				_, err := w.Say(t.Context(), in)
				w.refused(err, tt.toSeller)
			}
			_, err := w.Say(t.Context(), shop.SayInput{Cause: w.cause(), Actor: asSeller, To: talk.ID, Text: "Hello"})
			w.refused(err, tt.toBuyer)
			w.refused(w.bill(), tt.toBuyer)
			if w.dump() != before {
				t.Error("something was stored")
			}
			w.status(open, shop.Requested)
			w.payNow(open)
			w.status(open, shop.Paid)
			w.told(seller, shop.NoticePaid, 1)
			w.must(w.Unblock(t.Context(), tt.by, tt.whom))
			w.say(shop.SayInput{Actor: asSeller, To: talk.ID, Text: "Hello again"})
			w.must(w.bill())
		})
	}
}

func TestBlockRefused(t *testing.T) {
	w := newWorld(t)
	for _, tt := range []struct {
		name  string
		actor shop.Actor
		whom  shop.UserID
		want  shop.Reason
	}{
		{"oneself", asSeller, seller, shop.ReasonSelf},
		{"somebody who never wrote", asSeller, buyer, shop.ReasonNobody},
		{"nobody", asBuyer, "999", shop.ReasonNobody},
		{"no id", asBuyer, "", shop.ReasonNobody},
	} {
		before := w.dump()
		for _, act := range []func() error{
			func() error { return w.Block(t.Context(), tt.actor, tt.whom) },
			func() error { return w.Mute(t.Context(), tt.actor, tt.whom) },
		} {
			if err := act(); shop.ReasonOf(err) != tt.want {
				t.Errorf("%s: %v, want %s", tt.name, err, tt.want)
			}
		}
		if w.dump() != before {
			t.Errorf("%s: something was stored", tt.name)
		}
	}
}

// Muted messages still arrive: only how is for the reader's side to say.
func TestMute(t *testing.T) {
	w := newWorld(t)
	w.say(shop.SayInput{Actor: asBuyer, Seller: seller, Text: "Hello"})
	w.must(w.Mute(t.Context(), asSeller, buyer))
	if muted, err := w.Mutes(t.Context(), seller, buyer); err != nil || !muted {
		t.Errorf("muted: %t, %v", muted, err)
	}
	if muted, err := w.Mutes(t.Context(), buyer, seller); err != nil || muted {
		t.Errorf("the other way round: %t, %v", muted, err)
	}
	w.say(shop.SayInput{Actor: asBuyer, Seller: seller, Text: "Still there?"})
	w.told(seller, shop.NoticeWords, 2)
	w.must(w.Unmute(t.Context(), asSeller, buyer))
	if muted, err := w.Mutes(t.Context(), seller, buyer); err != nil || muted {
		t.Errorf("unmuted: %t, %v", muted, err)
	}
}

// Too much at once is refused with the time at which it goes on, and from then on
// it goes on at the pace. The same message twice counts once.
func TestPace(t *testing.T) {
	w := newWorld(t)
	w.sells(other, start, 0)
	say := func(to shop.UserID, cause string) error {
		_, err := w.Say(t.Context(), shop.SayInput{Cause: cause, Actor: asBuyer, Seller: to, Text: "Hello"})
		return err
	}
	for range 20 {
		w.must(say(seller, w.cause()))
	}
	err := say(seller, "again")
	w.refused(err, shop.ReasonTooFast)
	until := err.(*shop.Error).Until //nolint:errorlint // as the shop returns it
	if want := w.Now().Add(30 * time.Second); !until.Equal(want) {
		t.Errorf("it goes on at %s, want %s", until, want)
	}
	w.must(say(other, w.cause())) // another pair
	w.wait(30 * time.Second)
	w.must(say(seller, "again"))
	w.must(say(seller, "again"))
	w.refused(say(seller, w.cause()), shop.ReasonTooFast)
	w.wait(10 * time.Minute)
	for range 20 {
		w.must(say(seller, w.cause()))
	}
}

// Shops that one has not talked with are approached a few at a time; those that
// one knows do not count.
func TestPaceFirst(t *testing.T) {
	w := newWorld(t)
	ask := func(to shop.UserID) error {
		_, err := w.Say(t.Context(), shop.SayInput{Cause: w.cause(), Actor: asBuyer, Seller: to, Text: "Hello"})
		return err
	}
	for _, id := range []shop.UserID{"401", "402", "403", "404", "405", "406"} {
		w.sells(id, start, 0)
	}
	for _, id := range []shop.UserID{"401", "402", "401", "403", "404", "405"} {
		w.must(ask(id))
	}
	w.refused(ask("406"), shop.ReasonTooFast)
	w.must(ask("401"))
	w.wait(12 * time.Minute)
	w.must(ask("406"))
}

func TestVerify(t *testing.T) {
	w := newWorld(t)
	stranger := shop.Actor{ID: "999"}
	verify := func(reference string) shop.Genuine {
		t.Helper()
		v, err := w.Verify(t.Context(), stranger, reference)
		w.must(err)
		return v
	}
	id := w.request()
	steps := []struct {
		reference string
		want      shop.Genuine
		next      func()
	}{
		{id.String(), shop.GenuineOpen, func() { w.payNow(id) }},
		{"#" + id.String(), shop.GenuinePaid, func() { w.wait(15 * day) }}, // not shipped: it goes back
		{string(id), shop.GenuineEnded, func() {}},
		{"0000-0000", shop.NotOurs, func() {}},
		{"hello, world", shop.NotOurs, func() {}},
		{"", shop.NotOurs, func() {}},
	}
	for _, step := range steps {
		if got := verify(step.reference); got != step.want {
			t.Errorf("%q: %s, want %s", step.reference, got, step.want)
		}
		step.next()
	}
	w.wait(day)
	for range 10 { // real, unknown and malformed ones count alike
		verify("hello")
	}
	for _, reference := range []string{string(id), "0000-0000", "hello"} {
		_, err := w.Verify(t.Context(), stranger, reference)
		w.refused(err, shop.ReasonTooFast)
	}
}

func TestFilesRefused(t *testing.T) {
	w := newWorld(t)
	many := make([]shop.Attachment, shop.MaxFiles+1)
	before := w.dump()
	for _, tt := range []struct {
		name  string
		files []shop.Attachment
		want  shop.Reason
	}{
		{"many", many, shop.ReasonFilesLarge},
		{"large", []shop.Attachment{{Name: "a.png", Size: shop.MaxFile + 1}}, shop.ReasonFilesLarge},
		{"large together", []shop.Attachment{{Size: 6 << 20}, {Size: 6 << 20}}, shop.ReasonFilesLarge},
		{"a program", []shop.Attachment{{Name: "invoice.pdf.EXE"}}, shop.ReasonFileProgram},
		{"a hidden program", []shop.Attachment{{Name: "invoice.exe. "}}, shop.ReasonFileProgram},
	} {
		_, err := w.Say(t.Context(), shop.SayInput{Cause: w.cause(), Actor: asBuyer, Seller: seller, Text: "Look", Files: tt.files})
		if shop.ReasonOf(err) != tt.want {
			t.Errorf("%s: %v, want %s", tt.name, err, tt.want)
		}
	}
	if w.dump() != before {
		t.Error("something was stored")
	}
}
