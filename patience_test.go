package main

import (
	"strings"
	"testing"
)

// TestAnswerWhileStripeWaits holds every answer of Stripe's and sees that Pay is
// answered all the same: at once with "thinking", and with the page when Stripe
// answers.
func TestAnswerWhileStripeWaits(t *testing.T) {
	t.Parallel()
	world := startTill(t, nil)
	if _, err := world.Command(t.Context(), "seller", "dm", []string{"/request", "buyer:@buyer", "item:Mug", "price:25"}); err != nil {
		t.Fatal(err)
	}
	release := world.Stripe().HoldOn("checkout/sessions", 1)
	defer release()
	out, err := world.Discord().Tap(t.Context(), "buyer", "dm", "Pay", "")
	if err != nil || out.Failed != "" {
		t.Fatalf("Pay was not answered: %q %v", out.Failed, err)
	}
	thinking := false
	for _, m := range world.Discord().Messages("buyer", "dm") {
		thinking = thinking || m.Thinking
	}
	if !thinking {
		t.Fatal("Pay did not defer: Stripe is still silent")
	}
	release()
	if err := world.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	seen, err := world.Inbox("buyer", "dm", 1)
	if err != nil || !strings.Contains(seen.Text, "Open the payment page") {
		t.Fatalf("no page after Stripe answered: %q %v", seen.Text, err)
	}
}
