package commands

import (
	"strings"

	"till/shop"
)

// state says whose turn it is, by when, and where the money is.
func (s side) state() string {
	o := s.order
	switch {
	case o.Closing != nil && o.Closing.Slow:
		return s.say(txtClosingSlow)
	case o.Closing != nil:
		return s.say(txtClosing)
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
		return s.tell(txtBuyerRequested, "days", s.span(policy.ShipWithin),
			"after", s.spans(policy.HoldTracked, policy.HoldUntracked)) + "\n" +
			s.tell(txtBuyerExpires, "when", when(o.ExpiresAt))
	case shop.Processing:
		return s.tell(txtBuyerProcessing)
	case shop.Paid:
		return s.tell(txtBuyerPaid, "when", when(o.ShipBy)) + "\n" + s.tell(txtBuyerHeld)
	case shop.Shipped:
		money := s.buyersMoney()
		if len(o.Holds) > 0 {
			return money + "\n" + s.tell(txtBuyerGotLate)
		}
		if _, done := o.PaidOut(); done {
			return money + "\n" + s.tell(txtBuyerGotLate)
		}
		return money + "\n" + s.tell(txtBuyerGot)
	case shop.Delivered:
		return s.tell(txtBuyerDelivered) + "\n" + s.buyersMoney()
	case shop.Completed:
		return s.tell(txtBuyerPaidOut) + " " + s.say(txtCompleted)
	case shop.Declined:
		return s.uncharged(txtBuyerDeclined)
	case shop.Expired:
		return s.uncharged(txtBuyerExpired)
	case shop.Canceled:
		switch {
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

// buyersMoney says where the buyer's money is after shipping.
func (s side) buyersMoney() string {
	if _, done := s.order.PaidOut(); done {
		return s.tell(txtBuyerPaidOut)
	}
	if len(s.order.Holds) > 0 {
		return s.tell(txtBuyerDue)
	}
	return s.tell(txtBuyerPayout, "when", when(s.order.PayoutAt))
}

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
		return s.tell(txtSellerPaid, "when", when(o.ShipBy)) + "\n" + s.sellersMoney()
	case shop.Shipped:
		return s.sellersMoney()
	case shop.Delivered:
		return s.tell(txtSellerDelivered) + "\n" + s.sellersMoney()
	case shop.Completed:
		return s.sellersMoney() + " " + s.say(txtCompleted)
	case shop.Declined:
		return s.uncharged(txtSellerDeclined)
	case shop.Expired:
		return s.uncharged(txtSellerExpired)
	case shop.Canceled:
		switch {
		case o.Payment == nil:
			return s.uncharged(txtSellerWithdrawn)
		case s.missedDeadline():
			return s.say(txtNotShipped)
		default:
			return s.tell(txtSellerCanceled)
		}
	case shop.Refunded:
		return s.say(txtRefunded)
	case shop.ChargedBack:
		return s.say(txtChargedBack)
	default:
		return ""
	}
}

// sellersMoney says what the seller gets, when, and what it waits for.
func (s side) sellersMoney() string {
	o, policy := s.order, s.shop.Policy()
	payout, parts := s.money(s.gets.Payout), s.parts()
	if _, done := o.PaidOut(); done {
		return s.tell(txtSellerPaidOut, "payout", payout, "parts", parts)
	}
	var lines []string
	switch {
	case len(o.Holds) > 0:
		lines = append(lines, s.tell(txtSellerHeld, "payout", payout))
		for _, h := range o.Holds {
			lines = append(lines, s.hold(h.Kind))
		}
	case o.Status == shop.Paid:
		lines = append(lines, s.tell(txtSellerRules, "payout", payout, "parts", parts,
			"tracked", s.span(policy.HoldTracked), "untracked", s.span(policy.HoldUntracked)))
		if s.shop.NewSeller(s.seller) {
			lines = append(lines, s.say(txtSellerNew, "days", s.span(policy.NewSellerHold)))
		}
	default:
		lines = append(lines, s.tell(txtSellerPayout, "payout", payout, "parts", parts, "when", when(o.PayoutAt)))
	}
	if !s.gets.Final {
		lines = append(lines, s.tell(txtSellerEstimate))
	}
	return strings.Join(lines, "\n")
}

// parts shows how the payout comes about: $30.00 − $1.17 Stripe − $0.30 platform.
func (s side) parts() string {
	text := s.money(s.gets.Charged)
	if !s.gets.ProviderFee.IsZero() {
		text += s.tell(txtPartProvider, "fee", s.money(s.gets.ProviderFee))
	}
	if !s.gets.PlatformFee.IsZero() {
		text += s.tell(txtPartPlatform, "fee", s.money(s.gets.PlatformFee))
	}
	return text
}

func (s side) hold(kind shop.HoldKind) string { return "• " + s.tell(holdWords[kind]) }
