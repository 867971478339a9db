package shop_test

import (
	"slices"
	"strings"
	"testing"

	"till/shop"
)

// say says something, as actor.
func (w *world) say(in shop.SayInput) shop.Said {
	w.Helper()
	if in.Cause == "" {
		in.Cause = w.cause()
	}
	said, err := w.Say(w.Context(), in)
	w.must(err)
	w.run()
	return said
}

// last returns the newest words that somebody was sent.
func (w *world) last(user shop.UserID) (shop.Words, shop.MessageRef) {
	w.Helper()
	messages := w.messenger.To(user)
	slices.Reverse(messages)
	for _, m := range messages {
		if m.Kind == shop.NoticeWords {
			words, err := w.Words(w.Context(), user, m.Conversation, m.N)
			w.must(err)
			return words, m.Ref
		}
	}
	w.Fatalf("%s was sent no words", user)
	return shop.Words{}, shop.MessageRef{}
}

// A question to a shop, its answer by Reply, and the talk goes on by itself.
func TestTalk(t *testing.T) {
	w := newWorld(t)
	in := shop.SayInput{Cause: "ask", Actor: asBuyer, Seller: seller, Text: " Is it **blue**?\nReally? "}
	w.say(in)
	w.say(in) // the same interaction
	w.told(seller, shop.NoticeWords, 1)
	words, ref := w.last(seller)
	if words.Text != "Is it **blue**?\nReally?" || words.From != buyer || words.Order != "" {
		t.Errorf("words: %+v", words)
	}
	w.say(shop.SayInput{Actor: asSeller, ReplyTo: ref.Message, Text: "Yes.", Files: []shop.Attachment{{Name: "mug.png"}}})
	words, _ = w.last(buyer)
	if words.Text != "Yes." || words.From != seller || len(words.Files) != 1 {
		t.Errorf("words: %+v", words)
	}
	said := w.say(shop.SayInput{Actor: asBuyer, Text: "Thanks"})
	if said.Conversation.Messages != 3 || said.Conversation.Other(buyer) != seller {
		t.Errorf("conversation: %+v", said.Conversation)
	}
	id := w.request()
	w.say(shop.SayInput{Actor: asBuyer, ReplyTo: "unknown", Text: "How heavy?"})
	if words, _ = w.last(seller); words.Order != id {
		t.Errorf("the words are about %q, want %s", words.Order, id)
	}
	w.say(shop.SayInput{Actor: asSeller, Order: id, Files: []shop.Attachment{{Name: "only.png"}}})
	if words, _ = w.last(buyer); words.Text != "" || words.Order != id {
		t.Errorf("words: %+v", words)
	}
	card := w.messenger.To(buyer)[1]
	if card.Kind != shop.NoticeCard {
		t.Fatalf("not a card: %+v", card)
	}
	said = w.say(shop.SayInput{Actor: asBuyer, ReplyTo: card.Ref.Message, Text: "A reply to the card"})
	if said.Conversation.Order != id {
		t.Errorf("conversation: %+v", said.Conversation)
	}
}

func TestTalkRefused(t *testing.T) {
	w := newWorld(t)
	w.sells(other, start, 0)
	id := w.request()
	talk := w.say(shop.SayInput{Actor: asBuyer, Order: id, Text: "Hello"}).Conversation
	stranger := shop.Actor{ID: "999"}
	before := w.dump()
	for _, tt := range []struct {
		name string
		in   shop.SayInput
		want shop.Reason
	}{
		{"nothing", shop.SayInput{Actor: asBuyer, Order: id, Text: " \n"}, shop.ReasonTextEmpty},
		{"nothing to be seen", shop.SayInput{Actor: asBuyer, Order: id, Text: "\u200b"}, shop.ReasonTextEmpty},
		{"too much", shop.SayInput{Actor: asBuyer, Order: id, Text: strings.Repeat("ä", 1801)}, shop.ReasonTextLong},
		{"turned around", shop.SayInput{Actor: asBuyer, Order: id, Text: "x\u202ey"}, shop.ReasonTextControl},
		{"a shop to itself", shop.SayInput{Actor: asSeller, Seller: seller, Text: "x"}, shop.ReasonSelf},
		{"no shop", shop.SayInput{Actor: asSeller, Seller: buyer, Text: "x"}, shop.ReasonNoShop},
		{"another's order", shop.SayInput{Actor: stranger, Order: id, Text: "x"}, shop.ReasonNoOrder},
		{"no order", shop.SayInput{Actor: asBuyer, Order: "00000000", Text: "x"}, shop.ReasonNoOrder},
		{"another's conversation", shop.SayInput{Actor: stranger, To: talk.ID, Text: "x"}, shop.ReasonNoConversation},
		{"no conversation", shop.SayInput{Actor: asBuyer, To: "1-2", Text: "x"}, shop.ReasonNoConversation},
		{"nobody", shop.SayInput{Actor: stranger, Text: "x"}, shop.ReasonNoConversation},
	} {
		_, err := w.Say(t.Context(), tt.in)
		if shop.ReasonOf(err) != tt.want {
			t.Errorf("%s: %v, want %s", tt.name, err, tt.want)
		}
	}
	if after := w.dump(); after != before {
		t.Error("something was stored")
	}
	if _, err := w.Words(t.Context(), "999", talk.ID, 1); shop.ReasonOf(err) != shop.ReasonNoConversation {
		t.Errorf("a stranger reads: %v", err)
	}
	w.wait(31 * day)
	_, err := w.Say(t.Context(), shop.SayInput{Actor: asBuyer, Text: "Still there?"})
	w.refused(err, shop.ReasonNoConversation)
}

// Several may be meant: the words wait until one is picked.
func TestTalkDraft(t *testing.T) {
	w := newWorld(t)
	w.sells(other, start, 0)
	_, err := w.SendDraft(t.Context(), asBuyer, "200-100")
	w.refused(err, shop.ReasonTextEmpty)
	w.say(shop.SayInput{Actor: asBuyer, Seller: seller, Text: "one"})
	w.say(shop.SayInput{Actor: asBuyer, Seller: other, Text: "two"})
	said := w.say(shop.SayInput{Actor: asBuyer, Text: "three"})
	if len(said.Pick) != 2 || said.Conversation.ID != "" {
		t.Fatalf("said: %+v", said)
	}
	w.told(seller, shop.NoticeWords, 1)
	_, err = w.SendDraft(t.Context(), asBuyer, "300-100")
	w.refused(err, shop.ReasonNoConversation)
	_, err = w.SendDraft(t.Context(), asBuyer, said.Pick[1].ID)
	w.must(err)
	w.run()
	if words, _ := w.last(said.Pick[1].Other(buyer)); words.Text != "three" {
		t.Errorf("words: %+v", words)
	}
	_, err = w.SendDraft(t.Context(), asBuyer, said.Pick[1].ID)
	w.refused(err, shop.ReasonTextEmpty)
}
