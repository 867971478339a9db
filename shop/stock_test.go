package shop_test

import (
	"context"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"till/shop"
)

// stocks adds a product of which there are so many.
func (w *world) stocks(n int64) shop.ProductID {
	w.Helper()
	p, err := w.AddProduct(w.Context(), shop.ProductInput{
		Cause: w.cause(), Actor: asSeller, Name: "Mug, blue", Price: usd(25_00), Shipping: usd(5_00), Stock: &n,
	})
	w.must(err)
	return p.ID
}

// of is a request for some of a product.
func of(id shop.ProductID, n int64) shop.RequestInput {
	in := input()
	in.Lines[0].Product, in.Lines[0].Quantity = id, n
	return in
}

func (w *world) holds(id shop.ProductID, want shop.Stock) {
	w.Helper()
	p, err := w.Product(w.Context(), seller, string(id))
	w.must(err)
	want.Limited = true
	if diff := cmp.Diff(want, p.Stock); diff != "" {
		w.Errorf("the stock (-want +got):\n%s", diff)
	}
}

// TestStock follows two things of three through each way that an order can go.
func TestStock(t *testing.T) {
	t.Parallel()
	sold, back := shop.Stock{Left: 1, Sold: 2}, shop.Stock{Left: 3}
	for name, tt := range map[string]struct {
		then func(w *world, id shop.OrderID)
		want shop.Stock
	}{
		"requested": {func(*world, shop.OrderID) {}, shop.Stock{Left: 1, Reserved: 2}},
		"declined": {func(w *world, id shop.OrderID) {
			_, err := w.Decline(w.Context(), w.cause(), asBuyer, id)
			w.must(err)
		}, back},
		"withdrawn": {func(w *world, id shop.OrderID) {
			_, err := w.Cancel(w.Context(), w.cause(), asSeller, id)
			w.must(err)
		}, back},
		"expired": {func(w *world, _ shop.OrderID) { w.wait(8 * day) }, back},
		"paid":    {func(w *world, id shop.OrderID) { w.payNow(id) }, sold},
		"canceled": {func(w *world, id shop.OrderID) {
			w.payNow(id)
			_, err := w.Cancel(w.Context(), w.cause(), asSeller, id)
			w.must(err)
		}, back},
		"refunded in full before it ships": {func(w *world, id shop.OrderID) {
			w.payNow(id)
			_, err := w.Refund(w.Context(), shop.RefundInput{Cause: w.cause(), Actor: asSeller, Order: id})
			w.must(err)
		}, back},
		"refunded in part": {func(w *world, id shop.OrderID) {
			w.payNow(id)
			_, err := w.Refund(w.Context(), shop.RefundInput{Cause: w.cause(), Actor: asSeller, Order: id, Amount: usd(5_00)})
			w.must(err)
		}, sold},
		"never shipped": {func(w *world, id shop.OrderID) {
			w.payNow(id)
			w.wait(20 * day)
		}, back},
		"refunded after it shipped": {func(w *world, id shop.OrderID) {
			w.payNow(id)
			_, err := w.Ship(w.Context(), shop.ShipInput{Cause: w.cause(), Actor: asSeller, Order: id})
			w.must(err)
			_, err = w.Refund(w.Context(), shop.RefundInput{Cause: w.cause(), Actor: asSeller, Order: id})
			w.must(err)
			w.provider.SettleRefunds(id, shop.CallSucceeded)
			w.wait(day)
		}, sold},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			mug := w.stocks(3)
			id := w.requestOf(of(mug, 2)).ID
			tt.then(w, id)
			w.run()
			w.holds(mug, tt.want)
		})
	}
}

