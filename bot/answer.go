package bot

import (
	"context"
	"net/http"
	"time"

	"till/commands"
	"till/shop"
)

// The interaction callback types ("Interaction Callback Type").
const (
	sayMessage    = 4
	sayThinking   = 5
	sayAcked      = 6 // a component's message is rewritten later, or not at all
	sayRewritten  = 7
	sayChoices    = 8
	sayModal      = 9
	flagEphemeral = 64
	flagSilent    = 1 << 12 // no sound and no push ("Message Flags", SUPPRESS_NOTIFICATIONS)
)

// laterDepth is how often a Later may return another, and patience how often what failed without
// an outcome is repeated.
const (
	laterDepth = 3
	patience   = 5
)

// outcome says in the log what became of an interaction.
type outcome string

const (
	answered outcome = "answered"
	edited   outcome = "edited"  // deferred, then filled
	byDM     outcome = "by_dm"   // the token was gone
	late     outcome = "late"    // too late for what it was
	unsent   outcome = "unsent"  // Discord took no answer at all
	refused  outcome = "refused" // Discord found the answer wrong; an excuse went out
)

// answering is the answer to one interaction, from its arrival to its last edit.
type answering struct {
	bot     *Bot
	in      interaction
	request commands.Request
	task    *task
	began   time.Time
	due     time.Time         // when Discord stops waiting for the first answer
	timed   bool              // that one was observed
	beside  []commands.Beside // what Till's reply had, whatever came of that later
}

// answer handles one interaction.
func (b *Bot) answer(work context.Context, r commands.Request, in interaction, t *task) {
	start := time.Now()
	ctx, cancel := context.WithTimeout(shop.WithCause(work, r.Cause), laterWithin)
	defer cancel()
	a := &answering{bot: b, in: in, request: r, task: t, began: start, due: start.Add(answerWithin)}
	result := unsent
	defer func() {
		if p := recover(); p != nil {
			b.panicked(ctx, "answer", p)
		}
		b.cfg.Observer.Count("interaction", string(r.Kind), nameOf(r), string(result))
		b.log.InfoContext(ctx, "interaction", "kind", string(r.Kind), "name", nameOf(r),
			"outcome", string(result), "duration", time.Since(start))
	}()
	if r.Place == commands.InDM {
		b.channels.put(r.Actor.ID, in.channel)
	}
	result = a.run(ctx)
	if result == answered || result == edited {
		b.tellBeside(ctx, a.beside, func(m commands.Message) error { return a.followUp(ctx, m, true) })
	}
}

// apologise answers an interaction that could not be read. r has who did it, if that much could.
func (b *Bot) apologise(work context.Context, r commands.Request, in interaction, t *task) {
	if in.kind == ofAutocomplete {
		return
	}
	ctx, cancel := context.WithTimeout(work, answerWithin)
	defer cancel()
	a := &answering{bot: b, in: in, request: r, task: t, began: time.Now(), due: time.Now().Add(answerWithin)}
	body := render(commands.Message{Text: a.words(ctx).broken})
	body.Flags = flagEphemeral
	if err := a.callback(ctx, sayMessage, body); err != nil {
		b.log.WarnContext(ctx, "interaction not answered", "error", err)
	}
}

// nameOf is a command's or route's name, never what was typed.
func nameOf(r commands.Request) string {
	switch {
	case r.Route != "":
		return r.Route.Name()
	case r.Sub != "":
		return r.Name + " " + r.Sub
	default:
		return r.Name
	}
}

// run asks Till and answers. When Till is slow, the answer is deferred first.
func (a *answering) run(ctx context.Context) outcome {
	replies := make(chan commands.Reply, 1)
	go func() {
		reply := a.safely(ctx, func() commands.Reply { return a.bot.voice().Handle(ctx, a.request) })
		a.beside = reply.Beside
		replies <- reply
	}()
	slow := time.NewTimer(a.bot.deferAfter)
	defer slow.Stop()
	select {
	case reply := <-replies:
		return a.first(ctx, reply)
	case <-slow.C:
	}
	if a.request.Kind == commands.Autocomplete {
		a.choices(ctx, nil)
		<-replies
		return late
	}
	mode := a.slowMode()
	err := a.start(ctx, mode)
	return a.finish(ctx, mode, err, <-replies)
}

