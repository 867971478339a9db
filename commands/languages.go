package commands

import (
	"embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/currency"
	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
	"golang.org/x/text/number"
)

// The translations: a file for each language, from English texts to their
// translations, sorted. TestLanguages holds them against the phrases, and its
// -translate writes what they lack into them, empty.
//
//go:embed languages
var languageFiles embed.FS

// english is the language of the phrases themselves.
const english = "en"

// tongue is a language that the bot speaks.
type tongue struct {
	code    string   // BCP 47, and the name of its file
	name    string   // as its speakers write it
	locales []string // Discord's, of clients in this language; none: Discord has none
	rtl     bool     // written from right to left
	suffix  bool     // the currency stands behind the number
	spaced  bool     // a space stands between them, always

	tag    language.Tag
	texts  map[phrase]translation
	digits digits
}

// translation is a phrase in another language: one text, or one for each form of
// the plural that the language has.
type translation struct {
	text  string
	forms map[plural.Form]string
}

// tongues is every language, English first, and then as /settings lists them.
// Discord's locales: https://discord.com/developers/docs/reference#locales
var tongues = sync.OnceValue(func() []*tongue {
	all := []*tongue{
		{code: english, name: "English"},
		{code: "es", name: "Español", locales: []string{"es-ES", "es-419"}, suffix: true},
		{code: "de", name: "Deutsch", locales: []string{"de"}, suffix: true},
		{code: "fr", name: "Français", locales: []string{"fr"}, suffix: true},
		{code: "pt-BR", name: "Português (Brasil)", locales: []string{"pt-BR"}, spaced: true},
		{code: "ja", name: "日本語", locales: []string{"ja"}},
		{code: "ar", name: "العربية", suffix: true, rtl: true},
	}
	for _, t := range all {
		t.tag = language.MustParse(t.code)
		t.digits = digitsOf(t.tag)
		file, err := languageFiles.ReadFile("languages/" + t.code + ".json")
		if err != nil {
			continue // the phrases themselves
		}
		if t.texts, err = readTexts(file); err != nil {
			panic(fmt.Sprintf("languages/%s.json: %v", t.code, err)) // a defect of the build, found by any test
		}
	}
	return all
})

// speaking returns the language of a code; English for one that is none.
func speaking(code string) *tongue {
	all := tongues()
	if i := slices.IndexFunc(all, func(t *tongue) bool { return t.code == code }); i > 0 {
		return all[i]
	}
	return all[0]
}

// languageFor is the language that somebody reads: the one they chose, else their
// Discord client's, else English.
func languageFor(chosen, locale string) string {
	base, _, _ := strings.Cut(locale, "-")
	for _, l := range tongues() {
		if l.code == chosen {
			return l.code
		}
	}
	for _, l := range tongues() {
		if slices.Contains(l.locales, locale) || l.code == base {
			return l.code
		}
	}
	return english
}

// readTexts reads a language's file.
func readTexts(file []byte) (map[phrase]translation, error) {
	var raw map[phrase]json.RawMessage
	if err := json.Unmarshal(file, &raw); err != nil {
		return nil, err
	}
	texts := make(map[phrase]translation, len(raw))
	for p, value := range raw {
		var t translation
		if json.Unmarshal(value, &t.text) == nil {
			texts[p] = t
			continue
		}
		var named map[string]string
		if err := json.Unmarshal(value, &named); err != nil {
			return nil, fmt.Errorf("%q: a text, or an object of plural forms: %w", p, err)
		}
		t.forms = make(map[plural.Form]string, len(named))
		for name, text := range named {
			form, ok := pluralForms[name]
			if !ok {
				return nil, fmt.Errorf("%q: there is no plural form %q", p, name)
			}
			t.forms[form] = text
		}
		texts[p] = t
	}
	return texts, nil
}

// pluralForms is CLDR's names of the forms.
var pluralForms = map[string]plural.Form{
	"zero": plural.Zero, "one": plural.One, "two": plural.Two, "few": plural.Few, "many": plural.Many, "other": plural.Other,
}

// form is the plural form that a number takes in the language.
func (t *tongue) form(n int) plural.Form {
	return plural.Cardinal.MatchPlural(t.tag, max(n, -n), 0, 0, 0, 0)
}

// digits is how a language writes numbers.
type digits struct {
	print *message.Printer
	zero  rune   // its digits follow
	point string // before decimals
}

func digitsOf(tag language.Tag) digits {
	d := digits{print: message.NewPrinter(tag)}
	sample := []rune(d.print.Sprint(number.Decimal(0.1, number.Scale(1))))
	d.zero, d.point = sample[0], string(sample[1:len(sample)-1])
	return d
}

// whole writes a number in groups, such as 1,234.
func (d digits) whole(n int64) string { return d.print.Sprint(number.Decimal(n)) }

// tail writes decimals, which may begin with zeros.
func (d digits) tail(decimals string) string {
	return strings.Map(func(r rune) rune { return r - '0' + d.zero }, decimals)
}

// symbol is what the language calls a currency; "" when x/text does not know it.
func (d digits) symbol(code string) string {
	unit, err := currency.ParseISO(code)
	if err != nil {
		return ""
	}
	return strings.Trim(d.print.Sprint(currency.Symbol(unit)), "\u200e\u200f ")
}
