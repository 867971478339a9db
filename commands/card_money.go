package commands

import (
	"strings"

	"till/shop"
	"till/shop/ledger"
	"till/shop/money"
)

// joined puts what there is to say under one another.
func joined(all ...string) string { return strings.Join(nonEmpty(all...), "\n") }

// openMoney reports whether somebody still waits for something, so that an order
// which is complete is not done.
func (s side) openMoney() bool {
	if len(s.order.Holds) > 0 || s.order.Book.Balance(ledger.OwedBySeller).Minor > 0 || s.moreToCome().Minor > 0 {
		return true
	}
	for _, r := range s.order.Refunds {
		if !r.Extra && (r.State != shop.CallSucceeded) && r.Again == 0 {
			return true
		}
	}
	return false
}

// sellersMoney says what the seller gets, when, and what it waits for; and what
// was taken back of it.
func (s side) sellersMoney() string {
	if _, done := s.order.PaidOut(); done {
		return joined(s.sentBefore(), s.stillToCome())
	}
	o, policy := s.order, s.shop.Policy()
	payout, parts := s.money(s.gets.Payout), s.parts()
	var lines []string
	switch {
	case atBank(o) && s.gets.Payout.Minor == 0:
		lines = append(lines, s.say(txtSellerNothingBank))
		lines = append(lines, s.holds(shop.HoldDispute)...)
	case s.allBack():
		lines = append(lines, s.tell(txtSellerNothing))
	case len(o.Holds) > 0:
		lines = append(lines, s.tell(txtSellerHeld, "payout", payout))
		lines = append(lines, s.holds("")...)
	case o.Status == shop.Paid:
		lines = append(lines, s.tell(txtSellerRules, "payout", payout, "parts", parts,
			"tracked", s.span(policy.HoldTracked), "untracked", s.span(policy.HoldUntracked)))
		if s.shop.NewSeller(s.seller) {
			lines = append(lines, s.say(txtSellerNew, "days", s.span(policy.NewSellerHold)))
		}
	default:
		lines = append(lines, s.tell(txtSellerPayout, "payout", payout, "parts", parts, "when", when(o.PayoutAt)))
	}
	if !s.gets.Final && s.gets.Charged.Minor > 0 {
		lines = append(lines, s.tell(txtSellerEstimate))
	}
	if kept := s.toKeep(); kept.Minor > 0 {
		lines = append(lines, s.say(txtSellerKept, "amount", s.money(kept)))
	}
	return strings.Join(lines, "\n")
}

// toKeep is what of the payout is going to be kept for the seller's debts, as
// they stand.
func (s side) toKeep() money.Money {
	kept := money.New(0, s.gets.Payout.Currency)
	for _, d := range s.seller.Debts {
		if d.Order != s.order.ID && d.Amount.Currency == kept.Currency {
			kept.Minor += d.Amount.Minor
		}
	}
	kept.Minor = min(kept.Minor, s.gets.Payout.Minor)
	return kept
}

// sentBefore says what the seller was sent, what was taken back of it, and what
// is owed.
func (s side) sentBefore() string {
	paid, done := s.order.PaidOut()
	if !done {
		return ""
	}
	book := s.order.Book
	var lines []string
	kept := s.setOff()
	switch {
	case paid.IsZero() && kept.Minor > 0:
		lines = append(lines, s.say(txtSellerPaidOutNone))
	case paid == s.gets.Payout:
		lines = append(lines, s.tell(txtSellerPaidOut, "payout", s.money(paid), "parts", s.parts()))
	default:
		lines = append(lines, s.tell(txtSellerPaidOutPart, "payout", s.money(paid)))
	}
	reversing := money.New(0, s.order.Total.Currency)
	for _, r := range s.order.Reversals {
		if r.State == shop.CallRequested || r.State == shop.CallSent {
			reversing = r.Amount // one at a time
		}
	}
	for _, part := range []struct {
		p      phrase
		amount money.Money
	}{
		{txtSetOffLine, kept},
		{txtReversedLine, book.Balance(ledger.Reversed)},
		{txtReversingLine, reversing},
		{txtRecoveredLine, book.Balance(ledger.Recovered)},
		{txtOwedLine, book.Balance(ledger.OwedBySeller)},
	} {
		if part.amount.Minor > 0 {
			lines = append(lines, s.tell(part.p, "amount", s.money(part.amount)))
		}
	}
	return joined(lines...)
}

// setOff is what was kept from the order's payouts for other debts.
func (s side) setOff() money.Money { return s.order.Book.Balance(ledger.SetOff) }

