package shop_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"till/shop"
	"till/shop/shoptest"
)

// TestHastened: when the messenger was gone for an hour and is back, nobody waits for the end of a
// back-off that has grown to half an hour.
func TestHastened(t *testing.T) {
	for _, told := range []bool{true, false} { // that it is back
		t.Run(fmt.Sprint("told=", told), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var up atomic.Bool
				l := newLive(t, func(w *world) {
					w.messenger.Fault = func(shop.UserID) shoptest.Fault {
						if up.Load() {
							return shoptest.FaultNone
						}
						return shoptest.FaultBefore
					}
				})
				const people = 30
				for p := range people {
					for n := range 3 {
						l.notice(n, shop.UserID(fmt.Sprint(p)), time.Duration(p)*time.Minute)
					}
				}
				time.Sleep(time.Hour) // of the bubble
				up.Store(true)
				back := time.Now()
				if told {
					l.must(l.Hasten(t.Context()))
					l.worker.Wake()
				}
				time.Sleep(38 * time.Minute) // of the bubble: all would have been tried by then
				first, last := time.Time{}, time.Time{}
				for p := range people {
					messages := l.messenger.To(shop.UserID(fmt.Sprint(p)))
					if got := fmt.Sprint(l.numbers(shop.UserID(fmt.Sprint(p)))); got != "[0 1 2]" {
						t.Errorf("%d has %s", p, got)
						continue
					}
					if at := messages[0].At; first.IsZero() || at.Before(first) {
						first = at
					}
					if at := messages[2].At; at.After(last) {
						last = at
					}
				}
				if last.Sub(first) > time.Second || told && first.Sub(back) > time.Second {
					t.Errorf("the first came %s after its return, the last %s later", first.Sub(back), last.Sub(first))
				}
			})
		})
	}
}

// TestHastenedAlone: a message that fails by itself is not tried at every other's success.
func TestHastenedAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var tries atomic.Int32
		l := newLive(t, func(w *world) {
			w.messenger.Fault = func(to shop.UserID) shoptest.Fault {
				if to != buyer {
					return shoptest.FaultNone
				}
				tries.Add(1)
				return shoptest.FaultBefore
			}
		})
		l.notice(0, buyer, 0)
		for n := range 3600 {
			l.notice(n, shop.UserID(fmt.Sprint(n%100)), time.Duration(n)*time.Second)
		}
		l.worker.Wake()
		time.Sleep(time.Hour) // of the bubble
		if n := tries.Load(); n > 80 {
			t.Errorf("tried %d times in an hour", n)
		}
	})
}

// stuck is a messenger that answers nobody.
type stuck struct{ shop.Messenger }

func (stuck) Send(ctx context.Context, _ shop.Notice, _ string) (shop.MessageRef, error) {
	<-ctx.Done()
	return shop.MessageRef{}, ctx.Err()
}

// TestMoneyPassesMessages: however many messages wait for the messenger, money moves.
func TestMoneyPassesMessages(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		s := shop.New(shop.Ports{
			Store: w.store, Provider: w.provider, Messenger: stuck{w.messenger}, Carrier: shoptest.FakeCarrier{},
		}, shop.Config{Policy: w.Policy(), Logger: quiet})
		w.provider.Now, w.Shop = time.Now, s
		l := &live{world: w, worker: shop.NewWorker(s, shop.WorkerConfig{})}
		for p := range 500 {
			l.notice(0, shop.UserID(fmt.Sprint("waits", p)), 0)
		}
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		ended := make(chan error, 1)
		go func() { ended <- l.worker.Run(ctx) }()
		synctest.Wait() // all that may wait, wait
		o, err := l.Request(t.Context(), input())
		l.must(err)
		l.must(l.provider.Pay(l.open(o.ID).Session))
		l.must(l.Poll(t.Context()))
		l.worker.Wake()
		synctest.Wait()
		l.status(o.ID, shop.Paid)
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}
