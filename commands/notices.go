package commands

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"till/shop"
	"till/shop/money"
)

// Notice puts a notice into words for its reader, as things stand now. An
// empty Message means that there is nothing to say any more.
func (t *Till) Notice(ctx context.Context, n shop.Notice) (Message, error) {
	chosen, locale, err := t.shop.Reader(ctx, n.To)
	if err != nil {
		return Message{}, err
	}
	v := t.voice(chosen, locale)
	m, err := t.notice(ctx, v, n)
	if err == nil && !m.Silent {
		m.Silent, err = t.shop.Quiet(ctx, n.To)
	}
	return v.directed(m), err
}

func (t *Till) notice(ctx context.Context, v voice, n shop.Notice) (Message, error) {
	switch n.Kind {
	case shop.NoticeWords:
		return t.words(ctx, v, n)
	case shop.NoticeSellerReady, shop.NoticeSellerMissing:
		return t.sellerNotice(ctx, v, n)
	case shop.NoticeSellerApproved, shop.NoticeSellerRefused, shop.NoticeSellerSuspended, shop.NoticeSellerReinstated, shop.NoticeSellerLimits:
		return t.standingNotice(ctx, v, n)
	case shop.NoticeDigest:
		return t.digest(ctx, v, n)
	case shop.NoticeBankFailed:
		return t.bankNotice(v, n), nil
	case shop.NoticeAlert:
		return t.alert(ctx, v, n)
	default: // about an order
	}
	s, err := t.side(ctx, v, n.To, n.Order)
	if err != nil {
		return Message{}, err
	}
	if n.Kind == shop.NoticeCard {
		return t.pictured(ctx, s.card(), s.order.Photo()), nil
	}
	if n.Kind == shop.NoticeAttention || n.Kind == shop.NoticeLater || n.Kind == shop.NoticeStalled || n.Kind == shop.NoticeStray {
		return s.parcelNotice(n), nil
	}
	if n.Kind == shop.NoticeReview {
		return t.reviewNotice(ctx, s, n)
	}
	if _, ok := problemNotices[n.Kind]; ok {
		return t.problemNotice(ctx, s, n)
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
	p, route := about.seller, about.sellerNext
	if s.role == shop.RoleBuyer {
		p, route = about.buyer, about.buyerNext
	}
	if p == "" {
		return Message{}
	}
	if n.Kind == shop.NoticePayoutSent && n.Facts["set_off"] != "" {
		p = txtNoticePaidPart
		if m, err := money.Parse(n.Facts["amount"], ""); err != nil || m.IsZero() {
			p = txtNoticePaidNone
		}
	}
	if n.Kind == shop.NoticeNotRevised && n.Facts["why"] != "" {
		p = txtNoticeSold
	}
	if n.Kind == shop.NoticeRevised && n.Facts["offer"] != "" {
		p = txtNoticeTaken
	}
	if n.Kind == shop.NoticeShipReminder && s.order.Held(shop.HoldFraud) {
		p = txtNoticeShipFraud
	}
	if _, paid := s.order.PaidOut(); n.Kind == shop.NoticeArrived && s.role == shop.RoleBuyer && (paid || len(s.order.Holds) > 0) {
		p = txtNoticeArrivedNow
	}
	if n.Kind == shop.NoticeParcel && len(s.order.Unsent()) > 0 {
		p = txtNoticeParcelPart
	}
	if n.Kind == shop.NoticePayoutHeld && s.gets.Payout.IsZero() {
		p = txtNoticeHeldNone
	}
	text := s.tell(p, "price", s.fact(n.Facts, "price"), "was", s.fact(n.Facts, "was"), "now", s.money(s.order.Lines[0].Price),
		"amount", s.fact(n.Facts, "amount"), "expires", when(s.order.ExpiresAt),
		"shipby", exactTime(s.order.ShipBy), "left", relativeTime(s.order.ShipBy), "days", s.span(s.shop.ShipsWithin(s.order)),
		"why", s.tell(holdWords[shop.HoldKind(n.Facts["hold"])]), "payout", s.money(s.gets.Payout),
		"more", s.factDays(n.Facts), "by", s.daysBy(), "cause", s.refundCause(n), "note", s.noticeNote(n), "from", s.refundFrom(),
		"dispute", s.disputeReason(n.Facts["dispute"]), "next", s.disputeNotice(), "standing", s.standing(n.Kind), "setoff", s.fact(n.Facts, "set_off"), "rest", s.money(s.lastRefund()),
		"scanhold", exactTime(s.order.UnseenSince().Add(s.shop.Policy().HoldTracked)), "scanend", exactTime(s.scanEnd()),
		"until", exactTime(s.order.ProblemUntil()), "payoutat", exactTime(s.order.PayoutAt))
	if n.Kind == shop.NoticeShipped || n.Kind == shop.NoticeParcel {
		text += "\n" + s.sent(nil)
	}
	next := []Button{s.next(route)}
	if about.buttons != nil {
		next = about.buttons(s)
	}
	return Message{Text: clip(strings.TrimSpace(text), maxContent), Rows: buttons(next...)}
}

// daysBy is the deadline that the days which are asked for would make.
func (s side) daysBy() string {
	if s.order.MoreDays == nil {
		return exactTime(s.order.ShipBy)
	}
	return exactTime(s.order.MoreDays.By)
}

// standing says what a dispute means for the payout.
func (s side) standing(kind shop.NoticeKind) string {
	_, paid := s.order.PaidOut()
	lost := kind == shop.NoticeDisputeLost
	switch {
	case lost && paid:
		return s.say(txtLostPaid)
	case lost:
		return s.say(txtLostUnpaid)
	case paid:
		return s.say(txtDisputePaid)
	default:
		return s.say(txtDisputeUnpaid)
	}
}

// lastRefund is what the latest refund of the order's payment comes to.
func (s side) lastRefund() money.Money {
	for _, r := range slices.Backward(s.order.Refunds) {
		if !r.Extra {
			return r.Amount
		}
	}
	return money.New(0, s.order.Total.Currency)
}

// refundCause says why money goes back.
func (s side) refundCause(n shop.Notice) string {
	about, ok := refundCauses[shop.RefundReason(n.Facts["reason"])]
	if !ok {
		about = refundCauses[shop.RefundOperator]
	}
	p := about.seller
	if s.role == shop.RoleBuyer {
		p = about.buyer
	}
	return s.tell(p, "amount", s.fact(n.Facts, "amount"))
}

// noticeNote is what was written to the buyer with a refund, under the notice.
func (s side) noticeNote(n shop.Notice) string {
	if n.Facts["note"] == "" {
		return ""
	}
	operator, _ := s.shop.Held()
	from := plain(s.seller.Name)
	if shop.RefundReason(n.Facts["reason"]) == shop.RefundOperator {
		from = plain(operator)
	}
	return s.say(txtNoticeNote, "from", from, "note", clip(plain(n.Facts["note"]), 900))
}

// refundFrom says where a refund comes from.
func (s side) refundFrom() string {
	_, paid := s.order.PaidOut()
	return s.comesFrom(paid)
}

// comesFrom says where a refund comes from that was asked for before the payout,
// or after it.
func (s side) comesFrom(paid bool) string {
	switch {
	case s.role == shop.RoleBuyer && paid:
		return s.tell(txtNoticeGoesBalance)
	case s.role == shop.RoleBuyer:
		return s.tell(txtNoticeGoesHeld)
	case paid:
		return s.tell(txtNoticeFromBalance)
	default:
		return s.tell(txtNoticeFromHeld)
	}
}

// next is the one button of a notice. Each opens something private or asks
// once more, so that a tap on an old one does no harm.
func (s side) next(route string) Button {
	if s.order.Open() {
		route = routeTrack // there is nobody to do anything with
	}
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
	case routeBillAgain:
		return button(s.say(btnRequestPayment), Primary, s.route(route))
	case routeSell:
		return button(s.say(btnMyShop), Secondary, NewRoute(route))
	case routePayouts:
		return button(s.say(btnMyPayouts), Secondary, NewRoute(route))
	default:
		return button(s.say(btnTrack), Secondary, s.route(routeTrack))
	}
}

