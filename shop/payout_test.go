package shop_test

import (
	"testing"
	"time"

	"till/shop"
	"till/shop/ledger"
	"till/shop/money"
	"till/shop/shoptest"
)

// When the money goes to the seller, counted from the payment; shipped a day
// after it.
func TestPayoutClock(t *testing.T) {
	confirm := func(w *world, id shop.OrderID) {
		w.wait(day)
		_, err := w.ConfirmReceipt(w.Context(), w.cause(), asBuyer, id)
		w.must(err)
		w.told(seller, shop.NoticeDelivered, 0)
		w.run()
		w.told(seller, shop.NoticeDelivered, 1)
	}
	for _, tt := range []struct {
		name      string
		number    string
		since     time.Duration // before the payment
		completed int
		then      func(*world, shop.OrderID)
		want      time.Duration
		status    shop.Status
	}{
		{"tracked", "OK1", 100 * day, 10, nil, 5 * day, shop.Shipped},
		{"untracked", "", 100 * day, 10, nil, 15 * day, shop.Shipped},
		{"I got it", "", 100 * day, 10, confirm, 2 * day, shop.Completed},
		{"new by days, tracked", "OK1", 28 * day, 10, nil, 7 * day, shop.Shipped},
		{"new by orders, tracked", "OK1", 100 * day, 4, nil, 7 * day, shop.Shipped},
		{"new, untracked", "", 0, 0, nil, 15 * day, shop.Shipped},
		{"new, I got it", "OK1", 0, 0, confirm, 7 * day, shop.Completed},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			w.sells(seller, start.Add(-tt.since), tt.completed)
			id := w.paid()
			w.wait(day)
			w.ship(id, tt.number)
			w.told(buyer, shop.NoticeShipped, 1)
			if tt.then != nil {
				tt.then(w, id)
			}
			if got := w.order(id).PayoutAt.Sub(start); got != tt.want {
				t.Errorf("payout after %s, want %s", got, tt.want)
			}
			if left := start.Add(tt.want - time.Second).Sub(w.time); left > 0 {
				w.wait(left)
				w.money(id, shoptest.Totals{Charged: 30_00, Fees: 87})
				w.wait(time.Second)
			}
			w.run()
			w.money(id, shoptest.Totals{Charged: 30_00, Fees: 87, Transferred: 29_13})
			w.status(id, tt.status)
			w.told(seller, shop.NoticePayoutSent, 1)
			w.wait(day*31 - w.time.Sub(start))
			w.run()
			w.status(id, shop.Completed)
			w.wait(90 * day)
			w.money(id, shoptest.Totals{Charged: 30_00, Fees: 87, Transferred: 29_13})
			w.told(seller, shop.NoticePayoutSent, 1)
		})
	}
}

func TestReceiptAfterPayout(t *testing.T) {
	w := newWorld(t)
	id := w.paid()
	w.ship(id, "OK1")
	w.wait(4 * day)
	w.run()
	for range 2 {
		_, err := w.ConfirmReceipt(t.Context(), w.cause(), asBuyer, id)
		w.must(err)
		w.run()
		w.status(id, shop.Completed)
	}
	w.money(id, shoptest.Totals{Charged: 30_00, Fees: 87, Transferred: 29_13})
}

func TestReceiptRefused(t *testing.T) {
	w := newWorld(t)
	id := w.request()
	receipt := func(who shop.UserID, want shop.Reason) {
		t.Helper()
		_, err := w.ConfirmReceipt(t.Context(), "", shop.Actor{ID: who}, id)
		w.refused(err, want)
	}
	receipt(buyer, shop.ReasonNotPaid)
	w.must(w.provider.Pay(w.open(id).Session))
	w.poll()
	receipt(buyer, shop.ReasonNotShipped)
	w.ship(id, "")
	receipt(seller, shop.ReasonNotYours)
	receipt(other, shop.ReasonNotYours)
	w.status(id, shop.Shipped)
}

func TestShipRefused(t *testing.T) {
	w := newWorld(t)
	id := w.request()
	ship := func(who shop.UserID, number string, insist bool) error {
		_, err := w.Ship(t.Context(), shop.ShipInput{Actor: shop.Actor{ID: who}, Order: id, Number: number, Insist: insist})
		return err
	}
	w.refused(ship(seller, "", false), shop.ReasonNotPaid)
	w.must(w.provider.Pay(w.open(id).Session))
	w.poll()
	w.refused(ship(buyer, "", false), shop.ReasonNoOrder)
	w.refused(ship(other, "", false), shop.ReasonNoOrder)
	w.refused(ship(seller, "nonsense", false), shop.ReasonTracking)
	w.refused(ship(seller, "BAD1", false), shop.ReasonTrackingCheck)
	w.refused(ship(seller, "OK\u202e1", false), shop.ReasonTextControl)
	w.status(id, shop.Paid)
	w.must(ship(seller, "BAD1", true))
	if o := w.order(id); o.Tracked() || !o.PayoutAt.Equal(start.Add(14*day)) {
		t.Errorf("a number with a wrong check digit counts: payout at %s", o.PayoutAt)
	}
	w.refused(ship(seller, "nonsense", false), shop.ReasonTracking) // it may be another parcel
	w.must(ship(seller, "BAD1", true))                              // whose answer was lost, say
	w.run()
	w.told(buyer, shop.NoticeShipped, 1)
	if o := w.order(id); len(o.Parcels) != 1 {
		t.Errorf("said twice, it is %d parcels", len(o.Parcels))
	}
	w.refused(ship(seller, "", false), shop.ReasonShipped)
	_, err := w.Cancel(t.Context(), "", asSeller, id)
	w.refused(err, shop.ReasonShipped)
}

