package main

import (
	"bytes"
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.etcd.io/bbolt"

	"till/checkout/stripe"
	"till/sandbox"
	stripesandbox "till/sandbox/stripe"
	"till/storage"
)

// patient is what the doctor looks at: a world, and the variables of a till on it.
type patient struct {
	*testing.T
	world     *sandbox.Sandbox
	variables map[string]string
	store     string
}

// newPatient is one that nothing is wrong with.
func newPatient(t *testing.T) *patient {
	t.Helper()
	p := &patient{T: t, world: startWorld(t), store: filepath.Join(t.TempDir(), "till.db")}
	card := p.world.Card()
	p.variables = map[string]string{
		"TILL_STORE": p.store, "TILL_DISCORD_API": card.DiscordAPI, "TILL_DISCORD_TOKEN": card.BotToken,
		"TILL_STRIPE_API": card.StripeAPI, "TILL_STRIPE_KEY": card.StripeKey, "TILL_OPERATORS": p.world.Discord().Person("operator").ID,
		"TILL_EASYPOST_API": card.CarrierAPI, "TILL_EASYPOST_KEY": card.CarrierKey,
	}
	p.examine("--fix", "--yes") // registers the commands
	return p
}

func (p *patient) set(name, value string) { p.variables[name] = value }

// examine returns what the doctor says, by the names of its checks.
func (p *patient) examine(args ...string) (found map[string]finding, stderr string) {
	p.Helper()
	stdout, stderr, err := till(p.T, p.variables, append([]string{"doctor", "--json"}, args...)...)
	found = make(map[string]finding)
	bad := false
	for line := range strings.Lines(stdout) {
		var f finding
		if err := json.Unmarshal([]byte(line), &f); err != nil {
			p.Fatalf("%v: %s", err, line)
		}
		found[f.Name] = f
		bad = bad || f.Status == problem
		if (f.Status == fine) != (f.Fix == "") {
			p.Errorf("%s is %s, and to do is %q", f.Name, f.Status, f.Fix)
		}
	}
	if bad != (err != nil) {
		p.Errorf("it ended with %v:\n%s", err, stdout)
	}
	for _, secret := range []string{p.world.Card().BotToken, p.world.Card().StripeKey, "whsec_"} {
		if strings.Contains(stdout+stderr, secret) {
			p.Errorf("prints %s", secret)
		}
	}
	return found, stderr
}

