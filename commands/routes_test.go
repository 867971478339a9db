package commands_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"till/commands"
)

// TestRoutesStay: buttons stand in Discord's messages for years, so a route that there ever was is still
// answered. testdata/routes.txt has them all: -update adds to it, and nothing is taken out.
func TestRoutesStay(t *testing.T) {
	t.Parallel()
	const file = "testdata/routes.txt"
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	ever, now := strings.Fields(string(text)), commands.Routes()
	for _, name := range ever {
		if !slices.Contains(now, name) {
			t.Errorf("the buttons of %q do nothing any more: keep its handler, also when nothing makes such buttons", name)
		}
	}
	added := slices.DeleteFunc(slices.Clone(now), func(name string) bool { return slices.Contains(ever, name) })
	if len(added) > 0 && !*update {
		t.Errorf("%q are not in %s yet: -update adds them", added, file)
	}
	if *update {
		all := slices.Sorted(slices.Values(slices.Concat(ever, added)))
		if err := os.WriteFile(file, []byte(strings.Join(all, "\n")+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
