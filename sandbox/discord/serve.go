package discord

import (
	"encoding/json"
	"errors"
	"net/http"
	"time"
)

// caller tells who may call a route.
type caller int

const (
	asAnyone      caller = iota
	asBot                // with "Authorization: Bot TOKEN"
	asInteraction        // with the interaction's token in the path
)

// count keeps the number of requests being served.
func (d *Discord) count(n int) {
	d.mu.Lock()
	d.busy += n
	d.mu.Unlock()
	d.notify()
}

// serve wraps a route with what all routes share: faults, authorisation, rate limits, reading the
// body and writing the answer.
func (d *Discord) serve(h handler, who caller) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if wait := d.limits.shutOut(); wait > 0 {
			shut(w, wait)
			return
		}
		fault := d.callFault(r.Pattern)
		if d.faultBefore(w, fault) {
			return
		}
		token := r.Header.Get("Authorization") == "Bot "+d.app.BotToken
		if who == asBot && !token {
			d.writeError(w, r, errUnauthorized())
			return
		}
		if !d.limits.allow(w, r, who == asInteraction) {
			d.log.Warn("rate limited", "method", r.Method, "route", r.Pattern)
			return
		}
		in, err := readRequest(r)
		var out reply
		if err == nil {
			in.read = time.Now()
			out, err = h(in)
		}
		d.notify()
		switch fault {
		case fault500After:
			writeJSON(w, http.StatusInternalServerError, map[string]any{"message": "500: Internal Server Error", "code": 0})
			return
		case faultDropAfter:
			cut(w)
		case faultDelay:
			d.hold(r)
		}
		if err != nil {
			d.writeError(w, r, err)
			return
		}
		writeJSON(w, out.status, out.body)
	})
}

// faultBefore answers in a fault's way, and tells whether it did.
func (d *Discord) faultBefore(w http.ResponseWriter, kind string) bool {
	switch kind {
	case fault429:
		w.Header().Set("Retry-After", "1")
		w.Header().Set("X-RateLimit-Scope", "shared")
		writeJSON(w, http.StatusTooManyRequests, map[string]any{
			"message": "The resource is being rate limited.", "retry_after": 0.3, "global": false,
		})
	case fault429HTML:
		shut(w, time.Second)
	case fault500:
		writeJSON(w, http.StatusInternalServerError, map[string]any{"message": "500: Internal Server Error", "code": 0})
	case faultDrop:
		cut(w)
	default:
		return false
	}
	return true
}

// cut ends the connection without an answer.
func cut(http.ResponseWriter) { panic(http.ErrAbortHandler) }

// hold keeps an answer back until its time is over, it is released, or the caller is gone.
func (d *Discord) hold(r *http.Request) {
	d.mu.Lock()
	d.faults.held++
	d.mu.Unlock()
	defer func() {
		d.mu.Lock()
		d.faults.held--
		d.mu.Unlock()
	}()
	d.wait(r.Context().Done())
}

// wait ends when what is held has been for long enough, it is released, or nobody waits for it.
func (d *Discord) wait(gone <-chan struct{}) {
	d.mu.Lock()
	release := d.faults.release
	d.mu.Unlock()
	timer := time.NewTimer(heldFor)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-release:
	case <-d.done:
	case <-gone:
	}
}

// writeError answers with a refusal, and logs it.
func (d *Discord) writeError(w http.ResponseWriter, r *http.Request, err error) {
	refusal, ok := errors.AsType[*apiError](err)
	if !ok {
		refusal = refuse(http.StatusInternalServerError, 0, "500: Internal Server Error")
	}
	switch refusal.status {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusTooManyRequests:
		d.limits.invalid()
	}
	d.log.Warn("refused", "method", r.Method, "route", r.Pattern, "status", refusal.status, "error", err.Error())
	writeJSON(w, refusal.status, refusal.body())
}

func writeJSON(w http.ResponseWriter, status int, body any) {
	if body == nil {
		w.WriteHeader(status)
		return
	}
	data, err := json.Marshal(body)
	if err != nil {
		panic("discord: answer that is not JSON: " + err.Error())
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	w.Write(data)
}
