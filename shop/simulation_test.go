package shop_test

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"till/shop"
	"till/shop/job"
	"till/shop/ledger"
	"till/shop/money"
	"till/shop/shoptest"
)

var simSeeds = flag.Uint64("sim.seeds", 200, "how many seeds TestSimulation plays")

// TestSimulation plays shops at random: people act, jobs run, the provider and
// the messenger lose calls and answers, the process dies between a call and its
// record, time jumps. The books hold after every step, and when the faults stop
// every order comes to rest. A seed replays exactly:
//
//	go test ./shop -run TestSimulation/seed=17$
func TestSimulation(t *testing.T) {
	for seed := range *simSeeds {
		t.Run(fmt.Sprint("seed=", seed), func(t *testing.T) {
			s := newSim(t, seed)
			for range 150 {
				s.step()
			}
			s.rest()
		})
	}
}

// sim is one play.
type sim struct {
	*world
	random  *rand.Rand
	ids     []shop.OrderID
	calm    bool      // nothing goes wrong any more
	running []job.Job // and so not to be run beside themselves
	trace   []string
	stop    context.CancelFunc // ends the process
	ctx     context.Context    //nolint:containedctx // the process's life, which the play ends and begins
}

func newSim(t *testing.T, seed uint64) *sim {
	t.Helper()
	s := &sim{random: rand.New(rand.NewPCG(seed, 1))}
	s.world = newWorld(t, func(p *shop.Policy) {
		p.Fees = map[money.Currency]shop.PlatformFee{
			"USD": {BasisPoints: 100}, "KWD": {BasisPoints: 150}, "ISK": {Fixed: money.New(100_00, "ISK")},
		}
	})
	s.ctx, s.stop = context.WithCancel(t.Context())
	t.Cleanup(func() {
		s.stop()
		if t.Failed() {
			t.Logf("seed %d, the last steps:\n%s", seed, strings.Join(s.trace[max(0, len(s.trace)-60):], "\n"))
			s.each(func(o shop.Order, entries []shop.Entry) {
				t.Logf("%s is %s, %+v\n%s", o.ID, o.Status, s.provider.Totals(o.ID), journal(entries))
			})
		}
	})
	s.sells(seller, start.Add(-time.Duration(s.random.IntN(60))*day), s.random.IntN(10))
	s.provider.FeeWait = time.Duration(s.random.IntN(3)) * 3 * day
	s.provider.Slow = s.chance(3)
	s.provider.Fault = func(call string) shoptest.Fault {
		s.meanwhile()
		return s.fault(call)
	}
	s.provider.After = func(string) {
		if !s.calm && s.chance(25) {
			s.log("the process dies")
			s.stop()
			return
		}
		s.meanwhile()
	}
	s.messenger.Fault = func(shop.UserID) shoptest.Fault { return s.fault("message") }
	s.log("first poll: %v", s.Poll(s.ctx))
	return s
}

func (s *sim) log(format string, args ...any) {
	s.trace = append(s.trace, s.time.Format("Jan _2 15:04:05 ")+fmt.Sprintf(format, args...))
}

func (s *sim) chance(n int) bool { return s.random.IntN(n) == 0 }

func (s *sim) fault(call string) shoptest.Fault {
	if s.calm || !s.chance(6) {
		return shoptest.FaultNone
	}
	faults := []shoptest.Fault{shoptest.FaultBefore, shoptest.FaultAfter}
	switch call {
	case "OpenCheckout", "Transfer", "message":
		faults = append(faults, shoptest.FaultRefuse)
	case "Refund":
		if s.chance(5) {
			faults = append(faults, shoptest.FaultRefuse)
		}
	}
	fault := faults[s.random.IntN(len(faults))]
	s.log("fault at %s: %s", call, fault)
	return fault
}

// meanwhile has something happen while a call is under way.
func (s *sim) meanwhile() {
	if s.calm || len(s.running) > 2 || !s.chance(6) {
		return
	}
	s.log("meanwhile:")
	s.running = append(s.running, job.Job{}) // an act counts as well
	s.act()
	s.running = s.running[:len(s.running)-1]
}

