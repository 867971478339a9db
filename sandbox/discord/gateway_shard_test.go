package discord

import (
	"compress/zlib"
	"encoding/json"
	"strings"
	"testing"

	"github.com/coder/websocket"
)

// Each shard knows the servers that are its own; all DMs are shard 0's.
func TestGatewayShards(t *testing.T) {
	d := newTestDiscord(t)
	owner := shardOf(d.world.guild.id, 2)
	var shards [2]*rawBot
	for n := range shards {
		bot := newBot(t, d)
		bot.dial("v=10&encoding=json")
		bot.sendFrame(opIdentify, m{
			"token": bot.token, "intents": intentGuilds | intentGuildMessages | intentDMs, "shard": []int{n, 2}, "properties": m{},
		})
		var ready struct {
			Shard  []int `json:"shard"`
			Guilds []m   `json:"guilds"`
		}
		if err := json.Unmarshal(bot.expect("READY").Data, &ready); err != nil {
			t.Fatal(err)
		}
		if ready.Shard[0] != n || (len(ready.Guilds) == 1) != (n == owner) {
			t.Errorf("shard %d of the server's %d is told %+v", n, owner, ready)
		}
		if n == owner {
			bot.expect("GUILD_CREATE")
		}
		shards[n] = bot
	}
	for _, text := range []string{"one", "two"} {
		say(t, d, "buyer", DM, "dm "+text)
		say(t, d, "buyer", Server, "server "+text)
	}
	for n, bot := range shards {
		bot.sendFrame(opHeartbeat, nil) // its answer comes after all events
		var dms, server int
		for e := bot.next(); e.Op != opHeartbeatAck; e = bot.next() {
			switch {
			case e.Type != "MESSAGE_CREATE":
			case strings.Contains(string(e.Data), `"guild_id"`):
				server++
			default:
				dms++
			}
		}
		if want := map[bool]int{true: 2}; dms != want[n == 0] || server != want[n == owner] {
			t.Errorf("shard %d of the server's %d hears of %d messages of a DM and %d of the server", n, owner, dms, server)
		}
	}
}

// A bot that asks for it in IDENTIFY gets large payloads compressed, each by itself.
func TestGatewayCompressesLargePayloads(t *testing.T) {
	d := newTestDiscord(t)
	conn, _, err := websocket.Dial(t.Context(), strings.Replace(d.origin, "http", "ws", 1)+"/discord/gateway?v=10&encoding=json", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.CloseNow()
	conn.SetReadLimit(1 << 20)
	identify, _ := json.Marshal(m{"op": opIdentify, "d": m{"token": d.Application().BotToken, "intents": intentDMs, "compress": true}})
	if err := conn.Write(t.Context(), websocket.MessageText, identify); err != nil {
		t.Fatal(err)
	}
	read := func() (packed bool, f rawEvent) {
		kind, r, err := conn.Reader(t.Context())
		if err == nil && kind == websocket.MessageBinary {
			packed = true
			r, err = zlib.NewReader(r)
		}
		if err == nil {
			err = json.NewDecoder(r).Decode(&f)
		}
		if err != nil {
			t.Fatal(err)
		}
		return packed, f
	}
	for _, want := range []string{"", "READY"} {
		if packed, f := read(); packed || f.Type != want {
			t.Errorf("%q is compressed: %t", f.Type, packed)
		}
	}
	long := strings.Repeat("𝄞", 2000)
	say(t, d, "buyer", DM, long)
	if packed, f := read(); !packed || f.Type != "MESSAGE_CREATE" || !strings.Contains(string(f.Data), long) {
		t.Errorf("%q is compressed: %t", f.Type, packed)
	}
}
