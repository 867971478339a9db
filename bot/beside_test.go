package bot

import (
	"context"
	"errors"
	"strings"
	"testing"

	"till/commands"
	"till/sandbox/discord"
)

// TestBeside: what stands beside an answer follows it, for the caller alone, and is called seen once
// it was shown.
func TestBeside(t *testing.T) {
	later := func(r commands.Reply) commands.Reply {
		return commands.Reply{Beside: r.Beside, Later: func(context.Context) commands.Reply { r.Beside = nil; return r }}
	}
	for name, as := range map[string]func(commands.Reply) commands.Reply{
		"at once": func(r commands.Reply) commands.Reply { return r }, "later": later,
	} {
		t.Run(name, func(t *testing.T) {
			s := newRunning(t)
			var seen []string
			beside := func(text string, err error) commands.Beside {
				return commands.Beside{Message: says(text), Seen: func(context.Context) error { seen = append(seen, text); return err }}
			}
			s.till.answer(func(context.Context, commands.Request) commands.Reply {
				return as(commands.Reply{Message: says("The answer."), Beside: []commands.Beside{
					beside("The first.", nil), beside("", nil), beside("The second.", errors.New("the store is full")), beside("The third.", nil),
				}})
			})
			s.chat(t, func() (discord.Outcome, error) {
				return s.discord.Command(t.Context(), "seller", discord.Server, []string{"/request"})
			})
			got := s.seen("seller", discord.Server)
			answer, first, second := strings.Index(got, "The answer."), strings.Index(got, "The first."), strings.Index(got, "The second.")
			if answer < 0 || first < answer || second < first || strings.Contains(got, "The third.") {
				t.Errorf("the caller sees:\n%s", got)
			}
			if others := s.seen("buyer", discord.Server); !strings.Contains(others, "The answer.") || strings.Contains(others, "The first.") {
				t.Errorf("others see:\n%s", others)
			}
			if len(seen) != 3 {
				t.Errorf("seen: %q", seen)
			}

			seen = nil
			s.chat(t, func() (discord.Outcome, error) {
				return s.discord.Type(t.Context(), "seller", discord.DM, "Hello", nil, "")
			})
			got = s.seen("seller", discord.DM)
			if !strings.Contains(got, "The answer.") || !strings.Contains(got, "The first.") || len(seen) != 3 {
				t.Errorf("who typed sees:\n%s\nseen: %q", got, seen)
			}
		})
	}
}
