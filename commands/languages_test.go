package commands

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/feature/plural"

	"till/shop"
)

// translate is a flag of its own, so that who writes golden chats anew does not
// touch what others translate.
var translate = flag.Bool("translate", false, "write the texts that are missing into the languages' files")

// texts is every phrase of the package, wherever it is declared.
type texts struct {
	all     map[phrase]bool
	plain   map[phrase]bool   // said by say and tell
	plurals map[phrase]phrase // said by count: many, and one
}

// sources imports our own packages from their source, and nothing else: what the
// phrases are, and the keys of their tables, needs no more.
type sources struct {
	fset *token.FileSet
	done map[string]*types.Package
}

func (s sources) Import(path string) (*types.Package, error) {
	own, ok := strings.CutPrefix(path, "till/")
	if !ok {
		return nil, errors.New("not needed")
	}
	if pkg := s.done[path]; pkg != nil {
		return pkg, nil
	}
	files, err := s.parse("../" + own)
	if err != nil {
		return nil, err
	}
	config := types.Config{Importer: s, Error: func(error) {}, IgnoreFuncBodies: true}
	s.done[path], _ = config.Check(path, s.fset, files, nil) // the errors are about imports
	return s.done[path], nil
}

func (s sources) parse(folder string) ([]*ast.File, error) {
	names, err := filepath.Glob(folder + "/*.go")
	if err != nil {
		return nil, err
	}
	var files []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(s.fset, name, nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		files = append(files, file)
	}
	return files, nil
}

// readPhrases has the compiler's own type checker find the constants of the type
// phrase, so that a map of phrases or a struct of two needs no list here.
var readPhrases = sync.OnceValues(func() (texts, error) {
	found := texts{map[phrase]bool{}, map[phrase]bool{}, map[phrase]phrase{}}
	fset := token.NewFileSet()
	from := sources{fset, map[string]*types.Package{}}
	files, err := from.parse(".")
	if err != nil {
		return found, err
	}
	info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Uses: map[*ast.Ident]types.Object{}}
	config := types.Config{Importer: from, Error: func(error) {}}
	pkg, _ := config.Check("till/commands", fset, files, info) // the errors are about imports
	kind := pkg.Scope().Lookup("phrase").Type()
	value := func(e ast.Expr) phrase {
		if tv := info.Types[e]; tv.Value != nil && tv.Value.Kind() == constant.String && types.Identical(tv.Type, kind) {
			return phrase(constant.StringVal(tv.Value))
		}
		return ""
	}
	inCount := map[ast.Expr]bool{}
	visit := func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && len(call.Args) >= 3 {
			if sel, ok := call.Fun.(*ast.SelectorExpr); ok && sel.Sel.Name == "count" {
				one, many := value(call.Args[1]), value(call.Args[2])
				if one == "" || many == "" {
					err = fmt.Errorf("%s: count needs two constants, so that they can be translated", fset.Position(call.Pos()))
				}
				found.plurals[many] = one
				inCount[call.Args[1]], inCount[call.Args[2]] = true, true
			}
		}
		e, ok := n.(ast.Expr)
		if !ok {
			return true
		}
		p := value(e)
		if p == "" {
			return true
		}
		found.all[p] = true
		if id, ok := e.(*ast.Ident); ok && info.Uses[id] != nil && !inCount[e] {
			found.plain[p] = true
		}
		return false // its parts are no phrases
	}
	for _, file := range files {
		ast.Inspect(file, visit)
	}
	return found, err
})

// problems is what the package money says to people.
func problems(t *testing.T) []phrase {
	t.Helper()
	var all []phrase
	for _, p := range constants(t, "../shop/money", "Problem") {
		all = append(all, phrase(p))
	}
	return all
}

func phrasesOf(t *testing.T) texts {
	t.Helper()
	found, err := readPhrases()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range []phrase{txtTotal, statusWords[shop.Paid], noticeWords[shop.NoticePaid].seller, actWords[shop.ActRequest].buyer} {
		if !found.all[p] {
			t.Fatalf("%q was not found", p)
		}
	}
	if len(found.plurals) == 0 {
		t.Fatal("nothing is counted")
	}
	found.all = maps.Clone(found.all)
	for _, p := range problems(t) {
		found.all[p] = true
	}
	return found
}

// allPhrases is every phrase, sorted.
func allPhrases(t *testing.T) []phrase {
	t.Helper()
	return slices.Sorted(maps.Keys(phrasesOf(t).all))
}

