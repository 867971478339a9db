package commands

import (
	"context"

	"till/shop"
)

// pay is the Pay button: the provider's page, for the buyer alone.
func (t *Till) pay() command {
	return command{routes: map[string]handler{routePay: t.openPage}}
}

// openPage answers later, since the provider may take seconds.
func (t *Till) openPage(_ context.Context, r Request) Reply {
	v, id := r.voice(), shop.OrderID(r.Route.Arg(0))
	return Reply{Private: true, Later: func(ctx context.Context) Reply {
		page, err := t.shop.OpenCheckout(ctx, r.actor(), id)
		if err != nil {
			return t.refuse(v, err)
		}
		s, err := t.side(ctx, v, r.Actor.ID, id)
		if err != nil {
			return t.refuse(v, err)
		}
		about, install := txtPage, []Button(nil)
		if r.Shared {
			about, install = txtPageShared, r.install()
		}
		text := s.tell(about, "open", when(page.ExpiresAt))
		if page.Customer != "" {
			text += "\n" + s.tell(txtPageSaved)
		}
		return private(text,
			append([]Button{{Label: v.say(btnPage), Style: Link, URL: page.URL}}, install...)...)
	}}
}
