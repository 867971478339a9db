package money

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxText is the longest text that is looked at, in bytes. The longest price with spaces and a
// currency on both sides is far below.
const maxText = 64

// Parse reads a price as people type it, in the currency that the text names, else in fallback.
//
//	25   25.00   25,50 EUR   €25.50   1.250,00 EUR   1,250.00   1 250,00   1'250.00   ¥2500
//
// Without a currency in the text and without a known fallback it fails with ErrCurrency. "$" is the
// fallback where that is written "$" at home, else US dollars; "¥" is yen unless the fallback is
// CNY; "kr" is the fallback's krone, else it asks.
//
// Of two kinds of separator the last is the decimal one. One separator that occurs once before
// exactly three digits is the hard case: it is decided only where one reading cannot be, and else
// refused with ErrAmbiguous, since a wrong guess is wrong by a factor of a thousand.
//
//   - Currency without decimals (JPY, ISK): "1,250" and "1.250" are 1250.
//   - Two decimals (USD): both are refused; so is "1,255", a slip for 1.25 as likely as 1255.
//   - Three decimals (KWD): "1.250" has decimals, as those countries and String write it; "1,250"
//     is refused.
//   - "0.250" and "1250.500" cannot be grouped: what follows are decimals, too many for USD.
//
// The result is above zero, a multiple of the currency's step and at most its largest charge. It
// may be below the smallest charge, as the price of one of many items is; see Chargeable. Every
// error is an *Error.
func Parse(text string, fallback Currency) (Money, error) {
	clean, err := normalise(text)
	if err != nil {
		return Money{}, err
	}
	before, number, after := cut(clean)
	switch {
	case strings.ContainsAny(before, "-−–"):
		return Money{}, fail(ErrNegative, ProblemNotAbove)
	case number == "" || strings.ContainsFunc(after, unicode.IsDigit):
		return Money{}, unreadable()
	}
	info, err := choose(before, after, fallback)
	if err != nil {
		return Money{}, err
	}
	whole, decimals, err := separate(number, info)
	if err != nil {
		return Money{}, err
	}
	return assemble(whole, decimals, info)
}

// normalise trims the text, takes out marks of direction, which keyboards and copied text of
// right-to-left languages have, refuses what else cannot be seen (control characters, overrides of
// direction, zero-width characters), and turns Arabic digits and their separators, full-width
// characters and the many spaces, apostrophes and yen signs into one of each.
func normalise(text string) (string, error) {
	text = strings.TrimSpace(text)
	if len(text) > maxText || !utf8.ValidString(text) {
		return "", unreadable()
	}
	invisible := false
	clean := strings.Map(func(r rune) rune {
		switch {
		case r == '\u200e' || r == '\u200f' || r == '\u061c' || r >= '\u2066' && r <= '\u2069':
			return -1
		case unicode.Is(unicode.C, r) || r == '\u2028' || r == '\u2029' || unicode.Is(unicode.Bidi_Control, r):
			invisible = true
			return -1
		case unicode.IsSpace(r):
			return ' '
		case r == '’' || r == '‘' || r == '＇':
			return '\''
		case r >= '٠' && r <= '٩':
			return r - '٠' + '0'
		case r >= '۰' && r <= '۹': // Persian and Urdu
			return r - '۰' + '0'
		case r == '٫': // before decimals
			return '.'
		case r == '٬': // between thousands only
			return '\''
		case r == '،':
			return ','
		case r == '￥':
			return '¥'
		case r == '￡':
			return '£'
		case r == '￦':
			return '₩'
		case r >= '！' && r <= '～': // the full-width forms of ! to ~
			return r - '！' + '!'
		}
		return r
	}, text)
	if invisible {
		return "", fail(ErrUnreadable, ProblemInvisible)
	}
	return strings.TrimSpace(clean), nil
}

