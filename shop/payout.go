package shop

import (
	"context"
	"fmt"
	"slices"

	"till/shop/ledger"
	"till/shop/money"
)

// payoutRetry is how long a payout waits before it looks again whether what
// holds it has gone.
const payoutRetry = day / 4

// Earnings is how an order's money is shared out.
type Earnings struct {
	Charged     money.Money // less what goes back
	ProviderFee money.Money // the seller's part of it
	PlatformFee money.Money
	Payout      money.Money // in all, whatever was sent already
	Final       bool        // the provider's fee is known
}

// Earnings works out what the seller gets of the order as it stands: what was
// paid and is not going back, less the provider's fees that are not the
// operator's and the platform's fee. Payments that had nothing to pay for are
// not in it.
func (s *Shop) Earnings(o Order) (Earnings, error) {
	in := func(minor int64) money.Money { return money.New(minor, o.currency()) }
	if o.Payment == nil {
		return Earnings{Charged: in(0), ProviderFee: in(0), PlatformFee: in(0), Payout: in(0)}, nil
	}
	st, err := o.stand(o.claims().waits)
	if err != nil {
		return Earnings{}, err
	}
	return Earnings{
		Charged: in(st.left - st.owed), ProviderFee: in(st.left - st.owed - st.fee - st.earned), PlatformFee: in(st.fee),
		Payout: in(st.earned), Final: o.Payment.FeeKnown,
	}, nil
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

// payable reports whether the order may have a payout, now or later.
func (o *Order) payable() bool {
	return o.Payment != nil && (o.Status == Shipped || o.Status == Delivered || o.Status == Completed)
}

// nothingDue reports whether the seller has had all that they get.
func (o *Order) nothingDue(st stand) bool {
	_, done := o.PaidOut()
	return done && st.due() == 0
}

// frozen reports whether something holds the payout. A balance that did not
// suffice does not: it is tried again.
func (o *Order) frozen() bool {
	return slices.ContainsFunc(o.Holds, func(h Hold) bool { return h.Kind != HoldBalance })
}

// planPayout decides whether the payout may be made now, and writes down that
// it will be. A payout that has to wait gets the reason as a hold, and is looked
// at again. An order can have several: what a dispute that was won brought back
// is paid out anew.
func (t *turn) planPayout() error {
	if t.o.openPayout() != nil || !t.o.payable() {
		return nil
	}
	if early := t.o.PayoutAt.Sub(t.now); early > 0 {
		return t.later(kindPayout, 0, t.o.PayoutAt)
	}
	waits := t.o.claims().waits
	st, err := t.o.stand(waits)
	if err != nil {
		return err
	}
	fee := st.fee - min(st.fee, t.o.Book.Balances[ledger.PlatformFee])
	if t.o.nothingDue(st) && fee == 0 || st.left == st.owed {
		return nil // all of it is where it should be, or goes back
	}
	seller, err := t.tx.Sellers().Get(t.o.Seller)
	if err != nil {
		return err
	}
	if err := t.passingHolds(seller); err != nil {
		return err
	}
	if t.o.frozen() {
		return t.later(kindPayout, 0, t.now.Add(payoutRetry))
	}
	kept, err := t.setOff(seller, st.due())
	if err != nil {
		return err
	}
	n, in := len(t.o.Payouts)+1, func(minor int64) money.Money { return money.New(minor, t.o.currency()) }
	p := Payout{
		N: n, State: CallRequested, Amount: in(st.due() - kept), Fee: in(fee), Account: seller.Account, At: t.now,
	}
	if kept > 0 {
		p.SetOff = in(kept)
	}
	if sent, _ := t.o.PaidOut(); sent.Minor+p.Amount.Minor > t.o.Payment.Amount.Minor {
		p.Untied = true
	}
	t.o.Payouts = append(t.o.Payouts, p)
	return t.note(ActPayoutRequested, map[string]string{"n": fmt.Sprint(n), "amount": p.Amount.String()})
}

// passingHolds sets and lifts the holds that come and go by themselves.
func (t *turn) passingHolds(seller Seller) error {
	for _, h := range []struct {
		kind HoldKind
		on   bool
	}{
		{HoldProviderFees, !t.o.Payment.FeeKnown && !t.o.Held(HoldConverted)},
		{HoldNotEligible, !seller.Eligible()},
		{HoldSuspended, seller.Standing == Suspended},
		{HoldNoScan, t.o.Unseen(t.s.cfg.Policy)},
	} {
		var err error
		if h.on {
			err = t.hold(h.kind)
		} else {
			err = t.release(h.kind)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// forgotten is how long after it was planned a call to the provider that is not
// found there counts as never made.
const forgotten = day

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
	if p.Amount.Minor == 0 {
		return func(t *turn) error { return t.paidOut(TransferResult{}) }, nil
	}
	key := transferKey(id, p.N)
	result, found, err := s.provider.FindTransfer(ctx, id, key)
	if err != nil {
		return nil, err
	}
	if !found {
		if o, err = s.load(ctx, id); err != nil { // as it is now, not as it was when the payout was planned
			return nil, err
		}
		seller, err := s.Seller(ctx, o.Seller)
		if err != nil {
			return nil, err
		}
		st, err := o.stand(o.claims().waits)
		if err != nil {
			return nil, err
		}
		if o.frozen() || seller.Standing == Suspended || !o.payable() || st.over() > 0 {
			return (*turn).payoutWaits, nil // it was stopped, or has become too much
		}
		request := TransferRequest{Key: key, Order: id, Account: p.Account, Charge: o.Payment.Charge, Amount: p.Amount}
		if p.Untied {
			request.Charge = ""
		}
		if result, err = s.provider.Transfer(ctx, request); err != nil {
			return refusal(err, (*turn).payoutRefused)
		}
	}
	return func(t *turn) error { return t.paidOut(result) }, nil
}

// refusal returns what takes the provider's no; any other error stays one.
func refusal(err error, take func(t *turn, refused error) error) (outcome, error) {
	if CodeOf(err) != Refused {
		return nil, err
	}
	return func(t *turn) error { return take(t, err) }, nil
}

// payoutWaits leaves a planned payout alone that was stopped: looked for again
// and again, it counts as never made after a while.
func (t *turn) payoutWaits() error {
	p := t.o.openPayout()
	if p == nil {
		return nil
	}
	if t.now.Sub(p.At) >= forgotten {
		p.State = CallFailed
		if err := t.note(ActPayoutRefused, map[string]string{"n": fmt.Sprint(p.N), "why": "held before it was sent"}); err != nil {
			return err
		}
	}
	return t.later(kindPayout, 0, t.now.Add(payoutRetry))
}

// paidOut books a transfer that was made.
func (t *turn) paidOut(result TransferResult) error {
	p := t.o.openPayout()
	if p == nil {
		return nil
	}
	_, before := t.o.PaidOut()
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
	facts := map[string]string{"n": fmt.Sprint(p.N), "transfer": result.ID, "amount": p.Amount.String()}
	if err := t.note(ActPayoutSent, facts, postings...); err != nil {
		return err
	}
	if err := t.release(HoldBalance); err != nil {
		return err
	}
	if !before {
		seller, err := t.tx.Sellers().Get(t.o.Seller)
		if err != nil {
			return err
		}
		seller.Completed++
		if err := t.tx.Sellers().Put(seller); err != nil {
			return err
		}
	}
	if t.o.Status == Delivered && t.o.openProblem() == nil {
		if _, err := t.happen(EventComplete, nil); err != nil {
			return err
		}
	}
	if p.Amount.Minor > 0 || p.SetOff.Minor > 0 || !before {
		told := map[string]string{"amount": p.Amount.String()}
		if p.SetOff.Minor > 0 {
			told["set_off"] = p.SetOff.String()
		}
		t.tell(NoticePayoutSent, RoleSeller, told)
	}
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
