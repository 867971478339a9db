package storage

import (
	"bytes"
	"strings"

	"till/shop"
)

// sellers is the collection of shops.
type sellers struct{ *tx }

// nameKey is the key of a shop's name; the id makes room for shops that have
// none yet.
func nameKey(name string, id shop.UserID) []byte {
	return append(prefixKey(shop.NameKey(name)), id...)
}

// Get implements shop.Sellers.
func (c sellers) Get(id shop.UserID) (_ shop.Seller, err error) {
	defer rescue(&err, "read a seller")
	return record[shop.Seller](c.tx, sellersBucket, []byte(id), "seller")
}

// Put implements shop.Sellers.
func (c sellers) Put(s shop.Seller) (err error) {
	defer rescue(&err, "write a seller")
	if !validName(string(s.ID)) || strings.ContainsRune(s.Name, separator) {
		return misuse("put a seller without an id, or with a name that cannot be one")
	}
	var old shop.Seller
	value := c.get(sellersBucket, []byte(s.ID))
	known := value != nil
	if known {
		if old, err = decode[shop.Seller](sellersBucket, value); err != nil {
			return err
		}
	}
	if err := c.free(known, old, s); err != nil {
		return err
	}
	if err := c.indexAccount(old, s); err != nil {
		return err
	}
	if err := c.indexName(known, old, s); err != nil {
		return err
	}
	return c.putRecord(sellersBucket, []byte(s.ID), s)
}

// free reports whether somebody else has the seller's account or name.
func (c sellers) free(known bool, old, s shop.Seller) error {
	if s.Account != "" && s.Account != old.Account && c.get(sellersByAccount, []byte(s.Account)) != nil {
		return &shop.Error{Code: shop.Conflict, Message: "the account belongs to another seller"}
	}
	if known && shop.NameKey(s.Name) == shop.NameKey(old.Name) {
		return nil
	}
	if _, taken := c.named(s.Name); taken {
		return &shop.Error{Code: shop.Conflict, Reason: shop.ReasonShopName, Message: "the shop's name is taken"}
	}
	return nil
}

func (c sellers) indexAccount(old, s shop.Seller) error {
	if s.Account == old.Account {
		return nil
	}
	if old.Account != "" {
		if err := c.remove(sellersByAccount, []byte(old.Account)); err != nil {
			return err
		}
	}
	if s.Account == "" {
		return nil
	}
	return c.put(sellersByAccount, []byte(s.Account), []byte(s.ID))
}

func (c sellers) indexName(known bool, old, s shop.Seller) error {
	key, oldKey := nameKey(s.Name, s.ID), nameKey(old.Name, s.ID)
	if known && bytes.Equal(key, oldKey) {
		return nil
	}
	if known {
		if err := c.remove(sellersByName, oldKey); err != nil {
			return err
		}
	}
	return c.put(sellersByName, key, []byte(s.ID))
}

// named finds who has a name. Nobody has the empty one.
func (c sellers) named(name string) (id []byte, ok bool) {
	if !validName(name) {
		return nil, false
	}
	prefix := nameKey(name, "")
	key, id := c.bucket(sellersByName).Cursor().Seek(prefix)
	return id, bytes.HasPrefix(key, prefix)
}

// ByAccount implements shop.Sellers.
func (c sellers) ByAccount(account string) (_ shop.Seller, err error) {
	defer rescue(&err, "find a seller")
	id := c.get(sellersByAccount, []byte(account))
	if id == nil {
		return shop.Seller{}, missing("seller")
	}
	return indexed[shop.Seller](c.tx, sellersBucket, id)
}

// ByName implements shop.Sellers.
func (c sellers) ByName(name string) (_ shop.Seller, err error) {
	defer rescue(&err, "find a seller")
	id, ok := c.named(name)
	if !ok {
		return shop.Seller{}, missing("seller")
	}
	return indexed[shop.Seller](c.tx, sellersBucket, id)
}

// List implements shop.Sellers.
func (c sellers) List() (_ []shop.Seller, err error) {
	defer rescue(&err, "list sellers")
	var found []shop.Seller
	cursor := c.bucket(sellersByName).Cursor()
	for key, id := cursor.First(); key != nil; key, id = cursor.Next() {
		s, err := indexed[shop.Seller](c.tx, sellersBucket, id)
		if err != nil {
			return nil, err
		}
		found = append(found, s)
	}
	return found, nil
}
