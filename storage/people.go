package storage

import (
	"till/shop"
)

// people is the collection of people.
type people struct{ *tx }

// Get implements shop.People.
func (c people) Get(id shop.UserID) (_ shop.Person, err error) {
	defer rescue(&err, "read a person")
	return record[shop.Person](c.tx, peopleBucket, []byte(id), "person")
}

// Put implements shop.People.
func (c people) Put(p shop.Person) (err error) {
	defer rescue(&err, "write a person")
	if !validName(string(p.ID)) {
		return misuse("put a person without an id")
	}
	return c.putRecord(peopleBucket, []byte(p.ID), p)
}
