package storage

import (
	"bytes"
	"slices"

	"go.etcd.io/bbolt"
)

// mayWrite is for the changes that may turn out to be none.
func (t *tx) mayWrite() error {
	if !t.writable {
		return misuse("change within a View")
	}
	return nil
}

// put writes a value. Neither it nor the key may be changed afterwards.
func (t *tx) put(b bucket, key, value []byte) error {
	return t.write(t.bucket(b), Op{Bucket: bucketNames[b], Key: key, Value: value})
}

// remove deletes a key, if it is there. It must not be changed afterwards.
func (t *tx) remove(b bucket, key []byte) error {
	return t.write(t.bucket(b), Op{Bucket: bucketNames[b], Key: key, Delete: true})
}

// write changes one key.
func (t *tx) write(b *bbolt.Bucket, op Op) error {
	if err := t.mayWrite(); err != nil {
		return err
	}
	if t.reversible {
		t.undos = append(t.undos, restore(b, op.Key))
	}
	return t.change(op, func() error {
		switch {
		case op.Delete:
			return b.Delete(op.Key)
		case op.Value == nil:
			return b.Put(op.Key, []byte{}) // nil would read as not there until the commit
		default:
			return b.Put(op.Key, op.Value)
		}
	})
}

// restore returns how a key becomes what it is now. bbolt's values hold until
// the transaction ends.
func restore(b *bbolt.Bucket, key []byte) func() error {
	old := b.Get(key)
	if old == nil {
		return func() error { return b.Delete(key) }
	}
	return func() error { return b.Put(key, old) }
}

// makeBucket makes a bucket of the file.
func (t *tx) makeBucket(name string) (b *bbolt.Bucket, err error) {
	if err := t.mayWrite(); err != nil {
		return nil, err
	}
	if t.reversible {
		t.undos = append(t.undos, func() error { return t.bolt.DeleteBucket([]byte(name)) })
	}
	t.touched, t.writing = true, true
	if b, err = t.bolt.CreateBucket([]byte(name)); err != nil {
		return nil, t.fail(failed("make the bucket "+name, err))
	}
	t.writing = false
	return b, nil
}

// dropBucket deletes a bucket of the file. That cannot be undone, so it comes
// when fn has succeeded.
func (t *tx) dropBucket(name string) error {
	op := Op{Bucket: name, Delete: true}
	err := t.change(op, func() error { return t.bolt.DeleteBucket([]byte(name)) })
	t.writing = err != nil
	return err
}

// setSequence sets the last number that a bucket gave.
func (t *tx) setSequence(b bucket, n uint64) error {
	if err := t.mayWrite(); err != nil {
		return err
	}
	of := t.bucket(b)
	if old := of.Sequence(); t.reversible {
		t.undos = append(t.undos, func() error { return of.SetSequence(old) })
	}
	t.touched, t.writing = true, true
	if err := of.SetSequence(n); err != nil {
		return t.fail(failed("count in "+b.String(), err))
	}
	t.writing = false
	return nil
}

// change makes a change and notes it, or that it failed: then the Update fails
// too.
func (t *tx) change(op Op, do func() error) error {
	t.touched, t.writing = true, true
	err := do()
	t.writing = false
	if err != nil {
		return t.fail(failed("write to "+op.Bucket, err))
	}
	t.writes++
	if t.db.recording { // it outlives the transaction, and keys may lie in the file
		op.Key, op.Value = bytes.Clone(op.Key), bytes.Clone(op.Value)
	}
	if t.db.noting() {
		t.ops = append(t.ops, op)
	}
	return nil
}

// fail has the Update fail, since a change may be half made.
func (t *tx) fail(err error) error {
	if t.failure == nil {
		t.failure = err
	}
	return err
}

// complete does what is left for the end, and reports why the Update must not
// be committed.
func (t *tx) complete() error {
	switch {
	case t.failure != nil:
		return t.failure // fn may have overlooked it
	case len(t.unborn) > 0:
		return misuse("an order has a journal and was never put")
	case t.newMonth:
		return marks{t}.forget()
	default:
		return nil
	}
}

// undo takes the changes back, the last one first.
func (t *tx) undo() (err error) {
	defer rescue(&err, "undo a change")
	for _, undo := range slices.Backward(t.undos) {
		if err := undo(); err != nil {
			return failed("undo a change", err)
		}
	}
	return nil
}
