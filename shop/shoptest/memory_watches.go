package shoptest

import (
	"cmp"
	"container/heap"
	"slices"
	"strings"
	"sync"

	"till/shop"
)

// watchTimes has the times at which watches are or were due, the first one first.
// What is no longer true is passed over when it comes to the top.
type watchTimes struct {
	mu    sync.Mutex // guards items
	items watchHeap
}

func (t *watchTimes) add(w shop.Watch) {
	t.mu.Lock()
	defer t.mu.Unlock()
	heap.Push(&t.items, w)
}

func (t *watchTimes) copy() *watchTimes {
	t.mu.Lock()
	defer t.mu.Unlock()
	return &watchTimes{items: slices.Clone(t.items)}
}

// first returns the first that is current.
func (t *watchTimes) first(current func(shop.Watch) bool) (shop.Watch, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for len(t.items) > 0 {
		if current(t.items[0]) {
			return t.items[0], true
		}
		heap.Pop(&t.items)
	}
	return shop.Watch{}, false
}

type watchHeap []shop.Watch

func (h watchHeap) Len() int      { return len(h) }
func (h watchHeap) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h watchHeap) Less(i, j int) bool {
	return cmp.Or(h[i].Due.Compare(h[j].Due), strings.Compare(string(h[i].ID), string(h[j].ID))) < 0
}

func (h *watchHeap) Push(w any) {
	if watch, ok := w.(shop.Watch); ok { // it is never anything else
		*h = append(*h, watch)
	}
}

func (h *watchHeap) Pop() any {
	last := len(*h) - 1
	w := (*h)[last]
	*h = (*h)[:last]
	return w
}

type memoryWatches struct{ *memoryTx }

func (c memoryWatches) Get(id shop.WatchID) (shop.Watch, error) {
	return get(c.memoryTx, c.watches, id, "watch")
}

func (c memoryWatches) Put(w shop.Watch) error {
	if err := c.change(append(w.Names(), string(w.ID))...); err != nil {
		return err
	}
	if err := c.Delete(w.ID); err != nil {
		return err
	}
	c.undo = append(c.undo, func() { c.forget(w) })
	c.keep(w)
	return nil
}

func (c memoryWatches) Delete(id shop.WatchID) error {
	if err := c.change(); err != nil {
		return err
	}
	if old, had := c.watches[id]; had {
		c.undo = append(c.undo, func() { c.keep(old) })
		c.forget(old)
	}
	return nil
}

func (c memoryWatches) keep(w shop.Watch) {
	c.watches[w.ID] = w
	c.watchTimes.add(w)
	for _, name := range w.Names() {
		if c.watchNames[name] == nil {
			c.watchNames[name] = make(map[shop.WatchID]bool)
		}
		c.watchNames[name][w.ID] = true
	}
}

func (c memoryWatches) forget(w shop.Watch) {
	delete(c.watches, w.ID)
	for _, name := range w.Names() {
		delete(c.watchNames[name], w.ID)
	}
}

func (c memoryWatches) First() (shop.Watch, error) {
	w, ok := c.watchTimes.first(func(w shop.Watch) bool { return c.watches[w.ID] == w })
	if !ok {
		return w, missing("watch")
	}
	return w, nil
}

func (c memoryWatches) Named(name string) (found []shop.Watch, err error) {
	for id := range c.watchNames[name] {
		found = append(found, c.watches[id])
	}
	slices.SortFunc(found, func(a, b shop.Watch) int { return strings.Compare(string(a.ID), string(b.ID)) })
	return found, nil
}
