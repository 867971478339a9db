package shop_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"till/shop"
	"till/shop/money"
)

// opens has somebody open a shop and set it up at the provider.
func (w *world) opens(id shop.UserID, name string) {
	w.Helper()
	_, err := w.SetUp(w.Context(), shop.SetUpInput{Cause: w.cause(), Actor: shop.Actor{ID: id}, Name: name, Country: "US"})
	w.must(err)
	made, _, err := w.Onboard(w.Context(), shop.Actor{ID: id})
	w.must(err)
	w.provider.SetAccount(shop.Account{ID: made.Account, Transfers: true, Payouts: true})
	_, _, err = w.Onboard(w.Context(), shop.Actor{ID: id})
	w.must(err)
	w.run()
}

// asks has somebody request a payment.
func (w *world) asks(id shop.UserID) error {
	in := input()
	in.Actor.ID, in.Cause = id, w.cause()
	_, err := w.Request(w.Context(), in)
	w.run()
	return err
}

// record is the acts of a shop's record.
func (w *world) record(id shop.UserID) (acts []shop.SellerAct) {
	w.Helper()
	_, entries, err := w.OperatorSeller(w.Context(), operator, id)
	w.must(err)
	for _, e := range entries {
		acts = append(acts, e.Act)
	}
	return acts
}

func TestApproval(t *testing.T) {
	w := newWorld(t, func(p *shop.Policy) { p.Sellers = shop.AdmitApproval })
	w.opens(other, "Red Barn")
	w.alerted(shop.AlertSellerWaits, 1)
	w.refused(w.asks(other), shop.ReasonShopWaiting)
	w.must(w.asks(seller)) // who was there before the operator decided so

	for _, who := range []shop.Actor{asSeller, asBuyer, {ID: other}} {
		_, err := w.Approve(t.Context(), w.cause(), who, other)
		w.refused(err, shop.ReasonNotOperator)
	}
	_, err := w.TurnOut(t.Context(), "once", asOperator, other)
	w.must(err)
	_, err = w.TurnOut(t.Context(), "once", asOperator, other)
	w.must(err)
	w.run()
	w.told(other, shop.NoticeSellerRefused, 1)
	w.refused(w.asks(other), shop.ReasonShopRefused)
	_, err = w.TurnOut(t.Context(), w.cause(), asOperator, other)
	w.refused(err, shop.ReasonStanding)
	_, err = w.Approve(t.Context(), w.cause(), asOperator, buyer)
	w.refused(err, shop.ReasonNoShop)

	_, err = w.Approve(t.Context(), w.cause(), asOperator, other)
	w.must(err)
	w.run()
	w.told(other, shop.NoticeSellerApproved, 1)
	w.must(w.asks(other))
	_, err = w.Approve(t.Context(), w.cause(), asOperator, other)
	w.refused(err, shop.ReasonStanding)
	want := []shop.SellerAct{shop.SellerOpened, shop.SellerEligible, shop.SellerRefused, shop.SellerApproved}
	if diff := cmp.Diff(want, w.record(other)); diff != "" {
		t.Errorf("the record (-want +got):\n%s", diff)
	}
}

func TestSellerList(t *testing.T) {
	w := newWorld(t, func(p *shop.Policy) { p.Sellers, p.SellerList = shop.AdmitList, []shop.UserID{other} })
	_, err := w.SetUp(t.Context(), shop.SetUpInput{Actor: asBuyer, Name: "Red Barn", Country: "US"})
	w.refused(err, shop.ReasonNotListed)
	w.opens(other, "Blue Kiln")
	w.must(w.asks(other))
	w.refused(w.asks(seller), shop.ReasonNotListed) // who has a shop, and is not on the list any more
	_, err = w.Approve(t.Context(), w.cause(), asOperator, seller)
	w.must(err)
	w.must(w.asks(seller))
}

