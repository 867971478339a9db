package commands

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"till/shop"
	"till/shop/ledger"
	"till/shop/money"
)

// adminView is an order as operators see it: its state and its money, and nothing
// of what the two wrote to each other.
func (t *Till) adminView(ctx context.Context, r Request, said string) Reply {
	s, entries, err := t.operators(ctx, r)
	if err != nil {
		return t.refuseAdmin(r.voice(), err)
	}
	card := Card{Color: Neutral, Title: s.tell(txtCardTitle), Body: s.adminState()}
	if len(s.order.Holds) > 0 {
		card.Color = Notice
	}
	field := func(name phrase, all []string) {
		if len(all) > 0 {
			card.Fields = append(card.Fields, Field{Name: s.say(name), Value: newest(all)})
		}
	}
	field(txtAdminMoney, s.adminMoney())
	field(txtAdminHolds, s.adminHolds())
	field(txtAdminRefundList, s.adminRefunds())
	field(txtAdminPayouts, s.adminPayouts())
	var disputes []string
	for _, d := range s.order.Disputes {
		disputes = append(disputes, s.operatorsDispute(d))
	}
	field(txtAdminDisputes, disputes)
	field(txtAdminJournal, s.adminJournal(entries))
	return Reply{Private: true, Message: Message{Text: said, Cards: []Card{card}, Rows: s.adminRows()}}
}

// newest puts lines into a field, the last of them as many as it has room for.
func newest(all []string) string {
	const room = 800 // six fields of it fit a message
	var kept []string
	left := room
	for _, line := range slices.Backward(all) {
		line = clip(line, 400)
		if left -= utf8.RuneCountInString(line) + 1; left < 0 {
			kept = append(kept, "…")
			break
		}
		kept = append(kept, line)
	}
	slices.Reverse(kept)
	return strings.Join(kept, "\n")
}

// adminState says who, what and when.
func (s side) adminState() string {
	o := s.order
	all := []string{s.tell(txtAdminWho, "seller", mention(o.Seller)), s.tell(txtAdminStatus, "status", s.say(statusWords[o.Status]))}
	for _, at := range []struct {
		p    phrase
		when time.Time
	}{
		{txtAdminPaidAt, o.PaidAt},
		{txtAdminShipBy, shipBy(o)},
		{txtAdminShippedAt, o.ShippedAt},
		{txtAdminDeliveredAt, o.DeliveredAt},
		{txtAdminPayoutAt, payoutAt(o)},
		{txtAdminClosedAt, o.ClosedAt},
	} {
		if !at.when.IsZero() {
			all = append(all, s.say(at.p, "when", when(at.when)))
		}
	}
	if asksDays(o) {
		all = append(all, s.asks(txtAdminDays))
	}
	return strings.Join(all, "\n")
}

// shipBy is the ship deadline while it counts.
func shipBy(o shop.Order) time.Time {
	if o.Status != shop.Paid {
		return time.Time{}
	}
	return o.ShipBy
}

// payoutAt is when the payout is due while it is to come.
func payoutAt(o shop.Order) time.Time {
	if _, done := o.PaidOut(); done || o.Status != shop.Shipped && o.Status != shop.Delivered {
		return time.Time{}
	}
	return o.PayoutAt
}

// adminMoney is the ledger's accounts that hold something.
func (s side) adminMoney() []string {
	var all []string
	for _, a := range ledger.Accounts() {
		if m := s.order.Book.Balance(a); !m.IsZero() {
			all = append(all, s.say(txtAdminAccount, "name", s.say(accountWords[a]), "amount", s.money(m)))
		}
	}
	if owed := s.order.OwedToBuyer(); owed.Minor > 0 {
		all = append(all, s.say(txtAdminOwedToBuyer, "amount", s.money(owed)))
	}
	return all
}

// adminHolds is why the payout waits, since when, and what lifts it.
func (s side) adminHolds() []string {
	_, provider := s.shop.Held()
	var all []string
	for _, h := range s.order.Holds {
		all = append(all, s.say(txtAdminHold, "name", s.say(holdNames[h.Kind]), "when", exactTime(h.At),
			"why", s.alertHold(string(h.Kind), plain(provider))))
	}
	return all
}

