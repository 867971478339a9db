package commands

import (
	"context"
	"slices"
	"strings"

	"till/shop"
)

// mostBeside is how many messages stand beside an answer: where the bot is no member, Discord lets
// five follow an interaction, and the answer itself may be one.
const mostBeside = 4

// Beside is a message that is shown to the caller alone after the answer, for another reason.
type Beside struct {
	Message
	// Seen is called when it was shown.
	Seen func(context.Context) error
}

// withMissed puts what did not reach somebody, because they take no messages, beside the answer to
// what they do: here they see it. A form hides it, so it waits until that is sent.
func (t *Till) withMissed(ctx context.Context, r Request, reply Reply) Reply {
	if r.Kind == Autocomplete || r.Place == InGroup || reply.Modal != nil {
		return reply
	}
	missed, err := t.shop.Missed(ctx, r.Actor.ID)
	if err != nil || len(missed) == 0 {
		return reply // it is there the next time
	}
	v := r.voice()
	beside := func(m Message, shown ...shop.Notice) {
		reply.Beside = append(reply.Beside, Beside{
			Message: v.directed(m),
			Seen:    func(ctx context.Context) error { return t.shop.Told(ctx, r.Actor.ID, shown) },
		})
	}
	var about, words []shop.Notice
	for _, n := range missed {
		if n.Kind == shop.NoticeWords {
			words = append(words, n)
		} else {
			about = append(about, n)
		}
	}
	if len(about) > 0 {
		m, err := t.missed(ctx, r, about)
		if err != nil {
			return reply
		}
		beside(m, about...)
	}
	for _, n := range words[:min(len(words), mostBeside-len(reply.Beside))] {
		m, err := t.words(ctx, v, n)
		if err != nil && shop.CodeOf(err) != shop.NotFound { // whoever wrote it has erased it
			return reply
		}
		beside(m, n)
	}
	return reply
}

// missed is what has happened while somebody could not be written to: their orders as they are now,
// with a menu to open one, and what was said of their shop. It is empty when nothing of that holds any
// more.
func (t *Till) missed(ctx context.Context, r Request, about []shop.Notice) (Message, error) {
	v := r.voice()
	var entries []string
	var next []Button
	pick := Select{Route: routeOpen, Placeholder: v.say(txtPlaceholderOrder)}
	for _, n := range slices.Backward(about) {
		if n.Order == "" {
			m, err := t.notice(ctx, v, n)
			if err != nil {
				return Message{}, err
			}
			if !m.Empty() {
				entries = append(entries, m.Text)
			}
			for _, row := range m.Rows {
				next = append(next, row.Buttons...)
			}
			continue
		}
		if len(pick.Options) == maxOptions {
			continue // /orders and /purchases have the older ones
		}
		s, err := t.side(ctx, v, n.To, n.Order)
		if err != nil {
			return Message{}, err
		}
		if len(pick.Options) < pageSize {
			entries = append(entries, s.entry())
		}
		pick.Options = append(pick.Options, s.option())
	}
	if len(entries) == 0 {
		return Message{}, nil
	}
	m := Message{Cards: []Card{{
		Color: Notice, Title: v.say(txtMissed),
		Body: clip(v.say(txtMissedWhy)+"\n\n"+strings.Join(entries, "\n\n"), maxBody-200) + "\n\n" + v.say(txtMissedNext),
	}}}
	if len(pick.Options) > 0 {
		m.Rows = append(m.Rows, Row{Select: &pick})
	}
	m.Rows = append(m.Rows, buttons(slices.Concat(next[:min(len(next), 3)], r.install())...)...)
	return m, nil
}
