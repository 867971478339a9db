package commands

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"till/shop"
	"till/shop/money"
)

const (
	routeRefund   = "refund"   // opens the form
	routeRefunded = "refunded" // the form, which is the question as well: it says what will happen
)

// maxAmount is the longest amount that is taken, as it is typed.
const maxAmount = 40

// filterRefundable is the orders of which something can be given back.
var filterRefundable = filter{
	status: []shop.Status{shop.Paid, shop.Shipped, shop.Delivered, shop.Completed},
	keep:   refundable,
}

// refundable reports whether money of the order can go back now.
func refundable(o shop.Order) bool {
	return unrefunded(o) == nil && (!o.Status.Ended() || o.Status == shop.Completed)
}

// unrefunded refuses early what a form could not mend; nil when nothing is wrong.
func unrefunded(o shop.Order) error {
	switch {
	case o.Payment == nil:
		return &shop.Error{Reason: shop.ReasonNotPaid}
	case atBank(o):
		return &shop.Error{Reason: shop.ReasonDisputed}
	case o.Refundable().Minor <= 0:
		return &shop.Error{Reason: shop.ReasonRefundNothing}
	default:
		return nil
	}
}

// atBank reports whether the buyer's bank has the payment, so that it cannot be
// refunded meanwhile.
func atBank(o shop.Order) bool {
	for _, d := range o.Disputes {
		if o.Payment != nil && d.Charge == o.Payment.Charge && !d.State.Over() && !d.Refundable {
			return true
		}
	}
	return false
}

// refund is /refund and Refund: the seller gives money back. The form shows what
// was given filled in, and is sent by whoever means it.
func (t *Till) refund() command {
	return command{
		Definition: Definition{
			Kind: Command, Name: "refund", Description: string(defRefund),
			Options: []OptionDefinition{
				{Name: "order", Description: string(defOrder), Type: StringOption, Required: true, Autocomplete: true},
				{Name: "amount", Description: string(defRefundAmount), Type: StringOption, MaxLength: maxAmount},
				{Name: "reason", Description: string(defRefundReason), Type: StringOption, MaxLength: shop.MaxNote},
			},
		},
		run: func(ctx context.Context, r Request) Reply {
			id, err := shop.ParseOrderID(r.Options["order"])
			if err != nil {
				return t.refuse(r.voice(), err)
			}
			return t.openRefund(ctx, r, id)
		},
		complete: func(ctx context.Context, r Request) Reply { return t.completeOrder(ctx, r, filterRefundable) },
		routes: map[string]handler{
			routeRefund: func(ctx context.Context, r Request) Reply {
				return t.openRefund(ctx, r, shop.OrderID(r.Route.Arg(0)))
			},
			routeRefunded: t.sendRefund,
		},
	}
}

// openRefund opens the form, for the seller of a paid order.
func (t *Till) openRefund(ctx context.Context, r Request, id shop.OrderID) Reply {
	v := r.voice()
	s, err := t.side(ctx, v, r.Actor.ID, id)
	switch {
	case err != nil:
	case s.role != shop.RoleSeller:
		err = &shop.Error{Reason: shop.ReasonNoOrder}
	default:
		err = unrefunded(s.order)
	}
	if err != nil {
		return t.refuse(v, err)
	}
	if _, err := s.readAmount(r.Options["amount"]); err != nil {
		return t.again(r, s, err, routeRefund)
	}
	return s.refundForm(routeRefunded, r.Options["amount"], r.Options["reason"])
}

// refundForm asks for amount and reason. Its title says where the money comes
// from.
func (s side) refundForm(route, amount, reason string) Reply {
	title := s.say(txtModalRefundHeld)
	switch _, paid := s.order.PaidOut(); {
	case s.role != shop.RoleSeller:
		title = s.say(txtModalRefundAs)
	case paid:
		title = s.tell(txtModalRefundPaid)
	case s.order.Status == shop.Paid:
		title = s.say(txtModalRefundAll)
	}
	left := s.order.Refundable()
	if strings.TrimSpace(amount) == "" {
		amount = left.Decimal()
	}
	return Reply{Modal: &Modal{Route: s.route(route), Title: clip(title, maxModalTitle), Inputs: []Input{
		{
			Name: "amount", Label: clip(s.say(txtInputRefund, "amount", s.money(left)), maxModalTitle),
			Value: clip(amount, maxAmount), MaxLength: maxAmount,
		},
		{
			Name: "reason", Label: s.say(txtInputReason), Placeholder: s.say(txtHintReason),
			Value: clip(reason, shop.MaxNote), MaxLength: shop.MaxNote, Paragraph: true,
		},
	}}}
}

