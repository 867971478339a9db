package discord

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// Choose picks options in a select menu, on the given message or the newest that offers them.
// Where the menu lists users, an option is a person's name.
func (d *Discord) Choose(ctx context.Context, person string, place Place, options []string, messageID string) (Outcome, error) {
	i, err := d.choose(person, place, options, messageID)
	if err != nil {
		return Outcome{}, err
	}
	return d.await(ctx, i)
}

func (d *Discord) choose(person string, place Place, options []string, messageID string) (*interaction, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	u, ch, err := d.stand(person, place)
	if err != nil {
		return nil, err
	}
	what := fmt.Sprintf("a menu that offers %q", strings.Join(options, ", "))
	var m *message
	var c Component
	for _, fits := range []func(Component) bool{
		func(c Component) bool { return c.offers(options) },
		func(c Component) bool { return c.Type == UserSelect || c.Type == MentionableSelect },
		func(c Component) bool { return c.Type == ChannelSelect },
	} {
		if m, err = d.messageFor(u, ch, messageID, func(m *message) bool { return slices.ContainsFunc(menus(m), fits) }, what); err != nil {
			continue
		}
		if at := slices.IndexFunc(menus(m), fits); at >= 0 {
			c = menus(m)[at]
			break
		}
		err = fmt.Errorf("that message has no menu that offers %q", strings.Join(options, ", "))
	}
	if err != nil {
		return nil, err
	}
	if c.Disabled {
		return nil, fmt.Errorf("the menu is disabled")
	}
	found := newResolved(d, ch)
	values, err := c.pick(options, orInt(c.MinValues, 1), orInt(c.MaxValues, 1), found)
	if err != nil {
		return nil, err
	}
	data := object{"values": values}
	found.put(data)
	return d.use(u, place, m, c, data), nil
}

// menus are the select menus of a message in reading order.
func menus(m *message) []Component {
	return componentsOf(m, func(c *Component) bool {
		return c.Type == StringSelect || c.Type >= UserSelect && c.Type <= ChannelSelect
	})
}

// offers tells whether a string select has all of the options.
func (c Component) offers(options []string) bool {
	if c.Type != StringSelect {
		return false
	}
	for _, text := range options {
		if _, err := beginning(c.Options, func(o SelectOption) string { return o.Label }, text, "option"); err != nil {
			return false
		}
	}
	return true
}

// pick turns the names of options into values, with a client's checks of their number.
func (c Component) pick(options []string, least, most int, found *resolved) ([]string, error) {
	if n := len(options); n < least || n > most {
		return nil, fmt.Errorf("%d options were chosen, the menu takes %d to %d", n, least, most)
	}
	values := []string{}
	for _, text := range options {
		var value string
		switch c.Type {
		case StringSelect:
			o, err := beginning(c.Options, func(o SelectOption) string { return o.Label }, text, "option")
			if err != nil {
				return nil, err
			}
			value = o.Value
		case ChannelSelect:
			value = found.channel(found.d.world.guild.channel)
		default:
			value = found.user(text)
		}
		if slices.Contains(values, value) {
			return nil, fmt.Errorf("the option %q is chosen twice", text)
		}
		values = append(values, value)
	}
	return values, nil
}
