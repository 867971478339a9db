package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestPitfalls holds docs/pitfalls.md against the module: each of its rows names tests, and they exist.
func TestPitfalls(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(filepath.Join("docs", "pitfalls.md"))
	if err != nil {
		t.Fatal(err)
	}
	tests := namedTests(t)
	rows := 0
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if !strings.HasPrefix(line, "|") || strings.HasPrefix(line, "|---") || strings.HasPrefix(line, "| what ") {
			continue
		}
		rows++
		cells := strings.Split(strings.Trim(line, "|"), "|")
		if len(cells) != 2 {
			t.Errorf("not a pitfall and its tests: %s", line)
			continue
		}
		for _, problem := range rowProblems(tests, cells[1]) {
			t.Errorf("%s: %s", strings.TrimSpace(cells[0]), problem)
		}
	}
	if rows < 50 {
		t.Errorf("%d rows were read", rows)
	}
}

// TestPitfallsBite shows what would be found.
func TestPitfallsBite(t *testing.T) {
	t.Parallel()
	tests := map[string]bool{"bot.TestSend": true}
	for cell, want := range map[string]int{
		" `bot.TestSend` ":                 0,
		" ":                                1,
		" bot.TestSend ":                   1,
		" `bot.TestSend`, `bot.TestSent` ": 1,
		" `bot.TestSend`, `till.TestStories/sale`": 0,
		" `till.TestStories/no_such_story` ":       1,
	} {
		if got := rowProblems(tests, cell); len(got) != want {
			t.Errorf("%q: %q", cell, got)
		}
	}
}

// rowProblems says what is wrong with the tests that a row names.
func rowProblems(tests map[string]bool, cell string) (problems []string) {
	names := regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(cell, -1)
	if len(names) == 0 {
		return []string{"names no test"}
	}
	for _, name := range names {
		if story, ok := strings.CutPrefix(name[1], "till.TestStories/"); ok {
			if _, err := os.Stat(filepath.Join("testdata", "script", story+".txtar")); err != nil {
				problems = append(problems, "there is no story "+story)
			}
		} else if !tests[name[1]] {
			problems = append(problems, "there is no "+name[1])
		}
	}
	return problems
}

// namedTests are the module's tests and fuzz targets by folder and name; "till" is the root.
func namedTests(t *testing.T) map[string]bool {
	t.Helper()
	tests := make(map[string]bool)
	err := filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && (entry.Name() == "tools" || entry.Name() == "node_modules"):
			return filepath.SkipDir // modules of their own
		case !strings.HasSuffix(path, "_test.go"):
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		folder := filepath.ToSlash(filepath.Dir(path))
		if folder == "." {
			folder = "till"
		}
		for _, d := range file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if ok && f.Recv == nil && (strings.HasPrefix(f.Name.Name, "Test") || strings.HasPrefix(f.Name.Name, "Fuzz")) {
				tests[folder+"."+f.Name.Name] = true
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return tests
}
