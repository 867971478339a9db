package sandbox

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
)

// routes mounts everything under one origin.
func (s *Sandbox) routes() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/discord/", s.discord.Handler())
	mux.Handle("/stripe/", s.stripe.Handler())
	mux.Handle("/pay/", framable(s.stripe.Handler()))
	mux.Handle("/saved/", framable(s.stripe.Handler()))
	mux.Handle("/onboard/", framable(s.stripe.Handler()))
	mux.Handle("/carrier/", s.carrier.Handler())

	mux.HandleFunc("GET /control/clock", func(w http.ResponseWriter, _ *http.Request) { answer(w, http.StatusOK, s.Clock()) })
	mux.HandleFunc("POST /control/clock", s.serveAdvance)
	mux.HandleFunc("GET /control/clock/stream", s.serveStream)
	mux.HandleFunc("POST /control/clock/report", s.serveReport)
	mux.HandleFunc("GET /control/events", s.serveEvents)
	mux.HandleFunc("GET /control/books", func(w http.ResponseWriter, _ *http.Request) { answer(w, http.StatusOK, s.Books()) })
	mux.HandleFunc("POST /control/settle", s.serveSettle)
	mux.HandleFunc("POST /control/faults", s.serveFault)
	mux.HandleFunc("POST /control/plan", s.servePlan)
	mux.HandleFunc("GET /control/plan", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, http.StatusOK, map[string]any{"strikes": append([]Strike{}, s.Strikes()...)})
	})
	mux.HandleFunc("POST /control/webhooks", s.serveWebhooks)
	s.routeStripe(mux)
	s.routeCarrier(mux)
	s.routePeople(mux)
	s.routePage(mux)
	mux.HandleFunc("/control/", func(w http.ResponseWriter, r *http.Request) {
		refuse(w, http.StatusNotFound, fmt.Sprintf("there is no %s %s: sandbox/README.md lists the calls", r.Method, r.URL.Path))
	})
	return guard(mux)
}

// done is the answer of calls that only do.
type done struct {
	OK bool `json:"ok"`
}

func finish(w http.ResponseWriter, value any, err error) {
	if err != nil {
		refuseError(w, err)
		return
	}
	answer(w, http.StatusOK, value)
}

func (s *Sandbox) serveAdvance(w http.ResponseWriter, r *http.Request) {
	in, err := decode[struct {
		Advance string `json:"advance"`
	}](w, r)
	if err != nil {
		refuseError(w, err)
		return
	}
	by, err := ParseMove(in.Advance)
	if err != nil {
		refuseError(w, err)
		return
	}
	state, err := s.Advance(r.Context(), by)
	finish(w, state, err)
}

func (s *Sandbox) serveSettle(w http.ResponseWriter, r *http.Request) {
	_, err := decode[struct{}](w, r)
	if err == nil {
		err = s.Settle(r.Context())
	}
	finish(w, done{true}, err)
}

func (s *Sandbox) serveFault(w http.ResponseWriter, r *http.Request) {
	in, err := decode[struct {
		Service string `json:"service"`
		Kind    string `json:"kind"`
		N       *int   `json:"n"`
	}](w, r)
	if err == nil {
		n := 1
		if in.N != nil {
			n = *in.N
		}
		err = s.Fault(in.Service, in.Kind, n)
	}
	finish(w, done{true}, err)
}

func (s *Sandbox) servePlan(w http.ResponseWriter, r *http.Request) {
	in, err := decode[struct {
		Seed  uint64 `json:"seed"`
		OneIn int    `json:"one_in"`
	}](w, r)
	if err == nil {
		err = s.Plan(in.Seed, in.OneIn)
	}
	finish(w, done{true}, err)
}

func (s *Sandbox) serveWebhooks(w http.ResponseWriter, r *http.Request) {
	in, err := decode[struct {
		Platform string `json:"platform"`
		Connect  string `json:"connect"`
		Carrier  string `json:"carrier"`
	}](w, r)
	if err == nil {
		err = errors.Join(s.SetWebhooks(in.Platform, in.Connect), s.SetCarrierWebhook(in.Carrier))
	}
	finish(w, done{true}, err)
}

// checkWebhook accepts an empty address or an absolute one.
func checkWebhook(address string) error {
	if address == "" {
		return nil
	}
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return fmt.Errorf("%q is no address for webhooks: write it like http://127.0.0.1:8080/stripe", address)
	}
	return nil
}
