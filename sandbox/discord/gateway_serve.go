package discord

import (
	"bytes"
	"compress/zlib"
	"context"
	"crypto/rand"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/coder/websocket"
)

// heartbeatEvery is the interval that HELLO asks for, as Discord's does. A bot that stays silent
// for half as long again is cut off.
const heartbeatEvery = 41250 * time.Millisecond

// sendsPerMinute is how many payloads a bot may send per connection and minute.
const sendsPerMinute = 120

// serveGateway is one gateway connection from its handshake to its end.
func (d *Discord) serveGateway(w http.ResponseWriter, r *http.Request) {
	conn, err := websocket.Accept(w, r, &websocket.AcceptOptions{InsecureSkipVerify: true})
	if err != nil {
		return // Accept has answered
	}
	conn.SetReadLimit(1 << 20)
	query := r.URL.Query()
	l := newLink(conn, query.Get("compress"))
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()

	d.mu.Lock()
	if d.closed {
		d.mu.Unlock()
		_ = conn.CloseNow()
		return
	}
	d.workers.Add(1)
	d.gateway.links = append(d.gateway.links, l)
	silent := d.faults.take(faultSilent) != ""
	d.mu.Unlock()
	defer d.workers.Done()
	d.workers.Go(func() {
		select {
		case <-d.done:
			cancel()
		case <-ctx.Done():
		}
	})

	writerDone := make(chan struct{})
	go func() {
		defer close(writerDone)
		l.write(ctx)
	}()
	switch v := query.Get("v"); {
	case v != "" && v != "9" && v != "10":
		l.hangUp(closeInvalidVersion, "Invalid API version")
	case query.Get("encoding") != "" && query.Get("encoding") != "json":
		l.hangUp(closeDecodeError, "This sandbox speaks JSON only")
	default:
		l.sendFrame(frame{Op: opHello, Data: map[string]any{
			"heartbeat_interval": heartbeatEvery.Milliseconds(), "_trace": []string{"sandbox"},
		}})
	}
	goodbye := d.read(ctx, l, silent)
	cancel()
	<-writerDone
	_ = conn.CloseNow() // it may have ended by itself
	d.forget(l, goodbye)
	d.notify()
}

// read handles what the bot sends until the connection ends, and tells with which code it ended.
// To a silent connection nothing that the bot sends matters.
func (d *Discord) read(ctx context.Context, l *link, silent bool) websocket.StatusCode {
	var window time.Time
	sent := 0
	for {
		patience, cancel := context.WithTimeout(ctx, heartbeatEvery*3/2)
		_, data, err := l.conn.Read(patience)
		cancel()
		if err != nil {
			return websocket.CloseStatus(err)
		}
		if silent {
			continue
		}
		if now := time.Now(); now.Sub(window) > time.Minute {
			window, sent = now, 0
		}
		if sent++; sent > sendsPerMinute {
			l.hangUp(closeRateLimited, "Rate limited.")
			continue
		}
		var in struct {
			Op   *int            `json:"op"`
			Data json.RawMessage `json:"d"`
		}
		if err := json.Unmarshal(unpacked(data), &in); err != nil || in.Op == nil {
			l.hangUp(closeDecodeError, "Error while decoding payload.")
			continue
		}
		d.receive(l, *in.Op, in.Data)
	}
}

// unpacked undoes the compression that some libraries apply to large payloads.
func unpacked(data []byte) []byte {
	if len(data) > 0 && data[0] == 0x78 {
		if z, err := zlib.NewReader(bytes.NewReader(data)); err == nil {
			if plain, err := io.ReadAll(io.LimitReader(z, 1<<20)); err == nil {
				return plain
			}
		}
	}
	return data
}

// receive handles one payload of the bot.
func (d *Discord) receive(l *link, op int, data json.RawMessage) {
	d.mu.Lock()
	defer d.notify()
	defer d.mu.Unlock()
	switch op {
	case opHeartbeat:
		l.sendFrame(frame{Op: opHeartbeatAck})
	case opIdentify:
		d.identify(l, data)
	case opResume:
		d.resume(l, data)
	case opPresence, opVoiceState, opRequestMembers:
		if l.session == nil {
			l.hangUp(closeNotAuthenticated, "Not authenticated.")
		} else if op == opRequestMembers {
			d.sendMembers(l.session, data)
		}
	default:
		l.hangUp(closeUnknownOpcode, "Unknown opcode.")
	}
}

// isShard tells whether a bot names a shard as [its number, how many there are].
func isShard(s []int) bool { return len(s) == 2 && s[0] >= 0 && s[0] < s[1] }