// step lets one thing happen, and checks everything.
func (s *sim) step() {
	s.Helper()
	if s.ctx.Err() != nil {
		s.ctx, s.stop = context.WithCancel(s.Context())
	}
	s.act()
	s.check()
}

func (s *sim) act() {
	s.Helper()
	switch n := s.random.IntN(20); {
	case n < 8:
		s.work()
	case n < 10:
		s.pass()
	case n < 11:
		s.log("poll: %v", s.Poll(s.ctx))
	case n < 12 || len(s.ids) == 0:
		s.sell()
	case n < 15:
		s.buy(s.ids[s.random.IntN(len(s.ids))])
	case n < 16:
		s.outside(s.ids[s.random.IntN(len(s.ids))])
	default:
		s.tap(s.ids[s.random.IntN(len(s.ids))])
	}
}

// work runs one of the jobs that may run now.
func (s *sim) work() {
	s.Helper()
	jobs, err := s.Runnable(s.Context(), 8)
	s.must(err)
	s.random.Shuffle(len(jobs), func(i, j int) { jobs[i], jobs[j] = jobs[j], jobs[i] })
	for _, j := range jobs {
		if s.busy(j) {
			continue
		}
		s.log("run %s", j.Key)
		s.running = append(s.running, j)
		err := s.RunJob(s.ctx, j)
		s.running = s.running[:len(s.running)-1]
		if err != nil && s.ctx.Err() == nil {
			s.Fatal(err)
		}
		return
	}
}

// busy is what the worker holds: of a key, a lane, and an order, one at a time.
func (s *sim) busy(j job.Job) bool {
	for _, r := range s.running {
		if r.Key == j.Key || r.Lane != "" && r.Lane == j.Lane ||
			r.Order != "" && r.Order == j.Order && r.Kind != "notice" && j.Kind != "notice" {
			return true
		}
	}
	return false
}

// pass lets time pass: to what falls due next, or anywhere.
func (s *sim) pass() {
	s.Helper()
	due, ok, err := s.NextDue(s.Context())
	s.must(err)
	if ok && due.After(s.time) && !s.chance(4) {
		s.time = due
	} else {
		s.time = s.time.Add(time.Duration(s.random.Int64N(int64(20 * time.Hour))))
	}
	s.log("time passes")
}

func (s *sim) sell() {
	s.Helper()
	if len(s.ids) >= 4 {
		return
	}
	prices := []money.Money{usd(25_00), money.New(19_99, "EUR"), money.New(2500, "JPY"), money.New(12_340, "KWD"), money.New(500_000, "ISK")}
	in := input()
	in.Lines[0].Price, in.Shipping = prices[s.random.IntN(len(prices))], money.Money{}
	in.Cause = s.cause()
	o, err := s.Request(s.Context(), in)
	if shop.ReasonOf(err) == shop.ReasonNotEligible {
		return
	}
	s.must(err)
	s.log("request %s of %s", o.ID, o.Total)
	s.ids = append(s.ids, o.ID)
}

// buy has the buyer open a page, or pay one of the order's pages.
func (s *sim) buy(id shop.OrderID) {
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
	switch s.random.IntN(4) {
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
			s.hear(page, s.cause())
		}
	case 3:
		able := s.chance(2)
		s.log("the seller's account may: %t", able)
		s.provider.SetAccount(shop.Account{ID: "acct_" + string(seller), Transfers: able, Payouts: able})
	}
}

