package shop_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"till/shop"
	"till/shop/ledger"
	"till/shop/money"
	"till/shop/shoptest"
)

// hear has the shop hear of a session, by an event of its own.
func (w *world) hear(session, event string) {
	w.Helper()
	w.must(w.Hear(w.Context(), shop.ProviderEvent{ID: event, Subject: shop.SubjectCheckout, Object: session}))
}

// balance checks an account of the order's books.
func (w *world) balance(id shop.OrderID, a ledger.Account, want int64) {
	w.Helper()
	o := w.order(id)
	if got := o.Book.Balance(a); got.Minor != want {
		w.Fatalf("%s is %s, want %d", a, got, want)
	}
}

// The same event any number of times, in any order with the jobs that follow.
func TestPaidEvents(t *testing.T) {
	for seed := range uint64(20) {
		w := newWorld(t)
		random := rand.New(rand.NewPCG(seed, 0))
		id := w.request()
		page := w.open(id)
		w.must(w.provider.Pay(page.Session))
		for range 10 {
			w.hear(page.Session, fmt.Sprint("evt", random.IntN(3)))
			if random.IntN(2) == 0 {
				w.run()
			}
		}
		w.poll()
		w.status(id, shop.Paid)
		w.told(buyer, shop.NoticePaid, 1)
		w.told(seller, shop.NoticePaid, 1)
		w.money(id, shoptest.Totals{Charged: 30_00, Fees: 87})
		w.balance(id, ledger.Held, 30_00-87)
		if o := w.order(id); !o.ShipBy.Equal(o.PaidAt.Add(14 * day)) {
			t.Errorf("ship by %s, paid %s", o.ShipBy, o.PaidAt)
		}
	}
}

// An event that arrives while its job is running is not lost with the job.
func TestEventWhileRunning(t *testing.T) {
	w := newWorld(t)
	id := w.request()
	page := w.open(id)
	w.hear(page.Session, "early")
	w.provider.After = func(call string) {
		if call == "FetchCheckout" {
			w.provider.After = nil
			w.must(w.provider.Pay(page.Session))
			w.hear(page.Session, "late")
		}
	}
	w.run()
	w.status(id, shop.Paid)
}

func TestPaidFasterThanClosing(t *testing.T) {
	for name, end := range map[string]func(w *world, id shop.OrderID) error{
		"decline": func(w *world, id shop.OrderID) error {
			_, err := w.Decline(w.Context(), "", asBuyer, id)
			return err
		},
		"cancel": func(w *world, id shop.OrderID) error {
			_, err := w.Cancel(w.Context(), "", asSeller, id)
			return err
		},
		"expire": func(w *world, _ shop.OrderID) error {
			w.time = w.time.Add(time.Minute)
			return nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			id := w.request()
			w.wait(7*day - time.Minute)
			page := w.open(id)
			w.must(end(w, id))
			w.must(w.provider.Pay(page.Session))
			w.run()
			w.status(id, shop.Paid)
			w.poll()
			w.status(id, shop.Paid)
			w.money(id, shoptest.Totals{Charged: 30_00, Fees: 87})
			if w.order(id).Closing != nil {
				t.Error("still closing")
			}
		})
	}
}

