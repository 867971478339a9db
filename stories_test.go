package main

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"till/shop/shoptest"
)

var storyInteractions = flag.String("stories.interactions", "gateway", "how interactions reach the bot in the stories: gateway or http")

var update = flag.Bool("update", false, "write what the stories and goldens show now")

// asProgram makes the test binary run as till itself: stories start, halt and
// kill it as a process of its own.
const asProgram = "TILL_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		runAsProgram()
		return
	}
	// Tests here wait for other processes more than they compute; -parallel still decides.
	if err := flag.Set("test.parallel", "8"); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}

// TestStories plays the stories of testdata/script, and those of the folder
// that TILL_STORIES names; testdata/script/README.md explains their words. Under the race detector
// it plays some of them, unless -run names one.
func TestStories(t *testing.T) {
	t.Parallel()
	folders := []string{filepath.Join("testdata", "script")}
	if more := os.Getenv("TILL_STORIES"); more != "" {
		folders = append(folders, more)
	}
	kept := newEndings(os.Getenv(endingsKept))
	for _, folder := range folders {
		scripts := stories(t, folder)
		if shoptest.Raced && flag.Lookup("test.run").Value.String() == "" {
			scripts = someOf(scripts)
		}
		testscript.Run(t, testscript.Params{
			Files:               scripts,
			Setup:               kept.setUp,
			Cmds:                storyWords(),
			UpdateScripts:       *update,
			RequireExplicitExec: true,
			RequireUniqueNames:  true,
		})
	}
}

// stories returns the scripts in a folder. It refuses testscript's own `stop` and `kill`: the
// first ends a story green before its end, and both are easily meant for the bot.
func stories(t *testing.T, folder string) []string {
	t.Helper()
	early := regexp.MustCompile(`(?m)^\s*!?\s*(stop|kill)\b`)
	scripts, err := filepath.Glob(filepath.Join(folder, "*.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	if len(scripts) == 0 {
		t.Fatalf("no stories in %s", folder)
	}
	for _, name := range scripts {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		script, _, _ := strings.Cut(string(text), "\n-- ")
		if word := early.FindStringSubmatch(script); word != nil {
			t.Errorf("%s uses %q: the words are halt and crash", name, word[1])
		}
	}
	return scripts
}

// someOf returns every fourth, for the race detector: the same goroutines are at work in all stories,
// and all of them take minutes with it.
func someOf(scripts []string) (some []string) {
	for i := 0; i < len(scripts); i += 4 {
		some = append(some, scripts[i])
	}
	return some
}
