package commands_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"image"
	"image/png"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"till/commands"
	"till/shop"
	"till/shop/money"
	"till/shop/shoptest"
	"till/tracking"
)

// people are called by their role.
var people = map[string]shop.UserID{
	"seller": "1001000000000000001", "buyer": "2001000000000000001", "other": "3001000000000000001",
	"operator": "4001000000000000001", "robot": "5001000000000000001",
}

func nameOf(id shop.UserID) string {
	for name, is := range people {
		if is == id {
			return name
		}
	}
	return string(id)
}

// shown is a message on somebody's screen, or on the screens of two.
type shown struct {
	ref     string
	message commands.Message
	shared  bool
}

// chat is a shop with people in it. It plays Discord: it keeps what each of them
// has on the screen, and writes down what is said.
type chat struct {
	t        *testing.T
	shop     *shop.Shop
	store    *shoptest.Memory
	till     *commands.Till
	provider *provider
	tracker  *shoptest.FakeTracker // with Policy.Scans
	now      time.Time
	screens  map[shop.UserID][]*shown
	closed   shop.UserID // whose DM is closed
	forms    map[shop.UserID]*commands.Modal
	opened   map[shop.UserID]*shown // on which message each form was opened, if on a shared one
	with     []string               // in whose DM something is done, if not in the bot's
	ids      int
	events   int
	log      strings.Builder
	language string                                 // that everybody reads, where it is not English
	before   func(commands.Request)                 // is shown every act before it happens, when it is set
	after    func(commands.Request, commands.Reply) // and afterwards
}

// start is when every story begins.
var start = time.Date(2026, 11, 22, 14, 5, 0, 0, time.UTC)

// testPolicy offers the currencies that amounts are tried in.
func testPolicy() shop.Policy {
	p := shop.DefaultPolicy()
	p.Limits["EUR"] = shop.Limit{Request: money.New(750_00, "EUR"), Week: money.New(2250_00, "EUR")}
	p.Limits["JPY"] = shop.Limit{Request: money.New(100_000, "JPY"), Week: money.New(300_000, "JPY")}
	p.Limits["IDR"] = shop.Limit{Request: money.New(999_999_999_999, "IDR"), Week: money.New(1<<60, "IDR")}
	p.Limits["KWD"] = shop.Limit{Request: money.New(250_000, "KWD"), Week: money.New(750_000, "KWD")}
	p.Fees = map[money.Currency]shop.PlatformFee{"USD": {Fixed: money.New(30, "USD")}}
	p.Currency = "USD"
	return p
}

func newChat(t *testing.T) *chat {
	t.Helper()
	return newChatUnder(t, testPolicy())
}

func newChatUnder(t *testing.T, policy shop.Policy) *chat {
	t.Helper()
	c := &chat{
		t: t, now: start, store: shoptest.NewMemory(),
		screens: make(map[shop.UserID][]*shown), forms: make(map[shop.UserID]*commands.Modal), opened: make(map[shop.UserID]*shown),
	}
	clock := func() time.Time { return c.now }
	c.provider = newProvider(clock)
	var tracker shop.Tracker
	if policy.Scans {
		c.tracker = &shoptest.FakeTracker{Now: clock}
		tracker = c.tracker
	}
	seed := 0
	c.shop = shop.New(shop.Ports{
		Store: c.store, Provider: c.provider, Messenger: c, Carrier: tracking.Numbers{}, Files: c,
	}, shop.Config{
		Policy: policy, Tracker: tracker, Operator: "Kiln Market", Operators: []shop.UserID{people["operator"]}, Provider: "Stripe", Now: clock,
		Random: func() [5]byte {
			seed++
			sum := sha256.Sum256(fmt.Append(nil, seed))
			return [5]byte(sum[:5])
		},
		Jitter: func() float64 { return 0.5 },
		Logger: slog.New(slog.DiscardHandler),
	})
	c.till = commands.New(c.shop)
	return c
}

// Fetch implements shop.Files: every file is a small picture, but those that are
// called otherwise.
func (c *chat) Fetch(_ context.Context, a shop.Attachment, _ int64) ([]byte, error) {
	if !strings.HasSuffix(a.Name, ".png") {
		return []byte("no picture"), nil
	}
	var b bytes.Buffer
	err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 8, 8)))
	return b.Bytes(), err
}

