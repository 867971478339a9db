package bot

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"

	"till/commands"
	"till/shop"
)

// The bot's own times. Discord waits 3 s for the first answer to an interaction and honours its
// token for 15 min ("Receiving and Responding to Interactions").
const (
	answerWithin = 3 * time.Second
	deferAfter   = 2 * time.Second
	laterWithin  = 14 * time.Minute
	drainWithin  = 10 * time.Second
)

// Till is what the bot gives a voice to: *commands.Till.
type Till interface {
	Definitions() []commands.Definition
	Handle(ctx context.Context, r commands.Request) commands.Reply
	Notice(ctx context.Context, n shop.Notice) (commands.Message, error)
	Language(ctx context.Context, who commands.Person) string
}

// Config is what a Bot needs. Token is required; Till is, too, before Run or Send, but may be
// given later with Use, since it is built over a shop that is built over this Bot.
type Config struct {
	Token string // the bot's token, with or without "Bot " in front
	Till  Till

	// APIBase replaces https://discord.com/api: /v9/… is added to it. Empty: Discord.
	APIBase string
	// Changed is called, with no lock held, when Busy or Sequence changed. It must be cheap.
	Changed func()
	// Connected is called each time the gateway has let the bot in: what waited for Discord can be
	// tried now.
	Connected func()
	// Logger gets one line for each interaction, typed message and connection. Default: slog's.
	Logger *slog.Logger
	// Observer counts interactions, Discord's answers and waits for its rate limits. Default: nobody.
	Observer shop.Observer
	// Transport carries the HTTP requests. Default: a transport of the bot's own.
	Transport http.RoundTripper
	// Drain is how long answers under way may take after Run's context ends. Default: 10 s.
	Drain time.Duration
}

// Bot is the application's presence on Discord. It implements shop.Messenger.
type Bot struct {
	cfg      Config
	api      *client
	activity *activity
	channels *channels
	contacts contacts
	seen     *recent
	turns    *turns
	log      *slog.Logger

	ready     chan struct{}
	readyOnce sync.Once

	mu    sync.Mutex
	till  Till
	start func(raw []byte) bool // an interaction from the endpoint; nil unless Run runs
	state Connection

	tls *tls.Config // of the gateway, nil but in tests

	// Tests shorten these.
	deferAfter  time.Duration
	openWithin  time.Duration
	startsEvery time.Duration                              // a session
	heartbeat   func(interval time.Duration) time.Duration // how long acknowledgements may be missing
	backoff     func(attempt int) time.Duration
	pauseBefore func(attempt int) time.Duration // a repeated request
}

var (
	_ shop.Messenger = (*Bot)(nil)
	_ shop.Files     = (*Bot)(nil)
	_ Till           = (*commands.Till)(nil)
)

// New makes a Bot. It does not connect: see Run.
func New(cfg Config) (*Bot, error) {
	cfg.Token = strings.TrimSpace(strings.TrimPrefix(strings.TrimLeft(cfg.Token, " \t\n"), "Bot "))
	if cfg.Token == "" {
		return nil, errors.New("no Discord bot token: copy it from the developer portal, page Bot")
	}
	base, err := parseBase(cfg.APIBase)
	if err != nil {
		return nil, fmt.Errorf("discord api address %q: %w", cfg.APIBase, err)
	}
	if cfg.Changed == nil {
		cfg.Changed = func() {}
	}
	if cfg.Connected == nil {
		cfg.Connected = func() {}
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.Default()
	}
	if cfg.Observer == nil {
		cfg.Observer = shop.NoObserver{}
	}
	if cfg.Drain <= 0 {
		cfg.Drain = drainWithin
	}
	if cfg.Transport == nil {
		cfg.Transport = ownTransport()
	}
	api, err := newClient(cfg, base)
	if err != nil {
		return nil, fmt.Errorf("make a discord session: %w", err)
	}
	return &Bot{
		cfg:         cfg,
		api:         api,
		activity:    newActivity(cfg.Changed),
		channels:    newChannels(),
		seen:        newRecent(),
		turns:       newTurns(),
		log:         cfg.Logger,
		ready:       make(chan struct{}),
		till:        cfg.Till,
		deferAfter:  deferAfter,
		openWithin:  20 * time.Second,
		startsEvery: startsEvery,
		heartbeat:   func(interval time.Duration) time.Duration { return 2*interval + 5*time.Second },
		backoff:     backoff,
		pauseBefore: pauseBefore,
	}, nil
}

// Use gives the bot its commands. Call it once, before Run.
func (b *Bot) Use(t Till) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.till = t
}

func (b *Bot) voice() Till {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.till
}

// Ready is closed once the bot is logged in and its commands are registered.
func (b *Bot) Ready() <-chan struct{} { return b.ready }

// Busy is the number of interactions and messages being handled, their later edits included.
func (b *Bot) Busy() int { return b.activity.current() }

// Answering is how many people wait for a first answer at this moment.
func (b *Bot) Answering() int { return b.activity.unanswered() }

// Sequence is the number of the last gateway event taken from the present session. What an event
// asks for counts as busy before its number shows here.
func (b *Bot) Sequence() int64 { return b.activity.taken() }

// Run logs in, registers the commands when they changed, and serves until ctx ends; then it hangs
// up, lets the answers under way finish, and returns nil. It returns an error only when Discord
// refuses the bot for good: the error says what to mend. Call it once.
func (b *Bot) Run(ctx context.Context) error {
	if b.voice() == nil {
		return errors.New("the bot has no commands: give it some with Use before Run")
	}
	// Answers under way outlive ctx by the drain time.
	work, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()

	b.receiving(func(raw []byte) bool { return b.takeInteraction(work, raw) })
	err := b.supervise(ctx, work)
	b.receiving(nil)

	if !b.activity.drain(b.cfg.Drain) {
		b.log.Warn("answers cut short at shutdown", "count", b.Busy())
		stop()
		b.activity.drain(answerWithin)
	}
	b.api.close()
	return err
}

func (b *Bot) isReady() { b.readyOnce.Do(func() { close(b.ready) }) }

// backoff is the pause before another connection: 1 s doubling to 60 s, half of it by chance.
func backoff(attempt int) time.Duration {
	full := min(time.Second<<min(attempt, 6), time.Minute)
	return full/2 + rand.N(full/2)
}

// newSession makes a session of discordgo that leaves limits, retries and logs to us.
func newSession(token string, http *http.Client) (*discordgo.Session, error) {
	s, err := discordgo.New("Bot " + token)
	if err != nil {
		return nil, err
	}
	s.LogLevel = -1 // it would log payloads
	s.StateEnabled = false
	s.ShouldReconnectOnError = false
	s.ShouldReconnectVoiceOnSessionError = false
	s.ShouldRetryOnRateLimit = false
	s.MaxRestRetries = 0
	s.SyncEvents = true // our handler only starts work, in the order of arrival
	s.Compress = false  // wire reads along
	s.Identify.Compress = false
	s.Identify.Intents = discordgo.IntentDirectMessages
	s.Identify.LargeThreshold = 50
	s.Client = http
	s.UserAgent = "DiscordBot (https://github.com/bwmarrin/discordgo, v" + discordgo.VERSION + ") till"
	return s, nil
}
