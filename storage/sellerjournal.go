package storage

import (
	"bytes"

	"till/shop"
)

// sellerJournal is the collection of sellers' records.
type sellerJournal struct{ *tx }

// Append implements shop.SellerJournal.
func (c sellerJournal) Append(id shop.UserID, e shop.SellerEntry) (err error) {
	defer rescue(&err, "write to a seller's record")
	if c.get(sellersBucket, []byte(id)) == nil {
		return missing("seller")
	}
	key := wordsKey(string(id), e.N)
	if e.N < 1 || c.get(sellerJournalBucket, key) != nil || (e.N > 1 && c.get(sellerJournalBucket, wordsKey(string(id), e.N-1)) == nil) {
		return misuse("line %d of a seller's record is not the next one", e.N)
	}
	return c.putRecord(sellerJournalBucket, key, e)
}

// Entries implements shop.SellerJournal.
func (c sellerJournal) Entries(id shop.UserID) (_ []shop.SellerEntry, err error) {
	defer rescue(&err, "read a seller's record")
	var found []shop.SellerEntry
	prefix := prefixKey(string(id))
	cursor := c.bucket(sellerJournalBucket).Cursor()
	for key, value := cursor.Seek(prefix); bytes.HasPrefix(key, prefix); key, value = cursor.Next() {
		e, err := decode[shop.SellerEntry](sellerJournalBucket, value)
		if err != nil {
			return nil, err
		}
		found = append(found, e)
	}
	return found, nil
}
