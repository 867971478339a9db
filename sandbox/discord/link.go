package discord

import (
	"bytes"
	"compress/zlib"
	"context"
	"encoding/json"
	"sync"
	"time"

	"github.com/coder/websocket"
)

// largePayload is the size from which payloads are compressed for a bot that asked for it in
// IDENTIFY rather than for the whole connection.
const largePayload = 8 << 10

// link is one gateway connection. What is sent is queued, and one goroutine writes it, so that
// nobody waits for the network while holding Discord's lock.
type link struct {
	conn    *websocket.Conn
	session *session // guarded by Discord.mu

	stream *zlib.Writer // for compress=zlib-stream, nil otherwise
	packed bytes.Buffer

	mu     sync.Mutex
	queue  []outgoing
	large  bool // large payloads are compressed one by one
	code   int  // the close code to end with, 0 while open
	reason string
	wake   chan struct{}
}

func newLink(conn *websocket.Conn, compress string) *link {
	l := &link{conn: conn, wake: make(chan struct{}, 1)}
	if compress == "zlib-stream" {
		l.stream = zlib.NewWriter(&l.packed)
	}
	return l
}

// outgoing is a payload to send, and what to do once it is written (nil: nothing).
type outgoing struct {
	payload []byte
	written func()
}

// send queues a payload.
func (l *link) send(payload []byte, written func()) {
	l.mu.Lock()
	if l.code == 0 {
		l.queue = append(l.queue, outgoing{payload, written})
	}
	l.mu.Unlock()
	l.ring()
}

func (l *link) sendFrame(f frame) {
	payload, err := json.Marshal(f)
	if err != nil {
		panic("discord: frame that is not JSON: " + err.Error())
	}
	l.send(payload, nil)
}

// hangUp closes the connection with a code, after what is queued.
func (l *link) hangUp(code int, reason string) {
	l.mu.Lock()
	if l.code == 0 {
		l.code, l.reason = code, reason
	}
	l.mu.Unlock()
	l.ring()
}

func (l *link) ring() {
	select {
	case l.wake <- struct{}{}:
	default:
	}
}

// write sends what is queued until the connection ends.
func (l *link) write(ctx context.Context) {
	for {
		l.mu.Lock()
		batch, code, reason, large := l.queue, l.code, l.reason, l.large
		l.queue = nil
		l.mu.Unlock()
		for _, out := range batch {
			if err := l.writeOne(ctx, out.payload, large); err != nil {
				return
			}
			if out.written != nil {
				out.written()
			}
		}
		if code != 0 {
			_ = l.conn.Close(websocket.StatusCode(code), reason) // the other side may be gone
			return
		}
		select {
		case <-l.wake:
		case <-ctx.Done():
			return
		}
	}
}

func (l *link) writeOne(ctx context.Context, payload []byte, large bool) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	switch {
	case l.stream != nil:
		l.packed.Reset()
		if _, err := l.stream.Write(payload); err != nil {
			return err
		}
		if err := l.stream.Flush(); err != nil {
			return err
		}
		return l.conn.Write(ctx, websocket.MessageBinary, l.packed.Bytes())
	case large && len(payload) > largePayload:
		var packed bytes.Buffer
		z := zlib.NewWriter(&packed)
		if _, err := z.Write(payload); err != nil {
			return err
		}
		if err := z.Close(); err != nil {
			return err
		}
		return l.conn.Write(ctx, websocket.MessageBinary, packed.Bytes())
	}
	return l.conn.Write(ctx, websocket.MessageText, payload)
}
