package stripe

import (
	"fmt"
	"net/url"
	"time"
)

// endpoint is a webhook endpoint. connect says whether it hears the connected
// accounts' events or the platform's own.
type endpoint struct {
	id          string
	url         string
	secret      string
	former      string    // the secret before, if it was rolled
	formerUntil time.Time // business time until which former signs, too
	connect     bool
	enabled     bool
	events      []string
	version     string
	description string
	created     time.Time
	metadata    map[string]string
}

func (e *endpoint) ident() string { return e.id }

func (e *endpoint) doc(time.Time) doc {
	status := "enabled"
	if !e.enabled {
		status = "disabled"
	}
	var application any // the platform's, by which an endpoint for connected accounts is known
	if e.connect {
		application = "ca_sandbox"
	}
	return doc{
		"id": e.id, "object": "webhook_endpoint", "url": e.url, "enabled_events": e.events, "status": status,
		"api_version": orNil(e.version), "application": application, "created": e.created.Unix(),
		"description": orNil(e.description), "livemode": false, "metadata": copyOf(e.metadata),
	}
}

// SetWebhooks sets where the platform's own events and the connected
// accounts' events are sent; "" sends them nowhere. They are signed with
// Keys().WebhookSecret and Keys().ConnectWebhookSecret. Endpoints made through
// the API are not touched.
func (s *Stripe) SetWebhooks(platform, connect string) {
	s.locked(func() {
		s.setWebhook("we_sandbox_platform", platform, s.keys.WebhookSecret, false)
		s.setWebhook("we_sandbox_connect", connect, s.keys.ConnectWebhookSecret, true)
	})
}

func (s *Stripe) setWebhook(id, url, secret string, connect bool) {
	e := &endpoint{
		id: id, url: url, secret: secret, connect: connect, enabled: url != "",
		events: []string{"*"}, version: APIVersion, created: s.now(),
	}
	if old, ok := s.endpoints.get(id); ok {
		e.former, e.formerUntil = old.former, old.formerUntil
	}
	s.endpoints.remove(id)
	if url != "" {
		s.endpoints.add(e)
	}
}

// RollWebhookSecret gives the platform's or the connected accounts' endpoint
// of SetWebhooks a new secret and returns it. For the time of keep, at most 24
// hours, letters are signed with both
// (https://docs.stripe.com/webhooks#roll-endpoint-signing-secrets).
func (s *Stripe) RollWebhookSecret(connect bool, keep time.Duration) (string, error) {
	if keep < 0 || keep > 24*time.Hour {
		return "", fmt.Errorf("a secret that was rolled is kept for 24 hours at most, not for %s", keep)
	}
	var secret string
	s.locked(func() {
		id, key := "we_sandbox_platform", &s.keys.WebhookSecret
		if connect {
			id, key = "we_sandbox_connect", &s.keys.ConnectWebhookSecret
		}
		secret = newID("whsec_", 32)
		if e, ok := s.endpoints.get(id); ok {
			e.former, e.formerUntil, e.secret = *key, s.now().Add(keep), secret
		}
		*key = secret
	})
	return secret, nil
}

// secrets are those that sign at the instant, the newest first.
func (e *endpoint) secrets(now time.Time) []string {
	if e.former != "" && now.Before(e.formerUntil) {
		return []string{e.secret, e.former}
	}
	return []string{e.secret}
}

const (
	endpointCreateShape = "url! enabled_events[]! connect api_version description metadata[*]"
	endpointUpdateShape = "url enabled_events[] disabled description metadata[*]"
)

func (s *Stripe) createEndpoint(c *call) (doc, *apiError) {
	connect, err := c.form.at("connect").flag("connect", false)
	if err != nil {
		return nil, err
	}
	e := &endpoint{
		id: newID("we_", 24), secret: newID("whsec_", 32), connect: connect, enabled: true,
		version: c.form.at("api_version").text(), created: c.now,
	}
	if e.version != "" && e.version != APIVersion {
		return nil, malformed("", "api_version", "Invalid api_version: the sandbox imitates "+APIVersion+" only.")
	}
	if err := e.change(c.form); err != nil {
		return nil, err
	}
	s.endpoints.add(e)
	d := e.doc(c.now)
	d["secret"] = e.secret
	return d, nil
}

func (e *endpoint) change(f *form) *apiError {
	if at := f.at("url"); at.has() {
		u, err := url.Parse(at.text())
		if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
			return malformed("url_invalid", "url", "Invalid URL: "+at.text())
		}
		e.url = at.text()
	}
	if at := f.at("enabled_events"); at.has() {
		e.events = at.texts()
	}
	if at := f.at("description"); at.has() {
		e.description = at.text()
	}
	disabled, err := f.at("disabled").flag("disabled", !e.enabled)
	if err != nil {
		return err
	}
	e.enabled = !disabled
	e.metadata, err = f.at("metadata").mergeMetadata(e.metadata)
	return err
}

func (s *Stripe) updateEndpoint(c *call) (doc, *apiError) {
	e, ok := s.endpoints.get(c.id)
	if !ok {
		return nil, noSuch("webhook endpoint", c.id, "id")
	}
	if err := e.change(c.form); err != nil {
		return nil, err
	}
	return e.doc(c.now), nil
}

func (s *Stripe) getEndpoint(c *call) (doc, *apiError) {
	e, ok := s.endpoints.get(c.id)
	if !ok {
		return nil, noSuch("webhook endpoint", c.id, "id")
	}
	return e.doc(c.now), nil
}

func (s *Stripe) listEndpoints(c *call) (doc, *apiError) {
	return page(c, s.endpoints.rows, "webhook endpoint", func(*endpoint) bool { return true })
}

func (s *Stripe) deleteEndpoint(c *call) (doc, *apiError) {
	if _, ok := s.endpoints.get(c.id); !ok {
		return nil, noSuch("webhook endpoint", c.id, "id")
	}
	s.endpoints.remove(c.id)
	return doc{"id": c.id, "object": "webhook_endpoint", "deleted": true}, nil
}