// stripe calls the imitated Stripe, as its dashboard would.
func (p *patient) stripe(method, path string, form url.Values) {
	p.Helper()
	request, err := http.NewRequestWithContext(p.Context(), method, p.world.Card().StripeAPI+"/v1/"+path, strings.NewReader(form.Encode()))
	if err != nil {
		p.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	p.send(request, "Bearer "+p.world.Card().StripeKey)
}

// discord calls the imitated Discord, as its developer portal would.
func (p *patient) discord(method, path, body string) {
	p.Helper()
	request, err := http.NewRequestWithContext(p.Context(), method, p.world.Card().DiscordAPI+"/v10"+path, strings.NewReader(body))
	if err != nil {
		p.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	p.send(request, "Bot "+p.world.Card().BotToken)
}

func (p *patient) send(request *http.Request, authorization string) {
	p.Helper()
	request.Header.Set("Authorization", authorization)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		p.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode > 299 {
		text, _ := io.ReadAll(response.Body)
		p.Fatalf("%s %s: %s\n%s", request.Method, request.URL, response.Status, text)
	}
}

// serves is an address at which something answers.
func (p *patient) serves(h http.HandlerFunc) string {
	server := httptest.NewServer(h)
	p.Cleanup(server.Close)
	return server.URL
}

// public gives the till an address, and its webhooks secrets.
func (p *patient) public(address string) {
	p.set("TILL_LISTEN", "127.0.0.1:0")
	p.set("TILL_PUBLIC_URL", address)
	p.set("TILL_STRIPE_WEBHOOK_SECRET", "whsec_1")
	p.set("TILL_STRIPE_CONNECT_WEBHOOK_SECRET", "whsec_2")
}

// hook makes an endpoint at Stripe.
func (p *patient) hook(path string, more url.Values) {
	form := url.Values{"url": {"https://till.example.com" + path}, "api_version": {"2023-10-16"}, "enabled_events[]": {"*"}}
	maps.Copy(form, more)
	if form.Get("api_version") == "" {
		form.Del("api_version")
	}
	p.stripe("POST", "webhook_endpoints", form)
}

// TestDoctorAllOK: with everything in order, each check is there under its name and
// says so.
func TestDoctorAllOK(t *testing.T) {
	t.Parallel()
	p := newPatient(t)
	stdout, stderr, err := till(t, p.variables, "doctor", "--dm")
	if err != nil || stderr != "" {
		t.Fatalf("%v\n%s%s", err, stdout, stderr)
	}
	var names []string
	for line := range strings.Lines(stdout) {
		fields := strings.Fields(line)
		if fields[0] == fine {
			names = append(names, fields[1])
		} else if fields[1] != "store-file-system" && fields[0] != "→" && fields[0] != "all" && fields[0] != "no" { // the test's folder may be in memory
			t.Error(line)
		}
	}
	want := []string{
		"configuration", "configuration-file", "discord-token", "discord-install", "discord-intents", "discord-commands",
		"discord-interactions", "discord-sessions", "discord-operators", "discord-dm", "stripe-key", "stripe-account", "stripe-connect", "stripe-payouts",
		"stripe-holding", "stripe-currencies", "stripe-webhook", "stripe-connect-webhook", "carrier-key", "public-address", "clock",
		"store", "store-permissions", "store-disk", "store-file-system",
	}
	if !slices.Contains(names, "store-file-system") {
		names = append(names, "store-file-system")
	}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Error(diff)
	}
	shown, err := p.world.Inbox("operator", "dm", 1)
	if err != nil || !strings.Contains(shown.Text, "a test by `till doctor`") && !strings.Contains(shown.Text, "a test by till doctor") {
		t.Errorf("the operator sees %q, %v", shown.Text, err)
	}
}

// TestDoctorFinds: each fault has its line, which says what to do; and what the doctor
// can mend, it mends.
func TestDoctorFinds(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		harm   func(*patient)
		args   []string
		check  string
		status string
		detail string
		fix    string
		mended string // the detail after --fix; "" if nothing can be mended
	}{
		{
			"a configuration that cannot be", func(p *patient) { p.set("TILL_HOLD_TRACKED", "1d"); p.set("TILL_REQUEST_LIFE", "1d") }, nil,
			"configuration", problem, "--hold-tracked must be 3d to 60d\n--request-life", "till config", "",
		},
		{
			"a configuration that others can read", func(p *patient) {
				p.set("TILL_CONFIG", write(p.T, "till.yaml", "stripe-key: "+p.variables["TILL_STRIPE_KEY"]))
				p.set("TILL_STRIPE_KEY", "")
				if err := os.Chmod(p.variables["TILL_CONFIG"], 0o644); err != nil {
					p.Fatal(err)
				}
			}, nil,
			"configuration-file", problem, "secrets are in it (mode 0644)", "chmod 600 ", "only its owner can read it",
		},
		{"no token", func(p *patient) { p.set("TILL_DISCORD_TOKEN", "") }, nil, "discord-token", problem, "there is none", "TILL_DISCORD_TOKEN", ""},
		{"another token", func(p *patient) { p.set("TILL_DISCORD_TOKEN", "MTEw.no.token") }, nil, "discord-token", problem, "does not take", "reset it", ""},
		{"what follows from it", func(p *patient) { p.set("TILL_DISCORD_TOKEN", "") }, nil, "discord-commands", warning, "not looked at", "mend discord-token first", ""},
		{"nobody at Discord's address", func(p *patient) { p.set("TILL_DISCORD_API", nowhere(p.T)) }, nil, "discord-token", problem, "could not be asked", "reaches http://127.0.0.1", ""},
		{
			"it cannot be installed to servers", func(p *patient) {
				p.discord("PATCH", "/applications/@me", `{"integration_types_config":{"1":{"oauth2_install_params":{"scopes":["applications.commands"],"permissions":0}}}}`)
			}, nil,
			"discord-install", problem, "to servers (lacks applications.commands and bot)", "Installation", "to servers and to people's accounts",
		},
		{
			"the bot does not come along", func(p *patient) {
				p.discord("PATCH", "/applications/@me", `{"integration_types_config":{"0":{"oauth2_install_params":{"scopes":["applications.commands"]}},"1":{"oauth2_install_params":{"scopes":["applications.commands"]}}}}`)
			}, nil,
			"discord-install", problem, "to servers (lacks bot)", "scopes applications.commands and, for servers, bot", "to servers and to people's accounts",
		},
		{
			"a bot of its owner's", func(p *patient) { p.says("TILL_DISCORD_API", `"bot_public":true`, `"bot_public":false`) }, nil,
			"discord-install", warning, "only its owner", "Public Bot", "",
		},
		{
			"more intents than are needed", func(p *patient) { p.discord("PATCH", "/applications/@me", `{"flags":524288}`) }, nil,
			"discord-intents", warning, "message content", "turn them off", "",
		},
		{
			"other commands", func(p *patient) {
				p.discord("PUT", "/applications/"+p.world.Card().ApplicationID+"/commands", `[{"name":"ping","description":"d"},{"name":"sell","description":"d"}]`)
			}, nil,
			"discord-commands", warning, "; changed: /sell; not of this till: /ping", "till serve puts them in place", "those of this till",
		},
		{"another public key", func(p *patient) { p.set("TILL_DISCORD_PUBLIC_KEY", strings.Repeat("0", 64)) }, nil, "discord-interactions", problem, "is not this application's", "set it to ", ""},
		{
			"interactions that go elsewhere", func(p *patient) {
				if err := p.world.Discord().SetEndpoint(p.Context(), p.serves(ponging(p.world.Card().PublicKey))); err != nil {
					p.Fatal(err)
				}
			}, nil,
			"discord-interactions", problem, "till expects them over the gateway", "--interactions=http", "over the gateway",
		},
		{
			"interactions that do not come", func(p *patient) {
				p.set("TILL_INTERACTIONS", "http")
				p.set("TILL_DISCORD_PUBLIC_KEY", p.world.Card().PublicKey)
				p.public(p.serves(ponging(p.world.Card().PublicKey)))
			}, nil,
			"discord-interactions", problem, "and till expects them by HTTP", "interactions endpoint", "and the public key is the application's",
		},
		{"an operator who is nobody", func(p *patient) { p.set("TILL_OPERATORS", "400000000000000001") }, []string{"--dm"}, "discord-dm", problem, "operator 400000000000000001: ", "--operators", ""},
		{
			"an operator without DMs", func(p *patient) {
				if err := p.world.SetDMs("operator", false); err != nil {
					p.Fatal(err)
				}
			},
			[]string{"--dm"},
			"discord-dm", problem, "takes no messages", "allow direct messages", "",
		},
		{"no operator to write to", func(p *patient) { p.set("TILL_OPERATORS", "") }, []string{"--dm"}, "discord-dm", warning, "there is none", "--operators", ""},
		{"no operator", func(p *patient) { p.set("TILL_OPERATORS", "") }, nil, "discord-operators", warning, "there is none", "--operators", ""},
		{"an operator who is no person", func(p *patient) { p.set("TILL_OPERATORS", p.world.Card().ApplicationID+",400000000000000001") }, nil, "discord-operators", problem, "nobody on Discord has the id 400000000000000001", "Copy User ID", ""},

		{"no key", func(p *patient) { p.set("TILL_STRIPE_KEY", "") }, nil, "stripe-key", problem, "there is none", "TILL_STRIPE_KEY", ""},
		{"another key", func(p *patient) { p.set("TILL_STRIPE_KEY", "sk_test_sandboxNone") }, nil, "stripe-key", problem, "does not take the key", "copy the secret key anew", ""},
		{"nobody at Stripe's address", func(p *patient) { p.set("TILL_STRIPE_API", nowhere(p.T)) }, nil, "stripe-key", problem, "could not be asked", "reaches http://127.0.0.1", ""},
		{"no Connect", plain, nil, "stripe-connect", problem, "not signed up for Connect", "dashboard.stripe.com/connect", ""},
		{"payouts of its own", plain, nil, "stripe-payouts", problem, "by itself (daily)", "set the payout schedule to manual", ""},
		{"an account that may not take payments", func(p *patient) { p.says("TILL_STRIPE_API", `"charges_enabled": true`, `"charges_enabled": false`) }, nil, "stripe-account", problem, "may not take payments", "dashboard", ""},
		{"one that may not be paid out", func(p *patient) { p.says("TILL_STRIPE_API", `"payouts_enabled": true`, `"payouts_enabled": false`) }, nil, "stripe-account", warning, "may not be paid out", "dashboard", ""},
		{"one that is asked for more", func(p *patient) {
			p.says("TILL_STRIPE_API", `"currently_due": []`, `"currently_due": ["external_account"]`)
		}, nil, "stripe-account", warning, "Stripe asks for external_account", "dashboard", ""},
		{"a method that is not active", func(p *patient) { p.says("TILL_STRIPE_API", `"card_payments": "active"`, `"card_payments": "pending"`) }, nil, "stripe-account", problem, "card is pending", "Payment methods", ""},
		{"too short a limit", func(p *patient) { p.account(stripesandbox.Config{Country: "TH"}) }, nil, "stripe-holding", problem, "10 days at most", "another country", ""},
		{"a currency that is converted", func(p *patient) { p.set("TILL_LIMIT", "USD=1/2;EUR=1/2") }, nil, "stripe-currencies", warning, "no balance in EUR", "--limit", ""},

		{"an address that is not told", func(p *patient) { p.public("") }, nil, "stripe-webhook", warning, "not --public-url", "set --public-url", ""},
		{"no endpoint", func(p *patient) { p.public("https://till.example.com") }, nil, "stripe-webhook", warning, "has no endpoint https://till.example.com/webhooks/stripe", "--fix", "https://till.example.com/webhooks/stripe, we_"},
		{
			"a secret that nobody knows", func(p *patient) {
				p.public("https://till.example.com")
				p.set("TILL_STRIPE_WEBHOOK_SECRET", "")
				p.hook("/webhooks/stripe", nil)
			}, nil,
			"stripe-webhook", problem, "its secret is not set", "anew", "https://till.example.com/webhooks/stripe, we_",
		},
		{
			"an endpoint that is off", func(p *patient) {
				p.public("https://till.example.com")
				p.hook("/webhooks/stripe", url.Values{"metadata[id]": {"1"}})
				p.disableHooks()
			}, nil,
			"stripe-webhook", problem, "it is turned off", "turn it on", "https://till.example.com/webhooks/stripe, we_",
		},
		{
			"an endpoint that says little", func(p *patient) {
				p.public("https://till.example.com")
				p.hook("/webhooks/stripe/connect", url.Values{"connect": {"true"}, "enabled_events[]": {"account.updated"}})
			}, nil,
			"stripe-connect-webhook", problem, "it does not send account.application.deauthorized, ", "turn it on", "https://till.example.com/webhooks/stripe/connect, we_",
		},
		{
			"another version", func(p *patient) {
				p.public("https://till.example.com")
				p.hook("/webhooks/stripe", url.Values{"api_version": {""}})
			}, nil,
			"stripe-webhook", warning, "API version that the account has by default, not 2023-10-16", "anew", "https://till.example.com/webhooks/stripe, we_",
		},
		{
			"events of the wrong accounts", func(p *patient) {
				p.public("https://till.example.com")
				p.hook("/webhooks/stripe/connect", nil)
			}, nil,
			"stripe-connect-webhook", problem, "connect=true is missing", "anew", "https://till.example.com/webhooks/stripe/connect, we_",
		},
		{
			"an endpoint twice", func(p *patient) {
				p.public("https://till.example.com")
				p.hook("/webhooks/stripe", nil)
				p.hook("/webhooks/stripe", nil)
			}, nil,
			"stripe-webhook", warning, "2 endpoints", "anew", "https://till.example.com/webhooks/stripe, we_",
		},
		{
			"an address of somebody else", func(p *patient) { p.public(p.serves(http.NotFound)) }, nil,
			"public-address", problem, "status 404, and not by a till", "where the proxy passes", "",
		},
		{
			"a till with other secrets", func(p *patient) {
				p.public(p.serves(func(w http.ResponseWriter, r *http.Request) {
					if r.Method == http.MethodPost {
						w.WriteHeader(http.StatusBadRequest)
					}
					fmt.Fprintln(w, "ok")
				}))
			}, nil,
			"public-address", problem, "/webhooks/stripe has another secret", "start till serve anew", "",
		},
		{"another carrier key", func(p *patient) { p.set("TILL_EASYPOST_KEY", "EZTKnone") }, nil, "carrier-key", problem, "does not take it", "copy it anew", ""},
		{"nobody to track", func(p *patient) { p.set("TILL_EASYPOST_API", nowhere(p.T)) }, nil, "carrier-key", warning, "could not be asked", "by itself", ""},
		{"no folder", func(p *patient) { p.set("TILL_STORE", p.store+"/no/till.db") }, nil, "store", problem, "does not exist", "make it", ""},
		{"a file that is no store", func(p *patient) { p.file("hello") }, nil, "store", problem, "not a till store", "till restore", ""},
		{"a store that others can read", func(p *patient) { p.made(); p.chmod(0o640) }, nil, "store-permissions", warning, "mode 0640", "chmod 600", "only its owner can read it"},
		{"an older store", func(p *patient) { p.made(); p.schema("1") }, nil, "store", warning, "an older till made it", "till backup first", ""},
		{"a newer store", func(p *patient) { p.made(); p.schema("99") }, nil, "store", problem, "newer till", "till restore", ""},
		{"another program on the store", func(p *patient) { p.hold() }, nil, "store", problem, "no till answers beside it", "lsof", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := newPatient(t)
			tt.harm(p)
			found, _ := p.examine(tt.args...)
			f := found[tt.check]
			if f.Status != tt.status || !strings.Contains(f.Detail, tt.detail) || !strings.Contains(f.Fix, tt.fix) {
				t.Errorf("found %+v", f)
			}
			if tt.mended == "" {
				return
			}
			found, stderr := p.examine("--fix", "--yes")
			if f = found[tt.check]; f.Status != fine || !strings.Contains(f.Detail, tt.mended) {
				t.Errorf("after it was mended: %+v\n%s", f, stderr)
			}
		})
	}
}

