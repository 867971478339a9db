package shoptest

import (
	"context"
	"fmt"
	"time"

	"till/shop"
	"till/shop/money"
)

// pageLife is how long a page lives at least, by the provider's rule.
const pageLife = 30 * time.Minute

// fakeSession is a checkout page and what came of it.
type fakeSession struct {
	shop.CheckoutSession
	paidAt   time.Time
	shipTo   []string
	customer string
}

// OpenCheckout implements shop.Checkouts.
func (p *FakeProvider) OpenCheckout(ctx context.Context, r shop.CheckoutRequest) (shop.CheckoutSession, error) {
	return call(ctx, p, "OpenCheckout", func() (shop.CheckoutSession, error) {
		return once(p, r.Key, fmt.Sprintf("%+v", r), func() (shop.CheckoutSession, error) {
			if r.ExpiresAt.Sub(p.Now()) < pageLife {
				return shop.CheckoutSession{}, no("", "the page would end too soon")
			}
			if r.Customer != "" && !p.customers[r.Customer] {
				return shop.CheckoutSession{}, stranger(r.Customer)
			}
			total := r.Shipping.Minor + r.Tax.Minor
			for _, l := range r.Lines {
				total += l.Price.Minor * l.Quantity
			}
			id := p.id("cs")
			s := &fakeSession{CheckoutSession: shop.CheckoutSession{
				ID: id, Order: r.Order, URL: "https://pay.example/" + id, State: shop.SessionOpen,
				Amount: money.New(total, r.Lines[0].Price.Currency), ExpiresAt: r.ExpiresAt,
			}, shipTo: r.ShipTo, customer: r.Customer}
			p.sessions[id] = s
			p.pages[r.Order] = append(p.pages[r.Order], s)
			p.open = append(p.open, s)
			return s.CheckoutSession, nil
		})
	})
}

// CloseCheckout implements shop.Checkouts.
func (p *FakeProvider) CloseCheckout(ctx context.Context, id string) (shop.CheckoutSession, error) {
	return call(ctx, p, "CloseCheckout", func() (shop.CheckoutSession, error) {
		s := p.sessions[id]
		if s == nil {
			return shop.CheckoutSession{}, absent("session")
		}
		if s.State == shop.SessionOpen {
			s.State = shop.SessionExpired
			p.happened(shop.SubjectCheckout, id)
		}
		return p.shown(s), nil
	})
}

// FetchCheckout implements shop.Checkouts.
func (p *FakeProvider) FetchCheckout(ctx context.Context, id string) (shop.CheckoutSession, error) {
	return call(ctx, p, "FetchCheckout", func() (shop.CheckoutSession, error) {
		s := p.sessions[id]
		if s == nil {
			return shop.CheckoutSession{}, absent("session")
		}
		p.expire(s)
		return p.shown(s), nil
	})
}

// FindCheckout implements shop.Checkouts.
func (p *FakeProvider) FindCheckout(ctx context.Context, charge string) (shop.CheckoutSession, error) {
	return call(ctx, p, "FindCheckout", func() (shop.CheckoutSession, error) {
		c := p.charges[charge]
		if c == nil {
			return shop.CheckoutSession{}, absent("charge")
		}
		return p.shown(c.session), nil
	})
}

// FetchAddress implements shop.Checkouts: everybody lives in the first country
// to which the goods are shipped.
func (p *FakeProvider) FetchAddress(ctx context.Context, id string) (shop.Address, error) {
	return call(ctx, p, "FetchAddress", func() (shop.Address, error) {
		s := p.sessions[id]
		switch {
		case s == nil:
			return shop.Address{}, absent("session")
		case s.Payment == nil || len(s.shipTo) == 0:
			return shop.Address{}, nil
		}
		return shop.Address{Name: "Test Buyer", Line1: "1 Test Street", City: "Testville", Postal: "10001", Country: s.shipTo[0], Email: "buyer@example.com"}, nil
	})
}

