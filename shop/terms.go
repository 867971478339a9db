package shop

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"till/shop/money"
)

// The bounds of what a request may ask for, and of how often that may change.
const (
	MaxLines      = 10 // items of a request
	MaxOptions    = 5  // shipping options
	MaxOptionName = 40
	MaxChanges    = 50
	MaxOffers     = 10
)

// Terms is what a request asks for. They can change until it is paid, and are
// frozen with the payment.
type Terms struct {
	Lines    []Line           `json:"lines"`
	Shipping money.Money      `json:"shipping"`          // of the chosen option, when there are some
	Options  []ShippingOption `json:"options,omitempty"` // none: Shipping is all there is
	Tax      money.Money      `json:"tax"`
	Total    money.Money      `json:"total"`           // made by agree
	Offer    int              `json:"offer,omitempty"` // the buyer's offer that they accept
}

// ShippingOption is one way to send an order, with its price.
type ShippingOption struct {
	Name  string      `json:"name"`
	Price money.Money `json:"price"`
}

// Offer is another price of one that the buyer offers, while the request is
// unpaid.
type Offer struct {
	N     int         `json:"n"` // 1, 2, …
	Price money.Money `json:"price"`
	State OfferState  `json:"state"`
}

// OfferState is where an Offer stands.
type OfferState string

// The states of an Offer.
const (
	OfferOpen     OfferState = "open"
	OfferAccepted OfferState = "accepted"
	OfferRefused  OfferState = "refused"
	OfferReplaced OfferState = "replaced" // the seller changed the terms otherwise
)

// Terms returns what the order asks for now.
func (o Order) Terms() Terms {
	return Terms{Lines: o.Lines, Shipping: o.Shipping, Options: o.Options, Tax: o.Tax, Total: o.Total}
}

// agree checks terms against what the seller may request at once, and adds them
// up.
func (s *Shop) agree(seller Seller, in Terms) (Terms, error) {
	switch n := len(in.Lines); {
	case n == 0:
		return Terms{}, refuse(Invalid, ReasonItemEmpty, "no item")
	case n > MaxLines:
		return Terms{}, refuse(Invalid, ReasonItemsMany, "%d items", n)
	}
	currency := in.Lines[0].Price.Currency
	limit, offered := s.Limit(seller, currency)
	if !offered {
		return Terms{}, refuse(Invalid, ReasonCurrency, "%q is not offered", currency)
	}
	out := Terms{Total: money.New(0, currency), Offer: in.Offer}
	add := func(m money.Money, times int64) error {
		sum, err := m.Mul(times)
		if err == nil {
			sum, err = out.Total.Add(sum)
		}
		if err != nil {
			return sumError(err, limit)
		}
		out.Total = sum
		return nil
	}
	for _, l := range in.Lines {
		l, err := cleanItem(l, currency)
		if err == nil {
			err = add(l.Price, l.Quantity)
		}
		if err != nil {
			return Terms{}, err
		}
		out.Lines = append(out.Lines, l)
	}
	var err error
	if out.Options, err = cleanOptions(in.Options, currency); err != nil {
		return Terms{}, err
	}
	if len(out.Options) > 0 && !slices.ContainsFunc(out.Options, func(o ShippingOption) bool { return o.Price == in.Shipping }) {
		in.Shipping = out.Options[0].Price
	}
	if out.Shipping, err = cleanExtra(in.Shipping, currency); err != nil {
		return Terms{}, err
	}
	if out.Tax, err = cleanExtra(in.Tax, currency); err != nil {
		return Terms{}, err
	}
	for _, extra := range []money.Money{out.Shipping, out.Tax} {
		if err := add(extra, 1); err != nil {
			return Terms{}, err
		}
	}
	return out, checkTotal(out.Total, limit)
}

