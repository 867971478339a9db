package commands

import (
	"slices"
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"till/shop"
)

// mostCountries is how many countries a card still names.
const mostCountries = 10

// country is what the reader calls a country.
func (v voice) country(code string) string {
	region, err := language.ParseRegion(code)
	if err != nil {
		return code
	}
	if name := display.Regions(v.tongue().tag).Name(region); name != "" {
		return name
	}
	return code
}

// countries names countries for the reader.
func (v voice) countries(codes []string) string {
	var names []string
	for _, c := range codes {
		names = append(names, v.country(c))
	}
	return strings.Join(names, " · ")
}

// shipTo reads a list of countries as people type it, by code or by name in their
// language or in English; and returns the first that is none.
func (v voice) shipTo(text string) (to shop.ShipTo, unknown string) {
	switch strings.ToLower(strings.TrimSpace(text)) {
	case asElsewhere:
		return to, ""
	case nowhere:
		return shop.ShipTo{Nowhere: true}, ""
	}
	english := voice{language: english}
	for word := range strings.FieldsFuncSeq(text, func(r rune) bool { return strings.ContainsRune(",;\n·、،", r) }) {
		if word = strings.TrimSpace(word); word == "" {
			continue
		}
		code := strings.ToUpper(countryCode(word))
		if !shop.Shippable(code) {
			all := shop.Countries()
			i := slices.IndexFunc(all, func(c string) bool {
				return strings.EqualFold(v.country(c), word) || strings.EqualFold(english.country(c), word)
			})
			if i < 0 {
				return to, word
			}
			code = all[i]
		}
		to.Countries = append(to.Countries, code)
	}
	if len(to.Countries) == 0 {
		return to, text
	}
	return to, ""
}

// shipToTyped is a setting as it would be typed.
func (v voice) shipToTyped(to shop.ShipTo) string {
	switch {
	case to.Nowhere:
		return nowhere
	case len(to.Countries) == 0:
		return ""
	default:
		return strings.ReplaceAll(v.countries(to.Countries), " · ", ", ")
	}
}

// shipsTo is where a shop ships to, as its settings show it.
func (t *Till) shipsTo(v voice, seller shop.Seller) string {
	countries := v.countries(t.shop.ShipsTo(seller))
	switch {
	case seller.Settings.ShipTo.Nowhere:
		return v.say(txtShipToNowhere)
	case countries == "":
		return v.say(txtShipToAny)
	case len(seller.Settings.ShipTo.Countries) == 0:
		return v.say(txtShipToDefault, "countries", countries)
	default:
		return countries
	}
}
