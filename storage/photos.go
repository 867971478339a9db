package storage

import (
	"bytes"

	"till/shop"
)

// photos is the collection of pictures.
type photos struct{ *tx }

// Get implements shop.Photos.
func (c photos) Get(id shop.PhotoID) (_ []byte, err error) {
	defer rescue(&err, "read a photo")
	content := c.get(photosBucket, []byte(id))
	if content == nil {
		return nil, missing("photo")
	}
	return bytes.Clone(content), nil
}

// Put implements shop.Photos.
func (c photos) Put(id shop.PhotoID, content []byte) (err error) {
	defer rescue(&err, "write a photo")
	if id != shop.NewPhotoID(content) {
		return misuse("put a photo under another's id")
	}
	if c.get(photosBucket, []byte(id)) != nil {
		return c.mayWrite()
	}
	return c.put(photosBucket, []byte(id), bytes.Clone(content))
}

// Delete implements shop.Photos.
func (c photos) Delete(id shop.PhotoID) (err error) {
	defer rescue(&err, "delete a photo")
	if c.get(photosBucket, []byte(id)) == nil {
		return c.mayWrite()
	}
	return c.remove(photosBucket, []byte(id))
}
