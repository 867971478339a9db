package bot

import (
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// What the endpoint takes. Discord's interactions are far below this size, whose message may be
// 4000 characters and 25 fields; signatures older than staleAfter are somebody else's recording.
const (
	maxInteraction = 1 << 20
	staleAfter     = 5 * time.Minute
)

// ParsePublicKey reads an application's public key as the developer portal shows it.
func ParsePublicKey(text string) (ed25519.PublicKey, error) {
	key, err := hex.DecodeString(strings.TrimSpace(text))
	if err != nil || len(key) != ed25519.PublicKeySize {
		return nil, errors.New("the application's public key has 64 hexadecimal digits: copy it from Discord's developer portal, General Information")
	}
	return key, nil
}

// Endpoint takes the interactions that Discord sends over HTTP when the application has an
// endpoint address, each signed for the public key. It acknowledges with 202 and answers by the
// callback route, as to an interaction from the gateway, so both ways share one decoder, one
// order of answers and one repetition. Interactions go to one way or the other, as the portal
// says; the gateway stays connected for what people type. Before Run it takes nothing.
func (b *Bot) Endpoint(key ed25519.PublicKey) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost {
			w.Header().Set("Allow", http.MethodPost)
			http.Error(w, "POST only", http.StatusMethodNotAllowed)
			return
		}
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxInteraction))
		if err != nil {
			http.Error(w, "too large or cut short", http.StatusRequestEntityTooLarge)
			return
		}
		if !signed(key, r.Header, body, time.Now()) {
			http.Error(w, "invalid request signature", http.StatusUnauthorized)
			return
		}
		var kind struct {
			Type int `json:"type"`
		}
		switch err := json.Unmarshal(body, &kind); {
		case err != nil:
			http.Error(w, "not an interaction", http.StatusBadRequest)
		case kind.Type == ofPing:
			w.Header().Set("Content-Type", "application/json")
			_, _ = io.WriteString(w, `{"type":1}`)
		case !b.receive(body):
			http.Error(w, "starting or stopping", http.StatusServiceUnavailable)
		default:
			w.WriteHeader(http.StatusAccepted)
		}
	})
}

// receive starts the answer to an interaction; false: the bot is not running, or about to stop.
func (b *Bot) receive(raw []byte) bool {
	b.mu.Lock()
	start := b.start
	b.mu.Unlock()
	return start != nil && start(raw)
}

// receiving sets what receive does.
func (b *Bot) receiving(start func(raw []byte) bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.start = start
}

// signed reports whether Discord signed the body, at about now.
func signed(key ed25519.PublicKey, h http.Header, body []byte, now time.Time) bool {
	signature, err := hex.DecodeString(h.Get("X-Signature-Ed25519"))
	stamp := h.Get("X-Signature-Timestamp")
	seconds, bad := strconv.ParseInt(stamp, 10, 64)
	if err != nil || bad != nil || len(signature) != ed25519.SignatureSize {
		return false
	}
	if now.Sub(time.Unix(seconds, 0)).Abs() > staleAfter {
		return false
	}
	return ed25519.Verify(key, append([]byte(stamp), body...), signature)
}
