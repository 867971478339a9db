package commands

import "till/shop"

// The words of /admin about shops. See words.go for the voice.
const (
	defAdminOrder         phrase = "Look at an order and settle what it waits for"
	defAdminSeller        phrase = "Look at a shop: approve, suspend, reinstate it, or change its limits"
	defAdminShop          phrase = "Which shop: its name"
	defAdminShopDo        phrase = "What to do; shows the shop if left out"
	defAdminSellers       phrase = "The shops, those that wait for you first"
	defAdminSellersFilter phrase = "Which shops"

	txtSellerWho     phrase = "Opened by {seller} {when}"
	txtSellerStands  phrase = "Status: **{status}**"
	txtSellerStopped phrase = "It cannot request payments, and its payouts wait. What is paid is still shipped or refunded. Reinstate it to let the payouts go on."
	txtSellerNeeds   phrase = "What {provider} still needs from the seller: {n}. The seller sees it with /sell."
	txtSellerLimits  phrase = "Limits"
	txtSellerRecord  phrase = "What was decided"
	txtLimitUsual    phrase = "{request} per request, {week} in 7 days"
	txtLimitOwn      phrase = "{request} per request, {week} in 7 days (for this shop only)"
	txtAlertSeller   phrase = "**{shop}**, opened by {seller} {when}."
	btnSellerOpen    phrase = "Open the shop"

	txtStandingUnlisted phrase = "Not on the list of sellers"
	txtStandingMissing  phrase = "Setting up its payouts"
	txtStandingSells    phrase = "Sells"

	txtAdminNoShop   phrase = "There is no such shop. Pick it from the list."
	txtApproved      phrase = "Approved. The seller is told."
	txtTurnedOut     phrase = "Refused. The seller is told, and cannot request payments. You can still approve the shop later."
	txtReinstated    phrase = "Reinstated. The seller is told, can request payments, and the payouts that waited go on."
	txtSuspendAsk    phrase = "Suspend {shop}? Requests that are not paid are withdrawn, and their buyers are told. What is paid goes on: it can be shipped and refunded, but its payouts wait until you reinstate the shop."
	txtSuspended     phrase = "Suspended. The seller is told, unpaid requests are withdrawn, and payouts wait."
	txtLimitsSet     phrase = "Changed. The seller is told, and the limits count from the next request."
	txtLimitsDropped phrase = "The usual limits count for this shop again. The seller is told."

	btnSellerShow phrase = "Show the shop"
	btnApprove    phrase = "Approve"
	btnTurnOut    phrase = "Refuse"
	btnSuspend    phrase = "Suspend"
	btnSuspendYes phrase = "Suspend the shop"
	btnSuspendNo  phrase = "Let it sell"
	btnReinstate  phrase = "Reinstate"
	btnLimits     phrase = "Change the limits"
	btnSellers    phrase = "See the shops"

	txtModalLimits       phrase = "Limits of this shop"
	txtInputCurrency     phrase = "Currency, such as USD"
	txtInputLimitRequest phrase = "Most per request (both empty: as usual)"
	txtInputLimitWeek    phrase = "Most in 7 days"

	txtSellersAll        phrase = "All of them"
	txtSellersWaiting    phrase = "Waiting for you"
	txtSellersSuspended  phrase = "Suspended"
	txtSellersRefused    phrase = "Refused"
	txtSellersSelling    phrase = "Able to sell"
	txtSellersTitle      phrase = "Shops"
	txtSellersPage       phrase = "Shops · page {n} of {of}"
	txtSellersLine       phrase = "**{shop}** ({seller}) · {status}"
	txtSellersNone       phrase = "There is no such shop at the moment."
	txtPlaceholderSeller phrase = "Open a shop"
	btnSellersBefore     phrase = "Before"
	btnSellersAfter      phrase = "After"
)

// standingNames says how a shop stands that the operator keeps from selling.
var standingNames = map[shop.Standing]phrase{
	shop.Waiting:   "Waits for your yes",
	shop.Approved:  "Approved",
	shop.TurnedOut: "Refused",
	shop.Suspended: "Suspended",
}

// sellerActs names the lines of a shop's record.
var sellerActs = map[shop.SellerAct]phrase{
	shop.SellerOpened:     "opened",
	shop.SellerApproved:   "approved",
	shop.SellerRefused:    "refused",
	shop.SellerSuspended:  "suspended",
	shop.SellerReinstated: "reinstated",
	shop.SellerLimited:    "limits changed",
	shop.SellerUnlimited:  "usual limits again",
	shop.SellerEligible:   "payouts set up",
	shop.SellerIneligible: "payouts not possible any more",
}
