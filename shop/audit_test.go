package shop_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"till/shop"
	"till/shop/money"
	"till/shop/shoptest"
)

// TestAuditUnheard has the provider do what was asked, and its answer lost: until a
// job looks it up, that is a difference of nobody's.
func TestAuditUnheard(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		ask  func(w *world) // up to the call
		want int64          // what it has moved at the provider
	}{
		{"payout", func(w *world) {
			id := w.paid()
			w.ship(id, "OK1")
			w.wait(4*day - 1)
			w.time = w.time.Add(1)
			w.crash("Transfer")
		}, -29_13},
		{"refund", func(w *world) {
			id := w.paid()
			_, err := w.Cancel(w.Context(), w.cause(), asSeller, id)
			w.must(err)
			w.crash("Refund")
		}, -30_00},
		{"payment", func(w *world) {
			id := w.request()
			w.must(w.provider.Pay(w.open(id).Session))
		}, 30_00 - 87},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			tt.ask(w)
			audit := func() *shop.Audit {
				t.Helper()
				a, err := w.Audit(t.Context(), false)
				w.must(err)
				return a
			}
			a := audit()
			if len(a.Differences) > 0 || a.Unheard["USD"] != money.New(tt.want, "USD") {
				t.Errorf("not heard of: %v; %s", a.Unheard, strings.Join(a.Differences, "\n"))
			}
			w.poll()
			w.run()
			w.wait(day)
			w.provider.After = nil
			if a = audit(); len(a.Differences) > 0 || len(a.Unheard) > 0 {
				t.Errorf("afterwards: %v; %s", a.Unheard, strings.Join(a.Differences, "\n"))
			}
		})
	}
}

// rotten is a store that says that it is damaged, and has lost what it should have.
type rotten struct{ *shoptest.Memory }

func (rotten) Check(context.Context) error {
	return errors.New("the store is damaged: restore a backup")
}

func (rotten) View(context.Context, func(shop.Tx) error) error {
	return &shop.Error{Code: shop.NotFound, Message: "no such order"}
}

// TestAuditDamaged: an audit that ends at what a damaged store has lost says that it
// is damaged.
func TestAuditDamaged(t *testing.T) {
	s := shop.New(shop.Ports{Store: rotten{shoptest.NewMemory()}}, shop.Config{Logger: quiet})
	_, err := s.Audit(t.Context(), true)
	if err == nil || !strings.Contains(err.Error(), "restore a backup") || !strings.Contains(err.Error(), "no such order") {
		t.Errorf("got %v", err)
	}
}

// paced is a store that finds itself damaged. The test says when.
type paced struct {
	*shoptest.Memory

	check, before, after func() // during Check; before and after each View
}

func (p paced) Check(context.Context) error {
	p.check()
	return errors.New("damaged")
}

func (p paced) View(ctx context.Context, fn func(shop.Tx) error) error {
	p.before()
	defer p.after()
	return p.Memory.View(ctx, fn)
}

// TestAuditBeside: an audit says the same, and in the same order, whether the store
// has checked itself before anything else is looked at, after all of it, or meanwhile.
func TestAuditBeside(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var orders []shop.OrderID
	for range 4 {
		orders = append(orders, w.paid())
	}
	if err := w.store.Update(t.Context(), func(tx shop.Tx) error {
		for i, spoil := range []func(o *shop.Order){
			func(o *shop.Order) { o.Status = shop.Requested },
			func(o *shop.Order) { o.Book = shop.Order{}.Book },
			func(o *shop.Order) { o.Payment.Amount.Minor++ },
		} {
			o, err := tx.Orders().Get(orders[i])
			w.must(err)
			spoil(&o)
			w.must(tx.Orders().Put(o))
		}
		seller, err := tx.Sellers().Get(asSeller.ID)
		w.must(err)
		seller.Debts = append(seller.Debts, shop.Debt{Order: orders[3], Amount: money.New(1, "USD")})
		seller.Tally.Held = nil
		return tx.Sellers().Put(seller)
	}); err != nil {
		t.Fatal(err)
	}
	audit := func(store shop.Store) *shop.Audit {
		t.Helper()
		a, err := shop.New(shop.Ports{Store: store}, shop.Config{Logger: quiet}).Audit(t.Context(), true)
		w.must(err)
		return a
	}
	want := audit(w.store)
	if len(want.Differences) < 5 {
		t.Errorf("differences: %q", want.Differences)
	}
	want.Differences = slices.Insert(want.Differences, 0, "the store: damaged")
	nothing := func() {}
	store := paced{w.store.(*shoptest.Memory), nothing, nothing, nothing}
	views := 0
	store.after = func() { views++ }
	audit(store)
	for name, pace := range map[string]func(){
		"meanwhile": nothing,
		"first": func() {
			checked := make(chan struct{})
			store.check, store.before = func() { close(checked) }, func() { <-checked }
		},
		"last": func() {
			viewed, left := make(chan struct{}), views
			store.check, store.after = func() { <-viewed }, func() {
				if left--; left == 0 {
					close(viewed)
				}
			}
		},
	} {
		store.check, store.before, store.after = nothing, nothing, nothing
		pace()
		if diff := cmp.Diff(want, audit(store)); diff != "" {
			t.Errorf("checked %s: %s", name, diff)
		}
	}
}
