package shop

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"till/shop/job"
	"till/shop/ledger"
	"till/shop/money"
)

// Audit is what an audit found. The books balance when Differences is empty.
type Audit struct {
	Mode        Mode // of the store
	Orders      int
	Entries     int // of journals
	Jobs        int // not done
	Dead        int // of jobs, given up
	Totals      map[money.Currency]*ledger.Book
	Compared    bool                           // with the provider's own records
	Matched     int                            // of the provider's entries, those of orders
	Outside     map[string]money.Money         // by category and currency, what is none of the shop's
	Underway    map[money.Currency]money.Money // refunds that were sent, and that the provider has not taken from the balance yet
	Unheard     map[money.Currency]money.Money // what orders have asked of the provider, which has done it, and the answer is not written down yet; what came in less what went out
	Differences []string
}

// auditPage is how many orders are looked at in one transaction.
const auditPage = 500

// auditor is an audit under way.
type auditor struct {
	*Audit

	shop     *Shop
	expected map[string]expectation              // at the provider, by its id
	charges  map[string]OrderID                  // of orders
	setOff   map[UserID]map[money.Currency]int64 // less recovered
	owed     map[UserID]map[OrderID]int64
	asked    map[OrderID][]money.Money // of the provider; signed, as it would book it
	looking  bool                      // a job is to look what became of a checkout page
}

// Audit recomputes every order's books from its journal, holds them against the
// order's facts, has the store check itself, and, unless alone, compares with
// the provider's own records.
func (s *Shop) Audit(ctx context.Context, alone bool) (*Audit, error) {
	a := &auditor{
		Audit: &Audit{
			Totals: make(map[money.Currency]*ledger.Book), Outside: make(map[string]money.Money), Underway: make(map[money.Currency]money.Money), Unheard: make(map[money.Currency]money.Money),
		},
		shop: s, expected: make(map[string]expectation), charges: make(map[string]OrderID),
		setOff: make(map[UserID]map[money.Currency]int64), owed: make(map[UserID]map[OrderID]int64), asked: make(map[OrderID][]money.Money),
	}
	examined := s.examined(ctx)
	err := a.audit(ctx, alone)
	if damage := <-examined; damage != nil {
		if err != nil { // what cannot be read then is no riddle
			return nil, errors.Join(damage, err)
		}
		a.Differences = slices.Insert(a.Differences, 0, fmt.Sprintf("the store: %v", damage))
	}
	if err != nil {
		return nil, err
	}
	return a.Audit, nil
}

// examined has the store check itself, if it can, and tells what it found. That takes
// as long as everything else, and goes on beside it.
func (s *Shop) examined(ctx context.Context) <-chan error {
	damage := make(chan error, 1)
	c, ok := s.file.(Checker)
	if !ok {
		close(damage)
		return damage
	}
	go func() { damage <- c.Check(ctx) }()
	return damage
}

// audit looks at every order, at what is of none, and at the provider's records.
func (a *auditor) audit(ctx context.Context, alone bool) error {
	store := a.shop.store
	if err := store.View(ctx, func(tx Tx) error {
		waiting, err := tx.Backlog().Waiting(0)
		a.looking = slices.ContainsFunc(waiting, func(j job.Job) bool { return j.Kind == kindSession })
		return err
	}); err != nil {
		return err
	}
	var before OrderID
	for n := auditPage; n == auditPage; {
		err := store.View(ctx, func(tx Tx) error {
			orders, err := tx.Orders().List(OrderQuery{Before: before, Limit: auditPage})
			for _, o := range orders {
				if err := a.order(tx, o); err != nil {
					return err
				}
				before = o.ID
			}
			n = len(orders)
			return err
		})
		if err != nil {
			return err
		}
	}
	if err := store.View(ctx, a.rest); err != nil || alone {
		return err
	}
	a.Compared = true
	return a.compare(ctx)
}

func (a *auditor) differ(format string, args ...any) {
	a.Differences = append(a.Differences, fmt.Sprintf(format, args...))
}

