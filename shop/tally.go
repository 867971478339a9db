package shop

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"time"

	"till/shop/ledger"
	"till/shop/money"
)

// Tally is what a seller's orders add up to. It is changed in the transaction of
// each order that changes it, so that nobody has to go through the orders to say
// what kind of shop it is.
type Tally struct {
	Open     int    `json:"open,omitempty"`     // orders that a day's digest may speak of
	Paid     int    `json:"paid,omitempty"`     // orders that were ever paid
	Disputed int    `json:"disputed,omitempty"` // of those, disputed at the buyer's bank and not decided for the seller
	Took     []Took `json:"took,omitempty"`     // of the orders shipped last, oldest first
	Reviews  int    `json:"reviews,omitempty"`  // of the orders that are rated, and not removed or hidden
	Stars    int    `json:"stars,omitempty"`    // of those, in all

	Held []money.Money `json:"held,omitempty"` // for their orders, by currency: none of zero
}

// Took is how long an order took from its payment to being marked as shipped.
type Took struct {
	At  time.Time     `json:"at"` // when it was
	For time.Duration `json:"for"`
}

// mostTook is how many of the latest orders say how fast a shop ships: an odd
// number, which has a middle.
const mostTook = 11

// share is what one order adds to its seller's tally.
type share struct {
	open, paid, disputed bool
	took                 Took // zero: not shipped
	stars                int  // zero: no rating that counts
	held                 money.Money
}

func (o *Order) share() share {
	_, paidOut := o.PaidOut()
	sent := o.Status == Shipped || o.Status == Delivered
	is := share{
		open: o.Status == Paid || sent && (!paidOut || len(o.Holds) > 0) || o.openProblem() != nil || o.openDispute() != nil,
		paid: !o.PaidAt.IsZero(),
		disputed: slices.ContainsFunc(o.Disputes, func(d Dispute) bool {
			return !d.Inquiry && d.State != DisputeWon && o.Payment != nil && d.Charge == o.Payment.Charge
		}),
	}
	if !o.ShippedAt.IsZero() {
		is.took = Took{At: o.ShippedAt, For: o.ShippedAt.Sub(o.PaidAt)}
	}
	if o.Rating != nil && o.Rating.State == RatingShown {
		is.stars = o.Rating.Stars
	}
	if held := o.Book.Balance(ledger.Held); !held.IsZero() {
		is.held = held
	}
	return is
}

// Add counts an order in.
func (t *Tally) Add(o Order) { t.move(share{}, o.share()) }

// move counts an order otherwise than before. When it was shipped never changes.
func (t *Tally) move(was, is share) {
	add := func(n *int, was, is bool) {
		switch {
		case is && !was:
			*n++
		case was && !is:
			*n--
		}
	}
	add(&t.Open, was.open, is.open)
	add(&t.Paid, was.paid, is.paid)
	add(&t.Disputed, was.disputed, is.disputed)
	add(&t.Reviews, was.stars > 0, is.stars > 0)
	t.Stars += is.stars - was.stars
	t.hold(is.held.Currency, is.held.Minor)
	t.hold(was.held.Currency, -was.held.Minor)
	if is.took == was.took {
		return
	}
	took := append(slices.Clone(t.Took), is.took)
	slices.SortFunc(took, func(a, b Took) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.For, b.For)) })
	t.Took = took[max(0, len(took)-mostTook):]
}

// hold adds to what is held in a currency.
func (t *Tally) hold(c money.Currency, minor int64) {
	if minor == 0 {
		return
	}
	held := slices.Clone(t.Held)
	i, known := slices.BinarySearchFunc(held, c, func(m money.Money, c money.Currency) int { return cmp.Compare(m.Currency, c) })
	if !known {
		held = slices.Insert(held, i, money.New(0, c))
	}
	if held[i].Minor += minor; held[i].Minor == 0 {
		held = slices.Delete(held, i, i+1)
	}
	t.Held = held
}

