package commands_test

import (
	"strings"
	"testing"

	"till/commands"
	"till/shop"
)

// TestGroup: where there are more than two, nothing is done, and it says where it
// would be.
func TestGroup(t *testing.T) {
	t.Parallel()
	c := newChat(t)
	for _, kind := range []commands.Kind{commands.Command, commands.UserMenu, commands.MessageMenu, commands.Tap, commands.Submit} {
		r := c.request("seller", kind)
		r.Place, r.Name, r.Route, r.Target = commands.InGroup, "sell", "sell", string(people["buyer"])
		r.Options["name"], r.Options["country"] = "Blue Kiln", "US"
		if reply := c.answer(r); !reply.Private || !strings.Contains(reply.Text, "not in a group") {
			t.Errorf("%s: %+v", kind, reply)
		}
	}
	r := c.request("seller", commands.Autocomplete)
	r.Place, r.Name, r.Focused = commands.InGroup, "track", "order"
	if reply := c.answer(r); len(reply.Choices) > 0 || !reply.Empty() {
		t.Errorf("suggestions: %+v", reply)
	}
	if _, err := c.shop.Seller(t.Context(), people["seller"]); shop.CodeOf(err) != shop.NotFound {
		t.Errorf("a shop was opened: %v", err)
	}
}

// TestSharedElsewhere: a card's button tapped where the card does not belong says
// nothing of the order, and takes nothing up.
func TestSharedElsewhere(t *testing.T) {
	t.Parallel()
	c := newChat(t)
	c.do(`seller /sell name:"Blue Kiln" country:US`)
	c.do("seller onboards")
	c.do("seller with buyer /request item:Heirloom price:31.17")
	id := strings.ReplaceAll(c.reference(), "-", "")
	for _, route := range commands.Routes() {
		r := c.request("other", commands.Tap)
		r.Place, r.Chat, r.Shared, r.Route = commands.InPrivate, "another", true, commands.NewRoute(route, id)
		reply := c.answer(r)
		if said := text(reply.Message, c.now) + text(reply.Card, c.now); strings.Contains(said, "Heirloom") || strings.Contains(said, "31.17") {
			t.Errorf("%s: %s", route, said)
		}
	}
	o, err := c.shop.Order(t.Context(), people["seller"], shop.OrderID(id))
	if err != nil || !o.Open() {
		t.Errorf("taken up by %s: %v", o.Buyer, err)
	}
}
