package shoptest

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"till/shop"
	"till/shop/money"
)

// ProviderWorld is a provider under test, with a fresh account that settles in
// Currency and holds no money, and the hands of those who act on its other
// side.
type ProviderWorld struct {
	Ports    shop.Provider
	Currency money.Currency
	Country  string // in which sellers can have accounts

	// Now is the provider's clock, and Wait moves it.
	Now  func() time.Time
	Wait func(t *testing.T, d time.Duration)
	// Pay goes through the page as a buyer.
	Pay func(t *testing.T, page shop.CheckoutSession, how PayHow)
	// Onboard gives the provider everything it asks a seller for.
	Onboard func(t *testing.T, link string)
	// TopUp puts the operator's own money into the platform's balance.
	TopUp func(t *testing.T, minor int64)

	// Dispute has the buyer's bank take money of the charge back, or only ask
	// about it. It returns the dispute's id.
	Dispute func(t *testing.T, charge string, minor int64, inquiry bool, reason string) string
	// Escalate makes an inquiry a chargeback.
	Escalate func(t *testing.T, dispute string)
	// EndDispute has the bank decide, and give a part or all of it back. An
	// inquiry can only be won, and gives nothing.
	EndDispute func(t *testing.T, dispute string, won bool, reinstated int64)
	// Warn has the card's issuer warn of fraud. It returns the warning's id.
	Warn func(t *testing.T, charge string) string
	// FailRefund has the buyer's bank return the only refund of the order.
	FailRefund func(t *testing.T, order shop.OrderID)
	// RefundOutside gives money of the charge back without the ports.
	RefundOutside func(t *testing.T, charge string, minor int64)
	// EmptySeller sends all that the account has to its bank; it may wait for
	// some days before.
	EmptySeller func(t *testing.T, account string)
	// FailBankPayout has the bank return the account's newest payout.
	FailBankPayout func(t *testing.T, account string)

	// Losses are the ways in which an answer is lost after the act, by name.
	Losses map[string]Loss
}

// Loss makes the next call act and its answer get lost. The call is to be made
// with the context; after is called before the act is tried again.
type Loss func(t *testing.T) (ctx context.Context, after func())

// PayHow is how a buyer pays.
type PayHow string

// The ways to pay.
const (
	PayNow       PayHow = "now"
	PayDeclined  PayHow = "declined"   // the card is declined, and the page stays open
	PaySlow      PayHow = "slow"       // the money arrives within a week
	PaySlowFails PayHow = "slow-fails" // the money does not arrive within a week
)

// Provider is the conformance suite of payment providers. open makes a world
// for each test.
//
//	func TestConformance(t *testing.T) {
//		shoptest.Provider(t, func(t *testing.T) *shoptest.ProviderWorld { return newWorld(t) })
//	}
func Provider(t *testing.T, open func(t *testing.T) *ProviderWorld) {
	t.Helper()
	for _, tt := range []struct {
		name string
		test func(*trial)
	}{
		{"checkout is opened and closed", checkoutOpened},
		{"checkout is paid", checkoutPaid},
		{"checkout is declined first", checkoutDeclined},
		{"checkout is paid slowly", checkoutSlow},
		{"checkout ends unpaid", checkoutEnds},
		{"checkout key is reused", checkoutKeys},
		{"checkout is found by its charge", checkoutFound},
		{"address", addressFetched},
		{"transfer", transferMade},
		{"transfer is refused", transferRefused},
		{"transfer without a charge", transferUntied},
		{"reversal", reversalMade},
		{"reversal beyond the balance", reversalBeyond},
		{"refund", refundMade},
		{"refund is refused", refundRefused},
		{"refund fails", refundFailed},
		{"charge", chargeFetched},
		{"dispute ends", disputeEnds},
		{"disputes of one charge", disputesFollow},
		{"inquiry", inquiryEnds},
		{"fraud warning", warningGiven},
		{"evidence", evidenceSent},
		{"evidence is too late", evidenceLate},
		{"customer", customerForgotten},
		{"account", accountOpened},
		{"bank payouts", bankPayoutsListed},
		{"balances", balancesFetched},
		{"withdrawal", withdrawalMade},
		{"platform", platformFetched},
		{"events", eventsListed},
		{"books", booksListed},
		{"books from an instant on", booksSince},
		{"answers are lost", answersLost},
		{"answers about money back are lost", answersLostBack},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			tt.test(&trial{open(t), t})
		})
	}
}

// trial is one test of a provider.
type trial struct {
	*ProviderWorld

	t *testing.T
}

// sale is one order's dealings with the provider.
type sale struct {
	*ProviderWorld
	order shop.OrderID
	page  shop.CheckoutSession
}

func (w *ProviderWorld) money(minor int64) money.Money { return money.New(minor, w.Currency) }

