package commands

import (
	"context"
	"strings"
	"unicode/utf8"

	"till/shop"
	"till/shop/ledger"
	"till/shop/money"
)

const routePayouts = "payouts"

// payoutGroup is a part of /payouts.
type payoutGroup struct {
	title phrase
	has   func(side) bool
	line  phrase // one order
	lines []string
	more  int
}

// payouts is /payouts: what the seller gets, when, and what it waits for.
func (t *Till) payouts() command {
	return command{
		Definition: Definition{Kind: Command, Name: "payouts", Description: string(defPayouts)},
		run:        t.listPayouts,
		routes:     map[string]handler{routePayouts: t.listPayouts},
	}
}

func (t *Till) listPayouts(ctx context.Context, r Request) Reply {
	v := r.voice()
	seller, err := t.shop.Seller(ctx, r.Actor.ID)
	if err != nil {
		return t.refuse(v, err)
	}
	groups := payoutGroups()
	const most = 8 // of a group: more than fits nobody reads
	seen := 0
	f := filter{status: []shop.Status{
		shop.Paid, shop.Shipped, shop.Delivered, shop.Completed, shop.Refunded, shop.ChargedBack,
	}}
	var failure error
	err = t.each(ctx, r.Actor.ID, f, "", func(o shop.Order) bool {
		s, err := t.sideOf(ctx, v, r.Actor.ID, o)
		if err != nil {
			failure = err
			return false
		}
		for i := range groups {
			g := &groups[i]
			if !g.has(s) {
				continue
			}
			if len(g.lines) == most {
				g.more++
			} else {
				g.lines = append(g.lines, s.payout(g.line))
			}
			break
		}
		seen++
		return seen < 500
	})
	if err == nil {
		err = failure
	}
	if err != nil {
		return t.refuse(v, err)
	}
	return t.showPayouts(v, seller, groups)
}

func payoutGroups() []payoutGroup {
	over := func(o shop.Order) bool { return o.Status.Ended() && o.Status != shop.Completed }
	return []payoutGroup{
		{title: txtPayoutsPaid, line: txtPayoutPaid, has: func(s side) bool {
			_, done := s.order.PaidOut()
			return done && s.moreToCome().Minor == 0
		}},
		{title: txtPayoutsHeld, line: txtPayoutHeld, has: func(s side) bool { return len(s.order.Holds) > 0 && !over(s.order) }},
		{title: txtPayoutsToShip, line: txtPayoutToShip, has: func(s side) bool { return s.order.Status == shop.Paid }},
		{title: txtPayoutsScheduled, line: txtPayoutScheduled, has: func(s side) bool {
			return s.order.Status == shop.Shipped || s.order.Status == shop.Delivered || s.moreToCome().Minor > 0
		}},
	}
}

// payout is one order in the list of payouts.
func (s side) payout(p phrase) string {
	due, why, payout := s.order.PayoutAt, "", s.gets.Payout
	paid, done := s.order.PaidOut()
	if done {
		payout = s.moreToCome()
	}
	switch p {
	case txtPayoutHeld:
		if d, open := s.order.OpenDispute(); open && atBank(s.order) {
			p, payout = txtPayoutDisputed, d.Amount
		}
		for _, h := range s.order.Holds {
			why = strings.TrimSpace(why + " " + s.tell(holdWords[h.Kind]))
		}
	case txtPayoutToShip:
		due = s.order.ShipBy
	case txtPayoutScheduled:
		if done {
			p = txtPayoutMore
		} else {
			why = s.waits()
		}
	default: // paid out: nothing is due
		payout = paid
		why = s.takenBack()
	}
	return s.tell(p, "payout", s.money(payout), "name", plain(clip(s.order.Item(), 60)), "when", when(due), "why", why)
}

// takenBack says what of a payout was kept, what of it went back, and what is to.
func (s side) takenBack() (text string) {
	book := s.order.Book
	for _, part := range []struct {
		account ledger.Account
		words   phrase
	}{
		{ledger.SetOff, txtPayoutSetOff},
		{ledger.Reversed, txtPayoutReversed},
		{ledger.Recovered, txtPayoutRecovered},
		{ledger.OwedBySeller, txtPayoutOwed},
	} {
		if m := book.Balance(part.account); m.Minor > 0 {
			text += " · " + s.say(part.words, "amount", s.money(m))
		}
	}
	waiting := money.New(0, s.order.Total.Currency)
	for _, r := range s.order.Refunds {
		if r.Waits {
			waiting.Minor += r.Amount.Minor
		}
	}
	if waiting.Minor > 0 {
		text += " · " + s.say(txtPayoutWaits, "amount", s.money(waiting))
	}
	return text
}

