package shop

import (
	"crypto/rand"
	"log/slog"
	mathrand "math/rand/v2"
	"time"
)

// Shop is the use cases: what buyers, sellers, the provider and time may do.
// Each one is a single Store.Update that writes the change, its journal entry,
// its postings and the jobs that follow from it.
type Shop struct {
	store     Store // as the use cases have it
	file      Store // the same, with what else it may be able to do
	provider  Provider
	messenger Messenger
	carrier   Carrier
	files     Files
	cfg       Config
	stalled   stalled
}

// Ports are the services that the shop uses.
type Ports struct {
	Store     Store
	Provider  Provider
	Messenger Messenger
	Carrier   Carrier
	Files     Files
}

// Config is what may be left out.
type Config struct {
	Policy    Policy           // DefaultPolicy when it has no limits
	Operator  string           // who holds the money, as people read it: "Till"
	Operators []UserID         // who may act for it: nobody
	Provider  string           // where: "Stripe"
	Now       func() time.Time // time.Now
	Random    func() [5]byte   // for ids: crypto/rand
	Jitter    func() float64   // [0, 1): math/rand
	Tracker   Tracker          // asks carriers where parcels are: nobody does
	Logger    *slog.Logger     // slog.Default
	Observer  Observer         // counts nothing
}

// New makes a Shop.
func New(p Ports, cfg Config) *Shop {
	if len(cfg.Policy.Limits) == 0 {
		cfg.Policy = DefaultPolicy()
	}
	if cfg.Policy.Mode == Single {
		cfg.Policy.single()
		p.Provider = ownAccount{p.Provider}
	}
	if cfg.Tracker != nil {
		cfg.Policy.Scans = true
	}
	if cfg.Operator == "" {
		cfg.Operator = "Till"
	}
	if cfg.Provider == "" {
		cfg.Provider = "Stripe"
	}
	if cfg.Now == nil {
		cfg.Now = time.Now //nolint:forbidigo // the clock of those who inject none
	}
	if cfg.Random == nil {
		cfg.Random = func() (b [5]byte) {
			_, _ = rand.Read(b[:]) // never fails: it ends the program instead
			return b
		}
	}
	if cfg.Jitter == nil {
		cfg.Jitter = mathrand.Float64
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.Default()
	}
	if cfg.Observer == nil {
		cfg.Observer = NoObserver{}
	}
	return &Shop{
		store: witness{p.Store, cfg.Logger}, file: p.Store, provider: p.Provider, messenger: p.Messenger, carrier: p.Carrier, files: p.Files, cfg: cfg,
	}
}

// Policy returns the operator's decisions.
func (s *Shop) Policy() Policy { return s.cfg.Policy }

// now returns the business time, in UTC and to the second that people see.
func (s *Shop) now() time.Time { return s.cfg.Now().UTC().Truncate(time.Millisecond) }
