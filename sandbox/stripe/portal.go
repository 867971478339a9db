package stripe

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// portalConfig is what the customer portal offers.
type portalConfig struct {
	id, headline, back string // back is default_return_url
	active             bool
	methods            bool // payment_method_update: customers add and remove what is saved
	invoices           bool
	created            time.Time
	metadata           map[string]string
}

func (p *portalConfig) ident() string { return p.id }

func (p *portalConfig) doc(time.Time) doc {
	off := doc{"enabled": false}
	return doc{
		"id": p.id, "object": "billing_portal.configuration", "active": p.active, "application": nil, "created": p.created.Unix(),
		"business_profile":   doc{"headline": orNil(p.headline), "privacy_policy_url": nil, "terms_of_service_url": nil},
		"default_return_url": orNil(p.back), "is_default": false, "livemode": false, "login_page": doc{"enabled": false, "url": nil},
		"metadata": copyOf(p.metadata), "updated": p.created.Unix(),
		"features": doc{
			"customer_update": doc{"enabled": false, "allowed_updates": []any{}}, "invoice_history": doc{"enabled": p.invoices},
			"payment_method_update": doc{"enabled": p.methods}, "subscription_cancel": off, "subscription_pause": off, "subscription_update": off,
		},
	}
}

// portal is a customer's visit to the portal.
type portal struct {
	id, back string
	config   *portalConfig
	customer *customer
	created  time.Time
	opened   time.Time // zero: not yet
}

func (p *portal) ident() string { return p.id }

func (p *portal) doc(time.Time) doc { return doc{"id": p.id} } // it cannot be fetched

// How long a link waits to be opened, and how long the page can then be used
// (https://docs.stripe.com/api/customer_portal/sessions).
const (
	portalWaits = 5 * time.Minute
	portalLives = time.Hour
)

const (
	portalConfigShape = "active default_return_url business_profile[headline] metadata[*] " +
		"features[payment_method_update][enabled] features[invoice_history][enabled]"
	portalConfigListShape = "active is_default" + listed
	portalShape           = "customer! return_url configuration locale"
)

// longestHeadline is in characters.
const longestHeadline = 60

func (s *Stripe) createPortalConfig(c *call) (doc, *apiError) {
	made := &portalConfig{id: newID("bpc_", 24), active: true, created: c.now}
	if !c.form.at("features").has() {
		return nil, malformed("parameter_missing", "features", "Missing required param: features.")
	}
	if err := made.change(c.form); err != nil {
		return nil, err
	}
	s.platform.portalConfigs.add(made)
	s.emit(s.platform, "billing_portal.configuration.created", made, c)
	return made.doc(c.now), nil
}

func (p *portalConfig) change(f *form) (err *apiError) {
	if p.metadata, err = f.at("metadata").mergeMetadata(p.metadata); err != nil {
		return err
	}
	for name, field := range map[string]*string{"default_return_url": &p.back, "business_profile headline": &p.headline} {
		if at := f.at(strings.Fields(name)...); at.has() {
			*field = at.value
		}
	}
	if len([]rune(p.headline)) > longestHeadline {
		return malformed("", "business_profile[headline]", fmt.Sprintf("Invalid string: must be at most %d characters", longestHeadline))
	}
	for name, field := range map[string]*bool{
		"active": &p.active, "features payment_method_update enabled": &p.methods, "features invoice_history enabled": &p.invoices,
	} {
		if *field, err = f.at(strings.Fields(name)...).flag(name, *field); err != nil {
			return err
		}
	}
	return nil
}

func (s *Stripe) updatePortalConfig(c *call) (doc, *apiError) {
	found, ok := s.platform.portalConfigs.get(c.id)
	if !ok {
		return nil, noSuch("configuration", c.id, "id")
	}
	was := s.picture(found)
	if err := found.change(c.form); err != nil {
		return nil, err
	}
	s.emitChange(s.platform, "billing_portal.configuration.updated", found, was, c)
	return found.doc(c.now), nil
}

func (s *Stripe) getPortalConfig(c *call) (doc, *apiError) {
	found, ok := s.platform.portalConfigs.get(c.id)
	if !ok {
		return nil, noSuch("configuration", c.id, "id")
	}
	return found.doc(c.now), nil
}

func (s *Stripe) listPortalConfigs(c *call) (doc, *apiError) {
	active := c.wanted("active")
	return page(c, s.platform.portalConfigs.rows, "configuration", func(p *portalConfig) bool { return active(fmt.Sprint(p.active)) })
}

