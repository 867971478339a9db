package shop_test

import (
	"slices"
	"testing"
	"time"

	"till/shop"
	"till/shop/shoptest"
)

// person returns somebody as the store has them.
func (w *world) person(id shop.UserID) (p shop.Person) {
	w.Helper()
	w.must(w.store.View(w.Context(), func(tx shop.Tx) (err error) {
		p, err = tx.People().Get(id)
		return err
	}))
	return p
}

// customers checks who the provider keeps things for.
func (w *world) customers(want ...string) {
	w.Helper()
	if got := w.provider.Customers(); !slices.Equal(got, want) {
		w.Errorf("customers %v, want %v", got, want)
	}
}

// The first Pay makes the customer, and every later one, of whatever shop, uses it.
func TestCustomer(t *testing.T) {
	w := newWorld(t)
	w.customers()
	first := w.open(w.request())
	if first.Customer == "" || first.Customer != w.person(buyer).Customer {
		t.Errorf("the page is of customer %q, the buyer is %+v", first.Customer, w.person(buyer))
	}
	if next := w.open(w.request()); next.Customer != first.Customer {
		t.Errorf("the next page is of %q, want %q", next.Customer, first.Customer)
	}
	w.customers(first.Customer)
}

// Nobody is kept from paying because nothing could be saved; a lost answer makes
// no second customer.
func TestCustomerUnknown(t *testing.T) {
	for _, fault := range []shoptest.Fault{shoptest.FaultBefore, shoptest.FaultAfter, shoptest.FaultRefuse} {
		t.Run(string(fault), func(t *testing.T) {
			w := newWorld(t)
			id := w.request()
			w.fault("OpenCustomer", fault, 1)
			page := w.open(id)
			if page.Customer != "" {
				t.Errorf("the page is of customer %q", page.Customer)
			}
			w.must(w.provider.Pay(page.Session))
			w.poll()
			w.status(id, shop.Paid)
			w.customers(w.open(w.request()).Customer)
		})
	}
}

// A customer who is gone at the provider is made anew, whatever it was needed for.
func TestCustomerGone(t *testing.T) {
	for _, tt := range []struct {
		name string
		do   func(w *world) shop.Checkout // loses the customer, and opens a page then
	}{
		{"between two orders", func(w *world) shop.Checkout {
			id := w.request()
			w.provider.LoseCustomers()
			return w.open(id)
		}},
		{"while a page is open", func(w *world) shop.Checkout {
			id := w.request()
			old := w.open(id)
			w.provider.LoseCustomers()
			page := w.open(id)
			if open := w.provider.Sessions(id, shop.SessionOpen); page.Session == old.Session || len(open) != 1 {
				w.Errorf("open pages %v, of which %s cannot be paid", open, old.Session)
			}
			return page
		}},
		{"before the answer about a page was lost", func(w *world) shop.Checkout {
			id := w.request()
			w.fault("OpenCheckout", shoptest.FaultBefore, 1)
			_, err := w.OpenCheckout(w.Context(), asBuyer, id)
			w.refused(err, shop.ReasonProviderDown)
			w.provider.LoseCustomers()
			return w.open(id)
		}},
		{"after the answer about a page was lost", func(w *world) shop.Checkout {
			id := w.request()
			w.fault("OpenCheckout", shoptest.FaultAfter, 1)
			_, err := w.OpenCheckout(w.Context(), asBuyer, id)
			w.refused(err, shop.ReasonProviderDown)
			w.provider.LoseCustomers()
			w.open(id) // as it was asked for
			return w.open(id)
		}},
		{"seen in the wallet", func(w *world) shop.Checkout {
			w.provider.LoseCustomers()
			if wallet, err := w.Wallet(w.Context(), asBuyer); err != nil || wallet != (shop.Wallet{}) {
				w.Errorf("the wallet is %+v: %v, want none", wallet, err)
			}
			return w.open(w.request())
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			first := w.open(w.request())
			page := tt.do(w)
			if p := w.person(buyer); page.Customer == first.Customer || page.Customer != p.Customer || p.Customers != 2 {
				t.Errorf("the page is of %q, the buyer is %+v, want another than %q", page.Customer, p, first.Customer)
			}
			w.must(w.provider.Pay(page.Session))
		})
	}
}

// When nobody answers whether the customer is there, the page is given again: it
// may be the one that is being filled in.
func TestCustomerUnanswered(t *testing.T) {
	w := newWorld(t)
	id := w.request()
	page := w.open(id)
	w.fault("HasCustomer", shoptest.FaultBefore, 1)
	if again := w.open(id); again.Session != page.Session {
		t.Errorf("the page is %s, want %s again", again.Session, page.Session)
	}
}

func TestWallet(t *testing.T) {
	w := newWorld(t)
	if wallet, err := w.Wallet(t.Context(), asBuyer); err != nil || wallet != (shop.Wallet{}) {
		t.Errorf("before the first payment it is %+v: %v", wallet, err)
	}
	id := w.request()
	page := w.open(id)
	wallet, err := w.Wallet(t.Context(), asBuyer)
	w.must(err)
	if want := (shop.Wallet{N: 1, Link: "https://pay.example/saved/" + page.Customer}); wallet != want {
		t.Errorf("it is %+v, want %+v", wallet, want)
	}
	w.fault("WalletLink", shoptest.FaultRefuse, 1)
	wallet, err = w.Wallet(t.Context(), asBuyer)
	w.refused(err, shop.ReasonProvider)
	if wallet.N != 1 {
		t.Errorf("without its page it is %+v", wallet)
	}

	for name, err := range map[string]error{
		"somebody else's":     w.ForgetWallet(t.Context(), w.cause(), shop.Actor{ID: other}, 1),
		"the next one":        w.ForgetWallet(t.Context(), w.cause(), asBuyer, 2),
		"none":                w.ForgetWallet(t.Context(), w.cause(), asBuyer, 0),
		"none, of a stranger": w.ForgetWallet(t.Context(), w.cause(), shop.Actor{ID: other}, 0),
	} {
		if shop.ReasonOf(err) != shop.ReasonNothingSaved {
			t.Errorf("%s: %v", name, err)
		}
	}
	cause := w.cause()
	for range 2 {
		w.must(w.ForgetWallet(t.Context(), cause, asBuyer, 1))
	}
	w.fault("ForgetCustomer", shoptest.FaultBefore, 3)
	w.run()
	w.customers(page.Customer)
	w.wait(time.Minute)
	w.customers()

	fresh := w.open(id)
	if fresh.Session == page.Session || fresh.Customer == page.Customer || fresh.Customer == "" {
		t.Errorf("after that the page is %+v", fresh)
	}
	w.refused(w.ForgetWallet(t.Context(), w.cause(), asBuyer, 1), shop.ReasonNothingSaved) // an old button
	w.customers(fresh.Customer)
	w.must(w.provider.Pay(fresh.Session))
	w.poll()
	w.status(id, shop.Paid)
}
