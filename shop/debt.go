package shop

import (
	"context"
	"fmt"
	"slices"
	"time"

	"till/shop/ledger"
	"till/shop/money"
)

// debtRetry is how long to wait before looking again whether a seller's balance
// can give what is owed.
const debtRetry = day

// settleDebt keeps the seller's list of debts in line with what the order says
// is owed, and starts taking back what is new.
func (t *turn) settleDebt() error {
	owed := t.o.Book.Balance(ledger.OwedBySeller)
	if owed.Minor == t.owed {
		return nil
	}
	seller, err := t.tx.Sellers().Get(t.o.Seller)
	if err != nil {
		return err
	}
	seller.Debts = slices.DeleteFunc(slices.Clone(seller.Debts), func(d Debt) bool { return d.Order == t.o.ID })
	if owed.Minor > 0 {
		seller.Debts = append(seller.Debts, Debt{Order: t.o.ID, Amount: owed})
	}
	if err := t.tx.Sellers().Put(seller); err != nil {
		return err
	}
	more := owed.Minor - t.owed
	t.owed = owed.Minor
	if more <= 0 {
		return nil
	}
	delete(t.o.Warned, warnedOfDebt)
	return t.later(kindRecover, 0, t.now)
}

// warnedOfDebt names the message about a debt.
const warnedOfDebt = "debt"

// stillOwes tells once of a debt that the seller's balance did not give at once,
// and looks again tomorrow.
func (t *turn) stillOwes() error {
	owed := t.o.Book.Balance(ledger.OwedBySeller)
	if owed.Minor <= 0 {
		return nil
	}
	if t.o.Warned[warnedOfDebt].IsZero() {
		t.warned(warnedOfDebt)
		if err := t.note(ActWarned, map[string]string{"of": warnedOfDebt}); err != nil {
			return err
		}
		facts := map[string]string{"amount": owed.String()}
		t.tell(NoticeDebt, RoleSeller, facts)
		t.alert(AlertDebt, facts)
	}
	return t.later(kindRecover, 0, t.now.Add(t.o.patience(debtRetry)))
}

// patience is how long to wait before taking money back is tried again: longer
// each time that the provider refused it.
func (o *Order) patience(first time.Duration) time.Duration {
	wait := first
	for _, r := range o.Reversals {
		if r.State == CallFailed {
			wait += first
		}
	}
	return wait
}

// setOff keeps the seller's debts for other orders back from this one's payout:
// up to most of it is booked as set off here, and as recovered there.
func (t *turn) setOff(seller Seller, most int64) (int64, error) {
	kept := int64(0)
	for _, debt := range seller.Debts {
		if debt.Order == t.o.ID || debt.Amount.Currency != t.o.currency() || kept == most {
			continue
		}
		other, err := t.s.take(t.tx, debt.Order, "")
		if err != nil {
			return 0, err
		}
		// What is being taken from the seller's balance at this moment is left alone.
		amount := money.New(min(most-kept, debt.Amount.Minor-other.o.reversing()), debt.Amount.Currency)
		if amount.Minor <= 0 {
			continue
		}
		if err := other.note(ActRecovered, map[string]string{"order": string(t.o.ID)},
			ledger.Posting{Debit: ledger.Held, Credit: ledger.Recovered, Amount: amount}); err != nil {
			return 0, err
		}
		if err := other.save(); err != nil {
			return 0, err
		}
		if err := t.note(ActSetOff, map[string]string{"order": string(debt.Order)},
			ledger.Posting{Debit: ledger.SetOff, Credit: ledger.Held, Amount: amount}); err != nil {
			return 0, err
		}
		kept += amount.Minor
	}
	return kept, nil
}

// openReversal returns the reversal under way, or nil.
func (o *Order) openReversal() *Reversal {
	if n := len(o.Reversals); n > 0 {
		if r := &o.Reversals[n-1]; r.State == CallRequested {
			return r
		}
	}
	return nil
}

// reversing is what is being taken back at this moment.
func (o *Order) reversing() int64 {
	if r := o.openReversal(); r != nil {
		return r.Amount.Minor
	}
	return 0
}

// reversible returns the transfer of which most can be taken back, and how much.
func (o *Order) reversible() (transfer string, left int64) {
	for _, p := range o.Payouts {
		if p.State != CallSucceeded {
			continue
		}
		rest := p.Amount.Minor
		for _, r := range o.Reversals {
			if r.Transfer == p.Transfer && r.State != CallFailed {
				rest -= r.Amount.Minor
			}
		}
		if rest > left {
			transfer, left = p.Transfer, rest
		}
	}
	return transfer, left
}

