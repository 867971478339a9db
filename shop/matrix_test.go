package shop_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"till/shop"
	"till/shop/money"
)

var update = flag.Bool("update", false, "write what the matrix says now into testdata/matrix.txt")

// inStatus brings an order into each status, as people and time do.
var inStatus = map[shop.Status]func(*world) shop.OrderID{
	shop.Requested: (*world).request,
	shop.Processing: func(w *world) shop.OrderID {
		id := w.request()
		w.must(w.provider.PaySlowly(w.open(id).Session))
		w.poll()
		return id
	},
	shop.Paid: (*world).paid,
	shop.Shipped: func(w *world) shop.OrderID {
		id := w.paid()
		w.ship(id, "OK1")
		return id
	},
	shop.Delivered: func(w *world) shop.OrderID {
		id := w.paid()
		w.ship(id, "OK1")
		_, err := w.Freeze(w.Context(), w.cause(), asOperator, id)
		w.must(err)
		_, err = w.ConfirmReceipt(w.Context(), w.cause(), asBuyer, id)
		w.must(err)
		w.run()
		return id
	},
	shop.Completed: func(w *world) shop.OrderID {
		id := w.paid()
		w.ship(id, "OK1")
		_, err := w.ConfirmReceipt(w.Context(), w.cause(), asBuyer, id)
		w.must(err)
		w.run()
		return id
	},
	shop.Declined: func(w *world) shop.OrderID {
		id := w.request()
		_, err := w.Decline(w.Context(), w.cause(), asBuyer, id)
		w.must(err)
		w.run()
		return id
	},
	shop.Canceled: func(w *world) shop.OrderID {
		id := w.paid()
		_, err := w.Cancel(w.Context(), w.cause(), asSeller, id)
		w.must(err)
		w.run()
		return id
	},
	shop.Expired: func(w *world) shop.OrderID {
		id := w.request()
		w.wait(8 * day)
		return id
	},
	shop.Refunded: func(w *world) shop.OrderID {
		id := w.paid()
		w.ship(id, "OK1")
		w.refund(id, 0)
		return id
	},
	shop.ChargedBack: func(w *world) shop.OrderID {
		id := w.paid()
		w.ship(id, "OK1")
		w.provider.EndDispute(w.dispute(id, 30_00, false), false, money.Money{})
		w.poll()
		return id
	},
}

// matrixAct is what somebody does to an order, or the provider tells of it.
type matrixAct struct {
	name string
	do   func(w *world, id shop.OrderID) error
}

// atCharge makes an act of something that happens to the order's charge at the
// provider.
func atCharge(fn func(w *world, charge string)) func(*world, shop.OrderID) error {
	return func(w *world, id shop.OrderID) error {
		if o := w.order(id); o.Payment != nil {
			fn(w, o.Payment.Charge)
			w.poll()
			return nil
		}
		return errNoCharge
	}
}

var errNoCharge = fmt.Errorf("no charge")

