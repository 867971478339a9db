package commands

// What Discord shows in its list of commands, at most 100 characters each. See
// words.go for the voice.
const (
	defOrder           phrase = "Which order: its item or its reference"
	defSell            phrase = "Set up your shop, and see what is still missing"
	defSellName        phrase = "Name of your shop"
	defSellCountry     phrase = "Country in which you are paid; it cannot be changed later"
	defRequest         phrase = "Ask somebody for a payment"
	defRequestBuyer    phrase = "Who pays"
	defRequestItem     phrase = "What it is, such as: Mug, blue, 350 ml"
	defRequestPrice    phrase = "Price of one, such as 25.00 or 25,50 EUR"
	defRequestQuantity phrase = "How many; one if left out"
	defRequestShipping phrase = "Price of shipping; none if left out"
	defRequestTax      phrase = "Tax; none if left out"
	defRequestNote     phrase = "A note that the buyer reads"
	defRequestMenu     phrase = "Request payment"
	defOrders          phrase = "What you sell: to ship, awaiting payment, in transit, held, ended"
	defOrdersFilter    phrase = "Which orders"
	defShip            phrase = "Mark an order as shipped"
	defShipCarrier     phrase = "Carrier; the tracking number tells if left out"
	defShipTracking    phrase = "Tracking number; without one you are paid later"
	defCancel          phrase = "Withdraw a request, or cancel and refund an order that is not shipped"
	defPayouts         phrase = "What you are paid, when, and what it waits for"
	defAsk             phrase = "Ask a shop a question"
	defAskShop         phrase = "Which shop"
	defAskQuestion     phrase = "Your question"
	defShops           phrase = "Who sells here"
	defPurchases       phrase = "What you buy"
	defTrack           phrase = "What happened to an order, and what is next"
	defHelp            phrase = "How to buy, how to sell, what protects me, when am I paid"
	defHelpGuide       phrase = "Which guide"
)
