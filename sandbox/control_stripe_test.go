package sandbox

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
)

// api makes a call of Stripe's API, as a bot does; the answer must be 200.
func api(t *testing.T, s *Sandbox, method, path string, words ...string) map[string]any {
	t.Helper()
	values := url.Values{}
	for _, w := range words {
		name, value, _ := strings.Cut(w, "=")
		values.Add(name, value)
	}
	target := s.Card().StripeAPI + "/v1/" + path
	if method == http.MethodGet {
		target += "?" + values.Encode()
	}
	request, err := http.NewRequestWithContext(t.Context(), method, target, strings.NewReader(values.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+s.Card().StripeKey)
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	answer := map[string]any{}
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("%s %s: %d %v %v", method, path, response.StatusCode, answer, err)
	}
	return answer
}

// sold is a sandbox with a paid order of 30 dollars and the account of the person named seller, who
// was paid 20 of them.
func sold(t *testing.T) *Sandbox {
	t.Helper()
	s := start(t)
	x := api(t, s, "POST", "checkout/sessions", "mode=payment", "success_url=https://example.com/ok", "line_items[0][quantity]=1",
		"line_items[0][price_data][currency]=usd", "line_items[0][price_data][unit_amount]=3000", "line_items[0][price_data][product_data][name]=Mug",
		"metadata[order]=K7Q2", "payment_intent_data[metadata][order]=K7Q2")
	link, _ := x["url"].(string)
	if _, err := s.Stripe().Pay(t.Context(), link, "ok"); err != nil {
		t.Fatal(err)
	}
	a := api(t, s, "POST", "accounts", "type=express", "capabilities[transfers][requested]=true", "metadata[seller]="+s.accountRef("seller"))
	id, _ := a["id"].(string)
	l := api(t, s, "POST", "account_links", "account="+id, "type=account_onboarding", "refresh_url=https://example.com", "return_url=https://example.com")
	link, _ = l["url"].(string)
	if _, err := s.Stripe().Onboard(t.Context(), link, true); err != nil {
		t.Fatal(err)
	}
	charge := s.Books().Sessions[0].Charge
	api(t, s, "POST", "transfers", "amount=2000", "currency=usd", "destination="+id, "source_transaction="+charge)
	if _, err := s.Advance(t.Context(), 72*time.Hour); err != nil {
		t.Fatal(err)
	}
	return s
}

// TestActsAtStripe makes the control calls one after the other; each must answer with the words, and
// leave Stripe's events behind.
func TestActsAtStripe(t *testing.T) {
	s := sold(t)
	for _, step := range []struct {
		path, body string
		status     int
		has        string // a field of the answer, or a part of the error
		event      string
	}{
		{"/fraud-warning", `{"order":"k7q2","type":"made_with_stolen_card"}`, 200, "warning", "radar.early_fraud_warning.created"},
		{"/fraud-warning", `{"order":"k7q2","type":"rain"}`, 400, "no such type of fraud", ""},
		{"/dispute", `{"order":"#K7Q2","reason":"product_not_received","amount":1000,"inquiry":true}`, 200, "dispute", "charge.dispute.created"},
		{"/dispute", `{"order":"K7Q3"}`, 400, "no such succeeded charge: K7Q3", ""},
		{"/dispute", `{"order":"K7Q2","reasons":"x"}`, 400, `there is no field "reasons" here: this call takes charge, order, reason, amount and inquiry`, ""},
		{"/dispute/end", `{"order":"K7Q2","outcome":"lost"}`, 400, "is an inquiry: escalate it first", ""},
		{"/dispute/escalate", `{"order":"K7Q2"}`, 200, "dispute", "charge.dispute.funds_withdrawn"},
		{"/dispute/end", `{"order":"K7Q2","outcome":"maybe"}`, 400, `ends won, lost or partly, not "maybe"`, ""},
		{"/dispute/end", `{"outcome":"partly","amount":400}`, 200, "dispute", "charge.dispute.funds_reinstated"},
		{"/dispute/end", `{"outcome":"won"}`, 400, "no such open dispute", ""},
		{"/refund-fails", `{"order":"K7Q2"}`, 400, "no such refund that could fail", ""},
		{"/seller-balance-to-bank", `{"account":"seller"}`, 200, "payouts", ""},
		{"/seller-balance-to-bank", `{"account":"seller"}`, 400, "has nothing available", ""},
		{"/bank-payout-fails", `{"account":"seller","code":"no_account"}`, 200, "payouts", ""},
		{"/bank-payout-fails", `{"account":"buyer"}`, 400, "no such connected account", ""},
		{"/capability", `{"account":"seller","name":"transfers","do":"lose"}`, 200, "ok", ""},
		{"/capability", `{"account":"seller","name":"transfers","do":"regain"}`, 200, "ok", ""},
		{"/capability", `{"account":"seller","name":"transfers"}`, 400, `told to lose or regain, not ""`, ""},
		{"/capability", `{"account":"seller","name":"flying","do":"lose"}`, 400, `has no capability "flying"`, ""},
		{"/top-up", `{"currency":"usd","amount":5000}`, 200, "ok", ""},
		{"/top-up", `{"currency":"usd"}`, 400, "above zero", ""},
		{"/webhook-secret", `{"connect":true,"keep":"2h"}`, 200, "secret", ""},
		{"/webhook-secret", `{"keep":"2d"}`, 400, "24 hours at most", ""},
	} {
		before := len(events(t, s))
		status, answer := call(t, s, http.MethodPost, step.path, step.body)
		sentence, _ := answer["error"].(string)
		if status != step.status || status == 200 && (answer[step.has] == nil || answer["ok"] != true) || status != 200 && !strings.Contains(sentence, step.has) {
			t.Fatalf("%s %s: %d %v", step.path, step.body, status, answer)
		}
		if got := events(t, s); step.event != "" && !slices.Contains(got[:len(got)-before], step.event) {
			t.Errorf("%s %s: new events %v", step.path, step.body, got[:len(got)-before])
		}
	}
	books := s.Books()
	if d := books.Disputes[0]; d.Status != "lost" || d.Amount != "$10.00" || d.Open {
		t.Errorf("dispute: %+v", d)
	}
	if p := books.Accounts[1].Payouts[0]; p.Status != "failed" || p.Amount != "$20.00" {
		t.Errorf("payout: %+v", p)
	}
	refund := api(t, s, "POST", "refunds", "charge="+books.Sessions[0].Charge, "amount=2400", "metadata[order]=K7Q2")
	if status, answer := call(t, s, http.MethodPost, "/refund-fails", `{"order":"K7Q2","reason":"lost_or_stolen_card"}`); status != 200 || answer["refund"] != refund["id"] {
		t.Fatalf("%d %v", status, answer)
	}
	if got := events(t, s); !slices.Contains(got[:2], "charge.refund.updated") {
		t.Errorf("the newest events are %v", got[:2])
	}
}

// events are the kinds of the platform's events, newest first.
func events(t *testing.T, s *Sandbox) []string {
	t.Helper()
	var kinds []string
	list, _ := api(t, s, "GET", "events", "limit=100")["data"].([]any)
	for _, e := range list {
		each, _ := e.(map[string]any)
		kind, _ := each["type"].(string)
		kinds = append(kinds, kind)
	}
	return kinds
}
