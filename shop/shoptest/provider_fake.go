package shoptest

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"sync"
	"time"

	"till/shop"
	"till/shop/money"
)

var _ shop.Provider = (*FakeProvider)(nil)

// Fault is what goes wrong with one call to a fake.
type Fault string

// The faults.
const (
	FaultNone   Fault = ""
	FaultBefore Fault = "before" // no answer, and nothing was done
	FaultAfter  Fault = "after"  // no answer, and it was done
	FaultRefuse Fault = "refuse" // a clear no
)

// FakeProvider is a payment provider in memory with books of its own. It is
// strict: a key used with other parameters, a transfer beyond the balance or the
// charge, a refund beyond the charge are refused.
type FakeProvider struct {
	Now     func() time.Time
	Fault   func(call string) Fault // asked before each call; nil: none
	After   func(call string)       // told after each call that acted; nil: nobody
	FeeOf   func(charge money.Money) money.Money
	FeeWait time.Duration  // after the charge, until its fee is known
	Settles money.Currency // "": in the charge's own currency
	Slow    bool           // refunds are on their way until SettleRefunds
	// LoseEvents is asked at each event, which is never listed if it says so;
	// nil: none is lost.
	LoseEvents func() bool

	mu        sync.Mutex // guards everything below
	calls     map[string]int
	n         int
	keys      map[string]keyed
	sessions  map[string]*fakeSession
	pages     map[shop.OrderID][]*fakeSession // the same, oldest first
	open      []*fakeSession                  // that may expire
	charges   map[string]*fakeCharge
	customers map[string]bool
	accounts  map[string]*fakeAccount
	transfers map[string]*fakeTransfer // by id
	made      map[string]*fakeTransfer // by key
	disputes  map[string]*fakeDispute
	events    []shop.ProviderEvent
	entries   []fakeEntry
	balances  map[money.Currency]int64
	totals    map[shop.OrderID]*Totals
	payouts   map[string]shop.BankPayout // of the platform, by key
}

// keyed is an answer given to a call with an idempotency key.
type keyed struct {
	input  any
	answer any
}

// fakeEntry is a line of the platform's balance.
type fakeEntry struct {
	shop.BalanceEntry
	at time.Time
}

// NewFakeProvider returns a provider without accounts or money. It keeps 2.9 %
// of a charge, and tells at once.
func NewFakeProvider(now func() time.Time) *FakeProvider {
	return &FakeProvider{
		Now:       now,
		FeeOf:     func(c money.Money) money.Money { return money.New(c.Minor*29/1000, c.Currency) },
		calls:     make(map[string]int),
		keys:      make(map[string]keyed),
		sessions:  make(map[string]*fakeSession),
		pages:     make(map[shop.OrderID][]*fakeSession),
		charges:   make(map[string]*fakeCharge),
		customers: make(map[string]bool),
		accounts:  make(map[string]*fakeAccount),
		transfers: make(map[string]*fakeTransfer),
		made:      make(map[string]*fakeTransfer),
		disputes:  make(map[string]*fakeDispute),
		balances:  make(map[money.Currency]int64),
		totals:    make(map[shop.OrderID]*Totals),
		payouts:   make(map[string]shop.BankPayout),
	}
}

// call makes a call: with its faults, counted, and told of.
func call[T any](ctx context.Context, p *FakeProvider, name string, act func() (T, error)) (T, error) {
	var none T
	if err := ctx.Err(); err != nil {
		return none, err
	}
	fault := FaultNone
	if p.Fault != nil {
		fault = p.Fault(name)
	}
	switch fault {
	case FaultBefore:
		return none, &shop.Error{Code: shop.Unavailable, Message: name + ": no answer"}
	case FaultRefuse:
		return none, no("", "%s: told to refuse", name)
	case FaultNone, FaultAfter: // the call is made
	}
	p.mu.Lock()
	p.calls[name]++
	answer, err := act()
	p.mu.Unlock()
	if p.After != nil {
		p.After(name)
	}
	if fault == FaultAfter {
		return none, &shop.Error{Code: shop.Unavailable, Message: name + ": the answer was lost"}
	}
	return answer, err
}

// once answers a key that was seen as it did then. The input is comparable.
func once[T any](p *FakeProvider, key string, input any, act func() (T, error)) (T, error) {
	var none T
	if k, seen := p.keys[key]; seen {
		if k.input != input {
			return none, defect("key %s was used with other parameters", key)
		}
		same, ok := k.answer.(T)
		if !ok {
			return none, defect("key %s was used for another call", key)
		}
		return same, nil
	}
	answer, err := act()
	if err == nil {
		p.keys[key] = keyed{input, answer}
	}
	return answer, err
}

func no(reason shop.Reason, format string, args ...any) error {
	return &shop.Error{Code: shop.Refused, Reason: reason, Message: fmt.Sprintf(format, args...)}
}

