package storage

import (
	"bytes"
	"encoding/binary"

	"till/shop"
	"till/shop/ledger"
)

// checkOrders examines orders, their indexes and their journals, and gathers from
// them what sellers, reviews and photos are held against.
func (c *checker) checkOrders() error {
	entries, references := 0, 0
	var indexed [3]int
	last := c.bucket(ordersBucket).Sequence()
	if err := c.each(ordersBucket, func(key, value []byte) error {
		if len(key) != 8 {
			c.problem("an order has the key %q, which is not a number", key)
			return nil
		}
		o, err := decode[shop.Order](ordersBucket, value)
		if err != nil {
			c.problem("order number %d: %v", number(key), err)
			return nil
		}
		what := "order " + o.ID.String()
		if number(key) > last {
			c.problem("%s has a number that was not given yet", what)
		}
		if micro(o.CreatedAt) > number(key) {
			c.problem("%s has a number from before its creation", what)
		}
		if c.indexed(referencesBucket, []byte(o.ID), string(key), what) {
			references++
		}
		for i, entry := range stateOfOrder(number(key), o).entries() {
			if entry.key != nil && c.indexed(entry.bucket, entry.key, entry.value, what) {
				indexed[i]++
			}
		}
		entries += c.checkJournal(number(key), o, what)
		c.shown += c.checkShown(key, photosOf(o), what)
		if o.Rating != nil && o.Rating.State != shop.RatingRemoved {
			c.ratings++
		}
		tally := c.tallies[o.Seller]
		tally.Add(o)
		c.tallies[o.Seller] = tally
		return nil
	}); err != nil {
		return err
	}
	return c.strayOrders(references, indexed, entries)
}

// strayOrders finds index and journal entries without their order.
func (c *checker) strayOrders(references int, indexed [3]int, entries int) error {
	order := func(key []byte) (shop.Order, bool) {
		value := c.get(ordersBucket, key)
		if value == nil {
			return shop.Order{}, false
		}
		o, err := decode[shop.Order](ordersBucket, value)
		return o, err == nil
	}
	if err := c.strays(referencesBucket, references, func(key, value []byte) bool {
		o, ok := order(value)
		return ok && string(o.ID) == string(key)
	}); err != nil {
		return err
	}
	for i, index := range []bucket{ordersBySeller, ordersByBuyer, ordersByStatus} {
		if err := c.strays(index, indexed[i], func(key, _ []byte) bool {
			if len(key) < 8 {
				return false
			}
			o, ok := order(key[len(key)-8:])
			return ok && bytes.Equal(stateOfOrder(number(key), o).entries()[i].key, key)
		}); err != nil {
			return err
		}
	}
	return c.strays(journalBucket, entries, func(key, _ []byte) bool {
		if len(key) != 12 {
			return false
		}
		o, ok := order(key[:8])
		n := int(binary.BigEndian.Uint32(key[8:]))
		return ok && n >= 1 && n <= o.Entries
	})
}

// checkJournal examines the journal of one order and returns how many of its
// entries are in their place.
func (c *checker) checkJournal(n uint64, o shop.Order, what string) int {
	entries, inPlace, err := c.entries(n)
	if err != nil {
		c.problem("%s: its journal: %v", what, err)
		return 0
	}
	if len(entries) != o.Entries {
		c.problem("%s has %d journal entries and should have %d", what, len(entries), o.Entries)
	}
	if inPlace < len(entries) {
		c.problem("%s: journal entry %d stands where %d should", what, entries[inPlace].N, inPlace+1)
	}
	book, err := shop.Book(entries)
	if err != nil {
		c.problem("%s: %v", what, err)
		return min(len(entries), o.Entries)
	}
	if err := book.Check(); err != nil {
		c.problem("%s: %v", what, err)
	}
	for _, a := range ledger.Accounts() {
		if got, want := o.Book.Balance(a), book.Balance(a); got.Minor != want.Minor {
			c.problem("%s: its book says %s for %s, its journal %s", what, got, a, want)
		}
	}
	return min(len(entries), o.Entries)
}

// checkLinks examines what leads from a provider's ids to orders.
func (c *checker) checkLinks() error {
	return c.each(linksBucket, func(key, value []byte) error {
		if c.get(referencesBucket, value) == nil {
			c.problem("the provider's id %s leads to order %s, which is not there", key, shop.OrderID(value))
		}
		return nil
	})
}
