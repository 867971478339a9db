package shop_test

import (
	"strings"
	"testing"
	"time"

	"till/shop"
	"till/shop/ledger"
	"till/shop/money"
	"till/shop/shoptest"
)

// dispute has the buyer's bank take the order's money back.
func (w *world) dispute(id shop.OrderID, minor int64, inquiry bool) string {
	w.Helper()
	d := w.provider.Dispute(w.order(id).Payment.Charge, usd(minor), inquiry, "product_not_received")
	w.poll()
	return d
}

func TestDisputeBeforePayout(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name       string
		amount     int64
		won        bool
		reinstated int64
		status     shop.Status
		want       shoptest.Totals
	}{
		{"won", 30_00, true, 30_00, shop.Shipped, shoptest.Totals{Charged: 30_00, Fees: 87, DisputeFees: 15_00, Transferred: 14_13}},
		{"lost", 30_00, false, 0, shop.ChargedBack, shoptest.Totals{Charged: 30_00, Fees: 87, Disputed: 30_00, DisputeFees: 15_00}},
		{"partly won", 30_00, false, 20_00, shop.Shipped, shoptest.Totals{Charged: 30_00, Fees: 87, Disputed: 10_00, DisputeFees: 15_00, Transferred: 4_13}},
		{"a part, lost", 10_00, false, 0, shop.Shipped, shoptest.Totals{Charged: 30_00, Fees: 87, Disputed: 10_00, DisputeFees: 15_00, Transferred: 4_13}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			id := w.paid()
			w.ship(id, "OK1")
			d := w.dispute(id, tt.amount, false)
			w.told(seller, shop.NoticeDispute, 1)
			if !w.order(id).Held(shop.HoldDispute) {
				t.Error("not held")
			}
			_, err := w.Refund(t.Context(), shop.RefundInput{Cause: w.cause(), Actor: asSeller, Order: id})
			w.refused(err, shop.ReasonDisputed)
			w.wait(8 * day)
			w.money(id, shoptest.Totals{Charged: 30_00, Fees: 87, Disputed: tt.amount, DisputeFees: 15_00})
			w.provider.EndDispute(d, tt.won, usd(tt.reinstated))
			w.poll()
			w.wait(8 * day)
			w.status(id, tt.status)
			w.money(id, tt.want)
			w.balance(id, ledger.Held, 0)
			w.audited()
		})
	}
}

// After the payout the bank takes the platform's money: the seller's balance
// gives it back, or owes it; won, it is transferred a second time.
func TestDisputeAfterPayout(t *testing.T) {
	t.Parallel()
	for _, empty := range []bool{false, true} {
		for _, won := range []bool{false, true} {
			w := newWorld(t, fee)
			id := w.paidOut()
			if empty {
				w.provider.EmptySeller("acct_" + string(seller))
			}
			d := w.dispute(id, 30_00, false)
			want := shoptest.Totals{Charged: 30_00, Fees: 87, Transferred: 28_83, Reversed: 28_83, Disputed: 30_00, DisputeFees: 15_00}
			if empty {
				want.Reversed = 0
				w.balance(id, ledger.OwedBySeller, 28_83)
			}
			w.money(id, want)
			w.provider.EndDispute(d, won, usd(map[bool]int64{true: 30_00}[won]))
			w.poll()
			w.wait(2 * day)
			if won {
				want.Disputed = 0
				if want.Transferred = 28_83 + 13_83; empty { // less the bank's fee
					want.Transferred = 28_83
				}
				w.told(seller, shop.NoticeDisputeWon, 1)
			}
			w.money(id, want)
			w.status(id, shop.Shipped)
			if won && empty {
				w.balance(id, ledger.OwedBySeller, 15_00)
			}
			w.audited()
			w.wait(40 * day)
			w.audited()
		}
	}
}

// An inquiry takes nothing; it may become a chargeback, or end with a refund.
func TestInquiry(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.paid()
	w.ship(id, "OK1")
	d := w.dispute(id, 30_00, true)
	w.told(seller, shop.NoticeInquiry, 1)
	w.wait(6 * day)
	w.money(id, shoptest.Totals{Charged: 30_00, Fees: 87})
	w.provider.Escalate(d)
	w.poll()
	w.told(seller, shop.NoticeDispute, 1)
	w.money(id, shoptest.Totals{Charged: 30_00, Fees: 87, Disputed: 30_00, DisputeFees: 15_00})
	w.provider.EndDispute(d, false, money.Money{})
	w.poll()
	w.status(id, shop.ChargedBack)
	w.audited()

	second := w.paid()
	w.ship(second, "OK2")
	w.dispute(second, 30_00, true)
	w.refund(second, 0)
	w.poll()
	w.status(second, shop.Refunded)
	if len(w.order(second).Holds) > 0 {
		t.Errorf("held: %v", w.order(second).Holds)
	}
	w.audited()
}

