package commands

import (
	"context"
	"fmt"
	"strings"

	"till/shop"
)

const (
	routeEvidence    = "evidence"    // shows what is staged
	routeEvidenceAsk = "evidenceask" // asks once more
	routeEvidenceYes = "evidenceyes" // submits it
)

// dispute is what a seller, or an operator, answers a chargeback or an inquiry
// with.
func (t *Till) dispute() command {
	return command{routes: map[string]handler{
		routeEvidence:    t.showEvidence,
		routeEvidenceAsk: t.askEvidence,
		routeEvidenceYes: t.submitEvidence,
	}}
}

// takesEvidence reports whether evidence can be submitted for the dispute still,
// unless its last day is over.
func takesEvidence(d shop.Dispute) bool {
	return d.State == shop.DisputeOpen && d.Submitted.IsZero() && !d.Submitting && !d.DueBy.IsZero()
}

// disputed loads an order with its open dispute, and the evidence, for its seller
// or an operator.
func (t *Till) disputed(ctx context.Context, r Request) (side, shop.Dispute, shop.EvidenceRequest, error) {
	o, e, err := t.shop.Evidence(ctx, r.Actor.ID, shop.OrderID(r.Route.Arg(0)))
	if err != nil {
		return side{}, shop.Dispute{}, e, err
	}
	s, err := t.sideOf(ctx, r.voice(), r.Actor.ID, o)
	d, open := o.OpenDispute()
	if err == nil && !open {
		err = &shop.Error{Reason: shop.ReasonNoDispute}
	}
	return s, d, e, err
}

// showEvidence shows what speaks for the seller, as it would be submitted.
func (t *Till) showEvidence(ctx context.Context, r Request) Reply {
	s, d, e, err := t.disputed(ctx, r)
	if err != nil {
		return t.refuse(r.voice(), err)
	}
	card := Card{Color: Notice, Title: s.tell(txtEvidenceTitle), Body: s.disputeLine(d) + "\n" + s.disputeNext(d) + "\n\n" + s.say(txtEvidenceAbout)}
	field := func(name phrase, value string) {
		if value = strings.TrimSpace(value); value != "" {
			card.Fields = append(card.Fields, Field{Name: s.say(name), Value: value})
		}
	}
	field(txtEvidenceProduct, lines(e.Product))
	field(txtEvidenceAgreed, lines(e.Agreed))
	shipped := s.say(txtEvidenceNotShipped)
	if !e.Shipped.IsZero() {
		shipped = s.say(txtEvidenceShippedAt, "when", exactTime(e.Shipped)) + "\n" + s.say(txtUntracked)
		if e.Number != "" {
			shipped = s.say(txtEvidenceShippedAt, "when", exactTime(e.Shipped)) + "\n" +
				strings.TrimSpace(s.say(txtParcel, "carrier", plain(e.Carrier), "number", plain(e.Number)))
		}
	}
	field(txtEvidenceShipped, shipped)
	field(txtEvidenceReceived, lines(e.Received))
	field(txtEvidenceHistory, lines(e.History))
	field(txtEvidenceMessages, s.messages(len(e.Messages)))
	var next []Button
	if takesEvidence(d) {
		next = append(next, button(s.say(btnSubmitEvidence), Primary, s.route(routeEvidenceAsk)))
	}
	if s.role == shop.RoleSeller {
		if refundable(s.order) {
			next = append(next, button(s.say(btnRefund), Secondary, s.route(routeRefund)))
		}
		next = append(next, button(s.say(btnMessage), Secondary, s.route(routeAsk)))
	}
	return Reply{Private: true, Message: Message{Cards: []Card{card}, Rows: buttons(next...)}}
}

func (s side) messages(n int) string {
	if n == 0 {
		return s.say(txtEvidenceNoMessages)
	}
	return s.count(n, txtEvidenceMessage, txtEvidenceMessageN)
}

// lines makes a text of several lines safe to show within a field's room.
func lines(text string) string {
	var all []string
	for line := range strings.Lines(strings.TrimSpace(text)) {
		all = append(all, plain(line))
	}
	return newest(all)
}

// askEvidence asks once more, since it can be done once.
func (t *Till) askEvidence(ctx context.Context, r Request) Reply {
	v := r.voice()
	s, d, _, err := t.disputed(ctx, r)
	if err == nil && !takesEvidence(d) {
		err = &shop.Error{Reason: shop.ReasonEvidenceOver}
	}
	if err != nil {
		return t.refuse(v, err)
	}
	return private(s.tell(txtEvidenceAsk, "due", when(d.DueBy)),
		button(v.say(btnSubmitYes), Primary, s.route(routeEvidenceYes)),
		button(v.say(btnSubmitNo), Secondary, s.route(routeKeep)))
}

