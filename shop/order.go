package shop

import (
	"slices"
	"time"

	"till/shop/ledger"
	"till/shop/money"
)

// Order is one sale, from the payment request on. Its journal says how it came
// to be as it is; what people wrote (Lines, Note) stays out of the journal.
type Order struct {
	ID       OrderID          `json:"id"`
	Seller   UserID           `json:"seller"`
	Buyer    UserID           `json:"buyer"`          // "" until somebody takes an open request up
	Chat     string           `json:"chat,omitempty"` // Discord's channel, if it was sent into a DM of its two sides
	Lines    []Line           `json:"lines"`
	Shipping money.Money      `json:"shipping"`
	Tax      money.Money      `json:"tax"`
	Total    money.Money      `json:"total"`
	Options  []ShippingOption `json:"options,omitempty"` // among which the buyer chooses; Shipping is the price of one
	Changes  int              `json:"changes,omitempty"` // how often the seller changed the terms
	Offer    *Offer           `json:"offer,omitempty"`   // the buyer's last one
	Note     string           `json:"note,omitempty"`
	Fee      PlatformFee      `json:"fee,omitzero"` // the platform's, as it was when the request was sent

	ShipDays int `json:"ship_days,omitempty"` // the seller's handling time when the request was sent; 0: the operator's

	Status  Status     `json:"status"`
	Stock   StockState `json:"stock,omitempty"`   // where its things count, if they are from the catalogue
	Closing *Closing   `json:"closing,omitempty"` // an ending that waits for the checkout page to be closed
	Stopped bool       `json:"stopped,omitempty"` // withdrawn by an operator, who suspended the shop
	Holds   []Hold     `json:"holds,omitempty"`

	Checkouts []Checkout `json:"checkouts,omitempty"` // each try to pay, oldest first
	Payment   *Payment   `json:"payment,omitempty"`   // the one that counts
	Parcels   []Parcel   `json:"parcels,omitempty"`
	Payouts   []Payout   `json:"payouts,omitempty"`
	Reversals []Reversal `json:"reversals,omitempty"`
	Refunds   []Refund   `json:"refunds,omitempty"`
	Disputes  []Dispute  `json:"disputes,omitempty"`
	Warnings  []string   `json:"warnings,omitempty"`  // the fraud warnings that were seen
	Problems  []Problem  `json:"problems,omitempty"`  // that the buyer reported; only the last can be open
	MoreDays  *MoreDays  `json:"more_days,omitempty"` // the seller's last wish for more time to ship
	Rating    *Rating    `json:"rating,omitempty"`    // the buyer's, once given

	Handover *Handover `json:"handover,omitempty"` // the code that its buyer was shown last

	Warned map[string]time.Time `json:"warned,omitempty"` // when each kind of warning was last written
	Told   map[string]time.Time `json:"told,omitempty"`   // when it reached its reader, of warnings of what happens by itself

	CreatedAt   time.Time `json:"created_at"`
	ExpiresAt   time.Time `json:"expires_at"` // when an unpaid request ends
	PaidAt      time.Time `json:"paid_at,omitzero"`
	ShipBy      time.Time `json:"ship_by,omitzero"`
	ShippedAt   time.Time `json:"shipped_at,omitzero"`
	DeliveredAt time.Time `json:"delivered_at,omitzero"`
	ReceivedAt  time.Time `json:"received_at,omitzero"` // when the buyer said, or showed, that they have it
	PayoutAt    time.Time `json:"payout_at,omitzero"`   // when the payout is due, unless held
	ClosedAt    time.Time `json:"closed_at,omitzero"`   // when it reached an end

	Cards       map[Role]MessageRef `json:"cards,omitempty"`       // the live order card of each side
	Unreachable map[Role]bool       `json:"unreachable,omitempty"` // whose DM is closed to the bot
	FeesBorne   int64               `json:"fees_borne,omitempty"`  // of the provider's fees, what is the operator's whatever happens
	Book        ledger.Book         `json:"book"`                  // the journal's postings, added up
	Entries     int                 `json:"entries"`               // journal entries so far
}

// Role is a side of an order.
type Role string

// The roles.
const (
	RoleSeller Role = "seller"
	RoleBuyer  Role = "buyer"
)

// Other returns the other side.
func (r Role) Other() Role {
	if r == RoleSeller {
		return RoleBuyer
	}
	return RoleSeller
}

// Open reports whether the request has no buyer yet.
func (o Order) Open() bool { return o.Buyer == "" }

