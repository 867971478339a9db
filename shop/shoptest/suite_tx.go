package shoptest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	"till/shop"
	"till/shop/job"
)

// mess changes something in every collection.
func mess(tx shop.Tx) error {
	moved := order(1, "100", "200", shop.Shipped)
	moved.Entries = 1
	cash := conversation("200-100", "200", "100", 7)
	cash.Messages = 1
	return errors.Join(
		tx.Orders().Put(moved),
		tx.Orders().Put(order(8, "100", "200", shop.Paid)),
		tx.Orders().Link("cs_8", orderID(8)),
		tx.Journal().Append(orderID(1), entry(1)),
		tx.Sellers().Put(shop.Seller{ID: "100", Name: "New", Account: "acct_9", Tally: tally(tx)}),
		tx.People().Put(shop.Person{ID: "200", Locale: "fr"}),
		tx.Conversations().Put(cash),
		tx.Conversations().Append("200-100", shop.Words{N: 1, From: "100", Text: "hm", At: day}),
		tx.Conversations().Bind("99", "200-100"),
		tx.Jobs().Put(newJob("expire:8", "dm:200", 1)),
		tx.Jobs().Put(newJob("expire:1", "dm:100", 1)),
		tx.Jobs().Put(newJob("expire:1", "dm:100", 2)),
		tx.Jobs().Delete("remind:1"),
		tx.Marks().Put("cause:8", "x"),
		tx.Marks().Put("cursor:8", "x"),
	)
}

// tally adds up the orders of the seller 100, who is there.
func tally(tx shop.Tx) (sum shop.Tally) {
	orders, err := tx.Orders().List(shop.OrderQuery{Seller: "100"})
	if err != nil {
		panic(err)
	}
	for _, o := range orders {
		sum.Add(o)
	}
	return sum
}

// furnish puts what mess changes.
func furnish(b *bench) {
	fill(b)
	b.update(func(tx shop.Tx) error {
		return errors.Join(
			tx.Sellers().Put(shop.Seller{ID: "100", Name: "Old", Account: "acct_1", Tally: tally(tx)}),
			tx.People().Put(shop.Person{ID: "200", Locale: "de"}),
			tx.Conversations().Put(conversation("200-100", "200", "100", 1)),
			tx.Jobs().Put(newJob("expire:1", "dm:200", 5)),
			tx.Jobs().Put(newJob("remind:1", "dm:200", 3)),
		)
	})
}

// look reads everything that mess changes.
func look(b *bench) string {
	b.Helper()
	var seen []string
	see := func(v any, err error) { seen = append(seen, fmt.Sprintf("%s %s", text(v), text(shop.CodeOf(err)))) }
	b.view(func(tx shop.Tx) error {
		see(tx.Orders().List(shop.OrderQuery{}))
		for _, status := range shop.Statuses() {
			see(tx.Orders().List(shop.OrderQuery{Seller: "100", Status: []shop.Status{status}}))
		}
		see(tx.Orders().ByReference("cs_8"))
		see(tx.Journal().Entries(orderID(1)))
		see(tx.Sellers().List())
		see(tx.Sellers().ByAccount("acct_9"))
		see(tx.Sellers().ByName("old"))
		see(tx.People().Get("200"))
		see(tx.Conversations().Of("200", 0))
		see(tx.Conversations().Words("200-100", 1))
		see(tx.Conversations().Bound("99"))
		see(tx.Jobs().Due(after(99), 0, ""))
		for _, key := range []job.Key{"expire:1", "expire:8", "remind:1"} {
			see(tx.Jobs().Get(key))
		}
		see(tx.Marks().Get("cause:8"))
		see(tx.Marks().Get("cursor:8"))
		return nil
	})
	return text(seen)
}

