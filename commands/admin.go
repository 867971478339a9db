package commands

import (
	"context"

	"till/shop"
)

// The routes of what operators do. Each is refused to anybody else, by the shop.
const (
	routeAdmin         = "admin"     // an order's operator's view
	routeAdminLook     = "adminlook" // the same, in place
	routeAdminFreeze   = "adminfreeze"
	routeAdminRelease  = "adminrelease"  // picks a hold
	routeAdminRefund   = "adminrefund"   // opens the form
	routeAdminRefunded = "adminrefunded" // that form
	routeAdminCover    = "admincover"    // asks once more
	routeAdminCoverYes = "admincoveryes"
	routeAdminRetry    = "adminretry"
)

// The acts of /admin, as its option names them.
const (
	adminShow     = "show"
	adminFreeze   = "freeze"
	adminRelease  = "release"
	adminRefund   = "refund"
	adminCover    = "cover"
	adminRetry    = "retry"
	adminEvidence = "evidence"
	adminReview   = "review"
)

// admin is /admin: what operators see of orders and shops, and do about them.
func (t *Till) admin() command {
	choices := []Choice{
		{string(btnAdminShow), adminShow},
		{string(btnAdminFreeze), adminFreeze},
		{string(btnAdminRelease), adminRelease},
		{string(btnAdminRefund), adminRefund},
		{string(btnAdminCover), adminCover},
		{string(btnAdminRetry), adminRetry},
		{string(btnEvidence), adminEvidence},
		{string(btnAdminReview), adminReview},
	}
	return command{
		Definition: Definition{
			Kind: Command, Name: "admin", Description: string(defAdmin),
			Options: []OptionDefinition{
				{Name: "order", Description: string(defAdminOrder), Type: Subcommand, Options: []OptionDefinition{
					{Name: "order", Description: string(defOrder), Type: StringOption, Required: true, Autocomplete: true},
					{Name: "do", Description: string(defAdminDo), Type: StringOption, Choices: choices},
				}},
				adminSellerOption(),
				adminSellersOption(),
			},
		},
		run: func(ctx context.Context, r Request) Reply {
			switch r.Sub {
			case "seller":
				return t.runAdminSeller(ctx, r)
			case "sellers":
				return t.runAdminSellers(ctx, r)
			default:
				return t.runAdmin(ctx, r)
			}
		},
		complete: func(ctx context.Context, r Request) Reply {
			if r.Sub == "seller" {
				return t.completeAdminSeller(ctx, r)
			}
			return t.completeAdmin(ctx, r)
		},
		routes: t.sellerRoutes(map[string]handler{
			routeAdmin: t.showAdmin, routeAdminLook: t.lookAdmin,
			routeAdminFreeze: t.freeze, routeAdminRelease: t.release,
			routeAdminRefund: t.openAdminRefund, routeAdminRefunded: t.adminRefunded,
			routeAdminCover: t.askCover, routeAdminCoverYes: t.cover, routeAdminRetry: t.retryRefund,
		}),
	}
}

// runAdmin is /admin order order: it does what the option says, as the button would.
func (t *Till) runAdmin(ctx context.Context, r Request) Reply {
	v := r.voice()
	if !t.shop.Operates(r.Actor.ID) {
		return t.refuse(v, &shop.Error{Reason: shop.ReasonNotOperator})
	}
	id, err := shop.ParseOrderID(r.Options["order"])
	if err != nil {
		return t.refuse(v, err)
	}
	r.Route = NewRoute(routeAdmin, string(id))
	acts := map[string]handler{
		adminFreeze: t.freeze, adminRefund: t.openAdminRefund, adminCover: t.askCover,
		adminRetry: t.retryRefund, adminEvidence: t.showEvidence,
		adminReview: t.hideReview,
	}
	if act, ok := acts[r.Options["do"]]; ok {
		return act(ctx, r)
	}
	if r.Options["do"] == adminRelease {
		return t.adminView(ctx, r, v.say(txtAdminPick))
	}
	return t.showAdmin(ctx, r)
}

// completeAdmin suggests every order, to operators.
func (t *Till) completeAdmin(ctx context.Context, r Request) Reply {
	const recent = 200
	if !t.shop.Operates(r.Actor.ID) {
		return Reply{}
	}
	orders, err := t.shop.Orders(ctx, shop.OrderQuery{Limit: recent})
	if err != nil {
		return Reply{Err: err}
	}
	return r.voice().choices(orders, r.Options["order"])
}

