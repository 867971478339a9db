package bot

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"net"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// Why a wire was cut by us.
var (
	errReconnect = errors.New("the gateway asked to reconnect")
	errInvalid   = errors.New("the gateway ended the session")
	errSilent    = errors.New("the gateway was silent")
	errShutdown  = errors.New("the bot is shutting down")
	errDropped   = errors.New("the session was dropped")
	errBroken    = errors.New("the connection broke")
)

// wire is one gateway connection as seen below discordgo. It reads along, so that the supervisor
// knows about heartbeats and close codes without a lock of discordgo's, and it keeps away from
// discordgo what it cannot bear: a request to reconnect or an invalid session cuts the
// connection, and an acknowledgement before READY (on which Open would block for ever) is
// swallowed. Once cut it hands on nothing more.
type wire struct {
	tls    *tls.Config        // nil: the default
	giveUp context.CancelFunc // ends what has not become a connection yet

	mu        sync.Mutex
	conn      net.Conn
	secured   string // the address that wants TLS
	cause     error  // why we cut it, nil if we did not
	code      int    // the close frame's code, 0 if none came
	interval  time.Duration
	acked     time.Time // the last sign that heartbeats are heard
	greeted   bool      // READY or RESUMED was handed on
	session   session   // to be resumed, and then the present one
	gone      bool      // Discord has ended it
	continues bool      // RESUMED came
	farewell  bool      // discordgo may send its close frame, with which Discord ends the session
	token     string    // for RESUME; "" once it is sent, or if there is nothing to resume
	ended     chan struct{}
	endOnce   sync.Once
}

func newWire(config *tls.Config, giveUp context.CancelFunc) *wire {
	return &wire{tls: config, giveUp: giveUp, ended: make(chan struct{})}
}

// dialer makes the connection for discordgo, until ctx ends.
func (w *wire) dialer(ctx context.Context) *websocket.Dialer {
	return &websocket.Dialer{
		HandshakeTimeout: 15 * time.Second,
		NetDialContext: func(handshake context.Context, network, address string) (net.Conn, error) {
			handshake, cancel := context.WithCancel(handshake)
			defer cancel()
			defer context.AfterFunc(ctx, cancel)()
			return w.dial(handshake, network, address)
		},
	}
}

func (w *wire) dial(ctx context.Context, network, address string) (net.Conn, error) {
	w.mu.Lock()
	secure := w.secured == address
	w.mu.Unlock()
	var conn net.Conn
	var err error
	if secure {
		conn, err = (&tls.Dialer{Config: w.tls}).DialContext(ctx, network, address)
	} else {
		conn, err = new(net.Dialer).DialContext(ctx, network, address)
	}
	if err != nil {
		return nil, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.cause != nil {
		_ = conn.Close()
		return nil, w.cause
	}
	w.conn = conn
	return &wireConn{Conn: conn, wire: w}, nil
}

// secure makes the connection to address a TLS one.
func (w *wire) secure(address string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.secured = address
}

// cut ends the connection at once. The first cause stays.
func (w *wire) cut(cause error) {
	w.mu.Lock()
	if w.cause == nil {
		w.cause = cause
	}
	conn := w.conn
	w.mu.Unlock()
	w.giveUp()
	if conn != nil {
		_ = conn.Close()
	}
	w.end()
}

func (w *wire) end() { w.endOnce.Do(func() { close(w.ended) }) }

// mayEnd lets discordgo end the session.
func (w *wire) mayEnd() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.farewell = true
}

// isCut returns why the wire was cut, or nil.
func (w *wire) isCut() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.cause
}

// closedWith returns the gateway's close code, 0 if it sent none.
func (w *wire) closedWith() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.code
}

// pulse returns the heartbeat interval (0 before HELLO) and when the gateway last answered one.
func (w *wire) pulse() (time.Duration, time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.interval, w.acked
}

