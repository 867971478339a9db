package shop_test

import (
	"testing"

	"till/shop"
	"till/shop/money"
	"till/shop/shoptest"
)

func (w *world) revise(id shop.OrderID, terms shop.Terms) error {
	_, err := w.Revise(w.Context(), shop.ReviseInput{Cause: w.cause(), Actor: asSeller, Order: id, Terms: terms})
	w.run()
	return err
}

func mug(price int64) []shop.Line {
	return []shop.Line{{Item: "Mug", Quantity: 1, Price: usd(price)}}
}

// The terms of a request change until it is paid, and what is paid is what was
// agreed last.
func TestRevise(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.request()
	old := w.open(id)
	w.wait(3 * day)
	w.must(w.revise(id, shop.Terms{Lines: mug(20_00), Shipping: usd(4_00)}))
	o := w.order(id)
	if o.Total != usd(24_00) || o.Changes != 1 || o.Closing != nil {
		t.Errorf("total %s after %d changes, closing %v", o.Total, o.Changes, o.Closing)
	}
	if !o.ExpiresAt.Equal(w.time.Add(7 * day)) {
		t.Errorf("expires %s, and it is %s", o.ExpiresAt, w.time)
	}
	w.told(buyer, shop.NoticeRevised, 1)
	if err := w.provider.Pay(old.Session); err == nil {
		t.Error("the old page can be paid still")
	}
	w.wait(5 * day) // the old deadline has passed
	w.status(id, shop.Requested)
	w.must(w.provider.Pay(w.open(id).Session))
	w.poll()
	w.status(id, shop.Paid)
	w.money(id, shoptest.Totals{Charged: 24_00, Fees: 69})
	if o := w.order(id); len(o.Holds) > 0 {
		t.Errorf("held: %v", o.Holds)
	}
	w.refused(w.revise(id, shop.Terms{Lines: mug(1_00)}), shop.ReasonPaid)
	w.audited()
}

// Who pays while the terms are being changed has paid the old price.
func TestReviseTooLate(t *testing.T) {
	t.Parallel()
	for _, slow := range []bool{false, true} {
		w := newWorld(t)
		id := w.request()
		page := w.open(id).Session
		_, err := w.Revise(t.Context(), shop.ReviseInput{Cause: w.cause(), Actor: asSeller, Order: id, Terms: shop.Terms{Lines: mug(90_00)}})
		w.must(err)
		_, err = w.OpenCheckout(t.Context(), asBuyer, id)
		w.refused(err, shop.ReasonRevising)
		_, err = w.Decline(t.Context(), w.cause(), asBuyer, id)
		w.refused(err, shop.ReasonRevising)
		want := shop.Paid
		if slow {
			want = shop.Processing
			w.must(w.provider.PaySlowly(page))
		} else {
			w.must(w.provider.Pay(page))
		}
		w.run()
		w.status(id, want)
		w.told(seller, shop.NoticeNotRevised, 1)
		w.told(buyer, shop.NoticeRevised, 0)
		if o := w.order(id); o.Total != usd(30_00) || o.Changes != 0 || o.Closing != nil {
			t.Errorf("total %s after %d changes, closing %v", o.Total, o.Changes, o.Closing)
		}
		w.audited()
	}
}

func TestReviseRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.request()
	now := w.order(id)
	many := make([]shop.Line, shop.MaxLines+1)
	for i := range many {
		many[i] = mug(1_00)[0]
	}
	option := func(name string, price int64) shop.ShippingOption {
		return shop.ShippingOption{Name: name, Price: usd(price)}
	}
	for name, tt := range map[string]struct {
		terms shop.Terms
		want  shop.Reason
	}{
		"the same":        {shop.Terms{Lines: now.Lines, Shipping: now.Shipping, Tax: now.Tax}, shop.ReasonTermsSame},
		"nothing":         {shop.Terms{}, shop.ReasonItemEmpty},
		"too many items":  {shop.Terms{Lines: many}, shop.ReasonItemsMany},
		"another money":   {shop.Terms{Lines: []shop.Line{{Item: "Mug", Quantity: 1, Price: money.New(20_00, "EUR")}}}, shop.ReasonCurrencyMixed},
		"too much":        {shop.Terms{Lines: mug(751_00)}, shop.ReasonLimitRequest},
		"alike options":   {shop.Terms{Lines: mug(1_00), Options: []shop.ShippingOption{option("Post", 1_00), option("post", 2_00)}}, shop.ReasonOptions},
		"the same price":  {shop.Terms{Lines: mug(1_00), Options: []shop.ShippingOption{option("Post", 1_00), option("Express", 1_00)}}, shop.ReasonOptions},
		"nameless option": {shop.Terms{Lines: mug(1_00), Options: []shop.ShippingOption{option(" ", 1_00)}}, shop.ReasonOptions},
	} {
		if got := shop.ReasonOf(w.revise(id, tt.terms)); got != tt.want {
			t.Errorf("%s: refused as %q, want %q", name, got, tt.want)
		}
	}
	for _, actor := range []shop.Actor{asBuyer, asOperator} {
		_, err := w.Revise(t.Context(), shop.ReviseInput{Cause: w.cause(), Actor: actor, Order: id, Terms: shop.Terms{Lines: mug(1_00)}})
		w.refused(err, shop.ReasonNoOrder)
	}
	w.request()
	w.request()
	for _, price := range []int64{740_00, 745_00, 749_00} { // 30 and 30 of 2,250 are requested beside it
		w.must(w.revise(w.request(), shop.Terms{Lines: mug(price)}))
		if price == 745_00 {
			break
		}
	}
	w.refused(w.revise(id, shop.Terms{Lines: mug(740_00)}), shop.ReasonLimitWeek)
}

