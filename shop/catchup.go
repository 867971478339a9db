package shop

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"till/shop/ledger"
	"till/shop/money"
)

// copied is the mark of a store that is a copy: when it was made. It is there until
// CatchUp has asked what happened since.
const copied = "cursor:copied"

// MarkCopy has a store remember that it is a copy of another, as that was at a time;
// the zero time stands for a copy of unknown age. One that knows already keeps to
// what it knows: it is a copy of a copy.
func MarkCopy(ctx context.Context, store Store, at time.Time) error {
	return store.Update(ctx, func(tx Tx) error {
		mark, err := tx.Marks().Get(copied)
		if err != nil && CodeOf(err) != NotFound {
			return err
		}
		if mark != "" {
			return nil
		}
		return tx.Marks().Put(copied, at.UTC().Format(time.RFC3339))
	})
}

// Copied returns when the store was copied whose past is not caught up with yet;
// false when there is nothing to catch up with.
func (s *Shop) Copied(ctx context.Context) (at time.Time, ok bool, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		mark, err := tx.Marks().Get(copied)
		if err != nil {
			return unlessMissing(err)
		}
		if mark != "" {
			ok = true
			at, err = time.Parse(time.RFC3339, mark)
		}
		return err
	})
	return at, ok, err
}

// CatchUp asks the provider, when the store is a restored copy, which money was
// moved since the copy was made, and books it with its orders, so that nothing is
// paid, paid out or refunded again. It must have succeeded before a job is run or a
// command is answered; it may be called again and again, and does nothing once it
// has. It returns how many orders it looked at.
//
// Money of orders that the copy has never heard of stays where it is: operators are
// told, once.
func (s *Shop) CatchUp(ctx context.Context, progress func(done, total int)) (orders int, err error) {
	at, ok, err := s.Copied(ctx)
	if err != nil || !ok {
		return 0, err
	}
	since := at.Add(-booksOverlap)
	if since.Before(time.Unix(0, 0)) {
		since = time.Time{}
	}
	moved, err := s.movedSince(ctx, since)
	if err != nil {
		return 0, fmt.Errorf("catching up: %w", err)
	}
	for i, m := range moved {
		if err := s.catchUp(ctx, m); err != nil {
			return i, fmt.Errorf("catching up with %s: %w", m.order, err)
		}
		if progress != nil {
			progress(i+1, len(moved))
		}
	}
	return len(moved), s.store.Update(ctx, func(tx Tx) error { return tx.Marks().Put(copied, "") })
}

// moved is what the provider's books have of an order, oldest first.
type moved struct {
	order   OrderID
	entries []BalanceEntry
}

// movedSince collects the provider's entries by the order that they are about.
// Those of orders that are not there are left to the reconciler, which tells.
func (s *Shop) movedSince(ctx context.Context, since time.Time) (all []moved, err error) {
	var entries []BalanceEntry
	if err := s.provider.BalanceEntries(ctx, since, func(e BalanceEntry) error {
		if e.Order != "" || e.Charge != "" {
			entries = append(entries, e)
		}
		return nil
	}); err != nil {
		return nil, err
	}
	slices.Reverse(entries)
	charges := make(map[string]OrderID)
	index := make(map[OrderID]int)
	for _, e := range entries {
		id := e.Order
		if e.Category == "charge" {
			charges[e.Charge] = id
		}
		if id == "" {
			id = charges[e.Charge]
		}
		if id, err = s.orderOf(ctx, id, e.Charge); err != nil {
			return nil, err
		}
		if id == "" {
			continue
		}
		i, known := index[id]
		if !known {
			i = len(all)
			index[id] = i
			all = append(all, moved{order: id})
		}
		all[i].entries = append(all[i].entries, e)
	}
	return all, nil
}

// orderOf returns the order with an id, or the one that has a charge; "" when there
// is none.
func (s *Shop) orderOf(ctx context.Context, id OrderID, charge string) (found OrderID, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		if id == "" {
			found, err = tx.Orders().ByReference(charge)
			return unlessMissing(err)
		}
		o, err := tx.Orders().Get(id)
		found = o.ID
		return unlessMissing(err)
	})
	return found, err
}

