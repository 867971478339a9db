package shop_test

import (
	"testing"
	"time"

	"till/shop"
	"till/shop/ledger"
	"till/shop/money"
	"till/shop/shoptest"
)

var asOperator = shop.Actor{ID: operator}

// fee is a platform's fee of 1 %.
func fee(p *shop.Policy) {
	p.Fees = map[money.Currency]shop.PlatformFee{"USD": {BasisPoints: 100}}
}

// refund has the seller give money back; of 0, all of it.
func (w *world) refund(id shop.OrderID, minor int64) {
	w.Helper()
	in := shop.RefundInput{Cause: w.cause(), Actor: asSeller, Order: id}
	if minor > 0 {
		in.Amount = usd(minor)
	}
	_, err := w.Refund(w.Context(), in)
	w.must(err)
	w.run()
}

// paidOut makes an order that was paid, shipped and paid out.
func (w *world) paidOut() shop.OrderID {
	w.Helper()
	id := w.paid()
	w.ship(id, "OK1")
	w.wait(5 * day)
	w.told(seller, shop.NoticePayoutSent, 1)
	return id
}

// audited holds the books against the provider's.
func (w *world) audited() {
	w.Helper()
	audit, err := w.Audit(w.Context(), false)
	w.must(err)
	for _, d := range audit.Differences {
		w.Errorf("audit: %s", d)
	}
}

func TestRefundBeforePayout(t *testing.T) {
	t.Parallel()
	w := newWorld(t, fee)
	id := w.paid()
	w.refund(id, 10_00)
	w.status(id, shop.Paid)
	w.told(buyer, shop.NoticeRefundRequested, 1)
	w.told(buyer, shop.NoticeRefundDone, 1)
	w.ship(id, "OK1")
	w.refund(id, 5_00)
	w.status(id, shop.Shipped)
	w.wait(5 * day)
	// 15.00 are left: 0.87 was the provider's, 0.15 is the platform's.
	w.money(id, shoptest.Totals{Charged: 30_00, Fees: 87, Refunded: 15_00, Transferred: 13_98})
	w.balance(id, ledger.PlatformFee, 15)
	w.balance(id, ledger.BorneByOperator, 0)
	w.audited()
}

func TestRefundInFull(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		ship   bool
		parts  []int64
		status shop.Status
	}{
		{"not shipped, at once", false, []int64{0}, shop.Canceled},
		{"not shipped, in two", false, []int64{12_00, 18_00}, shop.Canceled},
		{"shipped, at once", true, []int64{30_00}, shop.Refunded},
		{"shipped, in three", true, []int64{1_00, 28_00, 0}, shop.Refunded},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, fee)
			id := w.paid()
			if tt.ship {
				w.ship(id, "OK1")
			}
			for _, minor := range tt.parts {
				w.refund(id, minor)
			}
			w.status(id, tt.status)
			w.wait(20 * day)
			w.money(id, shoptest.Totals{Charged: 30_00, Fees: 87, Refunded: 30_00})
			w.balance(id, ledger.PlatformFee, 0)
			w.balance(id, ledger.BorneByOperator, 87)
			w.audited()
			_, err := w.Refund(t.Context(), shop.RefundInput{Cause: w.cause(), Actor: asSeller, Order: id})
			w.refused(err, shop.ReasonRefundNothing)
		})
	}
}

func TestRefundWrong(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.request()
	ask := func(actor shop.Actor, amount money.Money) error {
		_, err := w.Refund(t.Context(), shop.RefundInput{Cause: w.cause(), Actor: actor, Order: id, Amount: amount})
		return err
	}
	w.refused(ask(asSeller, usd(1)), shop.ReasonNotPaid)
	w.must(w.provider.Pay(w.open(id).Session))
	w.poll()
	w.refused(ask(asBuyer, usd(1)), shop.ReasonNoOrder)
	w.refused(ask(asSeller, usd(30_01)), shop.ReasonRefundAmount)
	w.refused(ask(asSeller, usd(-1)), shop.ReasonRefundAmount)
	w.refused(ask(asSeller, money.New(1, "EUR")), shop.ReasonRefundAmount)
	w.must(ask(asSeller, usd(29_00)))
	w.refused(ask(asSeller, usd(1_01)), shop.ReasonRefundAmount)
	w.must(ask(asOperator, usd(50)))
	w.run()
	w.money(id, shoptest.Totals{Charged: 30_00, Fees: 87, Refunded: 29_50})
}

