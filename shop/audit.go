package shop

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"till/shop/ledger"
	"till/shop/money"
)

// Audit is what an audit found. The books balance when Differences is empty.
type Audit struct {
	Orders      int
	Entries     int // of journals
	Totals      map[money.Currency]*ledger.Book
	Compared    bool                           // with the provider's own records
	Matched     int                            // of the provider's entries, those of orders
	Outside     map[string]money.Money         // by category and currency, what is none of the shop's
	Underway    map[money.Currency]money.Money // refunds that were sent, and that the provider has not taken from the balance yet
	Differences []string
}

// auditPage is how many orders are looked at in one transaction.
const auditPage = 500

// Audit recomputes every order's books from its journal, has the store check
// itself, and, unless alone, compares charges, refunds and transfers with the
// provider's own records.
func (s *Shop) Audit(ctx context.Context, alone bool) (*Audit, error) {
	a := &Audit{Totals: make(map[money.Currency]*ledger.Book), Outside: make(map[string]money.Money), Underway: make(map[money.Currency]money.Money)}
	if c, ok := s.store.(Checker); ok {
		if err := c.Check(ctx); err != nil {
			a.differ("the store: %v", err)
		}
	}
	expected := make(map[string]expectation)
	var before OrderID
	for {
		n := 0
		err := s.store.View(ctx, func(tx Tx) error {
			orders, err := tx.Orders().List(OrderQuery{Before: before, Limit: auditPage})
			for _, o := range orders {
				entries, err := tx.Journal().Entries(o.ID)
				if err != nil {
					return err
				}
				a.add(o, entries)
				expect(o, entries, expected)
				before = o.ID
			}
			n = len(orders)
			return err
		})
		if err != nil {
			return nil, err
		}
		if n < auditPage {
			break
		}
	}
	if alone {
		return a, nil
	}
	a.Compared = true
	err := a.compare(ctx, s.events, expected)
	return a, err
}

func (a *Audit) differ(format string, args ...any) {
	a.Differences = append(a.Differences, fmt.Sprintf(format, args...))
}

// add holds an order against its journal and adds it to the totals.
func (a *Audit) add(o Order, entries []Entry) {
	a.Orders++
	a.Entries += len(entries)
	book, err := Book(entries)
	if err != nil {
		a.differ("%s: %v", o.ID, err)
		return
	}
	if err := book.Check(); err != nil {
		a.differ("%s: %v", o.ID, err)
	}
	status := Status("")
	for _, e := range entries {
		if e.To != "" {
			status = e.To
		}
	}
	if status != o.Status {
		a.differ("%s: the order is %s, its journal says %s", o.ID, o.Status, status)
	}
	for _, account := range ledger.Accounts() {
		if have, want := o.Book.Balance(account), book.Balance(account); have.Minor != want.Minor {
			a.differ("%s: %s is %s, its journal says %s", o.ID, account, have, want)
		}
	}
	if a.Totals[o.Total.Currency] == nil {
		a.Totals[o.Total.Currency] = new(ledger.Book)
	}
	for _, e := range entries {
		if err := a.Totals[o.Total.Currency].Post(e.Postings...); err != nil {
			a.differ("total of %s: %v", o.Total.Currency, err)
		}
	}
}

// expectation is what the provider's records must hold of an order's object.
type expectation struct {
	order  OrderID
	what   string
	amount money.Money // signed
	sent   bool        // a refund that is not confirmed: the provider may still wait for its balance
	found  int64       // what the provider's entries add up to
}

// expect lists the provider's objects that an order knows.
func expect(o Order, entries []Entry, into map[string]expectation) {
	for _, e := range entries {
		if e.Act == Act(EventPaymentSucceeded) || e.Act == ActExtraPayment {
			into[e.Facts["charge"]] = expectation{order: o.ID, what: "charge", amount: e.Postings[0].Amount}
		}
	}
	for _, p := range o.Payouts {
		if p.State == CallSucceeded && p.Transfer != "" {
			into[p.Transfer] = expectation{order: o.ID, what: "transfer", amount: minus(p.Amount)}
		}
	}
	for _, r := range o.Refunds {
		switch {
		case r.ID == "":
		case r.State == CallFailed: // went out and came back, in two entries
			into[r.ID] = expectation{order: o.ID, what: "refund", amount: money.New(0, r.Amount.Currency)}
		default:
			into[r.ID] = expectation{order: o.ID, what: "refund", amount: minus(r.Amount), sent: r.State == CallSent}
		}
	}
}

func minus(m money.Money) money.Money { return money.New(-m.Minor, m.Currency) }

// compare goes through the provider's balance, entry by entry.
func (a *Audit) compare(ctx context.Context, events Events, expected map[string]expectation) error {
	err := events.BalanceEntries(ctx, func(b BalanceEntry) error {
		want, known := expected[b.Source]
		switch {
		case !known && b.Order != "":
			a.differ("%s: the provider has %s %s of %s, the order does not", b.Order, b.Category, b.Source, b.Amount)
		case !known:
			name := b.Category + " " + string(b.Amount.Currency)
			sum := a.Outside[name]
			a.Outside[name] = money.New(sum.Minor+b.Amount.Minor, b.Amount.Currency)
		case want.amount.Currency != b.Amount.Currency:
			a.differ("%s: %s %s is %s at the provider, %s in the books", want.order, want.what, b.Source, b.Amount, want.amount)
		default:
			a.Matched++
			want.found += b.Amount.Minor
			expected[b.Source] = want
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, id := range slices.Sorted(maps.Keys(expected)) {
		want := expected[id]
		if want.sent && want.found == 0 {
			sum := a.Underway[want.amount.Currency]
			a.Underway[want.amount.Currency] = money.New(sum.Minor-want.amount.Minor, want.amount.Currency)
			continue
		}
		if want.found != want.amount.Minor {
			found := money.New(want.found, want.amount.Currency)
			a.differ("%s: %s %s is %s at the provider, %s in the books", want.order, want.what, id, found, want.amount)
		}
	}
	return nil
}
