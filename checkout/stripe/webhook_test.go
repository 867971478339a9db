package stripe_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	signing "github.com/stripe/stripe-go/v76/webhook"

	"till/checkout/stripe"
	"till/shop"
	"till/webhook"
)

const (
	oldSecret = "whsec_old"
	newSecret = "whsec_new"
)

func eventJSON(kind, account, object string, live bool) string {
	return fmt.Sprintf(`{"id":"evt_1","object":"event","api_version":"2025-01-01","created":1700000000,"livemode":%t,
		"type":%q,"account":%q,"data":{"object":{"id":%q,"customer_details":{"name":"Somebody"}}}}`, live, kind, account, object)
}

// aboutCharge is an event whose object names a charge.
func aboutCharge(kind, object, charge string) string {
	return strings.Replace(eventJSON(kind, "", object, false), `"customer_details"`, `"charge":`+charge+`,"customer_details"`, 1)
}

func signature(body, secret string, age time.Duration) string {
	return signing.GenerateTestSignedPayload(&signing.UnsignedPayload{
		Payload: []byte(body), Secret: secret, Timestamp: time.Now().Add(-age),
	}).Header
}

func TestWebhook(t *testing.T) {
	t.Parallel()
	paid := eventJSON("checkout.session.completed", "", "cs_1", false)
	at := time.Unix(1700000000, 0).UTC()
	for _, tt := range []struct {
		name      string
		body      string
		signature string
		status    int
		want      *shop.ProviderEvent
	}{
		{
			name: "signed with the new secret", body: paid, signature: signature(paid, newSecret, 0), status: 200,
			want: &shop.ProviderEvent{ID: "evt_1", Type: "checkout.session.completed", Subject: shop.SubjectCheckout, Object: "cs_1", At: at},
		},
		{
			name: "signed with the old secret", body: paid, signature: signature(paid, oldSecret, 0), status: 200,
			want: &shop.ProviderEvent{ID: "evt_1", Type: "checkout.session.completed", Subject: shop.SubjectCheckout, Object: "cs_1", At: at},
		},
		{name: "signed with another secret", body: paid, signature: signature(paid, "whsec_other", 0), status: 400},
		{name: "signed with no secret", body: paid, signature: signature(paid, "", 0), status: 400},
		{name: "not signed", body: paid, status: 400},
		{name: "signed with nonsense", body: paid, signature: "t=now,v1=zz", status: 400},
		{name: "signed long ago", body: paid, signature: signature(paid, newSecret, 6*time.Minute), status: 400},
		{
			name: "signed a moment ago", body: paid, signature: signature(paid, newSecret, 4*time.Minute), status: 200,
			want: &shop.ProviderEvent{ID: "evt_1", Type: "checkout.session.completed", Subject: shop.SubjectCheckout, Object: "cs_1", At: at},
		},
		{name: "altered on its way", body: strings.Replace(paid, "cs_1", "cs_2", 1), signature: signature(paid, newSecret, 0), status: 400},
		{name: "signed, and no event", body: `{"object":"list"}`, signature: signature(`{"object":"list"}`, newSecret, 0), status: 400},
		{name: "signed, and no JSON", body: `<html>`, signature: signature(`<html>`, newSecret, 0), status: 400},
		{
			name: "of live mode", status: 200,
			body:      eventJSON("checkout.session.completed", "", "cs_1", true),
			signature: signature(eventJSON("checkout.session.completed", "", "cs_1", true), newSecret, 0),
		},
		{
			name: "of a seller", status: 200,
			body:      eventJSON("capability.updated", "acct_1", "transfers", false),
			signature: signature(eventJSON("capability.updated", "acct_1", "transfers", false), newSecret, 0),
			want:      &shop.ProviderEvent{ID: "evt_1", Type: "capability.updated", Subject: shop.SubjectAccount, Object: "acct_1", Account: "acct_1", At: at},
		},
		{
			name: "of a seller's bank", status: 200,
			body:      eventJSON("payout.failed", "acct_1", "po_1", false),
			signature: signature(eventJSON("payout.failed", "acct_1", "po_1", false), newSecret, 0),
			want:      &shop.ProviderEvent{ID: "evt_1", Type: "payout.failed", Subject: shop.SubjectAccount, Object: "acct_1", Account: "acct_1", At: at},
		},
		{
			name: "of our bank", status: 200,
			body:      eventJSON("payout.paid", "", "po_1", false),
			signature: signature(eventJSON("payout.paid", "", "po_1", false), newSecret, 0),
			want:      &shop.ProviderEvent{ID: "evt_1", Type: "payout.paid", Subject: shop.SubjectOther, Object: "po_1", At: at},
		},
		{
			name: "of a seller's own sale", status: 200,
			body:      eventJSON("charge.refunded", "acct_1", "ch_1", false),
			signature: signature(eventJSON("charge.refunded", "acct_1", "ch_1", false), newSecret, 0),
			want:      &shop.ProviderEvent{ID: "evt_1", Type: "charge.refunded", Subject: shop.SubjectOther, Object: "ch_1", Account: "acct_1", At: at},
		},
		{
			name: "of a refunded charge", status: 200,
			body:      eventJSON("charge.refunded", "", "ch_1", false),
			signature: signature(eventJSON("charge.refunded", "", "ch_1", false), newSecret, 0),
			want:      &shop.ProviderEvent{ID: "evt_1", Type: "charge.refunded", Subject: shop.SubjectCharge, Object: "ch_1", At: at},
		},
		{
			name: "of a refund", status: 200,
			body:      aboutCharge("charge.refund.updated", "re_1", `"ch_1"`),
			signature: signature(aboutCharge("charge.refund.updated", "re_1", `"ch_1"`), newSecret, 0),
			want:      &shop.ProviderEvent{ID: "evt_1", Type: "charge.refund.updated", Subject: shop.SubjectRefund, Object: "re_1", At: at},
		},
		{
			name: "of a dispute", status: 200,
			body:      aboutCharge("charge.dispute.created", "dp_1", `"ch_1"`),
			signature: signature(aboutCharge("charge.dispute.created", "dp_1", `"ch_1"`), newSecret, 0),
			want:      &shop.ProviderEvent{ID: "evt_1", Type: "charge.dispute.created", Subject: shop.SubjectCharge, Object: "ch_1", At: at},
		},
		{
			name: "of a warning, with its charge in full", status: 200,
			body:      aboutCharge("radar.early_fraud_warning.created", "issfr_1", `{"id":"ch_1","amount":1}`),
			signature: signature(aboutCharge("radar.early_fraud_warning.created", "issfr_1", `{"id":"ch_1","amount":1}`), newSecret, 0),
			want:      &shop.ProviderEvent{ID: "evt_1", Type: "radar.early_fraud_warning.created", Subject: shop.SubjectCharge, Object: "ch_1", At: at},
		},
		{
			name: "of a dispute about nothing", status: 200,
			body:      aboutCharge("charge.dispute.closed", "dp_1", `null`),
			signature: signature(aboutCharge("charge.dispute.closed", "dp_1", `null`), newSecret, 0),
			want:      &shop.ProviderEvent{ID: "evt_1", Type: "charge.dispute.closed", Subject: shop.SubjectOther, Object: "dp_1", At: at},
		},
		{
			name: "of a type that nobody knows", status: 200,
			body:      eventJSON("charge.teleported", "", "ch_1", false),
			signature: signature(eventJSON("charge.teleported", "", "ch_1", false), newSecret, 0),
			want:      &shop.ProviderEvent{ID: "evt_1", Type: "charge.teleported", Subject: shop.SubjectOther, Object: "ch_1", At: at},
		},
	} {
		t.Run(tt.name, func(t *testing.T) { // at once: the signatures were made just now
			var got *shop.ProviderEvent
			h := webhook.New(webhook.Config{Name: "stripe", Logger: slog.New(slog.DiscardHandler)}, offline(t).Webhook(newSecret, " "+oldSecret), func(_ context.Context, e shop.ProviderEvent) error {
				got = &e
				return nil
			})
			r := httptest.NewRequest(http.MethodPost, "/webhooks/stripe", strings.NewReader(tt.body))
			if tt.signature != "" {
				r.Header.Set("Stripe-Signature", tt.signature)
			}
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			if w.Code != tt.status {
				t.Errorf("status is %d, want %d: %s", w.Code, tt.status, w.Body)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("received (-want +got):\n%s", diff)
			}
		})
	}
}

