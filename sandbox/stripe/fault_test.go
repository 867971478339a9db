package stripe

import (
	"sync"
	"testing"
	"time"
)

func TestIdempotency(t *testing.T) {
	w := newWorld(t)
	first := w.call("POST", "customers", "name=Buyer", "Idempotency-Key: k")
	again := w.call("POST", "customers", "name=Buyer", "Idempotency-Key: k")
	if text(first.body, "id") != text(again.body, "id") || again.header.Get("Idempotent-Replayed") != "true" {
		t.Errorf("replay: %v %v", again.body, again.header)
	}
	if e := w.refused(400, "", "POST", "customers", "name=Other", "Idempotency-Key: k"); text(e, "type") != "idempotency_error" {
		t.Errorf("other parameters: %v", e)
	}
	if e := w.refused(400, "", "POST", "accounts", "type=express", "Idempotency-Key: k"); text(e, "type") != "idempotency_error" {
		t.Errorf("other endpoint: %v", e)
	}
	w.forward(24*time.Hour + time.Second)
	if other := w.call("POST", "customers", "name=Buyer", "Idempotency-Key: k"); text(other.body, "id") == text(first.body, "id") {
		t.Error("the key is remembered after 24 hours")
	}

	// Refused parameters are not kept, a refusal of the act is.
	seller := w.seller("US")
	w.refused(400, "parameter_unknown", "POST", "customers", "colour=blue", "Idempotency-Key: v")
	w.must("POST", "customers", "name=Buyer", "Idempotency-Key: v")
	pay := []string{"amount=100", "currency=usd", "destination=" + seller, "Idempotency-Key: b"}
	w.refused(400, "balance_insufficient", "POST", "transfers", pay...)
	w.s.TopUp("usd", 1000)
	w.refused(400, "balance_insufficient", "POST", "transfers", pay...)
}

func TestCallFaults(t *testing.T) {
	for _, tt := range []struct {
		kind         string
		first, again int // statuses with the same key; 0 is a cut connection
		replayed     bool
		customers    int
	}{
		{FaultError, 500, 200, false, 1},
		{FaultErrorAfter, 500, 500, true, 1},
		{FaultDrop, 0, 200, false, 1},
		{FaultDropAfter, 0, 200, true, 1},
		{FaultTooMany, 429, 200, false, 1},
	} {
		t.Run(tt.kind, func(t *testing.T) {
			w := newWorld(t)
			w.must("GET", "balance") // a connection that was used: Go's client would resend on it
			if err := w.s.Fault(tt.kind, 1); err != nil {
				t.Fatal(err)
			}
			first := w.call("POST", "customers", "name=Buyer", "Idempotency-Key: k")
			if tt.first == 0 && first.err == nil || tt.first != 0 && first.status != tt.first {
				t.Errorf("first: %d %v", first.status, first.err)
			}
			again := w.call("POST", "customers", "name=Buyer", "Idempotency-Key: k")
			if again.status != tt.again || (again.header.Get("Idempotent-Replayed") == "true") != tt.replayed {
				t.Errorf("again: %d %v", again.status, again.header)
			}
			if n := len(at(w.must("GET", "customers"), "data").([]any)); n != tt.customers {
				t.Errorf("%d customers, want %d", n, tt.customers)
			}
		})
	}
}

func TestHold(t *testing.T) {
	bell := make(chan struct{}, 1)
	w := newWorld(t, func(c *Config) {
		c.Changed = func() {
			select {
			case bell <- struct{}{}:
			default:
			}
		}
	})
	release := w.s.Hold(1)
	var first reply
	var wg sync.WaitGroup
	wg.Go(func() { first = w.call("POST", "customers", "name=Buyer", "Idempotency-Key: k") })
	for len(w.s.heldKeys()) == 0 { // until the call has acted
		<-bell
	}
	if w.s.Busy() == 0 {
		t.Error("a held call does not count as busy")
	}
	w.refused(409, "idempotency_key_in_use", "POST", "customers", "name=Buyer", "Idempotency-Key: k")
	release()
	release()
	wg.Wait()
	again := w.call("POST", "customers", "name=Buyer", "Idempotency-Key: k")
	if first.status != 200 || again.header.Get("Idempotent-Replayed") != "true" {
		t.Errorf("held: %d, again: %v", first.status, again.header)
	}
}

// heldKeys are the idempotency keys that are in use.
func (s *Stripe) heldKeys() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var keys []string
	for key, a := range s.answers {
		if a.running {
			keys = append(keys, key)
		}
	}
	return keys
}

func TestFaultOnOneEndpoint(t *testing.T) {
	w := newWorld(t)
	if err := w.s.Fault("500@customers", 1); err != nil {
		t.Fatal(err)
	}
	w.must("GET", "customers")
	w.must("POST", "accounts", "type=express", "capabilities[transfers][requested]=true")
	w.refused(500, "", "POST", "customers", "name=Buyer")
	w.must("POST", "customers", "name=Buyer")
}

func TestUnknownFault(t *testing.T) {
	w := newWorld(t)
	if err := w.s.Fault("rain", 1); err == nil {
		t.Error("an unknown fault is accepted")
	}
	if err := w.s.Fault(FaultDrop, 0); err == nil {
		t.Error("a fault for no call is accepted")
	}
	for _, kind := range FaultKinds() {
		if err := w.s.Fault(kind, 1); err != nil {
			t.Errorf("%s: %v", kind, err)
		}
	}
}