// acts returns everything that may happen to an order from outside.
func acts() []matrixAct {
	use := func(name string, fn func(w *world, id shop.OrderID) (shop.Order, error)) matrixAct {
		return matrixAct{name, func(w *world, id shop.OrderID) error {
			_, err := fn(w, id)
			return err
		}}
	}
	return []matrixAct{
		{"buyer opens the page", func(w *world, id shop.OrderID) error {
			_, err := w.OpenCheckout(w.Context(), asBuyer, id)
			return err
		}},
		use("seller changes the terms", func(w *world, id shop.OrderID) (shop.Order, error) {
			return w.Revise(w.Context(), shop.ReviseInput{Cause: w.cause(), Actor: asSeller, Order: id, Terms: shop.Terms{Lines: input().Lines, Shipping: usd(1_00)}})
		}),
		use("seller adds an item", func(w *world, id shop.OrderID) (shop.Order, error) {
			return w.AddItem(w.Context(), w.cause(), asSeller, id, shop.Line{Item: "Bowl", Quantity: 1, Price: usd(9_00)})
		}),
		use("buyer chooses the shipping", func(w *world, id shop.OrderID) (shop.Order, error) {
			return w.ChooseShipping(w.Context(), w.cause(), asBuyer, id, 1)
		}),
		use("buyer makes an offer", func(w *world, id shop.OrderID) (shop.Order, error) {
			return w.MakeOffer(w.Context(), w.cause(), asBuyer, id, usd(20_00))
		}),
		use("seller accepts an offer", func(w *world, id shop.OrderID) (shop.Order, error) {
			return w.AnswerOffer(w.Context(), w.cause(), asSeller, id, 1, true)
		}),
		use("buyer declines", func(w *world, id shop.OrderID) (shop.Order, error) {
			return w.Decline(w.Context(), w.cause(), asBuyer, id)
		}),
		use("seller cancels", func(w *world, id shop.OrderID) (shop.Order, error) {
			return w.Cancel(w.Context(), w.cause(), asSeller, id)
		}),
		use("seller ships", func(w *world, id shop.OrderID) (shop.Order, error) {
			return w.Ship(w.Context(), shop.ShipInput{Cause: w.cause(), Actor: asSeller, Order: id, Number: "OK9"})
		}),
		{"handed over with the code", func(w *world, id shop.OrderID) error {
			code, err := w.ShowHandover(w.Context(), asBuyer, id)
			if err != nil {
				return err
			}
			_, err = w.TakeHandover(w.Context(), w.cause(), asSeller, id, code)
			return err
		}},
		use("buyer has it", func(w *world, id shop.OrderID) (shop.Order, error) {
			return w.ConfirmReceipt(w.Context(), w.cause(), asBuyer, id)
		}),
		use("seller refunds a part", func(w *world, id shop.OrderID) (shop.Order, error) {
			return w.Refund(w.Context(), shop.RefundInput{Cause: w.cause(), Actor: asSeller, Order: id, Amount: usd(5_00)})
		}),
		use("seller refunds all", func(w *world, id shop.OrderID) (shop.Order, error) {
			return w.Refund(w.Context(), shop.RefundInput{Cause: w.cause(), Actor: asSeller, Order: id})
		}),
		use("seller asks for more days", func(w *world, id shop.OrderID) (shop.Order, error) {
			return w.AskMoreDays(w.Context(), w.cause(), asSeller, id, 5)
		}),
		use("buyer gives more days", func(w *world, id shop.OrderID) (shop.Order, error) {
			return w.AnswerMoreDays(w.Context(), w.cause(), asBuyer, id, true)
		}),
		use("seller submits evidence", func(w *world, id shop.OrderID) (shop.Order, error) {
			return w.SubmitEvidence(w.Context(), w.cause(), asSeller, id)
		}),
		use("operator freezes", func(w *world, id shop.OrderID) (shop.Order, error) {
			return w.Freeze(w.Context(), w.cause(), asOperator, id)
		}),
		use("operator covers", func(w *world, id shop.OrderID) (shop.Order, error) {
			return w.Cover(w.Context(), w.cause(), asOperator, id)
		}),
		use("operator sends refunds again", func(w *world, id shop.OrderID) (shop.Order, error) {
			return w.RetryRefund(w.Context(), w.cause(), asOperator, id)
		}),
		{"chargeback", atCharge(func(w *world, charge string) { w.provider.Dispute(charge, usd(30_00), false, "fraudulent") })},
		{"chargeback won", atCharge(func(w *world, charge string) {
			w.provider.EndDispute(w.provider.Dispute(charge, usd(30_00), false, "fraudulent"), true, usd(30_00))
		})},
		{"chargeback lost", atCharge(func(w *world, charge string) {
			w.provider.EndDispute(w.provider.Dispute(charge, usd(30_00), false, "fraudulent"), false, usd(0))
		})},
		{"inquiry", atCharge(func(w *world, charge string) { w.provider.Dispute(charge, usd(30_00), true, "general") })},
		{"fraud warning", atCharge(func(w *world, charge string) { w.provider.Warn(charge) })},
		{"refund made at the provider", atCharge(func(w *world, charge string) { w.provider.RefundOutside(charge, usd(4_00)) })},
		{"refunds fail", func(w *world, id shop.OrderID) error {
			w.provider.SettleRefunds(id, shop.CallFailed)
			w.poll()
			return nil
		}},
		{"payment of another page", func(w *world, id shop.OrderID) error {
			in := input()
			page, err := w.provider.OpenCheckout(w.Context(), shop.CheckoutRequest{
				Key: "another", Order: id, Shop: "Shop 100", Lines: in.Lines, Shipping: in.Shipping, ExpiresAt: w.time.Add(day),
			})
			w.must(err)
			w.must(w.provider.Pay(page.ID))
			w.poll()
			return nil
		}},
		{"event of an unknown type", func(w *world, id shop.OrderID) error {
			return w.Hear(w.Context(), shop.ProviderEvent{ID: w.cause(), Type: "new.thing", Subject: shop.SubjectOther, Object: string(id)})
		}},
		{"event of an object that is not ours", func(w *world, _ shop.OrderID) error {
			for i, subject := range []shop.Subject{shop.SubjectCheckout, shop.SubjectCharge, shop.SubjectRefund, shop.SubjectAccount} {
				w.must(w.Hear(w.Context(), shop.ProviderEvent{ID: w.cause(), Subject: subject, Object: fmt.Sprint("strange_", i)}))
			}
			w.run()
			return nil
		}},
		{"reconciled", func(w *world, _ shop.OrderID) error { return w.Reconcile(w.Context()) }},
	}
}

