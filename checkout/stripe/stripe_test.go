package stripe_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"till/checkout/stripe"
	sandbox "till/sandbox/stripe"
	"till/shop"
	"till/shop/money"
	"till/shop/shoptest"
)

// open opens an hour's page for the order.
func (w *world) open(t *testing.T, order shop.OrderID, price, shipping money.Money) shop.CheckoutSession {
	t.Helper()
	page, err := w.OpenCheckout(t.Context(), shop.CheckoutRequest{
		Key: "checkout:" + string(order) + ":1", Order: order, Shop: "Blue Kiln", ExpiresAt: w.clock().Add(time.Hour),
		Lines: []shop.Line{{Item: "Mug, blue", Quantity: 2, Price: price}}, Shipping: shipping,
	})
	if err != nil {
		t.Fatal(err)
	}
	return page
}

// sell opens a page and pays it, 30.00 dollars in all.
func (w *world) sell(t *testing.T, order shop.OrderID) shop.Payment {
	t.Helper()
	page := w.open(t, order, money.New(1250, "USD"), money.New(500, "USD"))
	w.pay(t, page, shoptest.PayNow)
	page, err := w.FetchCheckout(t.Context(), page.ID)
	if err != nil || page.Payment == nil || page.Payment.Charge == "" {
		t.Fatalf("paid %+v: %v", page, err)
	}
	return *page.Payment
}

// seller opens an account that can be paid.
func (w *world) seller(t *testing.T) string {
	t.Helper()
	account, err := w.OpenAccount(t.Context(), shop.AccountRequest{Key: "account:1", Seller: "1", Country: "US"})
	if err != nil {
		t.Fatal(err)
	}
	link, err := w.OnboardingLink(t.Context(), account.ID)
	if err != nil {
		t.Fatal(err)
	}
	w.onboard(t, link)
	return account.ID
}

// TestCheckoutParameters is the whole of what Stripe is told about a sale.
func TestCheckoutParameters(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if _, err := w.OpenCheckout(t.Context(), shop.CheckoutRequest{
		Key: "checkout:7K3M9QXD:1", Order: "7K3M9QXD", Shop: "Blue Kiln",
		Lines:  []shop.Line{{Item: "Mug, blue", Quantity: 2, Price: money.New(1250, "USD")}, {Item: "Saucer", Quantity: 1, Price: money.New(400, "USD")}},
		ShipTo: []string{"US"}, Shipping: money.New(500, "USD"), Tax: money.New(210, "USD"), ExpiresAt: w.clock().Add(time.Hour),
	}); err != nil {
		t.Fatal(err)
	}
	sent := w.sent.all("POST /stripe/v1/checkout/sessions")
	if len(sent) != 1 || sent[0].key != "checkout:7K3M9QXD:1@test" {
		t.Fatalf("sent %+v, want one with the request's key", sent)
	}
	form, err := url.ParseQuery(sent[0].body)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for name, values := range form {
		got = append(got, name+" = "+strings.Join(values, ", "))
	}
	slices.Sort(got)
	want := []string{
		"cancel_url = https://discord.com/channels/@me",
		"client_reference_id = 7K3M9QXD",
		"custom_text[submit][message] = Your money is held until Blue Kiln ships.",
		"customer_creation = if_required",
		"expires_at = 1767610800",
		"line_items[0][price_data][currency] = usd",
		"line_items[0][price_data][product_data][description] = Blue Kiln · 7K3M-9QXD",
		"line_items[0][price_data][product_data][name] = Mug, blue",
		"line_items[0][price_data][unit_amount] = 1250",
		"line_items[0][quantity] = 2",
		"line_items[1][price_data][currency] = usd",
		"line_items[1][price_data][product_data][description] = Blue Kiln · 7K3M-9QXD",
		"line_items[1][price_data][product_data][name] = Saucer",
		"line_items[1][price_data][unit_amount] = 400",
		"line_items[1][quantity] = 1",
		"line_items[2][price_data][currency] = usd",
		"line_items[2][price_data][product_data][name] = Tax",
		"line_items[2][price_data][unit_amount] = 210",
		"line_items[2][quantity] = 1",
		"metadata[installation] = test",
		"metadata[key] = checkout:7K3M9QXD:1",
		"metadata[order] = 7K3M9QXD",
		"mode = payment",
		"payment_intent_data[description] = Blue Kiln · 7K3M-9QXD",
		"payment_intent_data[metadata][installation] = test",
		"payment_intent_data[metadata][key] = checkout:7K3M9QXD:1",
		"payment_intent_data[metadata][order] = 7K3M9QXD",
		"payment_intent_data[statement_descriptor_suffix] = BLUE KILN",
		"payment_intent_data[transfer_group] = 7K3M9QXD",
		"payment_method_types[0] = card",
		"payment_method_types[1] = us_bank_account",
		"shipping_address_collection[allowed_countries][0] = US",
		"shipping_options[0][shipping_rate_data][display_name] = Shipping",
		"shipping_options[0][shipping_rate_data][fixed_amount][amount] = 500",
		"shipping_options[0][shipping_rate_data][fixed_amount][currency] = usd",
		"shipping_options[0][shipping_rate_data][type] = fixed_amount",
		"submit_type = pay",
		"success_url = https://discord.com/channels/@me",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("sent (-want +got):\n%s", diff)
	}
}

