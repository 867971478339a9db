package commands

import (
	"context"
	"maps"
	"slices"
	"strings"

	"till/shop"
)

const (
	routeSell      = "sell"      // how the shop stands
	routeSellAgain = "sellagain" // the same, in place
	routeSetUp     = "setup"     // the form
	routeSetUpForm = "setupform" // opens the form again: country and name
)

// sell is /sell: opening a shop, and what is still missing for it.
func (t *Till) sell() command {
	return command{
		Definition: Definition{
			Kind: Command, Name: "sell", Description: string(defSell),
			Options: []OptionDefinition{
				{Name: "name", Description: string(defSellName), Type: StringOption, MaxLength: shop.MaxName},
				{Name: "country", Description: string(defSellCountry), Type: StringOption, Autocomplete: true, MaxLength: shop.MaxName},
			},
		},
		run:      t.runSell,
		complete: completeCountry,
		routes: map[string]handler{
			routeSell:  t.runSell,
			routeSetUp: t.setUp,
			routeSetUpForm: func(_ context.Context, r Request) Reply {
				return setUpForm(r.voice(), r.Route.Arg(1), r.Route.Arg(0))
			},
			routeSellAgain: func(_ context.Context, r Request) Reply {
				look := t.onboard(r, txtSellStill).Later
				return Reply{Private: true, Update: true, Later: func(ctx context.Context) Reply {
					reply := look(ctx)
					reply.Update = true
					return reply
				}}
			},
		},
	}
}

// runSell opens the form for a new shop, else shows how the shop stands.
func (t *Till) runSell(ctx context.Context, r Request) Reply {
	v := r.voice()
	seller, err := t.shop.Seller(ctx, r.Actor.ID)
	known := err == nil
	if err != nil && shop.ReasonOf(err) != shop.ReasonNotSeller {
		return t.refuse(v, err)
	}
	name, country := r.option("name"), r.option("country")
	switch {
	case known && name == "" && country == "" && t.stopped(v, seller) != "":
		return cannotSell(v, seller, t.stopped(v, seller))
	case known && name == "" && country == "":
		return t.onboard(r, txtSellMissing)
	case name == "" && known:
		name = seller.Name
	case country == "" && known:
		country = seller.Country
	}
	if name == "" || country == "" {
		return setUpForm(v, name, country)
	}
	return t.open(ctx, r, name, country)
}

func setUpForm(v voice, name, country string) Reply {
	return Reply{Modal: &Modal{Route: routeSetUp, Title: v.say(txtModalSell), Inputs: []Input{
		{Name: "name", Label: v.say(txtInputName), Placeholder: v.say(txtHintName), Value: clip(name, shop.MaxName), MinLength: 1, MaxLength: shop.MaxName, Required: true},
		{Name: "country", Label: v.say(txtInputCountry), Value: clip(country, shop.MaxName), MinLength: 2, MaxLength: shop.MaxName, Required: true},
	}}}
}

func (t *Till) setUp(ctx context.Context, r Request) Reply {
	return t.open(ctx, r, r.Fields["name"], r.Fields["country"])
}

// open opens the shop, or renames it.
func (t *Till) open(ctx context.Context, r Request, name, country string) Reply {
	seller, err := t.shop.SetUp(ctx, shop.SetUpInput{
		Cause: r.Cause, Actor: r.actor(), Name: name, Country: countryCode(country),
	})
	if err != nil {
		reply := t.refuse(r.voice(), err)
		if code := shop.CodeOf(err); code == shop.Invalid || code == shop.Conflict {
			again := button(r.voice().say(btnFillAgain), Primary, againRoute(strings.TrimSpace(name), strings.TrimSpace(country)))
			reply.Rows = append(reply.Rows, buttons(again)...)
		}
		return reply
	}
	if why := t.stopped(r.voice(), seller); why != "" {
		return cannotSell(r.voice(), seller, why)
	}
	return t.onboard(r, txtSellMissing)
}

// againRoute opens the form with what was filled in, as far as a custom id holds
// it.
func againRoute(name, country string) Route {
	for _, route := range []Route{NewRoute(routeSetUpForm, country, name), NewRoute(routeSetUpForm, country, "")} {
		if fits(route) {
			return route
		}
	}
	return NewRoute(routeSetUpForm, "", "")
}

// onboard brings the account up to date, which takes the provider's time, and
// shows how the shop stands. needs is how what is missing is announced.
func (t *Till) onboard(r Request, needs phrase) Reply {
	v := r.voice()
	return Reply{Private: true, Later: func(ctx context.Context) Reply {
		seller, link, err := t.shop.Onboard(ctx, r.actor())
		if err != nil {
			return t.refuse(v, err)
		}
		switch {
		case t.stopped(v, seller) != "": // decided since the button was shown
			return cannotSell(v, seller, t.stopped(v, seller))
		case !seller.Eligible():
			return t.stillMissing(v, seller, link, needs)
		case seller.Standing == shop.Waiting:
			return t.awaitsYes(v, seller)
		default:
			return t.mayBegin(ctx, v, seller)
		}
	}}
}

// stopped says why the operator keeps a shop from selling for good; "" when the
// operator does not, or has not decided yet.
func (t *Till) stopped(v voice, seller shop.Seller) string {
	operator, _ := t.shop.Held()
	operator = plain(operator)
	switch shop.ReasonOf(t.shop.Admitted(seller)) {
	case shop.ReasonShopRefused:
		return v.say(txtSellRefused, "operator", operator)
	case shop.ReasonSuspended:
		return v.say(txtSellSuspended, "operator", operator)
	case shop.ReasonNotListed:
		return v.say(txtSellUnlisted, "operator", operator)
	default:
		return ""
	}
}

