package shop_test

import (
	"sync"
	"testing"
	"time"

	"till/shop"
	"till/shop/shoptest"
)

var asBuyer, asSeller = shop.Actor{ID: buyer}, shop.Actor{ID: seller}

func TestOpenCheckout(t *testing.T) {
	w := newWorld(t)
	id := w.request()
	first := w.open(id)
	if want := w.time.Add(time.Hour); first.URL == "" || !first.ExpiresAt.Equal(want) {
		t.Errorf("page %+v, want one until %s", first, want)
	}
	w.wait(49 * time.Minute)
	if again := w.open(id); again.Session != first.Session {
		t.Errorf("a page with 11 minutes left was not used again")
	}
	w.wait(time.Minute) // 10 left
	fresh := w.open(id)
	if fresh.Session == first.Session || fresh.N != 2 {
		t.Errorf("a page with 10 minutes left was used again")
	}
	if open := w.provider.Sessions(id, shop.SessionOpen); len(open) != 1 || open[0] != fresh.Session {
		t.Errorf("open pages: %v", open)
	}
	w.poll()
	w.check()
}

func TestOpenCheckoutRefused(t *testing.T) {
	for _, tt := range []struct {
		name  string
		actor shop.UserID
		do    func(w *world, id shop.OrderID) error
		want  shop.Reason
	}{
		{"a stranger", other, nil, shop.ReasonNotYours},
		{"the seller", seller, nil, shop.ReasonNotYours},
		{"declined", buyer, func(w *world, id shop.OrderID) error {
			_, err := w.Decline(w.Context(), "", asBuyer, id)
			return err
		}, shop.ReasonDeclined},
		{"canceled", buyer, func(w *world, id shop.OrderID) error {
			_, err := w.Cancel(w.Context(), "", asSeller, id)
			return err
		}, shop.ReasonCanceled},
		{"closing", buyer, func(w *world, id shop.OrderID) error {
			w.open(id)
			_, err := w.Cancel(w.Context(), "", asSeller, id)
			return err
		}, shop.ReasonClosing},
		{"expired", buyer, func(w *world, _ shop.OrderID) error { w.wait(7 * day); w.run(); return nil }, shop.ReasonExpired},
		{"expired, unnoticed", buyer, func(w *world, _ shop.OrderID) error {
			w.time = w.time.Add(7 * day)
			return nil
		}, shop.ReasonExpired},
		{"processing", buyer, func(w *world, id shop.OrderID) error {
			err := w.provider.PaySlowly(w.open(id).Session)
			w.poll()
			return err
		}, shop.ReasonProcessing},
		{"paid", buyer, func(w *world, id shop.OrderID) error {
			err := w.provider.Pay(w.open(id).Session)
			w.poll()
			return err
		}, shop.ReasonPaid},
		{"paid, unnoticed, page near its end", buyer, func(w *world, id shop.OrderID) error {
			err := w.provider.Pay(w.open(id).Session)
			w.wait(55 * time.Minute)
			return err
		}, shop.ReasonPaid},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			id := w.request()
			if tt.do != nil {
				w.must(tt.do(w, id))
			}
			_, err := w.OpenCheckout(t.Context(), shop.Actor{ID: tt.actor}, id)
			w.refused(err, tt.want)
		})
	}
	w := newWorld(t)
	_, err := w.OpenCheckout(t.Context(), asBuyer, "00000000")
	w.refused(err, shop.ReasonNoOrder)
}

// Whatever gets lost, a page is opened once.
func TestOpenCheckoutUnknown(t *testing.T) {
	for _, tt := range []struct {
		name  string
		fault shoptest.Fault
		wait  time.Duration
		pages int // at the provider, in the end
		want  shop.Reason
	}{
		{"not done", shoptest.FaultBefore, time.Minute, 1, shop.ReasonProviderDown},
		{"done", shoptest.FaultAfter, time.Minute, 1, shop.ReasonProviderDown},
		{"not done, long ago", shoptest.FaultBefore, time.Hour, 1, shop.ReasonProviderDown},
		{"done, long ago", shoptest.FaultAfter, time.Hour, 2, shop.ReasonProviderDown},
		{"refused", shoptest.FaultRefuse, time.Minute, 1, shop.ReasonProvider},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			id := w.request()
			w.fault("OpenCheckout", tt.fault, 1)
			_, err := w.OpenCheckout(t.Context(), asBuyer, id)
			w.refused(err, tt.want)
			w.wait(tt.wait)
			page := w.open(id)
			all, open := w.provider.Sessions(id), w.provider.Sessions(id, shop.SessionOpen)
			if len(all) != tt.pages || len(open) != 1 || open[0] != page.Session {
				t.Errorf("pages %v, open %v, given %s", all, open, page.Session)
			}
			w.must(w.provider.Pay(page.Session))
			w.poll()
			w.status(id, shop.Paid)
		})
	}
}

