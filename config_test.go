package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"till/shop"
	"till/shop/money"
)

func env(pairs map[string]string) func(string) string {
	return func(name string) string { return pairs[name] }
}

// TestProblems shows that everything that is wrong is said at once, with what to
// do, before anything starts.
func TestProblems(t *testing.T) {
	t.Parallel()
	key := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(key, []byte("sk_live_1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name string
		env  map[string]string
		args []string
		want []string
	}{
		{"nothing is set", nil, nil, []string{"TILL_DISCORD_TOKEN", "TILL_STRIPE_KEY"}},
		{"a publishable key", map[string]string{"TILL_STRIPE_KEY": "pk_test_1"}, nil, []string{"publishable"}},
		{
			"a live key, from a file, on a sandbox",
			map[string]string{"TILL_STRIPE_KEY_FILE": key, "TILL_STRIPE_API": "http://127.0.0.1:1"},
			nil,
			[]string{"live key"},
		},
		{"a secret twice", map[string]string{"TILL_STRIPE_KEY_FILE": key, "TILL_STRIPE_KEY": "sk_test_1"}, nil, []string{"both"}},
		{"a secret's file is missing", map[string]string{"TILL_STRIPE_KEY_FILE": key + "no"}, nil, []string{"TILL_STRIPE_KEY_FILE", "no such file"}},
		{"another machine's sandbox", nil, []string{"--stripe-api=http://192.0.2.1", "--discord-api=http://192.0.2.1"}, []string{"--stripe-api", "--discord-api", "not on this machine"}},
		{"a clock without a sandbox", nil, []string{"--clock=http://127.0.0.1:1"}, []string{"--clock"}},
		{"webhooks without an address", map[string]string{"TILL_STRIPE_WEBHOOK_SECRET": "whsec_1"}, nil, []string{"--listen"}},
		{"limits", nil, []string{"--limit=USD=10;EUR=20/10;EUR=1/2;XYZ=1/2;JPY=1.5/2"}, []string{"USD=750.00/2250.00", "below the one of a request", "XYZ", "JPY"}},
		{"fees", nil, []string{"--fee=USD=60%;EUR=1%;USD=x"}, []string{"0% to 50%", "EUR has no --limit", "USD=x"}},
		{"a fee finer than a basis point", nil, []string{"--fee=USD=1.234%"}, []string{"hundredths"}},
		{"timers", nil, []string{"--hold-tracked=2d", "--hold-untracked=1d", "--request-life=1d"}, []string{"--hold-tracked", "--hold-untracked", "--request-life"}},
		{
			"the payment page, and the rest at once", nil,
			[]string{"--ship-to=ZZZ", "--return-url=nonsense", "--listen=nonsense"},
			[]string{"ZZZ", "nonsense", "--listen", "TILL_STRIPE_KEY", "TILL_DISCORD_TOKEN"},
		},
		{"operators", nil, []string{"--operators=me"}, []string{"Discord id"}},
		{"no duration", nil, []string{"--poll=soon"}, []string{"14d or 36h"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var stderr bytes.Buffer
			err := run(t.Context(), append([]string{"serve", "--store", filepath.Join(t.TempDir(), "till.db")}, tt.args...), env(tt.env), io.Discard, &stderr)
			if err == nil {
				t.Fatal("it started")
			}
			for _, want := range tt.want {
				if !strings.Contains(stderr.String(), want) {
					t.Errorf("does not say %q:\n%s", want, &stderr)
				}
			}
			if strings.Contains(stderr.String(), "sk_live_1") {
				t.Errorf("prints the key:\n%s", &stderr)
			}
		})
	}
}

func TestFee(t *testing.T) {
	t.Parallel()
	currency, fee, err := parseFee("USD=1.15%+0.30")
	if err != nil || currency != "USD" || fee.BasisPoints != 115 || fee.Fixed != money.New(30, "USD") {
		t.Errorf("got %s %+v %v", currency, fee, err)
	}
}

// TestCheckHold holds the timers against the provider's limit in the account's country.
func TestCheckHold(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		country string
		days    int
		want    string
	}{
		{"US", 14, ""}, {"US", 600, ""}, {"DE", 14, ""}, {"DE", 52, ""}, {"DE", 53, "90 days"}, {"TH", 14, "10 days"},
	} {
		p := shop.DefaultPolicy()
		p.ShipWithin, p.HoldLimit = time.Duration(tt.days)*24*time.Hour, holdLimit(tt.country)
		err := checkHold(p)
		if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s, %d days to ship: %v, want %q", tt.country, tt.days, err, tt.want)
		}
	}
}
