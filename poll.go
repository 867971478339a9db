package main

import (
	"context"
	"fmt"
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
	check   func(context.Context) (bool, error) // of the account, until it was made; nil: it was

	running  sync.Mutex // held during a poll, guards check and compared
	compared time.Time  // when the provider's books were compared last

	mu     sync.Mutex // guards the fields below
	last   time.Time
	busy   bool
	failed error // of the latest poll; nil: it succeeded, or there was none
}

// compareEvery is how often open orders and books are compared with the provider.
const compareEvery = time.Hour

// Run polls until ctx ends, or the account turns out not to be fit.
func (p *poller) Run(ctx context.Context) error {
	tick := time.NewTicker(p.every)
	defer tick.Stop()
	for {
		if err := p.IfDue(ctx); err != nil {
			return err
		}
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

// Reached returns when the provider's events were read last, by the business clock,
// and why the latest try failed, if it did.
func (p *poller) Reached() (at time.Time, failed error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.last, p.failed
}

// IfDue polls when it is time to. A poll that fails is told and tried again
// next time; the error is of an account that is not fit.
func (p *poller) IfDue(ctx context.Context) error {
	p.running.Lock()
	defer p.running.Unlock()
	now := p.now()
	p.mu.Lock()
	due := p.last.IsZero() || now.Sub(p.last) >= p.every-p.every/10
	p.busy = due
	p.mu.Unlock()
	if !due {
		return nil
	}
	unfit, err := p.poll(ctx, now)
	p.mu.Lock()
	p.busy, p.failed = false, err
	if err == nil {
		p.last = now
	}
	p.mu.Unlock()
	p.changed()
	if err != nil && ctx.Err() == nil {
		p.log.WarnContext(ctx, "polling the provider failed, will be tried again", "error", err)
	}
	return unfit
}

// poll reads the provider's events, and now and then compares with it.
func (p *poller) poll(ctx context.Context, now time.Time) (unfit, err error) {
	if p.check != nil {
		checked, unfit := p.check(ctx)
		if unfit != nil && ctx.Err() == nil {
			return unfit, nil
		}
		if checked {
			p.check = nil
		}
	}
	if err := p.shop.Poll(shop.WithCause(ctx, "poll")); err != nil {
		return nil, err
	}
	if now.Sub(p.compared) < compareEvery {
		return nil, nil
	}
	if err := p.shop.Reconcile(shop.WithCause(ctx, "reconcile")); err != nil {
		return nil, fmt.Errorf("comparing with the provider: %w", err)
	}
	p.compared = now
	return nil, nil
}
