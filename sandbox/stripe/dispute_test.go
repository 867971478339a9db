package stripe

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestDispute(t *testing.T) {
	w := newWorld(t)
	ch := w.bought(CardOK)
	if _, err := w.s.Dispute(t.Context(), ch, Terms{}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.s.Dispute(t.Context(), ch, Terms{}); err == nil {
		t.Error("a disputed charge is disputed again")
	}
	w.refused(400, "charge_disputed", "POST", "refunds", "charge="+ch)
	d := at(w.must("GET", "disputes", "charge="+ch), "data", 0)
	if text(d, "status") != "needs_response" || at(d, "is_charge_refundable") != false || number(d, "balance_transactions", 0, "fee") != 1500 {
		t.Errorf("dispute: %v", d)
	}
	w.holds("-4500+2883")
	id := text(d, "id")
	if got := w.must("POST", "disputes/"+id, "evidence[customer_name]=Buyer", "submit=false"); text(got, "status") != "needs_response" {
		t.Errorf("staged evidence: %v", got)
	}
	if got := w.must("POST", "disputes/"+id, "evidence[shipping_carrier]=UPS"); text(got, "status") != "under_review" {
		t.Errorf("submitted evidence: %v", got)
	}
	w.refused(400, "", "POST", "disputes/"+id, "evidence[shipping_carrier]=DHL")
	if _, err := w.s.EndDispute(t.Context(), id, DisputeWon, 0); err != nil {
		t.Fatal(err)
	}
	w.holds("-1500+2883")
	want := "charge.dispute.created > charge.dispute.funds_withdrawn > charge.dispute.updated > charge.dispute.updated > charge.dispute.closed > charge.dispute.funds_reinstated"
	if got := w.kinds("type=charge.dispute.*"); got != want {
		t.Errorf("events: %s", got)
	}
}

func TestDisputeOfPendingRefund(t *testing.T) {
	w := newWorld(t)
	ch := w.bought(CardOK)
	w.forward(48 * time.Hour)
	r := text(w.must("POST", "refunds", "charge="+ch), "id")
	if _, err := w.s.Dispute(t.Context(), ch, Terms{}); err != nil {
		t.Fatal(err)
	}
	if got := w.must("GET", "refunds/"+r); text(got, "status") != "failed" || text(got, "failure_reason") != "charge_for_pending_refund_disputed" {
		t.Errorf("refund: %v", got)
	}
	w.holds("-1617+0") // 2883 − 3000 − 1500
}

// disputed is a dispute of a charge, of a new one if it is "".
func (w *world) disputed(charge string, terms Terms) (id, ofCharge string) {
	w.t.Helper()
	if charge == "" {
		charge = w.bought(CardOK)
	}
	id, err := w.s.Dispute(w.t.Context(), charge, terms)
	if err != nil {
		w.t.Fatal(err)
	}
	return id, charge
}

// ended ends a dispute.
func (w *world) ended(id, outcome string, amount int64) {
	w.t.Helper()
	if _, err := w.s.EndDispute(w.t.Context(), id, outcome, amount); err != nil {
		w.t.Fatal(err)
	}
}

func TestDisputeEnds(t *testing.T) {
	for _, tt := range []struct {
		name       string
		terms      Terms
		outcome    string
		amount     int64
		status     string
		entries    int
		balance    string
		refundable int64 // afterwards, in full and no more
		lost       bool
	}{
		{"won", Terms{}, DisputeWon, 0, "won", 2, "-1500+2883", 3000, false},
		{"won in part", Terms{}, DisputeWon, 1200, "won", 2, "-3300+2883", 1200, false},
		{"lost", Terms{}, DisputeLost, 0, "lost", 1, "-4500+2883", 0, true},
		{"partly", Terms{}, DisputePartly, 500, "lost", 2, "-4000+2883", 500, true},
		{"partly, about half", Terms{Reason: "product_unacceptable"}, DisputePartly, 0, "lost", 2, "-3000+2883", 1500, true},
		{"a part, lost", Terms{Amount: 1000, Reason: "duplicate"}, DisputeLost, 0, "lost", 1, "-2500+2883", 2000, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			id, ch := w.disputed("", tt.terms)
			w.refused(400, "charge_disputed", "POST", "refunds", "charge="+ch, "amount=1")
			w.ended(ch, tt.outcome, tt.amount)
			got := w.must("GET", "disputes/"+id)
			if n := len(at(got, "balance_transactions").([]any)); text(got, "status") != tt.status || n != tt.entries || at(got, "is_charge_refundable") == tt.lost {
				t.Errorf("%d entries: %v", n, got)
			}
			if tt.terms.Reason != "" && text(got, "reason") != tt.terms.Reason {
				t.Errorf("reason: %v", got)
			}
			w.holds(tt.balance)
			if _, err := w.s.EndDispute(t.Context(), id, DisputeWon, 0); err == nil {
				t.Error("it ends twice")
			}
			w.s.TopUp("usd", 10000)
			if tt.refundable == 0 {
				w.refused(400, "charge_disputed", "POST", "refunds", "charge="+ch)
				return
			}
			w.refused(400, "", "POST", "refunds", "charge="+ch, fmt.Sprint("amount=", tt.refundable+1))
			if r := w.must("POST", "refunds", "charge="+ch); number(r, "amount") != tt.refundable {
				t.Errorf("refund: %v", r)
			}
		})
	}
}

