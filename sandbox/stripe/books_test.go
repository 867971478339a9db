package stripe

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"
)

// TestBooksBalance does acts at random, from a seed, and proves after each
// that no money was made or lost: on every account the transactions that the
// API lists add up to its balance, and all accounts together hold what came
// in from outside.
func TestBooksBalance(t *testing.T) {
	for seed := range uint64(8) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			w := newWorld(t, func(c *Config) { c.AutomaticPayouts = seed%2 == 1 })
			dice := rand.New(rand.NewPCG(seed, 1))
			sellers := []string{w.seller("US"), w.seller("US")}
			var charges, transfers []string
			pick := func(ids []string) string {
				if len(ids) == 0 {
					return "none"
				}
				return ids[dice.IntN(len(ids))]
			}
			amount := func() string { return fmt.Sprint("amount=", 1+dice.IntN(3000)) }
			for step := range 120 {
				switch dice.IntN(11) {
				case 0, 1:
					charges = append(charges, w.bought(pick([]string{CardOK, CardSlow, CardSlowFails, CardConfirm})))
				case 2, 3:
					r := w.call("POST", "transfers", amount(), "currency=usd", "destination="+pick(sellers), "source_transaction="+pick(charges))
					if r.status == 200 {
						transfers = append(transfers, text(r.body, "id"))
					}
				case 4:
					w.call("POST", "transfers/"+pick(transfers)+"/reversals", amount())
				case 5:
					if dice.IntN(3) == 0 {
						_ = w.s.Fault(FaultRefundFails, 1)
					}
					w.call("POST", "refunds", "charge="+pick(charges), amount())
				case 6:
					_, _ = w.s.Dispute(t.Context(), pick(charges), Terms{Amount: int64(dice.IntN(3000)), Inquiry: dice.IntN(2) == 0})
					switch dice.IntN(4) {
					case 0:
						_, _ = w.s.EscalateInquiry(t.Context(), "")
					case 1:
						_, _ = w.s.EndDispute(t.Context(), "", pick([]string{DisputeWon, DisputeLost, DisputePartly}), int64(dice.IntN(2)*dice.IntN(2000)))
					}
				case 7:
					w.call("POST", "payouts", amount(), "currency=usd")
					if dice.IntN(3) == 0 {
						_ = w.s.Fault(FaultPayoutFails, 1)
					}
				case 8:
					_, _ = w.s.BankPayoutFails(t.Context(), pick(sellers), "")
					_, _ = w.s.RefundFails(t.Context(), pick(charges), "")
				case 9:
					_, _ = w.s.BalanceToBank(t.Context(), pick(append(sellers, "platform")))
					_ = w.s.SetCapability(t.Context(), pick(sellers), "payouts", dice.IntN(3) > 0)
				default:
					w.forward(time.Duration(dice.IntN(72)) * time.Hour)
				}
				if w.conserved(); t.Failed() {
					t.Fatalf("after step %d", step)
				}
			}
			w.forward(60 * 24 * time.Hour)
			w.addsUp("")
			for _, id := range sellers {
				w.addsUp("Stripe-Account: " + id)
			}
		})
	}
}

// addsUp proves, through the API alone, that an account's listed transactions
// add up to its balance.
func (w *world) addsUp(as string) {
	w.t.Helper()
	var sum int64
	for after := ""; ; {
		params := []string{"limit=100", as}
		if after != "" {
			params = append(params, "starting_after="+after)
		}
		page := w.must("GET", "balance_transactions", params...)
		data, _ := at(page, "data").([]any)
		for _, e := range data {
			sum, after = sum+number(e, "net"), text(e, "id")
			if number(e, "net") != number(e, "amount")-number(e, "fee") {
				w.t.Errorf("net is not amount less fee: %v", e)
			}
		}
		if at(page, "has_more") != true {
			break
		}
	}
	b := w.must("GET", "balance", as)
	if got := number(b, "available", 0, "amount") + number(b, "pending", 0, "amount"); got != sum {
		w.t.Errorf("%s: transactions add up to %d, the balance is %d", as, sum, got)
	}
}
