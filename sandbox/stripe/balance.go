package stripe

import (
	"errors"
	"fmt"
	"time"
)

// balance answers an account's balance, by currency.
type balance struct{ of *account }

func (b balance) ident() string { return "" }

func (b balance) doc(now time.Time) doc {
	available, pending := []doc{}, []doc{}
	codes := b.of.book.currencies()
	if len(codes) == 0 {
		codes = []string{homeCurrency(b.of.country)}
	}
	for _, code := range codes {
		has, waits := b.of.book.balance(code, now)
		available = append(available, doc{"amount": has, "currency": code, "source_types": doc{"card": has}})
		pending = append(pending, doc{"amount": waits, "currency": code, "source_types": doc{"card": waits}})
	}
	return doc{"object": "balance", "available": available, "pending": pending, "livemode": false}
}

// TopUp adds operator's money to the platform's available balance, in minor
// units; it is booked with reporting category topup.
func (s *Stripe) TopUp(currency string, amount int64) {
	s.locked(func() {
		s.topUp(currency, amount)
		s.retryRefunds()
	})
	s.wakeWorker()
}

// CheckTopUp refuses a top-up in a currency that Stripe does not know here, or
// of nothing.
func CheckTopUp(currency string, amount int64) error {
	if err := validCurrency(currency, "currency"); err != nil {
		return errors.New(err.Message)
	}
	if amount < 1 {
		return fmt.Errorf("a top-up is an amount above zero in minor units, not %d", amount)
	}
	return nil
}

func (s *Stripe) topUp(currency string, amount int64) {
	now := s.now()
	s.platform.book.add(&entry{
		kind: "topup", category: "topup", amount: amount, currency: currency,
		description: "Top-up", created: now, availableOn: now,
	})
}

const entryListShape = "type source payout currency" + within + listed

func (s *Stripe) getBalance(c *call) (doc, *apiError) {
	return balance{c.account}.doc(c.now), nil
}

func (s *Stripe) getEntry(c *call) (doc, *apiError) {
	e, ok := c.account.book.entries.get(c.id)
	if !ok {
		return nil, noSuch("balance transaction", c.id, "id")
	}
	return e.doc(c.now), nil
}

func (s *Stripe) listEntries(c *call) (doc, *apiError) {
	during, err := window(c.form.at("created"), "created")
	if err != nil {
		return nil, err
	}
	kind, code, source, by := c.wanted("type"), c.wanted("currency"), c.wanted("source"), c.wanted("payout")
	if at := c.form.at("payout"); at.has() {
		if _, ok := c.account.payouts.get(at.text()); !ok {
			return nil, noSuch("payout", at.text(), "payout")
		}
	}
	return page(c, c.account.book.entries.rows, "balance transaction", func(e *entry) bool {
		from := ""
		if e.source != nil {
			from = e.source.ident()
		}
		return during(e.created) && kind(e.kind) && code(e.currency) && source(from) && by(e.payout)
	})
}