// order holds an order against its journal and its jobs, and adds it to the totals.
func (a *auditor) order(tx Tx, o Order) error {
	entries, err := tx.Journal().Entries(o.ID)
	if err != nil {
		return err
	}
	a.add(o, entries)
	a.expect(o, entries)
	return a.jobs(tx, o)
}

// add holds an order against its journal and adds it to the totals.
func (a *auditor) add(o Order, entries []Entry) {
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
	a.problems(o, entries)
	missing, err := o.balance(nil)
	if err != nil {
		a.differ("%s: %v", o.ID, err)
	}
	for _, p := range missing {
		a.differ("%s: by its facts %s should move from %s to %s", o.ID, p.Amount, p.Credit, p.Debit)
	}
	c := o.currency()
	if a.Totals[c] == nil {
		a.Totals[c] = new(ledger.Book)
	}
	for _, e := range entries {
		if err := a.Totals[c].Post(e.Postings...); err != nil {
			a.differ("total of %s: %v", c, err)
		}
	}
	if a.setOff[o.Seller] == nil {
		a.setOff[o.Seller], a.owed[o.Seller] = make(map[money.Currency]int64), make(map[OrderID]int64)
	}
	a.setOff[o.Seller][c] += book.Balances[ledger.SetOff] - book.Balances[ledger.Recovered]
	if owed := book.Balances[ledger.OwedBySeller]; owed > 0 {
		a.owed[o.Seller][o.ID] = owed
	}
}

// problems holds an order's problems against its journal and its holds.
func (a *auditor) problems(o Order, entries []Entry) {
	reported, closed := 0, 0
	for _, e := range entries {
		switch e.Act { //nolint:exhaustive // the others are not about problems
		case ActProblemReported:
			reported++
		case ActProblemClosed:
			closed++
		}
	}
	ended := 0
	for _, p := range o.Problems {
		if p.State == ProblemClosed {
			ended++
		}
	}
	if len(o.Problems) != reported || ended != closed {
		a.differ("%s: %d problems, %d of them closed; its journal says %d and %d", o.ID, len(o.Problems), ended, reported, closed)
	}
	if open := o.openProblem() != nil; open != o.Held(HoldProblem) || len(o.Problems)-ended > 1 {
		a.differ("%s: %d problems are open, and it is held for one: %t", o.ID, len(o.Problems)-ended, o.Held(HoldProblem))
	}
}

// jobs checks that the order has the jobs without which it would never go on,
// waiting or given up.
func (a *auditor) jobs(tx Tx, o Order) error {
	keys := neededJobs(o)
	if st, err := o.stand(o.claims().waits); err != nil {
		return err
	} else if o.payable() && st.due() > 0 {
		keys = append(keys, jobKey(kindPayout, o.ID, 0))
	}
	for _, key := range keys {
		if _, err := tx.Jobs().Get(key); err == nil {
			continue
		} else if CodeOf(err) != NotFound {
			return err
		}
		dead, err := tx.Backlog().Dead()
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(dead, func(j job.Job) bool { return j.Key == key }) {
			a.differ("%s: the order is %s, and has no job %s", o.ID, o.Status, key)
		}
	}
	return nil
}

// neededJobs lists the jobs without which the order would never go on.
func neededJobs(o Order) (keys []job.Key) {
	need := func(kind job.Kind, n int) { keys = append(keys, jobKey(kind, o.ID, n)) }
	switch {
	case o.Closing != nil && !o.Closing.Slow:
		need(kindClose, 0)
	case o.Status == Requested:
		need(kindExpire, 0)
	case o.Status == Paid:
		need(kindShipBy, 0)
	case o.Status == Shipped:
		need(kindComplete, 0)
	}
	if o.openPayout() != nil {
		need(kindPayout, 0)
	}
	if o.openProblem() != nil {
		need(kindProblem, 0)
	}
	for _, r := range o.Refunds {
		switch r.State {
		case CallRequested:
			need(kindRefund, r.N)
		case CallSent:
			need(kindRefundCheck, r.N)
		case CallSucceeded, CallFailed:
		}
	}
	if o.Book.Balances[ledger.OwedBySeller] > 0 {
		need(kindRecover, 0)
	}
	return keys
}

