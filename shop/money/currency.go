package money

import (
	"slices"
	"strings"
)

// Currency is an ISO 4217 code in upper case, such as "USD". The zero value is no currency.
type Currency string

// Info is what the payment provider asks of a currency, and how people write it.
type Info struct {
	Code   Currency
	Digits int    // digits of the minor unit, as Stripe counts
	Step   int64  // charges, refunds and shares are multiples of this many minor units
	Min    int64  // smallest charge, in minor units
	Max    int64  // largest charge, in minor units
	Symbol string // as a person abroad would know it: "$" is USD, "CA$" is CAD
	Name   string // in English, singular
}

// Decimals is how many decimals a person writes: Digits, or none where a step is a whole unit
// (ISK, UGX: Stripe counts hundredths that nobody has).
func (i Info) Decimals() int {
	if i.Step == pow10(i.Digits) {
		return 0
	}
	return i.Digits
}

// Most currencies take at most eight digits:
// https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts
const (
	most           = 99_999_999
	mostByTens     = 99_999_990 // the same, in steps of 10
	mostByHundreds = 99_999_900
	mostOfIDR      = 999_999_999_999 // twelve digits
)

// table is every currency that may be offered; whether the account settles in it is asked
// elsewhere. What is not here is refused.
//
// Left out on purpose: BGN and HRK (now the euro), RUB (no cards), and presentment currencies
// whose price of a dollar does not hold still long enough for a smallest charge (LBP and others).
var table = []Info{
	// Smallest charge as listed by settlement currency.
	// https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts
	{"USD", 2, 1, 50, most, "$", "US dollar"},
	{"EUR", 2, 1, 50, most, "€", "euro"},
	{"GBP", 2, 1, 30, most, "£", "British pound"},
	{"JPY", 0, 1, 50, most, "¥", "Japanese yen"}, // also #zero-decimal
	{"CAD", 2, 1, 50, most, "CA$", "Canadian dollar"},
	{"AUD", 2, 1, 50, most, "A$", "Australian dollar"},
	{"NZD", 2, 1, 50, most, "NZ$", "New Zealand dollar"},
	{"CHF", 2, 1, 50, most, "CHF", "Swiss franc"},
	{"SEK", 2, 1, 300, most, "SEK", "Swedish krona"},
	{"NOK", 2, 1, 300, most, "NOK", "Norwegian krone"},
	{"DKK", 2, 1, 250, most, "DKK", "Danish krone"},
	{"PLN", 2, 1, 200, most, "zł", "Polish zloty"},
	{"CZK", 2, 1, 1500, most, "Kč", "Czech koruna"},
	{"HUF", 2, 1, 17500, most, "Ft", "Hungarian forint"}, // whole forints in payouts only, #special-cases
	{"RON", 2, 1, 200, most, "lei", "Romanian leu"},
	{"BRL", 2, 1, 50, most, "R$", "Brazilian real"},
	{"MXN", 2, 1, 1000, most, "MX$", "Mexican peso"},
	{"INR", 2, 1, 50, most, "₹", "Indian rupee"},
	{"SGD", 2, 1, 50, most, "S$", "Singapore dollar"},
	{"HKD", 2, 1, 400, most, "HK$", "Hong Kong dollar"},
	{"THB", 2, 1, 1000, most, "฿", "Thai baht"},
	{"MYR", 2, 1, 200, most, "RM", "Malaysian ringgit"},
	{"AED", 2, 1, 200, most, "AED", "UAE dirham"},

	// Two decimals. From here on Stripe lists no smallest charge; it is what converts to the
	// settlement currency's smallest, at most about 0.60 US dollars. Min is about one dollar or
	// more, so that a rate may move without a refused charge.
	// https://docs.stripe.com/currencies#presentment-currencies
	{"TWD", 2, 1, 3500, most, "NT$", "New Taiwan dollar"}, // whole dollars in payouts only, #special-cases
	{"CNY", 2, 1, 800, most, "CN¥", "Chinese yuan"},
	{"PHP", 2, 1, 7000, most, "₱", "Philippine peso"},
	{"IDR", 2, 1, 2_000_000, mostOfIDR, "Rp", "Indonesian rupiah"}, // up to twelve digits
	{"ZAR", 2, 1, 2500, most, "R", "South African rand"},
	{"SAR", 2, 1, 400, most, "SAR", "Saudi riyal"},
	{"QAR", 2, 1, 400, most, "QAR", "Qatari riyal"},
	{"ILS", 2, 1, 400, most, "₪", "Israeli shekel"},
	{"TRY", 2, 1, 6000, most, "₺", "Turkish lira"},
	{"ARS", 2, 1, 250_000, most, "AR$", "Argentine peso"},
	{"COP", 2, 1, 500_000, most, "CO$", "Colombian peso"},
	{"PEN", 2, 1, 400, most, "S/", "Peruvian sol"},
	{"UYU", 2, 1, 5000, most, "UY$", "Uruguayan peso"},
	{"CRC", 2, 1, 60_000, most, "₡", "Costa Rican colón"},
	{"DOP", 2, 1, 7500, most, "RD$", "Dominican peso"},
	{"GTQ", 2, 1, 1000, most, "GTQ", "Guatemalan quetzal"},
	{"EGP", 2, 1, 6000, most, "EGP", "Egyptian pound"},
	{"KES", 2, 1, 15_000, most, "KES", "Kenyan shilling"},
	{"MAD", 2, 1, 1200, most, "MAD", "Moroccan dirham"},
	{"NGN", 2, 1, 200_000, most, "₦", "Nigerian naira"},
	{"LKR", 2, 1, 35_000, most, "LKR", "Sri Lankan rupee"},
	{"PKR", 2, 1, 35_000, most, "PKR", "Pakistani rupee"},
	{"BDT", 2, 1, 15_000, most, "৳", "Bangladeshi taka"},
	{"GEL", 2, 1, 300, most, "₾", "Georgian lari"},
	{"KZT", 2, 1, 60_000, most, "₸", "Kazakhstani tenge"},
	{"RSD", 2, 1, 12_000, most, "RSD", "Serbian dinar"},
	{"UAH", 2, 1, 5000, most, "₴", "Ukrainian hryvnia"},

	// No decimals. https://docs.stripe.com/currencies#zero-decimal
	{"KRW", 0, 1, 1500, most, "₩", "South Korean won"},
	{"VND", 0, 1, 30_000, most, "₫", "Vietnamese dong"},
	{"CLP", 0, 1, 1000, most, "CL$", "Chilean peso"},
	{"PYG", 0, 1, 8000, most, "₲", "Paraguayan guaraní"},
	{"XAF", 0, 1, 700, most, "FCFA", "Central African CFA franc"},
	{"XOF", 0, 1, 700, most, "F CFA", "West African CFA franc"},
	{"XPF", 0, 1, 120, most, "CFPF", "CFP franc"},
	{"BIF", 0, 1, 4000, most, "BIF", "Burundian franc"},
	{"DJF", 0, 1, 200, most, "DJF", "Djiboutian franc"},
	{"GNF", 0, 1, 10_000, most, "GNF", "Guinean franc"},
	{"KMF", 0, 1, 500, most, "KMF", "Comorian franc"},
	{"MGA", 0, 1, 5000, most, "Ar", "Malagasy ariary"},
	{"RWF", 0, 1, 1700, most, "RWF", "Rwandan franc"},
	{"VUV", 0, 1, 150, most, "VUV", "Vanuatu vatu"},

	// Three decimals, of which the last must be 0.
	// https://docs.stripe.com/currencies#three-decimal
	{"KWD", 3, 10, 400, mostByTens, "KWD", "Kuwaiti dinar"},
	{"BHD", 3, 10, 400, mostByTens, "BHD", "Bahraini dinar"},
	{"JOD", 3, 10, 800, mostByTens, "JOD", "Jordanian dinar"},
	{"OMR", 3, 10, 400, mostByTens, "OMR", "Omani rial"},
	{"TND", 3, 10, 3500, mostByTens, "TND", "Tunisian dinar"},

	// Whole units, passed with two decimals that are always 00.
	// https://docs.stripe.com/currencies#special-cases
	{"ISK", 2, 100, 15_000, mostByHundreds, "ISK", "Icelandic króna"},
	{"UGX", 2, 100, 400_000, mostByHundreds, "UGX", "Ugandan shilling"},
}

