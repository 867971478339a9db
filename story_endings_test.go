package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/rogpeppe/go-internal/testscript"

	"till/sandbox"
	"till/sandbox/discord"
)

// endingsKept names a folder in the environment, into which TestStories writes how its stories end,
// and from which TestStoriesWithFaults takes it instead of playing them again.
const endingsKept = "TILL_STORY_ENDINGS"

// ending is how a story ends: what each person has, and the last books.
type ending struct {
	People map[string][]string
	Books  []string

	strikes []sandbox.Strike
}

// endings are how stories end, by name.
type endings struct {
	dir string // where they are kept; "" is nowhere

	mu  sync.Mutex
	all map[string]ending
}

func newEndings(dir string) *endings { return &endings{dir: dir, all: make(map[string]ending)} }

func storyName(env *testscript.Env) string {
	return strings.TrimPrefix(filepath.Base(env.WorkDir), "script-")
}

// setUp is setUpStory that notes the story's end.
func (e *endings) setUp(env *testscript.Env) error {
	if err := setUpStory(env); err != nil {
		return err
	}
	s, _ := env.Values[storyKey{}].(*story)
	env.Defer(func() { // before the world is closed
		end := s.ending()
		e.mu.Lock()
		defer e.mu.Unlock()
		e.all[storyName(env)] = end
		if e.dir == "" {
			return
		}
		text, err := json.Marshal(end)
		if err == nil {
			err = os.WriteFile(e.file(storyName(env)), text, 0o600)
		}
		if err != nil {
			env.T().Log("the end is not kept:", err) // whoever reads it says that it is missing
		}
	})
	return nil
}

func (e *endings) file(name string) string { return filepath.Join(e.dir, name+".json") }

// read returns an end that was kept.
func (e *endings) read(name string) (end ending, err error) {
	text, err := os.ReadFile(e.file(name))
	if err == nil {
		err = json.Unmarshal(text, &end)
	}
	return end, err
}

// digest stands for all digests of a person: they say what was known each morning.
const digest = "digests"

// ending is how the story stands: the cards and notices in each person's DM, and the last books.
func (s *story) ending() ending {
	end := ending{People: make(map[string][]string), Books: strings.Split(s.names.timeless(s.books), "\n"), strikes: s.world.Strikes()}
	for _, person := range s.world.Discord().People() {
		texts := []string{}
		for _, m := range s.world.Discord().Messages(person.Username, discord.DM) {
			text := s.names.timeless(m.Text())
			switch {
			case !m.Author.Bot || m.Ephemeral:
				continue
			case strings.Contains(text, "\nToday at "):
				text = digest
			}
			texts = append(texts, text)
		}
		slices.Sort(texts)
		end.People[person.Username] = slices.CompactFunc(texts, func(a, b string) bool { return a == digest && b == digest })
	}
	return end
}

var (
	listLines = regexp.MustCompile(`(?m)^ *- .*\n`)
	relative  = regexp.MustCompile(`\bnow\b|\b(in )?(a|an|\d+) (second|minute|hour|day|month|year)s?( ago)?\b`)
)

// timeless is a text without what differs between two tellings of a story: ids, addresses, and
// times, which a repetition moves by minutes; what is listed by time goes, too.
func (n *names) timeless(text string) string {
	text = relative.ReplaceAllString(listLines.ReplaceAllString(text, ""), "SOON")
	for _, h := range hidden {
		text = h.pattern.ReplaceAllStringFunc(text, func(found string) string {
			if name := n.given[found]; h.prefix == "REF" && name != "" {
				return name
			}
			return h.prefix
		})
	}
	return text
}
