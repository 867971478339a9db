package commands

import "till/shop"

// The words of money on its way to a seller's bank, and of what a seller owes.
// See words.go for the voice.
const (
	txtPayoutsOwed     phrase = "You owe"
	txtPayoutsSettled  phrase = "It is taken from your {provider} balance once that holds it, or kept from your next payouts. Until then you cannot request payments."
	txtPayoutsDebt     phrase = "**{amount}** · for {ref}"
	txtPayoutsBank     phrase = "To your bank"
	txtPayoutMore      phrase = "**{payout}** more · {name} ({ref}): in some hours at the latest."
	txtPayoutDisputed  phrase = "**{payout}** with the bank · {name} ({ref}): {why}"
	txtPayoutSetOff    phrase = "{amount} kept for what you owed"
	txtPayoutReversed  phrase = "{amount} taken back"
	txtPayoutRecovered phrase = "{amount} kept from a later payout"
	txtPayoutOwed      phrase = "{amount} owed"
	txtPayoutWaits     phrase = "a refund of {amount} waits for your balance"

	txtBankFailure phrase = "the bank gave no reason that is known here. Look at your payouts on {provider}'s page."

	txtNoticeBankFailed phrase = "{provider} could not send {amount} to your bank: {why}\nThe money is back in your {provider} balance, and is sent again when that is mended."
)

// bankWords says where a payout to a bank stands.
var bankWords = map[shop.BankState]phrase{
	shop.BankUnderway: "**{amount}** · on its way, arrives {day}",
	shop.BankPaid:     "**{amount}** · arrived {day}",
	shop.BankFailed:   "**{amount}** · failed, and is back in your {provider} balance: {why}",
}

// bankFailures puts the provider's words for why a payout to a bank failed into
// words, with what to do (https://docs.stripe.com/api/payouts/failures).
var bankFailures = map[string]phrase{
	"account_closed":                   "the bank account is closed. Give {provider} another one.",
	"account_frozen":                   "the bank account is frozen. Ask your bank, or give {provider} another one.",
	"bank_account_restricted":          "the bank account takes no such payments. Ask your bank, or give {provider} another one.",
	"bank_ownership_changed":           "the bank account belongs to another bank now. Give {provider} its new number.",
	"could_not_process":                "the bank could not process it. Ask your bank, or give {provider} another account.",
	"debit_not_authorized":             "the bank does not let {provider} take money from the account. Ask your bank to allow it.",
	"declined":                         "the bank declined it. Ask your bank why.",
	"incorrect_account_holder_address": "the account holder's address is not the one that the bank knows. Correct it at {provider}.",
	"incorrect_account_holder_name":    "the account holder's name is not the one that the bank knows. Correct it at {provider}.",
	"incorrect_account_holder_tax_id":  "the account holder's tax number is not the one that the bank knows. Correct it at {provider}.",
	"incorrect_account_type":           "the kind of the bank account is another one. Correct it at {provider}.",
	"insufficient_funds":               "your {provider} balance was too small at that moment. It is sent again by itself.",
	"invalid_account_number":           "the account number is not right. Correct it at {provider}.",
	"invalid_account_number_length":    "the account number has too few or too many characters. Correct it at {provider}.",
	"invalid_card":                     "the card for your payouts is not right. Give {provider} another one.",
	"invalid_currency":                 "the bank account does not take this currency. Give {provider} one that does.",
	"expired_card":                     "the card for your payouts has expired. Give {provider} another one.",
	"no_account":                       "the bank knows no such account. Correct its number at {provider}.",
	"unsupported_card":                 "the bank takes no payouts to this card any more. Give {provider} a bank account.",
}
