package shop

import (
	"context"
	"fmt"
	"time"

	"till/shop/money"
)

// RemedyInput is a seller's answer to a problem.
type RemedyInput struct {
	Cause  string
	Actor  Actor
	Order  OrderID
	Kind   RemedyKind
	Amount money.Money // of RemedyPart
	Days   int         // of RemedyDays
	Text   string      // for the buyer; with RemedyReturn where to send it, else it may be empty
}

// AnswerProblem makes the buyer an offer, in the place of an older one. All of the
// money goes back at once: that is no offer.
func (s *Shop) AnswerProblem(ctx context.Context, in RemedyInput) (Order, error) {
	text, err := cleanWords(in.Text, MaxText)
	if err != nil {
		return Order{}, err
	}
	return s.caseOf(ctx, in.Cause, in.Actor, in.Order, RoleSeller, func(t *turn, p *Problem) error {
		if t.o.disputed() {
			return refuse(Conflict, ReasonDisputed, "%s is charged back", in.Order)
		}
		if in.Kind == RemedyPart {
			if err := p.stands(ProblemSeller, ProblemOffered); err != nil {
				return err
			}
			if in.Amount == (money.Money{}) {
				return &Error{Code: Invalid, Reason: ReasonRefundAmount, Amount: t.o.Refundable(), Message: "an offer of nothing"}
			}
			if in.Amount, err = t.refundAmount(in.Amount); err != nil {
				return err
			}
		}
		if in.Kind == RemedyRefund || in.Kind == RemedyPart && in.Amount == t.o.Refundable() {
			return t.settleProblem(EndRefund, RefundProblem, t.o.Refundable(), "")
		}
		if err := p.stands(ProblemSeller, ProblemOffered); err != nil {
			return err
		}
		return t.offer(p, in, text)
	})
}

// offer writes an offer down and asks the buyer.
func (t *turn) offer(p *Problem, in RemedyInput, text string) error {
	o := Remedy{N: p.Made + 1, Kind: in.Kind}
	facts := map[string]string{"offer": string(in.Kind)}
	switch in.Kind {
	case RemedyPart:
		o.Amount, facts["amount"] = in.Amount, in.Amount.String()
	case RemedyDays:
		if in.Days < 1 || in.Days > t.s.MostWait(*t.o) {
			return refuse(Invalid, ReasonDays, "%d more days", in.Days)
		}
		o.Days, facts["days"] = in.Days, fmt.Sprint(in.Days)
	case RemedyReturn:
		if blank(text) {
			return refuse(Invalid, ReasonTextEmpty, "where to is not said")
		}
	case RemedyReplacement:
	default:
		return refuse(Invalid, ReasonProblemKind, "no kind of offer: %q", in.Kind)
	}
	if !blank(text) {
		words, err := t.write(text)
		if err != nil {
			return err
		}
		o.Words = words
	}
	p.Made, p.Offer = o.N, &o
	if err := t.noteProblem(ActProblemOffered, facts); err != nil {
		return err
	}
	if err := t.await(ProblemOffered, ProblemAnswer); err != nil {
		return err
	}
	facts["words"] = fmt.Sprint(o.Words)
	t.tell(NoticeProblemOffer, RoleBuyer, facts)
	return nil
}

// AcceptRemedy is the buyer's yes to the n-th offer. A newer one needs another yes.
func (s *Shop) AcceptRemedy(ctx context.Context, cause string, actor Actor, id OrderID, n int) (Order, error) {
	return s.caseOf(ctx, cause, actor, id, RoleBuyer, func(t *turn, p *Problem) error {
		if err := p.stands(ProblemOffered); err != nil {
			return err
		}
		switch {
		case p.Offer.N != n:
			return refuse(Conflict, ReasonProblemOffer, "offer %d of %s is not open", n, id)
		case t.o.disputed():
			return refuse(Conflict, ReasonDisputed, "%s is charged back", id)
		}
		facts := map[string]string{"offer": string(p.Offer.Kind)}
		if p.Offer.Kind == RemedyPart {
			// Something may have gone back otherwise since it was offered.
			amount := money.New(min(p.Offer.Amount.Minor, t.o.Refundable().Minor), p.Offer.Amount.Currency)
			return t.settleProblem(EndPart, RefundProblem, amount, "")
		}
		if err := t.noteProblem(ActProblemAccepted, facts); err != nil {
			return err
		}
		state, wait := ProblemSeller, ProblemAnswer
		switch p.Offer.Kind {
		case RemedyReplacement:
			state = ProblemReplacing
		case RemedyReturn:
			state, wait = ProblemReturning, ProblemGoods
		default: // more days: the seller is to have settled it when they are over
			wait = time.Duration(p.Offer.Days) * day
		}
		if err := t.await(state, wait); err != nil {
			return err
		}
		t.tell(NoticeProblemAccepted, RoleSeller, facts)
		return nil
	})
}

// RefuseRemedy is the buyer's no to the n-th offer, or to the replacement that came
// of it. After some of them the operator decides.
func (s *Shop) RefuseRemedy(ctx context.Context, cause string, actor Actor, id OrderID, n int) (Order, error) {
	return s.caseOf(ctx, cause, actor, id, RoleBuyer, func(t *turn, p *Problem) error {
		if err := p.stands(ProblemOffered, ProblemReplaced); err != nil {
			return err
		}
		if p.Offer.N != n {
			return refuse(Conflict, ReasonProblemOffer, "offer %d of %s is not open", n, id)
		}
		facts := map[string]string{"offer": string(p.Offer.Kind), "state": string(p.State)}
		p.No++
		if err := t.noteProblem(ActProblemRefused, facts); err != nil {
			return err
		}
		p.Offer, p.Goods = nil, nil
		if p.No >= mostNo {
			return t.toOperator("refused")
		}
		if err := t.await(ProblemSeller, ProblemAnswer); err != nil {
			return err
		}
		t.tell(NoticeProblemRefused, RoleSeller, facts)
		return nil
	})
}
