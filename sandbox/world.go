package sandbox

import (
	"context"
	"errors"
	"fmt"
	"time"

	"till/sandbox/stripe"
)

// ClockState is the business clock as the control API tells it.
type ClockState struct {
	Now       time.Time  `json:"now"`
	Frozen    bool       `json:"frozen"`
	Moving    bool       `json:"moving"`
	Following bool       `json:"following"` // a bot has the stream open
	Revision  int64      `json:"revision"`
	NextDue   *time.Time `json:"next_due"` // the earliest known instant at which something happens
}

// Books are Stripe's own records, for people who check the bot's.
type Books struct {
	Accounts []stripe.AccountView `json:"accounts"` // the platform's own first
	Sessions []stripe.SessionView `json:"sessions"` // newest first
	Disputes []stripe.DisputeView `json:"disputes"` // newest first
}

// Clock tells the business time and who follows it.
func (s *Sandbox) Clock() ClockState {
	now := s.clock.Now()
	state := ClockState{
		Now:       now,
		Frozen:    s.clock.frozen,
		Moving:    s.clock.moving(),
		Following: s.pace.follow.attached(),
		Revision:  s.pace.follow.current(),
	}
	far := now.Add(longestMove)
	if due := s.pace.next(now, far); due.Before(far) {
		state.NextDue = &due
	}
	return state
}

// Advance moves the clock ahead, from one due instant to the next, and returns when all that fell
// due has happened and all is at rest.
func (s *Sandbox) Advance(ctx context.Context, by time.Duration) (ClockState, error) {
	if by <= 0 || by > longestMove {
		return ClockState{}, fmt.Errorf("the clock moves ahead, by five years at most: not by %s", by)
	}
	if err := errors.Join(s.pace.advance(ctx, by), s.keep()); err != nil {
		return ClockState{}, err
	}
	return s.Clock(), nil
}

// Settle returns when all is at rest.
func (s *Sandbox) Settle(ctx context.Context) error { return s.pace.settle(ctx) }

// Fault makes the next n calls or events of a service misbehave.
func (s *Sandbox) Fault(service, kind string, n int) error {
	if n < 1 {
		return fmt.Errorf("n is how often the fault happens: it must be 1 or more, not %d", n)
	}
	switch service {
	case "discord":
		return s.discord.Fault(kind, n)
	case "stripe":
		return s.stripe.Fault(kind, n)
	case "carrier":
		return s.carrier.Fault(kind, n)
	}
	return fmt.Errorf("there is no service %q: use discord, stripe or carrier", service)
}

// SetWebhooks tells Stripe where to send events of the platform and of connected accounts; "" is
// nowhere.
func (s *Sandbox) SetWebhooks(platform, connect string) error {
	for _, address := range []string{platform, connect} {
		if err := checkWebhook(address); err != nil {
			return err
		}
	}
	s.stripe.SetWebhooks(platform, connect)
	return nil
}

// SetCarrierWebhook tells the tracking service where to send events; "" is nowhere.
func (s *Sandbox) SetCarrierWebhook(address string) error {
	if err := checkWebhook(address); err != nil {
		return err
	}
	s.carrier.SetWebhook(address)
	return nil
}

// Scan has a carrier scan a parcel now, with a status of EasyPost's; detail may be empty. It returns
// when all is at rest.
func (s *Sandbox) Scan(ctx context.Context, number, status, detail string) error {
	return s.at(ctx, func() error { return s.carrier.Scan(number, status, detail) })
}

// Expect has a carrier expect a parcel on another day. It returns when all is at rest.
func (s *Sandbox) Expect(ctx context.Context, number string, day time.Time) error {
	return s.at(ctx, func() error { return s.carrier.Expect(number, day) })
}

// Books returns Stripe's own accounts, balances, sessions and disputes.
func (s *Sandbox) Books() Books {
	return Books{Accounts: s.stripe.Accounts(), Sessions: s.stripe.Sessions(), Disputes: s.stripe.Disputes()}
}
