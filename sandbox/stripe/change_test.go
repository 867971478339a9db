package stripe

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stripe/stripe-go/v76/webhook"
)

func TestPreviousAttributes(t *testing.T) {
	w := newWorld(t)
	ch := w.bought(CardOK)
	seller := w.seller("US")
	as := "Stripe-Account: " + seller
	c := text(w.must("POST", "customers", "name=Buyer", "metadata[a]=1"), "id")
	tr := text(w.must("POST", "transfers", "amount=2000", "currency=usd", "destination="+seller, "source_transaction="+ch), "id")
	for _, tt := range []struct {
		kind   string
		does   func()
		want   map[string]any
		params string
	}{
		{
			"customer.updated", func() { w.must("POST", "customers/"+c, "name=Other", "metadata[a]=2", "metadata[b]=1") },
			map[string]any{"name": "Buyer", "metadata": map[string]any{"a": "1", "b": nil}},
			"",
		},
		{"customer.updated", func() { w.must("POST", "customers/"+c, "name=Other") }, nil, ""},
		{"charge.updated", func() { w.must("POST", "charges/"+ch, "metadata[a]=1") }, map[string]any{"metadata": map[string]any{"a": nil}}, ""},
		{"transfer.updated", func() { w.must("POST", "transfers/"+tr, "description=Mug") }, map[string]any{"description": nil}, ""},
		{
			"account.updated", func() { w.must("POST", "accounts/"+seller, "settings[payouts][schedule][interval]=weekly") },
			map[string]any{"settings": map[string]any{"payouts": map[string]any{"schedule": map[string]any{"interval": "daily"}}}},
			as,
		},
		{"charge.refunded", func() { w.must("POST", "refunds", "charge="+ch, "amount=1000") }, map[string]any{"amount_refunded": 0.0}, ""},
		{"charge.refund.updated", func() { _, _ = w.s.RefundFails(t.Context(), "", "") }, map[string]any{"status": "succeeded", "failure_balance_transaction": nil, "failure_reason": nil}, ""},
	} {
		tt.does()
		e := w.must("GET", "events", "type="+tt.kind, tt.params)
		got, _ := at(e, "data", 0, "data", "previous_attributes").(map[string]any)
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.kind, diff)
		}
	}
}

// TestRolledSecret verifies letters with the old secret while it is kept, and
// with the new one at once.
func TestRolledSecret(t *testing.T) {
	w, own, connect, quiet := posted(t)
	old, body := w.s.Keys(), []byte("{}")
	secret, err := w.s.RollWebhookSecret(false, time.Hour)
	if err != nil || secret == old.WebhookSecret || w.s.Keys().WebhookSecret != secret || w.s.Keys().ConnectWebhookSecret != old.ConnectWebhookSecret {
		t.Fatal(secret, err)
	}
	w.s.SetWebhooks(own.URL, connect.URL) // a bot starts anew
	accepted := func(secret string) bool {
		w.s.mu.Lock()
		defer w.s.mu.Unlock()
		e, _ := w.s.endpoints.get("we_sandbox_platform")
		return webhook.ValidatePayload(body, sign(body, time.Now(), e.secrets(w.s.now())...), secret) == nil
	}
	if !accepted(secret) || !accepted(old.WebhookSecret) || accepted(old.ConnectWebhookSecret) {
		t.Error("within the hour, both secrets must do")
	}
	w.must("POST", "customers", "name=Buyer") // the mailbox verifies with the new one
	quiet()
	w.forward(time.Hour)
	if !accepted(secret) || accepted(old.WebhookSecret) {
		t.Error("after the hour, only the new secret must do")
	}
	if _, err := w.s.RollWebhookSecret(true, 25*time.Hour); err == nil {
		t.Error("a secret is kept for more than a day")
	}
}
