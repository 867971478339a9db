package tracking

import (
	"slices"
	"strings"
)

// rule is one form of number of one carrier.
type rule struct {
	carrier string // Carrier.Code

	// shape has one sign for each character: # a digit, @ a letter, ? either, else itself.
	shape string

	// keep is how many of the last characters are the number; what stands before is routing
	// (postcode, service) that tracking pages do not take. 0: all. The fields below are about
	// what is kept.
	keep int

	// starts narrows the shape to numbers that start with one of these; none: all.
	starts []string

	// post narrows an S10 number to the posts that it may come from.
	post func(number string) bool

	// check says whether the check digit holds; nil: there is none.
	check func(number string) bool

	// telling: no other carrier's numbers look like this, so that a wrong check digit is a slip.
	telling bool
}

// rules is in the order in which candidates are offered. Sources: the carriers' papers as named,
// each compared with the rule and the test numbers in https://github.com/jkeen/tracking_number_data.
var rules = []rule{
	// UPS, "Guide to Labeling", 1Z tracking number: account (6), service (2), package (7), check.
	{carrier: "ups", shape: "1Z" + strings.Repeat("?", 15) + "#", check: checkUPS, telling: true},

	// USPS, Publication 199, Intelligent Mail package barcode: application identifier 91 to 95,
	// 22 or 26 digits, check digit MOD 10; on labels after 420 and the destination's ZIP.
	{carrier: "usps", shape: digits(22), starts: impb, check: checkMod10, telling: true},
	{carrier: "usps", shape: digits(26), starts: impb, check: checkMod10, telling: true},
	{carrier: "usps", shape: "420" + digits(5+22), keep: 22, starts: impb, check: checkMod10, telling: true},
	{carrier: "usps", shape: "420" + digits(9+22), keep: 22, starts: impb, check: checkMod10, telling: true},

	// USPS, Publication 109, 2-8 (and Publication 91): service type code (2), customer (9),
	// package (8), MOD 10, taken with or without the identifier 91 in front.
	{carrier: "usps", shape: digits(20), starts: []string{"01", "03", "04", "13", "23", "70", "71", "73", "77", "81"}, check: checkUSPS20},

	// FedEx, "Ground Label Layout Specification": 96 barcode, 22 digits, of which the last 15 are
	// the number; 15 digits, MOD 10.
	{carrier: "fedex", shape: "96" + digits(20), keep: 15, check: checkMod10, telling: true},
	{carrier: "fedex", shape: digits(15), check: checkMod10},
	// FedEx Ground Economy (SmartPost): an IMpb whose service is 61; the leading 92 is often left
	// off, but counts in the check digit. USPS delivers it and knows it too, see above.
	{carrier: "fedex", shape: "9261" + digits(18), check: checkMod10, telling: true},
	{carrier: "fedex", shape: "61" + digits(18), check: checkSmartPost},
	// FedEx Express: 12 digits, weights 3 1 7, modulo 11, modulo 10; 34 digits of the ASTRA label
	// and of Ground's 96 barcode end in the same 12.
	{carrier: "fedex", shape: digits(12), check: checkFedEx12},
	{carrier: "fedex", shape: "100" + digits(31), keep: 12, check: checkFedEx12, telling: true},
	{carrier: "fedex", shape: "96" + digits(32), keep: 12, check: checkFedEx12, telling: true},

	// Universal Postal Union, S10-12: service (2 letters), serial (8), check digit, ISO 3166 code
	// of the issuing post. The first letters J, K, S, T and W are reserved.
	{carrier: "royal-mail", shape: "@@" + digits(9) + "GB", post: isPost, check: checkS10, telling: true},
	{carrier: "usps", shape: "@@" + digits(9) + "US", post: isPost, check: checkS10, telling: true},
	{carrier: "canada-post", shape: "@@" + digits(9) + "CA", post: isPost, check: checkS10, telling: true},
	{carrier: "s10", shape: "@@" + digits(9) + "@@", post: isOtherPost, check: checkS10, telling: true},

	// Canada Post, "Parcel label and barcode specification": PIN of 16 digits, MOD 10.
	{carrier: "canada-post", shape: digits(16), check: checkMod10},

	// DHL Express, waybill: 9 digits and their remainder by 7.
	{carrier: "dhl-express", shape: digits(10), check: checkMod7},
}

var impb = []string{"91", "92", "93", "94", "95"}

// The shortest and the longest shape.
const (
	shortest = 10
	longest  = 34
)

func digits(n int) string { return strings.Repeat("#", n) }

// fits reports whether a number of upper-case letters and digits has the rule's form.
func (r rule) fits(number []byte) bool {
	if len(number) != len(r.shape) {
		return false
	}
	for i, c := range number {
		switch s := r.shape[i]; s {
		case '?':
		case '#':
			if !isDigit(c) {
				return false
			}
		case '@':
			if isDigit(c) {
				return false
			}
		default:
			if c != s {
				return false
			}
		}
	}
	kept := r.kept(number)
	if len(r.starts) > 0 && !slices.ContainsFunc(r.starts, func(s string) bool { return strings.HasPrefix(kept, s) }) {
		return false
	}
	return r.post == nil || r.post(kept)
}

// kept returns what of the number the carrier's pages take.
func (r rule) kept(number []byte) string {
	if r.keep > 0 {
		number = number[len(number)-r.keep:]
	}
	return string(number)
}

func isPost(number string) bool {
	return !strings.ContainsRune("JKSTW", rune(number[0]))
}

func isOtherPost(number string) bool {
	country := number[11:]
	if country == "GB" || country == "US" || country == "CA" {
		return false
	}
	return isPost(number) && strings.Contains(posts, " "+country+" ")
}

// posts is the codes of https://www.iso.org/iso-3166-country-codes.html, each between spaces.
const posts = " AD AE AF AG AI AL AM AO AR AT AU AW AZ BA BB BD BE BF BG BH BI BJ BM BN BO BR BS BT BW BY BZ " +
	"CD CF CG CH CI CK CL CM CN CO CR CU CV CW CY CZ DE DJ DK DM DO DZ EC EE EG ER ES ET FI FJ FK FM FO FR " +
	"GA GB GD GE GG GH GI GL GM GN GP GQ GR GT GU GW GY HK HN HR HT HU ID IE IL IM IN IQ IR IS IT JE JM JO JP " +
	"KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MG MH MK ML MM MN MO MQ MR MS MT MU MV MW MX MY MZ " +
	"NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW " +
	"SA SB SC SD SE SG SH SI SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TG TH TJ TL TM TN TO TR TT TV TW TZ " +
	"UA UG US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW "
