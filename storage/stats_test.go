package storage

import (
	"fmt"
	"os"
	"testing"

	"till/shop"
)

// TestStats: what is deleted makes free pages of a file that does not shrink.
func TestStats(t *testing.T) {
	db := openTemp(t, Options{})
	stats := func() Stats {
		t.Helper()
		s, err := db.Stats()
		if err != nil {
			t.Fatal(err)
		}
		if info, err := os.Stat(db.Path()); err != nil || info.Size() != s.Size || s.PageSize < 512 || s.DiskFree == 0 || s.FreePages < 0 {
			t.Errorf("%+v, the file has %v %v", s, info, err)
		}
		return s
	}
	stats()
	var ids []shop.PhotoID
	for i := range 20 {
		content := fmt.Appendf(make([]byte, 100_000), "%d", i)
		ids = append(ids, shop.NewPhotoID(content))
		if err := db.Update(t.Context(), func(tx shop.Tx) error { return tx.Photos().Put(ids[i], content) }); err != nil {
			t.Fatal(err)
		}
	}
	full := stats()
	for _, id := range ids {
		if err := db.Update(t.Context(), func(tx shop.Tx) error { return tx.Photos().Delete(id) }); err != nil {
			t.Fatal(err)
		}
	}
	if after := stats(); after.Size < full.Size || (after.FreePages-full.FreePages)*after.PageSize < 1_500_000 {
		t.Errorf("full: %+v, emptied: %+v", full, after)
	}
}
