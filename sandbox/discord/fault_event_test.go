package discord

import (
	"encoding/json"
	"testing"
	"time"
)

// typed are the texts of the messages that the bot hears of, until nothing more comes before the
// last one, which no fault strikes.
func typed(t *testing.T, bot *rawBot, d *Discord, texts ...string) (heard []string) {
	t.Helper()
	for _, text := range append(texts, "last") {
		if _, err := d.Type(t.Context(), "buyer", DM, text, nil, ""); err != nil {
			t.Fatal(err)
		}
	}
	for {
		var in struct {
			Content string `json:"content"`
		}
		if err := json.Unmarshal(bot.expect("MESSAGE_CREATE").Data, &in); err != nil {
			t.Fatal(err)
		}
		if in.Content == "last" {
			return heard
		}
		heard = append(heard, in.Content)
	}
}

func TestEventFaults(t *testing.T) {
	for _, test := range []struct {
		kind  string
		n     int
		heard string
	}{
		{"duplicate", 1, `["a","a","b"]`},
		{"lose-event", 1, `["b"]`},
		{"lose-event", 2, `null`},
		{"reorder-events", 2, `["b","a"]`},
	} {
		t.Run(test.kind, func(t *testing.T) {
			d := newTestDiscord(t)
			bot := newBot(t, d)
			bot.login(intentDMs)
			if err := d.Fault(test.kind, test.n); err != nil {
				t.Fatal(err)
			}
			heard, err := json.Marshal(typed(t, bot, d, "a", "b"))
			if err != nil || string(heard) != test.heard {
				t.Errorf("the bot hears %s, want %s", heard, test.heard)
			}
		})
	}
}

// An interaction that comes too late was given up by the person's client, and cannot be answered.
func TestDelayedEvent(t *testing.T) {
	d := newTestDiscord(t)
	d.answerWithin = time.Millisecond
	bot := newBot(t, d)
	bot.register(slash("ping"))
	bot.login(intentDMs)
	if err := d.Fault("delay-event", 1); err != nil {
		t.Fatal(err)
	}
	if out, err := d.Command(t.Context(), "buyer", DM, []string{"/ping"}); err != nil || out.Failed != didNotRespond {
		t.Errorf("%+v, %v", out, err)
	}
	if d.Busy() != 1 {
		t.Error("nobody would wait for the event")
	}
	if err := d.Fault("release", 1); err != nil {
		t.Fatal(err)
	}
	var late struct{ ID, Token string }
	if err := json.Unmarshal(bot.expect("INTERACTION_CREATE").Data, &late); err != nil {
		t.Fatal(err)
	}
	status, _, out := bot.call("POST", "/interactions/"+late.ID+"/"+late.Token+"/callback", m{"type": 4, "data": m{"content": "pong"}})
	if status != 404 || refusal(out) != "10062" {
		t.Errorf("a late answer: %d %v", status, out)
	}
}

// A bot that is cut off at an event gets it when it resumes, and is waited for until then.
func TestCutEvent(t *testing.T) {
	d := newTestDiscord(t)
	bot := newBot(t, d)
	var ready struct {
		Session string `json:"session_id"`
	}
	if err := json.Unmarshal(bot.login(intentDMs), &ready); err != nil {
		t.Fatal(err)
	}
	if err := d.Fault("cut-event", 1); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Type(t.Context(), "buyer", DM, "a", nil, ""); err != nil {
		t.Fatal(err)
	}
	if e := bot.next(); e.Op != -1 || e.Type != "4000" {
		t.Errorf("in place of the event comes %+v", e)
	}
	if d.Sequence() != Unreached {
		t.Error("the bot is not waited for")
	}
	bot.dial("v=10&encoding=json")
	bot.expectOp(opHello)
	bot.sendFrame(opResume, m{"token": bot.token, "session_id": ready.Session, "seq": 1})
	if e := bot.expect("MESSAGE_CREATE"); e.Seq != 2 {
		t.Errorf("the event comes as number %d", e.Seq)
	}
	if e := bot.expect("RESUMED"); e.Seq != d.Sequence() {
		t.Errorf("RESUMED is number %d of %d", e.Seq, d.Sequence())
	}
}
