package shop

import (
	"context"
	"fmt"
	"slices"
	"time"

	"till/shop/ledger"
	"till/shop/money"
)

// payoutRetry is how long a payout waits before it looks again whether what
// holds it has gone.
const payoutRetry = day / 4

// Earnings is how an order's money is shared out.
type Earnings struct {
	Charged     money.Money
	ProviderFee money.Money
	PlatformFee money.Money
	Payout      money.Money
	Final       bool // the provider's fee is known
}

// Earnings works out what the seller gets of the order as it stands: what is
// held and not owed to the buyer, less the platform's fee on that. Payments that
// had nothing to pay for are not in it.
func (s *Shop) Earnings(o Order) (Earnings, error) {
	zero := money.New(0, o.Total.Currency)
	e := Earnings{Charged: zero, ProviderFee: zero, PlatformFee: zero, Payout: zero}
	if o.Payment == nil {
		return e, nil
	}
	e.Charged, e.Final = o.Payment.Amount, o.Payment.FeeKnown
	if e.Final {
		e.ProviderFee = o.Payment.Fee
	}
	if paid, done := o.PaidOut(); done {
		e.PlatformFee, e.Payout = o.Book.Balance(ledger.PlatformFee), paid
		return e, nil
	}
	if o.Payment.Amount.Currency != o.Total.Currency {
		return e, nil // paid otherwise than asked for: the operator decides
	}
	held, err := o.Book.Balance(ledger.Held).Sub(o.OwedToBuyer())
	if err != nil {
		return e, err
	}
	fee, err := held.BasisPoints(s.cfg.Policy.Fees[held.Currency].BasisPoints)
	if err != nil {
		return e, err
	}
	if fixed := s.cfg.Policy.Fees[held.Currency].Fixed; fixed.Minor > 0 {
		if fee, err = fee.Add(fixed); err != nil {
			return e, err
		}
	}
	if fee.Minor > held.Minor {
		fee = held
	}
	// The payout is floored to what the provider can transfer; the rest is the fee's.
	payout := held.Minor - fee.Minor
	if info, ok := held.Currency.Info(); ok {
		payout -= payout % info.Step
	}
	e.Payout = money.New(payout, held.Currency)
	e.PlatformFee = money.New(held.Minor-payout, held.Currency)
	return e, nil
}

// openPayout returns the payout under way, or nil.
func (o *Order) openPayout() *Payout {
	if n := len(o.Payouts); n > 0 {
		if p := &o.Payouts[n-1]; p.State == CallRequested {
			return p
		}
	}
	return nil
}

// planPayout decides whether the payout may be made now, and writes down that
// it will be. A payout that has to wait gets the reason as a hold, and is looked
// at again.
func (t *turn) planPayout() error {
	if t.o.openPayout() != nil {
		return nil
	}
	if _, done := t.o.PaidOut(); done || t.o.Payment == nil || t.o.Status != Shipped && t.o.Status != Delivered {
		return nil
	}
	if early := t.o.PayoutAt.Sub(t.now); early > 0 {
		return t.later(kindPayout, 0, t.o.PayoutAt)
	}
	seller, err := t.tx.Sellers().Get(t.o.Seller)
	if err != nil {
		return err
	}
	passing := []struct {
		kind HoldKind
		on   bool
	}{
		{HoldProviderFees, !t.o.Payment.FeeKnown && !t.o.Held(HoldConverted)},
		{HoldNotEligible, !seller.Eligible()},
	}
	for _, p := range passing {
		if p.on {
			err = t.hold(p.kind)
		} else {
			err = t.release(p.kind)
		}
		if err != nil {
			return err
		}
	}
	if slices.ContainsFunc(t.o.Holds, func(h Hold) bool { return h.Kind != HoldBalance }) { // the balance is tried again
		return t.later(kindPayout, 0, t.now.Add(payoutRetry))
	}
	share, err := t.s.Earnings(*t.o)
	if err != nil {
		return err
	}
	n := len(t.o.Payouts) + 1
	t.o.Payouts = append(t.o.Payouts, Payout{
		N: n, State: CallRequested, Amount: share.Payout, Fee: share.PlatformFee, Account: seller.Account, At: t.now,
	})
	return t.note(ActPayoutRequested, map[string]string{"n": fmt.Sprint(n), "amount": share.Payout.String()})
}

