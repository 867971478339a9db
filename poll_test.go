package main

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	stripesandbox "till/sandbox/stripe"
	"till/shop"
	"till/shop/shoptest"
)

// pollBench is a poller on a provider in memory whose calls are counted.
type pollBench struct {
	*poller

	at    time.Time
	calls map[string]int
	fault shoptest.Fault // of what is compared
}

func newPollBench() *pollBench {
	b := &pollBench{at: storyStart, calls: make(map[string]int)}
	provider := shoptest.NewFakeProvider(func() time.Time { return b.at })
	provider.Fault = func(call string) shoptest.Fault {
		b.calls[call]++
		if call == "BalanceEntries" {
			return b.fault
		}
		return shoptest.FaultNone
	}
	log := slog.New(slog.DiscardHandler)
	now := func() time.Time { return b.at }
	b.poller = &poller{
		shop: shop.New(shop.Ports{Store: shoptest.NewMemory(), Provider: provider}, shop.Config{Now: now, Logger: log}),
		now:  now, every: 10 * time.Second, log: log, changed: func() {},
	}
	return b
}

// TestPollerCompares: the books are compared at the start and once an hour, and
// again at the next poll when that failed.
func TestPollerCompares(t *testing.T) {
	t.Parallel()
	b := newPollBench()
	for _, tt := range []struct {
		after           time.Duration
		fault           shoptest.Fault
		polls, compared int // so far
	}{
		{0, "", 1, 1},
		{time.Second, "", 1, 1},
		{10 * time.Second, "", 2, 1},
		{time.Hour, shoptest.FaultBefore, 3, 2},
		{time.Second, shoptest.FaultBefore, 4, 3}, // at once again
		{time.Second, "", 5, 4},
		{59 * time.Minute, "", 6, 4},
		{time.Minute, "", 7, 5},
	} {
		b.at, b.fault = b.at.Add(tt.after), tt.fault
		if err := b.IfDue(t.Context()); err != nil {
			t.Fatal(err)
		}
		if b.calls["EventsSince"] != tt.polls || b.calls["BalanceEntries"] != tt.compared {
			t.Errorf("at %s: %d polls and %d comparisons, want %d and %d", b.at.Format(time.TimeOnly),
				b.calls["EventsSince"], b.calls["BalanceEntries"], tt.polls, tt.compared)
		}
	}
}

// TestPollerChecks: the account is looked at until that succeeds, and an unfit
// one ends the poller.
func TestPollerChecks(t *testing.T) {
	t.Parallel()
	unfit := errors.New("unfit")
	for _, tt := range []struct {
		name    string
		answers []error // nil: checked; context.Canceled: no answer
		want    error
		left    bool // the check is still to be made
	}{
		{"fit", []error{context.Canceled, context.Canceled, nil}, nil, false},
		{"silent", []error{context.Canceled, context.Canceled}, nil, true},
		{"unfit", []error{context.Canceled, unfit}, unfit, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			b := newPollBench()
			asked := 0
			b.check = func(context.Context) (bool, error) {
				answer := tt.answers[asked]
				asked++
				if errors.Is(answer, context.Canceled) {
					return false, nil
				}
				return true, answer
			}
			var err error
			for range len(tt.answers) {
				if err != nil {
					t.Fatal(err)
				}
				err = b.IfDue(t.Context())
				b.at = b.at.Add(time.Minute)
			}
			if !errors.Is(err, tt.want) || asked != len(tt.answers) || (b.check != nil) != tt.left {
				t.Errorf("%v after %d questions, more to come: %t", err, asked, b.check != nil)
			}
			if polls := b.calls["EventsSince"]; tt.want == nil && polls != len(tt.answers) {
				t.Errorf("%d polls: they do not wait for the check", polls)
			}
		})
	}
}

