package discord

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
)

// Fill submits the person's open modal. Fields are found by label or custom id, by unique
// beginning; a field that is not named keeps what it was prefilled with. Several choices of a
// select menu are separated by semicolons. The modal stays open when the bot does not answer.
func (d *Discord) Fill(ctx context.Context, person string, fields map[string]string) (Outcome, error) {
	i, open, err := d.submit(person, fields)
	if err != nil {
		return Outcome{}, err
	}
	out, err := d.await(ctx, i)
	if err != nil || out.Failed != "" {
		return out, err
	}
	d.mu.Lock()
	if d.world.modals[i.user.ID] == open {
		delete(d.world.modals, i.user.ID)
	}
	d.mu.Unlock()
	d.notify()
	return out, nil
}

func (d *Discord) submit(person string, texts map[string]string) (*interaction, *openModal, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	u, _ := d.world.person(person)
	open := d.world.modals[u.ID]
	if open == nil {
		return nil, nil, fmt.Errorf("%s has no open form", u.Username)
	}
	ch := open.by.channel
	typed, err := open.modal.match(texts)
	if err != nil {
		return nil, nil, err
	}
	found := newResolved(d, ch)
	parts := []object{}
	for n, field := range open.modal.Fields {
		text, named := typed[n]
		if !named {
			text = field.Value
		}
		part, err := field.submission(text, found)
		if err != nil {
			return nil, nil, fmt.Errorf("%s: %w", field.Label, err)
		}
		parts = append(parts, part)
	}
	data := object{"custom_id": open.modal.CustomID, "components": parts}
	found.put(data)
	i := d.newInteraction(interactionModal, u, open.by.place, ch, "")
	i.source, i.trigger = open.by.source, open.by
	d.present(i, data)
	return i, open, nil
}

// match finds the field of each name, by label or custom id.
func (m Modal) match(texts map[string]string) (map[int]string, error) {
	typed := map[int]string{}
	var inputs []int
	for n, field := range m.Fields {
		if field.Kind != TextDisplay {
			inputs = append(inputs, n)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(texts)) {
		n, err := beginning(inputs, func(n int) string { return m.Fields[n].Label }, name, "field")
		if err != nil {
			var idErr error
			if n, idErr = beginning(inputs, func(n int) string { return m.Fields[n].CustomID }, name, "field"); idErr != nil {
				return nil, err
			}
		}
		typed[n] = texts[name]
	}
	return typed, nil
}

// submission is a field as the bot gets it, in the layout in which the bot sent it.
func (f Field) submission(text string, found *resolved) (object, error) {
	if f.Kind == TextDisplay {
		return object{"type": TextDisplay, "id": f.layoutID}, nil
	}
	input := object{"type": f.Kind, "id": f.id, "custom_id": f.CustomID}
	if f.Kind == TextInput {
		switch n := utf8.RuneCountInString(text); {
		case n == 0 && f.Required:
			return nil, fmt.Errorf("this field is required")
		case n > 0 && n < f.Min:
			return nil, fmt.Errorf("at least %d characters are needed", f.Min)
		case n > f.Max:
			return nil, fmt.Errorf("at most %d characters are allowed", f.Max)
		case f.Style == 1 && strings.ContainsAny(text, "\r\n"):
			return nil, fmt.Errorf("this field takes one line")
		}
		input["value"] = text
	} else {
		var options []string
		for option := range strings.SplitSeq(text, ";") {
			if option = strings.TrimSpace(option); option != "" {
				options = append(options, option)
			}
		}
		least := f.Min
		if !f.Required && len(options) == 0 {
			least = 0
		}
		values, err := Component{Type: f.Kind, Options: f.Options}.pick(options, least, f.Max, found)
		if err != nil {
			return nil, err
		}
		input["values"] = values
	}
	if f.layout == Label {
		return object{"type": Label, "id": f.layoutID, "component": input}, nil
	}
	return object{"type": ActionRow, "id": f.layoutID, "components": []object{input}}, nil
}
