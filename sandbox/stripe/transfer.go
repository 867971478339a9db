package stripe

import (
	"fmt"
	"time"
)

// transfer is money moved from the platform's balance to a connected
// account's. It arrives there as a payment (py_…).
type transfer struct {
	id          string
	to          *account
	amount      int64
	currency    string
	created     time.Time
	group       string
	description string
	metadata    map[string]string
	charge      *charge // source_transaction, or nil
	entry       *entry
	arrival     *arrival
	reversals   []*reversal
}

// reversal is money moved back from a connected account to the platform.
type reversal struct {
	id       string
	of       *transfer
	amount   int64
	created  time.Time
	metadata map[string]string
	entry    *entry
}

// arrival is the payment as which a transfer appears at the connected account.
type arrival struct {
	id string
	of *transfer
}

func (a *arrival) ident() string { return a.id }

func (a *arrival) doc(time.Time) doc {
	t := a.of
	return doc{
		"id": a.id, "object": "charge", "amount": t.amount, "amount_refunded": t.reversed(), "currency": t.currency,
		"created": t.created.Unix(), "paid": true, "captured": true, "status": "succeeded", "livemode": false,
		"metadata": doc{}, "refunded": t.reversed() == t.amount, "source_transfer": t.id, "transfer_group": orNil(t.group),
	}
}

func (t *transfer) ident() string { return t.id }

// reversed is the sum of the reversals.
func (t *transfer) reversed() int64 {
	var sum int64
	for _, r := range t.reversals {
		sum += r.amount
	}
	return sum
}

func (t *transfer) doc(now time.Time) doc {
	return doc{
		"id": t.id, "object": "transfer", "amount": t.amount, "amount_reversed": t.reversed(),
		"balance_transaction": refTo(t.entry), "created": t.created.Unix(), "currency": t.currency,
		"description": orNil(t.description), "destination": refTo(t.to), "destination_payment": refTo(t.arrival),
		"livemode": false, "metadata": copyOf(t.metadata), "reversed": t.reversed() == t.amount,
		"reversals":          listDoc(newestFirst(t.reversals), "/v1/transfers/"+t.id+"/reversals", false, now),
		"source_transaction": refTo(t.charge), "source_type": "card", "transfer_group": orNil(t.group),
	}
}

func (r *reversal) ident() string { return r.id }

func (r *reversal) doc(time.Time) doc {
	return doc{
		"id": r.id, "object": "transfer_reversal", "amount": r.amount, "balance_transaction": refTo(r.entry),
		"created": r.created.Unix(), "currency": r.of.currency, "destination_payment_refund": nil,
		"metadata": copyOf(r.metadata), "source_refund": nil, "transfer": refTo(r.of),
	}
}

const (
	transferCreateShape = "amount currency! destination! description metadata[*] source_transaction source_type transfer_group"
	transferUpdateShape = "description metadata[*]"
	transferListShape   = "destination transfer_group" + within + listed
)

func (s *Stripe) createTransfer(c *call) (doc, *apiError) {
	t := &transfer{
		id: newID("tr_", 24), currency: c.form.at("currency").text(), created: c.now,
		group: c.form.at("transfer_group").text(), description: c.form.at("description").text(),
	}
	amount, err := c.amount()
	if err != nil {
		return nil, err
	}
	t.amount = amount
	if err := validCurrency(t.currency, "currency"); err != nil {
		return nil, err
	}
	if err := validStep(amount, t.currency, "amount"); err != nil {
		return nil, err
	}
	if t.metadata, err = c.form.at("metadata").mergeMetadata(nil); err != nil {
		return nil, err
	}
	if t.to, err = s.destination(c.form.at("destination").text()); err != nil {
		return nil, err
	}
	availableOn := c.now
	if at := c.form.at("source_transaction"); at.has() {
		if t.charge, err = s.sourceOf(t, at.text()); err != nil {
			return nil, err
		}
		if t.group == "" {
			t.group = t.charge.intent.transferGroup
		}
		if t.charge.unsettled(c.now) {
			availableOn = t.charge.entry.availableOn
		}
	}
	if !availableOn.After(c.now) && s.platform.book.available(t.currency, c.now) < amount {
		return nil, invalid("balance_insufficient", "", "You have insufficient available funds in your Stripe account. Try adding funds directly to your available balance by creating Charges using the 4000000000000077 test card. See: https://stripe.com/docs/testing#available-balance")
	}
	s.move(t, availableOn)
	s.emit(s.platform, "transfer.created", t, c)
	return t.doc(c.now), nil
}