// cleanItem checks one line of a request.
func cleanItem(l Line, currency money.Currency) (Line, error) {
	item, err := cleanLine(l.Item, MaxItem, ReasonItemEmpty, ReasonItemLong)
	if err != nil {
		return l, err
	}
	if l.Quantity < 1 || l.Quantity > MaxQuantity {
		return l, refuse(Invalid, ReasonQuantity, "quantity %d", l.Quantity)
	}
	if err := checkPrice(l.Price, currency); err != nil {
		return l, err
	}
	if l.Price.IsZero() || l.Price.IsNegative() {
		return l, refuse(Invalid, ReasonPrice, "price %s", l.Price)
	}
	l.Item = item
	return l, nil
}

// cleanExtra checks shipping or tax; the zero Money is none.
func cleanExtra(m money.Money, currency money.Currency) (money.Money, error) {
	if m == (money.Money{}) {
		return money.New(0, currency), nil
	}
	if m.IsNegative() {
		return m, refuse(Invalid, ReasonExtraNegative, "shipping or tax of %s", m)
	}
	return m, checkPrice(m, currency)
}

// cleanOptions checks the ways to send an order: each has a name of its own. Their
// prices differ too, since the price says which one was chosen.
func cleanOptions(in []ShippingOption, currency money.Currency) (out []ShippingOption, err error) {
	if len(in) > MaxOptions {
		return nil, refuse(Invalid, ReasonOptions, "%d shipping options", len(in))
	}
	for _, o := range in {
		if o.Name, err = cleanLine(o.Name, MaxOptionName, ReasonOptions, ReasonOptions); err != nil {
			return nil, err
		}
		if o.Price, err = cleanExtra(o.Price, currency); err != nil {
			return nil, err
		}
		if slices.ContainsFunc(out, func(b ShippingOption) bool { return b.Price == o.Price || strings.EqualFold(b.Name, o.Name) }) {
			return nil, refuse(Invalid, ReasonOptions, "two shipping options are alike")
		}
		out = append(out, o)
	}
	return out, nil
}

// Chosen returns the shipping option that the order has; false when there is
// nothing to choose.
func (o Order) Chosen() (ShippingOption, bool) {
	for _, option := range o.Options {
		if option.Price == o.Shipping {
			return option, true
		}
	}
	return ShippingOption{}, false
}

// ReviseInput is a seller's wish to change what an unpaid request asks for.
type ReviseInput struct {
	Cause string
	Actor Actor
	Order OrderID
	Terms Terms
}

// Revise changes what an unpaid request asks for. A checkout page that is open is
// closed first; a buyer who is faster has paid the old price.
func (s *Shop) Revise(ctx context.Context, in ReviseInput) (Order, error) {
	return s.sellerRevises(ctx, in.Cause, in.Actor, in.Order, func(*Order) (Terms, error) { return in.Terms, nil })
}

// AddItem adds one more thing to an unpaid request.
func (s *Shop) AddItem(ctx context.Context, cause string, actor Actor, id OrderID, line Line) (Order, error) {
	return s.sellerRevises(ctx, cause, actor, id, func(o *Order) (Terms, error) {
		terms := o.Terms()
		terms.Lines = append(slices.Clone(terms.Lines), line)
		return terms, nil
	})
}

func (s *Shop) sellerRevises(ctx context.Context, cause string, actor Actor, id OrderID, fn func(*Order) (Terms, error)) (Order, error) {
	return s.change(ctx, cause, actor, id, func(t *turn) error {
		if t.o.Seller != actor.ID {
			return refuse(NotFound, ReasonNoOrder, "not the seller of %s", id)
		}
		terms, err := fn(t.o)
		if err != nil {
			return err
		}
		return t.revise(terms)
	})
}

