package bot

import (
	"context"
	"net/http"

	"till/commands"
)

// thinking is how an answer was deferred.
type thinking struct {
	callback int  // sayThinking: a message to fill; sayAcked: the tapped one stays
	private  bool // of sayThinking: only the caller sees it, now and later
}

// slowMode is how to defer before anybody knows the answer: on a tap both a rewrite and a new
// message stay possible; else in private, since what was meant for one must not be shown to all.
func (a *answering) slowMode() thinking {
	if a.in.attached {
		return thinking{callback: sayAcked}
	}
	return thinking{callback: sayThinking, private: true}
}

// start defers the answer.
func (a *answering) start(ctx context.Context, mode thinking) error {
	var data any
	if mode.callback == sayThinking && mode.private {
		data = struct {
			Flags int `json:"flags"`
		}{flagEphemeral}
	}
	return a.callback(ctx, mode.callback, data)
}

// finish runs what is to be done later and shows it where start said. failed is start's error.
func (a *answering) finish(ctx context.Context, mode thinking, failed error, reply commands.Reply) outcome {
	for range laterDepth {
		if reply.Later == nil {
			break
		}
		later := reply.Later
		reply = a.safely(ctx, func() commands.Reply { return later(ctx) })
	}
	m := reply.Message
	if reply.Modal != nil { // a form cannot follow a defer
		m, reply.Update = commands.Message{Text: a.words(ctx).again}, false
	}
	if failed != nil && !unsettled(failed) {
		if m.Empty() {
			return late
		}
		return a.dm(ctx, m)
	}
	err := a.show(ctx, mode, reply, m)
	if mode.callback == sayAcked && !reply.Card.Empty() {
		a.redraw(ctx, reply.Card)
	}
	switch {
	case err == nil:
		return edited
	case m.Empty():
		a.bot.log.WarnContext(ctx, "deferred answer not withdrawn", "error", err)
		return late
	case unsettled(err), tokenGone(err):
		return a.dm(ctx, m)
	}
	a.bot.log.ErrorContext(ctx, "discord refused an answer", "name", nameOf(a.request), "error", err)
	excuse := commands.Message{Text: a.words(ctx).broken}
	if mode.callback == sayThinking {
		err = a.edit(ctx, excuse)
	} else {
		err = a.followUp(ctx, excuse, true)
	}
	if err != nil {
		return unsent
	}
	return refused
}

// show puts m in the place of "thinking", beside the tapped message, or over it.
func (a *answering) show(ctx context.Context, mode thinking, reply commands.Reply, m commands.Message) error {
	edit := func(ctx context.Context) error { return a.edit(ctx, m) }
	switch {
	case mode.callback == sayAcked && m.Empty():
		return nil
	case mode.callback == sayAcked && !reply.Update:
		return a.followUp(ctx, m, reply.Private)
	case mode.callback == sayAcked:
		return a.bot.patiently(ctx, edit)
	case m.Empty():
		return a.bot.patiently(ctx, a.withdraw)
	case reply.Private && !mode.private, mode.private && !reply.Private && a.request.Place == commands.InPrivate:
		// What was deferred in public stays public, and all would see it; what was deferred in
		// private stays private, and the other one would not.
		if err := a.bot.patiently(ctx, a.withdraw); err != nil {
			return err
		}
		return a.followUp(ctx, m, reply.Private)
	default:
		return a.bot.patiently(ctx, edit)
	}
}

// redraw rewrites the tapped message. The next tap does it again, so nothing is lost with it.
func (a *answering) redraw(ctx context.Context, card commands.Message) {
	if err := a.bot.patiently(ctx, func(ctx context.Context) error { return a.edit(ctx, card) }); err != nil {
		a.bot.log.WarnContext(ctx, "a card was not drawn anew", "name", nameOf(a.request), "error", err)
	}
}

func tokenGone(err error) bool {
	switch codeOf(err) {
	case codeUnknownInteraction, codeUnknownWebhook, codeBadWebhookToken, codeUnknownMessage:
		return true
	}
	return false
}

// webhook is the path under which an interaction's messages stand.
func (a *answering) webhook() string { return "/webhooks/" + a.in.application + "/" + a.in.token }

// edit fills or rewrites the answer.
func (a *answering) edit(ctx context.Context, m commands.Message) error {
	body, files, _ := a.bot.compose(ctx, m, a.request.Actor) // the answer does not wait for a file
	return a.bot.api.upload(ctx, http.MethodPatch, a.webhook()+"/messages/@original", body, files, nil)
}

// withdraw removes the answer.
func (a *answering) withdraw(ctx context.Context) error {
	return a.bot.api.call(ctx, http.MethodDelete, a.webhook()+"/messages/@original", nil, nil)
}

// tellBeside shows what stands beside an answer, in order, and says so. What was not shown is there
// the next time.
func (b *Bot) tellBeside(ctx context.Context, all []commands.Beside, show func(commands.Message) error) {
	for _, m := range all {
		var err error
		if !m.Empty() {
			err = show(m.Message)
		}
		if err == nil {
			err = m.Seen(ctx)
		}
		if err != nil {
			b.log.WarnContext(ctx, "what stands beside an answer was not shown", "error", err)
			return
		}
	}
}

// followUp adds a message. It has no nonce, so it is tried once; then the DM has one.
func (a *answering) followUp(ctx context.Context, m commands.Message, private bool) error {
	body, files, _ := a.bot.compose(ctx, m, a.request.Actor) // the answer does not wait for a file
	if private {
		body.Flags = flagEphemeral
	}
	return a.bot.api.upload(ctx, http.MethodPost, a.webhook(), body, files, nil)
}
