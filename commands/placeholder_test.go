package commands

import (
	"go/ast"
	"regexp"
	"slices"
	"strings"
	"testing"

	"till/shop"
)

var placeholders = regexp.MustCompile(`\{([a-z_]+)\}`)

// names is the placeholders of a phrase.
func (p phrase) names() []string {
	var all []string
	for _, m := range placeholders.FindAllStringSubmatch(string(p), -1) {
		all = append(all, m[1])
	}
	return all
}

// told is what side.tell fills in by itself.
var toldNames = []string{"shop", "buyer", "item", "ref", "total", "operator", "provider"}

// TestPlaceholders reads the package's source: each phrase is said where all of
// its placeholders are filled in. A phrase that is handed to a function is held
// against what that function fills in.
func TestPlaceholders(t *testing.T) {
	t.Parallel()
	files := parseFolder(t, ".")
	phrases := phraseConstants(files)
	fills := make(map[string][]string) // what the phrases said in a function get
	each(files, func(fn string, call *ast.CallExpr) {
		if args, ok := said(call); ok {
			fills[fn] = append(fills[fn], filled(call, args)...)
		}
	})
	handsOn := map[string]string{"onboard": "stillMissing", "pass": "passed", "answering": "acted"} // phrases that they are handed
	checked := make(map[string]bool)
	check := func(where, name string, given []string) {
		checked[name] = true
		for _, want := range phrases[name].names() {
			if !slices.Contains(given, want) {
				t.Errorf("%s says %s and does not fill in {%s}", where, name, want)
			}
		}
	}
	each(files, func(fn string, call *ast.CallExpr) {
		args, direct := said(call)
		for _, arg := range call.Args {
			id, ok := arg.(*ast.Ident)
			if !ok || phrases[id.Name] == "" {
				continue
			}
			if direct {
				given := filled(call, args)
				if call.Ellipsis.IsValid() {
					given = append(given, fills[fn]...)
				}
				check(fn, id.Name, given)
			} else {
				by := called(call)
				if next := handsOn[by]; next != "" {
					by = next
				}
				check(fn, id.Name, fills[by])
			}
		}
	})
	// The rest stand in variables: held against the function that they stand in,
	// or against the one that says what stands in the package's own variables.
	elsewhere := map[string]string{
		"guides": "guide", "payoutGroups": "payout", "requestInputs": "requestForm", "filters": "show", "refundDue": "due",
		"disputeAct": "happened", "answerOffer": "revised", "goods": "acted",
	}
	for _, file := range files {
		for _, decl := range file.Decls {
			ast.Inspect(decl, func(n ast.Node) bool {
				id, ok := n.(*ast.Ident)
				if !ok || phrases[id.Name] == "" || checked[id.Name] {
					return true
				}
				if fn, ok := decl.(*ast.FuncDecl); ok {
					where := fn.Name.Name
					if by := elsewhere[where]; by != "" {
						where = by
					}
					check(where, id.Name, fills[where])
				} else if by := elsewhere[declared(decl)]; by != "" {
					check(by, id.Name, fills[by])
				}
				return true
			})
		}
	}
	for name, p := range phrases {
		if !checked[name] && !strings.HasPrefix(name, "def") && len(p.names()) > 0 {
			t.Errorf("%s has placeholders, and nobody says it", name)
		}
	}
}

