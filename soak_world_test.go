package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"till/sandbox/discord"
	"till/sandbox/stripe"
	"till/shop"
	"till/shop/ledger"
	"till/storage"
)

// moment is when, of a request, the bot is killed.
type moment int

const (
	beforeIt  moment = iota // the request never arrives
	meanwhile               // who knows
	afterIt                 // it is done, and the bot never hears of it
	moments
)

// gate stands between the bot and the sandbox, and kills the bot at a request.
type gate struct {
	url    string
	server *httptest.Server
	to     *httputil.ReverseProxy

	mu     sync.Mutex
	bot    *os.Process
	left   int // requests until the kill; 0: it is not armed
	when   moment
	killed chan struct{} // closed by the kill
}

func newGate(t *testing.T, world string) *gate {
	t.Helper()
	target, err := url.Parse(world)
	if err != nil {
		t.Fatal(err)
	}
	g := &gate{killed: make(chan struct{})}
	g.to = &httputil.ReverseProxy{
		Rewrite:      func(r *httputil.ProxyRequest) { r.SetURL(target) },
		ErrorHandler: func(http.ResponseWriter, *http.Request, error) { panic(http.ErrAbortHandler) },
	}
	g.server = httptest.NewServer(g)
	g.url = g.server.URL
	return g
}

func (g *gate) close() {
	g.server.CloseClientConnections()
	g.server.Close()
}

// arm has the bot killed at the n-th request from now on.
func (g *gate) arm(n int, when moment) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.left, g.when, g.killed = n, when, make(chan struct{})
}

// disarm lets the bot live, and reports whether that comes too late.
func (g *gate) disarm() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.left = 0
	fired := closed(g.killed)
	g.killed = make(chan struct{})
	return fired
}

func (g *gate) fired() bool { return closed(g.death()) }

func (g *gate) death() chan struct{} {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.killed
}

func closed(c chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

// ServeHTTP passes a request on, and kills the bot if it is the one.
func (g *gate) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	g.mu.Lock()
	hit, when := g.left == 1, g.when
	g.left = max(0, g.left-1)
	g.mu.Unlock()
	switch {
	case !hit:
		g.to.ServeHTTP(w, r)
		return
	case when == meanwhile:
		go g.kill()
		g.to.ServeHTTP(w, r)
		return
	case when == afterIt:
		g.to.ServeHTTP(httptest.NewRecorder(), r)
	}
	g.kill()
	panic(http.ErrAbortHandler)
}

func (g *gate) kill() {
	g.mu.Lock()
	defer g.mu.Unlock()
	_ = g.bot.Kill()
	close(g.killed)
}

// soakPerson is one of those who are busy.
type soakPerson struct {
	name  string
	sells bool
}

func soakPeople() []soakPerson {
	var people []soakPerson
	for i := range soakPairs {
		n := strconv.Itoa(i + 1)
		people = append(people, soakPerson{"seller" + n, true}, soakPerson{"buyer" + n, false})
	}
	return people
}

// work has everybody act at once until the bot is killed. Now and then all stand
// still but one, and time passes.
func (s *soak) work(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), soakPatience)
	defer cancel()
	var acting sync.WaitGroup
	defer acting.Wait()
	killed := s.gate.death()
	acting.Go(func() {
		defer cancel()
		select {
		case <-killed:
		case <-ctx.Done():
		}
	})
	var still sync.RWMutex
	for i, p := range soakPeople() {
		random := rand.New(rand.NewPCG(s.seed, uint64(s.kills)<<8|uint64(i)+1))
		acting.Go(func() {
			for ctx.Err() == nil {
				if random.IntN(80) > 0 {
					still.RLock()
					s.act(ctx, random, p)
					still.RUnlock()
					continue
				}
				still.Lock()
				s.pass(ctx, random, p)
				still.Unlock()
			}
		})
	}
}

// pass moves the clock by up to three days while one person does one thing.
func (s *soak) pass(ctx context.Context, random *rand.Rand, p soakPerson) {
	by := time.Duration(1+random.IntN(72)) * time.Hour
	var moving sync.WaitGroup
	moving.Go(func() { _, _ = s.world.Advance(ctx, by) }) // it ends early when the bot is killed
	s.act(ctx, random, p)
	moving.Wait()
}

// alone is what goes on without the bot: people pay, and time passes.
func (s *soak) alone(t *testing.T) {
	t.Helper()
	for range s.random.IntN(4) {
		s.payPage(t.Context(), s.random)
	}
	if s.random.IntN(3) == 0 {
		if _, err := s.world.Advance(t.Context(), time.Duration(1+s.random.IntN(48))*time.Hour); err != nil {
			t.Fatal(err)
		}
	}
}

