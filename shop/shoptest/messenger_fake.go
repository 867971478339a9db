package shoptest

import (
	"context"
	"fmt"
	"sync"
	"time"

	"till/shop"
)

var (
	_ shop.Messenger = (*FakeMessenger)(nil)
	_ shop.Carrier   = FakeCarrier{}
)

// nonceWindow is for how long the same nonce is the same message.
const nonceWindow = 5 * time.Minute

// FakeMessenger delivers into memory.
type FakeMessenger struct {
	Now    func() time.Time
	Fault  func(to shop.UserID) Fault // asked before each call; nil: none
	Closed map[shop.UserID]bool       // whose DM takes nothing

	mu       sync.Mutex // guards everything below
	messages []*FakeMessage
	nonces   map[string]*FakeMessage // the newest of each
	refs     map[shop.MessageRef]*FakeMessage
	refused  map[told]bool
	first    map[told]time.Time // when the first of them came, or was refused
}

// told names what somebody is told of an order.
type told struct {
	order shop.OrderID
	to    shop.UserID
	kind  shop.NoticeKind
}

// FakeMessage is a message in somebody's DM.
type FakeMessage struct {
	shop.Notice
	Ref   shop.MessageRef
	At    time.Time
	Edits int
	Gone  bool
}

// Send implements shop.Messenger.
func (m *FakeMessenger) Send(ctx context.Context, n shop.Notice, nonce string) (shop.MessageRef, error) {
	return m.act(ctx, n, func() (shop.MessageRef, error) {
		name := string(n.To) + " " + nonce
		if old := m.nonces[name]; old != nil && m.Now().Sub(old.At) < nonceWindow {
			return old.Ref, nil
		}
		ref := shop.MessageRef{Channel: "dm-" + string(n.To), Message: fmt.Sprintf("m%d", len(m.messages)+1)}
		message := &FakeMessage{Notice: n, Ref: ref, At: m.Now()}
		m.came(n)
		if m.nonces == nil {
			m.nonces, m.refs = make(map[string]*FakeMessage), make(map[shop.MessageRef]*FakeMessage)
		}
		m.messages, m.nonces[name], m.refs[ref] = append(m.messages, message), message, message
		return ref, nil
	})
}

// Edit implements shop.Messenger.
func (m *FakeMessenger) Edit(ctx context.Context, ref shop.MessageRef, n shop.Notice) error {
	_, err := m.act(ctx, n, func() (shop.MessageRef, error) {
		old := m.refs[ref]
		if old == nil || old.Gone {
			return ref, missing("message")
		}
		old.Edits++
		return ref, nil
	})
	return err
}

func (m *FakeMessenger) act(ctx context.Context, n shop.Notice, fn func() (shop.MessageRef, error)) (shop.MessageRef, error) {
	if err := ctx.Err(); err != nil {
		return shop.MessageRef{}, err
	}
	fault := FaultNone
	if m.Fault != nil {
		fault = m.Fault(n.To)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.Closed[n.To] || fault == FaultRefuse {
		if m.refused == nil {
			m.refused = make(map[told]bool)
		}
		m.refused[told{n.Order, n.To, n.Kind}] = true
		m.came(n)
		return shop.MessageRef{}, no(shop.ReasonDMClosed, "the DM of %s is closed", n.To)
	}
	lost := &shop.Error{Code: shop.Unavailable, Message: "no answer"}
	if fault == FaultBefore {
		return shop.MessageRef{}, lost
	}
	ref, err := fn()
	if fault == FaultAfter {
		return shop.MessageRef{}, lost
	}
	return ref, err
}

func (m *FakeMessenger) came(n shop.Notice) {
	name := told{n.Order, n.To, n.Kind}
	if m.first == nil {
		m.first = make(map[told]time.Time)
	}
	if _, earlier := m.first[name]; !earlier {
		m.first[name] = m.Now()
	}
}

// Came returns when the first such message came, or was refused by a closed DM.
func (m *FakeMessenger) Came(order shop.OrderID, to shop.UserID, kind shop.NoticeKind) (at time.Time, ok bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	at, ok = m.first[told{order, to, kind}]
	return at, ok
}

// Refused reports whether somebody's closed DM refused such a message.
func (m *FakeMessenger) Refused(order shop.OrderID, to shop.UserID, kind shop.NoticeKind) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.refused[told{order, to, kind}]
}

// To returns the messages in somebody's DM, oldest first.
func (m *FakeMessenger) To(user shop.UserID) (found []FakeMessage) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, message := range m.messages {
		if message.To == user {
			found = append(found, *message)
		}
	}
	return found
}

// Delete takes a message away, as its reader can.
func (m *FakeMessenger) Delete(ref shop.MessageRef) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, message := range m.messages {
		if message.Ref == ref {
			message.Gone = true
		}
	}
}

// FakeCarrier knows two kinds of numbers: OK… is right, BAD… has a wrong check
// digit. Any other is no tracking number.
type FakeCarrier struct{}

// Recognise implements shop.Carrier.
func (FakeCarrier) Recognise(carrier, number string) ([]shop.Parcel, error) {
	parcel := shop.Parcel{Carrier: carrier, Number: number, URL: "https://track.example/" + number}
	switch {
	case len(number) > 2 && number[:2] == "OK":
		parcel.Checked = true
		return []shop.Parcel{parcel}, nil
	case len(number) > 3 && number[:3] == "BAD":
		return []shop.Parcel{parcel}, &shop.Error{Code: shop.Invalid, Reason: shop.ReasonTrackingCheck, Message: "wrong check digit"}
	}
	return nil, nil
}

// Carriers implements shop.Carrier.
func (FakeCarrier) Carriers() []string { return []string{"Fake Post"} }
