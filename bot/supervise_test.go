package bot

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"
)

// TestReconnect: after a cut the bot is back, and answers.
func TestReconnect(t *testing.T) {
	for _, fault := range []string{"close-4000", "close-4009", "close-1001", "reconnect", "invalid-session"} {
		t.Run(fault, func(t *testing.T) {
			s := newStage(t)
			told := make(chan bool, 9)
			s.bot.cfg.Connected = func() { told <- s.bot.Connection().Up }
			s.run(t)
			<-s.bot.Ready()
			if err := s.discord.Fault(fault, 1); err != nil {
				t.Fatal(err)
			}
			for range 2 {
				if !<-told {
					t.Error("told that it is connected when it is not")
				}
			}
			s.until(t, "a new connection", func() bool {
				return strings.Count(s.log.String(), "gateway connected") == 2 && s.discord.Connected()
			})
			s.request(t)
			s.expect(t, "Hello.")
			if n := s.wire.count("PUT /discord/api/v9/applications"); n != 1 {
				t.Errorf("commands were put %d times", n)
			}
		})
	}
}

// TestFatal: a close code that would come again ends Run and says what to mend.
func TestFatal(t *testing.T) {
	s := newStage(t)
	s.bot.api.token = "wrong" // as Discord sees it
	s.run(t)
	err := <-s.ended
	if err == nil || !strings.Contains(err.Error(), "4004") || !strings.Contains(err.Error(), "developer portal") {
		t.Errorf("got %v", err)
	}
	s.ended <- nil
	for code := 4000; code < 4020; code++ {
		want := code == 4004 || code >= 4010 && code <= 4014
		if got := fatal(code) != nil; got != want {
			t.Errorf("close code %d: fatal is %t", code, got)
		}
	}
}

// TestFatalWhileServing is the same for a connection that stood.
func TestFatalWhileServing(t *testing.T) {
	s := newRunning(t)
	if err := s.discord.Fault("close-4014", 1); err != nil {
		t.Fatal(err)
	}
	if err := <-s.ended; err == nil || !strings.Contains(err.Error(), "4014") {
		t.Errorf("got %v", err)
	}
}

// TestRegisterOnce: the commands are put only when they differ.
func TestRegisterOnce(t *testing.T) {
	s := newRunning(t)
	s.stop()
	if err := <-s.ended; err != nil {
		t.Fatal(err)
	}
	again, err := New(s.bot.cfg)
	if err != nil {
		t.Fatal(err)
	}
	s.bot = again
	s.run(t)
	<-again.Ready()
	if n := s.wire.count("PUT /discord/api/v9/applications"); n != 1 {
		t.Errorf("commands were put %d times", n)
	}
}

// TestRegisterLocalized: Discord shows translations to whose client speaks them.
func TestRegisterLocalized(t *testing.T) {
	s := newRunning(t)
	for _, c := range s.discord.Commands() {
		switch c.Name {
		case "request":
			quantity, speed := c.Options[2], c.Options[3]
			if quantity.DescriptionLocalizations["de"] != "Wie viele" || speed.Choices[0].NameLocalizations["de"] != "Langsam" {
				t.Errorf("options: %+v, %+v", quantity, speed)
			}
		case "Request payment":
			if c.NameLocalizations["de"] != "Um Zahlung bitten" {
				t.Errorf("menu: %+v", c)
			}
		}
	}
	if err := s.discord.SetLocale("seller", "de"); err != nil {
		t.Fatal(err)
	}
	for _, item := range []string{"Um Zahlung", "Request payment"} {
		if _, err := s.discord.Menu(t.Context(), "seller", "", item, "buyer"); err != nil {
			t.Errorf("%q: %v", item, err)
		}
	}
	if _, err := s.discord.Command(t.Context(), "seller", "", []string{"/request", "speed:Lang"}); err != nil {
		t.Error(err)
	}
}

// TestRegisterAgain: what Discord could not take at first is put again, and the bot is ready then.
func TestRegisterAgain(t *testing.T) {
	s := newStage(t)
	s.answerWith("PUT /discord/api/v9/applications", 8, http.StatusInternalServerError, `{"message":"500: Internal Server Error","code":0}`)
	s.run(t)
	<-s.bot.Ready()
	if len(s.discord.Commands()) == 0 {
		t.Error("there are no commands")
	}
	if n := s.wire.count("PUT /discord/api/v9/applications"); n < 9 {
		t.Errorf("put %d times", n)
	}
	if c := s.bot.Connection(); !c.Up || c.Since.IsZero() {
		t.Errorf("the connection is %+v", c)
	}
}

