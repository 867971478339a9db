package bot

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"till/commands"
	"till/sandbox/discord"
)

// TestLostAnswers: whatever Discord does to the answer, the person sees it, once.
func TestLostAnswers(t *testing.T) {
	s := newRunning(t)
	for i, fault := range []string{"429", "500", "500-after", "drop", "drop-after"} {
		t.Run(fault, func(t *testing.T) {
			if err := s.discord.Fault(fault, 1); err != nil {
				t.Fatal(err)
			}
			s.request(t)
			s.expect(t, "Hello.")
			if got := strings.Count(s.inbox("seller"), "Hello."); got != i+1 {
				t.Errorf("seen %d times, want %d", got, i+1)
			}
		})
	}
}

// TestLostEdits: the same for what comes after a defer.
func TestLostEdits(t *testing.T) {
	s := newRunning(t)
	for _, fault := range []string{"429", "429-html", "500", "500-after", "drop", "drop-after"} {
		t.Run(fault, func(t *testing.T) {
			s.till.answer(func(ctx contextT, _ commands.Request) commands.Reply {
				return commands.Reply{Private: true, Later: func(contextT) commands.Reply {
					if err := s.discord.Fault(fault, 1); err != nil {
						t.Error(err)
					}
					return commands.Reply{Message: says("Here it is, after " + fault + ".")}
				}}
			})
			s.request(t)
			s.expectNew(t, "Here it is, after "+fault+".")
		})
	}
}

// answerWith makes the next matching request fail in Discord's words.
func (s *stage) answerWith(match string, times, status int, body string) {
	s.wire.mu.Lock()
	defer s.wire.mu.Unlock()
	s.wire.stub = func(req *http.Request) *http.Response {
		s.wire.mu.Lock()
		defer s.wire.mu.Unlock()
		if times == 0 || !strings.Contains(req.Method+" "+req.URL.Path, match) {
			return nil
		}
		times--
		return &http.Response{
			StatusCode: status, Status: http.StatusText(status), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
			Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(body)), Request: req,
		}
	}
}

// TestTooLate: an interaction that Discord has given up is answered by DM; one that was answered
// is left alone.
func TestTooLate(t *testing.T) {
	for name, tt := range map[string]struct {
		match, body string
		reply       commands.Reply
		want        string
	}{
		"callback": {"/callback", `{"code":10062,"message":"Unknown interaction"}`, commands.Reply{Message: says("Here it is."), Private: true}, "Here it is."},
		"defer":    {"/callback", `{"code":10062,"message":"Unknown interaction"}`, commands.Reply{Private: true, Later: func(contextT) commands.Reply { return commands.Reply{Message: says("Here it is.")} }}, "Here it is."},
		"edit":     {"@original", `{"code":50027,"message":"Invalid Webhook Token"}`, commands.Reply{Private: true, Later: func(contextT) commands.Reply { return commands.Reply{Message: says("Here it is.")} }}, "Here it is."},
	} {
		t.Run(name, func(t *testing.T) {
			s := newRunning(t)
			s.till.answer(always(tt.reply))
			s.answerWith(tt.match, 1, http.StatusNotFound, tt.body)
			ctx, cancel := contextWithCancel(t)
			done := make(chan struct{})
			go func() { // the client waits in vain for an answer that Discord did not take
				defer close(done)
				_, _ = s.discord.Command(ctx, "seller", discord.DM, []string{"/request"})
			}()
			s.until(t, "the answer in the DM", func() bool { return strings.Contains(s.inbox("seller"), tt.want) })
			cancel()
			<-done
			s.until(t, "the log", func() bool { return s.bot.Busy() == 0 })
			if !strings.Contains(s.log.String(), "outcome=by_dm") {
				t.Error("not logged as sent by DM")
			}
		})
	}
}

// TestAnsweredAlready: when Discord says that an earlier try arrived, there is nothing to mend.
func TestAnsweredAlready(t *testing.T) {
	s := newRunning(t)
	if err := s.discord.Fault("drop-after@callback", 1); err != nil {
		t.Fatal(err)
	}
	s.request(t)
	s.expect(t, "Hello.")
	if n := s.wire.count("/callback"); n != 2 || s.wire.count("@original") != 0 {
		t.Errorf("sent %d answers and %d edits", n, s.wire.count("@original"))
	}
	if log := s.log.String(); !strings.Contains(log, "outcome=answered") || strings.Contains(log, "level=ERROR") {
		t.Errorf("logged:\n%s", log)
	}
}

// TestRefusedAnswer: when Discord finds an answer wrong, the person gets an excuse.
func TestRefusedAnswer(t *testing.T) {
	s := newRunning(t)
	s.answerWith("/callback", 1, http.StatusBadRequest, `{"code":50035,"message":"Invalid Form Body"}`)
	s.request(t)
	s.expect(t, english.broken)

	// The same for what comes later, in both places where it may stand.
	for _, update := range []bool{false, true} {
		s.till.answer(always(commands.Reply{Message: withButton("A card.", "Pay", "pay:7K3M9QXD")}))
		s.request(t)
		s.till.answer(always(commands.Reply{Update: update, Later: func(contextT) commands.Reply {
			return commands.Reply{Update: update, Message: says("Never seen.")}
		}}))
		s.answerWith("@original", 1, http.StatusBadRequest, `{"code":50035,"message":"Invalid Form Body"}`)
		s.tap(t, "Pay")
		s.expectNew(t, english.broken)
	}
}

// TestDuplicate: an event that comes twice is one act.
func TestDuplicate(t *testing.T) {
	s := newRunning(t)
	if err := s.discord.Fault("duplicate", 1); err != nil {
		t.Fatal(err)
	}
	if _, err := s.discord.Type(t.Context(), "seller", discord.DM, "hello", nil, ""); err != nil {
		t.Fatal(err)
	}
	s.settle(t)
	s.till.mu.Lock()
	defer s.till.mu.Unlock()
	if len(s.till.asked) != 1 {
		t.Errorf("asked %d times", len(s.till.asked))
	}
}

// TestHeldAnswer: Discord took the answer but says so too late. The person sees it once.
func TestHeldAnswer(t *testing.T) {
	s := newRunning(t)
	if err := s.discord.Fault("delay", 1); err != nil {
		t.Fatal(err)
	}
	s.request(t)
	s.expect(t, "Hello.")
	if got := strings.Count(s.inbox("seller"), "Hello."); got != 1 || s.wire.count("@original") != 1 {
		t.Errorf("seen %d times; %d edits", got, s.wire.count("@original"))
	}
}