// Send implements shop.Messenger.
func (c *chat) Send(ctx context.Context, n shop.Notice, _ string) (shop.MessageRef, error) {
	m, err := c.till.Notice(ctx, n)
	if err != nil || m.Empty() {
		return shop.MessageRef{}, err
	}
	if c.closed == n.To {
		return shop.MessageRef{}, &shop.Error{Code: shop.Refused, Reason: shop.ReasonDMClosed, Message: "closed"}
	}
	c.ids++
	ref := fmt.Sprintf("m%d", c.ids)
	c.screens[n.To] = append(c.screens[n.To], &shown{ref: ref, message: m})
	checkLimits(c.t, m, nil, nil)
	c.say("%s gets a message:", nameOf(n.To))
	c.print(m)
	return shop.MessageRef{Channel: "dm-" + string(n.To), Message: ref}, nil
}

// Edit implements shop.Messenger.
func (c *chat) Edit(ctx context.Context, ref shop.MessageRef, n shop.Notice) error {
	m, err := c.till.Notice(ctx, n)
	if err != nil || m.Empty() {
		return err
	}
	checkLimits(c.t, m, nil, nil)
	for _, s := range c.screens[n.To] {
		if s.ref != ref.Message {
			continue
		}
		if text(m, c.now) != text(s.message, c.now) {
			c.say("%s's card changes:", nameOf(n.To))
			c.print(m)
		}
		s.message = m
		return nil
	}
	return &shop.Error{Code: shop.NotFound, Message: "no message"}
}

func (c *chat) say(format string, args ...any) { fmt.Fprintf(&c.log, "  "+format+"\n", args...) }

func (c *chat) print(m commands.Message) {
	for line := range strings.Lines(text(m, c.now)) {
		c.log.WriteString("    " + line)
	}
}

// request makes a Request of somebody.
func (c *chat) request(who string, kind commands.Kind) commands.Request {
	id, ok := people[who]
	if !ok {
		c.t.Fatalf("nobody is called %q", who)
	}
	c.ids++
	r := commands.Request{
		Kind: kind, Cause: fmt.Sprintf("cause%d", c.ids), Place: commands.InDM,
		Actor:   commands.Person{ID: id, Name: who, Locale: "en-US"},
		Options: map[string]string{}, Fields: map[string]string{},
		People: map[shop.UserID]commands.Person{},
	}
	if c.with != nil {
		r.Place, r.Chat, r.Install = commands.InPrivate, strings.Join(slices.Sorted(slices.Values(c.with)), " and "), "https://discord.example/install"
	}
	for name, id := range people {
		r.People[id] = commands.Person{ID: id, Name: name, Bot: name == "robot"}
	}
	return r
}

// handle gives the Request to the bot, shows the answer, and lets what follows
// from it happen.
func (c *chat) handle(r commands.Request, on *shown) commands.Reply {
	c.t.Helper()
	r.Shared = on != nil && on.shared
	if c.before != nil {
		c.before(r)
	}
	reply := c.answer(r)
	if c.after != nil {
		defer func() { c.after(r, reply) }()
	}
	checkLimits(c.t, reply.Message, reply.Modal, reply.Choices)
	switch {
	case r.Kind == commands.Autocomplete:
		for _, choice := range reply.Choices {
			c.say("- %s", choice.Name)
		}
	case reply.Modal != nil:
		c.forms[r.Actor.ID] = reply.Modal
		if r.Shared {
			c.opened[r.Actor.ID] = on
		}
		c.say("%s fills in %q:", r.Actor.Name, reply.Modal.Title)
		for _, in := range reply.Modal.Inputs {
			c.log.WriteString("    " + strings.TrimRight(fmt.Sprintf("%s: %s", in.Label, in.Value), " ") + "\n")
		}
	case reply.Update && on != nil:
		on.message = reply.Message
		c.say("which becomes:")
		c.print(reply.Message)
	case !reply.Empty():
		c.ids++
		m := &shown{fmt.Sprintf("m%d", c.ids), reply.Message, r.Chat != "" && !reply.Private}
		readers := []string{r.Actor.Name}
		if m.shared {
			readers = c.with
			c.say("for both:")
		}
		for _, reader := range readers {
			c.screens[people[reader]] = append(c.screens[people[reader]], m)
		}
		c.print(reply.Message)
	}
	if !reply.Card.Empty() {
		checkLimits(c.t, reply.Card, nil, nil)
		if text(on.message, c.now) != text(reply.Card, c.now) {
			c.say("the card in their chat changes:")
			c.print(reply.Card)
		}
		on.message = reply.Card
	}
	if reply.Err != nil {
		c.t.Errorf("%s: %v", r.Name, reply.Err)
	}
	for _, beside := range reply.Beside {
		c.beside(r.Actor, beside)
	}
	c.settle()
	return reply
}

