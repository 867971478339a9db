package commands

import (
	"context"
	"strconv"
	"strings"

	"till/shop"
)

// The routes of a problem's buttons, menus and forms.
const (
	routeProblem      = "problem"      // the menu of what is wrong
	routeProblemKind  = "problemkind"  // that menu, which opens the form
	routeProblemSend  = "problemsend"  // the form; of an order and a kind
	routeProblemYes   = "problemyes"   // accepts the n-th offer
	routeProblemNo    = "problemno"    // refuses it
	routeProblemOver  = "problemover"  // asks whether it is solved
	routeProblemDone  = "problemdone"  // it is
	routeProblemAsk   = "problemask"   // asks whether the operator is to decide
	routeProblemAsked = "problemasked" // they are
	routeGoods        = "goods"        // the form for what is sent because of it
	routeGoodsSent    = "goodssent"    // that form
	routeGoodsInsist  = "goodsinsist"  // with a number whose check digit is wrong
)

// problem is what a buyer reports, and what both do about it.
func (t *Till) problem() command {
	answering := func(act func(context.Context, string, shop.Actor, shop.OrderID, int) (shop.Order, error), said phrase) handler {
		return func(ctx context.Context, r Request) Reply {
			n, _ := strconv.Atoi(r.Route.Arg(1)) // what is no number is no offer
			o, err := act(ctx, r.Cause, r.actor(), shop.OrderID(r.Route.Arg(0)), n)
			return t.acted(ctx, r, o, err, said)
		}
	}
	return command{routes: map[string]handler{
		routeProblem:      t.pickProblem,
		routeProblemKind:  t.openProblem,
		routeProblemSend:  t.reportProblem,
		routeProblemYes:   answering(t.shop.AcceptRemedy, txtProblemTaken),
		routeProblemNo:    answering(t.shop.RefuseRemedy, txtProblemTaken),
		routeProblemOver:  t.askSolved,
		routeProblemDone:  t.solve,
		routeProblemAsk:   t.askOperator,
		routeProblemAsked: t.toOperator,
		routeGoods:        t.openGoods,
		routeGoodsSent:    t.sendGoods,
		routeGoodsInsist:  t.insistGoods,
	}}
}

// ofProblem loads an order for one of its sides; "" for either.
func (t *Till) ofProblem(ctx context.Context, r Request, role shop.Role) (side, error) {
	s, err := t.side(ctx, r.voice(), r.Actor.ID, shop.OrderID(r.Route.Arg(0)))
	switch {
	case err != nil || role == "" || s.role == role:
		return s, err
	case role == shop.RoleBuyer:
		return s, &shop.Error{Reason: shop.ReasonNotYours}
	default:
		return s, &shop.Error{Reason: shop.ReasonNoOrder}
	}
}

// refuseProblem is refuse, with how the problem stands now: a button of an older
// message leads to the newest question.
func (t *Till) refuseProblem(ctx context.Context, r Request, err error) Reply {
	reply := t.refuse(r.voice(), err)
	s, sideErr := t.ofProblem(ctx, r, "")
	if sideErr != nil {
		return reply
	}
	if p, open := s.order.OpenProblem(); open {
		reply.Text += "\n\n" + s.say(txtProblemNow) + "\n" + s.problemTurn(p)
		reply.Rows = append(reply.Rows, buttons(s.problemButtons()...)...)
	}
	return reply
}

// acted answers an act on a problem with how it stands then.
func (t *Till) acted(ctx context.Context, r Request, o shop.Order, err error, said phrase, fill ...string) Reply {
	if err != nil {
		return t.refuseProblem(ctx, r, err)
	}
	s, err := t.sideOf(ctx, r.voice(), r.Actor.ID, o)
	if err != nil {
		return t.refuse(r.voice(), err)
	}
	text := s.tell(said, fill...)
	if p, open := o.OpenProblem(); open {
		text = joined(text, s.problemTurn(p))
	} else if n := len(o.Problems); n > 0 {
		text = joined(text, s.problemEnd(o.Problems[n-1]))
	}
	return private(text, append(s.problemButtons(), s.next(routeTrack))...)
}

// pickProblem asks the buyer what is wrong.
func (t *Till) pickProblem(ctx context.Context, r Request) Reply {
	s, err := t.ofProblem(ctx, r, shop.RoleBuyer)
	if err == nil {
		err = t.shop.Reportable(s.order)
	}
	if err != nil {
		return t.refuseProblem(ctx, r, err)
	}
	pick := Select{Route: s.route(routeProblemKind), Placeholder: s.say(btnProblemPick)}
	for _, kind := range shop.ProblemKinds() {
		pick.Options = append(pick.Options, Option{Label: clip(s.say(problemKinds[kind]), maxOption), Value: string(kind)})
	}
	return Reply{Private: true, Message: Message{Text: s.tell(txtProblemPick), Rows: []Row{{Select: &pick}}}}
}