// Never shipped, never paid out: all of it goes back, after two reminders.
func TestNotShipped(t *testing.T) {
	w := newWorld(t)
	id := w.paid()
	for _, tt := range []struct {
		until time.Duration
		told  int
	}{{3*day - time.Second, 0}, {3 * day, 1}, {11*day - time.Second, 1}, {11 * day, 2}, {14*day - time.Second, 2}} {
		w.wait(start.Add(tt.until).Sub(w.time))
		w.run()
		w.told(seller, shop.NoticeShipReminder, tt.told)
	}
	w.status(id, shop.Paid)
	w.money(id, shoptest.Totals{Charged: 30_00, Fees: 87})
	w.wait(time.Second)
	w.run()
	w.status(id, shop.Canceled)
	w.wait(365 * day)
	w.money(id, shoptest.Totals{Charged: 30_00, Fees: 87, Refunded: 30_00})
	w.told(buyer, shop.NoticeNotShipped, 1)
	w.told(seller, shop.NoticeNotShipped, 1)
	if _, ok, _ := w.NextDue(t.Context()); ok {
		t.Error("a job is left")
	}
}

// A payout is made once, whatever gets lost and wherever the process dies.
func TestPayoutOnce(t *testing.T) {
	for _, call := range []string{"Transfer", "FindTransfer"} {
		for _, fault := range []shoptest.Fault{shoptest.FaultBefore, shoptest.FaultAfter} {
			for _, n := range []int{1, 5} {
				w := newWorld(t)
				id := w.paid()
				w.ship(id, "OK1")
				w.fault(call, fault, n)
				w.wait(5 * day)
				w.money(id, shoptest.Totals{Charged: 30_00, Fees: 87, Transferred: 29_13})
				w.told(seller, shop.NoticePayoutSent, 1)
				w.told(seller, shop.NoticePayoutHeld, 0)
			}
		}
		w := newWorld(t)
		id := w.paid()
		w.ship(id, "OK1")
		w.wait(4*day - time.Second)
		w.time = w.time.Add(time.Second)
		w.crash(call)
		w.check()
		if o := w.order(id); len(o.Payouts) != 1 || o.Payouts[0].State != shop.CallRequested {
			t.Errorf("after the crash: %+v", o.Payouts)
		}
		w.run()
		w.money(id, shoptest.Totals{Charged: 30_00, Fees: 87, Transferred: 29_13})
		w.balance(id, ledger.Transferred, 29_13)
	}
}

func TestPayoutBalance(t *testing.T) {
	w := newWorld(t)
	id := w.paid()
	w.ship(id, "OK1")
	w.wait(3 * day)
	all := w.provider.Has("USD")
	w.provider.TakeOut(all)
	w.wait(3 * day)
	if o := w.order(id); !o.Held(shop.HoldBalance) || len(o.Payouts) < 2 {
		t.Errorf("holds %+v, payouts %d", o.Holds, len(o.Payouts))
	}
	w.told(seller, shop.NoticePayoutHeld, 1)
	w.provider.TakeOut(money.New(-all.Minor, all.Currency))
	w.wait(6 * time.Hour)
	w.run()
	w.money(id, shoptest.Totals{Charged: 30_00, Fees: 87, Transferred: 29_13})
	if o := w.order(id); len(o.Holds) != 0 {
		t.Errorf("holds %+v", o.Holds)
	}
}

func TestPayoutNotEligible(t *testing.T) {
	w := newWorld(t)
	id := w.paid()
	w.ship(id, "OK1")
	account := shop.Account{ID: "acct_100", Transfers: true, Missing: []string{"document"}}
	w.provider.SetAccount(account)
	w.wait(3 * day)
	w.poll()
	w.told(seller, shop.NoticeSellerMissing, 1)
	w.wait(3 * day)
	w.told(seller, shop.NoticePayoutHeld, 1)
	if !w.order(id).Held(shop.HoldNotEligible) {
		t.Errorf("holds: %+v", w.order(id).Holds)
	}
	w.money(id, shoptest.Totals{Charged: 30_00, Fees: 87})
	account.Payouts, account.Missing = true, nil
	w.provider.SetAccount(account)
	w.poll()
	w.told(seller, shop.NoticeSellerReady, 1)
	w.wait(6 * time.Hour)
	w.run()
	w.money(id, shoptest.Totals{Charged: 30_00, Fees: 87, Transferred: 29_13})
	if len(w.order(id).Holds) > 0 {
		t.Errorf("holds: %+v", w.order(id).Holds)
	}
}

