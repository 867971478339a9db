package shoptest

import (
	"till/shop"
)

type memoryErasure struct{ *memoryTx }

func (c memoryErasure) Order(o shop.Order, entries []shop.Entry) error {
	if err := c.change(string(o.ID), string(o.Seller)); err != nil {
		return err
	}
	old, known := c.orders[o.ID]
	if !known || o.Status != old.Status || len(entries) != o.Entries {
		return misuse("erase from an order that is another one")
	}
	for i, e := range entries {
		if e.N != i+1 || i >= len(c.journal[o.ID]) {
			return misuse("erase from journal entry %d, which is not there", e.N)
		}
	}
	set(c.memoryTx, c.orders, o.ID, clone(&c.copiers, o))
	set(c.memoryTx, c.journal, o.ID, clone(&c.copiers, entries))
	return nil
}

func (c memoryErasure) Seller(was shop.UserID, s shop.Seller, entries []shop.SellerEntry) error {
	if err := c.change(string(was)); err != nil {
		return err
	}
	if _, known := c.sellers[was]; !known {
		return missing("seller")
	}
	if len(entries) != s.Entries {
		return misuse("erase a seller whose record has %d lines instead of %d", len(entries), s.Entries)
	}
	unset(c.memoryTx, c.sellers, was)
	unset(c.memoryTx, c.sellerJournal, was)
	if s.ID == "" {
		return nil
	}
	if err := memorySellers(c).Put(s); err != nil {
		return err
	}
	for _, e := range entries {
		if err := memorySellerJournal(c).Append(s.ID, e); err != nil {
			return err
		}
	}
	return nil
}

func (c memoryErasure) Conversations(moved []shop.Moved) error {
	for _, m := range moved {
		if err := c.move(m); err != nil {
			return err
		}
	}
	return nil
}

func (c memoryErasure) move(m shop.Moved) error {
	if err := c.change(string(m.Was)); err != nil {
		return err
	}
	if _, known := c.conversations[m.Was]; !known {
		return missing("conversation")
	}
	if m.Is.ID != "" && len(m.Left)+m.Is.Erased != m.Is.Messages {
		return misuse("erase from a conversation without counting")
	}
	unset(c.memoryTx, c.conversations, m.Was)
	unset(c.memoryTx, c.words, m.Was)
	if m.Is.ID != "" {
		if err := memoryConversations(c).Put(m.Is); err != nil {
			return err
		}
		words := make([]shop.Words, m.Is.Messages) // the zero Words are erased ones
		for _, w := range m.Left {
			words[w.N-1] = w
		}
		set(c.memoryTx, c.words, m.Is.ID, clone(&c.copiers, words))
	}
	for message, id := range c.messages {
		switch {
		case id != m.Was:
		case m.Is.ID == "":
			unset(c.memoryTx, c.messages, message)
		default:
			set(c.memoryTx, c.messages, message, m.Is.ID)
		}
	}
	return nil
}

func (c memoryErasure) Unlink(ref string) error {
	if err := c.change(ref); err != nil {
		return err
	}
	unset(c.memoryTx, c.links, ref)
	return nil
}

func (c memoryErasure) Product(id shop.ProductID) error {
	if err := c.change(string(id)); err != nil {
		return err
	}
	if _, known := c.products[id]; !known {
		return missing("product")
	}
	unset(c.memoryTx, c.products, id)
	return nil
}

func (c memoryErasure) Person(id shop.UserID) error {
	if err := c.change(string(id)); err != nil {
		return err
	}
	unset(c.memoryTx, c.people, id)
	return nil
}
