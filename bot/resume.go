package bot

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
)

// session is what continues a session of the gateway on another connection ("Resuming"): Discord
// then sends what happened meanwhile. Events are no ground for money, but what somebody typed during
// a cut would be lost without it. What they tapped is left to be tapped again, as Discord tells them.
type session struct {
	id          string
	application string
	address     string // of the gateway that has it; "" is any
	sequence    int64  // of the last event that was handed on
}

// discordgo resumes only by opening a session of its own anew, which it must not (docs/pitfalls.md).
// So each connection gets a new one, and its IDENTIFY is made a RESUME on its way.

// resuming makes the frame in which discordgo identifies a RESUME of the session. It is false for any
// other frame.
func (s *session) resuming(frame []byte, token string) ([]byte, bool) {
	mask, payload, ok := clientFrame(frame)
	if !ok || !bytes.HasPrefix(payload, []byte(`{"op":2,`)) {
		return nil, false
	}
	text, err := json.Marshal(map[string]any{"op": opResume, "d": map[string]any{
		"token": token, "session_id": s.id, "seq": s.sequence,
	}})
	if err != nil || len(text) >= 1<<16 {
		return nil, false
	}
	out := []byte{0x81}
	if len(text) < 126 {
		out = append(out, 0x80|byte(len(text)))
	} else {
		out = binary.BigEndian.AppendUint16(append(out, 0x80|126), uint16(len(text)))
	}
	out = append(out, mask...)
	for i, c := range text {
		out = append(out, c^mask[i%4])
	}
	return out, true
}

// clientFrame reads a whole text frame as clients send it (RFC 6455, section 5.2; masked).
func clientFrame(frame []byte) (mask, payload []byte, ok bool) {
	if len(frame) < 2 || frame[0] != 0x81 || frame[1]&0x80 == 0 {
		return nil, nil, false
	}
	length, header := int(frame[1]&0x7f), 2
	switch {
	case length == 127:
		return nil, nil, false // longer than an IDENTIFY
	case length == 126 && len(frame) < 4:
		return nil, nil, false
	case length == 126:
		length, header = int(binary.BigEndian.Uint16(frame[2:])), 4
	}
	if len(frame) != header+4+length {
		return nil, nil, false
	}
	mask, payload = frame[header:header+4], make([]byte, length)
	for i, c := range frame[header+4:] {
		payload[i] = c ^ mask[i%4]
	}
	return mask, payload, true
}

// learn takes what a dispatched event tells of the session. The caller holds the lock.
func (w *wire) learn(e envelope) {
	w.session.sequence = max(w.session.sequence, e.Sequence)
	switch e.Type {
	case "READY":
		var ready struct {
			Session     string `json:"session_id"`
			Address     string `json:"resume_gateway_url"`
			Application struct {
				ID string `json:"id"`
			} `json:"application"`
		}
		if json.Unmarshal(e.Data, &ready) == nil {
			w.session = session{ready.Session, ready.Application.ID, ready.Address, e.Sequence}
		}
		w.greeted = true
	case "RESUMED":
		w.greeted, w.continues = true, true
	}
}

// application is the id of the session's application.
func (w *wire) application() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.session.application
}

// address is where the session is to be resumed, "" for anywhere.
func (w *wire) address() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.token == "" {
		return ""
	}
	return w.session.address
}

// resumed reports whether the session was begun on another connection.
func (w *wire) resumed() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.continues
}

// left returns the session that another connection may continue, nil when Discord has ended it or
// would not let it be resumed.
func (w *wire) left() *session {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case w.session.id == "" || w.gone:
		return nil
	case w.code == 4007 || w.code == 4009: // a wrong sequence, or timed out
		return nil
	case !w.greeted && w.interval > 0: // it was asked for, and did not come
		return nil
	}
	s := w.session
	if !w.greeted {
		s.address = "" // where it was, nobody answers
	}
	return &s
}
