package stripe_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	sandbox "till/sandbox/stripe"
	"till/shop"
	"till/shop/money"
	"till/shop/shoptest"
)

func usd(minor int64) money.Money { return money.New(minor, "USD") }

// charge fetches a charge.
func (w *world) charge(t *testing.T, id string) shop.Charge {
	t.Helper()
	got, err := w.FetchCharge(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// dispute fetches the charge's only dispute.
func (w *world) dispute(t *testing.T, charge string) shop.DisputeResult {
	t.Helper()
	got := w.charge(t, charge).Disputes
	if len(got) != 1 {
		t.Fatalf("the charge has the disputes %+v, want one", got)
	}
	return got[0]
}

// entries are the balance's lines of an object, newest first.
func (w *world) entries(t *testing.T, since time.Time, source string) []shop.BalanceEntry {
	t.Helper()
	var out []shop.BalanceEntry
	if err := w.BalanceEntries(t.Context(), since, func(e shop.BalanceEntry) error {
		if source == "" || e.Source == source {
			out = append(out, e)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return out
}

// TestDispute follows chargebacks from their beginning to each of their ends.
func TestDispute(t *testing.T) {
	t.Parallel()
	for outcome, want := range map[string]struct {
		state     shop.DisputeState
		withdrawn int64
	}{
		sandbox.DisputeWon:    {shop.DisputeWon, 0},
		sandbox.DisputeLost:   {shop.DisputeLost, 3000},
		sandbox.DisputePartly: {shop.DisputeLost, 2000},
	} {
		t.Run(outcome, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			charge := w.sell(t, "7K3M9QXD").Charge
			from := w.clock()
			id, err := w.stripe.Dispute(t.Context(), charge, sandbox.Terms{Reason: "product_not_received"})
			if err != nil {
				t.Fatal(err)
			}
			got := w.dispute(t, charge)
			if !got.DueBy.After(w.clock()) {
				t.Errorf("evidence is due by %v", got.DueBy)
			}
			open := shop.DisputeResult{
				ID: id, State: shop.DisputeOpen, Reason: "product_not_received", Amount: usd(3000), DueBy: got.DueBy, Withdrawn: usd(3000), Fee: usd(1500),
			}
			if diff := cmp.Diff(open, got); diff != "" {
				t.Errorf("the dispute (-want +got):\n%s", diff)
			}
			if lines := w.entries(t, from, id); len(lines) != 1 || lines[0].Charge != charge || lines[0].Order != "" || lines[0].Category != "dispute" {
				t.Errorf("the balance has %+v", lines)
			}
			amount := int64(0)
			if outcome == sandbox.DisputePartly {
				amount = 1000
			}
			if _, err := w.stripe.EndDispute(t.Context(), id, outcome, amount); err != nil {
				t.Fatal(err)
			}
			got = w.dispute(t, charge)
			if got.State != want.state || got.Withdrawn != usd(want.withdrawn) || got.Fee != usd(1500) || !got.DueBy.IsZero() || got.Inquiry {
				t.Errorf("in the end it is %+v", got)
			}
			w.heard(t, from, charge, "charge.dispute.created", "charge.dispute.closed")
		})
	}
}

// heard fails unless every event of the types is about the charge, and there is
// one of each.
func (w *world) heard(t *testing.T, from time.Time, charge string, kinds ...string) {
	t.Helper()
	events, err := w.EventsSince(t.Context(), from)
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range kinds {
		i := slices.IndexFunc(events, func(e shop.ProviderEvent) bool { return e.Type == kind })
		if i < 0 || events[i].Subject != shop.SubjectCharge || events[i].Object != charge {
			t.Errorf("of %s was heard %+v", kind, events)
		}
	}
}

// TestInquiry: nothing is withdrawn until the bank makes it a chargeback.
func TestInquiry(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	closed, escalated := w.sell(t, "00000001").Charge, w.sell(t, "00000002").Charge
	for _, charge := range []string{closed, escalated} {
		if _, err := w.stripe.Dispute(t.Context(), charge, sandbox.Terms{Inquiry: true, Amount: 2000}); err != nil {
			t.Fatal(err)
		}
		got := w.dispute(t, charge)
		want := shop.DisputeResult{
			ID: got.ID, State: shop.DisputeOpen, Inquiry: true, Reason: "fraudulent", Amount: usd(2000), Refundable: true,
			DueBy: got.DueBy, Withdrawn: usd(0), Fee: usd(0),
		}
		if diff := cmp.Diff(want, got); diff != "" || got.DueBy.IsZero() {
			t.Errorf("the inquiry (-want +got):\n%s", diff)
		}
	}
	if _, err := w.stripe.EscalateInquiry(t.Context(), escalated); err != nil {
		t.Fatal(err)
	}
	if got := w.dispute(t, escalated); got.Inquiry || got.State != shop.DisputeOpen || got.Withdrawn != usd(2000) || got.Refundable {
		t.Errorf("escalated it is %+v", got)
	}
	if _, err := w.stripe.EndDispute(t.Context(), closed, sandbox.DisputeWon, 0); err != nil {
		t.Fatal(err)
	}
	if got := w.dispute(t, closed); !got.Inquiry || got.State != shop.DisputeWon || got.Withdrawn != usd(0) {
		t.Errorf("closed it is %+v", got)
	}
}

// TestSeveralDisputes: a charge can have several, each over a part of it.
func TestSeveralDisputes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	charge := w.sell(t, "7K3M9QXD").Charge
	for _, amount := range []int64{500, 700} {
		if _, err := w.stripe.Dispute(t.Context(), charge, sandbox.Terms{Amount: amount}); err != nil {
			t.Fatal(err)
		}
	}
	got := w.charge(t, charge)
	var withdrawn int64
	for _, d := range got.Disputes {
		withdrawn += d.Withdrawn.Minor
	}
	if len(got.Disputes) != 2 || got.Disputes[0].Amount != usd(500) || withdrawn != 1200 || got.Order != "7K3M9QXD" || got.Amount != usd(3000) {
		t.Errorf("the charge is %+v", got)
	}
}

// TestDisputeStates are those that the sandbox does not reach. A dispute that
// ended because the charge was refunded is lost when the bank keeps money.
func TestDisputeStates(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		status, entries string
		want            shop.DisputeState
		inquiry         bool
		withdrawn, fee  int64
	}{
		{"needs_response", `{"amount":-3000,"fee":1500,"currency":"usd"}`, shop.DisputeOpen, false, 3000, 1500},
		{"under_review", `{"amount":-3000,"fee":1500,"currency":"usd"}`, shop.DisputeInReview, false, 3000, 1500},
		{"warning_under_review", "", shop.DisputeInReview, true, 0, 0},
		{"warning_closed", "", shop.DisputeWon, true, 0, 0},
		{"won", `{"amount":-3000,"fee":1500,"currency":"usd"},{"amount":3000,"fee":-1500,"currency":"usd"}`, shop.DisputeWon, false, 0, 0},
		{"charge_refunded", "", shop.DisputeWon, false, 0, 0},
		{"charge_refunded", `{"amount":-3000,"fee":1500,"currency":"usd"}`, shop.DisputeLost, false, 3000, 1500},
		{"prevented", "", shop.DisputeWon, false, 0, 0},
		{"teleported", `{"amount":-3000,"fee":0,"currency":"usd"}`, shop.DisputeOpen, false, 3000, 0},
	} {
		p := answering(t, byPath(map[string]string{
			"/v1/charges/ch_1": `{"id":"ch_1","object":"charge","amount_captured":3000,"currency":"usd","refunds":{"data":[],"has_more":false}}`,
			"/v1/disputes": fmt.Sprintf(`{"object":"list","has_more":false,"data":[{"id":"dp_1","status":%q,"amount":3000,"currency":"usd",
				"evidence_details":{"due_by":1700000000},"balance_transactions":[%s]}]}`, tt.status, tt.entries),
			"/v1/radar/early_fraud_warnings": `{"object":"list","has_more":false,"data":[]}`,
		}))
		got, err := p.FetchCharge(t.Context(), "ch_1")
		if err != nil || len(got.Disputes) != 1 {
			t.Fatalf("%s: %+v: %v", tt.status, got, err)
		}
		d := got.Disputes[0]
		if d.State != tt.want || d.Inquiry != tt.inquiry || d.Withdrawn != usd(tt.withdrawn) || d.Fee != usd(tt.fee) || d.DueBy.IsZero() == (tt.want == shop.DisputeOpen) {
			t.Errorf("%s %s is %+v", tt.status, tt.entries, d)
		}
	}
}

// byPath answers each endpoint in its own way.
func byPath(bodies map[string]string) roundTrip {
	return func(r *http.Request) (*http.Response, error) {
		if body, ok := bodies[r.URL.Path]; ok {
			return says(200, body)(r)
		}
		return says(404, errorJSON("invalid_request_error", "", "Unrecognized request URL"))(r)
	}
}

// TestFraudWarning: it can be acted on until the charge is refunded or disputed.
func TestFraudWarning(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	r := aRefund()
	r.Charge = w.sell(t, r.Order).Charge
	from := w.clock()
	id, err := w.stripe.WarnOfFraud(t.Context(), r.Charge, "")
	if err != nil {
		t.Fatal(err)
	}
	if got, want := w.charge(t, r.Charge).Warnings, []shop.FraudWarning{{ID: id, Actionable: true}}; !slices.Equal(got, want) {
		t.Errorf("the warnings are %+v, want %+v", got, want)
	}
	r.Amount = usd(3000)
	if _, err := w.Refund(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	if got, want := w.charge(t, r.Charge).Warnings, []shop.FraudWarning{{ID: id}}; !slices.Equal(got, want) {
		t.Errorf("after the refund they are %+v, want %+v", got, want)
	}
	w.heard(t, from, r.Charge, "radar.early_fraud_warning.created", "radar.early_fraud_warning.updated", "charge.refunded")
}

// TestChargesRefunds: more refunds than come with the charge, and one that
// failed, with its reason.
func TestChargesRefunds(t *testing.T) {
	t.Parallel()
	const many = 12
	w := newWorld(t)
	r := aRefund()
	r.Charge = w.sell(t, r.Order).Charge
	for i := range many {
		r.Key, r.Amount = fmt.Sprintf("refund:7K3M9QXD:%d", i+1), usd(int64(i+1))
		if _, err := w.Refund(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
	failed, err := w.stripe.RefundFails(t.Context(), "", "lost_or_stolen_card")
	if err != nil {
		t.Fatal(err)
	}
	got := w.charge(t, r.Charge).Refunds
	keys := map[string]bool{}
	var sum int64
	for i, f := range got {
		if f.Key != fmt.Sprintf("refund:7K3M9QXD:%d", i+1) {
			t.Errorf("refund %d has key %s", i+1, f.Key)
		}
		keys[f.Key] = true
		sum += f.Amount.Minor
		want := shop.RefundResult{ID: f.ID, Key: f.Key, Amount: f.Amount, State: shop.CallSucceeded}
		if f.ID == failed {
			want.State, want.Why = shop.CallFailed, "lost_or_stolen_card"
		}
		if f != want {
			t.Errorf("the refund is %+v, want %+v", f, want)
		}
	}
	if len(got) != many || len(keys) != many || sum != many*(many+1)/2 {
		t.Errorf("%d refunds over %d with %d keys", len(got), sum, len(keys))
	}
}

// TestFindCheckout goes from a charge back to its page.
func TestFindCheckout(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	page := w.open(t, "7K3M9QXD", usd(1250), usd(500))
	w.pay(t, page, shoptest.PayDeclined)
	w.pay(t, page, shoptest.PayNow)
	paid, err := w.FetchCheckout(t.Context(), page.ID)
	if err != nil {
		t.Fatal(err)
	}
	got, err := w.FindCheckout(t.Context(), paid.Payment.Charge)
	if diff := cmp.Diff(paid, got); diff != "" || err != nil {
		t.Errorf("found (-want +got):\n%s%v", diff, err)
	}
	if got, err := w.FindCheckout(t.Context(), "ch_none"); shop.CodeOf(err) != shop.Refused {
		t.Errorf("of no charge: %+v: %v", got, err)
	}
	for name, bodies := range map[string]map[string]string{
		"a charge without a payment": {"/v1/charges/ch_1": `{"id":"ch_1"}`},
		"a charge without a page": {
			"/v1/charges/ch_1":      `{"id":"ch_1","payment_intent":"pi_1"}`,
			"/v1/checkout/sessions": `{"object":"list","data":[],"has_more":false}`,
		},
		"a declined charge": {
			"/v1/charges/ch_1":           `{"id":"ch_1","payment_intent":"pi_1","status":"failed"}`,
			"/v1/checkout/sessions":      `{"object":"list","data":[{"id":"cs_1"}],"has_more":false}`,
			"/v1/checkout/sessions/cs_1": `{"id":"cs_1","status":"complete","payment_status":"paid","payment_intent":{"id":"pi_1","latest_charge":{"id":"ch_2","status":"succeeded"}}}`,
		},
	} {
		if got, err := answering(t, byPath(bodies)).FindCheckout(t.Context(), "ch_1"); shop.CodeOf(err) != shop.NotFound {
			t.Errorf("%s: %+v: %v", name, got, err)
		}
	}
}

// TestBalanceEntries: from an instant on, each with its charge.
func TestBalanceEntries(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	account, r := w.seller(t), aRefund()
	early := w.sell(t, "00000001").Charge
	w.wait(t, time.Hour)
	from := w.clock()
	r.Charge = w.sell(t, r.Order).Charge
	back, err := w.Refund(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	sent, err := w.Transfer(t.Context(), shop.TransferRequest{Key: "transfer:7K3M9QXD:1", Order: r.Order, Account: account, Charge: r.Charge, Amount: usd(1500)})
	if err != nil {
		t.Fatal(err)
	}
	reversed, err := w.Reverse(t.Context(), shop.ReversalRequest{Key: "reversal:7K3M9QXD:1", Order: r.Order, Transfer: sent.ID, Amount: usd(200)})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range w.entries(t, from, "") {
		got = append(got, strings.Join([]string{e.Category, e.Source, e.Charge, string(e.Order), e.Amount.String()}, " "))
	}
	want := []string{
		"transfer_reversal " + reversed.ID + "  7K3M9QXD USD 2.00",
		"transfer " + sent.ID + " " + r.Charge + " 7K3M9QXD USD -15.00",
		"refund " + back.ID + " " + r.Charge + " 7K3M9QXD USD -10.00",
		"charge " + r.Charge + " " + r.Charge + " 7K3M9QXD USD 30.00",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the balance (-want +got):\n%s", diff)
	}
	if all := w.entries(t, time.Time{}, early); len(all) != 1 {
		t.Errorf("of all time the first charge has %+v", all)
	}
}
