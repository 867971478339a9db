package shoptest

import (
	"context"
	"fmt"

	"till/shop"
	"till/shop/money"
)

// Transfer implements shop.Transfers.
func (p *FakeProvider) Transfer(ctx context.Context, r shop.TransferRequest) (shop.TransferResult, error) {
	return call(ctx, p, "Transfer", func() (shop.TransferResult, error) {
		return once(p, r.Key, r, func() (shop.TransferResult, error) {
			account := p.accounts[r.Account]
			info, known := r.Amount.Currency.Info()
			switch {
			case account == nil || !account.Transfers:
				return shop.TransferResult{}, no("", "account %q takes no transfers", r.Account)
			case !known || r.Amount.Minor <= 0 || r.Amount.Minor%info.Step != 0:
				return shop.TransferResult{}, no("", "cannot transfer %s", r.Amount)
			case r.Amount.Minor > p.balance(r.Amount.Currency).Minor:
				return shop.TransferResult{}, no(shop.ReasonProviderBalance, "the balance is too low")
			case p.moved(r.Charge)+r.Amount.Minor > p.charged(r.Charge):
				return shop.TransferResult{}, no("", "more than charge %s", r.Charge)
			}
			t := &fakeTransfer{r, p.id("tr")}
			p.transfers = append(p.transfers, t)
			p.book("transfer", t.id, r.Order, money.New(-r.Amount.Minor, r.Amount.Currency), none(r.Amount))
			return shop.TransferResult{ID: t.id}, nil
		})
	})
}

// FindTransfer implements shop.Transfers.
func (p *FakeProvider) FindTransfer(ctx context.Context, order shop.OrderID, key string) (shop.TransferResult, bool, error) {
	t, err := call(ctx, p, "FindTransfer", func() (*fakeTransfer, error) {
		for _, t := range p.transfers {
			if t.Order == order && t.Key == key {
				return t, nil
			}
		}
		return nil, nil // none is no error
	})
	if t == nil {
		return shop.TransferResult{}, false, err
	}
	return shop.TransferResult{ID: t.id}, true, err
}

// Refund implements shop.Transfers.
func (p *FakeProvider) Refund(ctx context.Context, r shop.RefundRequest) (shop.RefundResult, error) {
	return call(ctx, p, "Refund", func() (shop.RefundResult, error) {
		return once(p, r.Key, r, func() (shop.RefundResult, error) {
			if r.Amount.Minor <= 0 || p.refunded(r.Charge)+r.Amount.Minor > p.charged(r.Charge) {
				return shop.RefundResult{}, no("", "more than charge %s", r.Charge)
			}
			f := &fakeRefund{r, p.id("re"), shop.CallSucceeded}
			if p.Slow {
				f.state = shop.CallSent
			}
			p.refunds = append(p.refunds, f)
			p.book("refund", f.id, r.Order, money.New(-r.Amount.Minor, r.Amount.Currency), none(r.Amount))
			p.happened(shop.SubjectRefund, f.id)
			return shop.RefundResult{ID: f.id, State: f.state}, nil
		})
	})
}

// FindRefund implements shop.Transfers.
func (p *FakeProvider) FindRefund(ctx context.Context, charge, key string) (shop.RefundResult, bool, error) {
	result, err := call(ctx, p, "FindRefund", func() (shop.RefundResult, error) {
		for _, f := range p.refunds {
			if f.Charge == charge && f.Key == key {
				return shop.RefundResult{ID: f.id, State: f.state}, nil
			}
		}
		return shop.RefundResult{}, nil
	})
	return result, result.ID != "", err
}

// SettleRefunds ends the order's refunds that are on their way; a refund that
// succeeded can fail later.
func (p *FakeProvider) SettleRefunds(id shop.OrderID, state shop.CallState) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, f := range p.refunds {
		if f.Order != id || f.state == shop.CallFailed || f.state == state {
			continue
		}
		f.state = state
		if state == shop.CallFailed {
			p.book("refund_failure", f.id, id, f.Amount, none(f.Amount))
		}
		p.happened(shop.SubjectRefund, f.id)
	}
}

func none(like money.Money) money.Money { return money.New(0, like.Currency) }

func (p *FakeProvider) charged(charge string) int64 {
	for _, s := range p.sessions {
		if s.Payment != nil && s.Payment.Charge == charge {
			return s.Payment.Amount.Minor
		}
	}
	return 0
}

func (p *FakeProvider) moved(charge string) (sum int64) {
	for _, t := range p.transfers {
		if t.Charge == charge {
			sum += t.Amount.Minor
		}
	}
	return sum
}

func (p *FakeProvider) refunded(charge string) (sum int64) {
	for _, f := range p.refunds {
		if f.Charge == charge && f.state != shop.CallFailed {
			sum += f.Amount.Minor
		}
	}
	return sum
}

// OpenAccount implements shop.Accounts.
func (p *FakeProvider) OpenAccount(ctx context.Context, r shop.AccountRequest) (shop.Account, error) {
	return call(ctx, p, "OpenAccount", func() (shop.Account, error) {
		return once(p, r.Key, r, func() (shop.Account, error) {
			a := &shop.Account{ID: p.id("acct"), Missing: []string{"individual"}}
			p.accounts[a.ID] = a
			return *a, nil
		})
	})
}

// OnboardingLink implements shop.Accounts.
func (p *FakeProvider) OnboardingLink(ctx context.Context, account string) (string, error) {
	return call(ctx, p, "OnboardingLink", func() (string, error) {
		if p.accounts[account] == nil {
			return "", missing("account")
		}
		return fmt.Sprintf("https://onboard.example/%s/%s", account, p.id("link")), nil
	})
}

// FetchAccount implements shop.Accounts.
func (p *FakeProvider) FetchAccount(ctx context.Context, account string) (shop.Account, error) {
	return call(ctx, p, "FetchAccount", func() (shop.Account, error) {
		if a := p.accounts[account]; a != nil {
			return *a, nil
		}
		return shop.Account{}, missing("account")
	})
}

// Platform implements shop.Accounts.
func (p *FakeProvider) Platform(context.Context) (shop.PlatformAccount, error) {
	return shop.PlatformAccount{ID: "acct_platform", Country: "US", ManualPayouts: true}, nil
}

// SetAccount makes an account as it is given, with what it may do.
func (p *FakeProvider) SetAccount(a shop.Account) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.accounts[a.ID] = &a
}
