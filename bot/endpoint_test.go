package bot

import (
	"crypto/ed25519"
	"encoding/hex"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"till/commands"
)

// endpointKey signs in these tests as Discord would.
var endpointKey = ed25519.NewKeyFromSeed([]byte(strings.Repeat("t", ed25519.SeedSize)))

// signedRequest is a request signed with endpointKey at a time.
func signedRequest(body string, at time.Time) *http.Request {
	r := httptest.NewRequest(http.MethodPost, "/discord/interactions", strings.NewReader(body))
	stamp := strconv.FormatInt(at.Unix(), 10)
	r.Header.Set("X-Signature-Timestamp", stamp)
	r.Header.Set("X-Signature-Ed25519", hex.EncodeToString(ed25519.Sign(endpointKey, []byte(stamp+body))))
	return r
}

func (s *stage) endpoint(r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	s.bot.Endpoint(endpointKey.Public().(ed25519.PublicKey)).ServeHTTP(w, r)
	return w
}

// TestEndpointRefuses is what Discord tries before it takes an address, and what others may try.
func TestEndpointRefuses(t *testing.T) {
	s := newRunning(t)
	const ping = `{"type":1,"id":"10","application_id":"20","token":"tok"}`
	change := func(name, value string) *http.Request {
		r := signedRequest(ping, time.Now())
		r.Header.Set(name, value)
		return r
	}
	other := signedRequest(ping, time.Now())
	other.Body = io.NopCloser(strings.NewReader(strings.Replace(ping, "tok", "kot", 1)))
	get := signedRequest(ping, time.Now())
	get.Method = http.MethodGet
	for name, tt := range map[string]struct {
		request *http.Request
		want    int
	}{
		"ping":             {signedRequest(ping, time.Now()), http.StatusOK},
		"another body":     {other, http.StatusUnauthorized},
		"no signature":     {change("X-Signature-Ed25519", ""), http.StatusUnauthorized},
		"not hexadecimal":  {change("X-Signature-Ed25519", "zz"), http.StatusUnauthorized},
		"short signature":  {change("X-Signature-Ed25519", "abcd"), http.StatusUnauthorized},
		"wrong signature":  {change("X-Signature-Ed25519", strings.Repeat("00", ed25519.SignatureSize)), http.StatusUnauthorized},
		"another time":     {change("X-Signature-Timestamp", strconv.FormatInt(time.Now().Add(time.Minute).Unix(), 10)), http.StatusUnauthorized},
		"no time":          {change("X-Signature-Timestamp", ""), http.StatusUnauthorized},
		"a recording":      {signedRequest(ping, time.Now().Add(-time.Hour)), http.StatusUnauthorized},
		"from the future":  {signedRequest(ping, time.Now().Add(time.Hour)), http.StatusUnauthorized},
		"not JSON":         {signedRequest("hello", time.Now()), http.StatusBadRequest},
		"too large":        {signedRequest(strings.Repeat(" ", maxInteraction+1), time.Now()), http.StatusRequestEntityTooLarge},
		"another method":   {get, http.StatusMethodNotAllowed},
		"ping once more":   {signedRequest(ping, time.Now()), http.StatusOK},
		"a ping with more": {signedRequest(`{"type":1,"new":{"a":[1]}}`, time.Now()), http.StatusOK},
	} {
		w := s.endpoint(tt.request)
		if w.Code != tt.want {
			t.Errorf("%s: status %d, want %d", name, w.Code, tt.want)
		}
		if got := strings.TrimSpace(w.Body.String()); w.Code == http.StatusOK && got != `{"type":1}` {
			t.Errorf("%s: answered %s", name, got)
		}
	}
}

// TestEndpointAnswers takes an interaction, twice since Discord may repeat it, and answers once.
func TestEndpointAnswers(t *testing.T) {
	s := newRunning(t)
	s.till.answer(always(commands.Reply{Message: says("Hello.")}))
	sent := make(chan string, 2)
	s.wire.mu.Lock()
	s.wire.stub = func(r *http.Request) *http.Response {
		if !strings.HasSuffix(r.URL.Path, "/interactions/10/tok/callback") {
			return nil
		}
		body, _ := io.ReadAll(r.Body)
		sent <- string(body)
		return &http.Response{StatusCode: http.StatusNoContent, Header: http.Header{}, Body: http.NoBody, Request: r}
	}
	s.wire.mu.Unlock()
	raw := `{"type":2,` + inServer + `,"data":{"id":"1","name":"request","type":1}}`
	for range 2 {
		if w := s.endpoint(signedRequest(raw, time.Now())); w.Code != http.StatusAccepted || w.Body.Len() != 0 {
			t.Fatalf("status %d with %q, want 202 and nothing", w.Code, w.Body)
		}
	}
	s.settle(t)
	if len(sent) != 1 {
		t.Fatalf("%d answers, want 1", len(sent))
	}
	if got := <-sent; !strings.Contains(got, "Hello.") {
		t.Errorf("answered %s", got)
	}
	if who := s.till.last(t).Actor; who.ID != seller.ID {
		t.Errorf("asked by %q, want %q", who.ID, seller.ID)
	}
}

// TestEndpointBeforeRun takes nothing that nobody would answer.
func TestEndpointBeforeRun(t *testing.T) {
	s := newStage(t)
	raw := `{"type":2,` + inServer + `,"data":{"id":"1","name":"request","type":1}}`
	if w := s.endpoint(signedRequest(raw, time.Now())); w.Code != http.StatusServiceUnavailable {
		t.Errorf("status %d, want 503", w.Code)
	}
}

// TestEndpointDrains takes nothing once the bot begins nothing any more.
func TestEndpointDrains(t *testing.T) {
	s := newRunning(t)
	s.bot.activity.drain(0)
	raw := `{"type":2,` + inServer + `,"data":{"id":"1","name":"request","type":1}}`
	if w := s.endpoint(signedRequest(raw, time.Now())); w.Code != http.StatusServiceUnavailable {
		t.Errorf("status %d, want 503", w.Code)
	}
}

func TestParsePublicKey(t *testing.T) {
	t.Parallel()
	key := endpointKey.Public().(ed25519.PublicKey)
	if got, err := ParsePublicKey(" " + hex.EncodeToString(key) + "\n"); err != nil || !got.Equal(key) {
		t.Errorf("got %x, %v", got, err)
	}
	for _, bad := range []string{"", "zz", "abcd", strings.Repeat("a", 66)} {
		if _, err := ParsePublicKey(bad); err == nil {
			t.Errorf("%q was taken for a public key", bad)
		}
	}
}
