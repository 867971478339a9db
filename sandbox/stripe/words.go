package stripe

// What the hosted pages say. The voice is plain: what happened, then what to
// do next.
const (
	sayPaid      = "Payment received."
	sayDeclined  = "Your card was declined. You have not been charged. Try another card."
	sayRefused   = "The bank did not confirm the payment. You have not been charged. Try again or use another card."
	sayConfirm   = "Your bank asks you to confirm this payment."
	saySlow      = "Payment is on its way. Your bank needs about three days; you can go back to Discord."
	sayExpired   = "This checkout page has expired. You have not been charged. Ask for a new link in Discord."
	sayComplete  = "This payment has already been made. You can go back to Discord."
	sayAbandoned = "You left the page without paying."
	sayNobody    = "Stripe does not know you any more, so this page cannot be paid. You have not been charged. Ask for a new link in Discord."
	sayNotSaved  = "Nothing is saved for you here. You have not been charged. Choose a card."
	saySaved     = "Stripe keeps your card for the next time."
	sayCardSaved = "Saved: Visa ····4242."
	sayNoneSaved = "No payment method is saved."
	saySavedOver = "This link has expired. Ask for a new one in Discord."
	sayLinkOver  = "This onboarding link was used or has expired. Ask for a new one in Discord."
	sayLater     = "Left for later. Some details are still missing; you can go on at any time with a new link."
	sayOnboarded = "Payouts are set up. You can go back to Discord."
)
