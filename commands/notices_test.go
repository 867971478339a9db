package commands_test

import (
	"strings"
	"testing"

	"till/commands"
	"till/shop"
)

// TestStaleNotices delivers notices late: what has been overtaken says nothing.
func TestStaleNotices(t *testing.T) {
	t.Parallel()
	c := newChat(t)
	c.do(`seller /sell name:"Blue Kiln" country:US`)
	c.do("seller onboards")
	c.do("seller /request buyer:@buyer item:Mug price:25")
	id := shop.OrderID(strings.ReplaceAll(c.reference(), "-", ""))
	seller, buyer := people["seller"], people["buyer"]
	silent := func(want bool, all ...shop.Notice) {
		t.Helper()
		for _, n := range all {
			n.Order = id
			m, err := c.till.Notice(t.Context(), n)
			if err != nil {
				t.Fatal(err)
			}
			if m.Empty() != want {
				t.Errorf("%s to %s: says nothing: %v, not %v: %s", n.Kind, nameOf(n.To), m.Empty(), want, m.Text)
			}
		}
	}
	reminder := shop.Notice{Kind: shop.NoticeRequestReminder, To: buyer}
	processing := shop.Notice{Kind: shop.NoticeProcessing, To: seller}
	failed := shop.Notice{Kind: shop.NoticePaymentFailed, To: buyer}
	paid := shop.Notice{Kind: shop.NoticePaid, To: seller}
	ship := shop.Notice{Kind: shop.NoticeShipReminder, To: seller}
	shipped := shop.Notice{Kind: shop.NoticeShipped, To: buyer}
	held := shop.Notice{Kind: shop.NoticePayoutHeld, To: seller, Facts: map[string]string{"hold": string(shop.HoldBalance)}}
	ready := shop.Notice{Kind: shop.NoticeSellerReady, To: seller}
	missing := shop.Notice{Kind: shop.NoticeSellerMissing, To: seller}

	silent(false, reminder, failed, ready)
	silent(true, processing, paid, ship, shipped, held, missing)
	c.do("buyer tap Pay")
	c.do("buyer pays")
	silent(false, paid, ship)
	silent(true, reminder, processing, failed, shipped, held)
	c.do("seller tap Mark as shipped")
	c.do("seller fill")
	silent(false, shipped)
	silent(true, reminder, processing, failed, paid, ship, held)
	c.do("buyer tap I got it")
	c.do("buyer tap Yes")
	silent(true, shipped, paid, ship)
}

// TestUnknown answers what comes from an older version, or from nowhere.
func TestUnknown(t *testing.T) {
	t.Parallel()
	c := newChat(t)
	for _, kind := range []commands.Kind{commands.Command, commands.UserMenu, commands.MessageMenu, commands.Tap, commands.Submit} {
		r := c.request("buyer", kind)
		r.Name, r.Route = "forgotten", "forgotten:1"
		if reply := c.handle(r, nil); reply.Text == "" || !reply.Private {
			t.Errorf("%s of something unknown is answered with %q", kind, reply.Text)
		}
	}
	r := c.request("buyer", commands.Autocomplete)
	r.Name = "forgotten"
	c.handle(r, nil)
	empty := c.request("buyer", commands.Typed)
	if reply := c.handle(empty, nil); !reply.Empty() {
		t.Errorf("an empty message is answered with %q", reply.Text)
	}
}
