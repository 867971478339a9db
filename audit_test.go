package main

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"

	"till/shop"
	"till/shop/job"
)

// TestAuditFees: who bears Stripe's fees decides what the books must say. Each
// order knows, so that an audit by itself need not be told.
func TestAuditFees(t *testing.T) {
	t.Parallel()
	world := startWorld(t)
	store := filepath.Join(t.TempDir(), "till.db")
	config, err := new(demoCommand).serve(world, store)
	if err != nil {
		t.Fatal(err)
	}
	config.ProviderFees = "operator"
	policy, err := config.validate()
	if err != nil || !policy.OperatorBearsFees {
		t.Fatalf("%+v %v", policy, err)
	}
	s, err := newService(t.Context(), config, policy, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	ready, ended := make(chan struct{}), make(chan error, 1)
	go func() { ended <- s.run(ctx, func() { close(ready) }) }()
	<-ready
	if err := world.SetWebhooks(s.address()+"/webhooks/stripe", s.address()+"/webhooks/stripe/connect"); err != nil {
		t.Fatal(err)
	}
	for _, act := range []func() error{
		func() error {
			_, err := world.Command(ctx, "seller", "dm", []string{"/sell", "name:Blue Kiln", "country:US"})
			return err
		},
		func() error { _, err := world.Onboard(ctx, "seller", true); return err },
		func() error {
			_, err := world.Command(ctx, "seller", "dm", []string{"/request", "buyer:@buyer", "item:Mug", "price:25"})
			return err
		},
		func() error { _, err := world.Tap(ctx, "buyer", "dm", "Pay", ""); return err },
		func() error { _, err := world.Pay(ctx, "buyer", "ok"); return err },
		func() error { return world.Settle(ctx) },
	} {
		if err := act(); err != nil {
			t.Fatal(err)
		}
	}
	stdout, stderr, err := till(t, nil, "audit", "--store", store)
	if err != nil || !strings.Contains(stdout, "the books balance") {
		t.Errorf("while it serves: %v\n%s%s", err, stderr, stdout)
	}
	cancel()
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	stripe := map[string]string{"TILL_STRIPE_KEY": config.StripeKey, "TILL_STRIPE_API": config.StripeAPI}
	stdout, stderr, err = till(t, stripe, "audit", "--store", store)
	if err != nil || !strings.Contains(stdout, "USD: charged 25.00 borne by operator 1.03 held ") || !strings.Contains(stdout, "the books balance") {
		t.Errorf("by itself: %v\n%s%s", err, stderr, stdout)
	}
	stdout, stderr, err = till(t, stripe, "withdraw", "USD", "--store", store)
	if err != nil || !strings.Contains(stdout, "held for orders: USD 25.00\n") || !strings.Contains(stdout, "earned, and free to withdraw: USD 0.00\n") {
		t.Errorf("funds: %v\n%s%s", err, stderr, stdout)
	}
}

// TestAuditJobs: an audit counts what waits and what was given up.
func TestAuditJobs(t *testing.T) {
	t.Parallel()
	eachWay(t, func(tx shop.Tx) error {
		return errors.Join(
			tx.Jobs().Put(job.Job{Key: "a", Lane: "dm:1"}), tx.Jobs().Put(job.Job{Key: "b", Lane: "dm:1"}),
			tx.Backlog().Bury(job.Job{Key: "c"}))
	}, func(t onStore) {
		stdout, stderr, err := t.till("audit", "--alone")
		want := "0 orders, 0 journal entries, 2 jobs waiting\n" +
			"1 job given up: till jobs list tells more\n" +
			"not compared with the provider\n" +
			"the books balance\n"
		if err != nil || stdout != want {
			t.Errorf("%v\n%s%s", err, stderr, stdout)
		}
	})
}

// TestAuditMisused: an audit that cannot compare says what to do.
func TestAuditMisused(t *testing.T) {
	t.Parallel()
	_, stderr, err := till(t, nil, "audit", "--store", filepath.Join(t.TempDir(), "till.db"))
	if err == nil || !strings.Contains(stderr, "cannot compare with the provider (--alone audits without)") || !strings.Contains(stderr, "TILL_STRIPE_KEY") {
		t.Errorf("%v\n%s", err, stderr)
	}
}
