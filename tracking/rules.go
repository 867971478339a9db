package tracking

import "strings"

// The shortest and the longest form, and DPD's.
const (
	shortest  = 9
	longest   = 39
	dpdNumber = 14
	dpdLabel  = 28
)

// The sources of the rules. Each rule was held against the numbers that its source, or the open data
// set, gives as examples.
const (
	openData    = "the open data set github.com/jkeen/tracking_number_data"
	upsLabels   = "UPS, Guide to Labeling; " + openData
	upsHelp     = "UPS, tracking page as trackers quote it: T and 10 digits, 12 digits, 9 digits"
	upsMI       = "UPS, Mail Innovations: MI, customer (6), mail piece (up to 22); or a sequence number of 18 digits"
	impbPaper   = "USPS, Publication 199, Intelligent Mail package barcode; " + openData
	usps20Paper = "USPS, Publications 91 and 109; " + openData
	fedexGround = "FedEx, Ground Label Layout Specification; " + openData
	fedexData   = "FedEx numbers in " + openData
	s10Paper    = "Universal Postal Union, standard S10-12"
	gs1         = "GS1, General Specifications: application identifier 00, SSCC"
	dhlData     = "DHL numbers in " + openData
	dhlPiece    = "DHL, licence plates after ISO/IEC 15459-1, which start with J; examples in " + openData
	identcode   = "Deutsche Post, Identcode; Algorithm::CheckDigits::M10_005"
	dhlSSCC     = "DHL, the shipment tracking interface's test number: an SSCC of the company 0340434"
	dhlUSPS     = openData + ", issue 101: numbers of DHL eCommerce that USPS delivers"
	canadaPIN   = "Canada Post, parcel label and barcode specification; " + openData
	glsPaper    = "GLS, Uni-Box technical documentation 2D, chapter 3.2.1"
	dpdPaper    = "Geopost, parcel label specification: MOD 37,36 of ISO/IEC 7064; " + openData
	correosWeb  = "Correos, preregister interface, annex XI: the control letter's formula is not published there"
	japanese    = "Yamato, notes on waybills: the remainder by 7, which Sagawa and Japan Post use as well"
	labels      = "as read from labels by package scanners; no public paper of the carrier's was found"
	trackHelp   = "as trackers describe it; no public paper of the carrier's was found"
)

