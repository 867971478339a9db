package commands

import (
	"till/shop"
	"till/shop/ledger"
)

// The words of /admin. See words.go for the voice.
const (
	txtAdminWho         phrase = "{shop} ({seller}) sells to {buyer} for {total}."
	txtAdminStatus      phrase = "Status: **{status}**"
	txtAdminPaidAt      phrase = "Paid {when}"
	txtAdminShipBy      phrase = "Ship by {when}"
	txtAdminShippedAt   phrase = "Shipped {when}"
	txtAdminDeliveredAt phrase = "Delivered {when}"
	txtAdminPayoutAt    phrase = "Payout due {when}"
	txtAdminClosedAt    phrase = "Ended {when}"
	txtAdminDays        phrase = "{shop} asks for {more}, until {by}; {buyer} has not answered."

	txtAdminMoney       phrase = "Money"
	txtAdminHolds       phrase = "Why the payout waits"
	txtAdminRefundList  phrase = "Refunds"
	txtAdminPayouts     phrase = "Payouts"
	txtAdminDisputes    phrase = "Disputes"
	txtAdminJournal     phrase = "Last entries of the journal"
	txtAdminAccount     phrase = "{name}: {amount}"
	txtAdminOwedToBuyer phrase = "Of what is held, owed to the buyer: {amount}"
	txtAdminHold        phrase = "**{name}**, since {when}: {why}"
	txtAdminExtra       phrase = "of a payment beside the order"
	txtAdminWaits       phrase = "waits for the seller's balance"
	txtAdminIsCovered   phrase = "advanced by an operator"
	txtAdminDropped     phrase = "the bank took the money back instead"
	txtAdminAgain       phrase = "sent again as {n}"
	txtAdminPayout      phrase = "{n} · **{amount}** to the seller, {fee} platform fee · {state}"
	txtAdminReversal    phrase = "{n} · **{amount}** taken back · {state}"
	txtAdminInquiry     phrase = "an inquiry"
	txtAdminWithdrawn   phrase = "{amount} withdrawn"
	txtAdminDisputeFee  phrase = "{amount} fee"
	txtAdminSubmitted   phrase = "evidence submitted {when}"
	txtAdminDue         phrase = "evidence until {when}"

	txtAdminNoOrder  phrase = "There is no order with that reference. Pick it from the list, or copy it from a message."
	txtAdminPick     phrase = "Pick the reason to release below. What is not in the menu lifts by itself."
	txtAdminFrozen   phrase = "Frozen: the payout waits until an operator releases it. The seller is told."
	txtAdminReleased phrase = "Released. The payout goes on unless something else holds it."
	txtAdminRetried  phrase = "The refund is requested again. The buyer is told when it is sent."
	txtAdminRefunds  phrase = "The refund is requested. Both are told."
	txtAdminCovered  phrase = "Advanced. The refund goes to the buyer now, and the seller owes what their balance lacks."
	txtAdminCoverAsk phrase = "Advance up to {amount} for the refund of {item} ({ref})? It goes to {buyer} out of {operator}'s own money, as far as the balance of {shop} lacks it. {shop} owes it then, and cannot request payments until it is settled."

	btnAdminShow     phrase = "Show the order"
	btnAdminFreeze   phrase = "Freeze the payout"
	btnAdminRelease  phrase = "Release a hold"
	btnAdminRefund   phrase = "Refund"
	btnAdminCover    phrase = "Cover the refund"
	btnAdminCoverYes phrase = "Advance {amount}"
	btnAdminCoverNo  phrase = "Wait for the seller"
	btnAdminRetry    phrase = "Send the refund again"
	btnAdminLook     phrase = "Look again"
)

// accountWords names the accounts of the ledger.
var accountWords = map[ledger.Account]phrase{
	ledger.Charged:         "Charged to the buyer",
	ledger.Reversed:        "Taken back from the seller",
	ledger.OwedBySeller:    "Owed by the seller",
	ledger.BorneByOperator: "Borne by the operator",
	ledger.Recovered:       "Recovered from other payouts",
	ledger.Held:            "Held",
	ledger.Transferred:     "Transferred to the seller",
	ledger.SetOff:          "Kept for other debts",
	ledger.Refunded:        "Refunded, or on its way",
	ledger.Disputed:        "Withdrawn by the bank",
	ledger.ProviderFees:    "Fees of the provider",
	ledger.PlatformFee:     "Fee of the platform",
}

// holdNames names a hold in a menu.
var holdNames = map[shop.HoldKind]phrase{
	shop.HoldAmount:       "Another amount was paid",
	shop.HoldConverted:    "Paid in another currency",
	shop.HoldNotEligible:  "The seller's account cannot be paid",
	shop.HoldBalance:      "The balance does not suffice",
	shop.HoldProviderFees: "The fee is not known",
	shop.HoldRefused:      "The transfer was refused",
	shop.HoldDispute:      "A dispute is open",
	shop.HoldFraud:        "A warning of fraud",
	shop.HoldNoScan:       "No carrier saw the parcel",
	shop.HoldSuspended:    "The shop is suspended",
	shop.HoldFrozen:       "Frozen by an operator",
	shop.HoldProblem:      "The buyer reported a problem",
}

// callWords names where a call to the provider stands.
var callWords = map[shop.CallState]phrase{
	shop.CallRequested: "requested",
	shop.CallSent:      "sent",
	shop.CallSucceeded: "done",
	shop.CallFailed:    "failed",
}

// refundReasons names why money goes back.
var refundReasons = map[shop.RefundReason]phrase{
	shop.RefundCanceled:   "canceled",
	shop.RefundNotShipped: "not shipped in time",
	shop.RefundTooLate:    "paid too late",
	shop.RefundTwice:      "paid twice",
	shop.RefundSeller:     "by the seller",
	shop.RefundOperator:   "by an operator",
	shop.RefundNoScan:     "no carrier saw the parcel",
	shop.RefundProblem:    "settles a problem",
	shop.RefundSilent:     "no answer to a problem",
	shop.RefundLimit:      "the provider's limit on holding",
	shop.RefundOutside:    "made at the provider",
}
