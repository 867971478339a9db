package shop

import (
	"slices"
	"time"

	"till/shop/money"
)

// Policy is what the operator decides: limits, fees and timers.
type Policy struct {
	// Mode says whose account takes what buyers pay; Marketplace when it is empty.
	Mode Mode
	// Seller is the only one in a single shop.
	Seller UserID
	// Sellers says who may open a shop; anyone when it is empty.
	Sellers Admission
	// SellerList is who may with AdmitList.
	SellerList []UserID
	// Limits holds, for each currency offered, what may be requested.
	Limits map[money.Currency]Limit
	// Currency is what a price without one is in; one of Limits.
	Currency money.Currency
	// Fees is the platform's fee in each currency; none means free.
	Fees map[money.Currency]PlatformFee

	// OperatorBearsFees has the operator pay the provider's fees; else they come
	// out of the order's money, as far as it reaches.
	OperatorBearsFees bool
	// DebtLimit is how much may be advanced, without asking an operator, for a
	// seller whose balance does not suffice for a refund; none: nothing.
	DebtLimit map[money.Currency]money.Money
	// HoldLimit is how long the provider lets money be held after the charge, which
	// depends on the platform's country; 0: for ever.
	HoldLimit time.Duration
	// Scans reports that a tracking service tells when a carrier sees a parcel.
	// Without one, a number with a right check digit counts.
	Scans bool
	// ShipTo is the countries (ISO 3166-1 alpha-2) to which goods are shipped; the
	// payment page asks for an address there. None: it asks for no address.
	ShipTo []string

	RequestLife   time.Duration // an unpaid request expires
	RequestWarn   time.Duration // the buyer is reminded this long before
	ShipWithin    time.Duration // after the payment
	ShipReminders []time.Duration
	HoldTracked   time.Duration // payout after shipping with a number that counts
	HoldUntracked time.Duration
	NewSellerHold time.Duration // a new seller is never paid earlier than this after the payment
	NewSellerFor  time.Duration // who opened the shop less long ago is new
	NewSellerSold int           // who completed fewer orders is new
	CompleteAfter time.Duration // shipped and paid out this long, without a problem: completed
	CheckoutLife  time.Duration
	CheckoutLeft  time.Duration // an open page is used again while more than this remains
}

// Limit is what a seller may request in one currency.
type Limit struct {
	Request money.Money `json:"request"` // per request
	Week    money.Money `json:"week"`    // in any 7 days, open or paid
}

// PlatformFee is the operator's fee: BasisPoints of what the buyer pays in the
// end, plus Fixed.
type PlatformFee struct {
	BasisPoints int64       `json:"basis_points,omitempty"`
	Fixed       money.Money `json:"fixed,omitzero"`
}

const day = 24 * time.Hour

// listed reports whether somebody is on the list of sellers.
func (p Policy) listed(id UserID) bool { return slices.Contains(p.SellerList, id) }

// DefaultPolicy returns the defaults: 750.00 per request and 2,250.00 in 7
// days, in US dollars, without a platform fee.
func DefaultPolicy() Policy {
	return Policy{
		Currency: "USD",
		Limits: map[money.Currency]Limit{
			"USD": {Request: money.New(750_00, "USD"), Week: money.New(2250_00, "USD")},
		},
		HoldLimit:     90 * day,
		RequestLife:   7 * day,
		RequestWarn:   day,
		ShipWithin:    14 * day,
		ShipReminders: []time.Duration{3 * day, 11 * day},
		HoldTracked:   4 * day,
		HoldUntracked: 14 * day,
		NewSellerHold: 7 * day,
		NewSellerFor:  30 * day,
		NewSellerSold: 5,
		CompleteAfter: 30 * day,
		CheckoutLife:  time.Hour,
		CheckoutLeft:  10 * time.Minute,
	}
}