// tap has somebody, perhaps a stranger, use a button.
func (s *sim) tap(id shop.OrderID) {
	who := shop.Actor{ID: []shop.UserID{seller, buyer, seller, buyer, other}[s.random.IntN(5)]}
	var err error
	what := []string{"decline", "cancel", "ship", "ship", "ship tracked", "receipt", "release"}[s.random.IntN(7)]
	switch what {
	case "decline":
		_, err = s.Decline(s.ctx, s.cause(), who, id)
	case "cancel":
		_, err = s.Cancel(s.ctx, s.cause(), who, id)
	case "ship":
		_, err = s.Ship(s.ctx, shop.ShipInput{Cause: s.cause(), Actor: who, Order: id})
	case "ship tracked":
		_, err = s.Ship(s.ctx, shop.ShipInput{Cause: s.cause(), Actor: who, Order: id, Number: "OK1"})
	case "receipt":
		_, err = s.ConfirmReceipt(s.ctx, s.cause(), who, id)
	case "release":
		_, err = s.Release(s.ctx, shop.Actor{ID: operator}, id, shop.HoldRefused)
	}
	s.log("%s of %s by %s: %v", what, id, who.ID, err)
	if err == nil && who.ID == other && what != "release" {
		s.Errorf("a stranger did this")
	}
}

// rest stops the faults, and sees that everything ends well.
func (s *sim) rest() {
	s.Helper()
	s.log("calm")
	s.calm = true
	s.ctx, s.stop = context.WithCancel(s.Context())
	s.provider.SetAccount(shop.Account{ID: "acct_" + string(seller), Transfers: true, Payouts: true})
	for _, id := range s.ids {
		for _, page := range s.provider.Sessions(id, shop.SessionProcessing) {
			s.must(s.provider.SettlePayment(page, true))
		}
	}
	for range 12 {
		s.wait(5 * day)
		s.poll()
		for _, id := range s.ids {
			s.lift(id, shop.HoldRefused)
			s.provider.SettleRefunds(id, shop.CallSucceeded)
		}
	}
	s.wait(day)
	audit, err := s.Audit(s.Context(), false)
	s.must(err)
	for _, difference := range audit.Differences {
		s.Errorf("audit: %s", difference)
	}
	left, err := s.left()
	s.must(err)
	for _, j := range left {
		s.Errorf("a job is left: %+v", j)
	}
	s.each(func(o shop.Order, entries []shop.Entry) {
		s.Helper()
		for _, err := range restless(o, s.provider.Totals(o.ID)) {
			s.Errorf("%s: %v", o.ID, err)
		}
	})
}

// firsts returns the jobs that are not done.
func (s *sim) left() (left []job.Job, err error) {
	err = s.store.View(s.Context(), func(tx shop.Tx) error {
		left, err = tx.Jobs().Due(far, 0)
		return err
	})
	return left, err
}

// restless returns what is wrong with an order that should be at rest.
func restless(o shop.Order, books shoptest.Totals) (all []error) {
	balance := func(a ledger.Account) int64 { b := o.Book.Balance(a); return b.Minor }
	net, paidFor, due := books.Charged-books.Refunded-o.OwedToBuyer().Minor, int64(0), int64(0)
	if o.Status == shop.Completed {
		paidFor = o.Total.Minor
		due = o.Payment.Amount.Minor - o.Payment.Fee.Minor - balance(ledger.PlatformFee)
	}
	for _, rule := range []struct {
		broken bool
		what   string
	}{
		{!o.Status.Ended(), "it has not ended"},
		{o.Closing != nil, "it is closing"},
		{len(o.Holds) > 0, fmt.Sprint("it is held: ", o.Holds)},
		{net != paidFor, fmt.Sprintf("the buyer paid %d in the end, not %d", net, paidFor)},
		{books.Transferred != due, fmt.Sprintf("the seller got %d, not %d", books.Transferred, due)},
		{balance(ledger.Held) != o.OwedToBuyer().Minor, "money is held"},
		{balance(ledger.Charged) != books.Charged, "a charge is not booked"},
		{balance(ledger.Transferred) != books.Transferred, "a transfer is not booked"},
		{balance(ledger.Refunded) != books.Refunded, "a refund is not booked"},
		{balance(ledger.ProviderFees) != books.Fees, "a fee is not booked"},
	} {
		if rule.broken {
			all = append(all, fmt.Errorf("at rest as %s: %s, %+v at the provider", o.Status, rule.what, books))
		}
	}
	return all
}
