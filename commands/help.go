package commands

import (
	"context"

	"till/shop"
)

const routeHelp = "help"

// The guides of /help. They stand in routes.
const (
	guideSell    = "sell"
	guideBuy     = "buy"
	guideProtect = "protect"
	guidePaid    = "paid"
)

// guide is one page of /help.
type guide struct {
	name  string
	title phrase
	text  phrase
	next  []step // beside the other guides
}

// step is a button that does a guide's next step.
type step struct {
	label phrase
	route Route
	who   audience
}

// audience is whom a step is for.
type audience int

const (
	anybody  audience = iota
	withShop          // who opened one
	unready           // who cannot request payments: without a shop, or before the provider has all it needs
)

// fits reports whether the step is for somebody; without a shop they are the zero
// Seller.
func (s step) fits(seller shop.Seller) bool {
	switch s.who {
	case withShop:
		return seller.ID != ""
	case unready:
		return !seller.Eligible()
	default:
		return true
	}
}

// guides is every guide, in the order of its buttons.
func guides() []guide {
	setUp := step{btnSetUp, routeSell, unready}
	return []guide{
		{guideBuy, txtGuideBuy, txtGuideBuyText, []step{
			{btnSeeShops, routeShops, anybody}, {btnMyPurchases, NewRoute(routeList, filterBought), anybody}, {btnWallet, routeWallet, anybody},
		}},
		{guideSell, txtGuideSell, txtGuideSellText, []step{
			setUp, {btnMyOrders, NewRoute(routeList, filterAll), withShop}, {btnMySales, routeSales, withShop},
		}},
		{guideProtect, txtGuideProtect, txtGuideProtectText, []step{{btnMyPurchases, NewRoute(routeList, filterBought), anybody}}},
		{guidePaid, txtGuidePaid, txtGuidePaidText, []step{
			setUp, {btnMyPayouts, routePayouts, withShop}, {btnToShip, NewRoute(routeList, filterToShip), withShop},
		}},
	}
}

// help is /help: short guides, each with the buttons that do its next step.
func (t *Till) help() command {
	var choices []Choice
	for _, g := range guides() {
		choices = append(choices, Choice{Name: string(g.title), Value: g.name})
	}
	return command{
		Definition: Definition{
			Kind: Command, Name: "help", Description: string(defHelp),
			Options: []OptionDefinition{{Name: "guide", Description: string(defHelpGuide), Type: StringOption, Choices: choices}},
		},
		run: func(ctx context.Context, r Request) Reply {
			name := r.Options["guide"]
			seller, err := t.shop.Seller(ctx, r.Actor.ID)
			if name == "" && err == nil {
				name = guideSell // who has a shop sells
			}
			return t.guide(r, name, seller)
		},
		routes: map[string]handler{routeHelp: func(ctx context.Context, r Request) Reply {
			seller, _ := t.shop.Seller(ctx, r.Actor.ID) // without a shop, or a store, a guide is as true
			reply := t.guide(r, r.Route.Arg(0), seller)
			reply.Update = r.Route.Arg(1) == "turn"
			return reply
		}},
	}
}

// guide shows one guide, with buttons to the others; the first for a name that
// is none. Its steps are those for the reader, whose shop is given.
func (t *Till) guide(r Request, name string, seller shop.Seller) Reply {
	v := r.voice()
	all := guides()
	shown := all[0]
	for _, g := range all {
		if g.name == name {
			shown = g
		}
	}
	operator, provider := t.shop.Held()
	policy := t.shop.Policy()
	text := v.say(shown.text, "operator", plain(operator), "provider", plain(provider),
		"expires", v.span(policy.RequestLife), "ship", v.span(policy.ShipWithin), "new", v.span(policy.NewSellerHold),
		"tracked", v.span(policy.HoldTracked), "untracked", v.span(policy.HoldUntracked), "limit", v.span(policy.HoldLimit),
		"request", v.money(policy.Limits[policy.Currency].Request), "week", v.money(policy.Limits[policy.Currency].Week))
	if shown.name == guideSell {
		text += "\n\n" + v.say(txtGuideInChat)
	}
	if policy.Scans && (shown.name == guideProtect || shown.name == guidePaid) {
		text += "\n\n" + v.say(txtGuideScans)
	}
	var turn, next []Button
	for _, g := range all {
		b := button(v.say(g.title), Secondary, NewRoute(routeHelp, g.name, "turn"))
		b.Disabled = g.name == shown.name
		turn = append(turn, b)
	}
	for _, n := range shown.next {
		if n.fits(seller) {
			next = append(next, button(v.say(n.label), Primary, n.route))
		}
	}
	if shown.name == guideSell {
		next = append(next, r.install()...)
	}
	return Reply{Private: true, Message: Message{
		Cards: []Card{{Color: Neutral, Title: v.say(shown.title), Body: text}},
		Rows:  append(buttons(next...), buttons(turn...)...),
	}}
}
