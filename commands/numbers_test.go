package commands

import (
	"errors"
	"strings"
	"testing"

	"till/shop/money"
)

// visible shows the marks of direction, and spaces that do not break.
var visible = strings.NewReplacer(isolateRTL, "[rtl:", isolateLTR, "[ltr:", isolateFirst, "[", isolateEnd, "]", "\u00a0", "_")

func TestMoney(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ language, text, want string }{
		{"en", "USD 25.00", "$25.00"},
		{"en", "EUR 25.50", "€25.50"},
		{"en", "JPY 2500", "¥2,500"},
		{"en", "KWD 1.250", "KWD 1.250"},
		{"en", "ISK 2500", "ISK 2,500"},
		{"en", "USD 999999.99", "$999,999.99"},
		{"en", "CAD 1.00", "CA$1.00"},
		{"en", "PLN 1234.50", "zł 1,234.50"},
		{"xx", "USD 1234.50", "$1,234.50"},

		{"es", "EUR 1234.50", "1.234,50_€"},
		{"es", "USD 25.00", "25,00_US$"},
		{"de", "EUR 1234.50", "1.234,50_€"},
		{"de", "JPY 2500", "2.500_¥"},
		{"fr", "EUR 1234.50", "1_234,50_€"},
		{"fr", "CAD 25.00", "25,00_$CA"},
		{"pt-BR", "BRL 1234.50", "R$_1.234,50"},
		{"pt-BR", "CHF 25.00", "CHF_25,00"},
		{"ja", "JPY 2500", "￥2,500"},
		{"ja", "USD 25.00", "$25.00"},
		{"ar", "SAR 1234.50", "[rtl:١٬٢٣٤٫٥٠_[ltr:ر.س.]]"},
		{"ar", "USD 25.00", "[rtl:٢٥٫٠٠_[ltr:US$]]"},

		// x/text has no decimals for these; the provider counts hundredths, of which
		// nobody writes Iceland's.
		{"de", "IDR 25000.50", "25.000,50_IDR"},
		{"de", "ISK 2500", "2.500_ISK"},
		{"de", "UGX 25000", "25.000_UGX"},
		{"fr", "KWD 1.050", "1,050_KWD"},
	} {
		m, err := money.Parse(tt.text, "")
		if err != nil {
			t.Fatal(err)
		}
		if got := visible.Replace(voice{language: tt.language}.money(m)); got != tt.want {
			t.Errorf("%s: %s is shown as %s, not %s", tt.language, tt.text, got, tt.want)
		}
	}
	for language, want := range map[string]string{
		"en": "−$0.05", "de": "−0,05_$", "pt-BR": "−US$_0,05", "ja": "−$0.05", "ar": "[rtl:−٠٫٠٥_[ltr:US$]]",
	} {
		if got := visible.Replace(voice{language: language}.money(money.New(-5, "USD"))); got != want {
			t.Errorf("%s: a negative amount is %s, not %s", language, got, want)
		}
	}
	if got := (voice{}).money(money.New(-1<<63, "USD")); got != "−$92,233,720,368,547,758.08" {
		t.Errorf("the lowest amount is %s", got)
	}
}

func TestNumber(t *testing.T) {
	t.Parallel()
	for language, want := range map[string]string{"": "1,234", "de": "1.234", "fr": "1_234", "ja": "1,234", "ar": "١٬٢٣٤"} {
		if got := visible.Replace(voice{language: language}.number(1234)); got != want {
			t.Errorf("%s: %s, not %s", language, got, want)
		}
	}
}

// The forms that numbers take, as CLDR lists them.
func TestPlurals(t *testing.T) {
	t.Parallel()
	for language, want := range map[string]string{
		"en": "one other", "es": "one other", "de": "one other", "fr": "one other", "pt-BR": "one other", "ja": "other",
		"ar": "few many one other two zero",
	} {
		if got := strings.Join(speaking(language).formNames(), " "); got != want {
			t.Errorf("%s has %s, not %s", language, got, want)
		}
	}
	for _, tt := range []struct {
		language string
		n        int
		want     string
	}{
		{"en", 0, "other"},
		{"fr", 0, "one"},
		{"fr", 1, "one"},
		{"fr", 2, "other"},
		{"pt-BR", 0, "one"},
		{"es", 0, "other"},
		{"ja", 1, "other"},
		{"ar", 0, "zero"},
		{"ar", 1, "one"},
		{"ar", 2, "two"},
		{"ar", 3, "few"},
		{"ar", 10, "few"},
		{"ar", 11, "many"},
		{"ar", 99, "many"},
		{"ar", 100, "other"},
		{"ar", 103, "few"},
	} {
		if got := speaking(tt.language).form(tt.n); got != pluralForms[tt.want] {
			t.Errorf("%s: %d is %v, not %s", tt.language, tt.n, got, tt.want)
		}
	}
}

// An amount that the bot shows can be typed, or copied, back in every language,
// whatever currency is usual there.
func TestMoneyIsReadBack(t *testing.T) {
	t.Parallel()
	for _, l := range tongues() {
		for _, info := range money.Currencies() {
			for _, minor := range []int64{info.Step, info.Min - info.Min%info.Step, 1_234_500, info.Max} {
				m := money.New(minor, info.Code)
				shown := voice{language: l.code}.money(m)
				for _, usual := range []money.Currency{info.Code, "USD", "EUR"} {
					back, err := money.Parse(shown, usual)
					if err != nil && errors.Is(err, money.ErrAmbiguous) {
						continue // refused is no wrong price
					}
					if err != nil || back != m {
						t.Errorf("%s: %s is shown as %s and read back as %s, %v", l.code, m, visible.Replace(shown), back, err)
					}
				}
			}
		}
	}
}
