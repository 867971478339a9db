package bot

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"till/sandbox/discord"
)

// TestResume: what somebody types while the connection is cut is heard when it is back.
func TestResume(t *testing.T) {
	s := newRunning(t)
	if err := s.discord.Fault("cut-event", 1); err != nil {
		t.Fatal(err)
	}
	if _, err := s.discord.Type(t.Context(), "seller", discord.DM, "Is anybody there?", nil, ""); err != nil {
		t.Fatal(err)
	}
	s.until(t, "the message", func() bool { return s.till.heard("Is anybody there?") == 1 })
	s.until(t, "the session", func() bool { return strings.Contains(s.log.String(), "resumed=true") })
	s.settle(t)
	s.request(t)
	s.expect(t, "Hello.")
}

// TestGivenAgain: a command that was given during the cut is not done when the session is resumed. Its
// person is told that nothing answered, and does it again: it would be done twice.
func TestGivenAgain(t *testing.T) {
	s := newRunning(t)
	if err := s.discord.Fault("cut-event", 1); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := contextWithCancel(t)
	given := make(chan struct{})
	go func() {
		defer close(given)
		_, _ = s.discord.Command(ctx, "seller", discord.DM, []string{"/request"})
	}()
	s.until(t, "the session", func() bool { return strings.Contains(s.log.String(), "resumed=true") })
	cancel()
	<-given
	s.settle(t)
	s.request(t)
	s.expect(t, "Hello.")
	s.till.mu.Lock()
	defer s.till.mu.Unlock()
	if n := len(s.till.asked); n != 1 {
		t.Errorf("asked %d times", n)
	}
}

// TestResumeRefused: a session is resumed with its last event's number, where Discord said, and when
// Discord does not let it, the bot begins a new one.
func TestResumeRefused(t *testing.T) {
	t.Parallel()
	const hello = `{"op":10,"d":{"heartbeat_interval":41250}}`
	first := make(chan string, 9) // what the bot sends first on each connection
	greeted := func(then ...string) func(context.Context, *websocket.Conn) {
		return func(ctx context.Context, conn *websocket.Conn) {
			sends(hello)(ctx, conn)
			_, frame, err := conn.Read(ctx)
			if err != nil {
				return
			}
			first <- string(frame)
			sends(then...)(ctx, conn)
		}
	}
	g := newGatewayScript(t,
		greeted(ready, `{"op":0,"s":7,"t":"NEW_THING","d":{}}`, `{"op":7,"d":null}`),
		sends(), // nothing, as from a gateway that has just gone
		greeted(`{"op":0,"s":8,"t":"NEW_THING","d":{}}`, `{"op":0,"s":9,"t":"RESUMED","d":{}}`, `{"op":7,"d":null}`),
		greeted(`{"op":9,"d":false}`),
		greeted(ready),
	)
	b, err := New(Config{Token: "x.y.z", APIBase: g.server.URL + "/api", Till: &fakeTill{}})
	if err != nil {
		t.Fatal(err)
	}
	b.backoff = func(int) time.Duration { return time.Millisecond }
	b.startsEvery = 0
	b.openWithin = 2 * time.Second
	leakCheck(t)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- b.Run(ctx) }()
	for i, want := range []string{"2 0", "6 7", "6 9", "2 0"} {
		var got struct {
			Op   int `json:"op"`
			Data struct {
				Token    string `json:"token"`
				Session  string `json:"session_id"`
				Sequence int    `json:"seq"`
			} `json:"d"`
		}
		frame := <-first
		if err := json.Unmarshal([]byte(frame), &got); err != nil {
			t.Fatal(err)
		}
		if is := strings.Join([]string{string(rune('0' + got.Op)), string(rune('0' + got.Data.Sequence))}, " "); is != want ||
			got.Data.Token != "Bot x.y.z" || (got.Data.Session == "x") != (got.Op == opResume) {
			t.Errorf("connection %d begins with %s, want %s", i+1, frame, want)
		}
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// TestResuming changes an IDENTIFY and nothing else.
func TestResuming(t *testing.T) {
	t.Parallel()
	masked := func(first byte, payload string) []byte {
		frame := frameOf(first, []byte(payload))
		head := len(frame) - len(payload)
		out := append([]byte{frame[0], frame[1] | 0x80}, frame[2:head]...)
		mask := []byte{7, 11, 13, 17}
		out = append(out, mask...)
		for i := range payload {
			out = append(out, payload[i]^mask[i%4])
		}
		return out
	}
	for name, tt := range map[string]struct {
		frame []byte
		want  bool
	}{
		"identify":      {masked(0x81, `{"op":2,"d":{}}`), true},
		"long":          {masked(0x81, `{"op":2,"d":{"x":"`+strings.Repeat("x", 700)+`"}}`), true},
		"heartbeat":     {masked(0x81, `{"op":1,"d":2}`), false},
		"a part":        {masked(0x01, `{"op":2,"d":{}}`), false},
		"not masked":    {frameOf(0x81, []byte(`{"op":2,"d":{}}`)), false},
		"cut short":     {masked(0x81, `{"op":2,"d":{}}`)[:12], false},
		"two at once":   {append(masked(0x81, `{"op":2,"d":{}}`), 0x81), false},
		"much too long": {masked(0x81, `{"op":2,`+strings.Repeat(" ", 70_000)), false},
		"nothing":       {nil, false},
	} {
		for _, id := range []string{"s", strings.Repeat("s", 200)} {
			s := session{id: id, sequence: 9}
			got, ok := s.resuming(tt.frame, "Bot t")
			if ok != tt.want {
				t.Errorf("%s: %t", name, ok)
			}
			if !ok {
				continue
			}
			_, payload, whole := clientFrame(got)
			if want := `{"d":{"seq":9,"session_id":"` + id + `","token":"Bot t"},"op":6}`; !whole || string(payload) != want {
				t.Errorf("%s: %s", name, payload)
			}
		}
	}
}
