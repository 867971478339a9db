package commands_test

import (
	"slices"
	"testing"
	"unicode/utf8"

	"till/commands"
)

// checkLimits holds what is shown against Discord's limits ("Message Object",
// "Embed Limits", "Component Reference"), in characters.
func checkLimits(t *testing.T, m commands.Message, form *commands.Modal, choices []commands.Choice) {
	t.Helper()
	within := func(what, text string, least, most int) {
		t.Helper()
		if n := utf8.RuneCountInString(text); n < least || n > most {
			t.Errorf("%s has %d characters, not %d to %d: %q", what, n, least, most, text)
		}
	}
	within("text", m.Text, 0, 2000)
	total := 0
	for _, c := range m.Cards {
		within("title", c.Title, 0, 256)
		within("body", c.Body, 0, 4096)
		within("footer", c.Footer, 0, 2048)
		total += utf8.RuneCountInString(c.Title + c.Body + c.Footer)
		for _, f := range c.Fields {
			within("field's name", f.Name, 1, 256)
			within("field", f.Value, 1, 1024)
			total += utf8.RuneCountInString(f.Name + f.Value)
		}
		if len(c.Fields) > 25 {
			t.Errorf("%d fields", len(c.Fields))
		}
	}
	if total > 6000 {
		t.Errorf("the cards have %d characters", total)
	}
	if len(m.Rows) > 5 {
		t.Errorf("%d rows", len(m.Rows))
	}
	routes := make(map[commands.Route]bool)
	route := func(r commands.Route) {
		t.Helper()
		within("custom id", string(r), 1, 100)
		if routes[r] {
			t.Errorf("the custom id %q comes twice", r)
		}
		routes[r] = true
		if !slices.Contains(commands.Routes(), r.Name()) {
			t.Errorf("nobody answers %q", r)
		}
	}
	for _, row := range m.Rows {
		if n := len(row.Buttons); n > 5 || (n == 0) == (row.Select == nil) {
			t.Errorf("a row has %d buttons, and the menu %v", n, row.Select)
		}
		for _, b := range row.Buttons {
			within("label", b.Label, 1, 80)
			if b.URL == "" {
				route(b.Route)
			}
		}
		if row.Select == nil {
			continue
		}
		route(row.Select.Route)
		within("placeholder", row.Select.Placeholder, 0, 150)
		if n := len(row.Select.Options); n < 1 || n > 25 {
			t.Errorf("a menu has %d options", n)
		}
		for _, o := range row.Select.Options {
			within("option", o.Label, 1, 100)
			within("option's value", o.Value, 1, 100)
			within("option's description", o.Description, 0, 100)
		}
	}
	if form != nil {
		checkForm(t, form, within)
	}
	if len(choices) > 25 {
		t.Errorf("%d choices", len(choices))
	}
	for _, c := range choices {
		within("choice", c.Name, 1, 100)
		within("choice's value", c.Value, 1, 100)
	}
}

func checkForm(t *testing.T, form *commands.Modal, within func(what, text string, least, most int)) {
	t.Helper()
	within("form's custom id", string(form.Route), 1, 100)
	within("form's title", form.Title, 1, 45)
	if n := len(form.Inputs); n < 1 || n > 5 {
		t.Errorf("a form has %d fields", n)
	}
	for _, in := range form.Inputs {
		within("field's name", in.Name, 1, 100)
		within("field's label", in.Label, 1, 45)
		within("field's placeholder", in.Placeholder, 0, 100)
		within("field's value", in.Value, 0, in.MaxLength)
		if in.MaxLength < 1 || in.MaxLength > 4000 {
			t.Errorf("the field %s holds %d characters", in.Name, in.MaxLength)
		}
	}
}
