package commands

import (
	"strconv"

	"till/shop"
	"till/shop/money"
)

// problems says how the open problem stands, or how the last one ended.
func (s side) problems() string {
	if p, open := s.order.OpenProblem(); open {
		return s.say(problemHeads[p.Kind]) + "\n" + s.problemTurn(p)
	}
	if n := len(s.order.Problems); n > 0 {
		return s.problemEnd(s.order.Problems[n-1])
	}
	return ""
}

// of picks the words for the side.
func (s side) of(about told) phrase {
	if s.role == shop.RoleBuyer {
		return about.buyer
	}
	return about.seller
}

// problemTurn says whose turn it is in an open problem, by when, and what happens
// else.
func (s side) problemTurn(p shop.Problem) string {
	about := problemTurns[p.State]
	if _, paid := s.order.PaidOut(); paid && paidTurns[p.State] != (told{}) {
		about = paidTurns[p.State]
	}
	offer, goods := "", ""
	if p.Offer != nil {
		offer = s.offered(*p.Offer)
	}
	if p.Goods != nil {
		goods = s.goodsSent(*p.Goods)
	}
	return s.tell(s.of(about), "due", when(p.DueBy), "rest", s.money(s.order.Refundable()), "offer", offer, "parcel", goods)
}

// offered says what the seller offers.
func (s side) offered(o shop.Remedy) string {
	return s.tell(s.of(remedyWords[o.Kind]), "amount", s.money(o.Amount), "rest", s.money(s.order.Refundable()), "more", s.days(o.Days))
}

// problemEnd says how a problem was closed.
func (s side) problemEnd(p shop.Problem) string {
	amount := p.Given
	if amount == (money.Money{}) {
		amount = money.New(0, s.order.Total.Currency)
	}
	line := s.tell(s.of(problemEnds[p.How]), "amount", s.money(amount))
	if p.How == shop.EndOperatorSeller && p.Note != "" { // with a refund, its own line has the note
		line = joined(line, s.tell(txtProblemLeft, "note", clip(plain(p.Note), 400)))
	}
	return line
}

// problemButtons is what the side can do about the open problem.
func (s side) problemButtons() []Button {
	p, open := s.order.OpenProblem()
	if !open {
		return nil
	}
	operator, _ := s.shop.Held()
	n := ""
	if p.Offer != nil {
		n = strconv.Itoa(p.Offer.N)
	}
	var all []Button
	add := func(on bool, label string, style Style, route Route) {
		if on {
			all = append(all, button(label, style, route))
		}
	}
	buyer := s.role == shop.RoleBuyer
	add(buyer && p.State == shop.ProblemOffered, s.acceptLabel(p), Success, NewRoute(routeProblemYes, string(s.order.ID), n))
	add(buyer && p.State == shop.ProblemOffered, s.say(btnRefuse), Secondary, NewRoute(routeProblemNo, string(s.order.ID), n))
	add(buyer && p.State == shop.ProblemReturning, s.say(btnSentBack), Primary, s.route(routeGoods))
	add(buyer, s.say(btnSolved), Secondary, s.route(routeProblemOver))
	add(buyer && p.State == shop.ProblemReplaced, s.say(btnNotSolved), Danger, NewRoute(routeProblemNo, string(s.order.ID), n))
	add(!buyer && (p.State == shop.ProblemSeller || p.State == shop.ProblemOffered), s.say(btnAnswer), Primary, s.route(routeAnswer))
	add(!buyer && p.State == shop.ProblemReplacing, s.say(btnSendNew), Primary, s.route(routeGoods))
	add(!buyer && p.State == shop.ProblemReturned, s.say(btnIsBack), Success, s.route(routeBack))
	add(p.State != shop.ProblemOperator, s.say(btnAskOperator, "operator", operator), Secondary, s.route(routeProblemAsk))
	return all
}

// reporting is the buyer's button for a problem, while one can be reported.
func (s side) reporting() []Button {
	if s.shop.Reportable(s.order) != nil {
		return nil
	}
	return []Button{button(s.say(btnProblem), Secondary, s.route(routeProblem))}
}

// acceptLabel says what a tap on Accept does.
func (s side) acceptLabel(p shop.Problem) string {
	switch {
	case p.Offer == nil:
		return s.say(btnAccept)
	case p.Offer.Kind == shop.RemedyPart:
		return s.say(btnAcceptPart, "amount", s.money(p.Offer.Amount))
	case p.Offer.Kind == shop.RemedyDays:
		return s.count(p.Offer.Days, btnAcceptDay, btnAcceptDays)
	default:
		return s.say(btnAccept)
	}
}

// problemUntil says to the buyer until when a problem can be reported.
func (s side) problemUntil() string {
	if s.role != shop.RoleBuyer || s.shop.Reportable(s.order) != nil {
		return ""
	}
	return s.tell(txtProblemUntil, "until", when(s.order.ProblemUntil()))
}

// dueProblem says in a list whose turn it is in an open problem.
func (s side) dueProblem() string {
	p, _ := s.order.OpenProblem()
	due := when(p.DueBy)
	switch p.State.Turn() {
	case s.role:
		return s.tell(txtDueProblemYou, "when", due)
	case shop.RoleBuyer:
		return s.tell(txtDueProblemBuyer, "when", due)
	case shop.RoleSeller:
		return s.tell(txtDueProblemShop, "when", due)
	default:
		return s.tell(txtDueProblemOps)
	}
}
