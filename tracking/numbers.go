package tracking

import (
	"math/bits"
	"slices"

	"till/shop"
)

// Numbers implements shop.Carrier by looking at the numbers alone.
type Numbers struct{}

var _ shop.Carrier = Numbers{}

// Recognise returns the parcels that the number may stand for, best first. A
// carrier that the seller names decides among several, and any name is taken
// for a number that no rule knows; without a name such a number is refused.
//
// The reasons of its errors: ReasonTracking (no number at all),
// ReasonTrackingCheck (a slip of the pen: the parcels are returned too, for a
// seller who insists), ReasonTrackingCarrier (several carriers fit, which are
// returned, or none is known).
func (Numbers) Recognise(carrier, number string) ([]shop.Parcel, error) {
	known := find(carrier)
	right, wrong := scan(number, known)
	wrong = slips(right, wrong)
	switch {
	case carrier != "":
		other := func(m match) bool { return !known.has(m.rule.position) }
		right, wrong = slices.DeleteFunc(right, other), slices.DeleteFunc(wrong, other)
	case len(right) > 0 && right[0].named: // in the number's text, as in a link
		right = slices.DeleteFunc(right, func(m match) bool { return !m.named })
	}
	found, slipped := candidates(right), candidates(wrong)
	clean := string(tokenise(number).text)
	switch {
	case len(found) == 1, len(found) > 1 && (carrier != "" || found[0].Checked && !found[1].Checked):
		return parcels(found[:1]), nil
	case len(found) > 1:
		return parcels(found), &shop.Error{Code: shop.Invalid, Reason: shop.ReasonTrackingCarrier, Message: "several carriers use such numbers"}
	case len(slipped) > 0:
		return parcels(slipped[:1]), &shop.Error{Code: shop.Invalid, Reason: shop.ReasonTrackingCheck, Message: "the check digit is wrong"}
	case clean == "" || len(clean) > 40:
		return nil, &shop.Error{Code: shop.Invalid, Reason: shop.ReasonTracking, Message: "not a tracking number"}
	case bits.OnesCount64(uint64(known)) == 1:
		s := services[bits.TrailingZeros64(uint64(known))]
		return []shop.Parcel{{Code: s.Code, Carrier: s.Name, Number: clean, URL: s.link(clean)}}, nil
	case carrier != "":
		return []shop.Parcel{{Carrier: carrier, Number: clean}}, nil
	default:
		return nil, &shop.Error{Code: shop.Invalid, Reason: shop.ReasonTrackingCarrier, Message: "no carrier is known to use such numbers"}
	}
}

func parcels(found []Candidate) []shop.Parcel {
	var all []shop.Parcel
	for _, c := range found {
		all = append(all, shop.Parcel{
			Code: c.Carrier.Code, Carrier: c.Carrier.Name, Number: c.Number, URL: c.URL, Checked: c.Checked,
		})
	}
	return all
}

// Carriers returns the names of the carriers that are known, the likeliest first.
func (Numbers) Carriers() []string {
	var names []string
	for _, c := range Carriers() {
		names = append(names, c.Name)
	}
	return names
}
