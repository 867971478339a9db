package main

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"till/sandbox"
)

// idleService is a bot that is made and not run, on a world of its own.
func idleService(t *testing.T, change func(*serveCommand)) (*service, *serveCommand, *sandbox.Sandbox) {
	t.Helper()
	world := startWorld(t)
	config, err := new(demoCommand).serve(world, filepath.Join(t.TempDir(), "till.db"))
	if err != nil {
		t.Fatal(err)
	}
	change(config)
	policy, err := config.validate()
	if err != nil {
		t.Fatal(err)
	}
	s, err := newService(t.Context(), config, policy, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.close)
	return s, config, world
}

func served(t *testing.T, h http.Handler, method, target string, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, target, http.NoBody)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// TestEndpoints: what is not configured is not there, and what is there takes only
// what it is for.
func TestEndpoints(t *testing.T) {
	t.Parallel()
	s, all, world := idleService(t, func(*serveCommand) {})
	all.PublicURL, all.Interactions, all.DiscordPublicKey = "https://till.example.com", "http", world.Card().PublicKey
	type change func(*serveCommand)
	for path, tt := range map[string]struct {
		method  string // that is not refused as such
		without change // nil: always there
	}{
		"/webhooks/stripe":         {http.MethodPost, func(c *serveCommand) { c.StripeWebhookSecret = "" }},
		"/webhooks/stripe/connect": {http.MethodPost, func(c *serveCommand) { c.StripeConnectWebhookSecret = "" }},
		"/webhooks/easypost":       {http.MethodPost, func(c *serveCommand) { c.EasypostWebhookSecret = "" }},
		"/discord/interactions":    {http.MethodPost, func(c *serveCommand) { c.Interactions = "gateway" }},
		"/paid":                    {http.MethodGet, func(c *serveCommand) { c.PublicURL = "" }},
		"/not-paid":                {http.MethodGet, func(c *serveCommand) { c.PublicURL = "" }},
		"/healthz":                 {http.MethodGet, nil},
		"/readyz":                  {http.MethodGet, nil},
	} {
		for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodDelete} {
			if got := served(t, s.routes(all), method, path).Code; got == http.StatusNotFound || (got == http.StatusMethodNotAllowed) != (method != tt.method) {
				t.Errorf("%s %s: status %d", method, path, got)
			}
			if tt.without == nil {
				continue
			}
			less := *all
			tt.without(&less)
			if got := served(t, s.routes(&less), method, path).Code; got != http.StatusNotFound {
				t.Errorf("%s %s, which is not configured: status %d", method, path, got)
			}
		}
	}
	for _, path := range []string{"/", "/metrics", "/debug/pprof/", "/webhooks/", "/paid/x", "/jobs", "/audit", "/favicon.ico"} {
		if got := served(t, s.routes(all), http.MethodGet, path).Code; got != http.StatusNotFound {
			t.Errorf("%s: status %d", path, got)
		}
	}
}

// TestReturnPages: each says what comes next in the reader's language, runs nothing,
// loads nothing, tells nothing of an order, and leads on to Discord.
func TestReturnPages(t *testing.T) {
	t.Parallel()
	s, config, _ := idleService(t, func(c *serveCommand) {
		c.PublicURL, c.Operator, c.ReturnURL = "https://till.example.com", `Kilns & <b>Sons</b>`, "https://discord.com/channels/@me"
	})
	h := s.routes(config)
	for _, tt := range []struct{ target, accept, language, want string }{
		{"/paid", "", `lang="en"`, "Payment sent"},
		{"/not-paid", "", `lang="en"`, "tap <strong>Pay</strong> there"},
		{"/paid?lang=ar", "de", `lang="ar" dir="rtl"`, "أُرسلت الدفعة"},
		{"/not-paid", "pt-PT,en;q=0.5", `lang="pt-BR"`, "Ainda não foi pago"},
		{"/not-paid?lang=%22%3E%3Cscript%3E", "", `lang="en"`, "Not paid yet"},
		{"/paid?lang=de&session=cs_marked&order=MARKED", "", `lang="de"`, "kein Beleg"},
	} {
		w := served(t, h, http.MethodGet, tt.target, "Accept-Language", tt.accept)
		page := w.Body.String()
		if w.Code != http.StatusOK || !strings.Contains(page, "<html "+tt.language+">") || !strings.Contains(page, tt.want) {
			t.Errorf("%s, %s: status %d\n%s", tt.target, tt.accept, w.Code, page)
		}
		if !strings.Contains(page, `href="https://discord.com/channels/@me"`) || !strings.Contains(page, "Kilns &amp; &lt;b&gt;Sons") {
			t.Errorf("%s does not lead to Discord, or does not say whose it is:\n%s", tt.target, page)
		}
		for _, no := range []string{"<script", "src=", "url(", "http-equiv", "marked", "MARKED", "onload"} {
			if strings.Contains(page, no) {
				t.Errorf("%s has %s:\n%s", tt.target, no, page)
			}
		}
		if n := len(regexp.MustCompile(`https?://`).FindAllString(page, -1)); n != 1 {
			t.Errorf("%s leads to %d places", tt.target, n)
		}
		policy := w.Header().Get("Content-Security-Policy")
		for _, want := range []string{"default-src 'none'", "style-src 'sha256-", "frame-ancestors 'none'", "form-action 'none'", "base-uri 'none'"} {
			if !strings.Contains(policy, want) {
				t.Errorf("the policy %q lacks %q", policy, want)
			}
		}
		if strings.Contains(policy, "unsafe") || w.Header().Get("Referrer-Policy") != "no-referrer" || w.Header().Get("Cache-Control") != "no-store" ||
			w.Header().Get("X-Content-Type-Options") != "nosniff" || w.Header().Get("Vary") != "Accept-Language" {
			t.Errorf("%s has the headers %v", tt.target, w.Header())
		}
	}
}

// TestPaymentPageLeadsBack: with a public address, the provider's page leads to ours in
// the language of the buyer's Discord client, paid or not; without one, to where
// --return-url says.
func TestPaymentPageLeadsBack(t *testing.T) {
	t.Parallel()
	for _, public := range []string{"", "http://127.0.0.1:1/till/"} {
		w := watchWith(t, slog.New(slog.DiscardHandler), func(c *serveCommand) { c.PublicURL = public })
		w.must(nil, w.world.SetLocale("buyer", "pt-BR"))
		paid, unpaid := "http://127.0.0.1:1/till/paid?lang=pt-BR", "http://127.0.0.1:1/till/not-paid?lang=pt-BR"
		if public == "" {
			paid, unpaid = w.world.Card().Page, w.world.Card().Page
		}
		w.request()
		seen, err := w.world.Tap(t.Context(), "buyer", "dm", "Pay", "")
		w.must(seen, err)
		page := regexp.MustCompile(regexp.QuoteMeta(w.world.URL()) + `/pay/\w+`).FindString(fmt.Sprintf("%+v", seen))
		if text := w.fetch(page); !strings.Contains(text, `href="`+unpaid+`"`) {
			t.Errorf("public address %q: the page does not lead to %s:\n%s", public, unpaid, text)
		}
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, page, strings.NewReader(url.Values{"card": {"ok"}}.Encode()))
		w.must(nil, err)
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		response, err := http.DefaultClient.Do(request)
		w.must(nil, err)
		thanks, err := io.ReadAll(response.Body)
		w.must(nil, errors.Join(err, response.Body.Close()))
		if !strings.Contains(string(thanks), `href="`+paid+`"`) {
			t.Errorf("public address %q: who paid is not led to %s:\n%s", public, paid, thanks)
		}
		w.end()
	}
}
