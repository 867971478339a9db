package shop

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// ShipInput is a seller's word that the goods are on their way, or a part of them.
type ShipInput struct {
	Cause   string
	Actor   Actor
	Order   OrderID
	Carrier string // a carrier's code or a name; "" lets the number say
	Number  string // "" ships without tracking
	Insist  bool   // take a number whose check digit is wrong
	Lines   []int  // of the order, from 1, that are in this parcel; none: all that are in none yet
	Later   bool   // there is only a label: it counts as shipped once the carrier has it
	Message string // of digital goods: what the buyer gets in chat, in a parcel's stead
}

// Ship adds a parcel to a paid order. Once all of its lines are in parcels it is
// shipped, and the time of the payout is set. A shipped order takes further ones; one
// that it has already, said once more, changes nothing. Digital goods are a message to
// the buyer, which counts as a parcel without tracking.
func (s *Shop) Ship(ctx context.Context, in ShipInput) (Order, error) {
	parcel, parcelErr := s.parcel(&in)
	return s.change(ctx, in.Cause, in.Actor, in.Order, func(t *turn) error {
		if t.o.Seller != in.Actor.ID {
			return refuse(NotFound, ReasonNoOrder, "not the seller of %s", in.Order)
		}
		if parcelErr == nil && t.o.hasSent(parcel, in) {
			return nil
		}
		more := t.o.Status == Shipped && (in.Number != "" || in.Message != "") && !in.Later
		if next := Next(t.o.Status, EventShip); next.Effect != Move && !more {
			return refuse(Conflict, next.Reason, "%s is %s", in.Order, t.o.Status)
		}
		if parcelErr != nil {
			return parcelErr
		}
		if err := t.firstUse(&parcel); err != nil {
			return err
		}
		if in.Later && (!parcel.Checked || t.s.cfg.Tracker == nil) {
			return refuse(Invalid, ReasonTrackingLater, "nobody can tell when the carrier has it")
		}
		lines, err := t.o.toSend(in.Lines)
		if err != nil {
			return err
		}
		n, err := t.addParcel(parcel, lines, in.Later)
		if err != nil {
			return err
		}
		if in.Message != "" {
			if err := t.deliverInChat(n, in); err != nil {
				return err
			}
		}
		facts := map[string]string{"parcel": fmt.Sprint(n), "carrier": parcel.Carrier, "number": parcel.Number}
		switch {
		case in.Later:
			return t.note(ActAnnounced, facts)
		case t.o.Status == Paid && len(t.o.Unsent()) == 0:
			return t.shipped(t.o.Parcels[n-1])
		}
		if err := t.note(ActParcel, facts); err != nil {
			return err
		}
		t.tell(NoticeParcel, RoleBuyer, map[string]string{"parcel": fmt.Sprint(n)})
		if t.o.Status == Paid {
			return nil
		}
		return t.clockAgain()
	})
}

// hasSent reports whether a shipped order has just that parcel.
func (o *Order) hasSent(p Parcel, in ShipInput) bool {
	lines := slices.Sorted(slices.Values(in.Lines))
	return o.Status == Shipped && !in.Later && in.Message == "" && slices.ContainsFunc(o.Parcels, func(old Parcel) bool {
		return !old.Announced && old.Words == 0 && old.Number == p.Number && old.Carrier == p.Carrier &&
			(len(lines) == 0 || slices.Equal(lines, old.Lines))
	})
}

// Unsent returns the lines, from 1, that are in no parcel yet. A label is none.
func (o Order) Unsent() []int { return o.without(Parcel.sent) }

// without returns the lines, from 1, that are in no parcel of a kind.
func (o *Order) without(kind func(Parcel) bool) (lines []int) {
	for n := range o.Lines {
		if !slices.ContainsFunc(o.Parcels, func(p Parcel) bool {
			return kind(p) && (len(p.Lines) == 0 || slices.Contains(p.Lines, n+1))
		}) {
			lines = append(lines, n+1)
		}
	}
	return lines
}

func (p Parcel) sent() bool { return !p.Announced }

// comes reports whether a parcel is with its buyer, or may get there: it is sent,
// and neither on its way back nor lost.
func (p Parcel) comes() bool { return p.sent() && !p.Attention.lost() }

