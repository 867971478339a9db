package shop_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"till/shop"
	"till/shop/shoptest"
)

func TestSetUp(t *testing.T) {
	w := newWorld(t)
	setUp := func(id shop.UserID, name, country string) (shop.Seller, error) {
		return w.SetUp(t.Context(), shop.SetUpInput{Actor: shop.Actor{ID: id}, Name: name, Country: country})
	}
	for _, tt := range []struct {
		name, country string
		want          shop.Reason
	}{
		{"", "US", shop.ReasonShopName},
		{strings.Repeat("x", 51), "US", shop.ReasonShopName},
		{"@everyone", "US", shop.ReasonTextMention},
		{"Blue Kiln", "USA", shop.ReasonCountry},
		{"Blue Kiln", "1!", shop.ReasonCountry},
		{"Blue Kiln", "", shop.ReasonCountry},
		{"sHOP 100", "US", shop.ReasonShopTaken},
	} {
		before := w.dump()
		_, err := setUp(other, tt.name, tt.country)
		w.refused(err, tt.want)
		if w.dump() != before {
			t.Errorf("%+v: something was stored", tt)
		}
	}
	made, err := setUp(other, " Blue Kiln ", "us")
	if err != nil || made.Name != "Blue Kiln" || made.Country != "US" || made.Eligible() {
		t.Errorf("made %+v, %v", made, err)
	}
	if made, err = setUp(other, "Blue Kiln", "DE"); err != nil || made.Country != "DE" {
		t.Errorf("without an account the country may change: %+v, %v", made, err)
	}
	_, _, err = w.Onboard(t.Context(), shop.Actor{ID: other})
	w.must(err)
	_, err = setUp(other, "Blue Kiln", "US")
	w.refused(err, shop.ReasonCountryFixed)
	shops, err := w.Shops(t.Context())
	if err != nil || len(shops) != 1 || shops[0].ID != seller {
		t.Errorf("shops: %+v, %v", shops, err)
	}
	for _, name := range []string{"blue kiln", " BLUE KILN ", string(other)} {
		if found, err := w.FindShop(t.Context(), name); err != nil || found.ID != other {
			t.Errorf("%q: %+v, %v", name, found, err)
		}
	}
	_, err = w.FindShop(t.Context(), "nobody")
	w.refused(err, shop.ReasonNoShop)
	_, err = w.Seller(t.Context(), buyer)
	w.refused(err, shop.ReasonNotSeller)
}

func TestOnboard(t *testing.T) {
	w := newWorld(t)
	actor := shop.Actor{ID: other}
	_, _, err := w.Onboard(t.Context(), actor)
	w.refused(err, shop.ReasonNotSeller)
	_, err = w.SetUp(t.Context(), shop.SetUpInput{Actor: actor, Name: "Blue Kiln", Country: "US"})
	w.must(err)
	w.fault("OpenAccount", shoptest.FaultAfter, 1)
	_, _, err = w.Onboard(t.Context(), actor)
	w.refused(err, shop.ReasonProviderDown)
	s, link, err := w.Onboard(t.Context(), actor)
	w.must(err)
	if link == "" || s.Eligible() || len(s.Missing) == 0 {
		t.Errorf("link %q for %+v", link, s)
	}
	w.provider.SetAccount(shop.Account{ID: s.Account, Transfers: true, Payouts: true})
	w.must(w.Hear(t.Context(), shop.ProviderEvent{ID: "evt", Subject: shop.SubjectAccount, Object: s.Account}))
	w.run()
	w.told(other, shop.NoticeSellerReady, 1)
	s, link, err = w.Onboard(t.Context(), actor)
	if err != nil || link != "" || !s.Eligible() {
		t.Errorf("link %q for %+v, %v", link, s, err)
	}
	w.must(w.Hear(t.Context(), shop.ProviderEvent{ID: "evt2", Subject: shop.SubjectAccount, Object: "acct_unknown"}))
	w.run()
}

// A seller who loses and regains what is needed hears of it each time.
func TestAccountChanges(t *testing.T) {
	w := newWorld(t)
	account := shop.Account{ID: "acct_100", Transfers: true}
	for i := range 3 {
		for _, account.Payouts = range []bool{false, true} {
			w.provider.SetAccount(account)
			w.time = w.time.Add(time.Second)
			w.must(w.Hear(t.Context(), shop.ProviderEvent{
				ID: w.cause(), Subject: shop.SubjectAccount, Object: account.ID,
			}))
			w.run()
		}
		w.told(seller, shop.NoticeSellerMissing, i+1)
		w.told(seller, shop.NoticeSellerReady, i+1)
	}
}

// What happens while the very first polls fail is not missed.
func TestPollFirst(t *testing.T) {
	w := newWorld(t)
	w.fault("EventsSince", shoptest.FaultBefore, 1)
	if err := w.Poll(t.Context()); err == nil {
		t.Error("no answer is no error")
	}
	id := w.request()
	w.must(w.provider.Pay(w.open(id).Session))
	w.wait(day)
	w.poll()
	w.status(id, shop.Paid)
}

