package main

import (
	"context"
	"fmt"
	"net"
	"runtime/debug"
	"time"

	"till/metrics"
)

// scrapeWithin is how long a scrape may look at the store.
const scrapeWithin = 5 * time.Second

// openMetrics makes what counts, from the beginning on: it is served only with
// --metrics, and costs nothing to speak of.
func (s *service) openMetrics(ctx context.Context) {
	version, revision := builtFrom()
	state := func() (metrics.Snapshot, error) {
		ctx, cancel := context.WithTimeout(ctx, scrapeWithin)
		defer cancel()
		return s.snapshot(ctx)
	}
	s.metrics = metrics.New(metrics.Config{State: state, Version: version, Revision: revision, Logger: s.log})
}

// metricsProblem is what is wrong with the address for metrics, if anything.
func (c *serveCommand) metricsProblem() error {
	if c.Metrics == "" {
		return nil
	}
	_, port, err := net.SplitHostPort(c.Metrics)
	if err != nil {
		return fmt.Errorf("--metrics: %w: write it like 127.0.0.1:9090", err)
	}
	if c.Metrics == c.Listen && port != "0" {
		return fmt.Errorf("--metrics and --listen are both %s: give metrics an address of their own, which is not public", c.Metrics)
	}
	return nil
}

// builtFrom returns what the go command wrote into the binary about it; empty where
// it knows nothing.
func builtFrom() (version, revision string) {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "", ""
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			revision = s.Value
		}
	}
	return info.Main.Version, revision
}

// snapshot looks at how everything stands, for a scrape. It asks nobody outside.
func (s *service) snapshot(ctx context.Context) (metrics.Snapshot, error) {
	reached, failed := s.poller.Reached()
	shot := metrics.Snapshot{
		Gateway: s.bot.Connection().Up, Provider: failed == nil && !reached.IsZero(), ProviderReached: reached,
		Held: make(map[string]int64),
	}
	held, err := s.shop.HeldInAll(ctx)
	if err != nil {
		return shot, err
	}
	for currency := range s.shop.Policy().Limits { // those of which nothing is held, too
		shot.Held[string(currency)] = 0
	}
	for _, m := range held {
		shot.Held[string(m.Currency)] = m.Minor
	}
	loads, err := s.shop.Loads(ctx)
	if err != nil {
		return shot, err
	}
	for _, l := range loads {
		work := metrics.Work{Name: string(l.Work), Due: l.Due, Dead: l.Dead}
		if !l.Oldest.IsZero() {
			work.Oldest = s.now().Sub(l.Oldest)
		}
		shot.Work = append(shot.Work, work)
	}
	file, err := s.store.Stats()
	shot.Store = metrics.Store{Size: file.Size, FreePages: file.FreePages, PageSize: file.PageSize, Free: file.DiskFree}
	return shot, err
}
