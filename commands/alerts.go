package commands

import (
	"context"
	"time"

	"till/shop"
	"till/shop/money"
)

// alert tells an operator what they should look at, about which order, and what
// to do.
func (t *Till) alert(ctx context.Context, v voice, n shop.Notice) (Message, error) {
	if !t.shop.Operates(n.To) {
		return Message{}, nil // no longer
	}
	p, ok := alertWords[shop.Alert(n.Facts["alert"])]
	if !ok {
		p = txtAlertUnknown
	}
	operator, provider := t.shop.Held()
	text := v.say(p, "operator", plain(operator), "provider", plain(provider),
		"amount", v.factAmount(n.Facts["amount"]), "why", v.alertWhy(n.Facts["why"]),
		"dispute", v.disputeReason(n.Facts["dispute"]), "hold", v.alertHold(n.Facts["hold"], plain(provider)),
		"when", factTime(n.Facts["when"]), "job", v.detail(n.Facts["job"]), "what", v.detail(n.Facts["what"]),
		"reporter", mention(shop.UserID(n.Facts["reporter"])), "reported", mention(shop.UserID(n.Facts["reported"])),
		"reason", v.reportReason(n.Facts["reason"]), "text", bareLink.ReplaceAllString(plain(n.Facts["text"]), "<$1>"))
	if n.Facts["seller"] != "" {
		return t.sellerAlert(ctx, v, n, text)
	}
	if n.Order == "" {
		return Message{Text: clip(text, maxContent)}, nil
	}
	o, _, err := t.shop.OperatorOrder(ctx, n.To, n.Order)
	if err != nil {
		return Message{}, err
	}
	s, err := t.sideOf(ctx, v, n.To, o)
	if err != nil {
		return Message{}, err
	}
	return Message{
		Text: clip(text+"\n"+s.tell(txtAlertOrder), maxContent),
		Rows: buttons(button(v.say(btnAdminOpen), Primary, s.route(routeAdmin))),
	}, nil
}

// factAmount is an amount among an alert's facts.
func (v voice) factAmount(text string) string {
	m, err := money.Parse(text, "")
	if err != nil {
		return v.detail(text)
	}
	return v.money(m)
}

// factTime is a time among an alert's facts.
func factTime(text string) string {
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return plain(clip(text, maxOption))
	}
	return when(at)
}

// alertWhy is why a refund failed, or a step was given up: the provider's word, in
// words where there are some.
func (v voice) alertWhy(why string) string {
	if p, ok := refundFailures[why]; ok {
		return v.say(p)
	}
	if why == "" {
		return v.say(txtNoWhy)
	}
	return v.detail(why)
}

// detail shows a technical text to an operator.
func (v voice) detail(text string) string { return plain(clip(text, 500)) }

// reportReason is what a report is about.
func (v voice) reportReason(reason string) string {
	p, ok := reportReasons[shop.ReportReason(reason)]
	if !ok {
		p = choiceOther
	}
	return v.say(p)
}

// alertHold is why a payout waits, to an operator.
func (v voice) alertHold(hold, provider string) string {
	p, ok := adminHolds[shop.HoldKind(hold)]
	if !ok {
		return plain(clip(hold, maxOption))
	}
	return v.say(p, "provider", provider)
}
