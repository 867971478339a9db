package commands

import (
	"context"
	"fmt"
	"strconv"

	"till/shop"
)

// problemNotice is a message about a problem: what happened, how it stands, and
// what was written with it, at the end, where nothing of it can pass for the
// bot's own words.
func (t *Till) problemNotice(ctx context.Context, s side, n shop.Notice) (Message, error) {
	text := s.tell(s.of(problemNotices[n.Kind]))
	if n.Kind == shop.NoticeProblemClosed {
		closed, ok := nth(s.order.Problems, n.Facts["problem"])
		if !ok {
			return Message{}, nil
		}
		return s.closedNotice(text, closed, n.Facts["paid"] != ""), nil
	}
	p, open := s.order.OpenProblem()
	if !open || n.Kind == shop.NoticeProblemReminder && p.State.Turn() != s.role {
		return Message{}, nil // it has gone on, and another message says so
	}
	if n.Kind == shop.NoticeProblem {
		text = joined(text, s.say(problemHeads[p.Kind]))
	}
	text = joined(text, s.problemTurn(p))
	m := Message{Text: clip(text, maxContent), Rows: buttons(append(s.problemButtons(), s.next(routeAsk))...)}
	words, err := t.wordsOf(ctx, s, n.To, n.Facts["words"])
	if words != "" {
		m.Cards = []Card{{Color: Neutral, Body: words}}
	}
	return m, err
}

// closedNotice says how a problem was closed: what it means for the money, as it
// was then, since a payout may follow at once.
func (s side) closedNotice(text string, closed shop.Problem, paid bool) Message {
	text = joined(text, s.problemEnd(closed))
	switch {
	case closed.Given.Minor > 0:
		text = joined(text, s.comesFrom(paid))
		if closed.Note != "" {
			text = joined(text, s.tell(txtProblemLeft, "note", clip(plain(closed.Note), 400)))
		}
	case !paid && closed.How != shop.EndElsewhere:
		text = joined(text, s.tell(s.of(problemGoesOn)))
	}
	return Message{Text: clip(text, maxContent), Rows: buttons(s.next(routeTrack), s.next(routeAsk))}
}

// wordsOf is what was written with an act, the n-th of the conversation, as it is
// shown to the other side; "" when nothing was, or when it is erased.
func (t *Till) wordsOf(ctx context.Context, s side, reader shop.UserID, n string) (string, error) {
	if n == "" || n == "0" {
		return "", nil
	}
	i, err := strconv.Atoi(n)
	if err != nil {
		return "", fmt.Errorf("the words of a problem: %w", err)
	}
	w, err := t.shop.Words(ctx, reader, shop.ConversationOf(s.order), i)
	if err != nil && shop.CodeOf(err) == shop.NotFound {
		err = nil
	}
	return quoted(w.Text), err
}
