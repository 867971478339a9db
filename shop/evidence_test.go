package shop_test

import (
	"strings"
	"testing"
	"time"

	"till/shop"
	"till/shop/shoptest"
)

// What speaks for the seller is gathered from the order, its journal and what
// the two said about it, and staged again whenever more is known.
func TestEvidenceContent(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	elsewhere := w.paid()
	in := input()
	in.Lines, in.Tax = append(in.Lines, shop.Line{Item: "Saucer", Quantity: 2, Price: usd(4_00)}), usd(1_00)
	id := w.requestOf(in).ID
	w.payNow(id)
	say := func(actor shop.UserID, about shop.OrderID, text string) {
		t.Helper()
		w.say(shop.SayInput{Actor: shop.Actor{ID: actor}, Order: about, Text: text})
	}
	say(buyer, id, "When do you ship?")
	say(seller, id, "Tomorrow.")
	say(buyer, elsewhere, "And the other one?")
	w.wait(time.Hour)
	w.ship(id, "OK1")
	d := w.dispute(id, 39_00, false)
	e := w.provider.EvidenceOf(d)
	if e.Dispute != d || e.Submit || e.Carrier != "" || e.Number != "OK1" || !e.Shipped.Equal(w.order(id).ShippedAt) || e.Received != "" {
		t.Errorf("staged %+v", e)
	}
	for text, words := range map[string][]string{
		e.Product: {"1 × Mug, blue at", "2 × Saucer at", "Shipping: ", "Tax: ", "Total: "},
		e.Agreed:  {id.String(), "1 November 2026, 12:00 UTC"},
		e.History: {"The seller sent the payment request", "The buyer paid", "The seller marked the order as shipped"},
	} {
		for _, word := range words {
			if !strings.Contains(text, word) {
				t.Errorf("%q is not in %q", word, text)
			}
		}
	}
	if len(e.Messages) != 2 || e.Messages[0].From != "Buyer" || e.Messages[0].Text != "When do you ship?" ||
		e.Messages[1].From != "Seller" || e.Messages[1].Text != "Tomorrow." {
		t.Errorf("the messages are %+v", e.Messages)
	}

	_, err := w.ConfirmReceipt(t.Context(), w.cause(), asBuyer, id)
	w.must(err)
	w.run()
	if e = w.provider.EvidenceOf(d); !strings.Contains(e.Received, "confirmed") || !strings.Contains(e.History, "The buyer confirmed") {
		t.Errorf("after the buyer has it the evidence is %+v", e)
	}
	_, shown, err := w.Evidence(t.Context(), seller, id)
	w.must(err)
	if shown.Key != e.Key || shown.History != e.History || shown.Received != e.Received {
		t.Errorf("shown %+v, staged %+v", shown, e)
	}
	if _, _, err = w.Evidence(t.Context(), operator, id); err != nil {
		t.Error(err)
	}
}

// What is refused is looked at: the bank decided before anybody heard of it.
func TestEvidenceRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.paid()
	w.ship(id, "OK1")
	d := w.dispute(id, 30_00, false)
	w.deaf()
	w.provider.EndDispute(d, false, usd(0))
	_, err := w.SubmitEvidence(t.Context(), w.cause(), asSeller, id)
	w.must(err)
	w.run()
	w.told(seller, shop.NoticeDisputeLost, 1)
	w.status(id, shop.ChargedBack)
	w.audited()
}

// Submitted late, or of a dispute that is over, it is refused at once.
func TestEvidenceOver(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.paid()
	w.ship(id, "OK1")
	d := w.dispute(id, 30_00, false)
	w.time = w.provider.Disputes(id)[0].DueBy.Add(time.Minute)
	_, err := w.SubmitEvidence(t.Context(), w.cause(), asSeller, id)
	w.refused(err, shop.ReasonEvidenceOver)
	w.provider.EndDispute(d, true, usd(30_00))
	w.poll()
	_, err = w.SubmitEvidence(t.Context(), w.cause(), asSeller, id)
	w.refused(err, shop.ReasonNoDispute)
}

// Evidence that cannot be sent for a while is sent when it can.
func TestEvidenceOutage(t *testing.T) {
	t.Parallel()
	for _, fault := range []shoptest.Fault{shoptest.FaultBefore, shoptest.FaultAfter} {
		w := newWorld(t)
		id := w.paid()
		w.ship(id, "OK1")
		w.fault("SendEvidence", fault, 3)
		d := w.dispute(id, 30_00, false)
		_, err := w.SubmitEvidence(t.Context(), w.cause(), asOperator, id)
		w.must(err)
		w.wait(day)
		if e := w.provider.EvidenceOf(d); !e.Submit {
			t.Errorf("%s: sent %+v", fault, e)
		}
		w.told(seller, shop.NoticeEvidenceSent, 1)
	}
}

// What a carrier said is not called the buyer's word.
func TestEvidenceOfDelivery(t *testing.T) {
	t.Parallel()
	w := newWorld(t, scans)
	id := w.paid()
	w.ship(id, "OK1")
	w.scan("OK1", shop.ScanDelivered)
	got := w.provider.EvidenceOf(w.dispute(id, 30_00, false))
	if strings.Contains(got.Received+got.History, "buyer confirmed") || !strings.Contains(got.Received, "reported the parcel OK1 as delivered") {
		t.Errorf("received: %q\n%s", got.Received, got.History)
	}
}