// nowhere is an address where nobody listens.
func nowhere(t *testing.T) string {
	t.Helper()
	server := httptest.NewServer(http.NotFoundHandler())
	server.Close()
	return server.URL
}

// ponging answers as an interactions endpoint and a healthy till.
func ponging(key string) http.HandlerFunc {
	public, _ := hex.DecodeString(key)
	return func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		signature, _ := hex.DecodeString(r.Header.Get("X-Signature-Ed25519"))
		if r.Method == http.MethodPost && !ed25519.Verify(public, append([]byte(r.Header.Get("X-Signature-Timestamp")), body...), signature) {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		fmt.Fprintln(w, `{"type":1}`)
	}
}

// plain has the account of somebody who sells for themselves.
func plain(p *patient) {
	p.Helper()
	if err := p.world.MakePlain(p.Context()); err != nil {
		p.Fatal(err)
	}
}

// account is another one at Stripe.
func (p *patient) account(config stripesandbox.Config) {
	p.Helper()
	config.Logger = slog.New(slog.DiscardHandler)
	other := stripesandbox.New(config)
	server := httptest.NewServer(other.Handler())
	p.Cleanup(func() {
		server.Close()
		_ = other.Close()
	})
	p.set("TILL_STRIPE_API", server.URL+"/stripe")
	p.set("TILL_STRIPE_KEY", other.Keys().Secret)
}

