package stripe

import (
	"strings"
	"testing"
	"time"
)

func (w *world) kinds(params ...string) string {
	w.t.Helper()
	body := w.must("GET", "events", append(params, "limit=100")...)
	data, _ := at(body, "data").([]any)
	var kinds []string
	for _, e := range data {
		kinds = append([]string{text(e, "type")}, kinds...)
	}
	return strings.Join(kinds, " > ")
}

func TestCards(t *testing.T) {
	for _, tt := range []struct {
		card, says              string
		status, payment, intent string
		after                   time.Duration
		laterPayment, events    string
	}{
		{
			CardOK, "Payment received.", "complete", "paid", "succeeded", 0, "paid",
			"payment_intent.created > charge.succeeded > payment_intent.succeeded > checkout.session.completed",
		},
		{
			CardDeclined, "declined", "open", "unpaid", "requires_payment_method", 0, "unpaid",
			"payment_intent.created > charge.failed > payment_intent.payment_failed",
		},
		{
			CardConfirm, "Payment received.", "complete", "paid", "succeeded", 0, "paid",
			"payment_intent.created > payment_intent.requires_action > charge.succeeded > payment_intent.succeeded > checkout.session.completed",
		},
		{
			CardSlow, "three days", "complete", "unpaid", "processing", 72 * time.Hour, "paid",
			"payment_intent.created > charge.pending > payment_intent.processing > checkout.session.completed > charge.succeeded > payment_intent.succeeded > checkout.session.async_payment_succeeded",
		},
		{
			CardSlowFails, "three days", "complete", "unpaid", "processing", 72 * time.Hour, "unpaid",
			"payment_intent.created > charge.pending > payment_intent.processing > checkout.session.completed > charge.failed > payment_intent.payment_failed > checkout.session.async_payment_failed",
		},
	} {
		t.Run(tt.card, func(t *testing.T) {
			w := newWorld(t)
			x := w.must("POST", "checkout/sessions", order()...)
			if said := w.pay(text(x, "url"), tt.card); !strings.Contains(said, tt.says) {
				t.Errorf("says %q", said)
			}
			x = w.must("GET", "checkout/sessions/"+text(x, "id"), "expand[]=payment_intent")
			if text(x, "status") != tt.status || text(x, "payment_status") != tt.payment || text(x, "payment_intent", "status") != tt.intent {
				t.Errorf("session: %v", x)
			}
			w.forward(tt.after)
			x = w.must("GET", "checkout/sessions/"+text(x, "id"))
			if text(x, "payment_status") != tt.laterPayment {
				t.Errorf("later: %v", x)
			}
			if got := w.kinds(); got != tt.events {
				t.Errorf("events:\n%s\nwant\n%s", got, tt.events)
			}
		})
	}
}

func TestDeclinedThenPaidOnce(t *testing.T) {
	w := newWorld(t)
	x := w.must("POST", "checkout/sessions", order()...)
	url := text(x, "url")
	w.pay(url, CardDeclined)
	w.pay(url, CardOK)
	if said := w.pay(url, CardOK); said != sayComplete {
		t.Errorf("paying twice says %q", said)
	}
	x = w.must("GET", "checkout/sessions/"+text(x, "id"))
	charges := w.must("GET", "charges", "payment_intent="+text(x, "payment_intent"))
	if n := len(at(charges, "data").([]any)); n != 2 || text(charges, "data", 0, "status") != "succeeded" || text(charges, "data", 1, "status") != "failed" {
		t.Errorf("charges: %v", charges)
	}
	w.refused(400, "", "POST", "checkout/sessions/"+text(x, "id")+"/expire")
	if n := number(w.must("GET", "balance"), "pending", 0, "amount"); n != 3000-117 {
		t.Errorf("pending balance %d", n)
	}
}

