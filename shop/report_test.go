package shop_test

import (
	"testing"

	"till/shop"
)

func TestReport(t *testing.T) {
	w := newWorld(t)
	id := w.request()
	stranger := shop.Actor{ID: "999"}
	for _, tt := range []struct {
		name string
		in   shop.ReportInput
		want shop.Reason
	}{
		{"nothing said", shop.ReportInput{Actor: asBuyer, Whom: seller, Text: " "}, shop.ReasonTextEmpty},
		{"oneself", shop.ReportInput{Actor: asSeller, Whom: seller, Text: "x"}, shop.ReasonSelf},
		{"somebody who never wrote", shop.ReportInput{Actor: stranger, Whom: buyer, Text: "x"}, shop.ReasonNobody},
		{"another's order", shop.ReportInput{Actor: stranger, Order: id, Text: "x"}, shop.ReasonNoOrder},
	} {
		before := w.dump()
		tt.in.Cause = w.cause()
		if err := w.Report(t.Context(), tt.in); shop.ReasonOf(err) != tt.want {
			t.Errorf("%s: %v, want %s", tt.name, err, tt.want)
		}
		if w.dump() != before {
			t.Errorf("%s: something was stored", tt.name)
		}
	}
	entries := w.order(id).Entries
	in := shop.ReportInput{Cause: "report", Actor: asBuyer, Order: id, Reason: shop.ReportScam, Text: "Never sent"}
	w.must(w.Report(t.Context(), in))
	w.must(w.Report(t.Context(), in)) // the same interaction
	w.run()
	w.alerted(shop.AlertReport, 1)
	if got := w.order(id).Entries; got != entries {
		t.Errorf("the journal has %d entries, not %d: what people write is not for it", got, entries)
	}
	for range 2 {
		w.must(w.Report(t.Context(), shop.ReportInput{Cause: w.cause(), Actor: asBuyer, Whom: seller, Text: "x"}))
	}
	w.refused(w.Report(t.Context(), shop.ReportInput{Cause: w.cause(), Actor: asBuyer, Whom: seller, Text: "x"}), shop.ReasonTooFast)
}