// says has the service at the variable's address say something else.
func (p *patient) says(variable, was, is string) {
	behind := p.variables[variable]
	p.set(variable, p.serves(func(w http.ResponseWriter, r *http.Request) {
		forward(w, r, behind, func(body []byte) []byte { return bytes.ReplaceAll(body, []byte(was), []byte(is)) })
	}))
}

// forward asks whoever is behind, and changes what they say.
func forward(w http.ResponseWriter, r *http.Request, behind string, change func([]byte) []byte) {
	request, err := http.NewRequestWithContext(r.Context(), r.Method, behind+r.URL.RequestURI(), r.Body)
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	request.Header = r.Header
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	defer response.Body.Close()
	body, _ := io.ReadAll(response.Body) // what is missing shows
	w.WriteHeader(response.StatusCode)
	_, _ = w.Write(change(body))
}

// disableHooks turns off what endpoints there are.
func (p *patient) disableHooks() {
	p.Helper()
	provider, err := stripeFlags{StripeKey: p.variables["TILL_STRIPE_KEY"], StripeAPI: p.variables["TILL_STRIPE_API"]}.
		provider("1", slog.New(slog.DiscardHandler), func(*stripe.Config) {})
	if err != nil {
		p.Fatal(err)
	}
	all, err := provider.Endpoints(p.Context())
	if err != nil {
		p.Fatal(err)
	}
	for _, e := range all {
		p.stripe("POST", "webhook_endpoints/"+e.ID, url.Values{"disabled": {"true"}})
	}
}

