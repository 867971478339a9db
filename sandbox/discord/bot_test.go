package discord

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"
)

// start is the business time of the tests; it stands still.
var start = time.Date(2026, 1, 5, 10, 0, 0, 0, time.UTC)

// newTestDiscord serves a Discord over a real socket.
func newTestDiscord(t *testing.T) *Discord {
	t.Helper()
	var handler http.Handler
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { handler.ServeHTTP(w, r) }))
	d := New(Config{Now: func() time.Time { return start }, Origin: server.URL})
	d.identifyEvery = 0 // they log in again and again; see TestIdentifyTooSoon
	handler = d.Handler()
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
		server.Close()
	})
	return d
}

// rawBot speaks Discord's protocol with nothing but HTTP and a WebSocket.
type rawBot struct {
	t      *testing.T
	d      *Discord
	token  string
	conn   *websocket.Conn
	events chan rawEvent
	done   chan received
	wait   sync.WaitGroup

	transport http.RoundTripper
}

type rawEvent struct {
	Op   int             `json:"op"`
	Type string          `json:"t"`
	Seq  int64           `json:"s"`
	Data json.RawMessage `json:"d"`
}

// newBot is a bot that has not logged in.
func newBot(t *testing.T, d *Discord) *rawBot {
	t.Helper()
	b := &rawBot{t: t, d: d, token: d.Application().BotToken, events: make(chan rawEvent, 1000), done: make(chan received, 10), transport: http.DefaultTransport}
	return b
}

// call sends a request with a JSON body and returns status, headers and the answer.
func (b *rawBot) call(method, path string, body any) (int, http.Header, any) {
	b.t.Helper()
	var reader io.Reader
	if body != nil {
		data, err := json.Marshal(body)
		if err != nil {
			b.t.Fatal(err)
		}
		reader = bytes.NewReader(data)
	}
	return b.send(method, path, "application/json", reader)
}

func (b *rawBot) send(method, path, contentType string, body io.Reader) (int, http.Header, any) {
	b.t.Helper()
	r, err := http.NewRequestWithContext(context.Background(), method, b.d.origin+"/discord/api/v10"+path, body)
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bot "+b.token)
	if body != nil {
		r.Header.Set("Content-Type", contentType)
	}
	w, err := (&http.Client{Transport: b.transport}).Do(r)
	if err != nil {
		return 0, nil, err
	}
	defer w.Body.Close()
	data, err := io.ReadAll(w.Body)
	if err != nil {
		return 0, nil, err
	}
	if len(data) == 0 {
		return w.StatusCode, w.Header, nil
	}
	var out any
	if err := json.Unmarshal(data, &out); err != nil {
		return w.StatusCode, w.Header, string(data)
	}
	return w.StatusCode, w.Header, out
}

// must is call for requests that succeed.
func (b *rawBot) must(method, path string, body any) any {
	b.t.Helper()
	status, _, out := b.call(method, path, body)
	if status < 200 || status > 299 {
		b.t.Fatalf("%s %s: %d %v", method, path, status, out)
	}
	return out
}