// answering is the buttons of a notice that asks the buyer for more days.
func answering(s side) []Button { return s.daysButtons() }

// defending is the buttons of a notice about a dispute.
func defending(s side) []Button {
	all := []Button{button(s.say(btnEvidence), Primary, s.route(routeEvidence))}
	if refundable(s.order) {
		all = append(all, button(s.say(btnRefund), Secondary, s.route(routeRefund)))
	}
	return append(all, s.next(routeAsk))
}

// shipping is the buttons of the seller's notice that an order is paid.
func shipping(s side) []Button {
	if s.role == shop.RoleBuyer {
		return []Button{s.next("")}
	}
	all := []Button{s.next(routeShip)}
	if s.shop.AddressShown(s.order) {
		all = append(all, button(s.say(btnAddress), Secondary, s.route(routeAddress)))
	}
	return all
}

// suspecting is the buttons of a notice that warns of fraud.
func suspecting(s side) []Button {
	return []Button{button(s.say(btnRefund), Danger, s.route(routeRefund)), s.next(routeAsk), s.next(routeTrack)}
}

// bankNotice is about a payout to a seller's bank that failed.
func (t *Till) bankNotice(v voice, n shop.Notice) Message {
	_, provider := t.shop.Held()
	provider = plain(provider)
	amount := n.Facts["amount"]
	if m, err := money.Parse(amount, ""); err == nil {
		amount = v.money(m)
	}
	return Message{
		Text: v.say(txtNoticeBankFailed, "provider", provider, "amount", amount, "why", v.bankFailure(n.Facts["why"], provider)),
		Rows: buttons(button(v.say(btnSellAccount), Primary, routeSell), button(v.say(btnMyPayouts), Secondary, NewRoute(routePayouts))),
	}
}

