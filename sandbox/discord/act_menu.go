package discord

import (
	"context"
	"fmt"
	"slices"
)

// Menu uses a context-menu command on a person (by name), or on "message": the newest message in
// the place that the bot did not write, or on "newest": the newest that it did. A message's id names
// that message.
func (d *Discord) Menu(ctx context.Context, person string, place Place, item, on string) (Outcome, error) {
	i, err := d.pick(person, place, item, on)
	if err != nil {
		return Outcome{}, err
	}
	return d.await(ctx, i)
}

func (d *Discord) pick(person string, place Place, item, on string) (*interaction, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	u, ch, err := d.stand(person, place)
	if err != nil {
		return nil, err
	}
	kind := UserCommand
	target := ch.find(on)
	if on == "newest" {
		target = newest(ch, func(m *message) bool { return m.author.ID == d.world.bot.ID && m.only == "" })
	}
	if on == "message" || target != nil {
		kind = MessageCommand
	}
	var offered []*Command
	for _, c := range d.world.commands {
		if c.Type == kind && c.offeredIn(ch, d.world.bot) {
			offered = append(offered, c)
		}
	}
	name := func(c *Command) string { return d.shownAs(u, c.Name, c.NameLocalizations) }
	if slices.ContainsFunc(offered, func(c *Command) bool { return c.Name == item }) {
		name = func(c *Command) string { return c.Name } // in a script the original names it too
	}
	c, err := beginning(offered, name, item, "menu item")
	if err != nil {
		return nil, err
	}
	found := newResolved(d, ch)
	data := object{"id": c.ID, "name": c.Name, "type": kind}
	if kind == UserCommand {
		data["target_id"] = found.user(on)
	} else {
		if target == nil {
			target = newest(ch, func(m *message) bool { return m.visibleTo(u.ID) && m.author.ID != d.world.bot.ID })
		}
		if target == nil || !target.visibleTo(u.ID) {
			return nil, fmt.Errorf("%s sees no message of a person here", u.Username)
		}
		data["target_id"] = found.message(target)
	}
	found.put(data)
	i := d.newInteraction(interactionCommand, u, place, ch, c.Name)
	i.command = kind
	d.present(i, data)
	return i, nil
}

// newest is the last message of a channel that fits.
func newest(ch *channel, fits func(*message) bool) *message {
	for _, m := range slices.Backward(ch.messages) {
		if fits(m) {
			return m
		}
	}
	return nil
}
