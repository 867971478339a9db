package commands

// The words of a card in the DM of its two sides, where the bot is no member. See
// words.go for the voice.
const (
	txtSharedAsks   phrase = "**{shop}** asks for a payment of {total}."
	txtSharedOrder  phrase = "Order from **{shop}**."
	txtSharedFooter phrase = "As the buyer reads it. It changes when somebody taps it."
	btnRefresh      phrase = "Refresh"
	txtNobodyYet    phrase = "the person in your chat"
	txtPageShared   phrase = "Pay {total} to {shop} for {item} on {provider}'s page. Your card's details stay there.\nThe page is open until {open}. When you have paid, tap **Refresh** on the card.\nThis bot is not in this chat, so it cannot write here by itself. Add it to your account, and it tells you in a direct message when {item} ({ref}) is shipped. **/purchases** shows it at any time."
	btnInstall      phrase = "Add this bot to my account"
	txtInGroup      phrase = "This works in a chat of two, in a server, and in your direct messages with this bot, but not in a group: here it is not clear who pays. Type the command in one of those."
	txtGuideInChat  phrase = "Added to your account, this bot also works in the chats that you already have with buyers. Type /request there and leave out the buyer: the card appears in that chat, and whoever is there with you can pay it."
)
