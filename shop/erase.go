package shop

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// disputable is for how long after its last step (payment, shipping, delivery) a
// paid order can come back as a dispute: card networks let a cardholder dispute for
// 120 days from when the goods arrived or should have
// (https://en.wikipedia.org/wiki/Chargeback), and banks take weeks to say so.
const disputable = 180 * day

// pseudonyms begin like this. No id of Discord's does.
const erasedPrefix = "erased-"

// Erased reports whether the id stands for somebody of whom nothing else is kept.
func (id UserID) Erased() bool { return strings.HasPrefix(string(id), erasedPrefix) }

// pseudonym makes an id for somebody who is erased, out of nothing but chance: with
// 80 bits of it no two are alike, and nothing leads back.
func (s *Shop) pseudonym() UserID {
	return UserID(erasedPrefix + string(NewOrderID(s.cfg.Random())) + string(NewOrderID(s.cfg.Random())))
}

// Erased is what came of an erasure.
type Erased struct {
	Orders int       `json:"orders"`           // that stay, with amounts and times and without the person
	Until  time.Time `json:"until,omitzero"`   // when what a dispute needs is erased as well: parcel numbers; zero: nothing of that is kept
	Shop   bool      `json:"shop,omitempty"`   // and the seller's account at the provider
	Barred bool      `json:"barred,omitempty"` // that an operator does not let them sell is kept, under their own id
}

// Erase erases what is kept of the actor, for good: what they wrote, their names,
// settings, photos and catalogue. What the books need of their orders stays under a
// pseudonym, and what a dispute needs until none can come. It is refused, with the
// reason of MayErase, while something of theirs is not over. The same cause again
// returns the same.
func (s *Shop) Erase(ctx context.Context, cause string, actor Actor) (done Erased, err error) {
	err = s.store.Update(ctx, func(tx Tx) error {
		e, err := s.erasure(tx, actor.ID)
		if err != nil {
			return err
		}
		result, err := json.Marshal(e.done)
		if err != nil {
			return &Error{Code: Internal, Message: "encoding an erasure", Err: err}
		}
		seen, err := s.once(tx, cause, string(result))
		switch {
		case err != nil:
			return err
		case seen != "":
			return json.Unmarshal([]byte(seen), &done)
		}
		if err := e.refusal(); err != nil {
			return err
		}
		done = e.done
		return e.run()
	})
	return done, err
}

// MayErase says why Erase would be refused, if so.
func (s *Shop) MayErase(ctx context.Context, actor UserID) error {
	return s.store.View(ctx, func(tx Tx) error {
		e, err := s.erasure(tx, actor)
		if err != nil {
			return err
		}
		return e.refusal()
	})
}

// erasure is the erasing of one person, in one transaction.
type erasure struct {
	s      *Shop
	tx     Tx
	now    time.Time
	who    UserID
	as     UserID // what stands for them
	person Person
	seller Seller // none: without an id
	orders []Order
	sides  map[OrderID]bool        // in which they have one
	talks  map[ConversationID]bool // in which they have a part
	sold   bool                    // some of the orders are of their shop
	shown  []PhotoID               // by what is erased
	done   Erased
}

func (s *Shop) erasure(tx Tx, who UserID) (*erasure, error) {
	e := &erasure{
		s: s, tx: tx, now: s.now(), who: who,
		sides: make(map[OrderID]bool), talks: make(map[ConversationID]bool),
	}
	var err error
	e.person, err = tx.People().Get(who)
	if unlessMissing(err) != nil {
		return nil, err
	}
	e.seller, err = tx.Sellers().Get(who)
	if unlessMissing(err) != nil {
		return nil, err
	}
	for _, q := range []OrderQuery{{Seller: who}, {Buyer: who}} {
		orders, err := tx.Orders().List(q)
		if err != nil {
			return nil, err
		}
		e.orders = append(e.orders, orders...)
	}
	for _, o := range e.orders {
		e.sides[o.ID] = true
		if until := o.disputableUntil(); until.After(e.now) && until.After(e.done.Until) {
			e.done.Until = until
		}
	}
	e.done.Orders = len(e.orders)
	e.done.Shop = e.seller.Account != "" && !s.Single()
	e.done.Barred = e.seller.Standing == Suspended || e.seller.Standing == TurnedOut
	return e, nil
}

// disputableUntil is when the order can no longer come back as a dispute; zero when
// it was never paid.
func (o *Order) disputableUntil() time.Time {
	if o.Payment == nil {
		return time.Time{}
	}
	last := o.PaidAt
	for _, at := range []time.Time{o.ShippedAt, o.DeliveredAt} {
		if at.After(last) {
			last = at
		}
	}
	return last.Add(disputable)
}

// run erases.
func (e *erasure) run() error {
	e.as = e.s.pseudonym()
	for _, step := range []func() error{
		e.conversations, e.jobs, e.records, e.shop, e.photos,
		e.self,
	} {
		if err := step(); err != nil {
			return err
		}
	}
	if len(e.orders) > 0 {
		if err := e.s.finishLater(e.tx, e.as, e.done.Until); err != nil {
			return err
		}
	}
	return e.s.compactLater(e.tx)
}

// self deletes who they are here, and has the provider delete what they saved there
// for paying.
func (e *erasure) self() error {
	if e.person.Customer != "" {
		if err := e.s.forgetLater(e.tx, e.person.Customer); err != nil {
			return err
		}
	}
	return e.tx.Erasure().Person(e.who)
}

