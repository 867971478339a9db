package commands_test

import (
	"fmt"
	"strings"
	"testing"

	"till/commands"
	"till/shop"
	"till/shop/shoptest"
)

// fillers are texts that grow when they are escaped, or that count in another
// way than they look.
var fillers = map[string]string{
	"brackets": "[",
	"emoji":    "😀",
	"han":      "杯",
	"at":       "@a ",
}

func fill(filler string, n int) string {
	runes := []rune(strings.Repeat(filler, n))[:n]
	if runes[n-1] == ' ' {
		runes[n-1] = 'x'
	}
	return string(runes)
}

// TestLongest goes through everything that the bot shows with the longest legal
// inputs: chat holds each message, form and suggestion against Discord's limits.
func TestLongest(t *testing.T) {
	t.Parallel()
	type run struct{ name, filler, language string }
	var runs []run
	for name, filler := range fillers {
		runs = append(runs, run{name, filler, ""})
	}
	for _, code := range commands.Languages() {
		if !shoptest.Raced { // lengths are the same with it and without
			runs = append(runs, run{code, fillers["brackets"], code})
		}
	}
	for _, r := range runs {
		t.Run(r.name, func(t *testing.T) {
			t.Parallel()
			c, filler := newChat(t), r.filler
			if c.language = r.language; c.language != "" {
				for _, who := range []string{"seller", "buyer", "other", "operator"} {
					c.do(who + " /settings language:" + c.language)
				}
			}
			c.openShops(filler, 27)
			c.sell(filler, 8)
			c.converse(filler, 26)
			c.trouble(filler)
			for _, line := range []string{
				"seller /orders", "seller tap Older", "seller tap Newer", "seller /orders filter:ship", "seller /orders filter:held",
				"seller /orders filter:done", "seller /payouts", "seller /sales", "seller complete /sales period:", "seller choose Everything", "buyer /purchases", "buyer /shops", "seller /sell", "seller tap I am done",
				"buyer /wallet", "buyer tap Forget", "buyer tap Yes, forget it",
				"seller complete /ship order:", "buyer complete /track order:", "seller complete /cancel order:",
				"buyer complete /ask shop:", "seller complete /ship carrier:", "seller complete /sell country:",
				"buyer /help", "buyer /help guide:protect", "buyer /help guide:sell", "buyer /help guide:paid",
				"buyer types Hello", "seller types Hello", "seller loses account", "seller /sell", "wait 30d", "seller /payouts", "seller /orders",
				"seller onboards", "wait 2d", "seller /payouts", "refunds arrive", "refunds fail", "buyer /purchases",
			} {
				c.do(line)
			}
		})
	}
}

// openShops opens many shops with the longest names, the last one the seller's.
func (c *chat) openShops(filler string, n int) {
	c.t.Helper()
	for i := range n {
		who := fmt.Sprintf("shop%d", i)
		id := shop.UserID(fmt.Sprintf("70000000000000000%02d", i))
		if i == n-1 {
			who, id = "seller", people["seller"]
		}
		r := commands.Request{
			Kind: commands.Command, Name: "sell", Cause: "open " + who, Actor: commands.Person{ID: id, Name: who},
			Options: map[string]string{"name": fmt.Sprintf("%d", i+10) + fill(filler, shop.MaxName-2), "country": "US"},
		}
		c.handle(r, nil)
		account := c.provider.accounts["account-"+string(id)]
		if account == nil {
			c.t.Fatal("the shop was not opened")
		}
		account.Transfers, account.Payouts, account.Missing = true, true, nil
		c.hear(shop.SubjectAccount, account.ID)
	}
}

