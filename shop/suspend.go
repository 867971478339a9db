package shop

import (
	"context"
	"fmt"
	"maps"

	"till/shop/job"
)

// Suspend stops a shop at an operator's wish. Its requests that nobody has begun
// to pay are withdrawn; what is paid goes on, and is shipped, refunded and talked
// about; its payouts wait until it is reinstated.
func (s *Shop) Suspend(ctx context.Context, cause string, actor Actor, id UserID) (Seller, error) {
	return s.oversee(ctx, cause, actor, id, func(tx Tx, seller *Seller) error {
		if seller.Standing == Suspended {
			return refuse(Conflict, ReasonStanding, "%s is suspended already", id)
		}
		seller.Standing = Suspended
		withdrawn := 0
		if err := s.eachOpen(tx, seller, actor, func(t *turn) error {
			if t.o.Status == Requested {
				withdrawn++
				return t.withdraw()
			}
			return t.suspended(*seller)
		}); err != nil {
			return err
		}
		facts := map[string]string{"withdrawn": fmt.Sprint(withdrawn)}
		if err := s.record(tx, seller, actor.ID, SellerSuspended, facts); err != nil {
			return err
		}
		if err := s.alertOthers(tx, *seller, actor.ID, AlertSuspended); err != nil {
			return err
		}
		return s.tellSeller(tx, *seller, NoticeSellerSuspended, facts)
	})
}

// Reinstate ends a suspension, and has the payouts that waited for it looked at.
func (s *Shop) Reinstate(ctx context.Context, cause string, actor Actor, id UserID) (Seller, error) {
	return s.oversee(ctx, cause, actor, id, func(tx Tx, seller *Seller) error {
		if seller.Standing != Suspended {
			return refuse(Conflict, ReasonStanding, "%s is not suspended", id)
		}
		seller.Standing = Approved
		if err := s.eachOpen(tx, seller, actor, func(t *turn) error { return t.release(HoldSuspended) }); err != nil {
			return err
		}
		if err := s.record(tx, seller, actor.ID, SellerReinstated, nil); err != nil {
			return err
		}
		if err := s.alertOthers(tx, *seller, actor.ID, AlertReinstated); err != nil {
			return err
		}
		return s.tellSeller(tx, *seller, NoticeSellerReinstated, nil)
	})
}

// eachOpen calls fn with each order of the seller that has not ended. What a
// completed one is still due, after a dispute, is looked at when it is paid out.
// What the orders change of the seller, the tally, is the seller's afterwards.
func (s *Shop) eachOpen(tx Tx, seller *Seller, actor Actor, fn func(*turn) error) error {
	if err := tx.Sellers().Put(*seller); err != nil {
		return err
	}
	orders, err := tx.Orders().List(OrderQuery{Seller: seller.ID, Status: []Status{Requested, Processing, Paid, Shipped, Delivered}})
	if err != nil {
		return err
	}
	for _, o := range orders {
		t, err := s.take(tx, o.ID, actor.ID)
		if err != nil {
			return err
		}
		if err := fn(t); err != nil {
			return err
		}
		if err := t.save(); err != nil {
			return err
		}
	}
	*seller, err = tx.Sellers().Get(seller.ID)
	return err
}

// withdraw ends an unpaid request in its seller's stead. Other terms that waited
// for its page are let go.
func (t *turn) withdraw() error {
	switch c := t.o.Closing; {
	case c == nil:
	case c.Event == EventRevise:
		t.o.Closing = nil
	default:
		return nil // it ends already
	}
	return t.end(EventCancel)
}

// suspended holds the payout of a seller who is suspended.
func (t *turn) suspended(seller Seller) error {
	if seller.Standing != Suspended || t.o.Payment == nil {
		return nil
	}
	if st, err := t.o.stand(t.o.claims().waits); err != nil || t.o.payable() && t.o.nothingDue(st) {
		return err
	}
	return t.hold(HoldSuspended)
}

// alertOthers tells the operators, but the one who acted, about a shop.
func (s *Shop) alertOthers(tx Tx, seller Seller, actor UserID, a Alert) error {
	facts := map[string]string{"alert": string(a), "seller": string(seller.ID)}
	for _, operator := range s.cfg.Operators {
		if operator == actor {
			continue
		}
		n := Notice{Kind: NoticeAlert, To: operator, Facts: maps.Clone(facts)}
		if err := s.post(tx, sellerKey(seller, string(a)+":"+string(operator)), "", n); err != nil {
			return err
		}
	}
	s.cfg.Observer.Count("alert", string(a))
	return nil
}

// sellerKey is the key of a message about a shop, for the latest line of its
// record.
func sellerKey(seller Seller, what string) job.Key {
	return job.Key(fmt.Sprintf("notice:seller:%s:%d:%s", seller.ID, seller.Entries, what))
}