// dial opens a gateway connection and starts reading it.
func (b *rawBot) dial(query string) {
	b.t.Helper()
	conn, _, err := websocket.Dial(b.t.Context(), strings.Replace(b.d.origin, "http", "ws", 1)+"/discord/gateway?"+query, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	conn.SetReadLimit(1 << 20)
	b.conn = conn
	b.wait.Go(func() {
		for {
			_, data, err := conn.Read(context.Background())
			if err != nil {
				b.events <- rawEvent{Op: -1, Type: fmt.Sprint(int(websocket.CloseStatus(err)))}
				return
			}
			var e rawEvent
			if err := json.Unmarshal(data, &e); err != nil {
				b.t.Error(err)
			}
			b.events <- e
		}
	})
	b.t.Cleanup(func() { conn.CloseNow(); b.wait.Wait() })
}

func (b *rawBot) sendFrame(op int, data any) {
	b.t.Helper()
	payload, err := json.Marshal(map[string]any{"op": op, "d": data})
	if err != nil {
		b.t.Fatal(err)
	}
	if err := b.conn.Write(b.t.Context(), websocket.MessageText, payload); err != nil {
		b.t.Fatal(err)
	}
}

// login connects and identifies with the intents, and waits for READY.
func (b *rawBot) login(intents int) json.RawMessage {
	b.t.Helper()
	b.dial("v=10&encoding=json")
	b.expectOp(opHello)
	b.sendFrame(opIdentify, map[string]any{"token": b.token, "intents": intents, "properties": map[string]any{}})
	return b.expect("READY").Data
}

// next is the next frame, whatever it is.
func (b *rawBot) next() rawEvent {
	b.t.Helper()
	select {
	case e := <-b.events:
		return e
	case <-time.After(10 * time.Second):
		b.t.Fatal("no gateway event came")
		return rawEvent{}
	}
}

// expect skips to the next event of that name.
func (b *rawBot) expect(name string) rawEvent {
	b.t.Helper()
	for {
		if e := b.next(); e.Op == opDispatch && e.Type == name {
			return e
		} else if e.Op == -1 {
			b.t.Fatalf("waiting for %s, the gateway closed with %s", name, e.Type)
		}
	}
}

func (b *rawBot) expectOp(op int) rawEvent {
	b.t.Helper()
	for {
		if e := b.next(); e.Op == op {
			return e
		} else if e.Op == -1 {
			b.t.Fatalf("waiting for op %d, the gateway closed with %s", op, e.Type)
		}
	}
}

// received is an interaction as the bot sees it.
type received struct {
	ID      string         `json:"id"`
	Token   string         `json:"token"`
	Type    int            `json:"type"`
	Context int            `json:"context"`
	Locale  string         `json:"locale"`
	Data    map[string]any `json:"data"`
	Message map[string]any `json:"message"`
	Owners  map[string]any `json:"authorizing_integration_owners"`
	User    map[string]any `json:"user"`
	Member  map[string]any `json:"member"`
}

// answers replies to the next interactions, one after another, each with a callback, on another
// goroutine. It returns the interactions as they come.
func (b *rawBot) answers(callbacks ...map[string]any) <-chan received {
	got := make(chan received, len(callbacks))
	b.wait.Go(func() {
		for _, callback := range callbacks {
			in := b.interaction()
			got <- in
			b.answer(in, callback)
		}
	})
	return got
}

// interaction is the next interaction that comes.
func (b *rawBot) interaction() received {
	var in received
	if err := json.Unmarshal(b.expect("INTERACTION_CREATE").Data, &in); err != nil {
		b.t.Error(err)
	}
	return in
}

func (b *rawBot) answer(in received, callback map[string]any) {
	status, _, out := b.call("POST", "/interactions/"+in.ID+"/"+in.Token+"/callback", callback)
	if status != http.StatusNoContent {
		b.t.Errorf("callback: %d %v", status, out)
	}
}

// says is a callback with a message.
func says(content string, more ...map[string]any) map[string]any {
	data := map[string]any{"content": content}
	for _, m := range more {
		maps.Copy(data, m)
	}
	return map[string]any{"type": callbackMessage, "data": data}
}

// row is an action row.
func row(parts ...map[string]any) map[string]any {
	return map[string]any{"type": ActionRow, "components": parts}
}

func button(label, id string) map[string]any {
	return map[string]any{"type": Button, "style": 1, "label": label, "custom_id": id}
}

// multipartBody is a message with one file, as libraries send it.
func multipartBody(t *testing.T, payload any, name, content string) (io.Reader, string) {
	t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	data, err := json.Marshal(payload)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.WriteField("payload_json", string(data)); err != nil {
		t.Fatal(err)
	}
	part, err := w.CreateFormFile("files[0]", name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := part.Write([]byte(content)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return &body, w.FormDataContentType()
}
