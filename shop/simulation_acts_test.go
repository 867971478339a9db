package shop_test

import (
	"context"
	"fmt"
	"time"

	"till/shop"
	"till/shop/money"
)

// account is the seller's at the provider.
const account = "acct_" + string(seller)

func (s *sim) sell() {
	s.Helper()
	if len(s.ids) >= 6 {
		return
	}
	prices := []money.Money{usd(25_00), usd(8_00), money.New(19_99, "EUR"), money.New(2500, "JPY"), money.New(12_340, "KWD"), money.New(500_000, "ISK")}
	if s.chance(4) {
		days := []int{0, 2, 5, 14}[s.random.IntN(4)]
		err := s.Change(s.ctx, shop.ChangeInput{Cause: s.cause(), Actor: shop.Actor{ID: seller}, Days: new(days)})
		s.log("the seller ships within %d days: %v", days, err)
		err = s.Change(s.ctx, shop.ChangeInput{Cause: s.cause(), Actor: asSeller, Digest: &shop.Digest{Hour: s.random.IntN(24), Off: s.chance(8)}})
		s.log("the digest comes otherwise: %v", err)
	}
	in := input()
	in.Lines[0].Price, in.Shipping = prices[s.random.IntN(len(prices))], money.Money{}
	in.Cause = s.cause()
	if s.chance(4) {
		in.Buyer, in.Chat = "", "dm"
	}
	if s.chance(2) {
		in.Lines[0].Product = s.product
	}
	o, err := s.Request(s.ctx, in)
	if reason := shop.ReasonOf(err); reason == shop.ReasonNotEligible || reason == shop.ReasonSoldOut || reason == shop.ReasonSuspended || reason == shop.ReasonDebt || s.ctx.Err() != nil {
		return
	}
	s.must(err)
	s.log("request %s of %s", o.ID, o.Total)
	s.ids = append(s.ids, o.ID)
}

// haggle has the two change what a request asks for.
func (s *sim) haggle(id shop.OrderID) {
	o := s.order(id)
	switch price := o.Lines[0].Price; s.random.IntN(3) {
	case 0:
		price.Minor *= 2
		line := shop.Line{Item: "Mug", Quantity: 1, Price: price}
		_, err := s.Revise(s.ctx, shop.ReviseInput{Cause: s.cause(), Actor: asSeller, Order: id, Terms: shop.Terms{Lines: []shop.Line{line}}})
		s.log("other terms for %s: %v", id, err)
	case 1:
		price.Minor *= 3
		_, err := s.MakeOffer(s.ctx, s.cause(), asBuyer, id, price)
		s.log("offer for %s: %v", id, err)
	default:
		n := 0
		if o.Offer != nil {
			n = o.Offer.N
		}
		_, err := s.AnswerOffer(s.ctx, s.cause(), asSeller, id, n, s.chance(2))
		s.log("answer to the offer for %s: %v", id, err)
	}
}

// buy has the buyer open a page, or pay one of the order's pages.
func (s *sim) buy(id shop.OrderID) {
	if s.order(id).Open() {
		_, err := s.TakeUp(s.ctx, asBuyer, id, "dm")
		s.log("take up %s: %v", id, err)
	}
	pages := s.provider.Sessions(id, shop.SessionOpen)
	if len(pages) == 0 || s.chance(3) {
		_, err := s.OpenCheckout(s.ctx, asBuyer, id)
		s.log("open %s: %v", id, err)
		return
	}
	page := pages[s.random.IntN(len(pages))]
	if s.chance(3) {
		s.log("pay %s of %s slowly: %v", page, id, s.provider.PaySlowly(page))
		return
	}
	s.log("pay %s of %s: %v", page, id, s.provider.Pay(page))
}

