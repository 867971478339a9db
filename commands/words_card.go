package commands

import "till/shop"

// The words of the live order card. See words.go for the voice.
const (
	// Above the card.
	txtCardAsks   phrase = "**{shop}** asks you for a payment of {total}."
	txtCardEnded  phrase = "Request from **{shop}**."
	txtCardBuyer  phrase = "Your order from **{shop}**."
	txtCardAsked  phrase = "Your request to {buyer}."
	txtCardSeller phrase = "Your sale to {buyer}."
	txtCardTitle  phrase = "{item} · {ref}"

	txtTrust     phrase = "Payouts set up with {provider}"
	txtTrustNot  phrase = "Payouts are not set up with {provider} at the moment"
	txtTrustOne  phrase = "{n} order completed"
	txtTrustMany phrase = "{n} orders completed"
	txtTrustNew  phrase = "new shop: no completed orders yet"

	txtTrustShipsDay phrase = "usually ships within a day"
	txtTrustShips    phrase = "usually ships in {n} days"
	txtTrustDisputed phrase = "{disputed} of {n} orders disputed at the buyer's bank"

	// Price lines.
	txtPrice     phrase = "Price"
	txtTimes     phrase = "{n} × {price}"
	txtShipping  phrase = "Shipping"
	txtTax       phrase = "Tax"
	txtTotal     phrase = "Total"
	txtPriceLine phrase = "{label}: {amount}"
	txtAllYouPay phrase = "The total is all that you pay, shipping and tax included."

	// The steps.
	txtStepPaid      phrase = "Paid"
	txtStepShipped   phrase = "Shipped"
	txtStepOnItsWay  phrase = "On its way"
	txtStepDelivered phrase = "Delivered"

	// To the buyer.
	txtBuyerRequested  phrase = "When you pay, {operator} holds your money at {provider}. {shop} is paid {after} after it ships, or once you say that you have it. Not shipped within {days}: all of it comes back."
	txtBuyerExpires    phrase = "Pay or decline by {when}. After that the request expires."
	txtBuyerProcessing phrase = "Your payment of {total} is under way. Some ways of paying take a few days. You get a message here when it has arrived, or when it failed."
	txtBuyerPaid       phrase = "{shop} ships by {when}. Not shipped by then: all of your {rest} comes back."
	txtBuyerShips      phrase = "{shop} ships by {when}."
	txtBuyerHeld       phrase = "{held} is held by {operator} at {provider}."
	txtBuyerPayout     phrase = "{held} is held by {operator} at {provider}. {shop} is paid on {when}."
	txtBuyerDue        phrase = "{held} is held by {operator} at {provider}. The payout to {shop} waits."
	txtBuyerPaidOut    phrase = "{shop} has been paid."
	txtBuyerGot        phrase = "Tap **I got it** when it is there."
	txtBuyerArrived    phrase = "Tap **I got it** when you have it and all of it is right: {shop} is paid then."
	txtBuyerDelivered  phrase = "You said that you have it."
	txtBuyerDeclined   phrase = "You declined this request."
	txtBuyerWithdrawn  phrase = "{shop} withdrew this request."
	txtBuyerExpired    phrase = "The request expired, since it was not paid in time."
	txtBuyerCanceled   phrase = "The order was canceled before it was shipped."
	txtNotCharged      phrase = "Nothing was charged."

	// To the seller.
	txtSellerRequested  phrase = "Waiting for {buyer} to pay. The request expires {when}."
	txtSellerProcessing phrase = "{buyer} pays in a way that takes a few days. Do not ship yet: you get a message when the money has arrived."
	txtSellerPaid       phrase = "**Ship by {when}**, or {buyer} gets all of it back."
	txtSellerBank       phrase = "**Do not ship for now**: the bank has the money, and decides. The deadline is {when}."
	txtSellerFraud      phrase = "**Do not ship for now**: the payment may be fraud. Not shipped by {when}, {buyer} gets all of it back."
	txtNoPayout         phrase = "There is no payout for it."
	txtSellerRules      phrase = "{payout} ({parts}) goes to your {provider} balance {tracked} after you ship with a tracking number, or {untracked} after you ship without one."
	txtSellerNew        phrase = "While your shop is new, not earlier than {days} after the payment."
	txtSellerPayout     phrase = "{payout} ({parts}) goes to your {provider} balance on {when}. {provider} then sends it to your bank; the first time that takes 7 to 14 days."
	txtSellerHeld       phrase = "{payout} for you is held by {operator} at {provider} and waits:"
	txtSellerEstimate   phrase = "{provider} has not said its fee yet, so the amount may still change."
	txtSellerPaidOut    phrase = "{payout} ({parts}) went to your {provider} balance. {provider} sends it to your bank."
	txtSellerDelivered  phrase = "{buyer} has it."
	txtSellerDeclined   phrase = "{buyer} declined this request."
	txtSellerWithdrawn  phrase = "You withdrew this request."
	txtSellerExpired    phrase = "The request expired, since {buyer} did not pay in time."
	txtSellerCanceled   phrase = "The order is canceled. Do not ship it."
	txtPartProvider     phrase = " − {fee} {provider}"
	txtPartPlatform     phrase = " − {fee} platform"

	// To both.
	txtArrived      phrase = "The carrier delivered it."
	txtNotShipped   phrase = "It was not shipped in time, so the order is canceled."
	txtRefunded     phrase = "All of the money goes back to the buyer."
	txtChargedBack  phrase = "The bank took the payment back."
	txtClosing      phrase = "This request is being closed, the payment page first. In a moment its card shows how it ended."
	txtClosingSlow  phrase = "This request is being closed. If the payment still arrives, all of it goes back."
	txtInChat       phrase = "Delivered in chat."
	txtUntracked    phrase = "Shipped without a tracking number."
	txtUntrackedBy  phrase = "Shipped with {carrier}, without a tracking number."
	txtParcel       phrase = "{carrier} {number}"
	txtUnchecked    phrase = "The number could not be checked, so the order counts as shipped without one."
	txtCompleted    phrase = "Done. Nothing more to do."
	txtNoteFrom     phrase = "{shop} writes: {note}"
	txtNoteYou      phrase = "Your note: {note}"
	txtParcelNumber phrase = "Number {number}"
)

