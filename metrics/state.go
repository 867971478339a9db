package metrics

import (
	"cmp"
	"log/slog"
	"runtime"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// State looks at how everything stands now. It must be cheap, and soon done: each
// scrape asks.
type State func() (Snapshot, error)

// Snapshot is how everything stands at one moment.
type Snapshot struct {
	Gateway, Provider bool             // whether they are reached
	ProviderReached   time.Time        // when the provider was, last; zero: never
	Held              map[string]int64 // minor units, by currency
	Work              []Work
	Store             Store
}

// Work is what is not done of one kind of work.
type Work struct {
	Name   string
	Due    int           // jobs
	Oldest time.Duration // how long the first of them has been due; 0: none is
	Dead   int           // jobs that were given up
}

// Store is how the store's file stands.
type Store struct {
	Size      int64 // bytes
	FreePages int   // below 0: not known
	PageSize  int   // bytes
	Free      int64 // bytes that can still be written to its disk; below 0: not known
}

// build says what was built, as a metric that is always 1.
func build(cfg Config) prometheus.Metric {
	return prometheus.MustNewConstMetric(
		prometheus.NewDesc("till_build_info", "What was built; always 1.", nil, prometheus.Labels{
			"version": cmp.Or(cfg.Version, "unknown"), "revision": cmp.Or(cfg.Revision, "unknown"), "goversion": runtime.Version(),
		}), prometheus.GaugeValue, 1)
}

var (
	gatewayUp  = desc("till_gateway_up", "Whether the bot is connected to Discord's gateway.")
	providerUp = desc("till_provider_up", "Whether the latest try to read the payment provider's events succeeded.")
	reached    = desc("till_provider_reached_timestamp_seconds", "When the payment provider's events were read last.")
	held       = desc("till_held_minor_units", "Money held for orders, in the currency's minor units.", "currency")
	due        = desc("till_jobs_due", "Jobs that are due and first in their lanes, and not done.", "work")
	oldest     = desc("till_jobs_oldest_due_seconds", "How long the job that has been due longest has been due.", "work")
	dead       = desc("till_jobs_dead", "Jobs that were given up and wait for an operator.", "work")
	storeUp    = desc("till_store_up", "Whether the store could be read for this scrape.")
	storeSize  = desc("till_store_size_bytes", "Size of the store's file.")
	storeFree  = desc("till_store_free_bytes", "Of the store's file, what is free to be written again.")
	diskFree   = desc("till_store_disk_free_bytes", "What can still be written to the disk that holds the store.")
	freePages  = desc("till_store_free_pages", "Pages of the store's file that are free to be written again.")
)

func desc(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc(name, help, labels, nil)
}

// stateCollector tells a State at each scrape.
type stateCollector struct {
	state  State
	build  prometheus.Metric
	logger *slog.Logger
}

// Describe implements prometheus.Collector.
func (c *stateCollector) Describe(to chan<- *prometheus.Desc) {
	to <- c.build.Desc()
	for _, d := range []*prometheus.Desc{
		gatewayUp, providerUp, reached, held, due, oldest, dead, storeUp, storeSize, storeFree, diskFree, freePages,
	} {
		to <- d
	}
}

// Collect implements prometheus.Collector. When the store cannot be read, that is
// told, and what would be read there is not.
func (c *stateCollector) Collect(to chan<- prometheus.Metric) {
	to <- c.build
	if c.state == nil {
		return
	}
	gauge := func(d *prometheus.Desc, value float64, labels ...string) {
		to <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, value, labels...)
	}
	s, err := c.state()
	gauge(gatewayUp, truth(s.Gateway))
	gauge(providerUp, truth(s.Provider))
	if !s.ProviderReached.IsZero() {
		gauge(reached, float64(s.ProviderReached.UnixMilli())/1000)
	}
	gauge(storeUp, truth(err == nil))
	if err != nil {
		c.logger.Error("the store cannot be read for a scrape", "error", err)
		return
	}
	for currency, minor := range s.Held {
		gauge(held, float64(minor), currency)
	}
	for _, w := range s.Work {
		gauge(due, float64(w.Due), w.Name)
		gauge(oldest, w.Oldest.Seconds(), w.Name)
		gauge(dead, float64(w.Dead), w.Name)
	}
	gauge(storeSize, float64(s.Store.Size))
	if s.Store.FreePages >= 0 {
		gauge(freePages, float64(s.Store.FreePages))
		gauge(storeFree, float64(s.Store.FreePages)*float64(s.Store.PageSize))
	}
	if s.Store.Free >= 0 {
		gauge(diskFree, float64(s.Store.Free))
	}
}

func truth(is bool) float64 {
	if is {
		return 1
	}
	return 0
}
