package sandbox

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"till/sandbox/carrier"
	"till/sandbox/discord"
	"till/sandbox/stripe"
)

// residents are the people who exist from the start. Any other name makes a person, too.
var residents = [...]string{"seller", "buyer", "other", "operator"}

// Config says how a sandbox starts. The zero Config is a running clock on a free port.
type Config struct {
	// Addr is the loopback address to listen on. Default: 127.0.0.1 and a free port.
	Addr string
	// Start is the business time at the start. Default: the real time.
	Start time.Time
	// Frozen makes the clock stand still until it is moved.
	Frozen bool
	// Float is what the platform's Stripe balance starts with, in minor units by lower-case
	// currency. Default: nothing.
	Float map[string]int64
	// Pace is how many times as fast as Discord's the windows of rate limits pass. Default: 1.
	Pace int
	// State is a file that keeps the world: what is in it when the sandbox starts goes on, and it is
	// written whenever all has come to rest. A file that does not exist is made. A kept business
	// time wins over an earlier Start, and a kept port over a free one. Default: nothing is kept.
	State string
	// Logger receives what the services log. Default: discarded.
	Logger *slog.Logger
}

// Card is what a bot and its operator need to know about a running sandbox: the line that
// `till sandbox` prints.
type Card struct {
	DiscordAPI          string `json:"discord_api"` // /v9/… or /v10/… is added
	Gateway             string `json:"gateway"`
	ApplicationID       string `json:"application_id"`
	PublicKey           string `json:"public_key"`
	BotToken            string `json:"bot_token"`
	StripeAPI           string `json:"stripe_api"` // /v1/… is added
	StripeKey           string `json:"stripe_key"`
	StripeWebhookSecret string `json:"stripe_webhook_secret"`
	StripeConnectSecret string `json:"stripe_connect_webhook_secret"`
	CarrierAPI          string `json:"carrier_api"`
	CarrierKey          string `json:"carrier_key"`
	CarrierSecret       string `json:"carrier_webhook_secret"`
	OperatorID          string `json:"operator_id"` // of the person who is to operate the bot
	Control             string `json:"control"`
	Clock               string `json:"clock"` // for --clock: /stream and /report are added
	Page                string `json:"page"`
}

// Sandbox is one running imitation of the world around a bot. Make it with New; it is safe for
// use by several goroutines.
type Sandbox struct {
	discord  *discord.Discord
	stripe   *stripe.Stripe
	carrier  *carrier.Carrier
	clock    *clock
	bell     *bell
	pace     *pace
	card     Card
	keeper   *keeper // nil if nothing is kept
	plan     plan
	log      *slog.Logger
	listener net.Listener
	server   *http.Server

	life   context.Context //nolint:containedctx // its own: ends at Close, and every request's context descends from it
	end    context.CancelFunc
	work   sync.WaitGroup
	closed chan struct{}
	close  func() error

	mu        sync.Mutex
	dmsClosed map[string]bool // by person
}

// New makes a sandbox and listens. Connections are accepted once Serve runs.
func New(cfg Config) (*Sandbox, error) {
	s, err := build(cfg)
	if err != nil {
		return nil, err
	}
	s.begin()
	return s, nil
}

// begin starts what runs by itself.
func (s *Sandbox) begin() {
	s.work.Go(func() { s.pace.tick(s.life) })
	if s.keeper != nil {
		s.work.Go(func() { s.keepAlong(s.life) })
	}
}

