package discord

import (
	"bytes"
	"compress/zlib"
	"encoding/json"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
)

// closedWith waits for the end of the connection, and tells its code.
func (b *rawBot) closedWith() string {
	b.t.Helper()
	for {
		if e := b.next(); e.Op == -1 {
			return e.Type
		}
	}
}

func TestGatewayRefuses(t *testing.T) {
	identify := func(token string, intents any) m {
		return m{"token": token, "intents": intents, "properties": m{}}
	}
	d := newTestDiscord(t)
	token := d.Application().BotToken
	tests := []struct {
		name  string
		query string
		op    int
		data  any
		want  string
	}{
		{"wrong token", "v=10", opIdentify, identify("x", 1), "4004"},
		{"privileged intent", "v=10", opIdentify, identify(token, intentMessageContent), "4014"},
		{"unknown intent", "v=10", opIdentify, identify(token, 1<<30), "4013"},
		{"no intents", "v=10", opIdentify, m{"token": token}, "4013"},
		{"shard", "v=10", opIdentify, m{"token": token, "intents": 1, "shard": []int{2, 2}}, "4010"},
		{"not authenticated", "v=10", opPresence, m{}, "4003"},
		{"unknown opcode", "v=10", 99, nil, "4001"},
		{"old version", "v=6", opHeartbeat, nil, "4012"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			bot := newBot(t, d)
			bot.dial(test.query)
			bot.sendFrame(test.op, test.data)
			if got := bot.closedWith(); got != test.want {
				t.Errorf("closed with %s, want %s", got, test.want)
			}
		})
	}
}

func TestGatewaySession(t *testing.T) {
	d := newTestDiscord(t)
	bot := newBot(t, d)
	if d.Sequence() != 0 || d.Connected() {
		t.Error("a session exists before the first login")
	}
	var ready struct {
		Session string `json:"session_id"`
		Resume  string `json:"resume_gateway_url"`
		User    m      `json:"user"`
		Guilds  []m    `json:"guilds"`
	}
	if err := json.Unmarshal(bot.login(intentDMs|intentGuilds), &ready); err != nil {
		t.Fatal(err)
	}
	if ready.User["id"] != applicationID || len(ready.Guilds) != 1 || !strings.HasPrefix(ready.Resume, "ws://") {
		t.Errorf("READY: %+v", ready)
	}
	bot.expect("GUILD_CREATE")
	bot.sendFrame(opHeartbeat, 2)
	bot.expectOp(opHeartbeatAck)

	before := d.Stimuli()
	say(t, d, "buyer", DM, "one")
	if e := bot.expect("MESSAGE_CREATE"); e.Seq != 3 || d.Sequence() != 3 || d.Stimuli() != before+1 {
		t.Errorf("sequence %d of %d, stimuli %d", e.Seq, d.Sequence(), d.Stimuli()-before)
	}
	say(t, d, "buyer", Server, "not subscribed")
	if d.Sequence() != 3 {
		t.Error("a message of the server was dispatched without its intent")
	}

	if err := d.Fault("close-4000", 1); err != nil {
		t.Fatal(err)
	}
	if got := bot.closedWith(); got != "4000" {
		t.Error("closed with", got)
	}
	say(t, d, "buyer", DM, "two")
	bot.dial("v=10&encoding=json")
	bot.sendFrame(opResume, m{"token": bot.token, "session_id": ready.Session, "seq": 3})
	if e := bot.expect("MESSAGE_CREATE"); e.Seq != 4 || !strings.Contains(string(e.Data), `"two"`) {
		t.Errorf("replayed: %d %s", e.Seq, e.Data)
	}
	bot.expect("RESUMED")

	bot.conn.Close(websocket.StatusNormalClosure, "")
	bot.closedWith()
	for d.Connected() { // until the sandbox has heard it too
		runtime.Gosched()
	}
	bot.dial("v=10&encoding=json")
	bot.sendFrame(opResume, m{"token": bot.token, "session_id": ready.Session, "seq": 4})
	if e := bot.expectOp(opInvalidSession); string(e.Data) != "false" {
		t.Errorf("resuming an ended session: %s", e.Data)
	}
}

// A second session within five seconds does not begin; resuming is free.
func TestIdentifyTooSoon(t *testing.T) {
	d := newTestDiscord(t)
	d.identifyEvery = identifyEvery
	now := start
	d.limits.now = func() time.Time { return now }
	bot := newBot(t, d)
	bot.login(intentDMs)
	for _, wait := range []time.Duration{0, identifyEvery - time.Millisecond} {
		now = start.Add(wait)
		soon := newBot(t, d)
		soon.dial("v=10")
		soon.sendFrame(opIdentify, m{"token": soon.token, "intents": intentDMs})
		if e := soon.expectOp(opInvalidSession); string(e.Data) != "false" {
			t.Errorf("%v after the first: %s", wait, e.Data)
		}
	}
	now = start.Add(identifyEvery)
	newBot(t, d).login(intentDMs)
}

func say(t *testing.T, d *Discord, person string, place Place, text string) {
	t.Helper()
	if _, err := d.Type(t.Context(), person, place, text, nil, ""); err != nil {
		t.Fatal(err)
	}
}

func TestGatewayZlibStream(t *testing.T) {
	d := newTestDiscord(t)
	conn, _, err := websocket.Dial(t.Context(), strings.Replace(d.origin, "http", "ws", 1)+"/discord/gateway/?v=9&encoding=json&compress=zlib-stream", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.CloseNow()
	var packed bytes.Buffer
	var plain io.Reader
	read := func() (f rawEvent) {
		kind, data, err := conn.Read(t.Context())
		if err != nil || kind != websocket.MessageBinary || !bytes.HasSuffix(data, []byte{0, 0, 0xff, 0xff}) {
			t.Fatalf("%v %v %x", err, kind, data)
		}
		packed.Write(data)
		if plain == nil {
			if plain, err = zlib.NewReader(&packed); err != nil {
				t.Fatal(err)
			}
		}
		if err := json.NewDecoder(plain).Decode(&f); err != nil {
			t.Fatal(err)
		}
		return f
	}
	if f := read(); f.Op != opHello {
		t.Errorf("first frame: %+v", f)
	}
	identify, _ := json.Marshal(m{"op": opIdentify, "d": m{"token": d.Application().BotToken, "intents": 0}})
	if err := conn.Write(t.Context(), websocket.MessageText, identify); err != nil {
		t.Fatal(err)
	}
	if f := read(); f.Type != "READY" {
		t.Errorf("second frame: %+v", f)
	}
}

func TestNoBotNoAnswer(t *testing.T) {
	d := newTestDiscord(t)
	bot := newBot(t, d)
	bot.register(slash("ping"))
	out, err := d.Command(t.Context(), "buyer", DM, []string{"/ping"})
	if err != nil || out.Failed != didNotRespond {
		t.Errorf("%+v, %v", out, err)
	}
}
