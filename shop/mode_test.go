package shop_test

import (
	"cmp"
	"testing"

	"till/shop"
	"till/shop/ledger"
	"till/shop/money"
	"till/shop/shoptest"
)

// single makes a world of one shop.
func single(p *shop.Policy) { p.Mode, p.Seller = shop.Single, seller }

func newSingle(t *testing.T) *world {
	t.Helper()
	w := newWorld(t, single)
	w.must(shop.KeepMode(t.Context(), w.store, shop.Single))
	w.sells(seller, start, 0) // set up anew, in this mode
	return w
}

// released brings an order to its payout.
func (w *world) released() shop.OrderID {
	w.Helper()
	id := w.paid()
	w.ship(id, "OK1")
	w.wait(5 * day)
	if _, done := w.order(id).PaidOut(); !done {
		w.Fatal("it is not paid out")
	}
	return id
}

// booked checks what an order's books and the provider say in the end.
func (w *world) booked(id shop.OrderID, at shoptest.Totals, want map[ledger.Account]int64) {
	w.Helper()
	w.money(id, at)
	for _, a := range ledger.Accounts() {
		if got := w.order(id).Book.Balances[a]; got != want[a] {
			w.Errorf("%s is %d, want %d", a, got, want[a])
		}
	}
	audit, err := w.Audit(w.Context(), false)
	w.must(err)
	for _, d := range audit.Differences {
		w.Errorf("audit: %s", d)
	}
}

// TestSingleSale pays out in the books only.
func TestSingleSale(t *testing.T) {
	w := newSingle(t)
	id := w.released()
	w.booked(id, shoptest.Totals{Charged: 30_00, Fees: 87},
		map[ledger.Account]int64{ledger.Charged: 30_00, ledger.ProviderFees: 87, ledger.Transferred: 29_13})
}

// TestSingleRefundAfterRelease goes straight out of the account: no transfer is
// reversed, nobody owes anything, and nothing waits.
func TestSingleRefundAfterRelease(t *testing.T) {
	w := newSingle(t)
	id := w.released()
	w.refund(id, 10_00)
	w.refund(id, 0)
	w.status(id, shop.Refunded)
	w.told(seller, shop.NoticeReversed, 0)
	w.told(seller, shop.NoticeDebt, 0)
	w.told(seller, shop.NoticeRefundWaits, 0)
	w.money(id, shoptest.Totals{Charged: 30_00, Refunded: 30_00, Fees: 87})
	made, err := w.Seller(t.Context(), seller)
	if err != nil || len(made.Debts) > 0 {
		t.Errorf("the seller owes %v, %v", made.Debts, err)
	}
	w.must(w.asks(seller))
}

// TestSingleDispute loses a dispute after the release: the bank takes it from the
// account, and no debt is left.
func TestSingleDispute(t *testing.T) {
	w := newSingle(t)
	id := w.released()
	w.provider.EndDispute(w.dispute(id, 30_00, false), false, money.Money{})
	w.poll()
	w.wait(2 * day)
	if owed := w.order(id).Book.Balances[ledger.OwedBySeller]; owed != 0 {
		t.Errorf("the shop owes itself %d", owed)
	}
	audit, err := w.Audit(t.Context(), false)
	if err != nil || len(audit.Differences) > 0 {
		t.Errorf("audit: %v, %v", audit.Differences, err)
	}
	w.must(w.asks(seller))
}

// TestSingleNeverShipped gives the buyer all of it back.
func TestSingleNeverShipped(t *testing.T) {
	w := newSingle(t)
	id := w.paid()
	w.wait(20 * day)
	w.status(id, shop.Canceled)
	w.money(id, shoptest.Totals{Charged: 30_00, Refunded: 30_00, Fees: 87})
}

// TestSingleSeller lets nobody else open a shop, not even an operator's yes, and
// needs no provider for that.
func TestSingleSeller(t *testing.T) {
	w := newSingle(t)
	_, err := w.SetUp(t.Context(), shop.SetUpInput{Actor: shop.Actor{ID: other}, Name: "Red Barn", Country: "US"})
	w.refused(err, shop.ReasonNotListed)
	w.sells(other, start, 0)
	w.refused(w.asks(other), shop.ReasonNotListed)
	_, err = w.Approve(t.Context(), w.cause(), asOperator, other)
	w.refused(err, shop.ReasonStanding)

	fresh := newWorld(t, func(p *shop.Policy) { p.Mode, p.Seller = shop.Single, other })
	fresh.must(shop.KeepMode(t.Context(), fresh.store, shop.Single))
	_, err = fresh.SetUp(t.Context(), shop.SetUpInput{Actor: shop.Actor{ID: other}, Name: "Red Barn", Country: "US"})
	fresh.must(err)
	_, err = fresh.SetUp(t.Context(), shop.SetUpInput{Actor: shop.Actor{ID: other}, Name: "Till", Country: "US"})
	fresh.must(err) // the operator's own name: it is the operator's shop
	made, link, err := fresh.Onboard(t.Context(), shop.Actor{ID: other})
	if err != nil || link != "" || !made.Eligible() {
		t.Errorf("made %+v, %q, %v", made, link, err)
	}
	fresh.must(fresh.asks(other))
}

// TestWithdrawSingle has nothing to withdraw: the money is the shop's.
func TestWithdrawSingle(t *testing.T) {
	w := newSingle(t)
	w.released()
	if _, err := w.Funds(t.Context(), "USD"); shop.CodeOf(err) != shop.Conflict {
		t.Errorf("got %v", err)
	}
	if _, err := w.Withdraw(t.Context(), "USD", money.Money{}); shop.CodeOf(err) != shop.Conflict {
		t.Errorf("got %v", err)
	}
}

// TestKeepMode refuses to go on in the other mode once there are orders.
func TestKeepMode(t *testing.T) {
	for _, tt := range []struct {
		name          string
		first, second shop.Mode // first "": from before there was anything but marketplaces
		orders, want  bool
	}{
		{"a single shop goes on", shop.Single, shop.Single, true, true},
		{"a marketplace goes on", shop.Marketplace, shop.Marketplace, true, true},
		{"an old marketplace goes on", "", shop.Marketplace, true, true},
		{"an old marketplace to single", "", shop.Single, true, false},
		{"single to marketplace", shop.Single, shop.Marketplace, true, false},
		{"marketplace to single", shop.Marketplace, shop.Single, true, false},
		{"marketplace to single, without orders", shop.Marketplace, shop.Single, false, true},
		{"single to marketplace, without orders", shop.Single, shop.Marketplace, false, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			if tt.first != "" {
				w.must(shop.KeepMode(t.Context(), w.store, tt.first))
				w.sells(seller, start, 0)
			}
			if tt.orders {
				w.request()
			}
			before := w.dump()
			if err := shop.CheckMode(t.Context(), w.store, tt.second); (err == nil) != tt.want || w.dump() != before {
				t.Errorf("looked at, and got %v", err)
			}
			err := shop.KeepMode(t.Context(), w.store, tt.second)
			if (err == nil) != tt.want {
				t.Fatalf("got %v", err)
			}
			if err != nil && w.dump() != before {
				t.Error("a refusal changed the store")
			}
			made, err := w.Seller(t.Context(), seller)
			if again := tt.want && cmp.Or(tt.first, shop.Marketplace) != tt.second; err != nil || made.Eligible() == again {
				t.Errorf("the seller sets up anew: %t, %+v, %v", again, made, err)
			}
		})
	}
}
