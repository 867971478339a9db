package stripe

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestRefusals(t *testing.T) {
	w := newWorld(t)
	pounds := "line_items[0][price_data][currency]=gbp"
	for _, tt := range []struct {
		name         string
		status       int
		code, param  string
		method, path string
		params       []string
	}{
		{"no such endpoint", 404, "", "", "GET", "plans", nil},
		{"wrong key", 401, "", "", "GET", "balance", []string{"Authorization: Bearer sk_test_wrong"}},
		{"other version", 400, "", "", "GET", "balance", []string{"Stripe-Version: 2030-01-01"}},
		{"unknown parameter", 400, "parameter_unknown", "colour", "POST", "refunds", []string{"colour=blue"}},
		{"unknown nested parameter", 400, "parameter_unknown", "line_items[0][price_data][colour]", "POST", "checkout/sessions", order("line_items[0][price_data][colour]=blue")},
		{"missing parameter", 400, "parameter_missing", "success_url", "POST", "checkout/sessions", []string{"mode=payment"}},
		{"missing nested parameter", 400, "parameter_missing", "line_items[1][price_data][currency]", "POST", "checkout/sessions", order("line_items[1][quantity]=1")},
		{"no integer", 400, "parameter_invalid_integer", "amount", "POST", "transfers", []string{"amount=ten", "currency=usd", "destination=acct_1"}},
		{"no such object in the path", 404, "resource_missing", "id", "GET", "charges/ch_1", nil},
		{"no such object in a parameter", 400, "resource_missing", "charge", "POST", "refunds", []string{"charge=ch_1"}},
		{"no such account", 403, "account_invalid", "", "GET", "balance", []string{"Stripe-Account: acct_1"}},
		{"account of others", 403, "account_invalid", "", "GET", "accounts/acct_1", nil},
		{"expanding nonsense", 400, "", "expand", "GET", "balance", []string{"expand[]=colour"}},
		{"list limit", 400, "parameter_invalid_integer", "limit", "GET", "events", []string{"limit=101"}},
		{"list cursor", 400, "resource_missing", "starting_after", "GET", "events", []string{"starting_after=evt_1"}},
		{
			"two currencies", 400, "", "line_items[1][price_data][currency]", "POST", "checkout/sessions",
			order("line_items[1][quantity]=1", strings.Replace(pounds, "[0]", "[1]", 1), "line_items[1][price_data][unit_amount]=100", "line_items[1][price_data][product_data][name]=Cup"),
		},
		{"expiry too near", 400, "", "expires_at", "POST", "checkout/sessions", order(fmt.Sprint("expires_at=", monday().Add(29*time.Minute).Unix()))},
		{"expiry too far", 400, "", "expires_at", "POST", "checkout/sessions", order(fmt.Sprint("expires_at=", monday().Add(25*time.Hour).Unix()))},
		{"relative return", 400, "url_invalid", "cancel_url", "POST", "checkout/sessions", order("cancel_url=/back")},
		{"long custom text", 400, "", "custom_text[submit][message]", "POST", "checkout/sessions", order("custom_text[submit][message]=" + strings.Repeat("ü", 1201))},
		{"long metadata", 400, "", "metadata[note]", "POST", "customers", []string{"metadata[note]=" + strings.Repeat("x", 501)}},
		{"country", 400, "country_unsupported", "country", "POST", "accounts", []string{"type=express", "country=ZZ", "capabilities[transfers][requested]=true"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := &world{t: t, s: w.s, url: w.url}
			e := w.refused(tt.status, tt.code, tt.method, tt.path, tt.params...)
			if text(e, "param") != tt.param || text(e, "message") == "" {
				t.Errorf("param %q, want %q: %v", text(e, "param"), tt.param, e)
			}
		})
	}
}

func TestHeaders(t *testing.T) {
	w := newWorld(t)
	r := w.call("POST", "customers", "name=Buyer", "Idempotency-Key: k1")
	for name, prefix := range map[string]string{"Request-Id": "req_", "Stripe-Version": APIVersion, "Idempotency-Key": "k1", "Content-Type": "application/json"} {
		if !strings.HasPrefix(r.header.Get(name), prefix) {
			t.Errorf("%s: %q", name, r.header.Get(name))
		}
	}
	if r.header.Get("Idempotent-Replayed") != "" {
		t.Error("a first answer says that it is replayed")
	}
}

