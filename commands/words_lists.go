package commands

import "till/shop"

// The words of lists and of an order's story. See words.go for the voice.
const (
	txtOrdersAll      phrase = "All orders"
	txtOrdersToShip   phrase = "To ship"
	txtOrdersAwaiting phrase = "Awaiting payment"
	txtOrdersTransit  phrase = "In transit"
	txtOrdersHeld     phrase = "Money held"
	txtOrdersProblems phrase = "Problems"
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
	txtDueShopSeen phrase = "{shop} is paid {when}, if the carrier has seen it by then"
	txtDueSeen     phrase = "you are paid {when}, if the carrier has seen it by then"

	txtDueShopDone phrase = "{shop} is paid"
	txtDueAnswer   phrase = "{shop} asks for {more}, answer by {when}"
	txtDueEvidence phrase = "submit the evidence by {when}"
	txtDueDont     phrase = "do not ship for now"
	txtDueFraud    phrase = "the payment may be fraud"
	txtDueBank     phrase = "the bank decides a dispute"
	txtDueBack     phrase = "all of it goes back to the buyer"

	txtDueRefundRequested phrase = "refund requested"
	txtDueRefundSent      phrase = "refund sent"
	txtDueRefundDone      phrase = "refund done"
	txtDueRefundFailed    phrase = "refund failed, {operator} sends it again"

	txtPayoutsTitle     phrase = "Your payouts"
	txtPayoutsAbout     phrase = "From here, money goes to your {provider} balance; {provider} then sends it to your bank."
	txtPayoutsNone      phrase = "There is nothing to be paid out at the moment. A payout comes when somebody has paid you and you have shipped."
	txtPayoutsPaid      phrase = "Sent to your balance"
	txtPayoutsHeld      phrase = "Held"
	txtPayoutsToShip    phrase = "Waits for you to ship"
	txtPayoutsScheduled phrase = "Scheduled"
	txtPayoutPaid       phrase = "**{payout}** · {name} ({ref}){why}"
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
	shop.Act(shop.EventRevise):            {"The request was changed: from {was} to {now}.", "The request was changed: from {was} to {now}."},
	shop.ActTakenUp:                       {"You took it up.", "{buyer} took it up."},
	shop.ActOffered:                       {"You offered {price} for one.", "{buyer} offered {price} for one."},
	shop.ActNotRevised:                    {"", "The request was not changed: what it needs was sold meanwhile."},
	shop.ActOfferRefused:                  {"{shop} kept the price.", "You kept the price."},
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
	shop.ActHold:                          {"", ""}, // heldWords
	shop.ActRelease:                       {"", ""}, // liftedWords
	shop.ActPayoutRequested:               {"", ""},
	shop.ActPayoutSent:                    {"{shop} was paid.", "Your payout of {amount} went to your {provider} balance."},
	shop.ActPayoutRefused:                 {"", "The payout was not made. It is tried again."},
	shop.ActRefundRequested:               {"A refund of {amount} was requested at {provider}.", "A refund of {amount} was requested at {provider}."},
	shop.ActRefundSent:                    {"The refund of {amount} was sent.", "The refund of {amount} was sent."},
	shop.ActRefundSucceeded:               {"The refund of {amount} is done.", "The refund of {amount} is done."},
	shop.ActRefundFailed:                  {"The refund of {amount} failed. {operator} has to send it again.", "The refund of {amount} failed. {operator} has to send it again."},
	shop.ActRefundBooked:                  {"", "There is money now for the refund of {amount}."},
	shop.ActRefundCovered:                 {"{operator} advances the refund of {amount}.", "{operator} advances the refund of {amount}, and you owe it."},
	shop.ActRefundWaits:                   {"The refund of {amount} waits: {shop}'s balance does not hold it yet.", "The refund of {amount} waits: your {provider} balance does not hold it yet."},
	shop.ActRefundDropped:                 {"The refund of {amount} was not made, since your bank gave the money back.", "The refund of {amount} was not made, since the bank gave the money back."},
	shop.ActReversalRequested:             {"", ""},
	shop.ActReversalRefused:               {"", "{provider} did not take money back from your balance. It is tried again."},
	shop.ActReversed:                      {"", "{amount} was taken back from your {provider} balance."},
	shop.ActSetOff:                        {"", "A part of the payout was kept for what you owed for another order."},
	shop.ActRecovered:                     {"", "What you owed was kept from the payout of another order."},
	shop.ActDisputeOpened:                 {"You disputed the payment at your bank.", "{buyer} disputed the payment at their bank. The payout waits."},
	shop.ActDisputeEscalated:              {"Your question to your bank became a dispute.", "The question of the bank became a dispute."},
	shop.ActDisputeMoved:                  {"", ""},
	shop.ActDisputeDecided:                {"Your bank decided the dispute for {shop}.", "The dispute about {amount} was decided for you."},
	shop.ActEvidenceStaged:                {"", "The evidence was prepared at {provider}. It is not submitted yet."},
	shop.ActEvidenceAsked:                 {"", ""},
	shop.ActEvidenceRefused:               {"", "The evidence was not taken."},
	shop.ActDisputeUpdated:                {"", ""},
	shop.ActEvidenceSubmitted:             {"", "The evidence was submitted."},
	shop.ActFraudWarning:                  {"", "The card's issuer warned that the payment may be fraud."},
	shop.ActMoreDaysAsked:                 {"{shop} asked for {more} to ship.", "You asked for {more} to ship."},
	shop.ActMoreDaysGranted:               {"You gave {shop} {more}.", "{buyer} gave you {more}."},
	shop.ActMoreDaysRefused:               {"You kept the deadline.", "{buyer} kept the deadline."},
	shop.ActProblemReported:               {"You reported a problem.", "{buyer} reported a problem. The payout waits."},
	shop.ActProblemOffered:                {"{shop} made an offer.", "You made an offer."},
	shop.ActProblemAccepted:               {"You accepted it.", "{buyer} accepted it."},
	shop.ActProblemRefused:                {"You said that it does not settle the problem.", "{buyer} said that it does not settle the problem."},
	shop.ActProblemSent:                   {"Goods were sent because of the problem.", "Goods were sent because of the problem."},
	shop.ActProblemEscalated:              {"{operator} was asked to decide.", "{operator} was asked to decide."},
	shop.ActProblemClosed:                 {"", ""}, // problemEnds
	shop.ActReviewed:                      {"You reviewed {shop}.", "{buyer} reviewed your shop."},
	shop.ActReviewRemoved:                 {"You removed your review.", "{buyer} removed their review."},
	shop.ActReviewHidden:                  {"{operator} hid your review.", "{operator} hid the review."},
	shop.ActReviewShown:                   {"{operator} showed your review again.", "{operator} showed the review again."},
	shop.ActScanned:                       {"", ""}, // scanWords
	shop.ActExpected:                      {"", ""}, // the card shows it
	shop.ActStalled:                       {"Nothing was heard of the parcel for 5 days.", "Nothing was heard of the parcel for 5 days."},
	shop.ActInChat:                        {"{shop} delivered it in chat.", "You delivered it in chat."},
	shop.ActParcel:                        {"{shop} sent a parcel.", "You sent a parcel."},
	shop.ActAnnounced:                     {"{shop} made a label for a parcel.", "You gave the number of a label."},
	shop.ActHandoverCode:                  {"", ""},
	shop.ActHandoverWrong:                 {"", "You entered a code that was not the right one."},
	shop.ActReceived:                      {"You said that you have it.", "{buyer} said that it arrived."},
	shop.ActWarned:                        {"", ""},
	shop.ActDeadlineMoved:                 {"", ""}, // the card shows the new one
}

