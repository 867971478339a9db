package main_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/parser"
	"go/token"
	"io"
	"maps"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// modulePath is this module's path: what the import path of each of our packages begins with.
const modulePath = "till"

// A room is one row of the import table in ARCHITECTURE.md.
type room struct {
	name    string   // its folder; what lies below without a row of its own is the same room
	adapter bool     // connects a port of shop to the world
	may     []string // rooms of ours, and libraries with all that lies below them
	not     []string // what it may not take of the standard library
	why     string   // the reason that a refused import is given
}

// outside is the part of the standard library that reaches out of the process.
var outside = []string{"database/sql", "net", "net/http", "net/rpc", "net/smtp", "os", "os/exec", "os/signal", "syscall"}

// rooms is the import table. The root is missing from it: main wires everything, so it may
// import everything.
var rooms = []room{
	{
		name: "shop",
		not:  outside,
		why:  "the domain does no I/O and knows nobody: it declares ports, and adapters implement them",
	},
	{
		name: "commands",
		may:  []string{"till/shop", "golang.org/x/text", "gonum.org/v1/plot"},
		not:  outside,
		why:  "commands turn a Request into a Reply, with no network, clock or store; bot speaks Discord for them",
	},
	{
		name:    "storage",
		adapter: true,
		may:     []string{"till/shop", "go.etcd.io/bbolt", "github.com/go-json-experiment/json"},
		why:     "storage keeps what shop hands it; nothing but bbolt and a codec is needed for that",
	},
	{
		name:    "checkout",
		adapter: true,
		may:     []string{"till/shop"},
		why:     "what the providers share stays free of any one provider's library",
	},
	{
		name: "metrics",
		may:  []string{"github.com/prometheus/client_golang"},
		why:  "metrics counts under names, whoever does; what it looks at when it is scraped, main hands in",
	},
	{
		name: "webhook",
		may:  nil,
		why:  "the server for webhooks serves any service, and knows none",
	},
	{
		name:    "checkout/stripe",
		adapter: true,
		// Stripe takes evidence as PDF only: fpdf writes it, and the font lets it hold what people wrote.
		may: []string{
			"till/shop", "till/webhook", "github.com/stripe/stripe-go", "codeberg.org/go-pdf/fpdf", "codeberg.org/go-fonts/liberation",
		},
		why: "a provider's adapter knows shop, the shared webhook server and its own provider",
	},
	{
		name:    "tracking",
		adapter: true,
		may:     []string{"till/shop"},
		why:     "carriers are recognised without asking anybody",
	},
	{
		name:    "tracking/easypost",
		adapter: true,
		may:     []string{"till/shop", "till/webhook", "golang.org/x/text"},
		why:     "the tracking service is asked over plain HTTP; secrets are normalised, and towns not shouted, by x/text",
	},
	{
		name:    "bot",
		adapter: true,
		// gorilla/websocket is the type of discordgo.Session.Dialer, so whoever sets it names it.
		may: []string{"till/shop", "till/commands", "github.com/bwmarrin/discordgo", "github.com/gorilla/websocket"},
		why: "bot decodes and renders; what is said is in commands, and what is decided is in shop",
	},
	{
		name: "sandbox",
		may:  []string{"github.com/coder/websocket"},
		why:  "a judge stays independent: code or a client library shared with the judged would hide its mistakes",
	},
}

// badNames say nothing about what a package owns.
var badNames = []string{"common", "helpers", "internal", "mocks", "models", "pkg", "types", "util", "utils"}

// TestLayers holds the import table of ARCHITECTURE.md, and the names of packages.
func TestLayers(t *testing.T) {
	t.Parallel()
	for _, p := range ownPackages(t) {
		if err := checkName(p.ImportPath); err != nil {
			t.Error(err)
		}
		for _, imported := range p.Imports {
			if err := checkImport(p.ImportPath, imported); err != nil {
				t.Error(err)
			}
		}
	}
}