// The provider's clear no stops the payout until the hold is lifted.
func TestPayoutRefused(t *testing.T) {
	w := newWorld(t)
	id := w.paid()
	w.ship(id, "OK1")
	w.fault("Transfer", shoptest.FaultRefuse, 1)
	w.wait(20 * day)
	if o := w.order(id); !o.Held(shop.HoldRefused) || len(o.Payouts) != 1 || o.Payouts[0].State != shop.CallFailed {
		t.Errorf("holds %+v, payouts %+v", o.Holds, o.Payouts)
	}
	w.told(seller, shop.NoticePayoutHeld, 1)
	w.lift(id, shop.HoldRefused)
	w.wait(time.Minute)
	w.money(id, shoptest.Totals{Charged: 30_00, Fees: 87, Transferred: 29_13})
	if o := w.order(id); len(o.Payouts) != 2 || o.Payouts[1].State != shop.CallSucceeded {
		t.Errorf("payouts %+v", o.Payouts)
	}
}

// Without the provider's fee nobody knows what is due.
func TestPayoutFeeUnknown(t *testing.T) {
	w := newWorld(t)
	w.provider.FeeWait = 10 * day
	id := w.paid()
	w.ship(id, "OK1")
	w.wait(9 * day)
	if !w.order(id).Held(shop.HoldProviderFees) {
		t.Errorf("holds: %+v", w.order(id).Holds)
	}
	w.wait(2 * day)
	w.money(id, shoptest.Totals{Charged: 30_00, Fees: 87, Transferred: 29_13})
	w.told(seller, shop.NoticePayoutHeld, 1)
}

// lift releases a hold before its time, with the payout far away: it must not
// come earlier for it.
func TestReleaseEarly(t *testing.T) {
	w := newWorld(t)
	id := w.request()
	w.must(w.provider.PayAmount(w.open(id).Session, usd(29_00)))
	w.poll()
	w.lift(id, shop.HoldAmount)
	w.ship(id, "OK1")
	_, err := w.Freeze(t.Context(), w.cause(), asOperator, id)
	w.must(err)
	w.lift(id, shop.HoldFrozen)
	w.wait(4*day - time.Second)
	if sum := w.provider.Totals(id); sum.Transferred != 0 {
		t.Errorf("paid out early: %+v", sum)
	}
	w.wait(time.Second)
	w.run()
	w.money(id, shoptest.Totals{Charged: 29_00, Fees: 84, Transferred: 28_16})
}

func TestEarnings(t *testing.T) {
	for _, tt := range []struct {
		charge             money.Money
		basisPoints, fixed int64
		fee                int64
		payout, platform   int64
	}{
		{usd(30_00), 0, 0, 1_17, 28_83, 0},
		{usd(30_00), 100, 0, 1_17, 28_53, 30},
		{usd(30_00), 100, 30, 1_17, 28_23, 60},
		{usd(50), 0, 30, 32, 0, 18},
		{money.New(19_99, "EUR"), 250, 25, 83, 18_42, 74},
		{money.New(2500, "JPY"), 100, 10, 90, 2375, 35},
		{money.New(12_340, "KWD"), 100, 50, 458, 11_710, 172},
		{money.New(500_000, "ISK"), 100, 500, 18_050, 476_400, 5550},
	} {
		w := newWorld(t, func(p *shop.Policy) {
			p.Fees = map[money.Currency]shop.PlatformFee{
				tt.charge.Currency: {BasisPoints: tt.basisPoints, Fixed: money.New(tt.fixed, tt.charge.Currency)},
			}
		})
		w.provider.FeeOf = func(c money.Money) money.Money { return money.New(tt.fee, c.Currency) }
		in := input()
		in.Lines[0].Price, in.Shipping = tt.charge, money.Money{}
		id := w.requestOf(in).ID
		w.must(w.provider.Pay(w.open(id).Session))
		w.poll()
		w.ship(id, "OK1")
		for range 2 {
			e, err := w.Earnings(w.order(id))
			w.must(err)
			got := [4]int64{e.Charged.Minor, e.ProviderFee.Minor, e.PlatformFee.Minor, e.Payout.Minor}
			if want := [4]int64{tt.charge.Minor, tt.fee, tt.platform, tt.payout}; got != want || !e.Final {
				t.Errorf("%s: charged, provider, platform, payout %v, want %v", tt.charge, got, want)
			}
			if info, _ := tt.charge.Currency.Info(); e.Payout.Minor%info.Step != 0 || got[1]+got[2]+got[3] != got[0] {
				t.Errorf("%s: %v does not add up in steps of %d", tt.charge, got, info.Step)
			}
			w.wait(5 * day)
		}
		w.money(id, shoptest.Totals{Charged: tt.charge.Minor, Fees: tt.fee, Transferred: tt.payout})
		w.balance(id, ledger.Held, 0)
		w.balance(id, ledger.PlatformFee, tt.platform)
	}
}
