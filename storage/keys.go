package storage

import (
	"encoding/binary"
	"strings"
	"time"
)

// A bucket of the file. What each is keyed by is written beside it; "|" stands
// for the separator, "number" for the order's, in eight bytes, big-endian, so
// that keys sort as what they say.
type bucket int

const (
	metaBucket          bucket = iota // name → value: schema, installation, created_at
	ordersBucket                      // number → order
	referencesBucket                  // order's id → number
	ordersBySeller                    // seller | status | number → time, minor units and currency if it counts, or nothing
	ordersByBuyer                     // buyer | status | number → nothing
	ordersByStatus                    // status | number → nothing
	journalBucket                     // number, n → entry
	linksBucket                       // a provider's id → order's id
	sellersBucket                     // id → seller
	sellersByAccount                  // a provider's account → seller's id
	sellersByName                     // name in lower case | id → seller's id
	sellerJournalBucket               // seller | n → line of the record
	productsBucket                    // id → product
	productsByName                    // seller | NameKey of the name | id → nothing, of those in the catalogue
	photosBucket                      // id → JPEG
	photosShown                       // id | what shows it: order's number or product's id → nothing
	reviewsBucket                     // seller | time | order's id → review
	peopleBucket                      // id → person
	conversationsBucket               // id → conversation
	conversationsOf                   // person | time | id → nothing
	wordsBucket                       // conversation's id | n → words
	messagesBucket                    // a message's id → conversation's id
	watchesBucket                     // id → watch
	watchesByDue                      // time | id → nothing
	watchesByName                     // a parcel's number or a tracker's id | id → nothing
	jobsBucket                        // key → time, seq, lane | job
	jobsByDue                         // time, seq → key, of jobs that are first in their lanes
	jobsByLane                        // lane | seq → key
	deadBucket                        // key → job that was given up
	marksBucket                       // name → value, of marks that stay
	buckets                           // how many there are
)

// bucketNames are the buckets' names in the file. They never change.
var bucketNames = [buckets]string{
	"meta", "orders", "references", "orders_by_seller", "orders_by_buyer", "orders_by_status",
	"journal", "links", "sellers", "sellers_by_account", "sellers_by_name", "seller_journal",
	"products", "products_by_name", "photos", "photos_shown", "reviews", "people",
	"conversations", "conversations_of", "words", "messages",
	"watches", "watches_by_due", "watches_by_name",
	"jobs", "jobs_by_due", "jobs_by_lane", "jobs_dead", "marks",
}

// String returns the bucket's name in the file.
func (b bucket) String() string { return bucketNames[b] }

// separator ends a name within a key. A name never contains it.
const separator = 0

// uint64Key writes a number so that keys sort as numbers do.
func uint64Key(n uint64) []byte {
	return binary.BigEndian.AppendUint64(make([]byte, 0, 8), n)
}

// entryKey is the key of an order's n-th journal entry.
func entryKey(number uint64, n int) []byte {
	return binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint64(make([]byte, 0, 12), number), uint32(n))
}

// wordsKey is the key of a conversation's n-th words, and of a seller's n-th line.
func wordsKey(id string, n int) []byte {
	return binary.BigEndian.AppendUint32(prefixKey(id), uint32(n))
}

// prefixKey begins a key with names, each closed by the separator.
func prefixKey(names ...string) []byte {
	size := 20 // room for what follows
	for _, name := range names {
		size += len(name) + 1
	}
	key := make([]byte, 0, size)
	for _, name := range names {
		key = append(append(key, name...), separator)
	}
	return key
}

// statusKey is the key of an order in an index; who is empty in ordersByStatus.
func statusKey(who, status string, number uint64) []byte {
	if who == "" {
		return binary.BigEndian.AppendUint64(prefixKey(status), number)
	}
	return binary.BigEndian.AppendUint64(prefixKey(who, status), number)
}

// timeLength is the number of bytes of a time in a key.
const timeLength = 12

// appendTime writes a time so that keys sort as times do, before 1970 and in
// year 9999 too.
func appendTime(key []byte, t time.Time) []byte {
	key = binary.BigEndian.AppendUint64(key, uint64(t.Unix())^1<<63)
	return binary.BigEndian.AppendUint32(key, uint32(t.Nanosecond()))
}

// keyTime reads what appendTime wrote.
func keyTime(key []byte) time.Time {
	seconds := int64(binary.BigEndian.Uint64(key) ^ 1<<63)
	return time.Unix(seconds, int64(binary.BigEndian.Uint32(key[8:]))).UTC()
}

// number reads the number at the end of a key, or in a value.
func number(b []byte) uint64 {
	return binary.BigEndian.Uint64(b[len(b)-8:])
}

// validName reports whether text may be part of a key.
func validName(text string) bool {
	return text != "" && strings.IndexByte(text, separator) < 0
}
