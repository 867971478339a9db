package commands

import (
	"context"
	"regexp"
	"strconv"
	"strings"

	"till/shop"
	"till/shop/money"
)

// productFields are what is said of a product, by the names of the command's
// options.
var productFields = []struct {
	name        string
	label, hint phrase
	longest     int
}{
	{"name", txtInputItem, txtHintItem, shop.MaxItem},
	{"price", txtInputPrice, txtHintPrice, maxAmount},
	{"shipping", txtInputShipping, txtHintPrice, maxAmount},
	{"stock", txtInputStock, txtHintStock, maxAmount},
	{"description", txtInputDescription, "", shop.MaxDescription},
}

// addProduct adds a product, or asks for what is missing.
func (t *Till) addProduct(ctx context.Context, r Request) Reply {
	if len(r.Files) > 0 {
		return t.withPhoto(r, func(id shop.PhotoID) Route { return NewRoute(routeProductAdd, string(id)) }, t.addProduct)
	}
	if strings.TrimSpace(r.Options["name"]) == "" || strings.TrimSpace(r.Options["price"]) == "" {
		return t.productForm(ctx, r, "")
	}
	return t.saveNewProduct(ctx, r)
}

// editProduct changes what the options say, or asks for it.
func (t *Till) editProduct(ctx context.Context, r Request) Reply {
	if len(r.Files) > 0 {
		return t.withPhoto(r, func(shop.PhotoID) Route { return NewRoute(routeProductEdit, r.Options["product"]) }, t.editProduct)
	}
	if r.photo != "" {
		return t.saveProduct(ctx, r, r.Options["product"])
	}
	for _, f := range productFields {
		if r.Options[f.name] != "" {
			return t.saveProduct(ctx, r, r.Options["product"])
		}
	}
	return t.productForm(ctx, r, r.Options["product"])
}

// productForm opens the form of a product, or of a new one. What is left in stock
// changes while the form is open, so it is not filled in: the seller would put
// back what somebody has taken.
func (t *Till) productForm(ctx context.Context, r Request, which string) Reply {
	v := r.voice()
	form := &Modal{Route: photoRoute(routeProductNew, r), Title: v.say(txtModalProductAdd)}
	values := r.Options
	hint := v.say(txtHintStock)
	if which != "" {
		p, err := t.shop.Product(ctx, r.Actor.ID, which)
		if err != nil {
			return t.refuse(v, err)
		}
		form.Route, form.Title = NewRoute(routeProductSet, string(p.ID)), v.say(txtModalProductEdit)
		values = map[string]string{"name": p.Name, "price": p.Price.String(), "description": p.Description}
		if !p.Shipping.IsZero() {
			values["shipping"] = p.Shipping.String()
		}
		hint = v.say(txtHintStockNow, "left", v.left(p))
	} else if _, err := t.shop.Seller(ctx, r.Actor.ID); err != nil {
		return t.refuse(v, err)
	}
	for _, f := range productFields {
		input := Input{
			Name: f.name, Label: v.say(f.label), Placeholder: v.say(f.hint), Value: clip(values[f.name], f.longest),
			MaxLength: f.longest, Required: f.name == "name" || f.name == "price", Paragraph: f.name == "description",
		}
		if f.name == "stock" {
			input.Placeholder = hint
		}
		form.Inputs = append(form.Inputs, input)
	}
	return Reply{Modal: form}
}

func (t *Till) saveNewProduct(ctx context.Context, r Request) Reply {
	v := r.voice()
	c, err := t.productChange(ctx, r)
	if err == nil {
		in := shop.ProductInput{Cause: r.Cause, Actor: r.actor(), Name: r.option("name"), Description: r.option("description"), Stock: c.Stock}
		in.Photo = photoOf(r)
		if c.Price != nil {
			in.Price = *c.Price
		}
		if c.Shipping != nil {
			in.Shipping = *c.Shipping
		}
		var p shop.Product
		if p, err = t.shop.AddProduct(ctx, in); err == nil {
			return v.saved(txtProductAdded, p)
		}
	}
	return t.refuseProduct(ctx, v, r, err, photoRoute(routeProductAdd, r))
}

