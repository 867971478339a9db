package shop

import (
	"context"
	"fmt"
	"maps"
)

// ProblemInput is a buyer's word that something is wrong.
type ProblemInput struct {
	Cause string
	Actor Actor
	Order OrderID
	Kind  ProblemKind
	Text  string
}

// ReportProblem opens a case: the payout waits from now on, and the seller is to
// answer.
func (s *Shop) ReportProblem(ctx context.Context, in ProblemInput) (Order, error) {
	text, err := cleanWords(in.Text, MaxText)
	switch {
	case err != nil:
		return Order{}, err
	case blank(text):
		return Order{}, refuse(Invalid, ReasonTextEmpty, "nothing is said")
	case !in.Kind.valid():
		return Order{}, refuse(Invalid, ReasonProblemKind, "no kind of problem: %q", in.Kind)
	}
	return s.change(ctx, in.Cause, in.Actor, in.Order, func(t *turn) error {
		if t.o.Buyer != in.Actor.ID {
			return refuse(Forbidden, ReasonNotYours, "only the buyer reports a problem")
		}
		if err := t.o.reportable(t.now); err != nil {
			return err
		}
		words, err := t.write(text)
		if err != nil {
			return err
		}
		t.o.Problems = append(t.o.Problems, Problem{N: len(t.o.Problems) + 1, Kind: in.Kind, At: t.now, Words: words})
		if err := t.noteProblem(ActProblemReported, nil); err != nil {
			return err
		}
		if err := t.hold(HoldProblem); err != nil {
			return err
		}
		if err := t.await(ProblemSeller, ProblemAnswer); err != nil {
			return err
		}
		t.tell(NoticeProblem, RoleSeller, map[string]string{"words": fmt.Sprint(words)})
		return t.stageAgain()
	})
}

// write puts what the actor wrote about the order into the conversation of the
// two, and returns its number there.
func (t *turn) write(text string) (int, error) {
	c, err := t.s.converse(t.tx, t.o.Buyer, t.o.Seller, t.o.ID)
	if err != nil {
		return 0, err
	}
	c, err = t.s.keepWords(t.tx, c, Words{From: t.actor, Text: text, Order: t.o.ID})
	return c.Messages, err
}

// noteProblem journals an act on the last problem.
func (t *turn) noteProblem(a Act, facts map[string]string) error {
	p := t.o.Problems[len(t.o.Problems)-1]
	all := map[string]string{"problem": fmt.Sprint(p.N), "kind": string(p.Kind)}
	maps.Copy(all, facts)
	return t.note(a, all)
}

// mostCaseWords is how many messages of a case an operator is shown.
const mostCaseWords = 50

// ProblemWords returns to an operator what the two wrote about the order since its
// open problem was reported: that first, then the newest. Of a problem that is
// closed it is none of theirs.
func (s *Shop) ProblemWords(ctx context.Context, actor UserID, id OrderID) (o Order, words []Words, err error) {
	if !s.Operates(actor) {
		return o, nil, refuse(Forbidden, ReasonNotOperator, "only for operators")
	}
	if o, err = s.load(ctx, id); err != nil {
		return o, nil, err
	}
	p := o.openProblem()
	if p == nil {
		return o, nil, refuse(Conflict, ReasonProblemNone, "%s has no open problem", id)
	}
	err = s.store.View(ctx, func(tx Tx) error {
		c, err := tx.Conversations().Get(ConversationOf(o))
		if err != nil {
			return unlessMissing(err)
		}
		for n := p.Words; n <= c.Messages; n++ {
			if n == p.Words+1 {
				n = max(n, c.Messages-mostCaseWords)
			}
			w, err := tx.Conversations().Words(c.ID, n)
			if err != nil {
				if unlessMissing(err) == nil { // erased
					continue
				}
				return err
			}
			if w.Order == id {
				words = append(words, w)
			}
		}
		return nil
	})
	return o, words, err
}
