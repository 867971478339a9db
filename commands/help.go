package commands

import "context"

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
	next  []struct { // what the guide leads to, beside the other guides
		label phrase
		route Route
	}
}

// guides is every guide, in the order of its buttons.
func guides() []guide {
	type next = []struct {
		label phrase
		route Route
	}
	return []guide{
		{guideBuy, txtGuideBuy, txtGuideBuyText, next{{btnSeeShops, routeShops}, {btnMyPurchases, NewRoute(routeList, filterBought)}}},
		{guideSell, txtGuideSell, txtGuideSellText, next{{btnSetUp, routeSell}, {btnMyOrders, NewRoute(routeList, filterAll)}}},
		{guideProtect, txtGuideProtect, txtGuideProtectText, next{{btnMyPurchases, NewRoute(routeList, filterBought)}}},
		{guidePaid, txtGuidePaid, txtGuidePaidText, next{{btnMyPayouts, routePayouts}}},
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
			if _, err := t.shop.Seller(ctx, r.Actor.ID); name == "" && err == nil {
				name = guideSell // who has a shop sells
			}
			return t.guide(r, name)
		},
		routes: map[string]handler{routeHelp: func(_ context.Context, r Request) Reply {
			reply := t.guide(r, r.Route.Arg(0))
			reply.Update = r.Route.Arg(1) == "turn"
			return reply
		}},
	}
}

// guide shows one guide, with buttons to the others; the first for a name that
// is none.
func (t *Till) guide(r Request, name string) Reply {
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
		"tracked", v.span(policy.HoldTracked), "untracked", v.span(policy.HoldUntracked))
	var turn, next []Button
	for _, g := range all {
		b := button(v.say(g.title), Secondary, NewRoute(routeHelp, g.name, "turn"))
		b.Disabled = g.name == shown.name
		turn = append(turn, b)
	}
	for _, n := range shown.next {
		next = append(next, button(v.say(n.label), Primary, n.route))
	}
	return Reply{Private: true, Message: Message{
		Cards: []Card{{Color: Neutral, Title: v.say(shown.title), Body: text}},
		Rows:  append(buttons(next...), buttons(turn...)...),
	}}
}
