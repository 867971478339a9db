package storage

import (
	"bytes"
	"time"

	"go.etcd.io/bbolt"

	"till/shop"
)

// tallyOrders gives every seller the tally of their orders.
func tallyOrders(tx *bbolt.Tx, _ time.Time) error {
	tallies := make(map[shop.UserID]shop.Tally)
	if err := tx.Bucket([]byte(ordersBucket.String())).ForEach(func(_, value []byte) error {
		o, err := decode[shop.Order](ordersBucket, value)
		if err != nil {
			return err
		}
		tally := tallies[o.Seller]
		tally.Add(o)
		tallies[o.Seller] = tally
		return nil
	}); err != nil {
		return err
	}
	all := tx.Bucket([]byte(sellersBucket.String()))
	for id, tally := range tallies {
		value := all.Get([]byte(id))
		if value == nil {
			continue
		}
		seller, err := decode[shop.Seller](sellersBucket, bytes.Clone(value))
		if err != nil {
			return err
		}
		seller.Tally = tally
		if value, err = encode(sellersBucket, seller); err != nil {
			return err
		}
		if err := all.Put([]byte(id), value); err != nil {
			return err
		}
	}
	return nil
}

// checkTallies holds what each seller's orders add up to against the orders.
func (c *checker) checkTallies() error {
	return c.each(sellersBucket, func(key, value []byte) error {
		s, err := decode[shop.Seller](sellersBucket, value)
		if err != nil {
			return nil //nolint:nilerr // told by checkSellers
		}
		if want := c.tallies[s.ID]; !s.Tally.Equal(want) {
			c.problem("seller %s: the tally is %+v, the orders add up to %+v", key, s.Tally, want)
		}
		return nil
	})
}
