package shop

import (
	"context"
	"fmt"
	"time"

	"till/shop/ledger"
	"till/shop/money"
)

// How long to wait before looking again at a refund on its way, at one that
// waits for the seller's balance or for a dispute, and at one that succeeded,
// which may still fail.
const (
	refundRetry = day / 4
	refundWaits = day
	refundLook  = 10 * day
	refundFor   = 60 * day
	refundSlow  = 3 * day
)

// RefundInput is a wish to give money back.
type RefundInput struct {
	Cause  string
	Actor  Actor // the seller, or an operator
	Order  OrderID
	Amount money.Money // zero Money: all that is left
	Note   string      // for the buyer, may be empty
}

// Refund gives money of a paid order back, before or after the payout. All that
// is left of an order that is not shipped cancels it.
func (s *Shop) Refund(ctx context.Context, in RefundInput) (Order, error) {
	if in.Note != "" {
		note, err := cleanLine(in.Note, MaxNote, ReasonTextEmpty, ReasonTextLong)
		if err != nil {
			return Order{}, err
		}
		in.Note = note
	}
	return s.change(ctx, in.Cause, in.Actor, in.Order, func(t *turn) error {
		reason := RefundSeller
		switch {
		case t.o.Seller == in.Actor.ID:
		case s.Operates(in.Actor.ID):
			reason = RefundOperator
		default:
			return refuse(NotFound, ReasonNoOrder, "not the seller of %s", in.Order)
		}
		amount, err := t.refundAmount(in.Amount)
		if err != nil {
			return err
		}
		if t.o.Status == Paid && amount == t.o.Refundable() {
			return t.finish(EventCancel)
		}
		if err := t.refund(reason, amount, in.Note); err != nil {
			return err
		}
		r := t.o.Refunds[len(t.o.Refunds)-1]
		t.tellBoth(NoticeRefundRequested, refundFacts(r))
		return nil
	})
}

// refundAmount checks what somebody wants to give back.
func (t *turn) refundAmount(asked money.Money) (money.Money, error) {
	left := t.o.Refundable()
	switch {
	case t.o.Payment == nil:
		return left, refuse(Conflict, ReasonNotPaid, "%s is not paid", t.o.ID)
	case t.o.disputed():
		return left, refuse(Conflict, ReasonDisputed, "%s is charged back", t.o.ID)
	case left.Minor <= 0:
		return left, refuse(Conflict, ReasonRefundNothing, "nothing is left of %s", t.o.ID)
	case asked == (money.Money{}):
		return left, nil
	case asked.Currency != left.Currency || asked.Minor <= 0 || asked.Minor > left.Minor || asked.Valid() != nil:
		return left, &Error{Code: Invalid, Reason: ReasonRefundAmount, Amount: left, Message: "refund of " + asked.String()}
	}
	return asked, nil
}

// refund writes down that money of the order's payment goes back, and has it
// sent. It is booked at once, which keeps it out of every later payout; unless
// the seller has it already: then it waits until their balance gave it back.
func (t *turn) refund(reason RefundReason, amount money.Money, note string) error {
	r := Refund{State: CallRequested, Reason: reason, Charge: t.o.Payment.Charge, Amount: amount, Note: note}
	missing, err := t.missing(amount)
	if err != nil {
		return err
	}
	r.Waits = missing > 0
	return t.addRefund(r)
}

// missing is what the seller must give back for a refund of the amount.
func (t *turn) missing(amount money.Money) (int64, error) {
	st, err := t.o.stand(amount.Minor)
	return max(0, st.over()-t.o.Book.Balances[ledger.OwedBySeller]), err
}

// addRefund adds a refund to the order's, books it unless it waits, and has it sent.
func (t *turn) addRefund(r Refund) error {
	r.N, r.At = len(t.o.Refunds)+1, t.now
	t.o.Refunds = append(t.o.Refunds, r)
	var postings []ledger.Posting
	if !r.Waits {
		postings = refundPostings(r)
	}
	facts := map[string]string{"n": fmt.Sprint(r.N), "reason": string(r.Reason), "amount": r.Amount.String()}
	if err := t.note(ActRefundRequested, facts, postings...); err != nil {
		return err
	}
	return t.later(kindRefund, r.N, t.now)
}

func refundPostings(r Refund) []ledger.Posting {
	return []ledger.Posting{{Debit: ledger.Refunded, Credit: ledger.Held, Amount: r.Amount}}
}