// sell makes orders with the longest words and the largest amounts, and brings
// them into every state.
func (c *chat) sell(filler string, n int) {
	c.t.Helper()
	for i := range n {
		r := c.request("seller", commands.Command)
		r.Name = "request"
		r.Options = map[string]string{
			"buyer": string(people["buyer"]), "item": fill(filler, shop.MaxItem), "note": fill(filler, shop.MaxNote),
			"price": "IDR 9999999.99", "quantity": "999", "shipping": "IDR 4000000", "tax": "IDR 4000000",
		}
		c.handle(r, nil)
		if i == 0 {
			c.refill(r)
		}
		if len(c.screens[people["buyer"]]) == 0 {
			c.t.Fatalf("nothing was requested:\n%s", c.log.String())
		}
		lines := []string{"buyer tap Pay"}
		switch i % 8 {
		case 0:
			lines = nil
		case 1:
			lines = []string{"buyer tap Decline"}
		case 2:
			lines = append(lines, "buyer pays slowly", "buyer tap Decline", "slow payment arrives")
		case 3:
			lines = append(lines, "buyer pays", "seller tap Cancel and refund", "seller tap Cancel and refund ")
		case 4:
			lines = append(lines, "buyer pays", "seller tap Mark as shipped", "seller fill carrier=UPS tracking=1Z5R89390357567127")
		case 5:
			lines = append(lines, "buyer pays", "seller tap Mark as shipped", "seller fill", "buyer tap I got it", "buyer tap Yes")
		case 6:
			lines = append(lines, "buyer pays")
		case 7:
			lines = append(lines, "buyer tap Decline", "buyer pays", "buyer tap Message", "seller tap Message")
		}
		for _, line := range append(lines, "buyer /track order:REF", "seller /track order:REF") {
			c.do(line)
		}
	}
	// A carrier and a number as long as they may be, which no custom id holds.
	r := c.request("seller", commands.Command)
	r.Name = "ship"
	r.Options = map[string]string{"order": c.reference(), "carrier": fill(filler, shop.MaxName), "tracking": strings.Repeat("1Z:", 20)}
	c.handle(r, nil)
}

// trouble gives money back with the longest reasons, and has everything happen to
// one order that holds its payout.
func (c *chat) trouble(filler string) {
	c.t.Helper()
	r := c.request("seller", commands.Command)
	r.Name = "request"
	r.Options = map[string]string{
		"buyer": string(people["buyer"]), "item": fill(filler, shop.MaxItem), "note": fill(filler, shop.MaxNote), "price": "IDR 9999999.99",
		"quantity": "999",
	}
	c.handle(r, nil)
	for _, line := range []string{
		"buyer tap Pay", "buyer pays", "seller tap Ask for more days", "seller fill", "buyer /purchases",
		"seller /ship order:REF carrier:UPS tracking:1Z5R89390357567127",
	} {
		c.do(line)
	}
	for i := range 8 {
		r := c.request("seller", commands.Command)
		r.Name = "refund"
		r.Options = map[string]string{"order": c.reference(), "amount": fmt.Sprint(1000 + i), "reason": fill(filler, shop.MaxNote)}
		c.handle(r, nil)
		c.do("seller fill")
		bad := c.request("seller", commands.Command)
		bad.Name = "refund"
		bad.Options = map[string]string{"order": c.reference(), "amount": "9999999999999999", "reason": fill(filler, shop.MaxNote)}
		c.handle(bad, nil)
	}
	for range 4 {
		for _, line := range []string{
			"issuer warns", "bank asks unrecognized", "bank decides for buyer", "bank takes incorrect_account_details", "operator /admin order order:REF do:freeze",
			"seller /orders", "seller /payouts", "seller tap See the evidence", "seller tap Submit the evidence", "seller tap Submit it",
			"refunds fail", "operator /admin order order:REF", "seller /track order:REF", "buyer /track order:REF", "bank decides for seller",
			"operator complete /admin order order:",
		} {
			c.do(line)
		}
	}
	for range 6 {
		c.do("payout fails incorrect_account_holder_address")
	}
	c.do("seller /payouts")
}

// refill opens the form with all that was given.
func (c *chat) refill(r commands.Request) {
	c.t.Helper()
	for _, without := range []string{"note", "tax"} {
		again := c.request("seller", commands.Command)
		again.Name = r.Name
		for name, value := range r.Options {
			if name != without && name != "price" {
				again.Options[name] = value
			}
		}
		c.handle(again, nil)
		c.do(`seller fill price=what`)
	}
}

// converse has many conversations, with the longest texts in them.
func (c *chat) converse(filler string, n int) {
	c.t.Helper()
	for i := range n {
		id := shop.UserID(fmt.Sprintf("80000000000000000%02d", i))
		text := fill(filler, shop.MaxText)
		if i%2 == 0 {
			text = fill("<@1>](x\n", shop.MaxText)
		}
		r := commands.Request{
			Kind: commands.Command, Name: "ask", Cause: "ask " + string(id), Actor: commands.Person{ID: id},
			Options: map[string]string{"shop": string(people["seller"]), "question": text},
		}
		if i%3 == 0 {
			r.Actor.ID = people["buyer"]
			r.Options["shop"] = fmt.Sprintf("70000000000000000%02d", i)
		}
		c.handle(r, nil)
	}
	c.do("seller tap Reply")
	r := c.request("seller", commands.Submit)
	form := c.forms[r.Actor.ID]
	r.Route, r.Fields["text"] = form.Route, fill(filler, shop.MaxText)
	c.handle(r, nil)
}
