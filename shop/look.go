package shop

import (
	"context"
	"fmt"
	"strings"
	"time"

	"till/shop/job"
)

// reconciled is the mark of how far the provider's books were compared.
const reconciled = "cursor:reconciled"

// most of the past that is compared again each time: entries may be listed late.
const booksOverlap = day

// Reconcile compares open orders with the provider, and has what was missed
// mended: each is looked at by a job of its own. In the provider's books it
// looks for what no order knows.
func (s *Shop) Reconcile(ctx context.Context) error {
	now := s.now()
	since, err := s.reconciledUntil(ctx)
	if err != nil {
		return err
	}
	statuses := []Status{Requested, Processing, Paid, Shipped, Delivered}
	if now.Sub(since) > 25*day { // events are kept for 30 days: ended orders may have changed as well
		statuses = Statuses()
	}
	for _, status := range statuses {
		if err := s.lookAtAll(ctx, status, now); err != nil {
			return err
		}
	}
	if err := s.compareBooks(ctx, since.Add(-booksOverlap)); err != nil {
		return err
	}
	return s.store.Update(ctx, func(tx Tx) error { return tx.Marks().Put(reconciled, now.Format(time.RFC3339)) })
}

func (s *Shop) reconciledUntil(ctx context.Context) (since time.Time, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		mark, err := tx.Marks().Get(reconciled)
		if err != nil {
			return unlessMissing(err)
		}
		since, err = time.Parse(time.RFC3339, mark)
		return err
	})
	return since, err
}

// lookAtAll has every order in the status looked at.
func (s *Shop) lookAtAll(ctx context.Context, status Status, now time.Time) error {
	for before := OrderID(""); ; {
		n := 0
		err := s.store.Update(ctx, func(tx Tx) error {
			orders, err := tx.Orders().List(OrderQuery{Status: []Status{status}, Before: before, Limit: auditPage})
			if err != nil {
				return err
			}
			for _, o := range orders {
				before = o.ID
				if err := s.missesDigest(tx, o); err != nil {
					return err
				}
				if !o.toLookAt() {
					continue
				}
				if err := tx.Jobs().Put(job.Job{
					Key: jobKey(kindLook, o.ID, 0), Kind: kindLook, Order: string(o.ID),
					Due: now, CreatedAt: now, Stamp: now.Format(time.RFC3339Nano),
				}); err != nil {
					return err
				}
			}
			n = len(orders)
			return nil
		})
		if err != nil || n < auditPage {
			return err
		}
	}
}

// toLookAt reports whether the provider has something of the order.
func (o *Order) toLookAt() bool {
	if o.Payment != nil || len(o.Refunds) > 0 {
		return true
	}
	for _, c := range o.Checkouts {
		if c.State == CheckoutOpen || c.State == CheckoutDone {
			return true
		}
	}
	return false
}

// look compares an order with the provider: its pages that may have been paid,
// and its charges.
func (s *Shop) look(ctx context.Context, id OrderID) (outcome, error) {
	o, err := s.load(ctx, id)
	if err != nil {
		return nil, err
	}
	var sessions []CheckoutSession
	var fetching []job.Key // by an event of these
	for _, c := range o.Checkouts {
		if c.State != CheckoutOpen && (c.State != CheckoutDone || o.Status != Processing) {
			continue
		}
		session, err := s.provider.FetchCheckout(ctx, c.Session)
		if err != nil {
			return nil, err
		}
		sessions = append(sessions, session)
		fetching = append(fetching, sessionKey(c.Session))
	}
	var charges []Charge
	var missing []string
	for _, charge := range o.charges() {
		c, err := s.provider.FetchCharge(ctx, charge)
		if code := CodeOf(err); err != nil && (code == NotFound || code == Refused) {
			missing = append(missing, charge)
			continue
		}
		if err != nil {
			return nil, err
		}
		charges = append(charges, c)
		fetching = append(fetching, chargeKey(charge))
	}
	for _, r := range o.Refunds {
		fetching = append(fetching, jobKey(kindRefundCheck, id, r.N))
	}
	return func(t *turn) error {
		for _, charge := range missing {
			if err := s.chargeMissing(t, charge); err != nil {
				return err
			}
		}
		before := t.o.seen()
		told, err := t.underWay(fetching)
		if err != nil {
			return err
		}
		for _, session := range sessions {
			if err := t.meetSession(session); err != nil {
				return err
			}
		}
		for _, c := range charges {
			if err := t.meetCharge(c); err != nil {
				return err
			}
		}
		if t.o.openDispute() != nil { // whatever its status: it is looked at until the dispute is decided
			if err := t.later(kindLook, 0, t.now.Add(day)); err != nil {
				return err
			}
		}
		if t.o.seen() != before {
			return t.found(ctx, before, told)
		}
		return nil
	}, nil
}

