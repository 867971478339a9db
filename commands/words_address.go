package commands

// The words of where an order goes. See words.go for the voice.
const (
	txtBuyerAddress   phrase = "When you pay, {provider} asks for your shipping address and keeps it for {operator}. {shop} can look at it from your payment until the order is closed; nobody else here can."
	txtBuyerShipsTo   phrase = "{shop} ships to: {countries}."
	txtBuyerPhone     phrase = "{provider} asks for your phone number, too: the courier needs it."
	txtAddress        phrase = "{item} ({ref}) goes to:"
	txtAddressContact phrase = "For the courier, if it asks:"
	txtAddressKept    phrase = "{provider} keeps this address, and the bot does not. Use it for this order only. You can look at it here until the order is closed."
	txtAddressUntil   phrase = "{provider} keeps this address, and the bot does not. Use it for this order only. You can look at it here until {when}."
	txtAddressLong    phrase = "Some carriers (UPS, FedEx, DPD) print only {n} characters of a line, and this one is longer: {line}. Ask {buyer} how to shorten it before you print the label."
	txtAddressLacks   phrase = "Carriers ask for {missing}, and it is empty. Ask {buyer} for it before you print the label."
	txtLacksName      phrase = "a name"
	txtLacksStreet    phrase = "a street or a post box"
	txtLacksCity      phrase = "a town"
	txtLacksPostal    phrase = "a postal code"
	txtLacksState     phrase = "a state or province"

	btnAddress phrase = "Show address"
)
