package shoptest

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"till/shop"
)

const disputeReason = "product_not_received"

// disputes are the charge's disputes, oldest first.
func (s sale) disputes(t *testing.T, charge string) []shop.DisputeResult {
	t.Helper()
	got, err := s.Ports.FetchCharge(t.Context(), charge)
	if err != nil || got.ID != charge || got.Order != s.order {
		t.Fatalf("the charge is %+v: %v, want %s of %s", got, err, charge, s.order)
	}
	return got.Disputes
}

// dispute is the charge's only dispute.
func (s sale) dispute(t *testing.T, charge string) shop.DisputeResult {
	t.Helper()
	got := s.disputes(t, charge)
	if len(got) != 1 {
		t.Fatalf("the charge has the disputes %+v, want one", got)
	}
	return got[0]
}

// disputed fails unless the balance has what the dispute says of it: as many
// lines, all about the charge, and none with an order.
func (s sale) disputed(t *testing.T, charge string, d shop.DisputeResult, lines int) {
	t.Helper()
	withdrawn, fee := s.money(0), s.money(0)
	got := s.of(t, d.ID)
	for i, line := range slices.Backward(got) {
		want := "dispute"
		if i < len(got)-1 {
			want = "dispute_reversal"
		}
		if line.Category != want || line.Charge != charge || line.Order != "" {
			t.Errorf("a line of the dispute is %+v, want a %s of %s", line, want, charge)
		}
		withdrawn.Minor -= line.Amount.Minor
		fee.Minor += line.Fee.Minor
	}
	if len(got) != lines || withdrawn != d.Withdrawn || fee != d.Fee {
		t.Errorf("the balance has %+v of the dispute %+v, want %d lines", got, d, lines)
	}
}

func disputeEnds(w *trial) {
	t := w.t
	w.TopUp(t, 50_000)
	for i, tt := range []struct {
		name  string
		won   bool
		back  int64
		state shop.DisputeState
		lines int
	}{
		{"won", true, requested, shop.DisputeWon, 2},
		{"lost", false, 0, shop.DisputeLost, 1},
		{"partly won", false, 1000, shop.DisputeLost, 2},
	} {
		s := w.sell(t, shop.OrderID(fmt.Sprintf("0000%04d", i)), PayNow)
		charge := s.paid(t).Charge
		w.Wait(t, time.Minute)
		from := w.Now()
		id := w.Dispute(t, charge, requested, false, disputeReason)
		got := s.dispute(t, charge)
		open := shop.DisputeResult{
			ID: id, State: shop.DisputeOpen, Reason: disputeReason, Amount: w.money(requested),
			DueBy: got.DueBy, Withdrawn: w.money(requested), Fee: got.Fee,
		}
		if got != open || id == "" || !got.DueBy.After(w.Now()) || got.Fee.Minor <= 0 || got.Fee.Currency != w.Currency {
			t.Errorf("%s: at first it is %+v, want %+v with a fee and time to answer", tt.name, got, open)
		}
		s.disputed(t, charge, got, 1)
		w.heard(t, from, shop.SubjectCharge, charge)
		_, err := w.Ports.Refund(t.Context(), s.refund(charge, 1, 500))
		wantCode(t, tt.name+": refund while the bank has the money", err, shop.Refused)

		w.Wait(t, 24*time.Hour)
		from = w.Now()
		w.EndDispute(t, id, tt.won, tt.back)
		end := s.dispute(t, charge)
		open.State, open.DueBy, open.Withdrawn, open.Refundable = tt.state, time.Time{}, w.money(requested-tt.back), end.Refundable
		if end != open {
			t.Errorf("%s: in the end it is %+v, want %+v", tt.name, end, open)
		}
		s.disputed(t, charge, end, tt.lines)
		w.heard(t, from, shop.SubjectCharge, charge)
		_, err = w.Ports.Refund(t.Context(), s.refund(charge, 2, tt.back+1))
		wantCode(t, tt.name+": refund of what the bank took", err, shop.Refused)
		if tt.back > 0 {
			if _, err := w.Ports.Refund(t.Context(), s.refund(charge, 3, tt.back)); err != nil {
				t.Errorf("%s: refund of what the bank gave back: %v", tt.name, err)
			}
		}
	}
}