// OnlyAnnounced reports whether labels are all that is known of its parcels.
func (o Order) OnlyAnnounced() bool {
	return !slices.ContainsFunc(o.Parcels, func(p Parcel) bool { return !p.Announced })
}

// toSend checks which lines a parcel has: nil when they are all of the order's.
func (o *Order) toSend(lines []int) ([]int, error) {
	if len(lines) == 0 {
		lines = o.Unsent()
	}
	if len(lines) == 0 { // again, what did not get there
		lines = o.without(Parcel.comes)
	}
	lines = slices.Compact(slices.Sorted(slices.Values(lines)))
	for _, n := range lines {
		if n < 1 || n > len(o.Lines) {
			return nil, refuse(Invalid, ReasonParcelLines, "%s has no line %d", o.ID, n)
		}
	}
	if len(lines) == len(o.Lines) || len(lines) == 0 {
		return nil, nil
	}
	return lines, nil
}

// addParcel adds a parcel to the order, or says of one that was announced that it
// is on its way, and returns its number.
func (t *turn) addParcel(p Parcel, lines []int, label bool) (n int, err error) {
	p.At, p.Lines, p.Announced = t.now, lines, label
	for i, old := range t.o.Parcels {
		switch same := old.Number == p.Number || p.Number == "" && old.Announced; {
		case !same || p.Number == "" && !old.Announced:
			continue
		case !old.Announced || label:
			return 0, refuse(Conflict, ReasonShipped, "%s has the parcel %s", t.o.ID, old.Number)
		}
		t.o.Parcels[i].Announced, t.o.Parcels[i].At, t.o.Parcels[i].Lines = false, t.now, lines
		return i + 1, nil
	}
	if len(t.o.Parcels) >= mostParcels {
		return 0, refuse(Conflict, ReasonParcelsMany, "%s has %d parcels", t.o.ID, len(t.o.Parcels))
	}
	t.o.Parcels = append(t.o.Parcels, p)
	return len(t.o.Parcels), t.watch(p, len(t.o.Parcels), 0)
}

// deliverInChat passes digital goods on to the buyer, as the order's n-th parcel.
func (t *turn) deliverInChat(n int, in ShipInput) error {
	c, err := t.s.converse(t.tx, t.o.Buyer, t.o.Seller, t.o.ID)
	if err != nil {
		return err
	}
	if c, err = t.s.pass(t.tx, c, Words{From: t.o.Seller, Text: in.Message, Order: t.o.ID}); err != nil {
		return err
	}
	t.o.Parcels[n-1].Words = c.Messages
	return t.note(ActInChat, map[string]string{"parcel": fmt.Sprint(n), "words": fmt.Sprint(c.Messages)})
}

// mostParcels is how many an order can have: as many as a card can show.
const mostParcels = 10

// shipped makes a paid order a shipped one, and sets the time of its payout.
func (t *turn) shipped(last Parcel) error {
	if _, err := t.happen(EventShip, map[string]string{"carrier": last.Carrier, "number": last.Number}); err != nil {
		return err
	}
	t.o.ShippedAt = t.now
	for i := range t.s.cfg.Policy.ShipReminders {
		if err := t.never(kindShipWarn, i+1); err != nil {
			return err
		}
	}
	if err := t.never(kindShipBy, 0); err != nil {
		return err
	}
	t.o.MoreDays = nil
	t.tell(NoticeShipped, RoleBuyer, nil)
	if err := t.later(kindComplete, 0, t.now.Add(t.s.cfg.Policy.CompleteAfter)); err != nil {
		return err
	}
	if err := t.clock(); err != nil {
		return err
	}
	for i, p := range t.o.Parcels { // some may have been seen before
		if err := t.awaitNext(p, i+1); err != nil {
			return err
		}
	}
	return t.stageAgain()
}

// clock sets when the payout of a shipped order is due, and watches that its
// parcels are seen.
func (t *turn) clock() error {
	wait := t.s.cfg.Policy.HoldUntracked
	if t.o.Tracked() {
		wait = t.s.cfg.Policy.HoldTracked
	}
	due := t.now.Add(wait)
	if len(t.o.without(Parcel.comes)) > 0 {
		due = latest(due, t.o.PayoutAt)
	}
	if err := t.payoutAt(due); err != nil {
		return err
	}
	return t.awaitScan()
}

