package commands

import "till/shop"

// The words of parcels on their way. See words.go for the voice: what happened,
// what it means, and who does what next.
const (
	txtParcelOf    phrase = "Parcel {n}: {parcel}, with {things}."
	txtStillToCome phrase = "Still to come: {things}."
	txtThings      phrase = "{things}, {thing}"
	txtNotSeen     phrase = "The carrier has not seen it yet."
	txtNotSeenPaid phrase = "The carrier has not seen it yet, and nothing is paid out before it has."
	txtAnnounced   phrase = "A label was made. It counts as shipped once the carrier has it."
	txtLastSeenIn  phrase = "Last seen {when} in {place}."
	txtLastSeen    phrase = "Last seen {when}."
	txtExpected    phrase = "Expected on {day}."
	txtDeliveredAt phrase = "Delivered on {when}."
	txtBackAt      phrase = "Delivered back to {shop} on {when}."
	txtScanIn      phrase = "{what} {place}"
	txtScanBack    phrase = "Delivered back to {shop}."

	txtStray          phrase = "**A carrier has a parcel of {item} ({ref}), which is canceled and refunded.** Ask the carrier to bring it back: {parcel}."
	txtLater          phrase = "{item} ({ref}) comes later than it was said to: on {day} instead of {was}."
	txtStalled        phrase = "**Nothing was heard of your parcel for 5 days**: {item} ({ref}). Last seen on {when}. {shop} is asked to look for it. Ask {shop} what the carrier says; if it does not come, tap **There is a problem** by {until}."
	txtStalledYour    phrase = "**Nothing was heard of a parcel for 5 days**: {item} ({ref}), {parcel}. Last seen on {when}. Ask the carrier to look for it, and tell {buyer} what it says."
	txtGoodsAttention phrase = "**The parcel that was sent because of the problem with {item} ({ref}) needs somebody to look at it**: {place} {parcel}"
)

// placeWords says where a parcel is.
var placeWords = map[shop.ScanStatus]phrase{
	"":                      "The carrier has not seen it yet.",
	shop.ScanUnknown:        "The carrier does not know where it is.",
	shop.ScanPreTransit:     "The carrier has not seen it yet.",
	shop.ScanInTransit:      "On its way.",
	shop.ScanOutForDelivery: "Out for delivery.",
	shop.ScanDelivered:      "Delivered.",
	shop.ScanAvailable:      "It waits to be collected.",
	shop.ScanReturnToSender: "It goes back to the sender.",
	shop.ScanFailure:        "The carrier cannot deliver it.",
	shop.ScanCancelled:      "The label was withdrawn.",
	shop.ScanError:          "The carrier could not be asked.",
}

// scanWords tells of a scan in an order's story; "" of what is no step of a parcel.
var scanWords = map[shop.ScanStatus]phrase{
	shop.ScanUnknown:        "",
	shop.ScanPreTransit:     "",
	shop.ScanError:          "",
	shop.ScanInTransit:      "The carrier has it.",
	shop.ScanOutForDelivery: "Out for delivery.",
	shop.ScanDelivered:      "Delivered.",
	shop.ScanAvailable:      "It waits to be collected.",
	shop.ScanReturnToSender: "It goes back to {shop}.",
	shop.ScanFailure:        "The carrier could not deliver it.",
	shop.ScanCancelled:      "The label was withdrawn.",
}

// attentionPlaces says what is the matter with a parcel, where its place does not.
var attentionPlaces = map[shop.Attention]phrase{
	shop.AttentionAttempt: "The carrier could not hand it over.",
	shop.AttentionCustoms: "Customs keep it for now.",
	shop.AttentionAddress: "The carrier needs a better address.",
}

// attentionWords says to each side what has to be seen to; "" says nothing.
var attentionWords = map[shop.Attention]told{
	shop.AttentionPickup: {
		"**Collect your parcel**: {item} ({ref}) waits at the carrier. Its page says where, and until when: {parcel}. What is not collected goes back.",
		"",
	},
	shop.AttentionAttempt: {
		"**The carrier could not hand over your parcel**: {item} ({ref}). Its page says when it tries again, or where you can collect it: {parcel}.",
		"",
	},
	shop.AttentionCustoms: {
		"**Customs keep your parcel for now**: {item} ({ref}). They may ask you for duties or papers; look at the carrier's page, and pay nothing to who only writes to you: {parcel}.",
		"**Customs keep a parcel**: {item} ({ref}), {parcel}. If the carrier asks you for an invoice or a declaration, send it soon, or it comes back.",
	},
	shop.AttentionAddress: {
		"**The carrier needs a better address for your parcel**: {item} ({ref}). Correct it on the carrier's page, or tell it {shop}: {parcel}.",
		"**The carrier needs a better address**: {item} ({ref}), {parcel}. Compare the label with the address of the order, ask {buyer}, and correct it at the carrier.",
	},
	shop.AttentionReturning: {
		"**Your parcel goes back to {shop}**: {item} ({ref}). Ask {shop} to send it again; or, to get your money back, tap **There is a problem** by {until}.",
		"**A parcel comes back to you**: {item} ({ref}), {parcel}. Ask {buyer} whether to send it again, or refund it.",
	},
	shop.AttentionReturned: {
		"**Your parcel was delivered back to {shop}**: {item} ({ref}). Ask {shop} to send it again; or, to get your money back, tap **There is a problem** by {until}.",
		"**A parcel was delivered back to you**: {item} ({ref}), {parcel}. Send it again and type /ship with the new number, or refund it.",
	},
	shop.AttentionFailure: {
		"**The carrier cannot deliver your parcel**: {item} ({ref}), {parcel}. It may be lost or damaged. To get your money back, tap **There is a problem** by {until}; the payout then waits.",
		"**The carrier cannot deliver a parcel**: {item} ({ref}), {parcel}. It may be lost or damaged. Ask the carrier what happened and what it pays; send it again, or refund {buyer}.",
	},
	shop.AttentionCancelled: {
		"",
		"**The label of a parcel was withdrawn**: {item} ({ref}), {parcel}. If you sent it with another one, type /ship with that number.",
	},
}
