package shoptest_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"till/shop"
	"till/shop/money"
	"till/shop/shoptest"
)

// fake is a fake provider with the hands that the suite needs.
type fake struct {
	*shoptest.FakeProvider
	now  time.Time
	slow map[string]bool // pages on whose money somebody waits: whether it arrives
}

func TestFakeProvider(t *testing.T) {
	t.Parallel()
	shoptest.Provider(t, func(t *testing.T) *shoptest.ProviderWorld {
		t.Helper()
		f := &fake{now: time.Date(2026, 1, 5, 10, 0, 0, 0, time.UTC), slow: make(map[string]bool)}
		f.FakeProvider = shoptest.NewFakeProvider(func() time.Time { return f.now })
		return f.world()
	})
}

func (f *fake) world() *shoptest.ProviderWorld {
	return &shoptest.ProviderWorld{
		Ports: f, Currency: "USD", Country: "US", Now: func() time.Time { return f.now },
		Wait: f.wait, Pay: f.pay, Onboard: f.onboard,
		TopUp: func(_ *testing.T, minor int64) { f.TakeOut(money.New(-minor, "USD")) },
		Dispute: func(_ *testing.T, charge string, minor int64, inquiry bool, reason string) string {
			return f.Dispute(charge, money.New(minor, "USD"), inquiry, reason)
		},
		Escalate: func(_ *testing.T, dispute string) { f.Escalate(dispute) },
		EndDispute: func(_ *testing.T, dispute string, won bool, reinstated int64) {
			f.EndDispute(dispute, won, money.New(reinstated, "USD"))
		},
		Warn:           func(_ *testing.T, charge string) string { return f.Warn(charge) },
		FailRefund:     func(_ *testing.T, order shop.OrderID) { f.SettleRefunds(order, shop.CallFailed) },
		RefundOutside:  func(_ *testing.T, charge string, minor int64) { f.RefundOutside(charge, money.New(minor, "USD")) },
		EmptySeller:    func(_ *testing.T, account string) { f.EmptySeller(account) },
		FailBankPayout: func(_ *testing.T, account string) { f.FailBankPayout(account, "account_closed") },
		Losses:         map[string]shoptest.Loss{"after the act": f.lose},
	}
}

func (f *fake) wait(t *testing.T, d time.Duration) {
	t.Helper()
	f.now = f.now.Add(d)
	for page, arrives := range f.slow {
		if err := f.SettlePayment(page, arrives); err != nil {
			t.Fatal(err)
		}
		delete(f.slow, page)
	}
}

func (f *fake) pay(t *testing.T, page shop.CheckoutSession, how shoptest.PayHow) {
	t.Helper()
	var err error
	switch how {
	case shoptest.PayNow:
		err = f.Pay(page.ID)
	case shoptest.PayDeclined: // leaves no trace
	case shoptest.PaySlow, shoptest.PaySlowFails:
		err = f.PaySlowly(page.ID)
		f.slow[page.ID] = how == shoptest.PaySlow
	}
	if err != nil {
		t.Fatalf("pay: %v", err)
	}
}

func (f *fake) onboard(t *testing.T, link string) {
	t.Helper()
	path := strings.Split(link, "/")
	f.SetAccount(shop.Account{ID: path[len(path)-2], Transfers: true, Payouts: true})
}

func (f *fake) lose(t *testing.T) (context.Context, func()) {
	t.Helper()
	f.Fault = func(string) shoptest.Fault {
		f.Fault = nil
		return shoptest.FaultAfter
	}
	return t.Context(), func() {}
}