// adminRefunds is each refund with its state.
func (s side) adminRefunds() []string {
	var all []string
	for _, r := range s.order.Refunds {
		parts := []string{fmt.Sprintf("%d · **%s**", r.N, s.money(r.Amount)), s.say(callWords[r.State]), s.say(refundReasons[r.Reason])}
		for _, about := range []struct {
			on bool
			p  phrase
		}{
			{r.Extra, txtAdminExtra},
			{r.Waits && !r.Covered, txtAdminWaits},
			{r.Covered, txtAdminIsCovered},
			{r.Again == r.N, txtAdminDropped},
			{r.Again > r.N, txtAdminAgain},
		} {
			if about.on {
				parts = append(parts, s.say(about.p, "n", s.number(r.Again)))
			}
		}
		all = append(all, strings.Join(parts, " · "))
	}
	return all
}

// adminPayouts is each transfer to the seller, and each taken back.
func (s side) adminPayouts() []string {
	var all []string
	for _, p := range s.order.Payouts {
		line := s.say(txtAdminPayout, "n", s.number(p.N), "amount", s.money(p.Amount), "fee", s.money(p.Fee), "state", s.say(callWords[p.State]))
		if p.SetOff.Minor > 0 {
			line += " · " + s.say(txtPayoutSetOff, "amount", s.money(p.SetOff))
		}
		all = append(all, line)
	}
	for _, r := range s.order.Reversals {
		all = append(all, s.say(txtAdminReversal, "n", s.number(r.N), "amount", s.money(r.Amount), "state", s.say(callWords[r.State])))
	}
	return all
}

// adminJournal is the last entries, each with its facts of money.
func (s side) adminJournal(entries []shop.Entry) []string {
	const most = 10
	var all []string
	for _, e := range entries[max(0, len(entries)-most):] {
		parts := []string{exactTime(e.At), strings.ReplaceAll(string(e.Act), "_", " ")}
		for _, name := range []string{"hold", "why"} {
			if fact := e.Facts[name]; fact != "" {
				parts = append(parts, plain(clip(strings.ReplaceAll(fact, "_", " "), 60)))
			}
		}
		if m, err := money.Parse(e.Facts["amount"], ""); err == nil {
			parts = append(parts, s.money(m))
		}
		if e.Actor != "" {
			parts = append(parts, mention(e.Actor))
		}
		all = append(all, strings.Join(parts, " · "))
	}
	return all
}

// waiting is what waits for the seller's balance and is not advanced.
func (s side) waiting() money.Money {
	sum := money.New(0, s.order.Total.Currency)
	for _, r := range s.order.Refunds {
		if r.Waits && !r.Covered {
			sum = money.New(sum.Minor+r.Amount.Minor, r.Amount.Currency)
		}
	}
	return sum
}

// failed reports whether a refund failed and was neither sent anew nor dropped.
func failed(o shop.Order) bool {
	return slices.ContainsFunc(o.Refunds, func(r shop.Refund) bool {
		return r.State == shop.CallFailed && r.Again == 0
	})
}

// adminRows is what an operator can do now.
func (s side) adminRows() []Row {
	o := s.order
	var rows []Row
	pick := Select{Route: s.route(routeAdminRelease), Placeholder: s.say(btnAdminRelease)}
	for _, h := range o.Holds {
		if by := h.Kind.LiftedBy(); by == shop.LiftedByOperator || by == shop.LiftedByCarrier {
			pick.Options = append(pick.Options, Option{Label: clip(s.say(holdNames[h.Kind]), maxOption), Value: string(h.Kind)})
		}
	}
	if len(pick.Options) > 0 {
		rows = append(rows, Row{Select: &pick})
	}
	var acts []Button
	act := func(on bool, p phrase, style Style, route string) {
		if on {
			acts = append(acts, button(s.say(p), style, s.route(route)))
		}
	}
	_, open := o.OpenDispute()
	act(failed(o) && !atBank(o), btnAdminRetry, Primary, routeAdminRetry)
	act(!s.waiting().IsZero(), btnAdminCover, Primary, routeAdminCover)
	act(hasProblem(o), btnCase, Primary, routeCase)
	act(open, btnEvidence, Secondary, routeEvidence)
	act(refundable(o), btnAdminRefund, Danger, routeAdminRefund)
	act(o.Payment != nil && !o.Held(shop.HoldFrozen) && (!o.Status.Ended() || o.Status == shop.Completed), btnAdminFreeze, Secondary, routeAdminFreeze)
	if len(acts) > 0 {
		rows = append(rows, Row{Buttons: acts})
	}
	return append(rows, buttons(button(s.say(btnAdminLook), Secondary, s.route(routeAdminLook)))...)
}
