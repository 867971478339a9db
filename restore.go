package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"till/shop"
	"till/storage"
)

// restoreCommand is `till restore`.
type restoreCommand struct {
	storeFlags  `embed:""`
	stripeFlags `embed:""`
	From        string `arg:"" name:"file" help:"The backup."`
	Force       bool   `help:"Restore over a store that knows more than the backup, or is another shop's."`
}

// Run restores the backup. With Stripe's key it also asks what was moved since;
// else the till that serves next does, before anything else.
func (c *restoreCommand) Run(p *program) error {
	bar := newBar(p.stderr)
	aside, err := storage.Restore(p.ctx, c.From, c.Store, storage.Restoring{Copying: storage.Copying{Progress: bar.show}, Force: c.Force})
	bar.end()
	if err != nil {
		return err
	}
	fmt.Fprintf(p.stdout, "%s is restored from %s\n", c.Store, c.From)
	if aside != "" {
		fmt.Fprintf(p.stdout, "what was there is %s now\n", aside)
	}
	if c.StripeKey == "" {
		fmt.Fprintln(p.stdout, "till serve asks Stripe what was moved since the backup, before it does anything else")
		return nil
	}
	orders, err := c.catchUp(p.ctx)
	if err != nil {
		return fmt.Errorf("asking Stripe what was moved since the backup (till serve asks again): %w", err)
	}
	fmt.Fprintf(p.stdout, "money of %s was moved since the backup: it is booked\n", count(orders, "order", "orders"))
	return nil
}

// catchUp asks the provider what happened since.
func (c *restoreCommand) catchUp(ctx context.Context) (orders int, err error) {
	if err := errors.Join(c.problems()...); err != nil {
		return 0, err
	}
	db, err := storage.Open(c.Store, storage.Options{Existing: true})
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	log := slog.New(slog.DiscardHandler)
	provider, err := c.provider(db.Installation(), log, nil)
	if err != nil {
		return 0, err
	}
	mode, err := shop.StoredMode(ctx, db)
	if err != nil {
		return 0, err
	}
	policy := shop.DefaultPolicy()
	policy.Mode = mode
	return shop.New(shop.Ports{Store: db, Provider: provider}, shop.Config{Policy: policy, Logger: log}).CatchUp(ctx, nil)
}

// catchUpRetry is how long to wait before the provider is asked again what happened
// since a restored backup was made.
const catchUpRetry = 5 * time.Second

// catchUp asks the provider, when the store is a restored backup, what was moved
// since: until that is known no job runs and nobody is answered, or money could be
// moved twice. It ends without an error when the context does.
func (s *service) catchUp(ctx context.Context) error {
	for ctx.Err() == nil {
		orders, err := s.shop.CatchUp(ctx, nil)
		switch {
		case err == nil:
			if orders > 0 {
				s.log.InfoContext(ctx, "the store is a restored backup, and knows now what was moved since", "orders", orders)
			}
			return nil
		case shop.CodeOf(err) != shop.Unavailable && ctx.Err() == nil:
			return err
		}
		s.log.WarnContext(ctx, "the store is a restored backup: nothing is done until Stripe has said what was moved since", "error", err)
		select {
		case <-ctx.Done():
		case <-time.After(catchUpRetry):
		}
	}
	return nil
}
