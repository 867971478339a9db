package shop

import (
	"slices"
	"time"

	"till/shop/money"
)

// Problem is a case that the buyer opened about an order. It stands beside the
// status, and while it is open the payout waits. What people wrote of it is in
// the conversation of the two, and is named by number only.
type Problem struct {
	N     int          `json:"n"` // 1, 2, … within the order
	Kind  ProblemKind  `json:"kind"`
	State ProblemState `json:"state"`
	At    time.Time    `json:"at"`
	DueBy time.Time    `json:"due_by,omitzero"` // when whoever's turn it is must have acted; zero: no time
	Words int          `json:"words,omitempty"` // of the conversation: what the buyer wrote
	Offer *Remedy      `json:"offer,omitempty"` // the one that is open, or was accepted
	Made  int          `json:"made,omitempty"`  // how many offers were made
	No    int          `json:"no,omitempty"`    // how many of them did not settle it
	Goods *Parcel      `json:"goods,omitempty"` // on its way because of it: the replacement, or what goes back
	Note  string       `json:"note,omitempty"`  // what the operator wrote with the decision
	Given money.Money  `json:"given,omitzero"`  // what went back by it
	Ended time.Time    `json:"ended,omitzero"`  // when it was closed
	How   ProblemEnd   `json:"how,omitempty"`   // and by what
	Was   ProblemState `json:"was,omitempty"`   // where it stood then, or when the operator was asked
}

// ProblemKind says what is wrong.
type ProblemKind string

// The kinds of problems.
const (
	ProblemNotArrived   ProblemKind = "not_arrived"
	ProblemNotDescribed ProblemKind = "not_as_described"
	ProblemDamaged      ProblemKind = "damaged"
	ProblemOther        ProblemKind = "other"
)

// ProblemKinds returns all of them, as they are offered.
func ProblemKinds() []ProblemKind {
	return []ProblemKind{ProblemNotArrived, ProblemNotDescribed, ProblemDamaged, ProblemOther}
}

// ProblemState says whose turn it is.
type ProblemState string

// The states of a problem.
const (
	ProblemSeller    ProblemState = "seller"    // the seller is to answer
	ProblemOffered   ProblemState = "offered"   // the buyer is to accept or refuse
	ProblemReplacing ProblemState = "replacing" // the seller is to send a replacement
	ProblemReplaced  ProblemState = "replaced"  // it is on its way: the buyer is to say whether that solves it
	ProblemReturning ProblemState = "returning" // the buyer is to send the goods back
	ProblemReturned  ProblemState = "returned"  // they are on their way: the seller is to say that they are back
	ProblemOperator  ProblemState = "operator"  // the operator decides
	ProblemClosed    ProblemState = "closed"
)

// ProblemStates returns all of them.
func ProblemStates() []ProblemState {
	return []ProblemState{
		ProblemSeller, ProblemOffered, ProblemReplacing, ProblemReplaced,
		ProblemReturning, ProblemReturned, ProblemOperator, ProblemClosed,
	}
}

// Turn returns whose turn it is, or "" when it is the operator's or nobody's.
func (s ProblemState) Turn() Role {
	switch s {
	case ProblemSeller, ProblemReplacing, ProblemReturned:
		return RoleSeller
	case ProblemOffered, ProblemReplaced, ProblemReturning:
		return RoleBuyer
	default:
		return ""
	}
}

// ProblemEnd says how a problem was closed.
type ProblemEnd string

// The ends of a problem.
const (
	EndRefund         ProblemEnd = "refund"          // the seller gives all of it back
	EndPart           ProblemEnd = "part"            // the buyer accepted a part
	EndReturned       ProblemEnd = "returned"        // the goods are back, and all of the money goes back
	EndSolved         ProblemEnd = "solved"          // the buyer says so
	EndSellerSilent   ProblemEnd = "seller_silent"   // all of it goes back
	EndBuyerSilent    ProblemEnd = "buyer_silent"    // no answer to an offer, or to a replacement
	EndNotSentBack    ProblemEnd = "not_sent_back"   // a return that was agreed on
	EndOperatorRefund ProblemEnd = "operator_refund" // decided by the operator: all of it goes back
	EndOperatorPart   ProblemEnd = "operator_part"   // a part of it
	EndOperatorSeller ProblemEnd = "operator_seller" // nothing of it
	EndElsewhere      ProblemEnd = "elsewhere"       // nothing is left to settle: it went back otherwise
)

