package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"till/bot"
	"till/checkout/stripe"
	"till/commands"
	"till/metrics"
	"till/shop"
	"till/storage"
	"till/tracking"
	"till/tracking/easypost"
	"till/webhook"
)

// serveCommand is `till serve`.
type serveCommand struct {
	storeFlags   `embed:""`
	discordFlags `embed:""`
	stripeFlags  `embed:""`
	parcelFlags  `embed:""`
	shopFlags    `embed:"" group:"What the operator decides:"`
	logFlags     `embed:""`

	StripeWebhookSecret        string `help:"Secret of the webhook endpoint for the platform's events; two, separated by a comma, while it is changed." secret:"" placeholder:"SECRET"`
	StripeConnectWebhookSecret string `help:"The same for the endpoint of sellers' accounts." secret:"" placeholder:"SECRET"`
	EasypostWebhookSecret      string `help:"Secret that EasyPost signs its webhooks with; two, separated by a comma, while it is changed." secret:"" placeholder:"SECRET"`
	Interactions               string `help:"How Discord sends commands and taps: over its gateway, or by HTTP to /discord/interactions (default ${default})." enum:"gateway,http" default:"gateway" placeholder:"WAY"`
	DiscordPublicKey           string `help:"The application's public key, with --interactions=http." placeholder:"HEX"`
	Metrics                    string `help:"Address for Prometheus (/metrics) and Go's profiles (/debug/pprof), such as 127.0.0.1:9090; empty for none. Whoever reaches it learns what is held and can keep the bot busy: only your own machines should." placeholder:"HOST:PORT"`
	Listen                     string `help:"Address for webhooks and health checks; empty for none: Stripe's events are polled all the same." placeholder:"HOST:PORT"`
	PublicURL                  string `name:"public-url" help:"Where --listen is reached from outside, such as https://till.example.com: webhooks are opened below it, and the payment page leads back to a page there." placeholder:"URL"`
	ReturnURL                  string `name:"return-url" help:"Where Stripe's pages lead back to, from the payment page by way of /paid and /not-paid below --public-url, if that is set (default ${default})." default:"https://discord.com/channels/@me" placeholder:"URL"`
	Poll                       span   `help:"How often Stripe's events are polled." default:"10s"`
	Clock                      string `help:"Follow the moved clock of a sandbox." placeholder:"URL" hidden:""`

	trace func([]storage.Op) // for benchmarks: what each change writes
}

// Run starts the bot and returns when it has been told to stop.
func (c *serveCommand) Run(p *program) error {
	policy, err := c.validate(p.settings.problems...)
	if err != nil {
		return fmt.Errorf("cannot start:\n%w", err)
	}
	s, err := newService(p.ctx, c, policy, c.logger(p))
	if err != nil {
		return err
	}
	return s.run(p.ctx, func() {
		fmt.Fprintf(p.stdout, "ready %s\n", s.address())
	})
}