// fundRefund has the seller's balance give what a waiting refund needs. As much
// as is there goes back to the buyer; the rest waits on, as a refund of its own.
func (s *Shop) fundRefund(ctx context.Context, o Order, n int) (outcome, error) {
	if o.openPayout() != nil || o.disputed() {
		return func(t *turn) error { return t.later(kindRefund, n, t.now.Add(refundRetry)) }, nil
	}
	st, err := o.stand(o.Refunds[n-1].Amount.Minor)
	if err != nil {
		return nil, err
	}
	finish, err := s.takeBack(ctx, o, n, st.debt()-o.Book.Balances[ledger.OwedBySeller])
	if err != nil {
		return nil, err
	}
	return func(t *turn) error {
		if err := finish(t); err != nil {
			return err
		}
		return t.bookRefund(n)
	}, nil
}

// bookRefund books a refund that waited, as far as there is money for it.
func (t *turn) bookRefund(n int) error {
	r := &t.o.Refunds[n-1]
	if !r.Waits || r.State != CallRequested {
		return nil
	}
	st := t.o.claims()
	if most := st.left - st.owed; most < r.Amount.Minor { // the bank took it meanwhile
		r.Amount.Minor = most
		if most == 0 {
			r.State, r.Waits, r.Again = CallFailed, false, n
			if err := t.note(ActRefundDropped, map[string]string{"n": fmt.Sprint(n)}); err != nil {
				return err
			}
			return t.settle()
		}
	}
	missing, err := t.missing(r.Amount)
	if err != nil {
		return err
	}
	if missing > 0 && !r.Covered && !t.mayOwe(missing) {
		return t.splitRefund(n)
	}
	r.Waits = false
	if err := t.note(ActRefundBooked, map[string]string{"n": fmt.Sprint(n), "amount": r.Amount.String()}, refundPostings(*r)...); err != nil {
		return err
	}
	return t.later(kindRefund, n, t.now)
}

// mayOwe reports whether that much may be advanced for the seller without
// asking an operator.
func (t *turn) mayOwe(minor int64) bool {
	limit := t.s.cfg.Policy.DebtLimit[t.o.currency()].Minor
	seller, err := t.tx.Sellers().Get(t.o.Seller)
	if err != nil || limit == 0 {
		return false
	}
	for _, d := range seller.Debts {
		if d.Amount.Currency == t.o.currency() {
			minor += d.Amount.Minor
		}
	}
	return minor <= limit
}

// splitRefund sends what is there for a refund; the rest waits.
func (t *turn) splitRefund(n int) error {
	r := &t.o.Refunds[n-1]
	before, err := t.o.stand(0)
	if err != nil {
		return err
	}
	there := min(before.due(), r.Amount.Minor)
	if info, ok := r.Amount.Currency.Info(); ok {
		there -= there % info.Step
	}
	if there == 0 {
		first := t.o.Warned["refund_waits:"+fmt.Sprint(n)].IsZero()
		if first {
			t.warned("refund_waits:" + fmt.Sprint(n))
			facts := refundFacts(*r)
			t.tellBoth(NoticeRefundWaits, facts)
			t.alert(AlertRefundWaits, facts)
			if err := t.note(ActRefundWaits, map[string]string{"n": fmt.Sprint(n), "amount": r.Amount.String()}); err != nil {
				return err
			}
		}
		return t.later(kindRefund, n, t.now.Add(t.o.patience(refundWaits)))
	}
	rest := *r
	rest.Amount.Minor -= there
	r.Amount.Minor, r.Waits = there, false
	if err := t.note(ActRefundBooked, map[string]string{"n": fmt.Sprint(n), "amount": r.Amount.String()}, refundPostings(*r)...); err != nil {
		return err
	}
	if err := t.later(kindRefund, n, t.now); err != nil {
		return err
	}
	return t.addRefund(rest)
}

// Cover has the operator advance the refunds that wait for the seller's
// balance: the seller owes it from then on.
func (s *Shop) Cover(ctx context.Context, cause string, actor Actor, id OrderID) (Order, error) {
	return s.operate(ctx, cause, actor, id, func(t *turn) error {
		found := false
		for i := range t.o.Refunds {
			if r := &t.o.Refunds[i]; r.Waits && !r.Covered {
				r.Covered, found = true, true
				if err := t.note(ActRefundCovered, map[string]string{"n": fmt.Sprint(r.N)}); err != nil {
					return err
				}
				if err := t.later(kindRefund, r.N, t.now); err != nil {
					return err
				}
			}
		}
		if !found {
			return refuse(Conflict, ReasonNoRefundFailed, "no refund of %s waits", id)
		}
		return nil
	})
}

// RetryRefund sends the order's failed refunds anew, at an operator's wish.
func (s *Shop) RetryRefund(ctx context.Context, cause string, actor Actor, id OrderID) (Order, error) {
	return s.operate(ctx, cause, actor, id, func(t *turn) error {
		if t.o.disputed() {
			return refuse(Conflict, ReasonDisputed, "%s is charged back", id)
		}
		found := false
		for i := range len(t.o.Refunds) {
			if t.o.Refunds[i].State != CallFailed || t.o.Refunds[i].Again != 0 {
				continue
			}
			again := t.o.Refunds[i]
			if again.Amount.Minor = t.stillOwed(again); again.Amount.Minor == 0 {
				continue
			}
			t.o.Refunds[i].Again = len(t.o.Refunds) + 1
			again.State, again.ID, again.Covered = CallRequested, "", false
			if err := t.addRefund(again); err != nil {
				return err
			}
			found = true
		}
		if !found {
			return refuse(Conflict, ReasonNoRefundFailed, "no refund of %s failed", id)
		}
		return nil
	})
}

