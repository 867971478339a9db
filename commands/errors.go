package commands

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	"till/shop"
	"till/shop/money"
)

// refuse puts an error into words for whoever caused it. Only they see it.
// What has no words is on us, and is handed to the adapter's log. fill is for
// placeholders of which it does not know by itself.
func (t *Till) refuse(v voice, err error, fill ...string) Reply {
	operator, provider := t.shop.Held()
	operator, provider = plain(operator), plain(provider)
	e, _ := errors.AsType[*shop.Error](err)
	bad, isPrice := errors.AsType[*money.Error](err)
	if isPrice && (e == nil || e.Reason == shop.ReasonPrice || e.Reason == "") {
		return private(v.problem(bad))
	}
	if e == nil || reasonWords[e.Reason] == "" {
		return Reply{Private: true, Message: Message{Text: v.say(txtUnknownError, "operator", operator)}, Err: err}
	}
	text := v.say(reasonWords[e.Reason], append(fill, "operator", operator, "provider", provider,
		"amount", v.money(e.Amount), "until", relativeTime(e.Until), "ref", e.Order.String(), "currencies", t.currencies(), "countries", v.countries(t.shop.Policy().ShipTo), "other", v.say(txtOtherSide),
		"days", v.say(txtDaysFit), "most", v.number(t.shop.MostHandling()),
		"left", v.count(int(e.Count), txtLeftOne, txtLeftMany))...)
	return private(text, t.remedy(v, e.Reason)...)
}

// problem says what is wrong with an amount. The package money has the English
// words, since it knows best what is wrong.
func (v voice) problem(e *money.Error) string {
	names := append(slices.Clone(e.Names), "", "")
	return v.say(phrase(e.Problem), "a", names[0], "b", names[1])
}

// refuseOn is refuse for an act on somebody's order: when only the other side
// can help, it names them.
func (t *Till) refuseOn(ctx context.Context, r Request, id shop.OrderID, err error) Reply {
	v := r.voice()
	if shop.ReasonOf(err) != shop.ReasonShipped {
		return t.refuse(v, err)
	}
	s, sideErr := t.side(ctx, v, r.Actor.ID, id)
	if sideErr != nil {
		return t.refuse(v, err)
	}
	other := s.buyer()
	if s.role == shop.RoleBuyer {
		other = plain(s.seller.Name)
	}
	reply := t.refuse(v, err, "other", other)
	reply.Rows = append(reply.Rows, buttons(s.next(routeAsk))...)
	return reply
}

// remedy is the buttons that lead out of a refusal.
func (t *Till) remedy(v voice, reason shop.Reason) []Button {
	switch reason {
	case shop.ReasonNotSeller:
		return []Button{button(v.say(btnSetUp), Primary, routeSell), button(v.say(btnHowToSell), Secondary, NewRoute(routeHelp, guideSell))}
	case shop.ReasonNotEligible:
		return []Button{button(v.say(btnGoOn), Primary, routeSell)}
	case shop.ReasonNoConversation:
		return []Button{
			button(v.say(btnSeeShops), Primary, routeShops),
			button(v.say(btnHowToBuy), Secondary, NewRoute(routeHelp, guideBuy)),
			button(v.say(btnHowToSell), Secondary, NewRoute(routeHelp, guideSell)),
		}
	case shop.ReasonDebt:
		return []Button{button(v.say(btnMyPayouts), Primary, NewRoute(routePayouts))}
	case shop.ReasonShopWaiting, shop.ReasonShopRefused, shop.ReasonSuspended:
		return []Button{button(v.say(btnMyShop), Primary, routeSell), button(v.say(btnMyOrders), Secondary, NewRoute(routeList, filterAll))}
	case shop.ReasonNotListed:
		return []Button{button(v.say(btnSeeShops), Primary, routeShops), button(v.say(btnHowToBuy), Secondary, NewRoute(routeHelp, guideBuy))}
	case shop.ReasonLimitRequest, shop.ReasonLimitWeek:
		return []Button{button(v.say(btnMyShop), Secondary, routeSell)}
	case shop.ReasonShipTo:
		return []Button{button(v.say(btnFillAgain), Primary, NewRoute(routeSetting, setShipTo))}
	case shop.ReasonNoShop:
		return []Button{button(v.say(btnSeeShops), Primary, routeShops)}
	default:
		return nil
	}
}

// currencies lists what prices may be in.
func (t *Till) currencies() string {
	var all []string
	for _, c := range slices.Sorted(maps.Keys(t.shop.Policy().Limits)) {
		all = append(all, string(c))
	}
	return strings.Join(all, ", ")
}
