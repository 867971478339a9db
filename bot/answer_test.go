package bot

import (
	"context"
	"strings"
	"testing"
	"time"

	"till/commands"
	"till/sandbox/discord"
)

// request gives the command and fails the test if the client shows an error.
func (s *stage) request(t *testing.T, words ...string) discord.Outcome {
	t.Helper()
	out, err := s.discord.Command(t.Context(), "seller", discord.DM, append([]string{"/request"}, words...))
	if err != nil || out.Failed != "" {
		t.Fatal(err, out.Failed)
	}
	return out
}

// tap presses a button and fails the test if the client shows an error.
func (s *stage) tap(t *testing.T, label string) discord.Outcome {
	t.Helper()
	out, err := s.discord.Tap(t.Context(), "seller", discord.DM, label, "")
	if err != nil || out.Failed != "" {
		t.Fatal(err, out.Failed)
	}
	return out
}

// expect fails the test unless seller sees every text, and none that begins with "!".
func (s *stage) expect(t *testing.T, texts ...string) {
	t.Helper()
	s.settle(t)
	got := s.inbox("seller")
	for _, text := range texts {
		unwanted, not := strings.CutPrefix(text, "!")
		if not == strings.Contains(got, unwanted) {
			t.Errorf("%q: seller sees:\n%s", text, got)
		}
	}
}

// expectNew is expect for seller's newest message alone.
func (s *stage) expectNew(t *testing.T, texts ...string) {
	t.Helper()
	s.settle(t)
	messages := s.discord.Messages("seller", discord.DM)
	got := ""
	if len(messages) > 0 {
		got = messages[len(messages)-1].Text()
	}
	for _, text := range texts {
		unwanted, not := strings.CutPrefix(text, "!")
		if not == strings.Contains(got, unwanted) {
			t.Errorf("%q: seller sees:\n%s", text, got)
		}
	}
}

func says(text string) commands.Message { return commands.Message{Text: text} }

// always answers the same.
func always(r commands.Reply) func(context.Context, commands.Request) commands.Reply {
	return func(context.Context, commands.Request) commands.Reply { return r }
}

// withButton is a message with one button.
func withButton(text, label, route string) commands.Message {
	return commands.Message{Text: text, Rows: []commands.Row{{Buttons: []commands.Button{{Label: label, Route: commands.Route(route)}}}}}
}

// TestSlowHandle sees the defer arrive while Till still thinks.
func TestSlowHandle(t *testing.T) {
	s := newRunning(t)
	s.bot.deferAfter = time.Millisecond
	release := make(chan struct{})
	s.till.answer(func(ctx context.Context, _ commands.Request) commands.Reply {
		select {
		case <-release:
		case <-ctx.Done():
		}
		return commands.Reply{Message: says("Here it is.")}
	})
	s.request(t)
	messages := s.discord.Messages("seller", discord.DM)
	if n := len(messages); n != 1 || !messages[0].Thinking || !messages[0].Ephemeral {
		t.Fatalf("want one message that is thinking in private, got %+v", messages)
	}
	if s.bot.Busy() == 0 {
		t.Error("not busy while an answer is awaited")
	}
	close(release)
	s.expect(t, "Here it is.")
}

func TestLater(t *testing.T) {
	later := func(r commands.Reply) func(context.Context) commands.Reply {
		return func(context.Context) commands.Reply { return r }
	}
	s := newRunning(t)
	for name, tt := range map[string]struct {
		reply commands.Reply
		want  []string
	}{
		"fills":                   {commands.Reply{Private: true, Later: later(commands.Reply{Message: says("Pay here."), Private: true})}, []string{"Pay here.", "(only you)"}},
		"public":                  {commands.Reply{Later: later(commands.Reply{Message: says("For all.")})}, []string{"For all.", "!(only you)"}},
		"private after public":    {commands.Reply{Later: later(commands.Reply{Message: says("For one."), Private: true})}, []string{"For one.", "(only you)"}},
		"nothing to say":          {commands.Reply{Private: true, Later: later(commands.Reply{})}, []string{"!thinking"}},
		"twice":                   {commands.Reply{Later: later(commands.Reply{Later: later(commands.Reply{Message: says("At last.")})})}, []string{"At last."}},
		"form is too late":        {commands.Reply{Private: true, Later: later(commands.Reply{Modal: &commands.Modal{Title: "T"}})}, []string{english.again}},
		"panics":                  {commands.Reply{Private: true, Later: func(context.Context) commands.Reply { panic("oh") }}, []string{english.broken}},
		"refused by discord":      {commands.Reply{Private: true, Later: later(commands.Reply{Message: commands.Message{Cards: []commands.Card{{Image: "https://[bad"}}}})}, []string{blank}},
		"unanswerable is excused": {commands.Reply{}, []string{english.done}},
	} {
		t.Run(name, func(t *testing.T) {
			s.till.answer(always(tt.reply))
			s.request(t)
			s.expectNew(t, tt.want...)
		})
	}
}

