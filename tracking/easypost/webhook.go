package easypost

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"golang.org/x/text/unicode/norm"

	"till/shop"
	"till/webhook"
)

// The header that carries a webhook's signature, and what stands before it.
// https://docs.easypost.com/guides/webhook-hmac-validation-guide
const (
	signatureHeader = "X-Hmac-Signature"
	signaturePrefix = "hmac-sha256-hex="
)

// Event is what EasyPost tells by itself.
type Event struct {
	ID       string
	Type     string // such as tracker.updated
	Tracking shop.Tracking
}

// Head implements webhook.Event.
func (e Event) Head() (id, kind string) { return e.ID, e.Type }

// Webhook verifies what EasyPost tells. It implements webhook.Verifier.
type Webhook struct {
	secrets []string
	mode    string // "" takes both
}

var _ webhook.Verifier[Event] = (*Webhook)(nil)

// Webhook returns a verifier with the secrets that were given to EasyPost: one, or
// two while a secret is being changed. With none, everything is refused.
func (c *Client) Webhook(secrets ...string) *Webhook {
	w := new(Webhook)
	switch {
	case strings.HasPrefix(c.key, "EZAK"):
		w.mode = "production"
	case strings.HasPrefix(c.key, "EZTK"):
		w.mode = "test"
	}
	for _, secret := range secrets {
		if secret = strings.TrimSpace(secret); secret != "" {
			w.secrets = append(w.secrets, norm.NFKD.String(secret)) // as EasyPost does
		}
	}
	return w
}

// Verify implements webhook.Verifier. An event that is about no parcel has no
// Tracking.
func (w *Webhook) Verify(_ context.Context, header http.Header, body []byte) (Event, error) {
	if !w.signed(body, header.Get(signatureHeader)) {
		return Event{}, fmt.Errorf("%w: no secret fits its signature", webhook.ErrForged)
	}
	var said struct {
		ID          string          `json:"id"`
		Object      string          `json:"object"`
		Mode        string          `json:"mode"`
		Description string          `json:"description"`
		Result      json.RawMessage `json:"result"`
	}
	if err := json.Unmarshal(body, &said); err != nil || said.Object != "Event" || said.ID == "" {
		return Event{}, fmt.Errorf("%w: no event", webhook.ErrForged)
	}
	e := Event{ID: said.ID, Type: said.Description}
	if w.mode != "" && said.Mode != w.mode {
		return e, fmt.Errorf("%w: its mode is %q", webhook.ErrForeign, word(said.Mode))
	}
	if !strings.HasPrefix(said.Description, "tracker.") {
		return e, nil
	}
	var t tracker
	err := json.Unmarshal(said.Result, &t)
	if err == nil {
		e.Tracking, err = t.tracking()
	}
	if err != nil {
		return e, fmt.Errorf("%w: its tracker cannot be read: %w", webhook.ErrForged, err)
	}
	return e, nil
}

func (w *Webhook) signed(body []byte, signature string) bool {
	text, ok := strings.CutPrefix(signature, signaturePrefix)
	sum, err := hex.DecodeString(text)
	if !ok || err != nil {
		return false
	}
	for _, secret := range w.secrets {
		mac := hmac.New(sha256.New, []byte(secret))
		mac.Write(body)
		if hmac.Equal(mac.Sum(nil), sum) {
			return true
		}
	}
	return false
}
