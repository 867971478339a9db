package shoptest

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"till/shop"
	"till/shop/money"
)

type fakeTransfer struct {
	shop.TransferRequest
	id        string
	reversals map[string]fakeReversal // by key
}

type fakeReversal struct {
	id     string
	amount int64
}

// fakeAccount is a seller's account with its balance.
type fakeAccount struct {
	shop.Account
	balances map[money.Currency]int64
	bank     []shop.BankPayout // newest first
}

// Transfer implements shop.Transfers.
func (p *FakeProvider) Transfer(ctx context.Context, r shop.TransferRequest) (shop.TransferResult, error) {
	return call(ctx, p, "Transfer", func() (shop.TransferResult, error) {
		return once(p, r.Key, r, func() (shop.TransferResult, error) {
			account, charge := p.accounts[r.Account], p.charges[r.Charge]
			info, known := r.Amount.Currency.Info()
			switch {
			case account == nil || !account.Transfers:
				return shop.TransferResult{}, no("", "account %q takes no transfers", r.Account)
			case !known || r.Amount.Minor <= 0 || r.Amount.Minor%info.Step != 0:
				return shop.TransferResult{}, no("", "cannot transfer %s", r.Amount)
			case r.Amount.Minor > p.balances[r.Amount.Currency]:
				return shop.TransferResult{}, no(shop.ReasonProviderBalance, "the balance is too low")
			case r.Charge != "" && (charge == nil || charge.transferred+r.Amount.Minor > charge.amount.Minor):
				return shop.TransferResult{}, no("", "more than charge %s", r.Charge)
			}
			t := &fakeTransfer{r, p.id("tr"), make(map[string]fakeReversal)}
			p.transfers[t.id], p.made[r.Key] = t, t
			if charge != nil {
				charge.transferred += r.Amount.Minor
			}
			account.balances[r.Amount.Currency] += r.Amount.Minor
			p.book(shop.BalanceEntry{
				Category: "transfer", Source: t.id, Charge: r.Charge, Order: r.Order,
				Amount: money.New(-r.Amount.Minor, r.Amount.Currency), Fee: none(r.Amount),
			}, r.Order)
			return shop.TransferResult{ID: t.id}, nil
		})
	})
}

// FindTransfer implements shop.Transfers.
func (p *FakeProvider) FindTransfer(ctx context.Context, order shop.OrderID, key string) (shop.TransferResult, bool, error) {
	result, err := call(ctx, p, "FindTransfer", func() (shop.TransferResult, error) {
		if t := p.made[key]; t != nil && t.Order == order {
			return shop.TransferResult{ID: t.id}, nil
		}
		return shop.TransferResult{}, nil
	})
	return result, result.ID != "", err
}

// Reverse implements shop.Transfers. It is refused as a whole when the seller's
// balance, or what is left of the transfer, is less.
func (p *FakeProvider) Reverse(ctx context.Context, r shop.ReversalRequest) (shop.ReversalResult, error) {
	return call(ctx, p, "Reverse", func() (shop.ReversalResult, error) {
		return once(p, r.Key, r, func() (shop.ReversalResult, error) {
			t := p.transfers[r.Transfer]
			if t == nil {
				return shop.ReversalResult{}, absent("transfer")
			}
			left := t.Amount.Minor
			for _, done := range t.reversals {
				left -= done.amount
			}
			account := p.accounts[t.Account]
			info, _ := r.Amount.Currency.Info()
			switch {
			case r.Amount.Minor <= 0 || r.Amount.Minor > left || r.Amount.Currency != t.Amount.Currency || r.Amount.Minor%info.Step != 0:
				return shop.ReversalResult{}, no("", "cannot reverse %s of %s", r.Amount, t.id)
			case r.Amount.Minor > account.balances[r.Amount.Currency]:
				return shop.ReversalResult{}, no(shop.ReasonProviderBalance, "the seller has less")
			}
			done := fakeReversal{p.id("trr"), r.Amount.Minor}
			t.reversals[r.Key] = done
			account.balances[r.Amount.Currency] -= r.Amount.Minor
			p.book(shop.BalanceEntry{
				Category: "transfer_reversal", Source: done.id, Order: r.Order, Amount: r.Amount, Fee: none(r.Amount),
			}, r.Order)
			return shop.ReversalResult{ID: done.id}, nil
		})
	})
}

// FindReversal implements shop.Transfers.
func (p *FakeProvider) FindReversal(ctx context.Context, transfer, key string) (shop.ReversalResult, bool, error) {
	result, err := call(ctx, p, "FindReversal", func() (shop.ReversalResult, error) {
		if t := p.transfers[transfer]; t != nil {
			return shop.ReversalResult{ID: t.reversals[key].id}, nil
		}
		return shop.ReversalResult{}, absent("transfer")
	})
	return result, result.ID != "", err
}

// SellerBalance implements shop.Bank.
func (p *FakeProvider) SellerBalance(ctx context.Context, account string, c money.Currency) (shop.Balance, error) {
	return call(ctx, p, "SellerBalance", func() (shop.Balance, error) {
		a := p.accounts[account]
		if a == nil {
			return shop.Balance{}, absent("account")
		}
		return shop.Balance{Available: money.New(a.balances[c], c), Pending: money.New(0, c)}, nil
	})
}

