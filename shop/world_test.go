package shop_test

import (
	"fmt"
	"log/slog"
	"math/rand/v2"
	"runtime"
	"sync"
	"testing"
	"time"

	"till/shop"
	"till/shop/job"
	"till/shop/money"
	"till/shop/shoptest"
)

const (
	seller   = shop.UserID("100")
	buyer    = shop.UserID("200")
	other    = shop.UserID("300")
	operator = shop.UserID("400")
	day      = 24 * time.Hour
)

var (
	start = time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)
	far   = start.AddDate(100, 0, 0)
)

// quiet writes no log.
var quiet = slog.New(slog.DiscardHandler)

// world is a shop over a store in memory, a provider and a messenger, with a
// clock of its own. A seller who is long there can sell.
type world struct {
	testing.TB
	*shop.Shop
	store     lender
	provider  *shoptest.FakeProvider
	messenger *shoptest.FakeMessenger
	tracker   *shoptest.FakeTracker // with Policy.Scans
	time      time.Time
	causes    int
	sound     func(shop.Order) []error // more to hold an order against; nil: nothing
	checked   map[shop.OrderID]checkedState
}

// lender is a store that can show all of its orders for nothing.
type lender interface {
	shop.Store
	Each(fn func(o shop.Order, entries []shop.Entry))
}

// newWorld makes a world; change may change the policy.
func newWorld(t testing.TB, change ...func(*shop.Policy)) *world {
	t.Helper()
	w := &world{TB: t, store: shoptest.NewMemory(), time: start, checked: make(map[shop.OrderID]checkedState)}
	w.provider = shoptest.NewFakeProvider(w.now)
	w.begin(w.provider, change...)
	return w
}

func (w *world) now() time.Time { return w.time }

// begin makes the shop, over the world's store and the provider or one around it.
func (w *world) begin(provider shop.Provider, change ...func(*shop.Policy)) {
	w.Helper()
	w.messenger = &shoptest.FakeMessenger{Now: w.now, Closed: make(map[shop.UserID]bool)}
	policy := shop.DefaultPolicy()
	policy.Limits = limits()
	for _, fn := range change {
		fn(&policy)
	}
	var tracker shop.Tracker
	if policy.Scans {
		w.tracker = &shoptest.FakeTracker{Now: w.now}
		tracker = w.tracker
	}
	random := rand.NewPCG(1, 2)
	w.Shop = shop.New(shop.Ports{
		Store: w.store, Provider: provider, Messenger: w.messenger, Carrier: shoptest.FakeCarrier{},
	}, shop.Config{
		Policy: policy, Tracker: tracker, Operators: []shop.UserID{operator}, Now: w.now, Jitter: func() float64 { return 0 },
		Random: func() (b [5]byte) {
			n := random.Uint64()
			for i := range b {
				b[i] = byte(n >> (8 * i))
			}
			return b
		},
		Logger: quiet,
	})
	for c := range policy.Limits { // what refunds cost is the operator's
		w.provider.TakeOut(money.New(-1_000_000, c))
	}
	w.sells(seller, start.Add(-100*day), 10)
}

// limits offers the currencies that the tests count in.
func limits() map[money.Currency]shop.Limit {
	all := make(map[money.Currency]shop.Limit)
	for c, most := range map[money.Currency]int64{
		"USD": 750_00, "EUR": 750_00, "JPY": 100_000, "KWD": 250_000, "ISK": 100_000_00,
	} {
		all[c] = shop.Limit{Request: money.New(most, c), Week: money.New(3*most, c)}
	}
	return all
}

// sells makes somebody a seller who may be paid.
func (w *world) sells(id shop.UserID, since time.Time, completed int) {
	w.Helper()
	account := "acct_" + string(id)
	w.provider.SetAccount(shop.Account{ID: account, Transfers: true, Payouts: true})
	w.update(func(tx shop.Tx) error {
		return tx.Sellers().Put(shop.Seller{
			ID: id, Name: "Shop " + string(id), Country: "US", Account: account,
			Transfers: true, Payouts: true, Since: since, Completed: completed, CheckedAt: w.time,
		})
	})
}

