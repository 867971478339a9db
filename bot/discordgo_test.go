package bot

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/coder/websocket"
	"github.com/google/go-cmp/cmp"

	"till/commands"
	"till/sandbox/discord"
)

// The tests here are about what discordgo would do if the bot let it; docs/pitfalls.md has them all.

// TestIdentify asks for messages in DMs and for nothing else, on the one shard that gets them.
func TestIdentify(t *testing.T) {
	t.Parallel()
	identified := make(chan string, 1)
	g := newGatewayScript(t, func(ctx context.Context, conn *websocket.Conn) {
		sends(`{"op":10,"d":{"heartbeat_interval":41250}}`)(ctx, conn)
		if _, frame, err := conn.Read(ctx); err == nil {
			identified <- string(frame)
		}
		sends(ready)(ctx, conn)
	})
	stop := runOn(t, g)
	defer stop()
	var got struct {
		Op   int `json:"op"`
		Data struct {
			Token    string `json:"token"`
			Intents  int    `json:"intents"`
			Compress bool   `json:"compress"`
			Shard    []int  `json:"shard"`
		} `json:"d"`
	}
	frame := <-identified
	if err := json.Unmarshal([]byte(frame), &got); err != nil {
		t.Fatal(err)
	}
	if got.Op != 2 || got.Data.Token != "Bot x.y.z" || got.Data.Intents != 1<<12 || got.Data.Compress || len(got.Data.Shard) > 0 && got.Data.Shard[0] != 0 {
		t.Errorf("sent %s", frame)
	}
}

// runOn runs a bot on a scripted gateway until it is ready. stop ends it.
func runOn(t *testing.T, g *gatewayScript) (stop func()) {
	t.Helper()
	b, err := New(Config{Token: "x.y.z", APIBase: g.server.URL + "/api", Till: &fakeTill{}})
	if err != nil {
		t.Fatal(err)
	}
	leakCheck(t)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- b.Run(ctx) }()
	<-b.Ready()
	return func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
}

// TestHeartbeatsAsked: each request for a heartbeat is met, and those that come while the bot hangs
// up find no session without a connection, on which discordgo would panic.
func TestHeartbeatsAsked(t *testing.T) {
	t.Parallel()
	beats := make(chan struct{}, 1000)
	g := newGatewayScript(t, func(ctx context.Context, conn *websocket.Conn) {
		sends(`{"op":10,"d":{"heartbeat_interval":41250}}`, "<"+ready)(ctx, conn)
		go func() {
			for {
				if conn.Write(ctx, websocket.MessageText, []byte(`{"op":1,"d":null}`)) != nil {
					return
				}
			}
		}()
		for {
			_, frame, err := conn.Read(ctx)
			if err != nil {
				return
			}
			if strings.HasPrefix(string(frame), `{"op":1,`) {
				select {
				case beats <- struct{}{}:
				default:
				}
			}
		}
	})
	stop := runOn(t, g)
	for range 10 {
		<-beats
	}
	stop()
}

// TestEndpointsUntouched: discordgo's addresses belong to the whole process.
func TestEndpointsUntouched(t *testing.T) {
	s := newRunning(t)
	s.request(t)
	s.expect(t, "Hello.")
	if discordgo.EndpointAPI != "https://discord.com/api/v9/" || discordgo.EndpointGateway != discordgo.EndpointAPI+"gateway" {
		t.Errorf("they are %s and %s", discordgo.EndpointAPI, discordgo.EndpointGateway)
	}
}

// TestFailureOf reads every shape of discordgo's errors; none leads to a panic, and what is not known
// may be tried again. No text has an address in it, since that may hold a token.
func TestFailureOf(t *testing.T) {
	t.Parallel()
	refused := func(status int, m *discordgo.APIErrorMessage) error {
		return &discordgo.RESTError{Response: &http.Response{StatusCode: status}, Message: m, ResponseBody: []byte("<html>")}
	}
	for name, tt := range map[string]struct {
		err   error
		want  failure
		again bool
	}{
		"in Discord's words":           {refused(403, &discordgo.APIErrorMessage{Code: 50007}), failure{status: 403, code: 50007}, false},
		"HTML for 502":                 {refused(502, nil), failure{status: 502}, true},
		"HTML for 429":                 {refused(429, nil), failure{status: 429}, true},
		"HTML for 403":                 {refused(403, nil), failure{status: 403}, false},
		"no response":                  {&discordgo.RESTError{}, failure{}, true},
		"a rate limit":                 {&discordgo.RateLimitError{RateLimit: &discordgo.RateLimit{URL: "https://secret"}}, failure{}, true},
		"the connection":               {&url.Error{Op: "Post", URL: "https://secret", Err: errors.New("reset")}, failure{}, true},
		"502 that was tried too often": {errors.New("Exceeded Max retries HTTP 502 Bad Gateway, {}"), failure{}, true},
	} {
		got := failureOf(tt.err)
		if diff := cmp.Diff([]any{tt.want.status, tt.want.code, tt.again}, []any{got.status, got.code, got.unsettled()}); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", name, diff)
		}
		if strings.Contains(got.Error(), "secret") {
			t.Errorf("%s: says %s", name, got)
		}
	}
}

