package shop

import (
	"context"
	"strings"

	"till/shop/money"
)

func (s *Shop) load(ctx context.Context, id OrderID) (o Order, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		t, err := s.take(tx, id, "")
		if err == nil {
			o = *t.o
		}
		return err
	})
	return o, err
}

// Order returns an order to one of its sides. To anybody else there is none.
func (s *Shop) Order(ctx context.Context, actor UserID, id OrderID) (Order, error) {
	o, err := s.load(ctx, id)
	if err == nil && o.Role(actor) == "" {
		return Order{}, refuse(NotFound, ReasonNoOrder, "%s has no side in %s", actor, id)
	}
	return o, err
}

// Timeline returns an order with its journal to one of its sides.
func (s *Shop) Timeline(ctx context.Context, actor UserID, id OrderID) (o Order, entries []Entry, err error) {
	if o, err = s.Order(ctx, actor, id); err != nil {
		return o, nil, err
	}
	err = s.store.View(ctx, func(tx Tx) error {
		entries, err = tx.Journal().Entries(id)
		return err
	})
	return o, entries, err
}

// Orders returns a page of orders. The query names the actor as seller or as
// buyer; commands put it there, never a person.
func (s *Shop) Orders(ctx context.Context, q OrderQuery) (orders []Order, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		orders, err = tx.Orders().List(q)
		return err
	})
	return orders, err
}

// Seller returns somebody's shop.
func (s *Shop) Seller(ctx context.Context, id UserID) (seller Seller, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		seller, err = tx.Sellers().Get(id)
		return err
	})
	if err != nil && CodeOf(err) == NotFound {
		err = refuse(NotFound, ReasonNotSeller, "no shop")
	}
	return seller, err
}

// Shops returns the shops that may sell, by name.
func (s *Shop) Shops(ctx context.Context) (shops []Seller, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		all, err := tx.Sellers().List()
		for _, seller := range all {
			if s.MaySell(seller) {
				shops = append(shops, seller)
			}
		}
		return err
	})
	return shops, err
}

// FindShop finds a shop by its name, as people type it, or by its seller's id.
func (s *Shop) FindShop(ctx context.Context, text string) (seller Seller, err error) {
	text = strings.TrimSpace(text)
	err = s.store.View(ctx, func(tx Tx) error {
		if seller, err = tx.Sellers().Get(UserID(text)); CodeOf(err) == NotFound && err != nil {
			seller, err = tx.Sellers().ByName(text)
		}
		return err
	})
	if err != nil && CodeOf(err) == NotFound {
		err = refuse(NotFound, ReasonNoShop, "no shop of this name")
	}
	return seller, err
}

// Reader returns the language in which somebody wants to read, and the one of
// their Discord client as it last said; "" where they did not choose, or it never
// did.
func (s *Shop) Reader(ctx context.Context, id UserID) (language, locale string, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		p, err := tx.People().Get(id)
		language, locale = p.Language, p.Locale
		return unlessMissing(err)
	})
	return language, locale, err
}

// Week returns what the seller may still request in the currency within the
// running 7 days.
func (s *Shop) Week(ctx context.Context, id UserID, currency money.Currency) (left money.Money, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		seller, err := tx.Sellers().Get(id)
		if unlessMissing(err) != nil {
			return err
		}
		left, err = s.weekLeft(tx, seller, currency, s.now())
		return err
	})
	return left, err
}

// Conversation returns a conversation to whoever has a part in it.
func (s *Shop) Conversation(ctx context.Context, actor UserID, id ConversationID) (c Conversation, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		c, err = s.ownConversation(tx, id, actor)
		return err
	})
	return c, err
}

// Held says who holds money until it is paid out: the operator's name, and the
// provider's.
func (s *Shop) Held() (operator, provider string) { return s.cfg.Operator, s.cfg.Provider }

// Carriers returns the names of the carriers whose numbers are recognised.
func (s *Shop) Carriers() []string { return s.carrier.Carriers() }

// Recognise returns the parcels that a tracking number may stand for, best
// first, as Ship would read it.
func (s *Shop) Recognise(carrier, number string) ([]Parcel, error) {
	return s.carrier.Recognise(strings.TrimSpace(carrier), strings.TrimSpace(number))
}

// NewSeller reports whether the seller's payouts still wait for some days after
// the payment, whatever else happens.
func (s *Shop) NewSeller(seller Seller) bool {
	policy := s.cfg.Policy
	return seller.Completed < policy.NewSellerSold || s.now().Sub(seller.Since) < policy.NewSellerFor
}
