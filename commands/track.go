package commands

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"till/shop"
	"till/shop/money"
)

// track is /track and the Track button: an order's story, for either side.
func (t *Till) track() command {
	return command{
		Definition: Definition{
			Kind: Command, Name: "track", Description: string(defTrack),
			Options: []OptionDefinition{{Name: "order", Description: string(defOrder), Type: StringOption, Required: true, Autocomplete: true}},
		},
		run: func(ctx context.Context, r Request) Reply {
			id, err := shop.ParseOrderID(r.Options["order"])
			if err != nil {
				return t.refuse(r.voice(), err)
			}
			return t.timeline(ctx, r, id)
		},
		complete: func(ctx context.Context, r Request) Reply {
			return t.completeOrder(ctx, r, filterNamed(filterAll), filterNamed(filterBought))
		},
		routes: map[string]handler{
			routeTrack: func(ctx context.Context, r Request) Reply { return t.timeline(ctx, r, shop.OrderID(r.Route.Arg(0))) },
		},
	}
}

// timeline tells what happened, oldest first, and what is next.
func (t *Till) timeline(ctx context.Context, r Request, id shop.OrderID) Reply {
	v := r.voice()
	o, entries, err := t.shop.Timeline(ctx, r.Actor.ID, id)
	if err != nil {
		return t.refuse(v, err)
	}
	s, err := t.sideOf(ctx, v, r.Actor.ID, o)
	if err != nil {
		return t.refuse(v, err)
	}
	var story []string
	for _, e := range entries {
		if words := s.happened(e); words != "" {
			story = append(story, exactTime(e.At)+"\n"+words)
		}
	}
	end := strings.Join(nonEmpty(s.parcels(), s.state(), s.moneyGoesBack()), "\n\n")
	body, left := "", maxBody-utf8.RuneCountInString(end)-100
	for _, line := range slices.Backward(story) { // the newest matter most
		if left -= utf8.RuneCountInString(line) + 1; left < 0 {
			body = s.say(txtStoryCut) + "\n" + body
			break
		}
		body = line + "\n" + body
	}
	return Reply{Private: true, Message: Message{
		Cards: []Card{{Color: s.color(), Title: s.tell(txtCardTitle), Body: strings.TrimSpace(body) + "\n\n" + end}},
		Rows:  withoutTrack(s.buttons()),
	}}
}

// happened puts a journal entry into words for this side; "" for what is only
// of the books.
func (s side) happened(e shop.Entry) string {
	about := actWords[e.Act]
	p := about.seller
	if s.role == shop.RoleBuyer {
		p = about.buyer
	}
	repeated := e.From != "" && e.From == e.To
	switch {
	case e.Act == shop.Act(shop.EventCancel) && e.Actor == "":
		p = txtNotShipped
	case e.Act == shop.Act(shop.EventCancel) && e.Actor == s.order.Buyer: // of a payment that arrived later
		p = actWords[shop.Act(shop.EventDecline)].seller
		if s.role == shop.RoleBuyer {
			p = actWords[shop.Act(shop.EventDecline)].buyer
		}
	case e.Act == shop.Act(shop.EventDeliver) && repeated, e.Act == shop.Act(shop.EventPaymentFailed) && repeated:
		return ""
	}
	if p == "" {
		return ""
	}
	return s.tell(p, "amount", s.fact(e.Facts, "amount"), "total", s.money(s.order.Total))
}

// fact is an amount among a journal entry's or a notice's facts.
func (s side) fact(facts map[string]string, name string) string {
	m, err := money.Parse(facts[name], "")
	if err != nil {
		m = s.order.Total
	}
	return s.money(m)
}

func nonEmpty(all ...string) []string {
	var some []string
	for _, text := range all {
		if text != "" {
			some = append(some, text)
		}
	}
	return some
}

// withoutTrack leaves out the button that led here.
func withoutTrack(rows []Row) []Row {
	for i := range rows {
		var kept []Button
		for _, b := range rows[i].Buttons {
			if b.Route.Name() != routeTrack {
				kept = append(kept, b)
			}
		}
		rows[i].Buttons = kept
	}
	return rows
}
