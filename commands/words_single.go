package commands

// What a single shop says instead. There the buyer pays the shop itself, and what
// is a payout elsewhere moves nothing: it is the time from which the shop need not
// keep the money ready for a refund any more. So nobody holds anything for anybody,
// and it is never said. See words.go for the voice.
//
// A phrase that is not here is said as everywhere; "" says nothing.
var singleWords = map[phrase]phrase{
	// The card, to the buyer.
	txtTrust:          "You pay the shop itself, through {provider}",
	txtBuyerRequested: "You pay {shop} now, through {provider}. Not shipped within {days}: you are refunded.",
	txtBuyerHeld:      "",
	txtBuyerPayout:    "",
	txtBuyerDue:       "",
	txtBuyerPaidOut:   "You have paid {shop}.",
	"The carrier delivered {item} ({ref}, {total}). Do you have it, and is all of it right? Tap **I got it**, and {shop} is paid. Say nothing, and {shop} is paid on {payoutat}. If something is wrong, tap **There is a problem** before that.": "The carrier delivered {item} ({ref}, {total}). Do you have it, and is all of it right? Tap **I got it**. If something is wrong, tap **There is a problem**.",
	txtBuyerArrived:  "Tap **I got it** when you have it and all of it is right.",
	txtCode:          "**{code}** is your handover code for {item} ({ref}). Show it to {shop} when you have the goods in your hands, and not before: it says that you have them. Never send it in a message. When you open it again, it is another one.",
	txtGotAsk:        "Do you have {item}, and is all of it right? Then the {total} does not come back by itself any more.",
	txtGotAskPaid:    "Do you have {item}? This closes the order.",
	txtNotSeenPaid:   txtNotSeen,
	txtGotPays:       txtGotDone,
	txtNoScanBuyer:   "No carrier has seen the parcel yet. If none has by {end}, you are refunded, unless {operator} decides otherwise.",
	txtDueWaits:      "",
	txtDueShopPaid:   "",
	txtDueShopSeen:   "",
	txtDueShopDone:   "",
	txtProblemSent:   "{shop} is told, and answers by {due}.\nPhotos help: send them in this chat, and they go to {shop} and into the case. {operator} can read what you two write about this order, to decide if you do not settle it.",
	txtProblemPaid:   "{shop} is told, and answers by {due}.\nPhotos help: send them in this chat, and they go to {shop} and into the case. {operator} can read what you two write about this order, to decide if you do not settle it.",
	txtProblemSolve:  "Is the problem with {item} ({ref}) solved? Then the case is closed.",
	txtProblemSolve2: "Is the problem with {item} ({ref}) solved? Then the case is closed.",
	txtBuyerAddress:  "When you pay, {provider} asks for your shipping address and keeps it. {shop} can look at it from your payment until the order is closed; nobody else here can.",

	// The card, to the seller.
	txtNoPayout:          "Nothing of it is left for you.",
	txtSellerRules:       "You have {payout} ({parts}) for it at {provider}. Keep it ready for a refund until {tracked} after you ship with a tracking number, or {untracked} after you ship without one.",
	txtSellerPayout:      "You have {payout} ({parts}) for it at {provider}. Keep it ready for a refund until {when}.",
	txtSellerHeld:        "You have {payout} for it at {provider}. Keep it ready for a refund:",
	txtSellerPaidOut:     "{payout} ({parts}) is yours. It is at {provider}, or on its way to your bank.",
	txtSellerPaidOutPart: "You had {payout} for it, before what went back.",
	txtSellerPaidOutNone: "",
	txtSellerMore:        "{payout} more is yours in some hours at the latest.",
	txtSellerMoreHeld:    "You have {payout} more for it at {provider}. Keep it ready for a refund:",
	txtSellerWaits:       "Keep the money ready for a refund:",
	txtSellerNothing:     "Nothing of it is left for you: the money goes back to {buyer}.",
	txtSellerNothingBank: "You have nothing of it while the bank has the money.",
	txtReversedLine:      "",
	txtReversingLine:     "",
	txtOwedLine:          "",
	txtHintTracking:      "The buyer follows the parcel with it",
	txtShipAnyway:        "If you ship anyway, the order counts as one without tracking: keep its money ready for a refund for {untracked} instead of {tracked}.",
	txtCancelAsk:         "Cancel {item} ({ref})? All of the {rest} goes back to {buyer}. Do not ship it then.",

	// Refunds.
	txtModalRefundHeld:    txtModalRefundAs,
	txtModalRefundPaid:    txtModalRefundAs,
	txtFromHeld:           "It comes out of your balance. Of the order, {payout} is left for you.",
	txtFromHeldAll:        "It comes out of your balance. Nothing of the order is left for you.",
	txtFromBalance:        "It comes out of your {provider} balance.",
	txtRefundWaitsSeller:  "Refund of {amount}: requested.",
	txtRefundWaitsBuyer:   "Refund of {amount}: requested.",
	txtNoticeGoesBalance:  "The refund is requested, and you get a message when it is sent.",
	txtNoticeFromHeld:     "The refund is requested at {provider}. It comes out of your {provider} balance.",
	txtNoticeFromBalance:  "The refund is requested. It comes out of your {provider} balance.",
	txtDueRefundWaitsYour: txtDueRefundRequested,
	txtDueRefundWaits:     txtDueRefundRequested,
	"Refund of {amount}: failed. The money is held by {operator} at {provider}, and {operator} has to send it again.":                                      "Refund of {amount}: failed. {operator} has to send it again.",
	"The refund of {amount} for {item} ({ref}) failed. The money is held by {operator} at {provider} and is owed to you: {operator} has to send it again.": "The refund of {amount} for {item} ({ref}) failed. {operator} owes it to you, and has to send it again.",
	"There is money now for the refund of {amount}.":                                                       "",
	"The refund of {amount} waits: {shop}'s balance does not hold it yet.":                                 "",
	"The refund of {amount} waits: your {provider} balance does not hold it yet.":                          "",
	"{provider} did not take money back from your balance. It is tried again.":                             "",
	"{provider} lets money be held for so long only, so {amount} for {item} ({ref}) goes back to you.":     "{amount} for {item} ({ref}) goes back to you.",
	"{provider} lets money be held for so long only, so {amount} for {item} ({ref}) goes back to {buyer}.": "{amount} for {item} ({ref}) goes back to {buyer}.",

	// Messages.
	"Paid: {total} for {item} ({ref}).\n{operator} holds it at {provider}. {shop} ships by {shipby}, or all of it comes back.":               "Paid: {total} to {shop} for {item} ({ref}).\n{shop} ships by {shipby}, or you are refunded.",
	"{amount} for {item} ({ref}) went to your {provider} balance. {provider} sends it to your bank; the first time that takes 7 to 14 days.": "{amount} for {item} ({ref}) is yours: it need not be kept ready for a refund any more. Nothing was moved: it came to your {provider} account with the payment.",
	"Your payout of {payout} for {item} ({ref}) waits. {why}":                                                                                "Keep {payout} for {item} ({ref}) ready for a refund. {why}",
	txtNoticeHeldNone: "There is something about {item} ({ref}). {why}",
	"{operator} looked at {item} ({ref}) and lifted what held the payout of {payout}: it goes on as usual. If it is not shipped yet, ship it.":                                                                                                                    "{operator} looked at {item} ({ref}) and found nothing against it: the {payout} is yours as usual. If it is not shipped yet, ship it.",
	"No carrier has seen {item} ({ref}, {total}) yet. Your money stays held until one does. If none has by {scanend}, {operator} looks at it, and it goes back to you unless {operator} decides otherwise.":                                                       "No carrier has seen {item} ({ref}, {total}) yet. If none has by {scanend}, {operator} looks at it, and you are refunded unless {operator} decides otherwise.",
	"No carrier has seen {item} ({ref}, {total}) yet. Hand it over, or ask the carrier for it. Without a scan by {scanhold} the payout waits; without one by {scanend}, {operator} looks at it, and it goes back to {buyer} unless {operator} decides otherwise.": "No carrier has seen {item} ({ref}, {total}) yet. Hand it over, or ask the carrier for it. Without a scan by {scanend}, {operator} looks at it, and it goes back to {buyer} unless {operator} decides otherwise.",
	"**The card's issuer warns that the payment for {item} ({ref}) may be fraud.** If you have not shipped it, do not ship it. The payout of {payout} waits. Refund it, which costs less than a dispute; or ask {operator} to release it.":                        "**The card's issuer warns that the payment for {item} ({ref}) may be fraud.** If you have not shipped it, do not ship it. Refund the {payout}, which costs less than a dispute; or release it, when you are sure that the payment is good.",

	// Lists and the story of an order.
	txtOrdersHeld: "Money to keep ready",
	txtDuePaidOut: "it is yours",
	txtDueHeld:    "keep the money ready, /payouts says why",
	txtDuePayout:  "keep the money ready until {when}",
	txtDueSeen:    "keep the money ready until {when}",
	"Your payment arrived. It is held by {operator} at {provider}.": "Your payment arrived.",
	"{buyer} paid. The money is held by {operator} at {provider}.":  "{buyer} paid. The money is in your {provider} account.",
	"{shop} was paid.": "",
	"Your payout of {amount} went to your {provider} balance.":  "{amount} is yours: it need not be kept ready for a refund any more.",
	"No carrier has seen the parcel, so your money stays held.": "No carrier has seen the parcel.",
	txtActLimit: "It was not shipped in time, so the order is canceled.",

	// Problems.
	"The buyer reported a problem. It goes on when that is settled.":                                                                                                                              "The buyer reported a problem: settle it with them.",
	"{operator} decides. You get a message then, and your money stays held until then. You two can still settle it.":                                                                              "{operator} decides. You get a message then. You two can still settle it.",
	"{operator} decides. You get a message then, and the payout waits until then. You two can still settle it.":                                                                                   "{operator} decides. You get a message then. You two can still settle it.",
	"{offer}\n**Accept or refuse by {due}.** No answer by then: the case is closed, and {shop} is paid.":                                                                                          "{offer}\n**Accept or refuse by {due}.** No answer by then: the case is closed.",
	"{offer} {buyer} answers by {due}. No answer by then: the case is closed, and your payout goes on.":                                                                                           "{offer} {buyer} answers by {due}. No answer by then: the case is closed.",
	"The replacement is on its way: {parcel}. **Say by {due} whether that solves it.** No answer by then: the case is closed, and {shop} is paid.":                                                "The replacement is on its way: {parcel}. **Say by {due} whether that solves it.** No answer by then: the case is closed.",
	"You sent a replacement: {parcel}. {buyer} says by {due} whether that solves it. No answer by then: the case is closed, and your payout goes on.":                                             "You sent a replacement: {parcel}. {buyer} says by {due} whether that solves it. No answer by then: the case is closed.",
	"**Send it back by {due}**, with a tracking number, and tap **I sent it back**. When {shop} has it, all of your {rest} comes back. Not sent by then: the case is closed, and {shop} is paid.": "**Send it back by {due}**, with a tracking number, and tap **I sent it back**. When {shop} has it, all of your {rest} comes back. Not sent by then: the case is closed.",
	"{buyer} sends it back by {due}. Not sent by then: the case is closed, and your payout goes on.":                                                                                              "{buyer} sends it back by {due}. Not sent by then: the case is closed.",
	"The payout to {shop} goes on.":                 "",
	"Your payout goes on.":                          "The money need not be kept ready for it any more.",
	"{buyer} reported a problem. The payout waits.": "{buyer} reported a problem.",

	// Disputes. What the bank takes, it takes from the shop's own balance.
	txtDisputeUnpaid: "It came out of your balance.",
	txtDisputePaid:   "It came out of your balance.",
	txtLostUnpaid:    "It came out of your balance.",
	txtLostPaid:      "It came out of your balance.",
	"{buyer} disputed the payment at their bank. The payout waits.": "{buyer} disputed the payment at their bank.",
	txtActInquiry: "The bank of {buyer} asked about the payment.",

	// /payouts, /sales and /sell.
	txtPayoutsTitle:     "Your money",
	txtPayoutsAbout:     "What buyers pay is in your {provider} account at once, and {provider} sends it to your bank as the account's settings say. Here is until when to keep it ready for a refund.",
	txtPayoutsNone:      "There is no money to keep ready for a refund at the moment.",
	txtPayoutsPaid:      "Yours",
	txtPayoutsHeld:      "Kept ready for refunds",
	txtPayoutsScheduled: "Keep it ready until",
	txtPayoutReversed:   "{amount} of it went back",
	txtSalesPaidOut:     "Yours",
	txtSalesToCome:      "To keep ready",
	txtSellPayouts:      "What a buyer pays goes to your own {provider} account, and {provider} sends it to your bank as the account's settings say. Ship and mark it as shipped within {ship}, or the buyer is refunded. Keep the money ready for a refund until {tracked} after you ship with a tracking number, or {untracked} after you ship without one.",
	txtShopsNext:        "You pay the shop itself, through {provider}. Pick it to ask a question.",
	btnMyPayouts:        "My money",
	btnWhenPaid:         "When is it mine?", // and the guide's title

	// Who may sell: one.
	txtNoShops: "The shop is not open yet.",
	"Only shops that {operator} has listed sell here. Ask {operator} to be listed, then type /sell again.": "One shop sells here, and it is not yours. /shops shows it.",
	txtSellUnlisted: "One shop sells here, and it is not this one any more. Orders that are paid go on as usual.",

	// The guides.
	txtGuideSellText: "1. Type **/sell**, with your shop's name and country. The account at {provider} is your own, so nothing else is needed.\n" +
		"2. Answer the people who ask you: what you type here goes to them.\n" +
		"3. Send **/request** with buyer, item and price; the total includes shipping and tax. It may be up to {request}, and all of them in 7 days up to {week}. What you sell often goes into **/product**, and a request takes it from there.\n" +
		"4. You get a message when it is paid. Ship within {ship} and tap **Mark as shipped**, with the tracking number. If you need longer, tap **Ask for more days**: the buyer decides.\n" +
		"5. **/payouts** says until when to keep the money of each order ready for a refund.\n" +
		"6. The buyer reports a problem? Tap **Answer the problem** within 7 days: give money back, send a replacement, take it back, or ask for more days. **/refund** gives money back at any time.\n" +
		"7. **/orders** has all that you sell, **/sales** adds it up, and **/settings** has your shop's name, currency, time zone and quiet hours.",
	txtGuideProtectText: "You pay the shop itself, on {provider}'s own page, and you are refunded by itself in these cases:\n\n" +
		"• It is not shipped within {ship}.\n" +
		"• Something is wrong with it, and the shop does not answer. Tap **There is a problem**, up to 14 days after it was delivered, or 45 days after it was shipped when it never comes. The shop answers within 7 days. If you report it within {tracked} of shipping, {untracked} without a tracking number, no answer means that you are refunded.\n" +
		"• You pay a second time, or too late.\n\n" +
		"Tap **I got it** only when you have the parcel. If you two do not settle a problem, your bank can take the payment back: ask it in time. While your bank decides nothing can be refunded here.\n\n" +
		"Only you can pay or decline a request that is addressed to you. Pay through the card's own button only: a request that somebody pastes as text or picture is none.",
	txtGuidePaidText: "What a buyer pays is in your own {provider} account at once, and {provider} sends it to your bank as the account's settings say. Keep the money of an order ready for a refund until:\n\n" +
		"• With a tracking number: {tracked} after you marked it as shipped.\n" +
		"• Without one: {untracked} after.\n" +
		"• The buyer taps **I got it**: at once.\n" +
		"• While a problem is open that the buyer reported: until it is settled.\n" +
		"• Not shipped within {ship}: the buyer is refunded.\n\n" +
		"A refund comes out of your {provider} balance. What that lacks, {provider} waits for: add it there. **/payouts** says the day of each order.",

	// The operator, who is the shop.
	txtAdminOwedToBuyer:          "Owed to the buyer: {amount}",
	"Transferred to the seller":  "Need not be kept ready any more",
	"Taken back from the seller": "Needed for a refund after that",
	"**A refund of {amount} failed**: {why}. The money is held and owed to the buyer; it is not sent again by itself. Open the order and tap **Send the refund again**, once the buyer's card or bank takes it.": "**A refund of {amount} failed**: {why}. You owe it to the buyer; it is not sent again by itself. Open the order and tap **Send the refund again**, once the buyer's card or bank takes it.",

	// The list of commands.
	defShipTracking: "Tracking number; the buyer follows the parcel with it",
	defOrders:       "What you sell: to ship, awaiting payment, in transit, ended",
	defPayouts:      "Until when to keep the money of each order ready for a refund",
}
