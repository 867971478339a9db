package shop

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"till/shop/job"
)

// WatchID names a Watch: the order, and which parcel of it.
type WatchID string

// Watch is a parcel that the tracking service is asked about until it has arrived.
// It has a record of its own, so that whichever has waited longest is found at once
// among all of them.
type Watch struct {
	ID      WatchID   `json:"id"`
	Order   OrderID   `json:"order"`
	Parcel  int       `json:"parcel,omitempty"`  // 1, 2, … of the order
	Problem int       `json:"problem,omitempty"` // or the goods of its n-th problem
	Number  string    `json:"number"`
	Tracker string    `json:"tracker,omitempty"` // the service's id, once it watches the parcel
	Since   time.Time `json:"since"`             // when it was sent
	Due     time.Time `json:"due"`               // when the service is asked next
	Asked   time.Time `json:"asked,omitzero"`    // when it last answered
	Told    time.Time `json:"told,omitzero"`     // when it last told something unasked
	Failed  int       `json:"failed,omitempty"`  // how often in a row it could not be asked
}

// Names returns what a Watch is found by.
func (w Watch) Names() []string {
	if w.Tracker == "" || w.Tracker == w.Number {
		return []string{w.Number}
	}
	return []string{w.Number, w.Tracker}
}

// key is what the service knows the parcel by: numbers are used again, so the day
// belongs to it.
func (w Watch) key(p Parcel) string {
	return fmt.Sprintf("%s:%s:%s:%s", w.Order, p.Code, p.Number, w.Since.Format("20060102"))
}

// parcelName names a parcel among those of an order.
func parcelName(n, problem int) string {
	if problem > 0 {
		return fmt.Sprint("p", problem)
	}
	return fmt.Sprint(n)
}

func (t *turn) watchID(n, problem int) WatchID {
	return watchID(t.o.ID, parcelName(n, problem))
}

func watchID(id OrderID, parcel string) WatchID { return WatchID(fmt.Sprintf("%s:%s", id, parcel)) }

// watch has the service watch the order's n-th parcel from now on, or, when problem
// is not 0, the goods of that problem.
func (t *turn) watch(p Parcel, n, problem int) error {
	if t.s.cfg.Tracker == nil || !p.Checked {
		return nil
	}
	w := Watch{
		ID: t.watchID(n, problem), Order: t.o.ID,
		Parcel: n, Problem: problem, Number: p.Number, Since: t.now, Due: t.now,
	}
	if err := t.tx.Watches().Put(w); err != nil {
		return err
	}
	return t.s.trackSoon(t.tx)
}

// The service is asked about one parcel at a time, the one that has waited
// longest, and not again for trackPace: EasyPost lets through five requests in a
// second at best (https://docs.easypost.com/guides/rate-limiting-guide).
const trackPace = 250 * time.Millisecond

// How long the service is left alone after it could not be asked: doubling, up to
// trackRest. A parcel that it says no about is asked about again after watchRest.
const (
	trackRest = 10 * time.Minute
	watchRest = day
)

// tracking is what the one job that asks the service remembers.
type trackState struct {
	NotBefore time.Time `json:"not_before"`
	Failed    int       `json:"failed,omitempty"` // calls in a row
}

const trackKey job.Key = "track"

// trackSoon has the service asked when the first parcel is due.
func (s *Shop) trackSoon(tx Tx) error {
	var state trackState
	j, err := tx.Jobs().Get(trackKey)
	if err == nil {
		err = json.Unmarshal(j.Payload, &state)
	}
	if err := unlessMissing(err); err != nil {
		return err
	}
	return s.trackAt(tx, state)
}

// trackAt has the service asked when the first parcel is due, but not before it
// may be.
func (s *Shop) trackAt(tx Tx, state trackState) error {
	first, err := tx.Watches().First()
	if CodeOf(err) == NotFound {
		return tx.Jobs().Delete(trackKey)
	}
	if err != nil {
		return err
	}
	due := first.Due
	if due.Before(state.NotBefore) {
		due = state.NotBefore
	}
	payload, err := json.Marshal(state)
	if err != nil {
		return &Error{Code: Internal, Message: "encoding what the tracker's job remembers", Err: err}
	}
	return tx.Jobs().Put(job.Job{
		Key: trackKey, Kind: kindTrack, Lane: "tracker", Due: due, CreatedAt: s.now(),
		Stamp: fmt.Sprint(first.ID, due.UnixNano()), Payload: payload,
	})
}

