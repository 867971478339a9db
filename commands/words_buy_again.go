package commands

// The words of buying the same again. See words.go for the voice.
const (
	btnAgain      phrase = "Buy again"
	txtAgainAsked phrase = "{shop} is asked for {item} once more. Nothing is agreed or charged: you get a payment request here if {shop} has it for you."
)