// safely runs what is not ours to trust; a panic is a kind answer.
func (a *answering) safely(ctx context.Context, do func() commands.Reply) (reply commands.Reply) {
	defer func() {
		if p := recover(); p != nil {
			a.bot.panicked(ctx, nameOf(a.request), p)
			reply = commands.Reply{Message: commands.Message{Text: a.words(ctx).broken}, Private: true}
		}
		if reply.Err != nil {
			a.bot.log.ErrorContext(ctx, "a defect behind an answer", "name", nameOf(a.request), "error", reply.Err)
		}
	}()
	return do()
}

// first sends a Reply that came in time.
func (a *answering) first(ctx context.Context, reply commands.Reply) outcome {
	rewrites := reply.Update && a.in.attached
	switch {
	case a.request.Kind == commands.Autocomplete:
		return a.choices(ctx, reply.Choices)
	case reply.Modal != nil && a.request.Kind != commands.Submit:
		return a.sent(ctx, a.callback(ctx, sayModal, renderModal(*reply.Modal)), nil)
	case reply.Modal != nil:
		reply = commands.Reply{Message: commands.Message{Text: a.words(ctx).again}, Private: true}
	case reply.Later != nil, len(reply.Files) > 0, len(reply.Made) > 0, !reply.Card.Empty():
		mode := thinking{callback: sayThinking, private: reply.Private}
		if rewrites || !reply.Card.Empty() && a.in.attached {
			mode = thinking{callback: sayAcked}
		}
		err := a.start(ctx, mode)
		return a.finish(ctx, mode, err, reply)
	case reply.Empty() && a.in.attached:
		return a.sent(ctx, a.callback(ctx, sayAcked, nil), nil)
	case reply.Empty():
		reply = commands.Reply{Message: commands.Message{Text: a.words(ctx).done}, Private: true}
	}
	body, kind := render(reply.Message), sayMessage
	if rewrites {
		kind = sayRewritten
	} else if reply.Private {
		body.Flags = flagEphemeral
	}
	return a.sent(ctx, a.callback(ctx, kind, body), &reply.Message)
}

// choices answers an Autocomplete.
func (a *answering) choices(ctx context.Context, choices []commands.Choice) outcome {
	return a.sent(ctx, a.callback(ctx, sayChoices, renderChoices(choices)), nil)
}

// callback sends the first answer, again and again as long as nobody knows whether it arrived and
// Discord still waits.
func (a *answering) callback(ctx context.Context, kind int, data any) error {
	ctx, cancel := context.WithDeadline(ctx, a.due)
	defer cancel()
	body := struct {
		Type int `json:"type"`
		Data any `json:"data,omitempty"`
	}{kind, data}
	path := "/interactions/" + a.in.id + "/" + a.in.token + "/callback"
	defer a.task.answered()
	err := a.bot.patiently(ctx, func(ctx context.Context) error {
		return a.bot.api.call(ctx, http.MethodPost, path, body, nil)
	})
	if codeOf(err) == codeAnswered {
		err = nil // by an earlier try whose answer was lost
	}
	if err == nil && !a.timed {
		a.timed = true
		a.bot.cfg.Observer.Observe("answer", time.Since(a.began), string(a.request.Kind))
	}
	return err
}

// sent settles the first answer. m is what it said, nil if it cannot be said elsewhere.
func (a *answering) sent(ctx context.Context, err error, m *commands.Message) outcome {
	switch {
	case err == nil:
		return answered
	case m == nil && (unsettled(err) || codeOf(err) == codeUnknownInteraction):
		a.bot.log.WarnContext(ctx, "interaction answered too late", "error", err)
		return late
	case unsettled(err):
		// It may have arrived: then this changes nothing, else the token does not work.
		if a.bot.patiently(ctx, func(ctx context.Context) error { return a.edit(ctx, *m) }) == nil {
			return answered
		}
		return a.dm(ctx, *m)
	case codeOf(err) == codeUnknownInteraction:
		return a.dm(ctx, *m)
	}
	a.bot.log.ErrorContext(ctx, "discord refused an answer", "name", nameOf(a.request), "error", err)
	if a.request.Kind == commands.Autocomplete {
		return unsent
	}
	body := render(commands.Message{Text: a.words(ctx).broken})
	body.Flags = flagEphemeral
	if a.callback(ctx, sayMessage, body) != nil {
		return unsent
	}
	return refused
}

// dm says m in the person's DM, since the interaction's own token does not work.
func (a *answering) dm(ctx context.Context, m commands.Message) outcome {
	err := a.bot.patiently(ctx, func(ctx context.Context) error {
		_, err := a.bot.post(ctx, a.request.Actor.ID, m, a.in.id)
		return err
	})
	if err != nil {
		a.bot.log.WarnContext(ctx, "late answer not sent", "error", err)
		return unsent
	}
	return byDM
}
