package storage

import (
	"encoding/binary"

	"till/shop"
)

// checkSellerJournal examines the records of shops: numbered from 1 without a gap,
// as many lines as the seller says.
func (c *checker) checkSellerJournal() error {
	lines := 0
	if err := c.each(sellersBucket, func(key, value []byte) error {
		s, err := decode[shop.Seller](sellersBucket, value)
		if err != nil {
			return nil //nolint:nilerr // told by checkSellers
		}
		for n := 1; n <= s.Entries; n++ {
			e, err := record[shop.SellerEntry](c.tx, sellerJournalBucket, wordsKey(string(key), n), "line")
			if err != nil || e.N != n {
				c.problem("seller %s: line %d of %d of the record is not there (%v)", key, n, s.Entries, err)
				continue
			}
			lines++
		}
		return nil
	}); err != nil {
		return err
	}
	return c.strays(sellerJournalBucket, lines, func(key, _ []byte) bool {
		if len(key) < 5 {
			return false
		}
		s, err := record[shop.Seller](c.tx, sellersBucket, key[:len(key)-5], "seller")
		n := int(binary.BigEndian.Uint32(key[len(key)-4:]))
		return err == nil && n >= 1 && n <= s.Entries
	})
}
