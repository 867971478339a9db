package main

import (
	"errors"
	"strings"
	"testing"

	"till/shop"
	"till/shop/ledger"
	"till/shop/money"
)

// fillOrder writes one paid order with its journal.
func fillOrder(tx shop.Tx) error {
	price := money.New(25_00, "USD")
	o := shop.Order{
		ID: "7K3M9QXD", Seller: "100", Buyer: "200", Status: shop.Paid, Entries: 1, CreatedAt: jobsStart,
		Lines: []shop.Line{{Item: "=Mug, blue", Quantity: 1, Price: price}, {Item: "Bowl", Quantity: 2}}, Total: price,
	}
	posting := ledger.Posting{Debit: ledger.Held, Credit: ledger.Charged, Amount: price}
	return errors.Join(o.Book.Post(posting), tx.Orders().Put(o), tx.Journal().Append(o.ID, shop.Entry{
		N: 1, At: jobsStart, Act: "payment_succeeded", To: shop.Paid, Postings: []ledger.Posting{posting},
	}))
}

// TestExport prints orders and books, for spreadsheets and for programs.
func TestExport(t *testing.T) {
	t.Parallel()
	eachWay(t, fillOrder, func(t onStore) {
		for _, tt := range []struct {
			args []string
			want []string
		}{
			{[]string{"export", "orders"}, []string{
				"order,status,seller,buyer,items,currency,total,created,shipped,delivered,closed,charged,",
				`7K3M9QXD,paid,100,200,"'=Mug, blue; 2 × Bowl",USD,25.00,2026-03-01T12:00:00Z,,,,25.00,`,
			}},
			{[]string{"export", "books"}, []string{
				"order,entry,at,act,actor,debit,credit,currency,amount\n7K3M9QXD,1,2026-03-01T12:00:00Z,payment_succeeded,,held,charged,USD,25.00\n",
			}},
			{[]string{"export", "books", "--format=jsonl"}, []string{`"amount":"25.00"`, `"debit":"held"`, `"order":"7K3M9QXD"`}},
			{[]string{"export", "orders", "--format=jsonl"}, []string{`"items":"=Mug, blue; 2 × Bowl"`, `"charged":"25.00"`}},
		} {
			stdout, stderr, err := t.till(tt.args...)
			if err != nil {
				t.Errorf("%v: %v\n%s", tt.args, err, stderr)
			}
			for _, want := range tt.want {
				if !strings.Contains(stdout, want) {
					t.Errorf("%v does not print %q:\n%s", tt.args, want, stdout)
				}
			}
		}
	})
}
