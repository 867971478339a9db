package storage

import (
	"time"

	"till/shop"
)

// orders is the collection of orders.
type orders struct{ *tx }

// orderState is what an order is found by, as the indexes have it now.
type orderState struct {
	number    uint64
	seller    shop.UserID
	buyer     shop.UserID
	status    shop.Status
	requested string // see requestedValue
	photos    string // see photosOf
}

func stateOfOrder(number uint64, o shop.Order) orderState {
	return orderState{number, o.Seller, o.Buyer, o.Status, requestedValue(o), photosOf(o)}
}

// noteOrder remembers how an order is indexed, so that a Put that follows need
// not decode it again.
func (t *tx) noteOrder(id shop.OrderID, state orderState) {
	if !t.writable {
		return
	}
	if t.orders == nil {
		t.orders = make(map[shop.OrderID]orderState)
	}
	t.orders[id] = state
}

// orderNumber returns an order's number. A new order may have one, and a
// journal, before it is put.
func (t *tx) orderNumber(id shop.OrderID) (uint64, bool) {
	if state, ok := t.orders[id]; ok {
		return state.number, true
	}
	value := t.get(referencesBucket, []byte(id))
	if value == nil {
		return 0, false
	}
	return number(value), true
}

// orderState returns how an order is indexed.
func (t *tx) orderState(id shop.OrderID) (orderState, bool, error) {
	if state, ok := t.orders[id]; ok {
		return state, true, nil
	}
	n, ok := t.orderNumber(id)
	if !ok {
		return orderState{}, false, nil
	}
	value := t.get(ordersBucket, uint64Key(n))
	if value == nil {
		return orderState{number: n}, false, nil
	}
	o, err := decode[shop.Order](ordersBucket, value)
	return stateOfOrder(n, o), err == nil, err
}

// Get implements shop.Orders.
func (c orders) Get(id shop.OrderID) (_ shop.Order, err error) {
	defer rescue(&err, "read an order")
	n, ok := c.orderNumber(id)
	if !ok || c.unborn[id] {
		return shop.Order{}, missing("order")
	}
	o, err := indexed[shop.Order](c.tx, ordersBucket, uint64Key(n))
	if err == nil {
		c.noteOrder(id, stateOfOrder(n, o))
	}
	return o, err
}

// Put implements shop.Orders.
func (c orders) Put(o shop.Order) (err error) {
	defer rescue(&err, "write an order")
	for _, name := range []string{string(o.ID), string(o.Seller), string(o.Status)} {
		if !validName(name) {
			return misuse("put an order without an id, seller or status")
		}
	}
	if !o.Open() && !validName(string(o.Buyer)) {
		return misuse("put an order with a buyer who is none")
	}
	old, known, err := c.orderState(o.ID)
	if err != nil {
		return err
	}
	next := stateOfOrder(old.number, o)
	switch {
	case next.number == 0:
		if next.number, err = c.newNumber(o.ID, o.CreatedAt); err != nil {
			return err
		}
	case micro(o.CreatedAt) > next.number:
		return misuse("put an order that was created after its journal began")
	case known && (old.seller != o.Seller || old.buyer != "" && old.buyer != o.Buyer):
		return misuse("put an order with another seller or buyer")
	}
	if err := c.reindexOrder(known, old, next); err != nil {
		return err
	}
	if err := c.putRecord(ordersBucket, uint64Key(next.number), o); err != nil {
		return err
	}
	c.noteOrder(o.ID, next)
	delete(c.unborn, o.ID)
	return nil
}

// newNumber gives a new order its number: the microsecond of its creation, or
// the one after the last number given if that is later. So numbers grow, and an
// order's number is never below its creation, which lets a query by time stop
// early.
func (t *tx) newNumber(id shop.OrderID, created time.Time) (uint64, error) {
	if err := t.mayWrite(); err != nil {
		return 0, err
	}
	n := max(t.bucket(ordersBucket).Sequence()+1, micro(created))
	if err := t.setSequence(ordersBucket, n); err != nil {
		return 0, err
	}
	return n, t.put(referencesBucket, []byte(id), uint64Key(n))
}

// micro returns a time as microseconds since 1970, or 0 before.
func micro(t time.Time) uint64 { return uint64(max(t.UnixMicro(), 0)) }

// indexEntry is a key in an index, with its value.
type indexEntry struct {
	bucket bucket
	key    []byte
	value  string
}

// entries returns what each index has of the order; without a key: nothing.
func (s orderState) entries() [3]indexEntry {
	entries := [3]indexEntry{
		{ordersBySeller, statusKey(string(s.seller), string(s.status), s.number), s.requested},
		{ordersByBuyer, statusKey(string(s.buyer), string(s.status), s.number), ""},
		{ordersByStatus, statusKey("", string(s.status), s.number), ""},
	}
	if s.buyer == "" {
		entries[1] = indexEntry{bucket: ordersByBuyer}
	}
	return entries
}

// reindexOrder changes the indexes where they differ.
func (t *tx) reindexOrder(known bool, old, next orderState) error {
	if known && old == next {
		return nil
	}
	if err := t.reindexPhotos(string(uint64Key(next.number)), old.photos, next.photos); err != nil {
		return err
	}
	moved := old.status != next.status || old.seller != next.seller || old.buyer != next.buyer
	was := old.entries()
	for i, entry := range next.entries() {
		if known && moved && was[i].key != nil {
			if err := t.remove(was[i].bucket, was[i].key); err != nil {
				return err
			}
		}
		if entry.key == nil || known && !moved && was[i].value == entry.value {
			continue
		}
		if err := t.put(entry.bucket, entry.key, []byte(entry.value)); err != nil {
			return err
		}
	}
	return nil
}

// ByReference implements shop.Orders.
func (c orders) ByReference(ref string) (_ shop.OrderID, err error) {
	defer rescue(&err, "find an order")
	value := c.get(linksBucket, []byte(ref))
	if value == nil {
		return "", missing("order")
	}
	return shop.OrderID(value), nil
}

// Link implements shop.Orders.
func (c orders) Link(ref string, id shop.OrderID) (err error) {
	defer rescue(&err, "link an order")
	if !validName(ref) || !validName(string(id)) {
		return misuse("link an order without a reference or an id")
	}
	if old := c.get(linksBucket, []byte(ref)); old != nil {
		if string(old) == string(id) {
			return c.mayWrite()
		}
		return &shop.Error{Code: shop.Conflict, Message: "the provider's id belongs to another order"}
	}
	return c.put(linksBucket, []byte(ref), []byte(id))
}
