package bot

import (
	"bytes"
	"encoding/binary"
	"io"
	"net"
	"net/http"
	"testing"
	"time"
)

// frameOf is a server's WebSocket frame.
func frameOf(first byte, payload []byte) []byte {
	out := []byte{first}
	switch n := len(payload); {
	case n < 126:
		out = append(out, byte(n))
	case n < 1<<16:
		out = binary.BigEndian.AppendUint16(append(out, 126), uint16(n))
	default:
		out = binary.BigEndian.AppendUint64(append(out, 127), uint64(n))
	}
	return append(out, payload...)
}

// TestFrames cuts a stream, however it arrives.
func TestFrames(t *testing.T) {
	t.Parallel()
	large := bytes.Repeat([]byte("x"), 70_000)
	stream := bytes.Join([][]byte{
		frameOf(0x81, []byte("one")), frameOf(0x81, bytes.Repeat([]byte("y"), 300)), frameOf(0x82, large),
		frameOf(0x01, []byte("in ")), frameOf(0x89, []byte("ping")), frameOf(0x80, []byte("parts")), frameOf(0x88, []byte{0x0f, 0xa4}),
	}, nil)
	for _, step := range []int{1, 7, 1000, len(stream)} {
		var f frames
		var got []string
		var whole []byte
		for at := 0; at < len(stream); at += step {
			f.add(stream[at:min(at+step, len(stream))])
			for {
				m, ok, err := f.next()
				if err != nil {
					t.Fatal(err)
				}
				if !ok {
					break
				}
				whole = append(whole, m.raw...)
				got = append(got, string(m.payload))
				if m.control == 8 && closeCode(m.payload) != 4004 {
					t.Errorf("close code %d", closeCode(m.payload))
				}
			}
		}
		if len(got) != 6 || got[0] != "one" || got[3] != "ping" || got[4] != "in parts" || len(whole) != len(stream) {
			t.Errorf("in steps of %d: %d messages, %d bytes of %d", step, len(got), len(whole), len(stream))
		}
	}
	for _, bad := range [][]byte{{0x81, 0x80, 1, 2, 3, 4}, {0x81, 127, 0xff, 0, 0, 0, 0, 0, 0, 0}} {
		var f frames
		f.add(bad)
		if _, _, err := f.next(); err == nil {
			t.Errorf("% x was accepted", bad)
		}
	}
}

func FuzzFrames(f *testing.F) {
	f.Add([]byte("\x81\x03one\x88\x02\x0f\xa4"), 2)
	f.Fuzz(func(_ *testing.T, stream []byte, step int) {
		step = max(step%100, 1)
		var cutter frames
		for at := 0; at < len(stream); at += step {
			cutter.add(stream[at:min(at+step, len(stream))])
			for {
				if _, ok, err := cutter.next(); err != nil {
					return
				} else if !ok {
					break
				}
			}
		}
	})
}

// TestWirePassesRefusals: an answer that is no WebSocket reaches discordgo as it came.
func TestWirePassesRefusals(t *testing.T) {
	t.Parallel()
	client, server := net.Pipe()
	w := newWire(nil, func() {})
	c := &wireConn{Conn: client, wire: w}
	const answer = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 4\r\n\r\nbusy"
	done := make(chan error, 1)
	go func() {
		_, err := server.Write([]byte(answer))
		_ = server.Close()
		done <- err
	}()
	got, err := io.ReadAll(c)
	if err != nil || string(got) != answer {
		t.Errorf("got %q, %v", got, err)
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
	<-w.ended
}

// TestPlainGateway moves the TLS of the gateway to where the wire makes it.
func TestPlainGateway(t *testing.T) {
	t.Parallel()
	for address, want := range map[string][2]string{
		"wss://gateway.discord.gg":  {`{"url":"ws://gateway.discord.gg:443"}`, "gateway.discord.gg:443"},
		"wss://example.com:9/x":     {`{"url":"ws://example.com:9/x"}`, "example.com:9"},
		"ws://127.0.0.1:4/discord/": {`{"url":"ws://127.0.0.1:4/discord/"}`, ""},
	} {
		w := newWire(nil, func() {})
		g := gatewayTransport(t.Context(), w, roundTrip(func(*http.Request) (*http.Response, error) { return response(200, `{"url":"`+address+`"}`), nil }))
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://discord.com/api/v9/gateway", nil)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := g.RoundTrip(req)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(resp.Body)
		if err != nil || string(body) != want[0] || w.secured != want[1] {
			t.Errorf("%s: %s, %q, %v", address, body, w.secured, err)
		}
	}
}

// TestPauses grow, and stay within their limits.
func TestPauses(t *testing.T) {
	t.Parallel()
	for attempt := range 200 {
		if d := backoff(attempt); d < 500*time.Millisecond || d > time.Minute {
			t.Errorf("back-off %d: %v", attempt, d)
		}
		if d := pauseBefore(attempt); d < 125*time.Millisecond || d > 30*time.Second {
			t.Errorf("pause %d: %v", attempt, d)
		}
	}
}
