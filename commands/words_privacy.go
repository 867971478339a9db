package commands

// The words of /privacy. See words.go for the voice.
const (
	defPrivacy phrase = "What is kept about you and why: take it along, or erase it"

	txtPrivacy         phrase = "What is kept about you"
	txtPrivacyPerson   phrase = "**You**: your Discord ID, the language you read, whom you blocked or muted."
	txtPrivacyOrders   phrase = "**Orders**: what was sold, amounts, times, parcel numbers. They are the receipt for both sides, and the books that the law asks for."
	txtPrivacyWords    phrase = "**Messages**: what you and the other side wrote to each other through this bot, to deliver it and to settle problems."
	txtPrivacyShop     phrase = "**Your shop**: its name, settings, products and photos, and the number of your {provider} account."
	txtPrivacyProvider phrase = "**Not here**: cards, addresses and identity papers. {provider} keeps those; an address is fetched when the seller looks at it, and not kept."
	txtPrivacyChoices  phrase = "**Export** gives you all of it as one file. **Erase** deletes what was written, names, settings and photos; amounts and times stay in the books, without you."

	btnExport      phrase = "Export"
	btnErase       phrase = "Erase"
	btnEraseYes    phrase = "Erase for good"
	btnExportFirst phrase = "Export first"
	btnOpenOrder   phrase = "Open the order"

	txtExported     phrase = "Everything that is kept about you, as one file. Times in it are UTC, amounts in the smallest unit of their currency. Others are in it by their ID only, and with what they wrote to you. Keep it where only you can read it."
	txtExportedBare phrase = "Everything that is kept about you, as one file, but without the photos: with them it is too large for Discord. Times in it are UTC, amounts in the smallest unit of their currency. Ask {operator} for the photos if you need them. Keep the file where only you can read it."
	txtExportLarge  phrase = "What is kept about you is too large for a file on Discord. Ask {operator} for it: they can give it to you otherwise."

	txtEraseAsk     phrase = "**Erase what is kept about you?** It cannot be taken back.\nDeleted: every message you wrote through this bot, your settings, whom you blocked or muted, and at {provider} what you saved for paying.\nStays: amounts and times of your orders, and what was sold, without you, because the books must be kept; what the other side wrote; what {provider} keeps of payments.\nYou cannot report a problem with these orders here any more, nor see them."
	txtEraseAskShop phrase = "**Erase what is kept about you and your shop?** It cannot be taken back.\nDeleted: your shop's name and settings, its products and photos, every message you wrote through this bot, whom you blocked or muted, and at {provider} what you saved for paying.\nStays: amounts and times of your orders, and what was sold, without you, because the books must be kept; what the other side wrote; your account at {provider}.\nYou cannot see these orders, their sales and payouts here any more: export them first if you need them for your own books."

	txtErased          phrase = "**Erased.** What you wrote, your names and your settings are deleted. The file that they were in is written anew within a day, so that nothing of them is left in it."
	txtErasedBooks     phrase = "{orders} in the books: amounts, times and what was sold, under a made-up name that does not lead back to you."
	txtErasedOrder     phrase = "{n} order stays"
	txtErasedOrders    phrase = "{n} orders stay"
	txtErasedUntil     phrase = "Parcel numbers stay until {when}: until then a bank can take a payment back, and they are needed to answer it. Then they are erased by themselves."
	txtErasedUntilShop phrase = "Parcel numbers, and the number of your {provider} account, stay until {when}: until then a bank can take a payment back, and they are needed to answer it. Then they are erased by themselves."
	txtErasedBarred    phrase = "That {operator} does not let your shop sell stays noted with your Discord ID."
	txtErasedElsewhere phrase = "Not erased by this: messages that stand in Discord, which you can delete there, what {provider} keeps, and backups of {operator}. If you use this bot again, it begins anew."

	txtErasedPerson phrase = "[erased]"
)
