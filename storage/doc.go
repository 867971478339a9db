// Package storage keeps the shop in one bbolt file.
//
// It owns the file: its mode, its lock, its schema, its buckets and their
// indexes, and the check that all of them agree. It knows the shop's records
// and what they must be found by; it must not know what they mean, who may see
// them, or anything of the network. It is the only package that knows bbolt:
// no type and no error of bbolt's leaves it.
//
// Every order has a number, given when it is first put, that only grows: the
// newest orders, which are the ones that change, lie together at the end of
// each bucket, so that a change costs about the same among a thousand orders
// as among a million.
//
// Updates that come while another is being written to the disk are committed
// together, each still all or nothing by itself; see DB.Update.
//
//	db, err := storage.Open("till.db", storage.Options{})
//	...
//	defer db.Close()
//	err = db.Update(ctx, func(tx shop.Tx) error { return tx.Orders().Put(order) })
package storage
