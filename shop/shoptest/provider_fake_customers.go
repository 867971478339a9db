package shoptest

import (
	"context"
	"maps"
	"slices"

	"till/shop"
)

// OpenCustomer implements shop.Customers.
func (p *FakeProvider) OpenCustomer(ctx context.Context, key string) (string, error) {
	return call(ctx, p, "OpenCustomer", func() (string, error) {
		return once(p, key, "customer", func() (string, error) {
			id := p.id("cus")
			p.customers[id] = true
			return id, nil
		})
	})
}

// HasCustomer implements shop.Customers.
func (p *FakeProvider) HasCustomer(ctx context.Context, customer string) (bool, error) {
	return call(ctx, p, "HasCustomer", func() (bool, error) { return p.customers[customer], nil })
}

// WalletLink implements shop.Customers.
func (p *FakeProvider) WalletLink(ctx context.Context, customer string) (string, error) {
	return call(ctx, p, "WalletLink", func() (string, error) {
		if !p.customers[customer] {
			return "", stranger(customer)
		}
		return "https://pay.example/saved/" + customer, nil
	})
}

// ForgetCustomer implements shop.Customers.
func (p *FakeProvider) ForgetCustomer(ctx context.Context, customer string) error {
	_, err := call(ctx, p, "ForgetCustomer", func() (bool, error) {
		delete(p.customers, customer)
		return true, nil
	})
	return err
}

// Customers returns those who are there, by id.
func (p *FakeProvider) Customers() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Sorted(maps.Keys(p.customers))
}

// LoseCustomers deletes every customer, as somebody in the dashboard may.
func (p *FakeProvider) LoseCustomers() {
	p.mu.Lock()
	defer p.mu.Unlock()
	clear(p.customers)
}

// stranger is the error of a customer that is not there, or not any more.
func stranger(customer string) error {
	return no(shop.ReasonCustomerGone, "no such customer: %s", customer)
}