// ChooseShipping has the buyer choose one of the shipping options, by its place
// in Options.
func (s *Shop) ChooseShipping(ctx context.Context, cause string, actor Actor, id OrderID, option int) (Order, error) {
	return s.change(ctx, cause, actor, id, func(t *turn) error {
		if t.o.Buyer != actor.ID {
			return refuse(Forbidden, ReasonNotYours, "only the buyer chooses")
		}
		if err := t.o.Revisable(); err != nil {
			return err
		}
		if option < 0 || option >= len(t.o.Options) {
			return refuse(Conflict, ReasonNoOption, "no shipping option %d", option)
		}
		terms := t.o.Terms()
		terms.Shipping = t.o.Options[option].Price
		return t.revise(terms)
	})
}

// MakeOffer offers the seller another price for one of the item. A newer offer
// takes the place of an older one.
func (s *Shop) MakeOffer(ctx context.Context, cause string, actor Actor, id OrderID, price money.Money) (Order, error) {
	return s.change(ctx, cause, actor, id, func(t *turn) error {
		o := t.o
		if o.Buyer != actor.ID {
			return refuse(Forbidden, ReasonNotYours, "only the buyer offers")
		}
		if err := o.Revisable(); err != nil {
			return err
		}
		switch {
		case len(o.Lines) != 1:
			return refuse(Conflict, ReasonOfferLines, "%d items", len(o.Lines))
		case price == o.Lines[0].Price:
			return refuse(Invalid, ReasonTermsSame, "it is the price already")
		}
		n := 1
		if o.Offer != nil {
			n = o.Offer.N + 1
		}
		if n > MaxOffers {
			return refuse(Conflict, ReasonOfferMany, "%d offers", n)
		}
		o.Offer = &Offer{N: n, Price: price, State: OfferOpen}
		seller, err := t.tx.Sellers().Get(o.Seller)
		if err != nil {
			return err
		}
		if _, err := s.agree(seller, o.offered()); err != nil {
			return err
		}
		facts := map[string]string{"n": fmt.Sprint(n), "price": price.String()}
		if err := t.note(ActOffered, facts); err != nil {
			return err
		}
		t.tell(NoticeOffer, RoleSeller, facts)
		return nil
	})
}

// offered is the order's terms with the price that the buyer offers.
func (o *Order) offered() Terms {
	terms := o.Terms()
	terms.Lines = slices.Clone(terms.Lines)
	terms.Lines[0].Price = o.Offer.Price
	terms.Offer = o.Offer.N
	return terms
}

// AnswerOffer accepts the buyer's n-th offer, which changes the terms, or refuses
// it.
func (s *Shop) AnswerOffer(ctx context.Context, cause string, actor Actor, id OrderID, n int, accept bool) (Order, error) {
	return s.change(ctx, cause, actor, id, func(t *turn) error {
		o := t.o
		if o.Seller != actor.ID {
			return refuse(NotFound, ReasonNoOrder, "not the seller of %s", id)
		}
		if err := o.Revisable(); err != nil {
			return err
		}
		if o.Offer == nil || o.Offer.N != n || o.Offer.State != OfferOpen {
			return refuse(Conflict, ReasonOfferOver, "offer %d is not open", n)
		}
		if accept {
			return t.revise(o.offered())
		}
		o.Offer = &Offer{N: n, Price: o.Offer.Price, State: OfferRefused}
		facts := map[string]string{"n": fmt.Sprint(n), "price": o.Offer.Price.String()}
		if err := t.note(ActOfferRefused, facts); err != nil {
			return err
		}
		t.tell(NoticeOfferRefused, RoleBuyer, facts)
		return nil
	})
}

// Revisable says why the terms cannot be changed, if so.
func (o Order) Revisable() error {
	if next := Next(o.Status, EventRevise); next.Effect == Reject {
		return refuse(Conflict, next.Reason, "the order is %s", o.Status)
	}
	if o.Closing != nil {
		return refuse(Conflict, o.Closing.reason(), "waits for the checkout page")
	}
	return nil
}