// act is one thing that a person does. Whatever fails, because the bot is dead or
// refuses it, is left at that.
func (s *soak) act(ctx context.Context, random *rand.Rand, p soakPerson) {
	d := s.world.Discord()
	dice := random.IntN(30)
	switch {
	case p.sells && dice < 6:
		buyer := soakPeople()[2*random.IntN(soakPairs)+1]
		_, _ = d.Command(ctx, p.name, discord.DM, []string{
			"/request", "buyer:@" + buyer.name, fmt.Sprintf("item:Mug %d", s.orders.Add(1)),
			fmt.Sprintf("price:%d.%02d", 5+random.IntN(60), random.IntN(100)),
		})
	case p.sells && dice < 7:
		s.refund(ctx, random, p)
	case !p.sells && dice < 15:
		s.payPage(ctx, random)
	default:
		s.press(ctx, random, p)
	}
}

// payPage pays one of the pages that are open, whoever's it is.
func (s *soak) payPage(ctx context.Context, random *rand.Rand) {
	var open []string
	for _, x := range s.world.Stripe().Sessions() {
		if x.Status == "open" {
			open = append(open, x.URL)
		}
	}
	if len(open) == 0 {
		return
	}
	cards := []string{
		stripe.CardOK, stripe.CardOK, stripe.CardOK, stripe.CardOK, stripe.CardOK, stripe.CardOK,
		stripe.CardDeclined, stripe.CardConfirm, stripe.CardSlow, stripe.CardSlowFails,
	}
	_, _ = s.world.Stripe().Pay(ctx, open[random.IntN(len(open))], cards[random.IntN(len(cards))])
}

// refund gives back all or a part of an order's money.
func (s *soak) refund(ctx context.Context, random *rand.Rand, p soakPerson) {
	orders, err := s.world.Discord().Complete(ctx, p.name, discord.DM, []string{"/refund", "order:"})
	if err != nil || len(orders) == 0 {
		return
	}
	order := orders[random.IntN(len(orders))]
	out, err := s.world.Discord().Command(ctx, p.name, discord.DM, []string{"/refund", fmt.Sprintf("order:%v", order.Value)})
	if err == nil && out.Modal != nil {
		s.fill(ctx, random, p, out.Modal)
	}
}

// soakButtons is how eagerly a button is pressed, by the beginning of its label.
var soakButtons = map[string]int{
	"Pay ": 16, "Mark as shipped": 16, "I got it": 4, "Yes, I have it": 4, "Ship anyway": 4,
	"Cancel and refund": 1, "Withdraw": 1, "Decline": 1, "Refund": 1, "Ask for more": 1, "Give ": 1, "Keep the": 1,
}

// press presses one of the buttons that the person has.
func (s *soak) press(ctx context.Context, random *rand.Rand, p soakPerson) {
	type choice struct{ message, label string }
	var choices []choice
	var look func(message string, list []discord.Component)
	look = func(message string, list []discord.Component) {
		for _, c := range list {
			look(message, c.Components)
			for begins, weight := range soakButtons {
				if c.Type != discord.Button || c.Disabled || c.Style == discord.LinkButton || !strings.HasPrefix(c.Label, begins) {
					continue
				}
				for range weight {
					choices = append(choices, choice{message, c.Label})
				}
			}
		}
	}
	for _, m := range s.world.Discord().Messages(p.name, discord.DM) {
		look(m.ID, m.Components)
	}
	if len(choices) == 0 {
		return
	}
	pick := choices[random.IntN(len(choices))]
	out, err := s.world.Discord().Tap(ctx, p.name, discord.DM, pick.label, pick.message)
	if err == nil && out.Modal != nil {
		s.fill(ctx, random, p, out.Modal)
	}
}

// fill sends a form.
func (s *soak) fill(ctx context.Context, random *rand.Rand, p soakPerson, form *discord.Modal) {
	fields := make(map[string]string)
	for _, f := range form.Fields {
		switch {
		case strings.HasPrefix(f.Label, "Tracking number") && random.IntN(2) == 0:
			fields[f.Label] = "1Z5R89390357567127"
		case strings.HasPrefix(f.Label, "Amount") && random.IntN(5) > 0:
			fields[f.Label] = fmt.Sprintf("%d.%02d", random.IntN(3), 1+random.IntN(99))
		case strings.HasPrefix(f.Label, "Reason"):
			fields[f.Label] = "The handle came off"
		case strings.HasPrefix(f.Label, "How many more days"):
			fields[f.Label] = "2"
		}
	}
	_, _ = s.world.Discord().Fill(ctx, p.name, fields)
}

// soakSums are what happened, in cents.
type soakSums struct {
	orders                      int
	paid, refunded, transferred int64
}

func dollars(cents int64) string { return fmt.Sprintf("%d.%02d USD", cents/100, cents%100) }

// provided is an object of Stripe's.
type provided struct {
	ID, Status, Charge, Type, Source string
	Amount, Fee, Net                 int64
	AmountReversed                   int64 `json:"amount_reversed"`
	Metadata                         struct{ Order shop.OrderID }
	Reversals                        struct{ Data []provided }
}

