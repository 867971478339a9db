package commands

import (
	"context"
	"strings"

	"till/shop"
)

const (
	routeSaid    = "said"    // the form about an order
	routeReply   = "reply"   // opens the form for a conversation
	routeReplied = "replied" // that form
	routeSendTo  = "sendto"  // picks whom a typed message is for
)

// fieldText is the input of a form for a message.
const fieldText = "text"

// talk is what people say to one another: typed in the DM, through Message and
// through Reply.
func (t *Till) talk() command {
	return command{routes: map[string]handler{
		routeAsk:     t.openSay,
		routeSaid:    t.say,
		routeReply:   t.openReply,
		routeReplied: t.reply,
		routeSendTo:  t.sendDraft,
	}}
}

// typed passes on what somebody typed in the DM with the bot.
func (t *Till) typed(ctx context.Context, r Request) Reply {
	if strings.TrimSpace(r.Text) == "" && len(r.Files) == 0 {
		return Reply{}
	}
	said, err := t.shop.Say(ctx, shop.SayInput{
		Cause: r.Cause, Actor: r.actor(), ReplyTo: r.ReplyTo, Text: r.Text, Files: r.Files,
	})
	switch {
	case err != nil:
		return t.refuse(r.voice(), err)
	case len(said.Pick) > 0:
		return t.pickWhom(ctx, r, said.Pick)
	default:
		return t.passed(ctx, r, said.Conversation, txtSentShop)
	}
}

// passed says to whom something went: nothing at all would look broken. To a
// shop it is said with toShop.
func (t *Till) passed(ctx context.Context, r Request, c shop.Conversation, toShop phrase) Reply {
	v := r.voice()
	if r.Actor.ID == c.Seller {
		return private(v.say(txtSentBuyer, "buyer", mention(c.Buyer)))
	}
	seller, err := t.shop.Seller(ctx, c.Seller)
	if err != nil {
		return t.refuse(v, err)
	}
	return private(v.say(toShop, "shop", plain(seller.Name)))
}

// pickWhom asks whom a typed message is for. A menu shows no mentions, and the bot
// keeps nobody's name: a number leads from each option to the person above it.
func (t *Till) pickWhom(ctx context.Context, r Request, among []shop.Conversation) Reply {
	v := r.voice()
	pick := Select{Route: routeSendTo, Placeholder: v.say(txtPlaceholderSend)}
	lines := []string{v.say(txtPickWhom)}
	for i, c := range among[:min(len(among), maxOptions)] {
		who := mention(c.Buyer)
		option := t.pickBuyer(ctx, r, c)
		if r.Actor.ID == c.Buyer {
			seller, err := t.shop.Seller(ctx, c.Seller)
			if err != nil {
				return t.refuse(v, err)
			}
			who, option.Label = plain(seller.Name), seller.Name
		}
		n := v.number(i + 1)
		lines = append(lines, v.say(txtNumbered, "n", n, "who", who))
		option.Label = clip(v.say(txtNumbered, "n", n, "who", option.Label), maxOption)
		pick.Options = append(pick.Options, option)
	}
	return Reply{Private: true, Message: Message{Text: strings.Join(lines, "\n"), Rows: []Row{{Select: &pick}}}}
}

// pickBuyer is a conversation in a menu of the seller's: a menu cannot mention
// people, so it says what it was about last.
func (t *Till) pickBuyer(ctx context.Context, r Request, c shop.Conversation) Option {
	v := r.voice()
	option := Option{Value: string(c.ID), Label: v.say(txtPickBuyer)}
	if c.Order != "" {
		if o, err := t.shop.Order(ctx, r.Actor.ID, c.Order); err == nil {
			option.Label = v.say(txtPickBuyerAbout, "item", o.Item())
			option.Description = o.ID.String()
		}
	}
	if last, err := t.shop.Words(ctx, r.Actor.ID, c.ID, c.Messages); err == nil && last.Text != "" {
		option.Description = strings.Join(strings.Fields(option.Description+" “"+last.Text+"”"), " ")
	}
	option.Label, option.Description = clip(option.Label, maxOption), clip(option.Description, maxOption)
	return option
}

func (t *Till) sendDraft(ctx context.Context, r Request) Reply {
	v := r.voice()
	c, err := t.shop.SendDraft(ctx, r.actor(), shop.ConversationID(r.picked()))
	if err != nil {
		if shop.ReasonOf(err) == shop.ReasonTextEmpty {
			return rewrite(v.say(txtSentAlready))
		}
		return t.refuse(v, err)
	}
	reply := t.passed(ctx, r, c, txtSentShop)
	reply.Update = true
	return reply
}

// openSay opens the form for a message about an order.
func (t *Till) openSay(ctx context.Context, r Request) Reply {
	v := r.voice()
	s, err := t.side(ctx, v, r.Actor.ID, shop.OrderID(r.Route.Arg(0)))
	if err != nil {
		return t.refuse(v, err)
	}
	title := v.say(txtModalSayBuyer)
	if s.role == shop.RoleBuyer {
		title = v.say(txtModalSay, "name", s.seller.Name)
	}
	return v.form(s.route(routeSaid), title)
}

// form is the form for a message.
func (v voice) form(route Route, title string) Reply {
	return Reply{Modal: &Modal{Route: route, Title: clip(title, maxModalTitle), Inputs: []Input{{
		Name: fieldText, Label: v.say(txtInputText), Placeholder: v.say(txtHintText),
		MinLength: 1, MaxLength: shop.MaxText, Required: true, Paragraph: true,
	}}}}
}

func (t *Till) say(ctx context.Context, r Request) Reply {
	return t.pass(ctx, r, shop.SayInput{Order: shop.OrderID(r.Route.Arg(0))}, txtSentShop)
}

func (t *Till) pass(ctx context.Context, r Request, in shop.SayInput, toShop phrase) Reply {
	in.Cause, in.Actor, in.Text = r.Cause, r.actor(), r.Fields[fieldText]
	said, err := t.shop.Say(ctx, in)
	if err != nil {
		return t.refuse(r.voice(), err)
	}
	return t.passed(ctx, r, said.Conversation, toShop)
}

// openReply opens the form for an answer in a conversation.
func (t *Till) openReply(ctx context.Context, r Request) Reply {
	v, id := r.voice(), shop.ConversationID(r.Route.Arg(0))
	c, err := t.shop.Conversation(ctx, r.Actor.ID, id)
	if err != nil {
		return t.refuse(v, err)
	}
	title := v.say(txtModalSayBuyer)
	if r.Actor.ID == c.Buyer {
		seller, err := t.shop.Seller(ctx, c.Seller)
		if err != nil {
			return t.refuse(v, err)
		}
		title = v.say(txtModalSay, "name", seller.Name)
	}
	return v.form(NewRoute(routeReplied, string(id)), title)
}

func (t *Till) reply(ctx context.Context, r Request) Reply {
	return t.pass(ctx, r, shop.SayInput{To: shop.ConversationID(r.Route.Arg(0))}, txtSentShop)
}