// made is a store that was served on.
func (p *patient) made() {
	p.Helper()
	db, err := storage.Open(p.store, storage.Options{})
	if err == nil {
		err = db.Close()
	}
	if err != nil {
		p.Fatal(err)
	}
}

func (p *patient) file(content string) {
	p.Helper()
	if err := os.WriteFile(p.store, []byte(strings.Repeat(content, 4096)), 0o600); err != nil {
		p.Fatal(err)
	}
}

func (p *patient) chmod(mode os.FileMode) {
	p.Helper()
	if err := os.Chmod(p.store, mode); err != nil {
		p.Fatal(err)
	}
}

// schema has another till have made the store.
func (p *patient) schema(version string) {
	p.Helper()
	db, err := bbolt.Open(p.store, 0o600, nil)
	if err == nil {
		err = db.Update(func(tx *bbolt.Tx) error { return tx.Bucket([]byte("meta")).Put([]byte("schema"), []byte(version)) })
	}
	if err == nil {
		err = db.Close()
	}
	if err != nil {
		p.Fatal(err)
	}
}

// hold has a program that is no till have the store open.
func (p *patient) hold() {
	p.Helper()
	db, err := storage.Open(p.store, storage.Options{})
	if err != nil {
		p.Fatal(err)
	}
	p.Cleanup(func() { _ = db.Close() })
}

