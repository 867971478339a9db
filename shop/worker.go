package shop

import (
	"context"
	"encoding/json"
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	"till/shop/job"
)

// Runnable returns jobs that are due and first in their lanes, earliest first.
func (s *Shop) Runnable(ctx context.Context, limit int) (jobs []job.Job, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		jobs, err = tx.Jobs().Due(s.now(), limit, "")
		return err
	})
	return jobs, err
}

// NextDue returns when the next job can run; false when there is none. One that
// waits behind the head of its lane runs when that one has ended.
func (s *Shop) NextDue(ctx context.Context) (due time.Time, ok bool, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		due, ok, err = tx.Jobs().Next(time.Time{})
		return err
	})
	return due, ok, err
}

// upcoming returns what Runnable does, and how long after now the first job
// falls due that is not due yet; at most longest.
func (s *Shop) upcoming(ctx context.Context, limit int, longest time.Duration) (jobs []job.Job, wait time.Duration, err error) {
	now := s.now()
	wait = longest
	err = s.store.View(ctx, func(tx Tx) error {
		if jobs, err = tx.Jobs().Due(now, limit, ""); err != nil {
			return err
		}
		due, ok, err := tx.Jobs().Next(now)
		if ok {
			wait = min(due.Sub(now), longest)
		}
		return err
	})
	return jobs, wait, err
}

// notMessages is Runnable without messages.
func (s *Shop) notMessages(ctx context.Context, limit int) (jobs []job.Job, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		jobs, err = tx.Jobs().Due(s.now(), limit, messageLanes)
		return err
	})
	return jobs, err
}

// RunJob does a job once. What comes of it, and the job's end or its next try,
// are written in one transaction; the error is only about that writing. A job that
// is not as it was taken any more is left alone: whoever listed it may have been
// slower than somebody who did it.
func (s *Shop) RunJob(ctx context.Context, taken job.Job) error {
	if waits, err := s.waits(ctx, taken); err != nil || !waits {
		return err
	}
	ctx = withJob(ctx, taken)
	began := s.now()
	err := s.unharmed(ctx, taken, func() error {
		id, finish, err := s.perform(ctx, taken)
		if err != nil {
			return err
		}
		// What was done is written even when the program is being stopped.
		return s.store.Update(context.WithoutCancel(ctx), func(tx Tx) error { return s.conclude(tx, taken, id, finish) })
	})
	if err == nil {
		s.observeJob(taken, "done", began)
		s.cfg.Logger.DebugContext(ctx, "job done", "attempts", taken.Attempts+1)
		return nil
	}
	if ctx.Err() != nil {
		return ctx.Err() // stopped in the middle: done again at the next start
	}
	s.observeJob(taken, "failed", began)
	s.cfg.Logger.WarnContext(ctx, "job failed, will be tried again",
		"key", impersonal(taken.Key), "attempts", taken.Attempts+1, "error", err)
	return s.store.Update(ctx, func(tx Tx) error { return s.failed(tx, taken, err) })
}

// observeJob counts a try of a job, and how long it took.
func (s *Shop) observeJob(j job.Job, outcome string, began time.Time) {
	work := string(workOf(j.Kind))
	s.cfg.Observer.Count("job", work, string(j.Kind), outcome)
	s.cfg.Observer.Observe("job", s.now().Sub(began), work)
}

// waits reports whether a job is still as it was taken.
func (s *Shop) waits(ctx context.Context, taken job.Job) (waits bool, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		current, err := tx.Jobs().Get(taken.Key)
		waits = err == nil && current.Same(taken)
		return unlessMissing(err)
	})
	return waits, err
}

// unharmed runs fn; a panic in it is an error of the job, not the program's end.
func (s *Shop) unharmed(ctx context.Context, j job.Job, fn func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			s.cfg.Logger.ErrorContext(ctx, "job panicked", "key", impersonal(j.Key), "panic", p, "stack", string(debug.Stack()))
			err = refuse(Internal, "", "panic: %v", p)
		}
	}()
	return fn()
}