// catchUp brings one order in line with the provider: first its payments, then what
// was transferred and taken back, then what became of its charges.
func (s *Shop) catchUp(ctx context.Context, m moved) error {
	for _, e := range m.entries {
		if e.Category != "charge" || e.Order == "" {
			continue
		}
		if err := s.catchPayment(ctx, m.order, e.Charge); err != nil {
			return err
		}
	}
	o, err := s.load(ctx, m.order)
	if err != nil {
		return err
	}
	if o.Payment == nil { // paid so long before the copy was made that no entry says so
		if o, err = s.lookNow(ctx, m.order); err != nil {
			return err
		}
	}
	transfers, err := s.lostTransfers(ctx, o, m.entries)
	if err != nil {
		return err
	}
	if err := s.write(ctx, m.order, transfers); err != nil {
		return err
	}
	if o, err = s.load(ctx, m.order); err != nil {
		return err
	}
	reversals, err := s.lostReversals(ctx, o, m.entries)
	if err != nil {
		return err
	}
	looked, err := s.look(ctx, m.order)
	if err != nil {
		return err
	}
	return s.write(ctx, m.order, func(t *turn) error {
		if err := reversals(t); err != nil {
			return err
		}
		return looked(t)
	})
}

// write writes an outcome on an order.
func (s *Shop) write(ctx context.Context, id OrderID, out outcome) error {
	_, err := s.change(ctx, "", Actor{}, id, func(t *turn) error { return out(t) })
	return err
}

// lookNow brings an order in line with its pages and charges.
func (s *Shop) lookNow(ctx context.Context, id OrderID) (Order, error) {
	looked, err := s.look(ctx, id)
	if err != nil {
		return Order{}, err
	}
	if err := s.write(ctx, id, looked); err != nil {
		return Order{}, err
	}
	return s.load(ctx, id)
}

// catchPayment has the page met that a charge paid, unless the order has the charge.
func (s *Shop) catchPayment(ctx context.Context, id OrderID, charge string) error {
	o, err := s.load(ctx, id)
	if err != nil || slices.Contains(o.charges(), charge) {
		return err
	}
	session, err := s.provider.FindCheckout(ctx, charge)
	if code := CodeOf(err); err != nil && (code == NotFound || code == Refused) {
		return nil // the reconciler tells of it
	}
	if err != nil {
		return err
	}
	of, out, err := s.fetchSession(ctx, session.ID)
	if err != nil || of != id {
		return err
	}
	return s.write(ctx, id, out)
}

// lookFurther is how many numbers are tried for what was done after the copy was
// made. Those of calls that the provider refused lie between them.
const lookFurther = 50

// lostTransfers finds the payouts that were made after the copy was. Each has the
// key that it would get again.
func (s *Shop) lostTransfers(ctx context.Context, o Order, entries []BalanceEntry) (outcome, error) {
	lost := make(map[string]money.Money)
	for _, e := range entries {
		if e.Category == "transfer" {
			lost[e.Source] = minus(e.Amount)
		}
	}
	for _, p := range o.Payouts {
		delete(lost, p.Transfer)
	}
	found := make(map[int]TransferResult)
	for n := 1; len(found) < len(lost) && n <= len(o.Payouts)+lookFurther; n++ {
		if n <= len(o.Payouts) && o.Payouts[n-1].State == CallSucceeded {
			continue
		}
		result, ok, err := s.provider.FindTransfer(ctx, o.ID, transferKey(o.ID, n))
		if err != nil {
			return nil, err
		}
		if _, is := lost[result.ID]; ok && is {
			found[n] = result
		}
	}
	return func(t *turn) error {
		for _, n := range slices.Sorted(maps.Keys(found)) {
			if err := t.foundTransfer(n, found[n], lost[found[n].ID]); err != nil {
				return err
			}
		}
		return nil
	}, nil
}

