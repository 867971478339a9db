package shop

import (
	"fmt"
	"slices"
	"strings"
)

// ScanOutcome names what follows when a parcel of an order is somewhere. None of
// them moves money: a carrier starts no refund and no payout, and a payout is due
// when its own time has come.
type ScanOutcome string

// The outcomes.
const (
	ScanRecorded   ScanOutcome = "recorded"        // on the card and in the journal; nobody is told
	ScanTells      ScanOutcome = "tells"           // somebody has to do something
	ScanShips      ScanOutcome = "ships"           // the carrier has it: it counts as shipped
	ScanShipsTells ScanOutcome = "ships and tells" //
	ScanDelivers   ScanOutcome = "delivers"        // once every parcel has arrived
	ScanShipsAlso  ScanOutcome = "ships, delivers" //
	ScanStray      ScanOutcome = "stray"           // the order was canceled: the seller is to get it back
)

func (o ScanOutcome) ships() bool {
	return o == ScanShips || o == ScanShipsTells || o == ScanShipsAlso
}
func (o ScanOutcome) tells() bool    { return o == ScanTells || o == ScanShipsTells }
func (o ScanOutcome) delivers() bool { return o == ScanDelivers || o == ScanShipsAlso }

// ScanNext looks up what follows when a parcel of an order in the status is there.
func ScanNext(where ScanStatus, s Status) ScanOutcome {
	row, ok := scanOutcomes[where]
	if !ok {
		panic(fmt.Sprintf("shop: no outcomes for a parcel that is %q", where))
	}
	cell, ok := row[s]
	if !ok {
		panic(fmt.Sprintf("shop: no outcome for a parcel that is %q, in status %q", where, s))
	}
	return cell
}

// scanRow is the row of a place: most statuses have nothing to do with parcels, or
// not any more.
func scanRow(paid, shipped, canceled ScanOutcome) map[Status]ScanOutcome {
	return map[Status]ScanOutcome{
		Requested: ScanRecorded, Processing: ScanRecorded, Paid: paid, Shipped: shipped,
		Delivered: ScanRecorded, Completed: ScanRecorded, Declined: ScanRecorded, Canceled: canceled,
		Expired: ScanRecorded, Refunded: ScanRecorded, ChargedBack: ScanRecorded,
	}
}

// scanOutcomes is where a parcel is × the order's status → outcome. A parcel that
// was delivered back to its sender counts as on its way there.
var scanOutcomes = map[ScanStatus]map[Status]ScanOutcome{
	ScanUnknown:        scanRow(ScanRecorded, ScanRecorded, ScanRecorded),
	ScanPreTransit:     scanRow(ScanRecorded, ScanRecorded, ScanRecorded),
	ScanInTransit:      scanRow(ScanShips, ScanRecorded, ScanStray),
	ScanOutForDelivery: scanRow(ScanShips, ScanRecorded, ScanStray),
	ScanDelivered:      scanRow(ScanShipsAlso, ScanDelivers, ScanStray),
	ScanAvailable:      scanRow(ScanShipsTells, ScanTells, ScanStray),
	ScanReturnToSender: scanRow(ScanShipsTells, ScanTells, ScanRecorded),
	ScanFailure:        scanRow(ScanTells, ScanTells, ScanRecorded),
	ScanCancelled:      scanRow(ScanTells, ScanTells, ScanRecorded),
	ScanError:          scanRow(ScanRecorded, ScanRecorded, ScanRecorded),
}

// Attention is why somebody has to do something about a parcel; commands has words
// for each, for whoever it is.
type Attention string

// The reasons. None: all is as usual.
const (
	AttentionPickup    Attention = "pickup"    // the buyer has to collect it
	AttentionAttempt   Attention = "attempt"   // it could not be handed to the buyer
	AttentionCustoms   Attention = "customs"   // customs keep it
	AttentionAddress   Attention = "address"   // the carrier needs a better address
	AttentionReturning Attention = "returning" // it goes back to the seller
	AttentionReturned  Attention = "returned"  // the seller has it again
	AttentionFailure   Attention = "failure"   // lost, damaged, or not to be delivered
	AttentionCancelled Attention = "cancelled" // the label was withdrawn
)

// Attentions returns all of them.
func Attentions() []Attention {
	return []Attention{
		AttentionPickup, AttentionAttempt, AttentionCustoms, AttentionAddress, AttentionReturning, AttentionReturned,
		AttentionFailure, AttentionCancelled,
	}
}

// lost reports whether a parcel does not get to its buyer any more, as far as its
// carrier knows.
func (a Attention) lost() bool {
	return a == AttentionReturning || a == AttentionReturned || a == AttentionFailure || a == AttentionCancelled
}

// needs says what somebody has to see to, of a parcel that is where it is.
func (p Parcel) needs() Attention {
	switch {
	case p.Back:
		return AttentionReturned
	case p.Arrived() || len(p.Scans) == 0:
		return ""
	default:
		return p.Scans[len(p.Scans)-1].Needs()
	}
}

// Needs says what somebody has to see to after a scan. The details are the
// service's words, of which carriers use some and others not.
func (s Scan) Needs() Attention {
	has := func(words ...string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(s.Detail, w) })
	}
	switch {
	case s.Status == ScanDelivered:
		return ""
	case s.Status == ScanAvailable:
		return AttentionPickup
	case s.Status == ScanReturnToSender:
		return AttentionReturning
	case s.Status == ScanCancelled:
		return AttentionCancelled
	case has("customs", "clearance"):
		return AttentionCustoms
	case has("address"):
		return AttentionAddress
	case has("delivery_exception", "attempt"):
		return AttentionAttempt
	case s.Status == ScanFailure:
		return AttentionFailure
	default:
		return ""
	}
}
