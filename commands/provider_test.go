package commands_test

import (
	"context"
	"fmt"
	"time"

	"till/shop"
	"till/shop/money"
)

// provider is a payment provider in memory: every call succeeds at once, and
// the test plays the buyer's and the seller's part on its pages.
type provider struct {
	now      func() time.Time
	sessions []*shop.CheckoutSession
	accounts map[string]*shop.Account
	refunds  map[string]*shop.RefundResult
	transfer map[string]shop.TransferResult
	page     string // the beginning of every page's address
	down     error  // answers every call, when set
}

func newProvider(now func() time.Time) *provider {
	return &provider{
		now: now, accounts: make(map[string]*shop.Account), refunds: make(map[string]*shop.RefundResult),
		transfer: make(map[string]shop.TransferResult), page: "https://pay.example/",
	}
}

func (p *provider) OpenCheckout(_ context.Context, r shop.CheckoutRequest) (shop.CheckoutSession, error) {
	if p.down != nil {
		return shop.CheckoutSession{}, p.down
	}
	total := money.New(r.Shipping.Minor+r.Tax.Minor, r.Shipping.Currency)
	for _, l := range r.Lines {
		total.Minor += l.Price.Minor * l.Quantity
	}
	id := fmt.Sprintf("session%d", len(p.sessions)+1)
	s := &shop.CheckoutSession{
		ID: id, Order: r.Order, URL: p.page + id, State: shop.SessionOpen, Amount: total, ExpiresAt: r.ExpiresAt,
	}
	p.sessions = append(p.sessions, s)
	return *s, nil
}

func (p *provider) CloseCheckout(ctx context.Context, id string) (shop.CheckoutSession, error) {
	s, err := p.find(id)
	if err == nil && s.State == shop.SessionOpen {
		s.State = shop.SessionExpired
	}
	if err != nil {
		return shop.CheckoutSession{}, err
	}
	return *s, ctx.Err()
}

func (p *provider) FetchCheckout(_ context.Context, id string) (shop.CheckoutSession, error) {
	s, err := p.find(id)
	if err != nil {
		return shop.CheckoutSession{}, err
	}
	return *s, nil
}

func (p *provider) find(id string) (*shop.CheckoutSession, error) {
	for _, s := range p.sessions {
		if s.ID == id {
			return s, nil
		}
	}
	return nil, &shop.Error{Code: shop.NotFound, Message: "no session"}
}

// pay completes a page: its state becomes Paid, Processing or Failed.
func (p *provider) pay(s *shop.CheckoutSession, state shop.SessionState) {
	s.State = state
	s.Settled = s.Amount.Currency
	s.Payment = &shop.Payment{
		Session: s.ID, Intent: "intent-" + s.ID, Amount: s.Amount,
		Fee: money.New(s.Amount.Minor*29/1000+30, s.Amount.Currency), FeeKnown: true,
	}
	if state == shop.SessionPaid {
		s.Payment.Charge = "charge-" + s.ID
	}
}

func (p *provider) Transfer(_ context.Context, r shop.TransferRequest) (shop.TransferResult, error) {
	if p.down != nil {
		return shop.TransferResult{}, p.down
	}
	p.transfer[r.Key] = shop.TransferResult{ID: "transfer-" + string(r.Order)}
	return p.transfer[r.Key], nil
}

func (p *provider) FindTransfer(_ context.Context, _ shop.OrderID, key string) (shop.TransferResult, bool, error) {
	result, ok := p.transfer[key]
	return result, ok, nil
}

func (p *provider) Refund(_ context.Context, r shop.RefundRequest) (shop.RefundResult, error) {
	result := &shop.RefundResult{ID: "refund-" + r.Charge, State: shop.CallSent}
	p.refunds[r.Key] = result
	return *result, nil
}

func (p *provider) FindRefund(_ context.Context, _, key string) (shop.RefundResult, bool, error) {
	if result, ok := p.refunds[key]; ok {
		return *result, true, nil
	}
	return shop.RefundResult{}, false, nil
}

func (p *provider) OpenAccount(_ context.Context, r shop.AccountRequest) (shop.Account, error) {
	if p.down != nil {
		return shop.Account{}, p.down
	}
	id := "account-" + string(r.Seller)
	if p.accounts[id] == nil {
		p.accounts[id] = &shop.Account{ID: id, Missing: []string{
			"business_profile.mcc", "external_account", "individual.dob.day", "individual.dob.month",
			"individual.verification.document", "tos_acceptance.date", "tos_acceptance.ip", "owners.relationship.new_thing",
		}}
	}
	return *p.accounts[id], nil
}

func (p *provider) OnboardingLink(_ context.Context, account string) (string, error) {
	return p.page + "onboard/" + account, nil
}

func (p *provider) FetchAccount(_ context.Context, account string) (shop.Account, error) {
	return *p.accounts[account], nil
}

func (p *provider) Platform(context.Context) (shop.PlatformAccount, error) {
	return shop.PlatformAccount{ID: "platform", Country: "US", ManualPayouts: true}, nil
}

func (p *provider) EventsSince(context.Context, time.Time) ([]shop.ProviderEvent, error) {
	return nil, nil
}

func (p *provider) BalanceEntries(context.Context, func(shop.BalanceEntry) error) error { return nil }