// Remedy is what a seller offers to settle a problem.
type Remedy struct {
	N      int         `json:"n"` // within the problem
	Kind   RemedyKind  `json:"kind"`
	Amount money.Money `json:"amount,omitzero"` // of a part
	Days   int         `json:"days,omitempty"`  // of more days
	Words  int         `json:"words,omitempty"` // of the conversation: what the seller wrote with it; 0: nothing
}

// RemedyKind names what a seller can offer.
type RemedyKind string

// The kinds of offers. All of the money goes back at once, nobody has to accept that.
const (
	RemedyRefund      RemedyKind = "refund"
	RemedyPart        RemedyKind = "part"
	RemedyReplacement RemedyKind = "replacement"
	RemedyReturn      RemedyKind = "return"
	RemedyDays        RemedyKind = "days"
)

// RemedyKinds returns all of them, as they are chosen from.
func RemedyKinds() []RemedyKind {
	return []RemedyKind{RemedyRefund, RemedyPart, RemedyReplacement, RemedyReturn, RemedyDays}
}

// The times of a problem.
const (
	ProblemAfterDelivery = 14 * day // for how long after it one can be reported
	ProblemAfterShipping = 45 * day // for how long, of what was never delivered
	ProblemAnswer        = 7 * day  // to answer a problem or an offer, and to send a replacement
	ProblemGoods         = 14 * day // to send goods back, to say that they are back, and to say how the replacement is
)

const (
	mostProblems = 3  // that are reported of an order
	mostNo       = 3  // offers that do not settle a problem, before the operator decides
	mostWait     = 14 // days that a seller can ask for at once, to settle a problem
)

// openProblem returns the problem that is not closed, or nil. Only the last can be open.
func (o *Order) openProblem() *Problem {
	if n := len(o.Problems); n > 0 && o.Problems[n-1].State != ProblemClosed {
		return &o.Problems[n-1]
	}
	return nil
}

// OpenProblem returns the problem that is not closed, if any.
func (o Order) OpenProblem() (Problem, bool) {
	if p := o.openProblem(); p != nil {
		return *p, true
	}
	return Problem{}, false
}

// ProblemUntil returns until when a problem can be reported; zero: not before it
// is shipped, and never of what ended otherwise than complete.
func (o Order) ProblemUntil() time.Time {
	switch {
	case o.Status != Shipped && o.Status != Delivered && o.Status != Completed:
		return time.Time{}
	case !o.DeliveredAt.IsZero():
		return o.DeliveredAt.Add(ProblemAfterDelivery)
	default:
		return o.ShippedAt.Add(ProblemAfterShipping)
	}
}

// reportable refuses a problem that cannot be reported of the order at the moment.
func (o *Order) reportable(now time.Time) error {
	switch {
	case o.openProblem() != nil:
		return refuse(Conflict, ReasonProblemOpen, "%s has an open problem", o.ID)
	case o.Status == Paid:
		return refuse(Conflict, ReasonNotShipped, "%s is not shipped", o.ID)
	case o.ProblemUntil().IsZero():
		return refuse(Conflict, Next(o.Status, EventShip).Reason, "%s is %s", o.ID, o.Status)
	case o.disputed():
		return refuse(Conflict, ReasonProblemBank, "%s is charged back", o.ID)
	case o.Refundable().Minor == 0:
		return refuse(Conflict, ReasonRefundNothing, "nothing is left of %s", o.ID)
	case now.After(o.ProblemUntil()):
		return refuse(Conflict, ReasonProblemLate, "the time of %s is over", o.ID)
	case len(o.Problems) >= mostProblems:
		return refuse(Conflict, ReasonProblemMany, "%s had %d problems", o.ID, len(o.Problems))
	default:
		return nil
	}
}

// Reportable refuses what ReportProblem would.
func (s *Shop) Reportable(o Order) error { return o.reportable(s.now()) }

// MostWait returns how many more days a seller can ask for to settle the order's
// problem: what is held must be settled before the provider's limit.
func (s *Shop) MostWait(o Order) int {
	if _, paid := o.PaidOut(); paid {
		return mostWait
	}
	room := o.limit(s.cfg.Policy).Sub(s.now()) - ProblemAnswer // the buyer may take that long to say yes
	return int(min(mostWait, max(0, room/day)))
}

// validKind reports whether the kind is one.
func (k ProblemKind) valid() bool { return slices.Contains(ProblemKinds(), k) }

// ConversationOf returns the conversation of the order's two sides.
func ConversationOf(o Order) ConversationID { return conversationID(o.Buyer, o.Seller) }