func TestTap(t *testing.T) {
	s := newRunning(t)
	s.till.answer(always(commands.Reply{Message: withButton("A card.", "Pay", "pay:7K3M9QXD")}))
	s.request(t)

	s.till.answer(always(commands.Reply{Message: says("Not yours."), Private: true}))
	s.tap(t, "Pay")
	s.expect(t, "A card.", "Not yours.")
	if r := s.till.last(t); r.Kind != commands.Tap || r.Route != "pay:7K3M9QXD" {
		t.Errorf("decoded %+v", r)
	}

	s.till.answer(always(commands.Reply{})) // nothing to say: only acknowledged
	s.tap(t, "Pay")
	s.expect(t, "A card.")

	s.till.answer(always(commands.Reply{Update: true, Message: withButton("Rewritten.", "Pay", "pay:7K3M9QXD")}))
	s.tap(t, "Pay")
	s.expect(t, "Rewritten.", "!A card.")

	rewrite := commands.Reply{Update: true, Message: withButton("Again.", "Pay", "pay:7K3M9QXD")}
	s.till.answer(always(commands.Reply{Update: true, Later: func(context.Context) commands.Reply { return rewrite }}))
	s.tap(t, "Pay")
	s.expect(t, "Again.", "!Rewritten.")

	beside := commands.Reply{Private: true, Message: says("Beside it.")}
	s.till.answer(always(commands.Reply{Update: true, Later: func(context.Context) commands.Reply { return beside }}))
	s.tap(t, "Pay")
	s.expect(t, "Again.", "Beside it.")
}

// TestSlowTap rewrites, or adds, whichever the late answer asks for.
func TestSlowTap(t *testing.T) {
	s := newRunning(t)
	s.till.answer(always(commands.Reply{Message: withButton("A card.", "Pay", "pay:7K3M9QXD")}))
	s.request(t)
	s.settle(t)
	s.bot.deferAfter = time.Millisecond
	for _, reply := range []commands.Reply{
		{Message: withButton("Beside.", "More", "more"), Private: true},
		{Message: withButton("Over it.", "Pay", "pay:7K3M9QXD"), Update: true},
	} {
		release := make(chan struct{})
		s.till.answer(func(context.Context, commands.Request) commands.Reply { <-release; return reply })
		s.tap(t, "Pay")
		close(release)
		s.settle(t)
	}
	s.expect(t, "Beside.", "Over it.", "!A card.")
}

func TestModal(t *testing.T) {
	s := newRunning(t)
	s.till.answer(always(commands.Reply{Modal: &commands.Modal{
		Route: "ship:7K3M9QXD", Title: "Mark as shipped", Inputs: []commands.Input{
			{Name: "carrier", Label: "Carrier", Value: "UPS", MaxLength: 40},
			{Name: "note", Label: "Note", Paragraph: true, Required: true, MinLength: 2},
		},
	}}))
	out := s.request(t)
	if out.Modal == nil || out.Modal.Title != "Mark as shipped" || len(out.Modal.Fields) != 2 {
		t.Fatalf("opened %+v", out.Modal)
	}
	s.till.answer(always(commands.Reply{Message: says("Shipped."), Private: true}))
	if out, err := s.discord.Fill(t.Context(), "seller", map[string]string{"Note": "on its way"}); err != nil || out.Failed != "" {
		t.Fatal(err, out.Failed)
	}
	s.expect(t, "Shipped.")
	r := s.till.last(t)
	if r.Kind != commands.Submit || r.Route.Arg(0) != "7K3M9QXD" || r.Fields["carrier"] != "UPS" || r.Fields["note"] != "on its way" {
		t.Errorf("decoded %+v", r)
	}
}

