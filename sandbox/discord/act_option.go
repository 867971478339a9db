package discord

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// maxOptionLength is the length of a string option's value.
const maxOptionLength = 6000

// value turns what was typed for an option into what a client sends, with a client's checks.
func (in *invocation) value(d *Discord, t typedOption) (any, error) {
	o := t.option
	if t.text == "" && o.Type != OptionString {
		return nil, fmt.Errorf("a value is needed")
	}
	if len(o.Choices) > 0 {
		name := func(c OptionChoice) string { return d.shownAs(in.user, c.Name, c.NameLocalizations) }
		if slices.ContainsFunc(o.Choices, func(c OptionChoice) bool { return c.Name == t.text }) {
			name = func(c OptionChoice) string { return c.Name } // in a script the original names it too
		}
		c, err := beginning(o.Choices, name, t.text, "choice")
		return c.Value, err
	}
	if picked, ok := d.world.picked(in, t); ok {
		return picked, nil
	}
	switch o.Type {
	case OptionString:
		n := utf8.RuneCountInString(t.text)
		if least := max(orInt(o.MinLength, 0), 1); n < least {
			return nil, fmt.Errorf("at least %d characters are needed", least)
		}
		if most := orInt(o.MaxLength, maxOptionLength); n > most {
			return nil, fmt.Errorf("at most %d characters are allowed", most)
		}
		return t.text, nil
	case OptionInteger:
		n, err := strconv.ParseInt(t.text, 10, 64)
		if err != nil || math.Abs(float64(n)) > 1<<53 {
			return nil, fmt.Errorf("%q is not a whole number", t.text)
		}
		return n, within(o, float64(n))
	case OptionNumber:
		x, err := strconv.ParseFloat(t.text, 64)
		if err != nil || math.IsNaN(x) || math.IsInf(x, 0) {
			return nil, fmt.Errorf("%q is not a number", t.text)
		}
		return x, within(o, x)
	case OptionBoolean:
		switch strings.ToLower(t.text) {
		case "true", "yes":
			return true, nil
		case "false", "no":
			return false, nil
		}
		return nil, fmt.Errorf("%q is neither true nor false", t.text)
	case OptionUser, OptionMentionable:
		return in.found.user(t.text), nil
	case OptionChannel:
		if strings.TrimPrefix(t.text, "#") != d.world.guild.channel.name {
			return nil, fmt.Errorf("there is no channel %q", t.text)
		}
		return in.found.channel(d.world.guild.channel), nil
	case OptionAttachment:
		i := slices.IndexFunc(in.files, func(f File) bool { return f.Name == t.text })
		if i < 0 {
			return nil, fmt.Errorf("the file %q is not at hand", t.text)
		}
		return in.found.file(in.files[i]), nil
	}
	return nil, fmt.Errorf("options of type %d cannot be given here", o.Type)
}

func within(o Option, x float64) error {
	if o.MinValue != nil && x < *o.MinValue {
		return fmt.Errorf("the value must be %v or more", *o.MinValue)
	}
	if o.MaxValue != nil && x > *o.MaxValue {
		return fmt.Errorf("the value must be %v or less", *o.MaxValue)
	}
	return nil
}

// suggestionKey names an option of a command.
func (in *invocation) suggestionKey(o Option) string { return in.String() + " " + o.Name }

// expect remembers which interaction asked for suggestions, so that one can be picked by its name.
func (w *world) expect(in *invocation, i *interaction) {
	if w.suggested[in.user.ID] == nil {
		w.suggested[in.user.ID] = map[string]*interaction{}
	}
	w.suggested[in.user.ID][in.suggestionKey(in.typed[len(in.typed)-1].option)] = i
}

// picked is the value of the suggestion whose name was typed, if it was offered before.
func (w *world) picked(in *invocation, t typedOption) (any, bool) {
	i := w.suggested[in.user.ID][in.suggestionKey(t.option)]
	if i == nil {
		return nil, false
	}
	for _, c := range i.choices {
		if c.Name == t.text {
			return c.Value, true
		}
	}
	return nil, false
}

// resolved collects the objects that an interaction's data refers to by id.
type resolved struct {
	d       *Discord
	ch      *channel
	objects map[string]object
}

func newResolved(d *Discord, ch *channel) *resolved {
	return &resolved{d: d, ch: ch, objects: map[string]object{}}
}

func (r *resolved) set(kind, id string, o any) {
	if r.objects[kind] == nil {
		r.objects[kind] = object{}
	}
	r.objects[kind][id] = o
}

// user resolves a person by name, or anyone by id, and returns the id.
func (r *resolved) user(name string) string {
	name = personName(name)
	u, known := r.d.world.byID[name]
	switch {
	case known:
	case name == r.d.world.bot.Username:
		u = r.d.world.bot
	default:
		u, _ = r.d.world.person(name)
	}
	r.set("users", u.ID, userObject(u))
	if r.ch.guild {
		member := memberFacts()
		member["permissions"] = allPermissions
		r.set("members", u.ID, member)
	}
	return u.ID
}

func (r *resolved) channel(ch *channel) string {
	r.set("channels", ch.id, object{
		"id": ch.id, "type": 0, "name": ch.name, "permissions": allPermissions,
		"guild_id": r.d.world.guild.id, "parent_id": nil, "flags": 0,
	})
	return ch.id
}

// file uploads a person's file for one command.
func (r *resolved) file(f File) string {
	u := r.d.world.store(r.ch, f, "")
	u.ephemeral = true
	r.set("attachments", u.id, r.d.attachmentOf(u))
	return u.id
}

func (r *resolved) message(m *message) string {
	r.set("messages", m.id, r.d.messageObject(m))
	return m.id
}

// put adds the collected objects to an interaction's data, if there are any.
func (r *resolved) put(data object) {
	if len(r.objects) > 0 {
		data["resolved"] = r.objects
	}
}
