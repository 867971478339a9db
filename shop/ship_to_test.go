package shop_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"till/shop"
)

func TestShipsTo(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name           string
		operator, want []string
		own            shop.ShipTo
	}{
		{"as the operator", []string{"US", "DE"}, []string{"US", "DE"}, shop.ShipTo{}},
		{"no address at all", nil, nil, shop.ShipTo{}},
		{"one of them", []string{"US", "DE"}, []string{"DE"}, shop.ShipTo{Countries: []string{"DE"}}},
		{"the operator asks for none", nil, []string{"CH", "DE"}, shop.ShipTo{Countries: []string{"DE", "CH", "DE"}}},
		{"nothing is shipped", []string{"US"}, nil, shop.ShipTo{Nowhere: true}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, func(p *shop.Policy) { p.ShipTo = tt.operator })
			w.sells(seller, start.Add(-90*day), 10)
			w.must(w.Change(w.Context(), shop.ChangeInput{Cause: w.cause(), Actor: asSeller, ShipTo: &tt.own, Phone: new(true)}))
			s, err := w.Seller(w.Context(), seller)
			w.must(err)
			if diff := cmp.Diff(tt.want, w.ShipsTo(s)); diff != "" {
				t.Error(diff)
			}
			o := w.order(w.request())
			_, err = w.OpenCheckout(w.Context(), asBuyer, o.ID)
			w.must(err)
			page := w.order(o.ID).Checkouts[0]
			if diff := cmp.Diff(tt.want, page.ShipTo); diff != "" || page.Phone != (tt.want != nil) {
				t.Errorf("the page asks for a phone number: %t; %s", page.Phone, diff)
			}
		})
	}
}

// TestShipToLeft has the operator no longer ship to where the seller does.
func TestShipToLeft(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(p *shop.Policy) { p.ShipTo = []string{"US"} })
	s := shop.Seller{Settings: shop.Settings{ShipTo: shop.ShipTo{Countries: []string{"DE"}}}}
	if diff := cmp.Diff([]string{"US"}, w.ShipsTo(s)); diff != "" {
		t.Error(diff)
	}
}

func TestShipToRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(p *shop.Policy) { p.ShipTo = []string{"US"} })
	w.sells(seller, start.Add(-90*day), 10)
	for _, country := range []string{"DE", "us", "KP", "", "ZZ"} {
		err := w.Change(w.Context(), shop.ChangeInput{Cause: w.cause(), Actor: asSeller, ShipTo: &shop.ShipTo{Countries: []string{country}}})
		w.refused(err, shop.ReasonShipTo)
	}
}