// conversations deletes what they said. What the others said to them stays theirs,
// for as long as one of these others is there.
func (e *erasure) conversations() error {
	all, err := e.tx.Conversations().Of(e.who, 0)
	if err != nil {
		return err
	}
	var moved []Moved
	for _, c := range all {
		e.talks[c.ID] = true
		if err := e.forgotten(c); err != nil {
			return err
		}
		m := Moved{Was: c.ID}
		if !c.Other(e.who).Erased() {
			if m.Left, err = e.left(c); err != nil {
				return err
			}
			m.Is = c
			if c.Buyer == e.who {
				m.Is.Buyer = e.as
			} else {
				m.Is.Seller = e.as
			}
			m.Is.ID = conversationID(m.Is.Buyer, m.Is.Seller)
			m.Is.Erased = c.Messages - len(m.Left)
		}
		moved = append(moved, m)
	}
	if len(moved) == 0 {
		return nil
	}
	return e.tx.Erasure().Conversations(moved)
}

// forgotten takes them out of what is kept of the other side of a conversation: that they were written
// to, and what they wrote that waits there.
func (e *erasure) forgotten(c Conversation) error {
	p, err := e.tx.People().Get(c.Other(e.who))
	if err != nil {
		return unlessMissing(err)
	}
	delete(p.Paces, paceSay.name+":"+string(e.who))
	p.Missed = slices.DeleteFunc(p.Missed, func(n Notice) bool { return n.Conversation == c.ID })
	return e.tx.People().Put(p)
}

// left is what the other side said.
func (e *erasure) left(c Conversation) (left []Words, err error) {
	for n := 1; n <= c.Messages; n++ {
		w, err := e.tx.Conversations().Words(c.ID, n)
		switch {
		case err != nil && CodeOf(err) == NotFound: // erased before
		case err != nil:
			return nil, err
		case w.From != e.who:
			left = append(left, w)
		}
	}
	return left, nil
}

// records takes the person out of their orders.
func (e *erasure) records() error {
	for i := range e.orders {
		o := &e.orders[i]
		entries, err := e.tx.Journal().Entries(o.ID)
		if err != nil {
			return err
		}
		role := o.Role(e.who)
		if role == RoleSeller {
			e.sold = true
			for _, l := range o.Lines {
				e.shown = append(e.shown, l.Photo)
			}
		}
		if err := unwatch(e.tx, o); err != nil {
			return err
		}
		if err := e.review(o, role); err != nil {
			return err
		}
		o.erase(role, e.as)
		for i := range entries {
			if entries[i].Actor == e.who {
				entries[i].Actor = e.as
			}
		}
		if err := e.tx.Erasure().Order(*o, entries); err != nil {
			return err
		}
	}
	return nil
}

// review deletes what a buyer wrote about the order; the stars stay with the order. Of
// a seller who goes, the buyer's words stay the buyer's.
func (e *erasure) review(o *Order, role Role) error {
	if o.Rating == nil || o.Rating.State == RatingRemoved {
		return nil
	}
	r, err := e.tx.Reviews().Get(Review{Order: o.ID, Seller: o.Seller, At: o.Rating.At})
	if err != nil {
		return unlessMissing(err)
	}
	if role == RoleBuyer {
		r.Text = ""
		return e.tx.Reviews().Put(r)
	}
	if err := e.tx.Reviews().Delete(r); err != nil {
		return err
	}
	r.Seller = e.as
	return e.tx.Reviews().Put(r)
}

// unwatch has nobody ask about the parcels of an order any more.
func unwatch(tx Tx, o *Order) error {
	names := make([]string, 0, len(o.Parcels)+len(o.Problems))
	for i := range o.Parcels {
		names = append(names, parcelName(i+1, 0))
	}
	for _, p := range o.Problems {
		names = append(names, parcelName(0, p.N))
	}
	for _, name := range names {
		if err := tx.Watches().Delete(watchID(o.ID, name)); err != nil {
			return err
		}
	}
	return nil
}

// shop takes the catalogue away, and of the shop all that its orders do not need.
// That an operator does not let the person sell is kept: else erasing would undo it.
func (e *erasure) shop() error {
	if e.seller.ID == "" {
		return nil
	}
	products, err := e.tx.Products().All(e.who)
	if err != nil {
		return err
	}
	for _, p := range products {
		if err := e.tx.Erasure().Product(p.ID); err != nil {
			return err
		}
		e.shown = append(e.shown, p.Photo)
	}
	var kept Seller
	var entries []SellerEntry
	if e.sold {
		if entries, err = e.tx.SellerJournal().Entries(e.who); err != nil {
			return err
		}
		for i := range entries {
			if entries[i].Actor == e.who {
				entries[i].Actor = e.as
			}
		}
		kept = Seller{
			ID: e.as, Country: e.seller.Country, Account: renamedAccount(e.seller.Account, e.as), Transfers: e.seller.Transfers, Payouts: e.seller.Payouts,
			Completed: e.seller.Completed, Since: e.seller.Since, CheckedAt: e.seller.CheckedAt, Entries: len(entries),
			Tally: e.seller.Tally,
		}
	}
	if err := e.tx.Jobs().Delete(digestKey(e.who)); err != nil {
		return err
	}
	if err := e.tx.Erasure().Seller(e.who, kept, entries); err != nil || !e.done.Barred {
		return err
	}
	return e.tx.Sellers().Put(Seller{ID: e.who, Country: e.seller.Country, Since: e.seller.Since, Standing: e.seller.Standing})
}

// renamedAccount is the account under a pseudonym: that of a single shop has its
// seller's id in its name.
func renamedAccount(account string, as UserID) string {
	if booked(account) {
		return bookedAccount(as)
	}
	return account
}

// photos deletes the pictures that nothing shows any more.
func (e *erasure) photos() error {
	for _, id := range e.shown {
		if err := dropUnshown(e.tx, id); err != nil {
			return err
		}
	}
	return nil
}