// The process dies between the provider's answer and its record, the buyer
// pays all the same, and the event brings the page back.
func TestOpenCheckoutAdopted(t *testing.T) {
	w := newWorld(t)
	id := w.request()
	w.fault("OpenCheckout", shoptest.FaultAfter, 1)
	_, err := w.OpenCheckout(t.Context(), asBuyer, id)
	w.refused(err, shop.ReasonProviderDown)
	w.must(w.provider.Pay(w.provider.Sessions(id)[0]))
	w.poll()
	w.status(id, shop.Paid)
	if o := w.order(id); len(o.Checkouts) != 1 || o.Checkouts[0].State != shop.CheckoutDone {
		t.Errorf("pages: %+v", o.Checkouts)
	}
}

// A page that was given up turns out to exist, and is paid: the money counts.
func TestOpenCheckoutGivenUp(t *testing.T) {
	w := newWorld(t)
	id := w.request()
	w.fault("OpenCheckout", shoptest.FaultAfter, 1)
	_, err := w.OpenCheckout(t.Context(), asBuyer, id)
	w.refused(err, shop.ReasonProviderDown)
	w.fault("OpenCheckout", shoptest.FaultRefuse, 1)
	_, err = w.OpenCheckout(t.Context(), asBuyer, id)
	w.refused(err, shop.ReasonProvider)
	w.must(w.provider.Pay(w.provider.Sessions(id)[0]))
	w.poll()
	w.status(id, shop.Paid)
}

func TestOpenCheckoutTogether(t *testing.T) {
	w := newWorld(t)
	id := w.request()
	pages := make([]shop.Checkout, 16)
	var wg sync.WaitGroup
	for i := range pages {
		wg.Go(func() {
			page, err := w.OpenCheckout(t.Context(), asBuyer, id)
			if err != nil {
				t.Error(err)
			}
			pages[i] = page
		})
	}
	wg.Wait()
	for _, page := range pages {
		if page.Session != pages[0].Session {
			t.Errorf("pages %s and %s", page.Session, pages[0].Session)
		}
	}
	if all := w.provider.Sessions(id); len(all) != 1 {
		t.Errorf("pages at the provider: %v", all)
	}
}

// Two taps of anything, and everything against a payment: one of them wins, and
// nobody is charged for nothing.
func TestRaces(t *testing.T) {
	for range 20 {
		w := newWorld(t)
		id := w.request()
		page := w.open(id)
		var wg sync.WaitGroup
		for range 2 {
			wg.Go(func() { _, _ = w.Cancel(t.Context(), "", asSeller, id) })
			wg.Go(func() { _, _ = w.Decline(t.Context(), "", asBuyer, id) })
			wg.Go(func() { _, _ = w.OpenCheckout(t.Context(), asBuyer, id) })
			wg.Go(func() { _ = w.provider.Pay(page.Session) })
			wg.Go(func() { _ = w.Poll(t.Context()) })
			wg.Go(func() {
				jobs, _ := w.Runnable(t.Context(), 100)
				for _, j := range jobs {
					_ = w.RunJob(t.Context(), j)
				}
			})
		}
		wg.Wait()
		w.poll()
		w.wait(time.Hour)
		o, sum := w.order(id), w.provider.Totals(id)
		switch o.Status {
		case shop.Paid:
			w.money(id, shoptest.Totals{Charged: 30_00, Fees: 87})
		case shop.Declined, shop.Canceled:
			if sum.Charged != sum.Refunded {
				t.Errorf("%s, and at the provider %+v", o.Status, sum)
			}
		default:
			t.Errorf("in the end the order is %s", o.Status)
		}
	}
}

