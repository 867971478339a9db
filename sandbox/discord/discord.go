package discord

import (
	"context"
	"crypto/ed25519"
	"log/slog"
	"net/http"
	"sync"
	"time"
)

// answerWithin is how long Discord waits for the first answer to an interaction, and tokenLife how
// long the interaction's token then works (Discord: "Receiving and Responding").
const (
	answerWithin = 3 * time.Second
	tokenLife    = 15 * time.Minute
)

// identifyEvery is how long a gateway lets no second session begin (Discord: "max_concurrency").
const identifyEvery = 5 * time.Second

// Config is what a Discord needs. Now is required; the rest has defaults.
type Config struct {
	// Now is business time: snowflakes, message timestamps, expiry of attachment links.
	Now func() time.Time
	// Origin is the scheme and host under which Handler is served, without a trailing slash.
	Origin string
	// Changed is called, with no lock held, when anything visible, Busy or Stimuli changed.
	Changed func()
	// Pace is how many times as fast as Discord's the windows of rate limits pass, for tests that
	// would only wait otherwise. Default: 1.
	Pace int
	// Misbehave chooses, before each call and each event for which no fault was ordered, one of the
	// kinds that could strike it, or "". It is called with Discord's lock held and must not call back.
	// Default: nothing strikes.
	Misbehave func(call string, kinds []string) string
	// Logger receives one line per refused request and per gateway session. Default: discarded.
	Logger *slog.Logger
}

// Discord is the imitation. Make one with New, mount its Handler, and Close it at the end.
type Discord struct {
	now     func() time.Time
	origin  string
	notify  func()
	log     *slog.Logger
	app     Application
	private ed25519.PrivateKey // of app.PublicKey
	mux     http.Handler
	limits  *limiter
	chance  func(call string, kinds []string) string
	life    context.Context //nolint:containedctx // its own: ends at Close
	end     context.CancelFunc
	done    <-chan struct{} // closed by Close
	workers sync.WaitGroup

	// answerWithin and tokenLife are the constants above; tests in this package shorten them.
	answerWithin  time.Duration
	tokenLife     time.Duration
	identifyEvery time.Duration // the same, in the limits' pace

	mu      sync.Mutex
	world   world
	gateway gateway
	faults  faults
	busy    int
	stimuli uint64
	closed  bool
}

// New makes an empty Discord: an application, its bot, one server that the bot has joined.
func New(cfg Config) *Discord {
	d := &Discord{
		now:          cfg.Now,
		origin:       cfg.Origin,
		notify:       cfg.Changed,
		log:          cfg.Logger,
		limits:       newLimiter(cfg.Pace),
		chance:       cfg.Misbehave,
		answerWithin: answerWithin,
		tokenLife:    tokenLife,

		identifyEvery: identifyEvery / time.Duration(max(cfg.Pace, 1)),
	}
	d.life, d.end = context.WithCancel(context.Background()) //nolint:forbidigo // it lives until Close and serves no caller
	d.done = d.life.Done()
	if d.notify == nil {
		d.notify = func() {}
	}
	if d.chance == nil {
		d.chance = func(string, []string) string { return "" }
	}
	if d.log == nil {
		d.log = slog.New(slog.DiscardHandler)
	}
	d.app, d.private = newApplication()
	d.world = newWorld(d.app, d.now)
	d.gateway = newGateway()
	d.faults = newFaults()
	d.mux = d.routes()
	return d
}

// Handler serves the REST API, the gateway and the attachments under /discord/.
func (d *Discord) Handler() http.Handler { return d.mux }

// Application is the bot's identity: what its operator would copy from the developer portal.
func (d *Discord) Application() Application { return d.app }

// Busy is the number of REST requests being served. Open gateway connections do not count.
func (d *Discord) Busy() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.busy
}

// Stimuli grows with each event that is dispatched to the bot.
func (d *Discord) Stimuli() uint64 {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.stimuli
}

// NextDue is the earliest business instant at which something happens by itself. Nothing in this
// imitation does: interactions and sessions run on the real clock.
func (d *Discord) NextDue() (time.Time, bool) { return time.Time{}, false }

// RunDue does what is due at Now, which is nothing (see NextDue).
func (d *Discord) RunDue() {}

// Close cuts the gateway connections, releases held answers and waits for its goroutines. It may
// be called twice.
func (d *Discord) Close() error {
	d.mu.Lock()
	d.closed = true
	d.end()
	d.mu.Unlock()
	d.workers.Wait()
	return nil
}
