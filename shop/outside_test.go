package shop_test

import (
	"context"
	"testing"
	"time"

	"till/shop"
	"till/shop/shoptest"
)

// watchful is a store that knows whether one of its transactions is open.
type watchful struct {
	shop.Store
	open *int
}

func (w watchful) View(ctx context.Context, fn func(shop.Tx) error) error {
	return w.Store.View(ctx, func(tx shop.Tx) error { return w.during(tx, fn) })
}

func (w watchful) Update(ctx context.Context, fn func(shop.Tx) error) error {
	return w.Store.Update(ctx, func(tx shop.Tx) error { return w.during(tx, fn) })
}

func (w watchful) during(tx shop.Tx, fn func(shop.Tx) error) error {
	*w.open++
	defer func() { *w.open-- }()
	return fn(tx)
}

// TestNothingIsCalledInATransaction: an open transaction keeps pages of the file from being used again,
// and a writer keeps all others waiting. No provider and no messenger is called in one.
func TestNothingIsCalledInATransaction(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	open, calls := 0, 0
	look := func(what string) shoptest.Fault {
		calls++
		if open > 0 {
			t.Errorf("%s in a transaction", what)
		}
		return shoptest.FaultNone
	}
	s := shop.New(shop.Ports{
		Store: watchful{w.store, &open}, Provider: w.provider, Messenger: w.messenger, Carrier: shoptest.FakeCarrier{},
	}, shop.Config{Policy: w.Policy(), Operators: []shop.UserID{operator}, Now: w.now, Jitter: func() float64 { return 0 }, Logger: quiet})
	w.Shop = s
	w.provider.Fault = look
	w.messenger.Fault = func(shop.UserID) shoptest.Fault { return look("a message") }

	id := w.paid()
	w.ship(id, "OK1")
	d := w.dispute(id, 10_00, false)
	w.provider.EndDispute(d, true, usd(10_00))
	w.poll()
	w.wait(8 * day)
	w.run()
	w.refund(id, 5_00)
	w.wait(day)
	back := w.request()
	w.open(back)
	_, err := w.Decline(t.Context(), w.cause(), asBuyer, back)
	w.must(err)
	w.wait(90 * 24 * time.Hour)
	w.audited()
	if calls < 20 {
		t.Errorf("%d calls: the world does not look", calls)
	}
}
