package stripe

import (
	"cmp"
	"slices"
	"time"
)

// SessionView is a checkout session as the sandbox's panels show it.
type SessionView struct {
	ID            string            `json:"id"`
	URL           string            `json:"url"`
	Status        string            `json:"status"`         // open, complete, expired
	PaymentStatus string            `json:"payment_status"` // paid, unpaid
	Currency      string            `json:"currency"`
	AmountTotal   int64             `json:"amount_total"`
	TotalText     string            `json:"total_text"` // "$30.00"
	Created       time.Time         `json:"created"`
	ExpiresAt     time.Time         `json:"expires_at"`
	PaymentIntent string            `json:"payment_intent"` // "" before the first try
	Charge        string            `json:"charge"`         // latest charge, or ""
	Refunded      bool              `json:"refunded"`       // something of it, by a refund that has not failed
	Lines         []string          `json:"lines"`
	Metadata      map[string]string `json:"metadata"`
}

// AccountView is an account, the platform's own or a connected one.
type AccountView struct {
	ID               string            `json:"id"`
	Platform         bool              `json:"platform"`
	Country          string            `json:"country"`
	Email            string            `json:"email"`
	DetailsSubmitted bool              `json:"details_submitted"`
	PayoutsEnabled   bool              `json:"payouts_enabled"`
	Transfers        string            `json:"transfers"` // active, inactive, ""
	CurrentlyDue     []string          `json:"currently_due"`
	Metadata         map[string]string `json:"metadata"`
	Balances         []BalanceView     `json:"balances"`
	Payouts          []PayoutView      `json:"payouts"`
}

// BalanceView is one currency of an account's balance, in minor units and as
// people write it.
type BalanceView struct {
	Currency      string `json:"currency"`
	Available     int64  `json:"available"`
	Pending       int64  `json:"pending"`
	AvailableText string `json:"available_text"`
	PendingText   string `json:"pending_text"`
}

// DisputeView is what a buyer's bank has against a charge.
type DisputeView struct {
	ID      string `json:"id"`
	Charge  string `json:"charge"`
	Amount  string `json:"amount"` // "$30.00"
	Reason  string `json:"reason"`
	Status  string `json:"status"`
	Inquiry bool   `json:"inquiry"`
	Open    bool   `json:"open"`
}

// PayoutView is a payout from an account to its bank.
type PayoutView struct {
	ID      string    `json:"id"`
	Amount  string    `json:"amount"` // "$28.53"
	Status  string    `json:"status"` // in_transit, paid, failed
	Arrival time.Time `json:"arrival"`
}

// Sessions returns all checkout sessions, newest first.
func (s *Stripe) Sessions() []SessionView {
	s.mu.Lock()
	defer s.mu.Unlock()
	var views []SessionView
	for _, x := range slices.Backward(s.platform.sessions.rows) {
		v := SessionView{
			ID: x.id, URL: x.url, Status: x.status, PaymentStatus: x.paymentStatus,
			Currency: x.currency, AmountTotal: x.total(), TotalText: formatAmount(x.total(), x.currency),
			Created: x.created, ExpiresAt: x.expiresAt, Metadata: copyOf(x.metadata),
		}
		if x.intent != nil {
			v.PaymentIntent = x.intent.id
			if c := x.intent.latest; c != nil {
				v.Charge, v.Refunded = c.id, c.refunded() > 0
			}
		}
		for _, l := range x.lines {
			v.Lines = append(v.Lines, l.name)
		}
		views = append(views, v)
	}
	return views
}

// Disputes returns all disputes, newest first.
func (s *Stripe) Disputes() []DisputeView {
	s.mu.Lock()
	defer s.mu.Unlock()
	var views []DisputeView
	for _, d := range slices.Backward(s.platform.disputes.rows) {
		views = append(views, DisputeView{
			ID: d.id, Charge: d.charge.id, Amount: formatAmount(d.amount, d.charge.currency),
			Reason: cmp.Or(d.reason, "fraudulent"), Status: d.status, Inquiry: d.inquiry(), Open: d.open(),
		})
	}
	return views
}

// Accounts returns the platform's account and then the connected ones in the
// order in which they were made.
func (s *Stripe) Accounts() []AccountView {
	s.mu.Lock()
	defer s.mu.Unlock()
	views := []AccountView{s.view(s.platform)}
	for _, a := range s.accounts.rows {
		views = append(views, s.view(a))
	}
	return views
}

// Balance returns the platform's balance, one entry for each currency.
func (s *Stripe) Balance() []BalanceView {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.view(s.platform).Balances
}

func (s *Stripe) view(a *account) AccountView {
	v := AccountView{
		ID: a.id, Platform: a == s.platform, Country: a.country, Email: a.email,
		DetailsSubmitted: a.detailsSubmitted, PayoutsEnabled: a.payoutsEnabled,
		Transfers: a.capabilities["transfers"], CurrentlyDue: slices.Clone(a.currentlyDue),
		Metadata: copyOf(a.metadata),
	}
	for _, currency := range a.book.currencies() {
		available, pending := a.book.balance(currency, s.now())
		v.Balances = append(v.Balances, BalanceView{
			Currency: currency, Available: available, Pending: pending,
			AvailableText: formatAmount(available, currency), PendingText: formatAmount(pending, currency),
		})
	}
	for _, p := range slices.Backward(a.payouts.rows) {
		v.Payouts = append(v.Payouts, PayoutView{
			ID: p.id, Amount: formatAmount(p.amount, p.currency), Status: p.status, Arrival: p.arrival,
		})
	}
	return v
}
