package main_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"till/metrics"
)

// TestCountedNames: whatever the rooms count has a place in metrics' tables, with as
// many labels, and everything there is counted by somebody.
func TestCountedNames(t *testing.T) {
	t.Parallel()
	tables := map[string][]metrics.Name{"Count": metrics.Counters(), "Observe": metrics.Timings()}
	used := map[string]int{}
	for _, p := range ownPackages(t) {
		for _, name := range p.GoFiles {
			file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(p.Dir, name), nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(file, func(n ast.Node) bool {
				call, ok := n.(*ast.CallExpr)
				if !ok {
					return true
				}
				method, ok := call.Fun.(*ast.SelectorExpr)
				if !ok || tables[method.Sel.Name] == nil || !observes(method.X) {
					return true
				}
				literal, ok := call.Args[0].(*ast.BasicLit)
				if !ok {
					t.Errorf("%s counts under a name that is no literal", name)
					return true
				}
				counted, _ := strconv.Unquote(literal.Value)
				i := slices.IndexFunc(tables[method.Sel.Name], func(known metrics.Name) bool { return known.Name == counted })
				labels := len(call.Args) - 1
				if method.Sel.Name == "Observe" {
					labels--
				}
				if i < 0 || len(tables[method.Sel.Name][i].Labels) != labels {
					t.Errorf("%s: %s(%q, … %d labels) has no such place in metrics/names.go", name, method.Sel.Name, counted, labels)
				}
				used[method.Sel.Name+" "+counted]++
				return true
			})
		}
	}
	for method, table := range tables {
		for _, known := range table {
			if used[method+" "+known.Name] == 0 {
				t.Errorf("nobody calls %s(%q)", method, known.Name)
			}
		}
	}
}

// observes reports whether an expression is an Observer, by its name.
func observes(x ast.Expr) bool {
	s, ok := x.(*ast.SelectorExpr)
	return ok && strings.EqualFold(s.Sel.Name, "observer")
}
