package shop_test

import (
	"testing"
	"time"

	"till/shop"
	"till/shop/shoptest"
)

// trouble has the buyer report that something is wrong.
func (w *world) trouble(id shop.OrderID) {
	w.Helper()
	_, err := w.ReportProblem(w.Context(), shop.ProblemInput{
		Cause: w.cause(), Actor: asBuyer, Order: id, Kind: shop.ProblemDamaged, Text: "The handle is broken",
	})
	w.must(err)
	w.run()
}

// offers has the seller answer.
func (w *world) offers(id shop.OrderID, in shop.RemedyInput) {
	w.Helper()
	in.Cause, in.Actor, in.Order = w.cause(), asSeller, id
	_, err := w.AnswerProblem(w.Context(), in)
	w.must(err)
	w.run()
}

// accepts has the buyer accept the newest offer.
func (w *world) accepts(id shop.OrderID) {
	w.Helper()
	p, _ := w.order(id).OpenProblem()
	_, err := w.AcceptRemedy(w.Context(), w.cause(), asBuyer, id, p.Offer.N)
	w.must(err)
	w.run()
}

// refuses has the buyer refuse it.
func (w *world) refuses(id shop.OrderID) {
	w.Helper()
	p, _ := w.order(id).OpenProblem()
	_, err := w.RefuseRemedy(w.Context(), w.cause(), asBuyer, id, p.Offer.N)
	w.must(err)
	w.run()
}

// sends has one side send goods because of the problem.
func (w *world) sends(id shop.OrderID, who shop.Actor) {
	w.Helper()
	_, err := w.SendGoods(w.Context(), shop.ShipInput{Cause: w.cause(), Actor: who, Order: id, Number: "OK7"})
	w.must(err)
	w.run()
}

// stands checks where the newest problem stands.
func (w *world) stands(id shop.OrderID, want shop.ProblemState) {
	w.Helper()
	o := w.order(id)
	if p := o.Problems[len(o.Problems)-1]; p.State != want {
		w.Fatalf("the problem is %s, want %s", p.State, want)
	}
}

// closed checks how the newest problem ended.
func (w *world) closed(id shop.OrderID, want shop.ProblemEnd) {
	w.Helper()
	o := w.order(id)
	if p := o.Problems[len(o.Problems)-1]; p.State != shop.ProblemClosed || p.How != want {
		w.Fatalf("the problem is %s, ended by %q, want %q", p.State, p.How, want)
	}
	if o.Held(shop.HoldProblem) {
		w.Fatal("it is settled, and the payout waits for it")
	}
}

// inProblem brings the problem of an order that is shipped, or paid out, into each state.
var inProblem = map[shop.ProblemState]func(w *world, id shop.OrderID){
	shop.ProblemSeller: (*world).trouble,
	shop.ProblemOffered: func(w *world, id shop.OrderID) {
		w.trouble(id)
		w.offers(id, shop.RemedyInput{Kind: shop.RemedyPart, Amount: usd(10_00)})
	},
	shop.ProblemReplacing: func(w *world, id shop.OrderID) {
		w.trouble(id)
		w.offers(id, shop.RemedyInput{Kind: shop.RemedyReplacement})
		w.accepts(id)
	},
	shop.ProblemReplaced: func(w *world, id shop.OrderID) {
		w.trouble(id)
		w.offers(id, shop.RemedyInput{Kind: shop.RemedyReplacement})
		w.accepts(id)
		w.sends(id, asSeller)
	},
	shop.ProblemReturning: func(w *world, id shop.OrderID) {
		w.trouble(id)
		w.offers(id, shop.RemedyInput{Kind: shop.RemedyReturn, Text: "1 Kiln Street"})
		w.accepts(id)
	},
	shop.ProblemReturned: func(w *world, id shop.OrderID) {
		w.trouble(id)
		w.offers(id, shop.RemedyInput{Kind: shop.RemedyReturn, Text: "1 Kiln Street"})
		w.accepts(id)
		w.sends(id, asBuyer)
	},
	shop.ProblemOperator: func(w *world, id shop.OrderID) {
		w.trouble(id)
		_, err := w.AskOperator(w.Context(), w.cause(), asSeller, id)
		w.must(err)
		w.run()
	},
	shop.ProblemClosed: func(w *world, id shop.OrderID) {
		w.trouble(id)
		_, err := w.SolveProblem(w.Context(), w.cause(), asBuyer, id)
		w.must(err)
		w.run()
	},
}

