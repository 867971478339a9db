package shoptest

import (
	"context"
	"slices"
	"time"

	"till/shop"
	"till/shop/money"
)

// fakeCharge is a payment that succeeded, and what became of it.
type fakeCharge struct {
	id          string
	order       shop.OrderID
	amount      money.Money
	session     *fakeSession
	transferred int64
	refunds     []*fakeRefund
	disputes    []*fakeDispute
	warnings    []string
}

// left is what is neither refunded nor withdrawn.
func (c *fakeCharge) left() int64 {
	left := c.amount.Minor
	for _, r := range c.refunds {
		if r.State != shop.CallFailed {
			left -= r.Amount.Minor
		}
	}
	for _, d := range c.disputes {
		left -= d.Withdrawn.Minor
	}
	return left
}

// blocked reports whether an open chargeback keeps the charge from being refunded.
func (c *fakeCharge) blocked() bool {
	return slices.ContainsFunc(c.disputes, func(d *fakeDispute) bool { return !d.State.Over() && !d.Refundable })
}

type fakeRefund struct {
	shop.RefundResult
	charge *fakeCharge
	at     time.Time
}

// refundFails is for how long a refund that succeeded can fail.
const refundFails = 30 * 24 * time.Hour

type fakeDispute struct {
	shop.DisputeResult
	charge   *fakeCharge
	evidence shop.EvidenceRequest
}

// DisputeFee is what the provider keeps for a chargeback, in minor units.
const DisputeFee = 15_00

// Refund implements shop.Refunds.
func (p *FakeProvider) Refund(ctx context.Context, r shop.RefundRequest) (shop.RefundResult, error) {
	return call(ctx, p, "Refund", func() (shop.RefundResult, error) {
		made, err := once(p, r.Key, r, func() (*fakeRefund, error) {
			c := p.charges[r.Charge]
			if c == nil || r.Amount.Minor <= 0 || r.Amount.Minor > c.left() {
				return nil, no("", "more than charge %s", r.Charge)
			}
			if c.blocked() {
				return nil, no("", "charge %s is disputed", r.Charge)
			}
			return p.refund(c, r.Key, r.Order, r.Amount), nil
		})
		if err != nil {
			return shop.RefundResult{}, err
		}
		return made.RefundResult, nil
	})
}

func (p *FakeProvider) refund(c *fakeCharge, key string, order shop.OrderID, amount money.Money) *fakeRefund {
	f := &fakeRefund{shop.RefundResult{ID: p.id("re"), Key: key, State: shop.CallSucceeded, Amount: amount}, c, p.Now()}
	if p.Slow {
		f.State = shop.CallSent
	}
	c.refunds = append(c.refunds, f)
	p.book(shop.BalanceEntry{
		Category: "refund", Source: f.ID, Charge: c.id, Order: order, Amount: money.New(-amount.Minor, amount.Currency), Fee: none(amount),
	}, c.order)
	p.happened(shop.SubjectRefund, f.ID)
	p.happened(shop.SubjectCharge, c.id)
	if c.left() == 0 {
		for _, d := range c.disputes {
			if d.Inquiry && !d.State.Over() {
				d.State = shop.DisputeWon
			}
		}
	}
	return f
}

// FindRefund implements shop.Refunds.
func (p *FakeProvider) FindRefund(ctx context.Context, charge, key string) (shop.RefundResult, bool, error) {
	result, err := call(ctx, p, "FindRefund", func() (shop.RefundResult, error) {
		if c := p.charges[charge]; c != nil {
			for _, f := range c.refunds {
				if f.Key == key {
					return f.RefundResult, nil
				}
			}
		}
		return shop.RefundResult{}, nil
	})
	return result, result.ID != "", err
}

// RefundOutside gives money back beside the shop, as somebody in the provider's
// dashboard does.
func (p *FakeProvider) RefundOutside(charge string, amount money.Money) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if c := p.charges[charge]; c != nil && !c.blocked() && amount.Minor > 0 && amount.Minor <= c.left() {
		p.refund(c, "", "", amount)
	}
}

// SettleRefunds ends the order's refunds that are on their way; one that
// succeeded can fail within a month.
func (p *FakeProvider) SettleRefunds(id shop.OrderID, state shop.CallState) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, s := range p.pages[id] {
		if s.Payment == nil || s.Payment.Charge == "" {
			continue
		}
		for _, f := range p.charges[s.Payment.Charge].refunds {
			if f.State == shop.CallFailed || f.State == state || state == shop.CallFailed && p.Now().Sub(f.at) > refundFails {
				continue
			}
			if f.State = state; state == shop.CallFailed {
				p.failRefund(f)
				continue
			}
			p.happened(shop.SubjectRefund, f.ID)
		}
	}
}

func (p *FakeProvider) failRefund(f *fakeRefund) {
	f.State, f.Why = shop.CallFailed, "lost_or_stolen_card"
	order := f.charge.order
	entry := shop.BalanceEntry{Category: "refund_failure", Source: f.ID, Charge: f.charge.id, Amount: f.Amount, Fee: none(f.Amount)}
	if f.Key != "" {
		entry.Order = order
	}
	p.book(entry, order)
	p.happened(shop.SubjectRefund, f.ID)
}

