package main

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"till/shop"
)

// poller reads the provider's events now and then, by the business clock:
// with webhooks it finds what they lost, without them it finds everything.
type poller struct {
	shop    *shop.Shop
	now     func() time.Time
	every   time.Duration
	log     *slog.Logger
	changed func()

	running sync.Mutex // held during a poll

	mu   sync.Mutex // guards the fields below
	last time.Time
	busy bool
}

// Run polls until ctx ends.
func (p *poller) Run(ctx context.Context) error {
	tick := time.NewTicker(p.every)
	defer tick.Stop()
	for {
		p.IfDue(ctx)
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// Busy reports whether a poll is under way.
func (p *poller) Busy() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.busy
}

// IfDue polls when it is time to. A poll that fails is told and tried again
// next time.
func (p *poller) IfDue(ctx context.Context) {
	p.running.Lock()
	defer p.running.Unlock()
	now := p.now()
	p.mu.Lock()
	due := p.last.IsZero() || now.Sub(p.last) >= p.every-p.every/10
	p.busy = due
	p.mu.Unlock()
	if !due {
		return
	}
	err := p.shop.Poll(ctx)
	p.mu.Lock()
	p.busy = false
	if err == nil {
		p.last = now
	}
	p.mu.Unlock()
	p.changed()
	if err != nil && ctx.Err() == nil {
		p.log.WarnContext(ctx, "polling the provider failed, will be tried again", "error", err)
	}
}