// TestLayersBite shows the rules packages that do not exist, and what each must answer.
func TestLayersBite(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		from, imports string
		refused       string // part of the reason; empty when allowed
	}{
		{"till", "till/storage", ""},
		{"till", "github.com/alecthomas/kong", ""},
		{"till/shop", "time", ""},
		{"till/shop", "net/url", ""},
		{"till/shop", "till/shop/money", ""},
		{"till/shop/ledger", "till/shop/money", ""},
		{"till/shop", "os", "no I/O"},
		{"till/shop/job", "net/http", "no I/O"},
		{"till/shop", "till/storage", "declares ports"},
		{"till/shop/money", "golang.org/x/text/currency", "declares ports"},
		{"till/commands", "till/shop/money", ""},
		{"till/commands", "golang.org/x/text/message", ""},
		{"till/commands", "gonum.org/v1/plot/plotter", ""},
		{"till/commands", "gonum.org/v1/gonum/stat", "Request into a Reply"},
		{"till/commands", "github.com/bwmarrin/discordgo", "bot speaks Discord"},
		{"till/commands", "net/http", "no network"},
		{"till/storage", "till/shop", ""},
		{"till/storage", "go.etcd.io/bbolt", ""},
		{"till/storage", "go.etcd.io/bbolt/errors", ""},
		{"till/storage", "go.etcd.io/bbolting", "bbolt"},
		{"till/storage", "till/commands", "storage keeps"},
		{"till/storage", "till/bot", "adapters meet in main"},
		{"till/checkout", "net/http", ""},
		{"till/checkout", "github.com/stripe/stripe-go/v76", "any one provider"},
		{"till/checkout", "till/checkout/stripe", "adapters meet in main"},
		{"till/checkout/stripe", "till/webhook", ""},
		{"till/tracking/easypost", "till/webhook", ""},
		{"till/tracking/easypost", "till/checkout/stripe", "adapters meet in main"},
		{"till/webhook", "till/shop", "knows none"},
		{"till/webhook", "till/metrics", "knows none"},
		{"till/metrics", "github.com/prometheus/client_golang/prometheus", ""},
		{"till/metrics", "till/shop", "main hands in"},
		{"till/shop", "till/metrics", "declares ports"},
		{"till/checkout/stripe", "github.com/stripe/stripe-go/v76/client", ""},
		{"till/checkout/stripe", "till/storage", "adapters meet in main"},
		{"till/checkout/paypal", "till/shop", ""},
		{"till/checkout/paypal", "example.com/paypal", "any one provider"},
		{"till/checkout/paypal", "till/checkout/stripe", "adapters meet in main"},
		{"till/tracking", "till/shop", ""},
		{"till/tracking", "till/bot", "adapters meet in main"},
		{"till/bot", "till/commands", ""},
		{"till/bot", "till/shop/money", ""},
		{"till/bot", "till/storage", "adapters meet in main"},
		{"till/bot", "go.etcd.io/bbolt", "decodes and renders"},
		{"till/sandbox/discord", "till/sandbox", ""},
		{"till/sandbox", "github.com/coder/websocket", ""},
		{"till/sandbox", "till/shop", "judge"},
		{"till/sandbox/discord", "github.com/bwmarrin/discordgo", "judge"},
		{"till/sandbox/stripe", "github.com/stripe/stripe-go/v76", "judge"},
		{"till/cache", "time", "no row"},
	} {
		err := checkImport(tt.from, tt.imports)
		if (err == nil) != (tt.refused == "") || err != nil && !strings.Contains(err.Error(), tt.refused) {
			t.Errorf("%s imports %s: got %v, want a reason with %q", tt.from, tt.imports, err, tt.refused)
		}
	}
	for importPath, good := range map[string]bool{
		"till": true, "till/shop/money": true, "till/pkg": false, "till/shop/types": false, "till/internal/shop": false,
	} {
		if err := checkName(importPath); (err == nil) != good {
			t.Errorf("name %s: got %v, want good = %t", importPath, err, good)
		}
	}
}

// TestPackageDocs wants one package comment for each package, long enough to say what it owns.
func TestPackageDocs(t *testing.T) {
	t.Parallel()
	for _, p := range ownPackages(t) {
		if len(p.GoFiles) == 0 {
			continue // tests only
		}
		docs := map[string]string{} // by file
		for _, name := range p.GoFiles {
			file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(p.Dir, name), nil, parser.PackageClauseOnly|parser.ParseComments)
			if err != nil {
				t.Fatal(err)
			}
			if file.Doc != nil {
				docs[name] = file.Doc.Text()
			}
		}
		if err := checkDocs(p.Name, docs); err != nil {
			t.Errorf("%s: %v", p.ImportPath, err)
		}
	}
}