// TestRegisterRefused: definitions that Discord does not take end Run.
func TestRegisterRefused(t *testing.T) {
	s := newStage(t)
	s.answerWith("PUT /discord/api/v9/applications", 1, http.StatusBadRequest, `{"code":50035,"message":"Invalid Form Body"}`)
	s.run(t)
	if err := <-s.ended; err == nil || !strings.Contains(err.Error(), "register the commands") {
		t.Errorf("got %v", err)
	}
}

// TestDrain: what is being answered when the bot is told to stop is answered.
func TestDrain(t *testing.T) {
	s := newRunning(t)
	s.bot.deferAfter = time.Millisecond
	release := make(chan struct{})
	s.till.answer(func(context.Context, requestT) replyT { <-release; return replyT{Message: says("Before I go.")} })
	s.request(t)
	s.stop()
	close(release)
	if err := <-s.ended; err != nil {
		t.Fatal(err)
	}
	if got := s.inbox("seller"); !strings.Contains(got, "Before I go.") {
		t.Errorf("seller sees:\n%s", got)
	}
	s.ended <- nil
}

// TestDrainCuts: what never ends is cut.
func TestDrainCuts(t *testing.T) {
	s := newStage(t)
	s.bot.cfg.Drain = time.Millisecond
	s.bot.deferAfter = time.Millisecond
	s.run(t)
	<-s.bot.Ready()
	s.till.answer(func(ctx context.Context, _ requestT) replyT { <-ctx.Done(); return replyT{} })
	s.request(t)
	s.stop()
	if err := <-s.ended; err != nil {
		t.Fatal(err)
	}
	s.ended <- nil
}

// gatewayScript is a gateway that greets with what a test says.
type gatewayScript struct {
	server *httptest.Server

	mu    sync.Mutex
	plays []func(context.Context, *websocket.Conn) // one for each connection; the last goes on for ever
	count int
}

// ready is a READY for any bot.
const ready = `{"op":0,"s":1,"t":"READY","d":{"v":9,"session_id":"x","application":{"id":"1"},"user":{"id":"1"},"guilds":[]}}`

func newGatewayScript(t *testing.T, plays ...func(context.Context, *websocket.Conn)) *gatewayScript {
	t.Helper()
	return newGatewayScriptOn(t, httptest.NewServer, "ws://", plays...)
}

func newGatewayScriptOn(t *testing.T, serve func(http.Handler) *httptest.Server, scheme string, plays ...func(context.Context, *websocket.Conn)) *gatewayScript {
	t.Helper()
	g := &gatewayScript{plays: plays}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /api/v9/gateway", func(w http.ResponseWriter, r *http.Request) {
		_ = json.NewEncoder(w).Encode(map[string]string{"url": scheme + r.Host + "/gateway"})
	})
	mux.HandleFunc("/api/v9/applications/1/commands", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("[]")) })
	mux.HandleFunc("/gateway/", func(w http.ResponseWriter, r *http.Request) {
		conn, err := websocket.Accept(w, r, nil)
		if err != nil {
			return
		}
		defer func() { _ = conn.CloseNow() }()
		g.mu.Lock()
		play := g.plays[min(g.count, len(g.plays)-1)]
		g.count++
		g.mu.Unlock()
		ctx, cancel := context.WithCancel(r.Context())
		defer cancel()
		play(ctx, conn)
		for { // until the bot hangs up
			if _, _, err := conn.Read(ctx); err != nil {
				return
			}
		}
	})
	g.server = serve(mux)
	t.Cleanup(g.server.Close)
	return g
}

// sends is a play that sends frames, each when the bot has sent something if it begins with "<".
func sends(frames ...string) func(context.Context, *websocket.Conn) {
	return func(ctx context.Context, conn *websocket.Conn) {
		for _, f := range frames {
			f, after := strings.CutPrefix(f, "<")
			if after {
				if _, _, err := conn.Read(ctx); err != nil {
					return
				}
			}
			if conn.Write(ctx, websocket.MessageText, []byte(f)) != nil {
				return
			}
		}
	}
}

