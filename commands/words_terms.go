package commands

// The words of what a request asks for, while that can change. See words.go for
// the voice.
const (
	txtChangedOnce    phrase = "{shop} changed the request {n} time. What you see here is what counts."
	txtChangedMany    phrase = "{shop} changed the request {n} times. What you see here is what counts."
	txtShippingOption phrase = "Shipping: {option}"
	txtChooseShipping phrase = "How it is sent"
	txtOptionPrice    phrase = "{option}, {price}"
	txtOptionFree     phrase = "{option}, free"
	txtNoticeSold     phrase = "The request for {item} ({ref}) stays as it was: what the change needs was sold meanwhile."
	txtNoticeTaken    phrase = "{shop} takes your offer for {item} ({ref}): it comes to {total} now, instead of {was}."
	txtItemAndMore    phrase = "{item} and {n} more"
	txtOptionChosen   phrase = "{option} it is. {item} ({ref}) comes to {total} now."
	txtOptionLater    phrase = "The open payment page is closed first. In a moment the card shows the new total."

	txtRevising     phrase = "This request is being changed, and the open payment page is closed for that. In a moment its card shows what it asks for now."
	txtModalOffer   phrase = "Make an offer"
	txtInputOffer   phrase = "Your price for one, instead of {price}"
	txtOffered      phrase = "{shop} is told that you offer {price} for {item} ({ref}). You get a message when they answer. Until then you can pay {total}."
	txtBuyerOffers  phrase = "You offered {price} for one. {shop} has not answered yet."
	txtBuyerNoOffer phrase = "You offered {price} for one, and {shop} did not take it."
	txtSellerOffer  phrase = "**{buyer} offers {price} for one.** Accept it, change the request, or leave it as it is."
	txtOfferTaken   phrase = "The price is {price} now. {buyer} is told, and pays {total} for {item} ({ref})."
	txtOfferRefused phrase = "{buyer} is told that {item} ({ref}) stays at {total}."

	txtModalLine     phrase = "Change the request"
	txtModalAddItem  phrase = "Add an item"
	txtModalExtras   phrase = "Shipping and tax"
	txtInputNone     phrase = "Quantity; 0 takes the item out"
	txtHintShipping  phrase = "5.00 or: Post 5.00; Express 12.00"
	txtWhichLine     phrase = "What is to change in the request for {item} ({ref})?"
	txtPickLine      phrase = "Pick an item"
	txtPickExtras    phrase = "Shipping and tax"
	txtRevised       phrase = "The request for {item} ({ref}) comes to {total} now. {buyer} is told."
	txtRevisedLater  phrase = "The open payment page is closed first, then the request for {item} ({ref}) is changed. If {buyer} pays before, it stays as it was."
	txtLastLine      phrase = "It is the only item of the request. Withdraw the request instead."
	btnOffer         phrase = "Make an offer"
	btnAcceptOffer   phrase = "Accept {price}"
	btnRefuseOffer   phrase = "Keep the price"
	btnChangeRequest phrase = "Change"
	btnAddItem       phrase = "Add an item"
)