// clockOfLost puts the payout off when a parcel goes back or is lost. Its number
// proves nothing any more, so that it counts from now on as one without: its buyer
// has that long to say what they want.
func (t *turn) clockOfLost() error {
	if _, paid := t.o.PaidOut(); paid || t.o.openPayout() != nil || t.o.Status != Shipped {
		return nil
	}
	return t.payoutAt(latest(t.o.PayoutAt, t.now.Add(t.s.cfg.Policy.HoldUntracked)))
}

// clockAgain is clock for a parcel that follows: the payout waits for the last.
func (t *turn) clockAgain() error {
	if _, paid := t.o.PaidOut(); paid || t.o.openPayout() != nil {
		return nil
	}
	return t.clock()
}

// numberAgain is after how long a carrier may give a number to another parcel.
const numberAgain = 120 * day

// firstUse takes a number that another buyer's order has already: it is no proof
// of this one, which then counts as shipped without tracking. Carriers use numbers
// again after some months.
func (t *turn) firstUse(p *Parcel) error {
	if !p.Checked {
		return nil
	}
	for use := 1; ; use++ {
		ref := useOf(*p, use)
		id, err := t.tx.Orders().ByReference(ref)
		if CodeOf(err) == NotFound {
			return t.tx.Orders().Link(ref, t.o.ID)
		}
		if err != nil || id == t.o.ID {
			return err
		}
		other, err := t.tx.Orders().Get(id)
		if err != nil {
			return err
		}
		if used := other.sentLast(); !used.IsZero() && t.now.Sub(used) > numberAgain {
			continue
		}
		p.Checked = other.Seller == t.o.Seller && other.Buyer == t.o.Buyer
		return nil
	}
}

// sentLast returns when the last of its parcels was sent.
func (o *Order) sentLast() (at time.Time) {
	for _, p := range o.Parcels {
		at = latest(at, p.At)
	}
	for _, p := range o.Problems {
		if p.Goods != nil {
			at = latest(at, p.Goods.At)
		}
	}
	return at
}

// parcel reads carrier and number, or what is delivered instead.
func (s *Shop) parcel(in *ShipInput) (Parcel, error) {
	message, err := cleanWords(in.Message, MaxText)
	if err != nil {
		return Parcel{}, err
	}
	if in.Message = message; message != "" {
		switch {
		case blank(message):
			return Parcel{}, refuse(Invalid, ReasonTextEmpty, "nothing is delivered")
		case in.Carrier != "" || in.Number != "" || in.Later:
			return Parcel{}, refuse(Invalid, ReasonShipBoth, "sent by a carrier, and delivered in chat")
		}
		return Parcel{}, nil
	}
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
		if t.o.AwaitsWord() {
			if err := t.note(ActReceived, nil); err != nil {
				return err
			}
		} else {
			effect, err := t.happen(EventDeliver, map[string]string{"by": "buyer"})
			if err != nil || effect != Move {
				return err
			}
			t.o.DeliveredAt = t.now
		}
		return t.received()
	})
}

// received takes the buyer's word: the payout is due.
func (t *turn) received() error {
	t.o.ReceivedAt = t.now
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

// useOf is what the n-th use of a parcel's number is remembered as.
func useOf(p Parcel, n int) string {
	ref := "parcel:" + p.Code + ":" + p.Number
	if n > 1 {
		ref += fmt.Sprint("#", n)
	}
	return ref
}

// mostUses is of how many orders a number is looked for to be forgotten: carriers use
// one again after months, and each of these orders forgets it itself.
const mostUses = 20

// forgetUse forgets that the parcel's number was the order's.
func forgetUse(tx Tx, id OrderID, p Parcel) error {
	for use := 1; use <= mostUses && p.Number != ""; use++ {
		by, err := tx.Orders().ByReference(useOf(p, use))
		if err == nil && by == id {
			err = tx.Erasure().Unlink(useOf(p, use))
		}
		if unlessMissing(err) != nil {
			return err
		}
	}
	return nil
}