func (t *Till) submitEvidence(ctx context.Context, r Request) Reply {
	v, id := r.voice(), shop.OrderID(r.Route.Arg(0))
	if _, err := t.shop.SubmitEvidence(ctx, r.Cause, r.actor(), id); err != nil {
		return t.refuse(v, err)
	}
	_, provider := t.shop.Held()
	return rewrite(v.say(txtEvidenceGoes, "provider", plain(provider), "ref", id.String()))
}

// disputes says how each dispute of the order stands, the latest last. A dispute
// of a payment beside the order is nothing to either side.
func (s side) disputes() string {
	const most = 3 // more than that nobody reads
	var all []string
	for _, d := range s.order.Disputes {
		switch {
		case s.order.Payment == nil || d.Charge != s.order.Payment.Charge:
		case s.role == shop.RoleBuyer:
			all = append(all, s.buyersDispute(d))
		case d.State.Over():
			all = append(all, s.disputeLine(d))
		default:
			all = append(all, s.disputeLine(d)+"\n"+s.disputeNext(d))
		}
	}
	all = nonEmpty(all...)
	return strings.Join(all[max(0, len(all)-most):], "\n")
}

// disputeLine says what a dispute is, to the seller.
func (s side) disputeLine(d shop.Dispute) string {
	p := txtDispute
	switch {
	case d.State == shop.DisputeLost:
		p = txtDisputeLost
	case d.State == shop.DisputeWon && d.Inquiry:
		p = txtInquiryClosed
	case d.State == shop.DisputeWon:
		p = txtDisputeWon
	case d.Inquiry:
		p = txtInquiry
	}
	line := s.tell(p, "amount", s.money(d.Amount), "dispute", s.disputeReason(d.Reason))
	if d.State == shop.DisputeLost && d.Fee.Minor > 0 {
		line += " " + s.tell(txtDisputeFee, "fee", s.money(d.Fee))
	}
	return line
}

// disputeNext says what happens next with an open dispute, and until when.
func (s side) disputeNext(d shop.Dispute) string {
	switch {
	case d.Submitting:
		return s.tell(txtEvidenceUnderway)
	case !d.Submitted.IsZero():
		return s.tell(txtEvidenceWas, "when", exactTime(d.Submitted))
	case d.State == shop.DisputeInReview, d.DueBy.IsZero():
		return s.tell(txtEvidenceNone)
	case d.Inquiry:
		return s.tell(txtInquiryBy, "when", when(d.DueBy))
	default:
		return s.tell(txtEvidenceBy, "when", when(d.DueBy))
	}
}

// buyersDispute says to the buyer what they have to know of it: that nothing is
// refunded here meanwhile.
func (s side) buyersDispute(d shop.Dispute) string {
	switch {
	case d.State == shop.DisputeLost:
		return s.tell(txtBuyerDisputeLost, "amount", s.money(d.Amount))
	case d.State == shop.DisputeWon && d.Inquiry:
		return ""
	case d.State == shop.DisputeWon:
		return s.tell(txtBuyerDisputeWon)
	case d.Inquiry:
		return s.tell(txtBuyerInquiry)
	default:
		return s.tell(txtBuyerDispute, "amount", s.money(d.Amount))
	}
}

// disputeReason puts the provider's word into words.
func (v voice) disputeReason(reason string) string {
	if p, ok := disputeReasons[reason]; ok {
		return v.say(p)
	}
	return plain(clip(strings.ReplaceAll(reason, "_", " "), maxOption))
}

// disputeNotice is what a notice says of the dispute that it is about; "" when
// none is open any more.
func (s side) disputeNotice() string {
	d, open := s.order.OpenDispute()
	if !open {
		return ""
	}
	return s.disputeNext(d)
}

// disputedNow says that a notice applies while the dispute is open, and, when
// evidence is asked for, not answered.
func disputedNow(unanswered bool) func(side, shop.Notice) bool {
	return func(s side, _ shop.Notice) bool {
		d, open := s.order.OpenDispute()
		return open && (!unanswered || takesEvidence(d))
	}
}

// operatorsDispute is a dispute in a line, as operators see it.
func (s side) operatorsDispute(d shop.Dispute) string {
	parts := []string{
		fmt.Sprintf("**%s** %s", s.money(d.Amount), s.disputeReason(d.Reason)),
		s.say(disputeStates[d.State]),
	}
	if d.Inquiry {
		parts = append(parts, s.say(txtAdminInquiry))
	}
	if d.Withdrawn.Minor != 0 {
		parts = append(parts, s.say(txtAdminWithdrawn, "amount", s.money(d.Withdrawn)))
	}
	if d.Fee.Minor != 0 {
		parts = append(parts, s.say(txtAdminDisputeFee, "amount", s.money(d.Fee)))
	}
	switch {
	case !d.Submitted.IsZero():
		parts = append(parts, s.say(txtAdminSubmitted, "when", exactTime(d.Submitted)))
	case d.State == shop.DisputeOpen && !d.DueBy.IsZero():
		parts = append(parts, s.say(txtAdminDue, "when", when(d.DueBy)))
	}
	return strings.Join(parts, " · ")
}
