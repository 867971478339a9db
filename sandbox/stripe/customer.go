package stripe

import (
	"strings"
	"time"
)

// customer is a returning buyer; what they saved stays at Stripe.
type customer struct {
	id, name, email, about string
	created                time.Time
	metadata               map[string]string
	saved                  bool // a card was saved at Checkout
}

func (c *customer) ident() string { return c.id }

func (c *customer) doc(time.Time) doc {
	return doc{
		"id": c.id, "object": "customer", "address": nil, "balance": 0, "created": c.created.Unix(), "currency": nil,
		"default_source": nil, "delinquent": false, "description": orNil(c.about), "discount": nil, "email": orNil(c.email),
		"livemode": false, "metadata": copyOf(c.metadata), "name": orNil(c.name), "phone": nil, "preferred_locales": []any{},
		"shipping": nil, "tax_exempt": "none", "invoice_prefix": strings.ToUpper(c.id[max(0, len(c.id)-8):]),
	}
}

const (
	customerShape     = "name email description metadata[*]"
	customerListShape = "email" + within + listed
	portalShape       = "customer! return_url configuration locale"
)

func (s *Stripe) createCustomer(c *call) (doc, *apiError) {
	made := &customer{id: newID("cus_", 14), created: c.now}
	if err := made.change(c.form); err != nil {
		return nil, err
	}
	s.platform.customers.add(made)
	s.emit(s.platform, "customer.created", made, c)
	return made.doc(c.now), nil
}

func (c *customer) change(f *form) *apiError {
	metadata, err := f.at("metadata").mergeMetadata(c.metadata)
	if err != nil {
		return err
	}
	c.metadata = metadata
	for name, field := range map[string]*string{"name": &c.name, "email": &c.email, "description": &c.about} {
		if at := f.at(name); at != nil && at.isSet {
			*field = at.value
		}
	}
	if c.email != "" && !strings.Contains(c.email, "@") {
		return malformed("email_invalid", "email", "Invalid email address: "+c.email)
	}
	return nil
}

func (s *Stripe) updateCustomer(c *call) (doc, *apiError) {
	found, ok := s.platform.customers.get(c.id)
	if !ok {
		return nil, noSuch("customer", c.id, "id")
	}
	was := s.picture(found)
	if err := found.change(c.form); err != nil {
		return nil, err
	}
	s.emitChange(s.platform, "customer.updated", found, was, c)
	return found.doc(c.now), nil
}

func (s *Stripe) getCustomer(c *call) (doc, *apiError) {
	found, ok := s.platform.customers.get(c.id)
	if !ok {
		return nil, noSuch("customer", c.id, "id")
	}
	return found.doc(c.now), nil
}

func (s *Stripe) listCustomers(c *call) (doc, *apiError) {
	during, err := window(c.form.at("created"), "created")
	if err != nil {
		return nil, err
	}
	email := c.wanted("email")
	return page(c, s.platform.customers.rows, "customer", func(each *customer) bool {
		return during(each.created) && email(each.email)
	})
}

// createPortal opens the page on which a customer sees what they saved.
func (s *Stripe) createPortal(c *call) (doc, *apiError) {
	found, ok := s.platform.customers.get(c.form.at("customer").text())
	if !ok {
		return nil, noSuch("customer", c.form.at("customer").text(), "customer")
	}
	back := c.form.at("return_url").text()
	return doc{
		"id": newID("bps_", 24), "object": "billing_portal.session", "configuration": newID("bpc_", 24), "created": c.now.Unix(),
		"customer": found.id, "flow": nil, "livemode": false, "locale": nil, "on_behalf_of": nil, "return_url": orNil(back),
		"url": s.cfg.Origin + "/pay/saved/" + found.id,
	}, nil
}
