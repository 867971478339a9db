package shop_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"till/shop"
)

// problemActs returns everything that people may do about a problem. What they
// speak of as the offer is the newest one.
func problemActs() []matrixAct {
	use := func(name string, fn func(w *world, id shop.OrderID) (shop.Order, error)) matrixAct {
		return matrixAct{name, func(w *world, id shop.OrderID) error {
			_, err := fn(w, id)
			return err
		}}
	}
	offer := func(name string, in shop.RemedyInput) matrixAct {
		return use(name, func(w *world, id shop.OrderID) (shop.Order, error) {
			in.Cause, in.Actor, in.Order = w.cause(), asSeller, id
			return w.AnswerProblem(w.Context(), in)
		})
	}
	decide := func(name string, end shop.ProblemEnd) matrixAct {
		return use(name, func(w *world, id shop.OrderID) (shop.Order, error) {
			return w.DecideProblem(w.Context(), shop.Verdict{Cause: w.cause(), Actor: asOperator, Order: id, End: end, Amount: usd(6_00)})
		})
	}
	newest := func(w *world, id shop.OrderID) int {
		if p, open := w.order(id).OpenProblem(); open && p.Offer != nil {
			return p.Offer.N
		}
		return 1
	}
	return []matrixAct{
		use("buyer reports a problem", func(w *world, id shop.OrderID) (shop.Order, error) {
			return w.ReportProblem(w.Context(), shop.ProblemInput{Cause: w.cause(), Actor: asBuyer, Order: id, Kind: shop.ProblemOther, Text: "It leaks"})
		}),
		offer("seller gives all of it back", shop.RemedyInput{Kind: shop.RemedyRefund}),
		offer("seller offers a part", shop.RemedyInput{Kind: shop.RemedyPart, Amount: usd(7_00)}),
		offer("seller offers a replacement", shop.RemedyInput{Kind: shop.RemedyReplacement}),
		offer("seller offers a return", shop.RemedyInput{Kind: shop.RemedyReturn, Text: "1 Kiln Street"}),
		offer("seller asks for days", shop.RemedyInput{Kind: shop.RemedyDays, Days: 5}),
		use("buyer accepts", func(w *world, id shop.OrderID) (shop.Order, error) {
			return w.AcceptRemedy(w.Context(), w.cause(), asBuyer, id, newest(w, id))
		}),
		use("buyer refuses", func(w *world, id shop.OrderID) (shop.Order, error) {
			return w.RefuseRemedy(w.Context(), w.cause(), asBuyer, id, newest(w, id))
		}),
		use("buyer says it is solved", func(w *world, id shop.OrderID) (shop.Order, error) {
			return w.SolveProblem(w.Context(), w.cause(), asBuyer, id)
		}),
		use("buyer asks the operator", func(w *world, id shop.OrderID) (shop.Order, error) {
			return w.AskOperator(w.Context(), w.cause(), asBuyer, id)
		}),
		use("seller asks the operator", func(w *world, id shop.OrderID) (shop.Order, error) {
			return w.AskOperator(w.Context(), w.cause(), asSeller, id)
		}),
		use("seller sends goods", func(w *world, id shop.OrderID) (shop.Order, error) {
			return w.SendGoods(w.Context(), shop.ShipInput{Cause: w.cause(), Actor: asSeller, Order: id, Number: "OK7"})
		}),
		use("buyer sends goods", func(w *world, id shop.OrderID) (shop.Order, error) {
			return w.SendGoods(w.Context(), shop.ShipInput{Cause: w.cause(), Actor: asBuyer, Order: id, Number: "OK7"})
		}),
		use("seller has the goods back", func(w *world, id shop.OrderID) (shop.Order, error) {
			return w.GoodsBack(w.Context(), w.cause(), asSeller, id)
		}),
		decide("operator refunds all", shop.EndOperatorRefund),
		decide("operator refunds a part", shop.EndOperatorPart),
		decide("operator decides for the seller", shop.EndOperatorSeller),
		{"time passes", func(w *world, _ shop.OrderID) error { w.wait(15 * day); return nil }},
	}
}

// TestActsInProblems plays everything that can happen to a problem: in every status
// without one, and in every state of one, before and after the payout, together
// with everything else that may happen to an order. What comes of it stands in
// testdata/problems.txt.
func TestActsInProblems(t *testing.T) {
	t.Parallel()
	var text strings.Builder
	play := func(name string, begin func(*world) shop.OrderID, all []matrixAct) {
		fmt.Fprintf(&text, "%s\n", name)
		for _, act := range all {
			w := newWorld(t)
			id := begin(w)
			before := w.order(id)
			err := act.do(w, id)
			w.run()
			fmt.Fprintf(&text, "  %-36s %s\n", act.name, cameOf(before, w.order(id), err))
			w.audited()
		}
	}
	for _, status := range shop.Statuses() {
		play(string(status)+", no problem", inStatus[status], problemActs())
	}
	for _, status := range []shop.Status{shop.Shipped, shop.Delivered, shop.Completed} {
		for _, state := range shop.ProblemStates() {
			into := inProblem[state]
			if into == nil {
				t.Fatalf("no way into a problem that is %q", state)
			}
			play(fmt.Sprintf("%s, problem %s", status, state), func(w *world) shop.OrderID {
				id := inStatus[status](w)
				into(w, id)
				return id
			}, append(problemActs(), acts()...))
		}
	}
	if *update {
		if err := os.WriteFile("testdata/problems.txt", []byte(text.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("testdata/problems.txt")
	if err != nil {
		t.Fatal(err)
	}
	if text.String() != string(want) {
		t.Errorf("what comes of an act in a problem is otherwise now: run with -update and read the difference\n%s", &text)
	}
}
