package storage

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"till/shop"
	"till/shop/job"
	"till/shop/shoptest"
)

// TestModel does the same random things to a store and to shoptest.Memory and
// wants the same answers, errors included.
func TestModel(t *testing.T) {
	for seed := range uint64(8) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "till.db")
			db, model := openAt(t, path, Options{}), shoptest.NewMemory()
			random := rand.New(rand.NewPCG(seed, 0))
			for i := range 60 {
				plan, fail := random.Uint64(), random.IntN(5) == 0
				if diff := cmp.Diff(act(t, model, plan, fail), act(t, db, plan, fail)); diff != "" {
					t.Fatalf("Update %d: memory (-) and storage (+):\n%s", i, diff)
				}
				if diff := cmp.Diff(see(t, model, plan), see(t, db, plan)); diff != "" {
					t.Fatalf("View after Update %d: memory (-) and storage (+):\n%s", i, diff)
				}
				if i%20 == 19 {
					if err := db.Close(); err != nil {
						t.Fatal(err)
					}
					db = openAt(t, path, Options{})
				}
			}
		})
	}
}

// log keeps what was answered, as text.
type log []string

func (l *log) add(v any, err error) {
	encoded, _ := json.Marshal(v)
	line := string(encoded)
	if err != nil {
		line += " " + string(shop.CodeOf(err))
	}
	*l = append(*l, line)
}

// act does one Update of several random changes, which depend on the plan only.
func act(t *testing.T, s shop.Store, plan uint64, fail bool) log {
	t.Helper()
	var answers log
	random := rand.New(rand.NewPCG(plan, 1))
	stop := errors.New("stop")
	err := s.Update(t.Context(), func(tx shop.Tx) error {
		for range 1 + random.IntN(8) {
			actOnce(tx, random, &answers)
		}
		if fail {
			return stop
		}
		return nil
	})
	if err != nil && !errors.Is(err, stop) {
		t.Fatal(err)
	}
	return answers
}

func actOnce(tx shop.Tx, random *rand.Rand, answers *log) {
	n := random.IntN(12)
	o := newOrder(n)
	statuses := shop.Statuses()
	switch random.IntN(13) {
	case 0, 1:
		stored, err := tx.Orders().Get(o.ID)
		if err == nil {
			o = stored
		}
		o.Status = statuses[random.IntN(len(statuses))]
		if err := tx.Orders().Put(o); err != nil {
			answers.add("put", err)
		}
	case 2:
		if _, err := tx.Orders().Get(o.ID); err == nil {
			answers.add("change", change(tx, o.ID, statuses[random.IntN(len(statuses))], func(string) {}))
		}
	case 3:
		s := shop.Seller{ID: shop.UserID(fmt.Sprint(random.IntN(6))), Name: []string{"", "a", "B", "b", "A b", "ä", "Ä"}[random.IntN(7)]}
		if account := random.IntN(5); account > 0 {
			s.Account = fmt.Sprint("acct_", account)
		}
		answers.add("seller", tx.Sellers().Put(s))
	case 4:
		answers.add("person", tx.People().Put(shop.Person{ID: o.Buyer, Locale: fmt.Sprint(random.IntN(3))}))
	case 5:
		c := shop.Conversation{ID: shop.ConversationID(fmt.Sprint("c", n)), Buyer: shop.UserID(fmt.Sprint(n % 4)), Seller: shop.UserID(fmt.Sprint(n % 5))}
		if stored, err := tx.Conversations().Get(c.ID); err == nil {
			c = stored
		}
		c.Messages++
		c.UpdatedAt = noon.Add(time.Duration(random.IntN(100)) * time.Millisecond)
		answers.add("conversation", errors.Join(tx.Conversations().Put(c),
			tx.Conversations().Append(c.ID, shop.Words{N: c.Messages, From: c.Buyer}),
			tx.Conversations().Bind(fmt.Sprint("m", random.IntN(9)), c.ID)))
	case 6, 7:
		j := job.Job{Key: job.Key(fmt.Sprint("j", n)), Lane: job.Lane([]string{"", "x", "xy"}[random.IntN(3)]), Due: noon.Add(time.Duration(random.IntN(10)) * time.Second)}
		answers.add("job", tx.Jobs().Put(j))
	case 8:
		answers.add("delete", tx.Jobs().Delete(job.Key(fmt.Sprint("j", n))))
	case 9:
		answers.add("mark", tx.Marks().Put([]string{"cause:", "cursor:"}[random.IntN(2)]+fmt.Sprint(n), fmt.Sprint(random.IntN(9))))
	case 10:
		j := job.Job{Key: job.Key(fmt.Sprint("j", n)), Kind: "never waited", Due: noon, Seq: 1}
		if stored, err := tx.Jobs().Get(j.Key); err == nil {
			j = stored
		}
		answers.add("bury", tx.Backlog().Bury(j))
	case 11:
		j, err := tx.Backlog().Unearth(job.Key(fmt.Sprint("j", n)))
		answers.add(j, err)
		if err == nil && random.IntN(2) == 0 {
			answers.add("again", tx.Jobs().Put(j))
		}
	default:
		if _, err := tx.Orders().Get(o.ID); err == nil {
			answers.add("link", tx.Orders().Link(fmt.Sprint("ref", random.IntN(20)), o.ID))
		}
	}
	look(tx, random, answers)
}