// translated is what a language's file must have: a phrase that is only the
// singular of another stands under that one.
func (ts texts) translated() []phrase {
	need := maps.Clone(ts.all)
	for _, one := range ts.plurals {
		if _, many := ts.plurals[one]; !many && !ts.plain[one] {
			delete(need, one)
		}
	}
	return slices.Sorted(maps.Keys(need))
}

func placeholdersOf(p phrase) []string {
	return slices.Compact(slices.Sorted(slices.Values(p.names())))
}

// never is what the voice does not say in a language, beside exclamation marks:
// first the names of the escrow that nobody offers here.
var never = map[string]*regexp.Regexp{
	"es":    regexp.MustCompile(`(?i)fideicomiso|depósito en garantía|por favor|lo sentimos|¡`),
	"de":    regexp.MustCompile(`(?i)treuhand|\bbitte\b|leider|erfolgreich`),
	"fr":    regexp.MustCompile(`(?i)séquestre|s'il vous plaît|désolé|avec succès`),
	"pt-BR": regexp.MustCompile(`(?i)caução|conta garantia|por favor|desculp|com sucesso`),
	"ja":    regexp.MustCompile(`エスクロー|申し訳|恐れ入`),
	"ar":    regexp.MustCompile(`(^|\s)(ال)?ضمان(\s|$)|من فضلك|عذر|بنجاح|نأسف`),
}

// TestLanguages holds the translations against the phrases: whoever reads half of
// another language in the middle of a sale does not pay, so each has all of them.
// With -translate it writes what is missing into each file, empty and in its place,
// and takes out what no phrase needs any more.
func TestLanguages(t *testing.T) {
	t.Parallel()
	found := phrasesOf(t)
	for p := range found.plurals {
		if found.plain[p] {
			t.Errorf("%q is said by count and by say, and has no one translation: make it two phrases", p)
		}
	}
	need := found.translated()
	limits := shownByDiscord(t, found)
	for _, l := range tongues()[1:] {
		t.Run(l.code, func(t *testing.T) {
			t.Parallel()
			if *translate {
				writeLanguage(t, l, need, found.plurals)
				return
			}
			for _, p := range need {
				if !l.has(p, found.plurals) {
					t.Errorf("no words for %q; -translate makes room for them in languages/%s.json", p, l.code)
				}
			}
			for p, words := range l.texts {
				if !found.all[p] {
					t.Errorf("%q is no text any more; -translate takes it out", p)
					continue
				}
				checkTranslation(t, l, p, words)
				if limit := limits[p]; limit > 0 && utf8.RuneCountInString(words.text) > limit {
					t.Errorf("%q is longer than the %d characters that Discord takes", words.text, limit)
				}
			}
		})
	}
}

// shownByDiscord is the texts of the definitions with Discord's limits for them. Each
// is a phrase, or could not be translated.
func shownByDiscord(t *testing.T, found texts) map[phrase]int {
	t.Helper()
	limits := make(map[phrase]int)
	hour := regexp.MustCompile(`^\d\d:00$`) // of a setting
	limit := func(text string, most int) {
		isName := slices.ContainsFunc(tongues(), func(l *tongue) bool { return l.name == text })
		if isName || hour.MatchString(text) {
			return // the same in every language
		}
		if !found.all[phrase(text)] && text != "" {
			t.Errorf("%q is shown by Discord, and is no phrase", text)
		}
		limits[phrase(text)] = most
	}
	var options func(all []OptionDefinition)
	options = func(all []OptionDefinition) {
		for _, o := range all {
			limit(o.Description, 100)
			for _, c := range o.Choices {
				limit(c.Name, 100)
			}
			options(o.Options)
		}
	}
	for _, d := range New(nil).Definitions() {
		limit(d.Description, 100)
		if d.Kind != Command {
			limit(d.Name, 32)
		}
		options(d.Options)
	}
	return limits
}

// has reports whether the language has words for a phrase, in every form that
// its numbers take.
func (t *tongue) has(p phrase, plurals map[phrase]phrase) bool {
	if _, ok := plurals[p]; !ok {
		return t.texts[p].text != ""
	}
	for _, name := range t.formNames() {
		if t.texts[p].forms[pluralForms[name]] == "" {
			return false
		}
	}
	return true
}

// formNames is the forms that whole numbers take in the language.
func (t *tongue) formNames() []string {
	var names []string
	for name, form := range pluralForms {
		for n := range 201 {
			if t.form(n) == form {
				names = append(names, name)
				break
			}
		}
	}
	slices.Sort(names)
	return names
}