func TestDeclineAndCancel(t *testing.T) {
	type act func(*testing.T, *shop.Shop, shop.Actor, shop.OrderID) (shop.Order, error)
	decline := act(func(t *testing.T, s *shop.Shop, a shop.Actor, id shop.OrderID) (shop.Order, error) {
		t.Helper()
		return s.Decline(t.Context(), "", a, id)
	})
	cancel := act(func(t *testing.T, s *shop.Shop, a shop.Actor, id shop.OrderID) (shop.Order, error) {
		t.Helper()
		return s.Cancel(t.Context(), "", a, id)
	})
	for _, tt := range []struct {
		name   string
		do     act
		who    shop.UserID
		page   bool
		want   shop.Status
		reason shop.Reason
		told   shop.UserID
		kind   shop.NoticeKind
	}{
		{"decline", decline, buyer, false, shop.Declined, "", seller, shop.NoticeRequestDeclined},
		{"decline with a page", decline, buyer, true, shop.Declined, "", seller, shop.NoticeRequestDeclined},
		{"decline by the seller", decline, seller, false, shop.Requested, shop.ReasonNotYours, "", ""},
		{"decline by a stranger", decline, other, false, shop.Requested, shop.ReasonNotYours, "", ""},
		{"cancel", cancel, seller, false, shop.Canceled, "", buyer, shop.NoticeRequestCanceled},
		{"cancel with a page", cancel, seller, true, shop.Canceled, "", buyer, shop.NoticeRequestCanceled},
		{"cancel by the buyer", cancel, buyer, false, shop.Requested, shop.ReasonNoOrder, "", ""},
		{"cancel by a stranger", cancel, other, true, shop.Requested, shop.ReasonNoOrder, "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			id := w.request()
			if tt.page {
				w.open(id)
			}
			_, err := tt.do(t, w.Shop, shop.Actor{ID: tt.who}, id)
			if tt.reason != "" {
				w.refused(err, tt.reason)
			} else {
				w.must(err)
			}
			w.fault("CloseCheckout", shoptest.FaultAfter, 1)
			w.wait(time.Minute)
			w.status(id, tt.want)
			if tt.told != "" {
				w.told(tt.told, tt.kind, 1)
				if open := w.provider.Sessions(id, shop.SessionOpen); len(open) > 0 {
					t.Errorf("can still be paid: %v", open)
				}
				_, err := tt.do(t, w.Shop, shop.Actor{ID: tt.who}, id)
				w.refused(err, shop.Reason(tt.want))
			}
			w.wait(30 * day)
			if tt.told == "" {
				tt.want = shop.Expired
			}
			w.status(id, tt.want)
		})
	}
}

func TestExpire(t *testing.T) {
	for _, page := range []bool{false, true} {
		w := newWorld(t)
		id := w.request()
		w.wait(6*day - time.Second)
		w.told(buyer, shop.NoticeRequestReminder, 0)
		w.wait(time.Second)
		w.run()
		w.told(buyer, shop.NoticeRequestReminder, 1)
		w.wait(day - 20*time.Minute)
		if page {
			w.open(id)
		}
		w.wait(20*time.Minute - time.Second)
		w.status(id, shop.Requested)
		w.wait(time.Second)
		w.run()
		w.status(id, shop.Expired)
		w.told(buyer, shop.NoticeRequestExpired, 1)
		w.told(seller, shop.NoticeRequestExpired, 1)
		if open := w.provider.Sessions(id, shop.SessionOpen); len(open) > 0 {
			t.Errorf("can still be paid: %v", open)
		}
	}
}

// A page whose opening was never answered is closed as well.
func TestCloseOpening(t *testing.T) {
	for _, fault := range []shoptest.Fault{shoptest.FaultBefore, shoptest.FaultAfter, shoptest.FaultRefuse} {
		for _, wait := range []time.Duration{0, 2 * time.Hour} {
			w := newWorld(t)
			id := w.request()
			w.fault("OpenCheckout", fault, 1)
			_, err := w.OpenCheckout(t.Context(), asBuyer, id)
			if err == nil {
				t.Fatal("no error")
			}
			w.wait(wait)
			_, err = w.Decline(t.Context(), "", asBuyer, id)
			w.must(err)
			w.run()
			w.status(id, shop.Declined)
			if open := w.provider.Sessions(id, shop.SessionOpen); len(open) > 0 {
				t.Errorf("can still be paid: %v", open)
			}
			w.poll()
			w.status(id, shop.Declined)
		}
	}
}