// TestProblemFreezes: from the report on nothing is paid out, whatever falls due,
// and once it is settled the payout goes on.
func TestProblemFreezes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.paid()
	w.ship(id, "OK1")
	w.trouble(id)
	w.wait(6 * day) // the payout was due on day 4
	w.money(id, shoptest.Totals{Charged: 30_00, Fees: 87})
	_, err := w.ConfirmReceipt(t.Context(), w.cause(), asBuyer, id)
	w.refused(err, shop.ReasonProblemOpen)
	_, err = w.SolveProblem(t.Context(), w.cause(), asBuyer, id)
	w.must(err)
	w.run()
	w.money(id, shoptest.Totals{Charged: 30_00, Fees: 87, Transferred: 29_13})
	w.closed(id, shop.EndSolved)
	w.audited()
}

// TestProblemSilence: whoever is silent is reminded on day 3 and 6, and on day 7
// what the card said happens.
func TestProblemSilence(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		paid  bool // out, before it is reported
		state shop.ProblemState
		who   shop.UserID
		first time.Duration // the first reminder; the second is three days later, the end one more
		end   shop.ProblemEnd
		money shoptest.Totals
	}{
		{"seller", false, shop.ProblemSeller, seller, 3 * day, shop.EndSellerSilent, shoptest.Totals{Charged: 30_00, Fees: 87, Refunded: 30_00}},
		{"seller, paid", true, shop.ProblemSeller, seller, 3 * day, "", shoptest.Totals{Charged: 30_00, Fees: 87, Transferred: 29_13}},
		{"buyer", false, shop.ProblemOffered, buyer, 3 * day, shop.EndBuyerSilent, shoptest.Totals{Charged: 30_00, Fees: 87, Transferred: 29_13}},
		{"buyer, paid", true, shop.ProblemOffered, buyer, 3 * day, shop.EndBuyerSilent, shoptest.Totals{Charged: 30_00, Fees: 87, Transferred: 29_13}},
		{"no replacement", false, shop.ProblemReplacing, seller, 3 * day, shop.EndSellerSilent, shoptest.Totals{Charged: 30_00, Fees: 87, Refunded: 30_00}},
		{"no replacement, paid", true, shop.ProblemReplacing, seller, 3 * day, "", shoptest.Totals{Charged: 30_00, Fees: 87, Transferred: 29_13}},
		{"replaced", false, shop.ProblemReplaced, buyer, 10 * day, shop.EndBuyerSilent, shoptest.Totals{Charged: 30_00, Fees: 87, Transferred: 29_13}},
		{"not sent back", false, shop.ProblemReturning, buyer, 10 * day, shop.EndNotSentBack, shoptest.Totals{Charged: 30_00, Fees: 87, Transferred: 29_13}},
		{"not taken back", false, shop.ProblemReturned, seller, 10 * day, "", shoptest.Totals{Charged: 30_00, Fees: 87}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			id := w.paid()
			w.ship(id, "OK1")
			if tt.paid {
				w.wait(5 * day)
			}
			inProblem[tt.state](w, id)
			begun := w.time
			w.stands(id, tt.state)
			w.wait(tt.first - time.Minute)
			w.told(tt.who, shop.NoticeProblemReminder, 0)
			w.wait(time.Minute)
			w.told(tt.who, shop.NoticeProblemReminder, 1)
			w.wait(3 * day)
			w.told(tt.who, shop.NoticeProblemReminder, 2)
			w.wait(day - time.Minute)
			w.stands(id, tt.state)
			w.wait(time.Minute)
			if tt.end == "" {
				w.stands(id, shop.ProblemOperator)
				w.told(operator, shop.NoticeAlert, 1)
			} else {
				w.closed(id, tt.end)
				w.told(buyer, shop.NoticeProblemClosed, 1)
				w.told(seller, shop.NoticeProblemClosed, 1)
			}
			if w.time.Sub(begun) != tt.first+4*day {
				t.Errorf("it took %s", w.time.Sub(begun))
			}
			w.run()
			w.money(id, tt.money)
			w.audited()
		})
	}
}

// TestProblemWarnedLate: an outage of the messenger, or of the bot, puts off what
// happens by itself: nobody loses money without a day's warning.
func TestProblemWarnedLate(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.paid()
	w.ship(id, "OK1")
	w.trouble(id)
	w.time = w.time.Add(30 * day) // nothing ran meanwhile
	w.run()
	w.told(seller, shop.NoticeProblemReminder, 1) // not one after the other
	w.stands(id, shop.ProblemSeller)
	w.wait(day - time.Hour)
	w.stands(id, shop.ProblemSeller)
	w.wait(2 * time.Hour)
	w.closed(id, shop.EndSellerSilent)
	w.audited()
}

