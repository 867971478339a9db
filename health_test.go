package main

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"
)

// TestReady: a program that is not connected yet, or not any more, is not ready, and
// says what is missing.
func TestReady(t *testing.T) {
	t.Parallel()
	world := startWorld(t)
	config, err := new(demoCommand).serve(world, filepath.Join(t.TempDir(), "till.db"))
	if err != nil {
		t.Fatal(err)
	}
	policy, err := config.validate()
	if err != nil {
		t.Fatal(err)
	}
	s, err := newService(t.Context(), config, policy, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	look := func(when string, gateway, store, provider bool) {
		t.Helper()
		w := httptest.NewRecorder()
		s.routes(config).ServeHTTP(w, httptest.NewRequestWithContext(context.WithoutCancel(t.Context()), http.MethodGet, "/readyz", http.NoBody))
		var got readiness
		if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil {
			t.Fatal(err)
		}
		all := gateway && store && provider
		if got.Gateway.OK != gateway || got.Store.OK != store || got.Provider.OK != provider || got.Ready != all || (w.Code == http.StatusOK) != all {
			t.Errorf("%s: status %d, %s", when, w.Code, w.Body)
		}
		for _, p := range []part{got.Gateway, got.Store, got.Provider} {
			if p.OK == (p.Why != "") {
				t.Errorf("%s: %+v", when, p)
			}
		}
	}
	look("before the start", false, true, false)
	ctx, cancel := context.WithCancel(t.Context())
	ready, ended := make(chan struct{}), make(chan error, 1)
	go func() { ended <- s.run(ctx, func() { close(ready) }) }()
	<-ready
	if err := s.poller.IfDue(t.Context()); err != nil { // waits for the one under way
		t.Fatal(err)
	}
	look("running", true, true, true)
	cancel()
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	look("stopped", false, false, true)
}
