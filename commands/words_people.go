package commands

import "till/shop"

// The words of what people want of each other beside a sale: blocking, muting,
// checking a reference. See words.go for the voice.
const (
	defBlock           phrase = "No more requests and messages from somebody; lists whom you blocked if left out"
	defBlockShop       phrase = "Which shop"
	defBlockPerson     phrase = "Which person, who wrote to your shop"
	defVerify          phrase = "Is this a real request or payment of this bot? Says nothing of what is in it"
	defVerifyRef       phrase = "The reference, such as 7K3M-9QXD"
	defAskMenu         phrase = "Ask this seller"
	defReport          phrase = "Tell whoever runs this bot about a shop, a person or an order"
	defReportReason    phrase = "What it is about"
	defReportText      phrase = "What happened"
	defReportOrder     phrase = "Which order of yours: its item or its reference"
	defReportPerson    phrase = "Which person, who wrote to your shop"
	choiceScam         phrase = "It looks like a scam"
	choiceGoods        phrase = "It may not be sold, or is not genuine"
	choiceAbuse        phrase = "Insults or threats"
	choiceOther        phrase = "Something else"
	btnReport          phrase = "Report"
	txtModalReport     phrase = "What happened?"
	txtReportWhom      phrase = "Whom or what is it about? Add an order, a shop or a person to the command, and send it again."
	txtReported        phrase = "Sent. {operator} reads it and decides what to do; they may write to you. The other side is not told. Type /block if you want nothing more from them. For money that should come back, use the buttons of the order's card: a report moves none."
	btnMore            phrase = "More"
	btnBlock           phrase = "Block"
	btnUnblock         phrase = "Lift the block"
	btnMute            phrase = "Mute"
	btnUnmute          phrase = "Unmute"
	txtMore            phrase = "**Mute**: messages still come, without a sound. **Block**: no more messages and requests between the two of you. **Report**: whoever runs this bot looks at it."
	txtShunned         phrase = "You have blocked or muted these. Pick one to lift it."
	txtNumbered        phrase = "{n}. {who}"
	txtShunnedNone     phrase = "You have blocked and muted nobody. Type /block with a shop or a person, or tap More under one of their messages."
	txtLiftBlock       phrase = "Blocked; pick it to lift the block"
	txtLiftMute        phrase = "Muted; pick it to unmute"
	txtPlaceholderLift phrase = "Pick one"

	txtLinkToBuyer  phrase = "There is a link in this message. You pay only with **Pay** on the request's card, here: never through a link."
	txtLinkToSeller phrase = "There is a link in this message. Whoever pays you does it through a request of yours, and its card here says when they did: no page behind a link does."
)

// genuineWords is all that /verify says.
var genuineWords = map[shop.Genuine]phrase{
	shop.GenuineOpen:  "**Real**: a payment request of this bot has this reference, and it is not paid yet. Only the card in your own direct messages with this bot can be paid: not a link, not a picture, not another account. If you have no such card, this request is not for you.",
	shop.GenuinePaid:  "**Real, and paid**: a payment through this bot has this reference, and its order is under way. Who sold and who paid see it with /track. If you are neither, it is no payment to you, whatever somebody shows you. Only the card in your own direct messages with this bot can be paid.",
	shop.GenuineEnded: "**Real, and over**: a request or payment of this bot had this reference. Nothing can be paid with it any more. Only the card in your own direct messages with this bot can be paid.",
	shop.NotOurs:      "**Not ours**: no request and no payment of this bot has this reference. Compare it letter by letter; if it is right, pay nothing and send nothing because of it. Only the card in your own direct messages with this bot can be paid.",
}

// shunWords says what was done about somebody.
type shunWords struct {
	shop   phrase // about a shop, by one of its buyers
	person phrase // about somebody else
}

var shunWordsOf = map[string]shunWords{
	routeBlock: {
		"Blocked: {who} can send you no more requests and messages, nor you them. They are not told; what they send comes back as not possible at the moment.\nA request that is open stays payable: pay or decline it as you like. For what is paid, everything goes on, and you get every message about it.",
		"Blocked: {who} can send you no more questions and messages, nor you them requests. They are not told; what they send comes back as not possible at the moment.\nA request that is open stays payable until you withdraw it. For what is paid, everything goes on: you still ship it or refund it.",
	},
	routeUnblock: {
		"Lifted: {who} can send you requests and messages again.",
		"Lifted: {who} can send you questions and messages again.",
	},
	routeMute: {
		"Muted: messages of {who} come without a sound. What happens to your orders is still announced.",
		"Muted: messages of {who} come without a sound. What happens to your sales is still announced.",
	},
	routeUnmute: {
		"Messages of {who} are announced again.",
		"Messages of {who} are announced again.",
	},
}
