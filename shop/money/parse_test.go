package money

import (
	"errors"
	"strings"
	"testing"
	"unicode"
)

func TestParse(t *testing.T) {
	for _, tt := range []struct {
		text     string
		fallback Currency
		want     string
	}{
		// As typed, in the fallback.
		{"25", "USD", "USD 25.00"},
		{"25.00", "USD", "USD 25.00"},
		{"25.5", "USD", "USD 25.50"},
		{"25,5", "USD", "USD 25.50"},
		{" 25,50 ", "EUR", "EUR 25.50"},
		{"0.50", "USD", "USD 0.50"},
		{"0,01", "USD", "USD 0.01"},
		{".50", "USD", "USD 0.50"},
		{"$.50", "USD", "USD 0.50"},
		{"0025", "USD", "USD 25.00"},
		{"999999.99", "USD", "USD 999999.99"},

		// Grouped.
		{"1,250.00", "USD", "USD 1250.00"},
		{"1.250,00", "EUR", "EUR 1250.00"},
		{"1 250,00", "EUR", "EUR 1250.00"},
		{"1\u00a0250,00", "EUR", "EUR 1250.00"},
		{"1\u202f250", "EUR", "EUR 1250.00"},
		{"1'250.00", "CHF", "CHF 1250.00"},
		{"1’250.50", "CHF", "CHF 1250.50"},
		{"1 250", "USD", "USD 1250.00"},
		{"1,250.5", "USD", "USD 1250.50"},
		{"999,999.99", "USD", "USD 999999.99"},
		{"123.456,78", "EUR", "EUR 123456.78"},
		{"Rp 1.250.000", "USD", "IDR 1250000.00"},
		{"1,25,000", "INR", "INR 125000.00"},
		{"1,25,000.50", "INR", "INR 125000.50"},
		{"125,000.50", "INR", "INR 125000.50"},

		// In Arabic, as typed and as shown.
		{"٢٥", "USD", "USD 25.00"},
		{"١٢٫٥٠", "USD", "USD 12.50"},
		{"١٢،٥٠", "USD", "USD 12.50"},
		{"١٬٢٣٤٫٥٠", "USD", "USD 1234.50"},
		{"١٬٢٥٠", "USD", "USD 1250.00"},
		{"١٫٢٥٠", "KWD", "KWD 1.250"},
		{"٢٬٥٠٠", "JPY", "JPY 2500"},
		{"۲۵", "USD", "USD 25.00"},
		{"25\u200f", "USD", "USD 25.00"},
		{"\u2067٢٥٫٠٠\u00a0\u2066US$\u2069\u2069", "EUR", "USD 25.00"},
		{"٢٥ دولار", "EUR", "USD 25.00"},
		{"٢٥ ريال", "SAR", "SAR 25.00"},

		// The currency is written, and wins.
		{"25,50 EUR", "USD", "EUR 25.50"},
		{"EUR 25,50", "USD", "EUR 25.50"},
		{"eur25.50", "USD", "EUR 25.50"},
		{"25 usd", "EUR", "USD 25.00"},
		{"€25.50", "USD", "EUR 25.50"},
		{"25,50€", "USD", "EUR 25.50"},
		{"1.250,00 EUR", "USD", "EUR 1250.00"},
		{"25 euros", "USD", "EUR 25.00"},
		{"£30", "USD", "GBP 30.00"},
		{"R$ 25,50", "USD", "BRL 25.50"},
		{"25 zł", "USD", "PLN 25.00"},
		{"100 Kč", "USD", "CZK 100.00"},
		{"CHF 25.50", "USD", "CHF 25.50"},
		{"Fr. 25.50", "USD", "CHF 25.50"},
		{"S/.25", "USD", "PEN 25.00"},
		{"S/ 25.50", "USD", "PEN 25.50"},

		// Signs of several currencies.
		{"$25", "USD", "USD 25.00"},
		{"$25", "CAD", "CAD 25.00"},
		{"$25", "MXN", "MXN 25.00"},
		{"$25", "EUR", "USD 25.00"},
		{"$25", "", "USD 25.00"},
		{"US$25", "CAD", "USD 25.00"},
		{"A$25", "USD", "AUD 25.00"},
		{"$25 CAD", "USD", "CAD 25.00"},
		{"CAD $25", "USD", "CAD 25.00"},
		{"$2.500", "CLP", "CLP 2500"},
		{"¥2500", "USD", "JPY 2500"},
		{"￥２５００", "USD", "JPY 2500"},
		{"¥2500", "CNY", "CNY 2500.00"},
		{"2500円", "USD", "JPY 2500"},
		{"25 kr", "SEK", "SEK 25.00"},
		{"kr. 25,50", "DKK", "DKK 25.50"},
		{"2500 kr", "ISK", "ISK 2500"},
		{"Rs.250", "INR", "INR 250.00"},

		// No decimals.
		{"2500", "JPY", "JPY 2500"},
		{"1,250", "JPY", "JPY 1250"},
		{"1.250", "KRW", "KRW 1250"},
		{"1,250,000", "KRW", "KRW 1250000"},
		{"1.250", "ISK", "ISK 1250"},
		{"2500", "UGX", "UGX 2500"},

		// Three decimals.
		{"KWD 1.250", "USD", "KWD 1.250"},
		{"1.25", "KWD", "KWD 1.250"},
		{"1,25", "KWD", "KWD 1.250"},
		{"1,250.500", "KWD", "KWD 1250.500"},
		{"1.250,500", "KWD", "KWD 1250.500"},
		{"0,250", "KWD", "KWD 0.250"},
		{"1250.500", "KWD", "KWD 1250.500"},
	} {
		got, err := Parse(tt.text, tt.fallback)
		if err != nil {
			t.Errorf("Parse(%q, %q): %v", tt.text, tt.fallback, err)
		} else if got.String() != tt.want {
			t.Errorf("Parse(%q, %q) = %s; want %s", tt.text, tt.fallback, got, tt.want)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	for _, tt := range []struct {
		text     string
		fallback Currency
		kind     error
		message  string // part of it
	}{
		{"", "USD", ErrUnreadable, "Write it like 25.00 or 25,50 EUR"},
		{"free", "USD", ErrUnreadable, ""},
		{"1e3", "USD", ErrUnreadable, ""},
		{"0x10", "USD", ErrUnreadable, ""},
		{"25 or 30", "USD", ErrUnreadable, ""},
		{"25 25", "USD", ErrUnreadable, ""},
		{"1,2,3", "USD", ErrUnreadable, ""},
		{"1..25", "USD", ErrUnreadable, ""},
		{"1.250.00", "USD", ErrUnreadable, ""},
		{"1250,500.00", "USD", ErrUnreadable, ""},
		{"1,25,000", "USD", ErrUnreadable, ""},
		{"0.250.000", "IDR", ErrUnreadable, ""},
		{"1 250.000 000", "USD", ErrUnreadable, ""},
		{"²5", "USD", ErrUnreadable, ""},
		{strings.Repeat("9", 65), "USD", ErrUnreadable, ""},
		{"2\xff5", "USD", ErrUnreadable, ""},
		{"2\x005", "USD", ErrUnreadable, "invisible"},
		{"2\n5", "USD", ErrUnreadable, "invisible"},
		{"2\u200b5", "USD", ErrUnreadable, "invisible"},
		{"\u202e25", "USD", ErrUnreadable, "invisible"},
		{"2\u206a5", "USD", ErrUnreadable, "invisible"},

		{"1,250", "USD", ErrAmbiguous, "Write 1250 or 1.25."},
		{"1.250", "EUR", ErrAmbiguous, "Write 1250 or 1.25."},
		{"1,255 USD", "JPY", ErrAmbiguous, "Write 1255 or 1.25."},
		{"1,250", "KWD", ErrAmbiguous, "Write 1250 or 1.250."},
		{"١٫٢٥٠", "USD", ErrAmbiguous, "Write 1250 or 1.25."},
		{"١،٢٥٠", "USD", ErrAmbiguous, "Write 1250 or 1.25."},
		{"٢٥ دينار", "USD", ErrAmbiguous, "KWD or BHD"},
		{"25 kr", "USD", ErrAmbiguous, "SEK or NOK"},
		{"25 kr", "", ErrAmbiguous, "SEK or NOK"},

		{"25.005", "USD", ErrAmbiguous, "Write 25005 or 25.00."},
		{"0.505", "USD", ErrPrecision, "USD has 2 decimals"},
		{"1250.505", "USD", ErrPrecision, ""},
		{"25.0055", "USD", ErrPrecision, ""},
		{"25.00", "JPY", ErrPrecision, "JPY has no decimals"},
		{"25.50", "ISK", ErrPrecision, "ISK has no decimals"},
		{"1.255", "KWD", ErrPrecision, "must be 0"},
		{"1.2500", "KWD", ErrPrecision, ""},

		{"-25", "USD", ErrNegative, "above zero"},
		{"−25", "USD", ErrNegative, ""},
		{"-$25", "USD", ErrNegative, ""},
		{"$-25", "USD", ErrNegative, ""},
		{"0", "USD", ErrRange, "above zero"},
		{"0.00", "USD", ErrRange, "above zero"},
		{"1000000", "USD", ErrRange, "USD 999999.99"},
		{"99999999999999999999999999", "USD", ErrRange, "USD 999999.99"},

		{"25", "", ErrCurrency, "Add the currency"},
		{"25", "XXX", ErrCurrency, "Add the currency"},
		{"25 XYZ", "USD", ErrCurrency, "XYZ is not taken"},
		{"25 @everyone", "USD", ErrCurrency, "no known currency"},
		{"25 EUR USD", "USD", ErrCurrency, ""},
		{"€25 USD", "USD", ErrCurrency, "two currencies"},
		{"kr 25 rs", "USD", ErrCurrency, "two currencies"},
		{"25%", "USD", ErrUnreadable, ""},
		{"25.", "USD", ErrUnreadable, ""},
	} {
		got, err := Parse(tt.text, tt.fallback)
		var e *Error
		if !errors.As(err, &e) {
			t.Errorf("Parse(%q, %q) = %s, %v; want an *Error", tt.text, tt.fallback, got, err)
			continue
		}
		if !errors.Is(err, tt.kind) || !strings.Contains(e.Message, tt.message) || got != (Money{}) {
			t.Errorf("Parse(%q, %q) = %s, %q (%v); want %v, %q", tt.text, tt.fallback, got, e.Message, e.Err, tt.kind, tt.message)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, text := range []string{
		"25", "25,50 EUR", "€25.50", "1.250,00 EUR", "1 250,00", "1'250.00", "¥2500", "US$25", "KWD 1.250",
		"1,25,000 INR", "kr 25 rs", "-1", "1e9", ".5", "$.5", "Rs.250", "２５", "١٬٢٣٤٫٥٠", "25\u200f", "\u202e25", "@everyone 5",
	} {
		for _, fallback := range []string{"USD", "JPY", "KWD", "ISK", "INR", ""} {
			f.Add(text, fallback)
		}
	}
	f.Fuzz(func(t *testing.T, text, fallback string) {
		m, err := Parse(text, Currency(fallback))
		if err != nil {
			var e *Error
			if !errors.As(err, &e) || e.Message == "" || e.Err == nil {
				t.Fatalf("Parse(%q, %q): %v is no full *Error", text, fallback, err)
			}
			if strings.ContainsAny(e.Message, "@<>`*_\n") || strings.ContainsFunc(e.Message, unicode.IsControl) {
				t.Fatalf("Parse(%q, %q) repeats what was typed: %q", text, fallback, e.Message)
			}
			return
		}
		info, ok := m.Currency.Info()
		if !ok || m.Minor <= 0 || m.Minor > info.Max || m.Valid() != nil {
			t.Fatalf("Parse(%q, %q) = %v", text, fallback, m)
		}
		if back, err := Parse(m.String(), ""); err != nil || back != m {
			t.Fatalf("Parse(%q) = %v, %v; want %v", m.String(), back, err, m)
		}
		if back, err := Parse(m.Decimal(), m.Currency); err != nil || back != m {
			t.Fatalf("Parse(%q, %q) = %v, %v; want %v", m.Decimal(), m.Currency, back, err, m)
		}
	})
}

func BenchmarkParse(b *testing.B) {
	for b.Loop() {
		if _, err := Parse("1.250,00 EUR", "USD"); err != nil {
			b.Fatal(err)
		}
	}
}
