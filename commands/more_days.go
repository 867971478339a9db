package commands

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"till/shop"
)

const (
	routeMoreDays = "moredays" // opens the form
	routeAskDays  = "askdays"  // that form
	routeGiveDays = "givedays"
	routeKeepDays = "keepdays"
)

// usualDays is what the form asks for when nothing else is typed.
const usualDays = 7

// moreDays is the seller's wish for more time to ship, and the buyer's answer.
func (t *Till) moreDays() command {
	return command{routes: map[string]handler{
		routeMoreDays: t.openMoreDays,
		routeAskDays:  t.askMoreDays,
		routeGiveDays: func(ctx context.Context, r Request) Reply { return t.answerMoreDays(ctx, r, true) },
		routeKeepDays: func(ctx context.Context, r Request) Reply { return t.answerMoreDays(ctx, r, false) },
	}}
}

// asksDays reports whether the buyer is asked for more days.
func asksDays(o shop.Order) bool {
	return o.Status == shop.Paid && o.MoreDays != nil && o.MoreDays.State == shop.MoreDaysAsked
}

// sellersOwn loads a paid order for its seller.
func (t *Till) sellersOwn(ctx context.Context, r Request) (side, error) {
	s, err := t.side(ctx, r.voice(), r.Actor.ID, shop.OrderID(r.Route.Arg(0)))
	switch {
	case err != nil:
		return s, err
	case s.role != shop.RoleSeller:
		return s, &shop.Error{Reason: shop.ReasonNoOrder}
	}
	if next := shop.Next(s.order.Status, shop.EventShip); next.Effect != shop.Move {
		return s, &shop.Error{Reason: next.Reason}
	}
	return s, nil
}

// openMoreDays opens the form.
func (t *Till) openMoreDays(ctx context.Context, r Request) Reply {
	v := r.voice()
	s, err := t.sellersOwn(ctx, r)
	if err == nil && asksDays(s.order) {
		err = &shop.Error{Reason: shop.ReasonDaysAsked}
	}
	if err != nil {
		return t.refuseOn(ctx, r, shop.OrderID(r.Route.Arg(0)), err)
	}
	most := t.shop.MostDays(s.order)
	if most < 1 {
		return private(s.tell(txtNoDaysLeft, "when", when(s.order.ShipBy)),
			button(v.say(btnShip), Primary, s.route(routeShip)))
	}
	return Reply{Modal: &Modal{Route: s.route(routeAskDays), Title: v.say(txtModalMoreDays), Inputs: []Input{{
		Name: "days", Label: v.say(txtInputDays, "n", v.number(most)), Value: fmt.Sprint(min(usualDays, most)),
		MinLength: 1, MaxLength: 3, Required: true,
	}}}}
}

// askMoreDays takes the form.
func (t *Till) askMoreDays(ctx context.Context, r Request) Reply {
	v := r.voice()
	s, err := t.sellersOwn(ctx, r)
	if err != nil {
		return t.refuseOn(ctx, r, shop.OrderID(r.Route.Arg(0)), err)
	}
	days, err := strconv.Atoi(strings.TrimSpace(r.Fields["days"]))
	if err != nil {
		err = &shop.Error{Code: shop.Invalid, Reason: shop.ReasonDays, Message: "days", Err: err}
	} else {
		var o shop.Order
		if o, err = t.shop.AskMoreDays(ctx, r.Cause, r.actor(), s.order.ID, days); err == nil {
			s.order = o
		}
	}
	if shop.ReasonOf(err) == shop.ReasonDays {
		reply := t.refuse(v, err, "days", v.number(t.shop.MostDays(s.order)))
		if typed := strings.TrimSpace(r.Fields["days"]); typed != "" {
			reply.Text += "\n" + v.say(txtYouWroteLine, "name", v.say(txtYouWroteDays), "text", clip(plain(typed), 200))
		}
		reply.Rows = append(reply.Rows, buttons(button(v.say(btnFillAgain), Primary, s.route(routeMoreDays)))...)
		return reply
	}
	if err != nil {
		return t.refuseOn(ctx, r, s.order.ID, err)
	}
	return private(s.tell(txtDaysAsked, "more", s.moreDays(), "when", when(s.order.ShipBy)),
		button(v.say(btnShip), Primary, s.route(routeShip)))
}

// answerMoreDays is the buyer's yes or no. A button of an older question, which
// was of another number perhaps, shows the one that is open.
func (t *Till) answerMoreDays(ctx context.Context, r Request, grant bool) Reply {
	v, id := r.voice(), shop.OrderID(r.Route.Arg(0))
	s, err := t.side(ctx, v, r.Actor.ID, id)
	switch {
	case err != nil:
		return t.refuse(v, err)
	case s.role != shop.RoleBuyer:
		return t.refuse(v, &shop.Error{Reason: shop.ReasonNotYours})
	case asksDays(s.order) && r.Route.Arg(1) != s.question():
		return Reply{Private: true, Message: Message{Text: s.asks(txtDaysQuestion), Rows: buttons(s.daysButtons()...)}}
	}
	if s.order, err = t.shop.AnswerMoreDays(ctx, r.Cause, r.actor(), id, grant); err != nil {
		return t.refuseOn(ctx, r, id, err)
	}
	said := txtDaysKept
	if grant {
		said = txtDaysGiven
	}
	return private(s.tell(said, "when", when(s.order.ShipBy)), button(v.say(btnTrack), Secondary, s.route(routeTrack)))
}

// question tells one wish for more days from another.
func (s side) question() string { return strconv.FormatInt(s.order.MoreDays.At.UnixMilli(), 36) }

// daysButtons is the buyer's answers to the open question.
func (s side) daysButtons() []Button {
	return []Button{
		button(s.count(s.order.MoreDays.Days, btnGiveDay, btnGiveDays), Success, NewRoute(routeGiveDays, string(s.order.ID), s.question())),
		button(s.say(btnKeepDeadline), Secondary, NewRoute(routeKeepDays, string(s.order.ID), s.question())),
	}
}

// asks says a phrase about the open question.
func (s side) asks(p phrase) string {
	return s.tell(p, "more", s.moreDays(), "by", exactTime(s.order.MoreDays.By), "when", exactTime(s.order.ShipBy))
}

// moreDays is the number of days that the seller asked for last, in words.
func (s side) moreDays() string {
	if s.order.MoreDays == nil {
		return s.days(0)
	}
	return s.days(s.order.MoreDays.Days)
}

// days is a number of more days in words.
func (v voice) days(n int) string { return v.count(n, txtMoreDay, txtMoreDays) }
