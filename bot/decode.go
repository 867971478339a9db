package bot

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"till/commands"
	"till/shop"
)

// errMissing says that an interaction lacks what every one has.
var errMissing = errors.New("the interaction has no id, token or user")

// decode reads an interaction as Discord sends it, over the gateway or over HTTP. A PING has an
// empty Request. discordgo's own decoding is not used: it drops an interaction's data when it
// holds a component that it does not know.
func decode(raw []byte) (commands.Request, interaction, error) {
	var p interactionPayload
	if err := json.Unmarshal(raw, &p); err != nil {
		return commands.Request{}, interaction{}, fmt.Errorf("decode an interaction: %w", err)
	}
	in := interaction{id: p.ID, application: p.Application, token: p.Token, kind: p.Type, channel: p.ChannelID}
	if p.Type == ofPing {
		return commands.Request{}, in, nil
	}
	actor := p.actor()
	if p.ID == "" || p.Token == "" || actor.ID == "" {
		return commands.Request{}, in, errMissing
	}
	in.user = string(actor.ID)
	in.attached = len(p.Message) > 0 && string(p.Message) != "null"

	r := commands.Request{
		Cause: p.ID, Actor: actor, Place: p.place(),
		Options: map[string]string{}, Fields: map[string]string{}, People: map[shop.UserID]commands.Person{},
	}
	_, r.Install = InstallLinks(p.Application)
	if r.Place == commands.InPrivate {
		r.Chat = p.ChannelID
		r.Shared = in.attached && !p.ephemeral()
	}
	var err error
	switch p.Type {
	case ofCommand, ofAutocomplete:
		err = decodeCommand(&r, p.Data, p.Type == ofAutocomplete)
	case ofComponent:
		err = decodeComponent(&r, p.Data)
	case ofModal:
		err = decodeModal(&r, p.Data)
	default:
		err = fmt.Errorf("type %d is not known", p.Type)
	}
	if err != nil {
		return commands.Request{Actor: actor}, in, fmt.Errorf("decode an interaction: %w", err)
	}
	return r, in, nil
}

// actor is who did it: in a server the member, elsewhere the user.
func (p *interactionPayload) actor() commands.Person {
	user, nick := p.User, ""
	if p.Member != nil && p.Member.User != nil {
		user, nick = p.Member.User, p.Member.Nick
	}
	person := user.person(nick)
	person.Locale = p.Locale
	return person
}

// place is where it happened. An absent context must not read as 0, which is a server.
func (p *interactionPayload) place() commands.Place {
	switch {
	case p.Channel != nil && p.Channel.Type == 3: // a group's DM
		return commands.InGroup
	case p.Context != nil && *p.Context == 1:
		return commands.InDM
	case p.Context != nil && *p.Context == 2:
		return commands.InPrivate
	case p.Context != nil, p.Guild != "", p.Member != nil:
		return commands.InServer
	default:
		return commands.InDM
	}
}

// ephemeral reports whether the message that was tapped is seen by who tapped it alone. One that
// cannot be read is.
func (p *interactionPayload) ephemeral() bool {
	var m struct {
		Flags *int `json:"flags"`
	}
	return json.Unmarshal(p.Message, &m) != nil || m.Flags == nil || *m.Flags&flagEphemeral != 0
}

// person names a user as others see them; a nil one is nobody.
func (u *userPayload) person(nick string) commands.Person {
	if u == nil {
		return commands.Person{}
	}
	name := u.Username
	if u.GlobalName != "" {
		name = u.GlobalName
	}
	if nick != "" {
		name = nick
	}
	return commands.Person{ID: shop.UserID(u.ID), Name: name, Bot: u.Bot}
}

