package stripe

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// Faults that Fault can order. Those for calls count requests on /stripe/v1
// only; those for webhooks count events.
const (
	FaultError          = "500"       // refused with a 500 before the act
	FaultErrorAfter     = "500-after" // acted, then a 500, which the idempotency key replays
	FaultDrop           = "drop"      // connection cut before the act
	FaultDropAfter      = "drop-after"
	FaultTooMany        = "429"
	FaultDelay          = "delay" // one answer is held for n real seconds
	FaultLoseWebhook    = "lose-webhook"
	FaultDoubleWebhook  = "duplicate-webhook"
	FaultReorderWebhook = "reorder-webhooks"  // the next n events arrive in reverse
	FaultDelayWebhook   = "delay-webhook"     // an event arrives an hour late
	FaultRefundFails    = "refund-fails-late" // succeeds, fails two business days later
	FaultPayoutFails    = "payout-fails"      // the bank refuses the next n payouts
)

// The faults that may strike by chance, see Config.Misbehave.
var (
	callKinds  = []string{FaultError, FaultErrorAfter, FaultDrop, FaultDropAfter, FaultTooMany}
	eventKinds = []string{FaultLoseWebhook, FaultDoubleWebhook, FaultReorderWebhook, FaultDelayWebhook}
)

// faults is what is still to go wrong, counted by kind. Calls take their
// faults in the order in which they were ordered.
type faults struct {
	calls  []callFault
	counts map[string]int
}

// callFault is one call's misbehaviour. wait is closed when a held answer may
// leave; for is how long it is held otherwise.
type callFault struct {
	kind string
	on   string // POSTs below this path only, such as "refunds"; "" any call
	wait <-chan struct{}
	long time.Duration
}

func (f callFault) hits(method, path string) bool {
	return f.on == "" || method == http.MethodPost && strings.HasPrefix(path, "/v1/"+f.on)
}

// Fault makes the next n calls or events misbehave. FaultDelay holds one
// answer for n seconds. A kind for calls may name what it hits: "drop@refunds"
// is the next POSTs below /v1/refunds, and leaves polls alone. An unknown kind
// is an error that names the known ones.
func (s *Stripe) Fault(kind string, n int) error {
	kind, on, _ := strings.Cut(kind, "@")
	if n < 1 {
		return fmt.Errorf("fault %s: n must be at least 1", kind)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch kind {
	case FaultError, FaultErrorAfter, FaultDrop, FaultDropAfter, FaultTooMany:
		for range n {
			s.faults.calls = append(s.faults.calls, callFault{kind: kind, on: on})
		}
	case FaultDelay:
		s.faults.calls = append(s.faults.calls, callFault{kind: kind, on: on, long: time.Duration(n) * time.Second})
	case FaultLoseWebhook, FaultDoubleWebhook, FaultReorderWebhook, FaultDelayWebhook, FaultRefundFails, FaultPayoutFails:
		if s.faults.counts == nil {
			s.faults.counts = map[string]int{}
		}
		s.faults.counts[kind] += n
	default:
		return fmt.Errorf("no such Stripe fault: %q; known are %s", kind, FaultKinds())
	}
	return nil
}

// FaultKinds lists the kinds that Fault takes.
func FaultKinds() []string {
	return []string{
		FaultError, FaultErrorAfter, FaultDrop, FaultDropAfter, FaultTooMany, FaultDelay,
		FaultLoseWebhook, FaultDoubleWebhook, FaultReorderWebhook, FaultDelayWebhook, FaultRefundFails, FaultPayoutFails,
	}
}

// Hold makes the answers to the next n calls wait, after the act, until
// release is called or Stripe is closed. Meanwhile their idempotency keys are
// in use. release may be called more than once.
func (s *Stripe) Hold(n int) (release func()) { return s.HoldOn("", n) }

// HoldOn is Hold for the next n POSTs below a path, such as "refunds".
func (s *Stripe) HoldOn(path string, n int) (release func()) {
	wait := make(chan struct{})
	s.mu.Lock()
	defer s.mu.Unlock()
	for range n {
		s.faults.calls = append(s.faults.calls, callFault{kind: FaultDelay, on: path, wait: wait})
	}
	released := false
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if released {
			return
		}
		released = true
		close(wait)
		s.faults.calls = slices.DeleteFunc(s.faults.calls, func(f callFault) bool { return f.wait == wait })
	}
}

// callFault is how a call misbehaves: as was ordered, or by chance; its kind is "" if it does not.
// It is called with the lock held.
func (s *Stripe) callFault(r *http.Request, path string) callFault {
	i := slices.IndexFunc(s.faults.calls, func(f callFault) bool { return f.hits(r.Method, path) })
	if i < 0 {
		return callFault{kind: s.cfg.Misbehave(r.Pattern, callKinds)}
	}
	hit := s.faults.calls[i]
	s.faults.calls = slices.Delete(s.faults.calls, i, i+1)
	return hit
}

// eventFault is how an event misbehaves on its way, beside FaultReorderWebhook that was ordered.
func (s *Stripe) eventFault(kind string) string {
	for _, ordered := range []string{FaultLoseWebhook, FaultDoubleWebhook, FaultDelayWebhook} {
		if s.faults.take(ordered) {
			return ordered
		}
	}
	return s.cfg.Misbehave(kind, eventKinds)
}

// take uses up one fault of the kind.
func (f *faults) take(kind string) bool {
	if f.counts[kind] == 0 {
		return false
	}
	f.counts[kind]--
	return true
}
