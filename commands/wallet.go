package commands

import (
	"context"
	"strconv"

	"till/shop"
)

const (
	routeWallet    = "wallet"
	routeForget    = "forget"    // asks once more; the argument is which of the person's customers it is about
	routeForgetYes = "forgetyes" // the same
)

// wallet is /wallet: what the provider saved for somebody, on its own page, and an
// end to it.
func (t *Till) wallet() command {
	return command{
		Definition: Definition{Kind: Command, Name: "wallet", Description: string(defWallet)},
		run:        t.openWallet,
		routes: map[string]handler{
			routeWallet:    t.openWallet,
			routeForget:    t.askForget,
			routeForgetYes: t.forget,
		},
	}
}

// openWallet answers later, since the provider may take seconds.
func (t *Till) openWallet(_ context.Context, r Request) Reply {
	v := r.voice()
	return Reply{Private: true, Later: func(ctx context.Context) Reply {
		wallet, err := t.shop.Wallet(ctx, r.actor())
		forget := button(v.say(btnForget), Secondary, NewRoute(routeForget, strconv.Itoa(wallet.N)))
		_, provider := t.shop.Held()
		switch {
		case shop.ReasonOf(err) == shop.ReasonNoWallet:
			reply := t.refuse(v, err)
			reply.Rows = buttons(forget)
			return reply
		case err != nil:
			return t.refuse(v, err)
		case wallet.N == 0:
			return private(v.say(txtWalletNone, "provider", plain(provider)),
				button(v.say(btnMyPurchases), Primary, NewRoute(routeList, filterBought)),
				button(v.say(btnHowToBuy), Secondary, NewRoute(routeHelp, guideBuy)))
		default:
			return private(v.say(txtWallet, "provider", plain(provider)),
				Button{Label: v.say(btnWalletPage), Style: Link, URL: wallet.Link}, forget)
		}
	}}
}

func (t *Till) askForget(_ context.Context, r Request) Reply {
	v := r.voice()
	_, provider := t.shop.Held()
	return private(v.say(txtForgetAsk, "provider", plain(provider)),
		button(v.say(btnForgetYes), Danger, NewRoute(routeForgetYes, r.Route.Arg(0))),
		button(v.say(btnForgetNo), Secondary, routeKeep))
}

func (t *Till) forget(ctx context.Context, r Request) Reply {
	v := r.voice()
	n, err := strconv.Atoi(r.Route.Arg(0))
	if err != nil {
		n = 0 // nobody's
	}
	if err := t.shop.ForgetWallet(ctx, r.Cause, r.actor(), n); err != nil {
		return t.refuse(v, err)
	}
	_, provider := t.shop.Held()
	return rewrite(v.say(txtForgotten, "provider", plain(provider)),
		button(v.say(btnMyPurchases), Secondary, NewRoute(routeList, filterBought)))
}
