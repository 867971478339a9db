package commands

import "till/shop"

// What operators are told: what happened, and what to do. See words.go for the
// voice.
const (
	txtAlertOrder   phrase = "{item} ({ref}), {total}, sold by {shop} to {buyer}."
	txtAlertUnknown phrase = "Something needs a look. Open the order and see what it waits for."
	btnAdminOpen    phrase = "Open the order"
)

// alertWords says what happened, and which act settles it. Those about no order
// name the command to type where the bot runs.
var alertWords = map[shop.Alert]phrase{
	shop.AlertRefundFailed: "**A refund of {amount} failed**: {why}. The money is held and owed to the buyer; it is not sent again by itself. Open the order and tap **Send the refund again**, once the buyer's card or bank takes it.",
	shop.AlertRefundSlow:   "**A refund of {amount} has been on its way for three days.** {provider} may be waiting for money: look at the platform's balance there, and add to it if it is short. The refund then goes out by itself.",
	shop.AlertRefundWaits:  "**A refund of {amount} waits**: the seller was paid already, and their {provider} balance does not hold it. It is tried again every day. To send it to the buyer now, open the order and tap **Cover the refund**: {operator} advances it, and the seller owes it.",
	shop.AlertDispute:      "**A buyer's bank took {amount} back**: {dispute}. The payout waits by itself, and the seller is asked for the evidence. Nothing to do, unless the seller does nothing: you can submit the evidence too.",
	shop.AlertInquiry:      "**A buyer's bank asks about {amount}**: {dispute}. Nothing was taken yet. The payout waits by itself, and the seller is asked to answer or to refund. Nothing to do, unless the seller does nothing: you can submit the evidence too.",
	shop.AlertEvidence:     "**{provider} did not take the evidence about {amount}**: {dispute}. Open the order and submit it again before it is due, or do it on {provider}'s own page.",
	shop.AlertDisputeLost:  "**A dispute about {amount} was lost**: the bank keeps it. If the seller was paid already, they owe it, and it is taken back by itself. Nothing to do.",
	shop.AlertFraud:        "**The card's issuer warned of fraud 7 days ago, and nobody acted.** Up to {amount} could still go back. Open the order and tap **Refund**; or, when you are sure that the payment is good, release the hold.",
	shop.AlertHold:         "**A payout waits for you**: {hold} Open the order, look at it at {provider}, and release the hold or refund the buyer.",
	shop.AlertNoScan:       "**No carrier has seen a parcel for 14 days.** In 24 hours all of its money goes back to the buyer by itself. If the seller shows you that it was handed over, open the order and release the hold before.",
	shop.AlertTracker:      "**The tracking service does not answer.** Parcels that no carrier has seen wait for it: nothing goes back to their buyers meanwhile. Look at the service's key and its status page; this order is one of those that wait.",
	shop.AlertLimit:        "**Money is held for long.** {provider} allows it for so long only, so the order is settled on {when} by itself: not shipped, it goes back; shipped and not held, it is paid out; else it goes back. Open the order and settle what it waits for before.",
	shop.AlertProblem:      "**A buyer and a seller did not settle a problem: you decide.** Open the order and tap **The case**: it shows what the two wrote, and settles it. The payout, if there is one to come, waits meanwhile.",
	shop.AlertDebt:         "**A seller owes {amount}**, which {operator} advanced. It is taken from their balance once that holds it, or kept from their next payouts, and they cannot request payments until then. Nothing to do.",
	shop.AlertJobDead:      "**A step was tried many times and given up**: {job}. {why}. What it was about stands still. Mend the cause, then have it tried again where the bot runs.",
	shop.AlertFound:        "**Something was missed, and was found at {provider} and mended**: {what}. Nothing to do; if it comes again, look at how events of {provider} reach the bot.",
	shop.AlertReport:       "**{reporter} reports {reported}**: {reason}. Look into it, and answer {reporter} yourself. They write: {text}",
	shop.AlertSellerWaits:  "**A new shop waits for your yes.** Until then it cannot request payments; what {provider} needs, the seller gives meanwhile.",
	shop.AlertSuspended:    "**Another operator suspended a shop.** Its unpaid requests are withdrawn, and its payouts wait. Nothing to do.",
	shop.AlertReinstated:   "**Another operator reinstated a shop.** It can request payments again, and its payouts go on. Nothing to do.",
	shop.AlertCompact:      "**The store's file could not be written anew**: {why}. The bot goes on, but the file may still hold what people have erased. Make sure that its disk has room for a second copy of it. It is tried again in 4 hours.",
	shop.AlertBooks:        "**{provider} knows something that the books do not**: {what}. Type `till audit` where the bot runs: it says what differs.",
}

// reportReasons says what a report is about.
var reportReasons = map[shop.ReportReason]phrase{
	shop.ReportScam:  choiceScam,
	shop.ReportGoods: choiceGoods,
	shop.ReportAbuse: choiceAbuse,
	shop.ReportOther: choiceOther,
}

// refundFailures puts the provider's words for why a refund failed into words
// (https://docs.stripe.com/refunds#failed-refunds).
var refundFailures = map[string]phrase{
	"charge_for_pending_refund_disputed": "the buyer disputed the payment meanwhile",
	"declined":                           "the buyer's bank declined it",
	"expired_or_canceled_card":           "the buyer's card has expired or was canceled",
	"insufficient_funds":                 "the balance was too small",
	"lost_or_stolen_card":                "the buyer's card was lost or stolen",
	"merchant_request":                   "it was canceled",
	"unknown":                            "no exact reason was given",
}

// adminHolds says to an operator why a payout waits, and the one act that lifts
// it.
var adminHolds = map[shop.HoldKind]phrase{
	shop.HoldAmount:       "what was paid is not what was asked for. Release pays the seller's share of what was paid.",
	shop.HoldConverted:    "{provider} settled the payment in another currency. Release pays the seller, and the exchange is yours.",
	shop.HoldNotEligible:  "{provider} cannot pay to the seller's account. The seller lifts it with /sell.",
	shop.HoldBalance:      "the balance at {provider} does not suffice. It is tried again by itself: add money there.",
	shop.HoldProviderFees: "{provider} has not said its fee. It is tried again by itself.",
	shop.HoldRefused:      "{provider} refused the transfer. Mend the cause at {provider}, then release it.",
	shop.HoldDispute:      "a dispute is open. It is lifted by itself once the bank has decided.",
	shop.HoldFraud:        "the card's issuer warned of fraud. Refund it, or release it when the payment is good.",
	shop.HoldNoScan:       "no carrier has seen the parcel. A scan lifts it; or release it when you know that it was handed over.",
	shop.HoldSuspended:    "the shop is suspended. Reinstate it to let its payouts go on.",
	shop.HoldFrozen:       "an operator froze it. Release lets it go on.",
	shop.HoldProblem:      "the buyer reported a problem. It is lifted once that is settled.",
}