// hear looks at a message and reports whether discordgo may see it.
func (w *wire) hear(m message) (pass bool, cut error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if m.control == websocket.CloseMessage {
		w.code = closeCode(m.payload)
		w.end() // discordgo reads no further
		return true, nil
	}
	if m.control != 0 {
		return true, nil
	}
	var e envelope
	if json.Unmarshal(m.payload, &e) != nil {
		return true, nil // discordgo logs it and goes on
	}
	switch e.Op {
	case opDispatch:
		w.learn(e)
	case opHello:
		var hello struct {
			Interval int64 `json:"heartbeat_interval"`
		}
		if json.Unmarshal(e.Data, &hello) != nil || hello.Interval <= 0 {
			return false, errFrame // discordgo's ticker would panic on it
		}
		w.interval, w.acked = time.Duration(hello.Interval)*time.Millisecond, time.Now()
	case opHeartbeatAck:
		w.acked = time.Now()
		return w.greeted, nil
	case opReconnect:
		return false, errReconnect
	case opInvalidSession:
		w.gone = string(e.Data) != "true"
		return false, errInvalid
	}
	return true, nil
}

// wireConn is what discordgo's WebSocket library reads from.
type wireConn struct {
	net.Conn
	wire   *wire
	frames frames
	shaken bool // the HTTP handshake is over
	// refused: it did not end in a WebSocket, so what follows is for a person.
	refused bool
	out     []byte // ready to be read
	err     error
	chunk   [16 << 10]byte
}

// Read implements net.Conn: whole messages only, and only those that may pass.
func (c *wireConn) Read(p []byte) (int, error) {
	for len(c.out) == 0 {
		if c.err != nil {
			c.wire.end()
			return 0, c.err
		}
		n, err := c.Conn.Read(c.chunk[:])
		c.take(c.chunk[:n])
		if c.err == nil {
			c.err = err
		}
	}
	if err := c.wire.isCut(); err != nil {
		c.wire.end()
		return 0, err
	}
	n := copy(p, c.out)
	c.out = c.out[n:]
	return n, nil
}

// Write implements net.Conn. An IDENTIFY may have to be a RESUME, and discordgo sends a close frame
// whenever a connection ends.
func (c *wireConn) Write(p []byte) (int, error) {
	c.wire.mu.Lock()
	session, token, farewell := c.wire.session, c.wire.token, c.wire.farewell
	if c.wire.interval > 0 { // after HELLO
		c.wire.token = ""
	}
	c.wire.mu.Unlock()
	if len(p) > 0 && p[0] == 0x80|websocket.CloseMessage && !farewell {
		return len(p), nil
	}
	if token != "" {
		if frame, ok := session.resuming(p, token); ok {
			if _, err := c.Conn.Write(frame); err != nil {
				return 0, err
			}
			return len(p), nil
		}
	}
	return c.Conn.Write(p)
}

// Close implements net.Conn.
func (c *wireConn) Close() error {
	err := c.Conn.Close()
	c.wire.end()
	return err
}

// take sorts what came.
func (c *wireConn) take(data []byte) {
	c.frames.add(data)
	if !c.shaken {
		end := bytes.Index(c.frames.raw, []byte("\r\n\r\n"))
		if end < 0 && len(c.frames.raw) < len(c.chunk) {
			return
		}
		c.shaken = true
		if c.refused = end < 0 || !bytes.HasPrefix(c.frames.raw, []byte("HTTP/1.1 101")); !c.refused {
			c.out = append(c.out, c.frames.raw[:end+4]...)
			c.frames.raw = append([]byte(nil), c.frames.raw[end+4:]...)
		}
	}
	if c.refused {
		c.out, c.frames.raw = append(c.out, c.frames.raw...), c.frames.raw[:0:0]
		return
	}
	for {
		m, ok, err := c.frames.next()
		if err != nil {
			c.fail(err)
			return
		}
		if !ok {
			return
		}
		pass, cut := c.wire.hear(m)
		if cut != nil {
			c.fail(cut)
			return
		}
		if pass {
			c.out = append(c.out, m.raw...)
		}
	}
}

func (c *wireConn) fail(cause error) {
	c.err = cause
	c.wire.cut(cause)
}