// After the payout the seller's balance gives the money; the platform its fee.
func TestRefundAfterPayout(t *testing.T) {
	t.Parallel()
	for _, fault := range []shoptest.Fault{shoptest.FaultNone, shoptest.FaultBefore, shoptest.FaultAfter} {
		for _, call := range []string{"Reverse", "Refund", "SellerBalance", "FindReversal"} {
			w := newWorld(t, fee)
			id := w.paidOut()
			w.fault(call, fault, 2)
			w.refund(id, 10_00)
			w.wait(day)
			w.money(id, shoptest.Totals{Charged: 30_00, Fees: 87, Refunded: 10_00, Transferred: 28_83, Reversed: 9_90})
			w.balance(id, ledger.PlatformFee, 20)
			w.balance(id, ledger.BorneByOperator, 0)
			w.told(seller, shop.NoticeReversed, 1)
			w.refund(id, 0)
			w.wait(day)
			w.status(id, shop.Refunded)
			w.money(id, shoptest.Totals{Charged: 30_00, Fees: 87, Refunded: 30_00, Transferred: 28_83, Reversed: 28_83})
			w.balance(id, ledger.BorneByOperator, 87)
			w.balance(id, ledger.Held, 0)
			w.audited()
		}
	}
}

// What the seller's balance cannot give waits, and goes back as it comes in.
func TestRefundEmptyBalance(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.paidOut()
	w.provider.EmptySeller("acct_" + string(seller))
	w.refund(id, 10_00)
	w.told(buyer, shop.NoticeRefundWaits, 1)
	w.told(seller, shop.NoticeRefundWaits, 1)
	w.told(operator, shop.NoticeAlert, 1)
	w.wait(3 * day)
	w.money(id, shoptest.Totals{Charged: 30_00, Fees: 87, Transferred: 29_13})
	w.told(buyer, shop.NoticeRefundWaits, 1)

	second := w.paid() // brings 29.13 into the seller's balance
	w.ship(second, "OK2")
	w.wait(6 * day)
	w.money(id, shoptest.Totals{Charged: 30_00, Fees: 87, Refunded: 10_00, Transferred: 29_13, Reversed: 10_00})
	w.status(id, shop.Shipped)
	w.audited()
}

// As much as is there goes back at once; the operator's yes makes the rest a
// debt, which is kept from the next payout.
func TestRefundCovered(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	second := w.paid()
	id := w.paidOut()
	w.provider.EmptySeller("acct_" + string(seller))
	w.provider.Give("acct_"+string(seller), usd(4_00))
	w.refund(id, 10_00)
	w.money(id, shoptest.Totals{Charged: 30_00, Fees: 87, Refunded: 4_00, Transferred: 29_13, Reversed: 4_00})
	_, err := w.Cover(t.Context(), w.cause(), asSeller, id)
	w.refused(err, shop.ReasonNotOperator)
	_, err = w.Cover(t.Context(), w.cause(), asOperator, id)
	w.must(err)
	w.run()
	w.money(id, shoptest.Totals{Charged: 30_00, Fees: 87, Refunded: 10_00, Transferred: 29_13, Reversed: 4_00})
	w.balance(id, ledger.OwedBySeller, 6_00)
	w.told(seller, shop.NoticeDebt, 1)
	in := input()
	in.Cause = w.cause()
	_, err = w.Request(t.Context(), in)
	w.refused(err, shop.ReasonDebt)

	w.ship(second, "OK2")
	w.wait(5 * day)
	w.balance(id, ledger.OwedBySeller, 0)
	w.balance(id, ledger.Recovered, 6_00)
	w.balance(second, ledger.SetOff, 6_00)
	w.money(second, shoptest.Totals{Charged: 30_00, Fees: 87, Transferred: 23_13})
	w.request()
	w.audited()
}

// A debt within the operator's limit needs no yes.
func TestRefundDebtLimit(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(p *shop.Policy) { p.DebtLimit = map[money.Currency]money.Money{"USD": usd(12_00)} })
	id := w.paidOut()
	w.provider.EmptySeller("acct_" + string(seller))
	w.refund(id, 10_00)
	w.balance(id, ledger.OwedBySeller, 10_00)
	w.refund(id, 3_00)
	w.balance(id, ledger.OwedBySeller, 10_00)
	w.provider.Give("acct_"+string(seller), usd(100_00))
	w.wait(2 * day)
	w.balance(id, ledger.OwedBySeller, 0)
	w.money(id, shoptest.Totals{Charged: 30_00, Fees: 87, Refunded: 13_00, Transferred: 29_13, Reversed: 13_00})
	w.audited()
}

// A failed refund is owed to the buyer, and is sent again when an operator says so.
func TestRefundAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.paid()
	w.refund(id, 10_00)
	w.provider.SettleRefunds(id, shop.CallFailed)
	w.poll()
	w.told(buyer, shop.NoticeRefundFailed, 1)
	w.told(operator, shop.NoticeAlert, 1)
	w.ship(id, "OK1")
	w.wait(5 * day)
	w.money(id, shoptest.Totals{Charged: 30_00, Fees: 87, Transferred: 19_13})
	if owed := w.order(id).OwedToBuyer(); owed != usd(10_00) {
		t.Errorf("owed to the buyer: %s", owed)
	}
	_, err := w.RetryRefund(t.Context(), w.cause(), asOperator, id)
	w.must(err)
	w.run()
	w.money(id, shoptest.Totals{Charged: 30_00, Fees: 87, Refunded: 10_00, Transferred: 19_13})
	_, err = w.RetryRefund(t.Context(), w.cause(), asOperator, id)
	w.refused(err, shop.ReasonNoRefundFailed)
	w.audited()
}

