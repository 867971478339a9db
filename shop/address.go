package shop

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"time"
)

// Address is where a parcel goes, and how a courier reaches who waits for it,
// as the buyer typed it on the provider's page. It stays there: it is fetched
// when the seller looks at it, and neither stored nor logged.
type Address struct {
	Name    string
	Line1   string
	Line2   string
	City    string
	State   string
	Postal  string
	Country string // ISO 3166-1 alpha-2
	Phone   string
	Email   string
}

// Lines returns the address as it stands on a label, without what is empty.
func (a Address) Lines() []string {
	town := []string{a.Postal + " " + a.City, a.State}
	if slices.Contains(statesNeeded, a.Country) {
		town = []string{a.City + " " + a.State + " " + a.Postal}
	}
	var lines []string
	for _, line := range slices.Concat([]string{a.Name, a.Line1, a.Line2}, town, []string{a.Country}) {
		if line = strings.Join(strings.Fields(line), " "); line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

// String hides the address from whatever prints it.
func (Address) String() string { return "address withheld" }

// GoString does so for %#v.
func (a Address) GoString() string { return a.String() }

// LogValue does so for the log.
func (a Address) LogValue() slog.Value { return slog.StringValue(a.String()) }

// MarshalJSON refuses: an address in a record would be a defect.
func (Address) MarshalJSON() ([]byte, error) {
	return nil, errors.New("an address is never written down")
}

// addressKept is how long after an order is completed its seller still sees the
// address: a parcel may come back, or be sent anew.
const addressKept = 14 * day

// AddressAsked reports whether the buyer was asked for an address with the
// payment that counts.
func (o Order) AddressAsked() bool {
	return o.Payment != nil && slices.ContainsFunc(o.Checkouts, func(c Checkout) bool {
		return c.Session == o.Payment.Session && len(c.ShipTo) > 0
	})
}

// AddressEnds is when the seller stops seeing the address: at once when the
// order ended without a parcel to come, a while after it is completed, and not
// as long as a dispute is open. The zero time: nobody knows yet.
func (o Order) AddressEnds() time.Time {
	_, disputed := o.OpenDispute()
	switch {
	case disputed || !o.Status.Ended():
		return time.Time{}
	case o.Status == Completed:
		return o.ClosedAt.Add(addressKept)
	default:
		return o.ClosedAt
	}
}

// AddressShown reports whether the seller may see the address at an instant.
func (o Order) AddressShown(now time.Time) bool {
	ends := o.AddressEnds()
	return o.AddressAsked() && !o.PaidAt.IsZero() && (ends.IsZero() || now.Before(ends))
}

// AddressShown reports whether the order's seller may see the address now.
func (s *Shop) AddressShown(o Order) bool { return o.AddressShown(s.now()) }

// Address fetches the address for the order's seller. It talks to the provider,
// so it may take seconds.
func (s *Shop) Address(ctx context.Context, actor Actor, id OrderID) (Address, error) {
	o, err := s.Order(ctx, actor.ID, id)
	switch {
	case err != nil:
		return Address{}, err
	case o.Seller != actor.ID:
		return Address{}, refuse(Forbidden, ReasonNotYours, "only the seller sees where %s goes", id)
	case o.PaidAt.IsZero():
		return Address{}, refuse(Conflict, ReasonNotPaid, "%s is not paid", id)
	case !o.AddressAsked():
		return Address{}, refuse(NotFound, ReasonNoAddress, "no address was asked for with %s", id)
	case !s.AddressShown(o):
		return Address{}, refuse(Conflict, ReasonAddressOver, "%s is closed", id)
	}
	address, err := s.provider.FetchAddress(ctx, o.Payment.Session)
	if err != nil {
		return Address{}, providerError(err)
	}
	if len(address.Lines()) == 0 {
		return Address{}, refuse(NotFound, ReasonNoAddress, "the provider has no address for %s", id)
	}
	return address, nil
}