// validate finds everything that is wrong with the configuration, beside the
// problems that reading it had.
func (c *serveCommand) validate(problems ...error) (shop.Policy, error) {
	policy, err := c.policy()
	problems = slices.Concat(problems, c.discordFlags.problems(), c.stripeFlags.problems())
	problems = append(problems, c.parcelFlags.problems(c.live())...)
	problems = append(problems, err)
	if c.live() && c.DiscordAPI != "" {
		problems = append(problems, errors.New("TILL_STRIPE_KEY is a live key and --discord-api is not Discord, so imitated people would move real money: use a test key there"))
	}
	policy.Scans = c.EasypostKey != ""
	if c.Clock != "" && (!loopback(c.Clock) || c.DiscordAPI == "" || c.StripeAPI == "") {
		problems = append(problems, errors.New("--clock is for a sandbox on this machine: set --discord-api and --stripe-api to it, too"))
	}
	if (c.StripeWebhookSecret != "" || c.StripeConnectWebhookSecret != "" || c.EasypostWebhookSecret != "") && c.Listen == "" {
		problems = append(problems, errors.New("a webhook secret is set, but no --listen address to receive webhooks on"))
	}
	if c.Interactions == "http" {
		if _, err := bot.ParsePublicKey(c.DiscordPublicKey); err != nil {
			problems = append(problems, fmt.Errorf("--interactions=http needs TILL_DISCORD_PUBLIC_KEY: %w", err))
		}
		if c.Listen == "" {
			problems = append(problems, errors.New("--interactions=http needs a --listen address to receive them on"))
		}
	}
	if c.EasypostWebhookSecret != "" && c.EasypostKey == "" {
		problems = append(problems, errors.New("EasyPost's webhook secret is set, and no key: set TILL_EASYPOST_KEY, too"))
	}
	if err := c.checkPublic(); err != nil {
		problems = append(problems, err)
	}
	if err := checkListen(c.Listen); c.Listen != "" && err != nil {
		problems = append(problems, fmt.Errorf("--listen: %w", err))
	}
	problems = append(problems, c.metricsProblem())
	// The key has been looked at; a good one stands in for it, so that the rest is said at once.
	pages := stripe.Config{
		Key: "sk_test_1", Installation: "1", ReturnURL: c.ReturnURL, PaymentMethods: c.PaymentMethods,
	}
	problems = append(problems, pages.Validate())
	if c.Poll < span(time.Second) {
		problems = append(problems, errors.New("--poll must be 1s or more"))
	}
	return policy, errors.Join(problems...)
}

// checkListen looks at an address to listen on.
func checkListen(address string) error {
	if _, _, err := net.SplitHostPort(address); err != nil {
		return fmt.Errorf("%w: write it like 127.0.0.1:8080", err)
	}
	return nil
}

// checkPublic looks at the address that others are told. Stripe and Discord send
// to https only; what is on this machine may be a sandbox's.
func (c *serveCommand) checkPublic() error {
	if c.PublicURL == "" {
		return nil
	}
	u, err := url.Parse(c.PublicURL)
	switch {
	case err != nil || u.Host == "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil,
		u.Scheme != "https" && (u.Scheme != "http" || !loopback(c.PublicURL)):
		return fmt.Errorf("--public-url %s: write it like https://till.example.com", c.PublicURL)
	case c.Listen == "":
		return errors.New("--public-url is where --listen is reached from outside, and that is not set: set it, too, such as 127.0.0.1:8080")
	default:
		return nil
	}
}

// public is a path's address as others reach it; "" if they do not.
func (c *serveCommand) public(path string) string {
	if c.PublicURL == "" {
		return ""
	}
	return strings.TrimSuffix(c.PublicURL, "/") + path
}

// service is the running bot.
type service struct {
	log      *slog.Logger
	store    *storage.DB
	shop     *shop.Shop
	metrics  *metrics.Metrics
	now      func() time.Time // business time
	bot      *bot.Bot
	provider *stripe.Provider
	parcels  *easypost.Client // nil: nobody asks the carriers
	worker   *shop.Worker
	poller   *poller
	follower *follower // nil unless a sandbox's clock is followed
	listener net.Listener
	private  net.Listener // for metrics
	socket   net.Listener
	handler  http.Handler
	webhooks atomic.Int64 // being taken
}