// cannotSell says what the operator decided, and what the seller can do still.
func cannotSell(v voice, seller shop.Seller, why string) Reply {
	return Reply{Private: true, Message: Message{
		Cards: []Card{{Color: Notice, Title: plain(seller.Name), Body: why}},
		Rows: buttons(
			button(v.say(btnToShip), Primary, NewRoute(routeList, filterToShip)),
			button(v.say(btnMyOrders), Secondary, NewRoute(routeList, filterAll)),
			button(v.say(btnMyPayouts), Secondary, routePayouts),
		),
	}}
}

// awaitsYes says that only the operator's yes is missing.
func (t *Till) awaitsYes(v voice, seller shop.Seller) Reply {
	operator, provider := t.shop.Held()
	return Reply{Private: true, Message: Message{
		Cards: []Card{{Color: Notice, Title: plain(seller.Name), Body: v.say(txtSellWaiting, "operator", plain(operator)) + "\n\n" +
			v.say(txtSellMeanwhile, "provider", plain(provider))}},
		Rows: buttons(
			button(v.say(btnCheckAgain), Secondary, routeSellAgain),
			button(v.say(btnHowToSell), Secondary, NewRoute(routeHelp, guideSell)),
		),
	}}
}

// stillMissing says what the provider needs, and leads to its page.
func (t *Till) stillMissing(v voice, seller shop.Seller, link string, needs phrase) Reply {
	operator, provider := t.shop.Held()
	operator, provider = plain(operator), plain(provider)
	paragraphs := []string{v.say(txtSellChecking, "provider", provider)}
	if missing := v.missing(seller.Missing, provider); missing != "" {
		paragraphs = []string{v.say(needs, "provider", provider) + "\n" + missing}
	}
	paragraphs = append(paragraphs, v.say(txtSellPrivate, "provider", provider))
	if seller.Standing == shop.Waiting {
		paragraphs = append(paragraphs, v.say(txtSellWaiting, "operator", operator))
	}
	var next []Button
	if link != "" {
		paragraphs = append(paragraphs, v.say(txtSellLink))
		next = append(next, Button{Label: clip(v.say(btnOnboard, "provider", provider), maxLabel), Style: Link, URL: link})
	}
	next = append(next, button(v.say(btnCheckAgain), Secondary, routeSellAgain))
	return Reply{Private: true, Message: Message{
		Cards: []Card{{Color: Notice, Title: plain(seller.Name), Body: strings.Join(paragraphs, "\n\n")}},
		Rows:  buttons(next...),
	}}
}

// mayBegin says that the shop can sell, within which limits, and how it is paid.
func (t *Till) mayBegin(ctx context.Context, v voice, seller shop.Seller) Reply {
	operator, provider := t.shop.Held()
	policy := t.shop.Policy()
	paragraphs := []string{v.say(txtSellReady, "menu", v.menu(defRequestMenu))}
	var limits []string
	for _, c := range slices.Sorted(maps.Keys(policy.Limits)) {
		left, err := t.shop.Week(ctx, seller.ID, c)
		if err != nil {
			return t.refuse(v, err)
		}
		if len(limits) < 10 {
			limit, _ := t.shop.Limit(seller, c)
			limits = append(limits, v.say(txtSellLimit, "request", v.money(limit.Request), "week", v.money(limit.Week), "left", v.money(left)))
		}
	}
	paragraphs = append(paragraphs, strings.Join(limits, "\n"),
		v.say(txtSellPayouts, "operator", plain(operator), "provider", plain(provider),
			"tracked", v.span(policy.HoldTracked), "untracked", v.span(policy.HoldUntracked), "ship", v.span(t.shop.ShipsWithin(shop.Order{ShipDays: seller.Settings.Days}))))
	if t.shop.NewSeller(seller) {
		paragraphs = append(paragraphs, v.say(txtSellerNew, "days", v.span(policy.NewSellerHold)))
	}
	return Reply{Private: true, Message: Message{
		Cards: []Card{{Color: Good, Title: plain(seller.Name), Body: strings.Join(paragraphs, "\n\n")}},
		Rows: buttons(
			button(v.say(btnHowToSell), Primary, NewRoute(routeHelp, guideSell)),
			button(v.say(btnMyOrders), Secondary, NewRoute(routeList, filterAll)),
			button(v.say(btnMyPayouts), Secondary, routePayouts),
		),
	}}
}

// missing lists what the provider still needs, each thing once, in words.
func (v voice) missing(requirements []string, provider string) string {
	const most = 12
	var lines []string
	for _, name := range requirements {
		line := "• " + v.requirement(name, provider)
		if !slices.Contains(lines, line) {
			lines = append(lines, line)
		}
	}
	if more := len(lines) - most; more > 0 {
		lines = append(lines[:most], "• "+v.say(txtMoreMissing, "n", v.number(more)))
	}
	return strings.Join(lines, "\n")
}

// requirement puts one of the provider's names into words: the longest name
// that it begins with decides. One without words is shown as it is named.
func (v voice) requirement(name, provider string) string {
	known := name
	for _, whose := range []string{"individual.", "representative.", "owners.", "directors.", "executives."} {
		if rest, ok := strings.CutPrefix(name, whose); ok {
			known = "individual." + rest
		}
	}
	if strings.HasPrefix(name, "person_") {
		if _, rest, ok := strings.Cut(name, "."); ok {
			known = "individual." + rest
		}
	}
	for prefix := known; prefix != ""; {
		if p, ok := requirementWords[prefix]; ok {
			return v.say(p, "provider", provider)
		}
		i := strings.LastIndexByte(prefix, '.')
		if i < 0 {
			break
		}
		prefix = prefix[:i]
	}
	return plain(clip(strings.NewReplacer(".", ": ", "_", " ").Replace(name), maxOption))
}
