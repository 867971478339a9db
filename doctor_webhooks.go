package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"till/checkout/stripe"
	"till/shop"
)

// hook is one of the two webhook endpoints at Stripe.
type hook struct {
	path    string
	sellers bool // it hears sellers' accounts
	flag    string
	secret  *string // as it is configured
}

func (d *doctor) platformHook() hook {
	return hook{"/webhooks/stripe", false, "stripe-webhook-secret", &d.serve.StripeWebhookSecret}
}

func (d *doctor) sellersHook() hook {
	return hook{"/webhooks/stripe/connect", true, "stripe-connect-webhook-secret", &d.serve.StripeConnectWebhookSecret}
}

func (d *doctor) stripeWebhook(ctx context.Context) finding { return d.webhook(ctx, d.platformHook()) }

func (d *doctor) stripeConnectWebhook(ctx context.Context) finding {
	if d.policy.Mode == shop.Single {
		return seen("not needed: there are no sellers' accounts")
	}
	return d.webhook(ctx, d.sellersHook())
}

// webhook looks at an endpoint as Stripe has it.
func (d *doctor) webhook(ctx context.Context, h hook) finding {
	address := d.serve.public(h.path)
	switch {
	case address == "" && *h.secret == "":
		return seen("none: events are polled every %s", d.serve.Poll)
	case address == "":
		return warn("its secret is set, but not --public-url, so it is not known which of Stripe's endpoints leads here", "set --public-url, such as https://till.example.com")
	}
	if _, ok := d.stands(ctx); !ok {
		return notAsked("stripe-key")
	}
	all, err := d.endpoints(ctx)
	if err != nil {
		return fail(failed(err), "a restricted key must write webhook endpoints, too")
	}
	var ours []stripe.Endpoint
	for _, e := range all {
		if e.URL == address {
			ours = append(ours, e)
		}
	}
	if len(ours) == 0 {
		return warn("Stripe has no endpoint "+address+", so events are only polled", "make it in API version "+stripe.EndpointVersion+" with till doctor --fix").
			by("Make the webhook endpoint "+address+" at Stripe", func(ctx context.Context) (string, error) { return d.open(ctx, h) })
	}
	e := ours[len(ours)-1]
	anew := func(detail string, status func(detail, fix string) finding) finding {
		return status(detail, "make it anew, with till doctor --fix").
			by("Make "+address+" anew at Stripe, and delete the one that is there", func(ctx context.Context) (string, error) {
				done, err := d.open(ctx, h)
				for _, old := range ours {
					if err == nil {
						err = d.provider.CloseEndpoint(ctx, old.ID)
					}
				}
				return done, err
			})
	}
	missing := e.Lacks(h.sellers)
	switch {
	case len(ours) > 1:
		return anew(fmt.Sprintf("Stripe has %d endpoints %s, and each event comes from all", len(ours), address), warn)
	case *h.secret == "":
		return anew("Stripe sends to "+address+", and its secret is not set", fail)
	case e.Sellers != h.sellers:
		return anew(fmt.Sprintf("%s hears %s", address, whose(e.Sellers)), fail)
	case e.Version != stripe.EndpointVersion:
		return anew(fmt.Sprintf("its events are in API version %s, not %s", orDefault(e.Version), stripe.EndpointVersion), warn)
	case !e.Enabled || len(missing) > 0:
		detail := "it is turned off"
		if e.Enabled {
			detail = "it does not send " + strings.Join(missing, ", ")
		}
		return fail(detail, "turn it on with all events (Stripe's dashboard, Developers, Webhooks), or by till doctor --fix").
			by("Turn it on, with what is missing", func(ctx context.Context) (string, error) {
				return "it is on, and sends all that is needed", d.provider.MendEndpoint(ctx, e, h.sellers)
			})
	default:
		return seen("%s, %s", address, e.ID)
	}
}

func whose(sellers bool) string {
	if sellers {
		return "the sellers' accounts, not the shop's own"
	}
	return "the shop's own account, not the sellers' (connect=true is missing)"
}

func orDefault(version string) string {
	if version == "" {
		return "that the account has by default"
	}
	return version
}

// open makes an endpoint and keeps its secret, which Stripe tells once.
func (d *doctor) open(ctx context.Context, h hook) (done string, err error) {
	made, err := d.provider.OpenEndpoint(ctx, d.serve.public(h.path), h.sellers)
	if err != nil {
		return "", err
	}
	where, err := d.keepSecret(h.flag, made.Secret)
	if err != nil { // nobody will ever know the secret
		return "", errors.Join(err, d.provider.CloseEndpoint(context.WithoutCancel(ctx), made.ID))
	}
	*h.secret = made.Secret
	return "made " + made.ID + "; " + where + "; start till serve anew", nil
}

// publicAddress looks whether the address leads to a till, and with webhooks to one
// that has their secrets. Nobody but the configured address is asked.
func (d *doctor) publicAddress(ctx context.Context) finding {
	if d.serve.PublicURL == "" {
		return seen("none: nothing comes from outside")
	}
	status, said, err := d.reach(ctx, http.MethodGet, d.serve.public("/healthz"), nil, "")
	switch serving := d.served(ctx); {
	case err != nil && !serving:
		return seen("not looked at: no till serves yet")
	case err != nil:
		return fail(d.serve.PublicURL+" cannot be reached: "+failed(err), "see that the name leads to this machine, and that the proxy passes requests on to --listen")
	case status != http.StatusOK || said != "ok":
		return fail(fmt.Sprintf("%s is answered with status %d, and not by a till", d.serve.public("/healthz"), status), "see where the proxy passes requests on to")
	}
	hooks := []hook{d.platformHook()}
	if d.policy.Mode != shop.Single {
		hooks = append(hooks, d.sellersHook())
	}
	for _, h := range hooks {
		if *h.secret == "" || d.provider == nil {
			continue
		}
		body, signature := d.provider.Trial(*h.secret, time.Now())
		address := d.serve.public(h.path)
		switch status, _, err := d.reach(ctx, http.MethodPost, address, body, signature); {
		case err != nil:
			return fail(address+" cannot be reached: "+failed(err), "see that the proxy passes POST on, too")
		case status == http.StatusBadRequest:
			return fail("the till that serves at "+address+" has another secret", "start till serve anew, with the configuration that is looked at here")
		case status != http.StatusOK:
			return fail(fmt.Sprintf("%s answers with status %d", address, status), "start till serve anew with its secret, and see that the proxy passes the path on")
		}
	}
	return seen("%s leads to a till", d.serve.PublicURL)
}

// reach asks an address of the operator's own.
func (d *doctor) reach(ctx context.Context, method, address string, body []byte, signature string) (status int, said string, err error) {
	request, err := http.NewRequestWithContext(ctx, method, address, bytes.NewReader(body))
	if err != nil {
		return 0, "", err
	}
	if signature != "" {
		request.Header.Set("Content-Type", "application/json")
		request.Header.Set("Stripe-Signature", signature)
	}
	client := &http.Client{
		Timeout: checkWithin, Transport: &http.Transport{Proxy: http.ProxyFromEnvironment, DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	response, err := client.Do(request)
	if err != nil {
		return 0, "", bare(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(io.LimitReader(response.Body, 4<<10))
	return response.StatusCode, strings.TrimSpace(string(text)), err
}