// Role returns the user's side of the order, or "" for a stranger.
func (o Order) Role(user UserID) Role {
	switch user {
	case "":
		return ""
	case o.Seller:
		return RoleSeller
	case o.Buyer:
		return RoleBuyer
	default:
		return ""
	}
}

// Person returns who has the role.
func (o Order) Person(r Role) UserID {
	if r == RoleSeller {
		return o.Seller
	}
	return o.Buyer
}

// Counts reports whether the order counts against its seller's limit of 7 days:
// it is open, or was paid.
func (o Order) Counts() bool { return o.Payment != nil || !o.Status.Ended() }

// Item returns what is sold, as a title: the first line's item.
func (o Order) Item() string { return o.Lines[0].Item }

// Photo returns the picture of what is sold, the first one that there is, or "".
func (o Order) Photo() PhotoID {
	for _, l := range o.Lines {
		if l.Photo != "" {
			return l.Photo
		}
	}
	return ""
}

// Line is one thing sold: Quantity times Price.
type Line struct {
	Product  ProductID   `json:"product,omitempty"` // that it was filled from
	Photo    PhotoID     `json:"photo,omitempty"`
	Item     string      `json:"item"`
	Quantity int64       `json:"quantity"`
	Price    money.Money `json:"price"` // of one
}

// Closing is an ending that somebody asked for, or other terms, while the
// checkout page could still be paid: the page is closed first, and a payment that
// got there before wins.
type Closing struct {
	Event Event     `json:"event"` // EventDecline, EventCancel, EventExpire or EventRevise
	Actor UserID    `json:"actor,omitempty"`
	At    time.Time `json:"at"`
	Slow  bool      `json:"slow,omitempty"`  // a slow payment is under way: when it succeeds, the money goes back
	Terms *Terms    `json:"terms,omitempty"` // of EventRevise
}

// Hold is a reason why the payout waits.
type Hold struct {
	Kind HoldKind  `json:"kind"`
	At   time.Time `json:"at"`
}

// HoldKind names a reason; commands has words for each, with the act that lifts it.
type HoldKind string

// The holds.
const (
	HoldAmount       HoldKind = "amount"        // what was paid is not what was asked for
	HoldConverted    HoldKind = "converted"     // the provider settled in another currency
	HoldNotEligible  HoldKind = "not_eligible"  // the seller's account cannot be paid at the moment
	HoldBalance      HoldKind = "balance"       // the provider's balance does not suffice
	HoldProviderFees HoldKind = "provider_fees" // the provider has not said what it kept
	HoldRefused      HoldKind = "refused"       // the provider refused the transfer
	HoldDispute      HoldKind = "dispute"       // a chargeback or an inquiry is open
	HoldFraud        HoldKind = "fraud"         // the card issuer warned of fraud
	HoldNoScan       HoldKind = "no_scan"       // the carrier has not seen the parcel
	HoldFrozen       HoldKind = "frozen"        // the operator froze it
	HoldSuspended    HoldKind = "suspended"     // the operator suspended the shop
	HoldProblem      HoldKind = "problem"       // the buyer reported a problem
)

// Held reports whether the hold is set.
func (o Order) Held(kind HoldKind) bool {
	for _, h := range o.Holds {
		if h.Kind == kind {
			return true
		}
	}
	return false
}

// Checkout is one page at the provider on which the order can be paid. Its
// parameters are frozen with its key, so that a repeated call is the same call.
type Checkout struct {
	N         int           `json:"n"`    // 1, 2, …
	Shop      string        `json:"shop"` // the shop's name, as the page shows it
	State     CheckoutState `json:"state"`
	Session   string        `json:"session,omitempty"` // the provider's id, once known
	URL       string        `json:"url,omitempty"`
	ShipTo    []string      `json:"ship_to,omitempty"`  // countries whose addresses it takes
	Phone     bool          `json:"phone,omitempty"`    // it asks for a phone number, too
	Customer  string        `json:"customer,omitempty"` // the buyer's at the provider; "": nothing can be saved
	Language  string        `json:"language,omitempty"` // the buyer's, as they chose it or their Discord client's locale
	ExpiresAt time.Time     `json:"expires_at"`
}

// CheckoutState is where a Checkout stands.
type CheckoutState string

