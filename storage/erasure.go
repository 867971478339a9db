package storage

import (
	"bytes"

	"till/shop"
)

// erasure changes what the collections do not let anybody change.
type erasure struct{ *tx }

// Order implements shop.Erasure.
func (c erasure) Order(o shop.Order, entries []shop.Entry) (err error) {
	defer rescue(&err, "erase from an order")
	old, known, err := c.orderState(o.ID)
	if err != nil {
		return err
	}
	if !known || !validName(string(o.Seller)) || !o.Open() && !validName(string(o.Buyer)) || o.Status != old.status || len(entries) != o.Entries {
		return misuse("erase from an order that is another one")
	}
	next := stateOfOrder(old.number, o)
	if err := c.reindexOrder(true, old, next); err != nil {
		return err
	}
	if err := c.putRecord(ordersBucket, uint64Key(next.number), o); err != nil {
		return err
	}
	c.noteOrder(o.ID, next)
	for i, e := range entries {
		if e.N != i+1 || c.get(journalBucket, entryKey(next.number, e.N)) == nil {
			return misuse("erase from journal entry %d, which is not there", e.N)
		}
		if err := c.putRecord(journalBucket, entryKey(next.number, e.N), e); err != nil {
			return err
		}
	}
	return nil
}

// Seller implements shop.Erasure.
func (c erasure) Seller(was shop.UserID, s shop.Seller, entries []shop.SellerEntry) (err error) {
	defer rescue(&err, "erase a seller")
	old, err := record[shop.Seller](c.tx, sellersBucket, []byte(was), "seller")
	if err != nil {
		return err
	}
	if len(entries) != s.Entries {
		return misuse("erase a seller whose record has %d lines instead of %d", len(entries), s.Entries)
	}
	for n := 1; n <= old.Entries; n++ {
		if err := c.remove(sellerJournalBucket, wordsKey(string(was), n)); err != nil {
			return err
		}
	}
	if old.Account != "" {
		if err := c.remove(sellersByAccount, []byte(old.Account)); err != nil {
			return err
		}
	}
	if err := c.remove(sellersByName, nameKey(old.Name, was)); err != nil {
		return err
	}
	if err := c.remove(sellersBucket, []byte(was)); err != nil || s.ID == "" {
		return err
	}
	if err := sellers(c).Put(s); err != nil {
		return err
	}
	for _, e := range entries {
		if err := sellerJournal(c).Append(s.ID, e); err != nil {
			return err
		}
	}
	return nil
}

// Conversations implements shop.Erasure. It looks at every bound message, once for
// all of them.
func (c erasure) Conversations(moved []shop.Moved) (err error) {
	defer rescue(&err, "erase from conversations")
	is := make(map[shop.ConversationID]shop.ConversationID)
	for _, m := range moved {
		if err := c.move(m); err != nil {
			return err
		}
		is[m.Was] = m.Is.ID
	}
	var messages [][]byte
	var to []shop.ConversationID
	cursor := c.bucket(messagesBucket).Cursor()
	for key, value := cursor.First(); key != nil && len(is) > 0; key, value = cursor.Next() {
		if id, ok := is[shop.ConversationID(value)]; ok && id != shop.ConversationID(value) {
			messages, to = append(messages, bytes.Clone(key)), append(to, id)
		}
	}
	for i, message := range messages {
		if to[i] == "" {
			err = c.remove(messagesBucket, message)
		} else {
			err = c.put(messagesBucket, message, []byte(to[i]))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// move puts one conversation in the place of another.
func (c erasure) move(m shop.Moved) error {
	old, err := record[shop.Conversation](c.tx, conversationsBucket, []byte(m.Was), "conversation")
	if err != nil {
		return err
	}
	if m.Is.ID != "" && len(m.Left)+m.Is.Erased != m.Is.Messages {
		return misuse("erase from a conversation without counting")
	}
	for _, user := range [...]shop.UserID{old.Buyer, old.Seller} {
		if err := c.remove(conversationsOf, conversationKey(user, old)); err != nil {
			return err
		}
	}
	for n := 1; n <= old.Messages; n++ {
		if err := c.remove(wordsBucket, wordsKey(string(m.Was), n)); err != nil {
			return err
		}
	}
	if err := c.remove(conversationsBucket, []byte(m.Was)); err != nil || m.Is.ID == "" {
		return err
	}
	if err := conversations(c).Put(m.Is); err != nil {
		return err
	}
	for _, w := range m.Left {
		if err := c.putRecord(wordsBucket, wordsKey(string(m.Is.ID), w.N), w); err != nil {
			return err
		}
	}
	return nil
}

// Unlink implements shop.Erasure.
func (c erasure) Unlink(ref string) (err error) {
	defer rescue(&err, "erase a link")
	return c.remove(linksBucket, []byte(ref))
}

// Product implements shop.Erasure.
func (c erasure) Product(id shop.ProductID) (err error) {
	defer rescue(&err, "erase a product")
	p, err := record[shop.Product](c.tx, productsBucket, []byte(id), "product")
	if err != nil {
		return err
	}
	if !p.Removed() {
		if err := c.remove(productsByName, productKey(p)); err != nil {
			return err
		}
	}
	if err := c.reindexPhotos(string(id), string(p.Photo), ""); err != nil {
		return err
	}
	return c.remove(productsBucket, []byte(id))
}

// Person implements shop.Erasure.
func (c erasure) Person(id shop.UserID) (err error) {
	defer rescue(&err, "erase a person")
	return c.remove(peopleBucket, []byte(id))
}
