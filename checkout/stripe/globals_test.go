package stripe_test

import (
	"log/slog"
	"net/http"
	"testing"

	stripego "github.com/stripe/stripe-go/v76"

	"till/checkout/stripe"
)

// TestOwnKeys: two providers in one process have a key each, and stripe-go's key for all stays empty.
func TestOwnKeys(t *testing.T) {
	t.Parallel()
	for _, key := range []string{"sk_test_one", "sk_test_two"} {
		sent := ""
		p := must(t, stripe.Config{
			Key: key, ReturnURL: "https://example.com/back", Installation: "test", Logger: slog.New(slog.DiscardHandler),
			Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
				sent = r.Header.Get("Authorization")
				return says(http.StatusOK, `{"id":"acct_1","object":"account"}`)(r)
			}),
		})
		if _, err := p.Platform(t.Context()); err != nil || sent != "Bearer "+key {
			t.Errorf("sent %q, %v", sent, err)
		}
	}
	if stripego.Key != "" {
		t.Error("the key for all is set")
	}
}
