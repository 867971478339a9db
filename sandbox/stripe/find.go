package stripe

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// doing runs an act of the world outside (a bank's, a person's) under the
// lock, and lets the webhooks leave that it causes.
func (s *Stripe) doing(ctx context.Context, act func() error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	var err error
	s.locked(func() { err = act() })
	s.wakeWorker()
	return err
}

// namedCharge finds a charge that succeeded: by its id or that of its payment
// intent or session; else the newest one that has ref as a metadata value
// (its own, its intent's, session's or customer's), as the session's
// client_reference_id or as the transfer group. "" is the newest of all.
func (s *Stripe) namedCharge(ref string) (*charge, error) {
	for _, ch := range slices.Backward(s.platform.charges.rows) {
		if ch.entry != nil && (ref == "" || ch.named(ref)) {
			return ch, nil
		}
	}
	if ref == "" {
		return nil, fmt.Errorf("nothing has been paid yet")
	}
	return nil, fmt.Errorf("no such succeeded charge: %s; name a charge, a payment intent, a session, or a value of their metadata", ref)
}

func (c *charge) named(ref string) bool {
	i := c.intent
	if c.id == ref || i.id == ref || i.transferGroup == ref || valued(c.metadata, ref) || valued(i.metadata, ref) {
		return true
	}
	if i.customer != nil && (i.customer.id == ref || valued(i.customer.metadata, ref)) {
		return true
	}
	x := i.session
	return x != nil && (x.id == ref || x.reference == ref || valued(x.metadata, ref))
}

// valued tells whether a value equals ref. People write references with
// capitals or without, and with a # before them.
func valued(metadata map[string]string, ref string) bool {
	for value := range maps.Values(metadata) {
		if value != "" && strings.EqualFold(strings.TrimPrefix(value, "#"), strings.TrimPrefix(ref, "#")) {
			return true
		}
	}
	return false
}

// namedDispute finds an open dispute by its id, or the newest open one of what
// namedCharge finds. "" is the newest open one of all.
func (s *Stripe) namedDispute(ref string) (*dispute, error) {
	if d, ok := s.platform.disputes.get(ref); ok {
		if !d.open() {
			return nil, fmt.Errorf("dispute %s is closed: its status is %s", d.id, d.status)
		}
		return d, nil
	}
	for _, d := range slices.Backward(s.platform.disputes.rows) {
		if d.open() && (ref == "" || d.charge.named(ref)) {
			return d, nil
		}
	}
	return nil, fmt.Errorf("no such open dispute: %q; name the dispute, or its charge", ref)
}

// namedAccount finds a connected account by its id or e-mail address; else the
// newest one that has ref as a metadata value. "" is the newest of all, and
// "platform" the platform's own.
func (s *Stripe) namedAccount(ref string) (*account, error) {
	if ref == "platform" || ref == s.platform.id {
		return s.platform, nil
	}
	for _, a := range slices.Backward(s.accounts.rows) {
		if ref == "" || a.id == ref || a.email == ref || valued(a.metadata, ref) {
			return a, nil
		}
	}
	return nil, fmt.Errorf("no such connected account: %q; name its id, its e-mail address or a value of its metadata", ref)
}