// beside shows what stands beside an answer.
func (c *chat) beside(to commands.Person, beside commands.Beside) {
	c.t.Helper()
	if !beside.Empty() {
		checkLimits(c.t, beside.Message, nil, nil)
		c.ids++
		c.screens[to.ID] = append(c.screens[to.ID], &shown{ref: fmt.Sprintf("m%d", c.ids), message: beside.Message})
		c.say("beside it, %s sees:", to.Name)
		c.print(beside.Message)
	}
	if err := beside.Seen(c.t.Context()); err != nil {
		c.t.Error(err)
	}
}

// answer is what the bot answers in the end.
func (c *chat) answer(r commands.Request) commands.Reply {
	reply := c.till.Handle(c.t.Context(), r)
	beside := reply.Beside
	for reply.Later != nil {
		reply = reply.Later(c.t.Context())
	}
	reply.Beside = beside
	return reply
}

// settle runs everything that is due.
func (c *chat) settle() {
	c.t.Helper()
	for range 1000 {
		jobs, err := c.shop.Runnable(c.t.Context(), 1)
		if err != nil {
			c.t.Fatal(err)
		}
		if len(jobs) == 0 {
			return
		}
		if err := c.shop.RunJob(c.t.Context(), jobs[0]); err != nil {
			c.t.Fatal(err)
		}
	}
	c.t.Fatal("it never settles")
}

// hear has the bot hear of an object at the provider.
func (c *chat) hear(subject shop.Subject, object string) {
	c.t.Helper()
	c.events++
	err := c.shop.Hear(c.t.Context(), shop.ProviderEvent{
		ID: fmt.Sprintf("event%d", c.events), Subject: subject, Object: object, At: c.now,
	})
	if err != nil {
		c.t.Fatal(err)
	}
	c.settle()
}

// wait moves the clock, from one due time to the next.
func (c *chat) wait(d time.Duration) {
	c.t.Helper()
	end := c.now.Add(d)
	for {
		due, ok, err := c.shop.NextDue(c.t.Context())
		if err != nil {
			c.t.Fatal(err)
		}
		if !ok || due.After(end) {
			c.now = end
			return
		}
		if due.After(c.now) {
			c.now = due
		}
		c.settle()
	}
}

// seen is a label as people see it, who do not see marks of direction.
func seen(label string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Bidi_Control, r) {
			return -1
		}
		return r
	}, label)
}

// begins reports whether a label begins so, or as that is in the chat's language.
func (c *chat) begins(label, so string) bool {
	label = seen(label)
	return strings.HasPrefix(label, so) || c.language != "" && slices.ContainsFunc(commands.Labels(c.language, so), func(begin string) bool {
		return strings.HasPrefix(label, begin)
	})
}

// findButton returns the newest button on somebody's screen whose label begins so.
func (c *chat) findButton(who shop.UserID, label string) (*shown, commands.Button) {
	c.t.Helper()
	for _, s := range slices.Backward(c.screens[who]) {
		if c.with != nil && !s.shared {
			continue
		}
		for _, row := range s.message.Rows {
			for _, b := range row.Buttons {
				if c.begins(b.Label, label) && !b.Disabled {
					return s, b
				}
			}
		}
	}
	c.t.Fatalf("%s sees no button %q", nameOf(who), label)
	return nil, commands.Button{}
}

// findOption returns the newest menu on somebody's screen with such an option.
func (c *chat) findOption(who shop.UserID, label string) (*shown, commands.Route, string) {
	c.t.Helper()
	for _, s := range slices.Backward(c.screens[who]) {
		for _, row := range s.message.Rows {
			if row.Select == nil {
				continue
			}
			for _, o := range row.Select.Options {
				if c.begins(o.Label, label) {
					return s, row.Select.Route, o.Value
				}
			}
		}
	}
	c.t.Fatalf("%s sees no option %q", nameOf(who), label)
	return nil, "", ""
}
