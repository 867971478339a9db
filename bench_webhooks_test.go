package main

import (
	"fmt"
	"net/http"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	signing "github.com/stripe/stripe-go/v76/webhook"
)

// BenchmarkWebhooks measures how many webhooks of Stripe's the whole program takes in
// a second, eight at once, each signed and about another object, written down before
// it is answered; over the fifty a second that a busy marketplace sees.
func BenchmarkWebhooks(b *testing.B) {
	const each, atOnce, busy = 2000, 8, 50
	world, s := serveTill(b, nil)
	address, secret := s.address()+"/webhooks/stripe", world.Card().StripeWebhookSecret
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: atOnce}}
	b.Cleanup(client.CloseIdleConnections)
	var n atomic.Int64
	post := func() error {
		body := fmt.Sprintf(`{"id":"evt_bench%d","object":"event","type":"payout.paid","created":%d,"livemode":false,"data":{"object":{"id":"po_%d"}}}`,
			n.Add(1), time.Now().Unix(), n.Load())
		r, err := http.NewRequestWithContext(b.Context(), http.MethodPost, address, strings.NewReader(body))
		if err != nil {
			return err
		}
		signed := signing.GenerateTestSignedPayload(&signing.UnsignedPayload{Payload: []byte(body), Secret: secret, Timestamp: time.Now()})
		r.Header.Set("Stripe-Signature", signed.Header)
		answer, err := client.Do(r)
		if err != nil {
			return err
		}
		defer func() { _ = answer.Body.Close() }()
		if answer.StatusCode != http.StatusOK {
			return fmt.Errorf("status %d", answer.StatusCode)
		}
		return nil
	}
	for b.Loop() {
		start := time.Now()
		var posting sync.WaitGroup
		var left atomic.Int64
		left.Store(each)
		for range atOnce {
			posting.Go(func() {
				for left.Add(-1) >= 0 {
					if err := post(); err != nil {
						b.Error(err)
						return
					}
				}
			})
		}
		posting.Wait()
		rate := each / time.Since(start).Seconds()
		fmt.Fprintf(os.Stdout, "ratio webhooks/busy %.1f (%.0f a second, over %d)\n", rate/busy, rate, busy)
	}
}
