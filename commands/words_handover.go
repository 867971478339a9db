package commands

// The words of handing goods over in person. See words.go for the voice.
const (
	btnCode    phrase = "Handover code"
	btnHandOut phrase = "Enter handover code"

	txtCode          phrase = "**{code}** is your handover code for {item} ({ref}). Show it to {shop} when you have the goods in your hands, and not before: it says that you have them, and {shop} is paid. Never send it in a message. When you open it again, it is another one."
	txtCodeModal     phrase = "Handed over in person"
	txtInputCode     phrase = "The code on the buyer's screen"
	txtHintCode      phrase = "123 456"
	txtCodeRight     phrase = "The code is right: {buyer} has {item} ({ref})."
	txtCodeWrongOne  phrase = "That is not the code. You can try {n} more time. Look at the buyer's screen, and ask them to open **Handover code** in /track again if it was long ago."
	txtCodeWrongMany phrase = "That is not the code. You can try {n} more times. Look at the buyer's screen, and ask them to open **Handover code** in /track again if it was long ago."
	btnCodeAgain     phrase = "Enter it again"
	txtInPerson      phrase = "Handed over in person."
	txtActHandedOver phrase = "It was handed over, and the code was right."
)
