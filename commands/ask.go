package commands

import (
	"context"
	"strings"

	"till/shop"
)

const (
	routeAskShop = "askshop" // picks a shop, then opens the form
	routeAsked   = "asked"   // that form
)

// ask is /ask: the first question to a shop.
func (t *Till) ask() command {
	return command{
		Definition: Definition{
			Kind: Command, Name: "ask", Description: string(defAsk),
			Options: []OptionDefinition{
				{Name: "shop", Description: string(defAskShop), Type: StringOption, Required: true, Autocomplete: true, MaxLength: maxOption},
				{Name: "question", Description: string(defAskQuestion), Type: StringOption, MaxLength: shop.MaxText},
			},
		},
		run:      t.runAsk,
		complete: t.completeShop,
		routes:   map[string]handler{routeAskShop: t.pickShop, routeAsked: t.asked},
	}
}

// askMenu is "Ask this seller" on a person: the first contact by right-click.
func (t *Till) askMenu() command {
	return command{
		Definition: Definition{Kind: UserMenu, Name: string(defAskMenu)},
		run: func(ctx context.Context, r Request) Reply {
			seller, err := t.shop.Seller(ctx, shop.UserID(r.Target))
			if shop.ReasonOf(err) == shop.ReasonNotSeller {
				err = &shop.Error{Reason: shop.ReasonNobody} // it is not the actor who has no shop
			}
			if err != nil {
				return t.refuse(r.voice(), err)
			}
			return t.openAsk(r, seller)
		},
	}
}

func (t *Till) runAsk(ctx context.Context, r Request) Reply {
	seller, err := t.findShop(ctx, r.Options["shop"])
	if err != nil {
		return t.refuse(r.voice(), err)
	}
	if strings.TrimSpace(r.Options["question"]) == "" {
		return t.openAsk(r, seller)
	}
	r.Fields = map[string]string{fieldText: r.Options["question"]}
	return t.pass(ctx, r, shop.SayInput{Seller: seller.ID}, txtAskedShop)
}

// findShop finds a shop by its name or id, or by a part that only one name has.
func (t *Till) findShop(ctx context.Context, typed string) (shop.Seller, error) {
	found, err := t.shop.FindShop(ctx, typed)
	if shop.ReasonOf(err) != shop.ReasonNoShop {
		return found, err
	}
	all, listErr := t.shop.Shops(ctx)
	if listErr != nil {
		return found, listErr
	}
	var like []shop.Seller
	for _, s := range all {
		if contains(s.Name, typed) {
			like = append(like, s)
		}
	}
	if len(like) == 1 && strings.TrimSpace(typed) != "" {
		return like[0], nil
	}
	return found, err
}

func (t *Till) openAsk(r Request, seller shop.Seller) Reply {
	v := r.voice()
	if seller.ID == r.Actor.ID {
		return t.refuse(v, &shop.Error{Reason: shop.ReasonSelf})
	}
	return v.form(NewRoute(routeAsked, string(seller.ID)), v.say(txtModalAsk, "name", seller.Name))
}

func (t *Till) pickShop(ctx context.Context, r Request) Reply {
	seller, err := t.shop.FindShop(ctx, r.picked())
	if err != nil {
		return t.refuse(r.voice(), err)
	}
	return t.openAsk(r, seller)
}

func (t *Till) asked(ctx context.Context, r Request) Reply {
	return t.pass(ctx, r, shop.SayInput{Seller: shop.UserID(r.Route.Arg(0))}, txtAskedShop)
}

// completeShop suggests shops by any part of their name.
func (t *Till) completeShop(ctx context.Context, r Request) Reply {
	shops, err := t.shop.Shops(ctx)
	if err != nil {
		return Reply{Err: err}
	}
	var choices []Choice
	for _, s := range shops {
		if s.ID != r.Actor.ID && contains(s.Name, r.Options["shop"]) && len(choices) < maxOptions {
			rated := ""
			if tenths, reviews, told := s.Rated(); told {
				rated = " · " + r.voice().rated(tenths, reviews)
			}
			choices = append(choices, Choice{Name: clip(s.Name, maxOption-len([]rune(rated))) + rated, Value: string(s.ID)})
		}
	}
	return Reply{Choices: choices}
}

// contains reports whether typed is a part of text, letter case aside.
func contains(text, typed string) bool {
	return strings.Contains(strings.ToLower(text), strings.ToLower(strings.TrimSpace(typed)))
}