// TestCheckPlatform asks an imitated Stripe for accounts that are fit, and not.
func TestCheckPlatform(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name    string
		account stripesandbox.Config
		down    bool
		ship    time.Duration
		want    string        // of the refusal
		limit   time.Duration // that holds then
	}{
		{"US", stripesandbox.Config{Country: "US"}, false, 600 * 24 * time.Hour, "", 730 * 24 * time.Hour},
		{"DE", stripesandbox.Config{Country: "DE"}, false, 14 * 24 * time.Hour, "", 90 * 24 * time.Hour},
		{"DE, too long", stripesandbox.Config{Country: "DE"}, false, 60 * 24 * time.Hour, "make --ship-within and --hold-untracked 66 days or less together, they are 74", 90 * 24 * time.Hour},
		{"TH", stripesandbox.Config{Country: "TH"}, false, 3 * 24 * time.Hour, "till cannot serve with this account", 10 * 24 * time.Hour},
		{"automatic payouts", stripesandbox.Config{AutomaticPayouts: true}, false, 14 * 24 * time.Hour, "set the payout schedule to manual", 90 * 24 * time.Hour},
		{"down", stripesandbox.Config{AutomaticPayouts: true}, true, 14 * 24 * time.Hour, "", 90 * 24 * time.Hour},
		{"down, too long", stripesandbox.Config{Country: "US"}, true, 600 * 24 * time.Hour, "90 days at most", 90 * 24 * time.Hour},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			log := slog.New(slog.DiscardHandler)
			tt.account.Logger = log
			world := stripesandbox.New(tt.account)
			server := httptest.NewServer(world.Handler())
			t.Cleanup(func() {
				server.Close()
				_ = world.Close()
			})
			if tt.down {
				if err := world.Fault(stripesandbox.FaultError, 1); err != nil {
					t.Fatal(err)
				}
			}
			flags := stripeFlags{StripeKey: world.Keys().Secret, StripeAPI: server.URL + "/stripe"}
			provider, err := flags.provider("1", log, nil)
			if err != nil {
				t.Fatal(err)
			}
			policy := shop.DefaultPolicy()
			policy.ShipWithin = tt.ship
			checked, err := (&service{provider: provider, log: log}).checkPlatform(t.Context(), &policy)
			if checked == tt.down || policy.HoldLimit != tt.limit {
				t.Errorf("checked: %t, and %s may be held", checked, policy.HoldLimit)
			}
			if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%v, want %q", err, tt.want)
			}
		})
	}
}

// TestStripeDownAtStart: the account is looked at when Stripe answers again, and
// one whose money would leave by itself ends the program.
func TestStripeDownAtStart(t *testing.T) {
	t.Parallel()
	world := startWorld(t)
	account := stripesandbox.New(stripesandbox.Config{AutomaticPayouts: true, Logger: slog.New(slog.DiscardHandler)})
	server := httptest.NewServer(account.Handler())
	t.Cleanup(func() {
		server.Close()
		_ = account.Close()
	})
	if err := account.Fault(stripesandbox.FaultError, 2); err != nil { // at the start, and at the first poll
		t.Fatal(err)
	}
	var stderr strings.Builder
	err := run(t.Context(), []string{"serve", "--store", filepath.Join(t.TempDir(), "till.db"), "--poll=1s"}, env(map[string]string{
		"TILL_DISCORD_TOKEN": world.Card().BotToken, "TILL_DISCORD_API": world.Card().DiscordAPI,
		"TILL_STRIPE_KEY": account.Keys().Secret, "TILL_STRIPE_API": server.URL + "/stripe",
	}), io.Discard, &stderr)
	if err == nil || !strings.Contains(err.Error(), "poller: the Stripe account pays out to its bank by itself") {
		t.Errorf("it ended with %v\n%s", err, &stderr)
	}
	if !strings.Contains(stderr.String(), "till: poller: the Stripe account pays out") {
		t.Errorf("it does not say why:\n%s", &stderr)
	}
}
