package stripe

import (
	"context"
	"errors"
	"net/http"

	sdk "github.com/stripe/stripe-go/v76"

	"till/shop"
)

// Customers need no name and no address: what a buyer types on Stripe's pages
// stays there.

// keyPortal marks the portal's configuration, of which one is enough.
const keyPortal = "portal"

// textPortal stands on top of the page of what is saved, at most 60 characters.
const textPortal = "What Stripe keeps for your next payment"

// OpenCustomer implements shop.Customers. It is not looked up: a second customer
// with nothing saved does no harm.
func (p *Provider) OpenCustomer(ctx context.Context, key string) (string, error) {
	customer, err := keyed(p, key, func(sent string) (*sdk.Customer, error) {
		return p.api.Customers.New(&sdk.CustomerParams{
			Params:   params(ctx, sent),
			Metadata: map[string]string{metaKey: key, metaInstallation: p.cfg.Installation},
		})
	}, nowhere)
	if err != nil {
		return "", failure("open a customer", err)
	}
	return customer.ID, nil
}

// HasCustomer implements shop.Customers. Stripe still shows one that was deleted.
func (p *Provider) HasCustomer(ctx context.Context, id string) (bool, error) {
	if id == "" {
		return false, defect("fetch customer: no id")
	}
	customer, err := p.api.Customers.Get(id, &sdk.CustomerParams{Params: params(ctx, "")})
	switch {
	case isMissing(err, http.StatusNotFound, "id"):
		return false, nil
	case err != nil:
		return false, failure("fetch customer", err)
	default:
		return !customer.Deleted, nil
	}
}

// ForgetCustomer implements shop.Customers.
func (p *Provider) ForgetCustomer(ctx context.Context, id string) error {
	if id == "" {
		return defect("delete customer: no id")
	}
	_, err := p.api.Customers.Del(id, &sdk.CustomerParams{Params: params(ctx, "")})
	if err == nil || isMissing(err, http.StatusNotFound, "id") {
		return nil
	}
	return failure("delete customer", err)
}

// WalletLink implements shop.Customers: Stripe's customer portal, which lists
// payment methods, and removes them.
// https://docs.stripe.com/api/customer_portal/sessions/create
func (p *Provider) WalletLink(ctx context.Context, id string) (string, error) {
	if id == "" {
		return "", defect("open the portal: no customer")
	}
	configuration, err := p.portal(ctx)
	if err != nil {
		return "", noPortal(failure("configure the portal", err))
	}
	session, err := p.api.BillingPortalSessions.New(&sdk.BillingPortalSessionParams{
		Params:        params(ctx, ""), // each link is a new one: it works for minutes
		Configuration: new(configuration),
		Customer:      new(id),
		ReturnURL:     new(p.cfg.ReturnURL),
	})
	if err != nil {
		return "", noPortal(failure("open the portal", err))
	}
	return session.URL, nil
}

// portal returns the installation's own configuration of the portal, and makes it
// when there is none. The account's default is none that can be relied on: it is
// missing until somebody saves it in the dashboard, and it may offer more than
// what is saved.
func (p *Provider) portal(ctx context.Context) (string, error) {
	find := func() (*sdk.BillingPortalConfiguration, bool, error) {
		list := p.api.BillingPortalConfigurations.List(&sdk.BillingPortalConfigurationListParams{
			ListParams: listParams(ctx), Active: new(true),
		})
		for list.Next() {
			if c := list.BillingPortalConfiguration(); p.key(c.Metadata) == keyPortal {
				return c, true, nil
			}
		}
		return nil, false, list.Err()
	}
	found, ok, err := find()
	if err != nil || ok {
		return idOf(found), err
	}
	made, err := keyed(p, keyPortal, func(sent string) (*sdk.BillingPortalConfiguration, error) {
		return p.api.BillingPortalConfigurations.New(&sdk.BillingPortalConfigurationParams{
			Params:          params(ctx, sent),
			BusinessProfile: &sdk.BillingPortalConfigurationBusinessProfileParams{Headline: new(textPortal)},
			Features: &sdk.BillingPortalConfigurationFeaturesParams{
				PaymentMethodUpdate: &sdk.BillingPortalConfigurationFeaturesPaymentMethodUpdateParams{Enabled: new(true)},
			},
			Metadata: map[string]string{metaKey: keyPortal, metaInstallation: p.cfg.Installation},
		})
	}, find)
	return idOf(made), err
}

func idOf(c *sdk.BillingPortalConfiguration) string {
	if c == nil {
		return ""
	}
	return c.ID
}

// noPortal says what the operator can do about an account whose portal is
// refused. A customer that is gone is another matter.
func noPortal(err error) error {
	e, ok := errors.AsType[*shop.Error](err)
	if !ok || e.Reason != shop.ReasonProvider {
		return err
	}
	return &shop.Error{
		Code: shop.Refused, Reason: shop.ReasonNoWallet, Err: err,
		Message: "stripe refuses its customer portal: save the portal's settings once in the dashboard, under Settings, Billing, Customer portal, in the mode (test or live) of the key",
	}
}
