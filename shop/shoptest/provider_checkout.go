package shoptest

import (
	"slices"
	"time"

	"till/shop"
)

const week = 7 * 24 * time.Hour

func checkoutOpened(w *trial) {
	t := w.t
	r := w.request("7K3M9QXD")
	page, err := w.Ports.OpenCheckout(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	if page.ID == "" || page.URL == "" || page.State != shop.SessionOpen || page.Order != r.Order ||
		page.Amount != w.money(requested) || !page.ExpiresAt.Equal(r.ExpiresAt) || page.Payment != nil || page.Settled != "" {
		t.Errorf("opened %+v", page)
	}
	again, err := w.Ports.OpenCheckout(t.Context(), r)
	if err != nil || again.ID != page.ID || again.URL != page.URL {
		t.Errorf("the same request gives %s (%v), want %s", again.ID, err, page.ID)
	}
	sale{w.ProviderWorld, r.Order, page}.fetch(t, shop.SessionOpen)

	// Closing may be tried again.
	for range 2 {
		closed, err := w.Ports.CloseCheckout(t.Context(), page.ID)
		if err != nil || closed.ID != page.ID || closed.State != shop.SessionExpired || closed.Payment != nil {
			t.Errorf("closed %+v: %v", closed, err)
		}
	}
	sale{w.ProviderWorld, r.Order, page}.fetch(t, shop.SessionExpired)

	bare := w.request("0000BARE")
	bare.Shipping, bare.Tax = w.money(0), w.money(0)
	page, err = w.Ports.OpenCheckout(t.Context(), bare)
	if err != nil || page.Amount != w.money(2400) {
		t.Errorf("without shipping and tax: %+v: %v", page, err)
	}
}

func checkoutPaid(w *trial) {
	t := w.t
	s := w.sell(t, "7K3M9QXD", PayNow)
	got := s.fetch(t, shop.SessionPaid)
	p := s.paid(t)
	if p.Session != s.page.ID || p.Intent == "" || p.Amount != w.money(requested) || p.At.IsZero() || p.At.After(w.Now()) {
		t.Errorf("the payment is %+v", p)
	}
	if !p.FeeKnown || p.Fee.Currency != w.Currency || p.Fee.Minor <= 0 || p.Fee.Minor >= requested {
		t.Errorf("the provider's fee is %s (known: %t)", p.Fee, p.FeeKnown)
	}
	if got.Settled != w.Currency {
		t.Errorf("it settled in %q, want %s", got.Settled, w.Currency)
	}
	late, err := w.Ports.CloseCheckout(t.Context(), s.page.ID)
	if err != nil || late.State != shop.SessionPaid || late.Payment == nil || *late.Payment != p {
		t.Errorf("closed after it was paid: %+v: %v", late, err)
	}
}

func checkoutDeclined(w *trial) {
	t := w.t
	s := w.sell(t, "7K3M9QXD", PayDeclined)
	if got := s.fetch(t, shop.SessionOpen); got.Payment != nil {
		t.Errorf("a declined card is a payment: %+v", got.Payment)
	}
	w.Pay(t, s.page, PayNow)
	s.paid(t)
}

func checkoutSlow(w *trial) {
	t := w.t
	arrives, fails := w.sell(t, "00000001", PaySlow), w.sell(t, "00000002", PaySlowFails)
	for _, s := range []sale{arrives, fails} {
		if got := s.fetch(t, shop.SessionProcessing); got.Payment == nil || got.Payment.Charge != "" || got.Payment.FeeKnown || got.Settled != "" {
			t.Errorf("%s: the payment is %+v while its money is on its way", s.order, got.Payment)
		}
		closed, err := w.Ports.CloseCheckout(t.Context(), s.page.ID)
		if err != nil || closed.State != shop.SessionProcessing {
			t.Errorf("%s: closed while the money is on its way: %+v: %v", s.order, closed, err)
		}
	}
	w.Wait(t, week)
	arrives.paid(t)
	if got := fails.fetch(t, shop.SessionFailed); got.Payment != nil && got.Payment.Charge != "" {
		t.Errorf("the payment is %+v though it failed", got.Payment)
	}
}

func checkoutEnds(w *trial) {
	t := w.t
	page, err := w.Ports.OpenCheckout(t.Context(), w.request("7K3M9QXD"))
	if err != nil {
		t.Fatal(err)
	}
	w.Wait(t, 2*time.Hour)
	sale{w.ProviderWorld, "7K3M9QXD", page}.fetch(t, shop.SessionExpired)

	_, err = w.Ports.FetchCheckout(t.Context(), page.ID+"0")
	wantCode(t, "fetch a checkout that does not exist", err, shop.Refused)
	_, err = w.Ports.CloseCheckout(t.Context(), page.ID+"0")
	wantCode(t, "close a checkout that does not exist", err, shop.Refused)
}

// checkoutKeys shows that another request under the same key is our mistake,
// and not the buyer's or the provider's.
func checkoutKeys(w *trial) {
	t := w.t
	r := w.request("7K3M9QXD")
	if _, err := w.Ports.OpenCheckout(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	r.Lines = slices.Clone(r.Lines)
	r.Lines[0].Quantity++
	_, err := w.Ports.OpenCheckout(t.Context(), r)
	wantCode(t, "another request under the same key", err, shop.Internal)
}

// checkoutFound goes from a charge back to its page.
func checkoutFound(w *trial) {
	t := w.t
	w.sell(t, "0000ELSE", PayNow)
	s := w.sell(t, "7K3M9QXD", PayDeclined)
	w.Pay(t, s.page, PayNow)
	want := s.fetch(t, shop.SessionPaid)
	got, err := w.Ports.FindCheckout(t.Context(), want.Payment.Charge)
	if err != nil || got.Payment == nil || *got.Payment != *want.Payment {
		t.Fatalf("found %+v: %v, want %+v", got, err, want)
	}
	if got.Payment = want.Payment; got != want {
		t.Errorf("found %+v, want %+v", got, want)
	}
	_, err = w.Ports.FindCheckout(t.Context(), want.Payment.Charge+"0")
	wantCode(t, "the checkout of a charge that does not exist", err, shop.Refused)
}

// addressFetched: what the buyer typed is there once the page is completed, and
// only when it was asked for.
func addressFetched(w *trial) {
	t := w.t
	r := w.request("7K3M9QXD")
	r.ShipTo = []string{w.Country, "DE"}
	page, err := w.Ports.OpenCheckout(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := w.Ports.FetchAddress(t.Context(), page.ID); err != nil || got != (shop.Address{}) {
		t.Errorf("before the payment it is %d lines long: %v", len(got.Lines()), err)
	}
	w.Pay(t, page, PayNow)
	got, err := w.Ports.FetchAddress(t.Context(), page.ID)
	if err != nil || got.Name == "" || got.Line1 == "" || got.City == "" || got.Country != w.Country || got.Email == "" {
		t.Errorf("after the payment it is %q: %v", got.Lines(), err)
	}
	plain := w.sell(t, "0000BARE", PayNow)
	if got, err := w.Ports.FetchAddress(t.Context(), plain.page.ID); err != nil || len(got.Lines()) != 0 {
		t.Errorf("not asked for, it is %q: %v", got.Lines(), err)
	}
	_, err = w.Ports.FetchAddress(t.Context(), page.ID+"0")
	wantCode(t, "the address of a checkout that does not exist", err, shop.Refused)
}
