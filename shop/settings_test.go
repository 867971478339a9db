package shop_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"till/shop"
	"till/shop/money"
)

func TestChange(t *testing.T) {
	w := newWorld(t)
	change := func(in shop.ChangeInput) error {
		in.Cause = w.cause()
		if in.Actor.ID == "" {
			in.Actor = asSeller
		}
		return w.Change(t.Context(), in)
	}
	w.must(change(shop.ChangeInput{
		Name: new("Red Kiln"), Currency: new(money.Currency("EUR")), Zone: new("Asia/Tokyo"), Days: new(3),
		Quiet: &shop.Quiet{From: 22, To: 7}, Digest: &shop.Digest{Hour: 6},
	}))
	s, err := w.Seller(t.Context(), seller)
	w.must(err)
	want := shop.Settings{Currency: "EUR", Zone: "Asia/Tokyo", Days: 3, Quiet: &shop.Quiet{From: 22, To: 7}, Digest: &shop.Digest{Hour: 6}}
	if diff := cmp.Diff(want, s.Settings); diff != "" || s.Name != "Red Kiln" || w.PriceIn(s) != "EUR" {
		t.Errorf("%s in %s: %s", s.Name, w.PriceIn(s), diff)
	}
	for _, tt := range []struct {
		name string
		in   shop.ChangeInput
		want shop.Reason
	}{
		{"no shop", shop.ChangeInput{Actor: shop.Actor{ID: other}, Days: new(3)}, shop.ReasonNotSeller},
		{"no shop, and a language", shop.ChangeInput{Actor: shop.Actor{ID: other}, Language: new("ar"), Days: new(3)}, shop.ReasonNotSeller},
		{"language", shop.ChangeInput{Language: new("the language that I speak")}, shop.ReasonLanguage},
		{"empty name", shop.ChangeInput{Name: new(" ")}, shop.ReasonShopName},
		{"a name with a mention", shop.ChangeInput{Name: new("@everyone")}, shop.ReasonTextMention},
		{"currency", shop.ChangeInput{Currency: new(money.Currency("XXX"))}, shop.ReasonCurrency},
		{"zone", shop.ChangeInput{Zone: new("Europe/Atlantis")}, shop.ReasonZone},
		{"this machine's zone", shop.ChangeInput{Zone: new("Local")}, shop.ReasonZone},
		{"too fast", shop.ChangeInput{Days: new(1)}, shop.ReasonHandling},
		{"before the payment", shop.ChangeInput{Days: new(-1)}, shop.ReasonHandling},
		{"looser than the operator", shop.ChangeInput{Days: new(15)}, shop.ReasonHandling},
		{"quiet", shop.ChangeInput{Quiet: &shop.Quiet{From: 22, To: 24}}, shop.ReasonHour},
		{"quiet", shop.ChangeInput{Quiet: &shop.Quiet{From: -1, To: 7}}, shop.ReasonHour},
		{"digest", shop.ChangeInput{Digest: &shop.Digest{Hour: 24}}, shop.ReasonHour},
		{"all or nothing", shop.ChangeInput{Name: new("Blue Kiln"), Days: new(15)}, shop.ReasonHandling},
	} {
		before := w.dump()
		w.refused(change(tt.in), tt.want)
		if w.dump() != before {
			t.Errorf("%s: something was stored", tt.name)
		}
	}
	w.must(change(shop.ChangeInput{Currency: new(money.Currency("")), Zone: new(""), Days: new(0), Quiet: &shop.Quiet{}, Digest: &shop.Digest{Off: true}}))
	s, err = w.Seller(t.Context(), seller)
	w.must(err)
	if diff := cmp.Diff(shop.Settings{Digest: &shop.Digest{Off: true}}, s.Settings); diff != "" || w.PriceIn(s) != "USD" {
		t.Errorf("in %s: %s", w.PriceIn(s), diff)
	}
	if _, on := s.Settings.DigestAt(); on {
		t.Error("the digest is on")
	}
	if hour, on := (shop.Settings{}).DigestAt(); !on || hour != shop.DigestHour {
		t.Error("the digest is off for who never chose")
	}
}

