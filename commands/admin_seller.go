package commands

import (
	"context"
	"maps"
	"slices"
	"strings"

	"till/shop"
	"till/shop/money"
)

// The routes of what operators do about a shop; the argument is its seller's id.
// Each is refused to anybody else, by the shop.
const (
	routeSeller        = "seller"          // its operator's view; the argument, or what was picked
	routeSellerLook    = "sellerlook"      // the same, in place
	routeApprove       = "sellerapprove"   //
	routeTurnOut       = "sellerrefuse"    //
	routeSuspend       = "sellersuspend"   // asks once more
	routeSuspendYes    = "sellersuspended" //
	routeReinstate     = "sellerreinstate" //
	routeSellerLimits  = "sellerlimits"    // opens the form
	routeSellerLimited = "sellerlimited"   // that form
)

// The acts of /admin seller, as its option names them.
const (
	sellerShow      = "show"
	sellerApprove   = "approve"
	sellerRefuse    = "refuse"
	sellerSuspend   = "suspend"
	sellerReinstate = "reinstate"
	sellerLimits    = "limits"
)

// adminSellerOption is /admin seller: what operators see of a shop.
func adminSellerOption() OptionDefinition {
	return OptionDefinition{Name: "seller", Description: string(defAdminSeller), Type: Subcommand, Options: []OptionDefinition{
		{Name: "shop", Description: string(defAdminShop), Type: StringOption, Required: true, Autocomplete: true, MaxLength: maxOption},
		{Name: "do", Description: string(defAdminShopDo), Type: StringOption, Choices: []Choice{
			{string(btnSellerShow), sellerShow},
			{string(btnApprove), sellerApprove},
			{string(btnTurnOut), sellerRefuse},
			{string(btnSuspend), sellerSuspend},
			{string(btnReinstate), sellerReinstate},
			{string(txtSellerLimits), sellerLimits},
		}},
	}}
}

// sellerRoutes adds the routes about shops to those about orders.
func (t *Till) sellerRoutes(routes map[string]handler) map[string]handler {
	maps.Copy(routes, map[string]handler{
		routeSeller: t.showSeller, routeSellerLook: t.lookSeller,
		routeApprove: t.approve, routeTurnOut: t.turnOut, routeReinstate: t.reinstate,
		routeSuspend: t.askSuspend, routeSuspendYes: t.suspend,
		routeSellerLimits: t.openLimits, routeSellerLimited: t.setLimits,
		routeSellers: t.turnSellers,
	})
	return routes
}

// runAdminSeller does what the option says, as the button would.
func (t *Till) runAdminSeller(ctx context.Context, r Request) Reply {
	v := r.voice()
	if !t.shop.Operates(r.Actor.ID) {
		return t.refuse(v, &shop.Error{Reason: shop.ReasonNotOperator})
	}
	seller, err := t.shop.FindShop(ctx, r.Options["shop"])
	if err != nil {
		return t.refuseSeller(v, err)
	}
	r.Route = NewRoute(routeSeller, string(seller.ID))
	acts := map[string]handler{
		sellerApprove: t.approve, sellerRefuse: t.turnOut, sellerSuspend: t.askSuspend,
		sellerReinstate: t.reinstate, sellerLimits: t.openLimits,
	}
	if act, ok := acts[r.Options["do"]]; ok {
		return act(ctx, r)
	}
	return t.showSeller(ctx, r)
}

// completeAdminSeller suggests every shop, to operators.
func (t *Till) completeAdminSeller(ctx context.Context, r Request) Reply {
	all, err := t.shop.OperatorSellers(ctx, r.Actor.ID)
	if err != nil {
		return Reply{} // not an operator
	}
	v := r.voice()
	var choices []Choice
	for _, s := range all {
		if contains(s.Name, r.Options["shop"]) && len(choices) < maxOptions {
			rest := " · " + v.say(t.standingWords(s))
			choices = append(choices, Choice{Name: clip(s.Name, maxOption-len([]rune(rest))) + rest, Value: string(s.ID)})
		}
	}
	return Reply{Choices: choices}
}

// refuseSeller is refuse for operators, to whom every shop is known.
func (t *Till) refuseSeller(v voice, err error) Reply {
	switch shop.ReasonOf(err) {
	case shop.ReasonNoShop, shop.ReasonNotSeller:
		return private(v.say(txtAdminNoShop), button(v.say(btnSellers), Primary, NewRoute(routeSellers, sellersAll)))
	default:
		return t.refuse(v, err)
	}
}

// sellerOf is the id of the shop that a Request is about.
func sellerOf(r Request) shop.UserID {
	if id := r.Route.Arg(0); id != "" {
		return shop.UserID(id)
	}
	return shop.UserID(r.picked())
}

// sellerRoute leads to an act on a shop, as long as it can be one's.
func sellerRoute(name string, id shop.UserID) Route {
	if len(id) <= maxRoute/2 {
		return NewRoute(name, string(id))
	}
	return NewRoute(name)
}

func (t *Till) showSeller(ctx context.Context, r Request) Reply { return t.sellerView(ctx, r, "") }

func (t *Till) lookSeller(ctx context.Context, r Request) Reply {
	reply := t.sellerView(ctx, r, "")
	reply.Update = true
	return reply
}

