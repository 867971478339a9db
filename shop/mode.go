package shop

import (
	"context"
	"math"
	"strings"

	"till/shop/money"
)

// Mode is whose account takes what buyers pay.
type Mode string

// The modes.
const (
	// Marketplace: the operator's, who holds it and transfers each seller's share.
	Marketplace Mode = "marketplace"
	// Single: the only seller's own. Nobody holds anything, and a payout is only a
	// line in the books: from then on the order is the seller's for good.
	Single Mode = "single"
)

// single takes out of a policy what only a marketplace needs: the provider's limit
// on holding what is others', and the mistrust of new sellers.
func (p *Policy) single() {
	p.HoldLimit = 0 // none
	p.NewSellerFor, p.NewSellerSold = 0, 0
}

// ownAccount is the provider to a single shop. What is a transfer to a seller and
// back in a marketplace is a line in the books: the money is in the shop's account
// from the payment on, and a refund is made straight from there.
type ownAccount struct{ Provider }

// bookedID begins the id of what the provider never heard of.
const bookedID = "book:"

// booked reports whether the id is of a line in the books only.
func booked(id string) bool { return strings.HasPrefix(id, bookedID) }

// Transfer implements Transfers.
func (ownAccount) Transfer(_ context.Context, r TransferRequest) (TransferResult, error) {
	return TransferResult{ID: bookedID + r.Key}, nil
}

// FindTransfer implements Transfers.
func (ownAccount) FindTransfer(context.Context, OrderID, string) (TransferResult, bool, error) {
	return TransferResult{}, false, nil
}

// Reverse implements Transfers.
func (ownAccount) Reverse(_ context.Context, r ReversalRequest) (ReversalResult, error) {
	return ReversalResult{ID: bookedID + r.Key}, nil
}

// FindReversal implements Transfers.
func (ownAccount) FindReversal(context.Context, string, string) (ReversalResult, bool, error) {
	return ReversalResult{}, false, nil
}

// SellerBalance implements Bank: the shop's account gives whatever is asked for,
// or its provider makes a refund wait.
func (ownAccount) SellerBalance(_ context.Context, _ string, c money.Currency) (Balance, error) {
	return Balance{Available: money.New(math.MaxInt64, c), Pending: money.New(0, c)}, nil
}

// OpenAccount implements Accounts: there is one already, the operator's own.
func (ownAccount) OpenAccount(_ context.Context, r AccountRequest) (Account, error) {
	return Account{ID: bookedAccount(r.Seller), Transfers: true, Payouts: true}, nil
}

// bookedAccount names the operator's own account, as that of the seller.
func bookedAccount(seller UserID) string { return bookedID + "account:" + string(seller) }

// FetchAccount implements Accounts.
func (ownAccount) FetchAccount(_ context.Context, account string) (Account, error) {
	return Account{ID: account, Transfers: true, Payouts: true}, nil
}

// BankPayouts implements Accounts: they are of all that the account takes, and
// its owner sees them at the provider.
func (ownAccount) BankPayouts(context.Context, string) ([]BankPayout, error) { return nil, nil }

// Single reports whether this is a single shop.
func (s *Shop) Single() bool { return s.cfg.Policy.Mode == Single }

// shopMode is the mark of the mode in which the store's orders were made.
const shopMode = "cursor:mode"

// storedMode is the store's mode; one without a mark is a marketplace's, since
// there was nothing else before.
func storedMode(tx Tx) (Mode, error) {
	mark, err := tx.Marks().Get(shopMode)
	if err != nil {
		return Marketplace, unlessMissing(err)
	}
	return Mode(mark), nil
}

// StoredMode returns the mode in which the store's orders were made.
func StoredMode(ctx context.Context, store Store) (mode Mode, err error) {
	err = store.View(ctx, func(tx Tx) error {
		mode, err = storedMode(tx)
		return err
	})
	return mode, err
}

// KeepMode writes down in which mode the store is used, and refuses another one
// than its orders were made in: their money is in other hands. A store without
// orders may change; its sellers set up anew then.
func KeepMode(ctx context.Context, store Store, mode Mode) error {
	return store.Update(ctx, func(tx Tx) error {
		changes, err := changesMode(tx, mode)
		if err != nil {
			return err
		}
		if changes {
			if err := forgetAccounts(tx); err != nil {
				return err
			}
		}
		return tx.Marks().Put(shopMode, string(mode))
	})
}

// CheckMode refuses what KeepMode would, and changes nothing.
func CheckMode(ctx context.Context, store Store, mode Mode) error {
	return store.View(ctx, func(tx Tx) error {
		_, err := changesMode(tx, mode)
		return err
	})
}

// changesMode reports whether the store was used in another mode, and refuses if it
// has orders of that.
func changesMode(tx Tx, mode Mode) (bool, error) {
	was, err := storedMode(tx)
	if err != nil || was == mode {
		return false, err
	}
	orders, err := tx.Orders().List(OrderQuery{Limit: 1})
	if err != nil {
		return false, err
	}
	if len(orders) > 0 {
		return false, refuse(Conflict, "", "the orders in this store were made with --shop=%s: start it with that, or begin a new store for --shop=%s", was, mode)
	}
	return true, nil
}

// forgetAccount has the seller set up anew.
func (s *Seller) forgetAccount() {
	s.Account, s.Transfers, s.Payouts, s.Missing, s.Bank = "", false, false, nil, nil
}

// forgetAccounts has every seller set up anew.
func forgetAccounts(tx Tx) error {
	sellers, err := tx.Sellers().List()
	if err != nil {
		return err
	}
	for _, seller := range sellers {
		seller.forgetAccount()
		if err := tx.Sellers().Put(seller); err != nil {
			return err
		}
	}
	return nil
}