// TestDoctorAsks: without --yes each repair is asked for, and one that nobody wants is
// not made.
func TestDoctorAsks(t *testing.T) {
	t.Parallel()
	p := newPatient(t)
	p.made()
	p.chmod(0o644)
	serve, err := defaultServe()
	if err != nil {
		t.Fatal(err)
	}
	serve.Store = p.store
	for _, tt := range []struct{ answers, want string }{
		{"", "warning  store-permissions"}, {"n\n", "warning  store-permissions"}, {"what\nyes\n", "ok       store-permissions"},
	} {
		var out bytes.Buffer
		command := &doctorCommand{serveCommand: *serve, Fix: true, in: strings.NewReader(tt.answers)}
		_ = command.Run(&program{ctx: t.Context(), stdout: &out, stderr: io.Discard, settings: newSettings(env(nil))})
		if !strings.Contains(out.String(), tt.want) || !strings.Contains(out.String(), "Let only its owner read "+p.store+"? [y/N]") {
			t.Errorf("%q:\n%s", tt.answers, &out)
		}
	}
}

// TestDoctorKeepsSecrets: the secret of an endpoint that was made is where the next
// start finds it, and nowhere else.
func TestDoctorKeepsSecrets(t *testing.T) {
	t.Parallel()
	t.Run("in the configuration file", func(t *testing.T) {
		t.Parallel()
		p := newPatient(t)
		config := write(t, "till.yaml", "# mine\nlisten: 127.0.0.1:0\npublic-url: https://till.example.com # ours\n")
		p.set("TILL_CONFIG", config)
		p.examine("--fix", "--yes")
		content, err := os.ReadFile(config)
		if err != nil || !strings.HasPrefix(string(content), "# mine\n") || !strings.Contains(string(content), "# ours") ||
			!strings.Contains(string(content), "\nstripe-webhook-secret: whsec_") || !strings.Contains(string(content), "\nstripe-connect-webhook-secret: whsec_") {
			t.Errorf("%v\n%s", err, content)
		}
		if mode, err := modeOf(config); err != nil || mode != 0o600 {
			t.Errorf("%v, %v", mode, err)
		}
		found, _ := p.examine()
		if f := found["stripe-webhook"]; f.Status != fine {
			t.Errorf("%+v", f)
		}
	})
	t.Run("in a file beside the store", func(t *testing.T) {
		t.Parallel()
		p := newPatient(t)
		p.public("https://till.example.com")
		_, stderr := p.examine("--fix", "--yes")
		path := p.store + ".stripe-webhook-secret"
		if want := "its secret is in " + path + ": set TILL_STRIPE_WEBHOOK_SECRET_FILE to that, and take TILL_STRIPE_WEBHOOK_SECRET out"; !strings.Contains(stderr, want) {
			t.Errorf("does not say %q:\n%s", want, stderr)
		}
		content, err := os.ReadFile(path)
		if mode, _ := modeOf(path); err != nil || mode != 0o600 || !strings.HasPrefix(string(content), "whsec_") {
			t.Errorf("%v, %v, %s", mode, err, content)
		}
	})
}

