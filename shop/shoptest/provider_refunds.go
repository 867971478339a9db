package shoptest

import (
	"slices"
	"time"

	"till/shop"
)

func refundMade(w *trial) {
	t := w.t
	s := w.sell(t, "7K3M9QXD", PayNow)
	charge := s.paid(t).Charge
	first, second := s.refund(charge, 1, 1000), s.refund(charge, 2, 2000)
	if got, ok, err := w.Ports.FindRefund(t.Context(), charge, first.Key); ok || err != nil {
		t.Errorf("found %v before it was made: %v", got, err)
	}
	var made []shop.RefundResult
	for _, r := range []shop.RefundRequest{first, second} {
		got, err := w.Ports.Refund(t.Context(), r)
		if err != nil || got.ID == "" || got.State != shop.CallSucceeded {
			t.Fatalf("made %+v: %v", got, err)
		}
		if again, err := w.Ports.Refund(t.Context(), r); err != nil || again.ID != got.ID {
			t.Errorf("made again %+v: %v, want %s", again, err, got.ID)
		}
		if found, ok, err := w.Ports.FindRefund(t.Context(), charge, r.Key); err != nil || !ok || found != got {
			t.Errorf("found %+v, %t, %v, want %+v", found, ok, err, got)
		}
		made = append(made, got)
	}
	if made[0].ID == made[1].ID {
		t.Errorf("both refunds are %s", made[0].ID)
	}
	if found, ok, err := w.Ports.FindRefund(t.Context(), charge, "refund:0000ELSE:1"); err != nil || ok {
		t.Errorf("found %+v for another key: %v", found, err)
	}
	w.once(t, made[0].ID, -1000)
	w.once(t, made[1].ID, -2000)
}

func refundRefused(w *trial) {
	t := w.t
	s := w.sell(t, "7K3M9QXD", PayNow)
	charge := s.paid(t).Charge
	_, err := w.Ports.Refund(t.Context(), s.refund(charge, 1, requested+1))
	wantCode(t, "refund of more than was charged", err, shop.Refused)
	_, err = w.Ports.Refund(t.Context(), s.refund(charge+"0", 2, 1000))
	wantCode(t, "refund of a charge that does not exist", err, shop.Refused)
}

// refundFailed: one that succeeded comes back later.
func refundFailed(w *trial) {
	t := w.t
	s := w.sell(t, "7K3M9QXD", PayNow)
	r := s.refund(s.paid(t).Charge, 1, 1000)
	made, err := w.Ports.Refund(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	w.Wait(t, time.Hour)
	from := w.Now()
	w.FailRefund(t, s.order)
	w.heard(t, from, shop.SubjectRefund, made.ID)
	got, ok, err := w.Ports.FindRefund(t.Context(), r.Charge, r.Key)
	want := shop.RefundResult{ID: made.ID, Key: r.Key, State: shop.CallFailed, Amount: r.Amount, Why: got.Why}
	if err != nil || !ok || got != want || got.Why == "" {
		t.Errorf("in the end it is %+v, %t, %v, want %+v with a reason", got, ok, err, want)
	}
	if again, err := w.Ports.Refund(t.Context(), r); err != nil || again.ID != made.ID {
		t.Errorf("made again it is %+v: %v", again, err)
	}
	lines := w.of(t, made.ID)
	if len(lines) != 2 || lines[0].Category != "refund_failure" || lines[0].Amount != r.Amount || lines[1].Amount != w.money(-1000) ||
		lines[0].Order != s.order || lines[0].Charge != r.Charge {
		t.Errorf("the refund's lines are %+v", lines)
	}
	// All of it can go back again.
	if _, err := w.Ports.Refund(t.Context(), s.refund(r.Charge, 2, requested)); err != nil {
		t.Error(err)
	}
}

// chargeFetched shows a charge with its refunds, whoever made them.
func chargeFetched(w *trial) {
	t := w.t
	s := w.sell(t, "7K3M9QXD", PayNow)
	charge := s.paid(t).Charge
	got, err := w.Ports.FetchCharge(t.Context(), charge)
	if err != nil || got.ID != charge || got.Order != s.order || got.Amount != w.money(requested) ||
		len(got.Refunds)+len(got.Disputes)+len(got.Warnings) != 0 {
		t.Errorf("at first the charge is %+v: %v", got, err)
	}
	ours, err := w.Ports.Refund(t.Context(), s.refund(charge, 1, 1000))
	if err != nil {
		t.Fatal(err)
	}
	w.Wait(t, time.Minute)
	from := w.Now()
	w.RefundOutside(t, charge, 700)
	w.heard(t, from, shop.SubjectCharge, charge)
	got, err = w.Ports.FetchCharge(t.Context(), charge)
	if err != nil || len(got.Refunds) != 2 {
		t.Fatalf("the charge is %+v: %v, want one with two refunds", got, err)
	}
	outside := got.Refunds[1]
	want := []shop.RefundResult{
		{ID: ours.ID, Key: s.refund(charge, 1, 1000).Key, State: shop.CallSucceeded, Amount: w.money(1000)},
		{ID: outside.ID, State: shop.CallSucceeded, Amount: w.money(700)},
	}
	if !slices.Equal(got.Refunds, want) || outside.ID == "" || got.Order != s.order || got.Amount != w.money(requested) {
		t.Errorf("the charge is %+v, want its refunds to be %+v", got, want)
	}
	w.once(t, outside.ID, -700)
	if line := w.of(t, outside.ID)[0]; line.Order != "" || line.Charge != charge || line.Category != "refund" {
		t.Errorf("the line of the refund made by others is %+v", line)
	}
	_, err = w.Ports.Refund(t.Context(), s.refund(charge, 2, 1301))
	wantCode(t, "refund of more than others left", err, shop.Refused)
	_, err = w.Ports.FetchCharge(t.Context(), charge+"0")
	wantCode(t, "fetch a charge that does not exist", err, shop.Refused)
}