// TestSuspended holds each order of a suspended shop against what becomes of it.
func TestSuspended(t *testing.T) {
	w := newWorld(t)
	idle, open := w.request(), w.request()
	page := w.open(open)
	slow := inStatus[shop.Processing](w)
	paid, shipped := w.paid(), w.paid()
	w.ship(shipped, "OK1")
	revising := w.request()
	w.open(revising)
	_, err := w.Revise(t.Context(), shop.ReviseInput{Cause: w.cause(), Actor: asSeller, Order: revising, Terms: shop.Terms{
		Lines: []shop.Line{{Item: "Mug", Quantity: 1, Price: usd(10_00)}},
	}})
	w.must(err)

	for _, who := range []shop.Actor{asSeller, asBuyer} {
		_, err := w.Suspend(t.Context(), w.cause(), who, seller)
		w.refused(err, shop.ReasonNotOperator)
	}
	_, err = w.Suspend(t.Context(), w.cause(), asOperator, seller)
	w.must(err)
	_, err = w.OpenCheckout(t.Context(), asBuyer, open)
	w.refused(err, shop.ReasonClosing)
	w.run()
	for _, id := range []shop.OrderID{idle, open, revising} {
		w.status(id, shop.Canceled)
		if !w.order(id).Stopped {
			t.Errorf("%s does not say why it was withdrawn", id)
		}
	}
	if err := w.provider.Pay(page.Session); err == nil {
		t.Error("the page of a withdrawn request can be paid")
	}
	w.refused(w.asks(seller), shop.ReasonSuspended)
	_, err = w.Suspend(t.Context(), w.cause(), asOperator, seller)
	w.refused(err, shop.ReasonStanding)
	shops, err := w.Shops(t.Context())
	if err != nil || len(shops) != 0 {
		t.Errorf("shops: %+v, %v", shops, err)
	}

	// A slow payment that fails leaves a request that nobody can pay.
	w.must(w.provider.SettlePayment(w.order(slow).Checkouts[0].Session, false))
	w.poll()
	w.status(slow, shop.Requested)
	_, err = w.OpenCheckout(t.Context(), asBuyer, slow)
	w.refused(err, shop.ReasonShopStopped)

	// What is paid goes on, and nothing of it is paid out.
	w.ship(paid, "OK2")
	w.wait(20 * day)
	for _, id := range []shop.OrderID{paid, shipped} {
		if o := w.order(id); !o.Held(shop.HoldSuspended) || len(o.Payouts) > 0 {
			t.Errorf("%s: holds %v, payouts %v", id, o.Holds, o.Payouts)
		}
		_, err := w.Release(t.Context(), w.cause(), asOperator, id, shop.HoldSuspended)
		w.refused(err, shop.ReasonHoldOther)
	}
	w.refund(shipped, 0)
	w.status(shipped, shop.Refunded)

	_, err = w.Reinstate(t.Context(), w.cause(), asOperator, seller)
	w.must(err)
	w.run()
	if _, done := w.order(paid).PaidOut(); !done {
		t.Error("the payout does not go on")
	}
	w.must(w.asks(seller))
	_, err = w.Reinstate(t.Context(), w.cause(), asOperator, seller)
	w.refused(err, shop.ReasonStanding)
	want := []shop.SellerAct{shop.SellerSuspended, shop.SellerReinstated}
	if diff := cmp.Diff(want, w.record(seller)); diff != "" {
		t.Errorf("the record (-want +got):\n%s", diff)
	}
}

func TestOwnLimits(t *testing.T) {
	w := newWorld(t)
	grant := func(request, week money.Money) error {
		_, err := w.GrantLimit(t.Context(), w.cause(), asOperator, seller, shop.Limit{Request: request, Week: week})
		w.run()
		return err
	}
	asks := func(minor int64) error {
		in := input()
		in.Cause, in.Shipping, in.Lines[0].Price = w.cause(), usd(0), usd(minor)
		_, err := w.Request(t.Context(), in)
		w.run()
		return err
	}
	_, err := w.GrantLimit(t.Context(), w.cause(), asSeller, seller, shop.Limit{Request: usd(1), Week: usd(1)})
	w.refused(err, shop.ReasonNotOperator)
	for _, bad := range []shop.Limit{
		{Request: usd(100_00), Week: usd(99_99)},
		{Request: usd(10), Week: usd(100_00)}, // less than can be charged
		{Request: usd(-1), Week: usd(100_00)},
		{Request: usd(100_00), Week: money.New(200_00, "EUR")},
	} {
		w.refused(grant(bad.Request, bad.Week), shop.ReasonLimits)
	}
	w.refused(grant(money.New(1, "CHF"), money.New(1, "CHF")), shop.ReasonCurrency)
	w.refused(asks(800_00), shop.ReasonLimitRequest)

	w.must(grant(usd(900_00), usd(1000_00)))
	w.told(seller, shop.NoticeSellerLimits, 1)
	w.must(asks(800_00))
	w.refused(asks(201_00), shop.ReasonLimitWeek)
	left, err := w.Week(t.Context(), seller, "USD")
	if err != nil || left != usd(200_00) {
		t.Errorf("%v left, %v", left, err)
	}
	w.must(grant(usd(50_00), usd(1000_00)))
	w.refused(asks(51_00), shop.ReasonLimitRequest)

	_, err = w.DropLimit(t.Context(), w.cause(), asOperator, seller, "USD")
	w.must(err)
	w.must(asks(700_00))
	_, err = w.DropLimit(t.Context(), w.cause(), asOperator, seller, "USD")
	w.refused(err, shop.ReasonLimitsUsual)
	want := []shop.SellerAct{shop.SellerLimited, shop.SellerLimited, shop.SellerUnlimited}
	if diff := cmp.Diff(want, w.record(seller)); diff != "" {
		t.Errorf("the record (-want +got):\n%s", diff)
	}
}
