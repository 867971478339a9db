package carrier

import (
	"fmt"
	"slices"
	"strings"
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
)

// faults is what is still to go wrong.
type faults struct {
	calls  []string
	counts map[string]int
}

// Fault makes the next n calls or events misbehave. An unknown kind is an error that names the known
// ones.
func (c *Carrier) Fault(kind string, n int) error {
	if n < 1 {
		return fmt.Errorf("fault %s: n must be at least 1", kind)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	switch kind {
	case FaultError, FaultErrorAfter, FaultDrop, FaultDropAfter, FaultTooMany:
		c.faults.calls = append(c.faults.calls, slices.Repeat([]string{kind}, n)...)
	case FaultLoseWebhook, FaultDoubleWebhook, FaultReorderWebhook:
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
func FaultKinds() []string {
	return []string{
		FaultError, FaultErrorAfter, FaultDrop, FaultDropAfter, FaultTooMany,
		FaultLoseWebhook, FaultDoubleWebhook, FaultReorderWebhook,
	}
}

// call takes the next call's fault, or "".
func (f *faults) call() string {
	if len(f.calls) == 0 {
		return ""
	}
	kind := f.calls[0]
	f.calls = f.calls[1:]
	return kind
}

// take uses up one of a kind.
func (f *faults) take(kind string) bool {
	if f.counts[kind] == 0 {
		return false
	}
	f.counts[kind]--
	return true
}
