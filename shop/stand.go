package shop

import (
	"till/shop/ledger"
	"till/shop/money"
)

// stand is what follows from the facts of an order's money, in minor units: what
// was charged, refunded, charged back, kept by the provider and transferred. The
// accounts that share out the rest are posted to agree with it.
type stand struct {
	left   int64 // of the payment that counts: not refunded, not charged back
	owed   int64 // of it, what the buyer should have back: refunds that failed
	beside int64 // of payments beside it, the same
	waits  int64 // of left, refunds that wait for the seller's balance
	earned int64 // what the seller gets of the order in all
	fee    int64 // what the platform does
	got    int64 // what the seller has got and has not given back
	going  int64 // what is being sent to the seller
}

// claims works out who has a claim on the order's charges.
func (o *Order) claims() (st stand) {
	if o.Payment != nil {
		st.left = o.Payment.Amount.Minor - o.chargedBack(o.Payment.Charge)
	}
	failed := int64(0)
	for _, r := range o.Refunds {
		switch open := r.Waits || r.State == CallFailed && r.Again == 0; {
		case open && r.Extra:
			st.beside += max(0, r.Amount.Minor-o.chargedBack(r.Charge))
		case r.Waits:
			st.waits += r.Amount.Minor
		case open:
			failed += r.Amount.Minor
		case !r.Extra && r.State != CallFailed:
			st.left -= r.Amount.Minor
		}
	}
	st.left = max(0, st.left)
	st.owed = min(failed, st.left)
	return st
}

// stand works out the whole, as if the amount were refunded besides.
func (o *Order) stand(besides int64) (stand, error) {
	st := o.claims()
	st.left -= min(besides, st.left)
	st.owed = min(st.owed, st.left)
	if p := o.openPayout(); p != nil {
		st.going = p.Amount.Minor
	}
	has := o.Book.Balances
	st.got = has[ledger.Transferred] + has[ledger.SetOff] - has[ledger.Reversed] - has[ledger.Recovered]
	sold := money.New(st.left-st.owed, o.currency())
	pool := max(0, sold.Minor-(has[ledger.ProviderFees]-o.FeesBorne))
	fee, err := o.Fee.on(sold)
	if err != nil {
		return st, err
	}
	// The payout is floored to what the provider can transfer; the rest is the fee's.
	st.earned = pool - min(fee.Minor, pool)
	if info, ok := sold.Currency.Info(); ok {
		st.earned -= st.earned % info.Step
	}
	st.fee = pool - st.earned
	return st, nil
}

// chargedBack is what was withdrawn from the charge and not reinstated.
func (o *Order) chargedBack(charge string) (sum int64) {
	for _, d := range o.Disputes {
		if d.Charge == charge {
			sum += d.Withdrawn.Minor
		}
	}
	return sum
}

// on is the fee on what was sold, and not given back. On nothing it is nothing.
func (f PlatformFee) on(sold money.Money) (money.Money, error) {
	if sold.Minor <= 0 {
		return money.New(0, sold.Currency), nil
	}
	fee, err := sold.BasisPoints(f.BasisPoints)
	if err == nil && f.Fixed.Minor > 0 {
		fee, err = fee.Add(f.Fixed)
	}
	return fee, err
}

// debt is what the seller must owe, by the stand: money that was sent, not money
// that may be.
func (st stand) debt() int64 { return max(0, st.got-st.earned) }

// over is by how much the seller will have got more than is earned, once what is
// being sent has arrived.
func (st stand) over() int64 { return max(0, st.got+st.going-st.earned) }

// due is what the seller is still to be sent, by the stand.
func (st stand) due() int64 { return max(0, st.earned-st.got-st.going) }

// balance returns the postings that, after those given, bring the platform's
// fee, the seller's debt and the operator's share in line with the facts. The
// platform's fee is only ever given back here: the payout books it.
func (o *Order) balance(given []ledger.Posting) ([]ledger.Posting, error) {
	after := *o
	after.Book = ledger.Book{Currency: o.Book.Currency, Balances: make(map[ledger.Account]int64, len(o.Book.Balances))}
	for _, a := range ledger.Accounts() {
		after.Book.Balances[a] = o.Book.With(a, given...)
	}
	st, err := after.stand(0)
	if err != nil {
		return nil, err
	}
	has := after.Book.Balances
	var postings []ledger.Posting
	move := func(account ledger.Account, minor int64) {
		switch amount := money.New(max(minor, -minor), o.currency()); {
		case minor > 0:
			postings = append(postings, ledger.Posting{Debit: ledger.Held, Credit: account, Amount: amount})
		case minor < 0:
			postings = append(postings, ledger.Posting{Debit: account, Credit: ledger.Held, Amount: amount})
		}
		has[ledger.Held] += minor
	}
	fee := min(has[ledger.PlatformFee], st.fee)
	move(ledger.PlatformFee, has[ledger.PlatformFee]-fee)
	move(ledger.OwedBySeller, st.debt()-has[ledger.OwedBySeller])
	held := st.owed + st.beside + st.going + st.due() + st.fee - fee
	move(ledger.BorneByOperator, held-has[ledger.Held])
	return postings, nil
}

// Refundable returns what can be given back still: what was charged, less what
// went back, is on its way back, or was charged back.
func (o Order) Refundable() money.Money {
	st := o.claims()
	return money.New(max(0, st.left-st.owed-st.waits), o.currency())
}

// OwedToBuyer returns what should have gone back and did not: it stays held
// until a person sees to it.
func (o Order) OwedToBuyer() money.Money {
	st := o.claims()
	return money.New(st.owed+st.beside, o.currency())
}