func (t *Till) saveProduct(ctx context.Context, r Request, which string) Reply {
	v := r.voice()
	p, err := t.shop.Product(ctx, r.Actor.ID, which)
	if err != nil {
		return t.refuse(v, err)
	}
	c, err := t.productChange(ctx, r)
	if r.photo != "" {
		c.Photo = &r.photo
	}
	if err == nil {
		if p, err = t.shop.EditProduct(ctx, r.Cause, r.actor(), p.ID, c); err == nil {
			return v.saved(txtProductEdited, p)
		}
	}
	return t.refuseProduct(ctx, v, r, err, NewRoute(routeProductEdit, which))
}

// photoOf is the photo of a new product: the command's, or the one that its form
// was opened with.
func photoOf(r Request) shop.PhotoID {
	if r.photo != "" {
		return r.photo
	}
	return about(r.Route.Arg(0)).Photo
}

// photoRoute leads to the form of a new product, with its photo if it has one.
func photoRoute(name string, r Request) Route {
	if id := photoOf(r); id != "" {
		return NewRoute(name, string(id))
	}
	return NewRoute(name)
}

// saved says that a product is as it was typed.
func (v voice) saved(done phrase, p shop.Product) Reply {
	return private(v.say(done, "name", plain(p.Name), "price", v.money(p.Price), "left", v.left(p)),
		button(v.say(btnProductOpen), Primary, NewRoute(routeProduct, string(p.ID))),
		button(v.say(btnProductAdd), Secondary, routeProductAdd),
		button(v.say(btnProducts), Secondary, routeProducts))
}

// refuseProduct says what is wrong, and shows what was typed again, since the
// form is gone.
func (t *Till) refuseProduct(ctx context.Context, v voice, r Request, err error, again Route) Reply {
	reply := t.refuse(v, t.overLimit(ctx, r, err))
	if shop.ReasonOf(err) == shop.ReasonNotSeller {
		return reply
	}
	reply.Text += "\n\n" + v.say(txtYouWrote)
	for _, f := range productFields {
		if text := r.option(f.name); text != "" {
			reply.Text += "\n" + v.say(txtYouWroteLine, "name", v.say(f.label), "text", clip(plain(text), 200))
		}
	}
	reply.Rows = append(reply.Rows, buttons(button(v.say(btnFillAgain), Primary, again))...)
	return reply
}

var unlimited = regexp.MustCompile(`^(?i:[-–—]|none|no|no limit|unlimited|∞)$`)

// productChange reads what was typed of a product: all fields of a form, or the
// options that were given. A stock that is left empty stays as it is.
func (t *Till) productChange(ctx context.Context, r Request) (c shop.ProductChange, err error) {
	given := func(name string) (string, bool) {
		if r.Kind == Submit {
			text, ok := r.Fields[name]
			return text, ok
		}
		return r.Options[name], r.Options[name] != ""
	}
	seller, err := t.shop.Seller(ctx, r.Actor.ID)
	if err != nil {
		return c, err
	}
	fallback := t.shop.PriceIn(seller)
	if text, ok := given("name"); ok {
		c.Name = &text
	}
	if text, ok := given("description"); ok {
		c.Description = &text
	}
	if text, ok := given("price"); ok {
		price, err := money.Parse(text, fallback)
		if err != nil {
			return c, err
		}
		c.Price, fallback = &price, price.Currency
	}
	if text, ok := given("shipping"); ok {
		shipping, err := parseExtra(text, fallback)
		if err != nil {
			return c, err
		}
		c.Shipping = &shipping
	}
	text, _ := given("stock")
	switch text = strings.TrimSpace(text); {
	case unlimited.MatchString(text):
		c.Unlimited = true
	case text != "":
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return c, &shop.Error{Code: shop.Invalid, Reason: shop.ReasonStockNumber, Message: "stock", Err: err}
		}
		c.Stock = &n
	}
	return c, nil
}
