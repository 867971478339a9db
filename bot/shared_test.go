package bot

import (
	"context"
	"strings"
	"testing"
	"time"

	"till/commands"
	"till/sandbox/discord"
)

// chat has a person do something in the DM of seller and buyer, and fails the test if
// their client shows an error.
func (s *stage) chat(t *testing.T, do func() (discord.Outcome, error)) {
	t.Helper()
	if out, err := do(); err != nil || out.Failed != "" {
		t.Fatal(err, out.Failed)
	}
	s.settle(t)
}

// TestSharedCard: in the DM of two people, where the bot is no member, an answer for
// both is seen by both, however late; a tap on it rewrites it, and what is said beside
// is for whoever tapped.
func TestSharedCard(t *testing.T) {
	card := withButton("A card.", "Pay", "pay:7K3M9QXD")
	late := func(r commands.Reply) commands.Reply {
		return commands.Reply{Private: r.Private, Update: !r.Card.Empty(), Later: func(context.Context) commands.Reply { return r }}
	}
	for name, as := range map[string]func(commands.Reply) commands.Reply{
		"at once": func(r commands.Reply) commands.Reply { return r }, "later": late,
	} {
		for _, slow := range []bool{false, true} {
			t.Run(name+map[bool]string{true: ", slowly"}[slow], func(t *testing.T) {
				s := newRunning(t)
				if slow {
					s.bot.deferAfter = time.Millisecond
				}
				release := make(chan struct{})
				answer := func(r commands.Reply) {
					s.till.answer(func(context.Context, commands.Request) commands.Reply {
						if slow {
							<-release
						}
						return as(r)
					})
				}
				answer(commands.Reply{Message: card})
				if !slow {
					close(release)
				}
				with := discord.With("buyer")
				out, err := s.discord.Command(t.Context(), "seller", with, []string{"/request"})
				if err != nil || out.Failed != "" {
					t.Fatal(err, out.Failed)
				}
				if slow {
					close(release)
				}
				s.settle(t)
				if got := s.seen("buyer", discord.With("seller")); !strings.Contains(got, "A card.") || strings.Contains(got, "only you") {
					t.Fatalf("the other one sees:\n%s", got)
				}
				if r := s.till.last(t); r.Place != commands.InPrivate || r.Chat == "" || r.Shared || !strings.Contains(r.Install, s.discord.Application().ID) {
					t.Errorf("decoded %+v", r)
				}

				answer(commands.Reply{Private: true, Message: says("For you."), Card: withButton("Anew.", "Pay", "pay:7K3M9QXD")})
				s.chat(t, func() (discord.Outcome, error) {
					return s.discord.Tap(t.Context(), "buyer", discord.With("seller"), "Pay", "")
				})
				if r := s.till.last(t); !r.Shared {
					t.Errorf("decoded %+v", r)
				}
				for person, want := range map[string][2]string{"buyer": {"Anew.", "For you."}, "seller": {"Anew.", "!For you."}} {
					other := map[string]string{"buyer": "seller", "seller": "buyer"}[person]
					got := s.seen(person, discord.With(other))
					if !strings.Contains(got, want[0]) || strings.Contains(got, "A card.") {
						t.Errorf("%s sees the card as:\n%s", person, got)
					}
					if beside, not := strings.CutPrefix(want[1], "!"); not == strings.Contains(got, beside) {
						t.Errorf("%s sees beside it:\n%s", person, got)
					}
				}

				answer(commands.Reply{Card: card}) // nothing is said
				s.chat(t, func() (discord.Outcome, error) {
					return s.discord.Tap(t.Context(), "seller", with, "Pay", "")
				})
				if got := s.seen("seller", with); strings.Contains(got, "Anew.") || !strings.Contains(got, "A card.") || strings.Contains(got, "thinking") {
					t.Errorf("after a tap that only draws it anew:\n%s", got)
				}
			})
		}
	}
}
