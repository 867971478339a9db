package shop

import (
	"fmt"
	"maps"
	"time"

	"till/shop/money"
)

// How long before its deadline whoever's turn it is gets reminded: of seven days,
// on day 3 and 6.
var problemReminders = []time.Duration{4 * day, day}

// problemWarning names the n-th reminder.
func problemWarning(n int) string { return fmt.Sprintf("%s:%d", kindProblemWarn, n) }

// await has the open problem wait for a side, for some time.
func (t *turn) await(state ProblemState, wait time.Duration) error {
	p := t.o.openProblem()
	p.State, p.DueBy = state, t.now.Add(wait)
	if err := t.unwait(); err != nil {
		return err
	}
	for i, before := range problemReminders {
		if last := i+1 == len(problemReminders); wait <= before && !last {
			continue
		}
		if err := t.later(kindProblemWarn, i+1, p.DueBy.Add(-before)); err != nil {
			return err
		}
	}
	return t.later(kindProblem, 0, p.DueBy)
}

// unwait takes the problem's timers back.
func (t *turn) unwait() error {
	for i := range problemReminders {
		t.unwarn(problemWarning(i + 1))
		if err := t.never(kindProblemWarn, i+1); err != nil {
			return err
		}
	}
	return t.never(kindProblem, 0)
}

// warnProblem reminds whoever's turn it is. One that an outage delayed until the
// next is due gives way to it.
func (t *turn) warnProblem(n int) error {
	p := t.o.openProblem()
	if p == nil || p.State.Turn() == "" || t.o.disputed() {
		return nil
	}
	if n < len(problemReminders) && !t.now.Before(p.DueBy.Add(-problemReminders[n])) {
		return nil
	}
	t.warn(problemWarning(n), NoticeProblemReminder, p.State.Turn())
	return t.noteProblem(ActWarned, map[string]string{"of": string(kindProblem)})
}

// problemDue does what follows when the time of the open problem is over. While
// the bank has the money, or it is on its way to the seller, the case waits.
func (t *turn) problemDue() error {
	p := t.o.openProblem()
	if p == nil {
		return nil
	}
	if p.State == ProblemOperator { // again, until somebody decides
		t.alert(AlertProblem, map[string]string{"what": string(p.Kind)})
		if err := t.noteProblem(ActWarned, map[string]string{"of": string(kindProblem)}); err != nil {
			return err
		}
		return t.later(kindProblem, 0, t.now.Add(ProblemAnswer))
	}
	if t.o.disputed() || t.o.openPayout() != nil {
		return t.moveDeadline(kindProblem, &p.DueBy, t.now.Add(day))
	}
	last := len(problemReminders)
	soon, err := t.putOff(kindProblem, &p.DueBy, problemWarning(last), time.Time{}, func() error { return t.warnProblem(last) })
	if soon || err != nil {
		return err
	}
	_, paid := t.o.PaidOut()
	switch {
	case p.State == ProblemOffered || p.State == ProblemReplaced:
		return t.closeProblem(EndBuyerSilent, nil)
	case p.State == ProblemReturning:
		return t.closeProblem(EndNotSentBack, nil)
	case p.State == ProblemReturned || paid:
		return t.toOperator("silent")
	default:
		return t.settleProblem(EndSellerSilent, RefundSilent, t.o.Refundable(), "")
	}
}

// toOperator has the operator decide.
func (t *turn) toOperator(by string) error {
	p := t.o.openProblem()
	if err := t.noteProblem(ActProblemEscalated, map[string]string{"by": by, "state": string(p.State)}); err != nil {
		return err
	}
	p.Was, p.State, p.DueBy = p.State, ProblemOperator, time.Time{}
	if err := t.unwait(); err != nil {
		return err
	}
	t.alert(AlertProblem, map[string]string{"what": string(p.Kind)})
	t.tellBoth(NoticeProblemOperator, nil)
	return t.later(kindProblem, 0, t.now.Add(ProblemAnswer))
}

// settleProblem gives money back, and closes the open problem with it.
func (t *turn) settleProblem(end ProblemEnd, reason RefundReason, amount money.Money, note string) error {
	p := t.o.openProblem()
	if amount.Minor > 0 {
		if err := t.refund(reason, amount, note); err != nil {
			return err
		}
		p.Given = amount
	}
	return t.closeProblem(end, map[string]string{"amount": amount.String()})
}

// closeProblem ends the open problem: the payout goes on, if there is one.
func (t *turn) closeProblem(end ProblemEnd, facts map[string]string) error {
	p := t.o.openProblem()
	all := map[string]string{"end": string(end), "state": string(p.State)}
	maps.Copy(all, facts)
	if err := t.noteProblem(ActProblemClosed, all); err != nil {
		return err
	}
	if p.State != ProblemOperator {
		p.Was = p.State
	}
	p.State, p.How, p.Ended, p.DueBy = ProblemClosed, end, t.now, time.Time{}
	if err := t.unwait(); err != nil {
		return err
	}
	if err := t.release(HoldProblem); err != nil {
		return err
	}
	told := map[string]string{"problem": fmt.Sprint(p.N)}
	_, paid := t.o.PaidOut()
	if paid {
		told["paid"] = "before"
	}
	if paid && t.o.Status == Delivered {
		if _, err := t.happen(EventComplete, nil); err != nil {
			return err
		}
	}
	t.tellBoth(NoticeProblemClosed, told)
	return t.stageAgain()
}

// keepProblem closes a problem of which nothing is left to settle: all of the
// money goes back otherwise, or the bank took it.
func (t *turn) keepProblem() error {
	if t.o.openProblem() == nil {
		return nil
	}
	over := t.o.Status.Ended() && t.o.Status != Completed
	if !over && (t.o.Refundable().Minor > 0 || t.o.disputed()) {
		return nil
	}
	return t.closeProblem(EndElsewhere, nil)
}