// createPortal opens the page on which a customer sees what they saved. Nobody
// has saved a default configuration in this account's dashboard.
func (s *Stripe) createPortal(c *call) (doc, *apiError) {
	found, ok := s.platform.customers.get(c.form.at("customer").text())
	if !ok || found.deleted {
		return nil, noSuch("customer", c.form.at("customer").text(), "customer")
	}
	named := c.form.at("configuration").text()
	if named == "" {
		return nil, invalid("", "", "No configuration provided and your test mode default configuration has not been created. Provide a configuration or create your default by saving your customer portal settings in test mode at https://dashboard.stripe.com/test/settings/billing/portal.")
	}
	config, ok := s.platform.portalConfigs.get(named)
	if !ok || !config.active {
		return nil, noSuch("configuration", named, "configuration")
	}
	visit := &portal{id: newID("bps_", 24), back: config.back, config: config, customer: found, created: c.now}
	if back := c.form.at("return_url").text(); back != "" {
		visit.back = back
	}
	s.platform.portals.add(visit)
	return doc{
		"id": visit.id, "object": "billing_portal.session", "configuration": config.id, "created": c.now.Unix(),
		"customer": found.id, "flow": nil, "livemode": false, "locale": nil, "on_behalf_of": nil, "return_url": orNil(visit.back),
		"url": s.cfg.Origin + savedPath + visit.id,
	}, nil
}

// savedPath is where the portal is.
const savedPath = "/saved/"

// enter opens a visit; it is not ok when the link waited too long, or the visit
// is over.
func (s *Stripe) enter(id string) (visit *portal, ok bool) {
	visit, ok = s.platform.portals.get(id)
	switch now := s.now(); {
	case !ok || visit.customer.deleted:
		return visit, false
	case visit.opened.IsZero():
		visit.opened = now
		return visit, !now.After(visit.created.Add(portalWaits))
	default:
		return visit, !now.After(visit.opened.Add(portalLives))
	}
}

// Saved goes to the portal as the customer to whom the link was sent, and removes
// what is saved if told to. It returns what the page then says.
func (s *Stripe) Saved(ctx context.Context, address string, remove bool) (said string, err error) {
	if err := ctx.Err(); err != nil {
		return "", err
	}
	id, err := pathElement(address, savedPath)
	if err != nil {
		return "", err
	}
	visit, said := s.visit(id, remove)
	if visit == nil {
		return "", fmt.Errorf("no such page: %s", address)
	}
	return said, nil
}

// visit opens a page, removes what is saved if told to, and tells what it then
// says. There is no visit when the page was never made.
func (s *Stripe) visit(id string, remove bool) (visit *portal, said string) {
	s.locked(func() {
		var ok bool
		if visit, ok = s.enter(id); !ok {
			said = saySavedOver
			return
		}
		if remove && visit.config.methods {
			visit.customer.saved = false
		}
		said = visit.customer.says()
	})
	return visit, said
}

// says is what the page tells of what is saved.
func (c *customer) says() string {
	if c.saved {
		return sayCardSaved
	}
	return sayNoneSaved
}

// savedPage is what the portal shows.
type savedPage struct {
	Title, Shop, Initial, Headline string
	Email, Says, Back              string
	Card, Remove                   bool
}

func (s *Stripe) showSaved(w http.ResponseWriter, r *http.Request) {
	var page savedPage
	back, over := "", false
	s.locked(func() {
		visit, ok := s.enter(r.PathValue("visit"))
		if over = visit != nil && !ok; over {
			back = visit.back
		}
		if ok {
			page = savedPage{
				Title: "Saved payment methods", Shop: s.cfg.ShopName, Initial: s.initial(), Headline: visit.config.headline,
				Email: visit.customer.email, Says: visit.customer.says(), Back: visit.back,
				Card: visit.customer.saved, Remove: visit.config.methods,
			}
		}
	})
	switch {
	case over:
		s.say(w, http.StatusOK, message{Title: "This link is over", Text: saySavedOver, Mood: "note", Back: back})
	case page.Title == "":
		s.noPage(w)
	default:
		s.show(w, http.StatusOK, "saved", page)
	}
}

// postSaved is the Remove button; the page that follows shows what is left.
func (s *Stripe) postSaved(w http.ResponseWriter, r *http.Request) {
	visit, _ := s.visit(r.PathValue("visit"), true)
	if visit == nil {
		s.noPage(w)
		return
	}
	http.Redirect(w, r, savedPath+visit.id, http.StatusSeeOther)
}
