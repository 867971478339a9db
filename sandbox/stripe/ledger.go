package stripe

import (
	"slices"
	"time"
)

// entry is a balance transaction: one movement on one account's balance. The
// balance is nothing but the sum of the entries.
type entry struct {
	id          string
	kind        string // type: charge, refund, transfer …
	category    string // reporting_category
	amount      int64  // gross, signed
	fee         int64
	currency    string
	description string
	created     time.Time
	availableOn time.Time
	source      object
	payout      string // the automatic payout that took it to the bank
}

func (e *entry) net() int64 { return e.amount - e.fee }

// ledger is one account's entries in the order in which they were made.
type ledger struct {
	entries table[*entry]
}

// add books an entry; its id is given here.
func (l *ledger) add(e *entry) *entry {
	e.id = newID("txn_", 24)
	l.entries.add(e)
	return e
}

// balance returns what is available at the instant and what is still pending.
// Either may be negative.
func (l *ledger) balance(currency string, at time.Time) (available, pending int64) {
	for _, e := range l.entries.rows {
		switch {
		case e.currency != currency:
		case e.availableOn.After(at):
			pending += e.net()
		default:
			available += e.net()
		}
	}
	return available, pending
}

// available is the part of the balance that can be spent at the instant.
func (l *ledger) available(currency string, at time.Time) int64 {
	available, _ := l.balance(currency, at)
	return available
}

// currencies lists the currencies that occur, sorted.
func (l *ledger) currencies() []string {
	var codes []string
	for _, e := range l.entries.rows {
		if !slices.Contains(codes, e.currency) {
			codes = append(codes, e.currency)
		}
	}
	slices.Sort(codes)
	return codes
}

// settlement is the instant two business days after t: the beginning of that
// day in UTC, as Stripe's available_on.
func settlement(t time.Time) time.Time { return businessDays(t, 2) }

// businessDays is the beginning of the n-th working day after t.
func businessDays(t time.Time, n int) time.Time {
	day := t.UTC().Truncate(24 * time.Hour)
	for n > 0 {
		day = day.AddDate(0, 0, 1)
		if w := day.Weekday(); w != time.Saturday && w != time.Sunday {
			n--
		}
	}
	return day
}

func (e *entry) ident() string { return e.id }

func (e *entry) doc(now time.Time) doc {
	status := "available"
	if e.availableOn.After(now) {
		status = "pending"
	}
	d := doc{
		"id": e.id, "object": "balance_transaction", "amount": e.amount, "fee": e.fee, "net": e.net(),
		"currency": e.currency, "type": e.kind, "reporting_category": e.category,
		"created": e.created.Unix(), "available_on": e.availableOn.Unix(), "description": orNil(e.description),
		"exchange_rate": nil, "source": refTo(e.source), "status": status,
	}
	details := []any{}
	if e.fee != 0 {
		details = append(details, doc{
			"amount": e.fee, "application": nil, "currency": e.currency,
			"description": "Stripe processing fees", "type": "stripe_fee",
		})
	}
	d["fee_details"] = details
	return d
}
