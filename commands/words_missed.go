package commands

// The words for what did not reach somebody. See words.go for the voice.
const (
	txtMissed     phrase = "What did not reach you"
	txtMissedWhy  phrase = "Discord refused direct messages from this bot to you. This is how things stand:"
	txtMissedNext phrase = "To be told at once, allow direct messages: in a server that you share with this bot (Privacy settings), or by adding it to your account. **/purchases** and **/orders** show everything at any time."
)
