package discord

import (
	"strings"
	"time"
)

// The message flags that this imitation knows.
const (
	FlagSuppressEmbeds        = 1 << 2
	FlagEphemeral             = 1 << 6
	FlagLoading               = 1 << 7
	FlagSuppressNotifications = 1 << 12
	FlagComponentsV2          = 1 << 15
)

// Message is a message as one person sees it.
type Message struct {
	ID          string       `json:"id"`
	ChannelID   string       `json:"channel_id"`
	Author      User         `json:"author"`
	Content     string       `json:"content"`
	Embeds      []Embed      `json:"embeds"`
	Components  []Component  `json:"components"`
	Attachments []Attachment `json:"attachments"`
	Mentions    []User       `json:"mentions"`
	Time        time.Time    `json:"timestamp"`
	EditedAt    time.Time    `json:"edited_timestamp,omitzero"`
	Flags       int          `json:"flags"`
	Ephemeral   bool         `json:"ephemeral"` // only this person sees it
	Thinking    bool         `json:"thinking"`  // deferred: the answer is still to come
	ReplyTo     string       `json:"reply_to,omitempty"`
	// ReplyAuthor is who wrote the message that this one replies to, empty if unknown.
	ReplyAuthor string `json:"reply_author,omitempty"`
	// Invoked is the command that this message answers, such as "/request", and Invoker who gave it.
	Invoked string `json:"invoked,omitempty"`
	Invoker User   `json:"invoker,omitzero"`
	// SeenAt is the business instant of this view; relative times are told from it.
	SeenAt time.Time `json:"seen_at"`
	// Revision grows with each change of the message, so that a caller can tell what is new.
	Revision uint64 `json:"revision"`
}

// Attachment is a file of a message. Its URL works for a day of business time.
type Attachment struct {
	ID          string `json:"id"`
	Filename    string `json:"filename"`
	Description string `json:"description,omitempty"`
	ContentType string `json:"content_type,omitempty"`
	Size        int    `json:"size"`
	URL         string `json:"url"`
	ProxyURL    string `json:"proxy_url"`
	Width       int    `json:"width,omitempty"`
	Height      int    `json:"height,omitempty"`
	Ephemeral   bool   `json:"ephemeral,omitempty"`
}

// Messages is what a person sees in a place, ephemeral messages for them included, oldest first.
func (d *Discord) Messages(person string, place Place) []Message {
	d.mu.Lock()
	defer d.mu.Unlock()
	u, _ := d.world.person(person)
	ch, err := d.world.channelOf(u, place)
	if err != nil {
		return nil
	}
	var seen []Message
	for _, m := range ch.messages {
		if m.visibleTo(u.ID) {
			seen = append(seen, d.view(m))
		}
	}
	return seen
}

// view is the message as a person sees it now. The caller holds the lock.
func (d *Discord) view(m *message) Message {
	v := Message{
		ID: m.id, ChannelID: m.channel.id, Author: m.author, Content: m.content,
		Embeds: d.shownEmbeds(m), Components: d.shownComponents(m, m.components), Attachments: d.shownAttachments(m),
		Mentions: d.world.mentioned(m.allText()), Time: m.sent, EditedAt: m.edited, Flags: m.flags,
		Ephemeral: m.flags&FlagEphemeral != 0, Thinking: m.flags&FlagLoading != 0,
		SeenAt: d.now(), Revision: m.revision,
	}
	if m.flags&FlagSuppressEmbeds != 0 {
		v.Embeds = []Embed{}
	}
	if m.reply != nil {
		v.ReplyTo, v.ReplyAuthor = m.reply.id, m.reply.author.DisplayName()
	}
	if m.interaction != nil && m.interaction.kind != interactionComponent {
		v.Invoked, v.Invoker = m.interaction.words, m.interaction.user
	}
	return v
}

// allText is every text of a message in which a mention may stand.
func (m *message) allText() string {
	var b strings.Builder
	b.WriteString(m.content)
	for _, e := range m.embeds {
		b.WriteString(" " + e.Title + " " + e.Description)
		for _, f := range e.Fields {
			b.WriteString(" " + f.Name + " " + f.Value)
		}
	}
	each(m.components, func(c *Component) { b.WriteString(" " + c.Content) })
	return b.String()
}