// TestDoctorServed: while a till serves, the doctor asks it for the store, and finds
// it at its address.
func TestDoctorServed(t *testing.T) {
	t.Parallel()
	p := newPatient(t)
	p.public("")
	serve, settings, err := serveFrom(write(t, "till.yaml", ""), env(p.variables))
	if err != nil {
		t.Fatal(err)
	}
	policy, err := serve.validate(settings.problems...)
	if err != nil {
		t.Fatal(err)
	}
	s := runService(t, serve, policy)
	p.set("TILL_PUBLIC_URL", s.address())
	found, _ := p.examine()
	if f := found["store"]; f.Status != fine || !strings.Contains(f.Detail, "a till serves on") {
		t.Errorf("%+v", f)
	}
	if f := found["public-address"]; f.Status != fine || !strings.Contains(f.Detail, "leads to a till") {
		t.Errorf("%+v", f)
	}
	p.set("TILL_STRIPE_CONNECT_WEBHOOK_SECRET", "whsec_3")
	found, _ = p.examine()
	if f := found["public-address"]; f.Status != problem || !strings.Contains(f.Detail, "/webhooks/stripe/connect has another secret") {
		t.Errorf("%+v", f)
	}
}

// TestDoctorWaits only so long for an answer, and asks the others all the same.
func TestDoctorWaits(t *testing.T) {
	t.Parallel()
	p := newPatient(t)
	over := make(chan struct{})
	p.Cleanup(func() { close(over) }) // before the server is
	silent := p.serves(func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-over:
		case <-r.Context().Done():
		}
	})
	p.set("TILL_DISCORD_API", silent)
	p.set("TILL_EASYPOST_API", silent)
	serve, settings, err := serveFrom(write(t, "till.yaml", ""), env(p.variables))
	if err != nil {
		t.Fatal(err)
	}
	d := newDoctor(serve, settings)
	d.within = 300 * time.Millisecond
	for _, one := range d.checks() {
		f := one.run(t.Context(), d.within)
		switch f.Name {
		case "discord-token", "carrier-key":
			if f.Status == fine || !strings.Contains(f.Detail, "no answer in time") {
				t.Errorf("%+v", f)
			}
		case "stripe-key":
			if f.Status != fine {
				t.Errorf("%+v", f)
			}
		}
	}
}

