package stripe

import (
	sdk "github.com/stripe/stripe-go/v76"

	"till/shop"
)

// session reads Stripe's session. The payment is read only from a completed
// one: before, it may be a declined card.
func (p *Provider) session(s *sdk.CheckoutSession) shop.CheckoutSession {
	out := shop.CheckoutSession{
		ID:        s.ID,
		URL:       s.URL,
		State:     sessionState(s),
		Amount:    amount(s.AmountTotal, s.Currency),
		ExpiresAt: instant(s.ExpiresAt),
		Order:     p.order(s.Metadata),
	}
	if s.Status == sdk.CheckoutSessionStatusComplete && s.PaymentIntent != nil {
		payment := payment(s)
		out.Payment = &payment
		if bt := balanceTransaction(s.PaymentIntent); payment.Charge != "" && bt != nil {
			payment.Fee, payment.FeeKnown = amount(bt.Fee, bt.Currency), true
			out.Settled = payment.Fee.Currency
		}
	}
	return out
}

// sessionState says where session and payment stand. Complete does not mean
// paid: slow methods complete first and are paid, or fail, days later.
func sessionState(s *sdk.CheckoutSession) shop.SessionState {
	switch {
	case s.Status == sdk.CheckoutSessionStatusOpen:
		return shop.SessionOpen
	case s.Status == sdk.CheckoutSessionStatusExpired:
		return shop.SessionExpired
	case s.PaymentStatus == sdk.CheckoutSessionPaymentStatusPaid:
		return shop.SessionPaid
	case s.PaymentIntent == nil:
		return shop.SessionProcessing
	}
	switch s.PaymentIntent.Status {
	case sdk.PaymentIntentStatusSucceeded:
		return shop.SessionPaid
	case sdk.PaymentIntentStatusRequiresPaymentMethod, sdk.PaymentIntentStatusCanceled:
		return shop.SessionFailed
	default:
		return shop.SessionProcessing
	}
}

// payment reads a completed session's payment: what the charge took once it
// succeeded, and before that what it is to take.
func payment(s *sdk.CheckoutSession) shop.Payment {
	intent := s.PaymentIntent
	out := shop.Payment{Session: s.ID, Intent: intent.ID, Amount: amount(s.AmountTotal, s.Currency)}
	if intent.Currency != "" { // expanded
		out.Amount = amount(intent.Amount, intent.Currency)
	}
	if ch := intent.LatestCharge; ch != nil && ch.Status == sdk.ChargeStatusSucceeded {
		out.Charge, out.Amount, out.At = ch.ID, amount(ch.AmountCaptured, ch.Currency), instant(ch.Created)
	}
	return out
}

// balanceTransaction returns how the charge stands in the books, or nil while
// Stripe has not booked it.
func balanceTransaction(intent *sdk.PaymentIntent) *sdk.BalanceTransaction {
	if intent.LatestCharge == nil || intent.LatestCharge.BalanceTransaction == nil || intent.LatestCharge.BalanceTransaction.Currency == "" {
		return nil
	}
	return intent.LatestCharge.BalanceTransaction
}
