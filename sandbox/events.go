package sandbox

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

// lull gathers the changes of a busy moment into one event for the page.
const lull = 30 * time.Millisecond

// serveEvents is the page's server-sent events: a "change" whenever anything visible may have
// changed, carrying the clock. The page then asks again for what it shows.
func (s *Sandbox) serveEvents(w http.ResponseWriter, r *http.Request) {
	out := http.NewResponseController(w)
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	for {
		heard := s.bell.heard()
		data, err := json.Marshal(s.Clock())
		if err != nil {
			return
		}
		if _, err := fmt.Fprintf(w, "event: change\ndata: %s\n\n", data); err != nil || out.Flush() != nil {
			return
		}
		select {
		case <-heard:
		case <-r.Context().Done():
			return
		}
		rest := time.NewTimer(lull)
		select {
		case <-rest.C:
		case <-r.Context().Done():
			rest.Stop()
			return
		}
	}
}
