package discord

import (
	"strings"
	"testing"
	"time"
)

// Who makes 10,000 invalid requests in ten minutes is shut out until these are over.
func TestInvalidRequests(t *testing.T) {
	d := newTestDiscord(t)
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	d.limits.now = func() time.Time { return now }
	bot, stranger := newBot(t, d), newBot(t, d)
	stranger.token = "x"
	call := func(b *rawBot, want int) {
		t.Helper()
		now = now.Add(time.Second / 10)
		if status, h, out := b.call("GET", "/users/@me", nil); status != want {
			t.Fatalf("%d %v %v, want %d", status, h, out, want)
		}
	}
	call(stranger, 401)
	d.limits.refused.used = invalidAllowed - 2 // as if it had been many
	call(stranger, 401)
	call(bot, 200)
	if err := d.Fault("429", 1); err != nil {
		t.Fatal(err)
	}
	call(bot, 429) // a shared limit, which is nobody's fault
	call(bot, 200)
	call(stranger, 401)
	status, h, out := bot.call("GET", "/users/@me", nil)
	if page, _ := out.(string); status != 429 || !strings.Contains(page, "1015") || h.Get("Retry-After") != "600" || h.Get("Via") != "" {
		t.Errorf("shut out, it gets %d %v %v", status, h, out)
	}
	now = now.Add(10 * time.Minute)
	call(bot, 200)
}
