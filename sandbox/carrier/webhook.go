package carrier

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// letter is one event on its way.
type letter struct {
	ID      string
	Body    []byte
	Due     time.Time // when it is tried
	Attempt int       // 0 for the first
}

// mostAttempts is how often an event is sent, until it is taken.
const mostAttempts = 6

// tell puts an event about a parcel into the post. It is called with the lock held; the caller wakes
// the worker after unlocking.
func (c *Carrier) tell(kind string, p *parcel) {
	if c.webhook == "" {
		return
	}
	fault := c.eventFault(kind)
	if fault == FaultLoseWebhook {
		return
	}
	id := "evt_" + strings.ToLower(rand.Text())
	body, err := json.Marshal(map[string]any{
		"id": id, "object": "Event", "mode": "test", "description": kind, "created_at": stamp(c.cfg.Now()),
		"updated_at": stamp(c.cfg.Now()), "previous_attributes": map[string]any{}, "pending_urls": []string{c.webhook},
		"completed_urls": []string{}, "status": "pending", "result": c.doc(p),
	})
	if err != nil {
		panic("carrier: an event that cannot be written: " + err.Error())
	}
	l := &letter{ID: id, Body: body, Due: c.cfg.Now()}
	if fault == FaultDelayWebhook {
		l.Due = l.Due.Add(time.Hour)
	}
	c.letters = append(c.letters, l)
	if fault == FaultDoubleWebhook {
		c.letters = append(c.letters, &letter{ID: id, Body: body, Due: l.Due})
	}
	if fault == FaultReorderWebhook {
		slices.Reverse(c.letters)
	}
}

func (c *Carrier) wakeWorker() {
	select {
	case c.wake <- struct{}{}:
	default: // it knows already
	}
}

// deliver is the worker: it sends one letter after the other until Close.
func (c *Carrier) deliver() {
	ctx, cancel := context.WithCancel(context.Background()) //nolint:forbidigo // the worker lives until Close and serves no caller
	defer cancel()
	c.work.Go(func() {
		<-c.done
		cancel()
	})
	client := &http.Client{
		Timeout:       10 * time.Second,
		Transport:     &http.Transport{DisableKeepAlives: true}, // Go would resend on a connection that went stale
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	for {
		select {
		case <-c.done:
			return
		case <-c.wake:
		}
		for l := c.next(); l != nil && ctx.Err() == nil; l = c.next() {
			c.stimuli.Add(1)
			status, err := c.send(ctx, client, l)
			c.cfg.Logger.Info("carrier webhook", "event", l.ID, "attempt", l.Attempt+1, "status", status, "error", err)
			c.locked(func() { c.sent(l, status/100 == 2) })
		}
	}
}

// next returns the letter that is to leave now, or nil. It stays among the letters until it is sent.
func (c *Carrier) next() *letter {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, l := range c.letters {
		if !l.Due.After(c.cfg.Now()) {
			c.sending = true
			return l
		}
	}
	return nil
}

// sent books the outcome of an attempt. One that failed is tried again after a minute, and then after
// twice as long each time.
func (c *Carrier) sent(l *letter, ok bool) {
	c.sending = false
	l.Attempt++
	if ok || l.Attempt == mostAttempts {
		c.letters = slices.DeleteFunc(c.letters, func(each *letter) bool { return each == l })
		return
	}
	l.Due = c.cfg.Now().Add(time.Minute << (l.Attempt - 1))
}

func (c *Carrier) send(ctx context.Context, client *http.Client, l *letter) (int, error) {
	c.mu.Lock()
	url, secret := c.webhook, c.keys.Webhook
	c.mu.Unlock()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(l.Body))
	if err != nil {
		return 0, fmt.Errorf("make webhook request: %w", err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "EasyPost/Webhooks")
	req.Header.Set("X-Hmac-Signature", Sign(l.Body, secret))
	resp, err := client.Do(req)
	if err != nil {
		return 0, fmt.Errorf("send webhook: %w", err)
	}
	defer resp.Body.Close()
	return resp.StatusCode, nil
}

// Sign is the signature of a body, as EasyPost writes it.
func Sign(body []byte, secret string) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(body)
	return "hmac-sha256-hex=" + hex.EncodeToString(mac.Sum(nil))
}