func TestAutocomplete(t *testing.T) {
	s := newRunning(t)
	s.till.answer(always(commands.Reply{Choices: []commands.Choice{{Name: "Mug, blue", Value: "mug"}}}))
	got, err := s.discord.Complete(t.Context(), "seller", discord.DM, []string{"/request", "product:mu"})
	if err != nil || len(got) != 1 || got[0].Name != "Mug, blue" {
		t.Fatal(got, err)
	}
	if r := s.till.last(t); r.Kind != commands.Autocomplete || r.Focused != "product" || r.Options["product"] != "mu" {
		t.Errorf("decoded %+v", r)
	}
	s.bot.deferAfter = time.Millisecond
	release := make(chan struct{})
	s.till.answer(func(context.Context, commands.Request) commands.Reply { <-release; return commands.Reply{} })
	if got, err := s.discord.Complete(t.Context(), "seller", discord.DM, []string{"/request", "product:mu"}); err != nil || len(got) != 0 {
		t.Error("a slow autocomplete shows nothing:", got, err)
	}
	close(release)
	s.settle(t)
}

func TestSubcommand(t *testing.T) {
	s := newRunning(t)
	out, err := s.discord.Command(t.Context(), "seller", discord.DM, []string{"/product", "add", "name:Mug"})
	if err != nil || out.Failed != "" {
		t.Fatal(err, out.Failed)
	}
	if r := s.till.last(t); r.Name != "product" || r.Sub != "add" || r.Options["name"] != "Mug" {
		t.Errorf("got /%s %s with %v", r.Name, r.Sub, r.Options)
	}
}

func TestMenus(t *testing.T) {
	s := newRunning(t)
	out, err := s.discord.Menu(t.Context(), "seller", discord.Server, "Request payment", "buyer")
	if err != nil || out.Failed != "" {
		t.Fatal(err, out.Failed)
	}
	buyer := s.discord.Person("buyer")
	r := s.till.last(t)
	if r.Kind != commands.UserMenu || r.Place != commands.InServer || r.Target != buyer.ID || r.People["x"].Name != "" {
		t.Errorf("decoded %+v", r)
	}
	if _, err := s.discord.Type(t.Context(), "buyer", discord.Server, "I want the blue mug", nil, ""); err != nil {
		t.Fatal(err)
	}
	if out, err := s.discord.Menu(t.Context(), "seller", discord.Server, "Turn into a request", "message"); err != nil || out.Failed != "" {
		t.Fatal(err, out.Failed)
	}
	r = s.till.last(t)
	if r.Kind != commands.MessageMenu || r.Text != "I want the blue mug" || len(r.People) != 1 {
		t.Errorf("decoded %+v", r)
	}
	s.settle(t)
}

// TestPanic answers kindly, and the bot goes on.
func TestPanic(t *testing.T) {
	s := newRunning(t)
	s.till.answer(func(context.Context, commands.Request) commands.Reply { panic("secret mug") })
	s.request(t)
	s.expect(t, english.broken)
	s.till.answer(nil)
	s.request(t)
	s.expect(t, "Hello.")
	if !strings.Contains(s.log.String(), "stack=") {
		t.Error("the panic was logged without its stack")
	}
	if strings.Contains(s.log.String(), "secret") {
		t.Error("what was thrown was logged")
	}
}

// TestLog has no text, token or name in it.
func TestLog(t *testing.T) {
	s := newRunning(t)
	s.request(t, "item:secret mug")
	if _, err := s.discord.Type(t.Context(), "seller", discord.DM, "secret words", nil, ""); err != nil {
		t.Fatal(err)
	}
	s.settle(t)
	log := s.log.String()
	if !strings.Contains(log, "msg=interaction kind=command name=request outcome=answered") {
		t.Errorf("no line for the interaction:\n%s", log)
	}
	for _, secret := range []string{"secret", "seller", "Seller", s.discord.Application().BotToken} {
		if strings.Contains(log, secret) {
			t.Errorf("%q was logged:\n%s", secret, log)
		}
	}
}