// waits says what a scheduled payout waits for.
func (s side) waits() string {
	policy := s.shop.Policy()
	if s.order.Unseen(policy) {
		return s.say(txtNotSeenPaid)
	}
	if s.shop.NewSeller(s.seller) && s.order.PayoutAt.Equal(s.order.PaidAt.Add(policy.NewSellerHold)) {
		return s.say(txtWaitsNew, "days", s.span(policy.NewSellerHold))
	}
	switch {
	case s.order.Status == shop.Delivered:
		return s.say(txtWaitsDelivered)
	case s.order.Tracked():
		return s.say(txtWaitsTracked, "days", s.span(policy.HoldTracked))
	default:
		return s.tell(txtWaitsUntracked, "days", s.span(policy.HoldUntracked))
	}
}

// showPayouts shows what is owed, the groups that have something, and what is on
// its way to the bank, each within a field's room.
func (t *Till) showPayouts(v voice, seller shop.Seller, groups []payoutGroup) Reply {
	_, provider := t.shop.Held()
	provider = plain(provider)
	card := Card{Color: Neutral, Title: v.say(txtPayoutsTitle), Body: v.say(txtPayoutsAbout, "provider", provider)}
	add := func(title phrase, lines []string, more int) {
		if len(lines) > 0 {
			card.Fields = append(card.Fields, Field{Name: v.say(title), Value: v.fit(lines, more)})
		}
	}
	if len(seller.Debts) > 0 {
		card.Color = Notice
		var owed []string
		for _, d := range seller.Debts {
			owed = append(owed, v.say(txtPayoutsDebt, "amount", v.money(d.Amount), "ref", d.Order.String()))
		}
		add(txtPayoutsOwed, append([]string{v.say(txtPayoutsSettled, "provider", provider)}, owed...), 0)
	}
	// What needs the seller comes first, what is over last.
	for _, i := range []int{1, 2, 3, 0} {
		add(groups[i].title, groups[i].lines, groups[i].more)
	}
	add(txtPayoutsBank, v.bank(seller.Bank, provider), 0)
	if len(card.Fields) == 0 {
		return private(v.say(txtPayoutsNone), button(v.say(btnWhenPaid), Secondary, NewRoute(routeHelp, guidePaid)))
	}
	return Reply{Private: true, Message: Message{Cards: []Card{card}, Rows: buttons(
		button(v.say(btnToShip), Primary, NewRoute(routeList, filterToShip)),
		button(v.say(btnWhenPaid), Secondary, NewRoute(routeHelp, guidePaid)),
	)}}
}

// fit puts lines into a field, as many as it has room for, and says how many more
// there are. A card of several fields has room for that.
func (v voice) fit(lines []string, more int) string {
	const room = 850 // six fields of it fit a message
	var value strings.Builder
	for n, line := range lines {
		line = clip(line, 600)
		if utf8.RuneCountInString(value.String())+utf8.RuneCountInString(line) > room-20 {
			more += len(lines) - n
			break
		}
		value.WriteString(line + "\n")
	}
	if more > 0 {
		value.WriteString(v.say(txtPayoutsMore, "n", v.number(more)))
	}
	return strings.TrimSpace(value.String())
}

// bank lists the latest payouts to the seller's bank.
func (v voice) bank(payouts []shop.BankPayout, provider string) []string {
	const most = 5
	var lines []string
	for _, p := range payouts[:min(len(payouts), most)] {
		words := bankWords[p.State]
		lines = append(lines, v.say(words, "amount", v.money(p.Amount), "day", dayOnly(p.Arrival),
			"why", v.bankFailure(p.Why, provider), "provider", provider))
	}
	return lines
}

// bankFailure puts the provider's word for why a payout to a bank failed into
// words, with what to do.
func (v voice) bankFailure(why, provider string) string {
	p, ok := bankFailures[why]
	if !ok {
		p = txtBankFailure
	}
	return v.say(p, "provider", provider)
}
