package discord

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestPlainText(t *testing.T) {
	view := Message{SeenAt: start, Mentions: []User{{ID: "7", GlobalName: "Buyer"}}}
	tests := []struct{ in, want string }{
		{"**bold** and *it* and _it_ and __under__ and ~~gone~~ and ||secret||", "bold and it and it and under and gone and secret"},
		{"snake_case_name and 2 * 3 * 4", "snake_case_name and 2 * 3 * 4"},
		{"# Title\n-# small\n- item\n> quote", "Title\nsmall\n- item\n> quote"},
		{`\*not bold\* \_x\_ \<@7\>`, "*not bold* _x_ <@7>"},
		{"`**raw**` and ```json\n{\"a\": *1*}\n```", "**raw** and {\"a\": *1*}"},
		{"[Open checkout](https://example.com/pay?x=1)", "Open checkout ↗"},
		{"<https://example.com/a_b_c>", "https://example.com/a_b_c"},
		{"hi <@7>, <@!7>, <@8>", "hi @Buyer, @Buyer, @unknown-user"},
		{"</request:12> <:mug:12>", "/request :mug:"},
		{"<t:1767607200:t> <t:1767607200:D> <t:1767607200>", "10:00 5 January 2026 5 January 2026 10:00"},
		{"<t:1767607200:F>", "Monday, 5 January 2026 10:00"},
		{"<t:1767607260:R>, <t:1767603600:R>, <t:1767607200:R>", "in a minute, an hour ago, now"},
		{"<t:1768212000:R>, <t:1772791200:R>, <t:1830679200:R>", "in 7 days, in 2 months, in 2 years"},
		{"a\ue000b", "ab"},
	}
	for _, test := range tests {
		if got := plainText(test.in, view); got != test.want {
			t.Errorf("%q: got %q, want %q", test.in, got, test.want)
		}
	}
}

func TestSpan(t *testing.T) {
	for d, want := range map[time.Duration]string{
		2 * time.Second: "2 seconds", 59600 * time.Millisecond: "a minute", 90 * time.Minute: "2 hours",
		23*time.Hour + 40*time.Minute: "a day", 29 * 24 * time.Hour: "29 days", 364 * 24 * time.Hour: "12 months",
	} {
		if got := span(d); got != want {
			t.Errorf("%v: got %q, want %q", d, got, want)
		}
	}
}

func TestText(t *testing.T) {
	till := User{GlobalName: "Till", Bot: true}
	row := func(parts ...Component) Component { return Component{Type: ActionRow, Components: parts} }
	tests := []struct {
		name string
		m    Message
		want string
	}{
		{"card", Message{
			Author: till, Ephemeral: true, Content: "For you",
			Embeds: []Embed{{
				Author: &EmbedAuthor{Name: "Blue Kiln"}, Title: "Mug, blue", Description: "One\n\nTwo",
				Fields: []EmbedField{{Name: "Total", Value: "**$30.00**"}, {Name: "Steps", Value: "a\nb"}, {Name: "\u200b", Value: "alone"}},
				Image:  &EmbedMedia{}, Footer: &EmbedFooter{Text: "7K3M-9QXD"},
			}},
			Attachments: []Attachment{{Filename: "sales.csv"}},
			Components: []Component{
				row(Component{Type: Button, Label: "Pay $30.00", Style: 1}, Component{Type: Button, Label: "Decline", Style: 2, Disabled: true},
					Component{Type: Button, Label: "Open checkout", Style: LinkButton, Emoji: &Emoji{Name: "💳"}}),
			},
		}, `
			Till (only you)
			For you
			Blue Kiln
			Mug, blue
			One

			Two
			Total: $30.00
			Steps
			a
			b
			alone
			(image)
			7K3M-9QXD
			[file sales.csv]
			[ Pay $30.00 ]  ( Decline )  [ 💳 Open checkout ↗ ]`},
		{"version 2", Message{
			Author:      till,
			Attachments: []Attachment{{ID: "1", Filename: "chart.png"}},
			Components: []Component{{Type: Container, Components: []Component{
				{Type: TextDisplay, Content: "## Sales"},
				{Type: MediaGallery, Items: []MediaItem{{Description: "chart", Media: Media{AttachmentID: "1"}}}},
				{Type: Separator},
				{Type: Section, Components: []Component{{Type: TextDisplay, Content: "Mug"}}, Accessory: &Component{Type: Button, Label: "Show", Style: 1}},
				{Type: FileDisplay, Name: "sales.csv", File: &Media{}},
				row(Component{Type: StringSelect, Options: []SelectOption{{Label: "Mug", Description: "2 left"}, {Label: "Cup", Default: true}}}),
			}}},
		}, `
			Till
			Sales
			(image: chart)
			———
			Mug
			[ Show ]
			[file sales.csv]
			[ Cup ▾ ]
			  - Mug: 2 left
			  - Cup`},
		{"thinking", Message{Author: till, Thinking: true}, `
			Till
			Till is thinking…`},
		{"reply", Message{Author: User{GlobalName: "Buyer"}, ReplyTo: "1", ReplyAuthor: "Till", Content: "yes"}, `
			Buyer, replying to Till
			yes`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			want := strings.TrimPrefix(strings.ReplaceAll(test.want, "\n\t\t\t", "\n"), "\n")
			if diff := cmp.Diff(want, test.m.Text()); diff != "" {
				t.Error(diff)
			}
		})
	}
}