func TestSlowPayment(t *testing.T) {
	decline := func(w *world, id shop.OrderID) {
		_, err := w.Decline(w.Context(), "", asBuyer, id)
		w.must(err)
	}
	cancel := func(w *world, id shop.OrderID) {
		_, err := w.Cancel(w.Context(), "", asSeller, id)
		w.must(err)
	}
	nothing := func(*world, shop.OrderID) {}
	for _, tt := range []struct {
		name     string
		before   func(*world, shop.OrderID) // before the shop hears that it is slow
		while    func(*world, shop.OrderID)
		arrives  bool
		want     shop.Status
		refunded int64
	}{
		{"arrives", nothing, nothing, true, shop.Paid, 0},
		{"fails", nothing, nothing, false, shop.Requested, 0},
		{"declined, arrives", nothing, decline, true, shop.Canceled, 30_00},
		{"declined, fails", nothing, decline, false, shop.Declined, 0},
		{"canceled, arrives", nothing, cancel, true, shop.Canceled, 30_00},
		{"canceled, fails", nothing, cancel, false, shop.Canceled, 0},
		{"canceled unheard, arrives", cancel, nothing, true, shop.Canceled, 30_00},
		{"canceled unheard, fails", cancel, nothing, false, shop.Canceled, 0},
		{"deadline unheard, arrives", func(w *world, _ shop.OrderID) { w.wait(7 * day) }, nothing, true, shop.Paid, 0},
		{"deadline, arrives", nothing, func(w *world, _ shop.OrderID) { w.wait(8 * day) }, true, shop.Paid, 0},
		{"deadline, fails", nothing, func(w *world, _ shop.OrderID) { w.wait(8 * day) }, false, shop.Requested, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			id := w.request()
			page := w.open(id)
			w.must(w.provider.PaySlowly(page.Session))
			tt.before(w, id)
			w.poll()
			w.status(id, shop.Processing)
			w.audited()
			tt.while(w, id)
			w.poll()
			w.status(id, shop.Processing)
			w.must(w.provider.SettlePayment(page.Session, tt.arrives))
			w.poll()
			w.wait(23 * time.Hour) // a failure leaves a day to pay again
			w.status(id, tt.want)
			if got := w.provider.Totals(id); got.Refunded != tt.refunded {
				t.Errorf("refunded %d, want %d", got.Refunded, tt.refunded)
			}
			if tt.want == shop.Requested {
				w.must(w.provider.Pay(w.open(id).Session))
				w.poll()
				w.status(id, shop.Paid)
			}
		})
	}
}

// An older word of the provider does not move an order backwards.
func TestSlowPaymentStale(t *testing.T) {
	w := newWorld(t)
	id := w.request()
	page := w.open(id)
	w.must(w.provider.PaySlowly(page.Session))
	w.hear(page.Session, "processing")
	w.provider.After = func(call string) { // fetched as processing; then it fails, and that is recorded first
		if call == "FetchCheckout" {
			w.provider.After = nil
			w.must(w.provider.SettlePayment(page.Session, false))
			w.hear(page.Session, "failed")
			jobs, err := w.Runnable(w.Context(), 1)
			w.must(err)
			w.must(w.RunJob(w.Context(), jobs[0]))
		}
	}
	w.run()
	w.status(id, shop.Requested)
}

// secondPage has the order's page paid after another one was given up by the
// shop and opened nevertheless.
func (w *world) secondPage(id shop.OrderID) (first, second string) {
	w.Helper()
	w.fault("OpenCheckout", shoptest.FaultAfter, 1)
	_, _ = w.OpenCheckout(w.Context(), asBuyer, id)
	w.fault("OpenCheckout", shoptest.FaultRefuse, 1)
	_, _ = w.OpenCheckout(w.Context(), asBuyer, id)
	return w.provider.Sessions(id)[0], w.open(id).Session
}

func TestPaidTwice(t *testing.T) {
	for _, feeWait := range []time.Duration{0, 2 * time.Hour} {
		w := newWorld(t)
		w.provider.FeeWait = feeWait
		id := w.request()
		first, second := w.secondPage(id)
		w.must(w.provider.Pay(second))
		w.poll()
		w.status(id, shop.Paid)
		w.ship(id, "OK1")
		w.must(w.provider.Pay(first))
		w.poll()
		w.poll()
		w.told(buyer, shop.NoticePaidForNothing, 1)
		w.wait(4 * day)
		w.run()
		// The seller gets what one payment brings, and the operator bears the
		// second one's fee.
		w.money(id, shoptest.Totals{Charged: 60_00, Fees: 174, Refunded: 30_00, Transferred: 30_00 - 87})
		w.balance(id, ledger.BorneByOperator, 87)
		w.balance(id, ledger.ProviderFees, 174)
		w.balance(id, ledger.Held, 0)
	}
}

