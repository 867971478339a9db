package stripe

import (
	"net/url"
	"time"
)

// endpoint is a webhook endpoint. connect says whether it hears the connected
// accounts' events or the platform's own.
type endpoint struct {
	id          string
	url         string
	secret      string
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
	return doc{
		"id": e.id, "object": "webhook_endpoint", "url": e.url, "enabled_events": e.events, "status": status,
		"api_version": orNil(e.version), "application": nil, "created": e.created.Unix(),
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
	s.endpoints.remove(id)
	if url != "" {
		s.endpoints.add(&endpoint{
			id: id, url: url, secret: secret, connect: connect, enabled: true,
			events: []string{"*"}, version: APIVersion, created: s.now(),
		})
	}
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
