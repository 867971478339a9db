package stripe

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	sdk "github.com/stripe/stripe-go/v76"
	signing "github.com/stripe/stripe-go/v76/webhook"

	"till/shop"
	"till/webhook"
)

// tolerance is how old a signature may be, by the real clock: Stripe signs anew
// at every try (https://docs.stripe.com/webhooks#replay-attacks).
const tolerance = signing.DefaultTolerance

// Webhook verifies what comes in at one of Stripe's endpoints. It implements
// webhook.Verifier.
type Webhook struct {
	secrets []string
	live    bool
}

var _ webhook.Verifier[shop.ProviderEvent] = (*Webhook)(nil)

// Webhook returns a verifier for an endpoint with the given secrets: one, or
// two while a secret is being rotated. Empty ones are left out; with none,
// everything is refused.
func (p *Provider) Webhook(secrets ...string) *Webhook {
	w := &Webhook{live: p.Live()}
	for _, secret := range secrets {
		if secret = strings.TrimSpace(secret); secret != "" {
			w.secrets = append(w.secrets, secret)
		}
	}
	return w
}

// hint is the part of an event that is read. The object itself is fetched, so
// that the version in which the event was written does not matter.
type hint struct {
	ID       string `json:"id"`
	Object   string `json:"object"`
	Type     string `json:"type"`
	Account  string `json:"account"`
	Created  int64  `json:"created"`
	Livemode bool   `json:"livemode"`
	Data     struct {
		Object subjectOf `json:"object"`
	} `json:"data"`
}

// Verify implements webhook.Verifier.
func (w *Webhook) Verify(_ context.Context, header http.Header, body []byte) (shop.ProviderEvent, error) {
	if err := w.signed(body, header.Get("Stripe-Signature")); err != nil {
		return shop.ProviderEvent{}, fmt.Errorf("%w: %w", webhook.ErrForged, err)
	}
	var h hint
	if err := json.Unmarshal(body, &h); err != nil {
		return shop.ProviderEvent{}, fmt.Errorf("%w: no event: %w", webhook.ErrForged, err)
	}
	if h.ID == "" || h.Type == "" || h.Object != "event" {
		return shop.ProviderEvent{}, fmt.Errorf("%w: no event", webhook.ErrForged)
	}
	e := event(h.ID, h.Type, h.Account, h.Data.Object, h.Created)
	if h.Livemode != w.live {
		return e, fmt.Errorf("%w: livemode is %t", webhook.ErrForeign, h.Livemode)
	}
	return e, nil
}

// signed reports why no secret fits. ConstructEvent would also refuse every
// version of the API but the library's own.
func (w *Webhook) signed(body []byte, signature string) error {
	err := errors.New("no secret is configured")
	for _, secret := range w.secrets {
		if err = signing.ValidatePayloadWithTolerance(body, signature, secret, tolerance); err == nil {
			return nil
		}
	}
	return err
}

// Endpoint is a webhook endpoint at Stripe. Its secret is told once.
type Endpoint struct {
	ID      string
	Secret  string
	URL     string
	Version string // of the API, in which its events are; "" is the account's default
	Enabled bool
	Sellers bool     // it hears the sellers' accounts, and not the platform's own
	Events  []string // types; "*" is all
}

// endpointEvents are the types of events that an endpoint has to send.
func endpointEvents(sellers bool) []string {
	if sellers {
		return sellerEvents()
	}
	return platformEvents()
}

// OpenEndpoint makes a webhook endpoint in the API version that is spoken here:
// one for the platform's own events, or (sellers) one for those of the sellers'
// accounts.
func (p *Provider) OpenEndpoint(ctx context.Context, address string, sellers bool) (Endpoint, error) {
	made, err := p.api.WebhookEndpoints.New(&sdk.WebhookEndpointParams{
		Params:        params(ctx, ""),
		URL:           new(address),
		Connect:       new(sellers),
		APIVersion:    sdk.String(sdk.APIVersion),
		EnabledEvents: sdk.StringSlice(endpointEvents(sellers)),
		Metadata:      map[string]string{metaInstallation: p.cfg.Installation},
	})
	if err != nil {
		return Endpoint{}, failure("open webhook endpoint", err)
	}
	return Endpoint{
		ID: made.ID, Secret: made.Secret, URL: address, Version: sdk.APIVersion, Enabled: true, Sellers: sellers, Events: endpointEvents(sellers),
	}, nil
}