// perform does the job's part outside of transactions. The order, if any, is
// the one that finish is about.
func (s *Shop) perform(ctx context.Context, j job.Job) (OrderID, func(Tx, *turn) error, error) {
	onOrder := func(fn outcome) func(Tx, *turn) error {
		return func(_ Tx, t *turn) error { return fn(t) }
	}
	switch j.Kind {
	case kindNotice:
		finish, err := s.deliver(ctx, j)
		if ctx.Err() == nil && s.stalled.note(j.Key, err, s.now()) {
			if err := s.Hasten(ctx); err != nil {
				s.cfg.Logger.WarnContext(ctx, "messages that wait are not hastened", "error", err)
			}
		}
		return "", finish, err
	case kindDigest:
		return "", s.digest(j), nil
	case kindAccount:
		finish, err := s.fetchAccount(ctx, payloadString(j))
		return "", finish, err
	case kindTrack:
		finish, err := s.trackNext(ctx, j)
		return "", finish, err
	case kindForget:
		return "", nil, s.provider.ForgetCustomer(ctx, payloadString(j))
	case kindCompact:
		finish, err := s.compact(ctx)
		return "", finish, err
	case kindFinish:
		return "", func(tx Tx, _ *turn) error { return s.finishErasing(tx, UserID(payloadString(j))) }, nil
	case kindPhoto:
		return "", func(tx Tx, _ *turn) error { return dropUnshown(tx, PhotoID(payloadString(j))) }, nil
	case kindSession:
		id, fn, err := s.fetchSession(ctx, payloadString(j))
		if err != nil || id == "" {
			return "", nil, err
		}
		return id, onOrder(fn), nil
	case kindCharge:
		fn, err := s.fetchCharge(ctx, payloadString(j))
		if err != nil {
			return "", nil, err
		}
		return OrderID(j.Order), onOrder(fn), nil
	}
	n, err := number(j)
	if err != nil {
		return "", nil, err
	}
	if fn, ok := timers[j.Kind]; ok {
		return OrderID(j.Order), onOrder(func(t *turn) error { return fn(t, n) }), nil
	}
	run, known := acts[j.Kind]
	if !known {
		return "", nil, refuse(Internal, "", "no act for jobs of kind %q", j.Kind)
	}
	fn, err := run(ctx, s, OrderID(j.Order), n)
	if err != nil {
		return "", nil, err
	}
	return OrderID(j.Order), onOrder(fn), nil
}

// conclude takes the job away, unless it was written anew meanwhile, and writes
// what came of it.
func (s *Shop) conclude(tx Tx, taken job.Job, id OrderID, finish func(Tx, *turn) error) error {
	current, err := tx.Jobs().Get(taken.Key)
	switch {
	case err == nil && current.Same(taken):
		if err := tx.Jobs().Delete(taken.Key); err != nil {
			return err
		}
	case err != nil && CodeOf(err) != NotFound:
		return err
	case timers[taken.Kind] != nil, taken.Kind == kindDigest:
		return nil // set to another time, or taken back: what the network said counts, a time does not
	}
	if finish == nil {
		return nil
	}
	if id == "" {
		return finish(tx, nil)
	}
	t, err := s.take(tx, id, "")
	if err != nil {
		return err
	}
	if err := finish(tx, t); err != nil {
		return err
	}
	return t.save()
}

func payloadString(j job.Job) string {
	var text string
	_ = json.Unmarshal(j.Payload, &text) // an unreadable one names nothing, and finds nothing
	return text
}

// unlessMissing returns err unless it is NotFound.
func unlessMissing(err error) error {
	if CodeOf(err) == NotFound {
		return nil
	}
	return err
}

// Worker runs jobs as they fall due: several at once, one of a lane at a time.
type Worker struct {
	shop *Shop
	cfg  WorkerConfig
	wake chan struct{}

	mu       sync.Mutex // guards the rest
	running  map[string]bool
	messages int // of the jobs that run
	others   int
}

// WorkerConfig is what a Worker may be given.
type WorkerConfig struct {
	// Changed is called when a job has ended.
	Changed func()
	// GiveWay reports whether somebody waits for an answer at this moment: no
	// job is started then, for PoliteFor at most. Whoever stops waiting calls
	// Wake.
	GiveWay   func() bool
	PoliteFor time.Duration // a tenth of a second
}

// How many jobs run at once. Messages mostly wait for the messenger's limits: five to a person in five
// seconds, so that 45 a second need 45 people at once. They take nothing from what moves money.
const (
	messagesAtOnce = 64
	othersAtOnce   = 16
	most           = messagesAtOnce + othersAtOnce
)

