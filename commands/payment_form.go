package commands

import (
	"context"

	"till/shop"
)

// requestMenu is "Request payment" on a person.
func (t *Till) requestMenu() command {
	return command{
		Definition: Definition{Kind: UserMenu, Name: string(defRequestMenu)},
		run: func(ctx context.Context, r Request) Reply {
			buyer := shop.UserID(r.Target)
			if no := t.mayRequest(ctx, r, buyer); no != nil {
				return *no
			}
			return t.requestForm(r, buyer, shop.Product{})
		},
	}
}

// requestInput is one field of the form.
type requestInput struct {
	label, hint phrase
	longest     int
}

// How long what is typed for an amount may be, and for several.
const (
	longestPrice   = 40
	longestOptions = 300
)

// requestInputs holds the fields by the names of the command's options.
var requestInputs = map[string]requestInput{
	"item":     {txtInputItem, txtHintItem, shop.MaxItem},
	"price":    {txtInputPrice, txtHintPrice, longestPrice},
	"quantity": {txtInputQuantity, "", 3},
	"shipping": {txtInputShipping, txtHintShipping, longestOptions},
	"tax":      {txtInputTax, txtHintPrice, longestPrice},
	"note":     {txtInputNote, txtHintNote, shop.MaxNote},
}

// maxInputs is how many fields Discord's forms hold.
const maxInputs = 5

// requestForm asks for what a request still needs, with what is known already
// filled in. A form holds five fields: item, price, what was given, and then
// what is most often wanted.
func (t *Till) requestForm(r Request, buyer shop.UserID, p shop.Product) Reply {
	v := r.voice()
	shown := map[string]bool{"item": true, "price": true}
	for _, name := range []string{"quantity", "shipping", "tax", "note"} {
		if r.Options[name] != "" {
			shown[name] = true
		}
	}
	if len(shown) > maxInputs {
		return private(v.say(txtTooMuchAsked))
	}
	for _, name := range []string{"shipping", "quantity", "note"} {
		if len(shown) < maxInputs {
			shown[name] = true
		}
	}
	form := &Modal{Route: requestRoute(routeRequest, buyer, p), Title: v.say(txtModalRequest)}
	for _, name := range []string{"item", "price", "quantity", "shipping", "tax", "note"} {
		if !shown[name] {
			continue
		}
		about, value := requestInputs[name], r.Options[name]
		input := Input{
			Name: name, Label: v.say(about.label), Placeholder: v.say(about.hint),
			MaxLength: about.longest, Required: name == "item" || name == "price", Paragraph: name == "note",
		}
		if name == "quantity" && value == "" {
			value = "1"
		}
		input.Value = clip(value, about.longest)
		form.Inputs = append(form.Inputs, input)
	}
	return Reply{Modal: form}
}

// requestRoute names a buyer, and the product that a request is for, or a photo.
func requestRoute(name string, buyer shop.UserID, p shop.Product) Route {
	about := string(p.ID)
	if about == "" {
		about = string(p.Photo)
	}
	if route := NewRoute(name, string(buyer), about); about != "" && fits(route) {
		return route
	}
	return NewRoute(name, string(buyer))
}
