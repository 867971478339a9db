package commands

import "till/shop"

// The short messages about what happened. See words.go for the voice: each says
// in a line or two what happened, with amount, item and reference. They are never
// rewritten, so what may change (where the money is, what comes next) is left to
// the card, and a deadline stands in them as a day and an hour.
const (
	txtWords          phrase = "{from}:"
	txtWordsAbout     phrase = "{from} about {item} ({ref}):"
	btnReply          phrase = "Reply"
	btnRequestPayment phrase = "Request payment"

	txtNoticeReady    phrase = "**{shop}** can sell now: {provider} has all it needs. Type /request to send your first payment request."
	txtNoticeMissing  phrase = "{provider} needs something from you. Until it has it, **{shop}** cannot request payments and is not paid:"
	txtNoticeChecking phrase = "{provider} is checking your account. Until it is done, **{shop}** cannot request payments and is not paid. You get a message then."
)

// noticed is a notice's words for each side; "" says nothing.
type noticed struct {
	buyer, seller phrase
	// buyerNext and sellerNext are the routes of the one button; "" tracks.
	buyerNext, sellerNext string
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
	shop.NoticeRequestDeclined: {
		seller:     "{buyer} declined your request for {item} ({ref}, {total}). Nothing was charged.",
		sellerNext: routeAsk,
	},
	shop.NoticeRequestCanceled: {
		buyer:     "{shop} withdrew the request for {item} ({ref}, {total}). Nothing was charged.",
		buyerNext: routeAsk,
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
		buyer:      "Paid: {total} for {item} ({ref}).\n{operator} holds it at {provider}. {shop} ships by {shipby}, or all of it comes back.",
		seller:     "Paid: {total} for {item} ({ref}).\n**Ship by {shipby}**, or {buyer} gets all of it back.",
		sellerNext: routeShip,
		applies:    in(shop.Paid),
	},
	shop.NoticeDMClosed: {
		buyer:  "{shop} takes no direct messages from this bot at the moment. {item} ({ref}) goes on as agreed; messages may reach them late.",
		seller: "{buyer} takes no direct messages from this bot, so they do not see {item} ({ref}) by themselves. Ask them to allow direct messages, or to type /purchases and open it there.",
	},
	shop.NoticeShipReminder: {
		seller:     "{item} ({ref}) is paid and not shipped yet. **Ship by {shipby} ({left})**, or {buyer} gets all of the {total} back.",
		sellerNext: routeShip,
		applies:    in(shop.Paid),
	},
	shop.NoticeShipped: {
		buyer:   "{shop} shipped {item} ({ref}, {total}).",
		applies: in(shop.Shipped, shop.Completed),
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
		buyer:  "{item} ({ref}) is canceled before it was shipped. A refund of all of your {total} is requested at {provider}. You get a message when it is sent.",
		seller: "{item} ({ref}) is canceled. A refund of all of the {total} to {buyer} is requested at {provider}. Do not ship.",
	},
	shop.NoticeNotShipped: {
		buyer:  "{shop} did not ship {item} ({ref}) in time. A refund of all of your {total} is requested at {provider}. You get a message when it is sent.",
		seller: "{item} ({ref}) was not marked as shipped within {days}, so it is canceled. A refund of all of the {total} to {buyer} is requested. Do not ship.",
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
}
