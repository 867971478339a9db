package shop

import (
	"context"
	"time"

	"till/shop/ledger"
	"till/shop/money"
)

// salesPage is how many orders are read at a time, and paidWithin how long before
// its payment an order may have been requested: its life, and the slowest payment.
const (
	salesPage  = 100
	paidWithin = 90 * day
)

// Sale is what became of an order's money, as its seller counts it, each in the
// order's currency and at least 0:
//
//	Sold − Refunded − ChargedBack − ProviderFees − PlatformFee = PaidOut + ToCome − Owed
//
// A second payment of the same order is no sale: it goes back by itself, and what
// it costs is the operator's.
type Sale struct {
	Sold         money.Money // what the buyer paid
	Refunded     money.Money // gone back, on its way back, or failed to go back
	ChargedBack  money.Money // taken by the buyer's bank, less given back
	ProviderFees money.Money // of the provider's, what comes out of the sale
	PlatformFee  money.Money // taken with the payout, or to be taken
	PaidOut      money.Money // sent to the seller's balance or set off, and not taken back
	ToCome       money.Money // held for the seller, or being sent
	Owed         money.Money // paid out, and since then refunded or charged back
}

// Sale returns the sale that the order is; false when it was not paid.
func (o Order) Sale() (Sale, bool, error) {
	if o.Payment == nil {
		return Sale{}, false, nil
	}
	st, err := o.stand(0)
	if err != nil {
		return Sale{}, false, err
	}
	amount := func(minor int64) money.Money { return money.New(minor, o.currency()) }
	sold := o.Payment.Amount.Minor
	chargedBack := min(max(0, o.chargedBack(o.Payment.Charge)), sold)
	kept := st.left - st.owed
	return Sale{
		Sold:         amount(sold),
		Refunded:     amount(sold - chargedBack - kept),
		ChargedBack:  amount(chargedBack),
		ProviderFees: amount(min(max(0, o.Book.Balance(ledger.ProviderFees).Minor-o.FeesBorne), kept)),
		PlatformFee:  amount(st.fee),
		PaidOut:      amount(st.got),
		ToCome:       amount(max(0, st.earned-st.got)),
		Owed:         amount(st.debt()),
	}, true, nil
}

// Plus adds another sale of the same currency.
func (s Sale) Plus(other Sale) (sum Sale, err error) {
	for _, part := range []struct {
		to   *money.Money
		a, b money.Money
	}{
		{&sum.Sold, s.Sold, other.Sold},
		{&sum.Refunded, s.Refunded, other.Refunded},
		{&sum.ChargedBack, s.ChargedBack, other.ChargedBack},
		{&sum.ProviderFees, s.ProviderFees, other.ProviderFees},
		{&sum.PlatformFee, s.PlatformFee, other.PlatformFee},
		{&sum.PaidOut, s.PaidOut, other.PaidOut},
		{&sum.ToCome, s.ToCome, other.ToCome},
		{&sum.Owed, s.Owed, other.Owed},
	} {
		if *part.to, err = part.a.Add(part.b); err != nil {
			return Sale{}, &Error{Code: Internal, Message: "adding sales up", Err: err}
		}
	}
	return sum, nil
}

// EachSale calls fn with every order of the seller that was paid at or after from
// and before to, the newest request first. It reads a page of orders at a time, so
// a sale that changes meanwhile is seen before its change or after it, whole.
func (s *Shop) EachSale(ctx context.Context, seller UserID, from, to time.Time, fn func(Order, Sale) error) error {
	q := OrderQuery{Seller: seller, Limit: salesPage}
	if !from.IsZero() {
		q.Since = from.Add(-paidWithin)
	}
	for {
		page, err := s.Orders(ctx, q)
		if err != nil {
			return err
		}
		for _, o := range page {
			sale, sold, err := o.Sale()
			if err != nil {
				return err
			}
			if !sold || o.PaidAt.Before(from) || !o.PaidAt.Before(to) {
				continue
			}
			if err := fn(o, sale); err != nil {
				return err
			}
		}
		if len(page) < salesPage {
			return nil
		}
		q.Before = page[len(page)-1].ID
	}
}

// Now is the time by which the shop's deadlines run.
func (s *Shop) Now() time.Time { return s.now() }
