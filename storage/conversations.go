package storage

import (
	"bytes"

	"till/shop"
)

// conversations is the collection of conversations.
type conversations struct{ *tx }

// conversationKey is where a conversation stands among a person's.
func conversationKey(user shop.UserID, c shop.Conversation) []byte {
	return append(appendTime(prefixKey(string(user)), c.UpdatedAt), c.ID...)
}

// Get implements shop.Conversations.
func (c conversations) Get(id shop.ConversationID) (_ shop.Conversation, err error) {
	defer rescue(&err, "read a conversation")
	return record[shop.Conversation](c.tx, conversationsBucket, []byte(id), "conversation")
}

// Put implements shop.Conversations.
func (c conversations) Put(v shop.Conversation) (err error) {
	defer rescue(&err, "write a conversation")
	if !validName(string(v.ID)) || !validName(string(v.Buyer)) || !validName(string(v.Seller)) {
		return misuse("put a conversation without an id, buyer or seller")
	}
	moved := true
	if value := c.get(conversationsBucket, []byte(v.ID)); value != nil {
		old, err := decode[shop.Conversation](conversationsBucket, value)
		if err != nil {
			return err
		}
		if old.Buyer != v.Buyer || old.Seller != v.Seller {
			return misuse("put a conversation with another seller or buyer")
		}
		if moved = !old.UpdatedAt.Equal(v.UpdatedAt); moved {
			for _, user := range [...]shop.UserID{old.Buyer, old.Seller} {
				if err := c.remove(conversationsOf, conversationKey(user, old)); err != nil {
					return err
				}
			}
		}
	}
	if moved {
		for _, user := range [...]shop.UserID{v.Buyer, v.Seller} {
			if err := c.put(conversationsOf, conversationKey(user, v), nil); err != nil {
				return err
			}
		}
	}
	return c.putRecord(conversationsBucket, []byte(v.ID), v)
}

// Of implements shop.Conversations.
func (c conversations) Of(user shop.UserID, limit int) (_ []shop.Conversation, err error) {
	defer rescue(&err, "list conversations")
	if !validName(string(user)) {
		return nil, nil
	}
	prefix := prefixKey(string(user))
	cursor := c.bucket(conversationsOf).Cursor()
	key, _ := cursor.Seek(after(prefix))
	if key == nil {
		key, _ = cursor.Last()
	} else {
		key, _ = c.previous(cursor, key)
	}
	var found []shop.Conversation
	for ; bytes.HasPrefix(key, prefix) && (limit <= 0 || len(found) < limit); key, _ = c.previous(cursor, key) {
		v, err := indexed[shop.Conversation](c.tx, conversationsBucket, key[len(prefix)+timeLength:])
		if err != nil {
			return nil, err
		}
		found = append(found, v)
	}
	return found, nil
}

// Append implements shop.Conversations.
func (c conversations) Append(id shop.ConversationID, w shop.Words) (err error) {
	defer rescue(&err, "write words")
	if c.get(conversationsBucket, []byte(id)) == nil {
		return missing("conversation")
	}
	key := wordsKey(string(id), w.N)
	if w.N < 1 || c.get(wordsBucket, key) != nil {
		return misuse("words %d are not the conversation's next", w.N)
	}
	if w.N > 1 && c.get(wordsBucket, wordsKey(string(id), w.N-1)) == nil {
		v, err := c.Get(id)
		if err != nil {
			return err
		}
		if v.Erased == 0 || w.N > v.Messages+1 { // else the ones before were erased
			return misuse("words %d are not the conversation's next", w.N)
		}
	}
	return c.putRecord(wordsBucket, key, w)
}

// Words implements shop.Conversations.
func (c conversations) Words(id shop.ConversationID, n int) (_ shop.Words, err error) {
	defer rescue(&err, "read words")
	return record[shop.Words](c.tx, wordsBucket, wordsKey(string(id), n), "words")
}

// Bind implements shop.Conversations.
func (c conversations) Bind(message string, id shop.ConversationID) (err error) {
	defer rescue(&err, "bind a message")
	if !validName(message) || !validName(string(id)) {
		return misuse("bind a message without an id or a conversation")
	}
	if c.get(conversationsBucket, []byte(id)) == nil {
		return misuse("bind a message to a conversation that is not there")
	}
	if string(c.get(messagesBucket, []byte(message))) == string(id) {
		return c.mayWrite()
	}
	return c.put(messagesBucket, []byte(message), []byte(id))
}

// Bound implements shop.Conversations.
func (c conversations) Bound(message string) (_ shop.ConversationID, err error) {
	defer rescue(&err, "find a message")
	value := c.get(messagesBucket, []byte(message))
	if value == nil {
		return "", missing("message")
	}
	return shop.ConversationID(value), nil
}
