package shop

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// Evidence returns what speaks for the seller in the order's open dispute, as
// it is staged: to the seller and to operators.
func (s *Shop) Evidence(ctx context.Context, actor UserID, id OrderID) (o Order, e EvidenceRequest, err error) {
	if o, err = s.load(ctx, id); err != nil {
		return o, e, err
	}
	if o.Seller != actor && !s.Operates(actor) {
		return Order{}, e, refuse(NotFound, ReasonNoOrder, "not the seller of %s", id)
	}
	d := o.answerable(s.now())
	if d == nil {
		d = o.openDispute()
	}
	if d == nil {
		return o, e, refuse(Conflict, ReasonNoDispute, "%s is not disputed", id)
	}
	e, err = s.collect(ctx, o, *d)
	return o, e, err
}

// SubmitEvidence has it submitted: that can be done once.
func (s *Shop) SubmitEvidence(ctx context.Context, cause string, actor Actor, id OrderID) (Order, error) {
	return s.change(ctx, cause, actor, id, func(t *turn) error {
		if t.o.Seller != actor.ID && !s.Operates(actor.ID) {
			return refuse(NotFound, ReasonNoOrder, "not the seller of %s", id)
		}
		d := t.o.answerable(t.now)
		switch {
		case t.o.openDispute() == nil:
			return refuse(Conflict, ReasonNoDispute, "%s is not disputed", id)
		case d == nil:
			return refuse(Conflict, ReasonEvidenceOver, "the evidence of %s was submitted, or it is too late", id)
		}
		d.Submitting = true
		if err := t.note(ActEvidenceAsked, map[string]string{"dispute": d.ID}); err != nil {
			return err
		}
		for i := range t.o.Disputes {
			if t.o.Disputes[i].ID == d.ID {
				return t.later(kindEvidence, i+1, t.now)
			}
		}
		return nil
	})
}

// sendEvidence stages the evidence of the n-th dispute, or submits it.
func (s *Shop) sendEvidence(ctx context.Context, id OrderID, n int) (outcome, error) {
	o, err := s.load(ctx, id)
	if err != nil {
		return nil, err
	}
	d := o.Disputes[n-1]
	if d.State != DisputeOpen || !d.Submitted.IsZero() {
		return nothing, nil
	}
	e, err := s.collect(ctx, o, d)
	if err != nil {
		return nil, err
	}
	switch err = s.provider.SendEvidence(ctx, e); {
	case CodeOf(err) == Refused && err != nil:
		// Decided or too late: the dispute itself says which, when it is heard of.
		s.cfg.Logger.WarnContext(ctx, "evidence refused", "order", id.String(), "dispute", d.ID, "error", err)
		return func(t *turn) error { return t.evidenceRefused(n) }, nil
	case err != nil:
		return nil, err
	}
	return func(t *turn) error { return t.evidenceSent(n, e.Submit) }, nil
}

// evidenceRefused lets somebody try again to submit evidence that was not taken.
func (t *turn) evidenceRefused(n int) error {
	d := &t.o.Disputes[n-1]
	if d.Submitting {
		d.Submitting = false
		if err := t.note(ActEvidenceRefused, map[string]string{"dispute": d.ID}); err != nil {
			return err
		}
		t.alert(AlertEvidence, map[string]string{"amount": d.Amount.String(), "dispute": d.Reason})
	}
	return t.s.chargeLater(t.tx, d.Charge, fmt.Sprint(t.o.Entries))
}

func (t *turn) evidenceSent(n int, submitted bool) error {
	d := &t.o.Disputes[n-1]
	if !submitted {
		d.Staged = t.now
		return t.note(ActEvidenceStaged, map[string]string{"dispute": d.ID})
	}
	d.Submitted, d.Submitting = t.now, false
	if err := t.note(ActEvidenceSubmitted, map[string]string{"dispute": d.ID}); err != nil {
		return err
	}
	t.tell(NoticeEvidenceSent, RoleSeller, nil)
	return nil
}

// stageAgain has the evidence staged anew, after something that belongs in it.
func (t *turn) stageAgain() error {
	for i, d := range t.o.Disputes {
		if d.State == DisputeOpen && d.Submitted.IsZero() {
			if err := t.later(kindEvidence, i+1, t.now); err != nil {
				return err
			}
		}
	}
	return nil
}

// warnEvidence reminds the seller of evidence that is not submitted. The number
// is the dispute's, times ten, and the reminder's.
func (t *turn) warnEvidence(n int) error {
	if d := t.o.Disputes[n/10-1]; d.State == DisputeOpen && d.Submitted.IsZero() && d.DueBy.After(t.now) {
		t.tell(NoticeEvidenceDue, RoleSeller, map[string]string{"when": d.DueBy.Format(time.RFC3339)})
	}
	return nil
}

// most of a conversation that goes into evidence, in messages.
const mostMessages = 500

// collect gathers what speaks for the seller, from the order, its journal, and
// what the two said to each other about it.
func (s *Shop) collect(ctx context.Context, o Order, d Dispute) (e EvidenceRequest, err error) {
	e = EvidenceRequest{
		Key: fmt.Sprintf("evidence:%s:%s", o.ID, d.ID), Dispute: d.ID, Submit: d.Submitting,
		Product: product(o), Shipped: o.ShippedAt,
	}
	e.Agreed = fmt.Sprintf("The buyer received the request %s in Discord on %s, with item, price lines and total, and paid the total of %s on %s on the page of the payment provider.",
		o.ID, stamp(o.CreatedAt), o.Total, stamp(o.PaidAt))
	for _, p := range o.Parcels {
		if p.Number != "" {
			e.Carrier, e.Number = p.Carrier, p.Number
		}
	}
	e.Received = received(o)
	err = s.store.View(ctx, func(tx Tx) error {
		entries, err := tx.Journal().Entries(o.ID)
		if err != nil {
			return err
		}
		e.History = history(entries)
		e.Messages, err = messages(tx, o)
		return err
	})
	return e, err
}

