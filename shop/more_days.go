package shop

import (
	"context"
	"fmt"
	"time"
)

// mostDays is how many more days to ship can be asked for at once.
const mostDays = 30

// MostDays returns how many more days to ship the order can have at most: the
// payout and a problem reported after it must fit before the provider's limit.
func (s *Shop) MostDays(o Order) int {
	policy := s.cfg.Policy
	room := o.limit(policy).Sub(o.ShipBy) - max(policy.HoldTracked, policy.HoldUntracked) - 14*day
	return int(min(mostDays, max(0, room/day)))
}

// AskMoreDays asks the buyer for more days to ship. The deadline stands until
// the buyer says yes.
func (s *Shop) AskMoreDays(ctx context.Context, cause string, actor Actor, id OrderID, days int) (Order, error) {
	return s.change(ctx, cause, actor, id, func(t *turn) error {
		switch {
		case t.o.Seller != actor.ID:
			return refuse(NotFound, ReasonNoOrder, "not the seller of %s", id)
		case t.o.Status != Paid:
			return refuse(Conflict, Next(t.o.Status, EventShip).Reason, "%s is %s", id, t.o.Status)
		case t.o.MoreDays != nil && t.o.MoreDays.State == MoreDaysAsked:
			return refuse(Conflict, ReasonDaysAsked, "%s was asked already", id)
		case days < 1 || days > s.MostDays(*t.o):
			return refuse(Invalid, ReasonDays, "%d more days", days)
		}
		t.o.MoreDays = &MoreDays{Days: days, By: t.o.ShipBy.Add(time.Duration(days) * day), At: t.now, State: MoreDaysAsked}
		facts := map[string]string{"days": fmt.Sprint(days)}
		if err := t.note(ActMoreDaysAsked, facts); err != nil {
			return err
		}
		t.tell(NoticeMoreDaysAsked, RoleBuyer, facts)
		return nil
	})
}

// AnswerMoreDays is the buyer's yes or no to AskMoreDays.
func (s *Shop) AnswerMoreDays(ctx context.Context, cause string, actor Actor, id OrderID, grant bool) (Order, error) {
	return s.change(ctx, cause, actor, id, func(t *turn) error {
		switch {
		case t.o.Buyer != actor.ID:
			return refuse(Forbidden, ReasonNotYours, "only the buyer gives more days")
		case t.o.Status != Paid:
			return refuse(Conflict, Next(t.o.Status, EventShip).Reason, "%s is %s", id, t.o.Status)
		case t.o.MoreDays == nil || t.o.MoreDays.State != MoreDaysAsked:
			return refuse(Conflict, ReasonDaysNone, "nothing is asked for on %s", id)
		}
		facts := map[string]string{"days": fmt.Sprint(t.o.MoreDays.Days)}
		if !grant {
			t.o.MoreDays.State = MoreDaysRefused
			if err := t.note(ActMoreDaysRefused, facts); err != nil {
				return err
			}
			t.tell(NoticeMoreDaysRefused, RoleSeller, facts)
			return nil
		}
		t.o.MoreDays.State = MoreDaysGranted
		if t.o.MoreDays.By.Before(t.o.ShipBy) { // an outage has given more already
			t.o.MoreDays.By = t.o.ShipBy
		}
		if err := t.moveShipBy(t.o.MoreDays.By); err != nil {
			return err
		}
		if err := t.note(ActMoreDaysGranted, facts); err != nil {
			return err
		}
		t.tell(NoticeMoreDaysGranted, RoleSeller, facts)
		return nil
	})
}

// moveShipBy puts the ship deadline off, and the last reminder with it.
func (t *turn) moveShipBy(by time.Time) error {
	t.o.ShipBy = by
	if last := len(t.s.cfg.Policy.ShipReminders); last > 0 {
		t.unwarn(shipWarning(last))
		before := t.s.ShipsWithin(*t.o) - t.s.shipReminders(*t.o)[last-1]
		if err := t.later(kindShipWarn, last, by.Add(-before)); err != nil {
			return err
		}
	}
	return t.later(kindShipBy, 0, by)
}
