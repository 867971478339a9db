package shop

import (
	"context"
	"time"

	"till/shop/money"
)

// MaxQuantity is how many of one thing a request may hold.
const MaxQuantity = 999

// RequestInput is a seller's wish to be paid.
type RequestInput struct {
	Cause    string
	Actor    Actor
	Buyer    UserID
	BuyerBot bool   // Discord says that the buyer is no person
	Chat     string // with no Buyer: the seller's DM with somebody, who becomes it by TakeUp
	Lines    []Line
	Shipping money.Money // zero Money: none
	Options  []ShippingOption
	Tax      money.Money
	Note     string
}

// Request sends a payment request to the buyer and returns the order. The same
// cause returns the same order.
func (s *Shop) Request(ctx context.Context, in RequestInput) (Order, error) {
	var o Order
	err := s.store.Update(ctx, func(tx Tx) error {
		seller, err := tx.Sellers().Get(in.Actor.ID)
		if unlessMissing(err) != nil {
			return err
		}
		if o, err = s.draw(in, seller); err != nil {
			return err
		}
		if o.ID, err = s.freshID(tx); err != nil {
			return err
		}
		seen, err := s.once(tx, in.Cause, string(o.ID))
		if err != nil {
			return err
		}
		if seen != "" {
			o, err = tx.Orders().Get(OrderID(seen))
			return err
		}
		if err := s.meet(tx, in.Actor); err != nil {
			return err
		}
		if err := s.mayRequest(tx, seller, &o); err != nil {
			return err
		}
		for i := range o.Lines {
			if err := fillLine(tx, o.Seller, &o.Lines[i]); err != nil {
				return err
			}
		}
		return s.send(tx, &o)
	})
	if err != nil {
		return Order{}, err
	}
	return o, nil
}

// fillLine checks what a line names, and gives it its product's picture unless it
// has one of its own.
func fillLine(tx Tx, seller UserID, l *Line) error {
	if l.Product != "" {
		p, err := ownProduct(tx, seller, l.Product)
		if err != nil {
			return err
		}
		if l.Photo == "" {
			l.Photo = p.Photo
		}
	}
	return kept(tx, l.Photo)
}

// draw makes the order from the input, checked against what the seller may
// request at once.
func (s *Shop) draw(in RequestInput, seller Seller) (Order, error) {
	switch {
	case (in.Buyer == "") == (in.Chat == ""):
		return Order{}, &Error{Code: Internal, Message: "a request is for a buyer, or for whoever takes it up in a chat"}
	case in.Buyer == in.Actor.ID:
		return Order{}, refuse(Invalid, ReasonSelf, "seller and buyer are the same person")
	case in.BuyerBot:
		return Order{}, refuse(Invalid, ReasonBot, "the buyer is a bot")
	}
	terms, err := s.agree(seller, Terms{Lines: in.Lines, Shipping: in.Shipping, Options: in.Options, Tax: in.Tax})
	if err != nil {
		return Order{}, err
	}
	o := Order{
		Seller: in.Actor.ID, Buyer: in.Buyer, Chat: in.Chat, Status: Requested, CreatedAt: s.now(),
		Lines: terms.Lines, Shipping: terms.Shipping, Options: terms.Options, Tax: terms.Tax, Total: terms.Total,
		Fee: s.cfg.Policy.Fees[terms.Total.Currency],
	}
	if in.Note != "" {
		note, err := cleanLine(in.Note, MaxNote, ReasonTextEmpty, ReasonTextLong)
		if err != nil {
			return Order{}, err
		}
		o.Note = note
	}
	return o, nil
}

// checkPrice holds one amount of a request against the currency: the provider
// takes no line below zero, or finer than the currency's step.
func checkPrice(m money.Money, c money.Currency) error {
	if m.Currency != c {
		return refuse(Invalid, ReasonCurrencyMixed, "%s in a request in %s", m, c)
	}
	if err := m.Valid(); err != nil {
		return &Error{Code: Invalid, Reason: ReasonPrice, Message: "price " + m.String(), Err: err}
	}
	return nil
}

