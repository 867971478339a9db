package commands_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"till/shop"
	"till/shop/money"
)

// provider is a payment provider in memory: every call succeeds at once, and
// the test plays the buyer's and the seller's part on its pages.
type provider struct {
	now       func() time.Time
	sessions  []*shop.CheckoutSession
	accounts  map[string]*shop.Account
	refunds   map[string]*shop.RefundResult
	transfer  map[string]shop.TransferResult
	disputes  []*dispute
	warnings  map[string][]shop.FraudWarning // by charge
	balance   map[string]int64               // of sellers' accounts
	bank      map[string][]shop.BankPayout   // of sellers' accounts, newest first
	page      string                         // the beginning of every page's address
	address   shop.Address                   // that every buyer types
	customers map[string]bool
	noPortal  bool  // the account has no page of what is saved
	down      error // answers every call, when set
}

// dispute is one with the charge that it is about.
type dispute struct {
	shop.DisputeResult
	charge string
}

func newProvider(now func() time.Time) *provider {
	return &provider{
		now: now, customers: make(map[string]bool), accounts: make(map[string]*shop.Account), refunds: make(map[string]*shop.RefundResult),
		transfer: make(map[string]shop.TransferResult), warnings: make(map[string][]shop.FraudWarning),
		balance: make(map[string]int64), bank: make(map[string][]shop.BankPayout), page: "https://pay.example/",
		address: shop.Address{
			Name: "Test Buyer of the Very Long Name That Goes On", Line1: "1 `Test` Street", City: "Testville", Postal: "10001",
			Country: "US", Phone: "+1 202 555 0100", Email: "buyer@example.com",
		},
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

func (p *provider) OpenCustomer(_ context.Context, key string) (string, error) {
	p.customers[key] = true
	return key, p.down
}

func (p *provider) HasCustomer(_ context.Context, customer string) (bool, error) {
	return p.customers[customer], p.down
}

func (p *provider) WalletLink(_ context.Context, customer string) (string, error) {
	switch {
	case !p.customers[customer]:
		return "", &shop.Error{Code: shop.Refused, Reason: shop.ReasonCustomerGone, Message: "no customer"}
	case p.noPortal:
		return "", &shop.Error{Code: shop.Refused, Reason: shop.ReasonNoWallet, Message: "no portal"}
	}
	return p.page + "saved", p.down
}

func (p *provider) ForgetCustomer(_ context.Context, customer string) error {
	delete(p.customers, customer)
	return p.down
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

func (p *provider) FetchAddress(_ context.Context, id string) (shop.Address, error) {
	if p.down != nil {
		return shop.Address{}, p.down
	}
	return p.address, nil
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
	p.transfer[r.Key] = shop.TransferResult{ID: "transfer-" + r.Key}
	p.balance[r.Account] += r.Amount.Minor
	return p.transfer[r.Key], nil
}

func (p *provider) FindTransfer(_ context.Context, _ shop.OrderID, key string) (shop.TransferResult, bool, error) {
	result, ok := p.transfer[key]
	return result, ok, nil
}

func (p *provider) Refund(_ context.Context, r shop.RefundRequest) (shop.RefundResult, error) {
	result := &shop.RefundResult{
		ID: fmt.Sprintf("refund-%s-%d", r.Charge, len(p.refunds)+1), Key: r.Key, State: shop.CallSent, Amount: r.Amount,
	}
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

func (p *provider) BalanceEntries(context.Context, time.Time, func(shop.BalanceEntry) error) error {
	return nil
}

func (p *provider) FindCheckout(_ context.Context, charge string) (shop.CheckoutSession, error) {
	for _, s := range p.sessions {
		if s.Payment != nil && s.Payment.Charge == charge {
			return *s, nil
		}
	}
	return shop.CheckoutSession{}, &shop.Error{Code: shop.NotFound, Message: "no session"}
}

func (p *provider) FetchCharge(ctx context.Context, charge string) (shop.Charge, error) {
	s, err := p.FindCheckout(ctx, charge)
	if err != nil {
		return shop.Charge{}, err
	}
	c := shop.Charge{ID: charge, Order: s.Order, Amount: s.Payment.Amount, Warnings: p.warnings[charge]}
	for _, key := range slices.Sorted(maps.Keys(p.refunds)) {
		if r := p.refunds[key]; strings.HasPrefix(r.ID, "refund-"+charge+"-") {
			c.Refunds = append(c.Refunds, *r)
		}
	}
	for _, d := range p.disputes {
		if d.charge == charge {
			c.Disputes = append(c.Disputes, d.DisputeResult)
		}
	}
	return c, nil
}

// dispute opens a dispute about the newest charge, or about what an inquiry was.
func (p *provider) dispute(reason string, inquiry bool) (charge string) {
	s := p.sessions[len(p.sessions)-1]
	charge = s.Payment.Charge
	zero := money.New(0, s.Amount.Currency)
	d := &dispute{charge: charge, DisputeResult: shop.DisputeResult{
		ID: fmt.Sprintf("dispute%d", len(p.disputes)+1), State: shop.DisputeOpen, Inquiry: inquiry, Refundable: inquiry,
		Reason: reason, Amount: s.Amount, DueBy: p.now().Add(9 * 24 * time.Hour), Withdrawn: zero, Fee: zero,
	}}
	if !inquiry {
		d.Withdrawn, d.Fee = s.Amount, money.New(15_00, s.Amount.Currency)
	}
	p.disputes = append(p.disputes, d)
	return charge
}

// decide ends the newest dispute.
func (p *provider) decide(state shop.DisputeState) (charge string) {
	d := p.disputes[len(p.disputes)-1]
	d.State = state
	if state == shop.DisputeWon {
		d.Withdrawn.Minor, d.Fee.Minor = 0, 0
	}
	return d.charge
}

func (p *provider) SendEvidence(_ context.Context, r shop.EvidenceRequest) error {
	for _, d := range p.disputes {
		if d.ID == r.Dispute && r.Submit {
			d.State = shop.DisputeInReview
		}
	}
	return nil
}

func (p *provider) Reverse(_ context.Context, r shop.ReversalRequest) (shop.ReversalResult, error) {
	for account := range p.accounts {
		p.balance[account] -= r.Amount.Minor // there is one seller in these chats
	}
	return shop.ReversalResult{ID: "reversal-" + r.Key}, nil
}

func (p *provider) FindReversal(context.Context, string, string) (shop.ReversalResult, bool, error) {
	return shop.ReversalResult{}, false, nil
}

func (p *provider) SellerBalance(_ context.Context, account string, c money.Currency) (shop.Balance, error) {
	return shop.Balance{Available: money.New(p.balance[account], c), Pending: money.New(0, c)}, nil
}

func (p *provider) BankPayouts(_ context.Context, account string) ([]shop.BankPayout, error) {
	return p.bank[account], nil
}

func (p *provider) Balance(_ context.Context, c money.Currency) (shop.Balance, error) {
	return shop.Balance{Available: money.New(0, c), Pending: money.New(0, c)}, nil
}

func (p *provider) Withdraw(context.Context, shop.WithdrawRequest) (shop.BankPayout, error) {
	return shop.BankPayout{}, nil
}

func (p *provider) FindWithdrawal(context.Context, string) (shop.BankPayout, bool, error) {
	return shop.BankPayout{}, false, nil
}
