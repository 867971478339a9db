package stripe

import (
	"encoding/json"
	"slices"
	"time"
)

// eventLife is how long Stripe lists an event.
const eventLife = 30 * 24 * time.Hour

// event is something that happened to an object, with the object as it was
// then.
type event struct {
	id      string
	kind    string
	account *account
	connect bool // of a connected account
	created time.Time
	object  json.RawMessage
	former  json.RawMessage // previous_attributes, or nil
	request string          // id of the API call that caused it, or ""
	key     string          // that call's idempotency key, or ""
	waiting int             // endpoints that have not acknowledged it
}

// emit records an event of the account and puts it on its way to the
// endpoints that listen. It is called with the lock held.
func (s *Stripe) emit(a *account, kind string, about object, cause *call) {
	s.record(a, kind, about, nil, cause)
}

func (s *Stripe) record(a *account, kind string, about object, former json.RawMessage, cause *call) {
	e := &event{
		id: newID("evt_", 24), kind: kind, account: a, connect: a != s.platform, created: s.now(),
		object: encode(s.picture(about)), former: former,
	}
	if cause != nil {
		e.request, e.key = cause.requestID, cause.key
	}
	a.events.add(e)
	s.dispatch(e)
}

func (e *event) ident() string { return e.id }

func (e *event) doc(time.Time) doc {
	data := doc{"object": e.object}
	if e.former != nil {
		data["previous_attributes"] = e.former
	}
	d := doc{
		"id": e.id, "object": "event", "api_version": APIVersion, "created": e.created.Unix(),
		"data": data, "livemode": false, "pending_webhooks": e.waiting, "type": e.kind,
		"request": doc{"id": orNil(e.request), "idempotency_key": orNil(e.key)},
	}
	if e.connect {
		d["account"] = e.account.id
	}
	return d
}

const eventListShape = "type types[] delivery_success" + within + listed

func (s *Stripe) listEvents(c *call) (doc, *apiError) {
	types := c.form.at("types").texts()
	if c.form.at("type").has() && c.form.at("types").has() {
		return nil, malformed("", "types", "You may only specify one of these parameters: type, types.")
	}
	if t := c.form.at("type").text(); t != "" {
		types = []string{t}
	}
	if len(types) > 20 {
		return nil, malformed("", "types", "You may specify at most 20 event types.")
	}
	during, err := window(c.form.at("created"), "created")
	if err != nil {
		return nil, err
	}
	delivered, err := c.form.at("delivery_success").flag("delivery_success", false)
	if err != nil {
		return nil, err
	}
	filtered := c.form.at("delivery_success").has()
	return page(c, c.account.events.rows, "event", func(e *event) bool {
		return c.now.Sub(e.created) <= eventLife && during(e.created) && matches(types, e.kind) &&
			(!filtered || delivered == (e.waiting == 0))
	})
}

func (s *Stripe) getEvent(c *call) (doc, *apiError) {
	e, ok := c.account.events.get(c.id)
	if !ok || c.now.Sub(e.created) > eventLife {
		return nil, noSuch("event", c.id, "id")
	}
	return e.doc(c.now), nil
}

// matches tells whether the kind is among those wanted: none wanted means
// all, "*" too, and "charge.*" is a group.
func matches(wanted []string, kind string) bool {
	return len(wanted) == 0 || slices.ContainsFunc(wanted, func(w string) bool {
		if group, ok := cutStar(w); ok {
			return len(kind) >= len(group) && kind[:len(group)] == group
		}
		return w == kind
	})
}

func cutStar(w string) (string, bool) {
	if n := len(w); n > 0 && w[n-1] == '*' {
		return w[:n-1], true
	}
	return w, false
}
