package commands

import (
	"till/shop"
	"till/shop/ledger"
)

// The short messages about what happened. See words.go for the voice: each says
// in a line or two what happened, with amount, item and reference. They are never
// rewritten, so what may change (where the money is, what comes next) is left to
// the card, and a deadline stands in them as a day and an hour.
const (
	txtWords          phrase = "{from}:"
	txtWordsAbout     phrase = "{from} about {item} ({ref}):"
	btnReply          phrase = "Reply"
	btnRequestPayment phrase = "Request payment"

	txtNoticeReady        phrase = "**{shop}** can sell now: {provider} has all it needs. Type /request to send your first payment request."
	txtNoticeMissing      phrase = "{provider} needs something from you. Until it has it, **{shop}** cannot request payments and is not paid:"
	txtNoticeApproved     phrase = "{operator} approved **{shop}**: it can sell now. Type /request to send your first payment request."
	txtNoticeApprovedMore phrase = "{operator} approved **{shop}**. Before it can request payments, {provider} still needs something from you."
	txtNoticeRefused      phrase = "{operator} decided that **{shop}** cannot request payments here. You can still buy. To have it looked at again, ask {operator}."
	txtNoticeSuspended    phrase = "{operator} suspended **{shop}**. It cannot request payments, unpaid requests are withdrawn, and payouts wait. What is paid goes on: ship it, or refund it. To settle it, ask {operator}."
	txtNoticeReinstated   phrase = "{operator} reinstated **{shop}**: it can request payments again, and payouts that waited for this go on."
	txtNoticeLimits       phrase = "{operator} changed what **{shop}** can request: up to {request} per request and {week} in 7 days."
	txtNoticeShipFraud    phrase = "{item} ({ref}) waits because of a warning of fraud: do not ship it for now. Not shipped by {shipby} ({left}), {buyer} gets all of it back."
	txtNoticeHeldNone     phrase = "The payout for {item} ({ref}) waits. {why}"
	txtNoticePaidPart     phrase = "{amount} for {item} ({ref}) went to your {provider} balance. {setoff} more was kept for what you owed."
	txtNoticePaidNone     phrase = "The payout of {setoff} for {item} ({ref}) was kept for what you owed."
	txtNoticeArrivedNow   phrase = "The carrier delivered {item} ({ref}, {total}). If something is wrong, tap **There is a problem** by {until}."
	txtNoticeParcelPart   phrase = "{shop} sent a part of {item} ({ref})."
	txtNoticeNote         phrase = "{from} writes: {note}"
	btnSellAccount        phrase = "My account"
	txtNoticeChecking     phrase = "{provider} is checking your account. Until it is done, **{shop}** cannot request payments and is not paid. You get a message then."
)

// noticed is a notice's words for each side; "" says nothing.
type noticed struct {
	buyer, seller phrase
	// buyerNext and sellerNext are the routes of the one button; "" tracks.
	buyerNext, sellerNext string
	// buttons makes its buttons, where one is not enough.
	buttons func(side) []Button
	// applies reports whether there is still something to say; nil: always.
	applies func(side, shop.Notice) bool
}

// in says that a notice applies while the order has one of the statuses.
func in(all ...shop.Status) func(side, shop.Notice) bool {
	return func(s side, _ shop.Notice) bool {
		for _, status := range all {
			if s.order.Status == status && s.order.Closing == nil {
				return true
			}
		}
		return false
	}
}