// What should go back to the buyer and does not is never the seller's.
func TestPaidTwiceRefundFails(t *testing.T) {
	w := newWorld(t)
	id := w.request()
	first, second := w.secondPage(id)
	w.must(w.provider.Pay(second))
	w.poll()
	w.ship(id, "OK1")
	w.must(w.provider.Pay(first))
	w.poll()
	w.provider.SettleRefunds(id, shop.CallFailed)
	w.poll()
	w.told(buyer, shop.NoticeRefundFailed, 1)
	w.wait(4 * day)
	w.run()
	w.money(id, shoptest.Totals{Charged: 60_00, Fees: 174, Transferred: 30_00 - 87})
	w.balance(id, ledger.Held, 30_00)
	if owed := w.order(id).OwedToBuyer(); owed != usd(30_00) {
		t.Errorf("owed to the buyer: %s", owed)
	}
}

// A second payment while the payout is under way changes nothing of it.
func TestPaidTwiceDuringPayout(t *testing.T) {
	w := newWorld(t)
	id := w.request()
	first, second := w.secondPage(id)
	w.must(w.provider.Pay(second))
	w.poll()
	w.ship(id, "OK1")
	w.must(w.provider.Pay(first))
	w.wait(4*day - time.Second)
	w.provider.After = func(call string) {
		if call == "Transfer" {
			w.provider.After = nil
			w.poll()
		}
	}
	w.wait(time.Second)
	w.run()
	w.money(id, shoptest.Totals{Charged: 60_00, Fees: 174, Refunded: 30_00, Transferred: 30_00 - 87})
}

func TestPaidTooLate(t *testing.T) {
	w := newWorld(t)
	id := w.request()
	w.fault("OpenCheckout", shoptest.FaultAfter, 1)
	_, _ = w.OpenCheckout(t.Context(), asBuyer, id)
	w.fault("OpenCheckout", shoptest.FaultRefuse, 1)
	_, err := w.Decline(t.Context(), "", asBuyer, id)
	w.must(err)
	w.run()
	w.status(id, shop.Declined)
	w.must(w.provider.Pay(w.provider.Sessions(id)[0]))
	w.poll()
	w.status(id, shop.Declined)
	w.money(id, shoptest.Totals{Charged: 30_00, Fees: 87, Refunded: 30_00})
	if r := w.order(id).Refunds[0]; r.Reason != shop.RefundTooLate || r.State != shop.CallSucceeded {
		t.Errorf("refund %+v", r)
	}
}

func TestHoldOfPayment(t *testing.T) {
	for _, tt := range []struct {
		name    string
		amount  money.Money
		settles money.Currency
		wait    time.Duration
		want    shop.HoldKind
	}{
		{"less", usd(29_99), "", 0, shop.HoldAmount},
		{"more", usd(30_01), "", 0, shop.HoldAmount},
		{"converted", money.Money{}, "EUR", 0, shop.HoldConverted},
		{"converted, known later", money.Money{}, "EUR", 2 * time.Hour, shop.HoldConverted},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			w.provider.Settles, w.provider.FeeWait = tt.settles, tt.wait
			id := w.request()
			w.must(w.provider.PayAmount(w.open(id).Session, tt.amount))
			w.poll()
			w.status(id, shop.Paid)
			w.wait(3 * time.Hour)
			if !w.order(id).Held(tt.want) {
				t.Fatalf("holds: %+v", w.order(id).Holds)
			}
			w.ship(id, "OK1")
			w.wait(20 * day)
			w.status(id, shop.Shipped)
			if sum := w.provider.Totals(id); sum.Transferred != 0 {
				t.Errorf("paid out: %+v", sum)
			}
			w.told(seller, shop.NoticePayoutHeld, 1)
		})
	}
}

func TestSessionOfOthers(t *testing.T) {
	w := newWorld(t)
	w.hear("cs_unknown", "evt1")
	w.must(w.Hear(t.Context(), shop.ProviderEvent{ID: "evt2", Subject: shop.SubjectRefund, Object: "re_unknown"}))
	w.must(w.Hear(t.Context(), shop.ProviderEvent{ID: "evt3", Subject: shop.SubjectOther, Object: "x"}))
	w.run()
	if due, ok, err := w.NextDue(t.Context()); ok || err != nil {
		t.Errorf("a job is left, due %s, %v", due, err)
	}
}
