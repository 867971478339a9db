package shop

import (
	"slices"
	"strings"
)

// ShipTo is where a seller's goods go. The zero value is wherever the operator has
// it.
type ShipTo struct {
	Nowhere   bool     `json:"nowhere,omitempty"`   // nothing is shipped, and no address asked for
	Countries []string `json:"countries,omitempty"` // ISO 3166-1 alpha-2, sorted; some of the operator's, if that has any
}

// shippable are the countries whose addresses Stripe's page can take.
// https://docs.stripe.com/api/checkout/sessions/create#create_checkout_session-shipping_address_collection
const shippable = "AC AD AE AF AG AI AL AM AO AQ AR AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW " +
	"BY BZ CA CD CF CG CH CI CK CL CM CN CO CR CV CW CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FO FR GA GB " +
	"GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HN HR HT HU ID IE IL IM IN IO IQ IS IT JE JM JO JP KE KG KH " +
	"KI KM KN KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MK ML MM MN MO MQ MR MS MT MU MV MW MX MY " +
	"MZ NA NC NE NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PY QA RE RO RS RU RW SA SB SC SE SG SH " +
	"SI SJ SK SL SM SN SO SR SS ST SV SX SZ TA TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG US UY UZ VA VC VE " +
	"VG VN VU WF WS XK YE YT ZA ZM ZW"

// Countries returns the countries to which goods can be shipped at all: whose
// addresses the provider's page takes.
func Countries() []string { return strings.Fields(shippable) }

// Shippable reports whether a country is one of them.
func Shippable(country string) bool { return slices.Contains(Countries(), country) }

// ShipsTo returns the countries whose addresses a seller's buyers can give: the
// seller's, of those that the operator has. None: no address is asked for.
func (s *Shop) ShipsTo(seller Seller) []string {
	operators, own := s.cfg.Policy.ShipTo, seller.Settings.ShipTo
	switch {
	case own.Nowhere:
		return nil
	case len(own.Countries) == 0:
		return operators
	case len(operators) == 0:
		return own.Countries
	}
	both := slices.DeleteFunc(slices.Clone(own.Countries), func(c string) bool { return !slices.Contains(operators, c) })
	if len(both) == 0 {
		return operators // which no longer has any of the seller's
	}
	return both
}

// shipTo checks where a seller wants to ship to.
func (s *Shop) shipTo(want ShipTo) (ShipTo, error) {
	operators := s.cfg.Policy.ShipTo
	if want.Nowhere {
		return ShipTo{Nowhere: true}, nil
	}
	for _, c := range want.Countries {
		if !Shippable(c) || len(operators) > 0 && !slices.Contains(operators, c) {
			return ShipTo{}, refuse(Invalid, ReasonShipTo, "ship to %q", c)
		}
	}
	return ShipTo{Countries: slices.Compact(slices.Sorted(slices.Values(want.Countries)))}, nil
}