// outside has something happen at the provider.
func (s *sim) outside(id shop.OrderID) {
	s.Helper()
	o := s.order(id)
	switch s.random.IntN(20) {
	case 0:
		for _, page := range s.provider.Sessions(id, shop.SessionProcessing) {
			s.log("%s ends: %v", page, s.provider.SettlePayment(page, s.chance(2)))
		}
	case 1:
		state := shop.CallSucceeded
		if s.chance(5) {
			state = shop.CallFailed
		}
		s.log("refunds of %s: %s", id, state)
		s.provider.SettleRefunds(id, state)
	case 2:
		for _, page := range s.provider.Sessions(id) {
			s.log("hear of %s again", page)
			s.log("heard: %v", s.Hear(s.ctx, shop.ProviderEvent{ID: s.cause(), Subject: shop.SubjectCheckout, Object: page, At: s.time}))
		}
	case 3:
		able := s.chance(2)
		s.log("the seller's account may: %t", able)
		s.provider.SetAccount(shop.Account{ID: account, Transfers: able, Payouts: able})
	case 4, 5, 13, 14:
		s.disputeSome(o)
	case 6:
		s.endDisputes(id)
	case 7, 15, 16:
		s.log("the seller's balance goes to the bank")
		s.provider.EmptySeller(account)
	case 8:
		if o.Payment != nil {
			s.log("fraud warning on %s: %s", id, s.provider.Warn(o.Payment.Charge))
		}
	case 9:
		if left := o.Refundable(); o.Payment != nil && left.Minor > 0 && s.chance(3) {
			part := s.part(left)
			s.log("refund of %s of %s at the provider", part, id)
			s.provider.RefundOutside(o.Payment.Charge, part)
		}
	case 10, 11: // the same buyer pays another page that is open still
		for _, page := range s.provider.Sessions(id, shop.SessionOpen) {
			s.log("pay %s of %s besides: %v", page, id, s.provider.Pay(page))
		}
	case 12:
		s.deaf = !s.deaf
		s.log("events are lost: %t", s.deaf)
	case 18:
		s.log("customers %v are deleted in the dashboard", s.provider.Customers())
		s.provider.LoseCustomers()
	case 19:
		s.lookAtWallet()
	}
}

// lookAtWallet has the buyer see what is saved, and mostly forget it.
func (s *sim) lookAtWallet() {
	wallet, err := s.Wallet(s.ctx, asBuyer)
	s.log("wallet %+v: %v", wallet, err)
	if wallet.N == 0 || s.chance(4) {
		return
	}
	customer := s.person(buyer).Customer
	err = s.ForgetWallet(s.ctx, s.cause(), asBuyer, wallet.N)
	s.log("forget %s: %v", customer, err)
	if err == nil {
		s.forgotten = append(s.forgotten, customer)
	}
}

// disputeSome has the bank ask, or take money back, or go from one to the other.
func (s *sim) disputeSome(o shop.Order) {
	if o.Payment == nil || len(o.Payouts) == 0 && !s.chance(3) { // mostly after the payout: it takes longest to get there
		return
	}
	for _, d := range o.Disputes {
		if d.Inquiry && !d.State.Over() {
			s.log("inquiry %s becomes a chargeback", d.ID)
			s.provider.Escalate(d.ID)
			return
		}
	}
	amount, inquiry := o.Payment.Amount, s.chance(3)
	if s.chance(3) {
		amount = s.part(amount)
	}
	s.log("dispute of %s of %s, inquiry %t: %s", amount, o.ID, inquiry, s.provider.Dispute(o.Payment.Charge, amount, inquiry, "fraudulent"))
}

// endDisputes decides the order's disputes.
func (s *sim) endDisputes(id shop.OrderID) {
	for _, d := range s.provider.Disputes(id) {
		won := s.chance(2)
		back := money.New(0, d.Amount.Currency)
		switch {
		case won:
			back = d.Amount
		case s.chance(3):
			back = s.part(d.Amount)
		}
		s.log("dispute %s ends, won %t, %s back", d.ID, won, back)
		s.provider.EndDispute(d.ID, won, back)
	}
}

// part is some of the amount, as the provider takes it; never nothing.
func (s *sim) part(m money.Money) money.Money {
	info, _ := m.Currency.Info()
	m.Minor = max(info.Step, m.Minor*int64(1+s.random.IntN(9))/10/info.Step*info.Step)
	return m
}

// operate has an operator do something.
func (s *sim) operate(id shop.OrderID) {
	s.Helper()
	var err error
	what := []string{"freeze", "release", "release", "cover", "retry refund", "retry jobs", "reconcile", "refund", "decide", "decide", "suspend", "reinstate", "hide review"}[s.random.IntN(13)]
	switch what {
	case "freeze":
		_, err = s.Freeze(s.ctx, s.cause(), asOperator, id)
	case "release":
		for _, h := range s.order(id).Holds {
			if h.Kind.Releasable() {
				_, err = s.Release(s.ctx, s.cause(), asOperator, id, h.Kind)
			}
		}
	case "cover":
		_, err = s.Cover(s.ctx, s.cause(), asOperator, id)
	case "retry refund":
		_, err = s.RetryRefund(s.ctx, s.cause(), asOperator, id)
	case "suspend":
		if s.chance(3) {
			_, err = s.Suspend(s.ctx, s.cause(), asOperator, seller)
		}
	case "reinstate":
		_, err = s.Reinstate(s.ctx, s.cause(), asOperator, seller)
	case "decide":
		err = s.decide(s.ctx, id)
	case "hide review":
		_, err = s.HideReview(s.ctx, s.cause(), asOperator, id)
	case "retry jobs":
		s.retryDead()
	case "reconcile":
		err = s.Reconcile(s.ctx)
	case "refund":
		_, err = s.Refund(s.ctx, shop.RefundInput{Cause: s.cause(), Actor: asOperator, Order: id})
	}
	s.log("operator, %s of %s: %v", what, id, err)
}

