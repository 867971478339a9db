package shop

import (
	"cmp"
	"context"
	"fmt"
	"time"
)

// leastCheckoutLife is how long a page must live at least, by the provider's
// rule of 30 minutes and a minute for clocks that differ.
const leastCheckoutLife = 31 * time.Minute

// OpenCheckout returns the page on which the buyer pays the order: the open one
// while enough of its time remains, else a fresh one. It talks to the provider,
// so it may take seconds.
func (s *Shop) OpenCheckout(ctx context.Context, actor Actor, id OrderID) (Checkout, error) {
	for range 5 { // an old page is closed, one without its customer too, then one is opened
		o, err := s.mayPay(ctx, actor, id)
		if err != nil {
			return Checkout{}, err
		}
		left := time.Duration(0)
		page := o.Checkout()
		if page != nil {
			left = page.ExpiresAt.Sub(s.now())
		}
		switch {
		case page == nil:
			if err = s.needCustomer(ctx, actor); err == nil {
				err = s.planPage(ctx, actor, id)
			}
		case page.State == CheckoutOpen && left > s.cfg.Policy.CheckoutLeft:
			var lost bool
			if lost, err = s.lost(ctx, actor.ID, *page); err == nil && !lost {
				return *page, nil
			}
			if err == nil {
				err = s.retirePage(ctx, o, *page)
			}
		case page.State == CheckoutOpening && left >= leastCheckoutLife-time.Minute:
			if _, err = s.openPage(ctx, o, *page); ReasonOf(err) == ReasonCustomerGone {
				err = nil // written down: the next page gets another one
			}
		default:
			err = s.retirePage(ctx, o, *page)
		}
		if err != nil {
			return Checkout{}, providerError(err)
		}
	}
	o, err := s.mayPay(ctx, actor, id)
	if err != nil {
		return Checkout{}, err
	}
	if page := o.Checkout(); page != nil && page.State == CheckoutOpen {
		return *page, nil
	}
	return Checkout{}, refuse(Unavailable, ReasonProviderDown, "no checkout page for %s", id)
}

// mayPay returns the order if the actor may pay it now.
func (s *Shop) mayPay(ctx context.Context, actor Actor, id OrderID) (Order, error) {
	o, err := s.load(ctx, id)
	switch {
	case err != nil:
		return Order{}, err
	case o.Buyer != actor.ID:
		return Order{}, refuse(Forbidden, ReasonNotYours, "only the buyer pays %s", id)
	case o.Closing != nil:
		return Order{}, refuse(Conflict, o.Closing.reason(), "%s is being closed", id)
	}
	switch o.Status {
	case Requested:
		if !o.ExpiresAt.After(s.now()) {
			return Order{}, refuse(Conflict, ReasonExpired, "%s has expired", id)
		}
		seller, err := s.Seller(ctx, o.Seller)
		if err == nil && seller.Standing == Suspended {
			err = refuse(Conflict, ReasonShopStopped, "the shop is suspended")
		}
		return o, err
	case Processing:
		return Order{}, refuse(Conflict, ReasonProcessing, "%s is being paid", id)
	case Declined:
		return Order{}, refuse(Conflict, ReasonDeclined, "%s is declined", id)
	case Canceled:
		return Order{}, refuse(Conflict, ReasonCanceled, "%s is canceled", id)
	case Expired:
		return Order{}, refuse(Conflict, ReasonExpired, "%s has expired", id)
	default:
		return Order{}, refuse(Conflict, ReasonPaid, "%s is paid", id)
	}
}

