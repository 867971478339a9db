package shop

import (
	"context"
	"fmt"
	"time"

	"till/shop/job"
)

// BuyAgain asks the seller of an order that arrived for another of the same, once
// a day. Nothing is reserved: the seller answers with a request, or not.
func (s *Shop) BuyAgain(ctx context.Context, actor Actor, id OrderID) (Order, error) {
	var o Order
	err := s.store.Update(ctx, func(tx Tx) error {
		t, err := s.take(tx, id, actor.ID)
		if err != nil {
			return err
		}
		if o = *t.o; o.Buyer != actor.ID {
			return refuse(NotFound, ReasonNoOrder, "not the buyer of %s", id)
		}
		if !o.Arrived() {
			return refuse(Conflict, ReasonNotArrived, "%s is %s", id, o.Status)
		}
		if err := s.offered(tx, o); err != nil {
			return err
		}
		if err := mayReach(tx, o.Buyer, o.Seller); err != nil {
			return err
		}
		if err := s.meet(tx, actor); err != nil {
			return err
		}
		key := fmt.Sprintf("again:%s:%s", id, t.now.Format(time.DateOnly))
		if seen, err := s.once(tx, key, string(id)); err != nil || seen != "" {
			return err
		}
		return s.post(tx, job.Key("notice:"+key), "", Notice{Kind: NoticeBuyAgain, To: o.Seller, Order: id})
	})
	return o, err
}

// Arrived reports whether the buyer has what was ordered.
func (o Order) Arrived() bool { return o.Status == Delivered || o.Status == Completed }

// offered reports whether what was ordered can be had once more.
func (s *Shop) offered(tx Tx, o Order) error {
	seller, err := tx.Sellers().Get(o.Seller)
	if err != nil {
		return err
	}
	if !s.MaySell(seller) {
		return refuse(Conflict, ReasonAgainGone, "the seller cannot sell")
	}
	for _, l := range o.Lines {
		if l.Product == "" {
			continue
		}
		p, err := ownProduct(tx, o.Seller, l.Product)
		switch {
		case ReasonOf(err) == ReasonNoProduct:
			return refuse(Conflict, ReasonAgainGone, "the product was removed")
		case err != nil:
			return err
		case p.Stock.Out():
			return refuse(Conflict, ReasonAgainSoldOut, "the product is sold out")
		}
	}
	return nil
}