// operators loads an order for an operator.
func (t *Till) operators(ctx context.Context, r Request) (side, []shop.Entry, error) {
	o, entries, err := t.shop.OperatorOrder(ctx, r.Actor.ID, shop.OrderID(r.Route.Arg(0)))
	if err != nil {
		return side{}, nil, err
	}
	s, err := t.sideOf(ctx, r.voice(), r.Actor.ID, o)
	s.role = "" // an operator who buys or sells here looks on as an operator
	return s, entries, err
}

func (t *Till) showAdmin(ctx context.Context, r Request) Reply { return t.adminView(ctx, r, "") }

func (t *Till) lookAdmin(ctx context.Context, r Request) Reply {
	reply := t.adminView(ctx, r, "")
	reply.Update = true
	return reply
}

// refuseAdmin is refuse for operators, to whom every order is known.
func (t *Till) refuseAdmin(v voice, err error) Reply {
	if shop.ReasonOf(err) == shop.ReasonNoOrder {
		return private(v.say(txtAdminNoOrder))
	}
	return t.refuse(v, err)
}

// did answers an act: the view in the place of the one that was tapped, with what
// was done above it.
func (t *Till) did(ctx context.Context, r Request, err error, said phrase) Reply {
	if err != nil {
		return t.refuseAdmin(r.voice(), err)
	}
	reply := t.adminView(ctx, r, r.voice().say(said))
	reply.Update = r.Kind == Tap
	return reply
}

func (t *Till) freeze(ctx context.Context, r Request) Reply {
	_, err := t.shop.Freeze(ctx, r.Cause, r.actor(), shop.OrderID(r.Route.Arg(0)))
	return t.did(ctx, r, err, txtAdminFrozen)
}

func (t *Till) release(ctx context.Context, r Request) Reply {
	_, err := t.shop.Release(ctx, r.Cause, r.actor(), shop.OrderID(r.Route.Arg(0)), shop.HoldKind(r.picked()))
	return t.did(ctx, r, err, txtAdminReleased)
}

func (t *Till) retryRefund(ctx context.Context, r Request) Reply {
	_, err := t.shop.RetryRefund(ctx, r.Cause, r.actor(), shop.OrderID(r.Route.Arg(0)))
	return t.did(ctx, r, err, txtAdminRetried)
}

// askCover asks once more, since it is the operator's own money.
func (t *Till) askCover(ctx context.Context, r Request) Reply {
	v := r.voice()
	s, _, err := t.operators(ctx, r)
	if err != nil {
		return t.refuseAdmin(v, err)
	}
	waits := s.waiting()
	if waits.IsZero() {
		return t.refuse(v, &shop.Error{Reason: shop.ReasonNoRefundFailed})
	}
	return private(s.tell(txtAdminCoverAsk, "amount", s.money(waits)),
		button(v.say(btnAdminCoverYes, "amount", s.money(waits)), Primary, s.route(routeAdminCoverYes)),
		button(v.say(btnAdminCoverNo), Secondary, s.route(routeKeep)))
}

func (t *Till) cover(ctx context.Context, r Request) Reply {
	_, err := t.shop.Cover(ctx, r.Cause, r.actor(), shop.OrderID(r.Route.Arg(0)))
	return t.did(ctx, r, err, txtAdminCovered)
}

// openAdminRefund opens the form.
func (t *Till) openAdminRefund(ctx context.Context, r Request) Reply {
	s, _, err := t.operators(ctx, r)
	if err == nil {
		err = unrefunded(s.order)
	}
	if err != nil {
		return t.refuseAdmin(r.voice(), err)
	}
	return s.refundForm(routeAdminRefunded, "", "")
}

// adminRefunded takes the form.
func (t *Till) adminRefunded(ctx context.Context, r Request) Reply {
	s, _, err := t.operators(ctx, r)
	if err != nil {
		return t.refuseAdmin(r.voice(), err)
	}
	if _, _, err = t.giveBack(ctx, r, s); err != nil && mended(err) {
		return t.again(r, s, err, routeAdminRefund)
	}
	return t.did(ctx, r, err, txtAdminRefunds)
}
