package shop

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"fmt"
	"strings"
	"time"
)

// Handover is the code with which a buyer shows that goods were handed to them in
// person. Only its hash is kept, so that nobody reads the code who is not shown it;
// whoever is shown it again gets a new one.
type Handover struct {
	Salt  string    `json:"salt"`
	Hash  string    `json:"hash"`
	Tries int       `json:"tries,omitempty"` // wrong ones
	At    time.Time `json:"at"`
}

const (
	handoverDigits = 6
	handoverTries  = 5
)

func handoverHash(id OrderID, salt, code string) string {
	sum := sha256.Sum256([]byte(string(id) + ":" + salt + ":" + code))
	return hex.EncodeToString(sum[:])
}

// is reports whether a code is the one.
func (h *Handover) is(id OrderID, code string) bool {
	return h != nil && subtle.ConstantTimeCompare([]byte(h.Hash), []byte(handoverHash(id, h.Salt, code))) == 1
}

// HandsOver reports whether the order can be handed over with a code: it is paid,
// not delivered in chat, and no carrier is to tell when it arrives, or brought it back.
func (o Order) HandsOver() bool {
	return o.openProblem() == nil && !o.disputed() && !o.InChat() &&
		(o.Status == Paid && len(o.Parcels) == 0 || o.Status == Shipped && (!o.Tracked() || len(o.without(Parcel.comes)) > 0))
}

// handable refuses a handover of what is not to be handed over.
func (o *Order) handable() error {
	switch {
	case o.HandsOver():
		return nil
	case o.disputed():
		return refuse(Conflict, ReasonDisputed, "%s is charged back", o.ID)
	case o.openProblem() != nil:
		return refuse(Conflict, ReasonProblemOpen, "%s has an open problem", o.ID)
	case o.InChat() && o.Status == Shipped:
		return refuse(Conflict, ReasonHandoverChat, "%s was delivered in chat", o.ID)
	case o.Status == Paid || o.Status == Shipped:
		return refuse(Conflict, ReasonHandoverTracked, "a carrier brings %s", o.ID)
	case o.Status == Delivered || o.Status == Completed:
		return refuse(Conflict, ReasonDone, "%s has arrived", o.ID)
	default:
		return refuse(Conflict, Next(o.Status, EventShip).Reason, "%s is %s", o.ID, o.Status)
	}
}

// ShowHandover makes the buyer a handover code. It takes the place of any before.
func (s *Shop) ShowHandover(ctx context.Context, actor Actor, id OrderID) (code string, err error) {
	_, err = s.change(ctx, "", actor, id, func(t *turn) error {
		if t.o.Buyer != actor.ID {
			return refuse(Forbidden, ReasonNotYours, "only the buyer of %s", id)
		}
		if err := t.o.handable(); err != nil {
			return err
		}
		n := uint64(0)
		for _, b := range s.cfg.Random() {
			n = n<<8 | uint64(b)
		}
		code = fmt.Sprintf("%0*d", handoverDigits, n%1_000_000)
		salt := s.cfg.Random()
		h := &Handover{Salt: hex.EncodeToString(salt[:]), At: t.now}
		h.Hash = handoverHash(id, h.Salt, code)
		t.o.Handover = h
		return t.note(ActHandoverCode, nil)
	})
	return code, err
}

// HandoverTaken is what came of a code that the seller entered: it was right, or
// so many more can be tried.
type HandoverTaken struct {
	Order Order
	Right bool
	Left  int
}

// TakeHandover takes the code that the buyer showed the seller: it counts as the
// buyer's word that they have the goods.
func (s *Shop) TakeHandover(ctx context.Context, cause string, actor Actor, id OrderID, typed string) (HandoverTaken, error) {
	code := digits(typed)
	var taken HandoverTaken
	o, err := s.change(ctx, cause, actor, id, func(t *turn) error {
		if t.o.Seller != actor.ID {
			return refuse(NotFound, ReasonNoOrder, "not the seller of %s", id)
		}
		if err := t.o.handable(); err != nil {
			return err
		}
		h := t.o.Handover
		switch {
		case h == nil:
			return refuse(Conflict, ReasonHandoverNone, "%s has no code", id)
		case h.Tries >= handoverTries:
			return refuse(Conflict, ReasonHandoverTries, "the code of %s is used up", id)
		case !h.is(id, code):
			h.Tries++
			return t.note(ActHandoverWrong, map[string]string{"n": fmt.Sprint(h.Tries)})
		}
		t.o.Handover = nil
		return t.handedOver()
	})
	if err != nil {
		return taken, err
	}
	taken.Order, taken.Right = o, o.Arrived()
	if o.Handover != nil {
		taken.Left = handoverTries - o.Handover.Tries
	}
	return taken, nil
}

// handedOver makes the order one that its buyer has.
func (t *turn) handedOver() error {
	if t.o.Status == Paid {
		t.o.Parcels = append(t.o.Parcels, Parcel{InPerson: true, At: t.now})
		if err := t.shipped(t.o.Parcels[0]); err != nil {
			return err
		}
	}
	if _, err := t.happen(EventDeliver, map[string]string{"by": "code"}); err != nil {
		return err
	}
	t.o.DeliveredAt = t.now
	return t.received()
}

// holdsHandover reports whether a text has the order's code in it, however it is
// written down.
func (o *Order) holdsHandover(text string) bool {
	if o.Handover == nil {
		return false
	}
	all := digits(text)
	for i := 0; i+handoverDigits <= len(all); i++ {
		if o.Handover.is(o.ID, all[i:i+handoverDigits]) {
			return true
		}
	}
	return false
}

// digits is the digits of a text, those of any script.
func digits(text string) string {
	return strings.Map(func(r rune) rune {
		for _, zero := range []rune{'0', '٠', '۰', '०', '０'} {
			if r >= zero && r <= zero+9 {
				return '0' + r - zero
			}
		}
		return -1
	}, text)
}