// trackNext asks the service about the parcel that is due first. What it said is
// written at once; that the next one is asked about, whatever came of this one,
// with the job's end.
func (s *Shop) trackNext(ctx context.Context, j job.Job) (func(Tx, *turn) error, error) {
	began := s.now()
	var state trackState
	if err := json.Unmarshal(j.Payload, &state); err != nil {
		return nil, &Error{Code: Internal, Message: "what the tracker's job remembers", Err: err}
	}
	var w Watch
	err := s.store.View(ctx, func(tx Tx) (err error) {
		w, err = tx.Watches().First()
		return err
	})
	if err := unlessMissing(err); err != nil {
		return nil, err
	}
	again := func(tx Tx, _ *turn) error { return s.trackAt(tx, state) }
	if w.ID == "" || w.Due.After(began) || s.cfg.Tracker == nil {
		return again, nil
	}
	asked := s.unharmed(ctx, j, func() error { return s.ask(ctx, w) })
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	state = trackState{NotBefore: began.Add(trackPace)}
	if asked == nil {
		return again, nil
	}
	s.cfg.Observer.Count("tracker_failed", string(CodeOf(asked)))
	s.cfg.Logger.WarnContext(ctx, "the tracking service could not be asked", "watch", string(w.ID), "error", asked)
	if CodeOf(asked) == Unavailable {
		state.Failed = min(state.Failed+1, 12)
		state.NotBefore = began.Add(min(time.Second<<state.Failed, trackRest))
	}
	return func(tx Tx, t *turn) error {
		if err := unlessMissing(putOff(tx, w.ID, asked, began)); err != nil {
			return err
		}
		return again(tx, t)
	}, nil
}

// putOff has a parcel asked about later, after it could not be.
func putOff(tx Tx, id WatchID, cause error, now time.Time) error {
	w, err := tx.Watches().Get(id)
	if err != nil {
		return err
	}
	w.Failed++
	w.Due = now.Add(min(trackRest<<min(w.Failed, 6), watchRest/4))
	if code := CodeOf(cause); code != Unavailable {
		w.Due = now.Add(watchRest)
		if code == NotFound {
			w.Tracker = "" // the service is to watch it anew
		}
	}
	return tx.Watches().Put(w)
}

// ask asks the service about a parcel, and takes what it says.
func (s *Shop) ask(ctx context.Context, w Watch) error {
	o, err := s.load(ctx, w.Order)
	if err != nil {
		return err
	}
	p := o.watched(w)
	if p == nil || !o.awaits(w, *p, s.now()) {
		return s.store.Update(ctx, func(tx Tx) error { return tx.Watches().Delete(w.ID) })
	}
	var said Tracking
	if w.Tracker == "" {
		said, err = s.cfg.Tracker.Track(ctx, w.key(*p), *p)
	} else {
		said, err = s.cfg.Tracker.Look(ctx, w.Tracker)
	}
	if err != nil {
		return err
	}
	return s.hearTracking(ctx, w.ID, said, false)
}

// Track takes what the tracking service tells of a parcel by itself. Of one that
// nobody waits for, or again, it does no harm.
func (s *Shop) Track(ctx context.Context, said Tracking) error {
	var ids []WatchID
	if err := s.store.View(ctx, func(tx Tx) error {
		ids = nil
		for _, name := range []string{said.ID, said.Number} {
			found, err := tx.Watches().Named(name)
			if err != nil {
				return err
			}
			for _, w := range found {
				other := w.Tracker != "" && said.ID != "" && w.Tracker != said.ID
				if !other && !slices.Contains(ids, w.ID) {
					ids = append(ids, w.ID)
				}
			}
		}
		return nil
	}); err != nil {
		return err
	}
	for _, id := range ids {
		if err := s.hearTracking(ctx, id, said, true); err != nil {
			return err
		}
	}
	return nil
}

