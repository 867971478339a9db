package shop_test

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"till/shop"
	"till/shop/job"
	"till/shop/money"
	"till/shop/shoptest"
)

// simSeeds are fewer for the race detector: a seed is played by one goroutine.
var simSeeds = flag.Uint64("sim.seeds", map[bool]uint64{false: 200, true: 40}[shoptest.Raced], "how many seeds TestSimulation plays")

// simSteps is how many steps a seed takes before it comes to rest.
const simSteps = 400

// TestSimulation plays shops at random: people and operators act, jobs run, the
// provider and the messenger lose calls, answers and events, the process dies
// after any commit and between a call and its record, time jumps. The books hold
// after every step, and when the faults stop every order comes to rest. A seed
// replays exactly:
//
//	go test ./shop -run TestSimulation/seed=17$
func TestSimulation(t *testing.T) {
	for seed := range *simSeeds {
		t.Run(fmt.Sprint("seed=", seed), func(t *testing.T) {
			t.Parallel()
			s := newSim(t, seed)
			for range simSteps {
				s.step()
			}
			s.rest()
			s.erase()
		})
	}
}

// BenchmarkSimulation tells how many steps a second are played on all cores.
func BenchmarkSimulation(b *testing.B) {
	seeds := make(chan uint64)
	go func() {
		defer close(seeds)
		for seed := uint64(0); b.Loop(); seed++ {
			seeds <- seed
		}
	}()
	b.SetParallelism(1)
	total := playAll(b, seeds)
	rate := float64(total.steps) / b.Elapsed().Seconds()
	b.ReportMetric(rate, "steps/s")
	b.ReportMetric(total.days/b.Elapsed().Seconds(), "order-days/s")
	fmt.Printf("ratio sim/step %.0f (steps a second, %.0f order-days a second)\n", rate, total.days/b.Elapsed().Seconds())
}

// sim is one play.
type sim struct {
	*world
	random    *rand.Rand
	ids       []shop.OrderID
	ready     bool      // people and faults may begin
	calm      bool      // nothing goes wrong any more
	settled   bool      // nothing new is sold
	deaf      bool      // events are lost
	running   []job.Job // and so not to be run beside themselves
	trace     []string
	product   shop.ProductID     // that some of the requests are for
	stocked   int64              // of it, in all
	forgotten []string           // customers whom the provider is to forget
	steps     int                // acts, jobs and faults
	days      float64            // that an open order went through, idle ones not counted
	stop      context.CancelFunc // ends the process
	ctx       context.Context    //nolint:containedctx // the process's life, which the play ends and begins
}

func newSim(t testing.TB, seed uint64) *sim {
	t.Helper()
	s := &sim{random: rand.New(rand.NewPCG(seed, 1))}
	policy := func(p *shop.Policy) {
		p.Fees = map[money.Currency]shop.PlatformFee{
			"USD": {BasisPoints: 100}, "KWD": {BasisPoints: 150}, "ISK": {Fixed: money.New(100_00, "ISK")},
		}
		p.OperatorBearsFees = s.chance(4)
		p.Scans = s.chance(2)
		if s.chance(3) {
			p.DebtLimit = map[money.Currency]money.Money{"USD": usd(20_00), "JPY": money.New(1000, "JPY")}
		}
		if seed%4 == 3 {
			p.Mode, p.Seller = shop.Single, seller
			p.Fees, p.OperatorBearsFees, p.DebtLimit = nil, false, nil
		}
	}
	s.world = &world{TB: t, time: start, checked: make(map[shop.OrderID]checkedState)}
	s.world.sound = s.sound
	s.store = &dying{Memory: shoptest.NewMemory(), sim: s}
	s.provider = shoptest.NewFakeProvider(s.now)
	s.begin(&judged{FakeProvider: s.provider, sim: s}, policy)
	s.ctx, s.stop = context.WithCancel(t.Context())
	t.Cleanup(func() {
		s.stop()
		if t.Failed() {
			t.Logf("seed %d, the last steps:\n%s", seed, strings.Join(s.trace[max(0, len(s.trace)-80):], "\n"))
			s.store.Each(func(o shop.Order, entries []shop.Entry) {
				t.Logf("%s is %s, %+v\n%s", o.ID, o.Status, s.provider.Totals(o.ID), journal(entries))
			})
		}
	})
	s.sells(seller, start.Add(-time.Duration(s.random.IntN(60))*day), s.random.IntN(10))
	s.provider.FeeWait = time.Duration(s.random.IntN(3)) * 3 * day
	s.provider.Slow = s.chance(3)
	s.provider.LoseEvents = func() bool { return s.deaf && !s.calm }
	s.provider.Fault = func(call string) shoptest.Fault {
		s.meanwhile()
		return s.fault(call)
	}
	s.provider.After = func(string) {
		if s.dies("after a call") {
			return
		}
		s.meanwhile()
	}
	if s.tracker != nil {
		s.tracker.Fault = func(call string) shoptest.Fault { return s.fault(call) }
	}
	s.messenger.Fault = func(shop.UserID) shoptest.Fault { return s.fault("message") }
	s.stockUp()
	s.ready = true
	s.log("first poll: %v", s.Poll(s.ctx))
	return s
}