var noticeWords = map[shop.NoticeKind]noticed{
	shop.NoticeBuyAgain: {
		seller:     "{buyer} would like to buy {item} again (the order was {ref}, {total}). Nothing is agreed until you send a request: check the price, and send it.",
		sellerNext: routeBillAgain,
	},
	shop.NoticeRequestDeclined: {
		seller:     "{buyer} declined your request for {item} ({ref}, {total}). Nothing was charged.",
		sellerNext: routeAsk,
	},
	shop.NoticeRequestCanceled: {
		buyer:     "{shop} withdrew the request for {item} ({ref}, {total}). Nothing was charged.",
		buyerNext: routeAsk,
	},
	shop.NoticeRequestStopped: {
		buyer:      "The request of {shop} for {item} ({ref}, {total}) is withdrawn: {shop} takes no payments at the moment. Nothing was charged.",
		seller:     "Your request to {buyer} for {item} ({ref}, {total}) is withdrawn, since {operator} suspended your shop. Nothing was charged.",
		sellerNext: routeSell,
	},
	shop.NoticeRequestExpired: {
		buyer:      "The request of {shop} for {item} ({ref}, {total}) expired. Nothing was charged. If you still want it, ask {shop} for a new one.",
		seller:     "Your request to {buyer} for {item} ({ref}, {total}) expired unpaid. You can send a new one.",
		buyerNext:  routeAsk,
		sellerNext: routeBill,
	},
	shop.NoticeRequestReminder: {
		buyer:     "{shop} waits for your payment of {total} for {item} ({ref}). The request expires {expires}.",
		buyerNext: routePay,
		applies:   in(shop.Requested),
	},
	shop.NoticeRevised: {
		buyer:     "{shop} changed the request for {item} ({ref}): it comes to {total} now, instead of {was}.",
		buyerNext: routePay,
		applies:   in(shop.Requested),
	},
	shop.NoticeNotRevised: {
		buyer:  "Your payment for {item} ({ref}) was faster than the change, so the request stays as it was.",
		seller: "{buyer} paid for {item} ({ref}) before the request was changed. It stays as it was.",
	},
	shop.NoticeOffer: {
		seller:  "{buyer} offers {price} for one of {item} ({ref}), instead of {now}.",
		buttons: bargaining,
		applies: func(s side, n shop.Notice) bool { return s.offerOpen(n.Facts["n"]) },
	},
	shop.NoticeOfferRefused: {
		buyer:     "{shop} keeps the price of {item} ({ref}): {total} in all. You can pay it, or make another offer.",
		buyerNext: routePay,
		applies:   in(shop.Requested),
	},
	shop.NoticeProcessing: {
		buyer:   "Your payment of {total} for {item} ({ref}) is under way, which can take a few days. You get a message when it has arrived.",
		seller:  "{buyer} pays {total} for {item} ({ref}) in a way that takes a few days. You get a message when the money has arrived: ship then.",
		applies: in(shop.Processing),
	},
	shop.NoticePaymentFailed: {
		buyer:     "Your payment of {total} for {item} ({ref}) failed, and nothing was charged. You can pay again until {expires}.",
		seller:    "The payment of {total} by {buyer} for {item} ({ref}) failed. They can pay again until {expires}. Ship only when you get the message that it is paid.",
		buyerNext: routePay,
		applies:   in(shop.Requested),
	},
	shop.NoticePaid: {
		buyer:   "Paid: {total} for {item} ({ref}).\n{operator} holds it at {provider}. {shop} ships by {shipby}, or all of it comes back.",
		seller:  "Paid: {total} for {item} ({ref}).\n**Ship by {shipby}**, or {buyer} gets all of it back.",
		buttons: shipping,
		applies: in(shop.Paid),
	},
	shop.NoticeDMClosed: {
		buyer:  "{shop} takes no direct messages from this bot at the moment. {item} ({ref}) goes on as agreed; messages may reach them late.",
		seller: "{buyer} takes no direct messages from this bot, so they do not see {item} ({ref}) by themselves. Ask them to allow direct messages, or to type /purchases and open it there.",
	},
	shop.NoticeShipReminder: {
		seller:     "{item} ({ref}) is paid and not shipped yet. **Ship by {shipby} ({left})**, or {buyer} gets all of the {total} back.",
		sellerNext: routeShip,
		applies: func(s side, n shop.Notice) bool {
			return in(shop.Paid)(s, n) && !atBank(s.order) // the bank has the money: it is not to be shipped
		},
	},
	shop.NoticeShipped: {
		buyer:   "{shop} shipped {item} ({ref}, {total}).",
		applies: func(s side, n shop.Notice) bool { return in(shop.Shipped, shop.Completed)(s, n) && !s.inPerson() },
	},
	shop.NoticeDelivered: {
		seller:     "{buyer} has {item} ({ref}, {total}).",
		sellerNext: routePayouts,
		applies:    in(shop.Delivered),
	},
	shop.NoticePayoutSent: {
		seller:     "{amount} for {item} ({ref}) went to your {provider} balance. {provider} sends it to your bank; the first time that takes 7 to 14 days.",
		sellerNext: routePayouts,
	},
	shop.NoticePayoutHeld: {
		seller:     "Your payout of {payout} for {item} ({ref}) waits. {why}",
		sellerNext: routePayouts,
		applies: func(s side, n shop.Notice) bool {
			return s.order.Held(shop.HoldKind(n.Facts["hold"]))
		},
	},
	shop.NoticeCanceledPaid: {
		buyer:  "{item} ({ref}) is canceled before it was shipped. A refund of {rest} is requested at {provider}. You get a message when it is sent.",
		seller: "{item} ({ref}) is canceled. A refund of {rest} to {buyer} is requested at {provider}. Do not ship.",
	},
	shop.NoticeNotShipped: {
		buyer:  "{shop} did not ship {item} ({ref}) in time. A refund of {rest} is requested at {provider}. You get a message when it is sent.",
		seller: "{item} ({ref}) was not marked as shipped within {days}, so it is canceled. A refund of {rest} to {buyer} is requested. Do not ship.",
	},
	shop.NoticeRefundSent: {
		buyer: "The refund of {amount} for {item} ({ref}) was sent. You get a message when {provider} confirms it.",
	},
	shop.NoticeRefundDone: {
		buyer: "The refund of {amount} for {item} ({ref}) is done. Your bank may take up to 10 days to show it.",
	},
	shop.NoticeRefundFailed: {
		buyer:  "The refund of {amount} for {item} ({ref}) failed. The money is held by {operator} at {provider} and is owed to you: {operator} has to send it again.",
		seller: "The refund of {amount} to {buyer} for {item} ({ref}) failed. {operator} has to send it again; there is nothing for you to do.",
	},
	shop.NoticePaidForNothing: {
		buyer: "Your payment of {amount} for {item} ({ref}) came when the request had ended or was paid already. A refund of all of it is requested at {provider}.",
	},
	shop.NoticeRefundRequested: {
		buyer:  "{cause} {from}\n{note}",
		seller: "{cause} {from}",
	},
	shop.NoticeRefundWaits: {
		buyer:      "The refund of {amount} for {item} ({ref}) waits. {shop} was paid already, and {shop}'s balance at {provider} does not hold it yet. It is tried every day, and {operator} is told.",
		seller:     "The refund of {amount} to {buyer} for {item} ({ref}) waits: your {provider} balance does not hold it. It is tried every day. {operator} can advance it, and you owe it then.",
		sellerNext: routePayouts,
		applies: func(s side, _ shop.Notice) bool {
			for _, r := range s.order.Refunds {
				if r.Waits {
					return true
				}
			}
			return false
		},
	},
	shop.NoticeReversed: {
		seller:     "{amount} was taken back from your {provider} balance for {item} ({ref}), since money of it goes back to {buyer}.",
		sellerNext: routePayouts,
	},
	shop.NoticeDebt: {
		seller:     "You owe {amount} for {item} ({ref}): that much went back to {buyer} after you were paid. It is taken from your {provider} balance once that holds it, or kept from your next payouts. Until then you cannot request payments.",
		sellerNext: routePayouts,
		applies:    func(s side, _ shop.Notice) bool { return s.order.Book.Balance(ledger.OwedBySeller).Minor > 0 },
	},
	shop.NoticeMoreDaysAsked: {
		buyer:   "{shop} asks for {more} to ship {item} ({ref}): by {by} instead of {shipby}. Say nothing, and the deadline stays: not shipped by then, all of your {total} comes back.",
		buttons: answering,
		applies: func(s side, _ shop.Notice) bool { return asksDays(s.order) },
	},
	shop.NoticeMoreDaysGranted: {
		seller:     "{buyer} gives you {more}. **Ship {item} ({ref}) by {shipby}**, or {buyer} gets all of it back.",
		sellerNext: routeShip,
		applies:    in(shop.Paid),
	},
	shop.NoticeMoreDaysRefused: {
		seller:     "{buyer} keeps the deadline. **Ship {item} ({ref}) by {shipby}**, or {buyer} gets all of it back.",
		sellerNext: routeShip,
		applies:    in(shop.Paid),
	},
	shop.NoticeDispute: {
		seller:  "**{buyer} disputed {amount} for {item} ({ref}) at their bank**: {dispute}. The bank took it back for now. {standing}\n{next}",
		buttons: defending,
		applies: disputedNow(false),
	},
	shop.NoticeInquiry: {
		seller:  "**The bank of {buyer} asks about {amount} for {item} ({ref})**: {dispute}. Nothing was taken; the payout waits.\n{next}",
		buttons: defending,
		applies: disputedNow(false),
	},
	shop.NoticeEvidenceDue: {
		seller:  "The evidence about {item} ({ref}, {total}) is not submitted yet. {next}",
		buttons: defending,
		applies: disputedNow(true),
	},
	shop.NoticeEvidenceSent: {
		seller: "The evidence about {item} ({ref}, {total}) was submitted. The bank decides now, which can take 2 to 3 months. You get a message then.",
	},
	shop.NoticeDisputeWon: {
		seller:     "The dispute about {amount} for {item} ({ref}) was decided for you. What the bank took comes back to {operator}, and your payout goes on.",
		sellerNext: routePayouts,
	},
	shop.NoticeDisputeLost: {
		seller:     "The dispute about {amount} for {item} ({ref}) was lost: the bank keeps it for {buyer}. {standing}",
		sellerNext: routeTrack,
	},
	shop.NoticeInquiryClosed: {
		seller: "The bank of {buyer} is satisfied with the payment for {item} ({ref}, {total}). Nothing was taken, and your payout goes on.",
	},
	shop.NoticeFraudWarning: {
		seller:  "**The card's issuer warns that the payment for {item} ({ref}) may be fraud.** If you have not shipped it, do not ship it. The payout of {payout} waits. Refund it, which costs less than a dispute; or ask {operator} to release it.",
		buttons: suspecting,
		applies: func(s side, _ shop.Notice) bool { return s.order.Held(shop.HoldFraud) },
	},
	shop.NoticeReleased: {
		seller:     "{operator} looked at {item} ({ref}) and lifted what held the payout of {payout}: it goes on as usual. If it is not shipped yet, ship it.",
		sellerNext: routePayouts,
	},
	shop.NoticeParcel: {
		buyer:   "{shop} sent a further parcel of {item} ({ref}).",
		applies: in(shop.Paid, shop.Shipped),
	},
	shop.NoticeRescued: {
		seller:  "The carrier has {item} ({ref}, {total}), so it counts as shipped. {buyer} is told; there is nothing for you to do.",
		applies: in(shop.Shipped, shop.Delivered),
	},
	shop.NoticeArrived: {
		buyer:   "The carrier delivered {item} ({ref}, {total}). Do you have it, and is all of it right? Tap **I got it**, and {shop} is paid. Say nothing, and {shop} is paid on {payoutat}. If something is wrong, tap **There is a problem** before that.",
		seller:  "The carrier delivered {item} ({ref}, {total}). {buyer} is asked whether all of it is right.",
		buttons: receiving,
		applies: in(shop.Delivered, shop.Completed),
	},
	shop.NoticeNoScan: {
		buyer:     "No carrier has seen {item} ({ref}, {total}) yet. Your money stays held until one does. If none has by {scanend}, {operator} looks at it, and it goes back to you unless {operator} decides otherwise.",
		seller:    "No carrier has seen {item} ({ref}, {total}) yet. Hand it over, or ask the carrier for it. Without a scan by {scanhold} the payout waits; without one by {scanend}, {operator} looks at it, and it goes back to {buyer} unless {operator} decides otherwise.",
		buyerNext: routeAsk,
		applies:   in(shop.Shipped),
	},
}
