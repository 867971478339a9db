package shop_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"till/shop"
)

// announce tells the number of a label, before the carrier has the parcel.
func (w *world) announce(id shop.OrderID, number string) {
	w.Helper()
	_, err := w.Ship(w.Context(), shop.ShipInput{Cause: w.cause(), Actor: asSeller, Order: id, Number: number, Later: true})
	w.must(err)
	w.run()
}

// tellings are the short messages that somebody got, by kind.
func (w *world) tellings(user shop.UserID) (kinds []string) {
	for _, m := range w.messenger.To(user) {
		if m.Kind != shop.NoticeCard {
			kinds = append(kinds, strings.TrimSpace(string(m.Kind)+" "+m.Facts["attention"]))
		}
	}
	return kinds
}

// TestScansInStatuses has a parcel be anywhere, in every status of its order. What
// comes of it stands in testdata/scans.txt, with the outcome that the table names.
func TestScansInStatuses(t *testing.T) {
	t.Parallel()
	var text strings.Builder
	for _, status := range shop.Statuses() {
		fmt.Fprintf(&text, "%s\n", status)
		for _, where := range shop.ScanStatuses() {
			w := newWorld(t, func(p *shop.Policy) { p.Scans = true })
			var id shop.OrderID
			switch status {
			case shop.Paid:
				id = w.paid()
				w.announce(id, "OK1")
			case shop.Canceled:
				id = w.paid()
				w.announce(id, "OK1")
				_, err := w.Cancel(w.Context(), w.cause(), asSeller, id)
				w.must(err)
				w.run()
			default:
				id = inStatus[status](w)
			}
			w.status(id, status)
			w.time = w.time.Add(time.Hour)
			before, money := w.order(id), w.provider.Totals(id)
			toBuyer, toSeller := len(w.tellings(buyer)), len(w.tellings(seller))
			w.scan("OK1", where)
			came := cameOf(before, w.order(id), nil)
			if told := w.tellings(buyer)[toBuyer:]; len(told) > 0 {
				came += "; buyer: " + strings.Join(told, ", ")
			}
			if told := w.tellings(seller)[toSeller:]; len(told) > 0 {
				came += "; seller: " + strings.Join(told, ", ")
			}
			fmt.Fprintf(&text, "  %-21s %-15s %s\n", where, shop.ScanNext(where, status), came)
			if now := w.provider.Totals(id); now != money {
				t.Errorf("%s, %s: a carrier moved money: %+v, then %+v", status, where, money, now)
			}
			w.audited()
		}
	}
	golden(t, "testdata/scans.txt", text.String())
}

func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s says otherwise: run with -update and read the difference\n%s", path, got)
	}
}
