package shop

import (
	"context"
	"slices"
)

// Lifts says by whom a hold is lifted.
type Lifts string

// Who lifts a hold.
const (
	LiftedByOperator Lifts = "operator" // Release
	LiftedByProvider Lifts = "provider" // by itself: fees become known, a dispute is decided, the balance suffices
	LiftedBySeller   Lifts = "seller"   // the seller gives the provider what it needs
	LiftedByCarrier  Lifts = "carrier"  // a scan; or Release
	LiftedByBuyer    Lifts = "buyer"    // the problem is settled

	LiftedByReinstating Lifts = "reinstating" // the shop, by an operator: of all its orders at once
)

// lifts holds the one act that lifts each hold.
var lifts = map[HoldKind]Lifts{
	HoldAmount:       LiftedByOperator,
	HoldConverted:    LiftedByOperator,
	HoldRefused:      LiftedByOperator,
	HoldFraud:        LiftedByOperator,
	HoldFrozen:       LiftedByOperator,
	HoldSuspended:    LiftedByReinstating,
	HoldNotEligible:  LiftedBySeller,
	HoldBalance:      LiftedByProvider,
	HoldProviderFees: LiftedByProvider,
	HoldDispute:      LiftedByProvider,
	HoldNoScan:       LiftedByCarrier,
	HoldProblem:      LiftedByBuyer,
}

// HoldKinds returns every hold, by name.
func HoldKinds() []HoldKind {
	var kinds []HoldKind
	for k := range lifts {
		kinds = append(kinds, k)
	}
	slices.Sort(kinds)
	return kinds
}

// LiftedBy returns who lifts the hold.
func (k HoldKind) LiftedBy() Lifts { return lifts[k] }

// Releasable reports whether an operator can lift the hold.
func (k HoldKind) Releasable() bool {
	return k.LiftedBy() == LiftedByOperator || k.LiftedBy() == LiftedByCarrier
}

// passes reports whether the hold is about a payout that is due, and about
// nothing else.
func (k HoldKind) passes() bool {
	switch k {
	case HoldNotEligible, HoldSuspended, HoldProviderFees, HoldNoScan, HoldBalance, HoldRefused:
		return true
	default:
		return false
	}
}

// hold adds a reason why the payout waits, once, and tells the seller; the
// operators too, when it is theirs to lift.
func (t *turn) hold(kind HoldKind) error {
	if t.o.Held(kind) {
		return nil
	}
	t.o.Holds = append(t.o.Holds, Hold{Kind: kind, At: t.now})
	facts := map[string]string{"hold": string(kind)}
	if err := t.note(ActHold, facts); err != nil {
		return err
	}
	switch kind {
	case HoldDispute, HoldFraud, HoldNoScan, HoldProblem, HoldSuspended: // said in words of their own
	default:
		t.tell(NoticePayoutHeld, RoleSeller, facts)
		if kind.LiftedBy() == LiftedByOperator && kind != HoldFrozen {
			t.alert(AlertHold, facts)
		}
	}
	return nil
}

// release takes a reason away, and has the payout looked at once none is left.
func (t *turn) release(kind HoldKind) error {
	for i, h := range t.o.Holds {
		if h.Kind != kind {
			continue
		}
		t.o.Holds = slices.Delete(slices.Clone(t.o.Holds), i, i+1)
		if err := t.note(ActRelease, map[string]string{"hold": string(kind)}); err != nil {
			return err
		}
		return t.payoutAgain()
	}
	return nil
}

// payoutAgain has the payout looked at, if the order can have one.
func (t *turn) payoutAgain() error {
	if !t.o.payable() {
		return nil
	}
	due := t.now
	if t.o.PayoutAt.After(due) {
		due = t.o.PayoutAt
	}
	return t.later(kindPayout, 0, due)
}

// Operates reports whether the user is an operator.
func (s *Shop) Operates(user UserID) bool { return slices.Contains(s.cfg.Operators, user) }

// operate is change for operators only.
func (s *Shop) operate(ctx context.Context, cause string, actor Actor, id OrderID, fn func(*turn) error) (Order, error) {
	if !s.Operates(actor.ID) {
		return Order{}, refuse(Forbidden, ReasonNotOperator, "only for operators")
	}
	return s.change(ctx, cause, actor, id, fn)
}

// Freeze holds the payout at an operator's wish.
func (s *Shop) Freeze(ctx context.Context, cause string, actor Actor, id OrderID) (Order, error) {
	return s.operate(ctx, cause, actor, id, func(t *turn) error {
		switch {
		case t.o.Status.Ended() && t.o.Status != Completed:
			return refuse(Conflict, ReasonDone, "%s has ended", id)
		case t.o.Payment == nil:
			return refuse(Conflict, ReasonNotPaid, "%s is not paid", id)
		}
		return t.hold(HoldFrozen)
	})
}

// Release takes a hold away at an operator's wish and tries the payout again.
func (s *Shop) Release(ctx context.Context, cause string, actor Actor, id OrderID, kind HoldKind) (Order, error) {
	return s.operate(ctx, cause, actor, id, func(t *turn) error {
		switch {
		case !t.o.Held(kind):
			return refuse(Conflict, ReasonNoHold, "%s is not held for %q", id, kind)
		case !kind.Releasable():
			return refuse(Conflict, ReasonHoldOther, "an operator cannot lift %q", kind)
		}
		if kind == HoldConverted {
			// The fee was taken in another currency: what it is worth is the operator's.
			t.o.Payment.FeeKnown = true
		}
		if kind == HoldNoScan {
			for i := range t.o.Parcels {
				t.o.Parcels[i].Waived = true
			}
		}
		if err := t.release(kind); err != nil {
			return err
		}
		t.tell(NoticeReleased, RoleSeller, map[string]string{"hold": string(kind)})
		return nil
	})
}

// OperatorOrder returns an order with its journal to an operator.
func (s *Shop) OperatorOrder(ctx context.Context, actor UserID, id OrderID) (o Order, entries []Entry, err error) {
	if !s.Operates(actor) {
		return o, nil, refuse(Forbidden, ReasonNotOperator, "only for operators")
	}
	if o, err = s.load(ctx, id); err != nil {
		return o, nil, err
	}
	err = s.store.View(ctx, func(tx Tx) error {
		entries, err = tx.Journal().Entries(id)
		return err
	})
	return o, entries, err
}
