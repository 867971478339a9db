package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"

	"till/commands"
)

// registrar registers the commands once per Run, and again later if that fails.
type registrar struct {
	bot    *Bot
	once   sync.Once
	wg     sync.WaitGroup
	failed chan struct{} // closed when Discord refused them for good

	mu  sync.Mutex
	err error
}

func newRegistrar(b *Bot) *registrar { return &registrar{bot: b, failed: make(chan struct{})} }

func (r *registrar) wait() { r.wg.Wait() }

func (r *registrar) refused() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.err
}

// start registers in the background, the first time it is called.
func (r *registrar) start(ctx context.Context, application string) {
	r.once.Do(func() { r.wg.Go(func() { r.run(ctx, application) }) })
}

func (r *registrar) run(ctx context.Context, application string) {
	for attempt := 0; ; attempt++ {
		changed, err := r.bot.register(ctx, application)
		if err == nil {
			r.bot.log.Info("commands registered", "changed", changed)
			r.bot.isReady()
			return
		}
		if ctx.Err() != nil {
			return
		}
		if !unsettled(err) {
			r.mu.Lock()
			r.err = fmt.Errorf("register the commands: %w%s", err, detail(err))
			r.mu.Unlock()
			close(r.failed)
			return
		}
		r.bot.log.Warn("commands not registered yet", "error", err)
		if sleep(ctx, r.bot.backoff(attempt)) != nil {
			return
		}
	}
}

// detail is what Discord found wrong: definitions are not about people.
func detail(err error) string {
	f, ok := errors.AsType[*failure](err)
	if !ok || len(f.body) == 0 {
		return ""
	}
	return ": " + cut(string(f.body), 600)
}

// register puts in place the commands that differ from what Discord has.
func (b *Bot) register(ctx context.Context, application string) (changed bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	wanted, err := applicationCommands(b.voice().Definitions())
	if err != nil {
		return false, err
	}
	present, err := b.registered(ctx, application)
	if err != nil {
		return false, err
	}
	d := compare(present, wanted)
	put, path := slices.Concat(d.missing, d.changed), commandsPath(application)
	switch n := len(put) + len(d.foreign); {
	case n == 0:
		return false, nil
	case n > severally || len(d.missing) == len(wanted):
		return true, b.api.call(ctx, http.MethodPut, path, wanted, nil)
	}
	for _, c := range d.foreign { // first, to make room
		if err := b.api.call(ctx, http.MethodDelete, path+"/"+c.ID, nil, nil); err != nil && codeOf(err) != codeUnknownCommand {
			return true, err
		}
	}
	for _, c := range put { // takes the place of one of the same name
		if err := b.api.call(ctx, http.MethodPost, path, c, nil); err != nil {
			return true, err
		}
	}
	return true, nil
}

// severally is how many commands are put one by one, so that the others are not touched: Discord takes
// five in 20 seconds, or the whole list at once.
const severally = 5

// registered are the commands that Discord has; none if they cannot be read, since they are not ours.
func (b *Bot) registered(ctx context.Context, application string) (present []applicationCommand, err error) {
	var answer json.RawMessage
	if err := b.api.call(ctx, http.MethodGet, commandsPath(application)+"?with_localizations=true", nil, &answer); err != nil {
		return nil, err
	}
	if err := json.Unmarshal(answer, &present); err != nil {
		present = nil
	}
	return present, nil
}

func commandsPath(application string) string { return "/applications/" + application + "/commands" }

// applicationCommand is a command as Discord keeps it, as far as ours differ from one another.
type applicationCommand struct {
	ID          string          `json:"id,omitempty"` // Discord's, of what it has
	Type        int             `json:"type"`
	Name        string          `json:"name"`
	Description string          `json:"description"`
	Options     []commandOption `json:"options,omitempty"`
	localizations
	// Where it may be installed (0 in a server, 1 to somebody's account) and used (0 in a server, 1 in
	// the bot's DM, 2 in another DM).
	IntegrationTypes []int `json:"integration_types"`
	Contexts         []int `json:"contexts"`
}

// localizations are by Discord's locales.
type localizations struct {
	Names        map[string]string `json:"name_localizations,omitempty"`
	Descriptions map[string]string `json:"description_localizations,omitempty"`
}