// The states of a Checkout.
const (
	CheckoutOpening CheckoutState = "opening" // asked for; the provider's answer is not known yet
	CheckoutOpen    CheckoutState = "open"
	CheckoutClosed  CheckoutState = "closed" // expired unpaid
	CheckoutDone    CheckoutState = "done"   // completed by the buyer
)

// Checkout returns the checkout that may still be paid, or nil.
func (o *Order) Checkout() *Checkout {
	if n := len(o.Checkouts); n > 0 {
		if c := &o.Checkouts[n-1]; c.State == CheckoutOpening || c.State == CheckoutOpen {
			return c
		}
	}
	return nil
}

// Payment is the buyer's payment at the provider.
type Payment struct {
	Session  string      `json:"session"`
	Intent   string      `json:"intent"`
	Charge   string      `json:"charge,omitempty"` // once it succeeded
	Amount   money.Money `json:"amount"`
	Fee      money.Money `json:"fee,omitzero"`        // the provider's, in FeeKnown
	FeeKnown bool        `json:"fee_known,omitempty"` // the balance transaction has been seen
	At       time.Time   `json:"at,omitzero"`         // when the provider charged it
}

// Parcel is one shipment. An untracked one has no Number.
type Parcel struct {
	Code    string    `json:"code,omitempty"`    // of a carrier that tracking knows
	Carrier string    `json:"carrier,omitempty"` // its name, or the one that the seller typed
	Number  string    `json:"number,omitempty"`
	URL     string    `json:"url,omitempty"`
	Checked bool      `json:"checked,omitempty"` // a recognised number whose check digit is right
	At      time.Time `json:"at"`

	ScannedAt   time.Time  `json:"scanned_at,omitzero"`   // when the carrier first saw it
	Waived      bool       `json:"waived,omitempty"`      // an operator does not wait for that
	Status      ScanStatus `json:"status,omitempty"`      // where it is, as far as was heard
	Scans       []Scan     `json:"scans,omitempty"`       // that count, oldest first
	Expected    time.Time  `json:"expected,omitzero"`     // the day, as the carrier last estimated it
	EstimatedAt time.Time  `json:"estimated_at,omitzero"` // when it did
	DeliveredAt time.Time  `json:"delivered_at,omitzero"`
	Back        bool       `json:"back,omitempty"`      // delivered to its sender, who has it again
	Attention   Attention  `json:"attention,omitempty"` // why somebody has to do something
	Stalled     bool       `json:"stalled,omitempty"`   // both sides were told that nothing is heard of it
	Lines       []int      `json:"lines,omitempty"`     // of the order, from 1, that are in it; none: all
	InPerson    bool       `json:"in_person,omitempty"` // handed over, with the buyer's code
	Words       int        `json:"words,omitempty"`     // delivered in chat: with which message of the pair's conversation
	Announced   bool       `json:"announced,omitempty"` // there is a label, and it is not handed over yet
}

// InChat reports whether what was delivered of it was delivered in chat.
func (o Order) InChat() bool {
	return len(o.Parcels) > 0 && !slices.ContainsFunc(o.Parcels, func(p Parcel) bool { return p.Words == 0 })
}

// Tracked reports whether every parcel has a number that counts as tracking.
func (o Order) Tracked() bool {
	for _, p := range o.Parcels {
		if !p.Checked {
			return false
		}
	}
	return len(o.Parcels) > 0
}

// Numbered reports whether a parcel of the order has the number.
func (o Order) Numbered(number string) bool {
	return number != "" && slices.ContainsFunc(o.Parcels, func(p Parcel) bool { return p.Number == number })
}

// CallState is where a money call to the provider stands.
type CallState string

// The states of a money call. Unknown outcomes stay Sent until looked up.
const (
	CallRequested CallState = "requested" // written down, not sent yet
	CallSent      CallState = "sent"      // sent; done, or its outcome is not known yet
	CallSucceeded CallState = "succeeded"
	CallFailed    CallState = "failed"
)

// Payout is one transfer to the seller's balance at the provider.
type Payout struct {
	N        int         `json:"n"`
	State    CallState   `json:"state"`
	Amount   money.Money `json:"amount"`
	Fee      money.Money `json:"fee"`              // the platform's, booked with it
	SetOff   money.Money `json:"set_off,omitzero"` // kept for the seller's older debts
	Untied   bool        `json:"untied,omitempty"` // not tied to the charge, which can carry no more transfers
	Account  string      `json:"account"`
	Transfer string      `json:"transfer,omitempty"` // the provider's id
	At       time.Time   `json:"at"`
}