// refundWords says where a refund stands. Requested, sent and done are three
// different words.
var refundWords = map[shop.CallState]phrase{
	shop.CallRequested: "Refund of {amount}: requested at {provider}, not sent yet.",
	shop.CallSent:      "Refund of {amount}: sent. {provider} has not confirmed yet that it arrived.",
	shop.CallSucceeded: "Refund of {amount}: done. The bank may take up to 10 days to show it.",
	shop.CallFailed:    "Refund of {amount}: failed. The money is held by {operator} at {provider}, and {operator} has to send it again.",
}

// holdWords says why a payout waits, and who lifts it.
var holdWords = map[shop.HoldKind]phrase{
	shop.HoldAmount:       "What was paid is not what you asked for. {operator} looks at it and decides.",
	shop.HoldConverted:    "{provider} turned the payment into another currency. {operator} looks at it and decides.",
	shop.HoldNotEligible:  "{provider} cannot pay to your account at the moment. Type /sell to see what is missing.",
	shop.HoldBalance:      "The balance at {provider} does not suffice at the moment. The payout is tried again by itself.",
	shop.HoldProviderFees: "{provider} has not said its fee yet. The payout is tried again by itself.",
	shop.HoldRefused:      "{provider} refused the transfer. {operator} looks at it and decides.",
	shop.HoldDispute:      "The buyer's bank looks at the payment. It goes on by itself once the bank has decided.",
	shop.HoldFraud:        "The card's issuer warned that the payment may be fraud. Refund it, or ask {operator} to release it.",
	shop.HoldNoScan:       "No carrier has seen the parcel. It goes on by itself once one does; or show {operator} the receipt of the carrier, to release it.",
	shop.HoldSuspended:    "{operator} suspended your shop. It goes on once your shop is reinstated: ask {operator}.",
	shop.HoldFrozen:       "{operator} stopped it. Only {operator} lets it go on: ask there.",
	shop.HoldProblem:      "The buyer reported a problem. It goes on when that is settled.",
}

// statusWords names a status, as lists show it.
var statusWords = map[shop.Status]phrase{
	shop.Requested:   "Awaiting payment",
	shop.Processing:  "Payment under way",
	shop.Paid:        "To be shipped",
	shop.Shipped:     "Shipped",
	shop.Delivered:   "Delivered",
	shop.Completed:   "Done",
	shop.Declined:    "Declined",
	shop.Canceled:    "Canceled",
	shop.Expired:     "Expired",
	shop.Refunded:    "Refunded",
	shop.ChargedBack: "Charged back",
}

// The buttons of a card.
const (
	btnPay         phrase = "Pay {total}"
	btnAsk         phrase = "Ask a question"
	btnDecline     phrase = "Decline"
	btnTrack       phrase = "Track"
	btnMessage     phrase = "Message"
	btnMessageShop phrase = "Message the seller"
	btnGot         phrase = "I got it"
	btnWithdraw    phrase = "Withdraw"
	btnShip        phrase = "Mark as shipped"
	btnCancel      phrase = "Cancel and refund"
)
