package shop

import (
	"context"
	"time"
)

// Tracker is a tracking service: it asks the carriers, so that nobody has to.
// Errors are *Error; Unavailable may pass.
type Tracker interface {
	// Track has the service watch a parcel from now on, and returns what it knows.
	// Asked again for the same parcel, with the same key, it is the same tracking.
	Track(ctx context.Context, key string, p Parcel) (Tracking, error)
	// Look returns what the service knows now. NotFound: it does not watch that.
	Look(ctx context.Context, id string) (Tracking, error)
}

// Tracking is what a tracking service knows of a parcel. Only what the shop uses
// is taken from the service: no name, no signature, no address.
type Tracking struct {
	ID        string // the service's, of its tracker
	Number    string // as the service has it
	Status    ScanStatus
	Detail    string    // the service's word for why, as "customs_delay"; "" when it has none
	Expected  time.Time // the day of delivery, as the carrier estimates it now; zero: unknown
	UpdatedAt time.Time // when the service last heard something
	Scans     []Scan    // oldest first
}

// Scan is one thing that a carrier told of a parcel.
type Scan struct {
	At     time.Time  `json:"at"`
	Status ScanStatus `json:"status"`
	Detail string     `json:"detail,omitempty"`
	Place  string     `json:"place,omitempty"` // a town and what it is in, never a street
}

// ScanStatus is where a parcel is, in the words of EasyPost's trackers.
// https://docs.easypost.com/docs/trackers
type ScanStatus string

// The statuses of a parcel.
const (
	ScanUnknown        ScanStatus = "unknown"     // the carrier has not been asked or does not know it
	ScanPreTransit     ScanStatus = "pre_transit" // a label, no parcel yet: it does not count as seen
	ScanInTransit      ScanStatus = "in_transit"
	ScanOutForDelivery ScanStatus = "out_for_delivery"
	ScanDelivered      ScanStatus = "delivered"
	ScanAvailable      ScanStatus = "available_for_pickup"
	ScanReturnToSender ScanStatus = "return_to_sender"
	ScanFailure        ScanStatus = "failure" // lost, damaged, or not deliverable
	ScanCancelled      ScanStatus = "cancelled"
	ScanError          ScanStatus = "error" // the service cannot ask the carrier
)
