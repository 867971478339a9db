package stripe

import (
	"context"
	"strings"

	sdk "github.com/stripe/stripe-go/v76"

	"till/shop"
	"till/shop/money"
)

// latestPayouts is how many bank payouts of a seller are looked at.
const latestPayouts = 10

// BankPayouts implements shop.Accounts.
func (p *Provider) BankPayouts(ctx context.Context, account string) ([]shop.BankPayout, error) {
	if account == "" {
		return nil, defect("bank payouts: no account")
	}
	q := &sdk.PayoutListParams{ListParams: sdk.ListParams{Context: ctx, Limit: sdk.Int64(latestPayouts), Single: true}}
	q.SetStripeAccount(account)
	list := p.api.Payouts.List(q)
	var out []shop.BankPayout
	for list.Next() {
		out = append(out, bankPayout(list.Payout()))
	}
	if err := list.Err(); err != nil {
		return nil, failure("list bank payouts", err)
	}
	return out, nil
}

// Balance implements shop.Bank.
func (p *Provider) Balance(ctx context.Context, c money.Currency) (shop.Balance, error) {
	return p.balance(c, params(ctx, ""))
}

// SellerBalance implements shop.Bank.
func (p *Provider) SellerBalance(ctx context.Context, account string, c money.Currency) (shop.Balance, error) {
	if account == "" {
		return shop.Balance{}, defect("seller's balance: no account")
	}
	return p.balance(c, ofAccount(ctx, account))
}

func (p *Provider) balance(c money.Currency, whose sdk.Params) (shop.Balance, error) {
	if c == "" {
		return shop.Balance{}, defect("balance: no currency")
	}
	got, err := p.api.Balance.Get(&sdk.BalanceParams{Params: whose})
	if err != nil {
		return shop.Balance{}, failure("fetch the balance", err)
	}
	return shop.Balance{Available: in(c, got.Available), Pending: in(c, got.Pending)}, nil
}

// in is what a balance has in the currency: zero when Stripe does not list it.
func in(c money.Currency, amounts []*sdk.Amount) money.Money {
	sum := money.New(0, c)
	for _, a := range amounts {
		if strings.EqualFold(string(a.Currency), string(c)) {
			sum.Minor += a.Amount
		}
	}
	return sum
}

// Withdraw implements shop.Bank.
func (p *Provider) Withdraw(ctx context.Context, r shop.WithdrawRequest) (shop.BankPayout, error) {
	if r.Amount.Minor <= 0 {
		return shop.BankPayout{}, defect("withdraw: no amount")
	}
	result, err := keyed(p, r.Key, func(key string) (shop.BankPayout, error) {
		payout, err := p.api.Payouts.New(&sdk.PayoutParams{
			Params:   params(ctx, key),
			Amount:   new(r.Amount.Minor),
			Currency: currency(r.Amount),
			Metadata: map[string]string{metaKey: r.Key, metaInstallation: p.cfg.Installation},
		})
		if err != nil {
			return shop.BankPayout{}, err
		}
		return bankPayout(payout), nil
	}, func() (shop.BankPayout, bool, error) { return p.FindWithdrawal(ctx, r.Key) })
	if err != nil {
		return shop.BankPayout{}, failure("withdraw", err)
	}
	return result, nil
}

// FindWithdrawal implements shop.Bank.
func (p *Provider) FindWithdrawal(ctx context.Context, key string) (shop.BankPayout, bool, error) {
	if key == "" {
		return shop.BankPayout{}, false, defect("find withdrawal: no key")
	}
	list := p.api.Payouts.List(&sdk.PayoutListParams{ListParams: listParams(ctx)})
	for list.Next() {
		if payout := list.Payout(); p.key(payout.Metadata) == key {
			return bankPayout(payout), true, nil
		}
	}
	if err := list.Err(); err != nil {
		return shop.BankPayout{}, false, failure("find withdrawal", err)
	}
	return shop.BankPayout{}, false, nil
}

// bankPayout reads a payout. A paid one may still fail within five working
// days (https://docs.stripe.com/payouts#payout-failures); its code says why,
// and the words for it are not Stripe's.
func bankPayout(p *sdk.Payout) shop.BankPayout {
	out := shop.BankPayout{
		ID: p.ID, Amount: amount(p.Amount, p.Currency), Arrival: instant(p.ArrivalDate), Why: string(p.FailureCode),
	}
	switch p.Status {
	case sdk.PayoutStatusPaid:
		out.State = shop.BankPaid
	case sdk.PayoutStatusFailed, sdk.PayoutStatusCanceled:
		out.State = shop.BankFailed
	default:
		out.State = shop.BankUnderway
	}
	return out
}
