package shop_test

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
	"time"

	"till/shop"
	"till/shop/money"
)

// dump writes down everything that the store holds.
func (w *world) dump() string {
	w.Helper()
	var all []any
	w.must(w.store.View(w.Context(), func(tx shop.Tx) error {
		orders, _ := tx.Orders().List(shop.OrderQuery{})
		sellers, _ := tx.Sellers().List()
		jobs, _ := tx.Jobs().Due(far, 0, "")
		all = append(all, orders, sellers, jobs)
		for _, user := range []shop.UserID{seller, buyer, other} {
			person, err := tx.People().Get(user)
			talks, _ := tx.Conversations().Of(user, 0)
			all = append(all, person, err == nil, talks)
		}
		return nil
	}))
	text, err := json.Marshal(all)
	w.must(err)
	return string(text)
}

func TestRequestRefused(t *testing.T) {
	line := func(change func(*shop.Line)) func(*shop.RequestInput) {
		return func(in *shop.RequestInput) { change(&in.Lines[0]) }
	}
	item := func(text string) func(*shop.RequestInput) {
		return line(func(l *shop.Line) { l.Item = text })
	}
	price := func(minor int64, c money.Currency) func(*shop.RequestInput) {
		return func(in *shop.RequestInput) {
			in.Lines[0].Price, in.Shipping = money.New(minor, c), money.Money{}
		}
	}
	for _, tt := range []struct {
		name   string
		change func(*shop.RequestInput)
		want   shop.Reason
	}{
		{"to oneself", func(in *shop.RequestInput) { in.Buyer = seller }, shop.ReasonSelf},
		{"to a bot", func(in *shop.RequestInput) { in.BuyerBot = true }, shop.ReasonBot},
		{"no shop", func(in *shop.RequestInput) { in.Actor.ID = other }, shop.ReasonNotSeller},
		{"no line", func(in *shop.RequestInput) { in.Lines = nil }, shop.ReasonItemEmpty},
		{"empty item", item(""), shop.ReasonItemEmpty},
		{"blank item", item(" \u200b\u3164 "), shop.ReasonItemEmpty},
		{"101 characters", item(strings.Repeat("ä", 101)), shop.ReasonItemLong},
		{"5,000 characters", item(strings.Repeat("x", 5000)), shop.ReasonItemLong},
		{"everyone", item("Mug @everyone"), shop.ReasonTextMention},
		{"here", item("@here mug"), shop.ReasonTextMention},
		{"a user", item("Mug for <@123>"), shop.ReasonTextMention},
		{"a role", item("Mug <@&123>"), shop.ReasonTextMention},
		{"a channel", item("Mug <#123>"), shop.ReasonTextMention},
		{"a time", item("Mug <t:1>, <t:1:F>"), shop.ReasonTextMention},
		{"an emoji", item("Mug <:mug:123>"), shop.ReasonTextMention},
		{"a command", item("Mug </pay:123>"), shop.ReasonTextMention},
		{"bold", item("**Mug**"), shop.ReasonTextMarkdown},
		{"a spoiler", item("||Mug||"), shop.ReasonTextMarkdown},
		{"code", item("`Mug`"), shop.ReasonTextMarkdown},
		{"a link", item("[Mug](https://x.example)"), shop.ReasonTextMarkdown},
		{"a heading", item("# Mug"), shop.ReasonTextMarkdown},
		{"a quote", item("> Mug"), shop.ReasonTextMarkdown},
		{"emphasis", item("a *blue* mug"), shop.ReasonTextMarkdown},
		{"new line", item("Mug\nPaid"), shop.ReasonTextControl},
		{"NUL", item("Mug\x00"), shop.ReasonTextControl},
		{"escape", item("Mug\x1b[2J"), shop.ReasonTextControl},
		{"right to left", item("Mug \u202egpj.exe"), shop.ReasonTextControl},
		{"isolate", item("Mug \u2066x\u2069"), shop.ReasonTextControl},
		{"line separator", item("Mug\u2028x"), shop.ReasonTextControl},
		{"broken UTF-8", item("Mug \xff"), shop.ReasonTextControl},
		{"no quantity", line(func(l *shop.Line) { l.Quantity = 0 }), shop.ReasonQuantity},
		{"negative quantity", line(func(l *shop.Line) { l.Quantity = -1 }), shop.ReasonQuantity},
		{"1,000", line(func(l *shop.Line) { l.Quantity = 1000 }), shop.ReasonQuantity},
		{"free", price(0, "USD"), shop.ReasonPrice},
		{"negative price", price(-25_00, "USD"), shop.ReasonPrice},
		{"smallest", price(49, "USD"), shop.ReasonPriceSmall},
		{"over the limit", price(750_01, "USD"), shop.ReasonLimitRequest},
		{"overflow", func(in *shop.RequestInput) {
			in.Lines[0].Price, in.Lines[0].Quantity = usd(math.MaxInt64), 999
		}, shop.ReasonLimitRequest},
		{"overflow of the sum", func(in *shop.RequestInput) {
			in.Lines[0].Price, in.Shipping = usd(math.MaxInt64), usd(1)
		}, shop.ReasonLimitRequest},
		{"no currency", price(25_00, ""), shop.ReasonCurrency},
		{"unknown currency", price(25_00, "XXX"), shop.ReasonCurrency},
		{"not offered", price(25_00, "GBP"), shop.ReasonCurrency},
		{"two currencies", func(in *shop.RequestInput) { in.Shipping = money.New(5_00, "EUR") }, shop.ReasonCurrencyMixed},
		{"two currencies in lines", func(in *shop.RequestInput) {
			in.Lines = append(in.Lines, shop.Line{Item: "x", Quantity: 1, Price: money.New(100, "EUR")})
		}, shop.ReasonCurrencyMixed},
		{"zero of another currency", func(in *shop.RequestInput) { in.Tax = money.New(0, "EUR") }, shop.ReasonCurrencyMixed},
		{"negative shipping", func(in *shop.RequestInput) { in.Shipping = usd(-1) }, shop.ReasonExtraNegative},
		{"negative tax", func(in *shop.RequestInput) { in.Tax = usd(-1) }, shop.ReasonExtraNegative},
		{"fils", price(25_001, "KWD"), shop.ReasonPrice},
		{"aurar", price(500_050, "ISK"), shop.ReasonPrice},
		{"aurar that add up", func(in *shop.RequestInput) {
			price(500_050, "ISK")(in)
			in.Lines[0].Quantity = 2
		}, shop.ReasonPrice},
		{"750 dollars are not 750 yen", price(100_001, "JPY"), shop.ReasonLimitRequest},
		{"blank note", func(in *shop.RequestInput) { in.Note = " " }, shop.ReasonTextEmpty},
		{"long note", func(in *shop.RequestInput) { in.Note = strings.Repeat("x", 501) }, shop.ReasonTextLong},
		{"note with a mention", func(in *shop.RequestInput) { in.Note = "@everyone" }, shop.ReasonTextMention},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			before := w.dump()
			in := input()
			in.Actor.Locale = "de" // would be remembered
			tt.change(&in)
			_, err := w.Request(t.Context(), in)
			w.refused(err, tt.want)
			if after := w.dump(); after != before {
				t.Errorf("something was stored: %s", after)
			}
		})
	}
}

