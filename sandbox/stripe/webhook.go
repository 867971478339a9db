package stripe

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// letter is one event on its way to one endpoint.
type letter struct {
	event    *event
	endpoint *endpoint
	attempt  int // 0 for the first
}

// postbox holds the letters in the order in which they are to leave.
type postbox struct {
	queue   []*letter
	sending *letter
	shuffle []*letter // held back to leave in reverse, by FaultReorderWebhook
	wake    chan struct{}
}

func (p *postbox) underWay() int {
	if p.sending == nil {
		return len(p.queue)
	}
	return len(p.queue) + 1
}

// release lets the letters that are held back leave, the newest first.
func (p *postbox) release() {
	slices.Reverse(p.shuffle)
	p.queue = append(p.queue, p.shuffle...)
	p.shuffle = nil
}

// dispatch puts an event into the postbox for each endpoint that listens. It
// is called with the lock held; the caller wakes the worker after unlocking.
func (s *Stripe) dispatch(e *event) {
	var letters []*letter
	for _, to := range s.endpoints.rows {
		if to.enabled && to.connect == e.connect && matches(to.events, e.kind) {
			letters = append(letters, &letter{event: e, endpoint: to})
		}
	}
	if len(letters) == 0 {
		return
	}
	fault := s.eventFault(e.kind)
	if fault == FaultLoseWebhook {
		return
	}
	e.waiting = len(letters)
	switch fault {
	case FaultDoubleWebhook:
		letters = append(letters, letters...)
	case FaultDelayWebhook:
		for _, l := range letters {
			s.agenda.plan(s.now().Add(time.Hour), redelivery{l})
		}
		return
	}
	if s.faults.take(FaultReorderWebhook) {
		s.post.shuffle = append(s.post.shuffle, letters...)
		if s.faults.counts[FaultReorderWebhook] == 0 {
			s.post.release()
		}
		return
	}
	if fault == FaultReorderWebhook { // by chance: it overtakes those before it
		s.post.queue = slices.Insert(s.post.queue, 0, letters...)
		return
	}
	s.post.queue = append(s.post.queue, letters...)
}

// wakeWorker tells the worker that there may be letters.
func (s *Stripe) wakeWorker() {
	select {
	case s.post.wake <- struct{}{}:
	default: // it knows already
	}
}

// deliver is the worker: it sends one letter after the other until Close.
func (s *Stripe) deliver() {
	ctx, cancel := context.WithCancel(context.Background()) //nolint:forbidigo // the worker lives until Close and serves no caller
	defer cancel()
	s.work.Go(func() {
		<-s.done
		cancel()
	})
	client := &http.Client{
		Timeout:       10 * time.Second,
		Transport:     &http.Transport{DisableKeepAlives: true}, // Go would resend on a connection that went stale
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	for {
		select {
		case <-s.done:
			return
		case <-s.post.wake:
		}
		for l := s.nextLetter(); l != nil && ctx.Err() == nil; l = s.nextLetter() {
			s.stimuli.Add(1)
			started := time.Now()
			status, err := s.send(ctx, client, l)
			s.cfg.Logger.Info("stripe webhook", "event", l.event.id, "type", l.event.kind, "to", l.endpoint.url,
				"attempt", l.attempt+1, "status", status, "error", err, "took", time.Since(started))
			s.locked(func() { s.sent(l, status >= 200 && status < 300) })
		}
	}
}

func (s *Stripe) nextLetter() *letter {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.post.queue) == 0 {
		return nil
	}
	l := s.post.queue[0]
	s.post.queue = s.post.queue[1:]
	if now, ok := s.endpoints.get(l.endpoint.id); ok {
		l.endpoint = now // its address may have changed, as at each start of a bot
	}
	s.post.sending = l
	return l
}

// retryAfter is the business time between the attempts; Stripe tries for
// three days (https://docs.stripe.com/webhooks#retries).
func retryAfter(attempt int) (time.Duration, bool) {
	delays := []time.Duration{
		time.Minute, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour,
		10 * time.Hour, 12 * time.Hour, 12 * time.Hour, 12 * time.Hour, 12 * time.Hour,
	}
	if attempt >= len(delays) {
		return 0, false
	}
	return delays[attempt], true
}

// sent books the outcome of an attempt.
func (s *Stripe) sent(l *letter, ok bool) {
	s.post.sending = nil
	if ok {
		l.event.waiting = max(0, l.event.waiting-1)
		return
	}
	delay, again := retryAfter(l.attempt)
	if !again {
		return
	}
	s.agenda.plan(s.now().Add(delay), redelivery{&letter{event: l.event, endpoint: l.endpoint, attempt: l.attempt + 1}})
}

// redelivery is a later attempt, if the endpoint still exists.
type redelivery struct{ of *letter }

func (redelivery) moot() bool { return false }

func (d redelivery) act(s *Stripe) {
	if now, ok := s.endpoints.get(d.of.endpoint.id); ok && now.enabled {
		d.of.endpoint = now
		s.post.queue = append(s.post.queue, d.of)
	}
}

func (s *Stripe) send(ctx context.Context, client *http.Client, l *letter) (int, error) {
	s.mu.Lock()
	body, url, secrets := encode(l.event.doc(s.now())), l.endpoint.url, l.endpoint.secrets(s.now())
	s.mu.Unlock()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return 0, fmt.Errorf("make webhook request: %w", err)
	}
	req.Header.Set("Content-Type", "application/json; charset=utf-8")
	req.Header.Set("User-Agent", "Stripe/1.0 (+https://stripe.com/docs/webhooks)")
	req.Header.Set("Stripe-Signature", sign(body, time.Now(), secrets...))
	resp, err := client.Do(req)
	if err != nil {
		return 0, fmt.Errorf("send webhook: %w", err)
	}
	defer resp.Body.Close()
	return resp.StatusCode, nil
}

// sign makes the Stripe-Signature header
// (https://docs.stripe.com/webhooks#verify-manually), with one signature for
// each secret. at is real time, since receivers compare it with their own
// clock.
func sign(body []byte, at time.Time, secrets ...string) string {
	var header strings.Builder
	fmt.Fprintf(&header, "t=%d", at.Unix())
	for _, secret := range secrets {
		mac := hmac.New(sha256.New, []byte(secret))
		fmt.Fprintf(mac, "%d.", at.Unix())
		mac.Write(body)
		header.WriteString(",v1=" + hex.EncodeToString(mac.Sum(nil)))
	}
	return header.String()
}
