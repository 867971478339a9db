package bot

import (
	"maps"
	"net/http"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestRegisterDifference: a few commands that differ are put one by one, whatever fails in between,
// and the others stay as they are; when many do, the whole list is put.
func TestRegisterDifference(t *testing.T) {
	s := newRunning(t)
	versions := func() map[string]string {
		all := make(map[string]string)
		for _, c := range s.discord.Commands() {
			all[c.Name] = c.ID + " " + c.Version
		}
		return all
	}
	application := s.discord.Application().ID
	path, base := commandsPath(application), "/discord/api/v9/applications"
	tamper := func(method, path string, body any) {
		t.Helper()
		if err := s.bot.api.call(t.Context(), method, path, body, nil); err != nil {
			t.Fatal(err)
		}
	}
	before := versions()
	for _, c := range s.discord.Commands() {
		if c.Name == "product" {
			tamper(http.MethodDelete, path+"/"+c.ID, nil)
		}
	}
	tamper(http.MethodPost, path, map[string]any{"type": 1, "name": "request", "description": "Of an older version"})
	tamper(http.MethodPost, path, map[string]any{"type": 1, "name": "gone", "description": "There is none any more"})

	drift, err := s.bot.Drift(t.Context(), application)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(Drift{Missing: []string{"/product"}, Changed: []string{"/request"}, Foreign: []string{"/gone"}}, drift); diff != "" {
		t.Errorf("drift (-want +got):\n%s", diff)
	}
	s.answerWith("POST "+base, 1, http.StatusInternalServerError, `{"message":"500: Internal Server Error","code":0}`)
	for i, want := range []bool{true, true, false} { // the first is cut short by the error
		changed, err := s.bot.register(t.Context(), application)
		if changed != want || (err != nil) != (i == 0) {
			t.Errorf("changed: %t, want %t: %v", changed, want, err)
		}
	}
	after := versions()
	if got, want := slices.Sorted(maps.Keys(after)), slices.Sorted(maps.Keys(before)); !slices.Equal(got, want) {
		t.Errorf("commands are %q, want %q", got, want)
	}
	for name, version := range before {
		if touched := name == "product" || name == "request"; (after[name] != version) != touched {
			t.Errorf("%s was %s, and is %s", name, version, after[name])
		}
	}
	if n := s.wire.count("PUT " + base); n != 1 {
		t.Errorf("the whole list was put %d times, want once: when there was nothing", n)
	}

	for _, name := range []string{"a", "b", "c", "d", "e", "f"} {
		tamper(http.MethodPost, path, map[string]any{"type": 1, "name": name, "description": "Another bot's"})
	}
	if changed, err := s.bot.register(t.Context(), application); err != nil || !changed {
		t.Error(changed, err)
	}
	if n := s.wire.count("PUT " + base); n != 2 || len(s.discord.Commands()) != len(before) {
		t.Errorf("the whole list was put %d times, and there are %d commands", n, len(s.discord.Commands()))
	}
}