// sellerNotice is about somebody's shop.
func (t *Till) sellerNotice(ctx context.Context, v voice, n shop.Notice) (Message, error) {
	seller, err := t.shop.Seller(ctx, n.To)
	if err != nil {
		return Message{}, err
	}
	if seller.Eligible() != (n.Kind == shop.NoticeSellerReady) || seller.Eligible() && !t.shop.MaySell(seller) {
		return Message{}, nil // it has changed again, or waits for the operator: another notice says so
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

// standingNotice is what the operator decided about somebody's shop, while it
// stands so.
func (t *Till) standingNotice(ctx context.Context, v voice, n shop.Notice) (Message, error) {
	seller, err := t.shop.Seller(ctx, n.To)
	if err != nil {
		return Message{}, err
	}
	operator, provider := t.shop.Held()
	p, next := txtNoticeLimits, button(v.say(btnMyShop), Secondary, routeSell)
	switch {
	case n.Kind == shop.NoticeSellerLimits: // whatever they are by now
	case n.Kind == shop.NoticeSellerRefused && seller.Standing == shop.TurnedOut:
		p, next = txtNoticeRefused, button(v.say(btnHowToBuy), Secondary, NewRoute(routeHelp, guideBuy))
	case n.Kind == shop.NoticeSellerSuspended && seller.Standing == shop.Suspended:
		p, next = txtNoticeSuspended, button(v.say(btnToShip), Primary, NewRoute(routeList, filterToShip))
	case n.Kind == shop.NoticeSellerReinstated && seller.Standing == shop.Approved:
		p = txtNoticeReinstated
	case n.Kind == shop.NoticeSellerApproved && seller.Standing == shop.Approved && seller.Eligible():
		p, next = txtNoticeApproved, button(v.say(btnHowToSell), Primary, NewRoute(routeHelp, guideSell))
	case n.Kind == shop.NoticeSellerApproved && seller.Standing == shop.Approved:
		p, next = txtNoticeApprovedMore, button(v.say(btnGoOn), Primary, routeSell)
	default:
		return Message{}, nil // it stands otherwise by now
	}
	var limit shop.Limit
	for _, name := range []string{"request", "week"} { // granted, in their currency; or that of which the usual ones count again
		if m, err := money.Parse(n.Facts[name], ""); err == nil {
			limit, _ = t.shop.Limit(seller, m.Currency)
		}
	}
	if c := money.Currency(n.Facts["currency"]); c != "" {
		limit, _ = t.shop.Limit(seller, c)
	}
	return Message{
		Text: v.say(p, "shop", plain(seller.Name), "operator", plain(operator), "provider", plain(provider),
			"request", v.money(limit.Request), "week", v.money(limit.Week)),
		Rows: buttons(next),
	}, nil
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
	rows[0].Buttons = append(rows[0].Buttons, button(v.say(btnMore), Secondary, NewRoute(routeMore, string(c.ID))))
	if hasLink(w.Text) {
		warning := txtLinkToBuyer
		if toSeller {
			warning = txtLinkToSeller
		}
		head = v.say(warning) + "\n" + head
	}
	m := Message{Text: head, Rows: rows, Files: w.Files}
	if m.Silent, err = t.shop.Mutes(ctx, n.To, w.From); err != nil {
		return Message{}, err
	}
	switch said := quoted(w.Text); {
	case said == "":
	case utf8.RuneCountInString(head)+utf8.RuneCountInString(said) < maxContent-10:
		m.Text += "\n>>> " + said
	default: // a card holds more
		m.Cards = []Card{{Color: Neutral, Body: said}}
	}
	return m, nil
}