// cut returns the first number with its separators, and the trimmed text on either side. A
// separator may lead ("$.50"), but not right after a letter: "Rs.250" is 250 rupees.
func cut(text string) (before, number, after string) {
	start := strings.IndexFunc(text, isDigit)
	if start < 0 {
		return text, "", ""
	}
	end := start
	for i, r := range text[start:] {
		if isDigit(r) {
			end = start + i + 1
		} else if !isSeparator(r) {
			break
		}
	}
	before, number, after = text[:start], text[start:end], text[end:]
	if cutBefore, ok := strings.CutSuffix(before, "."); ok {
		last, _ := utf8.DecodeLastRuneInString(cutBefore)
		if cutBefore == "" || last == ' ' || unicode.Is(unicode.Sc, last) {
			before, number = cutBefore, "0."+number
		}
	}
	return strings.TrimSpace(before), number, strings.TrimSpace(after)
}

// separate takes a number apart into its whole digits and its decimals.
func separate(number string, info Info) (whole, decimals string, err error) {
	seps := make([]rune, 0, 8)
	groups := make([]string, 1, 8)
	last := &groups[0]
	begin := 0
	for i, r := range number {
		if isSeparator(r) {
			*last = number[begin:i]
			seps = append(seps, r)
			groups = append(groups, "")
			last = &groups[len(groups)-1]
			begin = i + utf8.RuneLen(r)
		}
	}
	*last = number[begin:]
	n := len(seps)
	if n == 0 {
		return number, "", nil
	}

	// Which separator, if any, begins the decimals?
	point := seps[n-1]
	tail := groups[n]
	decimal := (point == '.' || point == ',') && strings.Count(number, string(point)) == 1
	if decimal && n == 1 && len(tail) == 3 && groupable(groups, info) {
		switch d := info.Decimals(); {
		case d == 0:
			decimal = false
		case d == 3 && point == '.':
		default:
			return "", "", ambiguous(groups[0], tail, d)
		}
	}
	if decimal {
		groups, seps = groups[:n], seps[:n-1]
		decimals = tail
	}

	for _, s := range seps {
		if s != seps[0] {
			return "", "", unreadable()
		}
	}
	if len(seps) > 0 && !groupable(groups, info) {
		return "", "", unreadable()
	}
	return strings.Join(groups, ""), decimals, nil
}

// groupable reports whether digits are grouped as thousands are: one to three digits of which the
// first is not 0, then threes; or, where lakhs are counted, twos and a three.
func groupable(groups []string, info Info) bool {
	n := len(groups)
	if groups[0] == "" || len(groups[0]) > 3 || groups[0][0] == '0' || len(groups[n-1]) != 3 {
		return false
	}
	size := 3
	if n > 2 && countsLakhs(info.Code) && len(groups[1]) == 2 {
		size = 2
	}
	for _, g := range groups[1 : n-1] {
		if len(g) != size {
			return false
		}
	}
	return len(groups[0]) <= size
}

// countsLakhs reports whether people write 1,25,000: CLDR's grouping "#,##,##0.###" of the
// languages of these countries.
func countsLakhs(c Currency) bool {
	return c == "INR" || c == "PKR" || c == "BDT" || c == "LKR"
}

// assemble turns digits into an amount that may be charged as a price.
func assemble(whole, decimals string, info Info) (Money, error) {
	if len(decimals) > info.Decimals() {
		return Money{}, tooFine(info)
	}
	digits := whole + decimals + strings.Repeat("0", info.Digits-len(decimals))
	digits = strings.TrimLeft(digits, "0")
	if digits == "" {
		return Money{}, fail(ErrRange, ProblemNotAbove)
	}
	minor, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || minor > info.Max {
		return Money{}, tooLarge(info)
	}
	if minor%info.Step != 0 {
		return Money{}, tooFine(info)
	}
	return New(minor, info.Code), nil
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

func isSeparator(r rune) bool { return r == '.' || r == ',' || r == '\'' || r == ' ' }

func unreadable() *Error {
	return fail(ErrUnreadable, ProblemUnreadable)
}

func ambiguous(whole, tail string, digits int) *Error {
	return fail(ErrAmbiguous, ProblemTwoWays, whole+tail, whole+"."+tail[:digits])
}