// planPage writes down that a page will be asked for, with all that it needs.
func (s *Shop) planPage(ctx context.Context, actor Actor, id OrderID) error {
	_, err := s.change(ctx, "", actor, id, func(t *turn) error {
		if t.o.Checkout() != nil || t.o.Closing != nil || t.o.Status != Requested {
			return nil // somebody was faster: looked at again
		}
		seller, err := t.tx.Sellers().Get(t.o.Seller)
		if err != nil {
			return err
		}
		buyer, err := t.tx.People().Get(t.o.Buyer)
		if err := unlessMissing(err); err != nil {
			return err
		}
		n := len(t.o.Checkouts) + 1
		shipTo := s.ShipsTo(seller)
		t.o.Checkouts = append(t.o.Checkouts, Checkout{
			N: n, Shop: seller.Name, ShipTo: shipTo, Phone: len(shipTo) > 0 && seller.Settings.Phone, Customer: buyer.Customer, State: CheckoutOpening,
			Language:  cmp.Or(buyer.Language, buyer.Locale),
			ExpiresAt: t.now.Add(max(s.cfg.Policy.CheckoutLife, leastCheckoutLife)).Truncate(time.Second),
		})
		return t.note(ActCheckoutOpening, map[string]string{"n": fmt.Sprint(n)})
	})
	return err
}

// openPage asks the provider for a page that was planned. Asked twice, it is
// the same page.
func (s *Shop) openPage(ctx context.Context, o Order, page Checkout) (CheckoutSession, error) {
	session, err := s.provider.OpenCheckout(ctx, CheckoutRequest{
		Key:   fmt.Sprintf("checkout:%s:%d", o.ID, page.N),
		Order: o.ID, Shop: page.Shop, Lines: o.Lines, Shipping: o.Shipping, Tax: o.Tax,
		ShipTo: page.ShipTo, Phone: page.Phone, Customer: page.Customer, Language: page.Language, ExpiresAt: page.ExpiresAt,
	})
	if err == nil && session.State != SessionOpen { // opened by a store that was lost since: what became of it
		session, err = s.provider.FetchCheckout(ctx, session.ID)
	}
	if err != nil && CodeOf(err) != Refused {
		return session, err
	}
	_, changeErr := s.change(ctx, "", Actor{}, o.ID, func(t *turn) error {
		c := &t.o.Checkouts[page.N-1]
		if c.State != CheckoutOpening {
			return nil
		}
		if err != nil {
			c.State = CheckoutClosed
			if ReasonOf(err) == ReasonCustomerGone {
				if err := loseCustomer(t.tx, t.o.Buyer, page.Customer); err != nil {
					return err
				}
			}
			return t.note(ActCheckoutClosed, map[string]string{"n": fmt.Sprint(c.N), "refused": err.Error()})
		}
		c.State, c.Session, c.URL, c.ExpiresAt = CheckoutOpen, session.ID, session.URL, session.ExpiresAt
		if err := t.tx.Orders().Link(session.ID, o.ID); err != nil {
			return err
		}
		if err := t.note(ActCheckoutOpen, map[string]string{"n": fmt.Sprint(c.N), "session": session.ID}); err != nil {
			return err
		}
		return t.meetSession(session)
	})
	if err != nil {
		return session, err
	}
	return session, changeErr
}

// closePage makes a page unpayable and returns what the provider then says of
// it. A page whose opening was never answered is asked for again first: its key
// gives the same page, or a refusal when it never was and its time is over.
func (s *Shop) closePage(ctx context.Context, o Order, page Checkout) (CheckoutSession, error) {
	if page.State == CheckoutOpening {
		session, err := s.openPage(ctx, o, page)
		if CodeOf(err) == Refused {
			return CheckoutSession{}, nil
		}
		if err != nil {
			return CheckoutSession{}, err
		}
		page.Session = session.ID
	}
	return s.provider.CloseCheckout(ctx, page.Session)
}

// retirePage closes a page that has too little time left.
func (s *Shop) retirePage(ctx context.Context, o Order, page Checkout) error {
	session, err := s.closePage(ctx, o, page)
	if err != nil || session.ID == "" {
		return err
	}
	_, err = s.change(ctx, "", Actor{}, o.ID, func(t *turn) error { return t.meetSession(session) })
	return err
}
