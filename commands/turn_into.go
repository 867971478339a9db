package commands

import (
	"context"
	"regexp"
	"strings"

	"till/shop"
	"till/shop/money"
)

// requestMessageMenu is "Turn into a request" on a message: its writer pays for
// what it says.
func (t *Till) requestMessageMenu() command {
	return command{
		Definition: Definition{Kind: MessageMenu, Name: string(defTurnIntoMenu)},
		run: func(ctx context.Context, r Request) Reply {
			buyer := r.Author
			if c, err := t.shop.Relayed(ctx, r.Actor.ID, r.Target); err == nil {
				buyer = c.Buyer // the bot wrote it, and only handed it on
				_, said, found := strings.Cut(r.Text, "\n>>> ")
				if r.Text = said; !found {
					r.Text = ""
				}
			}
			if no := t.mayRequest(ctx, r, buyer); no != nil {
				return *no
			}
			r.Options = t.readWish(r.Text)
			return t.requestForm(r, buyer, shop.Product{})
		},
	}
}

var (
	// priced is an amount that says its currency: a mere number may be a size.
	priced = regexp.MustCompile(`(?:[A-Z]{3}|[$€£¥₩])\s?\d[\d.,]*\d|(?:[A-Z]{3}|[$€£¥₩])\s?\d|\d[\d.,]*\s?(?:[A-Z]{3}\b|[$€£¥₩])`)
	anyone = regexp.MustCompile(`<[@#:a][^>]*>|@(?:everyone|here)`)
)

// readWish reads what is wanted from a message, and a price if it names exactly
// one.
func (t *Till) readWish(text string) map[string]string {
	options := make(map[string]string)
	prices := priced.FindAllString(text, -1)
	if len(prices) == 1 {
		if price, err := money.Parse(prices[0], t.shop.Policy().Currency); err == nil {
			options["price"] = price.String()
			text = strings.Replace(text, prices[0], "", 1)
		}
	}
	text = strings.Join(strings.Fields(anyone.ReplaceAllString(text, " ")), " ")
	options["item"] = strings.Trim(text, " .,;:-–—?")
	return options
}