var byCode = index(table)

func index(infos []Info) map[Currency]Info {
	m := make(map[Currency]Info, len(infos))
	for _, info := range infos {
		m[info.Code] = info
	}
	return m
}

// Info returns what is known about the currency, and whether it is known at all.
func (c Currency) Info() (Info, bool) {
	info, ok := byCode[c]
	return info, ok
}

// Currencies returns every known currency, the common ones first. The slice is the caller's.
func Currencies() []Info { return slices.Clone(table) }

// ParseCurrency reads an ISO code in any case, or one of the signs and words that Parse takes
// when it can mean only one currency ("€", "zł", "yen"; "$" and "kr" are refused).
func ParseCurrency(text string) (Currency, error) {
	clean, err := normalise(text)
	if err != nil {
		return "", err
	}
	if clean == "" {
		return "", fail(ErrCurrency, ProblemCurrencyEmpty)
	}
	found := designated(clean)
	switch len(found) {
	case 0:
		return "", unknownCurrency(clean)
	case 1:
		return found[0], nil
	}
	return "", whichCurrency(found)
}

func unknownCurrency(text string) *Error {
	code := strings.ToUpper(text)
	if len(code) != 3 || strings.ContainsFunc(code, func(r rune) bool { return r < 'A' || r > 'Z' }) {
		return fail(ErrCurrency, ProblemCurrencyUnknown)
	}
	return fail(ErrCurrency, ProblemCurrencyRefused, code)
}

func whichCurrency(found []Currency) *Error {
	if found[0] == "" {
		found = found[1:]
	}
	return fail(ErrAmbiguous, ProblemWhichCurrency, string(found[0]), string(found[1]))
}

func pow10(n int) int64 {
	p := int64(1)
	for range n {
		p *= 10
	}
	return p
}
