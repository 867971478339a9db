package bot

import "time"

// Discord allows 50 requests a second, answers to interactions apart; the bot keeps some in hand.
// They leave evenly. Timers are late, more so on a busy machine: what was missed is caught up, as far
// as lateRequests, and still no second has more than perSecond.
const (
	perSecond    = 45
	lateRequests = 4
)

// pace says when requests leave: who asks first leaves first. The zero value is ready.
type pace struct {
	turn time.Time            // the next one's
	last [perSecond]time.Time // when the last ones left
	next int                  // the oldest of them
}

// reserve gives a request its time, which is not before now but for what is caught up.
func (p *pace) reserve(now time.Time) time.Time {
	const apart = time.Second / perSecond
	if late := now.Add(-lateRequests * apart); p.turn.Before(late) {
		p.turn = late
	}
	at := p.turn
	p.turn = at.Add(apart)
	return at
}

// left notes that a request whose time has come leaves, or returns how long it must not yet.
func (p *pace) left(now time.Time) (wait time.Duration) {
	if wait := p.last[p.next].Add(time.Second).Sub(now); wait > 0 {
		return wait
	}
	p.last[p.next] = now
	p.next = (p.next + 1) % perSecond
	return 0
}
