package tracking

import (
	"slices"
	"strings"

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
	clean := string(tokenise(number).text)
	if clean == "" || len(clean) > 40 {
		return nil, &shop.Error{Code: shop.Invalid, Reason: shop.ReasonTracking, Message: "not a tracking number"}
	}
	found := Recognise(carrier + " " + number)
	wrong := Mistyped(carrier + " " + number)
	known := find(carrier)
	if carrier != "" {
		other := func(c Candidate) bool { return known == nil || c.Carrier.Code != known.Code }
		found, wrong = slices.DeleteFunc(found, other), slices.DeleteFunc(wrong, other)
	}
	switch {
	case len(found) == 1, len(found) > 1 && (carrier != "" || found[0].Checked && !found[1].Checked):
		return parcels(found[:1]), nil
	case len(found) > 1:
		return parcels(found), &shop.Error{Code: shop.Invalid, Reason: shop.ReasonTrackingCarrier, Message: "several carriers use such numbers"}
	case len(wrong) > 0:
		unchecked := wrong[0]
		unchecked.Checked = false
		return parcels([]Candidate{unchecked}), &shop.Error{Code: shop.Invalid, Reason: shop.ReasonTrackingCheck, Message: "the check digit is wrong"}
	case known != nil:
		return []shop.Parcel{{Code: known.Code, Carrier: known.Name, Number: clean, URL: Link(known.Code, clean)}}, nil
	case carrier != "":
		return []shop.Parcel{{Carrier: carrier, Number: clean}}, nil
	default:
		return nil, &shop.Error{Code: shop.Invalid, Reason: shop.ReasonTrackingCarrier, Message: "no carrier is known to use such numbers"}
	}
}

// find returns the carrier of a code or a name, as people type it, or nil.
func find(text string) *Carrier {
	for _, c := range Carriers() {
		if strings.EqualFold(c.Code, text) || strings.EqualFold(c.Name, text) {
			return &c
		}
	}
	return nil
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