// TestProblemTimes: until when a problem can be reported.
func TestProblemTimes(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name    string
		deliver bool
		wait    time.Duration
		want    shop.Reason
	}{
		{"delivered, in time", true, 14 * day, ""},
		{"delivered, late", true, 14*day + time.Second, shop.ReasonProblemLate},
		{"never delivered, in time", false, 45 * day, ""},
		{"never delivered, late", false, 45*day + time.Second, shop.ReasonProblemLate},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			id := w.paid()
			w.ship(id, "OK1")
			if tt.deliver {
				_, err := w.ConfirmReceipt(t.Context(), w.cause(), asBuyer, id)
				w.must(err)
			}
			w.wait(tt.wait)
			w.status(id, shop.Completed)
			_, err := w.ReportProblem(t.Context(), shop.ProblemInput{Cause: w.cause(), Actor: asBuyer, Order: id, Kind: shop.ProblemOther, Text: "It leaks"})
			if tt.want != "" {
				w.refused(err, tt.want)
				return
			}
			w.must(err)
			w.stands(id, shop.ProblemSeller)
		})
	}
}

// TestProblemOffers: a newer offer takes the place of an older one, an answer to
// the older one is none, and the third that does not settle it goes to the operator.
func TestProblemOffers(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.paid()
	w.ship(id, "OK1")
	w.trouble(id)
	w.offers(id, shop.RemedyInput{Kind: shop.RemedyPart, Amount: usd(2_00), Text: "Sorry about it"})
	w.offers(id, shop.RemedyInput{Kind: shop.RemedyPart, Amount: usd(5_00)})
	_, err := w.AcceptRemedy(t.Context(), w.cause(), asBuyer, id, 1)
	w.refused(err, shop.ReasonProblemOffer)
	_, err = w.RefuseRemedy(t.Context(), w.cause(), asBuyer, id, 1)
	w.refused(err, shop.ReasonProblemOffer)
	w.refuses(id)
	w.stands(id, shop.ProblemSeller)
	w.offers(id, shop.RemedyInput{Kind: shop.RemedyDays, Days: 2})
	w.accepts(id)
	w.stands(id, shop.ProblemSeller)
	if p, _ := w.order(id).OpenProblem(); !p.DueBy.Equal(w.time.Add(2 * day)) {
		t.Errorf("due by %s", p.DueBy)
	}
	for range 2 {
		w.offers(id, shop.RemedyInput{Kind: shop.RemedyReplacement})
		w.refuses(id)
	}
	w.stands(id, shop.ProblemOperator)
	w.told(operator, shop.NoticeAlert, 1)
	w.wait(8 * day)
	w.told(operator, shop.NoticeAlert, 2) // until somebody decides
	_, err = w.DecideProblem(t.Context(), shop.Verdict{Cause: w.cause(), Actor: asSeller, Order: id, End: shop.EndOperatorSeller})
	w.refused(err, shop.ReasonNotOperator)
	_, err = w.DecideProblem(t.Context(), shop.Verdict{Cause: w.cause(), Actor: asOperator, Order: id, End: shop.EndOperatorPart, Amount: usd(31_00)})
	w.refused(err, shop.ReasonRefundAmount)
	_, err = w.DecideProblem(t.Context(), shop.Verdict{Cause: w.cause(), Actor: asOperator, Order: id, End: shop.EndOperatorPart, Amount: usd(12_00), Note: "Half"})
	w.must(err)
	w.run()
	w.closed(id, shop.EndOperatorPart)
	w.money(id, shoptest.Totals{Charged: 30_00, Fees: 87, Refunded: 12_00, Transferred: 17_13})
	w.audited()
}

// TestProblemAgain: a problem can be reported anew once the last is settled, a few
// times over.
func TestProblemAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.paid()
	w.ship(id, "OK1")
	report := func() error {
		_, err := w.ReportProblem(t.Context(), shop.ProblemInput{Cause: w.cause(), Actor: asBuyer, Order: id, Kind: shop.ProblemOther, Text: "It leaks"})
		return err
	}
	for range 3 {
		w.must(report())
		w.refused(report(), shop.ReasonProblemOpen)
		_, err := w.SolveProblem(t.Context(), w.cause(), asBuyer, id)
		w.must(err)
	}
	w.refused(report(), shop.ReasonProblemMany)
	w.run()
	w.audited()
}

