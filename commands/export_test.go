package commands

import (
	"maps"
	"slices"
	"strings"
	"sync"

	"till/shop"
)

// Routes returns the name of every route that somebody answers.
var Routes = sync.OnceValue(func() []string {
	return slices.Sorted(maps.Keys(New(new(shop.Shop)).routes))
})

// Commands returns every command as people type it, with each of its subcommands,
// and every menu as "menu NAME".
func Commands() []string {
	var all []string
	for _, c := range New(new(shop.Shop)).commands {
		if c.Kind != Command {
			all = append(all, "menu "+c.Name)
			continue
		}
		name, subs := "/"+c.Name, 0
		for _, o := range c.Options {
			if o.Type == Subcommand {
				all = append(all, name+" "+o.Name)
				subs++
			}
		}
		if subs == 0 {
			all = append(all, name)
		}
	}
	return all
}

// NoticeKinds returns the notices about an order that have words.
func NoticeKinds() []shop.NoticeKind { return slices.Sorted(maps.Keys(noticeWords)) }

// Alerts returns the alerts that have words.
func Alerts() []shop.Alert { return slices.Sorted(maps.Keys(alertWords)) }

// Languages returns the codes of the languages that somebody has begun.
func Languages() []string {
	var all []string
	for _, l := range tongues() {
		if len(l.texts) > 0 {
			all = append(all, l.code)
		}
	}
	return all
}

// Labels returns how the labels that begin so in English begin in a language.
func Labels(language, english string) []string {
	var all []string
	for p, words := range speaking(language).texts {
		fixed, _, _ := strings.Cut(string(p), "{")
		if !strings.HasPrefix(string(p), english) && (len(fixed) < 4 || !strings.HasPrefix(english, fixed)) {
			continue
		}
		for _, text := range append(slices.Collect(maps.Values(words.forms)), words.text) {
			if begin, _, _ := strings.Cut(text, "{"); begin != "" {
				all = append(all, begin)
			}
		}
	}
	return all
}
