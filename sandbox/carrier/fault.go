package carrier

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Faults that Fault can order.
const (
	FaultError          = "500"       // refused with a 500 before the act
	FaultErrorAfter     = "500-after" // acted, then a 500
	FaultDrop           = "drop"      // connection cut before the act
	FaultDropAfter      = "drop-after"
	FaultTooMany        = "429"
	FaultLoseWebhook    = "lose-webhook"
	FaultDoubleWebhook  = "duplicate-webhook"
	FaultReorderWebhook = "reorder-webhooks" // an event overtakes those before it
	FaultDelayWebhook   = "delay-webhook"    // an event arrives an hour late
	FaultDelay          = "delay"            // one answer is held for n real seconds
)

// The faults that strike calls, and those that strike events.
var (
	callKinds  = []string{FaultError, FaultErrorAfter, FaultDrop, FaultDropAfter, FaultTooMany}
	eventKinds = []string{FaultLoseWebhook, FaultDoubleWebhook, FaultReorderWebhook, FaultDelayWebhook}
)

// faults is what is still to go wrong.
type faults struct {
	calls  []callFault
	counts map[string]int
}

// callFault is one call's misbehaviour; long is how long its answer is held.
type callFault struct {
	kind string
	long time.Duration
}

// Fault makes the next n calls or events misbehave; FaultDelay holds one answer for n seconds. An
// unknown kind is an error that names the known ones.
func (c *Carrier) Fault(kind string, n int) error {
	if n < 1 {
		return fmt.Errorf("fault %s: n must be at least 1", kind)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case slices.Contains(callKinds, kind):
		c.faults.calls = append(c.faults.calls, slices.Repeat([]callFault{{kind: kind}}, n)...)
	case kind == FaultDelay:
		c.faults.calls = append(c.faults.calls, callFault{kind, time.Duration(n) * time.Second})
	case slices.Contains(eventKinds, kind):
		if c.faults.counts == nil {
			c.faults.counts = map[string]int{}
		}
		c.faults.counts[kind] += n
	default:
		return fmt.Errorf("no such fault of the carrier: %q; known are %s", kind, strings.Join(FaultKinds(), ", "))
	}
	return nil
}

// FaultKinds lists the kinds that Fault takes.
func FaultKinds() []string { return slices.Concat(callKinds, []string{FaultDelay}, eventKinds) }

// callFault is how a call misbehaves: as was ordered, or by chance; its kind is "" if it does not. The
// lock is held.
func (c *Carrier) callFault(call string) callFault {
	if len(c.faults.calls) == 0 {
		return callFault{kind: c.cfg.Misbehave(call, callKinds)}
	}
	fault := c.faults.calls[0]
	c.faults.calls = c.faults.calls[1:]
	return fault
}

// hold keeps an answer back until its time is over or the Carrier is closed.
func (c *Carrier) hold(long time.Duration) {
	timer := time.NewTimer(long)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-c.done:
	}
}

// eventFault is the same for an event. By chance none gets lost or comes late: who was not told of a
// scan finds it hours later, by asking. The lock is held.
func (c *Carrier) eventFault(event string) string {
	for _, kind := range eventKinds {
		if c.faults.counts[kind] > 0 {
			c.faults.counts[kind]--
			return kind
		}
	}
	return c.cfg.Misbehave(event, []string{FaultDoubleWebhook, FaultReorderWebhook})
}