// see asks random questions in a View.
func see(t *testing.T, s shop.Store, plan uint64) log {
	t.Helper()
	var answers log
	random := rand.New(rand.NewPCG(plan, 2))
	if err := s.View(t.Context(), func(tx shop.Tx) error {
		for range 10 {
			look(tx, random, &answers)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return answers
}

func look(tx shop.Tx, random *rand.Rand, answers *log) {
	n := random.IntN(12)
	o := newOrder(n)
	switch random.IntN(11) {
	case 0, 1:
		answers.add(tx.Orders().List(query(random, o)))
	case 2:
		answers.add(tx.Orders().Requested(o.Seller, "USD", o.CreatedAt))
	case 3:
		answers.add(tx.Orders().Get(o.ID))
		answers.add(tx.Journal().Entries(o.ID))
		answers.add(tx.Orders().ByReference(fmt.Sprint("ref", random.IntN(20))))
	case 4:
		answers.add(tx.Sellers().List())
		answers.add(tx.Sellers().ByName([]string{"", "A", "b", "ÄÄ", "ä"}[random.IntN(5)]))
		answers.add(tx.Sellers().ByAccount(fmt.Sprint("acct_", random.IntN(5))))
	case 5:
		answers.add(tx.People().Get(o.Buyer))
	case 6:
		answers.add(tx.Conversations().Of(shop.UserID(fmt.Sprint(random.IntN(5))), random.IntN(4)))
		answers.add(tx.Conversations().Words(shop.ConversationID(fmt.Sprint("c", n)), random.IntN(3)))
		answers.add(tx.Conversations().Bound(fmt.Sprint("m", random.IntN(9))))
	case 9:
		answers.add(tx.Backlog().Waiting(random.IntN(5)))
		answers.add(tx.Backlog().Dead())
	case 7, 8:
		answers.add(tx.Jobs().Due(noon.Add(time.Duration(random.IntN(10))*time.Second), random.IntN(6), []job.Lane{"", "", "x", "xy"}[random.IntN(4)]))
		answers.add(tx.Jobs().Get(job.Key(fmt.Sprint("j", n))))
		at, ok, err := tx.Jobs().Next(noon.Add(time.Duration(random.IntN(10)) * time.Second))
		answers.add(fmt.Sprint(at.UTC(), ok), err)
	default:
		answers.add(tx.Marks().Get([]string{"cause:", "cursor:"}[random.IntN(2)] + fmt.Sprint(n)))
	}
}

// query makes a random query around an order.
func query(random *rand.Rand, o shop.Order) shop.OrderQuery {
	q := shop.OrderQuery{Limit: random.IntN(4)}
	switch random.IntN(3) {
	case 0:
		q.Seller = o.Seller
	case 1:
		q.Buyer = o.Buyer
	}
	for _, status := range shop.Statuses() {
		if random.IntN(6) == 0 {
			q.Status = append(q.Status, status)
		}
	}
	if random.IntN(3) == 0 {
		q.Since = o.CreatedAt
	}
	if random.IntN(3) == 0 {
		q.Before = newOrder(random.IntN(12)).ID
	}
	return q
}
