package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"till/commands"
	"till/shop"
)

// Message types ("Message Types").
const (
	plainMessage = 0
	replyMessage = 19
)

// decodeTyped reads a MESSAGE_CREATE. ok is false for what nobody typed to the bot in its DM.
func decodeTyped(raw []byte) (r commands.Request, channel string, ok bool, err error) {
	var m messagePayload
	if err := json.Unmarshal(raw, &m); err != nil {
		return commands.Request{}, "", false, fmt.Errorf("decode a message: %w", err)
	}
	actor := m.Author.person("")
	if m.Guild != "" || m.Webhook != "" || actor.ID == "" || actor.Bot || m.ID == "" ||
		(m.Type != plainMessage && m.Type != replyMessage) {
		return commands.Request{}, "", false, nil
	}
	r = commands.Request{
		Kind: commands.Typed, Cause: m.ID, Actor: actor, Place: commands.InDM, Text: m.Content, Files: m.files(),
		Options: map[string]string{}, Fields: map[string]string{}, People: map[shop.UserID]commands.Person{},
	}
	for i := range r.Files {
		r.Files[i].From = shop.MessageRef{Channel: m.Channel, Message: m.ID}
	}
	if m.Type == replyMessage && m.Reference != nil {
		r.ReplyTo = m.Reference.Message
	}
	return r, m.Channel, true, nil
}

// typed answers a message that somebody typed in the DM, with a reply to it.
func (b *Bot) typed(work context.Context, r commands.Request, channel string) {
	start := time.Now()
	outcome := "answered"
	work = shop.WithCause(work, r.Cause)
	defer func() {
		if p := recover(); p != nil {
			b.panicked(work, "typed", p)
			outcome = "panicked"
			ctx, cancel := context.WithTimeout(work, attemptWithin) // the answer's own has ended
			defer cancel()
			_ = b.replyTo(ctx, channel, r, commands.Message{Text: b.wordsFor(ctx, r.Actor).broken}, r.Cause)
		}
		b.cfg.Observer.Count("interaction", string(r.Kind), "", outcome)
		b.log.InfoContext(work, "message", "outcome", outcome, "duration", time.Since(start))
	}()
	ctx, cancel := context.WithTimeout(work, laterWithin)
	defer cancel()

	b.channels.put(r.Actor.ID, channel)
	reply := b.voice().Handle(ctx, r)
	if reply.Err != nil {
		b.log.ErrorContext(ctx, "a defect behind an answer", "name", "typed", "error", reply.Err)
	}
	beside := reply.Beside
	for range laterDepth {
		if reply.Later == nil {
			break
		}
		reply = reply.Later(ctx)
	}
	say := func(m commands.Message, nonce string) error {
		return b.patiently(ctx, func(ctx context.Context) error { return b.replyTo(ctx, channel, r, m, nonce) })
	}
	if reply.Empty() {
		outcome = "silent"
	} else if err := say(reply.Message, r.Cause); err != nil {
		outcome = "failed"
		b.log.WarnContext(ctx, "answer to a message not sent", "error", err)
		return
	}
	n := 0
	b.tellBeside(ctx, beside, func(m commands.Message) error { n++; return say(m, fmt.Sprint(r.Cause, "+", n)) })
}

// replyTo sends one message as a reply to r. The nonce is made of r's id, so a repeated one is sent once.
func (b *Bot) replyTo(ctx context.Context, channel string, r commands.Request, m commands.Message, nonce string) error {
	body, files, _ := b.compose(ctx, m, r.Actor) // the answer does not wait for a file
	body.Nonce, body.EnforceNonce = nonce, true
	body.Reference = &referenceBody{Message: r.Cause}
	return b.api.upload(ctx, http.MethodPost, "/channels/"+channel+"/messages", body, files, nil)
}

// patiently repeats what failed without an outcome, until ctx ends or some tries have passed.
func (b *Bot) patiently(ctx context.Context, do func(context.Context) error) error {
	for attempt := 0; ; attempt++ {
		err := do(ctx)
		if err == nil || !unsettled(err) || attempt == patience {
			return err
		}
		if pause(ctx, b.pauseBefore(attempt)) != nil {
			return err
		}
	}
}