// build makes a sandbox in which nothing runs yet.
func build(cfg Config) (*Sandbox, error) {
	if cfg.Addr == "" {
		cfg.Addr = "127.0.0.1:0"
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	var file *keeper
	var kept *state
	if cfg.State != "" {
		var err error
		if file, kept, err = openKeeper(cfg.State); err != nil {
			return nil, err
		}
	}
	s, err := settleIn(cfg, file, kept)
	if err != nil {
		return nil, errors.Join(err, file.close())
	}
	return s, nil
}

// settleIn builds a sandbox on a loopback address, with the world that was kept, if any.
func settleIn(cfg Config, file *keeper, kept *state) (*Sandbox, error) {
	life, end := context.WithCancel(context.Background()) //nolint:forbidigo // it lives until Close and serves no caller
	listener, err := listen(life, cfg.Addr, kept)
	if err != nil {
		end()
		return nil, fmt.Errorf("listen on %s: %w", cfg.Addr, err)
	}
	if addr, ok := listener.Addr().(*net.TCPAddr); !ok || !addr.IP.IsLoopback() {
		end()
		return nil, errors.Join(fmt.Errorf("%s is not a loopback address: the sandbox has no passwords and serves this machine only", cfg.Addr), listener.Close())
	}
	if kept != nil {
		if now := kept.resume(cfg.Frozen, time.Now()); now.After(cfg.Start) {
			cfg.Start = now
		}
	}
	s := &Sandbox{
		clock:     newClock(cfg.Start, cfg.Frozen),
		bell:      newBell(),
		listener:  listener,
		life:      life,
		end:       end,
		closed:    make(chan struct{}),
		keeper:    file,
		log:       cfg.Logger,
		dmsClosed: map[string]bool{},
	}
	s.close = sync.OnceValue(s.shutDown)
	s.discord = discord.New(discord.Config{
		Now: s.clock.Now, Origin: s.URL(), Changed: s.bell.ring, Pace: cfg.Pace, Misbehave: s.plan.of("discord"), Logger: cfg.Logger,
	})
	s.stripe = stripe.New(stripe.Config{
		Now: s.clock.Now, Origin: s.URL(), Changed: s.bell.ring, Misbehave: s.plan.of("stripe"), Logger: cfg.Logger, Float: cfg.Float,
	})
	s.carrier = carrier.New(carrier.Config{
		Now: s.clock.Now, Changed: s.bell.ring, Misbehave: s.plan.of("carrier"), Logger: cfg.Logger,
	})
	if kept != nil {
		err = s.restore(kept)
	}
	for _, name := range residents {
		s.discord.Person(name)
	}
	s.pace = newPace(s.clock, s.bell, s.discord.Sequence, s.discord, s.stripe, s.carrier)
	s.pace.rested = s.keep
	s.card = s.newCard()
	s.server = &http.Server{
		Handler:           s.routes(),
		BaseContext:       func(net.Listener) context.Context { return s.life },
		ReadHeaderTimeout: 10 * time.Second,
		ErrorLog:          slog.NewLogLogger(cfg.Logger.Handler(), slog.LevelDebug),
	}
	if err == nil {
		err = s.keep() // a file that cannot be written is found before anything happens
	}
	if err != nil {
		s.keeper = nil // the file stays as it is
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func (s *Sandbox) newCard() Card {
	app, keys, parcels, origin := s.discord.Application(), s.stripe.Keys(), s.carrier.Keys(), s.URL()
	return Card{
		DiscordAPI:          origin + "/discord/api",
		Gateway:             "ws://" + s.listener.Addr().String() + "/discord/gateway",
		ApplicationID:       app.ID,
		PublicKey:           app.PublicKey,
		BotToken:            app.BotToken,
		StripeAPI:           origin + "/stripe",
		StripeKey:           keys.Secret,
		StripeWebhookSecret: keys.WebhookSecret,
		StripeConnectSecret: keys.ConnectWebhookSecret,
		CarrierAPI:          origin + "/carrier/v2",
		CarrierKey:          parcels.API,
		CarrierSecret:       parcels.Webhook,
		OperatorID:          s.discord.Person("operator").ID,
		Control:             origin + "/control",
		Clock:               origin + "/control/clock",
		Page:                origin + "/",
	}
}

// URL is the origin under which everything is served, without a slash at the end.
func (s *Sandbox) URL() string { return "http://" + s.listener.Addr().String() }

// Card returns the addresses and keys of this sandbox.
func (s *Sandbox) Card() Card { return s.card }

// Discord is the imitated Discord, for tests in the same process.
func (s *Sandbox) Discord() *discord.Discord { return s.discord }

// Stripe is the imitated Stripe, for tests in the same process.
func (s *Sandbox) Stripe() *stripe.Stripe { return s.stripe }

// Carrier is the imitated tracking service, for tests in the same process.
func (s *Sandbox) Carrier() *carrier.Carrier { return s.carrier }

// Serve answers requests until ctx ends or Close is called, and returns when all has ended.
func (s *Sandbox) Serve(ctx context.Context) error {
	stop := context.AfterFunc(ctx, func() { _ = s.Close() })
	defer stop()
	err := s.server.Serve(s.listener)
	if !errors.Is(err, http.ErrServerClosed) && s.life.Err() == nil {
		return errors.Join(fmt.Errorf("serve the sandbox: %w", err), s.Close())
	}
	<-s.closed
	return nil
}

// Close ends all streams and sockets, keeps the world if that was asked for, and returns when no
// goroutine is left. It may be called twice.
func (s *Sandbox) Close() error { return s.close() }

func (s *Sandbox) shutDown() error {
	defer close(s.closed)
	s.end()
	err := errors.Join(s.discord.Close(), s.stripe.Close())
	s.carrier.Close()
	patient, cancel := context.WithTimeout(context.WithoutCancel(s.life), 5*time.Second)
	defer cancel()
	if s.server.Shutdown(patient) != nil {
		err = errors.Join(err, s.server.Close())
	}
	if lerr := s.listener.Close(); lerr != nil && !errors.Is(lerr, net.ErrClosed) {
		err = errors.Join(err, lerr)
	}
	s.work.Wait()
	return errors.Join(err, s.keep(), s.keeper.close())
}
