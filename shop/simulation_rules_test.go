package shop_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"till/shop"
	"till/shop/ledger"
	"till/shop/shoptest"
)

// dying is a store whose process may die after any commit: the change is there,
// and nobody heard of it.
type dying struct {
	*shoptest.Memory

	sim *sim
}

func (d *dying) Update(ctx context.Context, fn func(shop.Tx) error) error {
	err := d.Memory.Update(ctx, fn)
	if err == nil && d.sim.random.IntN(8) == 0 && d.sim.dies("after a commit") {
		return context.Canceled
	}
	return err
}

// judged is a provider that holds every act against the order as the shop knew
// it at that moment.
type judged struct {
	*shoptest.FakeProvider

	sim *sim
}

func (j *judged) Transfer(ctx context.Context, r shop.TransferRequest) (shop.TransferResult, error) {
	s, o := j.sim, j.sim.peek(r.Order)
	books := j.Totals(r.Order)
	has := o.Book.Balances
	due := has[ledger.Charged] - has[ledger.Refunded] - has[ledger.Disputed] + has[ledger.Recovered] - has[ledger.SetOff] -
		(has[ledger.ProviderFees] - o.FeesBorne)
	_, disputed := o.OpenDispute()
	_, open := o.OpenProblem()
	for _, rule := range []struct {
		broken bool
		what   string
	}{
		{o.ShippedAt.IsZero() && o.DeliveredAt.IsZero(), "never shipped"},
		{o.PayoutAt.After(s.time), "before it is due"},
		{
			o.DeliveredAt.IsZero() && s.time.Before(o.ShippedAt.Add(s.Policy().HoldTracked)) && s.time.Before(o.Payment.At.Add(60*day)), // the provider's limit counts from the charge
			"too soon after it was shipped",
		},
		{s.suspended() && !j.Knows(r.Key), "the shop is suspended"},
		{disputed, "it is disputed"},
		{open, "a problem is open"},
		{o.Held(shop.HoldDispute) || o.Held(shop.HoldFraud) || o.Held(shop.HoldFrozen) || o.Held(shop.HoldNoScan), fmt.Sprintf("held: %v", o.Holds)},
		{o.Status == shop.Refunded || o.Status == shop.Canceled || o.Status == shop.ChargedBack, "it is " + string(o.Status)},
		{books.Transferred-books.Reversed+r.Amount.Minor > due && !j.Knows(r.Key), fmt.Sprintf("more than is due: %+v", books)},
	} {
		if rule.broken {
			s.Errorf("%s: transfer of %s: %s", r.Order, r.Amount, rule.what)
		}
	}
	return j.FakeProvider.Transfer(ctx, r)
}

func (j *judged) Refund(ctx context.Context, r shop.RefundRequest) (shop.RefundResult, error) {
	for _, d := range j.sim.peek(r.Order).Disputes {
		if d.Charge == r.Charge && !d.State.Over() && !d.Refundable {
			j.sim.Errorf("%s: refund of %s: the bank has the money", r.Order, r.Amount)
		}
	}
	return j.FakeProvider.Refund(ctx, r)
}

// sound holds an order against what only a whole play can tell.
func (s *sim) sound(o shop.Order) (all []error) {
	if o.Book.Balances[ledger.OwedBySeller] > 0 && s.Policy().DebtLimit[o.Total.Currency].Minor == 0 && len(o.Disputes) == 0 &&
		!slices.ContainsFunc(o.Refunds, func(r shop.Refund) bool { return r.Covered || r.Reason == shop.RefundOutside }) {
		all = append(all, errors.New("money was advanced for the seller, and no operator said so"))
	}
	if why := s.unwarned(o); why != "" {
		all = append(all, errors.New(why))
	}
	if o.Rating != nil {
		if _, err := s.ReviewOf(context.WithoutCancel(s.Context()), o.Buyer, o.ID); (err == nil) != (o.Rating.State != shop.RatingRemoved) || o.Rating.Stars < 1 || o.Rating.Stars > shop.MostStars {
			all = append(all, fmt.Errorf("its review is %+v, and what was written: %w", *o.Rating, err))
		}
	}
	if _, open := o.OpenProblem(); open != o.Held(shop.HoldProblem) {
		all = append(all, fmt.Errorf("a problem is open: %t, and the payout waits for it: %t", open, !open))
	}
	// A page that was refused to one of two taps may be there for the other: paid, it goes back.
	refused := slices.ContainsFunc(o.Checkouts, func(c shop.Checkout) bool { return c.State == shop.CheckoutClosed && c.Session == "" })
	if o.Status.Ended() && o.Payment == nil && !refused && len(s.provider.Sessions(o.ID, shop.SessionOpen)) > 0 {
		all = append(all, errors.New("it has ended, and can be paid"))
	}
	return all
}