// sumError is a total that is too large to be counted, and so over the limit.
func sumError(err error, limit Limit) error {
	return &Error{Code: Invalid, Reason: ReasonLimitRequest, Amount: limit.Request, Message: "adding up the request", Err: err}
}

// checkTotal holds the total against the provider's bounds and the operator's limit.
func checkTotal(total money.Money, limit Limit) error {
	info, ok := total.Currency.Info()
	if !ok {
		return refuse(Invalid, ReasonCurrency, "unknown currency %q", total.Currency)
	}
	tooMuch := func(reason Reason, bound money.Money) error {
		return &Error{Code: Invalid, Reason: reason, Amount: bound, Message: "total of " + total.String()}
	}
	switch {
	case total.Minor < info.Min:
		return tooMuch(ReasonPriceSmall, money.New(info.Min, total.Currency))
	case total.Minor > limit.Request.Minor:
		return tooMuch(ReasonLimitRequest, limit.Request)
	case total.Minor > info.Max:
		return tooMuch(ReasonPriceLarge, money.New(info.Max, total.Currency))
	case total.Minor%info.Step != 0:
		return refuse(Invalid, ReasonPrice, "total of %s is not in steps of %d", total, info.Step)
	}
	return nil
}

// mayRequest checks the operator's yes, the seller's eligibility, that neither side has
// blocked the other, and what is left of the week's limit, and takes over how long they
// take to ship.
func (s *Shop) mayRequest(tx Tx, seller Seller, o *Order) error {
	if seller.ID == "" {
		return refuse(Forbidden, ReasonNotSeller, "no shop")
	}
	if err := s.Admitted(seller); err != nil {
		return err
	}
	if !seller.Eligible() {
		return refuse(Forbidden, ReasonNotEligible, "the provider still needs something")
	}
	if len(seller.Debts) > 0 {
		return &Error{Code: Forbidden, Reason: ReasonDebt, Amount: seller.Debts[0].Amount, Message: "the seller owes"}
	}
	if !o.Open() {
		if err := mayReach(tx, o.Seller, o.Buyer); err != nil {
			return err
		}
	}
	o.ShipDays = seller.Settings.Days
	left, err := s.weekLeft(tx, seller, o.Total.Currency, o.CreatedAt)
	if err != nil {
		return err
	}
	if o.Total.Minor > left.Minor {
		return &Error{Code: Invalid, Reason: ReasonLimitWeek, Amount: left, Message: "over the limit of 7 days"}
	}
	return nil
}

// weekLeft is the week's limit less what was requested in the last 7 days and is
// open or paid; never below zero.
func (s *Shop) weekLeft(tx Tx, seller Seller, currency money.Currency, now time.Time) (money.Money, error) {
	limit, _ := s.Limit(seller, currency)
	left := limit.Week
	requested, err := tx.Orders().Requested(seller.ID, currency, now.Add(-7*day))
	if err != nil {
		return left, err
	}
	left.Minor = max(left.Minor-requested.Minor, 0)
	return left, nil
}

// freshID picks an id that no order has.
func (s *Shop) freshID(tx Tx) (OrderID, error) {
	for {
		id := NewOrderID(s.cfg.Random())
		_, err := tx.Orders().Get(id)
		if err == nil {
			continue
		}
		if CodeOf(err) == NotFound {
			return id, nil
		}
		return "", err
	}
}

// send writes a new order with its deadlines and cards.
func (s *Shop) send(tx Tx, o *Order) error {
	t := &turn{s: s, tx: tx, o: o, actor: o.Seller, now: o.CreatedAt}
	if err := t.enter(Entry{Act: ActRequest, To: Requested, Facts: map[string]string{"total": o.Total.String()}}); err != nil {
		return err
	}
	if err := t.awaitPaying(); err != nil {
		return err
	}
	if !o.Open() {
		if _, err := s.converse(tx, o.Buyer, o.Seller, o.ID); err != nil {
			return err
		}
	}
	return t.save()
}