// newService wires the rooms together. What it opened is closed by run.
func newService(ctx context.Context, c *serveCommand, policy shop.Policy, log *slog.Logger) (_ *service, err error) {
	log = caused(log)
	s := &service{log: log}
	defer func() {
		if err != nil {
			s.close()
		}
	}()
	business := new(clock)
	s.now = business.Now
	s.openMetrics(ctx)
	if c.Clock != "" {
		s.follower = &follower{url: c.Clock, clock: business, http: new(http.Client), poke: make(chan struct{}, 1)}
		if err := s.follower.First(ctx); err != nil {
			return nil, fmt.Errorf("reading the clock at %s: %w", c.Clock, err)
		}
	}
	if s.store, err = storage.Open(c.Store, storage.Options{Now: business.Now, Trace: c.trace}); err != nil {
		return nil, err
	}
	if s.store.Mended() {
		log.WarnContext(ctx, "the store could be read by others: only its owner can now", "store", c.Store)
	}
	if s.socket, err = listenBeside(c.Store); err != nil {
		return nil, err
	}
	if c.Listen != "" {
		if s.listener, err = new(net.ListenConfig).Listen(ctx, "tcp", c.Listen); err != nil {
			return nil, fmt.Errorf("--listen: %w", err)
		}
	}
	if c.Metrics != "" {
		if s.private, err = new(net.ListenConfig).Listen(ctx, "tcp", c.Metrics); err != nil {
			return nil, fmt.Errorf("--metrics: %w", err)
		}
	}
	s.provider, err = c.provider(s.store.Installation(), log, func(config *stripe.Config) {
		config.ReturnURL, config.PaymentMethods, config.OwnAccount = c.ReturnURL, c.PaymentMethods, policy.Mode == shop.Single
		config.PaidURL, config.UnpaidURL, config.Observer = c.public(pathPaid), c.public(pathUnpaid), s.metrics
	})
	if err != nil {
		return nil, err
	}
	if err := shop.KeepMode(ctx, s.store, policy.Mode); err != nil {
		return nil, err
	}
	checked, err := s.checkPlatform(ctx, &policy)
	if err != nil {
		return nil, err
	}
	config := shop.Config{Policy: policy, Operator: c.Operator, Operators: c.operators(), Now: business.Now, Logger: log, Observer: s.metrics}
	if c.EasypostKey != "" {
		if err := s.openParcels(ctx, c); err != nil {
			return nil, err
		}
		config.Tracker = s.parcels
	}
	s.bot, err = bot.New(bot.Config{
		Token: c.DiscordToken, APIBase: c.DiscordAPI, Logger: log, Observer: s.metrics, Changed: s.talked,
		Connected: func() {
			if err := s.shop.Hasten(ctx); err != nil && ctx.Err() == nil {
				log.Warn("messages that wait are not hastened", "error", err)
			}
		},
	})
	if err != nil {
		return nil, err
	}
	s.shop = shop.New(shop.Ports{
		Store: s.store, Provider: s.provider, Messenger: s.bot, Carrier: tracking.Numbers{}, Files: s.bot,
	}, config)
	s.bot.Use(commands.New(s.shop))
	working := shop.WorkerConfig{Changed: s.changed, GiveWay: func() bool { return s.bot.Answering() > 0 }}
	if s.follower != nil { // what is told in what order must not depend on how slow the machine is
		working.PoliteFor = 5 * time.Second
	}
	s.worker = shop.NewWorker(s.shop, working)
	s.store.OnCommit(s.worker.Wake)
	s.poller = &poller{shop: s.shop, now: business.Now, every: time.Duration(c.Poll), log: log, changed: s.changed}
	if !checked {
		s.poller.check = func(ctx context.Context) (bool, error) { return s.checkPlatform(ctx, &policy) }
	}
	if s.follower != nil {
		s.follower.moved = func(ctx context.Context) {
			if err := s.poller.IfDue(ctx); err != nil {
				s.log.ErrorContext(ctx, "the account is not fit", "error", err) // the poller's own turn ends the program
			}
			s.worker.Wake()
		}
		s.follower.rest = s.rest
	}
	s.handler = s.routes(c)
	return s, nil
}

// provider makes the payment provider's adapter.
func (f stripeFlags) provider(installation string, log *slog.Logger, more func(*stripe.Config)) (*stripe.Provider, error) {
	config := stripe.Config{
		Key: f.StripeKey, BaseURL: f.StripeAPI, Installation: installation, Logger: log,
		ReturnURL: "https://discord.com/channels/@me",
	}
	if more != nil {
		more(&config)
	}
	return stripe.New(config)
}

// openParcels reaches the tracking service, and refuses a key that it does not
// take. Whether it answers at all does not matter: it is asked again later.
func (s *service) openParcels(ctx context.Context, c *serveCommand) (err error) {
	if s.parcels, err = easypost.New(easypost.Config{Key: c.EasypostKey, BaseURL: c.EasypostAPI}); err != nil {
		return err
	}
	switch err := s.parcels.Check(ctx); {
	case shop.CodeOf(err) == shop.Unavailable:
		s.log.WarnContext(ctx, "EasyPost does not answer: its key is not checked yet", "error", err)
	case err != nil:
		return fmt.Errorf("EasyPost does not take the key: copy it anew to TILL_EASYPOST_KEY (EasyPost's dashboard, API keys): %w", err)
	}
	return nil
}

