package webhook_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"till/shop"
	"till/webhook"
)

// reader is a provider whose webhooks are genuine when they say so, and carry
// nothing but their id.
type reader struct{}

func (reader) Verify(_ context.Context, header http.Header, body []byte) (shop.ProviderEvent, error) {
	e := shop.ProviderEvent{ID: string(body[:min(len(body), 8)]), Type: "parcel.lost"}
	switch header.Get("Genuine") {
	case "yes":
		return e, nil
	case "elsewhere":
		return e, fmt.Errorf("%w: another shop's", webhook.ErrForeign)
	case "cannot tell":
		return e, errors.New("the certificate cannot be fetched")
	default:
		return e, webhook.ErrForged
	}
}

// counted is an Observer that a test reads.
type counted map[string]int

func (c counted) Count(name string, labels ...string) {
	c[strings.Join(append([]string{name}, labels...), " ")]++
}

func (c counted) Observe(name string, _ time.Duration, labels ...string) { c.Count(name, labels...) }

func TestWebhook(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name     string
		method   string
		genuine  string
		body     string
		receive  error
		status   int
		received bool
		outcome  string
	}{
		{name: "genuine", genuine: "yes", body: "evt_1", status: 200, received: true, outcome: "received"},
		{name: "forged", genuine: "no", body: "evt_1", status: 400, outcome: "refused"},
		{name: "somebody else's", genuine: "elsewhere", body: "evt_1", status: 200, outcome: "not for us"},
		{name: "not to be told", genuine: "cannot tell", body: "evt_1", status: 500, outcome: "not verified"},
		{name: "not stored", genuine: "yes", body: "evt_1", receive: errors.New("disk full"), status: 500, received: true, outcome: "not stored"},
		{name: "the shop refuses", genuine: "yes", body: "evt_1", receive: &shop.Error{Code: shop.Invalid, Message: "odd"}, status: 500, received: true, outcome: "not stored"},
		{name: "fetched by a browser", method: http.MethodGet, genuine: "yes", status: 405, outcome: "only POST"},
		{name: "put", method: http.MethodPut, genuine: "yes", body: "evt_1", status: 405, outcome: "only POST"},
		{name: "as large as allowed", genuine: "yes", body: strings.Repeat("x", webhook.LargestBody), status: 200, received: true, outcome: "received"},
		{name: "too large", genuine: "yes", body: strings.Repeat("x", webhook.LargestBody+1), status: 413, outcome: "too large"},
		{name: "empty", genuine: "no", status: 400, outcome: "refused"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var got []shop.ProviderEvent
			var log bytes.Buffer
			counts := make(counted)
			h := webhook.New(webhook.Config{
				Name: "test", Logger: slog.New(slog.NewTextHandler(&log, nil)), Observer: counts,
			}, reader{}, func(_ context.Context, e shop.ProviderEvent) error {
				got = append(got, e)
				return tt.receive
			})
			if tt.method == "" {
				tt.method = http.MethodPost
			}
			r := httptest.NewRequest(tt.method, "/webhooks/test", strings.NewReader(tt.body))
			r.Header.Set("Genuine", tt.genuine)
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)

			if w.Code != tt.status {
				t.Errorf("status is %d, want %d: %s", w.Code, tt.status, w.Body)
			}
			if (len(got) == 1) != tt.received {
				t.Errorf("received %v, want one: %t", got, tt.received)
			}
			kind := ""
			if tt.received || tt.genuine == "elsewhere" {
				kind = "parcel.lost"
			}
			if want := (counted{"webhook test " + kind + " " + tt.outcome: 1, "webhook test": 1}); !maps.Equal(counts, want) {
				t.Errorf("counted %v, want %v", counts, want)
			}
			if lines := strings.Count(log.String(), "\n"); lines != 1 {
				t.Errorf("%d lines were logged, want one:\n%s", lines, &log)
			}
			if !strings.Contains(log.String(), "outcome="+quoted(tt.outcome)) {
				t.Errorf("the log does not say %q: %s", tt.outcome, &log)
			}
			if tt.receive != nil && !strings.Contains(log.String(), tt.receive.Error()) {
				t.Errorf("the log does not say why: %s", &log)
			}
			if tt.status == http.StatusMethodNotAllowed && w.Header().Get("Allow") != http.MethodPost {
				t.Errorf("Allow is %q", w.Header().Get("Allow"))
			}
		})
	}
}

// TestWebhookTwice shows that a redelivery goes to the shop again: what is done
// twice is the shop's to know.
func TestWebhookTwice(t *testing.T) {
	t.Parallel()
	var got []string
	h := webhook.New(webhook.Config{Name: "test", Logger: slog.New(slog.DiscardHandler)}, reader{}, func(_ context.Context, e shop.ProviderEvent) error {
		got = append(got, e.ID)
		return nil
	})
	for range 2 {
		r := httptest.NewRequest(http.MethodPost, "/webhooks/test", strings.NewReader("evt_1"))
		r.Header.Set("Genuine", "yes")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != http.StatusOK {
			t.Errorf("status is %d", w.Code)
		}
	}
	if len(got) != 2 || got[0] != got[1] {
		t.Errorf("received %v, want evt_1 twice", got)
	}
}

func quoted(text string) string {
	if strings.Contains(text, " ") {
		return `"` + text + `"`
	}
	return text
}
