package stripe

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stripe/stripe-go/v76/webhook"
)

// mailbox is a webhook endpoint that keeps what it gets.
type mailbox struct {
	*httptest.Server
	mu     sync.Mutex
	kinds  []string
	last   map[string]any
	refuse int // how many letters to answer with 500
}

func newMailbox(t *testing.T, secret func() string) *mailbox {
	t.Helper()
	m := &mailbox{}
	m.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if _, err := webhook.ConstructEvent(body, r.Header.Get("Stripe-Signature"), secret()); err != nil {
			t.Errorf("signature: %v", err)
		}
		m.mu.Lock()
		defer m.mu.Unlock()
		m.last = map[string]any{}
		_ = json.Unmarshal(body, &m.last)
		if m.refuse > 0 {
			m.refuse--
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		m.kinds = append(m.kinds, text(m.last, "type"))
	}))
	t.Cleanup(m.Close)
	return m
}

func (m *mailbox) take() string {
	m.mu.Lock()
	defer m.mu.Unlock()
	got := strings.Join(m.kinds, " > ")
	m.kinds = nil
	return got
}

// posted is a world with both mailboxes, and quiet waits until Stripe rests.
func posted(t *testing.T) (w *world, own, connect *mailbox, quiet func()) {
	t.Helper()
	bell := make(chan struct{}, 1)
	var keys func() Keys
	own = newMailbox(t, func() string { return keys().WebhookSecret })
	connect = newMailbox(t, func() string { return keys().ConnectWebhookSecret })
	w = newWorld(t, func(c *Config) {
		c.Changed = func() {
			select {
			case bell <- struct{}{}:
			default:
			}
		}
	})
	keys = w.s.Keys
	w.s.SetWebhooks(own.URL, connect.URL)
	return w, own, connect, func() {
		for w.s.Busy() > 0 {
			<-bell
		}
	}
}

func TestWebhooks(t *testing.T) {
	w, own, connect, quiet := posted(t)
	seller := w.seller("US")
	w.bought(CardOK)
	quiet()
	if got := own.take(); got != "payment_intent.created > charge.succeeded > payment_intent.succeeded > checkout.session.completed" {
		t.Errorf("platform: %s", got)
	}
	if got := connect.take(); got != "capability.updated > account.updated" {
		t.Errorf("connect: %s", got)
	}
	if text(connect.last, "account") != seller || text(own.last, "api_version") != APIVersion || own.last["account"] != nil || own.last["livemode"] != false {
		t.Errorf("letters: %v %v", own.last, connect.last)
	}
	if n := number(w.must("GET", "events"), "data", 0, "pending_webhooks"); n != 0 {
		t.Errorf("%d pending webhooks after delivery", n)
	}
	if w.s.Stimuli() != 6 {
		t.Errorf("%d stimuli, want 6", w.s.Stimuli())
	}
}

func TestWebhookRetries(t *testing.T) {
	w, own, _, quiet := posted(t)
	own.refuse = 2
	w.must("POST", "customers", "name=Buyer")
	quiet()
	if n := number(w.must("GET", "events"), "data", 0, "pending_webhooks"); n != 1 {
		t.Errorf("%d pending webhooks after a refusal", n)
	}
	w.forward(time.Minute)
	quiet()
	if got := own.take(); got != "" {
		t.Errorf("delivered early: %s", got)
	}
	w.forward(5 * time.Minute)
	quiet()
	if got := own.take(); got != "customer.created" {
		t.Errorf("after the retries: %q", got)
	}
}

func TestWebhookFaults(t *testing.T) {
	for _, tt := range []struct {
		kind string
		n    int
		want string
	}{
		{FaultLoseWebhook, 1, "customer.updated > customer.updated"},
		{FaultDoubleWebhook, 1, "customer.created > customer.created > customer.updated > customer.updated"},
		{FaultReorderWebhook, 2, "customer.updated > customer.created > customer.updated"},
		{FaultDelayWebhook, 1, "customer.updated > customer.updated > customer.created"},
	} {
		t.Run(tt.kind, func(t *testing.T) {
			w, own, _, quiet := posted(t)
			if err := w.s.Fault(tt.kind, tt.n); err != nil {
				t.Fatal(err)
			}
			id := text(w.must("POST", "customers", "name=Buyer"), "id")
			w.must("POST", "customers/"+id, "name=One")
			w.must("POST", "customers/"+id, "name=Two")
			quiet()
			w.forward(time.Hour)
			quiet()
			if got := own.take(); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

func TestWebhookEndpoints(t *testing.T) {
	w := newWorld(t)
	secret := ""
	box := newMailbox(t, func() string { return secret })
	e := w.must("POST", "webhook_endpoints", "url="+box.URL, "enabled_events[]=customer.updated", "api_version="+APIVersion)
	secret = text(e, "secret")
	if got := w.must("GET", "webhook_endpoints"); secret == "" || at(got, "data", 0, "secret") != nil {
		t.Errorf("created %v, listed %v", e, got)
	}
	c := text(w.must("POST", "customers", "name=Buyer"), "id")
	w.must("POST", "customers/"+c, "name=Other")
	for w.s.Busy() > 0 {
		w.s.RunDue()
	}
	if got := box.take(); got != "customer.updated" {
		t.Errorf("delivered %s", got)
	}
	w.must("DELETE", "webhook_endpoints/"+text(e, "id"))
	w.refused(404, "resource_missing", "GET", "webhook_endpoints/"+text(e, "id"))
}
