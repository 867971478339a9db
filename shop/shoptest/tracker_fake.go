package shoptest

import (
	"context"
	"slices"
	"sync"
	"time"

	"till/shop"
)

var _ shop.Tracker = (*FakeTracker)(nil)

// FakeTracker is a tracking service whose carriers' scans are made by the test.
// A number that is used again has the scans of all its parcels, as with carriers.
type FakeTracker struct {
	Now   func() time.Time
	Fault func(call string) Fault // asked before each call; nil: none
	// Asked is called at each call, with the parcel's number; nil: nobody is told.
	Asked func(call, number string)

	mu       sync.Mutex             // guards everything below
	trackers map[string]string      // id → number
	scans    map[string][]shop.Scan // of a number, in the order in which they became known
	expected map[string]time.Time
}

// Track implements shop.Tracker.
func (f *FakeTracker) Track(ctx context.Context, key string, p shop.Parcel) (shop.Tracking, error) {
	return f.answer(ctx, "Track", p.Number, func() (string, error) {
		if f.trackers == nil {
			f.trackers = make(map[string]string)
		}
		f.trackers["trk_"+key] = p.Number
		return "trk_" + key, nil
	})
}

// Look implements shop.Tracker.
func (f *FakeTracker) Look(ctx context.Context, id string) (shop.Tracking, error) {
	f.mu.Lock()
	number := f.trackers[id]
	f.mu.Unlock()
	return f.answer(ctx, "Look", number, func() (string, error) {
		if number == "" {
			return "", missing("tracker")
		}
		return id, nil
	})
}

func (f *FakeTracker) answer(ctx context.Context, call, number string, fn func() (string, error)) (shop.Tracking, error) {
	if err := ctx.Err(); err != nil {
		return shop.Tracking{}, err
	}
	if f.Asked != nil {
		f.Asked(call, number)
	}
	fault := FaultNone
	if f.Fault != nil {
		fault = f.Fault(call)
	}
	lost := &shop.Error{Code: shop.Unavailable, Message: "no answer"}
	switch fault {
	case FaultBefore:
		return shop.Tracking{}, lost
	case FaultRefuse:
		return shop.Tracking{}, no("", "the service refuses %s", number)
	case FaultNone, FaultAfter:
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	id, err := fn()
	if err != nil {
		return shop.Tracking{}, err
	}
	if fault == FaultAfter {
		return shop.Tracking{}, lost
	}
	return f.tracking(id, number), nil
}

// tracking is what the service knows of a number.
func (f *FakeTracker) tracking(id, number string) shop.Tracking {
	said := shop.Tracking{ID: id, Number: number, Status: shop.ScanUnknown, Expected: f.expected[number], UpdatedAt: f.Now()}
	said.Scans = slices.Clone(f.scans[number])
	slices.SortStableFunc(said.Scans, func(a, b shop.Scan) int { return a.At.Compare(b.At) })
	if n := len(said.Scans); n > 0 {
		said.Status, said.Detail, said.UpdatedAt = said.Scans[n-1].Status, said.Scans[n-1].Detail, said.Scans[n-1].At
	}
	return said
}

// Scan has a carrier scan the parcel of a number.
func (f *FakeTracker) Scan(number string, scan shop.Scan) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.scans == nil {
		f.scans = make(map[string][]shop.Scan)
	}
	f.scans[number] = append(f.scans[number], scan)
}

// Expect has the carrier say on which day the parcel of a number arrives.
func (f *FakeTracker) Expect(number string, day time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.expected == nil {
		f.expected = make(map[string]time.Time)
	}
	f.expected[number] = day
}

// Events returns what the service would tell by itself of a number, once for each
// of its trackers.
func (f *FakeTracker) Events(number string) (all []shop.Tracking) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for id, of := range f.trackers {
		if of == number {
			all = append(all, f.tracking(id, number))
		}
	}
	slices.SortFunc(all, func(a, b shop.Tracking) int {
		if a.ID < b.ID {
			return -1
		}
		return 1
	})
	return all
}