type commandOption struct {
	localizations
	Type         int             `json:"type"`
	Name         string          `json:"name"`
	Description  string          `json:"description"`
	Required     bool            `json:"required,omitempty"`
	Autocomplete bool            `json:"autocomplete,omitempty"`
	Choices      []commandChoice `json:"choices,omitempty"`
	MinLength    *int            `json:"min_length,omitempty"`
	MaxLength    *int            `json:"max_length,omitempty"`
	Min          *int64          `json:"min_value,omitempty"`
	Max          *int64          `json:"max_value,omitempty"`
	Options      []commandOption `json:"options,omitempty"`
}

type commandChoice struct {
	Name  string            `json:"name"`
	Names map[string]string `json:"name_localizations,omitempty"`
	Value any               `json:"value"`
}

// optionType is Discord's number ("Application Command Option Type"), 0 if there is none.
func optionType(t commands.OptionType) int {
	switch t {
	case commands.Subcommand:
		return 1
	case commands.StringOption:
		return 3
	case commands.IntegerOption:
		return 4
	case commands.UserOption:
		return 6
	case commands.FileOption:
		return 11
	default:
		return 0
	}
}

// applicationCommands puts definitions into Discord's terms.
func applicationCommands(definitions []commands.Definition) ([]applicationCommand, error) {
	kinds := map[commands.Kind]int{commands.Command: 1, commands.UserMenu: 2, commands.MessageMenu: 3}
	all := make([]applicationCommand, 0, len(definitions))
	for _, d := range definitions {
		kind, ok := kinds[d.Kind]
		if !ok {
			return nil, fmt.Errorf("command %q: kind %q cannot be registered", d.Name, d.Kind)
		}
		c := applicationCommand{Type: kind, Name: d.Name, IntegrationTypes: []int{0, 1}, Contexts: []int{0, 1, 2}, localizations: localizations(d.Localized)}
		if kind == 1 {
			c.Description = d.Description
		}
		for _, o := range d.Options {
			option, err := commandOptionOf(o)
			if err != nil {
				return nil, fmt.Errorf("command %q: %w", d.Name, err)
			}
			c.Options = append(c.Options, option)
		}
		all = append(all, c)
	}
	return all, nil
}

func commandOptionOf(o commands.OptionDefinition) (commandOption, error) {
	kind := optionType(o.Type)
	if kind == 0 {
		return commandOption{}, fmt.Errorf("option %q: there is no type %q", o.Name, o.Type)
	}
	option := commandOption{
		Type: kind, Name: o.Name, Description: o.Description, Required: o.Required,
		Autocomplete: o.Autocomplete, Min: o.Min, Max: o.Max, localizations: localizations(o.Localized),
	}
	if o.MinLength > 0 {
		option.MinLength = new(o.MinLength)
	}
	if o.MaxLength > 0 {
		option.MaxLength = new(o.MaxLength)
	}
	for _, choice := range o.Choices {
		value := any(choice.Value)
		if o.Type == commands.IntegerOption {
			number, err := strconv.ParseInt(choice.Value, 10, 64)
			if err != nil {
				return commandOption{}, errors.Join(fmt.Errorf("option %q: choice %q is no number", o.Name, choice.Name), err)
			}
			value = number
		}
		option.Choices = append(option.Choices, commandChoice{choice.Name, o.ChoiceNames[choice.Name], value})
	}
	for _, inner := range o.Options {
		within, err := commandOptionOf(inner)
		if err != nil {
			return commandOption{}, fmt.Errorf("%s: %w", o.Name, err)
		}
		option.Options = append(option.Options, within)
	}
	return option, nil
}

// difference is how the commands that Discord has differ from those that it should have.
type difference struct {
	missing, changed []applicationCommand // as they should be
	foreign          []applicationCommand // as they are
}

// compare compares by type and name.
func compare(present, wanted []applicationCommand) (d difference) {
	d.foreign = slices.Clone(present)
	for _, c := range wanted {
		i := slices.IndexFunc(d.foreign, func(there applicationCommand) bool { return there.Type == c.Type && there.Name == c.Name })
		switch {
		case i < 0:
			d.missing = append(d.missing, c)
			continue
		case !d.foreign[i].same(c):
			d.changed = append(d.changed, c)
		}
		d.foreign = slices.Delete(d.foreign, i, i+1)
	}
	return d
}

// same compares what people see of two commands.
func (c applicationCommand) same(other applicationCommand) bool {
	text := func(c applicationCommand) string {
		c.ID = ""
		c.Contexts, c.IntegrationTypes = slices.Sorted(slices.Values(c.Contexts)), slices.Sorted(slices.Values(c.IntegrationTypes))
		line, err := json.Marshal(c)
		if err != nil {
			return ""
		}
		return string(line)
	}
	return text(c) == text(other)
}