// payOut makes the order's payout: planned in one transaction, looked up, sent,
// and recorded in another.
func (s *Shop) payOut(ctx context.Context, id OrderID) (outcome, error) {
	o, err := s.change(ctx, "", Actor{}, id, (*turn).planPayout)
	if err != nil {
		return nil, err
	}
	p := o.openPayout()
	if p == nil {
		return nothing, nil
	}
	key := fmt.Sprintf("transfer:%s:%d", id, p.N)
	var result TransferResult
	if p.Amount.Minor > 0 {
		var found bool
		if result, found, err = s.transfers.FindTransfer(ctx, id, key); err != nil {
			return nil, err
		}
		if !found {
			result, err = s.transfers.Transfer(ctx, TransferRequest{
				Key: key, Order: id, Account: p.Account, Charge: o.Payment.Charge, Amount: p.Amount,
			})
		}
	}
	switch {
	case err != nil && CodeOf(err) == Refused:
		refused := err
		return func(t *turn) error { return t.payoutRefused(refused) }, nil
	case err != nil:
		return nil, err
	}
	return func(t *turn) error { return t.paidOut(result) }, nil
}

// paidOut books a transfer that was made.
func (t *turn) paidOut(result TransferResult) error {
	p := t.o.openPayout()
	if p == nil {
		return nil
	}
	p.State, p.Transfer = CallSucceeded, result.ID
	if result.ID != "" {
		if err := t.tx.Orders().Link(result.ID, t.o.ID); err != nil {
			return err
		}
	}
	var postings []ledger.Posting
	if p.Amount.Minor > 0 {
		postings = append(postings, ledger.Posting{Debit: ledger.Transferred, Credit: ledger.Held, Amount: p.Amount})
	}
	if p.Fee.Minor > 0 {
		postings = append(postings, ledger.Posting{Debit: ledger.PlatformFee, Credit: ledger.Held, Amount: p.Fee})
	}
	if err := t.note(ActPayoutSent, map[string]string{"n": fmt.Sprint(p.N), "transfer": result.ID}, postings...); err != nil {
		return err
	}
	seller, err := t.tx.Sellers().Get(t.o.Seller)
	if err != nil {
		return err
	}
	if err := t.release(HoldBalance); err != nil {
		return err
	}
	seller.Completed++
	if err := t.tx.Sellers().Put(seller); err != nil {
		return err
	}
	if t.o.Status == Delivered {
		if _, err := t.happen(EventComplete, nil); err != nil {
			return err
		}
	}
	t.tell(NoticePayoutSent, RoleSeller, map[string]string{"amount": p.Amount.String()})
	return nil
}

// payoutRefused takes the provider's no. The payout waits with the reason as a
// hold, and a new one is tried later.
func (t *turn) payoutRefused(refused error) error {
	p := t.o.openPayout()
	if p == nil {
		return nil
	}
	p.State = CallFailed
	if err := t.note(ActPayoutRefused, map[string]string{"n": fmt.Sprint(p.N), "why": refused.Error()}); err != nil {
		return err
	}
	kind := HoldRefused
	if ReasonOf(refused) == ReasonProviderBalance {
		kind = HoldBalance
	}
	if err := t.hold(kind); err != nil {
		return err
	}
	return t.later(kindPayout, 0, t.now.Add(payoutRetry))
}

// Release takes a hold away at the operator's wish and tries the payout again.
func (s *Shop) Release(ctx context.Context, actor Actor, id OrderID, kind HoldKind) (Order, error) {
	if !slices.Contains(s.cfg.Operators, actor.ID) {
		return Order{}, refuse(Forbidden, ReasonNotYours, "only an operator releases")
	}
	return s.change(ctx, "", actor, id, func(t *turn) error {
		if err := t.release(kind); err != nil {
			return err
		}
		return t.later(kindPayout, 0, t.now.Add(time.Second))
	})
}
