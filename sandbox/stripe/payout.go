package stripe

import (
	"cmp"
	"fmt"
	"time"
)

// payout is money on its way from an account's balance to its bank.
type payout struct {
	id        string
	account   *account
	amount    int64
	currency  string
	automatic bool
	status    string // in_transit, paid, failed
	created   time.Time
	arrival   time.Time
	metadata  map[string]string
	about     string // description
	suffix    string // statement_descriptor
	entry     *entry
	returned  *entry
	fails     bool
	code      string // failure_code
}

func (p *payout) ident() string { return p.id }

func (p *payout) doc(time.Time) doc {
	code, message, state := any(nil), any(nil), "not_applicable"
	if p.status == "failed" {
		reason := cmp.Or(p.code, "account_closed")
		code, message = reason, payoutFailures()[reason]
	}
	if p.automatic {
		state = "completed"
	}
	return doc{
		"id": p.id, "object": "payout", "amount": p.amount, "arrival_date": p.arrival.Unix(), "automatic": p.automatic,
		"balance_transaction": refTo(p.entry), "created": p.created.Unix(), "currency": p.currency,
		"description": orNil(p.about), "destination": "ba_" + p.account.id[len("acct_"):], "failure_balance_transaction": refTo(p.returned),
		"failure_code": code, "failure_message": message, "livemode": false, "metadata": copyOf(p.metadata), "method": "standard",
		"original_payout": nil, "reconciliation_status": state, "reversed_by": nil, "source_type": "card",
		"statement_descriptor": orNil(p.suffix), "status": p.status, "type": "bank_account",
	}
}

// settling is money that becomes available at an instant.
type settling struct {
	account  *account
	currency string
	at       time.Time
}

// settleAt plans what happens when money of the account becomes available:
// balance.available, pending refunds, and the next daily payout.
func (s *Stripe) settleAt(a *account, currency string, at time.Time) {
	if !at.After(s.now()) {
		s.planSweep(a)
		return
	}
	key := settling{a, currency, at}
	if s.settling[key] {
		return
	}
	s.settling[key] = true
	s.agenda.plan(at, key)
}

func (settling) moot() bool { return false }

func (key settling) act(s *Stripe) {
	delete(s.settling, key)
	s.emit(key.account, "balance.available", balance{key.account}, nil)
	s.retryRefunds()
	s.planSweep(key.account)
}

// planSweep puts the next automatic payout on the agenda: at midnight UTC, the
// first of an account not before a week has passed since its first money.
func (s *Stripe) planSweep(a *account) {
	if a.interval == "manual" || !a.payoutsEnabled || a.sweeping {
		return
	}
	a.sweeping = true
	from := s.now()
	if first := a.firstPayout(); first.After(from) {
		from = first
	}
	s.agenda.plan(from.Truncate(24*time.Hour).AddDate(0, 0, 1), sweep{a})
}

// sweep is an automatic payout of all that is available.
type sweep struct{ of *account }

func (sweep) moot() bool { return false }

func (w sweep) act(s *Stripe) {
	a := w.of
	a.sweeping = false
	if a.firstPayout().After(s.now()) { // money has come since it was planned
		s.planSweep(a)
		return
	}
	for _, currency := range a.book.currencies() {
		if amount := a.book.available(currency, s.now()); amount > 0 && a.payoutsEnabled && a.interval != "manual" {
			s.payOut(&payout{account: a, amount: amount, currency: currency, automatic: true}, nil)
		}
	}
}

// payOut sends money to the account's bank, where it is two working days
// later; or the bank refuses it, and it comes back.
func (s *Stripe) payOut(p *payout, cause *call) {
	now, a := s.now(), p.account
	p.id, p.status, p.created, p.arrival = newID("po_", 24), "in_transit", now, businessDays(now, 2)
	p.fails = s.faults.take(FaultPayoutFails)
	if p.automatic {
		for _, e := range a.book.entries.rows {
			if e.currency == p.currency && e.payout == "" && !e.availableOn.After(now) {
				e.payout = p.id
			}
		}
	}
	p.entry = a.book.add(&entry{
		kind: "payout", category: "payout", amount: -p.amount, currency: p.currency,
		description: "STRIPE PAYOUT", created: now, availableOn: now, source: p, payout: p.id,
	})
	a.payouts.add(p)
	s.emit(a, "payout.created", p, cause)
	s.agenda.plan(p.arrival, bankArrival{p})
}

// bankArrival is a payout's arrival at the bank, which takes or refuses it.
type bankArrival struct{ of *payout }

func (b bankArrival) moot() bool { return b.of.status != "in_transit" }

func (b bankArrival) act(s *Stripe) {
	if b.of.fails {
		s.failPayout(b.of, "account_closed")
		return
	}
	b.of.status = "paid"
	s.emit(b.of.account, "payout.paid", b.of, nil)
}

// failPayout returns the money to the balance. Stripe pays nothing more to a
// bank account that refused; a connected account must enter another.
func (s *Stripe) failPayout(p *payout, code string) {
	now, a := s.now(), p.account
	p.status, p.code = "failed", code
	p.returned = a.book.add(&entry{
		kind: "payout_failure", category: "payout_reversal", amount: p.amount, currency: p.currency,
		description: "PAYOUT FAILURE", created: now, availableOn: now, source: p,
	})
	s.emit(a, "payout.failed", p, nil)
	if a == s.platform {
		s.retryRefunds()
		return
	}
	was := s.picture(a)
	a.payoutsEnabled, a.currentlyDue, a.disabled = false, []string{"external_account"}, "requirements.past_due"
	s.emitChange(a, "account.updated", a, was, nil)
}

const (
	payoutCreateShape = "amount currency! description metadata[*] method source_type statement_descriptor"
	payoutListShape   = "status destination arrival_date arrival_date[gt] arrival_date[gte] arrival_date[lt] arrival_date[lte]" + within + listed
)

func (s *Stripe) createPayout(c *call) (doc, *apiError) {
	amount, err := c.amount()
	if err != nil {
		return nil, err
	}
	currency := c.form.at("currency").text()
	if err := validCurrency(currency, "currency"); err != nil {
		return nil, err
	}
	metadata, err := c.form.at("metadata").mergeMetadata(nil)
	if err != nil {
		return nil, err
	}
	a := c.account
	switch has := a.book.available(currency, c.now); {
	case !a.payoutsEnabled:
		return nil, invalid("payouts_not_allowed", "", "Cannot create payouts: this account does not have payouts enabled.")
	case has < amount:
		return nil, invalid("balance_insufficient", "amount", fmt.Sprintf("You have insufficient funds in your Stripe account for this payout. Your available balance is %s.", formatAmount(has, currency)))
	}
	p := &payout{
		account: a, amount: amount, currency: currency, metadata: metadata,
		about: c.form.at("description").text(), suffix: c.form.at("statement_descriptor").text(),
	}
	s.payOut(p, c)
	return p.doc(c.now), nil
}

func (s *Stripe) getPayout(c *call) (doc, *apiError) {
	p, ok := c.account.payouts.get(c.id)
	if !ok {
		return nil, noSuch("payout", c.id, "id")
	}
	return p.doc(c.now), nil
}

func (s *Stripe) listPayouts(c *call) (doc, *apiError) {
	during, err := window(c.form.at("created"), "created")
	if err != nil {
		return nil, err
	}
	arriving, err := window(c.form.at("arrival_date"), "arrival_date")
	if err != nil {
		return nil, err
	}
	status := c.wanted("status")
	return page(c, c.account.payouts.rows, "payout", func(p *payout) bool {
		return during(p.created) && arriving(p.arrival) && status(p.status)
	})
}
