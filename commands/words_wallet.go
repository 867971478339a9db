package commands

// The words of /wallet. See words.go for the voice.
const (
	defWallet phrase = "What is saved for your next payment, to see or to forget"

	txtWallet phrase = "{provider} keeps what you chose to save when you paid, and offers it at your next payment. On its page you see it, remove it or add another.\n" +
		"Your card's details never pass through this chat. The link works for a few minutes; **/wallet** makes a new one."
	txtWalletNone phrase = "{provider} keeps nothing for you. When you tap **Pay** on a request, its page asks whether to save your card for next time. Only what you agree to is saved, and your card's details never pass through this chat."
	btnWallet     phrase = "Saved payment methods"
	btnWalletPage phrase = "Open the page"
	btnForget     phrase = "Forget what is saved"

	txtForgetAsk phrase = "Forget all that {provider} saved for you to pay with? You enter your card again at your next payment. What you paid stays as it is, and so does what is still to be refunded."
	btnForgetYes phrase = "Yes, forget it"
	btnForgetNo  phrase = "Keep it"
	txtForgotten phrase = "Forgotten, and {provider} is told to delete it. If a payment page is open, it may not take your payment any more: tap **Pay** again for a new one."

	// On the way to the payment page.
	txtPageSaved phrase = "The page can save how you pay, if you agree, and offers what you saved before. **/wallet** shows what is saved, and forgets it."
)
