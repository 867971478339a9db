package shoptest

import (
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"time"

	"till/shop"
	"till/shop/money"
)

// Store runs the conformance suite. open makes an empty store for each test;
// one that can examine itself is examined at the end of each.
func Store(t *testing.T, open func(t *testing.T) shop.Store) {
	t.Helper()
	for _, test := range []struct {
		name string
		run  func(*bench)
	}{
		{"orders", testOrders},
		{"orders listed", testOrderList},
		{"orders without a buyer", testOpenOrders},
		{"orders by page", testOrderPages},
		{"orders since", testOrdersSince},
		{"orders requested", testOrdersRequested},
		{"orders misused", testOrderMisuse},
		{"links", testLinks},
		{"journal", testJournal},
		{"journal before its order", testJournalFirst},
		{"sellers", testSellers},
		{"sellers' names", testSellerNames},
		{"sellers' records", testSellerJournal},
		{"products", testProducts},
		{"products found", testProductsFound},
		{"photos", testPhotos},
		{"reviews", testReviews},
		{"people", testPeople},
		{"conversations", testConversations},
		{"words", testWords},
		{"messages", testMessages},
		{"erasure", testErasure},
		{"watches", testWatches},
		{"jobs", testJobs},
		{"jobs due", testJobsDue},
		{"lanes", testLanes},
		{"a head waits", testHeadWaits},
		{"backlog", testBacklog},
		{"marks", testMarks},
		{"error rolls back", testRollback},
		{"panic rolls back", testPanic},
		{"an Update sees its own changes", testOwnChanges},
		{"a View changes nothing", testViewWrites},
		{"contexts", testContexts},
		{"values are copies", testCopies},
		{"View beside Update", testConcurrency},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := open(t)
			test.run(&bench{T: t, store: s})
			if c, ok := s.(shop.Checker); ok {
				if err := c.Check(t.Context()); err != nil {
					t.Errorf("the store is not sound afterwards:\n%v", err)
				}
			}
		})
	}
}

// bench is a store under test.
type bench struct {
	*testing.T
	store shop.Store
}

// update runs fn, which must succeed.
func (b *bench) update(fn func(shop.Tx) error) {
	b.Helper()
	if err := b.store.Update(b.Context(), fn); err != nil {
		b.Fatalf("Update: %v", err)
	}
}

// view runs fn, which must succeed.
func (b *bench) view(fn func(shop.Tx) error) {
	b.Helper()
	if err := b.store.View(b.Context(), fn); err != nil {
		b.Fatalf("View: %v", err)
	}
}

// both runs fn in an Update and in a View: what can be read must not depend on
// which.
func (b *bench) both(fn func(shop.Tx) error) {
	b.Helper()
	b.update(fn)
	b.view(fn)
}

// rejected checks that an Update fails with the code, and that fn's error comes
// out as it is.
func (b *bench) rejected(code shop.Code, fn func(shop.Tx) error) {
	b.Helper()
	var within error
	err := b.store.Update(b.Context(), func(tx shop.Tx) error {
		within = fn(tx)
		return within
	})
	if err == nil || shop.CodeOf(err) != code {
		b.Errorf("got %v (%s), want an error with code %s", err, shop.CodeOf(err), code)
	}
	if within != nil && !errors.Is(err, within) {
		b.Errorf("Update returned %v instead of its function's %v", err, within)
	}
}

// notFound checks an error's code.
func (b *bench) notFound(what string, err error) {
	b.Helper()
	if e, ok := errors.AsType[*shop.Error](err); !ok || e.Code != shop.NotFound {
		b.Errorf("%s: got %v, want not found", what, err)
	}
}

// same compares by what is stored: times as instants, without their zone's name.
func (b *bench) same(what string, got, want any) {
	b.Helper()
	if g, w := text(got), text(want); g != w {
		b.Errorf("%s:\n got %s\nwant %s", what, g, w)
	}
}

func text(v any) string {
	encoded, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(encoded)
}

// day is when the tests take place.
var day = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// orderID makes the n-th order's id; they do not sort as they are made.
func orderID(n int) shop.OrderID {
	return shop.NewOrderID([5]byte{byte(n * 37), byte(n * 101), 7, byte(n >> 8), byte(n)})
}

// order makes an order as a payment request leaves it.
func order(n int, seller, buyer shop.UserID, status shop.Status) shop.Order {
	price := money.New(2500, "USD")
	return shop.Order{
		ID: orderID(n), Seller: seller, Buyer: buyer, Status: status,
		Lines:    []shop.Line{{Item: fmt.Sprintf("Thing <%d> & “more”", n), Quantity: 1, Price: price}},
		Shipping: money.New(0, "USD"), Tax: money.New(0, "USD"), Total: price,
		CreatedAt: day.Add(time.Duration(n) * time.Minute), ExpiresAt: day.Add(72 * time.Hour),
	}
}

// ids returns what orders are called, for comparing lists.
func ids(orders []shop.Order) []shop.OrderID {
	found := make([]shop.OrderID, len(orders))
	for i, o := range orders {
		found[i] = o.ID
	}
	return found
}

func orderIDs(ns ...int) []shop.OrderID {
	found := make([]shop.OrderID, len(ns))
	for i, n := range ns {
		found[i] = orderID(n)
	}
	return found
}