// A refund that was requested when the bank took the money does not go out
// besides.
func TestDisputeMeetsRefund(t *testing.T) {
	t.Parallel()
	for _, won := range []bool{false, true} {
		w := newWorld(t)
		id := w.paid()
		w.fault("Refund", shoptest.FaultBefore, 1)
		w.refund(id, 12_00)
		d := w.dispute(id, 30_00, false)
		w.provider.Fault = nil
		w.wait(2 * day)
		w.money(id, shoptest.Totals{Charged: 30_00, Fees: 87, Disputed: 30_00, DisputeFees: 15_00})
		w.provider.EndDispute(d, won, usd(map[bool]int64{true: 30_00}[won]))
		w.poll()
		w.wait(2 * day)
		want := shoptest.Totals{Charged: 30_00, Fees: 87, Disputed: 30_00, DisputeFees: 15_00}
		if won {
			want.Disputed, want.Refunded = 0, 12_00
		} else {
			w.status(id, shop.ChargedBack)
		}
		w.money(id, want)
		w.audited()
	}
}

// The deadline to ship gives nothing back while the bank has it.
func TestDisputeMeetsShipDeadline(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.paid()
	w.wait(10 * day)
	d := w.dispute(id, 30_00, false)
	w.wait(10 * day)
	w.status(id, shop.Paid)
	w.provider.EndDispute(d, true, usd(30_00))
	w.poll()
	w.wait(3 * day)
	w.status(id, shop.Canceled)
	w.money(id, shoptest.Totals{Charged: 30_00, Fees: 87, DisputeFees: 15_00, Refunded: 30_00})
	w.audited()
}

func TestEvidence(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.paid()
	_, _, err := w.Evidence(t.Context(), seller, id)
	w.refused(err, shop.ReasonNoDispute)
	d := w.dispute(id, 30_00, false)
	w.ship(id, "OK1")
	staged := w.provider.EvidenceOf(d)
	if staged.Submit || staged.Number != "OK1" || !strings.Contains(staged.Product, "Mug, blue") {
		t.Errorf("staged: %+v", staged)
	}
	_, _, err = w.Evidence(t.Context(), buyer, id)
	w.refused(err, shop.ReasonNoOrder)
	_, err = w.SubmitEvidence(t.Context(), w.cause(), asBuyer, id)
	w.refused(err, shop.ReasonNoOrder)
	w.fault("SendEvidence", shoptest.FaultAfter, 1)
	_, err = w.SubmitEvidence(t.Context(), w.cause(), asSeller, id)
	w.must(err)
	w.wait(time.Hour)
	w.told(seller, shop.NoticeEvidenceSent, 1)
	_, err = w.SubmitEvidence(t.Context(), w.cause(), asSeller, id)
	w.refused(err, shop.ReasonEvidenceOver)
}

func TestEvidenceReminders(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.paid()
	w.ship(id, "OK1")
	w.dispute(id, 30_00, false)
	w.wait(20 * day)
	w.told(seller, shop.NoticeEvidenceDue, 2)
}

func TestFraudWarning(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.paid()
	w.ship(id, "OK1")
	w.provider.Warn(w.order(id).Payment.Charge)
	w.poll()
	w.told(seller, shop.NoticeFraudWarning, 1)
	w.wait(6 * day)
	w.money(id, shoptest.Totals{Charged: 30_00, Fees: 87})
	w.told(operator, shop.NoticeAlert, 0)
	w.wait(2 * day)
	w.told(operator, shop.NoticeAlert, 1)
	w.lift(id, shop.HoldFraud)
	w.wait(day)
	w.money(id, shoptest.Totals{Charged: 30_00, Fees: 87, Transferred: 29_13})

	second := w.paid()
	w.ship(second, "OK2")
	w.provider.Warn(w.order(second).Payment.Charge)
	w.poll()
	w.refund(second, 0)
	w.status(second, shop.Refunded)
	if len(w.order(second).Holds) > 0 {
		t.Errorf("held: %v", w.order(second).Holds)
	}
}

// What was said to an inquiry has to be said anew when it becomes a chargeback.
func TestEvidenceAfterInquiry(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.paid()
	w.ship(id, "OK1")
	d := w.dispute(id, 30_00, true)
	_, err := w.SubmitEvidence(t.Context(), w.cause(), asSeller, id)
	w.must(err)
	w.run()
	w.provider.Escalate(d)
	w.poll()
	_, err = w.SubmitEvidence(t.Context(), w.cause(), asSeller, id)
	w.must(err)
	w.poll()
	if !w.provider.EvidenceOf(d).Submit {
		t.Error("not submitted")
	}
	w.told(seller, shop.NoticeEvidenceSent, 2)
}

// Evidence that was not taken can be submitted again, and is not said to be.
func TestEvidenceNotTaken(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.paid()
	w.ship(id, "OK1")
	d := w.dispute(id, 30_00, false)
	w.fault("SendEvidence", shoptest.FaultRefuse, 1)
	for range 2 {
		w.told(seller, shop.NoticeEvidenceSent, 0)
		_, err := w.SubmitEvidence(t.Context(), w.cause(), asSeller, id)
		w.must(err)
		w.run()
	}
	w.told(seller, shop.NoticeEvidenceSent, 1)
	if !w.provider.EvidenceOf(d).Submit {
		t.Error("not submitted")
	}
}