func TestExpiry(t *testing.T) {
	w := newWorld(t)
	byClock := w.must("POST", "checkout/sessions", order()...)
	byCall := w.must("POST", "checkout/sessions", order()...)
	w.pay(text(byCall, "url"), CardDeclined)
	w.must("POST", "checkout/sessions/"+text(byCall, "id")+"/expire")
	w.forward(24 * time.Hour)
	for _, x := range []any{byClock, byCall} {
		got := w.must("GET", "checkout/sessions/"+text(x, "id"), "expand[]=payment_intent")
		if text(got, "status") != "expired" || at(got, "url") != nil {
			t.Errorf("session: %v", got)
		}
		if said := w.pay(text(x, "url"), CardOK); said != sayExpired {
			t.Errorf("says %q", said)
		}
	}
	if got := w.kinds("type=checkout.session.expired"); got != "checkout.session.expired > checkout.session.expired" {
		t.Errorf("events: %s", got)
	}
	if _, err := w.s.Pay(t.Context(), w.url+"/pay/cs_test_1", CardOK); err == nil {
		t.Error("an unknown page can be paid")
	}
	if _, err := w.s.Pay(t.Context(), text(byCall, "url"), "gold"); err == nil {
		t.Error("an unknown card is taken")
	}
}

func TestNextDue(t *testing.T) {
	w := newWorld(t)
	if at, ok := w.s.NextDue(); ok {
		t.Errorf("an idle Stripe has something to do at %v", at)
	}
	x := w.must("POST", "checkout/sessions", order()...)
	if at, _ := w.s.NextDue(); !at.Equal(monday().Add(24 * time.Hour)) {
		t.Errorf("expiry at %v", at)
	}
	w.pay(text(x, "url"), CardOK)
	if at, _ := w.s.NextDue(); !at.Equal(time.Date(2026, 1, 7, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("settlement at %v", at)
	}
	w.forward(48 * time.Hour)
	if at, ok := w.s.NextDue(); ok {
		t.Errorf("something is left to do at %v", at)
	}
}

func TestCurrencies(t *testing.T) {
	for _, tt := range []struct {
		currency, amount string
		code             string // "-" is accepted
		text             string
	}{
		{"usd", "50", "-", "$0.50"},
		{"usd", "49", "amount_too_small", ""},
		{"usd", "99999999", "-", "$999,999.99"},
		{"usd", "100000000", "amount_too_large", ""},
		{"jpy", "2500", "-", "¥2,500"},
		{"jpy", "49", "amount_too_small", ""},
		{"kwd", "1250", "-", "KWD 1.250"},
		{"kwd", "1255", "", ""},
		{"isk", "250000", "-", "ISK 2,500"},
		{"isk", "250050", "", ""},
		{"ugx", "900000", "-", "UGX 9,000"},
		{"eur", "2550", "-", "€25.50"},
		{"xyz", "2550", "", ""},
	} {
		t.Run(tt.currency+tt.amount, func(t *testing.T) {
			w := newWorld(t)
			params := []string{
				"mode=payment", "success_url=https://example.com/", "line_items[0][quantity]=1", "line_items[0][price_data][currency]=" + tt.currency,
				"line_items[0][price_data][unit_amount]=" + tt.amount, "line_items[0][price_data][product_data][name]=Mug",
			}
			if tt.code != "-" {
				w.refused(400, tt.code, "POST", "checkout/sessions", params...)
				return
			}
			x := w.must("POST", "checkout/sessions", params...)
			if said := w.pay(text(x, "url"), CardOK); !strings.Contains(said, tt.text+" to ") {
				t.Errorf("says %q", said)
			}
			e := w.must("GET", "balance_transactions")
			if c, _ := currencyOf(tt.currency); number(e, "data", 0, "fee")%c.step != 0 || number(e, "data", 0, "net") <= 0 {
				t.Errorf("fee: %v", e)
			}
		})
	}
}

func TestAddressAndCustomer(t *testing.T) {
	w := newWorld(t)
	ship := []string{"shipping_address_collection[allowed_countries][0]=DE", "customer_creation=always"}
	w.bought(CardOK, ship...)
	x := at(w.must("GET", "checkout/sessions"), "data", 0)
	if text(x, "shipping_details", "address", "country") != "DE" || text(x, "customer_details", "email") == "" || text(x, "customer") == "" {
		t.Errorf("session: %v", x)
	}
	lines := w.must("GET", "checkout/sessions/"+text(x, "id")+"/line_items")
	if text(lines, "data", 0, "description") != "Mug, blue" || number(x, "total_details", "amount_shipping") != 500 || number(x, "amount_total") != 3000 {
		t.Errorf("lines: %v session %v", lines, x)
	}
	w.must("POST", "checkout/sessions", order("customer="+text(x, "customer"))...)
}
