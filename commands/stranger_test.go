package commands_test

import (
	"slices"
	"strings"
	"testing"

	"till/commands"
	"till/shop"
)

// TestStrangers has somebody who has no part in an order tap every button on it,
// in each of its states: nothing changes, nobody but they sees the answer, and it
// says nothing about the order.
func TestStrangers(t *testing.T) {
	t.Parallel()
	c := newChat(t)
	c.do(`seller /sell name:"Blue Kiln" country:US`)
	c.do("seller onboards")
	c.do(`other /sell name:"Red Barn" country:US`)
	c.do("other onboards")
	c.do("seller /request buyer:@buyer item:Heirloom price:31.17")
	id := shop.OrderID(strings.ReplaceAll(c.reference(), "-", ""))
	buyer := people["buyer"]
	for _, lines := range [][]string{
		nil,
		{"buyer tap Pay"},
		{"buyer pays slowly"},
		{"slow payment arrives"},
		{"seller tap Ask for more days", "seller fill"},
		{"seller tap Mark as shipped", "seller fill"},
		{"buyer tap There is a problem", "buyer choose It is damaged", "buyer fill text=Broken"},
		{"seller tap Answer", "seller choose Send a replacement", "seller fill"},
		{"buyer tap Ask", "buyer tap Ask Kiln Market to decide"},
		{"buyer tap It is solved", "buyer tap Yes, it is solved"},
		{"buyer tap I got it", "buyer tap Yes"},
		{"bank asks unrecognized"},
		{"wait 40d", "seller tap Refund", "seller fill amount=1"},
	} {
		for _, line := range lines {
			c.do(line)
		}
		before, err := c.shop.Order(t.Context(), buyer, id)
		if err != nil {
			t.Fatal(err)
		}
		for _, route := range commands.Routes() {
			for _, kind := range []commands.Kind{commands.Tap, commands.Submit} {
				r := c.request("other", kind)
				r.Route = commands.NewRoute(route, string(id), string(id))
				r.Values = []string{string(id)}
				r.Fields = map[string]string{"text": "Hello", "carrier": "UPS", "tracking": "1Z5R89390357567127", "item": "Mug", "price": "1", "name": "Red Barn", "country": "US", "amount": "1", "reason": "Hello", "days": "3"}
				// A route that takes a person's or a shop's id takes this for one of nobody.
				if slices.Contains([]string{"request", "bill"}, route) {
					continue
				}
				reply := c.handle(r, nil)
				if !reply.Empty() && !reply.Private {
					t.Errorf("%s: everybody sees %q", route, reply.Text)
				}
				if said := text(reply.Message, c.now); strings.Contains(said, "Heirloom") || strings.Contains(said, "31.17") || strings.Contains(said, "@buyer") {
					t.Errorf("%s tells a stranger: %s", route, said)
				}
				if reply.Modal != nil && (strings.Contains(string(reply.Modal.Route), string(id)) || strings.Contains(reply.Modal.Title, "Blue Kiln")) {
					t.Errorf("%s opens a form for a stranger", route)
				}
			}
		}
		after, err := c.shop.Order(t.Context(), buyer, id)
		if err != nil {
			t.Fatal(err)
		}
		if after.Entries != before.Entries || after.Status != before.Status {
			t.Errorf("a stranger changed the order: %s, %d entries, then %s, %d", before.Status, before.Entries, after.Status, after.Entries)
		}
	}
}

// TestAnyTap has everybody tap everything, with what routes are never made of,
// in an order that changes under it: there is always an answer, and never a
// defect.
func TestAnyTap(t *testing.T) {
	t.Parallel()
	for _, status := range []string{"", "buyer pays", "buyer pays slowly"} {
		c := newChat(t)
		c.do(`seller /sell name:"Blue Kiln" country:US`)
		c.do("seller onboards")
		c.do("seller /request buyer:@buyer item:Mug price:25")
		if status != "" {
			c.do("buyer tap Pay")
			c.do(status)
		}
		id := strings.ReplaceAll(c.reference(), "-", "")
		seller, buyer := string(people["seller"]), string(people["buyer"])
		for _, who := range []string{"operator", "seller", "buyer"} {
			for _, route := range commands.Routes() {
				for _, arg := range []string{"", id, "ZZZZZZZZ", "held", seller, buyer + "-" + seller, "🙂", strings.Repeat("9", 90)} {
					for _, kind := range []commands.Kind{commands.Tap, commands.Submit} {
						r := c.request(who, kind)
						r.Route, r.Values = commands.NewRoute(route, arg, arg), []string{arg}
						r.Fields = map[string]string{"text": arg, "item": arg, "price": arg, "quantity": arg, "amount": arg, "reason": arg, "days": arg, "name": "Red Barn", "country": "US"}
						if reply := c.handle(r, nil); reply.Empty() && reply.Modal == nil {
							t.Errorf("%s tapped %q and sees nothing", who, r.Route)
						}
					}
				}
			}
		}
	}
}
