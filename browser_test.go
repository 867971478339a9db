package main

import (
	"os"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// TestBrowser is the whole sale on the demo's page by a person's means: keys,
// clicks, and what can be seen. It needs a Chromium or Chrome:
//
//	TILL_CHROMIUM=$(command -v chromium) go test -run Browser .
//
// With TILL_SCREENSHOTS=FOLDER its pictures stay in that folder. The README's
// picture is one of them:
//
//	TILL_SCREENSHOTS=DIR TILL_CHROMIUM=$(command -v chromium) go test -count=1 -run Browser .
//	cp DIR/sale.png docs/sale.png
func TestBrowser(t *testing.T) {
	t.Parallel()
	chromium := os.Getenv("TILL_CHROMIUM")
	if chromium == "" {
		t.Skip("no browser: TILL_CHROMIUM names none")
	}
	b := openBrowser(t, chromium, startDemo(t))
	seller, buyer := screen{b, "Seller"}, screen{b, "Buyer"}

	seller.waitFor("log", "Type /")
	b.shot("start")
	b.click("document", "Close the guide")

	// The seller opens a shop: form, then Stripe's own page.
	seller.pick("/sell")
	b.press(kb.Enter)
	b.fillIn("Name", "Blue Kiln")
	b.fillIn("Country", "US")
	b.shot("form")
	b.click("form", "Submit")
	seller.click("log", "Continue at Stripe")
	seller.waitFor("page", "Set up payouts")
	b.shot("onboarding")
	seller.click("page", "Complete")
	seller.waitFor("newest", "can sell now")

	// The buyer asks and the seller answers, with the button; the buyer goes on by typing.
	buyer.pick("/ask")
	buyer.option("shop", "Blue"+kb.Enter) // before the suggestions are there
	buyer.more("question")
	buyer.option("question", "Is the blue mug dishwasher safe?")
	b.press(kb.Enter)
	seller.waitFor("newest", "Is the blue mug dishwasher safe?")
	seller.click("log", "Reply")
	b.fillIn("Your message", "Yes, top rack.")
	b.click("form", "Submit")
	buyer.waitFor("newest", "Yes, top rack.")
	buyer.say("Then I take one, please.")
	seller.waitFor("log", "Then I take one, please.")

	// The seller asks for the money.
	seller.pick("/request")
	seller.more("buyer")
	seller.option("buyer", "buy")
	seller.choose("Buyer")
	for _, o := range [][2]string{{"item", "Mug, blue, 350 ml"}, {"price", "25"}, {"shipping", "5"}} {
		seller.more(o[0])
		seller.option(o[0], o[1])
		b.press(kb.Tab)
	}
	b.press(kb.Enter)
	buyer.waitFor("newest", "$30.00")
	buyer.waitFor("newest", "Decline")
	buyer.waitFor("card", "$25.00")
	buyer.waitFor("card", "$5.00")
	b.shotOf(buyer.element("newest"), "request")
	b.phone("request-phone", "Buyer")

	// The buyer pays: the first card is declined.
	buyer.click("log", "Pay $30.00")
	buyer.click("log", "Open the payment page")
	buyer.waitFor("page", "Pay with a test card")
	b.shot("checkout")
	b.phone("checkout-phone", "Buyer")
	buyer.click("page", "Visa ····0002")
	buyer.click("page", "Pay $30.00")
	buyer.waitFor("page", "declined")
	b.shot("declined")
	buyer.click("page", "Visa ····4242")
	buyer.click("page", "Pay $30.00")
	buyer.waitFor("page", "Payment received")
	b.shot("received")
	buyer.click("page", "Go back")
	buyer.waitFor("newest", "$30.00")
	buyer.waitFor("card", "held")
	seller.waitFor("newest", "Mark as shipped")
	buyer.click("log", "Dismiss message")
	b.shots("sale")
	b.shotOf(buyer.element("card"), "order")
	b.shotOf(seller.element("card"), "order-seller")

	// The seller ships.
	seller.click("log", "Mark as shipped")
	b.fillIn("Tracking", "1Z5R89390357567127")
	b.phone("form-phone", "")
	b.click("form", "Submit")
	buyer.waitFor("newest", "1Z5R89390357567127")
	buyer.waitFor("card", "I got it")
	seller.waitFor("card", "1Z5R89390357567127")
	b.shot("shipped")

	// Time passes, and the seller is paid: $30.00 less $1.17 for Stripe, and 1 % of the rest.
	b.click("document", "Move the clock ahead by 4 days")
	b.click("document", "Move the clock ahead by 4 days")
	seller.waitFor("newest", "$28.53")
	seller.pick("/payouts")
	b.press(kb.Enter)
	seller.waitFor("newest", "$28.53")
	b.shots("payout")
	b.phone("phone-seller", "Seller")
	b.phone("phone-buyer", "Buyer")
}