// hearParcel takes what the tracking service tells by itself.
func (s *service) hearParcel(ctx context.Context, e easypost.Event) error {
	if e.Tracking.ID == "" {
		return nil // it is about no parcel
	}
	id, _ := e.Head()
	return s.shop.Track(shop.WithCause(ctx, id), e.Tracking)
}

// holdLimit is how long Stripe lets a platform hold money before it is paid out,
// by the platform's country (docs.stripe.com/connect/manage-payout-schedule).
func holdLimit(country string) time.Duration {
	const day = 24 * time.Hour
	switch country {
	case "US":
		return 2 * 365 * day
	case "TH":
		return 10 * day
	default:
		return providerHolds
	}
}

// checkPlatform refuses an account whose earnings and held money would leave
// for the operator's bank by themselves, and one that may not hold money for as
// long as the timers take. It reports false when Stripe did not answer.
func (s *service) checkPlatform(ctx context.Context, policy *shop.Policy) (checked bool, err error) {
	if policy.Mode == shop.Single {
		return true, nil // nothing is held for others: the account is paid out as its owner likes
	}
	account, err := s.provider.Platform(ctx)
	if err != nil {
		if shop.CodeOf(err) == shop.Unavailable {
			s.log.WarnContext(ctx, "Stripe does not answer: the account's settings are not checked yet", "error", err)
			return false, checkHold(*policy)
		}
		return false, fmt.Errorf("asking Stripe for the account: %w", err)
	}
	if !account.ManualPayouts {
		return true, errors.New("the Stripe account pays out to its bank by itself, so the money held for sellers would be gone: " +
			"set the payout schedule to manual (Stripe's dashboard, Settings, Payouts)")
	}
	policy.HoldLimit = holdLimit(account.Country)
	return true, checkHold(*policy)
}

// checkHold refuses timers that leave no time before the provider's limit.
func checkHold(p shop.Policy) error {
	const day, least = 24 * time.Hour, 6 * 24 * time.Hour // --ship-within and --hold-tracked, 3 days each
	room := p.HoldLimit - settleBefore - problemTime
	if room < least {
		return fmt.Errorf("the provider holds money for %d days at most in the account's country, and orders need %d: "+
			"till cannot serve with this account", p.HoldLimit/day, (least+settleBefore+problemTime)/day)
	}
	if asked := p.ShipWithin + max(p.HoldTracked, p.HoldUntracked); asked > room {
		return fmt.Errorf("the provider holds money for %d days at most in the account's country, "+
			"of which 14 days are for problems and 10 to settle what is left: "+
			"make --ship-within and --hold-untracked %d days or less together, they are %d",
			p.HoldLimit/day, room/day, (asked+day-1)/day)
	}
	return nil
}

func (s *service) address() string { return addressOf(s.listener) }

func (s *service) privateAddress() string { return addressOf(s.private) }

func addressOf(l net.Listener) string {
	if l == nil {
		return "-"
	}
	return "http://" + l.Addr().String()
}

// changed has the follower of a moved clock look whether the bot rests.
func (s *service) changed() {
	if s.follower != nil {
		s.follower.Changed()
	}
}

// talked is called whenever the bot has taken or answered something. Jobs that
// gave way to an answer go on when it is out.
func (s *service) talked() {
	if s.bot.Answering() == 0 {
		s.worker.Wake()
	}
	s.changed()
}

// rest tells whether nothing is in hand. Causes are looked at before their
// effects, so that what is handed on between two looks is seen at one of them.
func (s *service) rest(ctx context.Context) (idle bool, next time.Time, sequence int64, err error) {
	sequence = s.bot.Sequence()
	if s.bot.Busy() > 0 || s.webhooks.Load() > 0 || s.poller.Busy() {
		return false, time.Time{}, sequence, nil
	}
	idle, next, err = s.worker.Idle(ctx)
	return idle && s.bot.Busy() == 0, next, sequence, err
}