// identify starts a session. The caller holds the lock.
func (d *Discord) identify(l *link, data json.RawMessage) {
	var in struct {
		Token      string          `json:"token"`
		Intents    *int            `json:"intents"`
		Shard      []int           `json:"shard"`
		Compress   any             `json:"compress"` // some libraries send the name of a method
		Properties json.RawMessage `json:"properties"`
	}
	err := json.Unmarshal(data, &in)
	s := &session{id: strings.ToLower(rand.Text()), shard: [2]int{0, 1}, link: l}
	switch {
	case l.session != nil:
		l.hangUp(closeAuthenticated, "Already authenticated.")
	case err != nil:
		l.hangUp(closeDecodeError, "Error while decoding payload.")
	case strings.TrimPrefix(in.Token, "Bot ") != d.app.BotToken:
		l.hangUp(closeBadToken, "Authentication failed.")
	case in.Intents == nil || *in.Intents < 0 || *in.Intents > allIntents:
		l.hangUp(closeInvalidIntents, "Invalid intent(s).")
	case *in.Intents&privileged != 0:
		l.hangUp(closeForbiddenIntents, "Disallowed intent(s).")
	case in.Shard != nil && !isShard(in.Shard):
		l.hangUp(closeInvalidShard, "Invalid shard.")
	case d.limits.now().Sub(d.gateway.last) < d.identifyEvery:
		l.sendFrame(frame{Op: opInvalidSession, Data: false})
	default:
		d.gateway.last = d.limits.now()
		if in.Shard != nil {
			s.shard = [2]int(in.Shard)
		}
		s.intents = *in.Intents
		l.mu.Lock()
		l.large = in.Compress == true && l.stream == nil
		l.mu.Unlock()
		d.start(l, s)
	}
}

// start makes a session the link's own and welcomes it. Sessions of the same shard that nobody is
// connected to end: their bot has chosen to begin anew.
func (d *Discord) start(l *link, s *session) {
	d.gateway.sessions = slices.DeleteFunc(d.gateway.sessions, func(o *session) bool {
		return o.link == nil && o.shard == s.shard
	})
	d.gateway.sessions = append(d.gateway.sessions, s)
	d.gateway.started++
	d.gateway.cutOff = false
	l.session = s
	d.dispatch(s, "READY", d.readyPayload(s))
	if s.intents&intentGuilds != 0 && s.serves(d.world.guild.channel, d.world.guild.id) {
		d.dispatch(s, "GUILD_CREATE", d.guildCreatePayload())
	}
	d.log.Info("gateway session started", "session", s.id, "intents", s.intents, "shard", s.shard[0])
}

// resume continues a session and replays what it missed. The caller holds the lock.
func (d *Discord) resume(l *link, data json.RawMessage) {
	var in struct {
		Token    string `json:"token"`
		Session  string `json:"session_id"`
		Sequence int64  `json:"seq"`
	}
	if err := json.Unmarshal(data, &in); err != nil {
		l.hangUp(closeDecodeError, "Error while decoding payload.")
		return
	}
	if strings.TrimPrefix(in.Token, "Bot ") != d.app.BotToken {
		l.hangUp(closeBadToken, "Authentication failed.")
		return
	}
	i := slices.IndexFunc(d.gateway.sessions, func(s *session) bool { return s.id == in.Session })
	if i < 0 {
		l.sendFrame(frame{Op: opInvalidSession, Data: false})
		return
	}
	s := d.gateway.sessions[i]
	if in.Sequence > s.sequence {
		l.hangUp(closeInvalidSeq, "Invalid seq.")
		return
	}
	if s.link != nil {
		s.link.session = nil
		s.link.hangUp(closeUnknownError, "Resumed elsewhere.")
	}
	s.link, l.session = l, s
	d.gateway.cutOff = false
	for _, e := range s.replay {
		if e.sequence > in.Sequence {
			l.send(e.payload, nil)
		}
	}
	d.dispatch(s, "RESUMED", map[string]any{"_trace": []string{"sandbox"}})
}

// forget removes an ended connection. A session whose bot said goodbye (1000 or 1001) ends; any
// other may be resumed.
func (d *Discord) forget(l *link, goodbye websocket.StatusCode) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.gateway.links = slices.DeleteFunc(d.gateway.links, func(o *link) bool { return o == l })
	s := l.session
	if s == nil {
		return
	}
	s.link = nil
	if goodbye == websocket.StatusNormalClosure || goodbye == websocket.StatusGoingAway {
		d.gateway.sessions = slices.DeleteFunc(d.gateway.sessions, func(o *session) bool { return o == s })
	}
}
