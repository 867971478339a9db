package sandbox

import (
	"encoding/json"
	"net/http"
)

// serveStream is the clock's stream: one JSON line now and one for each revision after it, until
// the follower goes away. While it is open, a bot is attached and settling waits for it.
func (s *Sandbox) serveStream(w http.ResponseWriter, r *http.Request) {
	out := http.NewResponseController(w)
	w.Header().Set("Content-Type", "application/x-ndjson")
	w.Header().Set("Cache-Control", "no-store")
	s.pace.follow.attach()
	defer s.pace.follow.detach()
	lines := json.NewEncoder(w)
	sent := int64(0)
	for {
		heard := s.bell.heard()
		if n := s.pace.follow.current(); n != sent {
			line := Revision{Revision: n, Now: s.clock.Now(), Frozen: s.clock.still()}
			if lines.Encode(line) != nil || out.Flush() != nil {
				return
			}
			sent = n
		}
		select {
		case <-heard:
		case <-r.Context().Done():
			return
		}
	}
}

// serveReport takes what a follower reports.
func (s *Sandbox) serveReport(w http.ResponseWriter, r *http.Request) {
	report, err := decode[Report](w, r)
	if err == nil {
		err = s.pace.follow.record(report)
	}
	if err != nil {
		refuseError(w, err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}
