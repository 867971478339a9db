package stripe

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"net/http"
	"time"
)

// answer is what a call answers, and what is kept under its idempotency key.
type answer struct {
	status    int
	body      []byte
	requestID string
	replayed  bool
	fault     callFault `snapshot:"-"`

	hash    string // of method, path, account and parameters
	path    string
	until   time.Time // business time at which the key is forgotten
	running bool      `snapshot:"-"` // acted or acting, but the answer has not left
}

// keyLife is how long Stripe remembers an idempotency key.
const keyLife = 24 * time.Hour

func refusal(err *apiError) *answer {
	return &answer{status: err.Status, body: encode(doc{"error": err})}
}

// cut tells whether the connection is to be cut instead of answering.
func (a *answer) cut() bool { return a.fault.kind == FaultDrop || a.fault.kind == FaultDropAfter }

// once runs the act, or replays what the same key answered before
// (https://docs.stripe.com/api/idempotent_requests). It is called with the
// lock held.
func (s *Stripe) once(c *call, r *http.Request, fault callFault, act func() (doc, *apiError)) *answer {
	fresh := &answer{requestID: c.requestID, path: c.path, fault: fault, until: c.now.Add(keyLife)}
	keyed := c.key != "" && r.Method == http.MethodPost
	if keyed {
		if len(c.key) > 255 {
			return refusal(malformed("", "", "Idempotency keys can be at most 255 characters long."))
		}
		sum := sha256.Sum256([]byte(r.Method + " " + r.URL.Path + " " + r.Header.Get("Stripe-Account") + " " + r.Form.Encode()))
		fresh.hash = hex.EncodeToString(sum[:])
		if old, ok := s.answers[c.key]; ok && (c.now.Before(old.until) || old.running) {
			return replay(c, old, fresh)
		}
	}
	d, err := act()
	switch {
	case err != nil:
		fresh.status, fresh.body = err.Status, encode(doc{"error": err})
	case fault.kind == FaultErrorAfter:
		fresh.status, fresh.body = http.StatusInternalServerError, encode(doc{"error": internalError()})
	default:
		fresh.status, fresh.body = http.StatusOK, encode(d)
	}
	if keyed && (err == nil || !err.unread) {
		fresh.running = fault.kind == FaultDelay
		s.forgetKeys(c.now)
		s.answers[c.key] = fresh
	}
	return fresh
}

// forgetKeys drops the keys whose time is over, when there are many.
func (s *Stripe) forgetKeys(now time.Time) {
	if len(s.answers) < 4096 {
		return
	}
	maps.DeleteFunc(s.answers, func(_ string, a *answer) bool { return !a.running && !now.Before(a.until) })
}

func replay(c *call, old, fresh *answer) *answer {
	refuse := func(status int, code, message string) *answer {
		a := refusal(&apiError{Status: status, Type: "idempotency_error", Code: code, Message: message})
		a.fault = fresh.fault
		return a
	}
	switch {
	case old.path != fresh.path:
		return refuse(http.StatusBadRequest, "", "Keys for idempotent requests can only be used for the same endpoint they were first used for ('"+old.path+"' vs '"+c.path+"'). Try using a key other than '"+c.key+"' if you meant to execute a different request.")
	case old.hash != fresh.hash:
		return refuse(http.StatusBadRequest, "", "Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '"+c.key+"' if you meant to execute a different request.")
	case old.running:
		return refuse(http.StatusConflict, "idempotency_key_in_use", "There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, and the other request is still going through): "+c.key+". Please try again later.")
	}
	return &answer{status: old.status, body: old.body, requestID: old.requestID, replayed: true, fault: fresh.fault}
}

// hold keeps a delayed answer back until it is released, its time is over or
// Stripe is closed. The client's going away does not free the key earlier.
func (s *Stripe) hold(a *answer) {
	if a.fault.kind != FaultDelay {
		return
	}
	s.changed()
	var over <-chan time.Time
	if a.fault.wait == nil {
		timer := time.NewTimer(a.fault.long)
		defer timer.Stop()
		over = timer.C
	}
	select {
	case <-a.fault.wait:
	case <-over:
	case <-s.done:
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	a.running = false
}

// cutOff ends the connection in the middle of an answer. A few bytes are sent
// first, because Go's client silently tries again when there was none.
func cutOff(w http.ResponseWriter) {
	w.Header().Set("Content-Length", "4096")
	w.WriteHeader(http.StatusOK)
	_, _ = w.Write([]byte("{"))
	_ = http.NewResponseController(w).Flush()
	panic(http.ErrAbortHandler)
}