// move books a transfer on both sides.
func (s *Stripe) move(t *transfer, availableOn time.Time) {
	t.arrival = &arrival{id: newID("py_", 24), of: t}
	t.to.start(t.created)
	t.entry = s.platform.book.add(&entry{
		kind: "transfer", category: "transfer", amount: -t.amount, currency: t.currency,
		description: t.description, created: t.created, availableOn: availableOn, source: t,
	})
	t.to.book.add(&entry{
		kind: "payment", category: "charge", amount: t.amount, currency: t.currency,
		created: t.created, availableOn: availableOn, source: t.arrival,
	})
	s.platform.transfers.add(t)
	if t.charge != nil {
		t.charge.transfers = append(t.charge.transfers, t)
	}
	s.settleAt(t.to, t.currency, availableOn)
}

// destination finds the connected account and refuses one that cannot be paid.
func (s *Stripe) destination(id string) (*account, *apiError) {
	to, ok := s.accounts.get(id)
	switch {
	case !ok:
		return nil, noSuch("destination", id, "destination")
	case to.capabilities["transfers"] != "active":
		return nil, invalid("insufficient_capabilities_for_transfer", "destination", "Your destination account needs to have at least one of the following capabilities enabled: transfers, crypto_transfers, legacy_payments")
	case region(to.country) != region(s.platform.country):
		return nil, invalid("transfers_not_allowed", "destination", fmt.Sprintf("Funds can't be sent to accounts located in %s because it's restricted outside of your platform's region. To learn more, see https://stripe.com/docs/connect/cross-border-payouts.", to.country))
	}
	return to, nil
}

// sourceOf finds the charge of source_transaction and checks that the
// transfers tied to it stay within it.
func (s *Stripe) sourceOf(t *transfer, id string) (*charge, *apiError) {
	ch, ok := s.platform.charges.get(id)
	switch {
	case !ok:
		return nil, noSuch("charge", id, "source_transaction")
	case ch.entry == nil:
		return nil, invalid("", "source_transaction", "The charge "+id+" has a status of "+ch.status+"; in the sandbox only a succeeded charge can be a source_transaction.")
	case ch.entry.currency != t.currency:
		return nil, invalid("", "currency", fmt.Sprintf("The currency of source_transaction's balance transaction (%s) must be the same as the transfer currency (%s)", ch.entry.currency, t.currency))
	case ch.transferred()+t.amount > ch.amount:
		return nil, invalid("", "amount", fmt.Sprintf("Transfers using this transaction as a source must not exceed the source amount of %s. (There are already %s in transfers using this source.)",
			formatAmount(ch.amount, ch.currency), formatAmount(ch.transferred(), ch.currency)))
	}
	return ch, nil
}

func (s *Stripe) getTransfer(c *call) (doc, *apiError) {
	t, ok := c.account.transfers.get(c.id)
	if !ok {
		return nil, noSuch("transfer", c.id, "id")
	}
	return t.doc(c.now), nil
}

func (s *Stripe) updateTransfer(c *call) (doc, *apiError) {
	t, ok := c.account.transfers.get(c.id)
	if !ok {
		return nil, noSuch("transfer", c.id, "id")
	}
	metadata, err := c.form.at("metadata").mergeMetadata(t.metadata)
	if err != nil {
		return nil, err
	}
	was := s.picture(t)
	t.metadata = metadata
	if at := c.form.at("description"); at.has() {
		t.description = at.text()
	}
	s.emitChange(c.account, "transfer.updated", t, was, c)
	return t.doc(c.now), nil
}

func (s *Stripe) listTransfers(c *call) (doc, *apiError) {
	during, err := window(c.form.at("created"), "created")
	if err != nil {
		return nil, err
	}
	group, to := c.wanted("transfer_group"), c.wanted("destination")
	return page(c, c.account.transfers.rows, "transfer", func(t *transfer) bool {
		return during(t.created) && group(t.group) && to(t.to.id)
	})
}

// amount reads the amount, which must be there and more than 0.
func (c *call) amount() (int64, *apiError) {
	const param = "amount"
	f := c.form.at(param)
	if !f.has() {
		return 0, malformed("parameter_missing", param, "Missing required param: "+param+".")
	}
	n, err := f.number(param)
	if err != nil {
		return 0, err
	}
	if n < 1 {
		return 0, malformed("parameter_invalid_integer", param, "This value must be greater than or equal to 1.")
	}
	return n, nil
}