// stillOwed is what of a failed refund the bank has not taken back instead.
func (t *turn) stillOwed(r Refund) int64 {
	if r.Extra {
		return max(0, r.Amount.Minor-t.o.chargedBack(r.Charge))
	}
	return min(r.Amount.Minor, t.o.claims().owed)
}

// sendRefund asks the provider for the order's n-th refund, after looking
// whether it happened already.
func (s *Shop) sendRefund(ctx context.Context, id OrderID, n int) (outcome, error) {
	o, err := s.load(ctx, id)
	if err != nil {
		return nil, err
	}
	r := o.Refunds[n-1]
	if r.State == CallSucceeded || r.State == CallFailed {
		return nothing, nil
	}
	if r.Waits {
		return s.fundRefund(ctx, o, n)
	}
	key := refundKey(id, n)
	result, found, err := s.provider.FindRefund(ctx, r.Charge, key)
	if err != nil {
		return nil, err
	}
	if !found && (o.disputedCharge(r.Charge) || o.room(n) < r.Amount.Minor) {
		return func(t *turn) error { return t.stopRefund(n) }, nil
	}
	if !found {
		result, err = s.provider.Refund(ctx, RefundRequest{Key: key, Order: id, Charge: r.Charge, Amount: r.Amount})
		if err != nil {
			return refusal(err, func(t *turn, refused error) error { return t.refundFailed(n, refused.Error()) })
		}
	}
	return func(t *turn) error { return t.meetRefund(n, result) }, nil
}

// room is what the n-th refund, booked and not sent, may come to: what of the
// payment was neither charged back nor goes back otherwise.
func (o *Order) room(n int) int64 {
	r := o.Refunds[n-1]
	if r.Extra {
		return r.Amount.Minor - o.chargedBack(r.Charge)
	}
	left := o.Payment.Amount.Minor - o.chargedBack(r.Charge)
	for _, other := range o.Refunds {
		if !other.Extra && !other.Waits && other.N != n && other.State != CallFailed {
			left -= other.Amount.Minor
		}
	}
	return max(0, left)
}

// stopRefund leaves a refund alone while the bank has the money. What the bank
// took in the end does not go back a second time.
func (t *turn) stopRefund(n int) error {
	r := &t.o.Refunds[n-1]
	if t.o.disputedCharge(r.Charge) {
		return t.later(kindRefund, n, t.now.Add(refundRetry))
	}
	rest := *r
	rest.Amount.Minor = min(rest.Amount.Minor, t.o.room(n))
	r.State, r.Again = CallFailed, n
	if rest.Amount.Minor > 0 {
		r.Again = len(t.o.Refunds) + 1
	}
	if err := t.note(ActRefundDropped, map[string]string{"n": fmt.Sprint(n)},
		ledger.Posting{Debit: ledger.Held, Credit: ledger.Refunded, Amount: r.Amount}); err != nil {
		return err
	}
	if rest.Amount.Minor == 0 {
		return t.settle()
	}
	return t.addRefund(rest)
}

// checkRefund asks the provider how the n-th refund stands. One that had
// succeeded may have failed since.
func (s *Shop) checkRefund(ctx context.Context, id OrderID, n int) (outcome, error) {
	o, err := s.load(ctx, id)
	if err != nil {
		return nil, err
	}
	r := o.Refunds[n-1]
	if r.Reason == RefundOutside { // it has no key of ours
		return s.fetchCharge(ctx, r.Charge)
	}
	result, found, err := s.provider.FindRefund(ctx, r.Charge, refundKey(id, n))
	if err != nil || !found {
		return nothing, err
	}
	return func(t *turn) error { return t.meetRefund(n, result) }, nil
}

func refundKey(id OrderID, n int) string { return fmt.Sprintf("refund:%s:%d", id, n) }

