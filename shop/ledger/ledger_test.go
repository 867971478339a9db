package ledger_test

import (
	"encoding/json"
	"math"
	"testing"

	"till/shop/ledger"
	"till/shop/money"
)

func post(debit, credit ledger.Account, minor int64) ledger.Posting {
	return ledger.Posting{Debit: debit, Credit: credit, Amount: money.New(minor, "USD")}
}

func TestPost(t *testing.T) {
	paid := post(ledger.Held, ledger.Charged, 30_00)
	for _, tt := range []struct {
		name     string
		postings []ledger.Posting
		held     int64 // -1: refused
	}{
		{"nothing", nil, 0},
		{"a charge", []ledger.Posting{paid}, 30_00},
		{"a fee", []ledger.Posting{paid, post(ledger.ProviderFees, ledger.Held, 87)}, 29_13},
		{"paid out", []ledger.Posting{paid, post(ledger.Transferred, ledger.Held, 30_00)}, 0},
		{"paid out and taken back", []ledger.Posting{
			paid, post(ledger.Transferred, ledger.Held, 30_00), post(ledger.Held, ledger.Reversed, 10_00),
		}, 10_00},
		{"below zero for a moment", []ledger.Posting{post(ledger.ProviderFees, ledger.Held, 87), paid}, 29_13},
		{"of zero", []ledger.Posting{post(ledger.Held, ledger.Charged, 0)}, 0},
		{"to itself", []ledger.Posting{paid, post(ledger.Held, ledger.Held, 99_00)}, 30_00},
		{"more than is held", []ledger.Posting{paid, post(ledger.Refunded, ledger.Held, 30_01)}, -1},
		{"a charge undone twice", []ledger.Posting{post(ledger.Charged, ledger.Held, 1)}, -1},
		{"a negative amount", []ledger.Posting{paid, post(ledger.Held, ledger.Charged, -1)}, -1},
		{"another currency", []ledger.Posting{paid, {Debit: ledger.Held, Credit: ledger.Charged, Amount: money.New(1, "EUR")}}, -1},
		{"no such debit", []ledger.Posting{post("pocket", ledger.Charged, 1)}, -1},
		{"no such credit", []ledger.Posting{post(ledger.Held, "", 1)}, -1},
		{"overflow", []ledger.Posting{post(ledger.Held, ledger.Charged, math.MaxInt64), paid}, -1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var book ledger.Book
			err := book.Post(tt.postings...)
			if (err != nil) != (tt.held < 0) {
				t.Fatalf("error %v", err)
			}
			if got := book.Balance(ledger.Held).Minor; got != max(tt.held, 0) {
				t.Errorf("held %d, want %d", got, tt.held)
			}
			if err := book.Check(); err != nil {
				t.Error(err)
			}
			if err != nil && book.Currency != "" {
				t.Error("a refused posting left its currency")
			}
		})
	}
}

// A copy of a book does not change with it.
func TestCopy(t *testing.T) {
	var book ledger.Book
	if err := book.Post(post(ledger.Held, ledger.Charged, 1)); err != nil {
		t.Fatal(err)
	}
	copied := book
	if err := book.Post(post(ledger.Refunded, ledger.Held, 1)); err != nil {
		t.Fatal(err)
	}
	if got := copied.Balance(ledger.Held).Minor; got != 1 {
		t.Errorf("the copy holds %d", got)
	}
}

func TestCheck(t *testing.T) {
	book := ledger.Book{Currency: "USD", Balances: map[ledger.Account]int64{ledger.Held: 5, ledger.Charged: 4}}
	if err := book.Check(); err == nil {
		t.Error("a damaged book closes")
	}
}

// FuzzPost posts anything: the book closes, nothing is below zero, a refused
// posting changes nothing, and the book comes back from JSON as it was.
func FuzzPost(f *testing.F) {
	f.Add([]byte{5, 0, 30, 6, 5, 20, 10, 5, 1})
	f.Add([]byte{0, 5, 200})
	f.Fuzz(func(t *testing.T, script []byte) {
		var book ledger.Book
		accounts := ledger.Accounts()
		for ; len(script) >= 3; script = script[3:] {
			before, err := json.Marshal(&book)
			if err != nil {
				t.Fatal(err)
			}
			p := post(accounts[int(script[0])%len(accounts)], accounts[int(script[1])%len(accounts)], int64(int8(script[2])))
			refused := book.Post(p) != nil
			if err := book.Check(); err != nil {
				t.Fatal(err)
			}
			for _, a := range accounts {
				if b := book.Balance(a); b.IsNegative() {
					t.Fatalf("%s is %s", a, b)
				}
			}
			after, err := json.Marshal(&book)
			if err != nil {
				t.Fatal(err)
			}
			if refused && string(before) != string(after) {
				t.Fatalf("refused, and changed %s to %s", before, after)
			}
			var back ledger.Book
			if err := json.Unmarshal(after, &back); err != nil {
				t.Fatal(err)
			}
			for _, a := range accounts {
				if back.Balance(a) != book.Balance(a) {
					t.Fatalf("%s is %s, read back %s", a, book.Balance(a), back.Balance(a))
				}
			}
		}
	})
}
