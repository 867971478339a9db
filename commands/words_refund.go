package commands

import "till/shop"

// The words of giving money back, before and after the payout. See words.go for
// the voice.
const (
	txtModalRefundHeld phrase = "Refund, out of what is held"
	txtModalRefundAll  phrase = "Refund; all of it cancels the order"
	txtModalRefundPaid phrase = "Refund, from your {provider} balance"
	txtModalRefundAs   phrase = "Refund the buyer"
	txtInputRefund     phrase = "Amount, at most {amount}"
	txtInputReason     phrase = "Reason; the buyer reads it"
	txtHintReason      phrase = "The handle came off on the way"
	txtYouWroteAmount  phrase = "Amount"
	txtYouWroteReason  phrase = "Reason"

	txtRefundAsked phrase = "A refund of {amount} to {buyer} for {item} ({ref}) is requested. Its card shows when it is sent and when it is done."
	txtFromHeld    phrase = "It comes out of the money that is held. Your payout is {payout} now."
	txtFromHeldAll phrase = "It comes out of the money that is held. There is no payout for this order any more."
	txtFromBalance phrase = "You were paid already, so it is taken from your {provider} balance first. What the balance lacks waits, and is tried again every day."

	// On the card, beside refundWords.
	txtRefundWaitsSeller  phrase = "Refund of {amount}: requested. It is taken from your {provider} balance first; what the balance lacks waits and is tried again every day."
	txtRefundWaitsBuyer   phrase = "Refund of {amount}: requested. {shop} was paid already, so it is sent once the money is back from {shop}'s balance. That is tried every day."
	txtRefundCoveredBy    phrase = "Refund of {amount}: requested. {operator} advances what your {provider} balance lacks, and you owe it then."
	txtRefundAtBank       phrase = "Refund of {amount}: failed, and the bank has the money now."
	txtRefundDropped      phrase = "Refund of {amount}: not made, since the bank gave the money back instead."
	txtRefundTwice        phrase = "You paid a second time, so {amount} goes back to you. {refund}"
	txtSellerKept         phrase = "{amount} of it is kept for what you owe for other orders."
	txtRefundNote         phrase = "{from} wrote: {note}"
	txtRefundNoteYou      phrase = "You wrote: {note}"
	txtRefundsEarlier     phrase = "{n} earlier refunds: /track tells of them."
	txtReversedLine       phrase = "{amount} was taken back from your {provider} balance."
	txtReversingLine      phrase = "{amount} is being taken back from your {provider} balance."
	txtSetOffLine         phrase = "{amount} of the payout was kept for what you owed for other orders."
	txtRecoveredLine      phrase = "{amount} of what you owed for this order was kept from a later payout."
	txtOwedLine           phrase = "You owe {amount} for this order. It is taken from your {provider} balance once that holds it, or kept from your next payouts. Until then you cannot request payments."
	txtSellerPaidOutPart  phrase = "{payout} went to your {provider} balance. {provider} sends it to your bank."
	txtSellerPaidOutNone  phrase = "Your payout for this order was kept for what you owed."
	txtSellerMore         phrase = "{payout} more goes to your {provider} balance, in some hours at the latest."
	txtSellerMoreHeld     phrase = "{payout} more for you is held by {operator} at {provider} and waits:"
	txtSellerWaits        phrase = "The payout waits:"
	txtSellerNothing      phrase = "There is no payout: the money goes back to {buyer}."
	txtSellerNothingBank  phrase = "There is no payout while the bank has the money."
	txtPartOf             phrase = "{part} of your {all}"
	txtAllOf              phrase = "Your {all}"
	txtBuyerAllBack       phrase = "All of the money goes back to you."
	txtDueRefundWaits     phrase = "refund requested, waits for the seller's balance"
	txtDueRefundWaitsYour phrase = "refund requested, waits for your {provider} balance"

	// Notices.
	txtNoticeGoesHeld    phrase = "The refund is requested at {provider}, and you get a message when it is sent."
	txtNoticeGoesBalance phrase = "The refund is requested. {shop} was paid already, so the money is taken back from {shop}'s balance first. You get a message when it is sent."
	txtNoticeFromHeld    phrase = "The refund is requested at {provider}. It comes out of the money that is held."
	txtNoticeFromBalance phrase = "The refund is requested. It is taken from your {provider} balance first; what the balance lacks is tried again every day."

	// The alerts' reason of a refund that failed, when the provider gave none.
	txtNoWhy phrase = "no reason was given"

	btnRefund phrase = "Refund"
)

// refundCauses says in a notice why money goes back, to each side.
var refundCauses = map[shop.RefundReason]told{
	shop.RefundCanceled:   {"{item} ({ref}) is canceled, so {amount} goes back to you.", "{item} ({ref}) is canceled, so {amount} goes back to {buyer}."},
	shop.RefundNotShipped: {"{item} ({ref}) was not shipped in time, so {amount} goes back to you.", "{item} ({ref}) was not shipped in time, so {amount} goes back to {buyer}."},
	shop.RefundTooLate:    {"Your payment for {item} ({ref}) came too late, so {amount} goes back to you.", "A payment for {item} ({ref}) came too late, so {amount} goes back to {buyer}."},
	shop.RefundTwice:      {"{item} ({ref}) was paid already, so {amount} goes back to you.", "{item} ({ref}) was paid twice, so {amount} goes back to {buyer}."},
	shop.RefundSeller:     {"{shop} gives you {amount} back for {item} ({ref}).", "You give {amount} back to {buyer} for {item} ({ref})."},
	shop.RefundOperator:   {"{operator} gives you {amount} back for {item} ({ref}).", "{operator} gives {amount} back to {buyer} for {item} ({ref})."},
	shop.RefundNoScan:     {"No carrier has seen {item} ({ref}), so {amount} goes back to you.", "No carrier has seen {item} ({ref}), so {amount} goes back to {buyer}."},
	shop.RefundProblem:    {"Your problem with {item} ({ref}) is settled: {amount} goes back to you.", "The problem with {item} ({ref}) is settled: {amount} goes back to {buyer}."},
	shop.RefundSilent:     {"{shop} did not answer your problem with {item} ({ref}), so {amount} goes back to you.", "You did not answer the problem with {item} ({ref}), so {amount} goes back to {buyer}."},
	shop.RefundLimit:      {"{provider} lets money be held for so long only, so {amount} for {item} ({ref}) goes back to you.", "{provider} lets money be held for so long only, so {amount} for {item} ({ref}) goes back to {buyer}."},
	shop.RefundOutside:    {"{operator} gives you {amount} back for {item} ({ref}), on {provider}'s own page.", "{operator} gives {amount} back to {buyer} for {item} ({ref}), on {provider}'s own page."},
}
