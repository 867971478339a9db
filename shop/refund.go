package shop

import (
	"context"
	"fmt"

	"till/shop/ledger"
	"till/shop/money"
)

// refundRetry is how long to wait before looking again at a refund on its way.
const refundRetry = day / 4

// refund writes down that money goes back, books it, and has it sent. Booking
// it at once keeps it out of every later payout.
func (t *turn) refund(reason RefundReason, charge string, amount money.Money, extra bool) error {
	n := len(t.o.Refunds) + 1
	t.o.Refunds = append(t.o.Refunds, Refund{
		N: n, State: CallRequested, Reason: reason, Charge: charge, Amount: amount, Extra: extra, At: t.now,
	})
	var postings []ledger.Posting
	// The provider keeps its fee on a refund: what is missing is the operator's.
	// What a refund that failed owes the buyer is not there to be given away.
	if missing := amount.Minor + t.o.OwedToBuyer().Minor - t.o.Book.Balance(ledger.Held).Minor; missing > 0 {
		postings = append(postings, ledger.Posting{
			Debit: ledger.Held, Credit: ledger.BorneByOperator, Amount: money.New(missing, amount.Currency),
		})
	}
	postings = append(postings, ledger.Posting{Debit: ledger.Refunded, Credit: ledger.Held, Amount: amount})
	facts := map[string]string{"n": fmt.Sprint(n), "reason": string(reason)}
	if err := t.note(ActRefundRequested, facts, postings...); err != nil {
		return err
	}
	return t.later(kindRefund, n, t.now)
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
	key := refundKey(id, n)
	result, found, err := s.transfers.FindRefund(ctx, r.Charge, key)
	if err != nil {
		return nil, err
	}
	if !found {
		result, err = s.transfers.Refund(ctx, RefundRequest{Key: key, Order: id, Charge: r.Charge, Amount: r.Amount})
		if CodeOf(err) == Refused {
			return func(t *turn) error { return t.refundFailed(n, err.Error()) }, nil
		}
		if err != nil {
			return nil, err
		}
	}
	return func(t *turn) error { return t.meetRefund(n, result) }, nil
}

// checkRefund asks the provider how the n-th refund stands. One that had
// succeeded may have failed since.
func (s *Shop) checkRefund(ctx context.Context, id OrderID, n int) (outcome, error) {
	o, err := s.load(ctx, id)
	if err != nil {
		return nil, err
	}
	result, found, err := s.transfers.FindRefund(ctx, o.Refunds[n-1].Charge, refundKey(id, n))
	if err != nil || !found {
		return nothing, err
	}
	return func(t *turn) error { return t.meetRefund(n, result) }, nil
}

func refundKey(id OrderID, n int) string { return fmt.Sprintf("refund:%s:%d", id, n) }

// meetRefund brings the order in line with what the provider says of a refund.
func (t *turn) meetRefund(n int, result RefundResult) error {
	r := &t.o.Refunds[n-1]
	if r.ID == "" {
		r.ID = result.ID
		if err := t.tx.Orders().Link(result.ID, t.o.ID); err != nil {
			return err
		}
	}
	facts := map[string]string{"n": fmt.Sprint(n), "refund": result.ID}
	if result.State == CallSent {
		// The event that says how it ended may have come before its id was known.
		if err := t.later(kindRefundCheck, n, t.now.Add(refundRetry)); err != nil {
			return err
		}
	}
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
		return nil
	case result.State == CallFailed && r.State != CallFailed:
		return t.refundFailed(n, "the provider says so")
	default:
		return nil // an older word than the one we have
	}
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
	if r.Extra {
		t.tell(NoticeRefundFailed, RoleBuyer, refundFacts(*r)) // no part of the seller's
		return nil
	}
	t.tellBoth(NoticeRefundFailed, refundFacts(*r))
	return nil
}

func refundFacts(r Refund) map[string]string {
	return map[string]string{"amount": r.Amount.String(), "reason": string(r.Reason)}
}
