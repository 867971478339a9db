package commands

import (
	"context"
	"slices"
	"strings"

	"till/shop"
)

// The routes of what somebody wants of somebody else. All but the first name the
// other person; the shop looks whether the two have to do with each other.
const (
	routeMore    = "more" // of a conversation
	routeBlock   = "block"
	routeUnblock = "unblock"
	routeMute    = "mute"
	routeUnmute  = "unmute"
	routeLift    = "lift" // picks whom
)

// block is /block, and the buttons under More of a message.
func (t *Till) block() command {
	return command{
		Definition: Definition{
			Kind: Command, Name: "block", Description: string(defBlock),
			Options: []OptionDefinition{
				{Name: "shop", Description: string(defBlockShop), Type: StringOption, Autocomplete: true, MaxLength: maxOption},
				{Name: "person", Description: string(defBlockPerson), Type: UserOption},
			},
		},
		run:      t.runBlock,
		complete: t.completeShop,
		routes: map[string]handler{
			routeMore:    t.openMore,
			routeBlock:   t.shun((*shop.Shop).Block, shunWordsOf[routeBlock], btnUnblock, routeUnblock),
			routeUnblock: t.shun((*shop.Shop).Unblock, shunWordsOf[routeUnblock], btnBlock, routeBlock),
			routeMute:    t.shun((*shop.Shop).Mute, shunWordsOf[routeMute], btnUnmute, routeUnmute),
			routeUnmute:  t.shun((*shop.Shop).Unmute, shunWordsOf[routeUnmute], btnMute, routeMute),
			routeLift:    t.lift,
		},
	}
}

// runBlock blocks the shop or the person that is named; else it lists whom one has
// blocked and muted.
func (t *Till) runBlock(ctx context.Context, r Request) Reply {
	whom := r.Options["person"]
	switch {
	case whom != "":
	case r.Options["shop"] != "":
		seller, err := t.findShop(ctx, r.Options["shop"])
		if err != nil {
			return t.refuse(r.voice(), err)
		}
		whom = string(seller.ID)
	default:
		return t.listShunned(ctx, r)
	}
	r.Route = NewRoute(routeBlock, whom)
	return t.routes[routeBlock](ctx, r)
}

// listShunned shows whom somebody has blocked and muted, with a menu that lifts it.
func (t *Till) listShunned(ctx context.Context, r Request) Reply {
	v := r.voice()
	blocked, muted, err := t.shop.Shunned(ctx, r.Actor.ID)
	if err != nil {
		return t.refuse(v, err)
	}
	var lines []string // menus show no mentions: the numbers stand here, too
	pick := Select{Route: routeLift, Placeholder: v.say(txtPlaceholderLift)}
	shunned := func(id shop.UserID, description phrase, route string) {
		if len(pick.Options) == maxOptions {
			return // the rest comes when these are lifted
		}
		n, name := v.number(len(lines)+1), string(id)
		if seller, err := t.shop.Seller(ctx, id); err == nil {
			name = seller.Name
		} else if known := r.People[id].Name; known != "" {
			name = known
		}
		lines = append(lines, v.say(txtNumbered, "n", n, "who", mention(id)))
		pick.Options = append(pick.Options, Option{
			Value: string(NewRoute(route, string(id))), Label: clip(v.say(txtNumbered, "n", n, "who", name), maxOption), Description: v.say(description),
		})
	}
	for _, id := range slices.Backward(blocked) {
		shunned(id, txtLiftBlock, routeUnblock)
	}
	for _, id := range slices.Backward(muted) {
		shunned(id, txtLiftMute, routeUnmute)
	}
	if len(lines) == 0 {
		return private(v.say(txtShunnedNone))
	}
	return Reply{Private: true, Message: Message{
		Text: v.say(txtShunned) + "\n" + strings.Join(lines, "\n"), Rows: []Row{{Select: &pick}},
	}}
}

// lift does what was picked in the menu of listShunned.
func (t *Till) lift(ctx context.Context, r Request) Reply {
	r.Route = Route(r.picked())
	switch r.Route.Name() {
	case routeUnblock, routeUnmute:
		reply := t.routes[r.Route.Name()](ctx, r)
		reply.Update = true
		return reply
	default:
		return private(r.voice().say(txtUnknownRoute))
	}
}

// shun is the handler of one of the acts, with the button that takes it back.
func (t *Till) shun(act func(*shop.Shop, context.Context, shop.Actor, shop.UserID) error, done shunWords, back phrase, backRoute string) handler {
	return func(ctx context.Context, r Request) Reply {
		v, whom := r.voice(), shop.UserID(r.Route.Arg(0))
		if err := act(t.shop, ctx, r.actor(), whom); err != nil {
			return t.refuse(v, err)
		}
		who, said := mention(whom), done.person
		switch seller, err := t.shop.Seller(ctx, whom); {
		case err == nil:
			who, said = plain(seller.Name), done.shop
		case shop.ReasonOf(err) != shop.ReasonNotSeller:
			return t.refuse(v, err)
		}
		return private(v.say(said, "who", who), button(v.say(back), Secondary, NewRoute(backRoute, string(whom))))
	}
}

// openMore shows what else can be done about somebody who writes.
func (t *Till) openMore(ctx context.Context, r Request) Reply {
	v := r.voice()
	c, err := t.shop.Conversation(ctx, r.Actor.ID, shop.ConversationID(r.Route.Arg(0)))
	if err != nil {
		return t.refuse(v, err)
	}
	blocked, muted, err := t.shop.Shunned(ctx, r.Actor.ID)
	if err != nil {
		return t.refuse(v, err)
	}
	other := c.Other(r.Actor.ID)
	sound := button(v.say(btnMute), Secondary, NewRoute(routeMute, string(other)))
	if slices.Contains(muted, other) {
		sound = button(v.say(btnUnmute), Secondary, NewRoute(routeUnmute, string(other)))
	}
	bar := button(v.say(btnBlock), Danger, NewRoute(routeBlock, string(other)))
	if slices.Contains(blocked, other) {
		bar = button(v.say(btnUnblock), Secondary, NewRoute(routeUnblock, string(other)))
	}
	operators := button(v.say(btnReport), Secondary, NewRoute(routeReport, string(c.ID)))
	return private(v.say(txtMore), sound, bar, operators)
}