func TestSeveralDisputes(t *testing.T) {
	w := newWorld(t)
	_, ch := w.disputed("", Terms{Amount: 1000})
	second, _ := w.disputed(ch, Terms{Amount: 500, Inquiry: true})
	for _, tt := range []Terms{{Amount: 1501}, {Amount: -1}, {Reason: "weather"}} {
		if _, err := w.s.Dispute(t.Context(), ch, tt); err == nil {
			t.Errorf("accepted: %+v", tt)
		}
	}
	w.disputed(ch, Terms{})
	if _, err := w.s.Dispute(t.Context(), ch, Terms{}); err == nil {
		t.Error("more is disputed than was charged")
	}
	if _, err := w.s.EscalateInquiry(t.Context(), second); err != nil {
		t.Fatal(err)
	}
	w.holds("-7500+2883") // 3000, and three fees
	if got := w.must("GET", "disputes", "charge="+ch); number(got, "data", 0, "amount") != 1500 || len(at(got, "data").([]any)) != 3 {
		t.Errorf("disputes: %v", got)
	}
	if got := w.must("GET", "charges/"+ch, "expand[]=dispute"); at(got, "disputed") != true || number(got, "dispute", "amount") != 1500 {
		t.Errorf("charge: %v", got)
	}
}

func TestInquiry(t *testing.T) {
	day := 24 * time.Hour
	for _, tt := range []struct {
		name, status, balance string
		does                  func(w *world, id, ch string)
	}{
		{"asks only", "warning_needs_response", "0+2883", func(*world, string, string) {}},
		{"is answered", "warning_under_review", "0+2883", func(w *world, id, _ string) { w.must("POST", "disputes/"+id, "evidence[customer_name]=Buyer") }},
		{"closes by itself", "warning_closed", "2883+0", func(w *world, _, _ string) { w.forward(120 * day) }},
		{"stays open before", "warning_needs_response", "2883+0", func(w *world, _, _ string) { w.forward(119 * day) }},
		{"closes after a full refund", "warning_closed", "0+-117", func(w *world, _, ch string) { w.must("POST", "refunds", "charge="+ch) }},
		{"outlives a partial refund", "warning_needs_response", "0+1883", func(w *world, _, ch string) { w.must("POST", "refunds", "charge="+ch, "amount=1000") }},
		{"escalates", "needs_response", "-4500+2883", func(w *world, id, _ string) { _, _ = w.s.EscalateInquiry(w.t.Context(), id) }},
		{"escalates after an answer", "needs_response", "-4500+2883", func(w *world, id, _ string) {
			w.must("POST", "disputes/"+id, "evidence[uncategorized_text]=escalate_inquiry_evidence")
		}},
		{"escalates over what is left", "needs_response", "-3500+1883", func(w *world, id, ch string) {
			w.must("POST", "refunds", "charge="+ch, "amount=1000")
			_, _ = w.s.EscalateInquiry(w.t.Context(), id)
		}},
		{"is lost after it escalated", "lost", "-1617+0", func(w *world, id, _ string) {
			_, _ = w.s.EscalateInquiry(w.t.Context(), id)
			w.forward(10 * day)
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			id, ch := w.disputed("", Terms{Inquiry: true, Reason: "unrecognized"})
			tt.does(w, id, ch)
			got := w.must("GET", "disputes/"+id)
			warning := strings.HasPrefix(tt.status, "warning_")
			if text(got, "status") != tt.status || at(got, "is_charge_refundable") != warning || (len(at(got, "balance_transactions").([]any)) == 0) != warning {
				t.Errorf("dispute: %v", got)
			}
			w.holds(tt.balance)
		})
	}
}

func TestInquiryEvents(t *testing.T) {
	w := newWorld(t)
	id, _ := w.disputed("", Terms{Inquiry: true})
	w.refused(400, "", "POST", "disputes/"+id+"/close")
	if _, err := w.s.EndDispute(t.Context(), id, DisputeLost, 0); err == nil {
		t.Error("an inquiry is lost")
	}
	if _, err := w.s.EscalateInquiry(t.Context(), ""); err != nil {
		t.Fatal(err)
	}
	if _, err := w.s.EscalateInquiry(t.Context(), id); err == nil {
		t.Error("it escalates twice")
	}
	w.must("POST", "disputes/"+id+"/close")
	want := "charge.dispute.created > charge.dispute.updated > charge.dispute.funds_withdrawn > charge.dispute.closed"
	if got := w.kinds("type=charge.dispute.*"); got != want {
		t.Errorf("events: %s", got)
	}
	got := w.must("GET", "events", "type=charge.dispute.updated")
	if text(got, "data", 0, "data", "previous_attributes", "status") != "warning_needs_response" {
		t.Errorf("before: %v", got)
	}
}
