package storage

import (
	"bytes"
	"encoding/binary"

	"go.etcd.io/bbolt"

	"till/shop"
)

// List implements shop.Orders: it merges the queried statuses, each of which
// lies in the index in the order of the numbers, and decodes only what it
// returns.
func (c orders) List(q shop.OrderQuery) (_ []shop.Order, err error) {
	defer rescue(&err, "list orders")
	if q.Seller != "" && q.Buyer != "" {
		return nil, misuse("list orders of a seller and a buyer at once")
	}
	before := ^uint64(0)
	if q.Before != "" {
		n, ok := c.orderNumber(q.Before)
		if !ok {
			return nil, missing("order to list from")
		}
		before = n
	}
	floor := micro(q.Since) // no order of the query has a lower number; see newNumber
	var found []shop.Order
	runs := c.runs(q, before)
	for q.Limit <= 0 || len(found) < q.Limit {
		n, ok := newest(runs)
		if !ok || n < floor {
			break
		}
		o, err := indexed[shop.Order](c.tx, ordersBucket, uint64Key(n))
		if err != nil {
			return nil, err
		}
		if !o.CreatedAt.Before(q.Since) {
			found = append(found, o)
		}
	}
	return found, nil
}

// run goes backwards through the numbers under one prefix of an index.
type run struct {
	tx     *tx
	cursor *bbolt.Cursor
	prefix []byte
	key    []byte // where it stands; nil at the end
}

// runs returns a run for each status that the query may find.
func (t *tx) runs(q shop.OrderQuery, before uint64) []*run {
	index, who := ordersByStatus, []byte(nil)
	switch {
	case q.Seller != "":
		index, who = ordersBySeller, prefixKey(string(q.Seller))
	case q.Buyer != "":
		index, who = ordersByBuyer, prefixKey(string(q.Buyer))
	case len(q.Status) == 0:
		return []*run{t.run(ordersBucket, nil, before)}
	}
	var prefixes [][]byte
	for _, status := range q.Status {
		prefix := append(append(bytes.Clone(who), status...), separator)
		if !containsKey(prefixes, prefix) {
			prefixes = append(prefixes, prefix)
		}
	}
	if len(q.Status) == 0 {
		prefixes = t.statuses(index, who)
	}
	runs := make([]*run, len(prefixes))
	for i, prefix := range prefixes {
		runs[i] = t.run(index, prefix, before)
	}
	return runs
}

// statuses returns the prefixes, one for each status, that follow who in an
// index.
func (t *tx) statuses(index bucket, who []byte) [][]byte {
	var prefixes [][]byte
	cursor := t.bucket(index).Cursor()
	key, _ := cursor.Seek(who)
	for key != nil && bytes.HasPrefix(key, who) {
		prefix := bytes.Clone(key[:len(key)-8])
		prefixes = append(prefixes, prefix)
		key, _ = cursor.Seek(after(prefix))
	}
	return prefixes
}

// run starts below the number before.
func (t *tx) run(b bucket, prefix []byte, before uint64) *run {
	r := &run{tx: t, cursor: t.bucket(b).Cursor(), prefix: prefix}
	key, _ := r.cursor.Seek(binary.BigEndian.AppendUint64(bytes.Clone(prefix), before))
	if key == nil {
		r.stand(r.cursor.Last())
	} else {
		r.stand(t.previous(r.cursor, key))
	}
	return r
}

func (r *run) stand(key, _ []byte) {
	r.key = nil
	if bytes.HasPrefix(key, r.prefix) {
		r.key = key
	}
}

// newest takes the highest number at which a run stands.
func newest(runs []*run) (uint64, bool) {
	var best *run
	for _, r := range runs {
		if r.key != nil && (best == nil || number(r.key) > number(best.key)) {
			best = r
		}
	}
	if best == nil {
		return 0, false
	}
	n := number(best.key)
	best.stand(best.tx.previous(best.cursor, best.key))
	return n, true
}

// after returns the first key behind all those that begin with prefix, which
// ends with the separator.
func after(prefix []byte) []byte {
	end := bytes.Clone(prefix)
	end[len(end)-1] = separator + 1
	return end
}

func containsKey(keys [][]byte, key []byte) bool {
	for _, k := range keys {
		if bytes.Equal(k, key) {
			return true
		}
	}
	return false
}