// The buyer offers another price; accepted, it is what the request asks for.
func TestOffer(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.request()
	offer := func(price int64) error {
		_, err := w.MakeOffer(t.Context(), w.cause(), asBuyer, id, usd(price))
		w.run()
		return err
	}
	answer := func(actor shop.Actor, n int, accept bool) error {
		_, err := w.AnswerOffer(t.Context(), w.cause(), actor, id, n, accept)
		w.run()
		return err
	}
	price := w.order(id).Lines[0].Price
	w.refused(offer(price.Minor), shop.ReasonTermsSame)
	w.refused(offer(0), shop.ReasonPrice)
	w.must(offer(10_00))
	w.must(offer(15_00))
	w.told(seller, shop.NoticeOffer, 2)
	w.refused(answer(asSeller, 1, true), shop.ReasonOfferOver)
	w.refused(answer(asBuyer, 2, true), shop.ReasonNoOrder)
	w.must(answer(asSeller, 2, false))
	w.told(buyer, shop.NoticeOfferRefused, 1)
	w.refused(answer(asSeller, 2, true), shop.ReasonOfferOver)
	w.must(offer(18_00))
	w.must(answer(asSeller, 3, true))
	o := w.order(id)
	if o.Lines[0].Price != usd(18_00) || o.Total != usd(18_00+o.Shipping.Minor) || o.Offer.State != shop.OfferAccepted {
		t.Errorf("%+v for %s", o.Offer, o.Total)
	}
	w.told(buyer, shop.NoticeRevised, 1)
	w.must(offer(17_00))
	_, err := w.AddItem(t.Context(), w.cause(), asSeller, id, shop.Line{Item: "Bowl", Quantity: 2, Price: usd(5_00)})
	w.must(err)
	w.run()
	if o := w.order(id); o.Offer.State != shop.OfferReplaced || len(o.Lines) != 2 {
		t.Errorf("%+v with %d lines", o.Offer, len(o.Lines))
	}
	w.refused(offer(16_00), shop.ReasonOfferLines)
	w.must(w.revise(id, shop.Terms{Lines: mug(25_00)}))
	for range shop.MaxOffers - 4 {
		w.must(offer(w.order(id).Offer.Price.Minor + 1))
	}
	w.refused(offer(1_00), shop.ReasonOfferMany)
	w.audited()
}

func TestChooseShipping(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	in := input()
	in.Lines, in.Shipping = mug(25_00), money.Money{}
	in.Options = []shop.ShippingOption{{Name: "Post", Price: usd(5_00)}, {Name: "Express", Price: usd(12_00)}, {Name: "Pick up", Price: usd(0)}}
	o := w.requestOf(in)
	if o.Total != usd(30_00) {
		t.Errorf("total %s: the first option counts", o.Total)
	}
	choose := func(actor shop.Actor, n int) error {
		_, err := w.ChooseShipping(t.Context(), w.cause(), actor, o.ID, n)
		w.run()
		return err
	}
	page := w.open(o.ID)
	w.must(choose(asBuyer, 1))
	if chosen, ok := w.order(o.ID).Chosen(); !ok || chosen.Name != "Express" || w.order(o.ID).Total != usd(37_00) {
		t.Errorf("chosen %v, total %s", chosen, w.order(o.ID).Total)
	}
	if err := w.provider.Pay(page.Session); err == nil {
		t.Error("the old page can be paid still")
	}
	w.refused(choose(asBuyer, 1), shop.ReasonTermsSame)
	w.refused(choose(asBuyer, 3), shop.ReasonNoOption)
	w.refused(choose(asSeller, 0), shop.ReasonNotYours)
	w.must(choose(asBuyer, 2))
	w.must(w.provider.Pay(w.open(o.ID).Session))
	w.poll()
	w.money(o.ID, shoptest.Totals{Charged: 25_00, Fees: 72})
	w.refused(choose(asBuyer, 0), shop.ReasonPaid)
	w.audited()
}

// A request that changes takes from the stock what it asks for now, and no more.
func TestReviseStock(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.stocks(5)
	o := w.requestOf(of(id, 2))
	lines := func(n int64) []shop.Line {
		in := of(id, n)
		in.Lines[0].Price = usd(5_00)
		return in.Lines
	}
	w.must(w.revise(o.ID, shop.Terms{Lines: lines(4)}))
	w.holds(id, shop.Stock{Left: 1, Reserved: 4})
	w.refused(w.revise(o.ID, shop.Terms{Lines: lines(6)}), shop.ReasonStockFew)
	w.must(w.revise(o.ID, shop.Terms{Lines: lines(1)}))
	w.holds(id, shop.Stock{Left: 4, Reserved: 1})

	// Sold while the page was being closed: the request stays as it was.
	w.open(o.ID)
	_, err := w.Revise(t.Context(), shop.ReviseInput{Cause: w.cause(), Actor: asSeller, Order: o.ID, Terms: shop.Terms{Lines: lines(5)}})
	w.must(err)
	in := of(id, 2)
	in.Cause = w.cause()
	_, err = w.Request(t.Context(), in)
	w.must(err)
	w.run()
	w.told(seller, shop.NoticeNotRevised, 1)
	w.holds(id, shop.Stock{Left: 2, Reserved: 3})
	if now := w.order(o.ID); now.Closing != nil || now.Lines[0].Quantity != 1 {
		t.Errorf("closing %v, %d of it", now.Closing, now.Lines[0].Quantity)
	}

	w.must(w.revise(o.ID, shop.Terms{Lines: mug(9_00)})) // nothing of the catalogue any more
	w.holds(id, shop.Stock{Left: 3, Reserved: 2})
	w.must(w.provider.Pay(w.open(o.ID).Session))
	w.poll()
	w.holds(id, shop.Stock{Left: 3, Reserved: 2})
	w.audited()
}