// NewWorker makes a Worker.
func NewWorker(s *Shop, cfg WorkerConfig) *Worker {
	if cfg.Changed == nil {
		cfg.Changed = func() {}
	}
	if cfg.PoliteFor == 0 {
		cfg.PoliteFor = 100 * time.Millisecond
	}
	if cfg.GiveWay == nil {
		cfg.GiveWay = func() bool { return false }
	}
	return &Worker{shop: s, cfg: cfg, wake: make(chan struct{}, 1), running: make(map[string]bool)}
}

// Wake has the worker look for work: call it after every commit and whenever
// the clock is moved.
func (w *Worker) Wake() {
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

// Idle reports whether nothing is due and nothing runs, and when the next job
// is due, if any.
func (w *Worker) Idle(ctx context.Context) (idle bool, next time.Time, err error) {
	w.mu.Lock()
	running := len(w.running)
	w.mu.Unlock()
	if running > 0 {
		return false, time.Time{}, nil
	}
	jobs, err := w.shop.Runnable(ctx, 1+most)
	if err != nil {
		return false, time.Time{}, err
	}
	next, _, err = w.shop.NextDue(ctx)
	return len(jobs) == 0, next, err
}

// Run works until ctx ends, and returns when the jobs under way have ended.
func (w *Worker) Run(ctx context.Context) error {
	var jobs sync.WaitGroup
	defer jobs.Wait()
	for {
		w.giveWay(ctx)
		wait, err := w.start(ctx, &jobs)
		if err != nil && ctx.Err() == nil {
			return fmt.Errorf("looking for jobs: %w", err)
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			timer.Stop()
			return nil
		case <-w.wake:
		case <-timer.C:
		}
		timer.Stop()
	}
}

// afterFailure is how long a job rests whose end could not be written.
const afterFailure = time.Second

// pause waits for d, or for the end of ctx.
func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}

// giveWay waits while an answer is being made.
func (w *Worker) giveWay(ctx context.Context) {
	timer := time.NewTimer(w.cfg.PoliteFor)
	defer timer.Stop()
	for w.cfg.GiveWay() {
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
			return
		case <-w.wake:
		}
	}
}

// start starts what can be started, and returns how long to sleep when nobody
// wakes the worker: until the first job that is not due yet. What is due and
// could not be started waits for a running one, whose end wakes the worker.
func (w *Worker) start(ctx context.Context, jobs *sync.WaitGroup) (time.Duration, error) {
	const longest = time.Minute
	runnable, wait, err := w.shop.upcoming(ctx, 3*most, longest)
	if err == nil && len(runnable) == 3*most { // what stands behind so many messages does not wait for them
		var others []job.Job
		others, err = w.shop.notMessages(ctx, 3*othersAtOnce)
		runnable = append(runnable, others...)
	}
	if err != nil {
		return 0, err
	}
	for _, j := range runnable {
		if !w.claim(j) {
			continue
		}
		jobs.Go(func() {
			defer w.done(j)
			if err := w.shop.RunJob(ctx, j); err != nil && ctx.Err() == nil {
				w.shop.cfg.Logger.ErrorContext(ctx, "recording a job failed", "key", impersonal(j.Key), "error", err)
				pause(ctx, afterFailure) // the store fails: the job is due still
			}
		})
	}
	return wait, nil
}

// claim marks the job, its lane and its order as running; false when one of
// them runs already, or too much does.
func (w *Worker) claim(j job.Job) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	count, limit := w.share(j)
	if *count >= limit {
		return false
	}
	names := claims(j)
	for _, n := range names {
		if w.running[n] {
			return false
		}
	}
	for _, n := range names {
		w.running[n] = true
	}
	*count++
	return true
}

// share is the count that a job belongs to, and its limit. The caller holds the lock.
func (w *Worker) share(j job.Job) (count *int, limit int) {
	if j.Kind == kindNotice {
		return &w.messages, messagesAtOnce
	}
	return &w.others, othersAtOnce
}

func (w *Worker) done(j job.Job) {
	w.mu.Lock()
	for _, n := range claims(j) {
		delete(w.running, n)
	}
	count, _ := w.share(j)
	*count--
	w.mu.Unlock()
	w.Wake()
	w.cfg.Changed()
}

// claims names what a job needs for itself: its key, its lane, and, for all but
// messages, its order, so that one money call of an order is open at a time.
func claims(j job.Job) []string {
	names := []string{"key " + string(j.Key)}
	if j.Lane != "" {
		names = append(names, "lane "+string(j.Lane))
	}
	if j.Order != "" && j.Kind != kindNotice {
		names = append(names, "order "+j.Order)
	}
	return names
}
