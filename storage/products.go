package storage

import (
	"bytes"
	"strings"

	"till/shop"
)

// products is the collection of catalogues.
type products struct{ *tx }

// productKey is where a product stands in its seller's catalogue.
func productKey(p shop.Product) []byte {
	return append(prefixKey(string(p.Seller), shop.NameKey(p.Name)), p.ID...)
}

// Get implements shop.Products.
func (c products) Get(id shop.ProductID) (_ shop.Product, err error) {
	defer rescue(&err, "read a product")
	return record[shop.Product](c.tx, productsBucket, []byte(id), "product")
}

// Put implements shop.Products.
func (c products) Put(p shop.Product) (err error) {
	defer rescue(&err, "write a product")
	if !validName(string(p.ID)) || !validName(string(p.Seller)) || shop.NameKey(p.Name) == "" {
		return misuse("put a product without an id, a seller or a name")
	}
	var oldKey, key []byte
	var was string
	if value := c.get(productsBucket, []byte(p.ID)); value != nil {
		old, err := decode[shop.Product](productsBucket, value)
		if err != nil {
			return err
		}
		if old.Seller != p.Seller {
			return misuse("put a product with another seller")
		}
		was = string(old.Photo)
		if !old.Removed() {
			oldKey = productKey(old)
		}
	}
	if !p.Removed() {
		key = productKey(p)
		if id := c.named(p.Seller, p.Name); id != "" && id != p.ID {
			return &shop.Error{Code: shop.Conflict, Reason: shop.ReasonProductTaken, Message: "the product's name is taken"}
		}
	}
	if !bytes.Equal(key, oldKey) {
		if oldKey != nil {
			if err := c.remove(productsByName, oldKey); err != nil {
				return err
			}
		}
		if key != nil {
			if err := c.put(productsByName, key, nil); err != nil {
				return err
			}
		}
	}
	if err := c.reindexPhotos(string(p.ID), was, string(p.Photo)); err != nil {
		return err
	}
	return c.putRecord(productsBucket, []byte(p.ID), p)
}

// All implements shop.Products. There is no index for what an export or an erasure
// looks for.
func (c products) All(seller shop.UserID) (found []shop.Product, err error) {
	defer rescue(&err, "list products")
	cursor := c.bucket(productsBucket).Cursor()
	for key, value := cursor.First(); key != nil; key, value = cursor.Next() {
		p, err := decode[shop.Product](productsBucket, value)
		if err != nil {
			return nil, err
		}
		if p.Seller == seller {
			found = append(found, p)
		}
	}
	return found, nil
}

// named returns the id of the product in the seller's catalogue that has the
// name, or "".
func (c products) named(seller shop.UserID, name string) shop.ProductID {
	prefix := prefixKey(string(seller), shop.NameKey(name))
	key, _ := c.bucket(productsByName).Cursor().Seek(prefix)
	if id, ok := bytes.CutPrefix(key, prefix); ok {
		return shop.ProductID(id)
	}
	return ""
}

// ByName implements shop.Products.
func (c products) ByName(seller shop.UserID, name string) (_ shop.Product, err error) {
	defer rescue(&err, "find a product")
	if !validName(string(seller)) || shop.NameKey(name) == "" {
		return shop.Product{}, missing("product")
	}
	id := c.named(seller, name)
	if id == "" {
		return shop.Product{}, missing("product")
	}
	return indexed[shop.Product](c.tx, productsBucket, []byte(id))
}

// Find implements shop.Products. It reads the names of the whole catalogue at
// most, and of products only those of the page.
func (c products) Find(q shop.ProductQuery) (_ []shop.Product, err error) {
	defer rescue(&err, "list products")
	if !validName(string(q.Seller)) {
		return nil, nil
	}
	first, words := q.Match()
	seller := prefixKey(string(q.Seller))
	var found []shop.Product
	skip := q.Skip
	full := func() bool { return q.Limit > 0 && len(found) == q.Limit }
	// add reads the products in the catalogue whose keys begin so, if they fit.
	add := func(prefix []byte, fits func(name string) bool) error {
		cursor := c.bucket(productsByName).Cursor()
		for key, _ := cursor.Seek(prefix); bytes.HasPrefix(key, prefix) && !full(); key, _ = cursor.Next() {
			name, id, _ := bytes.Cut(key[len(seller):], []byte{separator})
			if !fits(string(name)) {
				continue
			}
			if skip > 0 {
				skip--
				continue
			}
			p, err := indexed[shop.Product](c.tx, productsBucket, id)
			if err != nil {
				return err
			}
			found = append(found, p)
		}
		return nil
	}
	if err := add(append(bytes.Clone(seller), first...), func(string) bool { return true }); err != nil || len(words) == 0 {
		return found, err
	}
	err = add(seller, func(name string) bool {
		for _, word := range words {
			if !strings.Contains(name, word) {
				return false
			}
		}
		return !strings.HasPrefix(name, first)
	})
	return found, err
}