// rules has the forms of each carrier. Of two that fit equally well the earlier one is offered first.
var rules = []rule{
	// Account (6), service (2), package (7), check digit.
	{carrier: "ups", source: upsLabels, shape: "1Z" + strings.Repeat("?", 15) + "#", check: checkUPS, telling: true, says: upsService},
	{carrier: "ups", source: upsHelp, shape: "T" + digits(10)},
	{carrier: "ups", source: upsHelp, shape: digits(12), named: true},
	{carrier: "ups", source: upsHelp, shape: digits(9), named: true},
	{carrier: "ups", source: upsMI, shape: "MI" + digits(12), more: 16, service: "Mail Innovations"},
	{carrier: "ups", source: upsMI, shape: digits(18), named: true, service: "Mail Innovations"},

	// Application identifier 91 to 95, service type (3), mailer and package, check digit; on labels
	// after 420 and the destination's ZIP of 5 or 9 digits.
	{carrier: "usps", source: impbPaper, shape: digits(22), starts: impb, check: checkMod10, telling: true, says: impbService},
	{carrier: "usps", source: impbPaper, shape: digits(26), starts: impb, check: checkMod10, telling: true, says: impbService},
	{carrier: "usps", source: impbPaper, shape: "420" + digits(5+22), keep: 22, starts: impb, check: checkMod10, telling: true, says: impbService},
	{carrier: "usps", source: impbPaper, shape: "420" + digits(9+22), keep: 22, starts: impb, check: checkMod10, telling: true, says: impbService},
	{carrier: "usps", source: impbPaper, shape: "420" + digits(5+26), keep: 26, starts: impb, check: checkMod10, telling: true, says: impbService},
	{carrier: "usps", source: impbPaper, shape: "420" + digits(9+26), keep: 26, starts: impb, check: checkMod10, telling: true, says: impbService},
	// Service type (2), customer (9), package (8), check digit, calculated with or without the
	// identifier 91 in front: two digits hold.
	{carrier: "usps", source: usps20Paper, shape: digits(20), starts: []string{"01", "03", "04", "13", "23", "70", "71", "73", "77", "81"}, check: checkUSPS20, odds: 0.2, says: usps20Service},

	// The 96 barcode of 22 digits ends in the 15 that are the number.
	{carrier: "fedex", source: fedexGround, shape: "96" + digits(20), keep: 15, check: checkMod10, telling: true, service: "Ground"},
	{carrier: "fedex", source: fedexGround, shape: digits(15), check: checkMod10, service: "Ground"},
	{carrier: "fedex", source: fedexData, shape: "00" + digits(16), check: checkMod10, service: "Ground"},
	{carrier: "fedex", source: gs1, shape: "00" + digits(18), check: checkMod10, named: true, service: "Ground"},
	// An IMpb whose service is 61; the leading 92 is often left off, but counts in the check
	// digit. USPS delivers it and knows it too, see above.
	{carrier: "fedex", source: fedexData, shape: "9261" + digits(18), check: checkMod10, telling: true, service: "Ground Economy"},
	{carrier: "fedex", source: fedexData, shape: "61" + digits(18), check: checkSmartPost, service: "Ground Economy"},
	// 34 digits of the ASTRA label and of Ground's 96 barcode end in the same 12 as Express's.
	{carrier: "fedex", source: fedexData, shape: digits(12), check: checkFedEx12},
	{carrier: "fedex", source: fedexData, shape: "100" + digits(31), keep: 12, check: checkFedEx12, telling: true, service: "Express"},
	{carrier: "fedex", source: fedexData, shape: "96" + digits(32), keep: 12, check: checkFedEx12, telling: true, service: "Ground"},
	{carrier: "fedex", source: trackHelp, shape: "DT" + digits(12), service: "Door tag"},

	// Service (2 letters), serial (8), check digit, ISO 3166 code of the issuing post. The first
	// letters J, K, S, T and W are reserved.
	{carrier: "royal-mail", source: s10Paper, shape: "@@" + digits(9) + "GB", valid: isPost, check: checkS10, telling: true, says: s10Service},
	{carrier: "usps", source: s10Paper, shape: "@@" + digits(9) + "US", valid: isPost, check: checkS10, telling: true, says: s10Service},
	{carrier: "canada-post", source: s10Paper, shape: "@@" + digits(9) + "CA", valid: isPost, check: checkS10, telling: true, says: s10Service},
	{carrier: "australia-post", source: s10Paper, shape: "@@" + digits(9) + "AU", valid: isPost, check: checkS10, telling: true, says: s10Service},
	{carrier: "dhl-parcel", source: s10Paper, shape: "@@" + digits(9) + "DE", valid: isPost, check: checkS10, telling: true, says: s10Service},
	{carrier: "la-poste", source: s10Paper, shape: "@@" + digits(9) + "FR", valid: isPost, check: checkS10, telling: true, says: s10Service},
	{carrier: "correos", source: s10Paper, shape: "@@" + digits(9) + "ES", valid: isPost, check: checkS10, telling: true, says: s10Service},
	{carrier: "postnl", source: s10Paper, shape: "@@" + digits(9) + "NL", valid: isPost, check: checkS10, telling: true, says: s10Service},
	{carrier: "japan-post", source: s10Paper, shape: "@@" + digits(9) + "JP", valid: isPost, check: checkS10, telling: true, says: s10Service},
	{carrier: "s10", source: s10Paper, shape: "@@" + digits(9) + "@@", valid: isOtherPost, check: checkS10, telling: true, says: s10Service},

	{carrier: "canada-post", source: canadaPIN, shape: digits(16), check: checkMod10},

	{carrier: "dhl-express", source: dhlData, shape: digits(10), check: checkMod7},
	{carrier: "dhl-express", source: dhlData, shape: digits(11), check: checkMod7},
	{carrier: "dhl-express", source: dhlPiece, shape: "JJD" + digits(10)},
	{carrier: "dhl-express", source: dhlPiece, shape: "JVGL" + digits(10)},
	{carrier: "dhl-express", source: dhlPiece, shape: "JD" + digits(18)},
	{carrier: "dhl-parcel", source: dhlPiece, shape: "JJD" + digits(12), more: 12},
	{carrier: "dhl-parcel", source: dhlSSCC, shape: "00340434" + digits(12), check: checkMod10, telling: true},
	{carrier: "dhl-parcel", source: identcode, shape: digits(12), check: checkIdentcode},
	{carrier: "dhl-ecommerce", source: dhlData, shape: "GM" + digits(16), more: 2},
	{carrier: "dhl-ecommerce", source: dhlUSPS, shape: "92612903" + digits(14), check: checkMod10, telling: true},
	{carrier: "dhl-ecommerce", source: dhlUSPS, shape: "420" + digits(5) + "92612903" + digits(14), keep: 22, check: checkMod10, telling: true},

	{carrier: "gls", source: glsPaper, shape: digits(12), check: checkGLS},
	{carrier: "gls", source: glsPaper, shape: digits(11), named: true},

	// Depot (4), of which two may be letters, serial (10), and a check character that is read, but
	// often not copied; the label's whole line is destination (7), number, service and country.
	{carrier: "dpd", source: dpdPaper, shape: "??" + digits(12) + "?", check: checkMod37, odds: 1. / 36},
	{carrier: "dpd", source: dpdPaper, shape: "?????????" + digits(18) + "?", check: checkMod37, odds: 1. / 36, telling: true},
	{carrier: "dpd", source: dpdPaper, shape: digits(dpdNumber), named: true},

	{carrier: "japan-post", source: japanese, shape: digits(12), check: checkMod7},
	{carrier: "yamato", source: japanese, shape: digits(12), check: checkMod7},
	{carrier: "sagawa", source: japanese, shape: digits(12), check: checkMod7},

	{carrier: "ontrac", source: "OnTrac numbers in " + openData, shape: "C" + digits(14), check: checkOnTrac, telling: true},
	{carrier: "ontrac", source: "OnTrac numbers in " + openData, shape: "D" + digits(14), check: checkOnTrac, telling: true},
	{carrier: "lasership", source: "LaserShip numbers in " + openData, shape: "LX1" + digits(7)},
	{carrier: "lasership", source: "LaserShip numbers in " + openData, shape: "1LS7" + digits(11)},
	{carrier: "lasership", source: "LaserShip numbers in " + openData, shape: "1LS7" + digits(12) + "1"},
	{carrier: "amazon", source: "Amazon numbers in " + openData, shape: "TBA" + digits(12)},
	{carrier: "amazon", source: trackHelp, shape: "TBM" + digits(12)},
	{carrier: "amazon", source: trackHelp, shape: "TBC" + digits(12)},

	// A digit is asked for in the second place, so that a word before ten digits is no number.
	{carrier: "evri", source: labels, shape: "@#????" + digits(10)},
	{carrier: "postnl", source: labels, shape: "3S@@@@" + digits(7), more: 2},
	// Product (2), customer (4), channel (2), serial (7), parcel (2), postcode (5), control letter.
	{carrier: "correos", source: correosWeb, shape: "@@????" + digits(9) + "????###@", valid: hasDigitInCustomer},
	{carrier: "la-poste", source: trackHelp, shape: "#@" + digits(11), service: "Colissimo"},
	{carrier: "australia-post", source: trackHelp, shape: "???" + digits(18), named: true},
	{carrier: "inpost", source: trackHelp, shape: digits(24), named: true},
	{carrier: "aramex", source: trackHelp, shape: digits(10), more: 2, named: true},
}