// TestProblemMoney: each way in which a problem gives money back, before and after
// the payout.
func TestProblemMoney(t *testing.T) {
	t.Parallel()
	back := func(w *world, id shop.OrderID) {
		_, err := w.GoodsBack(w.Context(), w.cause(), asSeller, id)
		w.must(err)
	}
	all := func(w *world, id shop.OrderID) { w.offers(id, shop.RemedyInput{Kind: shop.RemedyRefund}) }
	for _, tt := range []struct {
		name   string
		state  shop.ProblemState
		settle func(*world, shop.OrderID)
		end    shop.ProblemEnd
		held   shoptest.Totals
		paid   shoptest.Totals
	}{
		{"all", shop.ProblemSeller, all, shop.EndRefund, shoptest.Totals{Refunded: 30_00}, shoptest.Totals{Refunded: 30_00, Reversed: 29_13}},
		{"all, with the operator", shop.ProblemOperator, all, shop.EndRefund, shoptest.Totals{Refunded: 30_00}, shoptest.Totals{Refunded: 30_00, Reversed: 29_13}},
		{"all as a part", shop.ProblemSeller, func(w *world, id shop.OrderID) {
			w.offers(id, shop.RemedyInput{Kind: shop.RemedyPart, Amount: usd(30_00)})
		}, shop.EndRefund, shoptest.Totals{Refunded: 30_00}, shoptest.Totals{Refunded: 30_00, Reversed: 29_13}},
		{"a part", shop.ProblemOffered, (*world).accepts, shop.EndPart, shoptest.Totals{Refunded: 10_00, Transferred: 19_13}, shoptest.Totals{Refunded: 10_00, Reversed: 10_00}},
		{"a part, after another", shop.ProblemOffered, func(w *world, id shop.OrderID) {
			_, err := w.Refund(w.Context(), shop.RefundInput{Cause: w.cause(), Actor: asSeller, Order: id, Amount: usd(25_00)})
			w.must(err)
			w.accepts(id) // of the 10.00 that were offered, 5.00 are left
		}, shop.EndPart, shoptest.Totals{Refunded: 30_00}, shoptest.Totals{Refunded: 30_00, Reversed: 29_13}},
		{"back", shop.ProblemReturned, back, shop.EndReturned, shoptest.Totals{Refunded: 30_00}, shoptest.Totals{Refunded: 30_00, Reversed: 29_13}},
		{"refunded otherwise", shop.ProblemOffered, func(w *world, id shop.OrderID) {
			_, err := w.Refund(w.Context(), shop.RefundInput{Cause: w.cause(), Actor: asSeller, Order: id})
			w.must(err)
		}, shop.EndElsewhere, shoptest.Totals{Refunded: 30_00}, shoptest.Totals{Refunded: 30_00, Reversed: 29_13}},
		{"refunded at the provider", shop.ProblemReplaced, func(w *world, id shop.OrderID) {
			w.provider.RefundOutside(w.order(id).Payment.Charge, usd(30_00))
			w.poll()
		}, shop.EndElsewhere, shoptest.Totals{Refunded: 30_00}, shoptest.Totals{Refunded: 30_00, Reversed: 29_13}},
		{"charged back", shop.ProblemSeller, func(w *world, id shop.OrderID) {
			w.provider.EndDispute(w.dispute(id, 30_00, false), false, usd(0))
			w.poll()
		}, shop.EndElsewhere, shoptest.Totals{Disputed: 30_00, DisputeFees: 15_00}, shoptest.Totals{Disputed: 30_00, DisputeFees: 15_00, Reversed: 29_13}},
	} {
		for _, paid := range []bool{false, true} {
			name, want := tt.name, tt.held
			if paid {
				name, want = tt.name+", paid", tt.paid
				want.Transferred = 29_13
			}
			want.Charged, want.Fees = 30_00, 87
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				w := newWorld(t)
				id := w.paid()
				w.ship(id, "OK1")
				if paid {
					w.wait(5 * day)
				}
				inProblem[tt.state](w, id)
				tt.settle(w, id)
				w.run()
				w.closed(id, tt.end)
				w.wait(5 * day)
				w.money(id, want)
				w.audited()
			})
		}
	}
}

