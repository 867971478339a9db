package main

import (
	"context"
	"encoding/json"
	"net/http"
	"time"
)

// part is how one of the things stands without which nothing is sold.
type part struct {
	OK    bool      `json:"ok"`
	Since time.Time `json:"since,omitzero"` // when it became so, or was reached last
	Why   string    `json:"why,omitempty"`  // it is not
}

// readiness is the answer of /readyz. While a part is missing, the bot goes on
// trying, and what is due waits for it.
type readiness struct {
	Ready    bool `json:"ready"`
	Gateway  part `json:"gateway"`
	Store    part `json:"store"`
	Provider part `json:"provider"`
}

// readiness looks at the parts. Nobody outside is asked: what the bot's own calls
// came to is what counts.
func (s *service) readiness(ctx context.Context) readiness {
	var r readiness
	gateway := s.bot.Connection()
	r.Gateway = part{OK: gateway.Up, Since: gateway.Since}
	if !gateway.Up {
		r.Gateway.Why = "not connected to Discord; tries again by itself"
	}
	if _, _, err := s.shop.NextDue(ctx); err != nil {
		r.Store.Why = "cannot be read; see the log"
	} else {
		r.Store.OK = true
	}
	at, failed := s.poller.Reached()
	r.Provider = part{OK: failed == nil && !at.IsZero(), Since: at}
	if !r.Provider.OK {
		r.Provider.Why = "the payment provider was not reached by the latest try; tries again by itself"
	}
	r.Ready = r.Gateway.OK && r.Store.OK && r.Provider.OK
	return r
}

// serveReady tells an orchestrator, and who operates it, whether all is there. It
// says nothing about money, people or keys.
func (s *service) serveReady(w http.ResponseWriter, r *http.Request) {
	ready := s.readiness(r.Context())
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	if !ready.Ready {
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	_ = json.NewEncoder(w).Encode(ready)
}