// TestBadGreetings: what makes discordgo block for ever only costs a reconnect.
func TestBadGreetings(t *testing.T) {
	const hello = `{"op":10,"d":{"heartbeat_interval":41250}}`
	good := sends(hello, "<"+ready)
	for name, bad := range map[string]func(context.Context, *websocket.Conn){
		"op 7 for READY":       sends(hello, `<{"op":7,"d":null}`),
		"op 9 for READY":       sends(hello, `<{"op":9,"d":false}`),
		"op 11 for READY":      sends(hello, `<{"op":11,"d":null}`),
		"op 1 for READY":       sends(hello, `<{"op":1,"d":null}`),
		"silence for READY":    sends(hello),
		"silence for HELLO":    sends(),
		"no interval":          sends(`{"op":10,"d":{}}`),
		"no JSON":              sends(`hello`),
		"acks never come":      sends(`{"op":10,"d":{"heartbeat_interval":20}}`, "<"+ready),
		"op 7 after READY":     sends(hello, "<"+ready, `{"op":7,"d":null}`),
		"op 1, 7 after READY":  sends(hello, "<"+ready, `{"op":1,"d":null}`, `{"op":7,"d":null}`),
		"unknown op and event": sends(hello, "<"+ready, `{"op":42}`, `{"op":0,"s":2,"t":"NEW_THING","d":{}}`, `{"op":9,"d":true}`),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := newGatewayScript(t, bad, good)
			b, err := New(Config{Token: "x.y.z", APIBase: g.server.URL + "/api", Till: &fakeTill{}})
			if err != nil {
				t.Fatal(err)
			}
			again := make(chan struct{}, 100)
			b.backoff = func(int) time.Duration { again <- struct{}{}; return time.Millisecond }
			b.startsEvery = 0
			b.openWithin = 300 * time.Millisecond
			b.heartbeat = func(interval time.Duration) time.Duration { return 5 * interval }
			leakCheck(t)
			ctx, cancel := context.WithCancel(t.Context())
			ended := make(chan error, 1)
			go func() { ended <- b.Run(ctx) }()
			<-again // the bad one was given up
			<-b.Ready()
			cancel()
			if err := <-ended; err != nil {
				t.Error(err)
			}
		})
	}
}

// TestAckBeforeReady is only swallowed: the connection stands.
func TestAckBeforeReady(t *testing.T) {
	t.Parallel()
	g := newGatewayScript(t, sends(`{"op":10,"d":{"heartbeat_interval":41250}}`, `<{"op":11,"d":null}`, ready))
	b, err := New(Config{Token: "x.y.z", APIBase: g.server.URL + "/api", Till: &fakeTill{}})
	if err != nil {
		t.Fatal(err)
	}
	b.backoff = func(int) time.Duration { t.Error("reconnected"); return 0 }
	leakCheck(t)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- b.Run(ctx) }()
	<-b.Ready()
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// TestSecureGateway is how Discord's own gateway is reached: through TLS that the wire makes.
func TestSecureGateway(t *testing.T) {
	t.Parallel()
	g := newGatewayScriptOn(t, httptest.NewTLSServer, "wss://",
		sends(`{"op":10,"d":{"heartbeat_interval":41250}}`, `<{"op":7,"d":null}`), sends(`{"op":10,"d":{"heartbeat_interval":41250}}`, "<"+ready))
	trusted := g.server.Client().Transport.(*http.Transport)
	b, err := New(Config{Token: "x.y.z", APIBase: g.server.URL + "/api", Till: &fakeTill{}, Transport: trusted})
	if err != nil {
		t.Fatal(err)
	}
	again := make(chan struct{}, 100)
	b.backoff = func(int) time.Duration { again <- struct{}{}; return time.Millisecond }
	b.startsEvery = 0
	b.tls = trusted.TLSClientConfig
	leakCheck(t)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- b.Run(ctx) }()
	<-again // op 7 was seen inside the TLS
	<-b.Ready()
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func TestNew(t *testing.T) {
	t.Parallel()
	for name, cfg := range map[string]Config{
		"no token": {}, "only Bot": {Token: "Bot "}, "no host": {Token: "x", APIBase: "http://"}, "no scheme": {Token: "x", APIBase: "localhost:1"},
	} {
		if _, err := New(cfg); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	b, err := New(Config{Token: "x"})
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Run(t.Context()); err == nil || errors.Is(err, context.Canceled) {
		t.Errorf("Run without commands: %v", err)
	}
}
