package shop_test

import (
	"context"
	"errors"
	"strings"
	"testing"

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
