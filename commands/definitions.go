package commands

import "slices"

// Definitions returns the commands as they are to be registered, in order, with
// their translations.
func (t *Till) Definitions() []Definition {
	var all []Definition
	for _, name := range t.order {
		d := t.commands[name].Definition
		if d.Kind != Command {
			d.Names = localized(tongues(), d.Name)
		}
		d.Description = t.described(d.Description)
		d.Descriptions = localized(tongues(), d.Description)
		d.Options = t.localizedOptions(d.Options)
		all = append(all, d)
	}
	return all
}

// described is a text of a definition as this shop says it.
func (t *Till) described(text string) string {
	return string(voice{single: t.single}.own(phrase(text)))
}

func (t *Till) localizedOptions(options []OptionDefinition) []OptionDefinition {
	options = slices.Clone(options)
	for i := range options {
		o := &options[i]
		o.Description = t.described(o.Description)
		o.Descriptions = localized(tongues(), o.Description)
		o.Choices = slices.Clone(o.Choices)
		for i := range o.Choices {
			o.Choices[i].Name = t.described(o.Choices[i].Name)
		}
		o.ChoiceNames = make(map[string]map[string]string, len(o.Choices))
		for _, c := range o.Choices {
			o.ChoiceNames[c.Name] = localized(tongues(), c.Name)
		}
		o.Options = t.localizedOptions(o.Options)
	}
	return options
}

// localized is the translations of a text by the locales of Discord's clients.
func localized(spoken []*tongue, text string) map[string]string {
	all := make(map[string]string)
	for _, l := range spoken {
		if words := l.texts[phrase(text)].text; words != "" {
			for _, locale := range l.locales {
				all[locale] = words
			}
		}
	}
	if len(all) == 0 {
		return nil
	}
	return all
}
