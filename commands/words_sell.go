package commands

// The words of setting up and finding a shop. See words.go for the voice.
const (
	txtSellMissing  phrase = "Before you can request payments, {provider} needs:"
	txtSellStill    phrase = "Checked just now. {provider} still needs:"
	txtSellChecking phrase = "{provider} is checking what you gave. There is nothing to do at the moment: you get a message when you can sell."
	txtSellPrivate  phrase = "You give it on {provider}'s own page. This bot never asks for it, sees it or keeps it."
	txtSellLink     phrase = "The link works once, for a few minutes. Type /sell for a new one."
	txtMoreMissing  phrase = "and {n} more"
	txtSellReady    phrase = "You can request payments: type /request, or right-click a person, then Apps, then {menu}."
	txtSellLimit    phrase = "Up to {request} per request and {week} in 7 days. You can still request {left} in the running 7 days."
	txtSellPayouts  phrase = "What a buyer pays is held by {operator} at {provider}. Ship and mark it as shipped within {ship}, or it goes back to the buyer. It goes to your {provider} balance {tracked} after you ship with a tracking number, or {untracked} after you ship without one."

	txtSellWaiting   phrase = "{operator} looks at your shop before it can request payments. You get a message when that is decided."
	txtSellMeanwhile phrase = "{provider} has all that it needs from you: there is nothing to do meanwhile."
	txtSellRefused   phrase = "{operator} decided that this shop cannot request payments here. You can still buy. To have it looked at again, ask {operator}."
	txtSellSuspended phrase = "{operator} suspended this shop. It cannot request payments, and its payouts wait. Orders that are paid go on: ship them, or refund them; the buyers can message you. To settle it, ask {operator}."
	txtSellUnlisted  phrase = "Only shops that {operator} has listed sell here, and this one is not on the list any more. Orders that are paid go on as usual, and so do their payouts. To be listed again, ask {operator}."
	btnMyShop        phrase = "My shop"

	btnOnboard    phrase = "Continue at {provider}"
	btnCheckAgain phrase = "I am done, check again"
	btnMyOrders   phrase = "My orders"
	btnMyPayouts  phrase = "My payouts"

	txtNoShops         phrase = "Nobody sells here yet. You can be the first."
	txtShopsTitle      phrase = "Shops"
	txtShopsNext       phrase = "Each of them has its payouts set up with {provider}. Pick one to ask it a question."
	txtMoreShops       phrase = "and {n} more: type the first letters of their name into /ask."
	txtPlaceholderShop phrase = "Ask a shop"
)

// requirementWords puts the provider's names of what it needs into words
// (https://docs.stripe.com/connect/required-verification-information). A name
// that begins with one of these is taken for it.
var requirementWords = map[string]phrase{
	"individual.verification.document":            "a photo of your passport, identity card or driving licence",
	"individual.verification.additional_document": "a second document with your name and address, such as a bill",
	"individual.verification.proof_of_liveness":   "a photo of yourself, taken on its page",
	"individual.verification":                     "proof of who you are",
	"individual.first_name":                       "your legal name",
	"individual.last_name":                        "your legal name",
	"individual.full_name_aliases":                "other names that you use",
	"individual.dob":                              "your date of birth",
	"individual.address":                          "your home address",
	"individual.registered_address":               "your home address",
	"individual.email":                            "your e-mail address",
	"individual.phone":                            "your phone number",
	"individual.id_number":                        "your national identity number",
	"individual.ssn_last_4":                       "the last four digits of your social security number",
	"individual.nationality":                      "your nationality",
	"individual.political_exposure":               "whether you hold a public office",
	"individual.relationship":                     "your part in the business",
	"individual":                                  "something about you",
	"external_account":                            "the bank account for your payouts",
	"tos_acceptance":                              "your agreement to its terms",
	"business_type":                               "whether you sell as a person or as a company",
	"business_profile.url":                        "your web page, or a description of what you sell",
	"business_profile.product_description":        "your web page, or a description of what you sell",
	"business_profile.mcc":                        "what kind of things you sell",
	"business_profile.support_phone":              "a phone number for your customers",
	"business_profile":                            "something about your business",
	"company.name":                                "your company's name",
	"company.tax_id":                              "your company's tax number",
	"company.registration_number":                 "your company's registration number",
	"company.vat_id":                              "your company's VAT number",
	"company.address":                             "your company's address",
	"company.phone":                               "your company's phone number",
	"company.verification":                        "a document about your company",
	"company.owners_provided":                     "who owns the company",
	"company.directors_provided":                  "who directs the company",
	"company.executives_provided":                 "who runs the company",
	"company":                                     "something about your company",
	"settings.payments.statement_descriptor":      "the name that stands on your customers' bank statements",
	"settings":                                    "a setting of your account",
	"capabilities":                                "your wish to be paid by transfers",
}