var impb = []string{"91", "92", "93", "94", "95"}

func isPost(number string) bool {
	return !strings.ContainsRune("JKSTW", rune(number[0]))
}

func isOtherPost(number string) bool {
	country := " " + number[11:] + " "
	return isPost(number) && strings.Contains(posts, country) && !strings.Contains(ownRule, country)
}

// hasDigitInCustomer keeps two words before a number from being a part of it.
func hasDigitInCustomer(number string) bool { return strings.ContainsAny(number[2:6], "0123456789") }

// ownRule is the posts that are carriers of their own.
const ownRule = " GB US CA AU DE FR ES NL JP "

// posts is the codes of https://www.iso.org/iso-3166-country-codes.html, each between spaces.
const posts = " AD AE AF AG AI AL AM AO AR AT AU AW AZ BA BB BD BE BF BG BH BI BJ BM BN BO BR BS BT BW BY BZ " +
	"CA CD CF CG CH CI CK CL CM CN CO CR CU CV CW CY CZ DE DJ DK DM DO DZ EC EE EG ER ES ET FI FJ FK FM FO FR " +
	"GA GB GD GE GG GH GI GL GM GN GP GQ GR GT GU GW GY HK HN HR HT HU ID IE IL IM IN IQ IR IS IT JE JM JO JP " +
	"KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MG MH MK ML MM MN MO MQ MR MS MT MU MV MW MX MY MZ " +
	"NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW " +
	"SA SB SC SD SE SG SH SI SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TG TH TJ TL TM TN TO TR TT TV TW TZ " +
	"UA UG US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW "
