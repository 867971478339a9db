package commands

import (
	"context"
	"slices"
	"strings"
	"time"

	"till/shop"
)

// mostDigest is how many orders a digest names in each of its parts.
const mostDigest = 4

// digest is a seller's day: by when they must do what, what is paid out, and what
// is at risk, with buttons to the orders. It stays as it was sent, so it names
// times, and the buttons look anew.
func (t *Till) digest(ctx context.Context, v voice, n shop.Notice) (Message, error) {
	due, err := time.Parse(time.RFC3339, n.Facts["at"])
	if err != nil {
		return Message{}, err
	}
	today, err := t.shop.Today(ctx, n.To, due)
	if err != nil || today.Empty() {
		return Message{}, err
	}
	seller, err := t.shop.Seller(ctx, n.To)
	if err != nil {
		return Message{}, err
	}
	ship := v.count(len(today.Ship), txtDigestToOne, txtDigestTo)
	if len(today.Due) > 0 {
		ship = v.count(len(today.Ship), txtDigestShipOne, txtDigestShip)
	}
	pick := Select{Route: routeOpen, Placeholder: v.say(txtPlaceholderOrder)}
	var said, parts []string
	for _, part := range []struct {
		orders []shop.Order
		said   string
		head   phrase
	}{
		{today.Due, v.count(len(today.Due), txtDigestDueOne, txtDigestDue), txtDigestHeadDue},
		{today.Ship, ship, txtDigestHeadShip},
		{today.Payouts, v.count(len(today.Payouts), txtDigestPaidOne, txtDigestPaid), txtDigestHeadPaid},
		{today.Risk, v.count(len(today.Risk), txtDigestRiskOne, txtDigestRisk), txtDigestHeadRisk},
	} {
		if len(part.orders) == 0 {
			continue
		}
		said = append(said, part.said)
		lines := []string{v.say(part.head)}
		for _, o := range part.orders[:min(len(part.orders), mostDigest)] {
			s, err := t.sideOf(ctx, v, n.To, o)
			if err != nil {
				return Message{}, err
			}
			lines = append(lines, s.tell(txtDigestLine, "what", plain(clip(o.Item(), 40)), "due", s.digestDue()))
			pick.Options = append(pick.Options, s.option())
		}
		if more := len(part.orders) - mostDigest; more > 0 {
			lines = append(lines, v.say(txtPayoutsMore, "n", v.number(more)))
		}
		parts = append(parts, strings.Join(lines, "\n"))
	}
	return Message{
		Text: strings.Join(said, " "),
		Cards: []Card{{
			Color: Notice, Title: v.say(txtDigestTitle, "shop", plain(seller.Name)),
			Body: strings.Join(parts, "\n\n"), Footer: v.say(txtDigestFoot),
		}},
		Rows: append([]Row{{Select: &pick}}, buttons(v.digestNext(today)...)...),
	}, nil
}

// digestDue says what is to be done about an order, or what becomes of it.
func (s side) digestDue() string {
	if d, open := s.order.OpenDispute(); open && s.order.Status.Ended() {
		if takesEvidence(d) {
			return s.tell(txtDueEvidence, "when", when(d.DueBy))
		}
		return s.say(txtDueBank)
	}
	return s.due()
}

// digestNext is the lists in which what the day holds is found.
func (v voice) digestNext(today shop.Today) []Button {
	var all []Button
	unshipped := func(o shop.Order) bool { return o.Status == shop.Paid }
	if len(today.Ship) > 0 || slices.ContainsFunc(today.Due, unshipped) {
		all = append(all, button(v.say(btnToShip), Primary, NewRoute(routeList, filterToShip)))
	}
	if slices.ContainsFunc(slices.Concat(today.Due, today.Risk), hasProblem) {
		all = append(all, button(v.say(btnProblems), Primary, NewRoute(routeList, filterProblems)))
	}
	return append(all, button(v.say(btnMyPayouts), Secondary, routePayouts))
}