// revise gives the order other terms, as soon as nobody can pay the old ones.
func (t *turn) revise(in Terms) error {
	if err := t.o.Revisable(); err != nil {
		return err
	}
	if t.o.Changes >= MaxChanges {
		return refuse(Conflict, ReasonTermsMany, "changed %d times", t.o.Changes)
	}
	seller, err := t.tx.Sellers().Get(t.o.Seller)
	if err != nil {
		return err
	}
	if err := t.s.Admitted(seller); err != nil && t.actor == t.o.Seller {
		return err
	}
	terms, err := t.s.agree(seller, in)
	if err != nil {
		return err
	}
	if terms.Total.Currency != t.o.Total.Currency {
		return refuse(Invalid, ReasonCurrencyMixed, "%s instead of %s", terms.Total.Currency, t.o.Total.Currency)
	}
	if now := t.o.Terms(); terms.Offer == 0 && slices.Equal(terms.Lines, now.Lines) && slices.Equal(terms.Options, now.Options) &&
		terms.Shipping == now.Shipping && terms.Tax == now.Tax {
		return refuse(Conflict, ReasonTermsSame, "nothing would change")
	}
	left, err := t.s.weekLeft(t.tx, seller, terms.Total.Currency, t.now)
	if err != nil {
		return err
	}
	if more := terms.Total.Minor - t.o.Total.Minor; more > left.Minor {
		return &Error{Code: Invalid, Reason: ReasonLimitWeek, Amount: left, Message: "over the limit of 7 days"}
	}
	if err := t.stockFor(terms.Lines); err != nil {
		return err
	}
	t.terms = &terms
	return t.end(EventRevise)
}

// revised puts the new terms in place: it is a new request, with all of its time.
func (t *turn) revised() error {
	o, was := t.o, t.o.Total
	if err := t.stockFor(t.terms.Lines); err != nil {
		if o.Closing == nil || CodeOf(err) != Conflict {
			return err
		}
		t.notRevised(map[string]string{"why": string(ReasonOf(err))}) // sold meanwhile
		return t.note(ActNotRevised, nil)
	}
	facts := map[string]string{"was": was.String(), "total": t.terms.Total.String()}
	if t.terms.Offer > 0 {
		facts["offer"] = fmt.Sprint(t.terms.Offer)
	}
	if effect, err := t.happen(EventRevise, facts); err != nil || effect != Move {
		return err
	}
	if o.Offer != nil && o.Offer.State == OfferOpen {
		state := OfferReplaced
		if o.Offer.N == t.terms.Offer {
			state = OfferAccepted
		}
		o.Offer = &Offer{N: o.Offer.N, Price: o.Offer.Price, State: state}
	}
	if err := t.unreserve(); err != nil {
		return err
	}
	for _, l := range o.Lines {
		if err := t.s.unshown(t.tx, l.Photo); err != nil {
			return err
		}
	}
	o.Lines, o.Shipping, o.Options, o.Tax, o.Total = t.terms.Lines, t.terms.Shipping, t.terms.Options, t.terms.Tax, t.terms.Total
	o.Closing = nil
	if t.actor == o.Seller {
		o.Changes++
		t.tell(NoticeRevised, RoleBuyer, facts)
	}
	return t.awaitPaying()
}

// notRevised lets go of other terms: the buyer's payment was faster, or facts say
// why.
func (t *turn) notRevised(facts map[string]string) {
	c := t.o.Closing
	if c == nil || c.Event != EventRevise {
		return
	}
	t.o.Closing = nil
	if role := t.o.Role(c.Actor); role != "" {
		t.tell(NoticeNotRevised, role, facts)
	}
}

// awaitPaying starts the clock of an unpaid request.
func (t *turn) awaitPaying() error {
	policy := t.s.cfg.Policy
	t.o.ExpiresAt = t.now.Add(policy.RequestLife)
	t.unwarn(string(kindRequestWarn))
	if err := t.later(kindRequestWarn, 0, t.o.ExpiresAt.Add(-policy.RequestWarn)); err != nil {
		return err
	}
	return t.later(kindExpire, 0, t.o.ExpiresAt)
}
