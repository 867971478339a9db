package commands

import (
	"context"
	"strings"
	"time"

	"till/shop"
	"till/shop/ledger"
)

// side is an order as one of its two sides sees it.
type side struct {
	voice

	shop   *shop.Shop
	order  shop.Order
	seller shop.Seller
	role   shop.Role
	gets   shop.Earnings // the seller's share
}

// side loads an order for one of its sides.
func (t *Till) side(ctx context.Context, v voice, reader shop.UserID, id shop.OrderID) (side, error) {
	o, err := t.shop.Order(ctx, reader, id)
	if err != nil {
		return side{}, err
	}
	return t.sideOf(ctx, v, reader, o)
}

func (t *Till) sideOf(ctx context.Context, v voice, reader shop.UserID, o shop.Order) (side, error) {
	s := side{voice: v, shop: t.shop, order: o, role: o.Role(reader)}
	var err error
	if s.seller, err = t.shop.Seller(ctx, o.Seller); err != nil {
		return side{}, err
	}
	if o.Seller.Erased() {
		s.seller.Name = v.say(txtErasedPerson)
	}
	s.gets, err = t.shop.Earnings(o)
	return s, err
}

// tell says a phrase with all that an order's phrases speak of.
func (s side) tell(p phrase, fill ...string) string {
	operator, provider := s.shop.Held()
	return s.say(p, append(fill,
		"shop", plain(s.seller.Name), "buyer", s.buyer(), "item", s.items(),
		"ref", s.order.ID.String(), "total", s.money(s.order.Total),
		"operator", plain(operator), "provider", plain(provider),
	)...)
}

// buyer is who buys.
func (s side) buyer() string {
	if s.order.Open() {
		return s.say(txtNobodyYet)
	}
	if s.order.Buyer.Erased() {
		return s.say(txtErasedPerson)
	}
	return mention(s.order.Buyer)
}

// items is what is sold, as a title: the first thing, and how many more.
func (s side) items() string {
	if more := len(s.order.Lines) - 1; more > 0 {
		return s.count(more, txtItemAndMore, txtItemAndMore, "item", plain(s.order.Item()))
	}
	return plain(s.order.Item())
}

// name is the order in a line where Discord shows no markdown, such as a menu's.
func (s side) name() string {
	rest := " · " + s.money(s.order.Total)
	return clip(s.order.Item(), maxOption-len([]rune(rest))) + rest
}

// card is the live order card: what was agreed, how it stands, where the money
// is, what comes next, and the buttons for that.
func (s side) card() Message {
	about := txtCardSeller
	switch {
	case s.role == shop.RoleBuyer && s.order.Status == shop.Requested && s.order.Closing == nil:
		about = txtCardAsks
	case s.role == shop.RoleBuyer && s.onlyAsked():
		about = txtCardEnded
	case s.role == shop.RoleBuyer:
		about = txtCardBuyer
	case s.onlyAsked():
		about = txtCardAsked
	}
	return Message{
		Text: s.tell(about),
		Cards: []Card{{
			Color: s.color(),
			Title: s.tell(txtCardTitle),
			Body:  strings.Join(s.body(), "\n\n"),
		}},
		Rows: s.buttons(),
	}
}

// onlyAsked reports whether there is a request and no order: it waits for its
// payment, or ended without one.
func (s side) onlyAsked() bool {
	return s.order.Status == shop.Requested || s.order.PaidAt.IsZero() && s.order.Status.Ended()
}

// color repeats what the words say.
func (s side) color() Color {
	switch {
	case hasProblem(s.order),
		s.order.Status == shop.Paid && (s.role == shop.RoleSeller || asksDays(s.order)),
		len(s.order.Holds) > 0 && (!s.order.Status.Ended() || s.order.Status == shop.Completed),
		s.role == shop.RoleSeller && s.order.Book.Balance(ledger.OwedBySeller).Minor > 0:
		return Notice
	case s.order.Status == shop.Paid, s.order.Status == shop.Shipped, s.order.Status == shop.Delivered,
		s.order.Status == shop.Completed:
		return Good
	case s.order.Status.Ended():
		return Ended
	default:
		return Neutral
	}
}

// body is the card's text, by paragraphs.
func (s side) body() []string {
	var all []string
	add := func(paragraph string) {
		if paragraph != "" {
			all = append(all, paragraph)
		}
	}
	open := s.order.Status == shop.Requested
	if open && s.role == shop.RoleBuyer {
		add(s.trust())
	}
	if !s.order.PaidAt.IsZero() && s.order.Status != shop.Canceled {
		add(s.steps())
	}
	add(s.prices())
	if s.order.Note != "" {
		note := txtNoteFrom
		if s.role == shop.RoleSeller {
			note = txtNoteYou
		}
		add(s.tell(note, "note", plain(s.order.Note)))
	}
	add(s.parcels())
	add(s.bargain())
	add(s.state())
	add(s.problems())
	add(s.disputes())
	add(s.moneyGoesBack())
	return all
}

// trust is what is known of the shop, from facts only: what there is no history of
// is not said.
func (s side) trust() string {
	line := s.tell(txtTrust)
	if !s.seller.Eligible() {
		line = s.tell(txtTrustNot)
	}
	if s.seller.Completed == 0 {
		return line + " · " + s.say(txtTrustNew)
	}
	return line + " · " + s.history(s.seller)
}

// history is what a shop's orders say of it.
func (v voice) history(seller shop.Seller) string {
	all := []string{v.count(seller.Completed, txtTrustOne, txtTrustMany)}
	if took, known := seller.ShipsIn(); known {
		const day = 24 * time.Hour
		ships := v.say(txtTrustShipsDay)
		if days := int((took + day - 1) / day); days > 1 { // rounded up: less is no promise
			ships = v.count(days, txtTrustShips, txtTrustShips)
		}
		all = append(all, ships)
	}
	if tenths, reviews, told := seller.Rated(); told {
		all = append(all, v.rated(tenths, reviews))
	}
	if disputed, of, told := seller.Disputes(); told {
		all = append(all, v.count(of, txtTrustDisputed, txtTrustDisputed, "disputed", v.number(disputed)))
	}
	return strings.Join(all, " · ")
}

// steps is the bar that shows how far the order is. Without a tracking number
// nobody knows whether it is on its way.
func (s side) steps() string {
	type step struct {
		name phrase
		done bool
	}
	shipped, delivered := !s.order.ShippedAt.IsZero(), !s.order.DeliveredAt.IsZero()
	steps := []step{{txtStepPaid, true}, {txtStepShipped, shipped}}
	if !shipped || s.order.Tracked() {
		steps = append(steps, step{txtStepOnItsWay, delivered || shipped && s.order.Seen()})
	}
	steps = append(steps, step{txtStepDelivered, delivered})
	var bar []string
	for _, st := range steps {
		dot := "○ "
		if st.done {
			dot = "● "
		}
		bar = append(bar, dot+s.say(st.name))
	}
	return strings.Join(bar, " ━ ")
}
