package shoptest

import (
	"cmp"
	"slices"
	"strings"

	"till/shop"
)

type memorySellers struct{ *memoryTx }

func (c memorySellers) Get(id shop.UserID) (shop.Seller, error) {
	return get(c.memoryTx, c.sellers, id, "seller")
}

func (c memorySellers) Put(s shop.Seller) error {
	if err := c.change(string(s.ID)); err != nil {
		return err
	}
	if strings.ContainsRune(s.Name, 0) {
		return misuse("put a seller with a name that cannot be one")
	}
	for id, other := range c.sellers {
		switch {
		case id == s.ID:
		case s.Account != "" && other.Account == s.Account:
			return &shop.Error{Code: shop.Conflict, Message: "the account belongs to another seller"}
		case s.Name != "" && shop.NameKey(other.Name) == shop.NameKey(s.Name):
			return &shop.Error{Code: shop.Conflict, Reason: shop.ReasonShopName, Message: "the shop's name is taken"}
		}
	}
	set(c.memoryTx, c.sellers, s.ID, clone(&c.copiers, s))
	return nil
}

func (c memorySellers) ByAccount(account string) (shop.Seller, error) {
	return c.first(func(s shop.Seller) bool { return account != "" && s.Account == account })
}

func (c memorySellers) ByName(name string) (shop.Seller, error) {
	return c.first(func(s shop.Seller) bool { return name != "" && shop.NameKey(s.Name) == shop.NameKey(name) })
}

func (c memorySellers) first(is func(shop.Seller) bool) (shop.Seller, error) {
	for _, s := range c.sellers {
		if is(s) {
			return clone(&c.copiers, s), nil
		}
	}
	return shop.Seller{}, missing("seller")
}

func (c memorySellers) List() ([]shop.Seller, error) {
	var found []shop.Seller
	for _, s := range c.sellers {
		found = append(found, clone(&c.copiers, s))
	}
	slices.SortFunc(found, func(a, b shop.Seller) int {
		return cmp.Or(strings.Compare(shop.NameKey(a.Name), shop.NameKey(b.Name)), cmp.Compare(a.ID, b.ID))
	})
	return found, nil
}

type memorySellerJournal struct{ *memoryTx }

func (c memorySellerJournal) Append(id shop.UserID, e shop.SellerEntry) error {
	if err := c.change(string(id)); err != nil {
		return err
	}
	if _, ok := c.sellers[id]; !ok {
		return missing("seller")
	}
	lines := c.sellerJournal[id]
	if e.N != len(lines)+1 {
		return misuse("line %d of a seller's record is not the next one", e.N)
	}
	set(c.memoryTx, c.sellerJournal, id, append(slices.Clip(lines), clone(&c.copiers, e)))
	return nil
}

func (c memorySellerJournal) Entries(id shop.UserID) ([]shop.SellerEntry, error) {
	return clone(&c.copiers, c.sellerJournal[id]), nil
}

type memoryPeople struct{ *memoryTx }

func (c memoryPeople) Get(id shop.UserID) (shop.Person, error) {
	return get(c.memoryTx, c.people, id, "person")
}

func (c memoryPeople) Put(p shop.Person) error {
	if err := c.change(string(p.ID)); err != nil {
		return err
	}
	set(c.memoryTx, c.people, p.ID, clone(&c.copiers, p))
	return nil
}

type memoryConversations struct{ *memoryTx }

func (c memoryConversations) Get(id shop.ConversationID) (shop.Conversation, error) {
	return get(c.memoryTx, c.conversations, id, "conversation")
}

func (c memoryConversations) Put(v shop.Conversation) error {
	if err := c.change(string(v.ID), string(v.Buyer), string(v.Seller)); err != nil {
		return err
	}
	if old, ok := c.conversations[v.ID]; ok && (old.Buyer != v.Buyer || old.Seller != v.Seller) {
		return misuse("put a conversation with another seller or buyer")
	}
	set(c.memoryTx, c.conversations, v.ID, clone(&c.copiers, v))
	return nil
}

func (c memoryConversations) Of(user shop.UserID, limit int) ([]shop.Conversation, error) {
	var found []shop.Conversation
	for _, v := range c.conversations {
		if user != "" && v.Other(user) != "" {
			found = append(found, clone(&c.copiers, v))
		}
	}
	slices.SortFunc(found, func(a, b shop.Conversation) int {
		return cmp.Or(b.UpdatedAt.Compare(a.UpdatedAt), cmp.Compare(b.ID, a.ID))
	})
	if limit > 0 && len(found) > limit {
		found = found[:limit]
	}
	return found, nil
}

func (c memoryConversations) Append(id shop.ConversationID, w shop.Words) error {
	if err := c.change(string(id)); err != nil {
		return err
	}
	if _, ok := c.conversations[id]; !ok {
		return missing("conversation")
	}
	said := c.words[id]
	if w.N != len(said)+1 { // those that were erased count
		return misuse("words %d are not the conversation's next", w.N)
	}
	set(c.memoryTx, c.words, id, append(slices.Clip(said), clone(&c.copiers, w)))
	return nil
}

func (c memoryConversations) Words(id shop.ConversationID, n int) (shop.Words, error) {
	said := c.words[id]
	if n < 1 || n > len(said) || said[n-1].N == 0 { // not said, or erased
		return shop.Words{}, missing("words")
	}
	return clone(&c.copiers, said[n-1]), nil
}

func (c memoryConversations) Bind(message string, id shop.ConversationID) error {
	if err := c.change(message, string(id)); err != nil {
		return err
	}
	if _, known := c.conversations[id]; !known {
		return misuse("bind a message to a conversation that is not there")
	}
	set(c.memoryTx, c.messages, message, id)
	return nil
}

func (c memoryConversations) Bound(message string) (shop.ConversationID, error) {
	return get(c.memoryTx, c.messages, message, "message")
}
