package sandbox

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"till/sandbox/discord"
)

// Seen is what a person sees after an act: the answer of every control call that acts.
type Seen struct {
	// Text is all of it as plain text: the messages, then an opened form, then a failure notice.
	Text string `json:"text"`
	// Messages are those that are new or changed since before the act, oldest first.
	Messages []discord.Message `json:"messages"`
	// Modal is the form that is open, nil if none.
	Modal *discord.Modal `json:"modal"`
	// OpenURL is the page behind a pressed link button.
	OpenURL string `json:"open_url,omitempty"`
	// Failed is the client's own notice that the bot did not answer.
	Failed string `json:"failed,omitempty"`
}

// revisions remembers how the messages of a place looked.
func revisions(messages []discord.Message) map[string]uint64 {
	seen := make(map[string]uint64, len(messages))
	for _, m := range messages {
		seen[m.ID] = m.Revision
	}
	return seen
}

// changed are the messages that are new or look different.
func changed(before map[string]uint64, now []discord.Message) []discord.Message {
	list := []discord.Message{}
	for _, m := range now {
		if revision, known := before[m.ID]; !known || revision != m.Revision {
			list = append(list, m)
		}
	}
	return list
}

// plain writes a Seen's text: said comes first (what a hosted page told the person).
func (s *Seen) plain(said string) {
	parts := []string{}
	if said != "" {
		parts = append(parts, said)
	}
	if text := transcript(s.Messages); text != "" {
		parts = append(parts, text)
	}
	if s.Modal != nil {
		parts = append(parts, modalText(s.Modal))
	}
	if s.Failed != "" {
		parts = append(parts, s.Failed)
	}
	s.Text = strings.Join(parts, "\n\n")
}

// transcript is messages as plain text, with an empty line between them.
func transcript(messages []discord.Message) string {
	texts := make([]string, len(messages))
	for i, m := range messages {
		texts[i] = m.Text()
	}
	return strings.Join(texts, "\n\n")
}

// modalText is an open form as plain text.
func modalText(m *discord.Modal) string {
	var b strings.Builder
	fmt.Fprintf(&b, "Modal: %s", m.Title)
	for _, f := range m.Fields {
		if f.Kind == discord.TextDisplay {
			fmt.Fprintf(&b, "\n  %s", strings.ReplaceAll(f.Value, "\n", "\n  "))
			continue
		}
		fmt.Fprintf(&b, "\n  %s", f.Label)
		if !f.Required {
			b.WriteString(" (optional)")
		}
		fmt.Fprintf(&b, ": %s", f.Value)
		for _, o := range f.Options {
			fmt.Fprintf(&b, "\n    - %s", o.Label)
		}
	}
	return b.String()
}

// newestLink finds the last address beginning with prefix in what a person sees, or "".
func newestLink(messages []discord.Message, prefix string) (link, id string) {
	pattern := regexp.MustCompile(regexp.QuoteMeta(prefix) + `[^\s"\\<>()\[\]]+`)
	for _, message := range slices.Backward(messages) {
		var text bytes.Buffer
		out := json.NewEncoder(&text)
		out.SetEscapeHTML(false)
		if out.Encode(message) != nil {
			continue
		}
		if found := pattern.FindAllString(text.String(), -1); found != nil {
			return found[len(found)-1], message.ID
		}
	}
	return "", ""
}
