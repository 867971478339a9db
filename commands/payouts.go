package commands

import (
	"context"
	"fmt"
	"strings"

	"till/shop"
)

const routePayouts = "payouts"

// payoutGroup is a part of /payouts.
type payoutGroup struct {
	title phrase
	has   func(side) bool
	line  phrase // one order
	lines []string
	more  int
}

// payouts is /payouts: what the seller gets, when, and what it waits for.
func (t *Till) payouts() command {
	return command{
		Definition: Definition{Kind: Command, Name: "payouts", Description: string(defPayouts)},
		run:        t.listPayouts,
		routes:     map[string]handler{routePayouts: t.listPayouts},
	}
}

func (t *Till) listPayouts(ctx context.Context, r Request) Reply {
	v := r.voice()
	if _, err := t.shop.Seller(ctx, r.Actor.ID); err != nil {
		return t.refuse(v, err)
	}
	groups := payoutGroups()
	const most = 8 // of a group: more than fits nobody reads
	seen := 0
	f := filter{status: []shop.Status{shop.Paid, shop.Shipped, shop.Delivered, shop.Completed}}
	var failure error
	err := t.each(ctx, r.Actor.ID, f, "", func(o shop.Order) bool {
		s, err := t.sideOf(ctx, v, r.Actor.ID, o)
		if err != nil {
			failure = err
			return false
		}
		for i := range groups {
			g := &groups[i]
			if !g.has(s) {
				continue
			}
			if len(g.lines) == most {
				g.more++
			} else {
				g.lines = append(g.lines, s.payout(g.line))
			}
			break
		}
		seen++
		return seen < 500
	})
	if err == nil {
		err = failure
	}
	if err != nil {
		return t.refuse(v, err)
	}
	return t.showPayouts(v, groups)
}

func payoutGroups() []payoutGroup {
	transferred := func(s side) bool { _, done := s.order.PaidOut(); return done }
	return []payoutGroup{
		{title: txtPayoutsPaid, line: txtPayoutPaid, has: transferred},
		{title: txtPayoutsHeld, line: txtPayoutHeld, has: func(s side) bool { return len(s.order.Holds) > 0 }},
		{title: txtPayoutsToShip, line: txtPayoutToShip, has: func(s side) bool { return s.order.Status == shop.Paid }},
		{title: txtPayoutsScheduled, line: txtPayoutScheduled, has: func(s side) bool {
			return s.order.Status == shop.Shipped || s.order.Status == shop.Delivered
		}},
	}
}

// payout is one order in the list of payouts.
func (s side) payout(p phrase) string {
	due, why := s.order.PayoutAt, ""
	switch p {
	case txtPayoutHeld:
		for _, h := range s.order.Holds {
			why = strings.TrimSpace(why + " " + s.tell(holdWords[h.Kind]))
		}
	case txtPayoutToShip:
		due = s.order.ShipBy
	case txtPayoutScheduled:
		why = s.waits()
	default: // paid out: nothing is due
	}
	return s.tell(p, "payout", s.money(s.gets.Payout), "name", plain(clip(s.order.Item(), 60)), "when", when(due), "why", why)
}

// waits says what a scheduled payout waits for.
func (s side) waits() string {
	policy := s.shop.Policy()
	if s.shop.NewSeller(s.seller) && s.order.PayoutAt.Equal(s.order.PaidAt.Add(policy.NewSellerHold)) {
		return s.say(txtWaitsNew, "days", s.span(policy.NewSellerHold))
	}
	switch {
	case s.order.Status == shop.Delivered:
		return s.say(txtWaitsDelivered)
	case s.order.Tracked():
		return s.say(txtWaitsTracked, "days", s.span(policy.HoldTracked))
	default:
		return s.tell(txtWaitsUntracked, "days", s.span(policy.HoldUntracked))
	}
}

// showPayouts shows the groups that have something, each within a field's room.
func (t *Till) showPayouts(v voice, groups []payoutGroup) Reply {
	_, provider := t.shop.Held()
	card := Card{Color: Neutral, Title: v.say(txtPayoutsTitle), Body: v.say(txtPayoutsAbout, "provider", plain(provider))}
	// What needs the seller comes first, what is over last.
	for _, i := range []int{1, 2, 3, 0} {
		g := groups[i]
		if len(g.lines) == 0 {
			continue
		}
		var value string
		for n, line := range g.lines {
			if len([]rune(value))+len([]rune(line)) > maxFieldValue-40 {
				g.more += len(g.lines) - n
				break
			}
			value += line + "\n"
		}
		if g.more > 0 {
			value += v.say(txtPayoutsMore, "n", fmt.Sprint(g.more))
		}
		card.Fields = append(card.Fields, Field{Name: v.say(g.title), Value: strings.TrimSpace(value)})
	}
	if len(card.Fields) == 0 {
		return private(v.say(txtPayoutsNone), button(v.say(btnWhenPaid), Secondary, NewRoute(routeHelp, guidePaid)))
	}
	return Reply{Private: true, Message: Message{Cards: []Card{card}, Rows: buttons(
		button(v.say(btnToShip), Primary, NewRoute(routeList, filterToShip)),
		button(v.say(btnWhenPaid), Secondary, NewRoute(routeHelp, guidePaid)),
	)}}
}
