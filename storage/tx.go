package storage

import (
	"bytes"

	// Decodes records in half the time of encoding/json, by the same rules.
	"github.com/go-json-experiment/json"
	jsonv1 "github.com/go-json-experiment/json/v1"
	"go.etcd.io/bbolt"

	"till/shop"
	"till/shop/job"
)

// tx is the transaction of one View or Update, within one of bbolt's. Every
// change of the file goes through the methods in write.go. It belongs to one
// goroutine.
type tx struct {
	db     *DB
	bolt   *bbolt.Tx
	opened *[buckets]*bbolt.Bucket // shared by a batch

	writable   bool
	reversible bool           // notes how each change is undone
	undos      []func() error // in the order of the changes
	touched    bool           // something was changed, a sequence at least
	writing    bool           // a change is being made; still so when it broke off
	writes     int
	failure    error // the first write that failed
	succeeded  bool
	ops        []Op // with Options.Trace

	orders   map[shop.OrderID]orderState // as they are indexed; of orders seen by this Update
	jobs     map[job.Key]jobState        // the same of jobs
	unborn   map[shop.OrderID]bool       // orders that have a journal and were not put yet
	newMonth bool                        // the first mark of a month was put
}

// newTx returns the transaction of a View.
func newTx(db *DB, bolt *bbolt.Tx) *tx {
	return &tx{db: db, bolt: bolt, opened: new([buckets]*bbolt.Bucket)}
}

func (t *tx) Orders() shop.Orders               { return orders{t} }
func (t *tx) Journal() shop.Journal             { return journal{t} }
func (t *tx) Sellers() shop.Sellers             { return sellers{t} }
func (t *tx) SellerJournal() shop.SellerJournal { return sellerJournal{t} }
func (t *tx) Products() shop.Products           { return products{t} }
func (t *tx) Photos() shop.Photos               { return photos{t} }
func (t *tx) Reviews() shop.Reviews             { return reviews{t} }
func (t *tx) People() shop.People               { return people{t} }
func (t *tx) Conversations() shop.Conversations { return conversations{t} }
func (t *tx) Watches() shop.Watches             { return watches{t} }
func (t *tx) Jobs() shop.Jobs                   { return jobs{t} }
func (t *tx) Backlog() shop.Backlog             { return backlog{t} }
func (t *tx) Marks() shop.Marks                 { return marks{t} }
func (t *tx) Erasure() shop.Erasure             { return erasure{t} }

func (t *tx) bucket(b bucket) *bbolt.Bucket {
	if t.opened[b] == nil {
		t.opened[b] = t.bolt.Bucket([]byte(bucketNames[b]))
	}
	return t.opened[b]
}

// get returns the value, or nil. It is valid until the next change.
func (t *tx) get(b bucket, key []byte) []byte { return t.bucket(b).Get(key) }

// previous steps a cursor back from a key. bbolt's own step (v1.5.0) takes a
// page that was emptied in the same transaction for the beginning.
func (t *tx) previous(cursor *bbolt.Cursor, from []byte) (key, value []byte) {
	key, value = cursor.Prev()
	if key != nil || !t.writable {
		return key, value
	}
	first, _ := cursor.Bucket().Cursor().First()
	for key == nil && first != nil && bytes.Compare(first, from) < 0 {
		key, value = cursor.Prev()
	}
	return key, value
}

// putRecord encodes a record and writes it.
func (t *tx) putRecord(b bucket, key []byte, record any) error {
	value, err := encode(b, record)
	if err != nil {
		return t.fail(err)
	}
	return t.put(b, key, value)
}

func encode(b bucket, record any) ([]byte, error) {
	value, err := jsonv1.Marshal(record)
	if err != nil {
		return nil, &shop.Error{Code: shop.Internal, Message: "encode a record of " + b.String(), Err: err}
	}
	return value, nil
}

// record reads and decodes a record; what names it when it is not there.
func record[T any](t *tx, b bucket, key []byte, what string) (T, error) {
	value := t.get(b, key)
	if value == nil {
		var none T
		return none, missing(what)
	}
	return decode[T](b, value)
}

// indexed reads and decodes the record that an index names: one that is not there
// is damage.
func indexed[T any](t *tx, b bucket, key []byte) (T, error) {
	value := t.get(b, key)
	if value == nil {
		var none T
		return none, damaged("read a record of "+b.String(), "an index names one that is not there")
	}
	return decode[T](b, value)
}

// decoding are encoding/json's rules but one: that reads everything twice, so that what
// is not JSON leaves the record as it was.
var decoding = json.JoinOptions(jsonv1.DefaultOptionsV1(), jsonv1.ReportErrorsWithLegacySemantics(false))

// decode makes a record of its encoded form, sharing nothing with it; of what is none,
// the zero record.
func decode[T any](b bucket, value []byte) (T, error) {
	var v, none T
	if err := json.Unmarshal(value, &v, decoding); err != nil {
		return none, damaged("decode a record of "+b.String(), err)
	}
	return v, nil
}
