package discord

import (
	"strings"
)

// Text is the message as plain text, as it reads in a chat: a line that says who speaks, then
// content, embeds, files and components. Markdown is rendered, not shown; times are UTC.
func (m Message) Text() string {
	header := m.Author.DisplayName()
	if m.ReplyTo != "" && m.ReplyAuthor != "" && !m.Author.Bot {
		header += ", replying to " + m.ReplyAuthor
	}
	if m.Ephemeral {
		header += " (only you)"
	}
	t := &textWriter{m: m, lines: []string{header}}
	if m.Thinking {
		t.add(m.Author.DisplayName() + " is thinking…")
		return t.String()
	}
	t.plain(m.Content)
	for _, e := range m.Embeds {
		t.embed(e)
	}
	for _, a := range m.Attachments {
		if !m.shows(a.ID) {
			t.add("[file " + a.Filename + "]")
		}
	}
	t.components(m.Components)
	return t.String()
}

// shows tells whether a component shows the file of that id.
func (m Message) shows(id string) bool {
	found := false
	each(m.Components, func(c *Component) {
		for _, item := range c.Items {
			found = found || item.Media.AttachmentID == id
		}
		found = found || c.Media != nil && c.Media.AttachmentID == id || c.File != nil && c.File.AttachmentID == id
	})
	return found
}

// textWriter collects the lines of a message.
type textWriter struct {
	m     Message
	lines []string
}

func (t *textWriter) String() string { return strings.Join(t.lines, "\n") }

// add appends one line.
func (t *textWriter) add(line string) { t.lines = append(t.lines, strings.TrimRight(line, " ")) }

// plain appends a text with its markdown rendered; nothing if it is empty.
func (t *textWriter) plain(text string) {
	if text == "" {
		return
	}
	for line := range strings.SplitSeq(plainText(text, t.m), "\n") {
		t.add(line)
	}
}

// embed appends an embed: author, title, description, fields, pictures, footer.
func (t *textWriter) embed(e Embed) {
	if e.Author != nil {
		t.add(e.Author.Name)
	}
	t.plain(e.Title)
	t.plain(e.Description)
	for _, f := range e.Fields {
		name, value := blankless(plainText(f.Name, t.m)), blankless(plainText(f.Value, t.m))
		switch {
		case name == "":
			t.plain(f.Value)
		case value == "":
			t.add(name)
		case strings.Contains(value, "\n"):
			t.add(name)
			t.plain(f.Value)
		default:
			t.add(name + ": " + value)
		}
	}
	if e.Thumbnail != nil {
		t.add("(image)")
	}
	if e.Image != nil {
		t.add("(image)")
	}
	if e.Footer != nil {
		t.add(e.Footer.Text)
	}
}

// blankless is a text without the zero-width space that stands for "nothing" in embeds.
func blankless(s string) string { return strings.TrimSpace(strings.ReplaceAll(s, "\u200b", "")) }

// components appends components, each action row on its own line.
func (t *textWriter) components(list []Component) {
	for _, c := range list {
		switch c.Type {
		case ActionRow:
			t.row(c.Components)
		case Section:
			t.components(c.Components)
			if c.Accessory != nil {
				t.components([]Component{*c.Accessory})
			}
		case Button:
			t.add(buttonText(c))
		case TextDisplay:
			t.plain(c.Content)
		case Thumbnail:
			t.add(imageText(c.Description))
		case MediaGallery:
			for _, item := range c.Items {
				t.add(imageText(item.Description))
			}
		case FileDisplay:
			t.add("[file " + c.Name + "]")
		case Separator:
			if c.Divider == nil || *c.Divider {
				t.add("———")
			} else {
				t.add("")
			}
		case Container:
			t.components(c.Components)
		}
	}
}

// row appends an action row: its buttons side by side, or its select menu with the options.
func (t *textWriter) row(parts []Component) {
	var buttons []string
	for _, c := range parts {
		if c.Type == Button {
			buttons = append(buttons, buttonText(c))
			continue
		}
		t.menu(c)
	}
	if len(buttons) > 0 {
		t.add(strings.Join(buttons, "  "))
	}
}

func (t *textWriter) menu(c Component) {
	shown := c.Placeholder
	for _, o := range c.Options {
		if o.Default {
			shown = o.Label
			break
		}
	}
	if shown == "" {
		shown = "Make a selection"
	}
	if c.Disabled {
		t.add("( " + shown + " ▾ )")
		return
	}
	t.add("[ " + shown + " ▾ ]")
	for _, o := range c.Options {
		line := "  - " + o.Label
		if o.Description != "" {
			line += ": " + o.Description
		}
		t.add(line)
	}
}

// buttonText is a button: "[ Pay ]", "( Pay )" while disabled, "[ Open ↗ ]" for a link.
func buttonText(c Component) string {
	name := c.Label
	if c.Emoji != nil {
		name = strings.TrimSpace(c.Emoji.Name + " " + name)
	}
	if c.Style == LinkButton {
		name += " ↗"
	}
	if c.Disabled {
		return "( " + name + " )"
	}
	return "[ " + name + " ]"
}

func imageText(description string) string {
	if description == "" {
		return "(image)"
	}
	return "(image: " + description + ")"
}
