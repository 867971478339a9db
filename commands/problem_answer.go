package commands

import (
	"context"
	"strconv"
	"strings"

	"till/shop"
	"till/shop/money"
)

// The routes of a seller's answers to a problem.
const (
	routeAnswer     = "answer"     // the menu of what can be offered
	routeAnswerKind = "answerkind" // that menu, which opens a form or asks once more
	routeAnswerSend = "answersend" // the form; of an order and a kind
	routeAnswerAll  = "answerall"  // all of it goes back
	routeBack       = "back"       // asks whether what was sent back is there
	routeBackYes    = "backyes"    // it is
)

// answerProblem is what a seller answers a buyer's problem with.
func (t *Till) answerProblem() command {
	return command{routes: map[string]handler{
		routeAnswer:     t.pickAnswer,
		routeAnswerKind: t.openAnswer,
		routeAnswerSend: t.sendAnswer,
		routeAnswerAll: func(ctx context.Context, r Request) Reply {
			reply := t.offerRemedy(ctx, r, shop.RemedyInput{Kind: shop.RemedyRefund})
			reply.Update = true
			return reply
		},
		routeBack: t.askBack,
		routeBackYes: func(ctx context.Context, r Request) Reply {
			o, err := t.shop.GoodsBack(ctx, r.Cause, r.actor(), shop.OrderID(r.Route.Arg(0)))
			reply := t.gave(ctx, r, o, err)
			reply.Update = true
			return reply
		},
	}}
}

// sellersCase loads an order with an open problem for its seller.
func (t *Till) sellersCase(ctx context.Context, r Request) (side, shop.Problem, error) {
	s, err := t.ofProblem(ctx, r, shop.RoleSeller)
	p, open := s.order.OpenProblem()
	switch {
	case err != nil:
	case !open:
		err = &shop.Error{Reason: shop.ReasonProblemNone}
	case atBank(s.order):
		err = &shop.Error{Reason: shop.ReasonDisputed}
	}
	return s, p, err
}

// pickAnswer asks the seller what to offer.
func (t *Till) pickAnswer(ctx context.Context, r Request) Reply {
	s, p, err := t.sellersCase(ctx, r)
	if err == nil && p.State != shop.ProblemSeller && p.State != shop.ProblemOffered {
		err = &shop.Error{Reason: shop.ReasonProblemTurn}
	}
	if err != nil {
		return t.refuseProblem(ctx, r, err)
	}
	pick := Select{Route: s.route(routeAnswerKind), Placeholder: s.say(btnAnswerPick)}
	for _, kind := range shop.RemedyKinds() {
		if kind == shop.RemedyDays && t.shop.MostWait(s.order) < 1 {
			continue
		}
		pick.Options = append(pick.Options, Option{Label: clip(s.say(remedyNames[kind]), maxOption), Value: string(kind)})
	}
	return Reply{Private: true, Message: Message{Text: s.tell(txtAnswerPick), Rows: []Row{{Select: &pick}}}}
}

// openAnswer opens the form of an offer. All of it back asks once more instead.
func (t *Till) openAnswer(ctx context.Context, r Request) Reply {
	s, _, err := t.sellersCase(ctx, r)
	kind := shop.RemedyKind(r.picked())
	if kind == "" {
		kind = shop.RemedyKind(r.Route.Arg(1))
	}
	if err == nil && remedyNames[kind] == "" {
		err = &shop.Error{Reason: shop.ReasonProblemKind}
	}
	if err != nil {
		return t.refuseProblem(ctx, r, err)
	}
	if kind == shop.RemedyRefund {
		rest := s.money(s.order.Refundable())
		return private(s.tell(txtAnswerAll, "rest", rest),
			button(s.say(txtAnswerAllYes, "rest", rest), Danger, s.route(routeAnswerAll)),
			button(s.say(btnGotNo), Secondary, s.route(routeKeep)))
	}
	note := Input{Name: fieldText, Label: s.say(txtAnswerNote), MaxLength: shop.MaxText, Paragraph: true}
	var inputs []Input
	switch kind {
	case shop.RemedyPart:
		inputs = append(inputs, Input{
			Name: "amount", Label: clip(s.say(txtAnswerAmount, "amount", s.money(s.order.Refundable())), maxModalTitle),
			MinLength: 1, MaxLength: maxAmount, Required: true,
		})
	case shop.RemedyDays:
		most := t.shop.MostWait(s.order)
		inputs = append(inputs, Input{
			Name: "days", Label: s.say(txtAnswerDays, "n", s.number(most)), Value: strconv.Itoa(min(usualDays, most)),
			MinLength: 1, MaxLength: 3, Required: true,
		})
	case shop.RemedyReturn:
		note.Label, note.Placeholder, note.Required, note.MinLength = s.say(txtAnswerWhere), s.say(txtAnswerHint), true, 1
	case shop.RemedyRefund, shop.RemedyReplacement: // nothing more to ask
	}
	return Reply{Modal: &Modal{
		Route: NewRoute(routeAnswerSend, string(s.order.ID), string(kind)), Title: clip(s.say(remedyNames[kind]), maxModalTitle),
		Inputs: append(inputs, note),
	}}
}

