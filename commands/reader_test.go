package commands_test

import (
	"testing"

	"till/commands"
)

// A typed message does not say in which language its writer's client is: what the
// client said last counts, for what commands say and for what the bot does.
func TestReader(t *testing.T) {
	t.Parallel()
	c := newChat(t)
	language := func(locale string) string {
		return c.till.Language(t.Context(), commands.Person{ID: people["buyer"], Locale: locale})
	}
	says := func() string {
		r := c.request("buyer", commands.Typed)
		r.Actor.Locale, r.Text = "", "Is it still there?"
		return c.till.Handle(t.Context(), r).Text
	}
	if got := language(""); got != "en" {
		t.Errorf("who was never heard of reads %q", got)
	}
	english := says()

	sell := c.request("buyer", commands.Command)
	sell.Name, sell.Actor.Locale, sell.Options["name"], sell.Options["country"] = "sell", "de", "Blue Kiln", "US"
	c.till.Handle(t.Context(), sell)
	if got := language(""); got != "de" {
		t.Errorf("whose client was in German reads %q", got)
	}
	if got := says(); got == english || got == "" {
		t.Errorf("whose client was in German is told %q", got)
	}
	if got := language("fr"); got != "fr" {
		t.Errorf("whose client is in French now reads %q", got)
	}
	c.do("buyer /settings language:ar")
	if got := language("fr"); got != "ar" {
		t.Errorf("who chose Arabic reads %q", got)
	}
}
