package money

import (
	"errors"
	"slices"
	"testing"
)

func TestTable(t *testing.T) {
	seen := map[Currency]bool{}
	symbols := map[string]Currency{}
	for _, info := range Currencies() {
		if len(info.Code) != 3 || info.Name == "" || info.Symbol == "" {
			t.Errorf("%+v is incomplete", info)
		}
		if seen[info.Code] {
			t.Errorf("%s is there twice", info.Code)
		}
		seen[info.Code] = true
		if other, ok := symbols[info.Symbol]; ok {
			t.Errorf("%s and %s share the symbol %s", info.Code, other, info.Symbol)
		}
		symbols[info.Symbol] = info.Code
		if info.Min <= 0 || info.Min >= info.Max || info.Min%info.Step != 0 || info.Max%info.Step != 0 {
			t.Errorf("%s: min %d, max %d, step %d", info.Code, info.Min, info.Max, info.Step)
		}
		if got, ok := info.Code.Info(); !ok || got != info {
			t.Errorf("%s.Info() = %+v, %v", info.Code, got, ok)
		}
	}
}

// TestStripeDigits holds the table against the lists of https://docs.stripe.com/currencies.
func TestStripeDigits(t *testing.T) {
	zero := []Currency{"BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF"}
	three := []Currency{"BHD", "JOD", "KWD", "OMR", "TND"}
	whole := []Currency{"ISK", "UGX"}
	for _, info := range Currencies() {
		digits, step, decimals := 2, int64(1), 2
		switch {
		case slices.Contains(zero, info.Code):
			digits, decimals = 0, 0
		case slices.Contains(three, info.Code):
			digits, step, decimals = 3, 10, 3
		case slices.Contains(whole, info.Code):
			step, decimals = 100, 0
		}
		if info.Digits != digits || info.Step != step || info.Decimals() != decimals {
			t.Errorf("%s: digits %d, step %d, decimals %d; want %d, %d, %d",
				info.Code, info.Digits, info.Step, info.Decimals(), digits, step, decimals)
		}
	}
	for _, c := range slices.Concat(zero, three, whole) {
		if _, ok := c.Info(); !ok {
			t.Errorf("%s is missing", c)
		}
	}
}

func TestSignsAreKnown(t *testing.T) {
	for sign, codes := range signs {
		for i, c := range codes {
			if _, ok := c.Info(); !ok && (c != "" || i > 0 || len(codes) < 2) {
				t.Errorf("%q names %q, which is not in the table", sign, c)
			}
		}
	}
}

func TestCurrenciesIsACopy(t *testing.T) {
	Currencies()[0].Digits = 9
	if Currencies()[0].Digits == 9 {
		t.Error("a caller can change the table")
	}
}

func TestParseCurrency(t *testing.T) {
	for _, tt := range []struct {
		text string
		want Currency
		kind error
	}{
		{"USD", "USD", nil},
		{" eur ", "EUR", nil},
		{"KwD", "KWD", nil},
		{"ＪＰＹ", "JPY", nil},
		{"€", "EUR", nil},
		{"zł", "PLN", nil},
		{"Fr.", "CHF", nil},
		{"yen", "JPY", nil},
		{"$", "", ErrAmbiguous},
		{"kr", "", ErrAmbiguous},
		{"¥", "", ErrAmbiguous},
		{"", "", ErrCurrency},
		{"XXX", "", ErrCurrency},
		{"RUB", "", ErrCurrency},
		{"BGN", "", ErrCurrency},
		{"@everyone", "", ErrCurrency},
		{"USDollar", "", ErrCurrency},
		{"US\u202eD", "", ErrUnreadable},
	} {
		got, err := ParseCurrency(tt.text)
		if got != tt.want || !errors.Is(err, tt.kind) || (err == nil) != (tt.kind == nil) {
			t.Errorf("ParseCurrency(%q) = %q, %v; want %q, %v", tt.text, got, err, tt.want, tt.kind)
		}
	}
}
