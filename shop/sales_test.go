package shop_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"till/shop"
	"till/shop/ledger"
	"till/shop/money"
)

// miscounted returns what is wrong with an order's sale: its columns add up, none
// is below zero, and they say what the ledger says.
func miscounted(o shop.Order) (all []error) {
	s, sold, err := o.Sale()
	switch {
	case err != nil:
		return []error{err}
	case !sold:
		return nil
	}
	book := func(a ledger.Account) int64 { return o.Book.Balances[a] }
	sending := slices.ContainsFunc(o.Payouts, func(p shop.Payout) bool {
		return p.State == shop.CallRequested || p.State == shop.CallSent
	})
	held := book(ledger.Held) - o.OwedToBuyer().Minor - (s.PlatformFee.Minor - book(ledger.PlatformFee))
	for _, rule := range []struct {
		broken bool
		what   string
	}{
		{net(s) != s.PaidOut.Minor+s.ToCome.Minor-s.Owed.Minor, "the columns do not add up"},
		{below(s), "a column is below zero"},
		{s.PaidOut.Minor != book(ledger.Transferred)+book(ledger.SetOff)-book(ledger.Reversed)-book(ledger.Recovered), "paid out otherwise"},
		{s.Owed.Minor != book(ledger.OwedBySeller), "owed otherwise"},
		{!sending && s.ToCome.Minor != held, fmt.Sprintf("%d is held for the seller", held)},
	} {
		if rule.broken {
			all = append(all, errors.New("the sale counts wrong: "+rule.what+fmt.Sprintf(": %+v", s)))
		}
	}
	return all
}

// net is what a sale leaves to its seller.
func net(s shop.Sale) int64 {
	return s.Sold.Minor - s.Refunded.Minor - s.ChargedBack.Minor - s.ProviderFees.Minor - s.PlatformFee.Minor
}

func below(s shop.Sale) bool {
	return slices.ContainsFunc(
		[]money.Money{s.Sold, s.Refunded, s.ChargedBack, s.ProviderFees, s.PlatformFee, s.PaidOut, s.ToCome, s.Owed},
		money.Money.IsNegative)
}

// sale is a sale in cents.
func sale(sold, refunded, chargedBack, provider, platform, paidOut, toCome, owed int64) shop.Sale {
	return shop.Sale{
		Sold: usd(sold), Refunded: usd(refunded), ChargedBack: usd(chargedBack), ProviderFees: usd(provider),
		PlatformFee: usd(platform), PaidOut: usd(paidOut), ToCome: usd(toCome), Owed: usd(owed),
	}
}

func TestSale(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		play func(*world) shop.OrderID
		want shop.Sale
	}{
		{"paid", (*world).paid, sale(30_00, 0, 0, 87, 30, 0, 28_83, 0)},
		{"paid out", (*world).paidOut, sale(30_00, 0, 0, 87, 30, 28_83, 0, 0)},
		{"a part refunded", func(w *world) shop.OrderID {
			id := w.paid()
			w.refund(id, 10_00)
			return id
		}, sale(30_00, 10_00, 0, 87, 20, 0, 18_93, 0)},
		{"all refunded", func(w *world) shop.OrderID {
			id := w.paid()
			w.refund(id, 0)
			return id
		}, sale(30_00, 30_00, 0, 0, 0, 0, 0, 0)},
		{"a part refunded after the payout", func(w *world) shop.OrderID {
			id := w.paidOut()
			w.refund(id, 10_00)
			return id
		}, sale(30_00, 10_00, 0, 87, 20, 18_93, 0, 0)},
		{"charged back after the payout", func(w *world) shop.OrderID {
			id := w.paidOut()
			w.dispute(id, 30_00, false)
			return id
		}, sale(30_00, 0, 30_00, 0, 0, 0, 0, 0)},
		{"charged back, and the balance is empty", func(w *world) shop.OrderID {
			id := w.paidOut()
			w.provider.EmptySeller("acct_" + string(seller))
			w.dispute(id, 30_00, false)
			return id
		}, sale(30_00, 0, 30_00, 0, 0, 28_83, 0, 28_83)},
		{"paid twice", func(w *world) shop.OrderID {
			id := w.request()
			first, second := w.secondPage(id)
			w.must(w.provider.Pay(first))
			w.must(w.provider.Pay(second))
			w.poll()
			return id
		}, sale(30_00, 0, 0, 87, 30, 0, 28_83, 0)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, fee)
			got, sold, err := w.order(tt.play(w)).Sale()
			w.must(err)
			if diff := cmp.Diff(tt.want, got); !sold || diff != "" {
				t.Errorf("sold %v (-want +got):\n%s", sold, diff)
			}
		})
	}
}

// Every order of a period is seen once, whatever the page, and no other.
func TestEachSale(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(p *shop.Policy) {
		p.Limits["USD"] = shop.Limit{Request: usd(750_00), Week: usd(1_000_000_00)}
	})
	unpaid := w.request()
	var ids []shop.OrderID
	for n := range 230 {
		id := w.paid()
		ids = append(ids, id)
		if n%50 == 0 {
			w.time = w.time.Add(time.Hour)
		}
	}
	first, last := w.order(ids[0]).PaidAt, w.order(ids[229]).PaidAt
	for _, tt := range []struct {
		name     string
		seller   shop.UserID
		from, to time.Time
		want     int
	}{
		{"everything", seller, time.Time{}, last.Add(1), 230},
		{"to is not in it", seller, time.Time{}, last, 201},
		{"from is in it", seller, last, last.Add(1), 29},
		{"the first hour", seller, first, first.Add(time.Hour), 1},
		{"nothing", seller, last.Add(1), last.Add(day), 0},
		{"another shop's", other, time.Time{}, last.Add(1), 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			seen := make(map[shop.OrderID]bool)
			var total shop.Sale
			err := w.EachSale(t.Context(), tt.seller, tt.from, tt.to, func(o shop.Order, s shop.Sale) (err error) {
				if seen[o.ID] || o.ID == unpaid || o.Seller != seller {
					t.Errorf("%s is seen", o.ID)
				}
				seen[o.ID] = true
				if len(seen) == 1 {
					total = s
					return nil
				}
				total, err = total.Plus(s)
				return err
			})
			w.must(err)
			if len(seen) != tt.want {
				t.Errorf("saw %d sales, want %d", len(seen), tt.want)
			}
			if got := total.Sold.Minor; got != int64(tt.want)*30_00 {
				t.Errorf("sold %d", got)
			}
		})
	}
}

func TestPlusRefusesCurrencies(t *testing.T) {
	t.Parallel()
	euro := sale(1, 0, 0, 0, 0, 0, 1, 0)
	euro.ToCome.Currency = "EUR"
	if sum, err := sale(1, 0, 0, 0, 0, 0, 1, 0).Plus(euro); err == nil {
		t.Errorf("added up dollars and euros: %+v", sum)
	}
}
