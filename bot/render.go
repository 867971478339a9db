package bot

import (
	"net/url"
	"slices"
	"strings"

	"till/commands"
)

// render puts a message into Discord's JSON, within Discord's limits. It cuts what is too long and
// leaves out what Discord would refuse; it never fails. Files are compose's.
func render(m commands.Message) messageBody {
	body := messageBody{
		Content:         m.Text,
		Embeds:          embeds(m),
		Attachments:     []attachmentBody{},
		AllowedMentions: mentionsBody{Parse: []string{}},
	}
	if m.Silent {
		body.Flags = flagSilent
	}
	var links []string
	body.Components, links = rows(m.Rows)
	body.addLinks(links)
	body.Content = cut(body.Content, maxContent)
	if strings.TrimSpace(body.Content) == "" && len(body.Embeds) == 0 && len(m.Files) == 0 && len(m.Made) == 0 {
		body.Content = blank
	}
	return body
}

// addLinks adds masked links to the text: whole, or in an embed where there is more room.
func (b *messageBody) addLinks(links []string) {
	for _, link := range links {
		size := length(link)
		switch {
		case size < maxContent/2 || size+length(b.Content) < maxContent:
			b.Content = cut(b.Content, maxContent-size-1)
			if b.Content != "" {
				b.Content += "\n"
			}
			b.Content += link
		case size <= maxDescription && len(b.Embeds) < maxEmbeds:
			b.Embeds = append(b.Embeds, embedBody{Description: link})
		}
	}
	total := 0
	for i, e := range b.Embeds {
		if total += e.size(); total > maxEmbedTotal && len(links) > 0 && i+1 < len(b.Embeds) {
			b.Embeds = b.Embeds[i:] // the links come last and matter most
			return
		}
	}
}

// embeds renders the cards, all together within maxEmbedTotal.
func embeds(m commands.Message) []embedBody {
	all := []embedBody{}
	left := maxEmbedTotal
	take := func(text string, limit int) string {
		text = cut(strings.TrimSpace(text), min(limit, left))
		left -= length(text)
		return text
	}
	for _, c := range m.Cards {
		if len(all) == maxEmbeds {
			break
		}
		e := embedBody{Color: int(c.Color)}
		e.Title = take(c.Title, maxTitle)
		e.Description = take(c.Body, maxDescription)
		for _, f := range c.Fields {
			if len(e.Fields) == maxFields || left < 2 {
				break
			}
			name := take(orBlank(f.Name), maxFieldName)
			e.Fields = append(e.Fields, fieldBody{orBlank(name), orBlank(take(orBlank(f.Value), maxFieldValue)), f.Inline})
		}
		if isWeb(c.Image) || isMade(m, c.Image) {
			e.Image = &imageBody{c.Image}
		}
		if text := take(c.Footer, maxFooter); text != "" {
			e.Footer = &footerBody{text}
		}
		if e.size() > 0 || e.Image != nil {
			all = append(all, e)
		}
	}
	return all
}

// size counts an embed's characters as Discord does for the total.
func (e embedBody) size() int {
	n := length(e.Title) + length(e.Description)
	for _, f := range e.Fields {
		n += length(f.Name) + length(f.Value)
	}
	if e.Footer != nil {
		n += length(e.Footer.Text)
	}
	return n
}

// linkStyle is Discord's number for a link ("Button Styles").
const linkStyle = 5

// styleOf is Discord's number for a button that does something.
func styleOf(s commands.Style) int {
	switch s {
	case commands.Primary:
		return 1
	case commands.Success:
		return 3
	case commands.Danger:
		return 4
	default:
		return 2
	}
}

// rows renders buttons and menus. Links that are too long for a button come back as text.
func rows(list []commands.Row) (all []rowBody, links []string) {
	all = []rowBody{}
	used := map[string]bool{} // Discord refuses a custom id that comes twice
	for _, r := range list {
		var buttons []any
		for _, button := range r.Buttons {
			if button.URL != "" && length(button.URL) > maxLinkURL {
				if isWeb(button.URL) && !button.Disabled {
					links = append(links, maskedLink(button.Label, button.URL))
				}
				continue
			}
			if body, ok := renderButton(button, used); ok {
				buttons = append(buttons, body)
			}
		}
		for len(buttons) > 0 {
			n := min(len(buttons), maxButtons)
			all = append(all, rowBody{typeRow, buttons[:n]})
			buttons = buttons[n:]
		}
		if r.Select != nil {
			if body, ok := renderSelect(*r.Select, used); ok {
				all = append(all, rowBody{typeRow, []any{body}})
			}
		}
	}
	return all[:min(len(all), maxRows)], links
}