// Polling looks a few minutes back, and takes every event once.
func TestPoll(t *testing.T) {
	w := newWorld(t)
	id := w.request()
	page := w.open(id)
	w.poll()
	w.wait(20 * time.Minute)
	w.must(w.provider.Pay(page.Session))
	w.fault("EventsSince", shoptest.FaultAfter, 1)
	if err := w.Poll(t.Context()); err == nil {
		t.Error("a lost answer is no error")
	}
	w.wait(20 * time.Minute)
	w.poll()
	w.status(id, shop.Paid)
	fetched := w.provider.Calls("FetchCheckout")
	w.poll()
	if n := w.provider.Calls("FetchCheckout"); n != fetched {
		t.Error("an event was taken twice")
	}
}

func TestCards(t *testing.T) {
	w := newWorld(t)
	id := w.paid()
	card := func(user shop.UserID) shoptest.FakeMessage {
		t.Helper()
		all := w.messenger.To(user)
		i := slices.IndexFunc(all, func(m shoptest.FakeMessage) bool { return m.Kind == shop.NoticeCard && !m.Gone })
		if i < 0 {
			t.Fatalf("%s has no card", user)
		}
		return all[i]
	}
	before := card(buyer)
	if before.Edits == 0 {
		t.Error("the card was not drawn anew")
	}
	w.messenger.Delete(before.Ref)
	w.ship(id, "OK1")
	w.told(buyer, shop.NoticeCard, 2)
	w.told(seller, shop.NoticeCard, 1)
	edits := card(buyer).Edits
	w.wait(4 * day)
	w.run()
	if card(buyer).Edits == edits {
		t.Error("the new card is not the one that is drawn anew")
	}
}

// Whoever takes no messages holds nothing up.
func TestClosedDM(t *testing.T) {
	w := newWorld(t)
	w.messenger.Closed[buyer] = true
	id := w.paid()
	w.ship(id, "OK1")
	w.messenger.Closed[buyer] = false
	w.wait(4 * day)
	w.run()
	w.money(id, shoptest.Totals{Charged: 30_00, Fees: 87, Transferred: 29_13})
	w.told(buyer, shop.NoticeShipped, 0)
	w.told(buyer, shop.NoticeCard, 1)
}

// Where a card stands is known to whatever is sent about its order later.
func TestKnownChannel(t *testing.T) {
	w := newWorld(t)
	w.ship(w.paid(), "OK1")
	card := ""
	for _, m := range w.messenger.To(buyer) {
		if m.Kind == shop.NoticeCard {
			card = m.Ref.Channel
		} else if m.Channel != card {
			t.Errorf("%s went out with the channel %q, want %q", m.Kind, m.Channel, card)
		}
	}
	if card == "" {
		t.Error("no card")
	}
}

// A message is sent once, whatever becomes of the answer.
func TestMessageOnce(t *testing.T) {
	for _, fault := range []shoptest.Fault{shoptest.FaultBefore, shoptest.FaultAfter} {
		w := newWorld(t)
		tries := 0
		w.messenger.Fault = func(to shop.UserID) shoptest.Fault {
			if tries++; to == buyer && tries%2 == 1 {
				return fault
			}
			return shoptest.FaultNone
		}
		id := w.paid()
		w.ship(id, "")
		w.wait(time.Hour)
		for _, kind := range []shop.NoticeKind{shop.NoticeCard, shop.NoticePaid, shop.NoticeShipped} {
			w.told(buyer, kind, 1)
		}
	}
}

func TestViews(t *testing.T) {
	w := newWorld(t)
	in := input()
	in.Actor.Locale = "de"
	id := w.requestOf(in).ID
	if _, locale, err := w.Reader(t.Context(), seller); err != nil || locale != "de" {
		t.Errorf("locale %q, %v", locale, err)
	}
	if _, locale, err := w.Reader(t.Context(), other); err != nil || locale != "" {
		t.Errorf("locale %q, %v", locale, err)
	}
	for _, user := range []shop.UserID{seller, buyer} {
		o, entries, err := w.Timeline(t.Context(), user, id)
		if err != nil || o.ID != id || len(entries) != 1 || o.Role(user) == "" || o.Person(o.Role(user)) != user {
			t.Errorf("%s sees %+v, %v, %v", user, o, entries, err)
		}
	}
	for _, err := range []error{
		func() error { _, err := w.Order(t.Context(), other, id); return err }(),
		func() error { _, _, err := w.Timeline(t.Context(), other, id); return err }(),
	} {
		w.refused(err, shop.ReasonNoOrder)
	}
	orders, err := w.Orders(t.Context(), shop.OrderQuery{Buyer: buyer})
	if err != nil || len(orders) != 1 {
		t.Errorf("orders: %+v, %v", orders, err)
	}
}
