package discord

import (
	"strings"
	"testing"
	"time"
)

// FuzzCommand gives anything as a slash command, to be sent or to be completed: it is
// refused with a reason, or fails because no bot is there.
func FuzzCommand(f *testing.F) {
	d := New(Config{Now: func() time.Time { return start }})
	f.Cleanup(func() { _ = d.Close() })
	least, most := 1, 5
	options := []Option{
		{Type: OptionString, Name: "item", Description: "What", MinLength: &least, MaxLength: &most, Autocomplete: true},
		{Type: OptionInteger, Name: "quantity", Description: "How many"},
		{Type: OptionNumber, Name: "weight", Description: "How heavy"},
		{Type: OptionUser, Name: "buyer", Description: "Who"},
		{Type: OptionBoolean, Name: "gift", Description: "Whether"},
		{Type: OptionAttachment, Name: "photo", Description: "A picture"},
		{Type: OptionString, Name: "size", Description: "Which", Choices: []OptionChoice{{Name: "Large", Value: "l"}, {Name: "Largest", Value: "xl"}}},
	}
	d.mu.Lock()
	d.world.commands = []*Command{
		{ID: "1", Type: SlashCommand, Name: "request", Description: "Ask", Options: options},
		{ID: "2", Type: SlashCommand, Name: "product", Description: "Things", Options: []Option{{Type: OptionSubcommand, Name: "add", Description: "One", Options: options}}},
	}
	d.mu.Unlock()
	for _, line := range []string{
		"/request|item:Mug|quantity:2|buyer:@other|gift:yes", "/product|add|item:Mug|size:Lar", "/product|size:Large", "/request|item:|item:a|weight:1e999",
		"/request|quantity:-9223372036854775809", "request", "/|:", "/request|photo:a.png|buyer:<@1>", "/request|item:\u202eMug\u0000",
	} {
		f.Add(line, false)
		f.Add(line, true)
	}
	f.Fuzz(func(t *testing.T, line string, complete bool) {
		words := strings.Split(line, "|")
		if complete {
			if choices, err := d.Complete(t.Context(), "seller", DM, words); err == nil {
				t.Errorf("without a bot there are suggestions: %v", choices)
			}
			return
		}
		if out, err := d.Command(t.Context(), "seller", DM, words); err == nil && out.Failed == "" {
			t.Errorf("without a bot it is answered: %+v", out)
		}
	})
}
