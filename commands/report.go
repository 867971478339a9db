package commands

import (
	"context"

	"till/shop"
)

const (
	routeReport   = "report"   // opens the form about the other side of a conversation
	routeReported = "reported" // that form
)

// report is /report, and the button under More of a message: what somebody tells
// the operators.
func (t *Till) report() command {
	return command{
		Definition: Definition{
			Kind: Command, Name: "report", Description: string(defReport),
			Options: []OptionDefinition{
				{Name: "reason", Description: string(defReportReason), Type: StringOption, Required: true, Choices: []Choice{
					{string(choiceScam), string(shop.ReportScam)},
					{string(choiceGoods), string(shop.ReportGoods)},
					{string(choiceAbuse), string(shop.ReportAbuse)},
					{string(choiceOther), string(shop.ReportOther)},
				}},
				{Name: "text", Description: string(defReportText), Type: StringOption, Required: true, MaxLength: shop.MaxReport},
				{Name: "order", Description: string(defReportOrder), Type: StringOption, Autocomplete: true},
				{Name: "shop", Description: string(defBlockShop), Type: StringOption, Autocomplete: true, MaxLength: maxOption},
				{Name: "person", Description: string(defReportPerson), Type: UserOption},
			},
		},
		run: t.runReport,
		complete: func(ctx context.Context, r Request) Reply {
			if r.Focused == "shop" {
				return t.completeShop(ctx, r)
			}
			return t.completeOrder(ctx, r, filterNamed(filterAll), filterNamed(filterBought))
		},
		routes: map[string]handler{routeReport: t.openReport, routeReported: t.reported},
	}
}

func (t *Till) runReport(ctx context.Context, r Request) Reply {
	in := shop.ReportInput{
		Whom: shop.UserID(r.Options["person"]), Reason: shop.ReportReason(r.Options["reason"]), Text: r.Options["text"],
	}
	switch {
	case r.Options["order"] != "":
		id, err := shop.ParseOrderID(r.Options["order"])
		if err != nil {
			return t.refuse(r.voice(), err)
		}
		in.Order = id
	case r.Options["shop"] != "":
		seller, err := t.findShop(ctx, r.Options["shop"])
		if err != nil {
			return t.refuse(r.voice(), err)
		}
		in.Whom = seller.ID
	case in.Whom == "":
		return private(r.voice().say(txtReportWhom))
	}
	return t.sendReport(ctx, r, in)
}

func (t *Till) openReport(ctx context.Context, r Request) Reply {
	if _, err := t.reportOf(ctx, r); err != nil {
		return t.refuse(r.voice(), err)
	}
	reply := r.voice().form(NewRoute(routeReported, r.Route.Arg(0)), r.voice().say(txtModalReport))
	reply.Modal.Inputs[0].MaxLength, reply.Modal.Inputs[0].Placeholder = shop.MaxReport, ""
	return reply
}

func (t *Till) reported(ctx context.Context, r Request) Reply {
	in, err := t.reportOf(ctx, r)
	if err != nil {
		return t.refuse(r.voice(), err)
	}
	in.Reason, in.Text = shop.ReportOther, r.Fields[fieldText]
	return t.sendReport(ctx, r, in)
}

// reportOf is what a button reports: an order's other side, or a conversation's.
func (t *Till) reportOf(ctx context.Context, r Request) (shop.ReportInput, error) {
	if id, err := shop.ParseOrderID(r.Route.Arg(0)); err == nil {
		_, err := t.shop.Order(ctx, r.Actor.ID, id)
		return shop.ReportInput{Order: id}, err
	}
	c, err := t.shop.Conversation(ctx, r.Actor.ID, shop.ConversationID(r.Route.Arg(0)))
	return shop.ReportInput{Whom: c.Other(r.Actor.ID)}, err
}

func (t *Till) sendReport(ctx context.Context, r Request, in shop.ReportInput) Reply {
	v := r.voice()
	in.Cause, in.Actor = r.Cause, r.actor()
	if err := t.shop.Report(ctx, in); err != nil {
		return t.refuse(v, err)
	}
	operator, _ := t.shop.Held()
	return private(v.say(txtReported, "operator", plain(operator)))
}
