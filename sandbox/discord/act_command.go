package discord

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Command gives a slash command by words: "/request", then subcommands, then "option:value". It
// returns when a client would show the outcome. Words that no client would send are an error.
func (d *Discord) Command(ctx context.Context, person string, place Place, words []string, files ...File) (Outcome, error) {
	i, err := d.invoke(person, place, words, files, interactionCommand)
	if err != nil {
		return Outcome{}, err
	}
	return d.await(ctx, i)
}

// Complete asks for the suggestions of the last option in words, as typed so far.
func (d *Discord) Complete(ctx context.Context, person string, place Place, words []string) ([]Choice, error) {
	i, err := d.invoke(person, place, words, nil, interactionAutocomplete)
	if err != nil {
		return nil, err
	}
	out, err := d.await(ctx, i)
	if err != nil {
		return nil, err
	}
	if out.Failed != "" {
		return nil, errors.New("loading options failed: the application did not respond")
	}
	return i.choices, nil
}

// invocation is a slash command as a person types it.
type invocation struct {
	user    User
	channel *channel
	command *Command
	path    []Option // group and subcommand
	typed   []typedOption
	files   []File
	options []object
	found   *resolved
}

type typedOption struct {
	option Option
	text   string
}

// invoke reads the words as a client would, and sends the interaction.
func (d *Discord) invoke(person string, place Place, words []string, files []File, kind int) (*interaction, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	u, ch, err := d.stand(person, place)
	if err != nil {
		return nil, err
	}
	in := &invocation{user: u, channel: ch, files: files, found: newResolved(d, ch)}
	if err := in.read(d.world.commands, d.world.bot, words); err != nil {
		return nil, err
	}
	if kind == interactionAutocomplete {
		err = in.suggestible(d)
	} else {
		err = in.complete(d)
	}
	if err != nil {
		return nil, err
	}
	i := d.newInteraction(kind, u, place, ch, "/"+strings.Join(append([]string{in.command.Name}, in.names()...), " "))
	d.present(i, in.data())
	if kind == interactionAutocomplete {
		d.world.expect(in, i)
	}
	return i, nil
}

// read finds the command, its subcommand and its options.
func (in *invocation) read(commands []*Command, bot User, words []string) error {
	if len(words) == 0 || !strings.HasPrefix(words[0], "/") {
		return fmt.Errorf("a slash command begins with a slash and its name")
	}
	name := strings.TrimPrefix(words[0], "/")
	i := slices.IndexFunc(commands, func(c *Command) bool {
		return c.Type == SlashCommand && c.Name == name && c.offeredIn(in.channel, bot)
	})
	if i < 0 {
		return fmt.Errorf("there is no command /%s here", name)
	}
	in.command = commands[i]
	options, words := in.command.Options, words[1:]
	for len(options) > 0 && options[0].Type <= OptionGroup {
		if len(words) == 0 {
			return fmt.Errorf("/%s needs one of its subcommands: %s", in.command.Name, optionNames(options))
		}
		next, err := beginning(options, func(o Option) string { return o.Name }, words[0], "subcommand")
		if err != nil {
			return err
		}
		in.path = append(in.path, next)
		options, words = next.Options, words[1:]
	}
	for _, word := range words {
		name, text, ok := strings.Cut(word, ":")
		if !ok {
			return fmt.Errorf("%q is not an option: write its name, a colon and the value", word)
		}
		o, err := beginning(options, func(o Option) string { return o.Name }, name, "option")
		if err != nil {
			return fmt.Errorf("%s: %w", in, err)
		}
		if slices.ContainsFunc(in.typed, func(t typedOption) bool { return t.option.Name == o.Name }) {
			return fmt.Errorf("%s: the option %q is given twice", in, o.Name)
		}
		in.typed = append(in.typed, typedOption{o, text})
	}
	return nil
}

// names are those of the group and subcommand.
func (in *invocation) names() []string {
	var names []string
	for _, o := range in.path {
		names = append(names, o.Name)
	}
	return names
}

func (in *invocation) String() string {
	return "/" + strings.Join(append([]string{in.command.Name}, in.names()...), " ")
}

// possible are the options that may be given.
func (in *invocation) possible() []Option {
	if len(in.path) > 0 {
		return in.path[len(in.path)-1].Options
	}
	return in.command.Options
}

// complete checks that every required option is there, and turns each into its value.
func (in *invocation) complete(d *Discord) error {
	for _, o := range in.possible() {
		given := slices.ContainsFunc(in.typed, func(t typedOption) bool { return t.option.Name == o.Name })
		if o.Required && !given {
			return fmt.Errorf("%s: the option %q is required", in, o.Name)
		}
	}
	for _, t := range in.typed {
		value, err := in.value(d, t)
		if err != nil {
			return fmt.Errorf("%s: %s: %w", in, t.option.Name, err)
		}
		in.options = append(in.options, object{"name": t.option.Name, "type": t.option.Type, "value": value})
	}
	return nil
}

// suggestible checks that the last option offers suggestions. The others are sent as far as they
// can be read.
func (in *invocation) suggestible(d *Discord) error {
	if len(in.typed) == 0 {
		return fmt.Errorf("%s: no option is being typed", in)
	}
	last := in.typed[len(in.typed)-1]
	if !last.option.Autocomplete {
		return fmt.Errorf("%s: the option %q has no suggestions", in, last.option.Name)
	}
	for _, t := range in.typed[:len(in.typed)-1] {
		if value, err := in.value(d, t); err == nil {
			in.options = append(in.options, object{"name": t.option.Name, "type": t.option.Type, "value": value})
		}
	}
	in.options = append(in.options, object{
		"name": last.option.Name, "type": last.option.Type, "value": last.text, "focused": true,
	})
	return nil
}

// data is the interaction's data: options inside their subcommand inside its group.
func (in *invocation) data() object {
	options := in.options
	for _, o := range slices.Backward(in.path) {
		options = []object{{"name": o.Name, "type": o.Type, "options": orEmpty(options)}}
	}
	o := object{"id": in.command.ID, "name": in.command.Name, "type": SlashCommand}
	if in.command.GuildID != "" {
		o["guild_id"] = in.command.GuildID
	}
	if len(options) > 0 {
		o["options"] = options
	}
	in.found.put(o)
	return o
}

func orEmpty(list []object) []object {
	if list == nil {
		return []object{}
	}
	return list
}

func optionNames(options []Option) string {
	var names []string
	for _, o := range options {
		names = append(names, o.Name)
	}
	return strings.Join(names, ", ")
}
