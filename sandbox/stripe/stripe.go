package stripe

import (
	"html/template"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// APIVersion is the only version of Stripe's API that is imitated.
const APIVersion = "2023-10-16"

// Config says how a Stripe is made. All fields are optional except Origin.
type Config struct {
	// Now is business time; time.Now when nil. It may stand still. It is
	// called with Stripe's lock held and must not call back.
	Now func() time.Time
	// Origin is the scheme and authority under which Handler is reached,
	// such as "http://127.0.0.1:4242"; hosted pages' addresses start with it.
	Origin string
	// Changed is called, with no lock held, whenever anything visible, Busy
	// or Stimuli changed. It must be cheap.
	Changed func()
	// Misbehave chooses, before each call and each event for which no fault was ordered, one of the
	// kinds that could strike it, or "". It is called with Stripe's lock held and must not call back.
	// Default: nothing strikes.
	Misbehave func(call string, kinds []string) string
	// Logger receives one line per call and per webhook; slog.Default when nil.
	Logger *slog.Logger
	// AutomaticPayouts makes the platform's own bank payouts daily instead of
	// manual (settings.payouts.schedule.interval).
	AutomaticPayouts bool
	// Country is the platform account's country; "US" when empty.
	Country string
	// ShopName is shown on the hosted pages; "Till sandbox" when empty.
	ShopName string
	// Float is what the platform's balance starts with, in minor units by
	// lower-case currency, booked as a top-up. Refunds of settled charges come
	// out of the available balance, and Stripe keeps its fee.
	Float map[string]int64
}

// Stripe is one imitated Stripe with one platform account. Make it with New.
type Stripe struct {
	cfg  Config
	keys Keys
	mux  *http.ServeMux

	templates *template.Template

	serving atomic.Int64  // requests being served
	stimuli atomic.Uint64 // webhook attempts

	mu        sync.Mutex // guards everything below
	platform  *account
	accounts  table[*account]
	links     map[string]*accountLink
	visits    map[string]*accountLink
	endpoints table[*endpoint]
	answers   map[string]*answer // by idempotency key
	agenda    agenda
	faults    faults
	post      postbox
	settling  map[settling]bool // on the agenda already

	done chan struct{} // closed by end
	end  func()
	work sync.WaitGroup
}

// KeyPrefix begins every sandbox's API key. Stripe's own test keys do not begin so,
// and a program that is given the key can tell that it is for a sandbox.
const KeyPrefix = "sk_test_sandbox"

// Keys are the secrets of the sandbox's platform account.
type Keys struct {
	// Secret is the API key, which begins with KeyPrefix.
	Secret string
	// WebhookSecret signs the platform endpoint's webhooks, "whsec_…".
	WebhookSecret string
	// ConnectWebhookSecret signs the connect endpoint's webhooks, "whsec_…".
	ConnectWebhookSecret string
	// AccountID is the platform's own account, "acct_…".
	AccountID string
}

// New makes a Stripe with an empty platform account and starts its webhook
// worker, which Close ends.
func New(cfg Config) *Stripe {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.Default()
	}
	if cfg.Misbehave == nil {
		cfg.Misbehave = func(string, []string) string { return "" }
	}
	if cfg.Country == "" {
		cfg.Country = "US"
	}
	if cfg.ShopName == "" {
		cfg.ShopName = "Till sandbox"
	}
	s := &Stripe{
		cfg:      cfg,
		links:    map[string]*accountLink{},
		visits:   map[string]*accountLink{},
		answers:  map[string]*answer{},
		settling: map[settling]bool{},
		done:     make(chan struct{}),
	}
	s.end = sync.OnceFunc(func() { close(s.done) })
	s.keys = Keys{
		Secret:               newID(KeyPrefix, 48),
		WebhookSecret:        newID("whsec_", 32),
		ConnectWebhookSecret: newID("whsec_", 32),
		AccountID:            newID("acct_", 16),
	}
	s.post.wake = make(chan struct{}, 1)
	s.platform = s.newPlatform()
	for currency, amount := range cfg.Float {
		s.topUp(currency, amount)
	}
	s.templates = parsePages()
	s.mux = s.routes()
	s.work.Go(s.deliver)
	return s
}

// Keys returns the API key, the webhook secrets and the account's id.
func (s *Stripe) Keys() Keys {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.keys
}

// Busy counts the requests being served and the webhooks under way. A webhook
// that failed and waits for its retry is not under way.
func (s *Stripe) Busy() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return int(s.serving.Load()) + s.post.underWay()
}

// Stimuli grows with each webhook attempt.
func (s *Stripe) Stimuli() uint64 { return s.stimuli.Load() }

// Close lets go of held answers, stops the webhook worker and waits for it.
// Webhooks not yet delivered are lost. It may be called twice.
func (s *Stripe) Close() error {
	s.end()
	s.work.Wait()
	return nil
}

// now is business time in UTC.
func (s *Stripe) now() time.Time { return s.cfg.Now().UTC() }

// changed tells whoever listens; never call it with mu held.
func (s *Stripe) changed() {
	if s.cfg.Changed != nil {
		s.cfg.Changed()
	}
}

// locked runs f under the lock and tells that something changed.
func (s *Stripe) locked(f func()) {
	func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		f()
	}()
	s.changed()
}
