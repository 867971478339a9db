package bot

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/bwmarrin/discordgo"
)

// goodbyeWithin is how long discordgo may take to let a session go (it sleeps for a second), and
// steadyAfter how long a connection must last for the next back-off to start afresh.
const (
	goodbyeWithin = 5 * time.Second
	steadyAfter   = time.Minute
)

// connection is one session of discordgo on one wire, from Open to its end. It is never opened a
// second time: after a cut, a new one takes its place.
type connection struct {
	session      *discordgo.Session
	wire         *wire
	ready        chan string   // gets the application's id, once
	disconnected chan struct{} // closed when discordgo has let go
	greeted      atomic.Bool   // READY or RESUMED was taken: what came before is from during a cut
	letGo        sync.Once
}

// newConnection makes a connection that continues a session, or begins one if there is none (nil).
func (b *Bot) newConnection(ctx, work context.Context, last *session) (*connection, error) {
	ctx, giveUp := context.WithCancel(ctx)
	c := &connection{wire: newWire(b.tls, giveUp), ready: make(chan string, 1), disconnected: make(chan struct{})}
	if last != nil {
		c.wire.session, c.wire.token = *last, "Bot "+b.api.token
	}
	session, err := newSession(b.api.token, httpClient(gatewayTransport(ctx, c.wire, b.api.limited)))
	if err != nil {
		giveUp()
		return nil, fmt.Errorf("make a discord session: %w", err)
	}
	session.Dialer = c.wire.dialer(ctx)
	session.AddHandler(func(_ *discordgo.Session, e *discordgo.Event) { b.take(work, c, e) })
	session.AddHandler(func(*discordgo.Session, *discordgo.Disconnect) {
		c.letGo.Do(func() { close(c.disconnected) })
	})
	c.session = session
	return c, nil
}

// supervise keeps the bot connected until ctx ends (nil) or Discord refuses it for good. Events
// are handled under work.
func (b *Bot) supervise(ctx, work context.Context) error {
	registrar := newRegistrar(b)
	defer registrar.wait()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	sessions := starts{every: b.startsEvery}
	var last *session
	for attempt := 0; ; {
		c, err := b.newConnection(ctx, work, last)
		if err != nil {
			return err
		}
		started := time.Now()
		greeted, cause := b.connect(ctx, c, registrar)
		if ctx.Err() != nil {
			return nil
		}
		if err := registrar.refused(); err != nil {
			return err
		}
		if err := fatal(c.wire.closedWith()); err != nil {
			return err
		}
		if greeted && time.Since(started) > steadyAfter {
			attempt = 0
		}
		if interval, _ := c.wire.pulse(); interval > 0 && last == nil { // greeted, so IDENTIFY went out
			sessions.begun(time.Now()) // a little later than it did
		}
		last = c.wire.left()
		wait := b.backoff(attempt)
		if last == nil {
			wait = sessions.atLeast(wait, time.Now())
		}
		attempt++
		b.log.Warn("gateway connection lost", "cause", cause, "code", c.wire.closedWith(),
			"lasted", time.Since(started).Round(time.Millisecond), "again_in", wait.Round(time.Millisecond))
		if sleep(ctx, wait) != nil {
			return nil
		}
	}
}

// connect opens c and stays with it until it ends. greeted reports whether Discord let it in.
func (b *Bot) connect(ctx context.Context, c *connection, r *registrar) (greeted bool, cause error) {
	opened := make(chan error, 1)
	go func() { opened <- c.open() }()
	defer func() { b.hangUp(c, opened, greeted && errors.Is(cause, errShutdown)) }()

	limit := time.NewTimer(b.openWithin)
	defer limit.Stop()
	for opening := opened; ; {
		select {
		case application := <-c.ready:
			b.log.Info("gateway connected", "resumed", c.wire.resumed())
			b.connected(true)
			b.cfg.Connected()
			r.start(ctx, application)
			cause := b.watch(ctx, c, r)
			b.connected(false)
			return true, cause
		case err := <-opening:
			opened <- err // for hangUp
			if err != nil {
				return false, c.why(failureOf(err))
			}
			opening = nil // it returns before READY when something else came first
		case <-c.wire.ended:
			return false, c.why(errBroken)
		case <-limit.C:
			return false, errSilent
		case <-ctx.Done():
			return false, errShutdown
		}
	}
}

// watch waits for c's end, and ends it when heartbeats go unanswered.
func (b *Bot) watch(ctx context.Context, c *connection, r *registrar) error {
	for {
		interval, acked := c.wire.pulse()
		left := time.Until(acked.Add(b.heartbeat(interval)))
		if left <= 0 {
			return errSilent
		}
		timer := time.NewTimer(left)
		select {
		case <-timer.C:
			continue
		case <-c.wire.ended:
			timer.Stop()
			return c.why(errBroken)
		case <-r.failed:
			timer.Stop()
			return r.refused()
		case <-ctx.Done():
			timer.Stop()
			return errShutdown
		}
	}
}

// hangUp ends c and waits until discordgo has let go of it. A polite end tells Discord, which then
// shows the bot as offline at once.
func (b *Bot) hangUp(c *connection, opened <-chan error, polite bool) {
	limit := time.NewTimer(goodbyeWithin)
	defer limit.Stop()
	if !polite {
		c.wire.cut(errDropped)
	}
	select {
	case err := <-opened:
		if err != nil {
			return // discordgo started nothing
		}
	case <-limit.C:
		b.log.Warn("discordgo did not let go of a session")
		c.wire.cut(errDropped)
		return
	}
	if polite {
		c.wire.mayEnd()
		stuck := time.AfterFunc(goodbyeWithin/2, func() { c.wire.cut(errShutdown) })
		_ = c.session.Close()
		stuck.Stop()
		c.wire.cut(errShutdown)
	}
	select {
	case <-c.disconnected:
	case <-limit.C:
		b.log.Warn("discordgo did not let go of a session")
	}
}

// open is Session.Open; a panic there is an error here.
func (c *connection) open() (err error) {
	defer func() {
		if p := recover(); p != nil {
			c.wire.cut(errSilent)
			err = fmt.Errorf("discordgo panicked on opening: %v", p)
		}
	}()
	return c.session.Open()
}

// why says why the wire ended, or otherwise when it does not know.
func (c *connection) why(otherwise error) error {
	if cause := c.wire.isCut(); cause != nil {
		return cause
	}
	if code := c.wire.closedWith(); code != 0 {
		return fmt.Errorf("the gateway closed the connection with %d", code)
	}
	return otherwise
}

// fatal returns what to mend when a close code will come again at every try ("Gateway Close Event
// Codes"), nil for the others.
func fatal(code int) error {
	advice := map[int]string{
		4004: "the bot token is wrong or was reset: copy the present one from the developer portal, page Bot",
		4010: "the shard is not valid: this is a defect of till, report it",
		4011: "the bot is in too many servers for one connection: it needs sharding",
		4012: "the gateway's version is no longer supported: update till",
		4013: "the intents are not valid: this is a defect of till, report it",
		4014: "the bot asks for intents that it may not have: allow them in the developer portal, page Bot",
	}[code]
	if advice == "" {
		return nil
	}
	return fmt.Errorf("discord refused the bot (close code %d): %s", code, advice)
}
