package stripe_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"till/checkout/stripe"
	sandbox "till/sandbox/stripe"
	"till/shop"
)

// The page asks whether to save, and offers what was saved at the next payment;
// the portal shows and removes it.
func TestSavedMethod(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	customer, err := w.OpenCustomer(t.Context(), "customer:1:1")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	pay := func(card, says string) {
		t.Helper()
		n++
		r := aCheckout()
		r.Key, r.Customer, r.ExpiresAt = "checkout:7K3M9QXD:"+string(rune('0'+n)), customer, w.clock().Add(time.Hour)
		page, err := w.OpenCheckout(t.Context(), r)
		if err != nil {
			t.Fatal(err)
		}
		if said, err := w.stripe.Pay(t.Context(), page.URL, card); err != nil || !strings.Contains(said, says) {
			t.Errorf("%s: the page says %q: %v, want %q", card, said, err, says)
		}
	}
	pay(sandbox.CardSaved, "Nothing is saved")
	pay(sandbox.CardSave, "keeps your card")
	pay(sandbox.CardSaved, "Payment received")
	saved := func(remove bool, want string) {
		t.Helper()
		link, err := w.WalletLink(t.Context(), customer)
		if err != nil {
			t.Fatal(err)
		}
		if said, err := w.stripe.Saved(t.Context(), link, remove); err != nil || said != want {
			t.Errorf("the portal says %q: %v, want %q", said, err, want)
		}
	}
	saved(false, "Saved: Visa ····4242.")
	saved(true, "No payment method is saved.")
	pay(sandbox.CardSaved, "Nothing is saved")
	if made := w.sent.all("POST /stripe/v1/billing_portal/configurations"); len(made) != 1 {
		t.Errorf("the portal was configured %d times, want once", len(made))
	}
}

// Another bot on the account has a configuration of its own.
func TestPortalIsOwn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	customer, err := w.OpenCustomer(t.Context(), "customer:1:1")
	if err != nil {
		t.Fatal(err)
	}
	other := w.provider(t, func(c *stripe.Config) { c.Installation = "other" })
	for range 2 {
		for _, p := range []*stripe.Provider{w.Provider, other} {
			if _, err := p.WalletLink(t.Context(), customer); err != nil {
				t.Fatal(err)
			}
		}
	}
	if made := w.sent.all("POST /stripe/v1/billing_portal/configurations"); len(made) != 2 {
		t.Errorf("the portal was configured %d times, want once for each", len(made))
	}
}

// An account that cannot have the portal is told what to do.
func TestNoPortal(t *testing.T) {
	t.Parallel()
	p := answering(t, func(r *http.Request) (*http.Response, error) {
		if r.Method == http.MethodGet {
			return says(200, `{"object":"list","data":[]}`)(r)
		}
		return says(400, `{"error":{"type":"invalid_request_error","message":"Set your business's details first."}}`)(r)
	})
	_, err := p.WalletLink(t.Context(), "cus_1")
	if shop.ReasonOf(err) != shop.ReasonNoWallet || shop.CodeOf(err) != shop.Refused {
		t.Fatalf("the error is %v", err)
	}
	for _, want := range []string{"Customer portal", "Set your business's details first."} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("it does not say %q: %v", want, err)
		}
	}
}