func decodeCommand(r *commands.Request, data json.RawMessage, typing bool) error {
	var d commandPayload
	if err := json.Unmarshal(data, &d); err != nil {
		return err
	}
	r.Name, r.Target = d.Name, d.Target
	d.Resolved.people(r)
	switch {
	case typing:
		r.Kind = commands.Autocomplete
	case d.Type == 2:
		r.Kind = commands.UserMenu
	case d.Type == 3:
		r.Kind = commands.MessageMenu
		if m := d.Resolved.Messages[d.Target]; m != nil {
			r.Text, r.Files = m.Content, m.files()
			if author := m.Author.person(""); author.ID != "" {
				r.Author = author.ID
				if _, named := r.People[author.ID]; !named {
					r.People[author.ID] = author
				}
			}
		}
	default:
		r.Kind = commands.Command
	}
	return decodeOptions(r, d.Options, d.Resolved)
}

func decodeOptions(r *commands.Request, options []optionPayload, resolved resolvedPayload) error {
	for _, o := range options {
		if o.Type == 1 || o.Type == 2 {
			r.Sub = strings.TrimSpace(r.Sub + " " + o.Name)
			if err := decodeOptions(r, o.Options, resolved); err != nil {
				return err
			}
			continue
		}
		value, err := scalar(o.Value)
		if err != nil {
			return fmt.Errorf("option %q: %w", o.Name, err)
		}
		r.Options[o.Name] = value
		if o.Focused {
			r.Focused = o.Name
		}
		if a := resolved.Attachments[value]; o.Type == 11 && a != nil {
			r.Files = append(r.Files, a.file())
		}
	}
	return nil
}

// scalar reads a string, number or truth value as the text that was typed.
func scalar(raw json.RawMessage) (string, error) {
	if len(raw) == 0 || string(raw) == "null" {
		return "", nil
	}
	switch raw[0] {
	case '{', '[':
		return "", errors.New("the value is no scalar")
	case '"':
		var text string
		err := json.Unmarshal(raw, &text)
		return text, err
	default:
		return string(raw), nil
	}
}

func decodeComponent(r *commands.Request, data json.RawMessage) error {
	var d componentPayload
	if err := json.Unmarshal(data, &d); err != nil {
		return err
	}
	r.Kind, r.Route, r.Values = commands.Tap, commands.Route(d.CustomID), d.Values
	d.Resolved.people(r)
	return nil
}

func decodeModal(r *commands.Request, data json.RawMessage) error {
	var d modalPayload
	if err := json.Unmarshal(data, &d); err != nil {
		return err
	}
	r.Kind, r.Route = commands.Submit, commands.Route(d.CustomID)
	d.Resolved.people(r)
	for _, c := range d.Components {
		decodeField(r, c)
	}
	return nil
}

// decodeField takes what was filled in, wherever it stands: rows and labels hold inputs, and
// whatever else there may be one day is passed over.
func decodeField(r *commands.Request, raw json.RawMessage) {
	var f fieldPayload
	if len(raw) == 0 || json.Unmarshal(raw, &f) != nil {
		return
	}
	if f.CustomID != "" {
		if text, err := scalar(f.Value); err == nil && len(f.Value) > 0 {
			r.Fields[f.CustomID] = text
		} else if len(f.Values) > 0 {
			r.Fields[f.CustomID] = strings.Join(f.Values, ",")
		}
	}
	decodeField(r, f.Component)
	for _, c := range f.Components {
		decodeField(r, c)
	}
}

// people fills r.People with whom Discord resolved.
func (d resolvedPayload) people(r *commands.Request) {
	for id, u := range d.Users {
		if u == nil {
			continue
		}
		nick := ""
		if m := d.Members[id]; m != nil {
			nick = m.Nick
		}
		person := u.person(nick)
		person.ID = shop.UserID(id)
		r.People[person.ID] = person
	}
}

func (a *attachmentPayload) file() shop.Attachment {
	return shop.Attachment{Name: a.Filename, URL: a.URL, Size: a.Size}
}

func (m *messagePayload) files() []shop.Attachment {
	var files []shop.Attachment
	for _, a := range m.Attachments {
		if a != nil {
			files = append(files, a.file())
		}
	}
	return files
}
