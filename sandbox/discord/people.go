package discord

import (
	"fmt"
	"slices"
	"strings"
)

// User is a person, or the bot, as Discord shows them to others.
type User struct {
	ID         string `json:"id"`
	Username   string `json:"username"`
	GlobalName string `json:"global_name"`
	Bot        bool   `json:"bot,omitempty"`
}

// DisplayName is the name that a client prints above the user's messages.
func (u User) DisplayName() string {
	if u.GlobalName != "" {
		return u.GlobalName
	}
	return u.Username
}

// Place is where a person stands: their DM with the bot, the server's channel, or the DM that they
// share with another person (see With).
type Place string

// The places that every person has.
const (
	DM     Place = "dm"
	Server Place = "server"
)

// With is the direct conversation with another person, in which the bot is not a member. Only
// commands installed to the user work there.
func With(other string) Place { return Place("dm:" + other) }

// Person returns the person of that name, made on first use. The same name always has the same
// id, in every run, so that what a bot has stored stays true.
func (d *Discord) Person(name string) User {
	d.mu.Lock()
	u, made := d.world.person(name)
	d.mu.Unlock()
	if made {
		d.notify()
	}
	return u
}

// People are the persons who exist so far, in the order of their making. The bot is not among them.
func (d *Discord) People() []User {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.world.people)
}

// SetDMs opens or closes a person's direct messages. While they are closed, what the bot sends
// there fails with code 50007; answers to the person's own interactions still arrive.
func (d *Discord) SetDMs(person string, open bool) {
	d.mu.Lock()
	u, _ := d.world.person(person)
	d.world.dmsClosed[u.ID] = !open
	d.mu.Unlock()
	d.notify()
}

// SetLocale sets the language of a person's client, such as "de" (Discord: "Locales").
func (d *Discord) SetLocale(person, locale string) error {
	if !slices.Contains(locales(), locale) {
		return fmt.Errorf("Discord has no locale %q: it has %s", locale, strings.Join(locales(), ", "))
	}
	d.mu.Lock()
	u, _ := d.world.person(person)
	d.world.locales[u.ID] = locale
	d.mu.Unlock()
	d.notify()
	return nil
}

// personName is the one spelling of a name: without "@" and in lower case.
func personName(name string) string {
	return strings.ToLower(strings.TrimPrefix(strings.TrimSpace(name), "@"))
}
