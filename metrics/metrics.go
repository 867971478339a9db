package metrics

import (
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
)

// Config is what Metrics may be given; all of it is optional.
type Config struct {
	// State is asked at each scrape; without it nothing but counters is told.
	State State
	// Version and Revision are told of the build.
	Version, Revision string
	// Logger gets what goes wrong with a scrape; slog.Default when nil.
	Logger *slog.Logger
}

// Metrics counts. It is safe for concurrent use.
type Metrics struct {
	registry *prometheus.Registry
	counters map[string]*prometheus.CounterVec
	timings  map[string]*prometheus.HistogramVec
	logger   *slog.Logger

	mu   sync.Mutex // guards seen
	seen map[string]map[string]bool
}

// New makes Metrics that have counted nothing.
func New(cfg Config) *Metrics {
	if cfg.Logger == nil {
		cfg.Logger = slog.Default()
	}
	m := &Metrics{
		registry: prometheus.NewRegistry(), logger: cfg.Logger, seen: make(map[string]map[string]bool),
		counters: make(map[string]*prometheus.CounterVec), timings: make(map[string]*prometheus.HistogramVec),
	}
	for name, c := range counters {
		m.counters[name] = prometheus.NewCounterVec(prometheus.CounterOpts{Name: c.name, Help: c.help}, c.labels)
		m.registry.MustRegister(m.counters[name])
		for _, labels := range c.from {
			m.counters[name].WithLabelValues(m.bounded(name, labels)...)
		}
	}
	for name, t := range timings {
		m.timings[name] = prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: t.name, Help: t.help, Buckets: t.buckets}, t.labels)
		m.registry.MustRegister(m.timings[name])
	}
	m.registry.MustRegister(
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		&stateCollector{state: cfg.State, logger: cfg.Logger, build: build(cfg)},
	)
	return m
}

// Count counts one more. A name that is not in the table, or that does not have as
// many labels there, counts for nothing: a test holds every caller against it.
func (m *Metrics) Count(name string, labels ...string) {
	if c := m.counters[name]; c != nil && len(labels) == len(counters[name].labels) {
		c.WithLabelValues(m.bounded(name, labels)...).Inc()
	}
}

// Observe counts one more that took d, by the same rules.
func (m *Metrics) Observe(name string, d time.Duration, labels ...string) {
	if t := m.timings[name]; t != nil && len(labels) == len(timings[name].labels) {
		t.WithLabelValues(m.bounded(name, labels)...).Observe(d.Seconds())
	}
}

// What a label may take: so many values, none of them longer.
const (
	mostValues  = 150
	longestName = 60
	other       = "other" // stands for all more
)

// bounded returns the labels as they may be told: a value that is too long, or one
// too many, is other.
func (m *Metrics) bounded(name string, labels []string) []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	labels = slices.Clone(labels)
	for i, value := range labels {
		key := name + " " + string(rune('0'+i))
		known := m.seen[key]
		switch {
		case known[value]:
		case len(value) > longestName || len(known) >= mostValues:
			labels[i] = other
		case known == nil:
			m.seen[key] = map[string]bool{value: true}
		default:
			known[value] = true
		}
	}
	return labels
}
