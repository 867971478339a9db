package shop

import (
	"strings"
)

// UserID is a person's Discord snowflake, in decimal, as Discord's API writes it.
type UserID string

// OrderID identifies an order. It is also the order's reference: eight
// characters of Crockford's base 32, shown to people with a hyphen in the middle.
type OrderID string

// crockford is Douglas Crockford's base-32 alphabet (no I, L, O, U).
const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// orderIDLength is the number of characters of an OrderID: 40 random bits.
const orderIDLength = 8

// NewOrderID makes an id from 5 random bytes.
func NewOrderID(random [5]byte) OrderID {
	var bits uint64
	for _, b := range random {
		bits = bits<<8 | uint64(b)
	}
	var id [orderIDLength]byte
	for i := range id {
		id[orderIDLength-1-i] = crockford[bits&31]
		bits >>= 5
	}
	return OrderID(id[:])
}

// String shows the reference as people read it: 7K3M-9QXD.
func (id OrderID) String() string {
	if len(id) != orderIDLength {
		return string(id)
	}
	return string(id[:4]) + "-" + string(id[4:])
}

// ParseOrderID reads a reference as people type it: any case, with or without
// the hyphen, spaces or a leading #, and with O for 0, I or L for 1.
func ParseOrderID(text string) (OrderID, error) {
	var id strings.Builder
	for _, r := range strings.ToUpper(text) {
		switch r {
		case '-', ' ', '#', '\u2010', '\u2011', '\u2012', '\u2013':
			continue
		case 'O':
			r = '0'
		case 'I', 'L':
			r = '1'
		}
		if !strings.ContainsRune(crockford, r) || id.Len() == orderIDLength {
			return "", refuse(Invalid, ReasonReference, "%q is not an order's reference", text)
		}
		id.WriteRune(r)
	}
	if id.Len() != orderIDLength {
		return "", refuse(Invalid, ReasonReference, "%q is not an order's reference", text)
	}
	return OrderID(id.String()), nil
}
