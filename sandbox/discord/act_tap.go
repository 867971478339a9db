package discord

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// Tap presses the button whose label begins so, on the given message or the newest that shows it.
// A link button opens its page (Outcome.OpenURL) and the bot is not told.
func (d *Discord) Tap(ctx context.Context, person string, place Place, label, messageID string) (Outcome, error) {
	i, open, err := d.press(person, place, label, messageID)
	if err != nil || open.OpenURL != "" {
		return open, err
	}
	return d.await(ctx, i)
}

func (d *Discord) press(person string, place Place, label, messageID string) (*interaction, Outcome, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	u, ch, err := d.stand(person, place)
	if err != nil {
		return nil, Outcome{}, err
	}
	shows := func(m *message) bool {
		return slices.ContainsFunc(buttons(m), func(b Component) bool {
			return strings.HasPrefix(strings.ToLower(buttonName(b)), strings.ToLower(label))
		})
	}
	m, err := d.messageFor(u, ch, messageID, shows, fmt.Sprintf("a button %q", label))
	if err != nil {
		return nil, Outcome{}, err
	}
	b, err := beginning(buttons(m), buttonName, label, "button")
	switch {
	case err != nil:
		return nil, Outcome{}, err
	case b.Disabled:
		return nil, Outcome{}, fmt.Errorf("the button %q is disabled", buttonName(b))
	case b.Style == LinkButton:
		return nil, Outcome{OpenURL: b.URL, MessageID: m.id}, nil
	}
	return d.use(u, place, m, b, object{}), Outcome{}, nil
}

// use sends what a person did with a component. The caller holds the lock.
func (d *Discord) use(u User, place Place, m *message, c Component, data object) *interaction {
	i := d.newInteraction(interactionComponent, u, place, m.channel, "")
	i.source = m
	data["custom_id"], data["component_type"], data["id"] = c.CustomID, c.Type, c.ID
	d.present(i, data)
	return i
}

// messageFor is the given message, or the newest that the person sees and that fits.
func (d *Discord) messageFor(u User, ch *channel, id string, fits func(*message) bool, what string) (*message, error) {
	if id != "" {
		m := ch.find(id)
		if m == nil || !m.visibleTo(u.ID) {
			return nil, fmt.Errorf("%s sees no message %s here", u.Username, id)
		}
		return m, nil
	}
	m := newest(ch, func(m *message) bool { return m.visibleTo(u.ID) && fits(m) })
	if m == nil {
		return nil, fmt.Errorf("%s sees no message with %s here", u.Username, what)
	}
	return m, nil
}

// buttons are the buttons of a message in reading order.
func buttons(m *message) []Component {
	return componentsOf(m, func(c *Component) bool { return c.Type == Button })
}

func componentsOf(m *message, fits func(*Component) bool) []Component {
	var list []Component
	each(m.components, func(c *Component) {
		if fits(c) {
			list = append(list, *c)
		}
	})
	return list
}

// buttonName is what a button shows: its label, or its emoji alone.
func buttonName(c Component) string {
	if c.Label == "" && c.Emoji != nil {
		return c.Emoji.Name
	}
	return c.Label
}
