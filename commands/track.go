package commands

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"till/shop"
	"till/shop/money"
)

// track is /track and the Track button: an order's story, for either side.
func (t *Till) track() command {
	return command{
		Definition: Definition{
			Kind: Command, Name: "track", Description: string(defTrack),
			Options: []OptionDefinition{{Name: "order", Description: string(defOrder), Type: StringOption, Required: true, Autocomplete: true}},
		},
		run: func(ctx context.Context, r Request) Reply {
			id, err := shop.ParseOrderID(r.Options["order"])
			if err != nil {
				return t.refuse(r.voice(), err)
			}
			return t.timeline(ctx, r, id)
		},
		complete: func(ctx context.Context, r Request) Reply {
			return t.completeOrder(ctx, r, filterNamed(filterAll), filterNamed(filterBought))
		},
		routes: map[string]handler{
			routeTrack: func(ctx context.Context, r Request) Reply { return t.timeline(ctx, r, shop.OrderID(r.Route.Arg(0))) },
		},
	}
}

// timeline tells what happened, oldest first, and what is next.
func (t *Till) timeline(ctx context.Context, r Request, id shop.OrderID) Reply {
	v := r.voice()
	o, entries, err := t.shop.Timeline(ctx, r.Actor.ID, id)
	if err != nil {
		return t.refuse(v, err)
	}
	s, err := t.sideOf(ctx, v, r.Actor.ID, o)
	if err != nil {
		return t.refuse(v, err)
	}
	type step struct {
		at    time.Time
		words string
	}
	var story []step
	for i, e := range entries {
		if rest := i > 0 && e.Act == shop.ActRefundRequested && entries[i-1].Act == shop.ActRefundBooked; rest {
			continue // of a refund that was told already: what the seller's balance lacked of it
		}
		if words := s.happened(e); words != "" {
			story = append(story, step{happenedAt(e), words})
		}
	}
	slices.SortStableFunc(story, func(a, b step) int { return a.at.Compare(b.at) })
	end := strings.Join(nonEmpty(s.parcels(), s.state(), s.problems(), s.disputes(), s.moneyGoesBack()), "\n\n")
	body, left := "", maxBody-utf8.RuneCountInString(end)-100
	for _, step := range slices.Backward(story) { // the newest matter most
		line := exactTime(step.at) + "\n" + step.words
		if left -= utf8.RuneCountInString(line) + 1; left < 0 {
			body = s.say(txtStoryCut) + "\n" + body
			break
		}
		body = line + "\n" + body
	}
	return Reply{Private: true, Message: Message{
		Cards: []Card{{Color: s.color(), Title: s.tell(txtCardTitle), Body: strings.TrimSpace(body) + "\n\n" + end}},
		Rows:  append(withoutTrack(s.buttons()), s.handingOver()...),
	}}
}

// happenedAt is when an entry's step was: a scan's is the carrier's.
func happenedAt(e shop.Entry) time.Time {
	if e.Act == shop.ActScanned {
		if at, err := time.Parse(time.RFC3339, e.Facts["at"]); err == nil {
			return at
		}
	}
	return e.At
}

