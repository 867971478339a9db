package shop

import (
	"slices"
	"time"

	"till/shop/ledger"
)

// erasedText stands where something was written that is erased, in any language.
const erasedText = "–"

// erase takes one side out of an order that is over: who they are, and what was
// written to one side only. What was sold, for how much and when stays: it is the
// other side's receipt, and the operator's books. Of what was never paid there are no
// books, so what the seller called it goes as well. What a dispute would need is
// left for eraseRest.
func (o *Order) erase(r Role, as UserID) {
	delete(o.Cards, r)
	delete(o.Unreachable, r)
	o.Note, o.Chat = "", ""
	o.Closing, o.Handover = nil, nil
	for i := range o.Refunds {
		o.Refunds[i].Note = ""
	}
	for i := range o.Problems {
		o.Problems[i].Note = ""
	}
	for i := range o.Checkouts {
		o.Checkouts[i].URL, o.Checkouts[i].Customer, o.Checkouts[i].Language = "", "", ""
	}
	if r == RoleBuyer {
		o.Buyer = as
		return
	}
	o.Seller = as
	for i := range o.Checkouts {
		o.Checkouts[i].Shop = ""
	}
	for i := range o.Payouts {
		o.Payouts[i].Account = renamedAccount(o.Payouts[i].Account, as)
	}
	for i := range o.Lines {
		o.Lines[i].Product, o.Lines[i].Photo = "", ""
		if o.Payment == nil {
			o.Lines[i].Item = erasedText
		}
	}
	for i := range o.Options {
		if o.Payment == nil {
			o.Options[i].Name = erasedText
		}
	}
}

// eraseRest takes out of an order what was kept for a dispute: the numbers of its
// parcels and where they were, which lead to an address, and the seller's account.
func (o *Order) eraseRest(entries []Entry) {
	bare := func(p *Parcel) { p.Number, p.URL, p.Scans = "", "", nil }
	for i := range o.Parcels {
		bare(&o.Parcels[i])
	}
	for i := range o.Problems {
		if goods := o.Problems[i].Goods; goods != nil {
			bare(goods)
		}
	}
	if o.Seller.Erased() {
		for i := range o.Payouts {
			o.Payouts[i].Account = ""
		}
	}
	for _, e := range entries {
		for _, fact := range []string{"number", "place", "detail"} {
			delete(e.Facts, fact)
		}
	}
}

// open says why somebody with the role cannot be erased: something of the order is
// not over; "" when all is. Until is when it will be, if that is known.
func (o *Order) open(r Role, now time.Time) (reason Reason, until time.Time) {
	underWay := func(s CallState) bool { return s == CallRequested || s == CallSent }
	switch {
	case o.openProblem() != nil:
		return ReasonEraseProblem, until
	case o.openDispute() != nil:
		return ReasonEraseDispute, until
	case o.Status == Requested || o.Status == Processing:
		return ReasonEraseUnpaid, until
	case !o.Status.Ended(), o.Closing != nil:
		return ReasonEraseOrder, until
	case r == RoleSeller && o.Book.Balance(ledger.OwedBySeller).Minor > 0:
		return ReasonEraseDebt, until
	case o.Book.Balance(ledger.Held).Minor > 0, o.openPayout() != nil, o.openReversal() != nil,
		slices.ContainsFunc(o.Refunds, func(r Refund) bool { return underWay(r.State) || r.State == CallFailed && r.Again == 0 }):
		return ReasonEraseMoney, until
	case r == RoleSeller && o.reportable(now) == nil:
		return ReasonEraseProtected, o.ProblemUntil()
	default:
		return "", until
	}
}

// refusal says why the person cannot be erased now: the first order that is not
// over, or that they did a moment ago what is counted so that nobody does it too
// often.
func (e *erasure) refusal() error {
	var last *Error
	for i := range e.orders {
		o := &e.orders[i]
		reason, until := o.open(o.Role(e.who), e.now)
		switch {
		case reason == "":
		case reason != ReasonEraseProtected:
			return &Error{Code: Conflict, Reason: reason, Order: o.ID, Message: "not over: " + string(o.ID)}
		case last == nil || until.After(last.Until):
			last = &Error{Code: Conflict, Reason: reason, Order: o.ID, Until: until, Message: "a problem can be reported: " + string(o.ID)}
		}
	}
	if last != nil {
		return last
	}
	var counted time.Time
	for _, at := range e.person.Paces {
		if at.After(counted) {
			counted = at
		}
	}
	if counted.After(e.now) {
		return &Error{Code: Conflict, Reason: ReasonErasePace, Until: counted, Message: "acts are counted until then"}
	}
	return nil
}