// chargeMissing tells the operators, once, of a charge that the provider does
// not have.
func (s *Shop) chargeMissing(t *turn, charge string) error {
	seen, err := s.once(t.tx, "missing:"+charge, "seen")
	if err != nil || seen != "" {
		return err
	}
	s.cfg.Observer.Count("reconciler_find", "no_charge")
	return s.alertAll(t.tx, "charge:"+charge, t.o.ID, AlertBooks, map[string]string{
		"what": fmt.Sprintf("the provider has no charge %s", charge),
	})
}

// hasOpen reports whether the session is of a page that counts as open: look
// fetches it.
func (o *Order) hasOpen(session string) bool {
	page := o.page(session)
	return page != nil && page.State == CheckoutOpen
}

// charges returns the order's charges.
func (o *Order) charges() (all []string) {
	if o.Payment != nil {
		all = append(all, o.Payment.Charge)
	}
	for _, r := range o.Refunds {
		if r.Extra && r.Again == 0 {
			all = append(all, r.Charge)
		}
	}
	return all
}

// seen says in words what of the order's money is known from the provider.
func (o *Order) seen() string {
	words := []string{string(o.Status)}
	for _, r := range o.Refunds {
		words = append(words, fmt.Sprintf("refund %d %s", r.N, r.State))
	}
	for _, d := range o.Disputes {
		words = append(words, fmt.Sprintf("dispute %s (%s withdrawn)", d.State, d.Withdrawn))
	}
	if len(o.Warnings) > 0 {
		words = append(words, fmt.Sprintf("%d fraud warnings", len(o.Warnings)))
	}
	return strings.Join(words, ", ")
}

// compareBooks looks in the provider's balance for charges of this installation
// that no order has, and for what happened to charges that one has.
func (s *Shop) compareBooks(ctx context.Context, since time.Time) error {
	if since.Before(time.Unix(0, 0)) {
		since = time.Time{}
	}
	var entries []BalanceEntry
	if err := s.provider.BalanceEntries(ctx, since, func(e BalanceEntry) error {
		if e.Order != "" || e.Charge != "" {
			entries = append(entries, e)
		}
		return nil
	}); err != nil {
		return err
	}
	for _, e := range entries {
		unknown, err := s.unknownEntry(ctx, e)
		if err == nil && unknown {
			err = s.meetEntry(ctx, e)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// unknownEntry reports whether an entry is about an order, and no order has its
// object.
func (s *Shop) unknownEntry(ctx context.Context, e BalanceEntry) (unknown bool, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		ref := e.Source
		if e.Category == "charge" {
			ref = e.Charge
		} else if e.Order == "" { // made by others, of a charge that may be ours
			if _, err := tx.Orders().ByReference(e.Charge); err != nil {
				return unlessMissing(err)
			}
		}
		_, err := tx.Orders().ByReference(ref)
		if err != nil && CodeOf(err) == NotFound {
			unknown, err = true, nil
		}
		return err
	})
	return unknown, err
}

// meetEntry has the object behind an unknown entry looked at; what belongs to no
// order is the operators' to see to.
func (s *Shop) meetEntry(ctx context.Context, e BalanceEntry) error {
	session := CheckoutSession{}
	if e.Category == "charge" {
		var err error
		session, err = s.provider.FindCheckout(ctx, e.Charge)
		if code := CodeOf(err); err != nil && code != NotFound && code != Refused {
			return err
		}
	}
	return s.store.Update(ctx, func(tx Tx) error {
		o, err := tx.Orders().Get(e.Order)
		switch {
		case err != nil && CodeOf(err) != NotFound:
			return err
		case err == nil && e.Category == "charge" && !o.Status.Ended() && o.hasOpen(session.ID):
			return nil // its page is looked at with the order
		case e.Category == "charge" && err == nil && session.ID != "":
			return s.fetchLater(tx, session.ID, byBooks+e.ID, s.now())
		case e.Category != "charge" && e.Charge != "":
			return s.chargeLater(tx, e.Charge, byBooks+e.ID)
		case err == nil:
			return nil // a transfer or its reversal: the order's own job records it
		}
		seen, err := s.once(tx, "books:"+e.ID, "seen")
		if err != nil || seen != "" {
			return err
		}
		s.cfg.Observer.Count("reconciler_find", "no_order")
		s.cfg.Logger.WarnContext(ctx, "the provider has what no order knows",
			"category", e.Category, "source", e.Source, "order", e.Order.String(), "amount", e.Amount.String())
		return s.alertAll(tx, "books:"+e.ID, "", AlertBooks, map[string]string{
			"what": fmt.Sprintf("a %s of %s for %s (%s)", e.Category, e.Amount, e.Order, e.Source),
		})
	})
}
