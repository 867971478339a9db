package commands

import (
	"time"

	"till/shop"
)

// state says whose turn it is, by when, and where the money is.
func (s side) state() string {
	o := s.order
	switch {
	case o.Closing != nil:
		return s.closing()
	case s.role == shop.RoleBuyer:
		return s.buyerState()
	default:
		return s.sellerState()
	}
}

func (s side) buyerState() string {
	o := s.order
	switch o.Status {
	case shop.Requested:
		policy := s.shop.Policy()
		asked := ""
		if to := s.shop.ShipsTo(s.seller); len(to) > 0 {
			asked = s.tell(txtBuyerAddress)
			if s.seller.Settings.Phone {
				asked += " " + s.tell(txtBuyerPhone)
			}
			if len(to) <= mostCountries {
				asked += "\n" + s.tell(txtBuyerShipsTo, "countries", s.countries(to))
			}
		}
		return joined(s.tell(txtBuyerRequested, "days", s.span(s.shop.ShipsWithin(s.order)),
			"after", s.spans(policy.HoldTracked, policy.HoldUntracked)),
			asked, s.tell(txtBuyerExpires, "when", when(o.ExpiresAt)))
	case shop.Processing:
		return s.tell(txtBuyerProcessing)
	case shop.Paid:
		if atBank(o) {
			return "" // the dispute says it
		}
		ships := txtBuyerPaid
		if s.gets.Charged.Minor <= 0 {
			ships = txtBuyerShips
		}
		return joined(s.tell(ships, "when", when(o.ShipBy), "rest", s.money(s.gets.Charged)), s.daysAsked(), s.buyersMoney())
	case shop.Shipped:
		if s.allBack() || atBank(o) {
			return joined(s.unseen(), s.buyersMoney())
		}
		if hasProblem(o) {
			return joined(s.unseen(), s.buyersMoney())
		}
		return joined(s.unseen(), s.buyersMoney(), s.tell(txtBuyerGot), s.problemUntil())
	case shop.Delivered:
		if o.AwaitsWord() {
			return joined(s.tell(txtArrived), s.buyersMoney(), s.tell(txtBuyerArrived), s.problemUntil())
		}
		return joined(s.tell(txtBuyerDelivered), s.buyersMoney(), s.problemUntil())
	case shop.Completed:
		if s.openMoney() {
			return joined(s.tell(txtBuyerPaidOut), s.problemUntil())
		}
		return joined(s.tell(txtBuyerPaidOut)+" "+s.say(txtCompleted), s.problemUntil())
	case shop.Declined:
		return s.uncharged(txtBuyerDeclined)
	case shop.Expired:
		return s.uncharged(txtBuyerExpired)
	case shop.Canceled:
		switch {
		case o.Stopped:
			return s.uncharged(txtActStopped)
		case o.Payment == nil:
			return s.uncharged(txtBuyerWithdrawn)
		case s.missedDeadline():
			return s.say(txtNotShipped)
		default:
			return s.tell(txtBuyerCanceled)
		}
	case shop.Refunded:
		return s.say(txtRefunded)
	case shop.ChargedBack:
		return s.say(txtChargedBack)
	default:
		return ""
	}
}

// buyersMoney says where the buyer's money is: what is held of it, which is less
// than all when a part went back.
func (s side) buyersMoney() string {
	o := s.order
	if _, done := o.PaidOut(); done {
		return s.tell(txtBuyerPaidOut)
	}
	if atBank(o) {
		return "" // the dispute says it
	}
	paid, rest := o.Payment.Amount, s.gets.Charged
	held := s.say(txtAllOf, "all", s.money(paid))
	if rest != paid {
		held = s.say(txtPartOf, "part", s.money(rest), "all", s.money(paid))
	}
	switch {
	case s.allBack():
		return s.say(txtBuyerAllBack)
	case o.Status == shop.Paid:
		return s.tell(txtBuyerHeld, "held", held)
	case len(o.Holds) > 0:
		return s.tell(txtBuyerDue, "held", held)
	default:
		return s.tell(txtBuyerPayout, "held", held, "when", when(o.PayoutAt))
	}
}

// allBack reports whether all of the payment goes back to the buyer.
func (s side) allBack() bool {
	return s.order.Payment != nil && s.gets.Charged.Minor <= 0 && !atBank(s.order) && len(s.order.Refunds) > 0
}

// daysAsked says that more days to ship are asked for, or how that was answered.
func (s side) daysAsked() string {
	m := s.order.MoreDays
	switch {
	case m == nil:
		return ""
	case m.State == shop.MoreDaysAsked && s.role == shop.RoleBuyer:
		return s.asks(txtBuyerAsked)
	case m.State == shop.MoreDaysAsked:
		return s.asks(txtSellerAsking)
	case m.State == shop.MoreDaysRefused && s.role == shop.RoleSeller:
		return s.asks(txtSellerRefused)
	default:
		return "" // the deadline says it
	}
}

// unseen says to the buyer that no carrier has seen the parcel, once that holds
// the payout.
func (s side) unseen() string {
	if !s.order.Held(shop.HoldNoScan) {
		return ""
	}
	return s.tell(txtNoScanBuyer, "end", when(s.scanEnd()))
}

// scanEnd is when an operator is asked about a parcel that no carrier saw.
func (s side) scanEnd() time.Time { return s.order.ScanBy() }

// uncharged ends a request that was never paid. Money that came too late has a
// line of its own.
func (s side) uncharged(p phrase) string {
	if len(s.order.Refunds) > 0 {
		return s.tell(p)
	}
	return s.tell(p) + " " + s.say(txtNotCharged)
}

func (s side) missedDeadline() bool {
	for _, r := range s.order.Refunds {
		if r.Reason == shop.RefundNotShipped {
			return true
		}
	}
	return false
}

func (s side) sellerState() string {
	o := s.order
	switch o.Status {
	case shop.Requested:
		return s.tell(txtSellerRequested, "when", when(o.ExpiresAt))
	case shop.Processing:
		return s.tell(txtSellerProcessing)
	case shop.Paid:
		ship := txtSellerPaid
		switch {
		case atBank(o):
			ship = txtSellerBank
		case o.Held(shop.HoldFraud):
			ship = txtSellerFraud
		}
		return joined(s.tell(ship, "when", when(o.ShipBy)), s.daysAsked(), s.sellersMoney())
	case shop.Shipped:
		return s.sellersMoney()
	case shop.Delivered:
		if o.AwaitsWord() {
			return joined(s.tell(txtArrived), s.sellersMoney())
		}
		return joined(s.tell(txtSellerDelivered), s.sellersMoney())
	case shop.Completed:
		if s.openMoney() {
			return s.sellersMoney()
		}
		return s.sellersMoney() + " " + s.say(txtCompleted)
	case shop.Declined:
		return s.uncharged(txtSellerDeclined)
	case shop.Expired:
		return s.uncharged(txtSellerExpired)
	case shop.Canceled:
		switch {
		case o.Stopped:
			return s.uncharged(txtActStoppedYour)
		case o.Payment == nil:
			return s.uncharged(txtSellerWithdrawn)
		case s.missedDeadline():
			return s.say(txtNotShipped)
		default:
			return s.tell(txtSellerCanceled)
		}
	case shop.Refunded:
		return joined(s.say(txtRefunded), s.sentBefore())
	case shop.ChargedBack:
		if sent := s.sentBefore(); sent != "" {
			return joined(s.say(txtChargedBack), sent)
		}
		return s.say(txtChargedBack) + " " + s.say(txtNoPayout)
	default:
		return ""
	}
}