func testRollback(b *bench) {
	furnish(b)
	before := look(b)
	stop := errors.New("stop")
	err := b.store.Update(b.Context(), func(tx shop.Tx) error {
		if err := mess(tx); err != nil {
			b.Errorf("mess: %v", err)
		}
		return stop
	})
	if err != stop { //nolint:errorlint // as it is, not wrapped
		b.Errorf("Update returned %v, want its function's error as it is", err)
	}
	b.same("after an error", look(b), before)
	b.update(mess)
	if look(b) == before {
		b.Error("mess changes nothing")
	}
}

func testPanic(b *bench) {
	furnish(b)
	before := look(b)
	for _, run := range []func(context.Context, func(shop.Tx) error) error{b.store.Update, b.store.View} {
		cause := new(int)
		func() {
			defer func() {
				if got := recover(); got != cause {
					b.Errorf("recovered %v, want the panic as it was", got)
				}
			}()
			_ = run(b.Context(), func(tx shop.Tx) error {
				_ = mess(tx) // fails in the View
				panic(cause)
			})
		}()
		b.same("after a panic", look(b), before)
	}
	b.update(mess) // the store goes on
}

func testOwnChanges(b *bench) {
	furnish(b)
	b.update(func(tx shop.Tx) error {
		if err := mess(tx); err != nil {
			return err
		}
		paid, err := tx.Orders().List(shop.OrderQuery{Seller: "100", Status: []shop.Status{shop.Shipped}})
		b.same("orders shipped", ids(paid), orderIDs(3, 1))
		if err != nil {
			return err
		}
		o, err := tx.Orders().Get(orderID(1))
		b.same("the order's status", o.Status, shop.Shipped)
		o.Status = shop.Delivered
		if err := errors.Join(err, tx.Orders().Put(o)); err != nil {
			return err
		}
		due, err := tx.Jobs().Due(after(99), 0, "")
		b.same("jobs due", len(due), 2)
		return err
	})
	b.list(shop.OrderQuery{Seller: "100", Status: []shop.Status{shop.Shipped}}, 3)
	b.list(shop.OrderQuery{Status: []shop.Status{shop.Delivered}}, 1)
	b.due(2, 0, "expire:8", "expire:1")
}

func testViewWrites(b *bench) {
	furnish(b)
	before := look(b)
	for name, change := range map[string]func(shop.Tx) error{
		"order":        func(tx shop.Tx) error { return tx.Orders().Put(order(1, "100", "200", shop.Paid)) },
		"new order":    func(tx shop.Tx) error { return tx.Orders().Put(order(9, "100", "200", shop.Paid)) },
		"link":         func(tx shop.Tx) error { return tx.Orders().Link("cs_8", orderID(1)) },
		"journal":      func(tx shop.Tx) error { return tx.Journal().Append(orderID(1), entry(1)) },
		"seller":       func(tx shop.Tx) error { return tx.Sellers().Put(shop.Seller{ID: "100", Name: "New"}) },
		"person":       func(tx shop.Tx) error { return tx.People().Put(shop.Person{ID: "200"}) },
		"conversation": func(tx shop.Tx) error { return tx.Conversations().Put(conversation("200-100", "200", "100", 7)) },
		"words":        func(tx shop.Tx) error { return tx.Conversations().Append("200-100", shop.Words{N: 1}) },
		"bind":         func(tx shop.Tx) error { return tx.Conversations().Bind("99", "200-100") },
		"job":          func(tx shop.Tx) error { return tx.Jobs().Put(newJob("new", "", 1)) },
		"delete":       func(tx shop.Tx) error { return tx.Jobs().Delete("none") },
		"mark":         func(tx shop.Tx) error { return tx.Marks().Put("cause:8", "x") },
		"cursor":       func(tx shop.Tx) error { return tx.Marks().Put("cursor:8", "x") },
	} {
		if err := b.store.View(b.Context(), change); err == nil || shop.CodeOf(err) != shop.Internal {
			b.Errorf("%s within a View: got %v, want an internal error", name, err)
		}
	}
	b.same("after all that", look(b), before)
}

