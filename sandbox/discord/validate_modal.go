package discord

import "fmt"

// Discord's limits for modals.
const (
	maxModalTitle  = 45
	maxInputLabel  = 45
	maxInputLength = 4000
	maxInputHint   = 100
	maxLabelHint   = 100
)

// readModal checks a form that the bot opens, and turns it into what a person sees.
func readModal(f form) *Modal {
	c := &componentCheck{customIDs: map[string]bool{}, ids: map[int]bool{}}
	f.require("title")
	f.require("custom_id")
	f.require("components")
	m := &Modal{Title: f.text("title", 1, maxModalTitle), CustomID: f.text("custom_id", 1, maxCustomID)}
	for _, part := range f.forms("components", 1, maxRows) {
		kind := part.oneOf("type", ActionRow, TextDisplay, Label)
		switch kind {
		case ActionRow:
			part.require("components")
			for _, input := range part.forms("components", 1, 1) {
				if input.oneOf("type", TextInput) == TextInput {
					input.require("label")
					input.text("label", 1, maxInputLabel)
					c.textInput(input)
				}
			}
		case Label:
			c.label(part)
		case TextDisplay:
			part.require("content")
			part.text("content", 1, maxTextDisplay)
		}
	}
	var components []Component
	f.decode("components", &components)
	number(components)
	for _, part := range components {
		m.Fields = append(m.Fields, newField(part))
	}
	return m
}

// label is the Label component: a caption over one input.
func (c *componentCheck) label(f form) {
	f.require("label")
	f.text("label", 1, maxInputLabel)
	f.text("description", 0, maxLabelHint)
	f.require("component")
	inner, ok := f.object("component")
	if !ok {
		return
	}
	kind := inner.oneOf("type", StringSelect, TextInput, UserSelect, RoleSelect, MentionableSelect, ChannelSelect, FileUpload)
	switch kind {
	case TextInput:
		if inner.has("label") {
			inner.add("label", "TEXT_INPUT_COMPONENT_LABEL_NOT_ALLOWED", "A label cannot be specified inside a label component")
		}
		c.textInput(inner)
	case StringSelect, UserSelect, RoleSelect, MentionableSelect, ChannelSelect:
		inner.truth("required")
		c.selectMenu(inner, kind)
	case FileUpload:
		inner.require("custom_id")
		c.customID(inner)
		inner.integer("min_values", 0, 10)
		inner.integer("max_values", 1, 10)
	}
}

func (c *componentCheck) textInput(f form) {
	f.require("custom_id")
	c.customID(f)
	f.require("style")
	if f.has("style") {
		f.oneOf("style", 1, 2)
	}
	least, _ := f.integer("min_length", 0, maxInputLength)
	most, hasMost := f.integer("max_length", 1, maxInputLength)
	if !hasMost {
		most = maxInputLength
	}
	if least > most {
		f.add("min_length", "TEXT_INPUT_COMPONENT_MIN_LENGTH_TOO_LARGE", "The minimum length is greater than the maximum")
	}
	f.text("placeholder", 0, maxInputHint)
	f.truth("required")
	value := f.text("value", 0, maxInputLength)
	if value != "" && (len([]rune(value)) < least || len([]rune(value)) > most) {
		f.add("value", "BASE_TYPE_BAD_LENGTH", fmt.Sprintf("Must be between %d and %d in length.", least, most))
	}
}

// newField is a modal's part as a person sees it.
func newField(part Component) Field {
	inner := part
	field := Field{layout: part.Type, layoutID: part.ID}
	switch {
	case part.Type == Label && part.Component != nil:
		inner = *part.Component
		field.Label, field.Description = part.Label, part.Description
	case part.Type == ActionRow && len(part.Components) > 0:
		inner = part.Components[0]
		field.Label = inner.Label
	case part.Type == TextDisplay:
		return Field{Kind: TextDisplay, Value: part.Content, layout: TextDisplay, layoutID: part.ID}
	}
	field.Kind, field.CustomID, field.id = inner.Type, inner.CustomID, inner.ID
	field.Style, field.Value, field.Placeholder = inner.Style, inner.Value, inner.Placeholder
	field.Options, field.Required = inner.Options, inner.Required == nil || *inner.Required
	if inner.Type == TextInput {
		field.Min, field.Max = orInt(inner.MinLength, 0), orInt(inner.MaxLength, maxInputLength)
		return field
	}
	field.Min, field.Max = orInt(inner.MinValues, 1), orInt(inner.MaxValues, 1)
	for _, o := range inner.Options {
		if o.Default && field.Value == "" {
			field.Value = o.Label
		}
	}
	return field
}

func orInt(p *int, otherwise int) int {
	if p == nil {
		return otherwise
	}
	return *p
}