// log notes a step. The last ones are shown when the play fails.
func (s *sim) log(format string, args ...any) {
	s.steps++
	if len(s.trace) > 4096 {
		s.trace = s.trace[2048:]
	}
	s.trace = append(s.trace, s.time.Format("Jan _2 15:04:05 ")+fmt.Sprintf(format, args...))
}

func (s *sim) chance(n int) bool { return s.random.IntN(n) == 0 }

// dies ends the process, now and then.
func (s *sim) dies(where string) bool {
	if s.calm || !s.ready || !s.chance(25) {
		return false
	}
	s.log("the process dies %s", where)
	s.stop()
	return true
}

func (s *sim) fault(call string) shoptest.Fault {
	if s.calm || !s.chance(6) {
		return shoptest.FaultNone
	}
	faults := []shoptest.Fault{shoptest.FaultBefore, shoptest.FaultAfter}
	switch call {
	case "OpenCheckout", "Transfer", "Reverse", "message":
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
	s.counted()
}

func (s *sim) act() {
	s.Helper()
	switch n := s.random.IntN(26); {
	case n < 9:
		for range 1 + s.random.IntN(4) {
			s.work()
		}
	case n < 12:
		s.pass()
	case n < 13:
		s.log("poll: %v", s.Poll(s.ctx))
	case s.settled && len(s.ids) == 0, s.settled && n < 14:
		s.pass()
	case n < 14 || len(s.ids) == 0:
		if s.chance(6) {
			s.restock()
			return
		}
		s.sell()
	case n < 17:
		s.buy(s.ids[s.random.IntN(len(s.ids))])
	case n < 19:
		s.outside(s.ids[s.random.IntN(len(s.ids))])
	case n < 22 && n >= 20:
		s.trouble(s.ids[s.random.IntN(len(s.ids))])
	case n < 20:
		s.operate(s.ids[s.random.IntN(len(s.ids))])
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

// pass lets time pass: to what falls due next, or anywhere. An outage of weeks
// happens, too.
func (s *sim) pass() {
	s.Helper()
	before := s.time
	due, ok, err := s.NextDue(s.Context())
	s.must(err)
	switch {
	case ok && due.After(s.time) && !s.chance(4):
		s.time = due
	case s.chance(40):
		s.time = s.time.Add(30 * day)
	default:
		s.time = s.time.Add(time.Duration(s.random.Int64N(int64(20 * time.Hour))))
	}
	s.time = s.time.Truncate(time.Second)
	s.days += min(s.time.Sub(before), day).Hours() / 24 * float64(len(s.ids))
	s.log("time passes")
}

// calmDown stops the faults, and lets everything come to its end.
func (s *sim) calmDown() {
	s.Helper()
	s.log("calm")
	s.calm = true
	s.ctx, s.stop = context.WithCancel(s.Context())
	s.provider.SetAccount(shop.Account{ID: account, Transfers: true, Payouts: true})
	if s.suspended() {
		_, err := s.Reinstate(s.Context(), s.cause(), asOperator, seller)
		s.must(err)
	}
	for _, id := range s.ids {
		for _, page := range s.provider.Sessions(id, shop.SessionProcessing) {
			s.must(s.provider.SettlePayment(page, true))
		}
		s.endDisputes(id)
	}
	for range 16 {
		s.must(s.Reconcile(s.Context()))
		s.wait(5 * day)
		s.poll()
		for _, id := range s.ids {
			s.help(id)
		}
		s.retryDead()
	}
	s.wait(60 * day)
	s.poll()
	s.wait(20 * day)
}

// rest stops the faults, and sees that everything ends well.
func (s *sim) rest() {
	s.Helper()
	s.calmDown()
	s.audited()
	waiting, dead, err := s.Jobs(s.Context())
	s.must(err)
	for _, j := range append(waiting, dead...) {
		if j.Kind != "recover" { // a debt waits for the seller's next sale
			s.Errorf("a job is left: %+v", j)
		}
	}
	for _, customer := range s.provider.Customers() {
		if slices.Contains(s.forgotten, customer) {
			s.Errorf("customer %s was forgotten, and is there still", customer)
		}
	}
	s.digestedOnce()
	s.store.Each(func(o shop.Order, entries []shop.Entry) {
		s.Helper()
		for _, err := range restless(o, s.totals(o)) {
			s.Errorf("%s: %v", o.ID, err)
		}
		for _, err := range s.untold(o, entries) {
			s.Errorf("%s: %v", o.ID, err)
		}
	})
}

// retryDead has the operator try again what was given up.
func (s *sim) retryDead() {
	s.Helper()
	_, dead, err := s.Jobs(s.Context())
	s.must(err)
	for _, j := range dead {
		if err := s.RetryJob(s.Context(), j.Key); s.ctx.Err() == nil { // else it died after the commit
			s.must(err)
		}
	}
}