// routes are the HTTP server's: webhooks whose secret is known, interactions
// with --interactions=http, the pages after a payment with --public-url, and health.
func (s *service) routes(c *serveCommand) http.Handler {
	mux := http.NewServeMux()
	for path, secrets := range map[string]string{
		"/webhooks/stripe":         c.StripeWebhookSecret,
		"/webhooks/stripe/connect": c.StripeConnectWebhookSecret,
	} {
		if secrets != "" {
			mux.Handle(path, s.counted(webhook.New(s.hook(path), s.provider.Webhook(strings.Split(secrets, ",")...), s.shop.Hear)))
		}
	}
	if s.parcels != nil && c.EasypostWebhookSecret != "" {
		const path = "/webhooks/easypost"
		mux.Handle(path, s.counted(webhook.New(s.hook(path), s.parcels.Webhook(strings.Split(c.EasypostWebhookSecret, ",")...), s.hearParcel)))
	}
	if c.Interactions == "http" {
		if key, err := bot.ParsePublicKey(c.DiscordPublicKey); err == nil { // validate has refused any other
			mux.Handle("/discord/interactions", s.bot.Endpoint(key))
		}
	}
	if c.PublicURL != "" {
		mux.HandleFunc("GET "+pathPaid, s.returnPage(true, c.ReturnURL))
		mux.HandleFunc("GET "+pathUnpaid, s.returnPage(false, c.ReturnURL))
	}
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintln(w, "ok")
	})
	mux.HandleFunc("GET /readyz", s.serveReady)
	return mux
}

// hook is what the handler of an endpoint for webhooks gets.
func (s *service) hook(path string) webhook.Config {
	return webhook.Config{Name: path, Logger: s.log, Observer: s.metrics}
}

// counted counts the webhooks under way.
func (s *service) counted(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.webhooks.Add(1)
		defer s.changed()
		defer s.webhooks.Add(-1)
		h.ServeHTTP(w, r)
	})
}

// run serves until ctx ends or a part fails, then stops the others and closes
// everything.
func (s *service) run(asked context.Context, ready func()) error {
	ctx, cancel := context.WithCancelCause(asked)
	defer cancel(nil)
	var parts sync.WaitGroup
	part := func(name string, run func(context.Context) error) {
		parts.Go(func() {
			if err := run(ctx); err != nil {
				cancel(fmt.Errorf("%s: %w", name, err))
			}
		})
	}
	part("socket", func(ctx context.Context) error { return serveHTTP(ctx, s.socket, s.socketRoutes(), s.log, own) })
	if s.listener != nil {
		part("webhooks", func(ctx context.Context) error { return serveHTTP(ctx, s.listener, s.handler, s.log, public) })
	}
	if s.private != nil {
		part("metrics", func(ctx context.Context) error { return serveHTTP(ctx, s.private, s.metrics.Handler(), s.log, own) })
	}
	if err := s.catchUp(ctx); err != nil {
		cancel(err)
	} else {
		part("worker", s.worker.Run)
		part("discord", s.bot.Run)
		part("poller", s.poller.Run)
		if s.follower != nil {
			part("clock", s.follower.Run)
		}
	}
	select {
	case <-s.bot.Ready():
		s.log.InfoContext(ctx, "ready", "address", s.address(), "metrics", s.privateAddress(), "store", s.store.Path())
		ready()
	case <-ctx.Done():
	}
	<-ctx.Done()
	parts.Wait()
	s.close()
	if asked.Err() != nil {
		return nil // told to stop
	}
	return context.Cause(ctx)
}

func (s *service) close() {
	if s.socket != nil {
		_ = s.socket.Close() // closed by its server already, usually
	}
	for _, l := range []net.Listener{s.listener, s.private} {
		if l != nil {
			_ = l.Close()
		}
	}
	if s.store != nil {
		if err := s.store.Close(); err != nil {
			s.log.Error("closing the store", "error", err)
		}
	}
}