// TestPackageDocsBite shows checkDocs comments that are not good enough.
func TestPackageDocsBite(t *testing.T) {
	t.Parallel()
	const good = "Package shop is\nlong enough to say\nwhat it owns.\n"
	for name, tt := range map[string]struct {
		pkg  string
		docs map[string]string
		want string // empty when good
	}{
		"good":          {"shop", map[string]string{"doc.go": good}, ""},
		"good main":     {"main", map[string]string{"main.go": "Till is a bot.\n\nIt sells.\nOn Discord.\n"}, ""},
		"good command":  {"main", map[string]string{"main.go": "Command till is a bot.\nIt sells.\nOn Discord.\n"}, ""},
		"none":          {"shop", nil, "no package comment"},
		"two":           {"shop", map[string]string{"doc.go": good, "order.go": good}, "doc.go and order.go"},
		"short":         {"shop", map[string]string{"doc.go": "Package shop sells.\n"}, "1 lines"},
		"another's":     {"shop", map[string]string{"doc.go": "Package shopping is\nlong\nenough.\n"}, `"Package shop "`},
		"main as a lib": {"main", map[string]string{"main.go": "Package main is\nlong\nenough.\n"}, `"Till "`},
	} {
		if err := checkDocs(tt.pkg, tt.docs); (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want %q", name, err, tt.want)
		}
	}
}

// checkImport returns why the package from may not import the package imported, or nil.
func checkImport(from, imported string) error {
	if from == modulePath {
		return nil
	}
	here, ok := roomOf(from)
	if !ok {
		return fmt.Errorf("%s has no row in the import table: give it one here and in ARCHITECTURE.md", from)
	}
	why := here.why
	if there, ours := roomOf(imported); ours {
		if there.name == here.name || slices.Contains(here.may, modulePath+"/"+there.name) {
			return nil
		}
		if here.adapter && there.adapter {
			why = "adapters meet in main, through the ports of shop, and nowhere else"
		}
	} else if isStandard(imported) {
		if !slices.Contains(here.not, imported) {
			return nil
		}
	} else if slices.ContainsFunc(here.may, func(library string) bool { return within(imported, library) }) {
		return nil
	}
	return fmt.Errorf("%s must not import %s: %s", from, imported, why)
}

// roomOf returns the row that a package of ours falls under: the one with the longest name.
func roomOf(importPath string) (found room, ok bool) {
	for _, r := range rooms {
		if within(importPath, modulePath+"/"+r.name) && len(r.name) > len(found.name) {
			found, ok = r, true
		}
	}
	return found, ok
}

// within reports whether importPath is parent or lies below it.
func within(importPath, parent string) bool {
	return importPath == parent || strings.HasPrefix(importPath, parent+"/")
}

// isStandard reports whether a path that is not ours is the standard library's: only those begin
// with an element that has no dot.
func isStandard(importPath string) bool {
	first, _, _ := strings.Cut(importPath, "/")
	return first != modulePath && !strings.Contains(first, ".")
}

// checkName returns an error if an element of the path says nothing about its contents.
func checkName(importPath string) error {
	for element := range strings.SplitSeq(importPath, "/") {
		if slices.Contains(badNames, element) {
			return fmt.Errorf("%s: %q is no name for a package: name it after the thing that it owns", importPath, element)
		}
	}
	return nil
}

// checkDocs returns what is wrong with a package's comments, which are keyed by their files.
func checkDocs(pkg string, docs map[string]string) error {
	files := slices.Sorted(maps.Keys(docs))
	switch len(files) {
	case 0:
		return errors.New("no package comment: say what it owns and what it must not know")
	case 1:
	default:
		return fmt.Errorf("more than one package comment, in %s: keep one", strings.Join(files, " and "))
	}
	doc := docs[files[0]]
	begins := []string{"Package " + pkg + " "}
	if pkg == "main" {
		begins = []string{"Till ", "Command till "}
	}
	if !slices.ContainsFunc(begins, func(begin string) bool { return strings.HasPrefix(doc, begin) }) {
		return fmt.Errorf("the package comment in %s must begin with %q", files[0], begins)
	}
	if lines := strings.Count(strings.TrimSpace(doc), "\n") + 1; lines < 3 {
		return fmt.Errorf("the package comment in %s has %d lines, fewer than 3: say what the package owns and what it must not know", files[0], lines)
	}
	return nil
}

// ownPackage is what these tests need of one package from go list.
type ownPackage struct {
	ImportPath, Name, Dir string
	GoFiles, Imports      []string // without those of tests
}

// ownPackages asks the go command for the packages of this module.
func ownPackages(t *testing.T) []ownPackage {
	t.Helper()
	list := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Name,Dir,GoFiles,Imports", "./...")
	out, err := list.Output()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		t.Fatalf("%v: %v\n%s", list, err, exit.Stderr)
	} else if err != nil {
		t.Fatal(err)
	}
	var packages []ownPackage
	for decoder := json.NewDecoder(bytes.NewReader(out)); ; {
		var p ownPackage
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			return packages
		} else if err != nil {
			t.Fatalf("%v: %v", list, err)
		}
		packages = append(packages, p)
	}
}
