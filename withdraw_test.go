package main

import (
	"log/slog"
	"path/filepath"
	"strings"
	"testing"

	"till/storage"
)

// TestWithdraw withdraws the operator's money from an imitated Stripe, itself
// and through a till that serves.
func TestWithdraw(t *testing.T) {
	t.Parallel()
	for _, way := range []string{"alone", "served"} {
		t.Run(way, func(t *testing.T) {
			t.Parallel()
			world := startWorld(t)
			if err := world.TopUp(t.Context(), "usd", 50_00); err != nil {
				t.Fatal(err)
			}
			store := filepath.Join(t.TempDir(), "till.db")
			db, err := storage.Open(store, storage.Options{})
			if err != nil {
				t.Fatal(err)
			}
			variables := map[string]string{"TILL_STRIPE_KEY": world.Card().StripeKey, "TILL_STRIPE_API": world.Card().StripeAPI}
			if way == "alone" {
				if err := db.Close(); err != nil {
					t.Fatal(err)
				}
			} else {
				flags := stripeFlags{StripeKey: world.Card().StripeKey, StripeAPI: world.Card().StripeAPI}
				provider, err := flags.provider(db.Installation(), slog.New(slog.DiscardHandler), nil)
				if err != nil {
					t.Fatal(err)
				}
				serveSocket(t, db, provider)
				variables = nil // it does not need them
			}
			withdraw := func(args ...string) (string, string, error) {
				return till(t, variables, append([]string{"withdraw", "--store", store}, args...)...)
			}

			stdout, stderr, err := withdraw("usd")
			want := "with Stripe: USD 50.00, and USD 0.00 that is not settled yet\n" +
				"held for orders: USD 0.00\n" +
				"refunds that Stripe has not taken yet: USD 0.00\n" +
				"earned, and free to withdraw: USD 50.00\n" +
				"nothing was withdrawn: add --yes to do it\n"
			if err != nil || stdout != want {
				t.Errorf("%v\n%s%s", err, stderr, stdout)
			}
			stdout, stderr, err = withdraw("USD", "60", "--yes")
			if err == nil || !strings.Contains(stderr, "USD 60.00 is more than the USD 50.00 that is earned") {
				t.Errorf("more than there is: %v\n%s%s", err, stderr, stdout)
			}
			for n, args := range [][]string{{"USD", "20", "--yes"}, {"USD", "--yes"}} {
				stdout, stderr, err = withdraw(args...)
				want := []string{"USD 20.00 is on its way to the bank (po_", "USD 30.00 is on its way to the bank (po_"}[n]
				if err != nil || !strings.Contains(stdout, want) || !strings.Contains(stdout, "January 2026") {
					t.Errorf("%v: %v\n%s%s", args, err, stderr, stdout)
				}
			}
			stdout, stderr, err = withdraw("USD", "--yes")
			if err == nil || !strings.Contains(stderr, "nothing to withdraw: USD 0.00 is earned") {
				t.Errorf("when all is gone: %v\n%s%s", err, stderr, stdout)
			}
			stdout, stderr, err = till(t, variables, "audit", "--store", store)
			if err != nil || !strings.Contains(stdout, "outside the shop: payout USD -50.00") || !strings.Contains(stdout, "the books balance") {
				t.Errorf("the audit: %v\n%s%s", err, stderr, stdout)
			}
		})
	}
}

// TestWithdrawMisused: what is wrong is said before anything is asked.
func TestWithdrawMisused(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		args []string
		want string
	}{
		{[]string{"shells"}, `the currency "shells"`},
		{[]string{"USD", "much"}, `the amount "much"`},
		{[]string{"USD", "5EUR"}, `the amount "5EUR" is not in USD`},
		{[]string{"USD"}, "TILL_STRIPE_KEY"},
	} {
		_, stderr, err := till(t, nil, append([]string{"withdraw", "--store", filepath.Join(t.TempDir(), "till.db")}, tt.args...)...)
		if err == nil || !strings.Contains(stderr, tt.want) {
			t.Errorf("%v: %v, want %q\n%s", tt.args, err, tt.want, stderr)
		}
	}
}
