package commands

import (
	"strings"
	"testing"
)

// TestReturnLanguage: the address's language comes before the browser's, that before
// English, and nothing that is sent there breaks the page.
func TestReturnLanguage(t *testing.T) {
	for _, tt := range []struct{ named, accepted, want string }{
		{"", "", "en"},
		{"", "de-AT,de;q=0.9,en;q=0.8", "de"},
		{"", "nl,fr;q=0.5", "fr"},
		{"", "nl", "en"},
		{"", "en-GB,de;q=0.9", "en"},
		{"", "pt-PT", "pt-BR"},
		{"", "es-MX", "es"},
		{"", "ar-EG,en;q=0.5", "ar"},
		{"", "*", "en"},
		{"", "\x00;;q=", "en"},
		{"", strings.Repeat("de,", 1000), "en"},
		{"ja", "de", "ja"},
		{"pt-BR", "", "pt-BR"},
		{"es-419", "de", "es"},
		{"en-US", "de", "en"},
		{"no such", "de", "de"},
		{"tlh", "de", "de"},
		{strings.Repeat("x", 5000), "", "en"},
	} {
		if got := browserLanguage(tt.named, tt.accepted); got != tt.want {
			t.Errorf("lang=%.20q, Accept-Language %.40q: %s, want %s", tt.named, tt.accepted, got, tt.want)
		}
	}
}

// TestReturn: each page is whole in each language, in its direction, with what to tap
// standing out where something is to be tapped.
func TestReturn(t *testing.T) {
	for _, l := range tongues() {
		for _, paid := range []bool{true, false} {
			page := Return(paid, l.code, "")
			if page.Language != l.code || page.RTL != l.rtl || page.Title == "" || page.Button == "" {
				t.Errorf("%s: %+v", l.code, page)
			}
			strong, text := 0, page.Title
			for _, part := range page.Text {
				text += part.Text
				if part.Strong {
					strong++
				}
			}
			if want := map[bool]int{true: 0, false: 1}[paid]; strong != want || strings.ContainsAny(text, "*{}") || !strings.Contains(text+page.Button, "Discord") {
				t.Errorf("%s, paid %t: %+v", l.code, paid, page)
			}
			if l.code != english && text == Return(paid, english, "").Title {
				t.Errorf("%s is English", l.code)
			}
		}
	}
}