// recover takes what the seller owes for the order from their balance with the
// provider, as far as it reaches, and looks again every day while some is left.
func (s *Shop) recover(ctx context.Context, id OrderID) (outcome, error) {
	o, err := s.load(ctx, id)
	if err != nil {
		return nil, err
	}
	owed := o.Book.Balance(ledger.OwedBySeller)
	if owed.IsZero() && o.openReversal() == nil {
		return nothing, nil
	}
	finish, err := s.takeBack(ctx, o, 0, owed.Minor)
	if err != nil {
		return nil, err
	}
	return func(t *turn) error {
		if err := finish(t); err != nil {
			return err
		}
		return t.stillOwes()
	}, nil
}

// takeBack reverses up to need of the order's payout, for a refund or, with 0,
// for a debt: as much as the seller's balance gives, planned in a transaction,
// looked up, sent. What it returns records the result.
func (s *Shop) takeBack(ctx context.Context, o Order, refund int, need int64) (outcome, error) {
	if o.openReversal() == nil {
		transfer, left := o.reversible()
		if left == 0 || need <= 0 {
			return nothing, nil
		}
		balance, err := s.provider.SellerBalance(ctx, o.account(transfer), o.currency())
		if err != nil && CodeOf(err) != Refused { // an account that is gone has nothing
			return nil, err
		}
		amount := min(need, left, balance.Available.Minor)
		if info, ok := o.currency().Info(); ok {
			amount -= amount % info.Step
		}
		if amount <= 0 {
			return nothing, nil
		}
		if o, err = s.change(ctx, "", Actor{}, o.ID, func(t *turn) error {
			return t.planReversal(transfer, refund, amount)
		}); err != nil {
			return nil, err
		}
	}
	if o.openReversal() == nil {
		return nothing, nil // settled otherwise meanwhile
	}
	r := *o.openReversal()
	key := reversalKey(o.ID, r.N)
	result, found, err := s.provider.FindReversal(ctx, r.Transfer, key)
	if err == nil && !found {
		result, err = s.provider.Reverse(ctx, ReversalRequest{Key: key, Order: o.ID, Transfer: r.Transfer, Amount: r.Amount})
	}
	if err != nil {
		return refusal(err, func(t *turn, refused error) error {
			t.o.Reversals[r.N-1].State = CallFailed
			return t.note(ActReversalRefused, map[string]string{"n": fmt.Sprint(r.N), "why": refused.Error()})
		})
	}
	return func(t *turn) error { return t.reversed(r.N, result) }, nil
}

// account returns the seller's account that the transfer went to.
func (o *Order) account(transfer string) string {
	for _, p := range o.Payouts {
		if p.Transfer == transfer {
			return p.Account
		}
	}
	return ""
}

func (t *turn) planReversal(transfer string, refund int, amount int64) error {
	need := t.o.Book.Balances[ledger.OwedBySeller]
	if refund > 0 {
		var err error
		if need, err = t.missing(t.o.Refunds[refund-1].Amount); err != nil {
			return err
		}
	}
	if amount = min(amount, need); t.o.openReversal() != nil || amount <= 0 {
		return nil
	}
	r := Reversal{
		N: len(t.o.Reversals) + 1, State: CallRequested, Amount: money.New(amount, t.o.currency()),
		Transfer: transfer, Refund: refund, At: t.now.UTC().Truncate(time.Millisecond),
	}
	t.o.Reversals = append(t.o.Reversals, r)
	return t.note(ActReversalRequested, map[string]string{"n": fmt.Sprint(r.N), "amount": r.Amount.String()})
}

// reversed books money that came back. A debt falls by it; for a refund it is
// held until that is sent.
func (t *turn) reversed(n int, result ReversalResult) error {
	r := &t.o.Reversals[n-1]
	if r.State == CallSucceeded {
		return nil
	}
	r.State, r.ID = CallSucceeded, result.ID
	if err := t.tx.Orders().Link(result.ID, t.o.ID); err != nil {
		return err
	}
	facts := map[string]string{"n": fmt.Sprint(n), "reversal": result.ID, "amount": r.Amount.String()}
	if err := t.note(ActReversed, facts,
		ledger.Posting{Debit: ledger.Held, Credit: ledger.Reversed, Amount: r.Amount}); err != nil {
		return err
	}
	if !booked(r.ID) { // else nothing left a balance
		t.tell(NoticeReversed, RoleSeller, map[string]string{"amount": r.Amount.String()})
	}
	return nil
}
