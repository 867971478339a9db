package stripe

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// customer is a returning buyer; what they saved stays at Stripe.
type customer struct {
	id, name, email, about string
	created                time.Time
	metadata               map[string]string
	saved                  bool // a card was saved at Checkout
	deleted                bool
}

func (c *customer) ident() string { return c.id }

func (c *customer) doc(time.Time) doc {
	if c.deleted {
		return c.gone()
	}
	return doc{
		"id": c.id, "object": "customer", "address": nil, "balance": 0, "created": c.created.Unix(), "currency": nil,
		"default_source": nil, "delinquent": false, "description": orNil(c.about), "discount": nil, "email": orNil(c.email),
		"livemode": false, "metadata": copyOf(c.metadata), "name": orNil(c.name), "phone": nil, "preferred_locales": []any{},
		"shipping": nil, "tax_exempt": "none", "invoice_prefix": strings.ToUpper(c.id[max(0, len(c.id)-8):]),
	}
}

// gone is what is shown of a customer that was deleted.
func (c *customer) gone() doc { return doc{"id": c.id, "object": "customer", "deleted": true} }

const (
	customerShape     = "name email description metadata[*]"
	customerListShape = "email" + within + listed
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
	if !ok || found.deleted {
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
		return !each.deleted && during(each.created) && email(each.email)
	})
}

func (s *Stripe) deleteCustomer(c *call) (doc, *apiError) {
	found, ok := s.platform.customers.get(c.id)
	if !ok || found.deleted {
		return nil, noSuch("customer", c.id, "id")
	}
	s.forget(found, c)
	return found.doc(c.now), nil
}

// forget deletes a customer with all that is saved. What they paid stays.
func (s *Stripe) forget(c *customer, cause *call) {
	s.emit(s.platform, "customer.deleted", c, cause) // the event shows who it was
	c.deleted, c.saved, c.name, c.email, c.about = true, false, "", "", ""
}

// DeleteCustomer deletes, as the operator may in the dashboard, the customer who
// paid what ref names as for Dispute.
func (s *Stripe) DeleteCustomer(ctx context.Context, ref string) (id string, err error) {
	err = s.doing(ctx, func() error {
		ch, err := s.namedCharge(ref)
		if err != nil {
			return err
		}
		who := ch.intent.customer
		if who == nil || who.deleted {
			return fmt.Errorf("no customer paid %s, or they are deleted", ch.id)
		}
		id = who.id
		s.forget(who, nil)
		return nil
	})
	return id, err
}