// TestTablePlaceholders holds the phrases of the tables against what the
// functions that say them fill in.
func TestTablePlaceholders(t *testing.T) {
	t.Parallel()
	check := func(table string, p phrase, given ...string) {
		t.Helper()
		for _, want := range p.names() {
			if !slices.Contains(given, want) {
				t.Errorf("%s: nobody fills in {%s} of %q", table, want, p)
			}
		}
	}
	tell := func(more ...string) []string { return append(slices.Clone(toldNames), more...) }
	for _, p := range reasonWords {
		check("reasonWords", p, "operator", "provider", "amount", "currencies", "countries", "other", "left", "days", "most", "until", "ref")
	}
	for _, p := range requirementWords {
		check("requirementWords", p, "provider")
	}
	for _, p := range holdWords {
		check("holdWords", p, tell()...)
	}
	for _, p := range statusWords {
		check("statusWords", p)
	}
	for _, p := range refundWords {
		check("refundWords", p, tell("amount")...)
	}
	for _, w := range actWords {
		check("actWords", w.buyer, tell("amount", "more", "was", "now", "price")...)
		check("actWords", w.seller, tell("amount", "more", "was", "now", "price")...)
	}
	for _, table := range []map[shop.HoldKind]told{heldWords, liftedWords} {
		for _, w := range table {
			check("heldWords", w.buyer, tell("amount", "more")...)
			check("heldWords", w.seller, tell("amount", "more")...)
		}
	}
	for _, w := range refundCauses {
		check("refundCauses", w.buyer, tell("amount")...)
		check("refundCauses", w.seller, tell("amount")...)
	}
	noticed := tell("amount", "expires", "shipby", "left", "days", "why", "payout", "more", "by", "cause", "note", "from",
		"price", "was", "now", "dispute", "next", "setoff", "scanhold", "scanend", "rest", "standing", "until", "payoutat")
	for _, w := range noticeWords {
		check("noticeWords", w.buyer, noticed...)
		check("noticeWords", w.seller, noticed...)
	}
	for _, table := range []map[shop.ProblemState]told{problemTurns, paidTurns} {
		for _, w := range table {
			check("problemTurns", w.buyer, tell("due", "rest", "offer", "parcel")...)
			check("problemTurns", w.seller, tell("due", "rest", "offer", "parcel")...)
		}
	}
	for _, w := range remedyWords {
		check("remedyWords", w.buyer, tell("amount", "rest", "more")...)
		check("remedyWords", w.seller, tell("amount", "rest", "more")...)
	}
	for _, w := range problemEnds {
		check("problemEnds", w.buyer, tell("amount")...)
		check("problemEnds", w.seller, tell("amount")...)
	}
	for _, w := range problemNotices {
		check("problemNotices", w.buyer, tell()...)
		check("problemNotices", w.seller, tell()...)
	}
	for _, w := range attentionWords {
		check("attentionWords", w.buyer, tell("parcel", "until")...)
		check("attentionWords", w.seller, tell("parcel", "until")...)
	}
	for _, p := range placeWords {
		check("placeWords", p, tell()...)
	}
	for _, p := range scanWords {
		check("scanWords", p, tell()...)
	}
	for _, p := range attentionPlaces {
		check("attentionPlaces", p, tell()...)
	}
	for _, p := range alertWords {
		check("alertWords", p, "operator", "provider", "amount", "why", "dispute", "hold", "when", "job", "what", "reporter", "reported", "reason", "text")
	}
	for _, p := range genuineWords {
		check("genuineWords", p)
	}
	for _, w := range shunWordsOf {
		check("shunWordsOf", w.shop, "who")
		check("shunWordsOf", w.person, "who")
	}
	for _, p := range adminHolds {
		check("adminHolds", p, "provider")
	}
	for _, p := range bankFailures {
		check("bankFailures", p, "provider")
	}
	for _, p := range bankWords {
		check("bankWords", p, "amount", "day", "why", "provider")
	}
}

// phraseConstants is the phrases by the names of their constants.
func phraseConstants(files []*ast.File) map[string]phrase {
	all := make(map[string]phrase)
	for _, file := range files {
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok {
				return true
			}
			if id, ok := spec.Type.(*ast.Ident); ok && id.Name == "phrase" {
				for i, name := range spec.Names {
					all[name.Name] = phrase(literal(spec.Values[i]))
				}
			}
			return true
		})
	}
	return all
}

// each calls do with every call in the package, and the function it stands in.
func each(files []*ast.File, do func(fn string, call *ast.CallExpr)) {
	for _, file := range files {
		for _, decl := range file.Decls {
			fn, ok := decl.(*ast.FuncDecl)
			if !ok {
				continue
			}
			ast.Inspect(fn, func(n ast.Node) bool {
				if call, ok := n.(*ast.CallExpr); ok {
					do(fn.Name.Name, call)
				}
				return true
			})
		}
	}
}

// called is the name of the function or method that is called.
func called(call *ast.CallExpr) string {
	switch fun := call.Fun.(type) {
	case *ast.Ident:
		return fun.Name
	case *ast.SelectorExpr:
		return fun.Sel.Name
	default:
		return ""
	}
}

// said reports whether the call says a phrase, and which argument is the first
// that fills it in.
func said(call *ast.CallExpr) (args int, ok bool) {
	if _, method := call.Fun.(*ast.SelectorExpr); !method {
		return 0, false
	}
	switch called(call) {
	case "say", "tell":
		if len(call.Args) > 0 {
			if _, text := call.Args[0].(*ast.BasicLit); !text {
				return 1, true
			}
		}
	case "count":
		return 3, len(call.Args) >= 3
	}
	return 0, false
}

// filled is the placeholders that a call fills in.
func filled(call *ast.CallExpr, from int) []string {
	var all []string
	if called(call) == "tell" {
		all = slices.Clone(toldNames)
	}
	if called(call) == "count" {
		all = append(all, "n")
	}
	for i := from; i < len(call.Args); i += 2 {
		if text := literal(call.Args[i]); text != "" {
			all = append(all, text)
		}
	}
	return all
}

// declared is the name of a variable that is declared.
func declared(decl ast.Decl) string {
	if gen, ok := decl.(*ast.GenDecl); ok {
		for _, spec := range gen.Specs {
			if value, ok := spec.(*ast.ValueSpec); ok {
				return value.Names[0].Name
			}
		}
	}
	return ""
}
