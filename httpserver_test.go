package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// callers are those of one server, on the clock of a bubble.
type callers struct {
	*testing.T
	*pipes
}

// pipes is a listener in memory, whose callers wait on the bubble's clock.
type pipes struct {
	calls  chan net.Conn
	closed chan struct{}
}

func newPipes() *pipes { return &pipes{calls: make(chan net.Conn), closed: make(chan struct{})} }

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.calls:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error {
	select {
	case <-p.closed:
	default:
		close(p.closed)
	}
	return nil
}

func (p *pipes) Addr() net.Addr { return &net.UnixAddr{Name: "memory"} }

// call connects; ok is false while nobody takes the connection.
func (p *pipes) call() (_ net.Conn, ok bool) {
	ours, theirs := net.Pipe()
	select {
	case p.calls <- theirs:
		return ours, true
	case <-time.After(time.Second):
		return nil, false
	}
}

// inBubble serves h to callers in memory.
func inBubble(t *testing.T, b bounds, h http.HandlerFunc, log *slog.Logger, try func(c callers)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		p := newPipes()
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- serveHTTP(ctx, p, h, log, b) }()
		try(callers{t, p})
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}

// TestSlowClients: whoever is slow is cut off, at every step of a request.
func TestSlowClients(t *testing.T) {
	t.Parallel()
	quiet := slog.New(slog.DiscardHandler)
	for name, tt := range map[string]struct {
		send   string // at once
		drip   string // then a letter of it each second
		read   bool
		within time.Duration
	}{
		"says nothing":      {within: headerWithin, read: true},
		"header in drips":   {send: "POST / HTTP/1.1\r\nHost: x\r\n", drip: strings.Repeat("X: y\r\n", 50), within: headerWithin, read: true},
		"body in drips":     {send: "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n", drip: strings.Repeat("x", 1000), within: readWithin, read: true},
		"does not read":     {send: "GET /much HTTP/1.1\r\nHost: x\r\n\r\n", within: public.write},
		"stays for nothing": {send: "GET / HTTP/1.1\r\nHost: x\r\n\r\n", within: idleFor, read: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, public, func(w http.ResponseWriter, r *http.Request) {
				_, _ = io.Copy(io.Discard, r.Body)
				if r.URL.Path == "/much" {
					_, _ = w.Write(make([]byte, 1<<20))
				}
			}, quiet, func(c callers) {
				conn, ok := c.call()
				if !ok {
					c.Fatal("nobody takes the call")
				}
				began := time.Now()
				_, _ = io.WriteString(conn, tt.send)
				var dripping sync.WaitGroup
				dripping.Go(func() {
					for _, letter := range tt.drip {
						time.Sleep(time.Second) // the bubble's clock
						if _, err := io.WriteString(conn, string(letter)); err != nil {
							return
						}
					}
				})
				if !tt.read {
					time.Sleep(tt.within + time.Second) // the bubble's clock
				}
				_, _ = io.Copy(io.Discard, conn) // until it is cut off
				if took := time.Since(began); took > tt.within+2*time.Second {
					c.Errorf("was let wait for %s, want %s", took, tt.within)
				}
				_ = conn.Close()
				dripping.Wait()
			})
		})
	}
}

// TestLargeHeader: a header that is too large is refused.
func TestLargeHeader(t *testing.T) {
	t.Parallel()
	inBubble(t, public, func(http.ResponseWriter, *http.Request) { t.Error("it was served") }, slog.New(slog.DiscardHandler), func(c callers) {
		conn, _ := c.call()
		go func() {
			_, _ = io.WriteString(conn, "GET / HTTP/1.1\r\nHost: x\r\nX: "+strings.Repeat("x", 2*largestHeader)+"\r\n\r\n")
		}()
		answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil || answer.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
			c.Errorf("%v %v", answer, err)
		} else {
			_ = answer.Body.Close()
		}
		_ = conn.Close()
	})
}

// TestConnections: there are so many at once; the next has its turn when one is given
// back, and whoever holds one for nothing gives it back soon.
func TestConnections(t *testing.T) {
	t.Parallel()
	inBubble(t, bounds{write: time.Second, connections: 2}, func(http.ResponseWriter, *http.Request) {}, slog.New(slog.DiscardHandler), func(c callers) {
		first, one := c.call()
		second, two := c.call()
		if _, three := c.call(); !one || !two || three {
			c.Fatalf("taken: %t, %t, and one too many: %t", one, two, three)
		}
		_ = first.Close()
		synctest.Wait()
		third, ok := c.call()
		if !ok {
			c.Fatal("the room of the first was not given back")
		}
		time.Sleep(headerWithin + time.Second) // the bubble's clock
		fourth, ok := c.call()
		if !ok {
			c.Fatal("who says nothing keeps their room")
		}
		for _, held := range []net.Conn{second, third, fourth} {
			_ = held.Close()
		}
	})
}

// TestPanic: a defect in a handler is an answer, and a line of the log that has no
// more of it than its type.
func TestPanic(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	inBubble(t, own, func(_ http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/cut" {
			panic(http.ErrAbortHandler)
		}
		panic(errors.New("what somebody wrote"))
	}, slog.New(slog.NewTextHandler(&log, nil)), func(c callers) {
		for path, want := range map[string]int{"/": http.StatusInternalServerError, "/cut": 0} {
			conn, _ := c.call()
			_, _ = io.WriteString(conn, "GET "+path+" HTTP/1.1\r\nHost: x\r\n\r\n")
			answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
			got := 0 // cut off
			if err == nil {
				got = answer.StatusCode
				_ = answer.Body.Close()
			}
			if got != want {
				c.Errorf("%s: status %d (%v), want %d", path, got, err, want)
			}
			_ = conn.Close()
		}
	})
	if text := log.String(); strings.Contains(text, "somebody") || strings.Count(text, "msg=panic") != 1 || !strings.Contains(text, "*errors.errorString") {
		t.Errorf("logged:\n%s", text)
	}
}
