package commands

import "till/shop"

// The words of lists and of an order's story. See words.go for the voice.
const (
	txtOrdersAll      phrase = "All orders"
	txtOrdersToShip   phrase = "To ship"
	txtOrdersAwaiting phrase = "Awaiting payment"
	txtOrdersTransit  phrase = "In transit"
	txtOrdersHeld     phrase = "Money held"
	txtOrdersDone     phrase = "Ended"
	txtPurchases      phrase = "Your purchases"

	txtOrdersNone       phrase = "You have no orders yet. Send your first payment request with /request."
	txtOrdersNoneToShip phrase = "There is nothing to ship. You get a message when somebody pays."
	txtOrdersNoneHere   phrase = "There are no orders of this kind at the moment."
	txtPurchasesNone    phrase = "You have bought nothing yet. Ask a shop, and it sends you a payment request here."

	txtPlaceholderOrder phrase = "Open an order"
	btnNewer            phrase = "Newer"
	btnOlder            phrase = "Older"
	btnAllOrders        phrase = "All orders"
	btnToShip           phrase = "To ship"

	txtEntrySeller phrase = "**{item}** · {total} · {ref}\nto {buyer}"
	txtEntryBuyer  phrase = "**{item}** · {total} · {ref}\nfrom {shop}"

	txtDuePay      phrase = "pay by {when}"
	txtDueExpires  phrase = "expires {when}"
	txtDueShips    phrase = "{shop} ships by {when}"
	txtDueShip     phrase = "ship by {when}"
	txtDuePaidOut  phrase = "you are paid"
	txtDueHeld     phrase = "the payout waits, /payouts says for what"
	txtDueWaits    phrase = "the money is held, and the payout to {shop} waits"
	txtDueShopPaid phrase = "{shop} is paid {when}"
	txtDuePayout   phrase = "you are paid {when}"

	txtDueRefundRequested phrase = "refund requested"
	txtDueRefundSent      phrase = "refund sent"
	txtDueRefundDone      phrase = "refund done"
	txtDueRefundFailed    phrase = "refund failed, {operator} sends it again"

	txtPayoutsTitle     phrase = "Your payouts"
	txtPayoutsAbout     phrase = "From here, money goes to your {provider} balance; {provider} then sends it to your bank."
	txtPayoutsNone      phrase = "There are no payouts yet. They begin when somebody has paid you and you have shipped."
	txtPayoutsPaid      phrase = "Sent to your balance"
	txtPayoutsHeld      phrase = "Held"
	txtPayoutsToShip    phrase = "Waits for you to ship"
	txtPayoutsScheduled phrase = "Scheduled"
	txtPayoutPaid       phrase = "**{payout}** · {name} ({ref})"
	txtPayoutHeld       phrase = "**{payout}** · {name} ({ref}): {why}"
	txtPayoutToShip     phrase = "**{payout}** · {name} ({ref}): ship by {when}, or the buyer gets it back."
	txtPayoutScheduled  phrase = "**{payout}** · {name} ({ref}): {when}. {why}"
	txtPayoutsMore      phrase = "and {n} more"
	txtWaitsNew         phrase = "New shops are paid {days} after the payment at the earliest."
	txtWaitsDelivered   phrase = "The buyer has it."
	txtWaitsTracked     phrase = "Tracked: {days} after you shipped."
	txtWaitsUntracked   phrase = "No tracking: {days} after you shipped, or when the buyer says that it arrived."
	btnWhenPaid         phrase = "When am I paid?"

	txtStoryCut phrase = "(Earlier steps are left out.)"
)

// refundDue says in a list where a refund stands.
var refundDue = map[shop.CallState]phrase{
	shop.CallRequested: txtDueRefundRequested,
	shop.CallSent:      txtDueRefundSent,
	shop.CallSucceeded: txtDueRefundDone,
	shop.CallFailed:    txtDueRefundFailed,
}

// told is what an entry of the journal says to each side; "" says nothing.
type told struct{ buyer, seller phrase }

// actWords puts the journal into words. What is only of the books, or of the
// checkout page, is nobody's step.
var actWords = map[shop.Act]told{
	shop.ActRequest:                       {"{shop} asked you for {total}.", "You asked {buyer} for {total}."},
	shop.Act(shop.EventPaymentProcessing): {"You paid in a way that takes some days.", "{buyer} paid in a way that takes some days."},
	shop.Act(shop.EventPaymentFailed):     {"Your payment failed. Nothing was charged.", "The payment failed."},
	shop.Act(shop.EventPaymentSucceeded):  {"Your payment arrived. It is held by {operator} at {provider}.", "{buyer} paid. The money is held by {operator} at {provider}."},
	shop.Act(shop.EventDecline):           {"You declined.", "{buyer} declined."},
	shop.Act(shop.EventCancel):            {"{shop} canceled.", "You canceled."},
	shop.Act(shop.EventExpire):            {"The request expired.", "The request expired."},
	shop.Act(shop.EventShip):              {"{shop} marked it as shipped.", "You marked it as shipped."},
	shop.Act(shop.EventDeliver):           {"You said that you have it.", "{buyer} said that it arrived."},
	shop.Act(shop.EventComplete):          {"The order is complete.", "The order is complete."},
	shop.Act(shop.EventRefundedInFull):    {"All of the money goes back to you.", "All of the money goes back to {buyer}."},
	shop.Act(shop.EventDisputeLost):       {"Your bank took the payment back.", "The bank took the payment back."},
	shop.ActClosing:                       {"The request is being closed.", "The request is being closed."},
	shop.ActCheckoutOpening:               {"", ""},
	shop.ActCheckoutOpen:                  {"You opened the payment page.", ""},
	shop.ActCheckoutClosed:                {"", ""},
	shop.ActExtraPayment:                  {"A payment arrived that had nothing to pay for.", ""},
	shop.ActProviderFee:                   {"", ""},
	shop.ActHold:                          {"", "Your payout waits."},
	shop.ActRelease:                       {"", "A reason why your payout waited is gone."},
	shop.ActPayoutRequested:               {"", ""},
	shop.ActPayoutSent:                    {"{shop} was paid.", "Your payout went to your {provider} balance."},
	shop.ActPayoutRefused:                 {"", "{provider} refused the payout. It is tried again."},
	shop.ActRefundRequested:               {"A refund was requested at {provider}.", "A refund was requested at {provider}."},
	shop.ActRefundSent:                    {"The refund was sent.", "The refund was sent."},
	shop.ActRefundSucceeded:               {"The refund is done.", "The refund is done."},
	shop.ActRefundFailed:                  {"The refund failed. {operator} has to send it again.", "The refund failed. {operator} has to send it again."},
}