// moreToCome is what the seller is still to be sent after a first payout, as
// after a dispute that was won.
func (s side) moreToCome() money.Money {
	more := money.New(0, s.order.Total.Currency)
	if _, done := s.order.PaidOut(); !done || s.order.Status.Ended() && s.order.Status != shop.Completed {
		return more
	}
	book := s.order.Book
	more = s.gets.Payout
	more.Minor -= book.Balance(ledger.Transferred).Minor + book.Balance(ledger.SetOff).Minor
	more.Minor += book.Balance(ledger.Reversed).Minor + book.Balance(ledger.Recovered).Minor
	more.Minor = max(0, more.Minor)
	return more
}

// stillToCome says when the rest of the payout comes, and what it waits for.
func (s side) stillToCome() string {
	more := s.moreToCome()
	var lines []string
	switch {
	case more.Minor > 0 && len(s.order.Holds) > 0:
		lines = append(lines, s.tell(txtSellerMoreHeld, "payout", s.money(more)))
		lines = append(lines, s.holds("")...)
	case more.Minor > 0:
		lines = append(lines, s.tell(txtSellerMore, "payout", s.money(more)))
	}
	return strings.Join(lines, "\n")
}

// holds lists why the payout waits, but for one reason that is said already.
func (s side) holds(but shop.HoldKind) []string {
	var lines []string
	for _, h := range s.order.Holds {
		if h.Kind != but {
			lines = append(lines, s.hold(h.Kind))
		}
	}
	if but != "" && len(lines) > 0 {
		lines = append([]string{s.say(txtSellerWaits)}, lines...)
	}
	return lines
}

func (s side) hold(kind shop.HoldKind) string { return "• " + s.tell(holdWords[kind]) }

// parts shows how the payout comes about: $30.00 − $1.17 Stripe − $0.30 platform.
func (s side) parts() string {
	text := s.money(s.gets.Charged)
	if !s.gets.ProviderFee.IsZero() {
		text += s.tell(txtPartProvider, "fee", s.money(s.gets.ProviderFee))
	}
	if !s.gets.PlatformFee.IsZero() {
		text += s.tell(txtPartPlatform, "fee", s.money(s.gets.PlatformFee))
	}
	return text
}

// moneyGoesBack says how each refund stands, the latest last.
func (s side) moneyGoesBack() string {
	const most = 4 // more than that nobody reads
	var all []string
	for i, r := range s.order.Refunds {
		if r.Extra && s.role == shop.RoleSeller || r.Again > r.N {
			continue // paid beside this order, and nothing to the seller; or sent anew, and told as that
		}
		line := s.refundLine(r)
		if next := i + 1; r.Note != "" && (next == len(s.order.Refunds) || s.order.Refunds[next].Note != r.Note) {
			line += "\n" + s.refundNote(r)
		}
		all = append(all, line)
	}
	if earlier := len(all) - most; earlier > 0 {
		all = append([]string{s.say(txtRefundsEarlier, "n", s.number(earlier))}, all[earlier:]...)
	}
	return strings.Join(all, "\n")
}

// refundLine says how a refund stands.
func (s side) refundLine(r shop.Refund) string {
	p := refundWords[r.State]
	switch {
	case r.Again == r.N:
		p = txtRefundDropped
	case r.State == shop.CallFailed && s.order.OwedToBuyer().IsZero():
		p = txtRefundAtBank
	case r.Waits && s.role == shop.RoleBuyer:
		p = txtRefundWaitsBuyer
	case r.Waits && r.Covered:
		p = txtRefundCoveredBy
	case r.Waits:
		p = txtRefundWaitsSeller
	}
	line := s.tell(p, "amount", s.money(r.Amount))
	if r.Reason == shop.RefundTwice && s.role == shop.RoleBuyer {
		return s.say(txtRefundTwice, "amount", s.money(r.Amount), "refund", line)
	}
	return line
}

// refundNote is what was written to the buyer with a refund.
func (s side) refundNote(r shop.Refund) string {
	note := clip(plain(r.Note), 400)
	operator, _ := s.shop.Held()
	switch {
	case r.Reason == shop.RefundOperator:
		return s.say(txtRefundNote, "from", plain(operator), "note", note)
	case s.role == shop.RoleSeller:
		return s.say(txtRefundNoteYou, "note", note)
	default:
		return s.say(txtRefundNote, "from", plain(s.seller.Name), "note", note)
	}
}
