package sandbox

import (
	"context"

	"till/sandbox/stripe"
)

// at lets something happen at Stripe, and waits until all is at rest.
func (s *Sandbox) at(ctx context.Context, act func() error) error {
	if err := act(); err != nil {
		return err
	}
	return s.pace.settle(ctx)
}

// Dispute lets a buyer's bank charge a payment back, or ask about it, and returns the dispute's id.
// ref is a charge's, payment intent's or session's id, or a value of their metadata such as an
// order's number; "" is the newest payment.
func (s *Sandbox) Dispute(ctx context.Context, ref string, terms stripe.Terms) (id string, err error) {
	err = s.at(ctx, func() error { id, err = s.stripe.Dispute(ctx, ref, terms); return err })
	return id, err
}

// EscalateInquiry makes an inquiry a chargeback. ref is the dispute's id, or as for Dispute.
func (s *Sandbox) EscalateInquiry(ctx context.Context, ref string) (id string, err error) {
	err = s.at(ctx, func() error { id, err = s.stripe.EscalateInquiry(ctx, ref); return err })
	return id, err
}

// EndDispute ends an open dispute: won, lost or partly, with so much reinstated. ref is as for
// EscalateInquiry.
func (s *Sandbox) EndDispute(ctx context.Context, ref, outcome string, amount int64) (id string, err error) {
	err = s.at(ctx, func() error { id, err = s.stripe.EndDispute(ctx, ref, outcome, amount); return err })
	return id, err
}

// WarnOfFraud lets a buyer's bank warn of a payment. ref is as for Dispute; kind may be empty.
func (s *Sandbox) WarnOfFraud(ctx context.Context, ref, kind string) (id string, err error) {
	err = s.at(ctx, func() error { id, err = s.stripe.WarnOfFraud(ctx, ref, kind); return err })
	return id, err
}

// RefundFails lets a buyer's bank return a refund. ref is its id, or as for Dispute; reason may be
// empty.
func (s *Sandbox) RefundFails(ctx context.Context, ref, reason string) (id string, err error) {
	err = s.at(ctx, func() error { id, err = s.stripe.RefundFails(ctx, ref, reason); return err })
	return id, err
}

// DeleteCustomer lets the operator delete the customer who paid in the dashboard, with all that they
// saved. ref is as for Dispute.
func (s *Sandbox) DeleteCustomer(ctx context.Context, ref string) (id string, err error) {
	err = s.at(ctx, func() error { id, err = s.stripe.DeleteCustomer(ctx, ref); return err })
	return id, err
}

// BankPayoutFails lets a seller's bank return a payout. ref is its id, or an account as for
// BalanceToBank; code may be empty.
func (s *Sandbox) BankPayoutFails(ctx context.Context, ref, code string) (id string, err error) {
	err = s.at(ctx, func() error { id, err = s.stripe.BankPayoutFails(ctx, s.accountRef(ref), code); return err })
	return id, err
}

// BalanceToBank sends what an account has available to its bank at once. account is an id, an
// e-mail address, a value of its metadata, a person whose user id is one, or "platform"; "" is the
// newest connected account.
func (s *Sandbox) BalanceToBank(ctx context.Context, account string) (payouts []string, err error) {
	err = s.at(ctx, func() error { payouts, err = s.stripe.BalanceToBank(ctx, s.accountRef(account)); return err })
	return payouts, err
}

// SetCapability lets a connected account lose or regain "transfers", "payouts" or another
// capability. account is as for BalanceToBank.
func (s *Sandbox) SetCapability(ctx context.Context, account, name string, active bool) error {
	return s.at(ctx, func() error { return s.stripe.SetCapability(ctx, s.accountRef(account), name, active) })
}

// TopUp adds the operator's own money, in minor units, to the platform's balance.
func (s *Sandbox) TopUp(ctx context.Context, currency string, amount int64) error {
	if err := stripe.CheckTopUp(currency, amount); err != nil {
		return err
	}
	return s.at(ctx, func() error { s.stripe.TopUp(currency, amount); return nil })
}

// MakePlain makes the operator's own account one without Connect, whose balance
// Stripe pays out to its bank by itself: a single shop's.
func (s *Sandbox) MakePlain(ctx context.Context) error {
	return s.at(ctx, func() error { s.stripe.MakePlain(); return nil })
}

// accountRef is the user id of a person of that name, by which a bot knows them; else the text as
// it is.
func (s *Sandbox) accountRef(text string) string {
	for _, person := range s.discord.People() {
		if person.Username == text {
			return person.ID
		}
	}
	return text
}