// unwarned says which act by itself came without its warning, or too soon after it.
func (s *sim) unwarned(o shop.Order) string {
	early := func(to shop.UserID, kind shop.NoticeKind, warning string) bool {
		const slack = time.Hour
		at, came := s.messenger.Came(o.ID, to, kind)
		return (!came || o.ClosedAt.Sub(at) < day-slack) && o.ClosedAt.Sub(o.Warned[warning]) < undelivered+day-slack
	}
	limit := func() bool { // never past the provider's, less its ten days
		return s.Policy().HoldLimit > 0 && !o.ClosedAt.Before(o.Payment.At.Add(s.Policy().HoldLimit-10*day-time.Hour))
	}
	unshipped := slices.ContainsFunc(o.Refunds, func(r shop.Refund) bool { return r.Reason == shop.RefundNotShipped })
	switch {
	case o.Status == shop.Expired && early(o.Buyer, shop.NoticeRequestReminder, "request_warn"):
		return "it expired, and the buyer was not warned a day before"
	case o.Status == shop.Canceled && unshipped && early(o.Seller, shop.NoticeShipReminder, "ship_warn:2") && !limit():
		return "it was canceled, and the seller was not warned a day before"
	}
	for _, p := range o.Problems {
		silent := p.How == shop.EndSellerSilent || p.How == shop.EndBuyerSilent || p.How == shop.EndNotSentBack
		at, came := s.messenger.Came(o.ID, o.Person(p.Was.Turn()), shop.NoticeProblemReminder)
		if silent && p.Ended.Equal(s.time) && (!came || p.Ended.Sub(at) < day-time.Hour) && p.Ended.Sub(p.At) < undelivered+7*day-time.Hour {
			return "a problem ended in silence, and nobody was warned a day before"
		}
	}
	return ""
}

// suspended reports past faults whether the seller is.
func (s *sim) suspended() (is bool) {
	s.must(s.store.View(context.WithoutCancel(s.Context()), func(tx shop.Tx) error {
		found, err := tx.Sellers().Get(seller)
		is = found.Standing == shop.Suspended
		return err
	}))
	return is
}

// peek reads an order past faults.
func (s *sim) peek(id shop.OrderID) (o shop.Order) {
	s.must(s.store.View(context.WithoutCancel(s.Context()), func(tx shop.Tx) (err error) {
		o, err = tx.Orders().Get(id)
		return err
	}))
	return o
}

// played adds up plays.
type played struct {
	steps int
	days  float64
}

// playAll plays the seeds on all cores.
func playAll(tb testing.TB, seeds <-chan uint64) (total played) {
	tb.Helper()
	var (
		mu      sync.Mutex // guards total
		players sync.WaitGroup
	)
	for range 2 {
		players.Go(func() {
			for seed := range seeds {
				s := newSim(tb, seed)
				for range simSteps {
					s.step()
				}
				s.stop()
				mu.Lock()
				total.steps += s.steps
				total.days += s.days
				mu.Unlock()
			}
		})
	}
	players.Wait()
	return total
}

// matters names the changes that somebody must be told of.
var matters = map[shop.Act]struct {
	who  shop.UserID
	kind shop.NoticeKind
}{
	shop.Act(shop.EventShip):    {buyer, shop.NoticeShipped},
	shop.ActPayoutSent:          {seller, shop.NoticePayoutSent},
	shop.ActRefundSucceeded:     {buyer, shop.NoticeRefundDone},
	shop.ActReversed:            {seller, shop.NoticeReversed},
	shop.ActDisputeOpened:       {operator, shop.NoticeAlert},
	shop.ActProblemReported:     {seller, shop.NoticeProblem},
	shop.ActProblemOffered:      {buyer, shop.NoticeProblemOffer},
	shop.ActProblemEscalated:    {operator, shop.NoticeAlert},
	shop.ActProblemClosed:       {buyer, shop.NoticeProblemClosed},
	shop.ActEvidenceSubmitted:   {seller, shop.NoticeEvidenceSent},
	shop.ActMoreDaysAsked:       {buyer, shop.NoticeMoreDaysAsked},
	shop.ActMoreDaysGranted:     {seller, shop.NoticeMoreDaysGranted},
	shop.ActExtraPayment:        {buyer, shop.NoticePaidForNothing},
	shop.Act(shop.EventExpire):  {buyer, shop.NoticeRequestExpired},
	shop.Act(shop.EventDecline): {seller, shop.NoticeRequestDeclined},
}

// once names the messages that come once for an order, in this order.
var once = []shop.NoticeKind{shop.NoticePaid, shop.NoticeShipped, shop.NoticeDelivered}

