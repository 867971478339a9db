package stripe

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"time"

	sdk "github.com/stripe/stripe-go/v76"
	"github.com/stripe/stripe-go/v76/client"

	"till/shop"
	"till/shop/money"
)

// Names in the metadata of whatever the bot makes. The key finds an act whose
// outcome was lost.
const (
	metaOrder        = "order"
	metaKey          = "key"
	metaInstallation = "installation"
	metaSeller       = "seller"
)

// pageSize is the most that Stripe gives in one page of a list.
const pageSize = 100

// Provider is one Stripe account. It is safe for concurrent use.
type Provider struct {
	cfg     Config
	backend sdk.Backend
	api     *client.API
}

var _ shop.Provider = (*Provider)(nil)

// New makes a Provider. It fails as Config.Validate does, and calls nobody:
// Platform says whether the key is good.
func New(cfg Config) (*Provider, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	if len(cfg.PaymentMethods) == 0 {
		cfg.PaymentMethods = []string{string(sdk.PaymentMethodTypeCard)}
	}
	if cfg.Timeout == 0 {
		cfg.Timeout = DefaultTimeout
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.Default()
	}
	if cfg.Transport == nil {
		cfg.Transport = ownTransport()
	}
	if cfg.Observer == nil {
		cfg.Observer = shop.NoObserver{}
	}
	caller := &http.Client{
		Timeout:   cfg.Timeout,
		Transport: logged{next: cfg.Transport, logger: cfg.Logger, observer: cfg.Observer},
		// Stripe never redirects; whoever does must not be shown the key.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	backends := &sdk.Backends{
		API:     backend(sdk.APIBackend, cfg.BaseURL, caller),
		Connect: backend(sdk.ConnectBackend, cfg.BaseURL, caller),
		Uploads: backend(sdk.UploadsBackend, cfg.BaseURL, caller),
	}
	return &Provider{cfg: cfg, backend: backends.API, api: client.New(cfg.Key, backends)}, nil
}

// Live reports whether the key moves real money.
func (p *Provider) Live() bool { return p.cfg.live() }

// backend makes one of the library's backends. Each needs a configuration of
// its own: the library writes the first one's address into a shared one.
func backend(kind sdk.SupportedBackend, address string, caller *http.Client) sdk.Backend {
	cfg := &sdk.BackendConfig{
		HTTPClient:        caller,
		LeveledLogger:     silent{},
		MaxNetworkRetries: sdk.Int64(0),
		EnableTelemetry:   new(false),
	}
	if address != "" {
		cfg.URL = new(address)
	}
	return sdk.GetBackendWithConfig(kind, cfg)
}

func ownTransport() http.RoundTripper {
	if base, ok := http.DefaultTransport.(*http.Transport); ok {
		return base.Clone()
	}
	return http.DefaultTransport
}

// params are what every call carries. Without a key the library makes one up
// for calls that change something: only for acts that may be repeated.
func params(ctx context.Context, key string) sdk.Params {
	p := sdk.Params{Context: ctx}
	if key != "" {
		p.IdempotencyKey = new(key)
	}
	return p
}

func listParams(ctx context.Context) sdk.ListParams {
	return sdk.ListParams{Context: ctx, Limit: sdk.Int64(pageSize)}
}

// marks is the metadata by which an order's act is found again.
func (p *Provider) marks(order shop.OrderID, key string) map[string]string {
	return map[string]string{metaOrder: string(order), metaKey: key, metaInstallation: p.cfg.Installation}
}

// key is the key of the act that made an object, or "" when it is not of this
// installation.
func (p *Provider) key(metadata map[string]string) string {
	if metadata[metaInstallation] != p.cfg.Installation {
		return ""
	}
	return metadata[metaKey]
}

// order is whose object this is, or "" when another installation, or nobody's
// bot, made it.
func (p *Provider) order(metadata map[string]string) shop.OrderID {
	if metadata[metaInstallation] != p.cfg.Installation {
		return ""
	}
	return shop.OrderID(metadata[metaOrder])
}

// ofAccount makes a call one about a seller's account.
func ofAccount(ctx context.Context, account string) sdk.Params {
	p := params(ctx, "")
	p.SetStripeAccount(account)
	return p
}

// amount reads what Stripe counts. Our minor units are Stripe's.
func amount(minor int64, currency sdk.Currency) money.Money {
	return money.New(minor, money.Currency(strings.ToUpper(string(currency))))
}

// currency writes a currency as Stripe does, in lower case.
func currency(m money.Money) *string {
	return new(strings.ToLower(string(m.Currency)))
}

// instant reads Stripe's time: whole seconds.
func instant(seconds int64) time.Time {
	if seconds == 0 {
		return time.Time{}
	}
	return time.Unix(seconds, 0).UTC()
}
