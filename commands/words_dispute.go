package commands

import "till/shop"

// The words of chargebacks, inquiries and warnings of fraud. See words.go for
// the voice.
const (
	txtDispute       phrase = "**{buyer} disputed {amount} at their bank** ({dispute}), and the bank took it back for now."
	txtDisputeWon    phrase = "The dispute about {amount} was decided for you."
	txtDisputeLost   phrase = "The dispute about {amount} was lost: the bank keeps it for {buyer}."
	txtDisputeFee    phrase = "{provider} keeps {fee} for it."
	txtInquiry       phrase = "**The bank of {buyer} asks about {amount}** ({dispute}). Nothing was taken."
	txtInquiryClosed phrase = "The bank of {buyer} asked about {amount}, and is satisfied."

	txtDisputeUnpaid phrase = "The payout waits."
	txtDisputePaid   phrase = "You were paid already, so you owe it until the bank decides for you."
	txtLostUnpaid    phrase = "There is no payout for that money."
	txtLostPaid      phrase = "You were paid already, so you owe it: /payouts shows how that is settled."

	txtEvidenceBy       phrase = "Submit the evidence by {when}: that can be done once. Without it, the dispute is lost."
	txtInquiryBy        phrase = "Submit the evidence by {when}, which can be done once, or refund it. Else it becomes a dispute."
	txtEvidenceUnderway phrase = "The evidence is being submitted. You get a message when {provider} has it."
	txtEvidenceWas      phrase = "The evidence was submitted on {when}. The bank decides now, which can take 2 to 3 months. You get a message then."
	txtEvidenceNone     phrase = "The bank decides now, which can take 2 to 3 months. You get a message then."

	txtBuyerDispute     phrase = "You disputed {amount} at your bank. The bank decides, and tells you. Until then, nothing can be refunded here: it would go back twice."
	txtBuyerInquiry     phrase = "You asked your bank about this payment. The bank decides, and tells you."
	txtBuyerDisputeWon  phrase = "Your bank decided your dispute for {shop}."
	txtBuyerDisputeLost phrase = "Your bank gave you {amount} back."

	txtEvidenceTitle      phrase = "Evidence · {item} · {ref}"
	txtEvidenceAbout      phrase = "This is what the bank gets to read, with its times in UTC:"
	txtEvidenceProduct    phrase = "What was sold"
	txtEvidenceAgreed     phrase = "What was agreed"
	txtEvidenceShipped    phrase = "How it was shipped"
	txtEvidenceReceived   phrase = "How it arrived"
	txtEvidenceHistory    phrase = "What happened"
	txtEvidenceMessages   phrase = "Messages"
	txtEvidenceShippedAt  phrase = "On {when}"
	txtEvidenceNotShipped phrase = "Not shipped."
	txtEvidenceMessage    phrase = "{n} message about this order goes along."
	txtEvidenceMessageN   phrase = "{n} messages about this order go along."
	txtEvidenceNoMessages phrase = "There are no messages about this order."
	txtEvidenceAsk        phrase = "Submit the evidence for {item} ({ref})? That can be done once, and nothing can be added after it. It is taken until {due}."
	txtEvidenceGoes       phrase = "The evidence for {ref} goes to {provider} now. You get a message when it is submitted."

	btnEvidence       phrase = "See the evidence"
	btnSubmitEvidence phrase = "Submit the evidence"
	btnSubmitYes      phrase = "Submit it"
	btnSubmitNo       phrase = "Not yet"

	// A parcel that no carrier has seen.
	txtNoScanBuyer phrase = "No carrier has seen the parcel yet. Your money stays held until one does; if none has by {end}, {operator} looks at it."
)

// disputeReasons puts the provider's reasons of a dispute into words
// (https://docs.stripe.com/disputes/categories). One without words is shown as it
// is named.
var disputeReasons = map[string]phrase{
	"bank_cannot_process":       "the bank could not process the payment",
	"check_returned":            "the check was returned",
	"credit_not_processed":      "a refund that was promised did not arrive",
	"customer_initiated":        "the buyer asked for it",
	"debit_not_authorized":      "the buyer did not allow the payment",
	"duplicate":                 "it was charged twice",
	"fraudulent":                "the card's owner says that they did not pay",
	"general":                   "no exact reason was given",
	"incorrect_account_details": "the account's details were wrong",
	"insufficient_funds":        "there was too little money on the account",
	"noncompliant":              "a rule of the card's network was not kept",
	"product_not_received":      "the goods did not arrive",
	"product_unacceptable":      "the goods were damaged or not as described",
	"subscription_canceled":     "a subscription was canceled before",
	"unrecognized":              "the card's owner does not recognise the payment",
}

// disputeStates names a dispute's state, as operators see it.
var disputeStates = map[shop.DisputeState]phrase{
	shop.DisputeOpen:     "waits for evidence",
	shop.DisputeInReview: "the bank decides",
	shop.DisputeWon:      "won",
	shop.DisputeLost:     "lost",
}