// EmptySeller sends all that the account has to its bank.
func (p *FakeProvider) EmptySeller(account string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	a := p.accounts[account]
	for _, c := range slices.Sorted(maps.Keys(a.balances)) {
		if a.balances[c] > 0 {
			a.bank = slices.Insert(a.bank, 0, shop.BankPayout{
				ID: p.id("po"), State: shop.BankPaid, Amount: money.New(a.balances[c], c), Arrival: p.Now().Add(48 * time.Hour),
			})
			a.balances[c] = 0
		}
	}
}

// FailBankPayout has the bank return the account's newest payout.
func (p *FakeProvider) FailBankPayout(account, why string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	a := p.accounts[account]
	if len(a.bank) == 0 || a.bank[0].State == shop.BankFailed {
		return
	}
	a.bank[0].State, a.bank[0].Why = shop.BankFailed, why
	a.balances[a.bank[0].Amount.Currency] += a.bank[0].Amount.Minor
}

// Give puts money into the account's balance, as a sale elsewhere does.
func (p *FakeProvider) Give(account string, m money.Money) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.accounts[account].balances[m.Currency] += m.Minor
}

// Withdraw implements shop.Bank.
func (p *FakeProvider) Withdraw(ctx context.Context, r shop.WithdrawRequest) (shop.BankPayout, error) {
	return call(ctx, p, "Withdraw", func() (shop.BankPayout, error) {
		return once(p, r.Key, r, func() (shop.BankPayout, error) {
			if r.Amount.Minor <= 0 || r.Amount.Minor > p.balances[r.Amount.Currency] {
				return shop.BankPayout{}, no(shop.ReasonProviderBalance, "the balance is too low")
			}
			payout := shop.BankPayout{ID: p.id("po"), State: shop.BankUnderway, Amount: r.Amount, Arrival: p.Now().Add(48 * time.Hour)}
			p.payouts[r.Key] = payout
			p.book(shop.BalanceEntry{Category: "payout", Source: payout.ID, Amount: money.New(-r.Amount.Minor, r.Amount.Currency), Fee: none(r.Amount)}, "")
			return payout, nil
		})
	})
}

// FindWithdrawal implements shop.Bank.
func (p *FakeProvider) FindWithdrawal(ctx context.Context, key string) (shop.BankPayout, bool, error) {
	payout, err := call(ctx, p, "FindWithdrawal", func() (shop.BankPayout, error) {
		payout := p.payouts[key]
		if payout.State == shop.BankUnderway && !p.Now().Before(payout.Arrival) {
			payout.State = shop.BankPaid
		}
		return payout, nil
	})
	return payout, payout.ID != "", err
}

// OpenAccount implements shop.Accounts.
func (p *FakeProvider) OpenAccount(ctx context.Context, r shop.AccountRequest) (shop.Account, error) {
	return call(ctx, p, "OpenAccount", func() (shop.Account, error) {
		if r.Country == "" || r.Country[0] == 'X' { // for private use
			return shop.Account{}, no("", "no such country: %q", r.Country)
		}
		account, err := once(p, r.Key, r, func() (*fakeAccount, error) {
			a := &fakeAccount{
				Account: shop.Account{ID: p.id("acct"), Missing: []string{"individual"}}, balances: make(map[money.Currency]int64),
			}
			p.accounts[a.ID] = a
			return a, nil
		})
		if err != nil {
			return shop.Account{}, err
		}
		return account.Account, nil
	})
}

// OnboardingLink implements shop.Accounts.
func (p *FakeProvider) OnboardingLink(ctx context.Context, account string) (string, error) {
	return call(ctx, p, "OnboardingLink", func() (string, error) {
		if p.accounts[account] == nil {
			return "", absent("account")
		}
		return fmt.Sprintf("https://onboard.example/%s/%s", account, p.id("link")), nil
	})
}

// FetchAccount implements shop.Accounts.
func (p *FakeProvider) FetchAccount(ctx context.Context, account string) (shop.Account, error) {
	return call(ctx, p, "FetchAccount", func() (shop.Account, error) {
		if a := p.accounts[account]; a != nil {
			return a.Account, nil
		}
		return shop.Account{}, absent("account")
	})
}

// BankPayouts implements shop.Accounts.
func (p *FakeProvider) BankPayouts(ctx context.Context, account string) ([]shop.BankPayout, error) {
	return call(ctx, p, "BankPayouts", func() ([]shop.BankPayout, error) {
		a := p.accounts[account]
		if a == nil {
			return nil, absent("account")
		}
		return slices.Clone(a.bank[:min(10, len(a.bank))]), nil
	})
}

// Platform implements shop.Accounts.
func (p *FakeProvider) Platform(context.Context) (shop.PlatformAccount, error) {
	return shop.PlatformAccount{ID: "acct_platform", Country: "US", ManualPayouts: true}, nil
}

// SetAccount makes an account as it is given, or changes what it may do.
func (p *FakeProvider) SetAccount(a shop.Account) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if old := p.accounts[a.ID]; old != nil {
		old.Account = a
		return
	}
	p.accounts[a.ID] = &fakeAccount{Account: a, balances: make(map[money.Currency]int64)}
}
