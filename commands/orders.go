package commands

import (
	"context"
	"slices"
	"strings"

	"till/shop"
)

// The filters of /orders. They stand in routes.
const (
	filterAll      = "all"
	filterToShip   = "ship"
	filterAwaiting = "await"
	filterTransit  = "transit"
	filterHeld     = "held"
	filterProblems = "problems"
	filterDone     = "done"
	filterBought   = "bought" // /purchases
)

// filter is a selection of somebody's orders.
type filter struct {
	name   string
	title  phrase
	none   phrase // when there is none
	buyer  bool
	status []shop.Status
	keep   func(shop.Order) bool // nil keeps all
}

var filters = []filter{
	{name: filterAll, title: txtOrdersAll, none: txtOrdersNone},
	{name: filterToShip, title: txtOrdersToShip, none: txtOrdersNoneToShip, status: []shop.Status{shop.Paid}},
	{name: filterAwaiting, title: txtOrdersAwaiting, none: txtOrdersNoneHere, status: []shop.Status{shop.Requested, shop.Processing}},
	{name: filterTransit, title: txtOrdersTransit, none: txtOrdersNoneHere, status: []shop.Status{shop.Shipped}},
	{name: filterHeld, title: txtOrdersHeld, none: txtOrdersNoneHere, status: []shop.Status{shop.Paid, shop.Shipped, shop.Delivered}, keep: unpaidOut},
	{name: filterProblems, title: txtOrdersProblems, none: txtOrdersNoneHere, status: []shop.Status{shop.Shipped, shop.Delivered, shop.Completed}, keep: hasProblem},
	{name: filterDone, title: txtOrdersDone, none: txtOrdersNoneHere, status: ended()},
	{name: filterBought, title: txtPurchases, none: txtPurchasesNone, buyer: true},
}

func unpaidOut(o shop.Order) bool {
	_, done := o.PaidOut()
	return !done
}

func hasProblem(o shop.Order) bool {
	_, open := o.OpenProblem()
	return open
}

func ended() []shop.Status {
	return slices.DeleteFunc(shop.Statuses(), func(s shop.Status) bool { return !s.Ended() })
}

// filterNamed returns the filter, or all orders for a name that is none.
func filterNamed(name string) filter {
	for _, f := range filters {
		if f.name == name {
			return f
		}
	}
	return filters[0]
}

// query is the filter for one person.
func (f filter) query(actor shop.UserID) shop.OrderQuery {
	if f.buyer {
		return shop.OrderQuery{Buyer: actor, Status: f.status}
	}
	return shop.OrderQuery{Seller: actor, Status: f.status}
}

// orders is /orders: what the seller sells.
func (t *Till) orders() command {
	var choices []Choice
	for _, f := range filters {
		if !f.buyer {
			choices = append(choices, Choice{Name: string(f.title), Value: f.name})
		}
	}
	return command{
		Definition: Definition{
			Kind: Command, Name: "orders", Description: string(defOrders),
			Options: []OptionDefinition{{Name: "filter", Description: string(defOrdersFilter), Type: StringOption, Choices: choices}},
		},
		run: func(ctx context.Context, r Request) Reply { return t.list(ctx, r, filterNamed(r.Options["filter"])) },
		routes: map[string]handler{
			routeList:  func(ctx context.Context, r Request) Reply { return t.list(ctx, r, filterNamed(r.Route.Arg(0))) },
			routeOlder: t.older,
			routeNewer: t.newer,
			routeOpen:  t.openCard,
		},
	}
}

// openCard shows the card of the order that was picked.
func (t *Till) openCard(ctx context.Context, r Request) Reply {
	id := r.picked()
	if id == "" {
		id = r.Route.Arg(0)
	}
	s, err := t.side(ctx, r.voice(), r.Actor.ID, shop.OrderID(id))
	if err != nil {
		return t.refuse(r.voice(), err)
	}
	return Reply{Private: true, Message: t.pictured(ctx, s.card(), s.order.Photo())}
}

// completeOrder suggests the actor's orders of the filters, by any part of their
// reference or item.
func (t *Till) completeOrder(ctx context.Context, r Request, among ...filter) Reply {
	const recent = 200
	v, typed := r.voice(), r.Options["order"]
	var found []shop.Order
	for _, f := range among {
		q := f.query(r.Actor.ID)
		q.Limit = recent
		orders, err := t.shop.Orders(ctx, q)
		if err != nil {
			return Reply{Err: err}
		}
		for _, o := range orders {
			if f.keep == nil || f.keep(o) {
				found = append(found, o)
			}
		}
	}
	return v.choices(found, typed)
}

// choices suggests those of the orders that have what was typed in them.
func (v voice) choices(found []shop.Order, typed string) Reply {
	slices.SortStableFunc(found, func(a, b shop.Order) int { return b.CreatedAt.Compare(a.CreatedAt) })
	var choices []Choice
	for _, o := range found {
		if len(choices) == maxOptions {
			break
		}
		rest := " · " + v.money(o.Total) + " · " + o.ID.String()
		if contains(o.Item()+rest+" "+string(o.ID), typed) {
			choices = append(choices, Choice{
				Name:  clip(strings.TrimSpace(o.Item()), maxOption-len([]rune(rest))) + rest,
				Value: string(o.ID),
			})
		}
	}
	return Reply{Choices: choices}
}
