package shop

import (
	"context"
	"strings"
	"time"
)

// ShipInput is a seller's word that the goods are on their way.
type ShipInput struct {
	Cause   string
	Actor   Actor
	Order   OrderID
	Carrier string // a carrier's code or a name; "" lets the number say
	Number  string // "" ships without tracking
	Insist  bool   // take a number whose check digit is wrong
}

// Ship marks a paid order as shipped, and sets the time of the payout.
func (s *Shop) Ship(ctx context.Context, in ShipInput) (Order, error) {
	parcel, parcelErr := s.parcel(in)
	return s.change(ctx, in.Cause, in.Actor, in.Order, func(t *turn) error {
		if t.o.Seller != in.Actor.ID {
			return refuse(NotFound, ReasonNoOrder, "not the seller of %s", in.Order)
		}
		if next := Next(t.o.Status, EventShip); next.Effect == Move && parcelErr != nil {
			return parcelErr
		}
		if err := t.firstUse(&parcel); err != nil {
			return err
		}
		if _, err := t.happen(EventShip, map[string]string{"carrier": parcel.Carrier, "number": parcel.Number}); err != nil {
			return err
		}
		parcel.At = t.now
		t.o.Parcels = append(t.o.Parcels, parcel)
		t.o.ShippedAt = t.now
		for i := range t.s.cfg.Policy.ShipReminders {
			if err := t.never(kindShipWarn, i+1); err != nil {
				return err
			}
		}
		if err := t.never(kindShipBy, 0); err != nil {
			return err
		}
		wait := t.s.cfg.Policy.HoldUntracked
		if t.o.Tracked() {
			wait = t.s.cfg.Policy.HoldTracked
		}
		if err := t.payoutAt(t.now.Add(wait)); err != nil {
			return err
		}
		if err := t.later(kindComplete, 0, t.now.Add(t.s.cfg.Policy.CompleteAfter)); err != nil {
			return err
		}
		t.o.MoreDays = nil
		t.tell(NoticeShipped, RoleBuyer, nil)
		if err := t.watch(parcel, len(t.o.Parcels), 0); err != nil {
			return err
		}
		if err := t.awaitScan(); err != nil {
			return err
		}
		return t.stageAgain()
	})
}

// firstUse takes a number that another buyer's order has already: it is no proof
// of this one, which then counts as shipped without tracking.
func (t *turn) firstUse(p *Parcel) error {
	if !p.Checked {
		return nil
	}
	ref := "parcel:" + p.Code + ":" + p.Number
	id, err := t.tx.Orders().ByReference(ref)
	if CodeOf(err) == NotFound {
		return t.tx.Orders().Link(ref, t.o.ID)
	}
	if err != nil || id == t.o.ID {
		return err
	}
	other, err := t.tx.Orders().Get(id)
	p.Checked = err == nil && other.Seller == t.o.Seller && other.Buyer == t.o.Buyer
	return err
}

// parcel reads carrier and number.
func (s *Shop) parcel(in ShipInput) (Parcel, error) {
	number, carrier := strings.TrimSpace(in.Number), strings.TrimSpace(in.Carrier)
	if carrier != "" {
		name, err := cleanLine(carrier, MaxName, ReasonTextEmpty, ReasonTextLong)
		if err != nil {
			return Parcel{}, err
		}
		carrier = name
	}
	if number == "" {
		return Parcel{Carrier: carrier}, nil
	}
	if err := checkCharacters(number, false); err != nil {
		return Parcel{}, err
	}
	found, err := s.carrier.Recognise(carrier, number)
	if err != nil && (!in.Insist || ReasonOf(err) != ReasonTrackingCheck) {
		return Parcel{}, err
	}
	if len(found) == 0 {
		return Parcel{}, refuse(Invalid, ReasonTracking, "not a tracking number")
	}
	return found[0], nil
}

// ConfirmReceipt takes the buyer's word that the goods arrived: the payout is
// due at once, though never earlier than a new seller may be paid.
func (s *Shop) ConfirmReceipt(ctx context.Context, cause string, actor Actor, id OrderID) (Order, error) {
	return s.change(ctx, cause, actor, id, func(t *turn) error {
		switch {
		case t.o.Buyer != actor.ID:
			return refuse(Forbidden, ReasonNotYours, "only the buyer confirms")
		case t.o.Status == Paid:
			return refuse(Conflict, ReasonNotShipped, "%s is not shipped", id)
		case t.o.openProblem() != nil:
			return refuse(Conflict, ReasonProblemOpen, "%s has an open problem", id)
		}
		effect, err := t.happen(EventDeliver, map[string]string{"by": "buyer"})
		if err != nil || effect != Move {
			return err
		}
		t.o.DeliveredAt = t.now
		if _, paid := t.o.PaidOut(); paid {
			_, err := t.happen(EventComplete, nil)
			return err
		}
		if err := t.release(HoldNoScan); err != nil {
			return err
		}
		if err := t.payoutAt(t.now); err != nil {
			return err
		}
		t.tell(NoticeDelivered, RoleSeller, nil)
		return t.stageAgain()
	})
}

// payoutAt sets when the payout is due: at due, but a new seller's not before
// some days after the payment.
func (t *turn) payoutAt(due time.Time) error {
	policy := t.s.cfg.Policy
	seller, err := t.tx.Sellers().Get(t.o.Seller)
	if err != nil {
		return err
	}
	if seller.Completed < policy.NewSellerSold || t.now.Sub(seller.Since) < policy.NewSellerFor {
		if earliest := t.o.PaidAt.Add(policy.NewSellerHold); due.Before(earliest) {
			due = earliest
		}
	}
	t.o.PayoutAt = due
	return t.later(kindPayout, 0, due)
}
