package bot

// The few words that are the bot's own, for when commands cannot speak: short, plain, and with
// what to do next.
const (
	wordsBroken = "Something went wrong on our side. Please try again in a minute."
	wordsAgain  = "That took too long. Please press it again."
	wordsDone   = "Done."
	wordsGone   = "(%s is no longer available.)" // an attachment's name
	wordsLarge  = "(%s is too large to pass on.)"
	blank       = "\u200b" // where Discord wants a text and there is none
)
