package bot

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// apiPrefix is what discordgo's endpoints begin with, before the version.
const apiPrefix = "https://discord.com/api"

// answerLimit is the most bytes read of any answer of the API.
const answerLimit = 8 << 20

// ownTransport is http.DefaultTransport's twin: shared with nobody, so it can be closed.
func ownTransport() http.RoundTripper {
	return &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           (&net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second}).DialContext,
		ForceAttemptHTTP2:     true,
		MaxIdleConns:          100,
		MaxIdleConnsPerHost:   50,
		IdleConnTimeout:       90 * time.Second,
		TLSHandshakeTimeout:   10 * time.Second,
		ExpectContinueTimeout: time.Second,
	}
}

// parseBase reads Config.APIBase. nil is Discord itself.
func parseBase(text string) (*url.URL, error) {
	if text == "" {
		return nil, nil
	}
	base, err := url.Parse(strings.TrimSuffix(text, "/"))
	if err != nil {
		return nil, err
	}
	if (base.Scheme != "http" && base.Scheme != "https") || base.Host == "" {
		return nil, errors.New("it must begin with http:// or https:// and a host")
	}
	return base, nil
}

// rebase sends what is addressed to Discord's API to base instead, since discordgo's endpoints
// are variables that the whole process shares.
type rebase struct {
	base *url.URL // nil: leave the address
	next http.RoundTripper
}

// RoundTrip implements http.RoundTripper.
func (r rebase) RoundTrip(req *http.Request) (*http.Response, error) {
	if r.base == nil {
		return r.next.RoundTrip(req)
	}
	rest, ok := strings.CutPrefix(req.URL.String(), apiPrefix)
	if !ok {
		return r.next.RoundTrip(req)
	}
	target, err := url.Parse(r.base.String() + rest)
	if err != nil {
		return nil, err
	}
	moved := req.Clone(req.Context())
	moved.URL, moved.Host = target, target.Host
	return r.next.RoundTrip(moved)
}

// roundTrip is a function that is an http.RoundTripper.
type roundTrip func(*http.Request) (*http.Response, error)

// RoundTrip implements http.RoundTripper.
func (f roundTrip) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

// gatewayTransport asks for the gateway's address, until ctx ends. It rewrites wss://HOST to
// ws://HOST:443, so that the TLS is made by w, which can then read the frames inside.
func gatewayTransport(ctx context.Context, w *wire, next http.RoundTripper) http.RoundTripper {
	return roundTrip(func(req *http.Request) (*http.Response, error) {
		asking, cancel := context.WithCancel(req.Context())
		defer cancel() // the answer has been read by then: see limiter.attempt
		defer context.AfterFunc(ctx, cancel)()
		resp, err := next.RoundTrip(req.WithContext(asking)) //nolint:contextcheck // it ends with either
		if err != nil || resp.StatusCode != http.StatusOK {
			return resp, err
		}
		var body struct {
			URL string `json:"url"`
		}
		if err := json.NewDecoder(resp.Body).Decode(&body); err != nil {
			return nil, fmt.Errorf("decode the gateway's address: %w", err)
		}
		if there := w.address(); there != "" {
			body.URL = there
		}
		address, err := url.Parse(body.URL)
		if err != nil {
			return nil, fmt.Errorf("read the gateway's address: %w", err)
		}
		if address.Scheme == "wss" {
			address.Scheme = "ws"
			if address.Port() == "" {
				address.Host = net.JoinHostPort(address.Hostname(), "443")
			}
			w.secure(address.Host)
		}
		text, err := json.Marshal(map[string]string{"url": address.String()})
		if err != nil {
			return nil, err
		}
		resp.Body, resp.ContentLength = io.NopCloser(bytes.NewReader(text)), int64(len(text))
		return resp, nil
	})
}
