package storage

import (
	"bytes"
	"encoding/binary"
	"time"

	"till/shop"
	"till/shop/money"
)

// requestedValue is what ordersBySeller says of an order, so that a seller's
// limit is looked up without decoding orders: when it was created, its total in
// minor units, its currency; nothing of one that does not count.
func requestedValue(o shop.Order) string {
	if !o.Counts() {
		return ""
	}
	value := appendTime(make([]byte, 0, timeLength+8+len(o.Total.Currency)), o.CreatedAt)
	value = binary.BigEndian.AppendUint64(value, uint64(o.Total.Minor))
	return string(append(value, o.Total.Currency...))
}

// readRequested reads what requestedValue made; false for an order that does
// not count.
func readRequested(value []byte) (created time.Time, total money.Money, ok bool) {
	if len(value) < timeLength+8 {
		return time.Time{}, money.Money{}, false
	}
	minor := int64(binary.BigEndian.Uint64(value[timeLength:]))
	return keyTime(value), money.New(minor, money.Currency(value[timeLength+8:])), true
}

// Requested implements shop.Orders. In each status it begins where no order of
// the query can stand before; see newNumber.
func (c orders) Requested(seller shop.UserID, currency money.Currency, since time.Time) (_ money.Money, err error) {
	const doing = "add up what a seller requested"
	defer rescue(&err, doing)
	sum := money.New(0, currency)
	if !validName(string(seller)) {
		return sum, nil
	}
	for _, prefix := range c.statuses(ordersBySeller, prefixKey(string(seller))) {
		cursor := c.bucket(ordersBySeller).Cursor()
		first := binary.BigEndian.AppendUint64(bytes.Clone(prefix), micro(since))
		for key, value := cursor.Seek(first); bytes.HasPrefix(key, prefix); key, value = cursor.Next() {
			created, total, ok := readRequested(value)
			if !ok || total.Currency != currency || created.Before(since) {
				continue
			}
			if sum, err = sum.Add(total); err != nil {
				return sum, &shop.Error{Code: shop.Internal, Message: doing, Err: err}
			}
		}
	}
	return sum, nil
}