// trouble has the buyer report a problem, and both sides do what they may about it.
func (s *sim) trouble(id shop.OrderID) {
	s.Helper()
	o := s.order(id)
	p, open := o.OpenProblem()
	who := shop.Actor{ID: []shop.UserID{seller, buyer, other}[s.random.IntN(3)]}
	switch turn := p.State.Turn(); {
	case s.chance(4): // whoever
	case !open, turn == shop.RoleBuyer:
		who = asBuyer
	case turn == shop.RoleSeller:
		who = asSeller
	}
	acts := []string{"report", "answer", "accept", "refuse", "solve", "operator", "send", "back"}
	if likely := map[shop.ProblemState][]string{
		"": {"report"}, shop.ProblemSeller: {"answer", "answer", "answer", "operator"}, shop.ProblemOffered: {"accept", "accept", "refuse"},
		shop.ProblemReplacing: {"send"}, shop.ProblemReplaced: {"refuse", "solve"}, shop.ProblemReturning: {"send"}, shop.ProblemReturned: {"back", "operator"},
	}[p.State]; len(likely) > 0 && !s.chance(5) {
		acts = likely
	}
	n := 0
	if p.Offer != nil {
		n = p.Offer.N
	}
	var err error
	what := acts[s.random.IntN(len(acts))]
	switch what {
	case "report":
		_, err = s.ReportProblem(s.ctx, shop.ProblemInput{Cause: s.cause(), Actor: who, Order: id, Kind: shop.ProblemDamaged, Text: "It is broken"})
	case "answer":
		in := shop.RemedyInput{Cause: s.cause(), Actor: who, Order: id, Text: "To the shop", Days: 1 + s.random.IntN(20)}
		in.Kind = shop.RemedyKinds()[(1+s.random.IntN(9))/2] // seldom all of it
		if left := o.Refundable(); left.Minor > 0 {
			in.Amount = s.part(left)
		}
		_, err = s.AnswerProblem(s.ctx, in)
	case "accept":
		_, err = s.AcceptRemedy(s.ctx, s.cause(), who, id, n)
	case "refuse":
		_, err = s.RefuseRemedy(s.ctx, s.cause(), who, id, n)
	case "solve":
		_, err = s.SolveProblem(s.ctx, s.cause(), who, id)
	case "operator":
		_, err = s.AskOperator(s.ctx, s.cause(), who, id)
	case "send":
		_, err = s.SendGoods(s.ctx, shop.ShipInput{Cause: s.cause(), Actor: who, Order: id, Number: "OK" + string(id)})
	case "back":
		_, err = s.GoodsBack(s.ctx, s.cause(), who, id)
	}
	s.log("problem of %s, %s by %s: %v", id, what, who.ID, err)
	if err == nil && who.ID == other {
		s.Errorf("a stranger did this")
	}
}

// decide has an operator settle the order's problem.
func (s *sim) decide(ctx context.Context, id shop.OrderID) error {
	in := shop.Verdict{
		Cause: s.cause(), Actor: asOperator, Order: id,
		End: []shop.ProblemEnd{shop.EndOperatorRefund, shop.EndOperatorPart, shop.EndOperatorSeller}[s.random.IntN(3)],
	}
	if left := s.order(id).Refundable(); left.Minor > 0 {
		in.Amount = s.part(left)
	}
	_, err := s.DecideProblem(ctx, in)
	return err
}

// likely is what people mostly do with an order in each status.
var likely = map[shop.Status][]string{
	shop.Paid:      {"ship", "ship tracked", "ship tracked", "ship tracked", "ship tracked", "more days", "days granted", "refund", "label", "scan", "ship a part"},
	shop.Shipped:   {"receipt", "receipt", "scan", "scan", "scan", "refund", "evidence", "ship a part"},
	shop.Delivered: {"refund", "evidence", "receipt", "scan"},
	shop.Completed: {"refund", "refund", "evidence", "review", "unreview"},
	shop.Refunded:  {"review", "unreview"},
}