// PaidOut returns what was transferred to the seller in all, whatever was taken
// back later, and whether a payout was made.
func (o Order) PaidOut() (sum money.Money, done bool) {
	sum = money.New(0, o.currency())
	for _, p := range o.Payouts {
		if p.State == CallSucceeded {
			sum.Minor += p.Amount.Minor
			done = true
		}
	}
	return sum, done
}

// currency is what the order was paid in, or is to be paid in.
func (o *Order) currency() money.Currency {
	if o.Payment != nil {
		return o.Payment.Amount.Currency
	}
	return o.Total.Currency
}

// Refund is money that goes back to the buyer: of the order's payment, or of a
// second one that had nothing to pay for.
type Refund struct {
	N      int          `json:"n"`
	State  CallState    `json:"state"`
	Reason RefundReason `json:"reason"`
	Charge string       `json:"charge"`
	Amount money.Money  `json:"amount"`
	Extra  bool         `json:"extra,omitempty"` // a payment beside the one that counts
	ID     string       `json:"id,omitempty"`    // the provider's
	At     time.Time    `json:"at"`

	FeeKnown bool   `json:"fee_known,omitempty"` // with Extra: what the provider kept is booked
	Waits    bool   `json:"waits,omitempty"`     // requested after the payout, and not booked: the money is not back from the seller
	Covered  bool   `json:"covered,omitempty"`   // the operator advances what the seller's balance does not give
	Note     string `json:"note,omitempty"`      // what the seller wrote
	Again    int    `json:"again,omitempty"`     // failed, and sent anew as this one; as itself: dropped, since the bank took the money back
}

// Reversal is money of a payout taken back from the seller's balance.
type Reversal struct {
	N        int         `json:"n"`
	State    CallState   `json:"state"`
	Amount   money.Money `json:"amount"`
	Transfer string      `json:"transfer"`
	Refund   int         `json:"refund,omitempty"` // the refund that it is for; 0: a debt
	ID       string      `json:"id,omitempty"`
	At       time.Time   `json:"at"`
}

// Dispute is a chargeback of the order's payment, or an inquiry, as it was last
// heard of.
type Dispute struct {
	ID         string       `json:"id"`
	Charge     string       `json:"charge"`
	State      DisputeState `json:"state"`
	Inquiry    bool         `json:"inquiry,omitempty"`
	Refundable bool         `json:"refundable,omitempty"`
	Reason     string       `json:"reason"`
	Amount     money.Money  `json:"amount"`
	DueBy      time.Time    `json:"due_by,omitzero"`
	Withdrawn  money.Money  `json:"withdrawn"` // booked so far
	Fee        money.Money  `json:"fee"`       // booked so far
	Staged     time.Time    `json:"staged,omitzero"`
	Submitted  time.Time    `json:"submitted,omitzero"`
	Submitting bool         `json:"submitting,omitempty"` // somebody asked for it
}

// MoreDays is a seller's wish for more time to ship.
type MoreDays struct {
	Days  int       `json:"days"`
	By    time.Time `json:"by"` // the ship deadline that it would make
	At    time.Time `json:"at"`
	State string    `json:"state"` // asked, granted, refused
}

// The states of a MoreDays.
const (
	MoreDaysAsked   = "asked"
	MoreDaysGranted = "granted"
	MoreDaysRefused = "refused"
)

// RefundReason says why money goes back.
type RefundReason string

// The reasons of a refund.
const (
	RefundCanceled   RefundReason = "canceled"    // the seller canceled after the payment
	RefundNotShipped RefundReason = "not_shipped" // the ship deadline passed
	RefundTooLate    RefundReason = "too_late"    // paid although declined, canceled or expired
	RefundTwice      RefundReason = "twice"       // paid already
	RefundSeller     RefundReason = "seller"      // the seller gives it back
	RefundOperator   RefundReason = "operator"    // the operator gives it back
	RefundNoScan     RefundReason = "no_scan"     // no carrier saw the parcel
	RefundLimit      RefundReason = "limit"       // the provider holds money for so long only
	RefundProblem    RefundReason = "problem"     // the buyer's problem is settled by it
	RefundSilent     RefundReason = "silent"      // the seller did not answer a problem
	RefundOutside    RefundReason = "outside"     // made at the provider, not by this bot
)

// MessageRef is where a message of the bot stands.
type MessageRef struct {
	Channel string `json:"channel"`
	Message string `json:"message"`
}
