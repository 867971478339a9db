package commands

import (
	"fmt"
	"strings"

	"till/shop"
)

// bargain says how the terms came about, while they can change: the buyer's offer,
// and that the seller changed them.
func (s side) bargain() string {
	o := s.order
	if o.Status != shop.Requested {
		return ""
	}
	buyer := s.role == shop.RoleBuyer
	var lines []string
	if o.Changes > 0 && buyer {
		lines = append(lines, s.changed())
	}
	if o.Offer != nil {
		offer := s.money(o.Offer.Price)
		switch {
		case o.Offer.State == shop.OfferOpen && buyer:
			lines = append(lines, s.tell(txtBuyerOffers, "price", offer))
		case o.Offer.State == shop.OfferOpen:
			lines = append(lines, s.tell(txtSellerOffer, "price", offer))
		case o.Offer.State == shop.OfferRefused && buyer:
			lines = append(lines, s.tell(txtBuyerNoOffer, "price", offer))
		}
	}
	return strings.Join(lines, "\n")
}

// changed says how often the request was changed.
func (s side) changed() string {
	return s.count(s.order.Changes, txtChangedOnce, txtChangedMany, "shop", plain(s.seller.Name))
}

// offerOpen reports whether the buyer's n-th offer waits for an answer.
func (s side) offerOpen(n string) bool {
	o := s.order
	return o.Status == shop.Requested && o.Offer != nil && o.Offer.State == shop.OfferOpen && fmt.Sprint(o.Offer.N) == n
}

// bargaining is the buttons of an open offer, to the seller.
func bargaining(s side) []Button {
	if s.order.Offer == nil {
		return []Button{s.next(routeTrack)}
	}
	n := fmt.Sprint(s.order.Offer.N)
	return []Button{
		button(s.say(btnAcceptOffer, "price", s.money(s.order.Offer.Price)), Success, NewRoute(routeOfferYes, string(s.order.ID), n)),
		button(s.say(btnRefuseOffer), Secondary, NewRoute(routeOfferNo, string(s.order.ID), n)),
		button(s.say(btnChangeRequest), Secondary, s.route(routeChange)),
	}
}

// shippingMenu is the buyer's choice of how it is sent; nil when there is none.
func (s side) shippingMenu() []Row {
	if len(s.order.Options) < 2 {
		return nil
	}
	pick := Select{Route: s.route(routeShipping), Placeholder: s.say(txtChooseShipping)}
	if chosen, ok := s.order.Chosen(); ok {
		pick.Placeholder = clip(s.say(txtShippingOption, "option", s.optionName(chosen)), maxPlaceholder)
	}
	for i, option := range s.order.Options {
		pick.Options = append(pick.Options, Option{Label: clip(s.optionName(option), maxOption), Value: fmt.Sprint(i)})
	}
	return []Row{{Select: &pick}}
}

func (s side) optionName(o shop.ShippingOption) string {
	if o.Price.IsZero() {
		return s.say(txtOptionFree, "option", o.Name)
	}
	return s.say(txtOptionPrice, "option", o.Name, "price", s.money(o.Price))
}
