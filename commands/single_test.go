package commands

import (
	"go/ast"
	"regexp"
	"slices"
	"testing"

	"till/shop"
)

// TestSingleWords holds what a single shop says against what it says it instead of:
// something that is said, filled in with no more than that, and never that anybody
// holds money.
func TestSingleWords(t *testing.T) {
	t.Parallel()
	said := make(map[string]int)
	for _, file := range parseFolder(t, ".") {
		ast.Inspect(file, func(n ast.Node) bool {
			switch e := n.(type) {
			case *ast.BinaryExpr:
				said[literal(e)]++
				return false
			case *ast.BasicLit:
				said[literal(e)]++
			}
			return true
		})
	}
	constants := phraseConstants(parseFolder(t, "."))
	holds := regexp.MustCompile(`(?i)\bheld\b|\bholds (it at|your money)`)
	for p, own := range singleWords {
		named := false
		for _, constant := range constants {
			named = named || constant == p
		}
		if !named && said[string(p)] < 2 { // once here, and once where it is said
			t.Errorf("nobody says %q", p)
		}
		for _, name := range own.names() {
			if !slices.Contains(p.names(), name) {
				t.Errorf("%q needs {%s}, which is not there for %q", own, name, p)
			}
		}
		if holds.MatchString(string(own)) {
			t.Errorf("a single shop says that somebody holds money: %q", own)
		}
	}
	// What is about the provider's limit on holding, of which a single shop has none.
	elsewhere := []phrase{alertWords[shop.AlertLimit], txtNoDaysLeft}
	for _, p := range allPhrases(t) {
		if _, differs := singleWords[p]; !differs && holds.MatchString(string(p)) && !slices.Contains(elsewhere, p) {
			t.Errorf("a single shop says that somebody holds money: %q", p)
		}
	}
}