// TestWebhookWithoutSecret shows that an empty setting does not open the door:
// anybody can sign with nothing.
func TestWebhookWithoutSecret(t *testing.T) {
	t.Parallel()
	body := eventJSON("checkout.session.completed", "", "cs_1", false)
	for _, secrets := range [][]string{nil, {""}, {"", " "}} {
		header := http.Header{"Stripe-Signature": {signature(body, "", 0)}}
		if e, err := offline(t).Webhook(secrets...).Verify(t.Context(), header, []byte(body)); err == nil {
			t.Errorf("with %d secrets %v was let in", len(secrets), e)
		}
	}
}

// offline is a provider that must not be called.
func offline(t testing.TB) *stripe.Provider {
	t.Helper()
	return must(t, stripe.Config{
		Key: "sk_test_offline", ReturnURL: "https://example.com/back", Installation: "test", Logger: slog.New(slog.DiscardHandler),
		Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
			t.Errorf("called %s %s", r.Method, r.URL)
			return nil, http.ErrServerClosed
		}),
	})
}

// must makes a provider of a configuration that is in order.
func must(t testing.TB, cfg stripe.Config) *stripe.Provider {
	t.Helper()
	p, err := stripe.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// roundTrip is a transport made of a function.
type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// FuzzWebhook reads anything that is signed rightly: what is no event is refused, and
// what is one names itself.
func FuzzWebhook(f *testing.F) {
	f.Add(eventJSON("checkout.session.completed", "", "cs_1", false))
	f.Add(eventJSON("account.updated", "acct_1", "acct_1", true))
	f.Add(aboutCharge("charge.dispute.created", "dp_1", `{"id":"ch_1"}`))
	f.Add(aboutCharge("charge.refund.updated", "re_1", `"ch_1"`))
	f.Add(`{"id":"evt_1","object":"event","type":"payout.failed","created":-9e99,"data":{"object":null}}`)
	w := offline(f).Webhook(newSecret)
	f.Fuzz(func(t *testing.T, body string) {
		e, err := w.Verify(t.Context(), http.Header{"Stripe-Signature": {signature(body, newSecret, 0)}}, []byte(body))
		if err == nil && (!json.Valid([]byte(body)) || e.ID == "" || e.Type == "") {
			t.Errorf("%q is an event: %+v", body, e)
		}
		if _, err := w.Verify(t.Context(), http.Header{"Stripe-Signature": {signature(body, oldSecret, 0)}}, []byte(body)); !errors.Is(err, webhook.ErrForged) {
			t.Errorf("%q, with another's signature: %v", body, err)
		}
	})
}
