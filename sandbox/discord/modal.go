package discord

import "slices"

// Modal is a form that the bot opened for one person.
type Modal struct {
	Title    string  `json:"title"`
	CustomID string  `json:"custom_id"`
	Fields   []Field `json:"fields"`
}

// Field is one line of a Modal: a text input, a select menu, or text to read (Kind TextDisplay).
type Field struct {
	Label       string         `json:"label"`
	Description string         `json:"description,omitempty"`
	CustomID    string         `json:"custom_id"`
	Kind        int            `json:"kind"`            // component type: TextInput, StringSelect, UserSelect …
	Style       int            `json:"style,omitempty"` // 1 one line, 2 paragraph
	Value       string         `json:"value"`           // prefilled text
	Placeholder string         `json:"placeholder,omitempty"`
	Required    bool           `json:"required"`
	Min         int            `json:"min"` // characters, or choices of a select
	Max         int            `json:"max"`
	Options     []SelectOption `json:"options,omitempty"`
	id          int            // the component's own id, echoed in the submission
	layout      int            // ActionRow or Label: the submission has the form's shape
	layoutID    int
}

// openModal is a person's open form and the interaction that it answered.
type openModal struct {
	modal Modal
	by    *interaction
}

// OpenModal is the form that a person has before them, nil if none.
func (d *Discord) OpenModal(person string) *Modal {
	d.mu.Lock()
	defer d.mu.Unlock()
	u, _ := d.world.person(person)
	open := d.world.modals[u.ID]
	if open == nil {
		return nil
	}
	m := open.modal
	m.Fields = slices.Clone(m.Fields)
	return &m
}

// CloseModal dismisses a person's open form. The bot is not told, as with Discord.
func (d *Discord) CloseModal(person string) {
	d.mu.Lock()
	u, _ := d.world.person(person)
	delete(d.world.modals, u.ID)
	d.mu.Unlock()
	d.notify()
}
