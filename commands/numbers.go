package commands

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"till/shop/money"
)

// number writes a number as the reader does.
func (v voice) number(n int) string { return v.tongue().digits.whole(int64(n)) }

// money writes an amount as the reader does, with its currency: $25.00, ¥2,500,
// KWD 1.250; 25,00 €. How many decimals there are is the currency's own, as the
// provider counts them.
func (v voice) money(m money.Money) string {
	l := v.tongue()
	text, minus := strings.CutPrefix(m.Decimal(), "-")
	whole, decimals, _ := strings.Cut(text, ".")
	n, err := strconv.ParseInt(whole, 10, 64)
	if err != nil {
		return m.String() // no int64 is as long
	}
	text = l.digits.whole(n)
	if decimals != "" {
		text += l.digits.point + l.digits.tail(decimals)
	}
	sign := ""
	if minus {
		sign = "−"
	}
	symbol := l.symbol(m.Currency)
	switch {
	case l.rtl: // read from the right: sign, number, currency
		return isolateRTL + sign + text + "\u00a0" + isolateLTR + symbol + isolateEnd + isolateEnd
	case l.suffix:
		return sign + text + "\u00a0" + symbol
	case l.spaced:
		return sign + symbol + "\u00a0" + text
	}
	if last, _ := utf8.DecodeLastRuneInString(symbol); unicode.IsLetter(last) {
		symbol += " "
	}
	return sign + symbol + text
}

// symbol is what the language calls a currency. English has a table of its own,
// in which "$" is the US dollar to everybody.
func (t *tongue) symbol(c money.Currency) string {
	if t.code != english {
		if symbol := t.digits.symbol(string(c)); symbol != "" {
			return symbol
		}
	}
	if info, ok := c.Info(); ok {
		return info.Symbol
	}
	return string(c)
}

// westernDigits is a number that people type, in the digits that strconv reads:
// Arabic and full-width ones are made such.
func westernDigits(text string) string {
	return strings.Map(func(r rune) rune {
		for _, zero := range []rune{'٠', '۰', '０'} {
			if r >= zero && r <= zero+9 {
				return r - zero + '0'
			}
		}
		return r
	}, strings.TrimSpace(text))
}
