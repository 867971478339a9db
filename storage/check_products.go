package storage

import (
	"bytes"
	"errors"
	"slices"

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

// checkPhotos examines pictures, each is what its id says, and the index of what
// shows them.
func (c *checker) checkPhotos() error {
	shown := c.shown
	inOrder := func(value []byte) string {
		o, _ := decode[shop.Order](ordersBucket, value) // one that is none was told of
		return photosOf(o)
	}
	inProduct := func(value []byte) string {
		p, _ := decode[shop.Product](productsBucket, value)
		return string(p.Photo)
	}
	if err := errors.Join(
		c.each(photosBucket, func(key, content []byte) error {
			if string(shop.NewPhotoID(content)) != string(key) {
				c.problem("photo %s: it is another, or damaged", key)
			}
			return nil
		}),
		c.each(productsBucket, func(key, value []byte) error {
			shown += c.checkShown(key, inProduct(value), "product "+string(key))
			return nil
		}),
	); err != nil {
		return err
	}
	return c.strays(photosShown, shown, func(key, _ []byte) bool {
		id, by, _ := bytes.Cut(key, []byte{separator})
		shows := ""
		if value := c.get(ordersBucket, by); value != nil {
			shows = inOrder(value)
		} else if value := c.get(productsBucket, by); value != nil {
			shows = inProduct(value)
		}
		return slices.Contains(photosIn(shows), string(id))
	})
}

// checkShown examines the index of what shows photos for one record, by its key,
// and returns how many entries of it are there.
func (c *checker) checkShown(by []byte, photos, what string) (found int) {
	for _, id := range photosIn(photos) {
		if c.indexed(photosShown, shownKey(id, string(by)), "", what) {
			found++
		}
	}
	return found
}
