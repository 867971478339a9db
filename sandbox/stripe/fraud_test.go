package stripe

import (
	"fmt"
	"testing"
	"time"
)

// warned is a fraud warning about a charge.
func (w *world) warned(charge string) string {
	w.t.Helper()
	id, err := w.s.WarnOfFraud(w.t.Context(), charge, "")
	if err != nil {
		w.t.Fatal(err)
	}
	return id
}

func TestFraudWarning(t *testing.T) {
	for _, tt := range []struct {
		name       string
		actionable bool
		does       func(w *world, ch string)
	}{
		{"nothing happens", true, func(*world, string) {}},
		{"a part is refunded", true, func(w *world, ch string) { w.must("POST", "refunds", "charge="+ch, "amount=2999") }},
		{"all is refunded", false, func(w *world, ch string) { w.must("POST", "refunds", "charge="+ch) }},
		{"it is disputed", false, func(w *world, ch string) { w.disputed(ch, Terms{Amount: 1}) }},
		{"the bank asks", false, func(w *world, ch string) { w.disputed(ch, Terms{Inquiry: true}) }},
		{"a refund waits", true, func(w *world, ch string) { w.forward(48 * time.Hour); w.must("POST", "refunds", "charge="+ch) }},
		{"a refund waited", false, func(w *world, ch string) {
			w.forward(48 * time.Hour)
			w.must("POST", "refunds", "charge="+ch)
			w.s.TopUp("usd", 117)
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			ch := w.bought(CardOK)
			id := w.warned(ch)
			tt.does(w, ch)
			got := w.must("GET", "radar/early_fraud_warnings/"+id, "expand[]=charge")
			if at(got, "actionable") != tt.actionable || text(got, "charge", "id") != ch || text(got, "fraud_type") != "unauthorized_use_of_card" {
				t.Errorf("warning: %v", got)
			}
			want := "radar.early_fraud_warning.created"
			if !tt.actionable {
				want += " > radar.early_fraud_warning.updated"
			}
			if got := w.kinds("type=radar.*"); got != want {
				t.Errorf("events: %s", got)
			}
			if e := w.must("GET", "events", "type=radar.early_fraud_warning.updated"); !tt.actionable && at(e, "data", 0, "data", "previous_attributes", "actionable") != true {
				t.Errorf("before: %v", e)
			}
		})
	}
}

func TestFraudWarningLists(t *testing.T) {
	w := newWorld(t)
	first := w.bought(CardOK)
	w.warned(first)
	w.forward(time.Hour)
	second := w.bought(CardOK)
	w.warned("") // the newest charge
	intent := text(w.must("GET", "charges/"+second), "payment_intent")
	for _, tt := range []struct {
		param, charge string
		n             int
	}{
		{"charge=" + first, first, 1},
		{"payment_intent=" + intent, second, 1},
		{fmt.Sprint("created[gt]=", monday().Unix()), second, 1},
		{"limit=5", second, 2},
	} {
		got := w.must("GET", "radar/early_fraud_warnings", tt.param)
		if text(got, "data", 0, "charge") != tt.charge || len(at(got, "data").([]any)) != tt.n {
			t.Errorf("%s: %v", tt.param, got)
		}
	}
	w.refused(404, "resource_missing", "GET", "radar/early_fraud_warnings/issfr_1")
}
