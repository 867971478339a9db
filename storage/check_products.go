package storage

import (
	"bytes"

	"till/shop"
)

// checkProducts examines products, their index, and that no stock is below zero.
func (c *checker) checkProducts() error {
	listed := 0
	if err := c.each(productsBucket, func(key, value []byte) error {
		p, err := decode[shop.Product](productsBucket, value)
		if err != nil || string(p.ID) != string(key) {
			c.problem("product %s: the record is not one, or another's (%v)", key, err)
			return nil
		}
		if s := p.Stock; min(s.Left, s.Reserved, s.Sold) < 0 {
			c.problem("product %s: %d left, %d reserved, %d sold", key, s.Left, s.Reserved, s.Sold)
		}
		if !p.Removed() && c.indexed(productsByName, productKey(p), "", "product "+string(key)) {
			listed++
		}
		return nil
	}); err != nil {
		return err
	}
	return c.strays(productsByName, listed, func(key, _ []byte) bool {
		at := bytes.LastIndexByte(key, separator)
		p, err := record[shop.Product](c.tx, productsBucket, key[at+1:], "product")
		return err == nil && !p.Removed() && bytes.Equal(productKey(p), key)
	})
}

// checkPhotos examines pictures: each is what its id says.
func (c *checker) checkPhotos() error {
	return c.each(photosBucket, func(key, content []byte) error {
		if string(shop.NewPhotoID(content)) != string(key) {
			c.problem("photo %s: it is another, or damaged", key)
		}
		return nil
	})
}
