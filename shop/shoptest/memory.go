package shoptest

import (
	"context"
	"fmt"
	"strings"
	"sync"

	"till/shop"
	"till/shop/job"
)

var _ shop.Store = (*Memory)(nil)

// Memory is a shop.Store without a disk. It is as strict as one with a disk;
// its marks last for ever.
type Memory struct {
	copiers copiers

	mu sync.RWMutex // guards everything below
	contents
}

// contents is all that a Memory holds.
type contents struct {
	orders        map[shop.OrderID]shop.Order
	sequence      []shop.OrderID // in the order of their first Put
	journal       map[shop.OrderID][]shop.Entry
	links         map[string]shop.OrderID
	sellers       map[shop.UserID]shop.Seller
	sellerJournal map[shop.UserID][]shop.SellerEntry
	products      map[shop.ProductID]shop.Product
	photos        map[shop.PhotoID][]byte
	reviews       map[shop.Review]shop.Review // by order, seller and time
	people        map[shop.UserID]shop.Person
	conversations map[shop.ConversationID]shop.Conversation
	words         map[shop.ConversationID][]shop.Words
	messages      map[string]shop.ConversationID
	watches       map[shop.WatchID]shop.Watch
	watchTimes    *watchTimes
	watchNames    map[string]map[shop.WatchID]bool
	jobs          map[job.Key]job.Job
	dead          map[job.Key]job.Job
	jobSeq        uint64
	due           []place
	lanes         map[job.Lane][]place
	marks         map[string]string
}

// NewMemory returns an empty store.
func NewMemory() *Memory {
	return &Memory{contents: contents{
		orders:        make(map[shop.OrderID]shop.Order),
		journal:       make(map[shop.OrderID][]shop.Entry),
		links:         make(map[string]shop.OrderID),
		sellers:       make(map[shop.UserID]shop.Seller),
		sellerJournal: make(map[shop.UserID][]shop.SellerEntry),
		products:      make(map[shop.ProductID]shop.Product),
		photos:        make(map[shop.PhotoID][]byte),
		reviews:       make(map[shop.Review]shop.Review),
		people:        make(map[shop.UserID]shop.Person),
		conversations: make(map[shop.ConversationID]shop.Conversation),
		words:         make(map[shop.ConversationID][]shop.Words),
		messages:      make(map[string]shop.ConversationID),
		watches:       make(map[shop.WatchID]shop.Watch),
		watchTimes:    new(watchTimes),
		watchNames:    make(map[string]map[shop.WatchID]bool),
		jobs:          make(map[job.Key]job.Job),
		dead:          make(map[job.Key]job.Job),
		lanes:         make(map[job.Lane][]place),
		marks:         make(map[string]string),
	}}
}

// View implements shop.Store.
func (m *Memory) View(ctx context.Context, fn func(shop.Tx) error) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("read the store: %w", err)
	}
	m.mu.RLock()
	defer m.mu.RUnlock()
	return fn(&memoryTx{Memory: m})
}

// Update implements shop.Store. Changes are made in place; each notes how it is
// undone.
func (m *Memory) Update(ctx context.Context, fn func(shop.Tx) error) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("change the store: %w", err)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	t := &memoryTx{Memory: m, writable: true}
	committed := false
	defer func() {
		for i := len(t.undo) - 1; i >= 0 && !committed; i-- {
			t.undo[i]()
		}
	}()
	if err := fn(t); err != nil {
		return err
	}
	for _, id := range t.begun {
		if _, ok := m.orders[id]; !ok {
			return misuse("an order has a journal and was never put")
		}
	}
	committed = true
	return nil
}

// Each shows fn every order and its journal, in the order of their first Put. It
// lends them: they are the store's own, neither to be changed nor to be kept.
func (m *Memory) Each(fn func(o shop.Order, entries []shop.Entry)) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	for _, id := range m.sequence {
		fn(m.orders[id], m.journal[id])
	}
}

// memoryTx is one transaction of a Memory.
type memoryTx struct {
	*Memory
	writable bool
	undo     []func()
	begun    []shop.OrderID // whose journal was begun here
}

func (t *memoryTx) Orders() shop.Orders               { return memoryOrders{t} }
func (t *memoryTx) Journal() shop.Journal             { return memoryJournal{t} }
func (t *memoryTx) Sellers() shop.Sellers             { return memorySellers{t} }
func (t *memoryTx) SellerJournal() shop.SellerJournal { return memorySellerJournal{t} }
func (t *memoryTx) Products() shop.Products           { return memoryProducts{t} }
func (t *memoryTx) Photos() shop.Photos               { return memoryPhotos{t} }
func (t *memoryTx) Reviews() shop.Reviews             { return memoryReviews{t} }
func (t *memoryTx) People() shop.People               { return memoryPeople{t} }
func (t *memoryTx) Conversations() shop.Conversations { return memoryConversations{t} }
func (t *memoryTx) Watches() shop.Watches             { return memoryWatches{t} }
func (t *memoryTx) Jobs() shop.Jobs                   { return memoryJobs{t} }
func (t *memoryTx) Backlog() shop.Backlog             { return memoryBacklog{t} }
func (t *memoryTx) Marks() shop.Marks                 { return memoryMarks{t} }
func (t *memoryTx) Erasure() shop.Erasure             { return memoryErasure{t} }

// change reports whether names may be written, all of them being good keys.
func (t *memoryTx) change(names ...string) error {
	if !t.writable {
		return misuse("change within a View")
	}
	for _, name := range names {
		if name == "" || strings.ContainsRune(name, 0) {
			return misuse("change of a record without a proper name")
		}
	}
	return nil
}

// set writes into one of the maps.
func set[K comparable, V any](t *memoryTx, records map[K]V, key K, value V) {
	old, had := records[key]
	t.undo = append(t.undo, func() {
		if had {
			records[key] = old
		} else {
			delete(records, key)
		}
	})
	records[key] = value
}

// unset deletes from one of the maps.
func unset[K comparable, V any](t *memoryTx, records map[K]V, key K) {
	if old, had := records[key]; had {
		t.undo = append(t.undo, func() { records[key] = old })
		delete(records, key)
	}
}

// get returns a record of the caller's own.
func get[K comparable, V any](t *memoryTx, records map[K]V, key K, what string) (V, error) {
	value, ok := records[key]
	if !ok {
		return value, missing(what)
	}
	return clone(&t.copiers, value), nil
}

func missing(what string) error {
	return &shop.Error{Code: shop.NotFound, Message: "no such " + what}
}

func misuse(format string, args ...any) error {
	return &shop.Error{Code: shop.Internal, Message: fmt.Sprintf(format, args...)}
}

type memoryMarks struct{ *memoryTx }

func (c memoryMarks) Get(name string) (string, error) {
	return get(c.memoryTx, c.marks, name, "mark")
}

func (c memoryMarks) Put(name, value string) error {
	if err := c.change(name); err != nil {
		return err
	}
	set(c.memoryTx, c.marks, name, value)
	return nil
}