func TestRequestTaken(t *testing.T) {
	for _, item := range []string{
		"Mug, blue, 350 ml", "2*3*4 mm", "snake_case_name", "Mug – 50 % off!", "Чашка", "كوب أزرق", "👩‍👩‍👧 mug",
		strings.Repeat("ä", 100), "mail@example.com", "#1 mug", "1 > 0",
	} {
		w := newWorld(t)
		in := input()
		in.Lines[0].Item = "  " + item + " "
		if o := w.requestOf(in); o.Item() != item || o.Status != shop.Requested || o.Total != usd(30_00) {
			t.Errorf("%q became %q, %s, %s", item, o.Item(), o.Status, o.Total)
		}
	}
}

func TestRequestNotEligible(t *testing.T) {
	w := newWorld(t)
	w.update(func(tx shop.Tx) error {
		s, err := tx.Sellers().Get(seller)
		s.Payouts = false
		w.must(err)
		return tx.Sellers().Put(s)
	})
	_, err := w.Request(t.Context(), input())
	w.refused(err, shop.ReasonNotEligible)
}

func TestRequestTwice(t *testing.T) {
	w := newWorld(t)
	in := input()
	in.Cause = "i1"
	first, again := w.requestOf(in), w.requestOf(in)
	if first.ID != again.ID {
		t.Errorf("one interaction made %s and %s", first.ID, again.ID)
	}
	in.Cause = "i2"
	if next := w.requestOf(in); next.ID == first.ID {
		t.Errorf("two interactions made one order")
	}
	w.told(buyer, shop.NoticeCard, 2)
	w.told(seller, shop.NoticeCard, 2)
}

// The week's limit slides: it counts what is open or was paid.
func TestRequestWeek(t *testing.T) {
	w := newWorld(t)
	left := func(want int64) {
		t.Helper()
		got, err := w.Week(t.Context(), seller, "USD")
		if err != nil || got != usd(want) {
			t.Fatalf("left: %s, %v, want %s", got, err, usd(want))
		}
	}
	in := input()
	in.Shipping, in.Lines[0].Price = money.Money{}, usd(750_00)
	left(2250_00)
	first := w.requestOf(in)
	w.wait(2 * day)
	paid := w.requestOf(in)
	w.must(w.provider.Pay(w.open(paid.ID).Session))
	w.poll()
	third := w.requestOf(in)
	left(0)
	_, err := w.Request(t.Context(), in)
	w.refused(err, shop.ReasonLimitWeek)

	_, err = w.Decline(t.Context(), w.cause(), shop.Actor{ID: buyer}, third.ID)
	w.must(err)
	left(750_00)
	in.Lines[0].Price = usd(750_00)
	w.requestOf(in)
	in.Lines[0].Price = usd(1_00)
	_, err = w.Request(t.Context(), in)
	w.refused(err, shop.ReasonLimitWeek)

	w.wait(5*day - time.Millisecond)
	left(0)
	w.wait(time.Millisecond)
	w.status(first.ID, shop.Expired)
	left(750_00)
	_, err = w.Cancel(t.Context(), w.cause(), shop.Actor{ID: seller}, paid.ID)
	w.must(err)
	left(750_00) // it was paid
	w.wait(2*day + time.Millisecond)
	left(2250_00)
	if got, err := w.Week(t.Context(), seller, "EUR"); err != nil || got.Minor != 750_00*3 {
		t.Errorf("euros are counted with dollars: %s, %v", got, err)
	}
}
