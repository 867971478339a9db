package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"till/bot"
	"till/commands"
	"till/sandbox/discord"
	"till/shop"
	"till/shop/job"
	"till/shop/shoptest"
)

// What is delivered when Discord is back after an hour: to so many people so many messages each.
const (
	deliveryPeople   = 120
	deliveryMessages = 10
	deliveryLimit    = 45 // requests a second, of the 50 that Discord allows
)

// delivery is a shop's messages on their way to the sandbox's Discord, which is strict about its limits.
type delivery struct {
	discord *discord.Discord
	bot     *bot.Bot
	shop    *shop.Shop
	worker  *shop.Worker
	down    atomic.Bool  // Discord answers nothing
	ahead   atomic.Int64 // how far business time is ahead of the real one

	noted time.Duration // after they left, at most, requests are noted

	mu     sync.Mutex
	sent   []time.Time // when requests left for it
	denied int         // of these, answered with 429
}

// newDelivery makes one over a store. serve carries a request to Discord.
func newDelivery(t testing.TB, store shop.Store, origin string, serve func(d *delivery, r *http.Request) (*http.Response, error)) *delivery {
	t.Helper()
	d := new(delivery)
	d.discord = discord.New(discord.Config{Now: time.Now, Origin: origin})
	t.Cleanup(func() { _ = d.discord.Close() })
	var err error
	d.bot, err = bot.New(bot.Config{
		Token: d.discord.Application().BotToken, APIBase: origin + "/discord/api", Till: numbered{},
		Logger: slog.New(slog.DiscardHandler), Transport: reaches(func(r *http.Request) (*http.Response, error) {
			if d.down.Load() {
				return nil, errors.New("connection refused")
			}
			d.mu.Lock()
			d.sent = append(d.sent, time.Now())
			d.mu.Unlock()
			resp, err := serve(d, r)
			d.mu.Lock()
			defer d.mu.Unlock()
			if err == nil && resp.StatusCode == http.StatusTooManyRequests {
				d.denied++
			}
			return resp, err
		}),
	})
	if err != nil {
		t.Fatal(err)
	}
	d.shop = shop.New(shop.Ports{Store: store, Messenger: d.bot}, shop.Config{Logger: slog.New(slog.DiscardHandler), Now: d.now})
	d.worker = shop.NewWorker(d.shop, shop.WorkerConfig{})
	return d
}

func (d *delivery) now() time.Time { return time.Now().Add(time.Duration(d.ahead.Load())) }

// work runs the worker until the test ends.
func (d *delivery) work(t testing.TB) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- d.worker.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}

// reader is one of the people.
func (d *delivery) reader(n int) (name string, id shop.UserID) {
	name = fmt.Sprint("reader", n)
	return name, shop.UserID(d.discord.Person(name).ID)
}

// post writes everybody's messages with the numbers from first to last, person by person.
func (d *delivery) post(t testing.TB, store shop.Store, first, last int) {
	t.Helper()
	err := store.Update(t.Context(), func(tx shop.Tx) error {
		for p := range deliveryPeople {
			_, to := d.reader(p)
			for n := first; n <= last; n++ {
				payload, err := json.Marshal(shop.Notice{Kind: shop.NoticePaid, To: to, N: n})
				if err != nil {
					return err
				}
				key := job.Key(fmt.Sprintf("notice:%s:%d", to, n))
				if err := tx.Jobs().Put(job.Job{Key: key, Kind: "notice", Lane: job.Lane("dm:" + to), Due: d.now(), Payload: payload}); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	d.worker.Wake()
}

// idle reports whether nothing waits any more.
func (d *delivery) idle(t testing.TB) bool {
	t.Helper()
	idle, next, err := d.worker.Idle(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return idle && next.IsZero()
}

// judge holds what was delivered against what must be: everything in order, once; no second with more
// requests than allowed, and no 429. It returns the rate over all requests since the given one.
func (d *delivery) judge(t testing.TB, first, last, since int) (rate float64) {
	t.Helper()
	var want []string
	for n := first; n <= last; n++ {
		want = append(want, fmt.Sprintf("Message %d.", n))
	}
	for p := range deliveryPeople {
		name, _ := d.reader(p)
		var got []string
		for _, m := range d.discord.Messages(name, discord.DM) {
			if m.Author.Bot {
				got = append(got, m.Content)
			}
		}
		if strings.Join(got, " ") != strings.Join(want, " ") {
			t.Fatalf("%s has %q, want %q", name, got, want)
		}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.denied > 0 {
		t.Errorf("%d requests were answered with 429", d.denied)
	}
	for i := deliveryLimit; i < len(d.sent); i++ {
		if took := d.sent[i].Sub(d.sent[i-deliveryLimit]); took < time.Second-d.noted {
			t.Fatalf("%d requests within %v", deliveryLimit+1, took)
		}
	}
	sent := d.sent[since:]
	return float64(len(sent)-1) / sent[len(sent)-1].Sub(sent[0]).Seconds()
}

// count is how many requests reached Discord.
func (d *delivery) count() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.sent)
}

// TestDeliveryLimit: Discord is down for an hour, while 1,200 messages fall due, and back. They arrive
// in order, once, and as fast as its limits allow.
func TestDeliveryLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := shoptest.NewMemory()
		d := newDelivery(t, store, "http://127.0.0.1:1", func(d *delivery, r *http.Request) (*http.Response, error) {
			w := httptest.NewRecorder()
			d.discord.Handler().ServeHTTP(w, r)
			return w.Result(), nil
		})
		d.work(t)
		d.post(t, store, 0, 0)       // first contacts, which are paced
		time.Sleep(20 * time.Minute) // of the bubble
		if !d.idle(t) {
			t.Fatal("the first contacts take longer than 20 minutes")
		}
		d.down.Store(true)
		d.post(t, store, 1, deliveryMessages)
		time.Sleep(time.Hour) // of the bubble
		d.down.Store(false)
		before, back := d.count(), time.Now()
		if err := d.shop.Hasten(t.Context()); err != nil { // the gateway is back
			t.Fatal(err)
		}
		d.worker.Wake()
		time.Sleep(2 * time.Minute) // of the bubble
		if !d.idle(t) {
			t.Errorf("not all is delivered %v after Discord's return", time.Since(back))
		}
		rate := d.judge(t, 0, deliveryMessages, before)
		if rate < 0.9*deliveryLimit {
			t.Errorf("delivered at %.2f requests a second", rate)
		}
	})
}

// numbered is a voice that tells messages apart.
type numbered struct{}

func (numbered) Definitions() []commands.Definition                      { return nil }
func (numbered) Handle(context.Context, commands.Request) commands.Reply { return commands.Reply{} }
func (numbered) Language(context.Context, commands.Person) string        { return "en" }
func (numbered) Notice(_ context.Context, n shop.Notice) (commands.Message, error) {
	return commands.Message{Text: fmt.Sprintf("Message %d.", n.N)}, nil
}

// reaches is a function that is an http.RoundTripper.
type reaches func(*http.Request) (*http.Response, error)

func (f reaches) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
