package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"
	"github.com/google/go-cmp/cmp"

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
		{
			"a live key among imitated people",
			map[string]string{"TILL_STRIPE_KEY_FILE": key, "TILL_DISCORD_API": "http://127.0.0.1:1"},
			nil,
			[]string{"--discord-api is not Discord"},
		},
		{"a sandbox's key at Stripe", map[string]string{"TILL_STRIPE_KEY": "sk_test_sandbox1"}, nil, []string{"key of till sandbox", "--stripe-api"}},
		{"a secret twice", map[string]string{"TILL_STRIPE_KEY_FILE": key, "TILL_STRIPE_KEY": "sk_test_1"}, nil, []string{"both"}},
		{"a secret's file is missing", map[string]string{"TILL_STRIPE_KEY_FILE": key + "no"}, nil, []string{"TILL_STRIPE_KEY_FILE", "no such file"}},
		{"another machine's sandbox", nil, []string{"--stripe-api=http://192.0.2.1", "--discord-api=http://192.0.2.1"}, []string{"--stripe-api", "--discord-api", "not on this machine"}},
		{"a clock without a sandbox", nil, []string{"--clock=http://127.0.0.1:1"}, []string{"--clock"}},
		{"webhooks without an address", map[string]string{"TILL_STRIPE_WEBHOOK_SECRET": "whsec_1"}, nil, []string{"--listen"}},
		{"interactions by HTTP without key and address", map[string]string{"TILL_INTERACTIONS": "http"}, nil, []string{"--listen", "TILL_DISCORD_PUBLIC_KEY", "64 hexadecimal digits"}},
		{"limits", nil, []string{"--limit=USD=10;EUR=20/10;EUR=1/2;XYZ=1/2;JPY=1.5/2"}, []string{"USD=750.00/2250.00", "below the one of a request", "XYZ", "JPY"}},
		{"fees", nil, []string{"--fee=USD=60%;EUR=1%;USD=x"}, []string{"0% to 50%", "EUR has no --limit", "USD=x"}},
		{"a fee finer than a basis point", nil, []string{"--fee=USD=1.234%"}, []string{"hundredths"}},
		{
			"debt limits", nil,
			[]string{"--debt-limit=50", "--debt-limit=5EUR", "--debt-limit=5USD", "--debt-limit=6USD", "--debt-limit=1.234USD"},
			[]string{"--debt-limit 50: write it like 50USD", "EUR has no --limit", "USD has a debt limit already", "--debt-limit 1.234USD"},
		},
		{"who bears fees", nil, []string{"--provider-fees=buyer"}, []string{"--provider-fees", "seller", "operator"}},
		{"timers", nil, []string{"--hold-tracked=2d", "--hold-untracked=1d", "--request-life=1d"}, []string{"--hold-tracked", "--hold-untracked", "--request-life"}},
		{
			"the payment page, and the rest at once", nil,
			[]string{"--ship-to=ZZZ", "--return-url=nonsense", "--listen=nonsense"},
			[]string{"ZZZ", "nonsense", "--listen", "TILL_STRIPE_KEY", "TILL_DISCORD_TOKEN"},
		},
		{"a list of nobody", nil, []string{"--sellers=list"}, []string{"--sellers=list needs --seller-list", "TILL_STRIPE_KEY"}},
		{"a list that is not used", nil, []string{"--seller-list=me"}, []string{"--seller-list is for --sellers=list only", "--seller-list me: not a Discord id"}},
		{"approval by nobody", map[string]string{"TILL_SELLERS": "approval"}, nil, []string{"--sellers=approval needs --operators"}},
		{
			"a single shop of nobody, with what is between an operator and sellers", nil,
			[]string{"--shop=single", "--fee=USD=1%", "--debt-limit=5USD", "--provider-fees=operator", "--sellers=approval"},
			[]string{"--shop=single needs the seller", "--fee is", "--debt-limit is", "--provider-fees=operator is", "--sellers is"},
		},
		{"a single shop of two", map[string]string{"TILL_SHOP": "single"}, []string{"--operators=400000000000000001,400000000000000002"}, []string{"set --seller, or exactly one id"}},
		{"a seller who is none", nil, []string{"--shop=single", "--seller=me"}, []string{"--seller me: not a Discord id"}},
		{"a seller of a marketplace", nil, []string{"--seller=400000000000000001"}, []string{"--seller is for --shop=single only"}},
		{"who sells", nil, []string{"--sellers=friends"}, []string{"--sellers", "anyone", "list", "approval"}},
		{"operators", nil, []string{"--operators=me"}, []string{"Discord id"}},
		{"a public address that nobody listens on", nil, []string{"--public-url=https://till.example.com"}, []string{"--public-url is where --listen is reached"}},
		{"a public address in the clear", nil, []string{"--public-url=http://till.example.com", "--listen=127.0.0.1:0"}, []string{"write it like https://till.example.com"}},
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

// TestPolicy reads what the operator decides, from flags and the environment.
func TestPolicy(t *testing.T) {
	t.Parallel()
	defaults, err := defaultServe()
	if err != nil {
		t.Fatal(err)
	}
	policy, err := defaults.policy()
	if err != nil || policy.OperatorBearsFees || len(policy.DebtLimit) > 0 || policy.HoldLimit != providerHolds {
		t.Errorf("by default: %+v %v", policy, err)
	}
	for name, tt := range map[string]struct {
		env  map[string]string
		args []string
	}{
		"flags":           {nil, []string{"--provider-fees=operator", "--limit=USD=1/2;JPY=100/200", "--debt-limit=50USD", "--debt-limit=7000 JPY"}},
		"one flag":        {nil, []string{"--provider-fees", "operator", "--limit=USD=1/2;JPY=100/200", "--debt-limit", "50.00 usd;¥7000"}},
		"the environment": {map[string]string{"TILL_PROVIDER_FEES": "operator", "TILL_LIMIT": "USD=1/2;JPY=100/200", "TILL_DEBT_LIMIT": "50USD;7000JPY"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var cli commandLine
			parser, err := kong.New(&cli, kong.Name("till"), kong.Resolvers(newSettings(env(tt.env))))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := parser.Parse(append([]string{"serve"}, tt.args...)); err != nil {
				t.Fatal(err)
			}
			policy, err := cli.Serve.policy()
			if err != nil || !policy.OperatorBearsFees {
				t.Errorf("%+v %v", policy, err)
			}
			want := map[money.Currency]money.Money{"USD": money.New(50_00, "USD"), "JPY": money.New(7000, "JPY")}
			if diff := cmp.Diff(want, policy.DebtLimit); diff != "" {
				t.Errorf("what may be advanced:\n%s", diff)
			}
		})
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
