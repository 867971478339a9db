package storage

import (
	"testing"
	"time"

	"till/shop"
)

// TestMarksAge: a mark is there for three months at least, and gone after four
// at most; a cursor stays.
func TestMarksAge(t *testing.T) {
	now := time.Date(2026, 1, 31, 23, 0, 0, 0, time.UTC)
	db := openTemp(t, Options{Now: func() time.Time { return now }})
	put := func(names ...string) {
		t.Helper()
		if err := db.Update(t.Context(), func(tx shop.Tx) error {
			for _, name := range names {
				if err := tx.Marks().Put(name, now.Format(monthLayout)); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	has := func(name, want string) {
		t.Helper()
		if err := db.View(t.Context(), func(tx shop.Tx) error {
			got, err := tx.Marks().Get(name)
			if got != want || (want == "") != (shop.CodeOf(err) == shop.NotFound && err != nil) {
				t.Errorf("in %s, %s is %q (%v), want %q", now.Format(monthLayout), name, got, err, want)
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	put("cause:1", "cause:2", "cursor:events")
	now = now.AddDate(0, 0, 20)
	put("cause:2") // again, a month later
	has("cause:2", "2026-02")
	now = time.Date(2026, 4, 30, 0, 0, 0, 0, time.UTC)
	put("cause:3")
	has("cause:1", "2026-01")
	now = time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)
	has("cause:1", "2026-01") // not dropped before the month's first mark
	put("cause:4")
	has("cause:1", "")
	has("cause:2", "2026-02")
	has("cursor:events", "2026-01")
	now = now.AddDate(2, 0, 0)
	put("cause:5")
	has("cause:2", "")
	has("cause:4", "")
	has("cause:5", "2028-05")
	has("cursor:events", "2026-01")
}