func TestSoldOut(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	mug := w.stocks(3)
	first := w.requestOf(of(mug, 2))
	_, err := w.Request(t.Context(), of(mug, 2))
	w.refused(err, shop.ReasonStockFew)
	two := of(mug, 1)
	two.Lines = append(two.Lines, two.Lines[0])
	_, err = w.Request(t.Context(), two) // each of its lines would fit
	w.refused(err, shop.ReasonSoldOut)
	w.requestOf(of(mug, 1))
	_, err = w.Request(t.Context(), of(mug, 1))
	w.refused(err, shop.ReasonSoldOut)

	// What nobody counts any more still counts for those who took of it before.
	_, err = w.EditProduct(t.Context(), w.cause(), asSeller, mug, shop.ProductChange{Unlimited: true})
	w.must(err)
	w.requestOf(of(mug, 3))
	_, err = w.EditProduct(t.Context(), w.cause(), asSeller, mug, shop.ProductChange{Stock: new(int64(4))})
	w.must(err)
	_, err = w.Decline(t.Context(), w.cause(), asBuyer, first.ID)
	w.must(err)
	w.holds(mug, shop.Stock{Left: 6, Reserved: 4})

	_, err = w.RemoveProduct(t.Context(), w.cause(), asSeller, mug)
	w.must(err)
	_, err = w.Request(t.Context(), of(mug, 1))
	w.refused(err, shop.ReasonNoProduct)
	w.wait(8 * day) // what was reserved of it comes back all the same
}

func TestProductChecks(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	mug := w.stocks(3)
	for want, change := range map[shop.Reason]shop.ProductChange{
		shop.ReasonItemEmpty:     {Name: new(" ")},
		shop.ReasonProductName:   {Name: new("☕")},
		shop.ReasonTextMention:   {Description: new("@everyone")},
		shop.ReasonPrice:         {Price: new(usd(0))},
		shop.ReasonPriceSmall:    {Price: new(usd(1)), Shipping: new(usd(0))},
		shop.ReasonLimitRequest:  {Price: new(usd(750_01))},
		shop.ReasonExtraNegative: {Shipping: new(usd(-1))},
		shop.ReasonStockNumber:   {Stock: new(int64(-1))},
	} {
		_, err := w.EditProduct(t.Context(), w.cause(), asSeller, mug, change)
		w.refused(err, want)
	}
	_, err := w.AddProduct(t.Context(), shop.ProductInput{Actor: asSeller, Name: "mug blue", Price: usd(1_00)})
	w.refused(err, shop.ReasonProductTaken)
	_, err = w.AddProduct(t.Context(), shop.ProductInput{Actor: asBuyer, Name: "Mug", Price: usd(1_00)})
	w.refused(err, shop.ReasonNotSeller)
	_, err = w.EditProduct(t.Context(), "", asBuyer, mug, shop.ProductChange{})
	w.refused(err, shop.ReasonNoProduct)
	_, err = w.RemoveProduct(t.Context(), "", asBuyer, mug)
	w.refused(err, shop.ReasonNoProduct)
	w.holds(mug, shop.Stock{Left: 3})
}

// TestStockTogether has many ask for the last of a product at the same moment,
// and let go of it again. It says most under the race detector.
func TestStockTogether(t *testing.T) {
	t.Parallel()
	const all = 3
	w := newWorld(t)
	mug := w.stocks(all)
	var asking sync.WaitGroup
	var mu sync.Mutex // guards sent
	sent := 0
	ask := func(ctx context.Context, decline bool) {
		o, err := w.Request(ctx, of(mug, 1))
		if shop.ReasonOf(err) == shop.ReasonSoldOut {
			return
		}
		if err == nil && decline {
			_, err = w.Decline(ctx, "", asBuyer, o.ID)
		}
		if err != nil {
			t.Error(err)
			return
		}
		if !decline {
			mu.Lock()
			sent++
			mu.Unlock()
		}
	}
	for n := range 12 {
		asking.Go(func() { ask(t.Context(), n%2 == 0) })
	}
	asking.Wait()
	if sent > all {
		t.Errorf("%d were sold of %d", sent, all)
	}
	w.holds(mug, shop.Stock{Left: int64(all - sent), Reserved: int64(sent)})
}
