package stripe

import "fmt"

const (
	reversalCreateShape = "amount description metadata[*] refund_application_fee"
	reversalUpdateShape = "metadata[*]"
)

// createReversal takes money back from the connected account. It fails whole
// when the account has less than that; money of the same transfer that has
// not settled yet counts.
func (s *Stripe) createReversal(c *call) (doc, *apiError) {
	t, ok := s.platform.transfers.get(c.id)
	if !ok {
		return nil, noSuch("transfer", c.id, "id")
	}
	left := t.amount - t.reversed()
	amount := left
	if c.form.at("amount").has() {
		var err *apiError
		if amount, err = c.amount(); err != nil {
			return nil, err
		}
	}
	if err := validStep(amount, t.currency, "amount"); err != nil {
		return nil, err
	}
	if left == 0 {
		return nil, invalid("", "", "Transfer "+t.id+" has already been fully reversed.")
	}
	if amount > left {
		return nil, invalid("", "amount", fmt.Sprintf("Reversal amount (%s) is greater than unreversed amount on transfer (%s)", formatAmount(amount, t.currency), formatAmount(left, t.currency)))
	}
	metadata, err := c.form.at("metadata").mergeMetadata(nil)
	if err != nil {
		return nil, err
	}
	availableOn := c.now
	if t.entry.availableOn.After(c.now) {
		availableOn = t.entry.availableOn
	} else if has := t.to.book.available(t.currency, c.now); has < amount {
		return nil, invalid("balance_insufficient", "amount", fmt.Sprintf("Insufficient funds in the connected account %s to reverse %s: its available balance is %s.",
			t.to.id, formatAmount(amount, t.currency), formatAmount(has, t.currency)))
	}
	r := &reversal{id: newID("trr_", 24), of: t, amount: amount, created: c.now, metadata: metadata}
	r.entry = s.platform.book.add(&entry{
		kind: "transfer_refund", category: "transfer_reversal", amount: amount,
		currency: t.currency, created: c.now, availableOn: availableOn, source: r,
	})
	t.to.book.add(&entry{
		kind: "payment_refund", category: "refund", amount: -amount, currency: t.currency,
		created: c.now, availableOn: availableOn, source: t.arrival,
	})
	was := s.picture(t)
	t.reversals = append(t.reversals, r)
	s.emitChange(s.platform, "transfer.reversed", t, was, c)
	s.retryRefunds()
	return r.doc(c.now), nil
}

func (s *Stripe) findReversal(c *call) (*reversal, *apiError) {
	t, ok := s.platform.transfers.get(c.id)
	if !ok {
		return nil, noSuch("transfer", c.id, "id")
	}
	for _, r := range t.reversals {
		if r.id == c.sub {
			return r, nil
		}
	}
	return nil, noSuch("transfer reversal", c.sub, "id")
}

func (s *Stripe) getReversal(c *call) (doc, *apiError) {
	r, err := s.findReversal(c)
	if err != nil {
		return nil, err
	}
	return r.doc(c.now), nil
}

func (s *Stripe) updateReversal(c *call) (doc, *apiError) {
	r, err := s.findReversal(c)
	if err != nil {
		return nil, err
	}
	if r.metadata, err = c.form.at("metadata").mergeMetadata(r.metadata); err != nil {
		return nil, err
	}
	return r.doc(c.now), nil
}

func (s *Stripe) listReversals(c *call) (doc, *apiError) {
	t, ok := s.platform.transfers.get(c.id)
	if !ok {
		return nil, noSuch("transfer", c.id, "id")
	}
	return page(c, t.reversals, "transfer reversal", func(*reversal) bool { return true })
}