// happened puts a journal entry into words for this side; "" for what is only
// of the books, or nothing to this side.
func (s side) happened(e shop.Entry) string {
	about := actWords[e.Act]
	repeated := e.From != "" && e.From == e.To
	facts := e.Facts
	switch {
	case e.Act == shop.Act(shop.EventCancel) && facts["why"] == string(shop.RefundLimit):
		about = told{txtActLimit, txtActLimit}
	case e.Act == shop.Act(shop.EventCancel) && e.Actor == "":
		about = told{txtNotShipped, txtNotShipped}
	case s.order.Stopped && e.Act == shop.ActClosing:
		return ""
	case s.order.Stopped && e.Act == shop.Act(shop.EventCancel):
		about = told{txtActStopped, txtActStoppedYour}
	case e.Act == shop.Act(shop.EventCancel) && e.Actor == s.order.Buyer: // of a payment that arrived later
		about = actWords[shop.Act(shop.EventDecline)]
	case e.Act == shop.Act(shop.EventDeliver) && repeated, e.Act == shop.Act(shop.EventPaymentFailed) && repeated:
		return ""
	case e.Act == shop.ActClosing && facts["event"] == string(shop.EventRevise):
		return ""
	case e.Act == shop.ActScanned:
		return s.scanned(facts)
	case e.Act == shop.Act(shop.EventShip) && e.Actor == "":
		about = told{txtActCarrierShips, txtActCarrierShips}
	case e.Act == shop.Act(shop.EventDeliver) && facts["by"] == "code":
		about = told{txtActHandedOver, txtActHandedOver}
	case e.Act == shop.Act(shop.EventShip) && s.inPerson():
		return "" // the code tells it
	case e.Act == shop.Act(shop.EventDeliver) && facts["by"] == "carrier":
		return "" // the scan tells it
	case e.Act == shop.ActHold:
		about = heldWords[shop.HoldKind(facts["hold"])]
	case e.Act == shop.ActRelease:
		about = liftedWords[shop.HoldKind(facts["hold"])]
	case e.Act == shop.ActDisputeOpened || e.Act == shop.ActDisputeEscalated || e.Act == shop.ActDisputeDecided:
		about = s.disputeAct(e, about)
	case e.Act == shop.ActProblemClosed:
		if p, ok := nth(s.order.Problems, facts["problem"]); ok {
			return s.problemEnd(p)
		}
	case strings.HasPrefix(string(e.Act), "refund_"):
		if r, ok := nth(s.order.Refunds, facts["n"]); ok && r.Extra && s.role == shop.RoleSeller {
			return "" // of a payment beside the order
		}
	}
	p := about.seller
	if s.role == shop.RoleBuyer {
		p = about.buyer
	}
	if p == "" {
		return ""
	}
	return s.tell(p, "amount", s.entryAmount(e), "total", s.fact(facts, "total"), "more", s.factDays(facts),
		"was", s.fact(facts, "was"), "now", s.fact(facts, "total"), "price", s.fact(facts, "price"))
}

// disputeAct is the words of what happened to a dispute: of an inquiry and of a
// chargeback, won and lost.
func (s side) disputeAct(e shop.Entry, about told) told {
	for _, d := range s.order.Disputes {
		if d.ID != e.Facts["dispute"] {
			continue
		}
		if s.order.Payment == nil || d.Charge != s.order.Payment.Charge {
			return told{} // of a payment beside the order
		}
		switch {
		case e.Act == shop.ActDisputeDecided && d.State == shop.DisputeLost:
			return told{txtActBuyerLost, txtActLost}
		case e.Act == shop.ActDisputeDecided && d.Inquiry:
			return told{"", txtActInquiryClosed}
		case e.Act == shop.ActDisputeOpened && d.Inquiry:
			return told{txtActBuyerInquiry, txtActInquiry}
		}
	}
	return about
}

// entryAmount is the amount that a journal entry tells of: among its facts, or
// that of the refund or payout that it names.
func (s side) entryAmount(e shop.Entry) string {
	if e.Facts["amount"] == "" {
		if r, ok := nth(s.order.Refunds, e.Facts["n"]); ok && strings.HasPrefix(string(e.Act), "refund_") {
			return s.money(r.Amount)
		}
		if p, ok := nth(s.order.Payouts, e.Facts["n"]); ok && e.Act == shop.ActPayoutSent {
			return s.money(p.Amount)
		}
	}
	return s.fact(e.Facts, "amount")
}

// nth is the n-th of what an order has of a kind, as a fact names it, from 1.
func nth[T any](all []T, n string) (one T, ok bool) {
	i, err := strconv.Atoi(n)
	if err != nil || i < 1 || i > len(all) {
		return one, false
	}
	return all[i-1], true
}

// factDays is a number of days among the facts, in words.
func (s side) factDays(facts map[string]string) string {
	n, err := strconv.Atoi(facts["days"])
	if err != nil {
		return s.moreDays()
	}
	return s.days(n)
}

// fact is an amount among a journal entry's or a notice's facts.
func (s side) fact(facts map[string]string, name string) string {
	m, err := money.Parse(facts[name], "")
	if err != nil {
		m = s.order.Total
	}
	return s.money(m)
}

func nonEmpty(all ...string) []string {
	var some []string
	for _, text := range all {
		if text != "" {
			some = append(some, text)
		}
	}
	return some
}

// withoutTrack leaves out the button that led here.
func withoutTrack(rows []Row) []Row {
	for i := range rows {
		var kept []Button
		for _, b := range rows[i].Buttons {
			if b.Route.Name() != routeTrack {
				kept = append(kept, b)
			}
		}
		rows[i].Buttons = kept
	}
	return rows
}
