package bot

import (
	"encoding/json"
	"flag"
	"fmt"
	"strings"
	"testing"

	"till/commands"
	"till/shop"
)

var update = flag.Bool("update", false, "write the golden files")

// TestRender shows what messages become.
func TestRender(t *testing.T) {
	t.Parallel()
	card := commands.Card{
		Color: commands.Neutral, Title: "Blue Kiln asks you for a payment", Body: "Mug, blue, 350 ml",
		Fields: []commands.Field{{Name: "Total", Value: "$30.00", Inline: true}}, Image: "https://example.com/mug.png", Footer: "Request 7K3M-9QXD",
	}
	for name, m := range map[string]commands.Message{
		"text": {Text: "Paid: $30.00"},
		"card": {Cards: []commands.Card{card}, Rows: []commands.Row{{Buttons: []commands.Button{
			{Label: "Pay $30.00", Style: commands.Primary, Route: "pay:7K3M9QXD"},
			{Label: "Track", Style: commands.Link, URL: "https://example.com/1Z"},
			{Label: "Decline", Style: commands.Danger, Route: "decline:7K3M9QXD", Disabled: true},
		}}}},
		"select": {Text: "Who is this for?", Rows: []commands.Row{{Select: &commands.Select{
			Route: "pick", Placeholder: "Pick a shop", Options: []commands.Option{{Label: "Blue Kiln", Value: "1", Description: "Mug, blue"}},
		}}}},
		"long link": {Text: "Pay on Stripe's page.", Rows: []commands.Row{{Buttons: []commands.Button{
			{Label: "Open the [payment] page", URL: "https://example.com/" + strings.Repeat("a", 600) + "(b)"},
		}}, {}}},
		"made": {
			Cards: []commands.Card{{Body: "Sold: $30.00", Image: commands.InMessage("sales.png")}, {Body: "No such picture", Image: commands.InMessage("other.png")}},
			Made:  []commands.File{{Name: "sales.png", Type: "image/png", Content: []byte("PNG")}},
		},
		"empty": {},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			golden(t, "message "+name, indented(t, render(m)))
		})
	}
	golden(t, "modal", indented(t, renderModal(commands.Modal{Route: "ship:7K3M9QXD", Title: "Mark as shipped", Inputs: []commands.Input{
		{Name: "carrier", Label: "Carrier", Placeholder: "UPS", MaxLength: 40},
		{Name: "note", Label: "Note", Value: "Thanks", Required: true, Paragraph: true, MinLength: 2, MaxLength: 500},
	}})))
	golden(t, "choices", indented(t, renderChoices([]commands.Choice{{Name: "Mug", Value: "mug"}, {Name: "", Value: "x"}, {Name: "no value"}})))
}

func indented(t *testing.T, v any) string {
	t.Helper()
	var text strings.Builder
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	e.SetIndent("", "\t")
	if err := e.Encode(v); err != nil {
		t.Fatal(err)
	}
	return text.String()
}

// excess is a message of which everything is too much.
func excess(long string) commands.Message {
	var m commands.Message
	m.Text = long
	for range 12 {
		c := commands.Card{Title: long, Body: long, Footer: long, Image: "not a link"}
		for range 30 {
			c.Fields = append(c.Fields, commands.Field{Name: long, Value: long})
		}
		m.Cards = append(m.Cards, c)
	}
	for r := range 9 {
		var row commands.Row
		for b := range 7 {
			row.Buttons = append(row.Buttons, commands.Button{Label: long, Route: commands.Route(fmt.Sprint("b", r, b))})
		}
		row.Buttons = append(row.Buttons, commands.Button{Label: "x", Route: commands.Route(long)}, commands.Button{Label: "again", Route: "b00"},
			commands.Button{Label: "script", URL: "javascript:alert(1)"}, commands.Button{Route: "nameless"})
		s := commands.Select{Route: commands.Route(fmt.Sprint("s", r)), Placeholder: long}
		for i := range 40 {
			s.Options = append(s.Options, commands.Option{Label: long, Value: fmt.Sprint(i / 2), Description: long})
		}
		row.Select = &s
		m.Rows = append(m.Rows, row)
	}
	return m
}

// TestExcess: too much of everything is cut to Discord's limits.
func TestExcess(t *testing.T) {
	t.Parallel()
	for _, long := range []string{strings.Repeat("x", 9000), strings.Repeat("ü", 9000), strings.Repeat("🏺", 9000), strings.Repeat(" ", 9000)} {
		body := render(excess(long))
		if length(body.Content) > maxContent || len(body.Embeds) > maxEmbeds || len(body.Components) > maxRows {
			t.Errorf("content %d, embeds %d, rows %d", length(body.Content), len(body.Embeds), len(body.Components))
		}
		total := 0
		for _, e := range body.Embeds {
			total += e.size()
			if len(e.Fields) > maxFields || length(e.Title) > maxTitle || length(e.Description) > maxDescription || e.Image != nil {
				t.Errorf("embed %+v", e)
			}
		}
		if total > maxEmbedTotal {
			t.Errorf("embeds have %d characters", total)
		}
		for _, r := range body.Components {
			if len(r.Components) > maxButtons {
				t.Errorf("%d buttons in a row", len(r.Components))
			}
		}
		modal := renderModal(commands.Modal{Route: "m", Title: long, Inputs: []commands.Input{
			{Name: "a", Label: long, Placeholder: long, Value: long, MaxLength: 9000}, {}, {}, {}, {}, {},
		}})
		if len(modal.Components) != maxInputs || length(modal.Title) > maxModalTitle || length(modal.Components[0].Component.Value) > maxInputValue {
			t.Errorf("modal %+v", modal)
		}
	}
}

// TestExcessAccepted shows the excess to the sandbox, and to the judge if it sits.
func TestExcessAccepted(t *testing.T) {
	s := newRunning(t)
	for i, long := range []string{strings.Repeat("x", 9000), strings.Repeat(" ", 9000), ""} {
		s.till.say(excess(long))
		if _, err := s.bot.Send(t.Context(), shop.Notice{To: s.notice().To}, fmt.Sprint(i)); err != nil {
			t.Errorf("%.3q: %v", long, err)
		}
	}
	s.settle(t)
}

func TestLinks(t *testing.T) {
	t.Parallel()
	for _, size := range []int{513, 1500, 1990, 3000, 4000} {
		for _, text := range []string{"", "Pay here.", strings.Repeat("x", 2000)} {
			address := "https://example.com/" + strings.Repeat("a", size-20)
			body := render(commands.Message{Text: text, Rows: []commands.Row{{Buttons: []commands.Button{{Label: "Open the payment page", URL: address}}}}})
			all := body.Content
			for _, e := range body.Embeds {
				all += e.Description
			}
			if !strings.Contains(all, "[Open the payment page]("+address+")") {
				t.Errorf("a link of %d characters beside %d is not whole", size, len(text))
			}
			if length(body.Content) > maxContent {
				t.Errorf("content has %d characters", length(body.Content))
			}
		}
	}
}

func TestCut(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		text  string
		limit int
		want  string
	}{
		{"abc", 3, "abc"},
		{"abcd", 3, "ab…"},
		{"äöüß", 3, "äö…"},
		{"abc", 0, ""},
		{"abc", 1, "…"},
		{"by <t:1700000000:F> at last", 15, "by…"},
		{"by <t:1:F> at last", 15, "by <t:1:F> at…"},
		{"a < b and so on", 8, "a…"},
	} {
		if got := cut(tt.text, tt.limit); got != tt.want {
			t.Errorf("cut(%q, %d) = %q, want %q", tt.text, tt.limit, got, tt.want)
		}
	}
}
