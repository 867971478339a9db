package storage

import (
	"bytes"
	"slices"
	"strings"

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

// Shown implements shop.Photos.
func (c photos) Shown(id shop.PhotoID) (_ bool, err error) {
	defer rescue(&err, "find what shows a photo")
	if !validName(string(id)) {
		return false, nil
	}
	prefix := prefixKey(string(id))
	key, _ := c.bucket(photosShown).Cursor().Seek(prefix)
	return bytes.HasPrefix(key, prefix), nil
}

// shownKey is the entry of what shows a photo.
func shownKey(id, by string) []byte { return append(prefixKey(id), by...) }

// photosOf returns what the lines of an order show, or will when its page is closed,
// each once, with the separator between them.
func photosOf(o shop.Order) string {
	var shown []string
	lines := o.Lines
	if o.Closing != nil && o.Closing.Terms != nil {
		lines = slices.Concat(lines, o.Closing.Terms.Lines)
	}
	for _, l := range lines {
		if l.Photo != "" && !slices.Contains(shown, string(l.Photo)) {
			shown = append(shown, string(l.Photo))
		}
	}
	return strings.Join(shown, string(rune(separator)))
}

// photosIn takes apart what photosOf made.
func photosIn(joined string) []string {
	return strings.FieldsFunc(joined, func(r rune) bool { return r == separator })
}

// reindexPhotos has a record, by its key, show other photos than before.
func (t *tx) reindexPhotos(by, before, after string) error {
	if before == after {
		return nil
	}
	was, is := photosIn(before), photosIn(after)
	for _, id := range was {
		if !slices.Contains(is, id) {
			if err := t.remove(photosShown, shownKey(id, by)); err != nil {
				return err
			}
		}
	}
	for _, id := range is {
		if !slices.Contains(was, id) {
			if err := t.put(photosShown, shownKey(id, by), nil); err != nil {
				return err
			}
		}
	}
	return nil
}
