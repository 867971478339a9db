package shop

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"till/shop/ledger"
	"till/shop/money"
)

// Funds is the operator's money in one currency.
type Funds struct {
	Available money.Money // with the provider
	Pending   money.Money // not settled yet
	Held      money.Money // of it, for orders
	Underway  money.Money // of it, refunds that the provider has not taken yet
	Earned    money.Money // what can be withdrawn, never below zero
}

// Funds works out what the operator can withdraw: what is with the provider
// beyond what is held for orders and what goes back to buyers. Books that do not
// balance are an error.
func (s *Shop) Funds(ctx context.Context, c money.Currency) (Funds, error) {
	zero := money.New(0, c)
	if err := s.store.View(ctx, func(tx Tx) error {
		mode, err := storedMode(tx)
		if err == nil && mode == Single {
			return refuse(Conflict, "", "this is a single shop: all that its account has is the shop's own, and the provider pays it out to the bank as the account's settings say")
		}
		return err
	}); err != nil {
		return Funds{}, err
	}
	audit, err := s.Audit(ctx, false)
	if err != nil {
		return Funds{}, err
	}
	if len(audit.Differences) > 0 {
		return Funds{}, refuse(Conflict, "", "the books do not balance, so nothing is withdrawn (till audit tells more): %s",
			strings.Join(audit.Differences, "; "))
	}
	balance, err := s.provider.Balance(ctx, c)
	if err != nil {
		return Funds{}, err
	}
	f := Funds{Available: balance.Available, Pending: balance.Pending, Held: zero, Underway: zero, Earned: zero}
	if book := audit.Totals[c]; book != nil {
		f.Held = book.Balance(ledger.Held)
	}
	if underway, some := audit.Underway[c]; some {
		f.Underway = underway
	}
	earned := f.Available.Minor + f.Pending.Minor - f.Held.Minor - f.Underway.Minor
	f.Earned.Minor = max(0, min(earned, f.Available.Minor))
	if info, ok := c.Info(); ok {
		f.Earned.Minor -= f.Earned.Minor % info.Step
	}
	return f, nil
}

// withdrawal is the mark of the withdrawal under way: one at a time, with the
// same key at every try.
const withdrawal = "cursor:withdrawal"

// openWithdrawal is what the mark holds.
type openWithdrawal struct {
	N      int         `json:"n"`
	Amount money.Money `json:"amount"`
	Open   bool        `json:"open"`
}

// Withdraw sends earned money to the operator's bank; of zero, all of it. One
// whose outcome is not known is finished before another begins.
func (s *Shop) Withdraw(ctx context.Context, c money.Currency, amount money.Money) (BankPayout, error) {
	open, resumed, err := s.planWithdrawal(ctx, c, amount)
	if err != nil {
		return BankPayout{}, err
	}
	key := fmt.Sprintf("withdrawal:%d", open.N)
	payout, found, err := s.provider.FindWithdrawal(ctx, key)
	if err == nil && !found && resumed {
		if err := s.stillEarned(ctx, open); err != nil {
			return BankPayout{}, err
		}
	}
	if err == nil && !found {
		payout, err = s.provider.Withdraw(ctx, WithdrawRequest{Key: key, Amount: open.Amount})
	}
	if err != nil && CodeOf(err) != Refused {
		return BankPayout{}, fmt.Errorf("whether %s was withdrawn is not known, run the same again: %w", open.Amount, err)
	}
	open.Open = false
	return payout, errors.Join(err, s.store.Update(ctx, func(tx Tx) error { return putWithdrawal(tx, open) }))
}

// stillEarned gives up a withdrawal that never arrived, when what it was to take
// is not there any more.
func (s *Shop) stillEarned(ctx context.Context, open openWithdrawal) error {
	funds, err := s.Funds(ctx, open.Amount.Currency)
	if err != nil || open.Amount.Minor <= funds.Earned.Minor {
		return err
	}
	open.Open = false
	if err := s.store.Update(ctx, func(tx Tx) error { return putWithdrawal(tx, open) }); err != nil {
		return err
	}
	return refuse(Conflict, "", "the withdrawal of %s never arrived, and is more than the %s that is earned now: it is given up", open.Amount, funds.Earned)
}

// planWithdrawal returns the withdrawal under way, or writes down a new one.
func (s *Shop) planWithdrawal(ctx context.Context, c money.Currency, amount money.Money) (open openWithdrawal, resumed bool, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		open, err = getWithdrawal(tx)
		return err
	})
	if err != nil {
		return open, false, err
	}
	if open.Open {
		if open.Amount.Currency != c || amount.Minor != 0 && amount != open.Amount {
			return open, false, refuse(Conflict, "", "a withdrawal of %s is not finished: withdraw that first", open.Amount)
		}
		return open, true, nil
	}
	funds, err := s.Funds(ctx, c)
	if err != nil {
		return open, false, err
	}
	if amount.Minor == 0 {
		amount = funds.Earned
	}
	switch {
	case amount.Currency != c || amount.Minor <= 0 || amount.Valid() != nil:
		return open, false, refuse(Invalid, "", "nothing to withdraw: %s is earned", funds.Earned)
	case amount.Minor > funds.Earned.Minor:
		return open, false, refuse(Conflict, "", "%s is more than the %s that is earned; the rest is held for orders, owed to buyers or not settled", amount, funds.Earned)
	}
	next := openWithdrawal{N: open.N + 1, Amount: amount, Open: true}
	return next, false, s.store.Update(ctx, func(tx Tx) error {
		now, err := getWithdrawal(tx)
		if err == nil && now != open {
			return refuse(Conflict, "", "another withdrawal was begun meanwhile")
		}
		if err != nil {
			return err
		}
		return putWithdrawal(tx, next)
	})
}

func getWithdrawal(tx Tx) (open openWithdrawal, err error) {
	mark, err := tx.Marks().Get(withdrawal)
	if err != nil {
		return open, unlessMissing(err)
	}
	err = json.Unmarshal([]byte(mark), &open)
	return open, err
}

func putWithdrawal(tx Tx, open openWithdrawal) error {
	text, err := json.Marshal(open)
	if err != nil {
		return err
	}
	return tx.Marks().Put(withdrawal, string(text))
}
