package shoptest

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"till/shop"
	"till/shop/money"
)

var _ ProviderPorts = (*FakeProvider)(nil)

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
	Slow    bool           // refunds are on their way until SettleRefund

	mu        sync.Mutex // guards everything below
	calls     map[string]int
	n         int
	keys      map[string]keyed
	sessions  map[string]*fakeSession
	pages     []*fakeSession // the same, oldest first
	accounts  map[string]*shop.Account
	transfers []*fakeTransfer
	refunds   []*fakeRefund
	events    []shop.ProviderEvent
	entries   []shop.BalanceEntry
	funds     map[money.Currency]int64 // moved to the platform's bank: see Withdraw
}

// keyed is an answer given to a call with an idempotency key.
type keyed struct {
	input  string
	answer any
}

type fakeTransfer struct {
	shop.TransferRequest
	id string
}

type fakeRefund struct {
	shop.RefundRequest
	id    string
	state shop.CallState
}

// NewFakeProvider returns a provider without accounts or money. It keeps 2.9 %
// of a charge, and tells at once.
func NewFakeProvider(now func() time.Time) *FakeProvider {
	return &FakeProvider{
		Now:      now,
		FeeOf:    func(c money.Money) money.Money { return money.New(c.Minor*29/1000, c.Currency) },
		calls:    make(map[string]int),
		keys:     make(map[string]keyed),
		sessions: make(map[string]*fakeSession),
		accounts: make(map[string]*shop.Account),
		funds:    make(map[money.Currency]int64),
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

// once answers a key that was seen as it did then.
func once[T any](p *FakeProvider, key string, input any, act func() (T, error)) (T, error) {
	var none T
	shown := fmt.Sprintf("%+v", input)
	if k, seen := p.keys[key]; seen {
		if k.input != shown {
			return none, no("", "key %s was used with other parameters", key)
		}
		same, ok := k.answer.(T)
		if !ok {
			return none, no("", "key %s was used for another call", key)
		}
		return same, nil
	}
	answer, err := act()
	if err == nil {
		p.keys[key] = keyed{shown, answer}
	}
	return answer, err
}

func no(reason shop.Reason, format string, args ...any) error {
	return &shop.Error{Code: shop.Refused, Reason: reason, Message: fmt.Sprintf(format, args...)}
}

func (p *FakeProvider) id(kind string) string {
	p.n++
	return fmt.Sprintf("%s_%d", kind, p.n)
}

// happened adds to the events that can be polled.
func (p *FakeProvider) happened(subject shop.Subject, object string) {
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
		for _, s := range p.pages {
			p.expire(s)
		}
		for _, e := range p.events {
			if !e.At.Before(t) {
				found = append(found, e)
			}
		}
		return found, nil
	})
}

// BalanceEntries implements shop.Events.
func (p *FakeProvider) BalanceEntries(_ context.Context, fn func(shop.BalanceEntry) error) error {
	p.mu.Lock()
	entries := append([]shop.BalanceEntry(nil), p.entries...)
	p.mu.Unlock()
	for _, entry := range slices.Backward(entries) {
		if err := fn(entry); err != nil {
			return err
		}
	}
	return nil
}

// book writes a line of the platform's balance.
func (p *FakeProvider) book(category, source string, order shop.OrderID, amount, fee money.Money) {
	p.entries = append(p.entries, shop.BalanceEntry{
		ID: p.id("txn"), Category: category, Source: source, Order: order, Amount: amount, Fee: fee,
	})
}

// Balance returns what the platform has with the provider.
func (p *FakeProvider) Balance(c money.Currency) money.Money {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.balance(c)
}

func (p *FakeProvider) balance(c money.Currency) money.Money {
	sum := -p.funds[c]
	for _, e := range p.entries {
		if e.Amount.Currency == c {
			sum += e.Amount.Minor - e.Fee.Minor
		}
	}
	return money.New(sum, c)
}

// Withdraw moves money out of the platform's balance, or back into it.
func (p *FakeProvider) Withdraw(m money.Money) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.funds[m.Currency] += m.Minor
}

// Totals is what the provider knows of an order's money, in minor units.
type Totals struct{ Charged, Fees, Refunded, Transferred int64 }

// Totals adds up an order's money as the provider's books have it. Refunds that
// failed do not count; fees that are not known yet do.
func (p *FakeProvider) Totals(id shop.OrderID) (sum Totals) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, e := range p.entries {
		if e.Order != id {
			continue
		}
		switch e.Category {
		case "charge":
			sum.Charged += e.Amount.Minor
			sum.Fees += e.Fee.Minor
		case "refund", "refund_failure":
			sum.Refunded -= e.Amount.Minor
		case "transfer":
			sum.Transferred -= e.Amount.Minor
		}
	}
	return sum
}
