package main_test

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"till/commands"
	"till/shop"
	"till/shop/money"
	"till/storage"
)

// BenchmarkSales answers /sales of a shop with 100,000 orders in one year: all of
// them, with their chart and file, and the last 30 days. People see "thinking"
// meanwhile; Discord waits for 15 minutes.
func BenchmarkSales(b *testing.B) {
	const orders = 100_000
	now := time.Date(2026, 12, 31, 12, 0, 0, 0, time.UTC)
	db, err := storage.Open(filepath.Join(b.TempDir(), "till.db"), storage.Options{Now: func() time.Time { return now }})
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	price := money.New(25_00, "USD")
	seller := shop.Seller{ID: "1001000000000000001", Name: "Blue Kiln", Since: now.AddDate(-1, 0, 0)}
	for first := 0; first < orders; first += 1000 {
		if err := db.Update(b.Context(), func(tx shop.Tx) error {
			for n := first; n < first+1000; n++ {
				at := now.Add(-time.Duration(orders-n) * 5 * time.Minute)
				if err := tx.Orders().Put(shop.Order{
					ID:     shop.NewOrderID([5]byte{byte(n * 151), byte(n >> 16), byte(n * 53), byte(n >> 8), byte(n)}),
					Seller: seller.ID, Buyer: shop.UserID(fmt.Sprint(2001000000000000000 + n%5000)), Status: shop.Completed,
					Lines: []shop.Line{{Item: "Mug, blue, 350 ml", Quantity: 1, Price: price}}, Total: price,
					Payment:   &shop.Payment{Charge: fmt.Sprint("ch_", n), Amount: price, At: at},
					CreatedAt: at, ExpiresAt: at, PaidAt: at, ShippedAt: at,
				}); err != nil {
					return err
				}
			}
			return tx.Sellers().Put(seller)
		}); err != nil {
			b.Fatal(err)
		}
	}
	s := shop.New(shop.Ports{Store: db}, shop.Config{Policy: shop.DefaultPolicy(), Now: func() time.Time { return now }})
	till := commands.New(s)
	for _, period := range []string{"all", "30d"} {
		b.Run(period, func(b *testing.B) {
			for b.Loop() {
				reply := till.Handle(b.Context(), commands.Request{
					Kind: commands.Command, Name: "sales", Actor: commands.Person{ID: seller.ID}, Options: map[string]string{"period": period},
				})
				if reply = reply.Later(context.WithoutCancel(b.Context())); len(reply.Made) != 2 {
					b.Fatal(reply.Text, reply.Err)
				}
			}
		})
	}
}
