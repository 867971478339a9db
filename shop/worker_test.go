package shop_test

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"till/shop"
	"till/shop/job"
	"till/shop/shoptest"
)

// live is a world in which time passes by itself, with a worker that runs. Use
// it in a bubble.
type live struct {
	*world
	worker *shop.Worker
	stop   func()
}

func newLive(t *testing.T, prepare func(*world)) *live {
	t.Helper()
	w := newWorld(t)
	prepare(w)
	s := shop.New(shop.Ports{
		Store: w.store, Provider: w.provider, Messenger: w.messenger, Carrier: shoptest.FakeCarrier{},
	}, shop.Config{Policy: w.Policy(), Jitter: func() float64 { return 0.3337 }, Logger: quiet})
	w.provider.Now, w.messenger.Now, w.Shop = time.Now, time.Now, s
	l := &live{world: w, worker: shop.NewWorker(s, shop.WorkerConfig{})}
	ctx, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	wg.Go(func() {
		if err := l.worker.Run(ctx); err != nil {
			t.Error(err)
		}
	})
	l.stop = func() { cancel(); wg.Wait() }
	t.Cleanup(l.stop)
	return l
}

// notice puts a message into somebody's lane, after a while.
func (l *live) notice(n int, to shop.UserID, in time.Duration) {
	l.Helper()
	payload, err := json.Marshal(shop.Notice{Kind: shop.NoticePaid, To: to, N: n})
	l.must(err)
	l.update(func(tx shop.Tx) error {
		return tx.Jobs().Put(job.Job{
			Key: job.Key(fmt.Sprintf("n:%s:%d", to, n)), Kind: "notice", Lane: job.Lane("dm:" + to),
			Due: time.Now().Add(in), Payload: payload,
		})
	})
}

// numbers returns the numbers of the messages that somebody has, in order.
func (l *live) numbers(user shop.UserID) (all []int) {
	for _, m := range l.messenger.To(user) {
		all = append(all, m.N)
	}
	return all
}

func TestWorkerLanes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var up atomic.Bool
		l := newLive(t, func(w *world) {
			w.messenger.Fault = func(to shop.UserID) shoptest.Fault {
				if to == buyer && !up.Load() {
					return shoptest.FaultBefore
				}
				return shoptest.FaultNone
			}
		})
		for n := range 300 { // more than are looked at in one go
			l.notice(n, buyer, 0)
		}
		l.worker.Wake()
		synctest.Wait()
		for n := range 10 {
			l.notice(n, seller, time.Second) // after all of the buyer's
		}
		time.Sleep(time.Second) // of the bubble
		l.worker.Wake()
		synctest.Wait()
		if got := fmt.Sprint(l.numbers(seller)); got != "[0 1 2 3 4 5 6 7 8 9]" {
			t.Errorf("the seller has %s", got)
		}
		if len(l.numbers(buyer)) != 0 {
			t.Error("the buyer's lane did not wait")
		}
		idle, next, err := l.worker.Idle(t.Context())
		if wait := time.Until(next); err != nil || !idle || wait <= 0 || wait > 2*time.Second {
			t.Errorf("idle %t, next in %s, %v", idle, wait, err)
		}
		up.Store(true)
		time.Sleep(3 * time.Second) // of the bubble: the head is tried again, and then all the others
		synctest.Wait()
		got := l.numbers(buyer)
		for n := range 300 {
			if len(got) != 300 || got[n] != n {
				t.Fatalf("the buyer has %d: %v", len(got), got)
			}
		}
		if idle, next, err := l.worker.Idle(t.Context()); !idle || !next.IsZero() || err != nil {
			t.Errorf("idle %t, next %s, %v", idle, next, err)
		}
	})
}

// Nobody wakes the worker: it sleeps until the next job is due, to the instant.
func TestWorkerSleeps(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLive(t, func(*world) {})
		for n, in := range []time.Duration{time.Second, 90 * time.Minute, 90*time.Minute + 123_456*time.Nanosecond} {
			l.notice(n, shop.UserID(fmt.Sprint(n)), in)
		}
		l.worker.Wake()
		begin := time.Now()
		time.Sleep(2 * time.Hour) // of the bubble
		synctest.Wait()
		for n, want := range []time.Duration{time.Second, 90 * time.Minute, 90*time.Minute + time.Millisecond} {
			messages := l.messenger.To(shop.UserID(fmt.Sprint(n)))
			if len(messages) != 1 {
				t.Fatalf("%d: %d messages", n, len(messages))
			}
			if got := messages[0].At.Sub(begin); got.Round(time.Millisecond) != want {
				t.Errorf("%d: sent after %s, want %s", n, got, want)
			}
		}
	})
}

// blocking is a messenger that answers when it is told to.
type blocking struct {
	shop.Messenger
	answer chan struct{}
}