// TestProblemAtTheBank: while the bank has the money nothing of a case moves it,
// and its times wait.
func TestProblemAtTheBank(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.paid()
	w.ship(id, "OK1")
	inProblem[shop.ProblemOffered](w, id)
	d := w.dispute(id, 30_00, false)
	_, err := w.AcceptRemedy(t.Context(), w.cause(), asBuyer, id, 1)
	w.refused(err, shop.ReasonDisputed)
	_, err = w.AnswerProblem(t.Context(), shop.RemedyInput{Cause: w.cause(), Actor: asSeller, Order: id, Kind: shop.RemedyRefund})
	w.refused(err, shop.ReasonDisputed)
	_, err = w.DecideProblem(t.Context(), shop.Verdict{Cause: w.cause(), Actor: asOperator, Order: id, End: shop.EndOperatorRefund})
	w.refused(err, shop.ReasonDisputed)
	w.wait(20 * day)
	w.stands(id, shop.ProblemOffered)
	w.told(buyer, shop.NoticeProblemReminder, 0)
	w.provider.EndDispute(d, true, usd(30_00))
	w.poll()
	w.stands(id, shop.ProblemOffered)
	if o := w.order(id); o.Held(shop.HoldDispute) || !o.Held(shop.HoldProblem) {
		t.Errorf("held: %v", o.Holds)
	}
	w.wait(3 * day) // with a reminder first
	w.told(buyer, shop.NoticeProblemReminder, 1)
	w.closed(id, shop.EndBuyerSilent)
	w.audited()
	_, err = w.ReportProblem(t.Context(), shop.ProblemInput{Cause: w.cause(), Actor: asBuyer, Order: id, Kind: shop.ProblemOther, Text: "It leaks"})
	w.must(err) // the bank has decided
}

// TestProblemLimit: the provider's limit ends a case that nobody settled, by
// default with a refund, the operators being warned.
func TestProblemLimit(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(p *shop.Policy) { p.HoldLimit = 45 * day })
	id := w.paid()
	w.ship(id, "OK1")
	inProblem[shop.ProblemOperator](w, id)
	w.wait(34 * day)
	w.stands(id, shop.ProblemOperator)
	w.wait(2 * day) // 45 less 10 days
	w.closed(id, shop.EndElsewhere)
	w.status(id, shop.Refunded)
	w.audited()
}

// TestProblemLimitCutsDays: a seller cannot ask for days that reach beyond the
// provider's limit.
func TestProblemLimitCutsDays(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(p *shop.Policy) { p.HoldLimit = 20 * day })
	id := w.paid()
	w.ship(id, "OK1")
	w.trouble(id)
	if most := w.MostWait(w.order(id)); most != 3 { // 20 − 10 − 7 for the answer
		t.Errorf("%d days", most)
	}
	_, err := w.AnswerProblem(t.Context(), shop.RemedyInput{Cause: w.cause(), Actor: asSeller, Order: id, Kind: shop.RemedyDays, Days: 4})
	w.refused(err, shop.ReasonDays)
}

// TestProblemWords: what people wrote is in their conversation, not in the journal,
// and an operator reads it while the case is open.
func TestProblemWords(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.paid()
	w.ship(id, "OK1")
	say := func(text string) {
		_, err := w.Say(t.Context(), shop.SayInput{Cause: w.cause(), Actor: asBuyer, Order: id, Text: text})
		w.must(err)
	}
	say("Before")
	w.trouble(id)
	say("And it leaks")
	_, words, err := w.ProblemWords(t.Context(), operator, id)
	w.must(err)
	if len(words) != 2 || words[0].Text != "The handle is broken" || words[1].Text != "And it leaks" {
		t.Errorf("%+v", words)
	}
	_, _, err = w.ProblemWords(t.Context(), seller, id)
	w.refused(err, shop.ReasonNotOperator)
	_, err = w.SolveProblem(t.Context(), w.cause(), asBuyer, id)
	w.must(err)
	_, _, err = w.ProblemWords(t.Context(), operator, id)
	w.refused(err, shop.ReasonProblemNone)
	w.store.Each(func(_ shop.Order, entries []shop.Entry) {
		for _, e := range entries {
			for _, fact := range e.Facts {
				if fact == "The handle is broken" {
					t.Errorf("the journal quotes: %+v", e)
				}
			}
		}
	})
}

// TestProblemCompletes: an order that was delivered and paid out while its problem
// was open is complete once that is settled.
func TestProblemCompletes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := inStatus[shop.Completed](w)
	inProblem[shop.ProblemOffered](w, id)
	w.status(id, shop.Completed)
	w.accepts(id)
	w.status(id, shop.Completed)
	w.closed(id, shop.EndPart)
	w.audited()
}