// disputesFollow: a charge can be disputed several times, each time in part.
func disputesFollow(w *trial) {
	t := w.t
	w.TopUp(t, 50_000)
	s := w.sell(t, "7K3M9QXD", PayNow)
	charge := s.paid(t).Charge
	var want []shop.DisputeResult
	for _, minor := range []int64{500, 700} {
		id := w.Dispute(t, charge, minor, false, disputeReason)
		if len(want) == 0 {
			w.EndDispute(t, id, false, 0)
		}
		got := s.disputes(t, charge)
		if len(got) != len(want)+1 {
			t.Fatalf("the disputes are %+v", got)
		}
		last := got[len(got)-1]
		if last.ID != id || last.Amount != w.money(minor) || last.Withdrawn != w.money(minor) || last.State.Over() != (len(want) == 0) {
			t.Errorf("dispute %d is %+v", len(got), last)
		}
		if want = append(want, last); !slices.Equal(got, want) {
			t.Errorf("the disputes are %+v, want %+v", got, want)
		}
		s.disputed(t, charge, last, 1)
	}
	w.EndDispute(t, want[1].ID, true, 700)
	if got := s.disputes(t, charge); len(got) != 2 || got[0] != want[0] || got[1].State != shop.DisputeWon || !got[1].Withdrawn.IsZero() {
		t.Errorf("in the end they are %+v", got)
	}
}

// inquiryEnds: nothing is withdrawn until the bank makes it a chargeback.
func inquiryEnds(w *trial) {
	t := w.t
	w.TopUp(t, 50_000)
	ask := func(order shop.OrderID) (sale, string, shop.DisputeResult) {
		t.Helper()
		s := w.sell(t, order, PayNow)
		charge := s.paid(t).Charge
		from := w.Now()
		id := w.Dispute(t, charge, requested, true, disputeReason)
		got := s.dispute(t, charge)
		want := shop.DisputeResult{
			ID: id, State: shop.DisputeOpen, Inquiry: true, Reason: disputeReason, Amount: w.money(requested), Refundable: true,
			DueBy: got.DueBy, Withdrawn: w.money(0), Fee: w.money(0),
		}
		if got != want || !got.DueBy.After(w.Now()) {
			t.Errorf("the inquiry is %+v, want %+v with time to answer", got, want)
		}
		s.disputed(t, charge, got, 0)
		w.heard(t, from, shop.SubjectCharge, charge)
		return s, charge, got
	}
	closed := func(name string, s sale, charge string) {
		t.Helper()
		if got := s.dispute(t, charge); !got.Inquiry || got.State != shop.DisputeWon || !got.DueBy.IsZero() || !got.Withdrawn.IsZero() || !got.Fee.IsZero() {
			t.Errorf("%s it is %+v", name, got)
		}
		s.disputed(t, charge, s.dispute(t, charge), 0)
	}

	s, charge, d := ask("00000001")
	from := w.Now()
	w.EndDispute(t, d.ID, true, 0)
	closed("closed", s, charge)
	w.heard(t, from, shop.SubjectCharge, charge)

	s, charge, _ = ask("00000002")
	if _, err := w.Ports.Refund(t.Context(), s.refund(charge, 1, requested)); err != nil {
		t.Fatalf("refund in spite of an inquiry: %v", err)
	}
	closed("refunded in full", s, charge)

	s, charge, d = ask("00000003")
	if _, err := w.Ports.Refund(t.Context(), s.refund(charge, 1, 500)); err != nil {
		t.Fatalf("refund in spite of an inquiry: %v", err)
	}
	w.Wait(t, time.Hour)
	from = w.Now()
	w.Escalate(t, d.ID)
	got := s.dispute(t, charge)
	if got.ID != d.ID || got.Inquiry || got.State != shop.DisputeOpen || got.Refundable || !got.DueBy.After(w.Now()) ||
		got.Withdrawn != w.money(requested-500) || got.Fee.Minor <= 0 {
		t.Errorf("escalated it is %+v", got)
	}
	s.disputed(t, charge, got, 1)
	w.heard(t, from, shop.SubjectCharge, charge)
	_, err := w.Ports.Refund(t.Context(), s.refund(charge, 2, 500))
	wantCode(t, "refund after it was escalated", err, shop.Refused)
}

// warningGiven: it can be acted on until the charge is refunded or disputed.
func warningGiven(w *trial) {
	t := w.t
	w.TopUp(t, 50_000)
	for i, act := range []func(s sale, charge string) error{
		func(s sale, charge string) error {
			_, err := w.Ports.Refund(t.Context(), s.refund(charge, 1, requested))
			return err
		},
		func(_ sale, charge string) error { w.Dispute(t, charge, requested, false, "fraudulent"); return nil },
		func(_ sale, charge string) error { w.Dispute(t, charge, requested, true, "fraudulent"); return nil },
	} {
		s := w.sell(t, shop.OrderID(fmt.Sprintf("0000%04d", i)), PayNow)
		charge := s.paid(t).Charge
		w.Wait(t, time.Minute)
		from := w.Now()
		warning := shop.FraudWarning{ID: w.Warn(t, charge), Actionable: true}
		check := func() {
			t.Helper()
			if got, err := w.Ports.FetchCharge(t.Context(), charge); err != nil || !slices.Equal(got.Warnings, []shop.FraudWarning{warning}) {
				t.Errorf("act %d: the charge is %+v: %v, want the warning %+v", i, got, err, warning)
			}
		}
		check()
		w.heard(t, from, shop.SubjectCharge, charge)
		if err := act(s, charge); err != nil {
			t.Fatal(err)
		}
		warning.Actionable = false
		check()
	}
}

