// Package ledger keeps the money of an order in double entry.
//
// It owns the accounts and the arithmetic of postings: every posting debits one
// account and credits another by the same amount, so the books close by
// construction, and no account may ever fall below zero. It knows nothing of
// orders, providers or storage; amounts are minor units of one currency.
//
//	var book ledger.Book
//	err := book.Post(ledger.Posting{Debit: ledger.Held, Credit: ledger.Charged, Amount: total})
//
// For every order and currency
//
//	charged + reversed + owed by seller + borne by operator + recovered
//	  = held + transferred + set off + refunded + disputed + provider's fees + platform fee
package ledger

import (
	"fmt"
	"maps"
	"slices"

	"till/shop/money"
)

// Account names one side of a posting.
type Account string

// Accounts that money comes from. Their balance grows with credits.
const (
	Charged         Account = "charged"           // taken from the buyer
	Reversed        Account = "reversed"          // taken back from the seller's balance
	OwedBySeller    Account = "owed_by_seller"    // given back to the buyer, still to be had from the seller
	BorneByOperator Account = "borne_by_operator" // paid by the platform
	Recovered       Account = "recovered"         // a debt set off from another order's payout
)

// Accounts that money goes to. Their balance grows with debits.
const (
	Held         Account = "held"          // with the provider, for this order
	Transferred  Account = "transferred"   // to the seller's balance
	SetOff       Account = "set_off"       // kept from this payout for an older debt
	Refunded     Account = "refunded"      // to the buyer
	Disputed     Account = "disputed"      // withdrawn by the bank, less reinstated
	ProviderFees Account = "provider_fees" // kept by the provider
	PlatformFee  Account = "platform_fee"  // earned by the operator
)

var (
	accounts = []Account{
		Charged, Reversed, OwedBySeller, BorneByOperator, Recovered,
		Held, Transferred, SetOff, Refunded, Disputed, ProviderFees, PlatformFee,
	}
	sources = accounts[:5]
)

// Accounts returns every account, sources first.
func Accounts() []Account { return slices.Clone(accounts) }

// Posting moves Amount from Credit to Debit. Amount is never negative.
type Posting struct {
	Debit  Account     `json:"debit"`
	Credit Account     `json:"credit"`
	Amount money.Money `json:"amount"`
}

// Book holds the balances of the accounts in one currency. The zero Book is
// empty and takes the currency of its first posting.
type Book struct {
	Currency money.Currency    `json:"currency,omitempty"`
	Balances map[Account]int64 `json:"balances,omitempty"`
}

// Balance returns what stands on the account, never negative.
func (b *Book) Balance(a Account) money.Money {
	return money.New(b.Balances[a], b.Currency)
}

// Post applies all of the postings, or none when one of them is malformed or
// would leave an account below zero.
func (b *Book) Post(postings ...Posting) error {
	next := maps.Clone(b.Balances)
	if next == nil {
		next = make(map[Account]int64)
	}
	currency := b.Currency
	for _, p := range postings {
		if currency == "" {
			currency = p.Amount.Currency
		}
		if p.Amount.Currency != currency {
			return fmt.Errorf("posting in %s to a book in %s", p.Amount.Currency, currency)
		}
		if p.Amount.Minor < 0 {
			return fmt.Errorf("posting of a negative amount, %s", p.Amount)
		}
		if !slices.Contains(accounts, p.Debit) || !slices.Contains(accounts, p.Credit) {
			return fmt.Errorf("posting from %q to %q: no such account", p.Credit, p.Debit)
		}
		next[p.Debit] += sign(p.Debit) * p.Amount.Minor
		next[p.Credit] -= sign(p.Credit) * p.Amount.Minor
	}
	for _, a := range accounts {
		if next[a] < 0 {
			return fmt.Errorf("account %s would fall to %s", a, money.New(next[a], currency))
		}
	}
	b.Currency, b.Balances = currency, next
	return nil
}

// With returns what would stand on the account after the postings. Unlike a
// balance it may be below zero: further postings may make up for it.
func (b *Book) With(a Account, postings ...Posting) int64 {
	minor := b.Balances[a]
	for _, p := range postings {
		if p.Debit == a {
			minor += sign(a) * p.Amount.Minor
		}
		if p.Credit == a {
			minor -= sign(a) * p.Amount.Minor
		}
	}
	return minor
}

// Check reports whether sources and uses are equal, as they are unless a
// balance was damaged.
func (b *Book) Check() error {
	var in, out int64
	for _, a := range accounts {
		if sign(a) < 0 {
			in += b.Balances[a]
		} else {
			out += b.Balances[a]
		}
	}
	if in != out {
		return fmt.Errorf("the book does not close: %d came in, %d is accounted for", in, out)
	}
	return nil
}

// sign is +1 for an account that grows with debits, -1 for one that grows with
// credits.
func sign(a Account) int64 {
	if slices.Contains(sources, a) {
		return -1
	}
	return 1
}
