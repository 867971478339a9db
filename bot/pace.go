package bot

import "time"

// Discord allows 50 requests a second, answers to interactions apart; the bot keeps some in hand.
// They leave evenly. Timers are late, more so on a busy machine: what was missed is caught up, as far
// as lateRequests, and still no second has more than perSecond.
const (
	perSecond    = 45
	lateRequests = 4
)

// pace says when requests leave. The zero value is ready.
type pace struct {
	turn time.Time            // when the next one may leave
	last [perSecond]time.Time // when the last ones left
	next int                  // the oldest of them
}

// wait is how long until the next request may leave; 0 or less is now.
func (p *pace) wait(now time.Time) time.Duration {
	return max(p.turn.Sub(now), p.last[p.next].Add(time.Second).Sub(now))
}

// left notes that one left.
func (p *pace) left(now time.Time) {
	const apart = time.Second / perSecond
	if late := now.Add(-lateRequests * apart); p.turn.Before(late) {
		p.turn = late
	}
	p.turn = p.turn.Add(apart)
	p.last[p.next] = now
	p.next = (p.next + 1) % perSecond
}
