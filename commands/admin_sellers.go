package commands

import (
	"context"
	"strconv"
	"strings"

	"till/shop"
)

const routeSellers = "sellers" // a page of the shops: filter, number

// The filters of /admin sellers.
const (
	sellersAll       = "all"
	sellersWaiting   = "waiting"
	sellersSuspended = "suspended"
	sellersRefused   = "refused"
	sellersSelling   = "selling"
)

// adminSellersOption is /admin sellers: the shops, by how they stand.
func adminSellersOption() OptionDefinition {
	return OptionDefinition{Name: "sellers", Description: string(defAdminSellers), Type: Subcommand, Options: []OptionDefinition{
		{Name: "filter", Description: string(defAdminSellersFilter), Type: StringOption, Choices: []Choice{
			{string(txtSellersAll), sellersAll},
			{string(txtSellersWaiting), sellersWaiting},
			{string(txtSellersSuspended), sellersSuspended},
			{string(txtSellersRefused), sellersRefused},
			{string(txtSellersSelling), sellersSelling},
		}},
	}}
}

func (t *Till) runAdminSellers(ctx context.Context, r Request) Reply {
	return t.sellersPage(ctx, r, r.Options["filter"], 0)
}

// turnSellers shows another page in the place of the last.
func (t *Till) turnSellers(ctx context.Context, r Request) Reply {
	n, err := strconv.Atoi(r.Route.Arg(1))
	if err != nil {
		n = 0
	}
	reply := t.sellersPage(ctx, r, r.Route.Arg(0), n)
	reply.Update = r.Kind == Tap && r.Route.Arg(1) != ""
	return reply
}

// sellersPage is the n-th page of the shops of a filter, from 0: those that wait
// for the operator first.
func (t *Till) sellersPage(ctx context.Context, r Request, filter string, n int) Reply {
	v := r.voice()
	all, err := t.shop.OperatorSellers(ctx, r.Actor.ID)
	if err != nil {
		return t.refuse(v, err)
	}
	var found, rest []shop.Seller
	for _, s := range all {
		switch {
		case !t.listed(s, filter):
		case s.Standing == shop.Waiting:
			found = append(found, s)
		default:
			rest = append(rest, s)
		}
	}
	found = append(found, rest...)
	if len(found) == 0 {
		return private(v.say(txtSellersNone), button(v.say(btnSellers), Secondary, NewRoute(routeSellers, sellersAll)))
	}
	pages := (len(found) + pageSize - 1) / pageSize
	n = min(max(n, 0), pages-1)
	shown := found[n*pageSize : min(len(found), (n+1)*pageSize)]
	pick := Select{Route: routeSeller, Placeholder: v.say(txtPlaceholderSeller)}
	var lines []string
	for _, s := range shown {
		status := v.say(t.standingWords(s))
		lines = append(lines, v.say(txtSellersLine, "shop", plain(s.Name), "seller", mention(s.ID), "status", status))
		pick.Options = append(pick.Options, Option{Label: clip(s.Name, maxOption), Value: string(s.ID), Description: clip(status, maxOption)})
	}
	rows := []Row{{Select: &pick}}
	if pages > 1 {
		page := func(n int) Route { return NewRoute(routeSellers, filter, strconv.Itoa(n)) }
		before, after := button(v.say(btnSellersBefore), Secondary, page(n-1)), button(v.say(btnSellersAfter), Secondary, page(n+1))
		before.Disabled, after.Disabled = n == 0, n == pages-1
		rows = append(rows, buttons(before, after)...)
	}
	title := v.say(txtSellersTitle)
	if pages > 1 {
		title = v.say(txtSellersPage, "n", v.number(n+1), "of", v.number(pages))
	}
	return Reply{Private: true, Message: Message{
		Cards: []Card{{Color: Neutral, Title: title, Body: strings.Join(lines, "\n")}}, Rows: rows,
	}}
}

// listed reports whether a shop is of a filter.
func (t *Till) listed(s shop.Seller, filter string) bool {
	switch filter {
	case sellersWaiting:
		return s.Standing == shop.Waiting
	case sellersSuspended:
		return s.Standing == shop.Suspended
	case sellersRefused:
		return s.Standing == shop.TurnedOut
	case sellersSelling:
		return t.shop.MaySell(s)
	default:
		return true
	}
}