// readAmount reads what is to go back; nothing is all that is left. A price
// without a currency is in the order's.
func (s side) readAmount(text string) (money.Money, error) {
	if strings.TrimSpace(text) == "" {
		return money.Money{}, nil
	}
	left := s.order.Refundable()
	m, err := money.Parse(text, left.Currency)
	more := err == nil && (m.Currency != left.Currency || m.Minor > left.Minor)
	if more || errors.Is(err, money.ErrRange) || errors.Is(err, money.ErrOverflow) {
		return m, &shop.Error{Code: shop.Invalid, Reason: shop.ReasonRefundAmount, Amount: left, Message: "refund", Err: err}
	}
	if err != nil {
		return m, fmt.Errorf("refund: %w", err)
	}
	return m, nil
}

// again shows what was typed with what is wrong with it, since the form is gone,
// and opens it anew.
func (t *Till) again(r Request, s side, err error, route string) Reply {
	v := r.voice()
	reply := t.refuse(v, err)
	var lines []string
	for _, in := range []struct {
		name  string
		label phrase
	}{{"amount", txtYouWroteAmount}, {"reason", txtYouWroteReason}} {
		if text := r.option(in.name); text != "" {
			lines = append(lines, v.say(txtYouWroteLine, "name", v.say(in.label), "text", clip(plain(text), 500)))
		}
	}
	if len(lines) > 0 {
		reply.Text += "\n\n" + v.say(txtYouWrote) + "\n" + strings.Join(lines, "\n")
	}
	reply.Rows = append(reply.Rows, buttons(button(v.say(btnFillAgain), Primary, s.route(route)))...)
	return reply
}

// mended reports whether filling in the form again helps.
func mended(err error) bool {
	return shop.CodeOf(err) == shop.Invalid || shop.ReasonOf(err) == ""
}

// sendRefund takes the form.
func (t *Till) sendRefund(ctx context.Context, r Request) Reply {
	v := r.voice()
	s, err := t.side(ctx, v, r.Actor.ID, shop.OrderID(r.Route.Arg(0)))
	if err != nil {
		return t.refuse(v, err)
	}
	if s.role != shop.RoleSeller {
		return t.refuse(v, &shop.Error{Reason: shop.ReasonNoOrder})
	}
	o, amount, err := t.giveBack(ctx, r, s)
	if err != nil {
		if mended(err) {
			return t.again(r, s, err, routeRefund)
		}
		return t.refuse(v, err)
	}
	if s, err = t.sideOf(ctx, v, r.Actor.ID, o); err != nil {
		return t.refuse(v, err)
	}
	return private(s.givenBack(amount), button(v.say(btnTrack), Secondary, s.route(routeTrack)))
}

// giveBack reads the form and has the money go back.
func (t *Till) giveBack(ctx context.Context, r Request, s side) (shop.Order, money.Money, error) {
	if err := unrefunded(s.order); err != nil {
		return s.order, money.Money{}, err
	}
	amount, err := s.readAmount(r.Fields["amount"])
	if err != nil {
		return s.order, amount, err
	}
	o, err := t.shop.Refund(ctx, shop.RefundInput{
		Cause: r.Cause, Actor: r.actor(), Order: s.order.ID, Amount: amount, Note: strings.TrimSpace(r.Fields["reason"]),
	})
	if amount.IsZero() {
		amount = s.order.Refundable()
	}
	return o, amount, err
}

// givenBack says what happens now with a refund that was just asked for.
func (s side) givenBack(amount money.Money) string {
	if s.order.Status == shop.Canceled {
		return s.tell(txtCanceled, "amount", s.money(amount))
	}
	text := s.tell(txtRefundAsked, "amount", s.money(amount)) + "\n"
	if _, paid := s.order.PaidOut(); paid {
		return text + s.tell(txtFromBalance)
	}
	if s.gets.Payout.Minor > 0 {
		return text + s.tell(txtFromHeld, "payout", s.money(s.gets.Payout))
	}
	return text + s.tell(txtFromHeldAll)
}
