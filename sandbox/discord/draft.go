package discord

import (
	"cmp"
	"strings"
)

// maxContent is the length of a message's text, and maxNonce that of its nonce.
const (
	maxContent = 2000
	maxNonce   = 25
)

// draft is what a request says of a message: a new one, or the changes of an edit.
type draft struct {
	content    *string
	embeds     *[]Embed
	components *[]Component
	flags      *int
	files      []draftFile
	keep       *[]string // the ids of the attachments that an edit keeps
	allowed    allowedMentions
}

type draftFile struct {
	File
	description string
}

// readDraft checks the fields of a message. flags are those that it may set; now is the message
// before an edit, nil for a new one.
func readDraft(r *request, f form, flags int, now *message) draft {
	var in draft
	if f.sent("flags") {
		n, _ := f.integer("flags", 0, 1<<31-1)
		in.flags = new(n & flags)
	}
	v2 := in.flags != nil && *in.flags&FlagComponentsV2 != 0 || now != nil && now.flags&FlagComponentsV2 != 0
	if f.sent("content") {
		in.content = new(strings.TrimSpace(f.text("content", 0, maxContent)))
	}
	if f.sent("embeds") {
		in.embeds = new(readEmbeds(f))
	}
	if f.sent("components") {
		in.components = new(readComponents(f, v2))
	}
	if v2 {
		f.refuseLegacy(in)
	}
	in.allowed = readAllowedMentions(f)
	in.readFiles(r, f, now)
	return in
}

// refuseLegacy notes the fields that components of version 2 exclude.
func (f form) refuseLegacy(in draft) {
	const code = "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"
	if in.content != nil && *in.content != "" {
		f.add("content", code, "The 'content' field cannot be used when using MessageFlags.IS_COMPONENTS_V2")
	}
	for _, key := range []string{"embeds", "sticker_ids", "poll"} {
		if list, isList := f.values[key].([]any); f.has(key) && (!isList || len(list) > 0) {
			f.add(key, code, "The '"+key+"' field cannot be used when using MessageFlags.IS_COMPONENTS_V2")
		}
	}
}

// readFiles matches the uploaded files with their entries in "attachments", in which an edit also
// names the files that it keeps.
func (in *draft) readFiles(r *request, f form, now *message) {
	described := map[string]form{}
	if f.sent("attachments") {
		in.keep = new([]string{})
	}
	for _, a := range f.forms("attachments", 0, 10) {
		id := a.snowflakeOrZero("id")
		a.text("filename", 0, 1024)
		a.text("description", 0, 1024)
		described[id] = a
		if now != nil && now.attachment(id) != nil {
			*in.keep = append(*in.keep, id)
		}
	}
	if len(r.files) > 10 {
		f.add("files", "BASE_TYPE_MAX_LENGTH", "Must be 10 or fewer in length.")
	}
	for _, n := range r.fileNumbers() {
		file := draftFile{File: r.files[n]}
		if a, ok := described[numbers([]int{n})]; ok {
			file.Name = cmp.Or(a.text("filename", 0, 1024), file.Name)
			file.description = a.text("description", 0, 1024)
		}
		file.Name = strings.ReplaceAll(file.Name, " ", "_")
		in.files = append(in.files, file)
	}
}

func (f form) snowflakeOrZero(key string) string {
	if n, ok := f.values[key].(interface{ String() string }); ok {
		return n.String()
	}
	s, _ := f.values[key].(string)
	if s == "" {
		f.require(key)
	}
	return s
}

// empty tells whether a new message of this draft would show nothing.
func (in draft) empty() bool {
	return (in.content == nil || *in.content == "") && len(in.files) == 0 &&
		(in.embeds == nil || len(*in.embeds) == 0) && (in.components == nil || len(*in.components) == 0)
}

// apply writes the draft into a message. The caller holds the lock.
func (d *Discord) apply(m *message, in draft) error {
	next := *m
	if in.content != nil {
		next.content, next.allowed = *in.content, in.allowed
	}
	if in.embeds != nil {
		next.embeds = *in.embeds
	}
	if in.components != nil {
		next.components = *in.components
	}
	if in.flags != nil {
		next.flags = m.flags&^FlagSuppressEmbeds | *in.flags
	}
	if in.keep != nil {
		next.attachments = nil
		for _, id := range *in.keep {
			next.attachments = append(next.attachments, m.attachment(id))
		}
	}
	if next.flags&FlagComponentsV2 != 0 && (next.content != "" || len(next.embeds) > 0) {
		legacy := newForm(object{})
		if len(next.embeds) > 0 {
			legacy.values["embeds"] = []any{next.embeds}
		}
		legacy.refuseLegacy(draft{content: &next.content})
		return legacy.problems.err()
	}
	if next.content == "" && len(next.embeds) == 0 && len(next.components) == 0 && len(next.attachments)+len(in.files) == 0 {
		return errEmptyMessage()
	}
	for _, file := range in.files {
		next.attachments = append(next.attachments, d.world.store(m.channel, file.File, file.description))
	}
	*m = next
	for _, u := range m.attachments {
		u.ephemeral = m.flags&FlagEphemeral != 0
		u.inEmbed = m.embedShows(u)
	}
	d.world.touch(m)
	return nil
}

func (m *message) attachment(id string) *upload {
	for _, u := range m.attachments {
		if u.id == id {
			return u
		}
	}
	return nil
}

// embedShows tells whether one of the message's embeds shows that file.
func (m *message) embedShows(u *upload) bool {
	reference := "attachment://" + u.name
	for _, e := range m.embeds {
		for _, media := range []*EmbedMedia{e.Image, e.Thumbnail} {
			if media != nil && media.URL == reference {
				return true
			}
		}
		if e.Footer != nil && e.Footer.IconURL == reference || e.Author != nil && e.Author.IconURL == reference {
			return true
		}
	}
	return false
}
