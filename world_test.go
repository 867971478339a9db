package main

import (
	"context"
	"log/slog"
	"path/filepath"
	"sync"
	"testing"

	"till/sandbox"
	"till/shop"
	"till/storage"
)

// startWorld is a sandbox that serves until the test ends.
func startWorld(t testing.TB) *sandbox.Sandbox {
	t.Helper()
	world, err := sandbox.New(sandbox.Config{Start: storyStart, Frozen: true, Pace: 1000})
	if err != nil {
		t.Fatal(err)
	}
	var serving sync.WaitGroup
	serving.Go(func() { _ = world.Serve(context.WithoutCancel(t.Context())) })
	t.Cleanup(func() {
		_ = world.Close()
		serving.Wait()
	})
	return world
}

// startTill is a sandbox with Till on it, in this process, and a seller who may
// sell without a weekly limit. trace may be nil.
func startTill(t testing.TB, trace func([]storage.Op)) *sandbox.Sandbox {
	t.Helper()
	world, _ := serveTill(t, trace)
	return world
}

// serveTill is startTill, with the till that it starts.
func serveTill(t testing.TB, trace func([]storage.Op)) (*sandbox.Sandbox, *service) {
	t.Helper()
	world := startWorld(t)
	config, err := new(demoCommand).serve(world, filepath.Join(t.TempDir(), "till.db"))
	if err != nil {
		t.Fatal(err)
	}
	config.Limit, config.Fee, config.trace = []string{"USD=750.00/999999.00"}, nil, trace
	policy, err := config.validate()
	if err != nil {
		t.Fatal(err)
	}
	s := runService(t, config, policy)
	if err := world.SetWebhooks(s.address()+"/webhooks/stripe", s.address()+"/webhooks/stripe/connect"); err != nil {
		t.Fatal(err)
	}
	if _, err := world.Command(t.Context(), "seller", "dm", []string{"/sell", "name:Blue Kiln", "country:US"}); err != nil {
		t.Fatal(err)
	}
	if _, err := world.Onboard(t.Context(), "seller", true); err != nil {
		t.Fatal(err)
	}
	return world, s
}

// runService runs a till in this process until the test ends.
func runService(t testing.TB, config *serveCommand, policy shop.Policy) *service {
	t.Helper()
	s, err := newService(t.Context(), config, policy, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	ready, ended := make(chan struct{}), make(chan error, 1)
	go func() { ended <- s.run(ctx, func() { close(ready) }) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	<-ready
	return s
}
