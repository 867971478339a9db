package stripe

import (
	"crypto/rand"
	"slices"
	"time"
)

// object is anything with an id that an answer can hold.
type object interface {
	ident() string
	doc(now time.Time) doc
}

// table keeps objects by id and in the order in which they were made.
type table[T object] struct {
	byID map[string]T
	rows []T
}

func (t *table[T]) add(v T) {
	if t.byID == nil {
		t.byID = map[string]T{}
	}
	t.byID[v.ident()] = v
	t.rows = append(t.rows, v)
}

func (t *table[T]) get(id string) (T, bool) {
	v, ok := t.byID[id]
	return v, ok
}

// newID returns prefix and n random letters and digits, as Stripe's ids look.
func newID(prefix string, n int) string {
	const letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	raw := make([]byte, n)
	_, _ = rand.Read(raw) // never fails (crypto/rand's documentation)
	for i, b := range raw {
		raw[i] = letters[int(b)%len(letters)]
	}
	return prefix + string(raw)
}

func (t *table[T]) remove(id string) {
	delete(t.byID, id)
	t.rows = slices.DeleteFunc(t.rows, func(v T) bool { return v.ident() == id })
}
