package commands

import (
	"context"
	"slices"
	"strings"

	"till/shop"
)

const (
	routeList  = "list"  // a filter's first page
	routeOlder = "older" // the page after an order
	routeNewer = "newer" // the page before it
	routeOpen  = "open"  // an order's card
)

// pageSize is how many orders a page shows, readable on a phone.
const pageSize = 6

// page is some orders of a filter, newest first.
type page struct {
	filter       filter
	orders       []shop.Order
	newer, older bool // there are more
}

// list shows a filter's first page.
func (t *Till) list(ctx context.Context, r Request, f filter) Reply {
	if !f.buyer {
		if _, err := t.shop.Seller(ctx, r.Actor.ID); err != nil {
			return t.refuse(r.voice(), err)
		}
	}
	p, err := t.pageAfter(ctx, r.Actor.ID, f, "")
	if err != nil {
		return t.refuse(r.voice(), err)
	}
	return t.show(ctx, r, p)
}

func (t *Till) older(ctx context.Context, r Request) Reply {
	p, err := t.pageAfter(ctx, r.Actor.ID, filterNamed(r.Route.Arg(0)), shop.OrderID(r.Route.Arg(1)))
	return t.turned(ctx, r, p, err)
}

func (t *Till) newer(ctx context.Context, r Request) Reply {
	p, err := t.pageBefore(ctx, r.Actor.ID, filterNamed(r.Route.Arg(0)), shop.OrderID(r.Route.Arg(1)))
	return t.turned(ctx, r, p, err)
}

// turned shows another page in the place of the last.
func (t *Till) turned(ctx context.Context, r Request, p page, err error) Reply {
	if err != nil {
		return t.refuse(r.voice(), err)
	}
	reply := t.show(ctx, r, p)
	reply.Update = true
	return reply
}

// each calls fn with the filter's orders, newest first, from the one after
// start on, until fn returns false.
func (t *Till) each(ctx context.Context, actor shop.UserID, f filter, start shop.OrderID, fn func(shop.Order) bool) error {
	const chunk = 50
	q := f.query(actor)
	q.Before, q.Limit = start, chunk
	for {
		orders, err := t.shop.Orders(ctx, q)
		if err != nil {
			return err
		}
		for _, o := range orders {
			if (f.keep == nil || f.keep(o)) && !fn(o) {
				return nil
			}
		}
		if len(orders) < chunk {
			return nil
		}
		q.Before = orders[len(orders)-1].ID
	}
}

// pageAfter returns the page that follows an order; the first one for "".
func (t *Till) pageAfter(ctx context.Context, actor shop.UserID, f filter, start shop.OrderID) (page, error) {
	p := page{filter: f, newer: start != ""}
	if start != "" {
		if _, err := t.shop.Order(ctx, actor, start); err != nil {
			return p, err
		}
	}
	err := t.each(ctx, actor, f, start, func(o shop.Order) bool {
		if p.older = len(p.orders) == pageSize; !p.older {
			p.orders = append(p.orders, o)
		}
		return !p.older
	})
	return p, err
}

// pageBefore returns the page that ends right before an order.
func (t *Till) pageBefore(ctx context.Context, actor shop.UserID, f filter, end shop.OrderID) (page, error) {
	p := page{filter: f}
	err := t.each(ctx, actor, f, "", func(o shop.Order) bool {
		if p.older = o.ID == end; p.older {
			return false
		}
		if len(p.orders) == pageSize {
			p.newer = true
			p.orders = slices.Delete(p.orders, 0, 1)
		}
		p.orders = append(p.orders, o)
		return true
	})
	return p, err
}

// show puts a page into a card, with a menu to open one and buttons to turn it.
func (t *Till) show(ctx context.Context, r Request, p page) Reply {
	v := r.voice()
	if len(p.orders) == 0 {
		return private(v.say(p.filter.none), v.emptyNext(p.filter)...)
	}
	var entries []string
	pick := Select{Route: routeOpen, Placeholder: v.say(txtPlaceholderOrder)}
	for _, o := range p.orders {
		s, err := t.sideOf(ctx, v, r.Actor.ID, o)
		if err != nil {
			return t.refuse(v, err)
		}
		entries = append(entries, s.entry())
		pick.Options = append(pick.Options, s.option())
	}
	rows := []Row{{Select: &pick}}
	if p.newer || p.older {
		first, last := p.orders[0].ID, p.orders[len(p.orders)-1].ID
		newer := button(v.say(btnNewer), Secondary, NewRoute(routeNewer, p.filter.name, string(first)))
		older := button(v.say(btnOlder), Secondary, NewRoute(routeOlder, p.filter.name, string(last)))
		newer.Disabled, older.Disabled = !p.newer, !p.older
		rows = append(rows, buttons(newer, older)...)
	}
	return Reply{Private: true, Message: Message{
		Cards: []Card{{Color: Neutral, Title: v.say(p.filter.title), Body: strings.Join(entries, "\n\n")}},
		Rows:  rows,
	}}
}

