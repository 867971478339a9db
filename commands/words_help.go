package commands

// The guides of /help. See words.go for the voice.
const (
	txtGuideBuy     phrase = "How to buy"
	txtGuideBuyText phrase = "1. Ask a shop with **/ask**, or pick one from **/shops**.\n" +
		"2. The shop sends you a payment request here, with the item and the total. Tap **Pay** within {expires}, or **Decline**.\n" +
		"3. You pay on {provider}'s own page. Your card's details never pass through this chat. The page can save your card for next time, if you agree: **/wallet** shows what is saved, and forgets it.\n" +
		"4. The shop ships within {ship}, or sooner where its request says so. The card of your order shows how far it is, and **/track** tells all of it.\n" +
		"5. Tap **I got it** when it is there. **/purchases** has all that you buy."

	txtGuideSell     phrase = "How to sell"
	txtGuideSellText phrase = "1. Type **/sell**. {provider} asks who you are and for your bank account, on its own page.\n" +
		"2. Answer the people who ask you: what you type here goes to them.\n" +
		"3. Send **/request** with buyer, item and price; the total includes shipping and tax. It may be up to {request}, and all of them in 7 days up to {week}. What you sell often goes into **/product**, and a request takes it from there.\n" +
		"4. You get a message when it is paid. Ship within {ship} and tap **Mark as shipped**, with the tracking number. If you need longer, tap **Ask for more days**: the buyer decides.\n" +
		"5. **/payouts** says when your money comes, and what it waits for.\n" +
		"6. The buyer reports a problem? Tap **Answer the problem** within 7 days: give money back, send a replacement, take it back, or ask for more days. Your payout waits until it is settled. **/refund** gives money back at any time.\n" +
		"7. **/orders** has all that you sell, **/sales** adds it up, and **/settings** has your shop's name, currency, time zone and quiet hours."

	txtGuideProtect     phrase = "What protects me?"
	txtGuideProtectText phrase = "Your money does not go to the shop when you pay. It is held by {operator} at {provider}.\n\n" +
		"• Not shipped within {ship}: all of it comes back, by itself.\n" +
		"• Shipped with a tracking number: the shop is paid {tracked} later at the earliest.\n" +
		"• Shipped without one: {untracked} later, or when you tap **I got it**. So tap it only when you have the parcel.\n" +
		"• Something is wrong with it? Tap **There is a problem**, up to 14 days after it was delivered, or 45 days after it was shipped when it never comes. The shop is not paid while that is open, and {operator} decides if you two do not settle it. That is faster than your bank, and while your bank decides nothing can be refunded here.\n" +
		"• Only you can pay or decline a request that is addressed to you, and it is paid once. A second payment goes back by itself.\n" +
		"• Pay through the card's own button only. A request that somebody pastes as text or picture is none. **/verify** says whether a reference is real.\n" +
		"• **/reviews** shows what others say about a shop. Does somebody cheat or bother you? **/report** tells {operator}, and **/block** stops what they send.\n" +
		"• **/privacy** shows what is kept about you, and erases it."

	txtGuidePaid     phrase = "When am I paid?"
	txtGuidePaidText phrase = "What a buyer pays is held by {operator} at {provider} until you ship and mark it as shipped.\n\n" +
		"• With a tracking number: {tracked} after you marked it as shipped.\n" +
		"• Without one: {untracked} after.\n" +
		"• The buyer taps **I got it**: at once.\n" +
		"• A new shop: never earlier than {new} after the payment.\n" +
		"• Not shipped within {ship}: never. The money goes back to the buyer.\n" +
		"• While a problem is open that the buyer reported: not before it is settled.\n" +
		"• A refund after you were paid is taken from your {provider} balance. What the balance lacks you owe, and it is kept from your next payouts.\n" +
		"• {provider} lets money be held for {limit} after the payment. Before that is over, it goes to you or back to the buyer.\n\n" +
		"It goes to your {provider} balance, and {provider} sends it to your bank; the first time that takes 7 to 14 days. **/payouts** says the day of each order, and what it waits for."

	// What the guides add where a service tells when a carrier sees a parcel.
	txtGuideScans phrase = "A tracking number counts once the carrier has seen the parcel. Until then the payout waits."

	btnMySales     phrase = "My sales"
	btnMyPurchases phrase = "My purchases"
)
