package commands

import "till/shop"

// What people read when something is refused. See words.go for the voice: what
// to do, never whose fault it was.
var reasonWords = map[shop.Reason]phrase{
	shop.ReasonReference:       "A reference has eight characters, like 7K3M-9QXD. Pick the order from the list, or copy it from its card.",
	shop.ReasonNoOrder:         "There is no such order among yours. /orders shows what you sell, /purchases what you buy.",
	shop.ReasonNotSeller:       "That needs a shop, and you have none yet. It takes a few minutes to set one up.",
	shop.ReasonNotEligible:     "Your shop cannot request payments yet: {provider} still needs something from you.",
	shop.ReasonNoShop:          "There is no shop of that name. /shops lists all of them.",
	shop.ReasonSelf:            "That is yourself. Pick somebody else.",
	shop.ReasonBot:             "That is a bot, and bots cannot pay. Pick a person.",
	shop.ReasonItemEmpty:       "Say what the item is, like: Mug, blue.",
	shop.ReasonItemLong:        "The item is too long. Use at most 100 characters, and put the rest into the note.",
	shop.ReasonTextMention:     "Leave out mentions such as @everyone, then send it again.",
	shop.ReasonTextMarkdown:    "Leave out formatting such as **, __, ` or links with other names, then send it again.",
	shop.ReasonTextControl:     "There are invisible characters in the text. Type it anew instead of pasting it.",
	shop.ReasonTextLong:        "That is too long. A note has at most 500 characters, a message at most 1,800.",
	shop.ReasonTextEmpty:       "There is nothing in it yet. Write something, then send it again.",
	shop.ReasonPrice:           "That is not a price that can be paid. Write it like 25.00 or 25,50 EUR.",
	shop.ReasonExtraNegative:   "Shipping and tax cannot be below zero. Leave them out if there are none.",
	shop.ReasonPriceSmall:      "The total is too small: the smallest payment is {amount}.",
	shop.ReasonPriceLarge:      "The total is too large to be paid at once.",
	shop.ReasonCurrency:        "Payments in that currency are not offered here. Offered: {currencies}.",
	shop.ReasonCurrencyMixed:   "Price, shipping and tax are in different currencies. Use one for all of them.",
	shop.ReasonQuantity:        "The quantity is a whole number from 1 to 999.",
	shop.ReasonLimitRequest:    "One request can be for {amount} at most. Make the total smaller, or ask {operator} for a higher limit.",
	shop.ReasonLimitWeek:       "You can still request {amount} within the running 7 days. Make the total smaller, or wait until older requests are more than 7 days back.",
	shop.ReasonNotYours:        "This is addressed to somebody else, and only they can do that. Nothing was changed.",
	shop.ReasonDeclined:        "This request was declined. Ask the seller for a new one if you still want it.",
	shop.ReasonCanceled:        "This order was canceled. Nothing more can be done with it.",
	shop.ReasonExpired:         "This request has expired. The seller can send a new one.",
	shop.ReasonPaid:            "This order is paid already. Nothing was charged again.",
	shop.ReasonProcessing:      "A payment for this order is under way. You get a message when it has arrived.",
	shop.ReasonRevising:        "This request is just being changed. In a moment its card shows what it asks for now.",
	shop.ReasonTermsSame:       "That is what the request says already. Change something, or leave it as it is.",
	shop.ReasonTermsMany:       "This request was changed as often as it can be. Withdraw it, and send a new one.",
	shop.ReasonItemsMany:       "A request holds up to 10 items. Send a second one for the rest.",
	shop.ReasonOptions:         "Up to 5 ways of shipping fit, each with a name and a price of its own, such as: Post 5.00; Express 12.00.",
	shop.ReasonNoOption:        "That way of shipping is not offered any more. The card shows those that are.",
	shop.ReasonOfferLines:      "An offer is for a request of one item. Ask {other} about this one.",
	shop.ReasonOfferMany:       "You have made 10 offers for this request. Pay what it asks for, or write a message about it.",
	shop.ReasonOfferOver:       "That offer is not open any more. The card shows how the request stands.",
	shop.ReasonClosing:         "This request is just being closed. In a moment its card shows how it ended.",
	shop.ReasonNotPaid:         "This order is not paid yet. Wait for the message that it is.",
	shop.ReasonShipped:         "This order is marked as shipped already, so it cannot be changed that way. Message {other} to settle it.",
	shop.ReasonNotShipped:      "This order is not marked as shipped yet. Ask the seller about it.",
	shop.ReasonDone:            "This order has ended. Nothing more can be done with it.",
	shop.ReasonTracking:        "That is no tracking number. Copy it from the label or the receipt, or leave it empty to ship without one.",
	shop.ReasonTrackingCheck:   "One character of that tracking number seems to be wrong. Compare it with the label.",
	shop.ReasonTrackingCarrier: "Which carrier has this parcel? The number alone does not say.",
	shop.ReasonCountry:         "Write the country's name or its two letters, such as US or DE, of a country in which {provider} pays shops.",
	shop.ReasonCountryFixed:    "The country of your account at {provider} is fixed. Leave the country out to change the name only.",
	shop.ReasonShopTaken:       "Another shop has this name. Choose a different one.",
	shop.ReasonShopName:        "Choose a name of 1 to 50 characters, in letters of one alphabet, that nobody can take for another's.",
	shop.ReasonManyOpen:        "You talk with several people. Pick whom the message is for.",
	shop.ReasonLanguage:        "That language is not spoken here yet. Pick one from the list.",
	shop.ReasonZone:            "No time zone has that name. Pick one from the list, such as Europe/Berlin.",
	shop.ReasonHandling:        "Write a whole number of days, from 2 to {most}; or 0 for what is usual here.",
	shop.ReasonHour:            "An hour is a whole number from 0 to 23. Pick it from the list.",
	shop.ReasonNoConversation:  "You talk with nobody through this chat at the moment, so your message went nowhere. Ask a shop with /ask, or look at /shops.",
	shop.ReasonProvider:        "{provider} refused that, so nothing was charged or paid. Try again later; if it stays, tell {operator}.",
	shop.ReasonProviderDown:    "{provider} does not answer at the moment. Wait a minute, then try again: the same payment is never made twice.",
	shop.ReasonProviderBalance: "The balance at {provider} does not suffice at the moment. It is tried again by itself.",
	shop.ReasonRefundAmount:    "That cannot be given back: it is more than zero and at most {amount}.",
	shop.ReasonRefundNothing:   "There is nothing left to give back: all of it went back, or is on its way.",
	shop.ReasonDisputed:        "The buyer's bank has the money while it decides a dispute, so nothing can be refunded meanwhile: it would go back twice. The card of the order shows what to do.",
	shop.ReasonDebt:            "You owe {amount} for what went back to a buyer after you were paid. It is taken from your {provider} balance once that holds it, or kept from your next payouts; then you can request payments again.",
	shop.ReasonDays:            "Write a whole number of days, from 1 to {days}.",
	shop.ReasonDaysAsked:       "You asked for more days already, and the buyer has not answered yet. Until then the deadline stays.",
	shop.ReasonDaysNone:        "Nobody waits for an answer about more days any more. The card of the order shows the deadline.",
	shop.ReasonNoHold:          "The payout does not wait for that any more. Look at the order again with /admin.",
	shop.ReasonHoldOther:       "No operator can lift that: it goes away by itself when its reason is gone. Look at the order with /admin.",
	shop.ReasonNoDispute:       "There is no open dispute about this order. Its card shows how it stands.",
	shop.ReasonEvidenceOver:    "The evidence was submitted already, or its time is over. The bank decides; you get a message then.",
	shop.ReasonNoRefundFailed:  "There is no refund of this order that could be sent that way. Look at the order again with /admin.",
	shop.ReasonNotOperator:     "That is for the people who run {operator}. /orders shows what you sell, /purchases what you buy.",
	shop.ReasonNoProduct:       "There is no such product in your catalogue, or not any more. /product list shows what there is.",
	shop.ReasonProductName:     "A product's name needs letters or digits, so that you find it when you type.",
	shop.ReasonProductTaken:    "You have another product of this name. Choose a different one, or change that one with /product edit.",
	shop.ReasonStockNumber:     "The stock is a whole number from 0 to 1,000,000, or none for no limit.",
	shop.ReasonStockFew:        "Not enough in stock: {left}. Ask for fewer, or write what you have now with /product edit.",
	shop.ReasonSoldOut:         "That is sold out, so nothing was sent. What an unpaid request reserves comes back when it ends; if you have more, write how many with /product edit.",
	shop.ReasonPhotoNone:       "That file is no picture that can be shown. Send a JPEG, a PNG or a GIF.",
	shop.ReasonPhotoLarge:      "That picture is too large: send one of at most 8 MB and 50 megapixels.",
	shop.ReasonPhotoGone:       "The photo could not be had from Discord. Send the command again, with the photo.",
	shop.ReasonNotArrived:      "This order has not arrived yet, so there is nothing to buy again. Its card shows where it is.",
	shop.ReasonAgainGone:       "{other} does not sell this at the moment. Send a message to hear what there is instead.",
	shop.ReasonAgainSoldOut:    "This is sold out at the moment. Send a message, and {other} can say when there is more.",
	shop.ReasonNoAddress:       "The payment page asked for no address. Ask {other} where it should go.",
	shop.ReasonAddressOver:     "This order is closed, so its address is not shown any more. If a parcel is still on its way, message {other}.",
	shop.ReasonDMClosed:        "That person takes no direct messages from this bot. Paste them a link to the bot, and ask them to type /purchases.",
}

const (
	txtOtherSide    phrase = "the other side"
	txtDaysFit      phrase = "what the form says"
	txtUnknownError phrase = "Something went wrong on our side. Nothing was charged by this. Look at the order with /track, then try again; if it stays, tell {operator}."
	txtUnknownRoute phrase = "This button is from an older version and does nothing any more. Type /orders or /purchases to go on."

	btnSetUp     phrase = "Set up my shop"
	btnGoOn      phrase = "Continue setting up"
	btnSeeShops  phrase = "See the shops"
	btnHowToSell phrase = "How to sell"
	btnHowToBuy  phrase = "How to buy"
)
