package commands

import (
	"context"

	"till/shop"
)

const (
	routeProduct     = "product"     // a product's card
	routeProducts    = "products"    // a page of the catalogue, by its number
	routeProductAdd  = "productadd"  // opens the form of a new product
	routeProductNew  = "productnew"  // that form
	routeProductEdit = "productedit" // opens the form of a product
	routeProductSet  = "productset"  // that form
	routeProductDrop = "productdrop" // asks before it is removed
	routeProductGone = "productgone" // removes it
	routeProductKeep = "productkeep"
	routeProductSell = "productsell" // asks whom to send a request for it
	routeProductFor  = "productfor"  // opens the request's form for whom was picked
)

// product is /product: the seller's catalogue.
func (t *Till) product() command {
	which := OptionDefinition{Name: "product", Description: string(defProductWhich), Type: StringOption, Required: true, Autocomplete: true}
	text := func(name string, about phrase, most int) OptionDefinition {
		return OptionDefinition{Name: name, Description: string(about), Type: StringOption, MaxLength: most}
	}
	about := func(stock phrase) []OptionDefinition {
		return []OptionDefinition{
			text("name", defProductName, shop.MaxItem), text("price", defProductPrice, maxAmount),
			text("shipping", defProductShipping, maxAmount), text("stock", stock, maxAmount),
			text("description", defProductDescription, shop.MaxDescription),
			{Name: "photo", Description: string(defPhoto), Type: FileOption},
		}
	}
	return command{
		Definition: Definition{
			Kind: Command, Name: "product", Description: string(defProduct),
			Options: []OptionDefinition{
				{Name: "add", Description: string(defProductAdd), Type: Subcommand, Options: about(defProductStock)},
				{Name: "edit", Description: string(defProductEdit), Type: Subcommand, Options: append([]OptionDefinition{which}, about(defProductLeft)...)},
				{Name: "list", Description: string(defProductList), Type: Subcommand},
				{Name: "remove", Description: string(defProductRemove), Type: Subcommand, Options: []OptionDefinition{which}},
			},
		},
		run: func(ctx context.Context, r Request) Reply {
			switch r.Sub {
			case "add":
				return t.addProduct(ctx, r)
			case "edit":
				return t.editProduct(ctx, r)
			case "remove":
				return t.askRemove(ctx, r, r.Options["product"])
			default:
				return t.listProducts(ctx, r, 0)
			}
		},
		complete: t.completeProduct,
		routes: map[string]handler{
			routeProduct: func(ctx context.Context, r Request) Reply {
				if id := r.Route.Arg(0); id != "" {
					return t.openProduct(ctx, r, id)
				}
				return t.openProduct(ctx, r, r.picked())
			},
			routeProducts:    t.turnProducts,
			routeProductAdd:  func(ctx context.Context, r Request) Reply { return t.productForm(ctx, r, "") },
			routeProductNew:  t.saveNewProduct,
			routeProductEdit: func(ctx context.Context, r Request) Reply { return t.productForm(ctx, r, r.Route.Arg(0)) },
			routeProductSet:  func(ctx context.Context, r Request) Reply { return t.saveProduct(ctx, r, r.Route.Arg(0)) },
			routeProductDrop: func(ctx context.Context, r Request) Reply { return t.askRemove(ctx, r, r.Route.Arg(0)) },
			routeProductGone: t.removeProduct,
			routeProductKeep: func(_ context.Context, r Request) Reply { return rewrite(r.voice().say(txtProductKept)) },
			routeProductSell: t.sellProduct,
			routeProductFor:  t.sellProductTo,
		},
	}
}

// completeProduct suggests the seller's products.
func (t *Till) completeProduct(ctx context.Context, r Request) Reply {
	v := r.voice()
	found, err := t.shop.Products(ctx, shop.ProductQuery{Seller: r.Actor.ID, Text: r.Options["product"], Limit: maxOptions})
	if err != nil {
		return Reply{Err: err}
	}
	var choices []Choice
	for _, p := range found {
		rest := " · " + v.money(p.Price) + " · " + v.left(p)
		choices = append(choices, Choice{Name: clip(p.Name, maxOption-len([]rune(rest))) + rest, Value: string(p.ID)})
	}
	return Reply{Choices: choices}
}

// left says how many of a product are left to sell.
func (v voice) left(p shop.Product) string {
	switch {
	case !p.Stock.Limited:
		return v.say(txtUnlimited)
	case p.Stock.Out():
		return v.say(txtSoldOut)
	default:
		return v.count(int(p.Stock.Left), txtLeftOne, txtLeftMany)
	}
}

// askRemove asks before a product is removed.
func (t *Till) askRemove(ctx context.Context, r Request, which string) Reply {
	v := r.voice()
	p, err := t.shop.Product(ctx, r.Actor.ID, which)
	if err != nil {
		return t.refuse(v, err)
	}
	return private(v.say(txtProductRemove, "name", plain(p.Name)),
		button(v.say(btnProductYes), Danger, NewRoute(routeProductGone, string(p.ID))),
		button(v.say(btnProductNo), Secondary, routeProductKeep))
}

func (t *Till) removeProduct(ctx context.Context, r Request) Reply {
	v := r.voice()
	p, err := t.shop.RemoveProduct(ctx, r.Cause, r.actor(), shop.ProductID(r.Route.Arg(0)))
	if err != nil {
		return t.refuse(v, err)
	}
	reply := private(v.say(txtProductRemoved, "name", plain(p.Name)), button(v.say(btnProducts), Secondary, routeProducts))
	reply.Update = true
	return reply
}
