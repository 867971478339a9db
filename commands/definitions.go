package commands

import "slices"

// Definitions returns the commands as they are to be registered, in order, with
// their translations.
func (t *Till) Definitions() []Definition {
	var all []Definition
	for _, name := range t.order {
		d := t.commands[name].Definition
		if d.Kind != Command {
			d.Names = t.localized(d.Name)
		}
		d.Descriptions = t.localized(d.Description)
		d.Options = t.localizedOptions(d.Options)
		all = append(all, d)
	}
	return all
}

func (t *Till) localizedOptions(options []OptionDefinition) []OptionDefinition {
	options = slices.Clone(options)
	for i := range options {
		o := &options[i]
		o.Descriptions = t.localized(o.Description)
		o.ChoiceNames = make(map[string]map[string]string, len(o.Choices))
		for _, c := range o.Choices {
			o.ChoiceNames[c.Name] = t.localized(c.Name)
		}
		o.Options = t.localizedOptions(o.Options)
	}
	return options
}

// localized is the translations of a text by the locales of Discord's clients.
func (t *Till) localized(text string) map[string]string {
	all := make(map[string]string)
	for _, l := range t.offered() {
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