// FetchCharge implements shop.Charges.
func (p *FakeProvider) FetchCharge(ctx context.Context, charge string) (shop.Charge, error) {
	return call(ctx, p, "FetchCharge", func() (shop.Charge, error) {
		c := p.charges[charge]
		if c == nil {
			return shop.Charge{}, absent("charge")
		}
		seen := shop.Charge{ID: c.id, Order: c.order, Amount: c.amount}
		for _, r := range c.refunds {
			seen.Refunds = append(seen.Refunds, r.RefundResult)
		}
		for _, d := range c.disputes {
			result := d.DisputeResult
			if result.State != shop.DisputeOpen {
				result.DueBy = time.Time{}
			}
			seen.Disputes = append(seen.Disputes, result)
		}
		for _, id := range c.warnings {
			seen.Warnings = append(seen.Warnings, shop.FraudWarning{ID: id, Actionable: len(c.disputes) == 0 && c.left() > 0})
		}
		return seen, nil
	})
}

// evidenceDays is how long evidence is taken.
const evidenceDays = 9 * 24 * time.Hour

// Dispute has the bank take the amount of the charge back, or only ask about
// it; no more than is left. It returns the dispute, or "".
func (p *FakeProvider) Dispute(charge string, amount money.Money, inquiry bool, reason string) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	c := p.charges[charge]
	if c == nil || c.left() <= 0 {
		return ""
	}
	for _, d := range c.disputes {
		if !d.State.Over() {
			return ""
		}
	}
	amount.Minor = min(amount.Minor, c.left())
	d := &fakeDispute{DisputeResult: shop.DisputeResult{
		ID: p.id("dp"), State: shop.DisputeOpen, Inquiry: inquiry, Reason: reason, Amount: amount, Refundable: inquiry,
		DueBy: p.Now().Add(evidenceDays), Withdrawn: none(amount), Fee: none(amount),
	}, charge: c}
	c.disputes = append(c.disputes, d)
	p.disputes[d.ID] = d
	if !inquiry {
		p.withdraw(d)
	}
	p.happened(shop.SubjectCharge, c.id)
	return d.ID
}

// withdraw takes a dispute's amount and the fee from the platform's balance. A
// refund on its way fails.
func (p *FakeProvider) withdraw(d *fakeDispute) {
	for _, r := range d.charge.refunds {
		if r.State == shop.CallSent {
			p.failRefund(r)
		}
	}
	d.Amount.Minor = min(d.Amount.Minor, d.charge.left())
	d.Withdrawn, d.Fee = d.Amount, money.New(DisputeFee, d.Amount.Currency)
	p.book(shop.BalanceEntry{
		Category: "dispute", Source: d.ID, Charge: d.charge.id, Amount: money.New(-d.Amount.Minor, d.Amount.Currency), Fee: d.Fee,
	}, d.charge.order)
}

// Escalate makes an open inquiry a chargeback.
func (p *FakeProvider) Escalate(dispute string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	d := p.disputes[dispute]
	if d == nil || !d.Inquiry || d.State.Over() || d.charge.left() <= 0 {
		return
	}
	d.Inquiry, d.Refundable, d.State, d.DueBy = false, false, shop.DisputeOpen, p.Now().Add(evidenceDays)
	p.withdraw(d)
	p.happened(shop.SubjectCharge, d.charge.id)
}

// EndDispute decides a dispute; what is reinstated comes back, even of a lost one.
func (p *FakeProvider) EndDispute(dispute string, won bool, reinstated money.Money) {
	p.mu.Lock()
	defer p.mu.Unlock()
	d := p.disputes[dispute]
	if d == nil || d.State.Over() {
		return
	}
	if d.State = shop.DisputeLost; won || d.Inquiry {
		d.State = shop.DisputeWon
	}
	if back := min(reinstated.Minor, d.Withdrawn.Minor); back > 0 {
		d.Withdrawn.Minor -= back
		p.book(shop.BalanceEntry{
			Category: "dispute_reversal", Source: d.ID, Charge: d.charge.id, Amount: money.New(back, d.Amount.Currency), Fee: none(d.Amount),
		}, d.charge.order)
	}
	p.happened(shop.SubjectCharge, d.charge.id)
}

// Disputes returns the order's disputes that are not decided.
func (p *FakeProvider) Disputes(id shop.OrderID) (open []shop.DisputeResult) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, s := range p.pages[id] {
		if s.Payment == nil || s.Payment.Charge == "" {
			continue
		}
		for _, d := range p.charges[s.Payment.Charge].disputes {
			if !d.State.Over() {
				open = append(open, d.DisputeResult)
			}
		}
	}
	return open
}

// Warn has the card's issuer warn of fraud.
func (p *FakeProvider) Warn(charge string) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	c := p.charges[charge]
	c.warnings = append(c.warnings, p.id("issfr"))
	p.happened(shop.SubjectCharge, c.id)
	return c.warnings[len(c.warnings)-1]
}

// SendEvidence implements shop.Disputes.
func (p *FakeProvider) SendEvidence(ctx context.Context, r shop.EvidenceRequest) error {
	_, err := call(ctx, p, "SendEvidence", func() (bool, error) {
		d := p.disputes[r.Dispute]
		switch {
		case d == nil:
			return false, absent("dispute")
		case r.Submit && d.evidence.Submit && d.evidence.Key == r.Key && d.State != shop.DisputeOpen:
			return true, nil // the same act again
		case d.State != shop.DisputeOpen || p.Now().After(d.DueBy):
			return false, no("", "dispute %s takes no evidence", d.ID)
		}
		d.evidence = r
		if r.Submit {
			d.State = shop.DisputeInReview
			p.happened(shop.SubjectCharge, d.charge.id)
		}
		return true, nil
	})
	return err
}

// EvidenceOf returns what was last sent for the dispute.
func (p *FakeProvider) EvidenceOf(dispute string) shop.EvidenceRequest {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.disputes[dispute].evidence
}