// untold returns the changes that matter of which somebody was never told, and
// messages that came twice or in the wrong order. Where a DM was closed, the
// card tells.
func (s *sim) untold(o shop.Order, entries []shop.Entry) (all []error) {
	for _, e := range entries {
		m, must := matters[e.Act]
		if m.who == buyer && o.Open() {
			continue // there never was one
		}
		if e.Act == shop.ActReversed && s.Single() {
			continue // only a line in the books
		}
		if must && (e.To == "" || e.To != e.From) && s.of(o.ID, m.who, m.kind) == nil && !s.messenger.Refused(o.ID, m.who, m.kind) {
			all = append(all, fmt.Errorf("%s was never told of %s", m.who, e.Act))
		}
	}
	for _, who := range []shop.UserID{buyer, seller} {
		missed, err := s.Missed(s.ctx, who)
		waits := slices.ContainsFunc(missed, func(n shop.Notice) bool { return n.Order == o.ID })
		if err != nil {
			all = append(all, err)
		}
		if o.Unreachable[o.Role(who)] && !waits {
			all = append(all, fmt.Errorf("%s takes no messages, and would never see that something happened", who))
		}
	}
	for _, who := range []shop.UserID{buyer, seller} {
		last := 0
		for _, kind := range once {
			found := s.of(o.ID, who, kind)
			for i, m := range found {
				if i > 0 && m.At.Sub(found[i-1].At) < 5*time.Minute {
					all = append(all, fmt.Errorf("%s was told twice of %s", who, kind))
				}
			}
			if len(found) == 0 {
				continue
			}
			var n int
			_, _ = fmt.Sscanf(found[0].Ref.Message, "m%d", &n)
			if n < last {
				all = append(all, fmt.Errorf("%s was told of %s too late", who, kind))
			}
			last = n
		}
	}
	return all
}

// digestedOnce sees that the seller got one digest a day at most, whenever they
// wanted it, and none hours late.
func (s *sim) digestedOnce() {
	s.Helper()
	days := make(map[string]string)
	for _, m := range s.messenger.To(seller) {
		if m.Kind != shop.NoticeDigest {
			continue
		}
		due := m.Facts["at"]
		if other, twice := days[due[:10]]; twice && other != due {
			s.Errorf("digests of %s and %s on one day", other, due)
		}
		days[due[:10]] = due
	}
}

// of returns somebody's messages of a kind about an order.
func (s *sim) of(id shop.OrderID, who shop.UserID, kind shop.NoticeKind) (found []shoptest.FakeMessage) {
	for _, m := range s.messenger.To(who) {
		if m.Order == id && m.Kind == kind {
			found = append(found, m)
		}
	}
	return found
}

// restless returns what is wrong with an order that should be at rest.
func restless(o shop.Order, books shoptest.Totals) (all []error) {
	balance := func(a ledger.Account) int64 { return o.Book.Balances[a] }
	left := books.Charged - books.Refunded - books.Disputed
	net := books.Transferred - books.Reversed
	// What the seller has in the end: what is left, less the fees that are theirs.
	owed := balance(ledger.OwedBySeller)
	kept := net + balance(ledger.SetOff) - balance(ledger.Recovered) - owed
	due := int64(0)
	if o.Status == shop.Completed {
		due = max(0, left-(books.Fees+books.DisputeFees-o.FeesBorne)-balance(ledger.PlatformFee))
	}
	for _, rule := range []struct {
		broken bool
		what   string
	}{
		{!o.Status.Ended(), "it has not ended"},
		{o.Closing != nil, "it is closing"},
		{slices.ContainsFunc(o.Problems, func(p shop.Problem) bool { return p.State != shop.ProblemClosed }), "a problem is open"},
		{len(o.Holds) > 0, fmt.Sprint("it is held: ", o.Holds)},
		{o.Status != shop.Completed && left > 0, fmt.Sprintf("%d is left", left)},
		{kept != due && o.Status == shop.Completed || kept > 0 && o.Status != shop.Completed, fmt.Sprintf("the seller got %d, not %d", kept, due)},
		{balance(ledger.Held) != 0, "money is held"},
		{owed != 0 && net > 0, "the seller owes what could be taken back"}, // else it waits for their next sale
		{balance(ledger.Charged) != books.Charged, "a charge is not booked"},
		{balance(ledger.Transferred) != books.Transferred, "a transfer is not booked"},
		{balance(ledger.Reversed) != books.Reversed, "a reversal is not booked"},
		{balance(ledger.Refunded) != books.Refunded, "a refund is not booked"},
		{balance(ledger.Disputed) != books.Disputed, "a dispute is not booked"},
		{balance(ledger.ProviderFees) != books.Fees+books.DisputeFees, "a fee is not booked"},
	} {
		if rule.broken {
			all = append(all, fmt.Errorf("at rest as %s: %s, %+v at the provider", o.Status, rule.what, books))
		}
	}
	return all
}
