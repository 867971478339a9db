package bot

import (
	"context"
	"flag"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"till/commands"
	"till/sandbox/discord"
	"till/shop"
)

// start is the business time of the tests; it stands still.
var start = time.Date(2026, 1, 5, 10, 0, 0, 0, time.UTC)

// fakeTill answers as a test says. Its commands are always the same.
type fakeTill struct {
	mu     sync.Mutex
	handle func(context.Context, commands.Request) commands.Reply
	notice func(shop.Notice) commands.Message
	asked  []commands.Request
	reads  func(commands.Person) string // a language
}

func (f *fakeTill) Definitions() []commands.Definition {
	return []commands.Definition{
		{Kind: commands.Command, Name: "request", Description: "Ask for a payment", Options: []commands.OptionDefinition{
			{Name: "buyer", Description: "Who pays", Type: commands.UserOption},
			{Name: "item", Description: "What for", Type: commands.StringOption, MaxLength: 100},
			{
				Name: "quantity", Description: "How many", Type: commands.IntegerOption, Min: new(int64(1)),
				Localized: commands.Localized{Descriptions: map[string]string{"de": "Wie viele"}},
			},
			{
				Name: "speed", Description: "How fast", Type: commands.StringOption, Choices: []commands.Choice{{Name: "Slow", Value: "slow"}},
				ChoiceNames: map[string]map[string]string{"Slow": {"de": "Langsam"}},
			},
			{Name: "photo", Description: "A picture", Type: commands.FileOption},
			{Name: "product", Description: "From the catalogue", Type: commands.StringOption, Autocomplete: true},
		}},
		{Kind: commands.Command, Name: "product", Description: "The catalogue", Options: []commands.OptionDefinition{
			{Name: "add", Description: "Add a product", Type: commands.Subcommand, Options: []commands.OptionDefinition{
				{Name: "name", Description: "What it is", Type: commands.StringOption, Required: true},
			}},
			{Name: "list", Description: "See them", Type: commands.Subcommand},
		}},
		{
			Kind: commands.UserMenu, Name: "Request payment",
			Localized: commands.Localized{Names: map[string]string{"de": "Um Zahlung bitten"}},
		},
		{Kind: commands.MessageMenu, Name: "Turn into a request"},
	}
}

func (f *fakeTill) Handle(ctx context.Context, r commands.Request) commands.Reply {
	f.mu.Lock()
	f.asked = append(f.asked, r)
	handle := f.handle
	f.mu.Unlock()
	if handle == nil {
		return commands.Reply{Message: commands.Message{Text: "Hello."}, Private: true}
	}
	return handle(ctx, r)
}

func (f *fakeTill) Notice(_ context.Context, n shop.Notice) (commands.Message, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.notice == nil {
		return commands.Message{}, nil
	}
	return f.notice(n), nil
}

func (f *fakeTill) Language(_ context.Context, who commands.Person) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.reads == nil {
		return "en"
	}
	return f.reads(who)
}

func (f *fakeTill) answer(handle func(context.Context, commands.Request) commands.Reply) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.handle = handle
}

func (f *fakeTill) read(reads func(commands.Person) string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.reads = reads
}

func (f *fakeTill) say(m commands.Message) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.notice = func(shop.Notice) commands.Message { return m }
}

// last is the newest Request.
func (f *fakeTill) last(t *testing.T) commands.Request {
	t.Helper()
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.asked) == 0 {
		t.Fatal("nothing was asked")
	}
	return f.asked[len(f.asked)-1]
}

// stage is a bot on the sandbox's Discord.
type stage struct {
	discord *discord.Discord
	till    *fakeTill
	bot     *Bot
	url     string
	wire    *transportSpy
	changed chan struct{} // rung at each change
	ended   chan error    // what Run returned
	stop    context.CancelFunc
	log     *lockedBuffer
}

// newStage serves a Discord and makes a bot that is not running.
func newStage(t *testing.T) *stage {
	t.Helper()
	t.Parallel()
	s := &stage{till: &fakeTill{}, changed: make(chan struct{}, 1), ended: make(chan error, 1), log: new(lockedBuffer)}
	var handler http.Handler
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { handler.ServeHTTP(w, r) }))
	s.url = server.URL
	ring := func() {
		select {
		case s.changed <- struct{}{}:
		default:
		}
	}
	s.log.ring = ring
	s.discord = discord.New(discord.Config{Now: func() time.Time { return start }, Origin: server.URL, Changed: ring, Pace: 50})
	handler = s.discord.Handler()
	t.Cleanup(func() {
		if err := s.discord.Close(); err != nil {
			t.Error(err)
		}
		server.Close()
	})
	s.wire = &transportSpy{next: ownTransport(), judge: newJudge(t)}
	bot, err := New(Config{
		Token: s.discord.Application().BotToken, APIBase: server.URL + "/discord/api", Till: s.till,
		Transport: s.wire, Changed: ring, Logger: slog.New(slog.NewTextHandler(io.MultiWriter(s.log, t.Output()), nil)),
	})
	if err != nil {
		t.Fatal(err)
	}
	bot.backoff = func(int) time.Duration { return time.Millisecond }
	bot.startsEvery = 150 * time.Millisecond // the sandbox's, in its pace
	bot.pauseBefore = func(int) time.Duration { return time.Millisecond }
	s.bot = bot
	leakCheck(t)
	return s
}

// newRunning is newStage with the bot logged in.
func newRunning(t *testing.T) *stage {
	t.Helper()
	s := newStage(t)
	s.run(t)
	select {
	case <-s.bot.Ready():
	case err := <-s.ended:
		t.Fatalf("the bot ended: %v", err)
	case <-t.Context().Done():
		t.Fatal("the bot was never ready")
	}
	return s
}

// run starts the bot, and ends it with the test.
func (s *stage) run(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	s.stop = cancel
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.ended <- s.bot.Run(ctx)
	}()
	t.Cleanup(func() {
		cancel()
		<-done
	})
}

// until waits for a condition that changes with the bot or with Discord.
func (s *stage) until(t *testing.T, what string, is func() bool) {
	t.Helper()
	deadline := time.NewTimer(20 * time.Second)
	defer deadline.Stop()
	for !is() {
		select {
		case <-s.changed:
		case <-deadline.C:
			t.Fatalf("never: %s", what)
		}
	}
}

// settle waits until the bot has taken every event and handles nothing.
func (s *stage) settle(t *testing.T) {
	t.Helper()
	s.until(t, "the bot at rest", func() bool {
		return s.bot.Sequence() >= s.discord.Sequence() && s.bot.Busy() == 0 && s.discord.Busy() == 0
	})
}

// inbox is what a person sees in their DM with the bot.
func (s *stage) inbox(person string) string { return s.seen(person, discord.DM) }

func (s *stage) seen(person string, place discord.Place) string {
	var all []string
	for _, m := range s.discord.Messages(person, place) {
		all = append(all, m.Text())
	}
	return strings.Join(all, "\n")
}

// lockedBuffer keeps what is logged, and rings when something is.
type lockedBuffer struct {
	ring func()
	mu   sync.Mutex
	text strings.Builder
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	defer b.ring()
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

type contextT = context.Context

func contextWithCancel(t *testing.T) (context.Context, context.CancelFunc) {
	t.Helper()
	return context.WithCancel(t.Context())
}

type (
	requestT = commands.Request
	replyT   = commands.Reply
)

// TestMain lets more tests run at once than there are cores: they wait rather than compute, above
// all for discordgo, which sleeps for a second whenever it closes a session.
func TestMain(m *testing.M) {
	flag.Parse()
	if err := flag.Set("test.parallel", "16"); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}