// evidence is of a kind that needs no files.
func (s sale) evidence(dispute string) shop.EvidenceRequest {
	return shop.EvidenceRequest{
		Key: "evidence:" + string(s.order), Dispute: dispute, Product: "2 × Mug, blue, 350 ml", Agreed: "The buyer paid.",
		History: "The buyer paid\n",
	}
}

// evidenceSent: staged as often as one likes, submitted once.
func evidenceSent(w *trial) {
	t := w.t
	w.TopUp(t, 50_000)
	for i, inquiry := range []bool{false, true} {
		s := w.sell(t, shop.OrderID(fmt.Sprintf("0000%04d", i)), PayNow)
		charge := s.paid(t).Charge
		r := s.evidence(w.Dispute(t, charge, requested, inquiry, disputeReason))
		for _, words := range []string{"", "The seller shipped\n", "", "The buyer confirmed\n"} {
			r.History += words
			if err := w.Ports.SendEvidence(t.Context(), r); err != nil {
				t.Fatalf("stage %q: %v", words, err)
			}
		}
		if got := s.dispute(t, charge); got.State != shop.DisputeOpen || got.DueBy.IsZero() {
			t.Errorf("staged it is %+v", got)
		}
		w.Wait(t, time.Minute)
		from := w.Now()
		r.Submit = true
		for range 2 {
			if err := w.Ports.SendEvidence(t.Context(), r); err != nil {
				t.Errorf("submit: %v", err)
			}
		}
		if got := s.dispute(t, charge); got.State != shop.DisputeInReview || !got.DueBy.IsZero() || got.Inquiry != inquiry {
			t.Errorf("submitted it is %+v", got)
		}
		w.heard(t, from, shop.SubjectCharge, charge)
		other := r
		other.Key += "0"
		wantCode(t, "submit another time", w.Ports.SendEvidence(t.Context(), other), shop.Refused)
		r.Submit, r.History = false, r.History+"More\n"
		wantCode(t, "stage after it was submitted", w.Ports.SendEvidence(t.Context(), r), shop.Refused)

		if inquiry { // the bank asks anew, with the money in its hand
			w.Escalate(t, r.Dispute)
			if err := w.Ports.SendEvidence(t.Context(), r); err != nil {
				t.Errorf("stage after it was escalated: %v", err)
			}
			if got := s.dispute(t, charge); got.State != shop.DisputeOpen {
				t.Errorf("escalated it is %+v", got)
			}
			other.Key = r.Key // the same as for the inquiry, word by word
			if err := w.Ports.SendEvidence(t.Context(), other); err != nil {
				t.Errorf("submit after it was escalated: %v", err)
			}
			if got := s.dispute(t, charge); got.State != shop.DisputeInReview || got.Inquiry {
				t.Errorf("submitted after it was escalated it is %+v", got)
			}
		}
	}
}

func evidenceLate(w *trial) {
	t := w.t
	w.TopUp(t, 50_000)
	decided, late := w.sell(t, "00000001", PayNow), w.sell(t, "00000002", PayNow)
	r := decided.evidence(w.Dispute(t, decided.paid(t).Charge, requested, false, disputeReason))
	w.EndDispute(t, r.Dispute, true, requested)
	wantCode(t, "evidence when it was decided", w.Ports.SendEvidence(t.Context(), r), shop.Refused)

	charge := late.paid(t).Charge
	r = late.evidence(w.Dispute(t, charge, requested, false, disputeReason))
	w.Wait(t, late.dispute(t, charge).DueBy.Sub(w.Now())+time.Hour)
	wantCode(t, "evidence after its time", w.Ports.SendEvidence(t.Context(), r), shop.Refused)
	r.Submit = true
	wantCode(t, "evidence submitted after its time", w.Ports.SendEvidence(t.Context(), r), shop.Refused)

	r = shop.EvidenceRequest{Key: "evidence:none", Dispute: r.Dispute + "0", Product: "A mug"}
	wantCode(t, "evidence for a dispute that does not exist", w.Ports.SendEvidence(t.Context(), r), shop.Refused)
}