func (w *world) update(fn func(shop.Tx) error) {
	w.Helper()
	w.must(w.store.Update(w.Context(), fn))
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// refused checks an error's reason.
func (w *world) refused(err error, want shop.Reason) {
	w.Helper()
	if err == nil || shop.ReasonOf(err) != want {
		w.Fatalf("got error %v (reason %q), want reason %q", err, shop.ReasonOf(err), want)
	}
}

// cause makes a new cause, as each interaction has.
func (w *world) cause() string {
	w.causes++
	return fmt.Sprintf("interaction-%d", w.causes)
}

func usd(minor int64) money.Money { return money.New(minor, "USD") }

// input is a good request for 25.00 and 5.00 of shipping.
func input() shop.RequestInput {
	return shop.RequestInput{
		Actor: shop.Actor{ID: seller}, Buyer: buyer, Shipping: usd(5_00),
		Lines: []shop.Line{{Item: "Mug, blue", Quantity: 1, Price: usd(25_00)}},
	}
}

func (w *world) request() shop.OrderID {
	w.Helper()
	return w.requestOf(input()).ID
}

func (w *world) requestOf(in shop.RequestInput) shop.Order {
	w.Helper()
	if in.Cause == "" {
		in.Cause = w.cause()
	}
	o, err := w.Request(w.Context(), in)
	w.must(err)
	w.run()
	return o
}

// open opens the checkout page as the buyer.
func (w *world) open(id shop.OrderID) shop.Checkout {
	w.Helper()
	page, err := w.OpenCheckout(w.Context(), shop.Actor{ID: buyer}, id)
	w.must(err)
	return page
}

// paid makes a request and pays it.
func (w *world) paid() shop.OrderID {
	w.Helper()
	id := w.request()
	w.must(w.provider.Pay(w.open(id).Session))
	w.poll()
	w.status(id, shop.Paid)
	return id
}

// ship ships with the number.
func (w *world) ship(id shop.OrderID, number string) {
	w.Helper()
	_, err := w.Ship(w.Context(), shop.ShipInput{Cause: w.cause(), Actor: shop.Actor{ID: seller}, Order: id, Number: number})
	w.must(err)
	w.run()
	w.status(id, shop.Shipped)
}

// scan has the carrier scan a parcel now, and its service tell of it.
func (w *world) scan(number string, status shop.ScanStatus) {
	w.Helper()
	if len(w.tracker.Events(number)) == 0 {
		w.wait(time.Second) // until the service watches it
	}
	w.tracker.Scan(number, shop.Scan{At: w.time, Status: status, Place: "Louisville, KY"})
	w.heard(number)
}

// heard has the service tell by itself what it knows of a number.
func (w *world) heard(number string) {
	w.Helper()
	for _, said := range w.tracker.Events(number) {
		w.must(w.Track(w.Context(), said))
	}
	w.run()
}

// poll reads the provider's events and does what follows.
func (w *world) poll() {
	w.Helper()
	w.must(w.Poll(w.Context()))
	w.run()
}

// run runs what is due, one after another, and checks the books.
func (w *world) run() {
	w.Helper()
	for n := 0; ; n++ {
		jobs, err := w.Runnable(w.Context(), 1)
		w.must(err)
		if len(jobs) == 0 {
			break
		}
		if n > 1000 {
			w.Fatalf("jobs without end: %s", jobs[0].Key)
		}
		w.must(w.RunJob(w.Context(), jobs[0]))
	}
	w.check()
}

// wait moves the clock, stopping at everything that falls due.
func (w *world) wait(d time.Duration) {
	w.Helper()
	end := w.time.Add(d)
	for {
		w.run()
		due, ok, err := w.NextDue(w.Context())
		w.must(err)
		if !ok || due.After(end) {
			break
		}
		if !due.After(w.time) {
			w.Fatalf("next due %s, and it is %s", due, w.time)
		}
		w.time = due
	}
	w.time = end
}

// job returns the order's job, as it stands.
func (w *world) job(key string, args ...any) (j job.Job, ok bool) {
	w.Helper()
	w.must(w.store.View(w.Context(), func(tx shop.Tx) (err error) {
		j, err = tx.Jobs().Get(job.Key(fmt.Sprintf(key, args...)))
		if shop.CodeOf(err) == shop.NotFound {
			return nil
		}
		ok = err == nil
		return err
	}))
	return j, ok
}

func (w *world) order(id shop.OrderID) shop.Order {
	w.Helper()
	o, err := w.Order(w.Context(), seller, id)
	w.must(err)
	return o
}

func (w *world) status(id shop.OrderID, want shop.Status) {
	w.Helper()
	if o := w.order(id); o.Status != want {
		w.Fatalf("the order is %s, want %s", o.Status, want)
	}
}

// count counts the messages of a kind in somebody's DM.
func (w *world) count(user shop.UserID, kind shop.NoticeKind) (n int) {
	for _, m := range w.messenger.To(user) {
		if m.Kind == kind {
			n++
		}
	}
	return n
}

func (w *world) told(user shop.UserID, kind shop.NoticeKind, want int) {
	w.Helper()
	if got := w.count(user, kind); got != want {
		w.Fatalf("%s was told %q %d times, want %d", user, kind, got, want)
	}
}

// money checks the order's totals at the provider.
func (w *world) money(id shop.OrderID, want shoptest.Totals) {
	w.Helper()
	if got := w.provider.Totals(id); got != want {
		w.Fatalf("at the provider: %+v, want %+v", got, want)
	}
}

// fault makes the next n calls of a name go wrong.
func (w *world) fault(name string, fault shoptest.Fault, n int) {
	w.provider.Fault = func(call string) shoptest.Fault {
		if call != name || n == 0 {
			return shoptest.FaultNone
		}
		n--
		return fault
	}
}

// crash runs what is due, and loses the process just after the call was made:
// nothing of the job is done after it.
func (w *world) crash(name string) {
	w.Helper()
	crashed := false
	w.provider.After = func(call string) {
		if call == name {
			crashed = true
			runtime.Goexit()
		}
	}
	for !crashed {
		jobs, err := w.Runnable(w.Context(), 1)
		w.must(err)
		if len(jobs) == 0 {
			w.Fatalf("nothing called %s", name)
		}
		var process sync.WaitGroup
		process.Go(func() { err = w.RunJob(w.Context(), jobs[0]) })
		process.Wait()
		w.must(err)
	}
	w.provider.After = nil
}

// lift releases a hold as the operator.
func (w *world) lift(id shop.OrderID, kind shop.HoldKind) {
	w.Helper()
	_, err := w.Release(w.Context(), w.cause(), shop.Actor{ID: seller}, id, kind)
	w.refused(err, shop.ReasonNotOperator)
	_, err = w.Release(w.Context(), w.cause(), shop.Actor{ID: operator}, id, kind)
	w.must(err)
}
