package sandbox

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// patience is how long, in real time, the sandbox waits for the bot to come to rest.
const patience = 30 * time.Second

// errRestless ends a wait that took longer than the patience.
var errRestless = errors.New("the bot did not come to rest")

// service is what the clock asks of each imitated service.
type service interface {
	Busy() int
	Stimuli() uint64
	NextDue() (time.Time, bool)
	RunDue()
}

// pace moves business time and knows when everything is at rest: no call being served, no webhook
// under way, and the bot idle after having seen the newest revision and the last gateway event.
type pace struct {
	clock    *clock
	bell     *bell
	follow   *followers
	services []service
	sequence func() int64 // the highest gateway sequence number sent to the bot
	rested   func() error // called when all has come to rest
	patience time.Duration
	turn     chan struct{} // holds one token: who has it may move the clock
	due      sync.Mutex    // one caller of the services' RunDue at a time
}

func newPace(c *clock, b *bell, sequence func() int64, services ...service) *pace {
	return &pace{
		clock:    c,
		bell:     b,
		follow:   &followers{bell: b},
		services: services,
		sequence: sequence,
		rested:   func() error { return nil },
		patience: patience,
		turn:     make(chan struct{}, 1),
	}
}

// settle returns when all is at rest, or an error that says what was not.
func (p *pace) settle(ctx context.Context) error {
	ctx, cancel := context.WithTimeoutCause(ctx, p.patience, errRestless)
	defer cancel()
	for {
		p.runDue()
		if err := p.bell.until(ctx, p.quiet); err != nil {
			return fmt.Errorf("%w: %d calls or webhooks are still under way", err, p.busy())
		}
		stimuli := p.stimuli()
		if err := p.follows(ctx); err != nil {
			return err
		}
		if p.quiet() && p.stimuli() == stimuli {
			return p.rested()
		}
	}
}

// follows publishes the time and returns when the bot has done what is due at it. Without a bot it
// returns at once, and a bot that dies meanwhile is waited for no longer.
func (p *pace) follows(ctx context.Context) error {
	revision := p.follow.bump()
	err := p.bell.until(ctx, func() bool { return p.follow.rested(revision, p.sequence()) })
	if err != nil {
		return fmt.Errorf("%w: %s", err, p.follow.explain(revision, p.sequence()))
	}
	return nil
}

// advance moves the clock by d, from one due instant to the next, with a settle at each, so that
// every warning comes in its turn. If the bot does not come to rest the clock stays where it is.
func (p *pace) advance(ctx context.Context, d time.Duration) error {
	select {
	case p.turn <- struct{}{}:
		defer func() { <-p.turn }()
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	if err := p.settle(ctx); err != nil {
		return err
	}
	now := p.clock.hold()
	target := now.Add(d)
	defer func() {
		p.clock.release()
		p.follow.bump()
	}()
	for now.Before(target) {
		now = p.next(now, target)
		p.clock.set(now)
		if err := p.step(ctx); err != nil {
			return fmt.Errorf("at %s: %w", now.Format(time.RFC3339), err)
		}
	}
	return nil
}

// step lets happen what is due now: the bot's own work first, so that it knows the time before
// an event of a service reaches it, then the services'.
func (p *pace) step(ctx context.Context) error {
	bounded, cancel := context.WithTimeoutCause(ctx, p.patience, errRestless)
	err := p.follows(bounded)
	cancel()
	if err != nil {
		return err
	}
	return p.settle(ctx)
}

// next is the earliest due instant after now, of the bot or a service, or the target. What is due
// at now or before has had its settle and must not stop the clock.
func (p *pace) next(now, target time.Time) time.Time {
	earliest := target
	consider := func(t time.Time, ok bool) {
		if ok && t.After(now) && t.Before(earliest) {
			earliest = t
		}
	}
	consider(p.follow.nextDue())
	for _, s := range p.services {
		consider(s.NextDue())
	}
	return earliest.UTC()
}

// runDue lets the services do what is due. What they do can make more due at the same instant;
// the bound keeps a service that never finishes from holding up everybody.
func (p *pace) runDue() {
	p.due.Lock()
	defer p.due.Unlock()
	for range 100 {
		ran := false
		for _, s := range p.services {
			if t, ok := s.NextDue(); ok && !t.After(p.clock.Now()) {
				s.RunDue()
				ran = true
			}
		}
		if !ran {
			return
		}
	}
}

// tick runs until the context ends. It lets happen on a running clock what falls due by itself.
func (p *pace) tick(ctx context.Context) {
	for {
		heard := p.bell.heard()
		p.runDueWhenRunning()
		wait := time.Hour
		if !p.clock.still() {
			now := p.clock.Now()
			for _, s := range p.services {
				if t, ok := s.NextDue(); ok {
					wait = min(wait, max(t.Sub(now), time.Millisecond))
				}
			}
		}
		timer := time.NewTimer(wait)
		select {
		case <-timer.C:
		case <-heard:
		case <-ctx.Done():
			timer.Stop()
			return
		}
		timer.Stop()
	}
}

func (p *pace) runDueWhenRunning() {
	if !p.clock.still() {
		p.runDue()
	}
}

func (p *pace) quiet() bool { return p.busy() == 0 }

func (p *pace) busy() (n int) {
	for _, s := range p.services {
		n += s.Busy()
	}
	return n
}

func (p *pace) stimuli() (n uint64) {
	for _, s := range p.services {
		n += s.Stimuli()
	}
	return n
}