// TestActsInStatuses plays everything that can happen in every status. What comes of it
// stands in testdata/matrix.txt: a new status or act needs its lines there.
func TestActsInStatuses(t *testing.T) {
	t.Parallel()
	var text strings.Builder
	for _, status := range shop.Statuses() {
		begin := inStatus[status]
		if begin == nil {
			t.Fatalf("no way into status %q", status)
		}
		fmt.Fprintf(&text, "%s\n", status)
		for _, act := range acts() {
			w := newWorld(t)
			id := begin(w)
			w.status(id, status)
			before := w.order(id)
			err := act.do(w, id)
			w.run()
			fmt.Fprintf(&text, "  %-36s %s\n", act.name, cameOf(before, w.order(id), err))
			w.audited()
		}
	}
	if *update {
		if err := os.WriteFile("testdata/matrix.txt", []byte(text.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("testdata/matrix.txt")
	if err != nil {
		t.Fatal(err)
	}
	if text.String() != string(want) {
		t.Errorf("the matrix says otherwise now: run with -update and read the difference\n%s", &text)
	}
}

// cameOf names what came of an act.
func cameOf(before, after shop.Order, err error) string {
	if err == errNoCharge { //nolint:errorlint // the sentinel itself
		return "-"
	}
	if err != nil {
		return "refused: " + string(shop.ReasonOf(err))
	}
	var words []string
	if after.Status != before.Status {
		words = append(words, string(after.Status))
	}
	for _, h := range after.Holds {
		if !before.Held(h.Kind) {
			words = append(words, "held: "+string(h.Kind))
		}
	}
	for _, r := range after.Refunds[len(before.Refunds):] {
		words = append(words, fmt.Sprintf("refund of %s (%s, %s)", r.Amount, r.Reason, r.State))
	}
	for i, r := range before.Refunds {
		if now := after.Refunds[i]; now.State != r.State {
			words = append(words, fmt.Sprintf("refund %d %s", r.N, now.State))
		}
	}
	for _, d := range after.Disputes[len(before.Disputes):] {
		words = append(words, "dispute "+string(d.State))
	}
	for _, p := range after.Payouts[len(before.Payouts):] {
		words = append(words, "payout of "+p.Amount.String())
	}
	for _, r := range after.Reversals[len(before.Reversals):] {
		words = append(words, "reversal of "+r.Amount.String())
	}
	for i, p := range after.Problems {
		switch {
		case i < len(before.Problems) && before.Problems[i].State == p.State:
		case p.How != "":
			words = append(words, "problem closed: "+string(p.How))
		default:
			words = append(words, "problem "+string(p.State))
		}
	}
	if after.MoreDays != nil && (before.MoreDays == nil || before.MoreDays.State != after.MoreDays.State) {
		words = append(words, "days "+after.MoreDays.State)
	}
	if len(words) == 0 && after.Entries > before.Entries {
		return "recorded"
	}
	if len(words) == 0 {
		return "nothing"
	}
	return strings.Join(words, ", ")
}
