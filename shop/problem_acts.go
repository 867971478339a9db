package shop

import (
	"context"
	"slices"

	"till/shop/money"
)

// caseOf is change for an act of one side on the order's open problem.
func (s *Shop) caseOf(ctx context.Context, cause string, actor Actor, id OrderID, by Role, fn func(*turn, *Problem) error) (Order, error) {
	return s.change(ctx, cause, actor, id, func(t *turn) error {
		switch role := t.o.Role(actor.ID); {
		case role == "", by == RoleSeller && role != by:
			return refuse(NotFound, ReasonNoOrder, "%s has no such side in %s", actor.ID, id)
		case by == RoleBuyer && role != by:
			return refuse(Forbidden, ReasonNotYours, "only the buyer of %s", id)
		}
		p := t.o.openProblem()
		if p == nil {
			return refuse(Conflict, ReasonProblemNone, "%s has no open problem", id)
		}
		return fn(t, p)
	})
}

// stands refuses an act that fits other states only.
func (p *Problem) stands(states ...ProblemState) error {
	if slices.Contains(states, p.State) {
		return nil
	}
	if p.State == ProblemOperator {
		return refuse(Conflict, ReasonProblemOperator, "the operator decides")
	}
	return refuse(Conflict, ReasonProblemTurn, "the problem is %s", p.State)
}

// SolveProblem is the buyer's word that it is solved: the payout goes on.
func (s *Shop) SolveProblem(ctx context.Context, cause string, actor Actor, id OrderID) (Order, error) {
	return s.caseOf(ctx, cause, actor, id, RoleBuyer, func(t *turn, _ *Problem) error {
		return t.closeProblem(EndSolved, nil)
	})
}

// AskOperator has the operator decide, at the wish of either side.
func (s *Shop) AskOperator(ctx context.Context, cause string, actor Actor, id OrderID) (Order, error) {
	return s.caseOf(ctx, cause, actor, id, "", func(t *turn, p *Problem) error {
		if p.State == ProblemOperator {
			return refuse(Conflict, ReasonProblemOperator, "the operator was asked")
		}
		return t.toOperator(string(t.o.Role(actor.ID)))
	})
}

// SendGoods takes a side's word that goods are on their way because of the
// problem: the seller's replacement, or what the buyer sends back, which needs a
// number.
func (s *Shop) SendGoods(ctx context.Context, in ShipInput) (Order, error) {
	parcel, parcelErr := s.parcel(&in)
	return s.caseOf(ctx, in.Cause, in.Actor, in.Order, "", func(t *turn, p *Problem) error {
		from, to, notice, role := ProblemReplacing, ProblemReplaced, NoticeProblemReplaced, RoleBuyer
		if t.o.Role(in.Actor.ID) == RoleBuyer {
			from, to, notice, role = ProblemReturning, ProblemReturned, NoticeProblemReturned, RoleSeller
		}
		if err := p.stands(from); err != nil {
			return err
		}
		switch {
		case parcelErr != nil:
			return parcelErr
		case parcel.Number == "" && role == RoleSeller:
			return refuse(Invalid, ReasonTracking, "a return needs a number")
		}
		if t.o.Numbered(parcel.Number) { // what was on its way to the buyer proves nothing about this
			parcel.Checked = false
		}
		if err := t.firstUse(&parcel); err != nil {
			return err
		}
		parcel.At = t.now
		p.Goods = &parcel
		if err := t.watch(parcel, 0, p.N); err != nil {
			return err
		}
		if err := t.noteProblem(ActProblemSent, map[string]string{"carrier": parcel.Carrier, "number": parcel.Number}); err != nil {
			return err
		}
		if err := t.await(to, ProblemGoods); err != nil {
			return err
		}
		t.tell(notice, role, nil)
		return nil
	})
}

// GoodsBack takes the seller's word that what was sent back arrived: all of the
// money goes back.
func (s *Shop) GoodsBack(ctx context.Context, cause string, actor Actor, id OrderID) (Order, error) {
	return s.caseOf(ctx, cause, actor, id, RoleSeller, func(t *turn, p *Problem) error {
		if err := p.stands(ProblemReturned); err != nil {
			return err
		}
		if t.o.disputed() {
			return refuse(Conflict, ReasonDisputed, "%s is charged back", id)
		}
		return t.goodsBack()
	})
}

// goodsBack ends a return: by the seller's word, or the carrier's.
func (t *turn) goodsBack() error {
	return t.settleProblem(EndReturned, RefundProblem, t.o.Refundable(), "")
}

// Verdict is what an operator decides about a problem.
type Verdict struct {
	Cause  string
	Actor  Actor
	Order  OrderID
	End    ProblemEnd  // EndOperatorRefund, EndOperatorPart or EndOperatorSeller
	Amount money.Money // of a part
	Note   string      // for both, may be empty
}

// DecideProblem settles the open problem at an operator's word, whoever's turn it is.
func (s *Shop) DecideProblem(ctx context.Context, in Verdict) (Order, error) {
	if in.Note != "" {
		note, err := cleanLine(in.Note, MaxNote, ReasonTextEmpty, ReasonTextLong)
		if err != nil {
			return Order{}, err
		}
		in.Note = note
	}
	return s.operate(ctx, in.Cause, in.Actor, in.Order, func(t *turn) error {
		p := t.o.openProblem()
		if p == nil {
			return refuse(Conflict, ReasonProblemNone, "%s has no open problem", in.Order)
		}
		if in.End == EndOperatorSeller {
			p.Note = in.Note
			return t.closeProblem(in.End, nil)
		}
		if in.End == EndOperatorPart && in.Amount == (money.Money{}) {
			return &Error{Code: Invalid, Reason: ReasonRefundAmount, Amount: t.o.Refundable(), Message: "a part of nothing"}
		}
		if in.End == EndOperatorRefund {
			in.Amount = money.Money{}
		}
		amount, err := t.refundAmount(in.Amount)
		if err != nil {
			return err
		}
		p.Note = in.Note
		return t.settleProblem(in.End, RefundOperator, amount, in.Note)
	})
}
