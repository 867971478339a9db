package shop_test

import (
	"strings"
	"testing"

	"till/shop"
	"till/shop/money"
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