// emptyNext is what to do when a list is empty.
func (v voice) emptyNext(f filter) []Button {
	if f.buyer {
		return []Button{button(v.say(btnSeeShops), Primary, routeShops)}
	}
	if f.name == filterAll {
		return []Button{button(v.say(btnHowToSell), Primary, NewRoute(routeHelp, guideSell))}
	}
	return []Button{button(v.say(btnAllOrders), Secondary, NewRoute(routeList, filterAll))}
}

// entry is the order in a list: what, with whom, how it stands, and by when
// something is due.
func (s side) entry() string {
	with := txtEntrySeller
	if s.role == shop.RoleBuyer {
		with = txtEntryBuyer
	}
	state := s.say(statusWords[s.order.Status])
	if due := s.due(); due != "" {
		state += ": " + due
	}
	return s.tell(with) + "\n" + state
}

// due says what is next, and by when.
func (s side) due() string {
	o := s.order
	buyer := s.role == shop.RoleBuyer
	switch {
	case o.Closing != nil:
		return s.closing()
	case o.Status == shop.Requested && buyer:
		return s.tell(txtDuePay, "when", when(o.ExpiresAt))
	case o.Status == shop.Requested:
		return s.tell(txtDueExpires, "when", when(o.ExpiresAt))
	case o.Status == shop.Paid && atBank(o), o.Status == shop.Paid && !buyer && o.Held(shop.HoldFraud):
		return s.duePaused()
	case asksDays(o) && buyer:
		return s.tell(txtDueAnswer, "more", s.moreDays(), "when", when(o.ShipBy))
	case o.Status == shop.Paid && buyer:
		return s.tell(txtDueShips, "when", when(o.ShipBy))
	case o.Status == shop.Paid:
		return s.tell(txtDueShip, "when", when(o.ShipBy))
	}
	if hasProblem(o) && !atBank(o) {
		return s.dueProblem()
	}
	_, disputed := o.OpenDispute()
	if o.Status != shop.Shipped && o.Status != shop.Delivered && (o.Status != shop.Completed || !disputed) {
		return s.dueRefund()
	}
	due := s.dueMoney()
	if refund := s.dueRefund(); refund != "" && due != "" {
		return due + "; " + refund
	}
	return due
}

// duePaused says what a paid order waits for that is not to be shipped for now.
func (s side) duePaused() string {
	switch d, open := s.order.OpenDispute(); {
	case s.role == shop.RoleBuyer:
		return s.say(txtDueBank)
	case open && takesEvidence(d):
		return s.say(txtDueDont) + "; " + s.tell(txtDueEvidence, "when", when(d.DueBy))
	case open:
		return s.say(txtDueDont) + "; " + s.say(txtDueBank)
	default:
		return s.say(txtDueDont) + "; " + s.say(txtDueFraud)
	}
}

// dueRefund says how the latest refund stands.
func (s side) dueRefund() string {
	if len(s.order.Refunds) == 0 {
		return ""
	}
	r := s.order.Refunds[len(s.order.Refunds)-1]
	switch {
	case r.Extra && s.role == shop.RoleSeller, r.Again == r.N:
		return ""
	case r.Waits && s.role == shop.RoleSeller:
		return s.tell(txtDueRefundWaitsYour)
	case r.Waits:
		return s.say(txtDueRefundWaits)
	default:
		return s.tell(refundDue[r.State])
	}
}

// dueMoney says after shipping when the seller is paid, or what that waits for.
func (s side) dueMoney() string {
	o := s.order
	_, paid := o.PaidOut()
	buyer := s.role == shop.RoleBuyer
	d, open := o.OpenDispute()
	switch {
	case open && !buyer && takesEvidence(d):
		return s.tell(txtDueEvidence, "when", when(d.DueBy))
	case open && !buyer, atBank(o):
		return s.say(txtDueBank)
	case s.allBack() && !paid:
		return s.say(txtDueBack)
	case paid && buyer:
		return s.tell(txtDueShopDone)
	case paid:
		return s.tell(txtDuePaidOut)
	case len(o.Holds) > 0 && buyer:
		return s.tell(txtDueWaits)
	case len(o.Holds) > 0:
		return s.tell(txtDueHeld)
	case o.Unseen(s.shop.Policy()) && buyer:
		return s.tell(txtDueShopSeen, "when", when(o.PayoutAt))
	case o.Unseen(s.shop.Policy()):
		return s.tell(txtDueSeen, "when", when(o.PayoutAt))
	case buyer:
		return s.tell(txtDueShopPaid, "when", when(o.PayoutAt))
	default:
		return s.tell(txtDuePayout, "when", when(o.PayoutAt))
	}
}

// option is the order in a menu to open one.
func (s side) option() Option {
	return Option{
		Label: s.name(), Value: string(s.order.ID),
		Description: s.order.ID.String() + " · " + s.say(statusWords[s.order.Status]),
	}
}