// received says who said that the goods arrived; "" when nobody did.
func received(o Order) string {
	var said []string
	for _, p := range o.Parcels {
		switch {
		case p.InPerson:
			return "The goods were handed over on " + stamp(o.DeliveredAt) + ": the seller entered the code that the buyer was shown in Discord for this."
		case p.Arrived() && !p.Back:
			said = append(said, "The carrier reported the parcel "+p.Number+" as delivered on "+stamp(p.DeliveredAt)+".")
		}
	}
	if at := latest(o.DeliveredAt, o.ReceivedAt); !at.IsZero() && o.Status != Shipped && (len(said) == 0 || !o.ReceivedAt.IsZero()) {
		said = append(said, "The buyer confirmed in Discord on "+stamp(at)+" that the goods had arrived.")
	}
	return strings.Join(said, " ")
}

func stamp(t time.Time) string { return t.UTC().Format("2 January 2006, 15:04 UTC") }

// product lists what was sold.
func product(o Order) string {
	var text strings.Builder
	for _, l := range o.Lines {
		fmt.Fprintf(&text, "%d × %s at %s\n", l.Quantity, l.Item, l.Price)
	}
	for _, part := range []struct {
		name   string
		amount string
		none   bool
	}{
		{"Shipping", o.Shipping.String(), o.Shipping.IsZero()}, {"Tax", o.Tax.String(), o.Tax.IsZero()}, {"Total", o.Total.String(), false},
	} {
		if !part.none {
			fmt.Fprintf(&text, "%s: %s\n", part.name, part.amount)
		}
	}
	return text.String()
}

// history lists what a bank may want to know, with its time.
func history(entries []Entry) string {
	words := map[Act]string{
		ActRequest: "The seller sent the payment request", Act(EventPaymentSucceeded): "The buyer paid",
		Act(EventShip): "The seller marked the order as shipped", Act(EventDeliver): "The buyer confirmed that it arrived",
		ActRefundRequested: "A refund was requested", ActRefundSucceeded: "A refund was made",
		ActMoreDaysGranted: "The buyer gave the seller more days to ship", ActScanned: "The carrier said of the parcel",
		ActParcel: "The seller sent a parcel", ActInChat: "The seller delivered the goods in Discord, by the message of this time",
		ActReceived:        "The buyer confirmed that it arrived",
		ActProblemReported: "The buyer reported a problem", ActProblemOffered: "The seller made an offer to settle it",
		ActProblemAccepted: "The buyer accepted the offer", ActProblemRefused: "The buyer refused the offer",
		ActProblemSent: "Goods were sent because of it", ActProblemEscalated: "The operator was asked to decide",
		ActProblemClosed: "The problem was closed",
	}
	var text strings.Builder
	for _, e := range entries {
		what, told := words[e.Act]
		switch {
		case e.Act == Act(EventDeliver) && e.Facts["by"] == "carrier":
			what = "The carrier delivered it"
		case e.Act == Act(EventDeliver) && e.Facts["by"] == "code":
			what = "It was handed over: the seller entered the code that the buyer was shown"
		case e.Act == Act(EventShip) && e.Actor == "":
			what = "The carrier had the parcel, so the order counts as shipped"
		}
		if told {
			fmt.Fprintf(&text, "%s: %s", stamp(e.At), what+scanFacts(e)+problemFacts(e))
			if amount := e.Facts["amount"]; amount != "" {
				fmt.Fprintf(&text, " (%s)", amount)
			}
			text.WriteByte('\n')
		}
	}
	return text.String()
}

// scanFacts says of a scan what the carrier told, when, and where.
func scanFacts(e Entry) string {
	if e.Act != ActScanned {
		return ""
	}
	said := ": " + strings.ReplaceAll(e.Facts["status"], "_", " ")
	if place := e.Facts["place"]; place != "" {
		said += ", " + place
	}
	if at, err := time.Parse(time.RFC3339, e.Facts["at"]); err == nil {
		said += ", " + stamp(at)
	}
	return said
}

// problemFacts says of an entry about a problem what it was about, and how it ended.
func problemFacts(e Entry) string {
	name := map[Act]string{ActProblemReported: "kind", ActProblemOffered: "offer", ActProblemClosed: "end"}[e.Act]
	if name == "" {
		return ""
	}
	return ", " + strings.ReplaceAll(e.Facts[name], "_", " ")
}

// messages returns what seller and buyer said to each other about the order.
func messages(tx Tx, o Order) ([]EvidenceLine, error) {
	id := conversationID(o.Buyer, o.Seller)
	c, err := tx.Conversations().Get(id)
	if err != nil {
		return nil, unlessMissing(err)
	}
	var lines []EvidenceLine
	for n := max(1, c.Messages-mostMessages+1); n <= c.Messages; n++ {
		w, err := tx.Conversations().Words(id, n)
		if err != nil {
			return nil, err
		}
		if w.Order != "" && w.Order != o.ID {
			continue
		}
		from := "Buyer"
		if w.From == o.Seller {
			from = "Seller"
		}
		lines = append(lines, EvidenceLine{At: w.At, From: from, Text: w.Text})
	}
	return lines, nil
}
