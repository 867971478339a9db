package commands

import (
	"context"
	"unicode/utf8"

	"till/shop"
)

// Notice puts a notice into words for its reader, as things stand now. An
// empty Message means that there is nothing to say any more.
func (t *Till) Notice(ctx context.Context, n shop.Notice) (Message, error) {
	locale, err := t.shop.Reader(ctx, n.To)
	if err != nil {
		return Message{}, err
	}
	v := voice{locale: locale}
	switch n.Kind {
	case shop.NoticeWords:
		return t.words(ctx, v, n)
	case shop.NoticeSellerReady, shop.NoticeSellerMissing:
		return t.sellerNotice(ctx, v, n)
	default: // about an order
	}
	s, err := t.side(ctx, v, n.To, n.Order)
	if err != nil {
		return Message{}, err
	}
	if n.Kind == shop.NoticeCard {
		return s.card(), nil
	}
	return s.notice(n), nil
}

// notice is a short message about an order: what happened, and the next step. It
// stays as it was sent while the card goes on, so it says nothing that the card
// would say better, and its button answers rightly at any later time.
func (s side) notice(n shop.Notice) Message {
	about, ok := noticeWords[n.Kind]
	if !ok || about.applies != nil && !about.applies(s, n) {
		return Message{}
	}
	p, next := about.seller, about.sellerNext
	if s.role == shop.RoleBuyer {
		p, next = about.buyer, about.buyerNext
	}
	if p == "" {
		return Message{}
	}
	text := s.tell(p, "amount", s.fact(n.Facts, "amount"), "expires", when(s.order.ExpiresAt),
		"shipby", exactTime(s.order.ShipBy), "left", relativeTime(s.order.ShipBy), "days", s.span(s.shop.Policy().ShipWithin),
		"why", s.tell(holdWords[shop.HoldKind(n.Facts["hold"])]), "payout", s.money(s.gets.Payout))
	if n.Kind == shop.NoticeShipped {
		text += "\n" + s.parcels()
	}
	return Message{Text: text, Rows: buttons(s.next(next))}
}

// next is the one button of a notice. Each opens something private or asks
// once more, so that a tap on an old one does no harm.
func (s side) next(route string) Button {
	switch route {
	case routePay:
		return button(s.tell(btnPay), Success, s.route(route))
	case routeShip:
		return button(s.say(btnShip), Primary, s.route(route))
	case routeAsk:
		if s.role == shop.RoleBuyer {
			return button(s.say(btnMessageShop), Secondary, s.route(route))
		}
		return button(s.say(btnMessage), Secondary, s.route(route))
	case routeBill:
		return button(s.say(btnRequestPayment), Secondary, NewRoute(route, string(s.order.Buyer)))
	case routePayouts:
		return button(s.say(btnMyPayouts), Secondary, NewRoute(route))
	default:
		return button(s.say(btnTrack), Secondary, s.route(routeTrack))
	}
}

// sellerNotice is about somebody's shop.
func (t *Till) sellerNotice(ctx context.Context, v voice, n shop.Notice) (Message, error) {
	seller, err := t.shop.Seller(ctx, n.To)
	if err != nil {
		return Message{}, err
	}
	if seller.Eligible() != (n.Kind == shop.NoticeSellerReady) {
		return Message{}, nil // it has changed again, and another notice says so
	}
	_, provider := t.shop.Held()
	provider = plain(provider)
	if seller.Eligible() {
		return Message{
			Text: v.say(txtNoticeReady, "provider", provider, "shop", plain(seller.Name)),
			Rows: buttons(button(v.say(btnHowToSell), Primary, NewRoute(routeHelp, guideSell))),
		}, nil
	}
	text := v.say(txtNoticeChecking, "provider", provider, "shop", plain(seller.Name))
	if missing := v.missing(seller.Missing, provider); missing != "" {
		text = v.say(txtNoticeMissing, "provider", provider, "shop", plain(seller.Name)) + "\n" + missing
	}
	return Message{Text: text, Rows: buttons(button(v.say(btnGoOn), Primary, routeSell))}, nil
}

// words is what the other side of a conversation wrote, with who and about what
// above it. The quotation goes to the end of the message, so nothing in it can
// pass for the bot's own words.
func (t *Till) words(ctx context.Context, v voice, n shop.Notice) (Message, error) {
	c, err := t.shop.Conversation(ctx, n.To, n.Conversation)
	if err != nil {
		return Message{}, err
	}
	w, err := t.shop.Words(ctx, n.To, n.Conversation, n.N)
	if err != nil {
		return Message{}, err
	}
	from, toSeller := mention(w.From), n.To == c.Seller
	if !toSeller {
		seller, err := t.shop.Seller(ctx, c.Seller)
		if err != nil {
			return Message{}, err
		}
		from = "**" + plain(seller.Name) + "**"
	}
	head := v.say(txtWords, "from", from)
	rows := buttons(button(v.say(btnReply), Primary, NewRoute(routeReply, string(c.ID))))
	if w.Order != "" {
		s, err := t.side(ctx, v, n.To, w.Order)
		if err != nil {
			return Message{}, err
		}
		head = s.tell(txtWordsAbout, "from", from)
		rows[0].Buttons[0].Route = s.route(routeAsk)
	}
	if toSeller {
		rows[0].Buttons = append(rows[0].Buttons,
			button(v.say(btnRequestPayment), Secondary, NewRoute(routeBill, string(c.Buyer))))
	}
	m := Message{Text: head, Rows: rows, Files: w.Files}
	switch said := quoted(w.Text); {
	case said == "":
	case utf8.RuneCountInString(head)+utf8.RuneCountInString(said) < maxContent-10:
		m.Text += "\n>>> " + said
	default: // a card holds more
		m.Cards = []Card{{Color: Neutral, Body: said}}
	}
	return m, nil
}