// meetRefund brings the order in line with what the provider says of a refund.
func (t *turn) meetRefund(n int, result RefundResult) error {
	if t.o.Refunds[n-1].Waits {
		if err := t.bookSent(n, result.Amount); err != nil {
			return err
		}
	}
	r := &t.o.Refunds[n-1]
	if r.ID == "" {
		r.ID = result.ID
		if err := t.tx.Orders().Link(result.ID, t.o.ID); err != nil {
			return err
		}
	}
	if err := t.lookAgain(*r, result.State); err != nil {
		return err
	}
	facts := map[string]string{"n": fmt.Sprint(n), "refund": result.ID, "amount": r.Amount.String()}
	switch {
	case result.State == r.State:
		return nil
	case result.State == CallSent && r.State == CallRequested:
		r.State = CallSent
		if err := t.note(ActRefundSent, facts); err != nil {
			return err
		}
		t.tell(NoticeRefundSent, RoleBuyer, refundFacts(*r))
		return nil
	case result.State == CallSucceeded && r.State != CallFailed:
		r.State = CallSucceeded
		if err := t.note(ActRefundSucceeded, facts); err != nil {
			return err
		}
		t.tell(NoticeRefundDone, RoleBuyer, refundFacts(*r))
		return t.settle()
	case result.State == CallFailed && r.State != CallFailed:
		return t.refundFailed(n, result.Why)
	default:
		return nil // an older word than the one we have
	}
}

// bookSent books a refund that waits as far as the store knows, and was sent: the
// store is an older copy. What was not sent with it waits on, as a refund of its own.
func (t *turn) bookSent(n int, sent money.Money) error {
	r := &t.o.Refunds[n-1]
	rest := *r
	rest.Amount.Minor -= sent.Minor
	r.Amount, r.Waits = sent, false
	if err := t.note(ActRefundBooked, map[string]string{"n": fmt.Sprint(n), "amount": r.Amount.String()}, refundPostings(*r)...); err != nil {
		return err
	}
	if rest.Amount.Minor <= 0 {
		return nil
	}
	return t.addRefund(rest)
}

// lookAgain has a refund looked at once more: one on its way soon, since the
// event that says how it ended may have come before its id was known; one that
// succeeded for some weeks, since it may still fail.
func (t *turn) lookAgain(r Refund, state CallState) error {
	due := time.Time{}
	switch {
	case r.State == CallFailed:
	case state == CallSent:
		due = t.now.Add(refundRetry)
		if err := t.slowRefund(r); err != nil {
			return err
		}
	case state == CallSucceeded && t.now.Sub(r.At) < refundFor:
		due = t.now.Add(refundLook)
	}
	if due.IsZero() {
		return nil
	}
	return t.later(kindRefundCheck, r.N, due)
}

// slowRefund tells the operators, once, of a refund that is on its way for days:
// the platform's balance may lack it.
func (t *turn) slowRefund(r Refund) error {
	warning := "refund_slow:" + fmt.Sprint(r.N)
	if t.now.Sub(r.At) < refundSlow || !t.o.Warned[warning].IsZero() {
		return nil
	}
	t.warned(warning)
	if err := t.note(ActWarned, map[string]string{"of": "refund", "n": fmt.Sprint(r.N)}); err != nil {
		return err
	}
	t.alert(AlertRefundSlow, map[string]string{"amount": r.Amount.String()})
	return nil
}

// settle ends an order of whose money nothing is left, as the provider has
// confirmed: it went back, or the bank took it before it was paid out.
func (t *turn) settle() error {
	if t.o.Payment == nil || t.o.claims().left > 0 || t.o.openDispute() != nil {
		return nil
	}
	for _, r := range t.o.Refunds {
		if !r.Extra && (r.State == CallRequested || r.State == CallSent) {
			return nil
		}
	}
	event := EventRefundedInFull
	if t.o.chargedBack(t.o.Payment.Charge) > 0 {
		if _, paid := t.o.PaidOut(); paid {
			return nil // the bank took it from the seller
		}
		event = EventDisputeLost
	}
	if Next(t.o.Status, event).Effect != Move {
		return t.release(HoldFraud)
	}
	_, err := t.happen(event, nil)
	return err
}

// refundFailed books the money as held again: it is owed to the buyer, and a
// person has to see to it. It is never sent again by itself.
func (t *turn) refundFailed(n int, why string) error {
	r := &t.o.Refunds[n-1]
	r.State = CallFailed
	facts := map[string]string{"n": fmt.Sprint(n), "why": why}
	if err := t.note(ActRefundFailed, facts,
		ledger.Posting{Debit: ledger.Held, Credit: ledger.Refunded, Amount: r.Amount}); err != nil {
		return err
	}
	if t.stillOwed(*r) == 0 {
		return t.settle() // the bank took it instead
	}
	told := refundFacts(*r)
	told["why"] = why
	t.alert(AlertRefundFailed, told)
	t.tell(NoticeRefundFailed, RoleBuyer, told)
	if !r.Extra { // else no part of the seller's
		t.tell(NoticeRefundFailed, RoleSeller, told)
	}
	return nil
}

func refundFacts(r Refund) map[string]string {
	facts := map[string]string{"amount": r.Amount.String(), "reason": string(r.Reason)}
	if r.Note != "" {
		facts["note"] = r.Note
	}
	return facts
}
