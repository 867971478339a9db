package stripe

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	sdk "github.com/stripe/stripe-go/v76"

	"till/shop"
)

// OpenAccount implements shop.Accounts: an Express account that can receive
// transfers. Stripe asks the seller for everything else.
func (p *Provider) OpenAccount(ctx context.Context, r shop.AccountRequest) (shop.Account, error) {
	if r.Seller == "" || r.Country == "" {
		return shop.Account{}, defect("open account: no seller or country")
	}
	account, err := keyed(p, r.Key, func(key string) (*sdk.Account, error) {
		return p.api.Accounts.New(&sdk.AccountParams{
			Params:  params(ctx, key),
			Type:    sdk.String(string(sdk.AccountTypeExpress)),
			Country: new(r.Country),
			Capabilities: &sdk.AccountCapabilitiesParams{
				Transfers: &sdk.AccountCapabilitiesTransfersParams{Requested: new(true)},
			},
			Metadata: map[string]string{metaSeller: string(r.Seller), metaInstallation: p.cfg.Installation, metaKey: r.Key},
		})
	}, nowhere)
	if err != nil {
		return shop.Account{}, failure("open account", err)
	}
	return readAccount(account), nil
}

// OnboardingLink implements shop.Accounts. Each call makes a new link.
func (p *Provider) OnboardingLink(ctx context.Context, account string) (string, error) {
	if account == "" {
		return "", defect("onboarding link: no account")
	}
	link, err := p.api.AccountLinks.New(&sdk.AccountLinkParams{
		Params:     params(ctx, ""),
		Account:    new(account),
		Type:       sdk.String(string(sdk.AccountLinkTypeAccountOnboarding)),
		RefreshURL: new(p.cfg.ReturnURL),
		ReturnURL:  new(p.cfg.ReturnURL),
	})
	if err != nil {
		return "", failure("onboarding link", err)
	}
	return link.URL, nil
}

// FetchAccount implements shop.Accounts.
func (p *Provider) FetchAccount(ctx context.Context, id string) (shop.Account, error) {
	if id == "" {
		return shop.Account{}, defect("fetch account: no id")
	}
	account, err := p.api.Accounts.GetByID(id, &sdk.AccountParams{Params: params(ctx, "")})
	if err != nil {
		return shop.Account{}, failure("fetch account", err)
	}
	return readAccount(account), nil
}

// Platform implements shop.Accounts. The library's own call for it takes no
// context. A key that Stripe does not know, or that may not ask, is Refused here.
func (p *Provider) Platform(ctx context.Context) (shop.PlatformAccount, error) {
	account := &sdk.Account{}
	err := p.backend.Call(http.MethodGet, "/v1/account", p.cfg.Key, &sdk.AccountParams{Params: params(ctx, "")}, account)
	if said, ok := errors.AsType[*sdk.Error](err); ok && (said.HTTPStatusCode == http.StatusUnauthorized || isForbidden(said)) {
		// Nothing is under way whose outcome could be unknown: the operator has to
		// hear at once that the key is wrong.
		return shop.PlatformAccount{}, &shop.Error{
			Code: shop.Refused, Reason: shop.ReasonProvider, Message: "stripe refuses the API key", Err: words(said),
		}
	}
	if err != nil {
		return shop.PlatformAccount{}, failure("fetch the platform's account", err)
	}
	return shop.PlatformAccount{
		ID: account.ID, Country: account.Country, Live: p.Live(),
		ManualPayouts: payoutInterval(account) == sdk.AccountSettingsPayoutsScheduleIntervalManual,
	}, nil
}

// readAccount reads the flags, and nothing about the person. charges_enabled is
// not one of them: an account for transfers alone never has it.
func readAccount(a *sdk.Account) shop.Account {
	out := shop.Account{ID: a.ID, Payouts: a.PayoutsEnabled}
	out.Transfers = a.Capabilities != nil && a.Capabilities.Transfers == sdk.AccountCapabilityStatusActive
	if a.Requirements == nil {
		return out
	}
	out.Missing = slices.Clone(a.Requirements.CurrentlyDue)
	// "requirements.past_due" says no more than the list does; "rejected.fraud"
	// or "under_review" is the only explanation there is.
	why := string(a.Requirements.DisabledReason)
	if why != "" && (len(out.Missing) == 0 || !strings.HasPrefix(why, "requirements.")) {
		out.Missing = append(out.Missing, why)
	}
	return out
}

func payoutInterval(a *sdk.Account) sdk.AccountSettingsPayoutsScheduleInterval {
	if a.Settings == nil || a.Settings.Payouts == nil || a.Settings.Payouts.Schedule == nil {
		return ""
	}
	return a.Settings.Payouts.Schedule.Interval
}
