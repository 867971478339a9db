package shop

import "fmt"

// Status is where an order stands. Problems, disputes, holds and money are
// kept beside it, never folded into it.
type Status string

// The statuses of an order; doc.go draws how they follow one another.
const (
	Requested   Status = "requested"
	Processing  Status = "processing" // a slow payment is under way
	Paid        Status = "paid"
	Shipped     Status = "shipped"
	Delivered   Status = "delivered"
	Completed   Status = "completed"
	Declined    Status = "declined"
	Canceled    Status = "canceled"
	Expired     Status = "expired"
	Refunded    Status = "refunded"     // in full, after shipping
	ChargedBack Status = "charged_back" // a dispute lost before the payout
)

// Statuses returns all of them in the order of an order's life.
func Statuses() []Status {
	return []Status{
		Requested, Processing, Paid, Shipped, Delivered, Completed,
		Declined, Canceled, Expired, Refunded, ChargedBack,
	}
}

// Ended reports whether nothing more is expected of the buyer or the seller.
func (s Status) Ended() bool {
	switch s {
	case Completed, Declined, Canceled, Expired, Refunded, ChargedBack:
		return true
	default:
		return false
	}
}

// Event is what may happen to an order.
type Event string

// The events of an order.
const (
	EventPaymentProcessing Event = "payment_processing"
	EventPaymentFailed     Event = "payment_failed"
	EventPaymentSucceeded  Event = "payment_succeeded"
	EventDecline           Event = "decline"
	EventCancel            Event = "cancel"
	EventExpire            Event = "expire"
	EventRevise            Event = "revise" // other terms, before the payment
	EventShip              Event = "ship"
	EventDeliver           Event = "deliver"
	EventComplete          Event = "complete"
	EventRefundedInFull    Event = "refunded_in_full"
	EventDisputeLost       Event = "dispute_lost"
)

// StatusEvents returns every event that the transition table knows.
func StatusEvents() []Event {
	return []Event{
		EventPaymentProcessing, EventPaymentFailed, EventPaymentSucceeded,
		EventDecline, EventCancel, EventExpire, EventRevise, EventShip, EventDeliver,
		EventComplete, EventRefundedInFull, EventDisputeLost,
	}
}

// Outcome names what an event does to an order in a given status.
type Outcome struct {
	To     Status // the next status; the same one for a recorded no-op
	Effect Effect
	Reason Reason // with Reject
}

// Effect is the kind of an Outcome.
type Effect string

// The effects.
const (
	Move     Effect = "move"     // the status becomes To
	Record   Effect = "record"   // late or repeated: noted in the journal, nothing moves
	Return   Effect = "return"   // money that has nothing to pay for: it goes back at once
	Remember Effect = "remember" // done as soon as the payment's outcome is known
	Reject   Effect = "reject"   // an error for whoever asked
)

// Next looks the event up in the transition table. It is the only place that
// decides a status.
func Next(s Status, e Event) Outcome {
	row, ok := transitions[e]
	if !ok {
		panic(fmt.Sprintf("shop: no transitions for event %q", e))
	}
	cell, ok := row[s]
	if !ok {
		panic(fmt.Sprintf("shop: no outcome for event %q in status %q", e, s))
	}
	if cell.Effect != Move {
		cell.To = s
	}
	return cell
}