func testContexts(b *bench) {
	ended, cancel := context.WithCancel(b.Context())
	cancel()
	for _, run := range []func(context.Context, func(shop.Tx) error) error{b.store.Update, b.store.View} {
		err := run(ended, func(shop.Tx) error {
			b.Error("ran although its context had ended")
			return nil
		})
		if !errors.Is(err, context.Canceled) {
			b.Errorf("got %v, want context canceled", err)
		}
	}
}

// testCopies: what is put and what is returned can be changed by its owner
// without changing what is stored.
func testCopies(b *bench) {
	furnish(b)
	o := order(1, "100", "200", shop.Requested)
	o.Payment = &shop.Payment{Intent: "pi_1"}
	o.Cards = map[shop.Role]shop.MessageRef{shop.RoleBuyer: {Message: "1"}}
	j := newJob("expire:1", "dm:200", 5)
	j.Payload = json.RawMessage(`"a"`)
	b.update(func(tx shop.Tx) error {
		return errors.Join(tx.Orders().Put(o), tx.Sellers().Put(shop.Seller{ID: "100", Name: "Old", Account: "acct_1", Tally: tally(tx)}), tx.Jobs().Put(j))
	})
	before := look(b)
	spoil := func(o shop.Order, j job.Job) {
		o.Lines[0].Item = "spoilt"
		o.Payment.Intent = "spoilt"
		o.Cards[shop.RoleBuyer] = shop.MessageRef{Message: "spoilt"}
		j.Payload[1] = 'z'
	}
	spoil(o, j)
	b.same("after changing what was put", look(b), before)
	b.both(func(tx shop.Tx) error {
		o, err := tx.Orders().Get(o.ID)
		if err != nil {
			return err
		}
		list, err := tx.Orders().List(shop.OrderQuery{Before: orderID(2)})
		if err != nil {
			return err
		}
		j, err := tx.Jobs().Get("expire:1")
		if err != nil {
			return err
		}
		due, err := tx.Jobs().Due(after(5), 0, "")
		if err != nil {
			return err
		}
		spoil(o, j)
		spoil(list[0], due[0])
		return nil
	})
	b.same("after changing what was returned", look(b), before)
}

// testConcurrency: Updates come one after another, and a View sees each of them
// whole.
func testConcurrency(b *bench) {
	const writers, changes, readers = 4, 25, 2
	counter := func(tx shop.Tx) (int, error) {
		p, err := tx.People().Get("1")
		if err != nil && shop.CodeOf(err) != shop.NotFound {
			return 0, err
		}
		return len(p.Locale), nil
	}
	var writing, reading sync.WaitGroup
	var done atomic.Bool
	for range readers {
		reading.Go(func() {
			for last := 0; !done.Load(); {
				if err := b.store.View(b.Context(), func(tx shop.Tx) error {
					n, err := counter(tx)
					if err != nil {
						return err
					}
					jobs, err := tx.Jobs().Due(after(0), 0, "")
					if len(jobs) != n || n < last {
						b.Errorf("a View sees %d changes of one collection, %d of another, after %d", n, len(jobs), last)
					}
					last = n
					return err
				}); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	for w := range writers {
		writing.Go(func() {
			for i := range changes {
				if err := b.store.Update(b.Context(), func(tx shop.Tx) error {
					n, err := counter(tx)
					if err != nil {
						return err
					}
					return errors.Join(
						tx.People().Put(shop.Person{ID: "1", Locale: string(make([]rune, n+1))}),
						tx.Jobs().Put(newJob(job.Key(fmt.Sprintf("%d:%d", w, i)), "", 0)),
					)
				}); err != nil {
					b.Error(err)
				}
			}
		})
	}
	writing.Wait()
	done.Store(true)
	reading.Wait()
	b.view(func(tx shop.Tx) error {
		n, err := counter(tx)
		b.same("changes", n, writers*changes)
		return err
	})
}
