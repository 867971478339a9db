package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/bwmarrin/discordgo"
)

// take is called for each gateway event, in order, on discordgo's own goroutine: it only starts
// work. What it starts counts as busy before the event's number is published.
func (b *Bot) take(work context.Context, c *connection, e *discordgo.Event) {
	defer func() {
		if p := recover(); p != nil {
			b.panicked(work, "event", p)
		}
	}()
	defer b.activity.take(e.Sequence)
	switch e.Type {
	case "READY":
		var ready struct {
			Application struct {
				ID string `json:"id"`
			} `json:"application"`
		}
		if err := json.Unmarshal(e.RawData, &ready); err != nil || ready.Application.ID == "" {
			b.log.Error("READY names no application", "error", err)
			return
		}
		c.greeted.Store(true)
		select {
		case c.ready <- ready.Application.ID:
		default:
		}
	case "RESUMED":
		c.greeted.Store(true)
		select {
		case c.ready <- c.wire.application():
		default:
		}
	case "INTERACTION_CREATE":
		if !c.greeted.Load() {
			// Whoever is told that nothing answered gives the command again: it must not be done twice.
			b.log.Warn("interaction given while the gateway was cut, and left to be given again")
			return
		}
		b.takeInteraction(work, e.RawData)
	case "MESSAGE_CREATE":
		b.takeMessage(work, e.RawData)
	}
}

// takeInteraction starts the answer to an interaction. It is false when the bot begins nothing any more.
func (b *Bot) takeInteraction(work context.Context, raw []byte) bool {
	r, in, err := decode(raw)
	if err != nil && in.token == "" {
		b.log.Error("interaction not understood", "error", err)
		return true // nobody could be answered, and nobody can later
	}
	if !b.seen.first(in.id) {
		return true
	}
	t, ok := b.activity.begin()
	if !ok {
		return false
	}
	go func() {
		defer t.end()
		if err != nil {
			b.log.Error("interaction not understood", "error", err)
			b.apologise(work, r, in, t)
			return
		}
		b.answer(work, r, in, t)
	}()
	return true
}

func (b *Bot) takeMessage(work context.Context, raw []byte) {
	r, channel, ok, err := decodeTyped(raw)
	if err != nil {
		b.log.Error("message not understood", "error", err)
		return
	}
	if !ok || !b.seen.first(r.Cause) {
		return
	}
	t, ok := b.activity.begin()
	if !ok {
		return
	}
	before, over := b.turns.take(channel)
	go func() {
		defer t.end()
		defer over()
		if before != nil {
			select {
			case <-before:
			case <-work.Done():
				return
			}
		}
		b.typed(work, r, channel)
	}()
}

// panicked logs a panic with its stack. What was thrown may hold what people wrote, so unless the
// runtime threw it only its type is told.
func (b *Bot) panicked(ctx context.Context, where string, p any) {
	what := fmt.Sprintf("%T", p)
	if thrown, ok := p.(runtime.Error); ok {
		what = thrown.Error()
	}
	b.log.ErrorContext(ctx, "panic", "where", where, "panic", what, "stack", string(debug.Stack()))
}
