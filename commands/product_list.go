package commands

import (
	"context"
	"strconv"
	"strings"

	"till/shop"
)

// productsPage is how many products a page shows.
const productsPage = 10

func (t *Till) turnProducts(ctx context.Context, r Request) Reply {
	n, _ := strconv.Atoi(r.Route.Arg(0)) // what is no number is the first page
	reply := t.listProducts(ctx, r, max(n, 0))
	reply.Update = r.Route.Arg(0) != "" && reply.Err == nil
	return reply
}

// listProducts shows a page of the seller's catalogue, by name, with a menu that
// opens a product's card.
func (t *Till) listProducts(ctx context.Context, r Request, n int) Reply {
	v := r.voice()
	if _, err := t.shop.Seller(ctx, r.Actor.ID); err != nil {
		return t.refuse(v, err)
	}
	n = min(n, 1_000_000) // of a button that nobody made
	found, err := t.shop.Products(ctx, shop.ProductQuery{Seller: r.Actor.ID, Skip: n * productsPage, Limit: productsPage + 1})
	switch {
	case err != nil:
		return t.refuse(v, err)
	case len(found) == 0 && n > 0:
		return t.listProducts(ctx, r, 0) // they were removed since
	case len(found) == 0:
		return private(v.say(txtProductsNone), button(v.say(btnProductAdd), Primary, routeProductAdd))
	}
	more := len(found) > productsPage
	var entries []string
	pick := Select{Route: routeProduct, Placeholder: v.say(txtPlaceholderProduct)}
	for _, p := range found[:min(len(found), productsPage)] {
		entries = append(entries, v.say(txtProductEntry, "name", plain(p.Name), "price", v.money(p.Price), "stock", v.left(p)))
		pick.Options = append(pick.Options, Option{
			Label: clip(p.Name, maxOption), Value: string(p.ID), Description: clip(v.money(p.Price)+" · "+v.left(p), maxOption),
		})
	}
	back := button(v.say(btnPageBack), Secondary, NewRoute(routeProducts, strconv.Itoa(n-1)))
	next := button(v.say(btnPageNext), Secondary, NewRoute(routeProducts, strconv.Itoa(n+1)))
	back.Disabled, next.Disabled = n == 0, !more
	turn := []Button{button(v.say(btnProductAdd), Primary, routeProductAdd)}
	if n > 0 || more {
		turn = append(turn, back, next)
	}
	return Reply{Private: true, Message: Message{
		Cards: []Card{{Color: Neutral, Title: v.say(txtProductsTitle), Body: strings.Join(entries, "\n")}},
		Rows:  append([]Row{{Select: &pick}}, buttons(turn...)...),
	}}
}

// openProduct shows one product's card.
func (t *Till) openProduct(ctx context.Context, r Request, which string) Reply {
	v := r.voice()
	p, err := t.shop.Product(ctx, r.Actor.ID, which)
	if err != nil {
		return t.refuse(v, err)
	}
	price := txtProductPrice
	if p.Shipping.IsZero() {
		price = txtProductPriceFree
	}
	body := []string{
		v.say(price, "price", v.money(p.Price), "shipping", v.money(p.Shipping)),
		v.say(txtProductStock, "left", v.left(p), "reserved", v.number(int(p.Stock.Reserved)), "sold", v.number(int(p.Stock.Sold))),
	}
	if p.Description != "" {
		body = append(body, plain(p.Description))
	}
	color := Neutral
	if p.Stock.Out() {
		color = Notice
	}
	return Reply{Private: true, Message: t.pictured(ctx, Message{
		Cards: []Card{{Color: color, Title: clip(plain(p.Name), maxTitle), Body: strings.Join(body, "\n\n")}},
		Rows: buttons(
			button(v.say(btnProductSell), Primary, NewRoute(routeProductSell, string(p.ID))),
			button(v.say(btnProductEdit), Secondary, NewRoute(routeProductEdit, string(p.ID))),
			button(v.say(btnProductRemove), Danger, NewRoute(routeProductDrop, string(p.ID))),
			button(v.say(btnProducts), Secondary, routeProducts),
		),
	}, p.Photo)}
}

// sellProduct asks for whom a request for the product is: of those the seller
// talks with, since a menu of the bot's can show no others.
func (t *Till) sellProduct(ctx context.Context, r Request) Reply {
	v := r.voice()
	p, err := t.shop.Product(ctx, r.Actor.ID, r.Route.Arg(0))
	if err != nil {
		return t.refuse(v, err)
	}
	buyers, err := t.shop.Buyers(ctx, r.Actor.ID, maxOptions)
	if err != nil {
		return t.refuse(v, err)
	}
	if len(buyers) == 0 {
		return private(v.say(txtProductSellNobody, "name", plain(p.Name)))
	}
	pick := Select{Route: NewRoute(routeProductFor, string(p.ID)), Placeholder: v.say(txtPlaceholderBuyer)}
	for _, c := range buyers {
		option := t.pickBuyer(ctx, r, c)
		option.Value = string(c.Buyer)
		pick.Options = append(pick.Options, option)
	}
	return Reply{Private: true, Message: Message{Text: v.say(txtProductSell, "name", plain(p.Name)), Rows: []Row{{Select: &pick}}}}
}

// sellProductTo opens the form of a request for the product.
func (t *Till) sellProductTo(ctx context.Context, r Request) Reply {
	r.Route = NewRoute(routeBill, r.picked(), r.Route.Arg(0))
	return t.openRequest(ctx, r)
}