// TestDates compares clocks by what services say the time is, which is cut to seconds.
func TestDates(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 1, 5, 10, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		name   string
		ahead  time.Duration // this machine
		status string
		detail string
	}{
		{"right", 0, fine, "agrees"},
		{"within the second", 900 * time.Millisecond, fine, "agrees"},
		{"ahead", 9 * time.Second, warning, "8s off Stripe's"},
		{"behind", -10 * time.Second, warning, "-10s off Stripe's"},
		{"far ahead", 5 * time.Minute, problem, "4m59s off Stripe's"},
	} {
		d := new(doctor)
		d.dates.note("Discord", at, at, at)
		d.dates.note("Stripe", at.Add(tt.ahead), at.Add(tt.ahead), at)
		if f := d.clock(t.Context()); f.Status != tt.status || !strings.Contains(f.Detail, tt.detail) {
			t.Errorf("%s: %+v", tt.name, f)
		}
	}
	if f := new(doctor).clock(t.Context()); f.Status != warning {
		t.Errorf("nobody told: %+v", f)
	}
}

// TestEditSettings: what is written is read back as it was, in the place of what was
// there, and the rest stays.
func TestEditSettings(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, before string
		entries      []entry
		want         string
	}{
		{"a new file", "", []entry{{name: "store", values: []string{"a.db"}}}, "store: a.db\n"},
		{"only comments", "# mine\n", []entry{{name: "store", values: []string{"a.db"}}}, "# mine\nstore: a.db\n"},
		{"in its place", "store: a # old\nshop: single\n", []entry{{name: "store", values: []string{"b"}}}, "store: b # old\nshop: single\n"},
		{"out", "store: a\nshop: single\n", []entry{{name: "store"}, {name: "seller"}}, "shop: single\n"},
		{"ids stay text", "", []entry{{name: "operators", values: []string{"400000000000000001"}}}, "operators: \"400000000000000001\"\n"},
		{"a list", "limit: x\n", []entry{{name: "limit", values: []string{"USD=1/2", "EUR=1/2"}}}, "limit: [USD=1/2, EUR=1/2]\n"},
		{"signs", "", []entry{{name: "operator", values: []string{"Blue: Kiln #1"}}}, "operator: 'Blue: Kiln #1'\n"},
	} {
		got, err := editSettings([]byte(tt.before), tt.entries)
		if diff := cmp.Diff(tt.want, string(got)); err != nil || diff != "" {
			t.Errorf("%s: %v\n%s", tt.name, err, diff)
		}
	}
	if _, err := editSettings([]byte("[a]"), nil); err == nil {
		t.Error("a list was taken")
	}
}
