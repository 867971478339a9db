package commands

import (
	"slices"

	"till/shop"
)

// The routes of a card's buttons. They stand in messages for years.
const (
	routePay      = "pay"
	routeAsk      = "say" // opens the form for a message about an order
	routeDecline  = "decline"
	routeTrack    = "track"
	routeGot      = "got"
	routeWithdraw = "withdraw"
	routeShip     = "ship"
	routeCancel   = "cancel"
	routeAddress  = "address"
)

// route leads to an act on the side's order.
func (s side) route(name string) Route { return NewRoute(name, string(s.order.ID)) }

// buttons is what this side can do now.
func (s side) buttons() []Row { return append(s.going(), s.reviewing()...) }

// going is what this side can do with the order itself.
func (s side) going() []Row {
	var (
		pay      = button(s.tell(btnPay), Success, s.route(routePay))
		ask      = button(s.say(btnAsk), Secondary, s.route(routeAsk))
		decline  = button(s.say(btnDecline), Secondary, s.route(routeDecline))
		track    = button(s.say(btnTrack), Primary, s.route(routeTrack))
		got      = button(s.say(btnGot), Success, s.route(routeGot))
		withdraw = button(s.say(btnWithdraw), Secondary, s.route(routeWithdraw))
		offer    = button(s.say(btnOffer), Secondary, s.route(routeOffer))
		change   = button(s.say(btnChangeRequest), Secondary, s.route(routeChange))
		addItem  = button(s.say(btnAddItem), Secondary, s.route(routeAddItem))
		ship     = button(s.say(btnShip), Primary, s.route(routeShip))
		cancel   = button(s.say(btnCancel), Danger, s.route(routeCancel))
		message  = button(s.say(btnMessage), Secondary, s.route(routeAsk))
		moreDays = button(s.say(btnMoreDays), Secondary, s.route(routeMoreDays))
		refund   = button(s.say(btnRefund), Secondary, s.route(routeRefund))
		evidence = button(s.say(btnEvidence), Primary, s.route(routeEvidence))
	)
	buyer := s.role == shop.RoleBuyer
	var more []Row // the seller's second row: the first may be full
	if s.shop.AddressShown(s.order) {
		more = buttons(button(s.say(btnAddress), Secondary, s.route(routeAddress)))
	}
	if buyer {
		message.Label = s.say(btnMessageShop)
	}
	switch status := s.order.Status; {
	case s.order.Open() && status != shop.Requested:
		return nil
	case s.order.Closing != nil:
		return buttons(message)
	case buyer && status == shop.Requested:
		all := []Button{pay, ask, offer, decline}
		if len(s.order.Lines) > 1 {
			all = []Button{pay, ask, decline}
		}
		return append(s.shippingMenu(), buttons(all...)...)
	case buyer && status == shop.Processing:
		return buttons(message, decline)
	case buyer && hasProblem(s.order):
		return append(buttons(track, message), buttons(s.problemButtons()...)...)
	case buyer && (status == shop.Shipped || s.order.AwaitsWord()) && !s.allBack() && !atBank(s.order):
		return buttons(append([]Button{track, message, got}, s.reporting()...)...)
	case status == shop.Requested:
		if s.order.Open() { // there is nobody to write to
			return buttons(change, addItem, withdraw)
		}
		rows := buttons(message, change, addItem, withdraw)
		if o := s.order.Offer; o != nil && o.State == shop.OfferOpen {
			rows = append(buttons(bargaining(s)[:2]...), rows...)
		}
		return rows
	case status == shop.Processing:
		return buttons(message, withdraw)
	case s.order.Payment == nil:
		return buttons(message)
	case buyer && asksDays(s.order):
		return buttons(append([]Button{track, message}, s.daysButtons()...)...)
	case buyer && s.order.Arrived():
		return buttons(append([]Button{track, message, button(s.say(btnAgain), Secondary, s.route(routeAgain))}, s.reporting()...)...)
	case buyer:
		return buttons(append([]Button{track, message}, s.reporting()...)...)
	}
	// The seller's, of an order that was paid.
	var all []Button
	if _, open := s.order.OpenDispute(); open {
		all = append(all, evidence)
	}
	if s.order.Status != shop.Paid {
		all = append(all, track, message)
		if refundable(s.order) {
			all = append(all, refund)
		}
		return slices.Concat(buttons(all...), buttons(s.problemButtons()...), more)
	}
	all = append(all, ship, message)
	if !asksDays(s.order) && s.shop.MostDays(s.order) > 0 {
		all = append(all, moreDays)
	}
	if !atBank(s.order) {
		all = append(all, cancel)
	}
	return append(buttons(all...), more...)
}
