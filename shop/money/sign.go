package money

import (
	"slices"
	"strings"
	"unicode"
)

// signs is what people write instead of an ISO code, in lower case and without a final point. The
// first currency of several is the one that is meant where the fallback does not decide; "" as the
// first means that only the fallback can decide. "£" is never Egypt's, which is written "E£".
//
// Signs are the CLDR's narrow and wide symbols (https://cldr.unicode.org) and everyday words.
var signs = map[string][]Currency{
	"$":    {"USD", "CAD", "AUD", "NZD", "SGD", "HKD", "TWD", "MXN", "ARS", "CLP", "COP", "UYU", "DOP"},
	"us$":  {"USD"},
	"ca$":  {"CAD"},
	"c$":   {"CAD"},
	"a$":   {"AUD"},
	"au$":  {"AUD"},
	"nz$":  {"NZD"},
	"s$":   {"SGD"},
	"sg$":  {"SGD"},
	"hk$":  {"HKD"},
	"nt$":  {"TWD"},
	"mx$":  {"MXN"},
	"ar$":  {"ARS"},
	"cl$":  {"CLP"},
	"co$":  {"COP"},
	"uy$":  {"UYU"},
	"$u":   {"UYU"},
	"rd$":  {"DOP"},
	"r$":   {"BRL"},
	"€":    {"EUR"},
	"£":    {"GBP"},
	"¥":    {"JPY", "CNY"},
	"jp¥":  {"JPY"},
	"cn¥":  {"CNY"},
	"円":    {"JPY"},
	"元":    {"CNY", "TWD", "HKD"},
	"₩":    {"KRW"},
	"원":    {"KRW"},
	"₫":    {"VND"},
	"₹":    {"INR"},
	"฿":    {"THB"},
	"₱":    {"PHP"},
	"₪":    {"ILS"},
	"₺":    {"TRY"},
	"₡":    {"CRC"},
	"₦":    {"NGN"},
	"৳":    {"BDT"},
	"₾":    {"GEL"},
	"₸":    {"KZT"},
	"₴":    {"UAH"},
	"₲":    {"PYG"},
	"zł":   {"PLN"},
	"zl":   {"PLN"},
	"kč":   {"CZK"},
	"kc":   {"CZK"},
	"ft":   {"HUF"},
	"lei":  {"RON"},
	"fr":   {"CHF"},
	"sfr":  {"CHF"},
	"rm":   {"MYR"},
	"rp":   {"IDR"},
	"r":    {"ZAR"},
	"s/":   {"PEN"},
	"ar":   {"MGA"},
	"fcfa": {"", "XAF", "XOF"},
	"cfa":  {"", "XOF", "XAF"},
	"f":    {"", "XOF", "XAF"}, // "F CFA"
	"cfpf": {"XPF"},
	"fcfp": {"XPF"},
	"kr":   {"", "SEK", "NOK", "DKK", "ISK"},
	"rs":   {"", "INR", "PKR", "LKR"},
	"₨":    {"", "INR", "PKR", "LKR"},

	"euro":    {"EUR"},
	"euros":   {"EUR"},
	"dollar":  {"USD", "CAD", "AUD", "NZD", "SGD", "HKD", "TWD"},
	"dollars": {"USD", "CAD", "AUD", "NZD", "SGD", "HKD", "TWD"},
	"pound":   {"GBP"},
	"pounds":  {"GBP"},
	"$us":     {"USD"}, // as French writes them
	"$ca":     {"CAD"},
	"$au":     {"AUD"},
	"$nz":     {"NZD"},
	"$sg":     {"SGD"},
	"$hk":     {"HKD"},
	"$mx":     {"MXN"},
	"$ar":     {"ARS"},
	"$cl":     {"CLP"},
	"$co":     {"COP"},
	"$uy":     {"UYU"},
	"£gb":     {"GBP"},
	"د.إ":     {"AED"},
	"د.ب":     {"BHD"},
	"د.أ":     {"JOD"},
	"د.ك":     {"KWD"},
	"د.م":     {"MAD"},
	"د.ت":     {"TND"},
	"ر.ع":     {"OMR"},
	"ر.ق":     {"QAR"},
	"ر.س":     {"SAR"},
	"ج.م":     {"EGP"},
	"dólar":   {"USD"},
	"dólares": {"USD"},
	"ドル":      {"USD", "CAD", "AUD", "NZD", "SGD", "HKD", "TWD"},
	"ユーロ":     {"EUR"},
	"real":    {"BRL"},
	"reais":   {"BRL"},
	"peso":    {"", "MXN", "ARS", "CLP", "COP", "UYU", "DOP", "PHP"},
	"pesos":   {"", "MXN", "ARS", "CLP", "COP", "UYU", "DOP", "PHP"},
	"دولار":   {"USD", "CAD", "AUD", "NZD", "SGD", "HKD"},
	"يورو":    {"EUR"},
	"ريال":    {"", "SAR", "QAR", "OMR"},
	"درهم":    {"", "AED", "MAD"},
	"دينار":   {"", "KWD", "BHD", "JOD", "TND"},
	"جنيه":    {"", "EGP", "GBP"},
	"yen":     {"JPY"},
	"yuan":    {"CNY"},
	"rmb":     {"CNY"},
	"won":     {"KRW"},
}

// designated returns the currencies that a code, sign or word may mean, the likeliest first; none
// when it means none. text is normalised.
func designated(text string) []Currency {
	if code := Currency(strings.ToUpper(text)); len(code) == 3 {
		if _, ok := code.Info(); ok {
			return []Currency{code}
		}
	}
	return signs[strings.TrimSuffix(strings.ToLower(text), ".")]
}

// choose returns the currency of a price with the given text before and after its number, either
// of which may be empty. What is written wins over the fallback, which decides only where the
// text leaves several ("$", "kr").
func choose(before, after string, fallback Currency) (Info, error) {
	var found []Currency
	for _, text := range slices.Concat(strings.Fields(before), strings.Fields(after)) {
		named := designated(text)
		if named == nil {
			if !strings.ContainsFunc(text, func(r rune) bool { return unicode.IsLetter(r) || unicode.Is(unicode.Sc, r) }) {
				return Info{}, unreadable() // "25%", "25."
			}
			return Info{}, unknownCurrency(text)
		}
		if found != nil {
			// "$25 CAD" is both a dollar and Canadian.
			named = slices.DeleteFunc(slices.Clone(named), func(c Currency) bool { return !slices.Contains(found, c) })
			if len(named) == 0 || len(named) == 1 && named[0] == "" {
				return Info{}, fail(ErrCurrency, ProblemTwoCurrencies)
			}
		}
		found = named
	}

	if found == nil {
		info, ok := fallback.Info()
		if !ok {
			return Info{}, fail(ErrCurrency, ProblemNoCurrency)
		}
		return info, nil
	}
	code := found[0]
	if slices.Contains(found, fallback) {
		code = fallback
	}
	if code == "" {
		return Info{}, whichCurrency(found)
	}
	info, _ := code.Info()
	return info, nil
}