// hearTracking takes what the service says of a watched parcel.
func (s *Shop) hearTracking(ctx context.Context, id WatchID, said Tracking, unasked bool) error {
	return s.store.Update(ctx, func(tx Tx) error {
		w, err := tx.Watches().Get(id)
		if err != nil {
			return unlessMissing(err)
		}
		t, err := s.take(tx, w.Order, "")
		if err != nil {
			return err
		}
		p := t.o.watched(w)
		if p == nil {
			return tx.Watches().Delete(id)
		}
		if err := t.tracked(w, p, said); err != nil {
			return err
		}
		if err := t.save(); err != nil {
			return err
		}
		if p = t.o.watched(w); p == nil || !t.o.awaits(w, *p, t.now) {
			return tx.Watches().Delete(id)
		}
		if w.Failed, w.Asked = 0, t.now; unasked {
			w.Told = t.now
		}
		if said.ID != "" {
			w.Tracker = said.ID
		}
		w.Due = t.now.Add(job.Spread(w.interval(*p, t.now), s.cfg.Jitter()))
		if err := tx.Watches().Put(w); err != nil {
			return err
		}
		return s.trackSoon(tx)
	})
}

// trackerSilent tells the operators, once a day, that something waits for the
// service's answers.
func (s *Shop) trackerSilent(tx Tx, id OrderID) error {
	name := "tracker:" + s.now().Format(time.DateOnly)
	seen, err := s.once(tx, name, string(id))
	if err != nil || seen != "" {
		return err
	}
	return s.alertAll(tx, name, id, AlertTracker, nil)
}

// watched returns the parcel that a watch is of, or nil.
func (o *Order) watched(w Watch) *Parcel {
	switch {
	case w.Problem > 0 && w.Problem <= len(o.Problems):
		if p := o.Problems[w.Problem-1].Goods; p != nil && p.Number == w.Number {
			return p
		}
	case w.Problem == 0 && w.Parcel > 0 && w.Parcel <= len(o.Parcels):
		if p := &o.Parcels[w.Parcel-1]; p.Number == w.Number {
			return p
		}
	}
	return nil
}

// watchLife is how long a parcel is asked about at most.
const watchLife = 60 * day

// awaits reports whether something is still to be heard of a parcel.
func (o *Order) awaits(w Watch, p Parcel, now time.Time) bool {
	switch {
	case p.Arrived(), now.Sub(w.Since) > watchLife:
		return false
	case w.Problem > 0:
		return o.Problems[w.Problem-1].State != ProblemClosed
	case o.Status == Canceled: // it may have been sent all the same
		return p.ScannedAt.IsZero() && now.Sub(w.Since) < watchLife/2
	default:
		return o.Status == Paid || o.Status == Shipped || o.Status == Delivered
	}
}

// How often a parcel is asked about. What the service tells by itself is asked for
// seldom, to find what was lost on the way.
const (
	watchNear  = time.Hour     // it is to arrive any moment
	watchUsual = 6 * time.Hour //
	watchSlow  = day           // nothing was heard of it for long, or the service tells by itself
)

// interval is how long after an answer the service is asked again.
func (w Watch) interval(p Parcel, now time.Time) time.Duration {
	var last time.Time
	if n := len(p.Scans); n > 0 {
		last = p.Scans[n-1].At
	}
	switch {
	case now.Sub(w.Told) < 3*day && !w.Told.IsZero():
		return watchSlow
	case p.Status == ScanOutForDelivery && now.Sub(last) < 2*day,
		p.ScannedAt.IsZero() && now.Sub(w.Since) < watchUsual,
		!p.Expected.IsZero() && p.Status == ScanInTransit && now.After(p.Expected.Add(-day/2)) && now.Before(p.Expected.Add(2*day)):
		return watchNear
	case now.Sub(last) > 10*day && now.Sub(w.Since) > 10*day:
		return watchSlow
	default:
		return watchUsual
	}
}