// tap has somebody, perhaps a stranger, use a button.
func (s *sim) tap(id shop.OrderID) {
	s.Helper()
	if s.order(id).Status == shop.Requested && !s.chance(8) {
		if s.chance(4) {
			s.haggle(id)
		} else {
			s.buy(id)
		}
		return
	}
	if _, open := s.order(id).OpenProblem(); open && !s.chance(4) {
		for range 1 + s.random.IntN(3) {
			s.trouble(id)
		}
		return
	}
	who := shop.Actor{ID: []shop.UserID{seller, buyer, seller, buyer, seller, other}[s.random.IntN(6)]}
	var err error
	acts := []string{"decline", "cancel", "ship", "ship tracked", "receipt", "refund", "more days", "days granted", "evidence", "scan", "label", "ship a part", "code", "review", "review", "unreview"}
	if likely := likely[s.order(id).Status]; len(likely) > 0 && !s.chance(5) {
		acts = likely
	}
	what := acts[s.random.IntN(len(acts))]
	switch what {
	case "decline":
		_, err = s.Decline(s.ctx, s.cause(), who, id)
	case "cancel":
		_, err = s.Cancel(s.ctx, s.cause(), who, id)
	case "ship":
		in := shop.ShipInput{Cause: s.cause(), Actor: who, Order: id}
		if s.chance(3) {
			in.Message = "a key"
		}
		_, err = s.Ship(s.ctx, in)
	case "ship tracked":
		_, err = s.Ship(s.ctx, shop.ShipInput{Cause: s.cause(), Actor: who, Order: id, Number: "OK" + string(id)})
	case "label":
		_, err = s.Ship(s.ctx, shop.ShipInput{Cause: s.cause(), Actor: who, Order: id, Number: "OK" + string(id), Later: true})
	case "ship a part":
		number := fmt.Sprint("OK", id, s.random.IntN(3))
		_, err = s.Ship(s.ctx, shop.ShipInput{Cause: s.cause(), Actor: who, Order: id, Number: number, Lines: []int{1 + s.random.IntN(2)}})
	case "code":
		var code string
		if code, err = s.ShowHandover(s.ctx, who, id); err == nil && s.chance(2) {
			_, err = s.TakeHandover(s.ctx, s.cause(), asSeller, id, code)
		}
	case "receipt":
		_, err = s.ConfirmReceipt(s.ctx, s.cause(), who, id)
	case "refund":
		in := shop.RefundInput{Cause: s.cause(), Actor: who, Order: id}
		if left := s.order(id).Refundable(); left.Minor > 0 && s.chance(2) {
			in.Amount = s.part(left)
		}
		_, err = s.Refund(s.ctx, in)
	case "more days":
		_, err = s.AskMoreDays(s.ctx, s.cause(), who, id, 1+s.random.IntN(20))
	case "days granted":
		_, err = s.AnswerMoreDays(s.ctx, s.cause(), who, id, s.chance(2))
	case "review":
		_, err = s.Review(s.ctx, shop.ReviewInput{Cause: s.cause(), Actor: who, Order: id, Stars: s.random.IntN(7), Text: "Fine"})
	case "unreview":
		_, err = s.RemoveReview(s.ctx, s.cause(), who, id)
	case "evidence":
		_, err = s.SubmitEvidence(s.ctx, s.cause(), who, id)
	case "scan":
		if s.tracker == nil {
			return
		}
		statuses := shop.ScanStatuses()
		scan := shop.Scan{At: s.time.Add(-time.Duration(s.random.IntN(200)) * time.Hour), Status: statuses[s.random.IntN(len(statuses))]}
		number := "OK" + string(id)
		if parcels := s.order(id).Parcels; len(parcels) > 0 {
			number = parcels[s.random.IntN(len(parcels))].Number
		}
		for range 1 + s.random.IntN(2) { // the same again, now and then
			s.tracker.Scan(number, scan)
			for _, said := range s.tracker.Events(number) {
				s.random.Shuffle(len(said.Scans), func(i, j int) { said.Scans[i], said.Scans[j] = said.Scans[j], said.Scans[i] })
				err = s.Track(s.ctx, said)
			}
		}
		s.log("scan of %s, %s: %v", id, scan.Status, err)
		return
	}
	s.log("%s of %s by %s: %v", what, id, who.ID, err)
	if err == nil && who.ID == other {
		s.Errorf("a stranger did this")
	}
}

// help has the operators and the seller do, in the end, what only they can.
func (s *sim) help(id shop.OrderID) {
	s.Helper()
	s.provider.SettleRefunds(id, shop.CallSucceeded)
	o := s.order(id)
	for _, h := range o.Holds {
		if h.Kind.Releasable() {
			_, err := s.Release(s.Context(), s.cause(), asOperator, id, h.Kind)
			s.must(err)
		}
	}
	for _, act := range []func() error{
		func() error { _, err := s.Cover(s.Context(), s.cause(), asOperator, id); return err },
		func() error { _, err := s.RetryRefund(s.Context(), s.cause(), asOperator, id); return err },
	} {
		err := act()
		if reason := shop.ReasonOf(err); reason != shop.ReasonNoRefundFailed && reason != shop.ReasonDisputed {
			s.must(err)
		}
	}
	if p, open := s.order(id).OpenProblem(); open && p.State == shop.ProblemOperator {
		s.must(s.decide(s.Context(), id))
	}
	if debt := o.Book.Balances["owed_by_seller"]; debt > 0 {
		s.provider.Give(account, money.New(debt, o.Payment.Amount.Currency))
	}
	s.wait(time.Hour)
}