// absent is the error of what does not exist.
func absent(what string) error { return no("", "no such %s", what) }

// defect is what the provider tells whoever uses a key twice.
func defect(format string, args ...any) error {
	return &shop.Error{Code: shop.Internal, Message: fmt.Sprintf(format, args...)}
}

func (p *FakeProvider) id(kind string) string {
	p.n++
	return kind + "_" + strconv.Itoa(p.n)
}

// happened adds to the events that can be polled.
func (p *FakeProvider) happened(subject shop.Subject, object string) {
	if p.LoseEvents != nil && p.LoseEvents() {
		return
	}
	p.events = append(p.events, shop.ProviderEvent{
		ID: p.id("evt"), Type: string(subject), Subject: subject, Object: object, At: p.Now(),
	})
}

// Calls returns how often a call acted.
func (p *FakeProvider) Calls(name string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.calls[name]
}

// EventsSince implements shop.Events.
func (p *FakeProvider) EventsSince(ctx context.Context, t time.Time) ([]shop.ProviderEvent, error) {
	return call(ctx, p, "EventsSince", func() (found []shop.ProviderEvent, _ error) {
		p.open = slices.DeleteFunc(p.open, func(s *fakeSession) bool {
			p.expire(s)
			return s.State != shop.SessionOpen
		})
		first, _ := slices.BinarySearchFunc(p.events, t, func(e shop.ProviderEvent, t time.Time) int { return e.At.Compare(t) })
		found = append(found, p.events[first:]...)
		return found, nil
	})
}

// BalanceEntries implements shop.Events.
func (p *FakeProvider) BalanceEntries(ctx context.Context, since time.Time, fn func(shop.BalanceEntry) error) error {
	if _, err := call(ctx, p, "BalanceEntries", func() (bool, error) { return true, nil }); err != nil {
		return err
	}
	p.mu.Lock()
	entries := slices.Clone(p.entries)
	p.mu.Unlock()
	for _, entry := range slices.Backward(entries) {
		if entry.at.Before(since) {
			return nil
		}
		if err := fn(entry.BalanceEntry); err != nil {
			return err
		}
	}
	return nil
}

// book writes a line of the platform's balance, about an order or none.
func (p *FakeProvider) book(e shop.BalanceEntry, about shop.OrderID) {
	e.ID = p.id("txn")
	p.entries = append(p.entries, fakeEntry{e, p.Now()})
	p.balances[e.Amount.Currency] += e.Amount.Minor - e.Fee.Minor
	if about == "" {
		return
	}
	sum := p.totals[about]
	if sum == nil {
		sum = new(Totals)
		p.totals[about] = sum
	}
	switch e.Category {
	case "charge":
		sum.Charged += e.Amount.Minor
		sum.Fees += e.Fee.Minor
	case "refund", "refund_failure":
		sum.Refunded -= e.Amount.Minor
	case "transfer":
		sum.Transferred -= e.Amount.Minor
	case "transfer_reversal":
		sum.Reversed += e.Amount.Minor
	case "dispute", "dispute_reversal":
		sum.Disputed -= e.Amount.Minor
		sum.DisputeFees += e.Fee.Minor
	}
}

// Balance implements shop.Bank. Everything is available at once.
func (p *FakeProvider) Balance(ctx context.Context, c money.Currency) (shop.Balance, error) {
	return call(ctx, p, "Balance", func() (shop.Balance, error) {
		return shop.Balance{Available: money.New(p.balances[c], c), Pending: money.New(0, c)}, nil
	})
}

// Has returns what the platform has with the provider.
func (p *FakeProvider) Has(c money.Currency) money.Money {
	p.mu.Lock()
	defer p.mu.Unlock()
	return money.New(p.balances[c], c)
}

// TakeOut moves money out of the platform's balance beside the shop, or into it.
func (p *FakeProvider) TakeOut(m money.Money) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.book(shop.BalanceEntry{Category: "topup", Amount: money.New(-m.Minor, m.Currency), Fee: none(m)}, "")
}

// Totals is what the provider knows of an order's money, in minor units. Refunds
// that failed do not count, nor does what a dispute gave back; fees that are not
// known yet do.
type Totals struct {
	Charged, Fees, Refunded, Transferred, Reversed, Disputed, DisputeFees int64
}

// Totals returns an order's money as the provider's books have it.
func (p *FakeProvider) Totals(id shop.OrderID) Totals {
	p.mu.Lock()
	defer p.mu.Unlock()
	if sum := p.totals[id]; sum != nil {
		return *sum
	}
	return Totals{}
}

// Knows reports whether a call with the key was answered.
func (p *FakeProvider) Knows(key string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	_, known := p.keys[key]
	return known
}

func none(like money.Money) money.Money { return money.New(0, like.Currency) }
