package stripe_test

import (
	"bufio"
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"till/checkout/stripe"
	"till/shop"
)

// TestJudge sends every kind of request to stripe-mock, which refuses names and
// shapes that Stripe's published specification does not have. It answers with
// fixed objects, so that nothing else can be learned from it.
//
//	go install github.com/stripe/stripe-mock@v0.180.0
//	STRIPE_MOCK=$(go env GOPATH)/bin/stripe-mock go test ./checkout/stripe -run Judge
func TestJudge(t *testing.T) {
	t.Parallel()
	binary := os.Getenv("STRIPE_MOCK")
	if binary == "" {
		t.Skip("STRIPE_MOCK does not name a stripe-mock binary (v0.180.0); what is sent to Stripe was not judged")
	}
	address := startMock(t, binary)
	rec := &recorder{next: roundTrip(sinceThen)}
	cfg := stripe.Config{
		Key: "sk_test_judge", BaseURL: address, ReturnURL: "https://discord.com/channels/@me", Installation: "test",
		PaymentMethods: []string{"card", "us_bank_account"}, StatementSuffix: "BLUE KILN",
		Transport: rec, Logger: slog.New(slog.DiscardHandler),
	}
	p := must(t, cfg)
	for name, call := range calls() {
		// The fixed charge has no payment, so that no session is looked for.
		if err := call(t.Context(), p); err != nil && !(name == "FindCheckout" && shop.CodeOf(err) == shop.NotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
	judgeLookups(t, cfg, rec)
	if _, err := p.OpenEndpoint(t.Context(), "https://example.com/sellers", true); err != nil {
		t.Errorf("OpenEndpoint for sellers: %v", err)
	}
	judgeInspection(t, p)
	bare := aCheckout()
	bare.Customer, bare.Shop, bare.Shipping.Minor, bare.Tax.Minor = "", "", 0, 0
	if _, err := p.OpenCheckout(t.Context(), bare); err != nil {
		t.Errorf("OpenCheckout without a customer, shipping and tax: %v", err)
	}

	// The judge judges: it refuses what Stripe does not know.
	_, err := p.OpenAccount(t.Context(), shop.AccountRequest{Key: "k", Seller: "1", Country: "US"})
	if err != nil {
		t.Errorf("OpenAccount: %v", err)
	}
	wrong, err := http.PostForm(address+"/v1/refunds", url.Values{"charge": {"ch_1"}, "colour": {"blue"}})
	if err != nil {
		t.Fatal(err)
	}
	wrong.Body.Close()
	if wrong.StatusCode < http.StatusBadRequest {
		t.Errorf("a refund with a colour is answered %s", wrong.Status)
	}

	for _, want := range []string{
		"POST /v1/checkout/sessions", "GET /v1/checkout/sessions/cs_1", "POST /v1/checkout/sessions/cs_1/expire",
		"POST /v1/transfers", "GET /v1/transfers", "POST /v1/refunds", "GET /v1/refunds",
		"POST /v1/accounts", "GET /v1/accounts/acct_1", "POST /v1/account_links", "GET /v1/account",
		"GET /v1/charges/ch_1", "GET /v1/disputes", "GET /v1/radar/early_fraud_warnings", "GET /v1/checkout/sessions",
		"POST /v1/transfers/tr_1/reversals", "GET /v1/transfers/tr_1/reversals", "POST /v1/files", "POST /v1/disputes/dp_1",
		"GET /v1/payouts", "POST /v1/payouts", "GET /v1/balance",
		"POST /v1/customers", "GET /v1/customers/cus_1", "DELETE /v1/customers/cus_1",
		"GET /v1/billing_portal/configurations", "POST /v1/billing_portal/configurations", "POST /v1/billing_portal/sessions",
		"GET /v1/events", "GET /v1/balance_transactions", "POST /v1/webhook_endpoints",
		"GET /v1/accounts", "GET /v1/webhook_endpoints", "POST /v1/webhook_endpoints/we_1", "DELETE /v1/webhook_endpoints/we_1",
	} {
		if !rec.saw(want) {
			t.Errorf("%s was not sent", want)
		}
	}
}

// judgeInspection sends what an operator's own account is asked and told.
func judgeInspection(t *testing.T, p *stripe.Provider) {
	t.Helper()
	if _, err := p.Standing(t.Context()); err != nil {
		t.Errorf("Standing: %v", err)
	}
	if _, err := p.Connected(t.Context()); err != nil {
		t.Errorf("Connected: %v", err)
	}
	if _, err := p.Endpoints(t.Context()); err != nil {
		t.Errorf("Endpoints: %v", err)
	}
	if err := p.MendEndpoint(t.Context(), stripe.Endpoint{ID: "we_1"}, false); err != nil {
		t.Errorf("MendEndpoint: %v", err)
	}
	if err := p.CloseEndpoint(t.Context(), "we_1"); err != nil {
		t.Errorf("CloseEndpoint: %v", err)
	}
}

// newer is a parameter that the judge's specification is too old for: Stripe has
// it since April 2024, for every version of its API. The sandbox judges it.
const newer = "saved_payment_method_options[payment_method_save]"

// sinceThen leaves out what the judge cannot know.
func sinceThen(r *http.Request) (*http.Response, error) {
	if r.Body == nil {
		return http.DefaultTransport.RoundTrip(r)
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	if form, err := url.ParseQuery(string(body)); err == nil && form.Has(newer) {
		form.Del(newer)
		body = []byte(form.Encode())
	}
	known := r.Clone(r.Context())
	known.Body, known.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	return http.DefaultTransport.RoundTrip(known)
}

// judgeLookups sends the lists of sessions, to which the fixed objects do not
// lead: those of a payment, and those that were made lately.
func judgeLookups(t *testing.T, cfg stripe.Config, rec *recorder) {
	t.Helper()
	cfg.Transport = roundTrip(func(r *http.Request) (*http.Response, error) {
		switch r.Method + " " + r.URL.Path {
		case "GET /v1/charges/ch_1":
			return says(200, `{"id":"ch_1","payment_intent":"pi_1"}`)(r)
		case "POST /v1/checkout/sessions":
			return says(400, errorJSON("idempotency_error", "", "Keys can only be used …"))(r)
		default:
			return rec.RoundTrip(r)
		}
	})
	p := must(t, cfg)
	if _, err := p.FindCheckout(t.Context(), "ch_1"); shop.CodeOf(err) != shop.NotFound {
		t.Errorf("FindCheckout: %v", err)
	}
	if _, err := p.OpenCheckout(t.Context(), aCheckout()); shop.CodeOf(err) != shop.Internal {
		t.Errorf("OpenCheckout under a used key: %v", err)
	}
	if n := len(rec.all("GET /v1/checkout/sessions")); n != 2 {
		t.Errorf("sessions were listed %d times, want 2", n)
	}
}

// startMock starts stripe-mock on free loopback ports and returns its address.
// It says itself when it is ready.
func startMock(t *testing.T, binary string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), binary, "-http-addr", "127.0.0.1:0", "-https-addr", "127.0.0.1:0")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatalf("start stripe-mock: %v", err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait() // killed: that is what it will say
	})
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if address, ok := strings.CutPrefix(lines.Text(), "Listening for HTTP at address: "); ok {
			go func() { _, _ = io.Copy(io.Discard, out) }() // ends with the process
			return "http://" + address
		}
	}
	t.Fatalf("stripe-mock ended before it listened: %v", lines.Err())
	return ""
}