// openProblem opens the form for what is wrong.
func (t *Till) openProblem(ctx context.Context, r Request) Reply {
	s, err := t.ofProblem(ctx, r, shop.RoleBuyer)
	kind := shop.ProblemKind(r.picked())
	if kind == "" {
		kind = shop.ProblemKind(r.Route.Arg(1))
	}
	switch {
	case err != nil:
	case problemKinds[kind] == "":
		err = &shop.Error{Reason: shop.ReasonProblemKind}
	default:
		err = t.shop.Reportable(s.order)
	}
	if err != nil {
		return t.refuseProblem(ctx, r, err)
	}
	return Reply{Modal: &Modal{
		Route: NewRoute(routeProblemSend, string(s.order.ID), string(kind)), Title: clip(s.say(problemKinds[kind]), maxModalTitle),
		Inputs: []Input{{
			Name: fieldText, Label: s.say(txtProblemInput), Placeholder: s.say(txtProblemHint),
			MinLength: 1, MaxLength: shop.MaxText, Required: true, Paragraph: true,
		}},
	}}
}

// reportProblem takes the form.
func (t *Till) reportProblem(ctx context.Context, r Request) Reply {
	o, err := t.shop.ReportProblem(ctx, shop.ProblemInput{
		Cause: r.Cause, Actor: r.actor(), Order: shop.OrderID(r.Route.Arg(0)),
		Kind: shop.ProblemKind(r.Route.Arg(1)), Text: r.Fields[fieldText],
	})
	if err != nil {
		reply := t.refuseProblem(ctx, r, err)
		if shop.CodeOf(err) == shop.Invalid {
			reply = r.typedAgain(reply, NewRoute(routeProblemKind, r.Route.Arg(0), r.Route.Arg(1)))
		}
		return reply
	}
	s, err := t.sideOf(ctx, r.voice(), r.Actor.ID, o)
	if err != nil {
		return t.refuse(r.voice(), err)
	}
	said := txtProblemSent
	if _, paid := o.PaidOut(); paid {
		said = txtProblemPaid
	}
	p, _ := o.OpenProblem()
	return private(s.tell(said, "due", when(p.DueBy)), s.next(routeTrack))
}

// typedAgain shows under a refusal what was typed, since the form is gone, and
// opens it anew.
func (r Request) typedAgain(reply Reply, route Route) Reply {
	v := r.voice()
	for _, in := range []struct {
		name  string
		label phrase
	}{{"amount", txtYouWroteAmount}, {"days", txtProblemTyped}, {fieldText, txtProblemTyped}, {"tracking", txtProblemTyped}} {
		if text := strings.TrimSpace(r.Fields[in.name]); text != "" {
			reply.Text += "\n" + v.say(txtYouWroteLine, "name", v.say(in.label), "text", clip(plain(text), 500))
		}
	}
	if len(route) <= maxRoute {
		reply.Rows = append(reply.Rows, buttons(button(v.say(btnFillAgain), Primary, route))...)
	}
	return reply
}

// askSolved asks once more, since it pays the seller.
func (t *Till) askSolved(ctx context.Context, r Request) Reply {
	s, err := t.ofProblem(ctx, r, shop.RoleBuyer)
	if _, open := s.order.OpenProblem(); err == nil && !open {
		err = &shop.Error{Reason: shop.ReasonProblemNone}
	}
	if err != nil {
		return t.refuseProblem(ctx, r, err)
	}
	ask := txtProblemSolve
	if _, paid := s.order.PaidOut(); paid {
		ask = txtProblemSolve2
	}
	return private(s.tell(ask),
		button(s.say(btnSolvedYes), Success, s.route(routeProblemDone)),
		button(s.say(btnGotNo), Secondary, s.route(routeKeep)))
}

func (t *Till) solve(ctx context.Context, r Request) Reply {
	if _, err := t.shop.SolveProblem(ctx, r.Cause, r.actor(), shop.OrderID(r.Route.Arg(0))); err != nil {
		return t.refuseProblem(ctx, r, err)
	}
	s, err := t.ofProblem(ctx, r, "")
	if err != nil {
		return t.refuse(r.voice(), err)
	}
	return rewrite(s.tell(txtProblemSolved), s.next(routeTrack))
}

// askOperator asks once more, since the operator then reads what was written.
func (t *Till) askOperator(ctx context.Context, r Request) Reply {
	s, err := t.ofProblem(ctx, r, "")
	switch p, open := s.order.OpenProblem(); {
	case err != nil:
	case !open:
		err = &shop.Error{Reason: shop.ReasonProblemNone}
	case p.State == shop.ProblemOperator:
		err = &shop.Error{Reason: shop.ReasonProblemOperator}
	}
	if err != nil {
		return t.refuseProblem(ctx, r, err)
	}
	operator, _ := t.shop.Held()
	return private(s.tell(txtProblemAsk),
		button(s.say(btnAskOperator, "operator", operator), Primary, s.route(routeProblemAsked)),
		button(s.say(btnGotNo), Secondary, s.route(routeKeep)))
}

func (t *Till) toOperator(ctx context.Context, r Request) Reply {
	if _, err := t.shop.AskOperator(ctx, r.Cause, r.actor(), shop.OrderID(r.Route.Arg(0))); err != nil {
		return t.refuseProblem(ctx, r, err)
	}
	s, err := t.ofProblem(ctx, r, "")
	if err != nil {
		return t.refuse(r.voice(), err)
	}
	return rewrite(s.tell(txtProblemAsked), s.next(routeTrack))
}