// TestEditsApart: an edit that Discord is slow to take holds no other back.
func TestEditsApart(t *testing.T) {
	s := newRunning(t)
	var edits, answers atomic.Int32
	held, release := make(chan struct{}), make(chan struct{})
	s.wire.mu.Lock()
	s.wire.stub = func(r *http.Request) *http.Response {
		if strings.Contains(r.URL.Path, "@original") && edits.Add(1) == 1 {
			close(held)
			<-release
		}
		return nil
	}
	s.wire.mu.Unlock()
	s.till.answer(func(context.Context, requestT) replyT {
		return replyT{Private: true, Later: func(context.Context) replyT {
			return replyT{Private: true, Message: says([]string{"The first.", "The second."}[answers.Add(1)-1])}
		}}
	})
	s.request(t)
	<-held
	s.request(t)
	s.until(t, "the second answer", func() bool { return strings.Contains(s.inbox("seller"), "The second.") })
	if strings.Contains(s.inbox("seller"), "The first.") {
		t.Error("the first edit was not held")
	}
	close(release)
	s.expect(t, "The first.", "The second.")
}

// TestTypedInOrder: what one person types is taken in its order, whatever discordgo's goroutines do;
// others are not kept waiting.
func TestTypedInOrder(t *testing.T) {
	s := newRunning(t)
	release := make(chan struct{})
	s.till.answer(func(_ context.Context, r requestT) replyT {
		if r.Text == "one" {
			<-release
		}
		return replyT{Message: says("Heard: " + r.Text)}
	})
	for _, said := range [][2]string{{"seller", "one"}, {"seller", "two"}, {"buyer", "meanwhile"}} {
		if _, err := s.discord.Type(t.Context(), said[0], discord.DM, said[1], nil, ""); err != nil {
			t.Fatal(err)
		}
	}
	s.until(t, "the other's answer", func() bool { return strings.Contains(s.inbox("buyer"), "Heard: meanwhile") })
	if n := s.till.heard("two"); n != 0 {
		t.Error("the second was taken before the first was answered")
	}
	close(release)
	s.expect(t, "Heard: one", "Heard: two")
}

// heard is how often something was typed.
func (f *fakeTill) heard(text string) (n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, r := range f.asked {
		if r.Text == text {
			n++
		}
	}
	return n
}

// TestFollowUps: whatever becomes of an answer, one interaction has no more than the five follow-ups
// that Discord allows where the bot is no member.
func TestFollowUps(t *testing.T) {
	for name, refusal := range map[string]struct {
		status int
		body   string
	}{
		"taken":         {},
		"found wrong":   {http.StatusBadRequest, `{"code":50035,"message":"Invalid Form Body"}`},
		"no outcome":    {http.StatusInternalServerError, `{"code":0,"message":"500: Internal Server Error"}`},
		"no more taken": {http.StatusBadRequest, `{"code":40094,"message":"Maximum number of follow-up messages reached"}`},
	} {
		t.Run(name, func(t *testing.T) {
			s := newRunning(t)
			s.till.answer(always(commands.Reply{Message: withButton("A card.", "Pay", "pay:7K3M9QXD")}))
			s.request(t)
			beside := commands.Reply{Private: true, Message: says("Beside it.")}
			for range laterDepth {
				next := beside
				beside = commands.Reply{Later: func(context.Context) commands.Reply { return next }}
			}
			s.till.answer(always(beside))
			if refusal.status != 0 {
				s.answerWith("POST /discord/api/v9/webhooks", -1, refusal.status, refusal.body)
			}
			s.bot.deferAfter = time.Nanosecond
			s.tap(t, "Pay")
			s.settle(t)
			if n := s.wire.count("POST /discord/api/v9/webhooks"); n < 1 || n > 5 {
				t.Errorf("%d follow-ups", n)
			}
		})
	}
}
