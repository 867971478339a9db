package main

import (
	"flag"
	"hash/fnv"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/rogpeppe/go-internal/testscript"
)

var storyFaults = flag.Uint64("stories.faults", 0, "play all stories with the misfortunes of this seed, too, and compare how they end (0: do not)")

// oneInFails is the share of calls and events that misbehave in a story with faults.
const oneInFails = 20

// TestStoriesWithFaults plays every story with one in twenty calls to Stripe and carriers, webhooks,
// gateway events and messages to people failing in some way. What people do again when nothing
// answered, and what the bot tries again by itself, must bring it to the same end as without: the
// same cards and notices for each person, and the same books.
func TestStoriesWithFaults(t *testing.T) {
	t.Parallel()
	if *storyFaults == 0 {
		return // .ci/run asks for it
	}
	plain, struck := newEndings(os.Getenv(endingsKept)), newEndings("")
	if plain.dir == "" {
		plain.dir = t.TempDir()
		t.Run("plain", func(t *testing.T) { playUnjudged(t, plain, 0) })
	}
	t.Run("faults", func(t *testing.T) { playUnjudged(t, struck, *storyFaults) })
	for name, end := range struck.all {
		want, err := plain.read(name)
		if err != nil {
			t.Error(err)
			continue
		}
		if diff := cmp.Diff(want, end, cmpopts.IgnoreUnexported(ending{})); diff != "" {
			t.Errorf("%s ends otherwise with -stories.faults %d (-without +with):\n%s\nafter %v", name, *storyFaults, diff, end.strikes)
		}
	}
}

// playUnjudged plays the stories with the misfortunes of a seed, if any, and notes how they end.
func playUnjudged(t *testing.T, to *endings, seed uint64) {
	t.Helper()
	testscript.Run(t, testscript.Params{
		Dir: unjudged(t, filepath.Join("testdata", "script")),
		Setup: func(env *testscript.Env) error {
			err := to.setUp(env)
			if err != nil || seed == 0 {
				return err
			}
			hash := fnv.New64a()
			_, _ = hash.Write([]byte(storyName(env))) // a hash takes everything
			s, _ := env.Values[storyKey{}].(*story)
			s.patience = &patience{seed: seed ^ hash.Sum64()}
			return s.world.Plan(s.patience.seed, oneInFails)
		},
		Cmds:                storyWords(),
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
	})
}

// unjudged copies the stories without the lines that judge what was shown: with faults it may come
// later, and is compared at the end. A story of lost answers stays out.
func unjudged(t *testing.T, folder string) string {
	t.Helper()
	judges := regexp.MustCompile(`(?m)^(! )?(stdout|stderr|cmp|grep) .*$`)
	scripts, err := filepath.Glob(filepath.Join(folder, "*.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, name := range scripts {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		script, files, with := strings.Cut(string(text), "\n-- ")
		if strings.Contains(script, "@callback") {
			continue // it is about lost answers, and counts them
		}
		script = judges.ReplaceAllString(script, "")
		if with {
			script += "\n-- " + files
		}
		if err := os.WriteFile(filepath.Join(dir, filepath.Base(name)), []byte(script), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}
