package shop_test

import (
	"testing"
	"time"

	"till/shop"
)

// TestExpectedInAnyOrder has the service tell an old estimate once more: the day does
// not go back, and the buyer is not told twice that it is later.
func TestExpectedInAnyOrder(t *testing.T) {
	t.Parallel()
	w := newWorld(t, scans)
	id := w.paid()
	w.ship(id, "OK1")
	tell := func(hour, days int) {
		t.Helper()
		w.must(w.Track(t.Context(), shop.Tracking{
			Number: "OK1", Status: shop.ScanPreTransit,
			UpdatedAt: start.Add(time.Duration(hour) * time.Hour), Expected: start.AddDate(0, 0, days),
		}))
		w.run()
	}
	tell(1, 3)
	tell(2, 5)
	tell(1, 3)
	tell(2, 5)
	w.told(buyer, shop.NoticeLater, 1)
	if at := w.order(id).Parcels[0].Expected; !at.Equal(start.AddDate(0, 0, 5).Truncate(24 * time.Hour)) {
		t.Errorf("expected on %s", at)
	}
}
