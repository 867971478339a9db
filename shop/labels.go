package shop

import (
	"slices"
	"unicode/utf8"
)

// longestLabelLine is how many characters of a name or a street line common
// carriers print at least: UPS's ShipTo (Name, AddressLine), FedEx's recipient
// (personName, streetLines) and DPD's (name1, street) all take 35 in their
// interfaces for labels. It only warns, so a carrier that takes more costs a
// question.
const longestLabelLine = 35

// statesNeeded are countries whose addresses have a state or province
// (https://en.wikipedia.org/wiki/Address, and each post's own rules).
var statesNeeded = []string{"US", "CA", "AU"}

// noPostal are countries to which Stripe ships and that have no postal codes.
var noPostal = []string{"AE", "HK"}

// AddressGap is something that an address lacks.
type AddressGap string

// The gaps.
const (
	GapName   AddressGap = "name"
	GapStreet AddressGap = "street"
	GapCity   AddressGap = "city"
	GapPostal AddressGap = "postal"
	GapState  AddressGap = "state"
)

// Gaps returns what a carrier asks for and the address lacks.
func (a Address) Gaps() []AddressGap {
	var gaps []AddressGap
	for _, field := range []struct {
		text   string
		gap    AddressGap
		needed bool
	}{
		{a.Name, GapName, true},
		{a.Line1, GapStreet, true},
		{a.City, GapCity, true},
		{a.Postal, GapPostal, !slices.Contains(noPostal, a.Country)},
		{a.State, GapState, slices.Contains(statesNeeded, a.Country)},
	} {
		if field.needed && field.text == "" {
			gaps = append(gaps, field.gap)
		}
	}
	return gaps
}

// TooLong returns the lines that common carriers would cut, and how many
// characters they print.
func (a Address) TooLong() (lines []string, most int) {
	for _, line := range []string{a.Name, a.Line1, a.Line2} {
		if utf8.RuneCountInString(line) > longestLabelLine {
			lines = append(lines, line)
		}
	}
	return lines, longestLabelLine
}
