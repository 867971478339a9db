package commands

import (
	"cmp"
	"context"
	"maps"

	"till/shop"
)

// Till is everything that people can say to the bot. It is pure: a Request in,
// a Reply out; it holds no network, no clock and no store.
type Till struct {
	shop     *shop.Shop
	commands map[string]command // by name
	routes   map[string]handler // by a route's name
	order    []string           // of the commands, as registered
	single   bool               // the shop is one that sells for itself
}

type handler func(ctx context.Context, r Request) Reply

// command is one command: its definition, its handler, and the routes of its
// buttons, menus and forms. Each has a file of its own. One without a name is
// only buttons.
type command struct {
	Definition

	run      handler
	complete handler // answers Autocomplete
	routes   map[string]handler
}

// New registers every command over the shop.
func New(s *shop.Shop) *Till {
	t := &Till{shop: s, single: s != nil && s.Single(), commands: make(map[string]command), routes: make(map[string]handler)}
	for _, c := range []command{
		t.sell(),
		t.request(),
		t.requestMenu(),
		t.requestMessageMenu(),
		t.repeat(),
		t.product(),
		t.orders(),
		t.ship(),
		t.cancel(),
		t.refund(),
		t.payouts(),
		t.sales(),
		t.ask(),
		t.askMenu(),
		t.shops(),
		t.purchases(),
		t.track(),
		t.wallet(),
		t.verify(),
		t.block(),
		t.report(),
		t.reviews(),
		t.settings(),
		t.privacy(),
		t.help(),
		t.pay(),
		t.inChat(),
		t.address(),
		t.decline(),
		t.terms(),
		t.receipt(), t.handover(),
		t.talk(),
		t.moreDays(),
		t.dispute(),
		t.admin(),
		t.problem(),
		t.answerProblem(),
		t.adminProblem(),
	} {
		if c.Name != "" {
			t.commands[c.Name] = c
			t.order = append(t.order, c.Name)
		}
		maps.Copy(t.routes, c.routes)
	}
	return t
}

// Handle answers a Request. It always answers: a refusal is a Reply too. A
// Typed message that needs no answer gets an empty one.
func (t *Till) Handle(ctx context.Context, r Request) Reply {
	answer := t.answer(r)
	if answer == nil {
		if r.Kind == Autocomplete {
			return Reply{}
		}
		answer = func(_ context.Context, r Request) Reply { return private(r.voice().say(txtUnknownRoute)) }
	}
	switch {
	case r.Place == InGroup && r.Kind == Autocomplete:
		return Reply{}
	case r.Place == InGroup:
		answer = inGroup
	case r.Shared:
		answer = t.onShared(answer)
	}
	r.speak = t.reader(ctx, r.Actor)
	return t.withMissed(ctx, r, r.speak.answered(answer(ctx, r)))
}

// Language is the code of the language that somebody reads here, for words that are
// said elsewhere.
func (t *Till) Language(ctx context.Context, who Person) string { return t.reader(ctx, who).language }

// reader speaks to whoever does something. A typed message does not tell the
// language of the client that it comes from: what that said last counts.
func (t *Till) reader(ctx context.Context, who Person) voice {
	chosen, last, err := t.shop.Reader(ctx, who.ID)
	if err != nil {
		chosen, last = "", "" // the store will tell the handler why, too
	}
	return t.voice(chosen, cmp.Or(who.Locale, last))
}

// voice speaks to somebody by the language that they chose, if they did, and
// their Discord client's.
func (t *Till) voice(chosen, locale string) voice {
	return voice{language: languageFor(chosen, locale), client: languageFor("", locale), single: t.single}
}

// answer returns the handler that a Request is for, or nil.
func (t *Till) answer(r Request) handler {
	switch r.Kind {
	case Command, UserMenu, MessageMenu:
		return t.commands[r.Name].run
	case Autocomplete:
		return t.commands[r.Name].complete
	case Tap, Submit:
		return t.routes[r.Route.Name()]
	case Typed:
		return t.typed
	default:
		return nil
	}
}

func (r Request) voice() voice { return r.speak }

func (r Request) actor() shop.Actor { return shop.Actor{ID: r.Actor.ID, Locale: r.Actor.Locale} }

// option returns an option of a command, or the field of the same name in the
// form that asked for it.
func (r Request) option(name string) string {
	if text, ok := r.Options[name]; ok {
		return text
	}
	return r.Fields[name]
}

// picked returns what was chosen in a select menu.
func (r Request) picked() string {
	if len(r.Values) > 0 {
		return r.Values[0]
	}
	return ""
}

// private is a text that only the caller sees, with what they can do next.
func private(text string, next ...Button) Reply {
	return Reply{Private: true, Message: Message{Text: text, Rows: buttons(next...)}}
}

// buttons puts buttons into a row.
func buttons(all ...Button) []Row {
	if len(all) == 0 {
		return nil
	}
	return []Row{{Buttons: all}}
}

// button is one that leads somewhere.
func button(label string, style Style, route Route) Button {
	return Button{Label: clip(label, maxLabel), Style: style, Route: route}
}

// Discord's limits of what people's words flow into, in characters.
const (
	maxContent     = 2000
	maxBody        = 4096
	maxFieldValue  = 1024
	maxLabel       = 80
	maxModalTitle  = 45
	maxTitle       = 256
	maxOption      = 100 // a select's or an autocomplete's line
	maxOptions     = 25
	maxPlaceholder = 150
	maxRoute       = 100
)