// A language that was chosen stays when the person's client speaks another, and
// the same cause counts once.
func TestChangeLanguage(t *testing.T) {
	w := newWorld(t)
	in := shop.ChangeInput{Cause: "once", Actor: shop.Actor{ID: buyer, Locale: "de"}, Language: new("ar")}
	w.must(w.Change(t.Context(), in))
	_, err := w.SetUp(t.Context(), shop.SetUpInput{Actor: shop.Actor{ID: buyer, Locale: "ja"}, Name: "Red Kiln", Country: "US"})
	w.must(err)
	in.Language = new("fr")
	w.must(w.Change(t.Context(), in))
	if language, locale, err := w.Reader(t.Context(), buyer); err != nil || language != "ar" || locale != "ja" {
		t.Errorf("reads %q on a client in %q, %v", language, locale, err)
	}
	in.Cause, in.Language = "again", new("")
	w.must(w.Change(t.Context(), in))
	if language, _, err := w.Reader(t.Context(), buyer); err != nil || language != "" {
		t.Errorf("reads %q, %v", language, err)
	}
}

// The handling time makes the deadline of new requests earlier, with a warning a
// day before it; open requests keep theirs, and an operator who is stricter wins.
func TestHandlingTime(t *testing.T) {
	for _, tt := range []struct {
		days     int
		reminded []time.Duration
	}{
		{0, []time.Duration{3 * day, 11 * day}},
		{14, []time.Duration{3 * day, 11 * day}},
		{13, []time.Duration{3 * day, 10 * day}},
		{6, []time.Duration{3 * day}},
		{5, []time.Duration{5 * day / 2}},
		{3, []time.Duration{36 * time.Hour}},
		{2, []time.Duration{day}},
	} {
		w := newWorld(t)
		early := w.request()
		w.must(w.Change(t.Context(), shop.ChangeInput{Actor: asSeller, Days: new(tt.days)}))
		w.wait(time.Minute)
		late := w.paid()
		o := w.order(late)
		within := time.Duration(tt.days) * day
		if tt.days == 0 {
			within = 14 * day
		}
		if got := o.ShipBy.Sub(o.PaidAt); got != within || w.ShipsWithin(o) != within {
			t.Errorf("%d days: ship within %s", tt.days, got)
		}
		if got := w.ShipsWithin(w.order(early)); got != 14*day {
			t.Errorf("%d days: the request before it ships within %s", tt.days, got)
		}
		for i, after := range tt.reminded {
			w.wait(o.PaidAt.Add(after).Sub(w.time) - time.Second)
			w.told(seller, shop.NoticeShipReminder, i)
			w.wait(time.Second)
			w.told(seller, shop.NoticeShipReminder, i+1)
		}
		w.wait(o.ShipBy.Sub(w.time) - time.Second)
		w.told(seller, shop.NoticeShipReminder, len(tt.reminded))
		w.status(late, shop.Paid)
		w.wait(time.Second)
		w.status(late, shop.Canceled)
	}
}

func TestQuietAt(t *testing.T) {
	t.Parallel()
	at := func(hour int) time.Time { return time.Date(2026, 1, 5, hour, 30, 0, 0, time.UTC) }
	for _, tt := range []struct {
		settings shop.Settings
		hour     int
		want     bool
	}{
		{shop.Settings{}, 3, false},
		{shop.Settings{Quiet: &shop.Quiet{From: 22, To: 8}}, 22, true},
		{shop.Settings{Quiet: &shop.Quiet{From: 22, To: 8}}, 7, true},
		{shop.Settings{Quiet: &shop.Quiet{From: 22, To: 8}}, 8, false},
		{shop.Settings{Quiet: &shop.Quiet{From: 22, To: 8}}, 21, false},
		{shop.Settings{Quiet: &shop.Quiet{From: 12, To: 14}}, 13, true},
		{shop.Settings{Quiet: &shop.Quiet{From: 12, To: 14}}, 14, false},
		{shop.Settings{Quiet: &shop.Quiet{From: 22, To: 8}, Zone: "Asia/Tokyo"}, 13, true}, // 22:30 there
	} {
		if got := tt.settings.QuietAt(at(tt.hour)); got != tt.want {
			t.Errorf("%+v at %d: %t", tt.settings, tt.hour, got)
		}
	}
}
