package shoptest

import (
	"testing"

	"till/shop"
)

func customerForgotten(w *trial) {
	t := w.t
	id, err := w.Ports.OpenCustomer(t.Context(), "customer:1:1")
	if err != nil || id == "" {
		t.Fatalf("the customer is %q: %v", id, err)
	}
	if again, err := w.Ports.OpenCustomer(t.Context(), "customer:1:1"); err != nil || again != id {
		t.Errorf("opened again it is %q: %v, want %s", again, err, id)
	}
	other, err := w.Ports.OpenCustomer(t.Context(), "customer:1:2")
	if err != nil || other == id {
		t.Errorf("the next one is %q: %v, want another than %s", other, err, id)
	}
	w.has(t, id, true)
	if link, err := w.Ports.WalletLink(t.Context(), id); err != nil || link == "" {
		t.Errorf("the page is %q: %v", link, err)
	}
	r := w.request("00000001")
	r.Customer = id
	page, err := w.Ports.OpenCheckout(t.Context(), r)
	if err != nil {
		t.Fatalf("a checkout for a customer: %v", err)
	}
	w.Pay(t, page, PayNow)
	sale{w.ProviderWorld, r.Order, page}.paid(t)

	for range 2 { // what is gone can be forgotten again
		if err := w.Ports.ForgetCustomer(t.Context(), id); err != nil {
			t.Fatalf("forget: %v", err)
		}
		w.has(t, id, false)
	}
	w.has(t, other, true)
	w.has(t, id+"0", false)
	_, err = w.Ports.WalletLink(t.Context(), id)
	wantGone(t, "the page of a customer that is gone", err)
	late := w.request("00000002")
	late.Customer = id
	_, err = w.Ports.OpenCheckout(t.Context(), late)
	wantGone(t, "a checkout for a customer that is gone", err)
	sale{w.ProviderWorld, r.Order, page}.paid(t) // what was paid stays
}

func (w *ProviderWorld) has(t *testing.T, customer string, want bool) {
	t.Helper()
	if has, err := w.Ports.HasCustomer(t.Context(), customer); err != nil || has != want {
		t.Errorf("customer %s is there: %t (%v), want %t", customer, has, err, want)
	}
}

func wantGone(t *testing.T, doing string, err error) {
	t.Helper()
	wantCode(t, doing, err, shop.Refused)
	if shop.ReasonOf(err) != shop.ReasonCustomerGone {
		t.Errorf("%s: the reason is %q, want %q: %v", doing, shop.ReasonOf(err), shop.ReasonCustomerGone, err)
	}
}
