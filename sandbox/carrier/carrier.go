package carrier

import (
	"crypto/rand"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"till/sandbox/snapshot"
)

// Config says how a Carrier is made. All fields are optional.
type Config struct {
	// Now is business time; time.Now when nil. It may stand still. It is called with the Carrier's
	// lock held and must not call back.
	Now func() time.Time
	// Changed is called, with no lock held, whenever anything visible, Busy or Stimuli changed. It
	// must be cheap.
	Changed func()
	// Misbehave chooses, before each call and each event for which no fault was ordered, one of the
	// kinds that could strike it, or "". It is called with the Carrier's lock held and must not call back.
	// Default: nothing strikes.
	Misbehave func(call string, kinds []string) string
	// Logger receives one line per call and per webhook; slog.Default when nil.
	Logger *slog.Logger
}

// Keys are the secrets of the sandbox's account.
type Keys struct {
	// API is the key, "EZTK…".
	API string
	// Webhook signs webhooks.
	Webhook string
}

// Carrier is one imitated tracking service with the carriers behind it. Make it with New.
type Carrier struct {
	cfg Config
	mux *http.ServeMux

	serving atomic.Int64  // requests being served
	stimuli atomic.Uint64 // webhook attempts

	mu sync.Mutex // guards everything below
	memory
	faults  faults
	sending bool
	wake    chan struct{}

	done chan struct{} // closed by end
	end  func()
	work sync.WaitGroup
}

// memory is what Save keeps: all but the calls under way and the faults to come.
type memory struct {
	keys     Keys
	webhook  string // where events go; "" is nowhere
	traveler bool   // new parcels travel by themselves
	parcels  []*parcel
	letters  []*letter
}

// New makes a Carrier without parcels and starts its webhook worker, which Close ends.
func New(cfg Config) *Carrier {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Changed == nil {
		cfg.Changed = func() {}
	}
	if cfg.Misbehave == nil {
		cfg.Misbehave = func(string, []string) string { return "" }
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.Default()
	}
	c := &Carrier{cfg: cfg, wake: make(chan struct{}, 1), done: make(chan struct{})}
	c.keys = Keys{API: "EZTK" + strings.ToLower(rand.Text()), Webhook: rand.Text()}
	c.end = sync.OnceFunc(func() { close(c.done) })
	c.mux = c.routes()
	c.work.Go(c.deliver)
	return c
}

// Keys returns the API key and the webhook's secret.
func (c *Carrier) Keys() Keys {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.keys
}

// SetWebhook tells where events go; "" is nowhere.
func (c *Carrier) SetWebhook(url string) {
	c.locked(func() { c.webhook = url })
}

// SetTravel says whether parcels that are tracked from now on travel by themselves.
func (c *Carrier) SetTravel(on bool) {
	c.locked(func() { c.traveler = on })
}

// Busy counts the requests being served and the webhooks under way. A webhook that failed and
// waits for its retry is not under way.
func (c *Carrier) Busy() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	busy := int(c.serving.Load())
	if c.sending {
		busy++
	}
	for _, l := range c.letters {
		if !l.Due.After(c.cfg.Now()) {
			busy++
		}
	}
	return busy
}

// Stimuli grows with each webhook attempt.
func (c *Carrier) Stimuli() uint64 { return c.stimuli.Load() }

// NextDue is when a parcel moves by itself, or a webhook is to leave: that may be now, for one that
// the worker does not know of yet.
func (c *Carrier) NextDue() (time.Time, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	var first time.Time
	consider := func(at time.Time) {
		if !at.IsZero() && (first.IsZero() || at.Before(first)) {
			first = at
		}
	}
	for _, p := range c.parcels {
		consider(p.nextStep())
	}
	for _, l := range c.letters {
		if !c.sending || l.Due.After(c.cfg.Now()) { // else its turn comes after the one under way
			consider(l.Due)
		}
	}
	return first, !first.IsZero()
}

// RunDue moves the parcels that are due to move, and has the webhooks leave that are due.
func (c *Carrier) RunDue() {
	c.locked(func() {
		for _, p := range c.parcels {
			for at := p.nextStep(); !at.IsZero() && !at.After(c.cfg.Now()); at = p.nextStep() {
				c.travel(p, at)
			}
		}
	})
	c.wakeWorker()
}

// Close stops the webhook worker and waits for it.
func (c *Carrier) Close() {
	c.end()
	c.work.Wait()
}

// locked changes something, and says so.
func (c *Carrier) locked(fn func()) {
	c.mu.Lock()
	fn()
	c.mu.Unlock()
	c.cfg.Changed()
}

// Save returns all that Restore needs to go on from here, as JSON. A webhook that is under way will
// be sent again.
func (c *Carrier) Save() ([]byte, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return snapshot.Save(&c.memory)
}

// Restore goes on from where another Carrier was saved: with its keys, too. It must be called before
// Handler serves, and nothing is changed if it fails.
func (c *Carrier) Restore(data []byte) error {
	var m memory
	if err := snapshot.Restore(data, &m); err != nil {
		return err
	}
	c.locked(func() { c.memory = m })
	c.wakeWorker()
	return nil
}
