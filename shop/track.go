package shop

import (
	"cmp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// seen reports whether a scan with this status means that a carrier has, or had,
// the parcel. A label or a guess does not.
func (s ScanStatus) seen() bool {
	switch s {
	case ScanInTransit, ScanOutForDelivery, ScanDelivered, ScanAvailable, ScanReturnToSender, ScanFailure:
		return true
	default:
		return false
	}
}

// ScanStatuses returns all of them, in the order of a parcel's way.
func ScanStatuses() []ScanStatus {
	return []ScanStatus{
		ScanUnknown, ScanPreTransit, ScanInTransit, ScanOutForDelivery, ScanDelivered, ScanAvailable,
		ScanReturnToSender, ScanFailure, ScanCancelled, ScanError,
	}
}

const (
	mostScans = 60 // that are kept of a parcel: older ones are not taken any more
	maxPlace  = 60 // characters of where one was made
	maxDetail = 40
)

// take adds the scans that are new, and returns them, oldest first. One from
// before since is of another parcel, which had the number before. Where the
// parcel is follows from all of its scans, in whatever order they came.
func (p *Parcel) take(said Tracking, since time.Time) (fresh []Scan) {
	scans := slices.Clone(said.Scans)
	if latest := newest(scans); latest.Status != said.Status && said.Status.seen() && said.UpdatedAt.After(latest.At) {
		scans = append(scans, Scan{At: said.UpdatedAt, Status: said.Status, Detail: said.Detail}) // of which the carrier tells no more
	}
	for _, s := range scans {
		s = s.clean()
		known := slices.ContainsFunc(p.Scans, func(old Scan) bool { return old.At.Equal(s.At) && old.Status == s.Status })
		late := len(p.Scans) == mostScans && s.At.Before(p.Scans[0].At)
		if known || late || s.At.IsZero() || s.At.Before(since) {
			continue
		}
		p.Scans = append(slices.Clone(p.Scans), s)
		slices.SortStableFunc(p.Scans, compareScans)
		if len(p.Scans) > mostScans {
			p.Scans = p.Scans[1:]
		}
		fresh = append(fresh, s)
	}
	slices.SortStableFunc(fresh, compareScans)
	p.settle()
	return fresh
}

// settle works out where the parcel is.
func (p *Parcel) settle() {
	arrived, back := false, false
	for _, s := range p.Scans {
		if s.Status.seen() && (p.ScannedAt.IsZero() || s.At.Before(p.ScannedAt)) {
			p.ScannedAt = s.At
		}
		switch {
		case s.Status == ScanReturnToSender:
			back = true
		case s.Status == ScanDelivered && !arrived:
			p.DeliveredAt, p.Back, arrived = s.At, back, true
		}
		p.Status = s.Status
	}
	if arrived {
		p.Status = ScanDelivered
	}
}

// Arrived reports whether the parcel has come to an end: at the buyer's, or back
// at the seller's.
func (p Parcel) Arrived() bool { return !p.DeliveredAt.IsZero() }

// compareScans puts scans in the order of time. Of several at a time, which
// carriers that tell days only have, the one further on its way comes later.
func compareScans(a, b Scan) int {
	return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Status.rank(), b.Status.rank()))
}

func (s ScanStatus) rank() int {
	return slices.Index([]ScanStatus{
		ScanUnknown, ScanError, ScanPreTransit, ScanCancelled, ScanInTransit, ScanOutForDelivery, ScanFailure,
		ScanAvailable, ScanReturnToSender, ScanDelivered,
	}, s)
}

func newest(scans []Scan) (latest Scan) {
	for _, s := range scans {
		if latest.Status == "" || compareScans(s, latest) >= 0 {
			latest = s
		}
	}
	return latest
}

// clean makes of a scan what can be kept and shown: the words in it are others'.
func (s Scan) clean() Scan {
	short := func(text string, most int) string {
		text = strings.Join(strings.Fields(text), " ")
		if checkCharacters(text, false) != nil {
			return ""
		}
		if utf8.RuneCountInString(text) > most {
			text = string([]rune(text)[:most])
		}
		return text
	}
	s.At = s.At.UTC().Truncate(time.Second)
	s.Detail, s.Place = short(s.Detail, maxDetail), short(s.Place, maxPlace)
	if s.Status.rank() < 0 {
		s.Status = ScanUnknown
	}
	return s
}