// rest checks what is not of one order.
func (a *auditor) rest(tx Tx) (err error) {
	if a.Mode, err = storedMode(tx); err != nil {
		return err
	}
	for _, seller := range slices.Sorted(maps.Keys(a.setOff)) {
		for _, c := range slices.Sorted(maps.Keys(a.setOff[seller])) {
			if left := a.setOff[seller][c]; left != 0 {
				a.differ("seller %s: what was set off and what was recovered differ by %s", seller, money.New(left, c))
			}
		}
	}
	sellers, err := tx.Sellers().List()
	if err != nil {
		return err
	}
	for _, seller := range sellers {
		for _, d := range seller.Debts {
			if a.owed[seller.ID][d.Order] != d.Amount.Minor {
				a.differ("seller %s: owes %s for %s, the order says %s", seller.ID, d.Amount, d.Order, money.New(a.owed[seller.ID][d.Order], d.Amount.Currency))
			}
			delete(a.owed[seller.ID], d.Order)
		}
	}
	for _, seller := range slices.Sorted(maps.Keys(a.owed)) {
		for _, id := range slices.Sorted(maps.Keys(a.owed[seller])) {
			a.differ("seller %s: the debt for %s is not on the list", seller, id)
		}
	}
	if err := a.held(tx); err != nil {
		return err
	}
	waiting, err := tx.Backlog().Waiting(0)
	if err != nil {
		return err
	}
	dead, err := tx.Backlog().Dead()
	a.Jobs, a.Dead = len(waiting), len(dead)
	return err
}

// held holds what the store says is held in all against the sellers' tallies, which
// its own check holds against their orders.
func (a *auditor) held(tx Tx) error {
	all, err := heldInAll(tx)
	if err != nil {
		return err
	}
	want, err := addHeld(tx)
	if err == nil && !slices.Equal(all.Held, want.Held) {
		a.differ("what is held in all is said to be %v, by the sellers' tallies it is %v", all.Held, want.Held)
	}
	return err
}

// expectation is what the provider's records must hold of an order's object.
type expectation struct {
	order  OrderID
	what   string
	amount money.Money // signed
	fee    money.Money // kept by the provider; checked when it is known
	known  bool        // the fee is
	sent   bool        // a refund that is not confirmed: the provider may still wait for its balance
	found  int64       // what the provider's entries add up to
	fees   int64       // and their fees
}

// expect lists the provider's objects that an order knows.
func (a *auditor) expect(o Order, entries []Entry) {
	for _, e := range entries {
		if e.Act == Act(EventPaymentSucceeded) || e.Act == ActExtraPayment {
			charge := e.Facts["charge"]
			want := expectation{order: o.ID, what: "charge", amount: e.Postings[0].Amount}
			if o.Payment != nil && o.Payment.Charge == charge && o.Payment.FeeKnown && !o.Payment.Fee.IsZero() {
				want.fee, want.known = o.Payment.Fee, true
			}
			a.expected[charge], a.charges[charge] = want, o.ID
		}
	}
	ask := func(amount money.Money) { a.asked[o.ID] = append(a.asked[o.ID], amount) }
	if o.Checkout() != nil || o.Status == Processing || a.looking && o.Payment == nil && len(o.Checkouts) > 0 {
		ask(o.Total)
	}
	for _, p := range o.Payouts {
		if p.State == CallRequested {
			ask(minus(p.Amount))
		}
		if p.State == CallSucceeded && p.Transfer != "" && !booked(p.Transfer) {
			a.expected[p.Transfer] = expectation{order: o.ID, what: "transfer", amount: minus(p.Amount)}
		}
	}
	for _, r := range o.Reversals {
		if r.State == CallRequested {
			ask(r.Amount)
		}
		if r.State == CallSucceeded && !booked(r.ID) {
			a.expected[r.ID] = expectation{order: o.ID, what: "reversal", amount: r.Amount}
		}
	}
	for _, r := range o.Refunds {
		switch {
		case r.ID == "" && r.State == CallRequested:
			ask(minus(r.Amount))
		case r.ID == "":
		case r.State == CallFailed: // went out and came back, in two entries
			a.expected[r.ID] = expectation{order: o.ID, what: "refund", amount: money.New(0, r.Amount.Currency)}
		default:
			a.expected[r.ID] = expectation{order: o.ID, what: "refund", amount: minus(r.Amount), sent: r.State == CallSent}
		}
	}
	for _, d := range o.Disputes {
		a.expected[d.ID] = expectation{order: o.ID, what: "dispute", amount: minus(d.Withdrawn), fee: d.Fee, known: true}
	}
}