func TestPages(t *testing.T) {
	w := newWorld(t)
	var ids []string
	for i := range 5 {
		ids = append(ids, text(w.must("POST", "customers", fmt.Sprint("name=", i)), "id"))
		w.forward(time.Hour)
	}
	list := func(params ...string) string {
		body := w.must("GET", "customers", params...)
		var got strings.Builder
		for i := range 5 {
			got.WriteString(text(body, "data", i, "name"))
		}
		if at(body, "has_more") == true {
			got.WriteString("+")
		}
		return got.String()
	}
	from := func(name string, hours int) string {
		return fmt.Sprint(name, "=", monday().Add(time.Duration(hours)*time.Hour).Unix())
	}
	for _, tt := range []struct {
		want   string
		params []string
	}{
		{"43210", nil},
		{"43+", []string{"limit=2"}},
		{"21+", []string{"limit=2", "starting_after=" + ids[3]}},
		{"0", []string{"limit=2", "starting_after=" + ids[1]}},
		{"32+", []string{"limit=2", "ending_before=" + ids[1]}},
		{"43", []string{"ending_before=" + ids[2]}},
		{"432", []string{from("created[gte]", 2)}},
		{"43", []string{from("created[gt]", 2)}},
		{"10", []string{from("created[lt]", 2)}},
		{"2", []string{from("created", 2)}},
	} {
		if got := list(tt.params...); got != tt.want {
			t.Errorf("%v: %s, want %s", tt.params, got, tt.want)
		}
	}
}

func TestExpand(t *testing.T) {
	w := newWorld(t)
	ch := w.bought(CardOK)
	plain := w.must("GET", "charges/"+ch)
	if text(plain, "balance_transaction") == "" || at(plain, "refunds") != nil {
		t.Errorf("not expanded: %v", plain)
	}
	full := w.must("GET", "charges", "expand[]=data.balance_transaction", "expand[]=data.refunds", "expand[]=data.payment_intent.latest_charge")
	for _, path := range [][]any{{"data", 0, "balance_transaction", "id"}, {"data", 0, "refunds", "object"}, {"data", 0, "payment_intent", "latest_charge", "id"}} {
		if text(full, path...) == "" {
			t.Errorf("%v is not expanded", path)
		}
	}
}

// TestLookUps are the ways in which a bot finds out what became of a payment.
func TestLookUps(t *testing.T) {
	w := newWorld(t)
	first := w.paid()
	ch := text(w.must("GET", "charges"), "data", 0, "id")
	intent := text(w.must("GET", "charges/"+ch), "payment_intent")
	tr := text(w.must("GET", "transfers", "destination="+first), "data", 0, "id")
	w.forward(time.Hour)
	w.must("POST", "transfers/"+tr+"/reversals", "amount=300", "metadata[key]=r1")
	w.must("POST", "refunds", "charge="+ch, "amount=700", "metadata[key]=f1")
	w.disputed(ch, Terms{Amount: 1000})
	w.bought(CardOK) // another payment, an hour later

	full := w.must("GET", "charges/"+ch, "expand[]=refunds", "expand[]=dispute.balance_transactions")
	later := fmt.Sprint("created[gt]=", monday().Unix())
	for _, tt := range []struct {
		got  any
		want any
	}{
		{at(full, "refunds", "data", 0, "metadata", "key"), "f1"},
		{at(full, "dispute", "balance_transactions", 0, "amount"), -1000.0},
		{at(full, "disputed"), true},
		{at(full, "amount_refunded"), 700.0},
		{at(w.must("GET", "disputes", "charge="+ch), "data", 0, "charge"), ch},
		{at(w.must("GET", "disputes", "payment_intent="+intent), "data", 0, "amount"), 1000.0},
		{at(w.must("GET", "checkout/sessions", "payment_intent="+intent), "data", 0, "payment_intent"), intent},
		{at(w.must("GET", "checkout/sessions", "payment_intent="+intent), "data", 1), nil},
		{at(w.must("GET", "transfers/"+tr+"/reversals"), "data", 0, "metadata", "key"), "r1"},
		{at(w.must("GET", "transfers", "transfer_group=order1"), "data", 0, "amount_reversed"), 300.0},
		{at(w.must("GET", "balance_transactions", later), "data", 3, "type"), "transfer_refund"},
		{at(w.must("GET", "balance_transactions", later), "data", 4), nil},
		{at(w.must("GET", "balance_transactions", "source="+ch), "data", 0, "type"), "charge"},
	} {
		if tt.got != tt.want {
			t.Errorf("got %v, want %v", tt.got, tt.want)
		}
	}
}

func TestEventsAreKeptApart(t *testing.T) {
	w := newWorld(t)
	seller := w.seller("US")
	w.bought(CardOK)
	own := w.must("GET", "events", "types[]=account.updated", "types[]=charge.succeeded")
	if n := len(at(own, "data").([]any)); n != 1 || text(own, "data", 0, "type") != "charge.succeeded" {
		t.Errorf("platform's events: %v", own)
	}
	theirs := w.must("GET", "events", "type=account.updated", "Stripe-Account: "+seller)
	if text(theirs, "data", 0, "account") != seller || text(theirs, "data", 0, "data", "object", "id") != seller {
		t.Errorf("connected account's events: %v", theirs)
	}
	w.forward(31 * 24 * time.Hour)
	if old := w.must("GET", "events", "type=charge.succeeded"); len(at(old, "data").([]any)) != 0 {
		t.Errorf("events are listed after 30 days: %v", old)
	}
}