// sendAnswer takes the form of an offer.
func (t *Till) sendAnswer(ctx context.Context, r Request) Reply {
	in := shop.RemedyInput{Kind: shop.RemedyKind(r.Route.Arg(1)), Text: r.Fields[fieldText]}
	s, _, err := t.sellersCase(ctx, r)
	if err != nil {
		return t.refuseProblem(ctx, r, err)
	}
	switch in.Kind {
	case shop.RemedyPart:
		in.Amount, err = s.readAmount(r.Fields["amount"])
	case shop.RemedyDays:
		if in.Days, err = strconv.Atoi(strings.TrimSpace(r.Fields["days"])); err != nil {
			err = &shop.Error{Code: shop.Invalid, Reason: shop.ReasonDays, Message: "days", Err: err}
		}
	default:
	}
	if err != nil {
		return t.answerAgain(r, s, err)
	}
	return t.offerRemedy(ctx, r, in)
}

// answerAgain shows what was typed with what is wrong with it.
func (t *Till) answerAgain(r Request, s side, err error) Reply {
	return r.typedAgain(t.refuse(r.voice(), err, "days", s.number(t.shop.MostWait(s.order))),
		NewRoute(routeAnswerKind, r.Route.Arg(0), r.Route.Arg(1)))
}

// offerRemedy makes an offer, or gives all of it back.
func (t *Till) offerRemedy(ctx context.Context, r Request, in shop.RemedyInput) Reply {
	in.Cause, in.Actor, in.Order = r.Cause, r.actor(), shop.OrderID(r.Route.Arg(0))
	o, err := t.shop.AnswerProblem(ctx, in)
	if err != nil && shop.CodeOf(err) == shop.Invalid && in.Kind != shop.RemedyRefund {
		s, sideErr := t.ofProblem(ctx, r, shop.RoleSeller)
		if sideErr != nil {
			return t.refuse(r.voice(), sideErr)
		}
		return t.answerAgain(r, s, err)
	}
	if _, open := o.OpenProblem(); err == nil && !open {
		return t.gave(ctx, r, o, nil)
	}
	return t.acted(ctx, r, o, err, txtAnswerSent)
}

// gave answers an act that closed a problem with a refund.
func (t *Till) gave(ctx context.Context, r Request, o shop.Order, err error) Reply {
	if err != nil {
		return t.refuseProblem(ctx, r, err)
	}
	s, err := t.sideOf(ctx, r.voice(), r.Actor.ID, o)
	if err != nil {
		return t.refuse(r.voice(), err)
	}
	given := money.New(0, o.Total.Currency)
	if n := len(o.Problems); n > 0 {
		given = o.Problems[n-1].Given
	}
	return private(joined(s.tell(txtAnswerDone, "amount", s.money(given)), s.refundFrom()), s.next(routeTrack))
}

// askBack asks once more, since it gives all of the money back.
func (t *Till) askBack(ctx context.Context, r Request) Reply {
	s, p, err := t.sellersCase(ctx, r)
	if err == nil && p.State != shop.ProblemReturned {
		err = &shop.Error{Reason: shop.ReasonProblemTurn}
	}
	if err != nil {
		return t.refuseProblem(ctx, r, err)
	}
	rest := s.money(s.order.Refundable())
	return private(s.tell(txtBackAsk, "rest", rest),
		button(s.say(btnIsBackYes, "rest", rest), Success, s.route(routeBackYes)),
		button(s.say(btnGotNo), Secondary, s.route(routeKeep)))
}
