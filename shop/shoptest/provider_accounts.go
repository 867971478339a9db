package shoptest

import (
	"errors"
	"slices"
	"time"

	"till/shop"
)

func accountOpened(w *trial) {
	t := w.t
	r := shop.AccountRequest{Key: "account:1", Seller: "1", Country: w.Country}
	account, err := w.Ports.OpenAccount(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	if account.ID == "" || account.Transfers || account.Payouts || len(account.Missing) == 0 {
		t.Errorf("opened %+v, want one that cannot be paid and says what is missing", account)
	}
	if again, err := w.Ports.OpenAccount(t.Context(), r); err != nil || again.ID != account.ID {
		t.Errorf("opened again %s: %v, want %s", again.ID, err, account.ID)
	}
	if got, err := w.Ports.FetchAccount(t.Context(), account.ID); err != nil || got.ID != account.ID || !slices.Equal(got.Missing, account.Missing) {
		t.Errorf("fetched %+v: %v, want %+v", got, err, account)
	}

	first, err := w.Ports.OnboardingLink(t.Context(), account.ID)
	if err != nil || first == "" {
		t.Fatalf("the link is %q: %v", first, err)
	}
	// A link works once: the next tap needs another.
	second, err := w.Ports.OnboardingLink(t.Context(), account.ID)
	if err != nil || second == first {
		t.Errorf("the next link is the same: %v", err)
	}
	w.Onboard(t, second)
	got, err := w.Ports.FetchAccount(t.Context(), account.ID)
	if err != nil || !got.Transfers || !got.Payouts || len(got.Missing) != 0 {
		t.Errorf("after onboarding it is %+v: %v", got, err)
	}

	_, err = w.Ports.FetchAccount(t.Context(), account.ID+"0")
	wantCode(t, "fetch an account that does not exist", err, shop.Refused)
	_, err = w.Ports.OnboardingLink(t.Context(), account.ID+"0")
	wantCode(t, "a link for an account that does not exist", err, shop.Refused)
	_, err = w.Ports.OpenAccount(t.Context(), shop.AccountRequest{Key: "account:3", Seller: "3", Country: "XX"})
	wantCode(t, "an account in no country", err, shop.Refused)
}

func platformFetched(w *trial) {
	t := w.t
	p, err := w.Ports.Platform(t.Context())
	if err != nil || p.ID == "" || p.Country == "" || !p.ManualPayouts || p.Live {
		t.Errorf("the platform is %+v: %v, want one with manual payouts that is not live", p, err)
	}
}

func eventsListed(w *trial) {
	t := w.t
	from := w.Now()
	first := w.sell(t, "00000001", PayNow)
	w.Wait(t, time.Minute)
	second := w.sell(t, "00000002", PayNow)
	events, err := w.Ports.EventsSince(t.Context(), from)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.IsSortedFunc(events, func(a, b shop.ProviderEvent) int { return a.At.Compare(b.At) }) {
		t.Errorf("the events are not the oldest first: %v", events)
	}
	about := func(s sale) int {
		return slices.IndexFunc(events, func(e shop.ProviderEvent) bool {
			return e.Subject == shop.SubjectCheckout && e.Object == s.page.ID && e.ID != "" && e.Type != "" && !e.At.IsZero()
		})
	}
	if i, j := about(first), about(second); i < 0 || j < 0 || i > j {
		t.Errorf("of two payments the events %d and %d tell: %v", i, j, events)
	}

	later, err := w.Ports.EventsSince(t.Context(), from.Add(time.Minute))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range later {
		if e.At.Before(from.Add(time.Minute).Truncate(time.Second)) {
			t.Errorf("%v was made before", e)
		}
	}
	if events = later; about(first) >= 0 || about(second) < 0 {
		t.Errorf("a minute later the events are %v", later)
	}
	if none, err := w.Ports.EventsSince(t.Context(), w.Now().Add(time.Hour)); err != nil || len(none) != 0 {
		t.Errorf("of the future there is %v: %v", none, err)
	}
}

// booksSince: only what was booked since, and all of it.
func booksSince(w *trial) {
	t := w.t
	w.sell(t, "00000001", PayNow).paid(t)
	w.Wait(t, time.Hour)
	from := w.Now()
	charge := w.sell(t, "00000002", PayNow).paid(t).Charge
	if got := w.entries(t, from); len(got) != 1 || got[0].Source != charge {
		t.Errorf("since %v there is %+v, want the charge %s", from, got, charge)
	}
	if got := w.entries(t, time.Time{}); len(got) != 2 || got[0].Source != charge {
		t.Errorf("of all time there is %+v", got)
	}
	if got := w.entries(t, w.Now().Add(time.Hour)); len(got) != 0 {
		t.Errorf("of the future there is %+v", got)
	}
}

func booksListed(w *trial) {
	t := w.t
	s := w.sell(t, "7K3M9QXD", PayNow)
	p := s.paid(t)
	refund, err := w.Ports.Refund(t.Context(), s.refund(p.Charge, 1, 1000))
	if err != nil {
		t.Fatal(err)
	}
	entries := w.entries(t, time.Time{})
	at := func(source string) int {
		return slices.IndexFunc(entries, func(e shop.BalanceEntry) bool { return e.Source == source })
	}
	i, j := at(refund.ID), at(p.Charge)
	if i < 0 || j < 0 || i > j {
		t.Fatalf("the refund stands at %d, the charge at %d: %+v", i, j, entries)
	}
	charge := entries[j]
	if charge.ID == "" || charge.Category != "charge" || charge.Amount != w.money(requested) || charge.Fee != p.Fee || charge.Order != s.order || charge.Charge != p.Charge {
		t.Errorf("the charge is %+v, want %s with the fee %s", charge, w.money(requested), p.Fee)
	}
	if got := entries[i]; got.Category != "refund" || got.Amount != w.money(-1000) || got.Order != s.order || got.Charge != p.Charge {
		t.Errorf("the refund is %+v", got)
	}

	calls := 0
	err = w.Ports.BalanceEntries(t.Context(), time.Time{}, func(shop.BalanceEntry) error {
		calls++
		return errStop
	})
	if !errors.Is(err, errStop) || calls != 1 {
		t.Errorf("stopped after %d entries with %v", calls, err)
	}
}