// The words of acts that read otherwise by what they are about.
const (
	txtActLimit         phrase = "It was not shipped, and {provider} lets money be held for so long only, so the order is canceled."
	txtActCarrierShips  phrase = "The carrier had it, so it counts as shipped."
	txtActLost          phrase = "The dispute about {amount} was lost."
	txtActBuyerLost     phrase = "Your bank gave you {amount} back."
	txtActInquiry       phrase = "The bank of {buyer} asked about the payment. The payout waits."
	txtActBuyerInquiry  phrase = "You asked your bank about the payment."
	txtActStopped       phrase = "{shop} takes no payments at the moment, so the request is withdrawn."
	txtActStoppedYour   phrase = "{operator} suspended your shop, so the request is withdrawn."
	txtActInquiryClosed phrase = "The bank of {buyer} is satisfied with the payment."
)

// heldWords tells of a hold that was set; of one that another entry tells of,
// nothing.
var heldWords = map[shop.HoldKind]told{
	shop.HoldAmount:       {"", "Your payout waits: what was paid is not what you asked for."},
	shop.HoldConverted:    {"", "Your payout waits: it was paid in another currency."},
	shop.HoldNotEligible:  {"", "Your payout waits: {provider} cannot pay to your account."},
	shop.HoldBalance:      {"", "Your payout waits: the balance at {provider} does not suffice."},
	shop.HoldProviderFees: {"", "Your payout waits: {provider} has not said its fee."},
	shop.HoldRefused:      {"", "Your payout waits: {provider} refused the transfer."},
	shop.HoldDispute:      {},
	shop.HoldFraud:        {"", "Your payout waits because of that."},
	shop.HoldNoScan:       {"No carrier has seen the parcel, so your money stays held.", "Your payout waits: no carrier has seen the parcel."},
	shop.HoldSuspended:    {"", "{operator} suspended your shop, so your payout waits."},
	shop.HoldFrozen:       {"", "{operator} stopped the payout."},
	shop.HoldProblem:      {},
}

// liftedWords tells of a hold that was lifted.
var liftedWords = map[shop.HoldKind]told{
	shop.HoldAmount:       {"", "{operator} let the payout go on."},
	shop.HoldConverted:    {"", "{operator} let the payout go on."},
	shop.HoldNotEligible:  {"", "{provider} can pay to your account again."},
	shop.HoldBalance:      {"", "The balance at {provider} suffices again."},
	shop.HoldProviderFees: {"", "{provider} said its fee."},
	shop.HoldRefused:      {"", "{operator} let the payout go on."},
	shop.HoldDispute:      {},
	shop.HoldFraud:        {"", "The warning does not hold the payout any more."},
	shop.HoldNoScan:       {"", "The parcel does not hold the payout any more."},
	shop.HoldSuspended:    {"", "{operator} reinstated your shop."},
	shop.HoldFrozen:       {"", "{operator} let the payout go on."},
	shop.HoldProblem:      {},
}
