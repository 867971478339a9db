package discord

import (
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// door is an endpoint: it checks signatures, pongs, and answers with what is set.
type door struct {
	*httptest.Server
	status int
	answer any
	late   func(in received) // answers by the callback route, after 202
}

func newDoor(t *testing.T, d *Discord) *door {
	t.Helper()
	key, err := hex.DecodeString(d.Application().PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	e := &door{status: http.StatusOK}
	e.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		signature, _ := hex.DecodeString(r.Header.Get("X-Signature-Ed25519"))
		if !ed25519.Verify(key, append([]byte(r.Header.Get("X-Signature-Timestamp")), body...), signature) {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		var in received
		_ = json.Unmarshal(body, &in)
		if in.Type == interactionPing {
			_, _ = io.WriteString(w, `{"type":1}`)
			return
		}
		writeJSON(w, e.status, e.answer)
		if e.late != nil {
			go e.late(in)
		}
	}))
	t.Cleanup(e.Close)
	return e
}

func endpoint(address any) m { return m{"interactions_endpoint_url": address} }

// An endpoint has to pong, and to refuse what is signed by somebody else.
func TestEndpointIsTried(t *testing.T) {
	d := newTestDiscord(t)
	bot := newBot(t, d)
	e := newDoor(t, d)
	trusting := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"type":1}`)
	}))
	t.Cleanup(trusting.Close)
	deaf := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(deaf.Close)
	for address, code := range map[string]string{
		trusting.URL: "APPLICATION_INTERACTIONS_ENDPOINT_URL_INVALID", deaf.URL: "APPLICATION_INTERACTIONS_ENDPOINT_URL_INVALID",
		"ftp://127.0.0.1/": "URL_TYPE_INVALID_SCHEME", "nowhere": "URL_TYPE_INVALID_URL",
	} {
		bot.refused("PATCH", "/applications/@me", endpoint(address), 400, "interactions_endpoint_url: "+code)
	}
	if got := bot.must("PATCH", "/applications/@me", endpoint(e.URL)).(m)["interactions_endpoint_url"]; got != e.URL {
		t.Errorf("the endpoint is %v", got)
	}
	if got := bot.must("PATCH", "/applications/@me", endpoint(nil)).(m)["interactions_endpoint_url"]; got != nil {
		t.Errorf("the endpoint is %v", got)
	}
}

// Interactions go to the endpoint and not over the gateway. It answers at once, or later by the
// callback route; what it does not answer has failed.
func TestEndpointAnswers(t *testing.T) {
	d := newTestDiscord(t)
	bot := newBot(t, d)
	bot.register(slash("hello"))
	e := newDoor(t, d)
	if err := d.SetEndpoint(t.Context(), e.URL); err != nil {
		t.Fatal(err)
	}
	bot.login(intentDMs)
	hello := func() Outcome {
		t.Helper()
		out, err := d.Command(t.Context(), "buyer", DM, []string{"/hello"})
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	e.answer = says("at once")
	if out := hello(); out.Failed != "" {
		t.Errorf("failed: %s", out.Failed)
	}
	e.status, e.answer, e.late = http.StatusAccepted, nil, func(in received) { bot.answer(in, says("later")) }
	if out := hello(); out.Failed != "" {
		t.Errorf("failed: %s", out.Failed)
	}
	expectChat(t, d, "buyer", "Till\nat once\n\nTill\nlater")
	e.late = nil
	for _, bad := range []struct {
		status int
		answer any
	}{{http.StatusInternalServerError, nil}, {http.StatusOK, "hello"}, {http.StatusOK, m{"type": 99}}} {
		e.status, e.answer = bad.status, bad.answer
		if out := hello(); out.Failed == "" {
			t.Errorf("%+v was taken", bad)
		}
	}
	e.Close()
	if out := hello(); out.Failed == "" {
		t.Error("an endpoint that is gone was taken")
	}
}

// An application can change how it is installed, and which intents of small applications it has.
func TestEditApplication(t *testing.T) {
	d := newTestDiscord(t)
	bot := newBot(t, d)
	config := func(ways m) m { return m{"integration_types_config": ways} }
	for name, tt := range map[string]struct {
		body m
		code string
	}{
		"nowhere":   {config(m{}), "integration_types_config: BASE_TYPE_BAD_LENGTH"},
		"null":      {m{"integration_types_config": nil}, "integration_types_config: BASE_TYPE_REQUIRED"},
		"elsewhere": {config(m{"0": m{}, "2": m{}}), "integration_types_config.2: ENUM_TYPE_COERCE"},
		"a scope":   {config(m{"0": m{"oauth2_install_params": m{"scopes": []string{"email"}}}}), "integration_types_config.0.oauth2_install_params.scopes.0: BASE_TYPE_CHOICES"},
		"no scopes": {config(m{"0": m{"oauth2_install_params": m{"scopes": []string{}}}}), "integration_types_config.0.oauth2_install_params.scopes: BASE_TYPE_BAD_LENGTH"},
		"a number":  {config(m{"0": m{"oauth2_install_params": m{"scopes": []string{"bot"}, "permissions": -1}}}), "integration_types_config.0.oauth2_install_params.permissions: NUMBER_TYPE_MIN"},
		"flags":     {m{"flags": "x"}, "flags: NUMBER_TYPE_COERCE"},
	} {
		t.Run(name, func(*testing.T) { bot.refused("PATCH", "/applications/@me", tt.body, 400, tt.code) })
	}
	said := bot.must("PATCH", "/applications/@me", m{
		"flags":                    1<<19 | 1<<18,
		"integration_types_config": m{"0": m{"oauth2_install_params": m{"scopes": []string{"bot"}, "permissions": 8}}},
	}).(m)
	if said["flags"] != json.Number("524288") && said["flags"] != float64(1<<19) {
		t.Errorf("the flags are %v (%T)", said["flags"], said["flags"])
	}
	want := m{"0": m{"oauth2_install_params": m{"scopes": []any{"bot"}, "permissions": "8"}}}
	if diff := cmp.Diff(want, said["integration_types_config"]); diff != "" {
		t.Error(diff)
	}
}
