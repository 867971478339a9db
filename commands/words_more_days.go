package commands

// The words of asking for more days to ship. See words.go for the voice.
const (
	txtModalMoreDays phrase = "Ask for more days to ship"
	txtInputDays     phrase = "How many more days, 1 to {n}"
	txtYouWroteDays  phrase = "You wrote"
	txtNoDaysLeft    phrase = "The deadline cannot be put off any further: {provider} lets money be held for so long only. Ship {item} ({ref}) by {when}, or {buyer} gets all of it back."
	txtDaysAsked     phrase = "{buyer} is asked for {more}. Until they say yes, the deadline stays: ship by {when}."
	txtDaysQuestion  phrase = "{shop} asks for {more} to ship {item} ({ref}): by {by} instead of {when}."
	txtDaysGiven     phrase = "{shop} is told, and ships by {when} now. Not shipped by then: all of your {total} comes back."
	txtDaysKept      phrase = "{shop} is told. The deadline stays {when}: not shipped by then, all of your {total} comes back."
	txtBuyerAsked    phrase = "**{shop} asks for {more}**: to ship by {by} instead. Say nothing, and the deadline stays."
	txtSellerAsking  phrase = "You asked for {more}, until {by}. {buyer} has not answered yet; until then the deadline stays."
	txtSellerRefused phrase = "You asked for {more}. {buyer} keeps the deadline."

	txtMoreDay  phrase = "{n} more day"
	txtMoreDays phrase = "{n} more days"

	btnMoreDays     phrase = "Ask for more days"
	btnGiveDay      phrase = "Give {n} more day"
	btnGiveDays     phrase = "Give {n} more days"
	btnKeepDeadline phrase = "Keep the deadline"
)
