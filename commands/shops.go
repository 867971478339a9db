package commands

import (
	"context"
	"strings"
)

const routeShops = "shops"

// shops is /shops: who sells here.
func (t *Till) shops() command {
	return command{
		Definition: Definition{Kind: Command, Name: "shops", Description: string(defShops)},
		run:        t.listShops,
		routes:     map[string]handler{routeShops: t.listShops},
	}
}

func (t *Till) listShops(ctx context.Context, r Request) Reply {
	v := r.voice()
	shops, err := t.shop.Shops(ctx)
	if err != nil {
		return t.refuse(v, err)
	}
	if len(shops) == 0 {
		next := button(v.say(btnSetUp), Primary, routeSell)
		if t.single && r.Actor.ID != t.shop.Policy().Seller {
			next = button(v.say(btnHowToBuy), Primary, NewRoute(routeHelp, guideBuy))
		}
		return private(v.say(txtNoShops), next)
	}
	_, provider := t.shop.Held()
	pick := Select{Route: routeAskShop, Placeholder: v.say(txtPlaceholderShop)}
	var lines []string
	for _, s := range shops[:min(len(shops), maxOptions)] {
		line := "**" + plain(s.Name) + "**"
		about := ""
		if s.Completed > 0 {
			about = v.count(s.Completed, txtTrustOne, txtTrustMany)
			line += " · " + v.history(s)
		}
		lines = append(lines, line)
		if s.ID != r.Actor.ID {
			pick.Options = append(pick.Options, Option{Label: clip(s.Name, maxOption), Value: string(s.ID), Description: about})
		}
	}
	if more := len(shops) - len(lines); more > 0 {
		lines = append(lines, v.say(txtMoreShops, "n", v.number(more)))
	}
	lines = append(lines, "", v.say(txtShopsNext, "provider", plain(provider)))
	reply := Reply{Private: true, Message: Message{Cards: []Card{{
		Color: Neutral, Title: v.say(txtShopsTitle), Body: strings.Join(lines, "\n"),
	}}}}
	if len(pick.Options) > 0 {
		reply.Rows = []Row{{Select: &pick}}
	}
	return reply
}
