package shoptest

import (
	"slices"
	"time"

	"till/shop"
	"till/shop/money"
)

type memoryOrders struct{ *memoryTx }

func (c memoryOrders) Get(id shop.OrderID) (shop.Order, error) {
	return get(c.memoryTx, c.orders, id, "order")
}

func (c memoryOrders) Put(o shop.Order) error {
	if err := c.change(string(o.ID), string(o.Seller), string(o.Status)); err != nil {
		return err
	}
	if !o.Open() {
		if err := c.change(string(o.Buyer)); err != nil {
			return err
		}
	}
	old, known := c.orders[o.ID]
	if known && (old.Seller != o.Seller || !old.Open() && old.Buyer != o.Buyer) {
		return misuse("put an order with another seller or buyer")
	}
	if !known && !slices.Contains(c.begun, o.ID) {
		c.begin(o.ID)
	}
	set(c.memoryTx, c.orders, o.ID, clone(&c.copiers, o))
	return nil
}

// begin gives a new order its place among the others.
func (t *memoryTx) begin(id shop.OrderID) {
	length := len(t.sequence)
	t.undo = append(t.undo, func() { t.sequence = t.sequence[:length] })
	t.sequence = append(t.sequence, id)
}

func (c memoryOrders) List(q shop.OrderQuery) ([]shop.Order, error) {
	if q.Seller != "" && q.Buyer != "" {
		return nil, misuse("list orders of a seller and a buyer at once")
	}
	end := len(c.sequence)
	if q.Before != "" {
		if end = slices.Index(c.sequence, q.Before); end < 0 {
			return nil, missing("order to list from")
		}
	}
	var found []shop.Order
	for i := end - 1; i >= 0 && (q.Limit <= 0 || len(found) < q.Limit); i-- {
		if o, ok := c.orders[c.sequence[i]]; ok && matches(q, o) {
			found = append(found, clone(&c.copiers, o))
		}
	}
	return found, nil
}

func matches(q shop.OrderQuery, o shop.Order) bool {
	return (q.Seller == "" || q.Seller == o.Seller) &&
		(q.Buyer == "" || q.Buyer == o.Buyer) &&
		(len(q.Status) == 0 || slices.Contains(q.Status, o.Status)) &&
		!o.CreatedAt.Before(q.Since)
}

func (c memoryOrders) Requested(seller shop.UserID, currency money.Currency, since time.Time) (money.Money, error) {
	total := money.New(0, currency)
	for _, o := range c.orders {
		if o.Seller != seller || o.Total.Currency != currency || o.CreatedAt.Before(since) || !o.Counts() {
			continue
		}
		var err error
		if total, err = total.Add(o.Total); err != nil {
			return total, misuse("add up what a seller requested: %v", err)
		}
	}
	return total, nil
}

func (c memoryOrders) ByReference(ref string) (shop.OrderID, error) {
	return get(c.memoryTx, c.links, ref, "order")
}

func (c memoryOrders) Link(ref string, id shop.OrderID) error {
	if err := c.change(ref, string(id)); err != nil {
		return err
	}
	if old, ok := c.links[ref]; ok && old != id {
		return &shop.Error{Code: shop.Conflict, Message: "the provider's id belongs to another order"}
	}
	set(c.memoryTx, c.links, ref, id)
	return nil
}

type memoryJournal struct{ *memoryTx }

func (c memoryJournal) Append(id shop.OrderID, e shop.Entry) error {
	if err := c.change(string(id)); err != nil {
		return err
	}
	entries := c.journal[id]
	if e.N != len(entries)+1 {
		return misuse("journal entry %d is not the next one", e.N)
	}
	if _, known := c.orders[id]; !known && !slices.Contains(c.begun, id) {
		c.undo = append(c.undo, func() { c.begun = slices.Delete(c.begun, len(c.begun)-1, len(c.begun)) })
		c.begun = append(c.begun, id)
		c.begin(id)
	}
	set(c.memoryTx, c.journal, id, append(slices.Clip(entries), clone(&c.copiers, e)))
	return nil
}

func (c memoryJournal) Entries(id shop.OrderID) ([]shop.Entry, error) {
	if _, ok := c.orders[id]; !ok && !slices.Contains(c.begun, id) {
		return nil, missing("order")
	}
	return clone(&c.copiers, c.journal[id]), nil
}
