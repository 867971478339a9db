package commands

import (
	"context"
	"slices"
	"strings"

	"till/shop"
)

// The routes of an operator's part in a problem.
const (
	routeCase        = "case"        // the case with what was written
	routeCaseForm    = "caseform"    // opens the form of a decision; of an order and an end
	routeCaseDecided = "casedecided" // that form
)

// caseEnds is what an operator can decide, with the label of its button.
var caseEnds = map[shop.ProblemEnd]phrase{
	shop.EndOperatorRefund: btnCaseAll,
	shop.EndOperatorPart:   btnCasePart,
	shop.EndOperatorSeller: btnCaseNone,
}

// adminProblem is how operators see a problem and settle it.
func (t *Till) adminProblem() command {
	return command{routes: map[string]handler{
		routeCase:        t.showCase,
		routeCaseForm:    t.openCase,
		routeCaseDecided: t.decideCase,
	}}
}

// showCase shows an open problem with what the two wrote since, and their photos.
func (t *Till) showCase(ctx context.Context, r Request) Reply {
	o, words, err := t.shop.ProblemWords(ctx, r.Actor.ID, shop.OrderID(r.Route.Arg(0)))
	if err != nil {
		return t.refuseAdmin(r.voice(), err)
	}
	s, err := t.sideOf(ctx, r.voice(), r.Actor.ID, o)
	if err != nil {
		return t.refuseAdmin(r.voice(), err)
	}
	s.role = ""
	p, _ := o.OpenProblem()
	lines := []string{
		s.say(problemHeads[p.Kind]), s.say(txtCaseState, "turn", s.say(caseTurns[p.State.Turn()])),
		s.say(txtCaseSince, "when", when(p.At)),
	}
	if !p.DueBy.IsZero() {
		lines = append(lines, s.say(txtCaseDue, "when", when(p.DueBy)))
	}
	if p.Offer != nil {
		lines = append(lines, s.say(txtCaseOffer, "offer", s.say(remedyNames[p.Offer.Kind])))
		if p.Offer.Amount.Minor > 0 {
			lines[len(lines)-1] += " · " + s.money(p.Offer.Amount)
		}
	}
	if p.Goods != nil {
		lines = append(lines, s.goodsSent(*p.Goods))
	}
	lines = append(lines, s.say(txtCaseRest, "rest", s.money(o.Refundable())))
	var said []string
	var files []shop.Attachment
	for _, w := range words {
		from := txtCaseBuyer
		if w.From == o.Seller {
			from = txtCaseSeller
		}
		line := exactTime(w.At) + " · " + s.say(from)
		if w.Text != "" {
			line += "\n" + plain(w.Text)
		}
		said = append(said, line)
		files = append(files, w.Files...)
	}
	if len(said) == 0 {
		said = []string{s.say(txtCaseNothing)}
	}
	first := clip(said[0], 1500) // what was reported; then as much of the newest as there is room for
	body := joined(lines...) + "\n\n**" + s.say(txtCaseWords) + "**\n" + first
	if len(said) > 1 {
		body += "\n" + newest(said[1:])
	}
	var next []Button
	for _, end := range slices.Sorted(func(yield func(shop.ProblemEnd) bool) {
		for end := range caseEnds {
			if !yield(end) {
				return
			}
		}
	}) {
		style := Primary
		if end == shop.EndOperatorSeller {
			style = Secondary
		}
		next = append(next, button(s.say(caseEnds[end]), style, NewRoute(routeCaseForm, string(o.ID), string(end))))
	}
	return Reply{Private: true, Message: Message{
		Text: s.tell(txtCaseAbout), Cards: []Card{{Color: Notice, Title: s.tell(txtCardTitle), Body: clip(body, maxBody)}},
		Rows: buttons(next...), Files: files[max(0, len(files)-maxPhotos):],
	}}
}

// maxPhotos is how many of a case's photos are shown, the newest.
const maxPhotos = 10

// caseTurns names whose turn it is.
var caseTurns = map[shop.Role]phrase{
	shop.RoleSeller: txtCaseSeller,
	shop.RoleBuyer:  txtCaseBuyer,
	"":              txtCaseOps,
}

// openCase opens the form of a decision.
func (t *Till) openCase(ctx context.Context, r Request) Reply {
	s, _, err := t.operators(ctx, r)
	end := shop.ProblemEnd(r.Route.Arg(1))
	_, open := s.order.OpenProblem()
	switch {
	case err != nil:
	case !open:
		err = &shop.Error{Reason: shop.ReasonProblemNone}
	case caseEnds[end] == "":
		err = &shop.Error{Reason: shop.ReasonProblemKind}
	case end != shop.EndOperatorSeller:
		err = unrefunded(s.order)
	}
	if err != nil {
		return t.refuseAdmin(r.voice(), err)
	}
	inputs := []Input{{Name: fieldText, Label: s.say(txtCaseNote), MaxLength: shop.MaxNote, Paragraph: true}}
	if end == shop.EndOperatorPart {
		inputs = append([]Input{{
			Name: "amount", Label: clip(s.say(txtCasePart, "amount", s.money(s.order.Refundable())), maxModalTitle),
			MinLength: 1, MaxLength: maxAmount, Required: true,
		}}, inputs...)
	}
	return Reply{Modal: &Modal{
		Route: NewRoute(routeCaseDecided, string(s.order.ID), string(end)), Title: clip(s.say(caseEnds[end]), maxModalTitle), Inputs: inputs,
	}}
}

// decideCase takes the form.
func (t *Till) decideCase(ctx context.Context, r Request) Reply {
	s, _, err := t.operators(ctx, r)
	if err != nil {
		return t.refuseAdmin(r.voice(), err)
	}
	in := shop.Verdict{
		Cause: r.Cause, Actor: r.actor(), Order: s.order.ID, End: shop.ProblemEnd(r.Route.Arg(1)), Note: strings.TrimSpace(r.Fields[fieldText]),
	}
	if caseEnds[in.End] == "" {
		return t.refuseAdmin(r.voice(), &shop.Error{Reason: shop.ReasonProblemKind})
	}
	if in.End == shop.EndOperatorPart {
		in.Amount, err = s.readAmount(r.Fields["amount"])
	}
	if err == nil {
		_, err = t.shop.DecideProblem(ctx, in)
	}
	if err != nil && mended(err) {
		return r.typedAgain(t.refuseAdmin(r.voice(), err), NewRoute(routeCaseForm, r.Route.Arg(0), r.Route.Arg(1)))
	}
	return t.did(ctx, r, err, txtCaseDone)
}