func minus(m money.Money) money.Money { return money.New(-m.Minor, m.Currency) }

// compare goes through the provider's balance, entry by entry, and holds the sum
// against what the provider says is there.
func (a *auditor) compare(ctx context.Context) error {
	sums := make(map[money.Currency]int64)
	if err := a.shop.provider.BalanceEntries(ctx, time.Time{}, func(b BalanceEntry) error {
		sums[b.Amount.Currency] += b.Amount.Minor - b.Fee.Minor
		a.entry(b)
		return nil
	}); err != nil {
		return err
	}
	for _, id := range slices.Sorted(maps.Keys(a.expected)) {
		a.found(id, a.expected[id])
	}
	for _, c := range slices.Sorted(maps.Keys(a.Totals)) {
		balance, err := a.shop.provider.Balance(ctx, c)
		if err != nil {
			return err
		}
		if has := balance.Available.Minor + balance.Pending.Minor; has != sums[c] {
			a.differ("the provider's balance is %s, its entries add up to %s", money.New(has, c), money.New(sums[c], c))
		}
	}
	return nil
}

// entry takes one entry of the provider's balance.
func (a *auditor) entry(b BalanceEntry) {
	want, known := a.expected[b.Source]
	order := b.Order
	if order == "" {
		order = a.charges[b.Charge]
	}
	switch {
	case !known && a.unheard(order, b.Amount):
		sum := a.Unheard[b.Amount.Currency]
		a.Unheard[b.Amount.Currency] = money.New(sum.Minor+b.Amount.Minor-b.Fee.Minor, b.Amount.Currency)
	case !known && order != "":
		a.differ("%s: the provider has %s %s of %s, the order does not", order, b.Category, b.Source, b.Amount)
	case !known:
		name := b.Category + " " + string(b.Amount.Currency)
		sum := a.Outside[name]
		a.Outside[name] = money.New(sum.Minor+b.Amount.Minor, b.Amount.Currency)
	case want.amount.Currency != b.Amount.Currency:
		a.differ("%s: %s %s is %s at the provider, %s in the books", want.order, want.what, b.Source, b.Amount, want.amount)
	default:
		a.Matched++
		want.found += b.Amount.Minor
		want.fees += b.Fee.Minor
		a.expected[b.Source] = want
	}
}

// unheard reports whether an order has asked for just that, and does not know yet
// that it was done: a job looks it up and writes it down. Each is asked for once.
func (a *auditor) unheard(id OrderID, amount money.Money) bool {
	i := slices.Index(a.asked[id], amount)
	if i < 0 {
		return false
	}
	a.asked[id] = slices.Delete(a.asked[id], i, i+1)
	return true
}

// found holds what the provider has of an object against what its order knows.
func (a *auditor) found(id string, want expectation) {
	c := want.amount.Currency
	if want.sent && want.found == 0 {
		sum := a.Underway[c]
		a.Underway[c] = money.New(sum.Minor-want.amount.Minor, c)
		return
	}
	if want.found != want.amount.Minor {
		a.differ("%s: %s %s is %s at the provider, %s in the books", want.order, want.what, id, money.New(want.found, c), want.amount)
	}
	if want.known && want.fees != want.fee.Minor {
		a.differ("%s: the fee of %s %s is %s at the provider, %s in the books",
			want.order, want.what, strings.TrimSpace(id), money.New(want.fees, c), want.fee)
	}
}
