package stripe

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	sdk "github.com/stripe/stripe-go/v76"
	signing "github.com/stripe/stripe-go/v76/webhook"

	"till/shop"
	"till/shop/money"
)

// Standing is what Stripe says of the key's own account: what it may do, and what
// is missing for more.
type Standing struct {
	ID, Name, Country string
	Live              bool
	Charges, Payouts  bool              // may it take payments, and be paid out?
	Interval          string            // of its bank payouts: manual, daily, …
	Due               []string          // what Stripe asks for
	Why               string            // it is restricted
	Capabilities      map[string]string // active, inactive, pending
	Settles           []money.Currency  // in which it has, or would have, a balance
}

// account is Stripe's answer, as far as it is read. The library has no map of
// capabilities.
type account struct {
	sdk.APIResource

	ID           string            `json:"id"`
	Country      string            `json:"country"`
	Charges      bool              `json:"charges_enabled"`
	Payouts      bool              `json:"payouts_enabled"`
	Capabilities map[string]string `json:"capabilities"`
	Currency     string            `json:"default_currency"`
	Profile      struct {
		Name string `json:"name"`
	} `json:"business_profile"`
	Requirements struct {
		Due []string `json:"currently_due"`
		Why string   `json:"disabled_reason"`
	} `json:"requirements"`
	Settings struct {
		Dashboard struct {
			Name string `json:"display_name"`
		} `json:"dashboard"`
		Payouts struct {
			Schedule struct {
				Interval string `json:"interval"`
			} `json:"schedule"`
		} `json:"payouts"`
	} `json:"settings"`
}

// Standing asks for the account. Refused: Stripe does not know the key, or the key
// may not ask.
func (p *Provider) Standing(ctx context.Context) (Standing, error) {
	said := new(account)
	if err := p.ask(ctx, "/v1/account", said); err != nil {
		return Standing{}, keyRefused("fetch the account", err)
	}
	balance, err := p.api.Balance.Get(&sdk.BalanceParams{Params: params(ctx, "")})
	if err != nil {
		return Standing{}, keyRefused("fetch the balance", err)
	}
	s := Standing{
		ID: said.ID, Name: said.Settings.Dashboard.Name, Country: said.Country, Live: p.Live(),
		Charges: said.Charges, Payouts: said.Payouts, Interval: said.Settings.Payouts.Schedule.Interval,
		Due: said.Requirements.Due, Why: said.Requirements.Why, Capabilities: said.Capabilities,
		Settles: []money.Currency{money.Currency(strings.ToUpper(said.Currency))},
	}
	if s.Name == "" {
		s.Name = said.Profile.Name
	}
	for _, part := range balance.Available {
		if c := money.Currency(strings.ToUpper(string(part.Currency))); !slices.Contains(s.Settles, c) {
			s.Settles = append(s.Settles, c)
		}
	}
	return s, nil
}

// ask is a call that the library has no function for that takes a context.
func (p *Provider) ask(ctx context.Context, path string, into sdk.LastResponseSetter) error {
	return p.backend.Call(http.MethodGet, path, p.cfg.Key, &sdk.AccountParams{Params: params(ctx, "")}, into)
}

// keyRefused is failure for calls after which nothing is under way whose outcome
// could be unknown: the operator has to hear at once that the key is wrong.
func keyRefused(doing string, err error) error {
	said, ok := errors.AsType[*sdk.Error](err)
	switch {
	case ok && said.HTTPStatusCode == http.StatusUnauthorized: // whose words quote the key
		return &shop.Error{Code: shop.Refused, Reason: shop.ReasonProvider, Message: doing + ": Stripe does not take the key"}
	case ok && isForbidden(said):
		return &shop.Error{Code: shop.Refused, Reason: shop.ReasonProvider, Message: doing + ": the key lacks a permission", Err: words(said)}
	default:
		return failure(doing, err)
	}
}

// Connected reports whether the account is signed up for Connect, and may so hold
// money for sellers (https://docs.stripe.com/error-codes#platform-account-required).
func (p *Provider) Connected(ctx context.Context) (bool, error) {
	list := p.api.Accounts.List(&sdk.AccountListParams{ListParams: sdk.ListParams{Context: ctx, Limit: sdk.Int64(1), Single: true}})
	err := list.Err()
	if said, ok := errors.AsType[*sdk.Error](err); ok && said != nil && said.Code == sdk.ErrorCodePlatformAccountRequired {
		return false, nil
	}
	if err != nil {
		return false, keyRefused("list the sellers' accounts", err)
	}
	return true, nil
}

// Endpoints are all webhook endpoints of the account. Their secrets are not told.
func (p *Provider) Endpoints(ctx context.Context) ([]Endpoint, error) {
	list := p.api.WebhookEndpoints.List(&sdk.WebhookEndpointListParams{ListParams: listParams(ctx)})
	var all []Endpoint
	for list.Next() {
		e := list.WebhookEndpoint()
		all = append(all, Endpoint{
			ID: e.ID, URL: e.URL, Version: e.APIVersion, Enabled: e.Status == "enabled", Events: e.EnabledEvents,
			Sellers: e.Application != "",
		})
	}
	if err := list.Err(); err != nil {
		return nil, keyRefused("list the webhook endpoints", err)
	}
	return all, nil
}

// EndpointVersion is the version of the API that an endpoint's events have to be in.
const EndpointVersion = sdk.APIVersion

// Lacks are the types of events that the endpoint does not send and that are needed
// from one of its kind.
func (e Endpoint) Lacks(sellers bool) (missing []string) {
	if slices.Contains(e.Events, "*") {
		return nil
	}
	for _, kind := range endpointEvents(sellers) {
		if !slices.Contains(e.Events, kind) {
			missing = append(missing, kind)
		}
	}
	return missing
}

// MendEndpoint turns an endpoint on, and has it send what is needed beside what it
// sends already.
func (p *Provider) MendEndpoint(ctx context.Context, e Endpoint, sellers bool) error {
	_, err := p.api.WebhookEndpoints.Update(e.ID, &sdk.WebhookEndpointParams{
		Params:        params(ctx, ""),
		Disabled:      new(false),
		EnabledEvents: sdk.StringSlice(slices.Concat(e.Events, e.Lacks(sellers))),
	})
	if err != nil {
		return keyRefused("change the webhook endpoint", err)
	}
	return nil
}

// CloseEndpoint deletes an endpoint.
func (p *Provider) CloseEndpoint(ctx context.Context, id string) error {
	if id == "" {
		return defect("close webhook endpoint: no id")
	}
	if _, err := p.api.WebhookEndpoints.Del(id, &sdk.WebhookEndpointParams{Params: params(ctx, "")}); err != nil {
		return keyRefused("delete the webhook endpoint", err)
	}
	return nil
}

// Trial is a webhook that a till with the secret recognises as genuine and not for
// it, so that it answers and stores nothing. It shows whether an address leads to a
// till, and whether to one that has the secret.
func (p *Provider) Trial(secret string, now time.Time) (body []byte, signature string) {
	body, err := json.Marshal(hint{ID: "evt_trial", Object: "event", Type: "till.trial", Created: now.Unix(), Livemode: !p.Live()})
	if err != nil {
		return nil, "" // plain values cannot fail
	}
	secret, _, _ = strings.Cut(secret, ",")
	mac := signing.ComputeSignature(now, body, strings.TrimSpace(secret))
	return body, "t=" + strconv.FormatInt(now.Unix(), 10) + ",v1=" + fmt.Sprintf("%x", mac)
}
