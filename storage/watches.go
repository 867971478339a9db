package storage

import (
	"bytes"

	"till/shop"
)

// watches is the collection of parcels that are watched.
type watches struct{ *tx }

// watchKeys are the entries of a watch in the indexes.
func watchKeys(w shop.Watch) (due []byte, names [][]byte) {
	due = append(appendTime(make([]byte, 0, timeLength+len(w.ID)), w.Due), w.ID...)
	for _, name := range w.Names() {
		names = append(names, append(prefixKey(name), w.ID...))
	}
	return due, names
}

// Get implements shop.Watches.
func (c watches) Get(id shop.WatchID) (_ shop.Watch, err error) {
	defer rescue(&err, "read a watch")
	return record[shop.Watch](c.tx, watchesBucket, []byte(id), "watch")
}

// Put implements shop.Watches.
func (c watches) Put(w shop.Watch) (err error) {
	defer rescue(&err, "write a watch")
	if !validName(string(w.ID)) || !validName(w.Number) {
		return misuse("put a watch without an id or a number")
	}
	for _, name := range w.Names() {
		if !validName(name) {
			return misuse("put a watch under a name that cannot be one")
		}
	}
	if err := c.Delete(w.ID); err != nil {
		return err
	}
	due, names := watchKeys(w)
	if err := c.put(watchesByDue, due, nil); err != nil {
		return err
	}
	for _, name := range names {
		if err := c.put(watchesByName, name, nil); err != nil {
			return err
		}
	}
	return c.putRecord(watchesBucket, []byte(w.ID), w)
}

// Delete implements shop.Watches.
func (c watches) Delete(id shop.WatchID) (err error) {
	defer rescue(&err, "delete a watch")
	value := c.get(watchesBucket, []byte(id))
	if value == nil {
		return c.mayWrite()
	}
	old, err := decode[shop.Watch](watchesBucket, value)
	if err != nil {
		return err
	}
	due, names := watchKeys(old)
	if err := c.remove(watchesByDue, due); err != nil {
		return err
	}
	for _, name := range names {
		if err := c.remove(watchesByName, name); err != nil {
			return err
		}
	}
	return c.remove(watchesBucket, []byte(id))
}

// First implements shop.Watches.
func (c watches) First() (_ shop.Watch, err error) {
	defer rescue(&err, "find the first watch")
	key, _ := c.bucket(watchesByDue).Cursor().First()
	if key == nil {
		return shop.Watch{}, missing("watch")
	}
	return indexed[shop.Watch](c.tx, watchesBucket, key[timeLength:])
}

// Named implements shop.Watches.
func (c watches) Named(name string) (_ []shop.Watch, err error) {
	defer rescue(&err, "find watches")
	if !validName(name) {
		return nil, nil
	}
	prefix := prefixKey(name)
	var found []shop.Watch
	cursor := c.bucket(watchesByName).Cursor()
	for key, _ := cursor.Seek(prefix); bytes.HasPrefix(key, prefix); key, _ = cursor.Next() {
		w, err := indexed[shop.Watch](c.tx, watchesBucket, key[len(prefix):])
		if err != nil {
			return nil, err
		}
		found = append(found, w)
	}
	return found, nil
}

// checkWatches examines watches and their indexes.
func (c *checker) checkWatches() error {
	due, named := 0, 0
	if err := c.each(watchesBucket, func(key, value []byte) error {
		w, err := decode[shop.Watch](watchesBucket, value)
		if err != nil || string(w.ID) != string(key) {
			c.problem("watch %s: the record is not one, or another's (%v)", key, err)
			return nil
		}
		if _, ok := c.orderNumber(w.Order); !ok {
			c.problem("watch %s: there is no order %s", key, w.Order)
		}
		at, names := watchKeys(w)
		if c.indexed(watchesByDue, at, "", "watch "+string(key)) {
			due++
		}
		for _, name := range names {
			if c.indexed(watchesByName, name, "", "watch "+string(key)) {
				named++
			}
		}
		return nil
	}); err != nil {
		return err
	}
	owned := func(id, key []byte) bool {
		w, err := record[shop.Watch](c.tx, watchesBucket, id, "watch")
		if err != nil {
			return false
		}
		at, names := watchKeys(w)
		for _, own := range append(names, at) {
			if bytes.Equal(own, key) {
				return true
			}
		}
		return false
	}
	if err := c.strays(watchesByDue, due, func(key, _ []byte) bool {
		return len(key) > timeLength && owned(key[timeLength:], key)
	}); err != nil {
		return err
	}
	return c.strays(watchesByName, named, func(key, _ []byte) bool {
		return owned(key[bytes.LastIndexByte(key, separator)+1:], key)
	})
}