var boldWords = regexp.MustCompile(`\*\*([^*{}]+)\*\*`)

// checkTranslation holds one translation against its phrase.
func checkTranslation(t *testing.T, l *tongue, p phrase, words translation) {
	t.Helper()
	check := func(text string, mayOmit bool) {
		want, got := placeholdersOf(p), placeholdersOf(phrase(text))
		if mayOmit { // "two days" is one word in Arabic
			want = slices.DeleteFunc(want, func(name string) bool { return name == "n" })
			got = slices.DeleteFunc(got, func(name string) bool { return name == "n" })
		}
		switch {
		case text == "":
			return // missing, and counted as that
		case !slices.Equal(want, got):
			t.Errorf("%q has the placeholders %v, and its translation %q has %v", p, want, text, got)
		case strings.TrimSpace(text) != text && strings.TrimSpace(string(p)) == string(p):
			t.Errorf("%q has spaces around it", text)
		case strings.ContainsAny(text, "!！") || strings.Contains(strings.ToLower(text), "escrow") || never[l.code].MatchString(text):
			t.Errorf("%q says what the voice never says", text)
		case strings.Count(text, "**") != strings.Count(string(p), "**"):
			t.Errorf("%q has other emphasis than %q", text, p)
		case l.rtl && strings.ContainsAny(text, isolateLTR+isolateRTL+isolateFirst+isolateEnd+"\u200e\u200f\u202a\u202b\u202c"):
			t.Errorf("%q has marks of direction: they are put in by themselves", text)
		}
		for _, bold := range boldWords.FindAllStringSubmatch(string(p), -1) { // of a button, mostly
			if label := l.texts[phrase(bold[1])].text; label != "" && !strings.Contains(text, "**"+label+"**") {
				t.Errorf("%q does not name the button %q", text, label)
			}
		}
		for command := range New(nil).commands {
			if strings.Contains(string(p), "/"+command) && !strings.Contains(text, "/"+command) {
				t.Errorf("%q does not name /%s", text, command)
			}
		}
	}
	check(words.text, false)
	for form, text := range words.forms {
		check(text, form != plural.Few && form != plural.Many && form != plural.Other)
	}
}

// writeLanguage writes the language's file: sorted, complete, and what is missing
// empty.
func writeLanguage(t *testing.T, l *tongue, need []phrase, plurals map[phrase]phrase) {
	t.Helper()
	all := make(map[phrase]any, len(need))
	for _, p := range need {
		if _, ok := plurals[p]; !ok {
			all[p] = l.texts[p].text
			continue
		}
		forms := map[string]string{}
		for _, name := range l.formNames() {
			forms[name] = l.texts[p].forms[pluralForms[name]]
		}
		all[p] = forms
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(all); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile("languages/"+l.code+".json", out.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

// Discord is given the translations of what it lists, for each of its locales.
func TestLocalized(t *testing.T) {
	t.Parallel()
	spoken := []*tongue{
		speaking(english),
		{code: "es", locales: []string{"es-ES", "es-419"}, texts: map[phrase]translation{defRequestBuyer: {text: "Quién paga"}}},
		{code: "ar", texts: map[phrase]translation{defRequestBuyer: {text: "من يدفع"}}},
	}
	want := map[string]string{"es-ES": "Quién paga", "es-419": "Quién paga"}
	if got := localized(spoken, string(defRequestBuyer)); !maps.Equal(got, want) {
		t.Errorf("shown as %q", got)
	}
	if got := localized(spoken, string(defRequestItem)); got != nil {
		t.Errorf("a text without translations is shown as %q", got)
	}
	for _, d := range New(nil).Definitions() {
		if d.Kind == Command && len(d.Names) > 0 {
			t.Errorf("/%s has other names, and texts would name the wrong one: %q", d.Name, d.Names)
		}
	}
}

func TestLanguageFor(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ chosen, locale, want string }{
		{"", "", "en"},
		{"", "en-US", "en"},
		{"", "en-GB", "en"},
		{"", "ko", "en"},
		{"", "es-ES", "es"},
		{"", "es-419", "es"},
		{"", "de", "de"},
		{"", "pt-BR", "pt-BR"},
		{"", "ja", "ja"},
		{"ar", "en-US", "ar"},
		{"en", "ja", "en"},
		{"xx", "fr", "fr"},
	} {
		if got := languageFor(tt.chosen, tt.locale); got != tt.want {
			t.Errorf("%q on a client in %q reads %q, not %q", tt.chosen, tt.locale, got, tt.want)
		}
	}
}