// recorder is a transport that remembers what went over it.
type recorder struct {
	next http.RoundTripper

	atAct atomic.Pointer[func()] // called once, before the next POST leaves

	mu   sync.Mutex
	sent []sent
}

// sent is one request and the status of its answer, 0 for none.
type sent struct {
	call   string // "POST /v1/refunds"
	key    string
	query  string
	body   string
	status int
}

func (r *recorder) RoundTrip(q *http.Request) (*http.Response, error) {
	if q.Method == http.MethodPost {
		if f := r.atAct.Swap(nil); f != nil {
			(*f)()
		}
	}
	var body string
	if q.GetBody != nil {
		if b, err := q.GetBody(); err == nil {
			raw, _ := io.ReadAll(b)
			body = string(raw)
		}
	}
	response, err := r.next.RoundTrip(q)
	one := sent{call: q.Method + " " + q.URL.Path, key: q.Header.Get("Idempotency-Key"), query: q.URL.RawQuery, body: body}
	if response != nil {
		one.status = response.StatusCode
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.sent = append(r.sent, one)
	return response, err
}

func (r *recorder) saw(call string) bool { return len(r.all(call)) > 0 }

// all returns what was sent to an endpoint.
func (r *recorder) all(call string) []sent {
	r.mu.Lock()
	defer r.mu.Unlock()
	var out []sent
	for _, s := range r.sent {
		if strings.HasSuffix(s.call, call) {
			out = append(out, s)
		}
	}
	return out
}
