// Command skipped reads what `go test -json` prints, shows it as plain go test would, and fails
// when a test failed or was skipped.
//
// A skip is forgiven only if its message names an environment variable given with -without: the
// caller could not set that one. So a test that needs something from outside says in its skip
// which variable would have let it run.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
)

func main() {
	without := flag.String("without", "", "space-separated variables whose absence excuses a skip")
	flag.Parse()
	if err := report(os.Stdin, os.Stdout, strings.Fields(*without)); err != nil {
		fmt.Fprintln(os.Stderr, "skipped:", err)
		os.Exit(1)
	}
}

// event is one line of go test -json; `go doc test2json` names the fields.
type event struct {
	Action, Package, ImportPath, Test, Output string
}

// report copies go test's own lines from r to w, with the output of tests that did not pass, and
// returns an error if any failed or was skipped without excuse.
func report(r io.Reader, w io.Writer, without []string) error {
	output := map[string]string{} // of tests still running, by package and name
	var failed, passed, skipped int
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		var e event
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			return fmt.Errorf("not a line of go test -json: %q", lines.Text())
		}
		key := e.Package + " " + e.Test
		switch {
		case e.Action == "build-output", e.Action == "output" && e.Test == "" && e.Output != "PASS\n":
			fmt.Fprint(w, e.Output)
		case e.Action == "build-fail":
			failed++
		case e.Action == "output":
			output[key] += e.Output
		case e.Action == "pass" && e.Test != "":
			passed++
			delete(output, key)
		case e.Action == "skip" && e.Test != "":
			excused := slices.ContainsFunc(without, func(name string) bool {
				return strings.Contains(output[key], name)
			})
			if !excused {
				skipped++
			}
			fmt.Fprintf(w, "skipped (excused: %t) %s\n%s", excused, key, output[key])
			delete(output, key)
		case e.Action == "fail" && e.Test != "":
			failed++
			fmt.Fprint(w, output[key])
			delete(output, key)
		case e.Action == "fail":
			failed++
			for key, text := range output { // a panic or a time-out ends tests without a verdict
				if strings.HasPrefix(key, e.Package+" ") {
					fmt.Fprint(w, text)
					delete(output, key)
				}
			}
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("read go test -json: %w", err)
	}
	switch {
	case failed > 0:
		return fmt.Errorf("%d failed", failed)
	case skipped > 0:
		return fmt.Errorf("%d skipped that should have run here", skipped)
	case passed == 0:
		return fmt.Errorf("no test ran")
	}
	return nil
}