// expire ends a page whose time is over.
func (p *FakeProvider) expire(s *fakeSession) {
	if s.State == shop.SessionOpen && !p.Now().Before(s.ExpiresAt) {
		s.State = shop.SessionExpired
		p.happened(shop.SubjectCheckout, s.ID)
	}
}

// shown is the session as the shop may see it now.
func (p *FakeProvider) shown(s *fakeSession) shop.CheckoutSession {
	seen := s.CheckoutSession
	if s.Payment != nil {
		payment := *s.Payment
		if s.State != shop.SessionPaid || p.Now().Before(s.paidAt.Add(p.FeeWait)) {
			payment.Fee, payment.FeeKnown, seen.Settled = money.Money{}, false, ""
		}
		seen.Payment = &payment
	}
	return seen
}

// Pay pays the page as a buyer with a card does.
func (p *FakeProvider) Pay(id string) error { return p.PayAmount(id, money.Money{}) }

// PayAmount pays another amount than the page's; of zero, the page's.
func (p *FakeProvider) PayAmount(id string, amount money.Money) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	s, err := p.payable(id)
	if err != nil {
		return err
	}
	if amount.IsZero() {
		amount = s.Amount
	}
	p.charge(s, amount)
	return nil
}

// PaySlowly completes the page; the money arrives, or not, with SettlePayment.
func (p *FakeProvider) PaySlowly(id string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	s, err := p.payable(id)
	if err != nil {
		return err
	}
	s.State = shop.SessionProcessing
	s.Payment = &shop.Payment{Session: id, Intent: p.id("pi"), Amount: s.Amount}
	p.happened(shop.SubjectCheckout, id)
	return nil
}

// SettlePayment ends a slow payment.
func (p *FakeProvider) SettlePayment(id string, arrives bool) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	s := p.sessions[id]
	if s == nil || s.State != shop.SessionProcessing {
		return fmt.Errorf("session %q has no slow payment", id)
	}
	if arrives {
		p.charge(s, s.Amount)
		return nil
	}
	s.State = shop.SessionFailed
	p.happened(shop.SubjectCheckout, id)
	return nil
}

func (p *FakeProvider) payable(id string) (*fakeSession, error) {
	s := p.sessions[id]
	if s == nil {
		return nil, absent("session")
	}
	p.expire(s)
	if s.State != shop.SessionOpen {
		return nil, fmt.Errorf("session %s is %s", id, s.State)
	}
	if s.customer != "" && !p.customers[s.customer] {
		return nil, stranger(s.customer)
	}
	return s, nil
}

func (p *FakeProvider) charge(s *fakeSession, amount money.Money) {
	if s.Payment == nil {
		s.Payment = &shop.Payment{Session: s.ID, Intent: p.id("pi")}
	}
	s.State, s.paidAt, s.Settled = shop.SessionPaid, p.Now(), amount.Currency
	fee := p.FeeOf(amount)
	if p.Settles != "" {
		s.Settled, fee.Currency = p.Settles, p.Settles
	}
	s.Payment.Charge, s.Payment.Amount, s.Payment.At = p.id("ch"), amount, p.Now()
	s.Payment.Fee, s.Payment.FeeKnown = fee, true
	p.charges[s.Payment.Charge] = &fakeCharge{id: s.Payment.Charge, order: s.Order, amount: amount, session: s}
	p.book(shop.BalanceEntry{
		Category: "charge", Source: s.Payment.Charge, Charge: s.Payment.Charge, Order: s.Order, Amount: amount, Fee: fee,
	}, s.Order)
	p.happened(shop.SubjectCheckout, s.ID)
}

// Sessions returns the order's sessions that are in one of the states, oldest
// first; all of them when no state is named.
func (p *FakeProvider) Sessions(id shop.OrderID, states ...shop.SessionState) (ids []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, s := range p.pages[id] {
		p.expire(s)
		wanted := len(states) == 0
		for _, state := range states {
			wanted = wanted || s.State == state
		}
		if wanted {
			ids = append(ids, s.ID)
		}
	}
	return ids
}
