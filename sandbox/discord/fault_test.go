package discord

import (
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"
)

func TestFaults(t *testing.T) {
	d := newTestDiscord(t)
	bot := newBot(t, d)
	bot.login(intentDMs)
	channel := bot.must("POST", "/users/@me/channels", m{"recipient_id": d.Person("buyer").ID}).(map[string]any)["id"].(string)
	tests := []struct {
		kind   string
		status int // 0: the connection is cut
		body   string
		done   bool // the message arrives all the same
	}{
		{"429", 429, "rate limited", false},
		{"429-html", 429, "<html>", false},
		{"500", 500, "500", false},
		{"500-after", 500, "500", true},
		{"drop", 0, "EOF", false},
		{"drop-after", 0, "EOF", true},
		{"closed-dm", 403, "50007", false},
		{"closed-dm-50278", 403, "50278", false},
	}
	for _, test := range tests {
		t.Run(test.kind, func(t *testing.T) {
			d.limits.mu.Lock()
			clear(d.limits.buckets)
			d.limits.mu.Unlock()
			if err := d.Fault(test.kind, 1); err != nil {
				t.Fatal(err)
			}
			before := len(d.Messages("buyer", DM))
			status, _, out := bot.call("POST", "/channels/"+channel+"/messages", m{"content": test.kind})
			if o, ok := out.(map[string]any); ok && o["code"] != 0.0 && o["code"] != nil {
				out = refusal(out)
			}
			if status != test.status || !strings.Contains(text(out), test.body) {
				t.Errorf("%d %v", status, out)
			}
			if done := len(d.Messages("buyer", DM)) > before; done != test.done {
				t.Errorf("arrived: %v", done)
			}
			if status, _, out := bot.call("GET", "/users/@me", nil); status != 200 {
				t.Errorf("the fault lasts: %d %v", status, out)
			}
		})
	}
	for _, kind := range []string{"nonsense", "nonsense@messages", "duplicate@messages"} {
		if err := d.Fault(kind, 1); err == nil {
			t.Errorf("the fault %q was taken", kind)
		}
	}
}

// A fault of calls may wait for some of them.
func TestFaultOfSomeCalls(t *testing.T) {
	d := newTestDiscord(t)
	bot := newBot(t, d)
	if err := d.Fault("500@users/@me/channels", 1); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		bot.must("GET", "/users/@me", nil)
	}
	body := m{"recipient_id": d.Person("buyer").ID}
	if status, _, _ := bot.call("POST", "/users/@me/channels", body); status != 500 {
		t.Errorf("the call that is to fail: %d", status)
	}
	bot.must("POST", "/users/@me/channels", body)
}

func text(out any) string {
	switch v := out.(type) {
	case string:
		return v
	case error:
		return v.Error()
	case map[string]any:
		return v["message"].(string)
	}
	return ""
}

func TestFaultDelay(t *testing.T) {
	d := newTestDiscord(t)
	bot := newBot(t, d)
	if err := d.Fault("delay", 1); err != nil {
		t.Fatal(err)
	}
	answered := make(chan int)
	bot.wait.Go(func() {
		status, _, _ := bot.call("GET", "/users/@me", nil)
		answered <- status
	})
	held := func() bool {
		d.mu.Lock()
		defer d.mu.Unlock()
		return d.faults.held == 1
	}
	for !held() {
		runtime.Gosched()
	}
	begin := time.Now()
	if err := d.Fault("release", 0); err != nil {
		t.Fatal(err)
	}
	if status := <-answered; status != 200 || time.Since(begin) > heldFor+time.Second {
		t.Errorf("%d after %v", status, time.Since(begin))
	}
}

func TestFaultGateway(t *testing.T) {
	d := newTestDiscord(t)
	bot := newBot(t, d)
	bot.login(intentDMs)
	if err := d.Fault("duplicate", 1); err != nil {
		t.Fatal(err)
	}
	say(t, d, "buyer", DM, "twice")
	first, second := bot.expect("MESSAGE_CREATE"), bot.expect("MESSAGE_CREATE")
	if string(first.Data) != string(second.Data) || second.Seq != first.Seq+1 {
		t.Errorf("%d %s, %d %s", first.Seq, first.Data, second.Seq, second.Data)
	}
	for kind, op := range map[string]int{"reconnect": opReconnect, "invalid-session": opInvalidSession} {
		if err := d.Fault(kind, 1); err != nil {
			t.Fatal(err)
		}
		bot.expectOp(op)
	}
	if err := d.Fault("silent", 1); err != nil {
		t.Fatal(err)
	}
	mute := newBot(t, d)
	mute.dial("v=10")
	mute.expectOp(opHello)
	mute.sendFrame(opIdentify, m{"token": mute.token, "intents": intentDMs})
	say(t, d, "buyer", DM, "unheard")
	if err := d.Fault("close-1001", 1); err != nil {
		t.Fatal(err)
	}
	if e := mute.next(); e.Op != -1 {
		t.Errorf("a silent gateway said %+v", e)
	}
}

func TestRateLimit(t *testing.T) {
	d := newTestDiscord(t)
	bot := newBot(t, d)
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	d.limits.now = func() time.Time { return now }
	channel := bot.must("POST", "/users/@me/channels", m{"recipient_id": d.Person("buyer").ID}).(map[string]any)["id"].(string)
	post := func() (int, http.Header, any) {
		return bot.call("POST", "/channels/"+channel+"/messages", m{"content": "x"})
	}
	for i := range 5 {
		status, h, _ := post()
		if want := string(rune('4' - i)); status != 200 || h.Get("X-RateLimit-Remaining") != want || h.Get("X-RateLimit-Limit") != "5" {
			t.Errorf("message %d: %d %v", i, status, h)
		}
	}
	now = now.Add(2 * time.Second)
	status, h, out := post()
	body, _ := out.(map[string]any)
	if status != 429 || body["retry_after"] != 3.0 || body["global"] != false || h.Get("Retry-After") != "3" ||
		h.Get("X-RateLimit-Scope") != "user" || h.Get("X-RateLimit-Reset-After") != "3.000" {
		t.Errorf("sixth message: %d %v %v", status, out, h)
	}
	now = now.Add(time.Second/3 + 1)
	if _, h, _ := post(); h.Get("X-RateLimit-Reset-After") != "2.667" || h.Get("X-RateLimit-Reset") != "1795348805.000" || h.Get("Via") == "" {
		t.Errorf("a wait that is not rounded up: %v", h)
	}
	now = now.Add(3 * time.Second)
	if status, _, _ := post(); status != 200 {
		t.Errorf("after the window: %d", status)
	}
	for range globalPerSecond {
		bot.call("GET", "/users/@me", nil)
	}
	status, h, out = bot.call("GET", "/gateway/bot", nil)
	if body, _ := out.(map[string]any); status != 429 || body["global"] != true || h.Get("X-RateLimit-Global") != "true" {
		t.Errorf("51st call of a second: %d %v", status, out)
	}
}
