package stripe

import (
	"errors"
	"testing"
	"time"

	stripego "github.com/stripe/stripe-go/v76"
	"github.com/stripe/stripe-go/v76/client"
)

// TestRealClient walks the whole sale with stripe-go, so that names and
// shapes are those that the real client reads.
func TestRealClient(t *testing.T) {
	w := newWorld(t)
	backend := stripego.GetBackendWithConfig(stripego.APIBackend, &stripego.BackendConfig{
		URL: new(w.url + "/stripe"), MaxNetworkRetries: new(int64(0)), LeveledLogger: &stripego.LeveledLogger{},
	})
	api := client.New(w.s.Keys().Secret, &stripego.Backends{API: backend, Connect: backend, Uploads: backend})

	a, err := api.Accounts.New(&stripego.AccountParams{
		Type: new("express"), Country: new("US"),
		Capabilities: &stripego.AccountCapabilitiesParams{Transfers: &stripego.AccountCapabilitiesTransfersParams{Requested: new(true)}},
		Metadata:     map[string]string{"seller": "1"},
	})
	if err != nil {
		t.Fatal(err)
	}
	if a.PayoutsEnabled || a.Capabilities.Transfers != "inactive" || len(a.Requirements.CurrentlyDue) == 0 {
		t.Fatalf("fresh account: %+v", a)
	}
	link, err := api.AccountLinks.New(&stripego.AccountLinkParams{
		Account: &a.ID, Type: new("account_onboarding"),
		RefreshURL: new("https://example.com/r"), ReturnURL: new("https://example.com/d"),
	})
	if err != nil {
		t.Fatal(err)
	}
	if said, err := w.s.Onboard(t.Context(), link.URL, true); err != nil || said != sayOnboarded {
		t.Fatal(said, err)
	}
	if a, err = api.Accounts.GetByID(a.ID, nil); err != nil || !a.PayoutsEnabled || a.ChargesEnabled || a.Capabilities.Transfers != "active" {
		t.Fatalf("onboarded account: %+v %v", a, err)
	}

	params := &stripego.CheckoutSessionParams{
		Mode: new("payment"), SuccessURL: new("https://discord.com/channels/@me/1"), ClientReferenceID: new("order1"),
		ExpiresAt: new(monday().Add(time.Hour).Unix()), PaymentMethodTypes: []*string{new("card")}, CustomerCreation: new("always"),
		LineItems: []*stripego.CheckoutSessionLineItemParams{{Quantity: new(int64(1)), PriceData: &stripego.CheckoutSessionLineItemPriceDataParams{
			Currency: new("usd"), UnitAmount: new(int64(3000)), ProductData: &stripego.CheckoutSessionLineItemPriceDataProductDataParams{Name: new("Mug, blue")},
		}}},
		PaymentIntentData: &stripego.CheckoutSessionPaymentIntentDataParams{TransferGroup: new("order1"), Metadata: map[string]string{"order": "order1"}},
		Metadata:          map[string]string{"order": "order1"},
	}
	params.AddExtra("saved_payment_method_options[payment_method_save]", "enabled")
	x, err := api.CheckoutSessions.New(params)
	if err != nil {
		t.Fatal(err)
	}
	if len(x.URL) < 600 || x.PaymentIntent != nil || x.Status != "open" || x.AmountTotal != 3000 {
		t.Fatalf("fresh session: %+v", x)
	}
	w.pay(x.URL, CardOK)
	get := &stripego.CheckoutSessionParams{}
	get.AddExpand("payment_intent.latest_charge.balance_transaction")
	if x, err = api.CheckoutSessions.Get(x.ID, get); err != nil {
		t.Fatal(err)
	}
	ch := x.PaymentIntent.LatestCharge
	if x.Status != "complete" || x.PaymentStatus != "paid" || x.PaymentIntent.Metadata["order"] != "order1" || x.Customer == nil ||
		ch.BalanceTransaction.Fee != 117 || ch.BalanceTransaction.Net != 2883 || ch.BalanceTransaction.Status != "pending" {
		t.Fatalf("paid session: %+v charge %+v", x, ch)
	}

	tr, err := api.Transfers.New(&stripego.TransferParams{
		Amount: new(int64(2853)), Currency: new("usd"), Destination: &a.ID,
		SourceTransaction: &ch.ID, TransferGroup: new("order1"),
	})
	if err != nil {
		t.Fatal(err)
	}
	if tr.SourceTransaction.ID != ch.ID || tr.Destination.ID != a.ID {
		t.Fatalf("transfer: %+v", tr)
	}
	w.forward(14 * 24 * time.Hour)
	list := &stripego.PayoutListParams{}
	list.SetStripeAccount(a.ID)
	payouts := api.Payouts.List(list)
	if !payouts.Next() || payouts.Payout().Status != "paid" || payouts.Payout().Amount != 2853 {
		t.Fatalf("payout: %+v %v", payouts.Current(), payouts.Err())
	}
	bal, err := api.Balance.Get(nil)
	if err != nil || bal.Available[0].Amount != 30 || bal.Pending[0].Amount != 0 {
		t.Fatalf("balance: %+v %v", bal, err)
	}
	events := api.Events.List(&stripego.EventListParams{})
	kinds := map[stripego.EventType]int{}
	for events.Next() {
		kinds[events.Event().Type]++
	}
	for _, kind := range []stripego.EventType{"checkout.session.completed", "payment_intent.succeeded", "charge.succeeded", "transfer.created", "balance.available"} {
		if kinds[kind] != 1 {
			t.Errorf("%s: %d events, want 1: %v", kind, kinds[kind], kinds)
		}
	}
	if kinds["payout.paid"]+kinds["account.updated"] != 0 {
		t.Errorf("connected accounts' events are in the platform's list: %v", kinds)
	}
	_, err = api.Refunds.New(&stripego.RefundParams{Charge: &ch.ID, Amount: new(int64(4000))})
	if e, ok := errors.AsType[*stripego.Error](err); !ok || e.Param != "amount" || e.HTTPStatusCode != 400 {
		t.Errorf("refund of too much: %v", err)
	}
}