// foundTransfer books a payout that was made and is not known: who was paid out has
// shipped, and was due. The numbers before it that are missing were refused.
func (t *turn) foundTransfer(n int, result TransferResult, amount money.Money) error {
	t.s.cfg.Observer.Count("reconciler_find", "transfer")
	if t.o.Status == Paid {
		if err := t.shipped(Parcel{}); err != nil {
			return err
		}
	}
	if t.o.PayoutAt.IsZero() || t.o.PayoutAt.After(t.now) {
		t.o.PayoutAt = t.now
	}
	zero := money.New(0, t.o.currency())
	for len(t.o.Payouts) < n-1 {
		t.o.Payouts = append(t.o.Payouts, Payout{N: len(t.o.Payouts) + 1, State: CallFailed, Amount: zero, Fee: zero, At: t.now})
	}
	if len(t.o.Payouts) < n {
		seller, err := t.tx.Sellers().Get(t.o.Seller)
		if err != nil {
			return err
		}
		st, err := t.o.stand(t.o.claims().waits)
		if err != nil {
			return err
		}
		fee := money.New(max(0, st.fee-t.o.Book.Balances[ledger.PlatformFee]), t.o.currency())
		t.o.Payouts = append(t.o.Payouts, Payout{N: n, State: CallRequested, Amount: amount, Fee: fee, Account: seller.Account, At: t.now})
		if err := t.note(ActPayoutRequested, map[string]string{"n": fmt.Sprint(n), "amount": amount.String()}); err != nil {
			return err
		}
	}
	return t.paidOut(result)
}

// lostReversals finds what was taken back from the seller after the copy was made.
func (s *Shop) lostReversals(ctx context.Context, o Order, entries []BalanceEntry) (outcome, error) {
	lost := make(map[string]money.Money)
	for _, e := range entries {
		if e.Category == "transfer_reversal" {
			lost[e.Source] = e.Amount
		}
	}
	for _, r := range o.Reversals {
		delete(lost, r.ID)
	}
	found := make(map[int]Reversal)
	for n := 1; len(found) < len(lost) && n <= len(o.Reversals)+lookFurther; n++ {
		for _, p := range o.Payouts {
			if p.Transfer == "" || n <= len(o.Reversals) && o.Reversals[n-1].State == CallSucceeded {
				continue
			}
			result, ok, err := s.provider.FindReversal(ctx, p.Transfer, reversalKey(o.ID, n))
			if err != nil {
				return nil, err
			}
			if amount, is := lost[result.ID]; ok && is {
				found[n] = Reversal{N: n, State: CallRequested, Amount: amount, Transfer: p.Transfer, ID: result.ID}
			}
		}
	}
	return func(t *turn) error {
		for _, n := range slices.Sorted(maps.Keys(found)) {
			if err := t.foundReversal(found[n]); err != nil {
				return err
			}
		}
		return nil
	}, nil
}

// foundReversal books money that came back from the seller and is not known.
func (t *turn) foundReversal(r Reversal) error {
	t.s.cfg.Observer.Count("reconciler_find", "reversal")
	result := ReversalResult{ID: r.ID}
	zero := money.New(0, t.o.currency())
	for len(t.o.Reversals) < r.N-1 {
		t.o.Reversals = append(t.o.Reversals, Reversal{N: len(t.o.Reversals) + 1, State: CallFailed, Amount: zero, Transfer: r.Transfer, At: t.now})
	}
	if len(t.o.Reversals) < r.N {
		r.At, r.ID = t.now, ""
		t.o.Reversals = append(t.o.Reversals, r)
		if err := t.note(ActReversalRequested, map[string]string{"n": fmt.Sprint(r.N), "amount": r.Amount.String()}); err != nil {
			return err
		}
	}
	return t.reversed(r.N, result)
}

func transferKey(id OrderID, n int) string { return fmt.Sprintf("transfer:%s:%d", id, n) }

func reversalKey(id OrderID, n int) string { return fmt.Sprintf("reversal:%s:%d", id, n) }