// TestTransferParameters: tied to the charge, or it would need money that has
// settled.
func TestTransferParameters(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	r := aTransfer()
	r.Account, r.Charge = w.seller(t), w.sell(t, r.Order).Charge
	if _, err := w.Transfer(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	sent := w.sent.all("POST /stripe/v1/transfers")
	got, err := url.ParseQuery(sent[0].body)
	if err != nil {
		t.Fatal(err)
	}
	want := url.Values{
		"amount": {"2853"}, "currency": {"usd"}, "destination": {r.Account}, "source_transaction": {r.Charge},
		"transfer_group": {"7K3M9QXD"}, "metadata[order]": {"7K3M9QXD"}, "metadata[key]": {r.Key}, "metadata[installation]": {"test"},
	}
	if diff := cmp.Diff(want, got); diff != "" || sent[0].key != r.Key+"@test" {
		t.Errorf("sent under %s (-want +got):\n%s", sent[0].key, diff)
	}
}

// TestCurrencies shows that minor units are Stripe's, whatever the digits.
func TestCurrencies(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for i, tt := range []struct {
		currency         money.Currency
		price, each, all int64
	}{
		{"USD", 1250, 500, 3000},
		{"EUR", 1999, 1, 3999},
		{"JPY", 2500, 800, 5800},
		{"KWD", 1250, 990, 3490},
		{"ISK", 250000, 100, 500100},
	} {
		page := w.open(t, shop.OrderID(fmt.Sprintf("CURR%04d", i)), money.New(tt.price, tt.currency), money.New(tt.each, tt.currency))
		w.pay(t, page, shoptest.PayNow)
		got, err := w.FetchCheckout(t.Context(), page.ID)
		if err != nil {
			t.Fatal(err)
		}
		want := money.New(tt.all, tt.currency)
		if got.Amount != want || got.Payment.Amount != want || got.Settled != tt.currency || got.Payment.Fee.Currency != tt.currency {
			t.Errorf("%s: paid %s, charged %s, settled in %s, fee %s, want %s", tt.currency, got.Amount, got.Payment.Amount, got.Settled, got.Payment.Fee, want)
		}
	}
}

// TestOtherInstallation: a bot that shares the account leaves our orders alone.
func TestOtherInstallation(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	page := w.open(t, "7K3M9QXD", money.New(1250, "USD"), money.New(0, "USD"))
	other := w.provider(t, func(cfg *stripe.Config) { cfg.Installation = "other" })
	if got, err := other.FetchCheckout(t.Context(), page.ID); err != nil || got.Order != "" {
		t.Errorf("the other bot takes the page for its order %q: %v", got.Order, err)
	}
	w.pay(t, page, shoptest.PayNow)
	if err := other.BalanceEntries(t.Context(), time.Time{}, func(e shop.BalanceEntry) error {
		if e.Order != "" {
			t.Errorf("the other bot takes %s for its order %s's", e.Source, e.Order)
		}
		return nil
	}); err != nil {
		t.Error(err)
	}
}

// TestTwoInstallations: two bots on one account count alike, and neither takes
// the other's acts for its own.
func TestTwoInstallations(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	other := w.provider(t, func(cfg *stripe.Config) { cfg.Installation = "other" })
	account, charge := w.seller(t), w.sell(t, "7K3M9QXD").Charge
	transfer := shop.TransferRequest{Key: "transfer:7K3M9QXD:1", Order: "7K3M9QXD", Account: account, Charge: charge, Amount: money.New(700, "USD")}
	refund := shop.RefundRequest{Key: "refund:7K3M9QXD:1", Order: "7K3M9QXD", Charge: charge, Amount: money.New(300, "USD")}
	ours, err := w.Transfer(t.Context(), transfer)
	if err != nil {
		t.Fatal(err)
	}
	back, err := w.Refund(t.Context(), refund)
	if err != nil || back.Key != refund.Key {
		t.Fatalf("refunded %+v: %v", back, err)
	}
	if found, ok, err := other.FindTransfer(t.Context(), transfer.Order, transfer.Key); ok || err != nil {
		t.Errorf("the other bot found %v: %v", found, err)
	}
	if found, ok, err := other.FindRefund(t.Context(), charge, refund.Key); ok || err != nil {
		t.Errorf("the other bot found %v: %v", found, err)
	}
	if theirs, err := other.Transfer(t.Context(), transfer); err != nil || theirs.ID == ours.ID {
		t.Errorf("the other bot made %v, ours is %v: %v", theirs, ours, err)
	}
	seen, err := other.FetchCharge(t.Context(), charge)
	if err != nil || seen.Order != "" || len(seen.Refunds) != 1 || seen.Refunds[0].Key != "" {
		t.Errorf("the other bot sees %+v: %v", seen, err)
	}
}

// TestOtherSettings: a page whose answer was lost is still the order's only one
// after a restart with other settings, though Stripe then refuses its key.
func TestOtherSettings(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	r := aCheckout()
	r.Customer, r.ExpiresAt = "", w.clock().Add(time.Hour)
	if err := w.stripe.Fault(sandbox.FaultDropAfter, 1); err != nil {
		t.Fatal(err)
	}
	if _, err := w.OpenCheckout(t.Context(), r); shop.CodeOf(err) != shop.Unavailable {
		t.Fatalf("error is %v", err)
	}
	restarted := w.provider(t, func(cfg *stripe.Config) {
		cfg.ReturnURL, cfg.PaymentMethods = "https://example.com/back", nil
	})
	page, err := restarted.OpenCheckout(t.Context(), r)
	if err != nil || page.State != shop.SessionOpen || page.Order != r.Order || page.URL == "" {
		t.Fatalf("opened again it is %+v: %v", page, err)
	}
	if all := w.stripe.Sessions(); len(all) != 1 || all[0].ID != page.ID {
		t.Errorf("there are %d pages, want the first one", len(all))
	}

	// Paid meanwhile, it is still the answer.
	w.pay(t, page, shoptest.PayNow)
	if again, err := restarted.OpenCheckout(t.Context(), r); err != nil || again.ID != page.ID || again.State != shop.SessionPaid {
		t.Errorf("opened after it was paid it is %+v: %v", again, err)
	}

	// Another amount under the same key is a mistake of ours.
	r.Tax.Minor++
	if page, err := restarted.OpenCheckout(t.Context(), r); shop.CodeOf(err) != shop.Internal || err == nil {
		t.Errorf("another amount: %+v: %v", page, err)
	}

	// A stranger with the same order and key has a page of its own.
	if page, err := w.provider(t, func(cfg *stripe.Config) { cfg.Installation = "other" }).OpenCheckout(t.Context(), r); err != nil || len(w.stripe.Sessions()) != 2 {
		t.Errorf("the other bot's page is %+v: %v", page, err)
	}
}

// TestKeptFailure: Stripe answers a key with the 500 that it kept. The act is
// looked up, and made under the next key only where it is not found.
func TestKeptFailure(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	r := aRefund()
	r.Charge = w.sell(t, r.Order).Charge
	if err := w.stripe.Fault(sandbox.FaultErrorAfter, 1); err != nil {
		t.Fatal(err)
	}
	_, err := w.Refund(t.Context(), r)
	if shop.CodeOf(err) != shop.Unavailable {
		t.Fatalf("error is %v", err)
	}
	if got, err := w.Refund(t.Context(), r); err != nil || got.State != shop.CallSucceeded {
		t.Errorf("tried again it is %+v: %v", got, err)
	}
	if sent := w.sent.all("POST /stripe/v1/refunds"); len(sent) != 2 || sent[0].key != r.Key+"@test" || sent[1].key != sent[0].key {
		t.Errorf("sent %+v, want twice under the first key", sent)
	}

	// A 500 kept although nothing was done, as real ones are.
	replies := []string{"500", "500 kept", "found nothing", "done"}
	var keys []string
	p := answering(t, func(q *http.Request) (*http.Response, error) {
		now := replies[0]
		replies = replies[1:]
		if q.Method == http.MethodPost {
			keys = append(keys, q.Header.Get("Idempotency-Key"))
		}
		switch now {
		case "found nothing":
			return says(200, `{"object":"list","data":[],"has_more":false}`)(q)
		case "done":
			return says(200, `{"id":"re_1","object":"refund","status":"pending"}`)(q)
		}
		response, err := says(500, errorJSON("api_error", "", "Unknown"))(q)
		if now == "500 kept" {
			response.Header.Set("Idempotent-Replayed", "true")
		}
		return response, err
	})
	if _, err := p.Refund(t.Context(), r); shop.CodeOf(err) != shop.Unavailable {
		t.Errorf("error is %v", err)
	}
	if got, err := p.Refund(t.Context(), r); err != nil || got.ID != "re_1" || got.State != shop.CallSent {
		t.Errorf("tried again it is %+v: %v", got, err)
	}
	if want := []string{r.Key + "@test", r.Key + "@test", r.Key + "#2@test"}; !slices.Equal(keys, want) {
		t.Errorf("the keys were %v, want %v", keys, want)
	}
}

// TestOutages are failures before the act, after which the same call succeeds.
func TestOutages(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{sandbox.FaultError, sandbox.FaultDrop, sandbox.FaultTooMany} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			r := aRefund()
			r.Charge = w.sell(t, r.Order).Charge
			if err := w.stripe.Fault(kind, 1); err != nil {
				t.Fatal(err)
			}
			if _, err := w.Refund(t.Context(), r); shop.CodeOf(err) != shop.Unavailable {
				t.Errorf("error is %v", err)
			}
			if _, ok, err := w.FindRefund(t.Context(), r.Charge, r.Key); ok || err != nil {
				t.Errorf("found %t: %v", ok, err)
			}
			if _, err := w.Refund(t.Context(), r); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestKeyInUse: the same act twice at once is "later", not "no".
func TestKeyInUse(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	r := aRefund()
	r.Charge = w.sell(t, r.Order).Charge
	ctx, release := w.delay(t)
	if _, err := w.Refund(ctx, r); shop.CodeOf(err) != shop.Unavailable {
		t.Errorf("error is %v", err)
	}
	_, err := w.Refund(t.Context(), r)
	if shop.CodeOf(err) != shop.Unavailable || !strings.Contains(err.Error(), "idempotency_key_in_use") {
		t.Errorf("while the first is running: error is %v", err)
	}
	release()
	if _, err := w.Refund(t.Context(), r); err != nil {
		t.Error(err)
	}
}