func (b blocking) Send(ctx context.Context, n shop.Notice, nonce string) (shop.MessageRef, error) {
	<-b.answer
	return b.Messenger.Send(ctx, n, nonce)
}

func TestWorkerStops(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		slow := blocking{w.messenger, make(chan struct{})}
		s := shop.New(shop.Ports{Store: w.store, Messenger: slow}, shop.Config{Logger: quiet})
		w.messenger.Now = time.Now
		changed := 0
		worker := shop.NewWorker(s, shop.WorkerConfig{Changed: func() { changed++ }})
		l := &live{world: w, worker: worker}
		l.notice(1, buyer, 0)
		ctx, cancel := context.WithCancel(t.Context())
		ended := false
		go func() {
			if err := worker.Run(ctx); err != nil {
				t.Error(err)
			}
			ended = true
		}()
		synctest.Wait()
		if idle, _, err := worker.Idle(t.Context()); idle || err != nil {
			t.Errorf("idle while a job runs, %v", err)
		}
		cancel()
		synctest.Wait()
		if ended {
			t.Error("stopped before its job ended")
		}
		close(slow.answer)
		synctest.Wait()
		if !ended || changed != 1 {
			t.Errorf("ended %t, told of %d jobs", ended, changed)
		}
		if _, left := w.job("n:%s:1", buyer); !left {
			t.Error("the record of a job was made after the stop")
		}
	})
}

// One money call of an order at a time, and a whole sale without a hand.
func TestWorkerSale(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLive(t, func(w *world) { w.fault("Transfer", shoptest.FaultAfter, 1) })
		o, err := l.Request(t.Context(), input())
		l.must(err)
		l.must(l.provider.Pay(l.open(o.ID).Session))
		l.must(l.Poll(t.Context()))
		l.worker.Wake()
		synctest.Wait()
		l.status(o.ID, shop.Paid)
		_, err = l.Ship(t.Context(), shop.ShipInput{Actor: asSeller, Order: o.ID, Number: "OK1"})
		l.must(err)
		time.Sleep(8 * day) // of the bubble
		synctest.Wait()
		l.money(o.ID, shoptest.Totals{Charged: 30_00, Fees: 87, Transferred: 29_13})
		if n := l.provider.Calls("Transfer"); n != 1 {
			t.Errorf("%d transfers", n)
		}
	})
}

// A worker that listed a job before it was done, and comes to it long after, does
// not do it again: its nonce or its idempotency key may be forgotten by then.
func TestJobDoneByAnother(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.request()
	payload, err := json.Marshal(shop.Notice{Kind: shop.NoticePaid, To: buyer, Order: id})
	w.must(err)
	w.update(func(tx shop.Tx) error {
		return tx.Jobs().Put(job.Job{Key: "n", Kind: "notice", Due: w.time, Payload: payload})
	})
	listed, err := w.Runnable(t.Context(), 1)
	w.must(err)
	for range 2 {
		w.must(w.RunJob(t.Context(), listed[0]))
		w.time = w.time.Add(time.Hour)
	}
	w.told(buyer, shop.NoticePaid, 1)
}

// A job that panics is tried again, like one that fails.
func TestJobPanics(t *testing.T) {
	w := newWorld(t)
	id := w.paid()
	w.ship(id, "OK1")
	w.wait(4*day - time.Second)
	w.time = w.time.Add(time.Second)
	w.provider.Fault = func(string) shoptest.Fault { panic("told to") }
	jobs, err := w.Runnable(t.Context(), 1)
	w.must(err)
	w.must(w.RunJob(t.Context(), jobs[0]))
	if j, ok := w.job("payout:%s", id); !ok || j.Attempts != 1 || j.LastError != "panic: told to" {
		t.Errorf("the job is %+v", j)
	}
	w.provider.Fault = nil
	w.wait(time.Minute)
	w.money(id, shoptest.Totals{Charged: 30_00, Fees: 87, Transferred: 29_13})
}

func TestJobUnknown(t *testing.T) {
	w := newWorld(t)
	for _, j := range []job.Job{
		{Key: "a", Kind: "teleport", Due: start},
		{Key: "b", Kind: "notice", Due: start, Payload: []byte(`[]`)},
		{Key: "c", Kind: "refund", Due: start, Payload: []byte(`"x"`)},
		{Key: "d", Kind: "payout", Due: start, Order: "00000000"},
	} {
		w.update(func(tx shop.Tx) error { return tx.Jobs().Put(j) })
		w.must(w.RunJob(t.Context(), j))
		if left, ok := w.job("%s", string(j.Key)); !ok || left.Attempts != 1 || left.LastError == "" {
			t.Errorf("left: %+v", left)
		}
	}
}