// The operator bears the provider's fees when so configured.
func TestOperatorBearsFees(t *testing.T) {
	t.Parallel()
	w := newWorld(t, fee, func(p *shop.Policy) { p.OperatorBearsFees = true })
	id := w.paidOut()
	w.money(id, shoptest.Totals{Charged: 30_00, Fees: 87, Transferred: 29_70})
	w.balance(id, ledger.BorneByOperator, 87)
	w.refund(id, 0)
	w.wait(day)
	w.money(id, shoptest.Totals{Charged: 30_00, Fees: 87, Transferred: 29_70, Reversed: 29_70, Refunded: 30_00})
	w.balance(id, ledger.BorneByOperator, 87)
	w.audited()
}

// A refund that somebody made at the provider is booked.
func TestRefundOutside(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.paid()
	w.provider.RefundOutside(w.order(id).Payment.Charge, usd(7_00))
	w.poll()
	w.balance(id, ledger.Refunded, 7_00)
	w.ship(id, "OK1")
	w.wait(5 * day)
	w.money(id, shoptest.Totals{Charged: 30_00, Fees: 87, Refunded: 7_00, Transferred: 22_13})
	w.audited()
}

// A crash at each step of a refund after the payout repeats nothing.
func TestRefundCrash(t *testing.T) {
	t.Parallel()
	for _, call := range []string{"SellerBalance", "FindReversal", "Reverse", "FindRefund", "Refund"} {
		w := newWorld(t)
		id := w.paidOut()
		_, err := w.Refund(t.Context(), shop.RefundInput{Cause: w.cause(), Actor: asSeller, Order: id, Amount: usd(10_00)})
		w.must(err)
		w.crash(call)
		w.wait(time.Hour)
		w.money(id, shoptest.Totals{Charged: 30_00, Fees: 87, Refunded: 10_00, Transferred: 29_13, Reversed: 10_00})
		w.audited()
	}
}

// A full refund that waits for a payout under way stops it, if it was never made.
func TestRefundMeetsPayout(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.paid()
	w.ship(id, "OK1")
	w.fault("Transfer", shoptest.FaultBefore, -1)
	w.wait(4*day + time.Hour)
	w.refund(id, 30_00)
	w.provider.Fault = nil
	w.wait(3 * day)
	w.money(id, shoptest.Totals{Charged: 30_00, Fees: 87, Refunded: 30_00})
	w.status(id, shop.Refunded)
	w.audited()
}

// An account that is gone gives nothing back: the refund waits, and can be covered.
func TestRefundAccountGone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.paidOut()
	w.fault("SellerBalance", shoptest.FaultRefuse, -1)
	w.refund(id, 10_00)
	w.told(buyer, shop.NoticeRefundWaits, 1)
	_, err := w.Cover(t.Context(), w.cause(), asOperator, id)
	w.must(err)
	w.wait(day)
	w.money(id, shoptest.Totals{Charged: 30_00, Fees: 87, Refunded: 10_00, Transferred: 29_13})
	w.balance(id, ledger.OwedBySeller, 10_00)
	w.audited()
}

// A debt that is set off while it is being taken back is not taken twice.
func TestDebtSetOffMeanwhile(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	second := w.paid()
	id := w.paidOut()
	w.provider.EmptySeller("acct_" + string(seller))
	w.refund(id, 6_00)
	_, err := w.Cover(t.Context(), w.cause(), asOperator, id)
	w.must(err)
	w.run()
	w.ship(second, "OK2")
	due := w.order(second).PayoutAt
	w.wait(due.Sub(w.time) - time.Minute)
	w.provider.Give("acct_"+string(seller), usd(100_00))
	w.time = due
	taking, _ := w.job("recover:%s", id)
	payout, _ := w.job("payout:%s", second)
	w.provider.After = func(call string) {
		if call == "SellerBalance" {
			w.provider.After = nil
			w.must(w.RunJob(t.Context(), payout))
		}
	}
	w.must(w.RunJob(t.Context(), taking))
	w.wait(3 * day)
	w.money(id, shoptest.Totals{Charged: 30_00, Fees: 87, Refunded: 6_00, Transferred: 29_13})
	w.money(second, shoptest.Totals{Charged: 30_00, Fees: 87, Transferred: 23_13})
	w.audited()
}

// What was given up while the provider did not answer is taken up when it does.
func TestLongOutage(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.paid()
	w.provider.Fault = func(string) shoptest.Fault { return shoptest.FaultBefore }
	w.refund(id, 0)
	w.wait(5 * day)
	w.told(operator, shop.NoticeAlert, 1)
	w.provider.Fault = nil
	w.poll()
	w.money(id, shoptest.Totals{Charged: 30_00, Fees: 87, Refunded: 30_00})
}
