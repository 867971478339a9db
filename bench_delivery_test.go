package main

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"
	"time"

	"till/sandbox/discord"
	"till/storage"
)

// BenchmarkDeliveryLimit measures how fast messages go out that fell due while Discord was down for an
// hour: the real store, bot and HTTP on loopback, and the sandbox's Discord with its limits in real
// time. It prints the share of the 45 requests a second that the bot allows itself.
func BenchmarkDeliveryLimit(b *testing.B) {
	db, err := storage.Open(filepath.Join(b.TempDir(), "till.db"), storage.Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = db.Close() })
	var handler http.Handler
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { handler.ServeHTTP(w, r) }))
	b.Cleanup(server.Close)
	transport := &http.Transport{MaxIdleConnsPerHost: 100}
	b.Cleanup(transport.CloseIdleConnections)
	d := newDelivery(b, db, server.URL, func(_ *delivery, r *http.Request) (*http.Response, error) { return transport.RoundTrip(r) })
	handler, d.noted = d.discord.Handler(), 200*time.Millisecond // on a machine with other work; its 429s are the judge
	db.OnCommit(d.worker.Wake)
	d.work(b)
	ctx, cancel := context.WithCancel(b.Context())
	ended := make(chan error, 1)
	go func() { ended <- d.bot.Run(ctx) }()
	b.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			b.Error(err)
		}
	})
	<-d.bot.Ready()
	for p := range deliveryPeople { // whose DMs are known then
		name, _ := d.reader(p)
		if _, err := d.discord.Type(b.Context(), name, discord.DM, "hello", nil, ""); err != nil {
			b.Fatal(err)
		}
	}
	rounds := 0
	for b.Loop() {
		d.down.Store(true)
		before := d.count()
		d.post(b, db, rounds*deliveryMessages+1, (rounds+1)*deliveryMessages)
		wait(b, func() bool { return d.stalled(b) })
		d.ahead.Add(int64(time.Hour))
		d.down.Store(false)
		if err := d.shop.Hasten(b.Context()); err != nil { // the gateway is back
			b.Fatal(err)
		}
		wait(b, func() bool { return d.idle(b) })
		rounds++
		rate := d.judge(b, 1, rounds*deliveryMessages, before)
		fmt.Printf("ratio delivery/limit %.3f (%.1f of %d requests a second)\n", rate/deliveryLimit, rate, deliveryLimit)
		if rate < 0.9*deliveryLimit {
			b.Errorf("delivered at %.1f requests a second", rate)
		}
	}
}

// stalled reports whether everybody's first message was tried in vain.
func (d *delivery) stalled(b *testing.B) bool {
	b.Helper()
	waiting, _, err := d.shop.Jobs(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	tried := 0
	for _, j := range waiting {
		if j.Attempts > 0 {
			tried++
		}
	}
	return tried == deliveryPeople
}

// wait looks every tenth of a second whether something is so.
func wait(b *testing.B, is func() bool) {
	b.Helper()
	ticker := time.NewTicker(100 * time.Millisecond)
	defer ticker.Stop()
	for begin := time.Now(); !is(); <-ticker.C {
		if time.Since(begin) > 5*time.Minute {
			b.Fatal("not within five minutes")
		}
	}
}
