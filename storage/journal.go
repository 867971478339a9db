package storage

import (
	"bytes"

	"till/shop"
)

// journal is the collection of journal entries.
type journal struct{ *tx }

// Append implements shop.Journal.
func (c journal) Append(id shop.OrderID, e shop.Entry) (err error) {
	defer rescue(&err, "write to a journal")
	n, ok := c.orderNumber(id)
	if !ok {
		if n, err = c.conceive(id, e); err != nil {
			return err
		}
	}
	key := entryKey(n, e.N)
	if e.N < 1 || c.get(journalBucket, key) != nil || (e.N > 1 && c.get(journalBucket, entryKey(n, e.N-1)) == nil) {
		return misuse("journal entry %d is not the next one", e.N)
	}
	return c.putRecord(journalBucket, key, e)
}

// conceive numbers an order whose journal begins before it is put; the Update
// fails if it is never put.
func (t *tx) conceive(id shop.OrderID, e shop.Entry) (uint64, error) {
	if !validName(string(id)) {
		return 0, misuse("write to the journal of an order without an id")
	}
	if t.unborn == nil {
		t.unborn = make(map[shop.OrderID]bool)
	}
	t.unborn[id] = true
	return t.newNumber(id, e.At)
}

// Entries implements shop.Journal.
func (c journal) Entries(id shop.OrderID) (_ []shop.Entry, err error) {
	defer rescue(&err, "read a journal")
	n, ok := c.orderNumber(id)
	if !ok {
		return nil, missing("order")
	}
	entries, _, err := c.entries(n)
	return entries, err
}

// entries returns the journal of the order with a number, and how many of its
// entries, from the first on, stand where they should.
func (t *tx) entries(n uint64) (found []shop.Entry, inPlace int, err error) {
	prefix := uint64Key(n)
	cursor := t.bucket(journalBucket).Cursor()
	for key, value := cursor.Seek(prefix); bytes.HasPrefix(key, prefix); key, value = cursor.Next() {
		e, err := decode[shop.Entry](journalBucket, value)
		if err != nil {
			return nil, 0, err
		}
		if e.N == inPlace+1 && inPlace == len(found) && bytes.Equal(key, entryKey(n, e.N)) {
			inPlace++
		}
		found = append(found, e)
	}
	return found, inPlace, nil
}