func renderButton(b commands.Button, used map[string]bool) (buttonBody, bool) {
	body := buttonBody{Type: typeButton, Label: cut(b.Label, maxLabel), Disabled: b.Disabled}
	if strings.TrimSpace(b.Label) == "" {
		return body, false
	}
	if b.URL != "" {
		body.Style, body.URL = linkStyle, b.URL
		return body, isWeb(b.URL)
	}
	body.Style, body.CustomID = styleOf(b.Style), string(b.Route)
	return body, claim(used, body.CustomID)
}

func renderSelect(s commands.Select, used map[string]bool) (selectBody, bool) {
	body := selectBody{Type: typeSelect, CustomID: string(s.Route), Placeholder: cut(s.Placeholder, maxPlaceholder)}
	values := map[string]bool{}
	for _, o := range s.Options {
		if len(body.Options) == maxOptions {
			break
		}
		if claim(values, o.Value) { // cutting a value would make another one of it
			body.Options = append(body.Options, optionBody{orBlank(cut(o.Label, maxOption)), o.Value, cut(o.Description, maxOption)})
		}
	}
	return body, len(body.Options) > 0 && claim(used, body.CustomID)
}

// claim reports whether id can be used, for the first time.
func claim(used map[string]bool, id string) bool {
	if id == "" || length(id) > maxCustomID || used[id] {
		return false
	}
	used[id] = true
	return true
}

// maskedLink is a link in the text that shows its label. Brackets would end it early.
func maskedLink(label, address string) string {
	label = strings.Map(func(r rune) rune {
		if strings.ContainsRune("[]\n", r) {
			return -1
		}
		return r
	}, label)
	address = strings.NewReplacer("(", "%28", ")", "%29", " ", "%20").Replace(address)
	return "[" + orBlank(cut(label, maxLabel)) + "](" + address + ")"
}

// isWeb reports whether Discord takes the address for a link or an image.
func isWeb(address string) bool {
	u, err := url.Parse(address)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != ""
}

// isMade reports whether the address is that of a picture that comes with the message.
func isMade(m commands.Message, address string) bool {
	return slices.ContainsFunc(m.Made, func(f commands.File) bool { return commands.InMessage(fileName(f.Name)) == address })
}

// renderModal puts a form into Discord's JSON.
func renderModal(m commands.Modal) modalBody {
	body := modalBody{CustomID: cut(string(m.Route), maxCustomID), Title: orBlank(cut(m.Title, maxModalTitle)), Components: []labelBody{}}
	for _, in := range m.Inputs[:min(len(m.Inputs), maxInputs)] {
		input := inputBody{
			Type: typeInput, CustomID: cut(in.Name, maxCustomID), Style: 1, Required: in.Required,
			MinLength: min(in.MinLength, maxInputValue), MaxLength: min(in.MaxLength, maxInputValue),
			Placeholder: cut(in.Placeholder, maxInputHint),
		}
		if in.Paragraph {
			input.Style = 2
		}
		room := maxInputValue
		if input.MaxLength > 0 {
			room = input.MaxLength
		}
		input.Value = cut(in.Value, room)
		body.Components = append(body.Components, labelBody{typeLabel, orBlank(cut(in.Label, maxInputLabel)), input})
	}
	return body
}

// renderChoices puts suggestions into Discord's JSON.
func renderChoices(choices []commands.Choice) choicesBody {
	body := choicesBody{Choices: []choiceBody{}}
	for _, c := range choices {
		if len(body.Choices) == maxChoices {
			break
		}
		if c.Value != "" && length(c.Value) <= maxChoice {
			body.Choices = append(body.Choices, choiceBody{orBlank(cut(c.Name, maxChoice)), c.Value})
		}
	}
	return body
}
