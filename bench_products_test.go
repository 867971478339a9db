package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"till/commands"
	"till/shop"
	"till/shop/money"
	"till/storage"
)

// BenchmarkProducts measures the suggestions of /request product: in a catalogue
// of 10,000, in the real store, by beginnings, by parts of names, and by what is
// nowhere. Discord waits three seconds; people who type wait 20 ms.
func BenchmarkProducts(b *testing.B) {
	const most = 20 * time.Millisecond
	db, err := storage.Open(filepath.Join(b.TempDir(), "till.db"), storage.Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = db.Close() })
	err = db.Update(b.Context(), func(tx shop.Tx) error {
		for i := range 10_000 {
			p := shop.Product{
				ID: shop.ProductID(shop.NewOrderID([5]byte{1, 2, byte(i >> 16), byte(i >> 8), byte(i)})), Seller: "1",
				Name: fmt.Sprintf("Mug, %s, number %d", []string{"blue", "red", "green", "white"}[i%4], i), Price: money.New(2500, "USD"),
			}
			if err := tx.Products().Put(p); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	till := commands.New(shop.New(shop.Ports{Store: db}, shop.Config{}))
	texts := []string{"", "m", "mug blue", "number 9999", "9999", "white 77", "nowhere"}
	var took []time.Duration
	for b.Loop() {
		begin := time.Now()
		till.Handle(b.Context(), commands.Request{
			Kind: commands.Autocomplete, Name: "request", Focused: "product", Actor: commands.Person{ID: "1"},
			Options: map[string]string{"product": texts[len(took)%len(texts)]},
		})
		took = append(took, time.Since(begin))
	}
	slices.Sort(took)
	p99 := percentile(took, 99)
	b.ReportMetric(float64(p99.Microseconds())/1000, "ms-p99")
	fmt.Printf("ratio products/p99 %.2f (of the 20 ms that people who type wait)\n", float64(p99)/float64(most))
	if p99 > most && len(took) >= 100 {
		b.Errorf("the 99th percentile is %s, more than %s", p99, most)
	}
}