// request is of an order of 2 × 1200 with 500 shipping and 100 tax.
func (w *ProviderWorld) request(order shop.OrderID) shop.CheckoutRequest {
	return shop.CheckoutRequest{
		Key: fmt.Sprintf("checkout:%s:1", order), Order: order, Shop: "Blue Kiln",
		Lines:    []shop.Line{{Item: "Mug, blue, 350 ml", Quantity: 2, Price: w.money(1200)}},
		Shipping: w.money(500), Tax: w.money(100),
		ExpiresAt: w.Now().Add(time.Hour).Truncate(time.Second).UTC(),
	}
}

// requested is what a request asks for.
const requested = 3000

// sell opens the order's page and pays it.
func (w *ProviderWorld) sell(t *testing.T, order shop.OrderID, how PayHow) sale {
	t.Helper()
	page, err := w.Ports.OpenCheckout(t.Context(), w.request(order))
	if err != nil {
		t.Fatalf("open a checkout: %v", err)
	}
	w.Pay(t, page, how)
	return sale{w, order, page}
}

// fetch returns the page as the provider sees it, which must be in the state.
func (s sale) fetch(t *testing.T, want shop.SessionState) shop.CheckoutSession {
	t.Helper()
	got, err := s.Ports.FetchCheckout(t.Context(), s.page.ID)
	if err != nil {
		t.Fatalf("fetch a checkout: %v", err)
	}
	if got.State != want {
		t.Fatalf("the checkout is %s, want %s", got.State, want)
	}
	if got.ID != s.page.ID || got.Order != s.order || got.Amount != s.money(requested) {
		t.Errorf("the checkout is %+v, want %s of order %s over %s", got, s.page.ID, s.order, s.money(requested))
	}
	return got
}

// paid returns the order's payment, with its charge.
func (s sale) paid(t *testing.T) shop.Payment {
	t.Helper()
	got := s.fetch(t, shop.SessionPaid)
	if got.Payment == nil || got.Payment.Charge == "" {
		t.Fatalf("the payment is %+v, want one with a charge", got.Payment)
	}
	return *got.Payment
}

// seller opens an account that can be paid.
func (w *ProviderWorld) seller(t *testing.T) shop.Account {
	t.Helper()
	account, err := w.Ports.OpenAccount(t.Context(), shop.AccountRequest{Key: "account:1", Seller: "1", Country: w.Country})
	if err != nil {
		t.Fatalf("open an account: %v", err)
	}
	link, err := w.Ports.OnboardingLink(t.Context(), account.ID)
	if err != nil {
		t.Fatalf("an onboarding link: %v", err)
	}
	w.Onboard(t, link)
	if account, err = w.Ports.FetchAccount(t.Context(), account.ID); err != nil {
		t.Fatalf("fetch an account: %v", err)
	}
	return account
}

// heard fails unless an event at or after from is about the object.
func (w *ProviderWorld) heard(t *testing.T, from time.Time, subject shop.Subject, object string) {
	t.Helper()
	events, err := w.Ports.EventsSince(t.Context(), from)
	if err != nil || !slices.ContainsFunc(events, func(e shop.ProviderEvent) bool {
		return e.Subject == subject && e.Object == object && e.Account == ""
	}) {
		t.Errorf("no event is about the %s %s: %v: %v", subject, object, events, err)
	}
}

// entries are the lines of the platform's balance, newest first.
func (w *ProviderWorld) entries(t *testing.T, since time.Time) (entries []shop.BalanceEntry) {
	t.Helper()
	err := w.Ports.BalanceEntries(t.Context(), since, func(e shop.BalanceEntry) error {
		entries = append(entries, e)
		return nil
	})
	if err != nil {
		t.Fatalf("list balance entries: %v", err)
	}
	return entries
}

// of are the lines that come from the object.
func (w *ProviderWorld) of(t *testing.T, source string) []shop.BalanceEntry {
	t.Helper()
	return slices.DeleteFunc(w.entries(t, time.Time{}), func(e shop.BalanceEntry) bool { return e.Source != source })
}

// wantBalance fails unless the error is that a balance is too low.
func wantBalance(t *testing.T, doing string, err error) {
	t.Helper()
	wantCode(t, doing, err, shop.Refused)
	if shop.ReasonOf(err) != shop.ReasonProviderBalance {
		t.Errorf("%s: the reason is %q, want %q: %v", doing, shop.ReasonOf(err), shop.ReasonProviderBalance, err)
	}
}

// wantCode fails unless the error has the code.
func wantCode(t *testing.T, doing string, err error, code shop.Code) {
	t.Helper()
	if err == nil || shop.CodeOf(err) != code {
		t.Errorf("%s: error is %v, want one that is %s", doing, err, code)
	}
}