// provides lists all of Stripe's objects of a kind.
func (s *soak) provides(t *testing.T, kind string) (list []provided) {
	t.Helper()
	card, after := s.world.Card(), ""
	for {
		address := card.StripeAPI + "/v1/" + kind + "?limit=100"
		if after != "" {
			address += "&starting_after=" + after
		}
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
		if err != nil {
			t.Fatal(err)
		}
		request.SetBasicAuth(card.StripeKey, "")
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		var page struct {
			Data []provided
			More bool `json:"has_more"`
		}
		err = json.NewDecoder(response.Body).Decode(&page)
		_ = response.Body.Close()
		if err != nil || response.StatusCode != http.StatusOK {
			t.Fatalf("%s: %s %v", kind, response.Status, err)
		}
		list = append(list, page.Data...)
		if !page.More {
			return list
		}
		after = page.Data[len(page.Data)-1].ID
	}
}

// soakOrder is what Stripe has of an order.
type soakOrder struct {
	charged, refunded, fees, transferred, reversed int64
	transfers                                      int   // of which something was not reversed
	rest                                           int64 // what the entries of the balance leave to the platform
}

// account holds what Stripe has of each order against itself and against the
// order's books. The bot must have ended.
func (s *soak) account(t *testing.T) (sums soakSums) {
	t.Helper()
	found := make(map[shop.OrderID]*soakOrder)
	source := make(map[string]*soakOrder) // by the id of any object of an order's
	of := func(p provided) *soakOrder {
		if found[p.Metadata.Order] == nil {
			found[p.Metadata.Order] = new(soakOrder)
		}
		source[p.ID] = found[p.Metadata.Order]
		return source[p.ID]
	}
	for _, c := range s.provides(t, "charges") {
		if o := of(c); c.Status == "succeeded" {
			o.charged += c.Amount
		}
	}
	for _, r := range s.provides(t, "refunds") {
		switch o := of(r); r.Status {
		case "succeeded":
			o.refunded += r.Amount
		case "failed":
		default:
			t.Errorf("order %s: refund %s is %s", r.Metadata.Order, r.ID, r.Status)
		}
	}
	for _, tr := range s.provides(t, "transfers") {
		o := of(tr)
		o.transferred += tr.Amount
		o.reversed += tr.AmountReversed
		if tr.Amount > tr.AmountReversed {
			o.transfers++
		}
		for _, r := range tr.Reversals.Data {
			of(r)
		}
	}
	for _, e := range s.provides(t, "balance_transactions") {
		if o := source[e.Source]; o != nil {
			o.rest += e.Net
			o.fees += e.Fee
		} else if e.Type != "topup" {
			t.Errorf("%s of %d, %s, is nobody's", e.Type, e.Amount, e.Source)
		}
	}
	db, err := storage.Open(s.store(), storage.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var orders []shop.Order
	if err := db.View(t.Context(), func(tx shop.Tx) error {
		orders, err = tx.Orders().List(shop.OrderQuery{})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	for _, o := range orders {
		has := found[o.ID]
		if has == nil {
			has = new(soakOrder)
		}
		delete(found, o.ID)
		has.check(t, o)
		sums.orders++
		sums.paid += has.charged
		sums.refunded += has.refunded
		sums.transferred += has.transferred - has.reversed
	}
	for id, has := range found {
		t.Errorf("no order %q: %+v", id, *has)
	}
	return sums
}

// check holds an order against what Stripe has of it.
func (has *soakOrder) check(t *testing.T, o shop.Order) {
	t.Helper()
	book := o.Book.Balances
	rest := book[ledger.Held] + book[ledger.PlatformFee] + book[ledger.SetOff] -
		book[ledger.OwedBySeller] - book[ledger.BorneByOperator] - book[ledger.Recovered]
	switch {
	case !o.Status.Ended():
		t.Errorf("%s is still %s, holds %v", o.ID, o.Status, o.Holds)
	case book[ledger.Held] != 0:
		t.Errorf("%s is %s, and %d are still held", o.ID, o.Status, book[ledger.Held])
	case has.rest != rest:
		t.Errorf("%s: the platform has %d of it, the books say %d", o.ID, has.rest, rest)
	case has.transferred-has.reversed+has.refunded+has.fees+rest != has.charged:
		t.Errorf("%s: what was charged went elsewhere", o.ID)
	case has.charged-has.refunded > o.Total.Minor:
		t.Errorf("%s was charged twice", o.ID)
	case has.transfers > 1:
		t.Errorf("%s was paid out twice", o.ID)
	case o.Status != shop.Completed && has.charged != has.refunded:
		t.Errorf("%s is %s, and not all came back", o.ID, o.Status)
	default:
		return
	}
	t.Logf("%s: total %d, Stripe has %+v, the books %v", o.ID, o.Total.Minor, *has, book)
}
