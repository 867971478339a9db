package commands

import (
	"context"
	"maps"
	"slices"
	"strings"

	"till/shop"
	"till/shop/money"
)

// standingWords says in a word how a shop stands with the operator.
func (t *Till) standingWords(seller shop.Seller) phrase {
	switch {
	case seller.Standing == shop.Waiting, seller.Standing == shop.TurnedOut, seller.Standing == shop.Suspended:
		return standingNames[seller.Standing]
	case t.shop.Admitted(seller) != nil:
		return txtStandingUnlisted
	case !seller.Eligible():
		return txtStandingMissing
	default:
		return txtStandingSells
	}
}

// sellerView is a shop as operators see it: how it stands, its limits, and what
// was decided about it. What the provider asks for is between it and the seller.
func (t *Till) sellerView(ctx context.Context, r Request, said string) Reply {
	v := r.voice()
	seller, entries, err := t.shop.OperatorSeller(ctx, r.Actor.ID, sellerOf(r))
	if err != nil {
		return t.refuseSeller(v, err)
	}
	_, provider := t.shop.Held()
	body := []string{
		v.say(txtSellerWho, "seller", mention(seller.ID), "when", when(seller.Since)),
		v.say(txtSellerStands, "status", v.say(t.standingWords(seller))),
	}
	if seller.Standing == shop.Suspended {
		body = append(body, v.say(txtSellerStopped))
	}
	if n := len(seller.Missing); n > 0 && !seller.Eligible() {
		body = append(body, v.say(txtSellerNeeds, "provider", plain(provider), "n", v.number(n)))
	}
	body = append(body, v.count(seller.Completed, txtTrustOne, txtTrustMany))
	for _, d := range seller.Debts {
		body = append(body, v.say(txtPayoutsDebt, "amount", v.money(d.Amount), "ref", d.Order.String()))
	}
	card := Card{Color: Neutral, Title: plain(seller.Name), Body: strings.Join(body, "\n")}
	if t.shop.Admitted(seller) != nil {
		card.Color = Notice
	}
	card.Fields = append(card.Fields, Field{Name: v.say(txtSellerLimits), Value: newest(t.sellerLimits(v, seller))})
	if record := v.sellerRecord(entries); len(record) > 0 {
		card.Fields = append(card.Fields, Field{Name: v.say(txtSellerRecord), Value: newest(record)})
	}
	return Reply{Private: true, Message: Message{Text: said, Cards: []Card{card}, Rows: t.sellerButtons(v, seller)}}
}

// sellerLimits is what the shop may request in each currency, and whose limit that
// is.
func (t *Till) sellerLimits(v voice, seller shop.Seller) []string {
	var all []string
	for _, c := range slices.Sorted(maps.Keys(t.shop.Policy().Limits)) {
		limit, _ := t.shop.Limit(seller, c)
		p := txtLimitUsual
		if _, own := seller.Limits[c]; own {
			p = txtLimitOwn
		}
		all = append(all, v.say(p, "request", v.money(limit.Request), "week", v.money(limit.Week)))
	}
	return all
}

// sellerRecord is the last lines of a shop's record.
func (v voice) sellerRecord(entries []shop.SellerEntry) []string {
	const most = 10
	var all []string
	for _, e := range entries[max(0, len(entries)-most):] {
		parts := []string{exactTime(e.At), v.say(sellerActs[e.Act])}
		for _, name := range []string{"request", "week"} {
			if m, err := money.Parse(e.Facts[name], ""); err == nil {
				parts = append(parts, v.money(m))
			}
		}
		if c := e.Facts["currency"]; c != "" {
			parts = append(parts, plain(c))
		}
		if e.Actor != "" {
			parts = append(parts, mention(e.Actor))
		}
		all = append(all, strings.Join(parts, " · "))
	}
	return all
}

// sellerButtons is what an operator can do about the shop now.
func (t *Till) sellerButtons(v voice, seller shop.Seller) []Row {
	id := string(seller.ID)
	var acts []Button
	act := func(on bool, p phrase, style Style, route string) {
		if on {
			acts = append(acts, button(v.say(p), style, NewRoute(route, id)))
		}
	}
	suspended := seller.Standing == shop.Suspended
	act(!suspended && t.shop.Admitted(seller) != nil, btnApprove, Success, routeApprove)
	act(seller.Standing == shop.Waiting, btnTurnOut, Danger, routeTurnOut)
	act(suspended, btnReinstate, Primary, routeReinstate)
	act(!suspended, btnSuspend, Danger, routeSuspend)
	act(true, btnLimits, Secondary, routeSellerLimits)
	act(true, btnAdminLook, Secondary, routeSellerLook)
	return buttons(acts...)
}

// sellerAlert tells an operator about a shop, with what can be done about it.
func (t *Till) sellerAlert(ctx context.Context, v voice, n shop.Notice, text string) (Message, error) {
	seller, _, err := t.shop.OperatorSeller(ctx, n.To, shop.UserID(n.Facts["seller"]))
	if err != nil {
		return Message{}, err
	}
	id := string(seller.ID)
	next := []Button{button(v.say(btnSellerOpen), Primary, NewRoute(routeSeller, id))}
	if shop.Alert(n.Facts["alert"]) == shop.AlertSellerWaits {
		if seller.Standing != shop.Waiting {
			return Message{}, nil // another operator was faster
		}
		next = []Button{
			button(v.say(btnApprove), Success, NewRoute(routeApprove, id, "alert")),
			button(v.say(btnTurnOut), Danger, NewRoute(routeTurnOut, id, "alert")),
			button(v.say(btnSellerOpen), Secondary, NewRoute(routeSeller, id)),
		}
	}
	about := v.say(txtAlertSeller, "shop", plain(seller.Name), "seller", mention(seller.ID), "when", when(seller.Since))
	return Message{Text: clip(text+"\n"+about, maxContent), Rows: buttons(next...)}, nil
}
