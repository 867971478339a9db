package bot

import (
	"strings"
	"testing"

	"till/commands"
	"till/sandbox/discord"
)

// TestCommand is the whole way of a command: registered, typed, decoded, answered.
func TestCommand(t *testing.T) {
	s := newRunning(t)
	if got := len(s.discord.Commands()); got != 4 {
		t.Fatalf("registered %d commands, want 4", got)
	}
	out, err := s.discord.Command(t.Context(), "seller", discord.DM, []string{"/request", "buyer:@buyer", "item:Mug, blue", "quantity:2"})
	if err != nil || out.Failed != "" {
		t.Fatal(err, out.Failed)
	}
	if got := s.inbox("seller"); !strings.Contains(got, "Hello.") || !strings.Contains(got, "(only you)") {
		t.Errorf("seller sees:\n%s", got)
	}
	r := s.till.last(t)
	buyer := s.discord.Person("buyer")
	if r.Kind != commands.Command || r.Name != "request" || r.Place != commands.InDM ||
		r.Options["item"] != "Mug, blue" || r.Options["quantity"] != "2" || r.Options["buyer"] != buyer.ID {
		t.Errorf("decoded %+v", r)
	}
	s.settle(t)
	if j := s.wire.judge; j != nil {
		j.mu.Lock()
		defer j.mu.Unlock()
		if len(j.seen) < 2 { // the commands and the answer
			t.Errorf("the judge saw %d requests", len(j.seen))
		}
	}
}
