package shop_test

import (
	"context"
	"testing"
	"time"

	"till/shop"
	"till/shop/job"
	"till/shop/ledger"
	"till/shop/money"
	"till/shop/shoptest"
)

// A seller whose account is gone (deauthorised: 403 for good) is neither asked
// for at every poll nor eligible any longer.
func TestAccountGone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.time = w.time.Add(7 * time.Hour)
	n := 0
	w.provider.Fault = func(call string) shoptest.Fault {
		if call != "FetchAccount" {
			return shoptest.FaultNone
		}
		n++
		return shoptest.FaultRefuse
	}
	for range 60 {
		w.poll()
		w.time = w.time.Add(10 * time.Second)
	}
	if n > 10 {
		t.Errorf("asked %d times in ten minutes", n)
	}
	s, err := w.Seller(t.Context(), seller)
	w.must(err)
	if s.Eligible() {
		t.Error("still eligible")
	}
}

// Events are heard though our clock is ahead of the provider's.
func TestClockAhead(t *testing.T) {
	t.Parallel()
	for _, ahead := range []time.Duration{0, 9 * time.Minute, 11 * time.Minute, time.Hour} {
		w := newWorld(t)
		w.provider.Now = func() time.Time { return w.time.Add(-ahead) }
		w.poll()
		id := w.request()
		w.must(w.provider.Pay(w.open(id).Session))
		for range 60 {
			w.time = w.time.Add(10 * time.Second)
			w.poll()
		}
		if o := w.order(id); o.Status != shop.Paid {
			t.Errorf("%s ahead: paid, and the order is %s", ahead, o.Status)
		}
	}
}

// A slow payment ends though its last event was lost.
func TestSlowEventLost(t *testing.T) {
	t.Parallel()
	for _, arrives := range []bool{true, false} {
		w := newWorld(t)
		id := w.request()
		page := w.open(id)
		w.must(w.provider.PaySlowly(page.Session))
		w.poll()
		w.status(id, shop.Processing)
		w.must(w.provider.SettlePayment(page.Session, arrives))
		w.wait(60 * day) // longer than the provider keeps events: none is read
		if o := w.order(id); o.Status == shop.Processing {
			t.Errorf("arrives %t: 60 days later still %s", arrives, o.Status)
		}
	}
}

// What a job found counts only while the job is as it was taken.
func TestStaleJob(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.request()
	w.wait(7*day - 30*time.Minute)
	page := w.open(id)
	w.must(w.provider.PaySlowly(page.Session))
	w.poll()
	w.time = w.order(id).ExpiresAt
	taken, ok := w.job("expire:%s", id) // the worker took it
	if !ok {
		t.Fatal("no job")
	}
	w.must(w.provider.SettlePayment(page.Session, false))
	w.must(w.Poll(t.Context()))
	session, ok := w.job("session:%s", page.Session) // no Order: runs beside it
	if !ok {
		t.Fatal("no session job")
	}
	w.must(w.RunJob(t.Context(), session))
	if o := w.order(id); !o.ExpiresAt.After(w.time) || o.Status != shop.Requested {
		t.Fatalf("%s until %s", o.Status, o.ExpiresAt)
	}
	w.must(w.RunJob(t.Context(), taken))
	if o := w.order(id); o.Status != shop.Requested {
		t.Errorf("%s, and it has until %s", o.Status, o.ExpiresAt)
	}
}

// What is owed to the buyer is held in full, whatever is refunded beside it.
func TestRefundBesideOwed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.paid()
	second, err := w.provider.OpenCheckout(t.Context(), shop.CheckoutRequest{
		Key: "second", Order: id, Lines: input().Lines, Shipping: usd(5_00), ExpiresAt: w.time.Add(time.Hour),
	})
	w.must(err)
	w.must(w.provider.Pay(second.ID))
	w.poll()
	w.provider.SettleRefunds(id, shop.CallFailed)
	w.poll()
	_, err = w.Cancel(t.Context(), w.cause(), asSeller, id)
	w.must(err)
	w.run()
	o := w.order(id)
	if held, owed := o.Book.Balance(ledger.Held), o.OwedToBuyer(); held.Minor < owed.Minor {
		t.Errorf("held %s, owed to the buyer %s", held, owed)
	}
}

// A message that was sent while till stops is recorded, not sent again.
func TestStoppedWhileSending(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	in := input()
	in.Cause = w.cause()
	_, err := w.Request(t.Context(), in)
	w.must(err)
	ctx, stop := context.WithCancel(t.Context())
	w.messenger.Fault = func(shop.UserID) shoptest.Fault { stop(); return shoptest.FaultNone }
	jobs, err := w.Runnable(ctx, 1)
	w.must(err)
	_ = w.RunJob(ctx, jobs[0])
	w.messenger.Fault = nil
	w.time = w.time.Add(10 * time.Minute) // started again
	w.run()
	w.told(buyer, shop.NoticeCard, 1)
}

// A payment in another currency is a hold, and the order can still be shown.
func TestOtherCurrency(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.request()
	w.must(w.provider.PayAmount(w.open(id).Session, money.New(27_00, "EUR")))
	w.poll()
	o := w.order(id)
	if o.Status != shop.Paid || !o.Held(shop.HoldAmount) {
		t.Errorf("%s, %v", o.Status, o.Holds)
	}
	if _, err := w.Earnings(o); err != nil {
		t.Errorf("the card cannot be drawn: %v", err)
	}
}

// One notice that cannot be made does not keep its reader from all later ones.
func TestPoisonedNotice(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.update(func(tx shop.Tx) error {
		return tx.Jobs().Put(job.Job{
			Key: "poison", Kind: "notice", Lane: job.Lane("dm:" + buyer), Due: w.time,
			Payload: []byte(`{"kind":"card","to":"200","order":"GONE0000"}`),
		})
	})
	id := w.request()
	w.wait(day)
	if n := w.count(buyer, shop.NoticeCard); n == 0 {
		t.Errorf("the buyer never heard of %s", id)
	}
}
