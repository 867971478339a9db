package bot

import (
	"context"
	"errors"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"till/commands"
	"till/sandbox/discord"
	"till/shop"
)

// fields is every text of the words, and whether a file's name is filled into it.
func (w words) fields() map[string]bool {
	return map[string]bool{w.broken: false, w.again: false, w.done: false, w.gone: true, w.large: true}
}

// impolite is what the voice never says, as commands' own test of its languages has it.
var impolite = regexp.MustCompile(`(?i)[!！¡]|please|sorry|por favor|\bbitte\b|leider|s'il vous plaît|désolé|desculp|申し訳|恐れ入|من فضلك|عذر`)

// TestWords: every language of commands has the bot's own words.
func TestWords(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../commands/languages/*.json")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	all := map[string]words{"en": english}
	for _, file := range files {
		code := strings.TrimSuffix(filepath.Base(file), ".json")
		w, ok := translated[code]
		if !ok {
			t.Errorf("commands speaks %s, and the bot has no words in it", code)
			continue
		}
		all[code] = w
		for text := range w.fields() {
			if _, same := english.fields()[text]; same {
				t.Errorf("%s: %q is English", code, text)
			}
		}
	}
	if len(all) != len(translated)+1 {
		t.Errorf("words in %d languages, of which commands speaks %d", len(translated)+1, len(all))
	}
	for code, w := range all {
		if len(w.fields()) != len(english.fields()) {
			t.Errorf("%s: the same words for two things: %q", code, w)
		}
		for text, named := range w.fields() {
			switch {
			case strings.TrimSpace(text) == "":
				t.Errorf("%s: a text is missing", code)
			case named != (strings.Count(text, "%") == 1 && strings.Contains(text, "%s")):
				t.Errorf("%s: %q does not name the file once", code, text)
			case impolite.MatchString(text):
				t.Errorf("%s: %q says what the voice never says", code, text)
			}
		}
	}
}

// TestWordsFor: who reads another language gets the bot's own words in it, too, whatever failed.
func TestWordsFor(t *testing.T) {
	s := newRunning(t)
	s.till.read(func(who commands.Person) string {
		if who.ID == "" {
			t.Error("asked for the language of nobody")
		}
		return "de"
	})
	german := translated["de"]
	s.till.answer(func(context.Context, commands.Request) commands.Reply { panic("secret mug") })
	s.request(t)
	s.expect(t, german.broken)
	if _, err := s.discord.Type(t.Context(), "seller", discord.DM, "Is this it?", nil, ""); err != nil {
		t.Fatal(err)
	}
	s.expectNew(t, german.broken)

	gone := shop.Attachment{Name: "old.png", URL: s.url + "/discord/cdn/attachments/1/2/old.png"}
	s.till.say(commands.Message{Text: "Seller: Is this it?", Files: []shop.Attachment{gone}})
	if _, err := s.bot.Send(t.Context(), s.notice(), "nonce-1"); err != nil {
		t.Fatal(err)
	}
	if got := s.inbox("buyer"); !strings.Contains(got, strings.ReplaceAll(german.gone, "%s", "old.png")) {
		t.Errorf("buyer sees:\n%s", got)
	}

	// Not even that is known.
	s.till.read(func(commands.Person) string { panic(errors.New("the store is gone")) })
	s.request(t)
	s.expectNew(t, english.broken)
	s.settle(t)
}