// ruled answers an act: the view in the place of the one that was tapped, with
// what was done above it. An alert stays as it was.
func (t *Till) ruled(ctx context.Context, r Request, err error, said phrase) Reply {
	if shop.ReasonOf(err) == shop.ReasonStanding {
		reply := t.refuse(r.voice(), err)
		reply.Rows = buttons(button(r.voice().say(btnSellerOpen), Primary, sellerRoute(routeSeller, sellerOf(r))))
		return reply
	}
	if err != nil {
		return t.refuseSeller(r.voice(), err)
	}
	reply := t.sellerView(ctx, r, r.voice().say(said))
	reply.Update = r.Kind == Tap && r.Route.Arg(1) == ""
	return reply
}

func (t *Till) approve(ctx context.Context, r Request) Reply {
	_, err := t.shop.Approve(ctx, r.Cause, r.actor(), sellerOf(r))
	return t.ruled(ctx, r, err, txtApproved)
}

func (t *Till) turnOut(ctx context.Context, r Request) Reply {
	_, err := t.shop.TurnOut(ctx, r.Cause, r.actor(), sellerOf(r))
	return t.ruled(ctx, r, err, txtTurnedOut)
}

func (t *Till) reinstate(ctx context.Context, r Request) Reply {
	_, err := t.shop.Reinstate(ctx, r.Cause, r.actor(), sellerOf(r))
	return t.ruled(ctx, r, err, txtReinstated)
}

// askSuspend asks once more, since what it withdraws does not come back.
func (t *Till) askSuspend(ctx context.Context, r Request) Reply {
	v := r.voice()
	seller, _, err := t.shop.OperatorSeller(ctx, r.Actor.ID, sellerOf(r))
	if err == nil && seller.Standing == shop.Suspended {
		err = &shop.Error{Code: shop.Conflict, Reason: shop.ReasonStanding}
	}
	if err != nil {
		return t.refuseSeller(v, err)
	}
	return private(v.say(txtSuspendAsk, "shop", plain(seller.Name)),
		button(v.say(btnSuspendYes), Danger, NewRoute(routeSuspendYes, string(seller.ID))),
		button(v.say(btnSuspendNo), Secondary, routeKeep))
}

func (t *Till) suspend(ctx context.Context, r Request) Reply {
	_, err := t.shop.Suspend(ctx, r.Cause, r.actor(), sellerOf(r))
	return t.ruled(ctx, r, err, txtSuspended)
}

// openLimits opens the form of a shop's limits, in the currency that it has limits
// of its own in, else the usual one.
func (t *Till) openLimits(ctx context.Context, r Request) Reply {
	v := r.voice()
	seller, _, err := t.shop.OperatorSeller(ctx, r.Actor.ID, sellerOf(r))
	if err != nil {
		return t.refuseSeller(v, err)
	}
	c := t.shop.Policy().Currency
	if own := slices.Sorted(maps.Keys(seller.Limits)); len(own) > 0 {
		c = own[0]
	}
	limit, _ := t.shop.Limit(seller, c)
	input := func(name string, label phrase, m money.Money) Input {
		return Input{Name: name, Label: v.say(label), Value: m.Decimal(), MaxLength: maxAmount}
	}
	return Reply{Modal: &Modal{Route: NewRoute(routeSellerLimited, string(seller.ID)), Title: v.say(txtModalLimits), Inputs: []Input{
		{Name: "currency", Label: v.say(txtInputCurrency), Value: string(c), MinLength: 3, MaxLength: 3, Required: true},
		input("request", txtInputLimitRequest, limit.Request),
		input("week", txtInputLimitWeek, limit.Week),
	}}}
}

// setLimits takes the form; both limits left empty give back everybody's.
func (t *Till) setLimits(ctx context.Context, r Request) Reply {
	request, week := strings.TrimSpace(r.Fields["request"]), strings.TrimSpace(r.Fields["week"])
	c, err := money.ParseCurrency(strings.ToUpper(strings.TrimSpace(r.Fields["currency"])))
	if err != nil {
		return t.limitsAgain(r, &shop.Error{Code: shop.Invalid, Reason: shop.ReasonCurrency, Message: "currency", Err: err})
	}
	if request == "" && week == "" {
		_, err := t.shop.DropLimit(ctx, r.Cause, r.actor(), sellerOf(r), c)
		return t.ruled(ctx, r, err, txtLimitsDropped)
	}
	var limit shop.Limit
	if limit.Request, err = money.Parse(request, c); err == nil {
		limit.Week, err = money.Parse(week, c)
	}
	if err == nil {
		_, err = t.shop.GrantLimit(ctx, r.Cause, r.actor(), sellerOf(r), limit)
	}
	if err != nil && shop.CodeOf(err) != shop.Forbidden && shop.CodeOf(err) != shop.NotFound {
		return t.limitsAgain(r, err)
	}
	return t.ruled(ctx, r, err, txtLimitsSet)
}

// limitsAgain says what is wrong with the form, and leads back to it.
func (t *Till) limitsAgain(r Request, err error) Reply {
	if !t.shop.Operates(r.Actor.ID) {
		err = &shop.Error{Reason: shop.ReasonNotOperator}
	}
	reply := t.refuse(r.voice(), err)
	if t.shop.Operates(r.Actor.ID) {
		reply.Rows = append(reply.Rows, buttons(button(r.voice().say(btnFillAgain), Primary, sellerRoute(routeSellerLimits, sellerOf(r))))...)
	}
	return reply
}