// heldMark remembers what is held for all orders, so that who asks often need not go
// through all sellers.
const heldMark = "cursor:held"

// HeldInAll returns what is held for all orders, by currency: what the sellers'
// tallies add up to.
func (s *Shop) HeldInAll(ctx context.Context) (held []money.Money, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		all, err := heldInAll(tx)
		held = all.Held
		return err
	})
	return held, err
}

// heldInAll returns a tally of all sellers that says what is held, and nothing else.
// A store that has not counted it yet is added up.
func heldInAll(tx Tx) (all Tally, err error) {
	mark, err := tx.Marks().Get(heldMark)
	if CodeOf(err) == NotFound {
		return addHeld(tx)
	}
	if err != nil {
		return all, err
	}
	if err := json.Unmarshal([]byte(mark), &all.Held); err != nil {
		return all, &Error{Code: Internal, Message: "decoding what is held", Err: err}
	}
	return all, nil
}

// addHeld adds up what the sellers' tallies say is held.
func addHeld(tx Tx) (all Tally, err error) {
	sellers, err := tx.Sellers().List()
	for _, seller := range sellers {
		for _, m := range seller.Tally.Held {
			all.hold(m.Currency, m.Minor)
		}
	}
	return all, err
}

// keepHeld keeps what is held for all orders in line with a change of one. It comes
// before the seller's tally is written.
func keepHeld(tx Tx, was, is share) error {
	if was.held == is.held {
		return nil
	}
	all, err := heldInAll(tx)
	if err != nil {
		return err
	}
	all.move(share{held: was.held}, share{held: is.held})
	mark, err := json.Marshal(all.Held)
	if err != nil {
		return &Error{Code: Internal, Message: "encoding what is held", Err: err}
	}
	return tx.Marks().Put(heldMark, string(mark))
}

// What is said of a shop only once there is enough to say it fairly.
const (
	leastTook     = 3  // orders that were shipped, before they say how fast
	leastDisputed = 10 // orders that were completed, before it counts how many were disputed
)

// ShipsIn returns how long the seller usually takes to ship, the median of the
// latest orders; false when there are too few of them.
func (s Seller) ShipsIn() (time.Duration, bool) {
	n := len(s.Tally.Took)
	if n < leastTook {
		return 0, false
	}
	all := make([]time.Duration, n)
	for i, t := range s.Tally.Took {
		all[i] = t.For
	}
	slices.Sort(all)
	return all[n/2], true // of an even number, the longer one
}

// Disputes returns how many of how many paid orders the buyers disputed at their
// banks, but those that were decided for the seller; false when there are none, or
// when the shop has not completed enough orders.
func (s Seller) Disputes() (disputed, of int, ok bool) {
	return s.Tally.Disputed, s.Tally.Paid, s.Tally.Disputed > 0 && s.Completed >= leastDisputed
}

// Equal reports whether the two say the same.
func (t Tally) Equal(other Tally) bool {
	return t.Open == other.Open && t.Paid == other.Paid && t.Disputed == other.Disputed &&
		t.Reviews == other.Reviews && t.Stars == other.Stars && slices.Equal(t.Held, other.Held) &&
		slices.EqualFunc(t.Took, other.Took, func(a, b Took) bool { return a.At.Equal(b.At) && a.For == b.For })
}

// keepTally keeps the seller's tally in line with the order.
func (t *turn) keepTally() error {
	is := t.o.share()
	if is == t.was {
		return nil
	}
	seller, err := t.tx.Sellers().Get(t.o.Seller)
	if err != nil {
		return err
	}
	if err := keepHeld(t.tx, t.was, is); err != nil {
		return err
	}
	seller.Tally.move(t.was, is)
	t.was = is
	if err := t.tx.Sellers().Put(seller); err != nil {
		return err
	}
	return t.s.keepDigest(t.tx, seller)
}
