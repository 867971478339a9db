package commands

// The words of the pages to which a payment page leads back, in a browser. See
// words.go for the voice.
const (
	txtReturnPaid      phrase = "Payment sent"
	txtReturnPaidNext  phrase = "The bot confirms it in your chat on Discord, usually within a minute. What it says there counts; this page is no receipt. You can close it."
	txtReturnUnpaid    phrase = "Not paid yet"
	txtReturnUnpaidWhy phrase = "You left the payment page before paying, and nothing was charged. The request waits in your chat on Discord: tap **Pay** there when you are ready."
	btnReturn          phrase = "Back to Discord"
)
